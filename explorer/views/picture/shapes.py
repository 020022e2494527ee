"""The outlines of a picture's boxes, one for each kind: a kind is told by its shape, not by colour."""

from __future__ import annotations

import re
from collections.abc import Iterable

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in units of the drawing."""
Point = tuple[float, float]

CUT = 8.0
"""How far a corner is cut or a point stands out; the margins of the labels leave room for it."""
BADGE = 8.0
"""The radius of the mark of a disagreement."""


def box_around(numbers: Iterable[str]) -> Box:
    """The smallest box around shapes as SVG writes them.

    Args:
        numbers: values of ``points`` or ``d``, with absolute places only.

    >>> box_around(["0,1 4,1 4,-2", "M1,1C1,1 5,0 2,2"])
    (0.0, -2.0, 5.0, 2.0)
    """
    found = [float(number) for text in numbers for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]
    across, down = found[0::2], found[1::2]
    return (min(across), min(down), max(across), max(down))


def outline(kind: str, box: Box) -> dict[str, dict[str, str]]:
    """Draw the outline of a kind of node.

    Args:
        kind: the kind of node, or of advice.
        box: the room it has.

    Returns:
        SVG elements by name, with what gives each its form.

    >>> outline("do", (0, 0, 40, 20))
    {'polygon': {'points': '0,0 40,0 40,20 0,20'}}
    """
    if kind in ("consider", "silent"):
        return {"path": {"d": _rounded(box, CUT)}}
    left, top, right, bottom = box
    inner, outer, low, high = left + CUT, right - CUT, bottom - CUT, top + CUT
    middle = (top + bottom) / 2
    corners: dict[str, list[Point]] = {
        "do": [(left, top), (right, top), (right, bottom), (left, bottom)],
        "decision": [(inner, top), (outer, top), (right, middle), (outer, bottom), (inner, bottom), (left, middle)],
        "avoid": [(inner, top), (outer, top), (right, high), (right, low),
                  (outer, bottom), (inner, bottom), (left, low), (left, high)],
        "caution": [(inner, top), (outer, top), (right, high), (right, bottom), (left, bottom), (left, high)],
        "test": [(inner, top), (right, top), (outer, bottom), (left, bottom)],
        "note": [(left, top), (outer, top), (right, high), (right, bottom), (left, bottom)],
        "handover": [(left, top), (outer, top), (right, middle), (outer, bottom), (left, bottom)],
    }  # fmt: skip
    fold = {"polyline": _points([(outer, top), (outer, high), (right, high)])} if kind == "note" else {}
    return {"polygon": _points(corners.get(kind, corners["do"])), **fold}


def _points(corners: Iterable[Point]) -> dict[str, str]:
    return {"points": " ".join(f"{x:g},{y:g}" for x, y in corners)}


def _rounded(box: Box, most: float) -> str:
    """Corners as curves: of the commands of a path only M, L, C and Z are used, which every reader knows."""
    left, top, right, bottom = box
    radius = min(most, (bottom - top) / 2, (right - left) / 2)
    bend = radius * 0.45
    return (
        f"M{left + radius:g},{top:g}L{right - radius:g},{top:g}"
        f"C{right - bend:g},{top:g} {right:g},{top + bend:g} {right:g},{top + radius:g}"
        f"L{right:g},{bottom - radius:g}"
        f"C{right:g},{bottom - bend:g} {right - bend:g},{bottom:g} {right - radius:g},{bottom:g}"
        f"L{left + radius:g},{bottom:g}"
        f"C{left + bend:g},{bottom:g} {left:g},{bottom - bend:g} {left:g},{bottom - radius:g}"
        f"L{left:g},{top + radius:g}"
        f"C{left:g},{top + bend:g} {left + bend:g},{top:g} {left + radius:g},{top:g}Z"
    )
