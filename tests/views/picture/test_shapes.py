"""The outlines of boxes: inside their room, and another one for each kind."""

import re

import pytest

from explorer.views.picture.dot import SHAPES
from explorer.views.picture.shapes import box_around, outline

BOX = (10.0, -40.0, 110.0, -10.0)


@pytest.mark.parametrize("kind", SHAPES)
def test_an_outline_fills_its_box(kind):
    forms = outline(kind, BOX)
    assert box_around(form.get("points") or form["d"] for form in forms.values()) == BOX


def test_each_kind_has_its_own_outline():
    drawn = {kind: str(outline(kind, BOX)) for kind in SHAPES}
    drawn["silent"] += " dotted"  # the same as consider, but for its label and its size
    assert len(set(drawn.values())) == len(SHAPES)


@pytest.mark.parametrize("box", [(0.0, 0.0, 4.0, 4.0), (0.0, 0.0, 100.0, 6.0), (0.0, 0.0, 3.0, 90.0)])
@pytest.mark.parametrize("kind", ["consider", "silent"])
def test_round_corners_fit_into_a_small_box(kind, box):
    path = outline(kind, box)["path"]["d"]
    assert box_around([path]) == box
    assert re.fullmatch(r"[MLCZ0-9., -]+", path)


@pytest.mark.parametrize(
    ("numbers", "box"),
    [
        (["0,0 1,1"], (0, 0, 1, 1)),
        (["M-1.5,2C3,4 5,-6 7.25,8"], (-1.5, -6, 7.25, 8)),
        (["1,1", "-2,5"], (-2, 1, 1, 5)),
        (["1e-05,2 3,4"], (1e-05, 2, 3, 4)),
    ],
)
def test_a_box_lies_around_all_points(numbers, box):
    assert box_around(numbers) == box
