"""The picture of a pathway in a report: status drawn in, nothing to click."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from explorer.reasoning.trace import Trace
from explorer.views.picture.diagram import KEPT, SVG, Diagram, cleaned, draw


def picture(trace: Trace, name: str) -> Element:
    """Draw a pathway with its statuses.

    Args:
        trace: what evaluation found.
        name: the pathway's id.

    Returns:
        SVG of plain shapes and texts.
    """
    drawing = cleaned(draw(Diagram(trace.guideline, name, trace).dot, "svg"), trace.guideline.pathways[name])
    for part in drawing.iter():
        for attribute in set(part.attrib) - KEPT[part.tag.removeprefix(SVG)] - {"data-id"}:
            del part.attrib[attribute]
    return drawing


def size(drawing: Element) -> tuple[float, float]:
    """The width and height of a picture, in points."""
    _, _, width, height = (float(number) for number in drawing.get("viewBox", "0 0 1 1").split())
    return width, height
