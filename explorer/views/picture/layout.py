"""A pathway drawn: laid out once by the Graphviz library, cleaned, and known by its ids.

Layout comes from the library inside the ``pygraphviz`` wheel; no program is started.  What leaves this module holds
only elements and attributes named here, so a guideline cannot bring script, links or styles into a page.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from explorer.knowledge.model import Guideline, Node, Pathway
from explorer.views.picture.cache import drawn_once
from explorer.views.picture.dot import (
    FONT,
    MANY,
    MARK,
    WORDS,
    Look,
    Statuses,
    branch_words,
    kind_of,
    pathway_dot,
    plain_text,
)
from explorer.views.picture.shapes import BADGE, Box, box_around, outline

SILENT = "The sources are silent"
SVG = "{http://www.w3.org/2000/svg}"
PANEL = (690, 690)
"""The width and height, in CSS pixels, for which the look of a pathway is chosen."""
LARGE_ENOUGH = 1.2
"""CSS pixels for a unit of the drawing at which no other look is tried; text is 12 units high."""
LOOKS = (
    Look("TB", 22, 14),
    Look("TB", 18, 14),
    Look("LR", 18, 12),
    Look("TB", 15, 14),
    Look("LR", 15, 12),
    Look("LR", 32, 14),
    Look("LR", 22, 14, wings=True),
)
"""Looks to choose from, the best liked first: chains read well downwards, wide choices stay compact sideways."""

_LINE = {"fill", "stroke", "stroke-width", "stroke-dasharray"}
KEPT: Mapping[str, frozenset[str]] = {
    "svg": frozenset({"viewBox"}),
    "g": frozenset({"class", "transform"}),
    "path": frozenset({"d", *_LINE}),
    "polygon": frozenset({"points", *_LINE}),
    "polyline": frozenset({"points", *_LINE}),
    "ellipse": frozenset({"cx", "cy", "rx", "ry", *_LINE}),
    "text": frozenset({"x", "y", "text-anchor", "font-family", "font-size", "font-weight", "fill"}),
}
"""The elements a picture may hold, and the attributes of each."""
OURS = frozenset(
    {"class", "tabindex", "role", "aria-label", "aria-hidden"}
    | {f"data-{name}" for name in ("id", "kind", "name", "from", "to", "label")}
)
"""What we add: ids and kinds for the picture, names, ends and labels for the list that says the same in words."""

ElementTree.register_namespace("", SVG[1:-1])


def pathway_svg(guideline: Guideline, name: str) -> str:
    """Draw a pathway for the page.

    Args:
        guideline: the guideline.
        name: the pathway's id.

    Returns:
        SVG text without size; nodes and branches carry ``data-id`` and ``data-kind``.

    >>> from explorer import load
    >>> 'data-id="orders_start"' in pathway_svg(load("rectal_liver_metastases"), "orders")
    True
    """
    return _page_svg(guideline.pathways[name])


@lru_cache(maxsize=128)
def _page_svg(pathway: Pathway) -> str:
    return drawn_once(pathway_subject(pathway), lambda: _draw_for_page(pathway))


def pathway_subject(pathway: Pathway) -> str:
    """Everything that the drawing of a pathway depends on."""
    return f"pathway {json.dumps(pathway.model_dump(mode='json'))}"


def _draw_for_page(pathway: Pathway) -> str:
    differ = {node.id for node in pathway.nodes if node.disagreements}
    root = cleaned(_best(pathway)[1], pathway, differ)
    return ElementTree.tostring(root, encoding="unicode")


def draw(dot: str, form: str) -> bytes:
    """Lay DOT text out and write it in one of Graphviz's formats.

    Args:
        dot: the DOT text.
        form: ``svg``, ``png`` or ``pdf``.
    """
    import pygraphviz  # loads the Graphviz library, which only drawing needs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # font hints, not ours to act on
        return bytes(pygraphviz.AGraph(string=dot).draw(format=form, prog="dot"))


def best_dot(pathway: Pathway, statuses: Statuses | None = None) -> str:
    """Write a pathway in the look that leaves its text largest in the panel."""
    return pathway_dot(pathway, best_look(pathway), statuses)


def best_look(pathway: Pathway) -> Look:
    """Choose the direction and line lengths of a pathway's picture: the first that is large enough, or the largest."""
    return _best(pathway)[0]


@lru_cache(maxsize=128)
def _best(pathway: Pathway) -> tuple[Look, bytes]:
    """The best look and the drawing in it, which was made to find out."""
    looks = LOOKS[:1] if len(pathway.nodes) > MANY else LOOKS
    place, drawn = largest(pathway_dot(pathway, look) for look in looks)
    return looks[place], drawn


def largest(dots: Iterable[str]) -> tuple[int, bytes]:
    """Draw one DOT text after the other until the text in it is large enough.

    Returns:
        The place of the one whose text is largest, and its drawing as SVG.
    """
    tried: list[tuple[float, bytes]] = []
    for dot in dots:
        drawn = draw(dot, "svg")
        tried.append((scale_of(drawn.decode()), drawn))
        if tried[-1][0] >= LARGE_ENOUGH:
            break
    place = max(range(len(tried)), key=lambda place: tried[place][0])
    return place, tried[place][1]


