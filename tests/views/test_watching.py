"""A guideline that is written while it is shown: the last good one stays, and the case with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.views import Dashboard
from explorer.views.watching import Watching
from tests.generated import write_guideline


@pytest.fixture
def watching(tmp_path: Path) -> Watching:
    return Watching(write_guideline(tmp_path / "guideline", seed=3))


def rewrite(watching: Watching, old: str, new: str) -> None:
    path = watching.folder / "guideline.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_nothing_is_read_while_nothing_changes(watching: Watching) -> None:
    shown = watching.shown
    assert not any(watching.look() for _ in range(3))
    assert watching.shown is shown


def test_a_change_is_shown_with_the_case(watching: Watching) -> None:
    watching.shown.form.set({"q0": watching.shown.guideline.parameters["q0"].option_names[0]})
    case = watching.shown.form.case
    rewrite(watching, "Generated", "Written again")
    assert not watching.look(), "the files have not rested"
    assert watching.look()
    assert watching.shown.guideline.metadata.title == "Written again"
    assert watching.shown.form.case.known == case.known
    assert watching.regions["shown"] is watching.shown


def test_a_half_written_guideline_keeps_the_last_good_one(watching: Watching) -> None:
    shown = watching.shown
    rewrite(watching, "title: Generated", "title: [half")
    watching.look()
    assert watching.look()
    assert watching.shown is shown
    assert "guideline.yaml:" in watching.notice.html
    rewrite(watching, "title: [half", "title: Mended")
    watching.look()
    assert watching.look()
    assert watching.shown.guideline.metadata.title == "Mended"
    assert watching.notice.html == ""


def test_a_guideline_that_is_broken_from_the_start(tmp_path: Path) -> None:
    folder = write_guideline(tmp_path / "guideline", seed=3)
    path = folder / "guideline.yaml"
    good = path.read_text("utf-8")
    path.write_text("title: [half", "utf-8")
    watching = Watching(folder)
    assert not isinstance(watching.shown, Dashboard)
    path.write_text(good, "utf-8")
    watching.look()
    assert watching.look()
    assert isinstance(watching.shown, Dashboard)
