"""The core runs without the dashboard's and the report's packages, and says which extra a command needs.

An environment here is a folder of links to the packages that the core's requirements name, and nothing else.
``tests/test_fresh.py`` installs the wheel itself in the three sizes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from explorer.extras import EXTRA_OF, missing_extra

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CASE = "primary_site: rectum\nkras: mutant\n"


def required(names: list[str], found: dict[str, Distribution]) -> dict[str, Distribution]:
    """What these requirements bring along, and what those do."""
    for requirement in map(Requirement, names):
        if requirement.name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found[requirement.name] = distribution(requirement.name)
            required(found[requirement.name].requires or [], found)
    return found


def linked(folder: Path, names: list[str]) -> Path:
    """Link everything that these requirements bring along into a folder."""
    for each in required(names, {}).values():
        for top in {file.parts[0] for file in each.files or () if file.parts[0] not in ("..", "__pycache__")}:
            link = folder / top
            if not link.exists():
                link.symlink_to(Path(str(each.locate_file(top))))
    (folder / "explorer").symlink_to(ROOT / "explorer")
    return folder


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = linked(tmp_path_factory.mktemp("core"), PROJECT["dependencies"])
    (folder / "case.yaml").write_text(CASE)
    (folder / "table.csv").write_text("Age,Do\n< 5,Wait\n>= 5,Go\n")
    (folder / "table.dmn").write_text("<definitions/>")
    return folder


def run(environment: Path, *words: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(environment)!r}); from explorer.cli import main; sys.exit(main())"
    command = [sys.executable, "-S", "-I", "-X", "utf8", "-c", code, *words]
    return subprocess.run(command, cwd=environment, capture_output=True, text=True, timeout=120)


def test_the_environment_holds_no_extra(core: Path) -> None:
    for package in EXTRA_OF:
        assert not (core / package).exists()


def test_the_core_evaluates(core: Path) -> None:
    done = run(core, "evaluate", "case.yaml")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["nodes"]["chemotherapy_egfr"] == "ruled out"


@pytest.mark.parametrize(
    "words",
    [
        ["outlook", "case.yaml"],
        ["explain", "case.yaml", "--node", "chemotherapy_egfr"],
        ["report", "case.yaml"],
        ["report", "case.yaml", "-o", "case.html"],
        ["check"],
        ["statements"],
        ["disagreements"],
        ["import", "table.csv", "-o", "of_a_table"],
    ],
)
def test_the_core_does_everything_but_show_and_print(core: Path, words: list[str]) -> None:
    done = run(core, *words)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["serve"], r'serve: it needs \w+, which is not installed — pip install "guideline-explorer\[dashboard\]"'),
        (
            ["report", "case.yaml", "-o", "case.pdf"],
            r'report: it needs (fontTools|typst), which is not installed — pip install "guideline-explorer\[report\]"',
        ),
        (
            ["import", "table.dmn", "-o", "of_dmn"],
            r'import: it needs defusedxml, which is not installed — pip install "guideline-explorer\[import\]"',
        ),
        (
            ["publish", "OUT"],
            r'publish: it needs \w+, which is not installed — pip install "guideline-explorer\[(publish|dashboard)\]"',
        ),
    ],
)
def test_a_command_says_which_extra_it_needs(core: Path, words: list[str], message: str) -> None:
    done = run(core, *words)
    assert done.returncode == 2
    assert re.fullmatch(message, done.stderr.strip())
    assert done.stdout == ""


def test_a_package_that_no_extra_installs_is_an_error() -> None:
    assert missing_extra(ModuleNotFoundError(name="explorer.nothing"), "serve") is None


def test_every_extra_is_one_of_the_project() -> None:
    extras = PROJECT["optional-dependencies"]
    assert set(EXTRA_OF.values()) == {"dashboard", "report", "cohort", "publish", "teaching", "import"}
    for package, extra in EXTRA_OF.items():
        names = [Requirement(each).name.replace("-", "_") for each in extras[extra]]
        assert (
            any(name.startswith(package.lower()) for name in names) or extra == "dashboard"
        )  # IPython and what serves kernels come along with the others