def scale_of(svg: str) -> float:
    """CSS pixels for a unit of a drawing when it is fitted into the panel."""
    width, height = (float(number) for number in re.findall(r"[\d.]+", svg[svg.index("viewBox") :])[2:4])
    return min(PANEL[0] / width, PANEL[1] / height)


def cleaned(svg: bytes, pathway: Pathway, badges: Collection[str] = ()) -> Element:
    """Keep of Graphviz's drawing what a page needs, name its nodes and branches, and give boxes their shapes.

    Args:
        svg: what Graphviz wrote.
        pathway: the pathway that was drawn.
        badges: the nodes that get the mark of a disagreement at their corner.
    """
    # Written by Graphviz from our own DOT: no entity can be declared in it.
    root = ElementTree.fromstring(svg)
    nodes = {node.id: node for node in pathway.nodes}
    drawing = root.find(f"{SVG}g")
    assert drawing is not None
    branches: dict[str, Element] = {}
    for child in list(drawing):
        name, kind = child.get("id", ""), child.get("class", "").split()[-1:]
        if (kind and kind[0] in ("branch", "return")) or child.get("class", "").startswith("edge"):
            _join(drawing, child, branches.setdefault(name, child))
            child.attrib |= _ends(name, nodes)
        elif kind:
            _name_node(child, kind[0], nodes.get(name), name in badges)
        elif child.get("fill") != "white":  # the paper of a picture that stands alone
            drawing.remove(child)
    _strip(root)
    return root


def _join(drawing: Element, part: Element, whole: Element) -> None:
    """A branch is drawn as a line, its label and an arrow; for the page it is one thing."""
    kind = part.get("class", "").split()[-1]
    whole.attrib |= {
        "class": f"edge {kind}",
        "data-id": part.get("id", ""),
        "data-kind": kind,
        "aria-hidden": "true",
    }
    if part is not whole:
        whole.extend(list(part))
        drawing.remove(part)


def _ends(name: str, nodes: Mapping[str, Node]) -> dict[str, str]:
    """Where a branch starts and ends, and what it says."""
    start, _, end = name.partition(" -> ")
    if not end:
        return {"data-from": name.removesuffix(".silent"), "data-to": name, "data-label": ""}
    node = nodes[start]
    label = next((branch_words(branch) for branch in node.branches if branch.to == end), None)
    if label is None:
        label = (node.returns and node.returns.label) or ""
    return {"data-from": start, "data-to": end, "data-label": plain_text(label)}


def _name_node(group: Element, kind: str, node: Node | None, badge: bool) -> None:
    group.attrib |= {"data-id": group.get("id", ""), "data-kind": kind}
    box = _reshape(group, kind)
    if node is None:
        words = " ".join(text.text or "" for text in group.iter(f"{SVG}text")) if kind == "stage" else SILENT
        group.attrib |= {"aria-hidden": "true", "data-name": words}
    else:
        _make_button(group, node)
    if badge:
        _add_badge(group, box)


def _reshape(group: Element, kind: str) -> Box:
    drawn = [child for child in group if child.tag in (f"{SVG}polygon", f"{SVG}polyline", f"{SVG}path")]
    box = box_around(child.get("points") or child.get("d") or "" for child in drawn)
    line = {name: value for name, value in drawn[0].attrib.items() if name in _LINE}
    for child in drawn:
        group.remove(child)
    for place, (tag, form) in enumerate(outline(kind, box).items()):
        group.insert(place, Element(f"{SVG}{tag}", {**form, **line}))
    return box


def _make_button(group: Element, node: Node) -> None:
    kind, title = kind_of(node), plain_text(node.title)
    word = {"decision": "Decision", "handover": "Go to"}.get(kind, WORDS[kind].capitalize())
    group.attrib |= {"tabindex": "-1", "role": "button", "aria-label": f"{word}: {title}", "data-name": title}
    texts = group.findall(f"{SVG}text")
    if len(texts) > 1 and (WORDS[kind] or (texts[0].text or "").startswith(MARK)):
        texts[0].attrib |= {"class": "head", "font-size": "9.5", "font-weight": "bold"}


def _add_badge(group: Element, box: Box) -> None:
    across, down = box[2] - BADGE, box[1] + 1
    size = {"cx": f"{across:g}", "cy": f"{down:g}", "rx": f"{BADGE:g}", "ry": f"{BADGE:g}"}
    place = {"x": f"{across:g}", "y": f"{down + 4:g}", "text-anchor": "middle"}
    font = {"font-family": FONT, "font-size": "12", "font-weight": "bold"}
    badge = SubElement(group, f"{SVG}g", {"class": "badge"})
    SubElement(badge, f"{SVG}ellipse", {**size, "fill": "#9c1c2e", "stroke": "#ffffff"})
    SubElement(badge, f"{SVG}text", {**place, **font, "fill": "#ffffff"}).text = MARK


def _strip(element: Element) -> None:
    for child in list(element):
        if child.tag.removeprefix(SVG) in KEPT and child.tag.startswith(SVG):
            _strip(child)
        else:
            element.remove(child)
    for name in set(element.attrib) - KEPT[element.tag.removeprefix(SVG)] - OURS:
        del element.attrib[name]
