"""The counts of a cohort as one HTML page: the map as flow, tables, and what was not recorded; it holds no case.

A way is as wide as its share of the cases; what is only possible, because something was not recorded, is dashed over
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from explorer.knowledge.model import Guideline, Pathway
from explorer.views.markup import element, markup
from explorer.views.picture.diagram import SVG, pathway_svg
from explorer.views.picture.layout import KEPT

VIEWS = Path(__file__).parent.parent
LOOKS = (VIEWS / "theme.css", Path(__file__).parent / "flow.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
OURS = {"data-id", "class", "stroke-width", "font-size"}
"""Attributes that are kept beside those of the drawing."""
WIDEST, NARROWEST = 14.0, 0.8  # points
MOST_MISSING = 15
Counts = Mapping[str, Mapping[str, int | None]]


def flow_page(guideline: Guideline, result: Mapping[str, Any]) -> str:
    """Write the counts of a cohort as a page.

    Args:
        guideline: the guideline.
        result: what ``Cohort.as_json`` gives; counts that were left out stay out.
    """
    styles = "\n".join(path.read_text("utf-8") for path in LOOKS)
    title = f"{guideline.metadata.title}: {result['cases']:,} cases"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", styles),
    )
    shown = [_pathway(pathway, guideline, result) for pathway in _reached(guideline, result)]
    body = element("body", element("main", [*_front(guideline, result), *shown]), class_="guideline-explorer")
    return "<!doctype html>\n" + markup(element("html", head, body, lang="en")).replace("></meta>", ">") + "\n"


def _front(guideline: Guideline, result: Mapping[str, Any]) -> Iterator[Element]:
    front, least = guideline.metadata, result["least_count"]
    aside = f" {result['set_aside']:,} could not be read and were set aside." if result["set_aside"] else ""
    yield element("h1", front.title)
    yield element("p", element("b", f"{result['cases']:,} cases."), f"{aside} Edition {front.edition}.")
    hidden = f" Counts below {least} are left out (“–”)." if least else ""
    how = "Ways are as wide as their share of the cases. Dashed: possible, because something was not recorded."
    yield element("p", f"{how}{hidden} Not a medical device.", class_="gf-hint")
    if result["missing"]:
        yield element("h2", "What was not recorded")
        yield _missing(guideline, result)
    elif result["missing"] is None:
        yield element("p", "There are too many different cases to say which missing field costs most.")


def _missing(guideline: Guideline, result: Mapping[str, Any]) -> Element:
    heads = ("Field", "cases it would settle", "cases in which it can change the advice")
    rows = [
        (" and ".join(guideline.parameters[name].label for name in one["parameters"]), one["settles"], one["decides"])
        for one in result["missing"][:MOST_MISSING]
    ]
    return _table(heads, rows)


def _reached(guideline: Guideline, result: Mapping[str, Any]) -> list[Pathway]:
    """The pathways that some case reaches or may reach."""
    return [
        pathway
        for pathway in guideline.pathways.values()
        if result["nodes"] and any(result["nodes"][pathway.start][one] != 0 for one in ("active", "possible"))
    ]


def _pathway(pathway: Pathway, guideline: Guideline, result: Mapping[str, Any]) -> Element:
    rows = [(node.title, *_three(result["nodes"], node.id)) for node in pathway.nodes]
    heads = ("Step", "certain", "possible", "ruled out")
    return element(
        "section",
        element("h2", pathway.title),
        element("figure", _drawing(pathway, guideline, result)),
        element("details", element("summary", "The counts"), _table(heads, rows)),
    )


def _drawing(pathway: Pathway, guideline: Guideline, result: Mapping[str, Any]) -> Element:
    drawing = ElementTree.fromstring(pathway_svg(guideline, pathway.id))
    for group in list(drawing.iter(f"{SVG}g")):
        name = group.get("data-id", "")
        kind = "branches" if " -> " in name else "nodes"
        if name in result[kind]:
            _paint(group, name, kind, result)
    _strip(drawing)
    drawing.attrib |= {"role": "img", "aria-label": f"{pathway.title}; its counts stand in the table below"}
    return drawing


def _paint(group: Element, name: str, kind: str, result: Mapping[str, Any]) -> None:
    certain, possible, _ = _three(result[kind], name)
    for line in group.findall(f"{SVG}path") if kind == "branches" else ():
        dashed = {"d": line.get("d", ""), "class": "gf-possible", "stroke-width": _width(possible, result)}
        SubElement(group, f"{SVG}path", dashed)
        line.attrib |= {"class": "gf-certain", "stroke-width": _width(certain, result)}
    words = f"{_count(certain)}" + (f" + {_count(possible)}?" if possible != 0 else "")
    told = group.findall(f"{SVG}text")
    if told:
        lowest = told[-1]
        below = 13 if kind == "nodes" else 10
        place = {"x": lowest.get("x", "0"), "y": f"{float(lowest.get('y', '0')) + below:g}", "text-anchor": "middle"}
        count = SubElement(group, f"{SVG}text", {**place, "class": "gf-count", "font-size": "9"})
        count.text = words


def _width(count: int | None, result: Mapping[str, Any]) -> str:
    share = (count or 0) / result["cases"] if result["cases"] else 0
    return f"{NARROWEST + (WIDEST - NARROWEST) * share:.1f}" if share else "0"


def _strip(drawing: Element) -> None:
    """Leave plain shapes and texts: nothing to press, no namespace in the names."""
    for part in drawing.iter():
        part.tag = part.tag.removeprefix(SVG)
        for attribute in set(part.attrib) - KEPT.get(part.tag, frozenset()) - OURS:
            del part.attrib[attribute]
    drawing.set("xmlns", SVG[1:-1])


def _three(counts: Counts, name: str) -> tuple[int | None, ...]:
    return tuple(counts[name].values())


def _count(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Element:
    head = element("tr", [element("th", title, scope="col") for title in heads])
    body = [
        element("tr", element("th", row[0], scope="row"), [element("td", _count(count)) for count in row[1:]])
        for row in rows
    ]
    return element("table", element("thead", head), element("tbody", body))
