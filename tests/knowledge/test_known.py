"""Guidelines that are called by their ids: those that ship, and those that other installed packages offer."""

import shutil
import sys
from importlib.metadata import EntryPoint

import pytest

from explorer import load
from explorer.cli import main
from explorer.knowledge import known
from explorer.knowledge.known import GROUP, SHIPPED
from explorer.reasoning.audit.proof import prove


@pytest.fixture
def offered(tmp_path, monkeypatch):
    """A package that offers a guideline in each of the three ways, and one that is broken."""
    package = tmp_path / "some_tea"
    shutil.copytree(SHIPPED / "tea", package)
    (package / "__init__.py").write_text(
        "from pathlib import Path\nFOLDER = Path(__file__).parent\ndef folder():\n    return FOLDER\n", "utf-8"
    )
    (tmp_path / "broken_tea.py").write_text("raise RuntimeError('broken')\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    named = {
        "package": "some_tea",
        "path": "some_tea:FOLDER",
        "function": "some_tea:folder",
        "broken": "broken_tea",
        "tea": "some_tea",
    }
    points = [EntryPoint(name, value, GROUP) for name, value in named.items()]
    monkeypatch.setattr(known, "entry_points", lambda group: [one for one in points if one.group == group])
    yield package
    sys.modules.pop("some_tea", None)


def test_what_ships_is_listed():
    assert load() == ["crb65", "rectal_liver_metastases", "tea"]


def test_what_other_packages_offer_is_found(offered):
    assert load() == ["crb65", "function", "package", "path", "rectal_liver_metastases", "tea"]
    for name in ("function", "package", "path"):
        assert load(name).folder == offered
    assert load("tea").folder == SHIPPED / "tea", "what ships goes before"


def test_the_command_line_finds_it_too(offered, capsys):
    assert main(["check", "--guideline", "package"]) == 0
    assert capsys.readouterr().out.startswith("A cup of tea")
    assert main(["check", "--guideline", "pakage"]) == 2
    assert (
        "the id of an installed one: crb65, function, package, path, rectal_liver_metastases, tea"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize("name", ["crb65", "rectal_liver_metastases", "tea"])
def test_every_claim_holds_of_what_ships(name):
    assert prove(load(name)).holds
