"""The README on a bare machine: both commands from a clone, and the wheel where the repository is not.

Each installs everything anew, with an empty pip cache and no ``dot`` on the PATH, which takes a minute or two; so
these tests run where FRESH_MACHINE=1 says so (``make fresh``; CI does).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parent.parent
NEWER = ("3.14", "3.13", "3.12")
PORT = 8950

pytestmark = pytest.mark.skipif(
    os.environ.get("FRESH_MACHINE") != "1",
    reason="installs everything anew: make fresh",
)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An empty folder, and variables with which nothing but the programs of this machine is found."""
    folder = tmp_path_factory.mktemp("machine")
    for place in ("programs", "home", "cache"):
        (folder / place).mkdir()
    for where in map(Path, os.environ["PATH"].split(os.pathsep)):
        if where.is_dir() and not where.is_relative_to(sys.prefix):
            _link_programs(where, folder / "programs")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "JUPYTER", "PIP_CACHE"))}
    home = {"PIP_CACHE_DIR": str(folder / "cache"), "JUPYTER_DATA_DIR": str(folder / "home"), "MAKEFLAGS": ""}
    return folder, {**kept, **home, "PATH": str(folder / "programs")}


def _link_programs(where: Path, to: Path) -> None:
    """Everything but ``dot``; of two programs of one name the first on the PATH."""
    for program in where.iterdir():
        link = to / program.name
        if program.name != "dot" and not link.is_symlink():
            link.symlink_to(program)


def run(command: list[str], folder: Path, variables: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def clone(machine: tuple[Path, dict[str, str]]) -> Path:
    """A clone of the repository, or a copy where these files are no repository."""
    folder, variables = machine
    assert shutil.which("dot", path=variables["PATH"]) is None
    if not (ROOT / ".git").exists():
        shutil.copytree(ROOT, folder / "clone", ignore=shutil.ignore_patterns(".venv", ".*_cache", "__pycache__"))
        return folder / "clone"
    safe = ["-c", "safe.directory=*"]
    run(["git", *safe, "clone", "--quiet", "--no-hardlinks", str(ROOT), "clone"], folder, variables)
    return folder / "clone"


@contextmanager
def answering(command: list[str], folder: Path, variables: dict[str, str]) -> Iterator[bytes]:
    """What the page says that a command serves."""
    log = folder / "served.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield _page(process, log)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
    assert "Traceback" not in log.read_text()


def _page(process: subprocess.Popen[bytes], log: Path) -> bytes:
    deadline = time.monotonic() + 400
    while not (found := re.search(r"http://\S+", log.read_text())):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.3)
    with urlopen(found[0], timeout=90) as answer:
        page: bytes = answer.read()
    return page


def is_the_dashboard(page: bytes) -> bool:
    return b"data-guideline-explorer" in page and b"widget-view" in page and b'role="alert"' not in page


def test_make_serve_serves(clone: Path, machine: tuple[Path, dict[str, str]]) -> None:
    python = f"PYTHON={sys._base_executable}"  # type: ignore[attr-defined]
    command = ["make", "serve", python, f"ARGS=--no-browser --port {PORT}"]
    with answering(command, clone, machine[1]) as page:
        assert is_the_dashboard(page)


def test_make_test_tests(clone: Path, machine: tuple[Path, dict[str, str]]) -> None:
    chosen = "tests/knowledge/test_condition.py tests/test_guideline.py tests/views/picture/test_diagram.py README.md"
    told = run(["make", "test", f"ARGS={chosen}"], clone, machine[1])
    assert re.search(r"\d\d+ passed", told)
    assert "failed" not in told


@pytest.fixture(scope="module")
def wheel(clone: Path, machine: tuple[Path, dict[str, str]]) -> Path:
    """The wheel that is built from the clone."""
    folder, variables = machine
    python = str(clone / ".venv" / "bin" / "python")
    run([python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), "."], clone, variables)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_every_file(wheel: Path, clone: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    for path in (path for room in ("explorer", "notebooks") for path in (clone / room).rglob("*")):
        name = path.relative_to(clone).as_posix()
        if path.is_file() and "__pycache__" not in name and ".ipynb_checkpoints" not in name:
            assert any(one.endswith(name) for one in inside), f"{name} is not in the wheel"


def newer_python(path: str) -> str:
    """A newer Python than the oldest that will do."""
    for version in NEWER:
        places = [
            shutil.which(f"python{version}", path=path),
            *Path.home().glob(f".pyenv/versions/{version}*/bin/python"),
        ]
        for place in filter(None, map(str, filter(None, places))):
            if subprocess.run([place, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0:
                return place
    pytest.skip("no newer Python on this machine: " + ", ".join(NEWER))


def installed(programs: Path, folder: Path, variables: dict[str, str]) -> set[str]:
    """The names of the distributions in an environment."""
    listed = run([str(programs / "python"), "-m", "pip", "list", "--format=freeze"], folder, variables)
    return {line.partition("==")[0].lower() for line in listed.splitlines()}


def test_the_wheel_in_three_sizes_with_a_newer_python(wheel: Path, machine: tuple[Path, dict[str, str]]) -> None:
    """The core, then the report, then the dashboard; with this Python tests/test_binder.py does the same."""
    folder, variables = machine
    place = folder / "elsewhere"
    place.mkdir()
    run([newer_python(os.environ["PATH"]), "-m", "venv", "environment"], place, variables)
    programs = place / "environment" / "bin"
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pinned = [*pip, "--constraint", str(ROOT / ".ci" / "constraints.txt")]
    program = str(programs / "guideline-explorer")
    (place / "case.yaml").write_text("primary_site: rectum\nkras: mutant\n")
    run([*pinned, str(wheel)], place, variables)
    assert '"nodes"' in run([program, "evaluate", "case.yaml"], place, variables)
    assert not {"voila", "ipywidgets", "typst"} & installed(programs, place, variables)
    run([*pinned, f"{wheel}[report]"], place, variables)
    run([program, "report", "case.yaml", "-o", "case.pdf"], place, variables)
    assert not {"voila", "ipywidgets"} & installed(programs, place, variables)
    run([*pinned, f"{wheel}[dashboard]"], place, variables)
    command = [program, "serve", "--no-browser", "--port", str(PORT + 1)]
    with answering(command, place, variables) as page:
        assert is_the_dashboard(page)
