"""The picture of a pathway: laid out once by the Graphviz library, cleaned, and known by its ids.

Layout comes from the library inside the ``pygraphviz`` wheel; no program is started.  What leaves this module holds
only elements and attributes named here, so a guideline cannot bring script, links or styles into a page.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import networkx as nx

from explorer.knowledge.model import Decision, Guideline, Pathway
from explorer.reasoning.evaluation import Trace
from explorer.views.dot import Look, Statuses, pathway_dot, silent_id

__all__ = ["Diagram", "marks_of", "pathway_svg", "statuses_of"]

SVG = "{http://www.w3.org/2000/svg}"
LOOKS = (Look("TB", 18, 12), Look("TB", 24, 14), Look("LR", 16, 12), Look("LR", 22, 16))
PANEL = (660, 690)
"""The width and height, in CSS pixels, for which the look of a pathway is chosen."""

KEPT: Mapping[str, frozenset[str]] = {
    "svg": frozenset({"viewBox"}),
    "g": frozenset({"class", "transform"}),
    "path": frozenset({"d", "fill", "stroke", "stroke-width", "stroke-dasharray"}),
    "polygon": frozenset({"points", "fill", "stroke", "stroke-width", "stroke-dasharray"}),
    "polyline": frozenset({"points", "fill", "stroke", "stroke-width", "stroke-dasharray"}),
    "ellipse": frozenset({"cx", "cy", "rx", "ry", "fill", "stroke", "stroke-width", "stroke-dasharray"}),
    "text": frozenset({"x", "y", "text-anchor", "font-family", "font-size", "font-weight", "fill"}),
}
"""The elements a picture may hold, and the attributes of each."""


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
    return ElementTree.tostring(cleaned(draw(best_dot(pathway), "svg"), pathway), encoding="unicode")


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


@lru_cache(maxsize=128)
def best_look(pathway: Pathway) -> Look:
    """Choose the direction and line lengths of a pathway's picture."""
    return max(LOOKS, key=lambda look: _scale(draw(pathway_dot(pathway, look), "svg").decode()))


def _scale(svg: str) -> float:
    width, height = (float(number) for number in re.findall(r"[\d.]+", svg[svg.index("viewBox") :])[2:4])
    return min(PANEL[0] / width, PANEL[1] / height, 1.25)


def cleaned(svg: bytes, pathway: Pathway) -> Element:
    """Keep of Graphviz's drawing what a page needs, and name its nodes and branches.

    Args:
        svg: what Graphviz wrote.
        pathway: the pathway that was drawn.
    """
    # Written by Graphviz from our own DOT: no entity can be declared in it.
    root = ElementTree.fromstring(svg)
    ElementTree.register_namespace("", SVG[1:-1])
    kinds = {node.id: node for node in pathway.nodes}
    drawing = root.find(f"{SVG}g")
    assert drawing is not None
    for group in list(drawing):
        if group.tag == f"{SVG}g":
            _name(group, kinds)
        else:
            drawing.remove(group)
    _strip(root)
    return root


def _name(group: Element, nodes: Mapping[str, Any]) -> None:
    title = (group.findtext(f"{SVG}title") or "").replace("->", " -> ")
    classes = group.get("class", "").split()
    group.set("data-id", title)
    group.set("data-kind", classes[-1] if classes else "")
    if "node" in classes and title in nodes:
        group.set("tabindex", "-1")
        group.set("role", "button")
        group.set("aria-label", nodes[title].title)
        _mark_head(group, nodes[title])
    if title.endswith(".silent"):
        group.set("data-id", title.rpartition(" -> ")[2])


def _mark_head(group: Element, node: Any) -> None:
    texts = group.findall(f"{SVG}text")
    if texts and (texts[0].text or "") and (texts[0].text or "").strip() not in node.title:
        texts[0].set("class", "head")


def _strip(element: Element) -> None:
    for child in list(element):
        if child.tag.removeprefix(SVG) in KEPT and child.tag.startswith(SVG):
            _strip(child)
        else:
            element.remove(child)
    ours = {"data-id", "data-kind", "tabindex", "role", "aria-label", "class"}
    kept = KEPT[element.tag.removeprefix(SVG)] | ours
    for name in set(element.attrib) - kept:
        del element.attrib[name]


