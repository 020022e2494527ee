"""Drawings are shared by the kernels of one server, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import load
from explorer.views.picture import layout as picture
from explorer.views.picture import whole_map
from explorer.views.picture.cache import FOLDER_VARIABLE, drawn_once

GUIDELINE = load("rectal_liver_metastases")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was really drawn."""
    found: list[str] = []
    draw = picture.draw
    monkeypatch.setattr(picture, "draw", lambda dot, form: found.append(dot) or draw(dot, form))
    return found


@pytest.fixture(autouse=True)
def forget() -> Callable[[], None]:
    """As a kernel begins: nothing drawn yet."""

    def clear() -> None:
        for kept in (picture._page_svg, picture._best, whole_map.whole_svg):
            kept.cache_clear()

    clear()
    return clear


def test_what_one_kernel_has_drawn_the_next_takes(tmp_path, monkeypatch, forget, drawn):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    first = [picture.pathway_svg(GUIDELINE, "orders"), whole_map.whole_svg(GUIDELINE)]
    assert drawn
    forget()
    drawn.clear()
    assert [picture.pathway_svg(GUIDELINE, "orders"), whole_map.whole_svg(GUIDELINE)] == first
    assert not drawn
    assert len(list(tmp_path.iterdir())) == 2


def test_another_pathway_is_another_drawing(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    orders = GUIDELINE.pathways["orders"]
    node = orders.nodes[0].model_copy(update={"decision": "Which order, then?"})
    changed = orders.model_copy(update={"nodes": (node, *orders.nodes[1:])})
    drawings = [picture._page_svg(pathway) for pathway in (orders, changed)]
    assert "Which order, then?" not in drawings[0]
    assert "Which order, then?" in drawings[1]


@pytest.mark.parametrize("folder", [None, "", "nowhere/at/all"])
def test_without_a_folder_it_is_drawn_where_it_is_needed(tmp_path, monkeypatch, folder):
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    if folder is not None:
        monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / folder) if folder else "")
    assert [drawn_once("subject", lambda: "drawing") for _ in range(2)] == ["drawing"] * 2
    assert not list(tmp_path.iterdir())


def test_a_drawing_that_cannot_be_read_is_drawn_again(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    drawn_once("subject", lambda: "drawing")
    (place,) = tmp_path.iterdir()
    place.write_bytes(b"\xff\xfe\xff")
    assert drawn_once("subject", lambda: "again") == "again"
    assert Path(place).read_text("utf-8") == "again"
