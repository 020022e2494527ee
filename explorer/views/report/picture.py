"""The picture of a pathway in a report: status drawn in, nothing to click."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from explorer.reasoning.trace import Trace
from explorer.views.picture.diagram import KEPT, SVG, marks_of, statuses_of
from explorer.views.picture.dot import Statuses
from explorer.views.picture.painted import painted


def picture(trace: Trace, name: str) -> Element:
    """Draw a pathway with its statuses.

    Args:
        trace: what evaluation found.
        name: the pathway's id.

    Returns:
        SVG of plain shapes and texts.
    """
    statuses = Statuses(statuses_of(trace, name), marks_of(trace, name))
    drawing = painted(trace.guideline, name, statuses)
    for part in drawing.iter():
        for attribute in set(part.attrib) - KEPT[part.tag.removeprefix(SVG)] - {"data-id"}:
            del part.attrib[attribute]
    return drawing


def size(drawing: Element) -> tuple[float, float]:
    """The width and height of a picture, in points."""
    _, _, width, height = (float(number) for number in drawing.get("viewBox", "0 0 1 1").split())
    return width, height