def statuses_of(trace: Trace, name: str) -> dict[str, str]:
    """The status of everything a pathway's picture shows.

    Args:
        trace: what evaluation found.
        name: the pathway's id.

    Returns:
        Status by node, by branch (``a -> b``) and by silent end (``<decision>.silent``).
    """
    nodes = trace.guideline.pathways[name].nodes
    found = {node.id: trace.nodes[node.id] for node in nodes}
    branches = [f"{node.id} -> {branch.to}" for node in nodes for branch in node.branches]
    returns = {f"{node.id} -> {node.returns.to}": trace.nodes[node.id] for node in nodes if node.returns}
    declared = [node.id for node in nodes if isinstance(node, Decision) and node.silent]
    silences = {silent_id(name): trace.silences[name] for name in declared}
    return {**found, **returns, **{branch: trace.branches[branch] for branch in branches}, **silences}


def marks_of(trace: Trace, name: str) -> list[str]:
    """The nodes of a pathway at which sources disagree on this very case."""
    nodes = trace.guideline.pathways[name].nodes
    return [node.id for node in nodes if any(trace.disagreements[d] == "active" for d in node.disagreements)]


class Diagram:
    """A pathway as a picture, for notebooks and files.

    Args:
        guideline: the guideline.
        pathway: the pathway's id.
        trace: whose statuses are drawn; by default none are.

    >>> from explorer import load
    >>> Diagram(load("rectal_liver_metastases"), "molecular")
    Diagram('molecular', 3 nodes)
    """

    def __init__(self, guideline: Guideline, pathway: str, trace: Trace | None = None) -> None:
        self.guideline = guideline
        self.pathway = guideline.pathways[pathway]
        self.trace = trace

    def __repr__(self) -> str:
        return f"Diagram({self.pathway.id!r}, {len(self.pathway.nodes)} nodes)"

    @property
    def dot(self) -> str:
        """The picture as DOT text."""
        name, trace = self.pathway.id, self.trace
        return best_dot(
            self.pathway, Statuses(statuses_of(trace, name), marks_of(trace, name)) if trace else None
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"image/svg+xml": draw(self.dot, "svg").decode(), "text/plain": repr(self)}

    def graph(self) -> nx.DiGraph[str]:
        """The pathway as a networkx graph of plain texts."""
        graph: nx.DiGraph[str] = nx.DiGraph(name=self.pathway.title)
        status = statuses_of(self.trace, self.pathway.id) if self.trace else {}
        for node in self.pathway.nodes:
            graph.add_node(node.id, label=node.title, kind=node.kind, status=status.get(node.id, ""))
        for node in self.pathway.nodes:
            for way in node.branches:
                branch = status.get(f"{node.id} -> {way.to}", "")
                graph.add_edge(node.id, way.to, label=way.label or "", status=branch)
        return graph

    def mermaid(self) -> str:
        """The pathway as a Mermaid flowchart."""
        lines = ["flowchart TB"]
        for node in self.pathway.nodes:
            left, right = ("{{", "}}") if node.kind == "decision" else ("[", "]")
            lines.append(f'  {node.id}{left}"{_mermaid_text(node.title)}"{right}')
        for node in self.pathway.nodes:
            for way in node.branches:
                label = f'|"{_mermaid_text(way.label)}"|' if way.label else ""
                lines.append(f"  {node.id} -->{label} {way.to}")
        return "\n".join(lines) + "\n"

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file.

        Args:
            path: its suffix chooses the form: .svg, .png, .pdf, .dot, .mmd (Mermaid) or .graphml.

        Raises:
            ValueError: for another suffix.
        """
        target = Path(path)
        match target.suffix:
            case ".svg" | ".png" | ".pdf":
                target.write_bytes(draw(self.dot, target.suffix[1:]))
            case ".dot":
                target.write_text(self.dot, "utf-8")
            case ".mmd":
                target.write_text(self.mermaid(), "utf-8")
            case ".graphml":
                nx.write_graphml(self.graph(), target)
            case other:
                raise ValueError(f"{other!r} is not a form of picture; use .svg .png .pdf .dot .mmd .graphml")
        return target


def _mermaid_text(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign in " .,:;–-≤≥×%/()" else f"#{ord(sign)};" for sign in text)
