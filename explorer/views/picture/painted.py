"""A case painted over the drawing of a pathway: colours and lines change, nothing is laid out anew.

The page paints with classes (``map/pathway_map.js``); what stands alone, such as a report, is painted here.
"""

from __future__ import annotations

from collections.abc import Collection
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from explorer.knowledge.model import Guideline
from explorer.views.picture.diagram import SVG, pathway_svg
from explorer.views.picture.dot import LINES, STATUS_STYLE, Statuses

DASHES = {"solid": "", "dashed": "5,2", "dotted": "1,5"}  # as Graphviz writes them
BADGE = "badge"


def painted(guideline: Guideline, pathway: str, statuses: Statuses) -> Element:
    """Paint what a case says over the drawing of a pathway.

    Args:
        guideline: the guideline.
        pathway: the id of the pathway.
        statuses: the status of its nodes and branches, and the nodes at which sources disagree on this case.

    Returns:
        The drawing as an SVG element; its parts keep their ``data-id``.
    """
    drawing = ElementTree.fromstring(pathway_svg(guideline, pathway))
    for group in list(drawing.iter(f"{SVG}g")):
        if "data-id" in group.attrib:
            _paint(group, statuses.of.get(group.get("data-id", ""), ""), statuses.marks)
    return drawing


def _paint(group: Element, status: str, marks: Collection[str]) -> None:
    for part in list(group):
        if part.get("class") == BADGE:
            if group.get("data-id") not in marks:
                group.remove(part)
        elif part.tag == f"{SVG}text":
            part.set("fill", STATUS_STYLE[status]["fontcolor"])
        else:
            _draw_line(part, status)


def _draw_line(part: Element, status: str) -> None:
    """Give a shape or a line the colours, the weight and the dashes of a status."""
    style = STATUS_STYLE[status]
    if part.get("fill") == part.get("stroke"):
        part.set("fill", style["color"])  # the head of an arrow
    elif part.get("fill", "none") != "none":
        part.set("fill", style["fillcolor"])
    part.attrib |= {"stroke": style["color"], "stroke-width": style["penwidth"]}
    dashes = DASHES[LINES[status]]
    if dashes and part.get("fill") != style["color"]:
        part.set("stroke-dasharray", dashes)
