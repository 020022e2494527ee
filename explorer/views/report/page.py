"""The report as one HTML page: its own style, no script, and no reference to anything outside it."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element

from explorer.reasoning.trace import Trace
from explorer.views.markup import element, markup
from explorer.views.picture.diagram import SVG
from explorer.views.picture.dot import plain_text
from explorer.views.report.picture import picture, size
from explorer.views.report.qr import QR_IN_WORDS, qr_code

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(trace: Trace, report: Iterable[Element]) -> str:
    """Write a report as HTML.

    Args:
        trace: what evaluation found; its pathways are drawn.
        report: what the report says.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"Report: {trace.guideline.metadata.title}"),
        element("style", _style()),
    )
    body = element("body", element("main", [_drawn(trace, part) for part in report]))
    return "<!doctype html>\n" + markup(element("html", head, body, lang="en")).replace("></meta>", ">") + "\n"


@cache
def _style() -> str:
    return files(__package__).joinpath("report.css").read_text("utf-8")


def _drawn(trace: Trace, part: Element) -> Element:
    """A part of the report; a figure with its picture in it."""
    name, link = part.get("data-pathway"), part.get("data-link")
    drawing = _svg(trace, name) if name else _code(link) if link else None
    if part.tag != "figure" or drawing is None:
        return part
    figure = deepcopy(part)
    figure.insert(0, drawing)
    return figure


def _code(link: str) -> Element | None:
    drawing = qr_code(link)
    if drawing is not None:
        drawing.attrib.update({"role": "img", "aria-label": QR_IN_WORDS})
    return drawing


def _svg(trace: Trace, name: str) -> Element:
    drawing = picture(trace, name)
    width, height = size(drawing)
    more = {"role": "img", "aria-label": plain_text(trace.guideline.pathways[name].title)}
    drawing.attrib.update(more, width=f"{width:g}", height=f"{height:g}")
    for part in drawing.iter():
        part.tag = part.tag.removeprefix(SVG)
    drawing.set("xmlns", SVG[1:-1])
    return drawing
