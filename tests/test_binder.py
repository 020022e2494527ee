"""What Binder would do with this repository, without a container."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import repo2docker
from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, Watch, chromium, serving  # noqa: F401  # a fixture

ROOT = Path(__file__).parent.parent
DASHBOARD = "voila/render/notebooks/explorer.ipynb"
CONDA = Path(repo2docker.__file__).parent / "buildpacks" / "conda"
# What Binder's base environment holds of our dependencies and of what serves them; names as on PyPI.
BASE = {
    "ipykernel": "ipykernel",
    "ipywidgets": "ipywidgets",
    "jupyter_client": "jupyter_client",
    "jupyter_server": "jupyter_server",
    "jupyterlab": "jupyterlab",
    "nbconvert-core": "nbconvert",
    "notebook": "notebook",
    "tornado": "tornado",
    "traitlets": "traitlets",
}


@pytest.fixture(scope="module")
def dockerfile() -> str:
    """The Dockerfile that repo2docker makes of this repository."""
    command = [str(Path(sys.executable).with_name("jupyter-repo2docker")), "--no-build", "--debug"]
    made = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, timeout=120)
    assert made.returncode == 0, made.stderr
    return made.stdout + made.stderr


def base_versions(dockerfile: str) -> dict[str, str]:
    """The versions in the environment file that the Dockerfile copies, by conda's names."""
    name = re.search(r"environment-2epy-2d3-2e(\d+)-2dlinux-2d64-2elock", dockerfile)
    assert name is not None, "the Dockerfile names no base environment"
    lock = CONDA / f"environment.py-3.{name[1]}-linux-64.lock"
    files = re.findall(r"/([^/]+)-([^-/]+)-[^-/]+\.(?:conda|tar\.bz2)", lock.read_text())
    return dict(files)


def pins(path: str) -> dict[str, str]:
    lines = (ROOT / path).read_text().splitlines()
    found = (line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {name.lower(): version.strip() for name, version in found}


def test_the_dockerfile_takes_our_files(dockerfile: str) -> None:
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile
    assert "apt.txt" not in dockerfile


def test_the_python_is_new_enough(dockerfile: str) -> None:
    version = base_versions(dockerfile)["python"]
    assert tuple(map(int, version.split(".")))[:2] >= (3, 11)


def test_the_requirements_are_the_pinned_ones() -> None:
    constraints = pins(".ci/constraints.txt")
    required = pins("binder/requirements.txt")
    assert required.items() <= constraints.items()


def test_the_requirements_and_the_base_hold_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["dashboard"], *extras["report"]]
    needed = {re.split(r"[<>=]", name)[0].lower() for name in wanted}
    assert needed <= pins("binder/requirements.txt").keys() | set(BASE.values())


def test_post_build_can_be_run() -> None:
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)


@pytest.fixture(scope="module")
def built(dockerfile: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A copy of the repository and the environment that Binder's steps make for it, which takes a minute or two."""
    if os.environ.get("FRESH_MACHINE") != "1":
        pytest.skip("installs everything anew: make fresh")
    folder = tmp_path_factory.mktemp("binder")
    copy, environment = folder / "repository", folder / "environment"
    left_out = shutil.ignore_patterns(".venv", ".git", ".*_cache", ".hypothesis", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=left_out)
    _run([sys.executable, "-m", "venv", str(environment)], copy, environment)
    versions = base_versions(dockerfile)
    base = [f"{ours}=={versions[theirs]}" for theirs, ours in BASE.items()]
    install = [str(environment / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    _run([*install, *base], copy, environment)
    _run([*install, "-r", "binder/requirements.txt"], copy, environment)
    _run(["./binder/postBuild"], copy, environment)
    return copy, environment


def _run(command: list[str], folder: Path, environment: Path) -> None:
    done = subprocess.run(command, cwd=folder, env=_variables(environment), capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def _variables(environment: Path) -> dict[str, str]:
    """As in the container: this environment first, and nothing of the user's own Jupyter."""
    private = {"HOME": str(environment.parent), "JUPYTER_PREFER_ENV_PATH": "1"}
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**kept, **private, "PATH": path}


@pytest.fixture(scope="module")
def server(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Jupyter server that Binder starts in the repository; its address."""
    copy, environment = built
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    options = [f"--port={port}", "--no-browser", "--IdentityProvider.token=", "--allow-root"]
    command = [str(environment / "bin" / "jupyter"), "notebook", "--ip=127.0.0.1", *options]
    log = tmp_path_factory.mktemp("log") / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=copy, env=_variables(environment), stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=90)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urlopen(address + "api").close()
            return
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)


def test_nothing_that_is_required_is_missing(built: tuple[Path, Path]) -> None:
    copy, environment = built
    _run([str(environment / "bin" / "pip"), "check"], copy, environment)


def test_what_is_installed_serves_without_the_repository(built: tuple[Path, Path], tmp_path: Path) -> None:
    _, environment = built
    command = str(environment / "bin" / "guideline-explorer")
    with serving(tmp_path, command=command) as server, urlopen(server.address) as answer:
        page = answer.read()
    assert b"data-guideline-explorer" in page
    assert b'role="alert"' not in page
    server.complained_of_nothing()


def test_both_links_open(server: str, chromium: str) -> None:  # noqa: F811
    watch = Watch()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        watch.attach(page)
        page.goto(server + DASHBOARD, timeout=90_000)
        page.wait_for_selector("main .guideline-explorer", timeout=90_000)
        assert page.get_attribute("body", "data-guideline-explorer") == "page"
        assert watch.outside == []
        assert watch.errors == []
        page.goto(server + "lab/tree/notebooks/explorer.ipynb", timeout=90_000)
        page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=90_000)
        browser.close()


def test_the_readme_has_both_links() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"urlpath={DASHBOARD}" in text
    assert "urlpath=lab/tree/notebooks" in text


def test_the_settings_are_json() -> None:
    json.loads((ROOT / "binder" / "jupyter_server_config.json").read_text())
