"""A pathway written as DOT, the language of Graphviz.

Pure text: nothing is laid out here.  Kind is told by shape and by a word in the box, status by line style and weight
as well as by colour.  All text is escaped, so nothing a guideline says can become markup or an attribute.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Literal

import graphviz

from explorer.knowledge.model import Branch, Decision, Node, Pathway, Recommendation
from explorer.reasoning.graph import branch_name

FONT = "Arial"
MARK = "≠"
WEIGHT = "2"
"""How strongly the first part of a long branch is kept short: its label stands near its decision."""
LONGEST_WORD = 28
"""Letters after which even a word is broken."""
MANY = 80
"""Steps above which no look makes a pathway readable without moving about in it, and each takes seconds to draw."""
QUICKLY = {"splines": "line", "nslimit": "1", "nslimit1": "1", "mclimit": "0.3"}
"""Straight lines, and less patience in placing the steps."""
WIDE = 8
"""Ends of a decision from which on its picture may have wings."""
WORDS = {
    "do": "DO",
    "consider": "CONSIDER",
    "test": "FIND OUT",
    "avoid": "AVOID",
    "caution": "CAUTION",
    "note": "NOTE",
    "decision": "",
    "handover": "",
    "silent": "",
}
"""The word over the text of a box, by the kind of node or of advice."""

SHAPES: dict[str, dict[str, str]] = {
    "do": {"shape": "box"},
    "consider": {"shape": "box", "style": "rounded"},
    "test": {"shape": "component", "margin": "0.15,0.05"},
    "avoid": {"shape": "box", "peripheries": "2", "margin": "0.07,0.01"},
    "caution": {"shape": "tab", "margin": "0.11,0.05"},
    "note": {"shape": "note", "margin": "0.11,0.05"},
    "decision": {"shape": "box", "style": "diagonals", "margin": "0.15,0.07"},
    "handover": {"shape": "box", "margin": "0.15,0.05"},
    "silent": {"shape": "box", "style": "rounded", "margin": "0.09,0.03"},
}
"""Shapes of Graphviz's that take little room; ``shapes`` draws finer ones into the same boxes for the page."""

STATUS_STYLE: dict[str, dict[str, str]] = {
    "active": {"color": "#0b4a7d", "fontcolor": "#0b1f33", "penwidth": "2.8", "fillcolor": "#d8e9f7"},
    "possible": {"color": "#8a5200", "fontcolor": "#3d2a08", "penwidth": "1.4", "fillcolor": "#fff6e3"},
    "ruled out": {"color": "#a9b0b6", "fontcolor": "#686f75", "penwidth": "0.8", "fillcolor": "#ffffff"},
    "": {"color": "#4a545c", "fontcolor": "#16212b", "penwidth": "1.1", "fillcolor": "#ffffff"},
}
LINES = {"active": "solid", "possible": "dashed", "ruled out": "dotted", "": "solid"}


@dataclass(frozen=True)
class Look:
    """How a pathway is laid out.

    Attributes:
        direction: ``TB`` from top to bottom, ``LR`` from left to right.
        width: characters in a line of a box.
        label: characters in a line of a branch's label.
        wings: whether half of the ends of a wide choice stand on its other side.
        paper: the colour behind the picture, or ``transparent``.
    """

    direction: Literal["TB", "LR"] = "LR"
    width: int = 22
    label: int = 14
    wings: bool = False
    paper: str = "transparent"


@dataclass(frozen=True)
class Statuses:
    """What a trace says of a pathway, as the picture needs it.

    Attributes:
        of: status by node, by branch (``a -> b``) and by ``<decision>.silent``.
        marks: the nodes at which sources disagree on this very case.
    """

    of: Mapping[str, str] = field(default_factory=dict)
    marks: Collection[str] = ()


def pathway_dot(pathway: Pathway, look: Look | None = None, statuses: Statuses | None = None) -> str:
    """Write a pathway as DOT.

    Args:
        pathway: the pathway.
        look: direction and line lengths.
        statuses: what is drawn as active, possible and ruled out; by default nothing is.

    Returns:
        The DOT text, the same for the same arguments.
    """
    look, statuses = look or Look(), statuses or Statuses()
    attributes = graph_attributes(look) | (QUICKLY if len(pathway.nodes) > MANY else {})
    graph = graphviz.Digraph(pathway.id, graph_attr=attributes, node_attr=NODE, edge_attr=EDGE)
    for node in pathway.nodes:
        _add_node(graph, node, look, statuses)
    turned, far = wing(pathway) if look.wings else frozenset(), far_ends(pathway)
    for node in pathway.nodes:
        _add_branches(graph, node, look, statuses, turned, far)
    return str(graph.source)


def far_ends(pathway: Pathway) -> frozenset[str]:
    """The branches, ``a -> b``, that pass by other steps: their labels are kept near their decision.

    >>> from explorer import load
    >>> sorted(far_ends(load("rectal_liver_metastases").pathways["chemotherapy"]))
    ['chemotherapy_start -> chemotherapy_to_molecular']
    """
    ways = [(node.id, way.to) for node in pathway.nodes for way in node.branches]
    before: dict[str, list[str]] = {node.id: [] for node in pathway.nodes}
    for start, end in ways:
        before[end].append(start)
    depth: dict[str, int] = {}
    for name in TopologicalSorter(before).static_order():
        depth[name] = max((depth[start] + 1 for start in before[name]), default=0)
    return frozenset(branch_name(start, end) for start, end in ways if depth[end] > depth[start] + 1)


def wing(pathway: Pathway) -> frozenset[str]:
    """The ends that stand on the other side of a pathway's first decision where its picture has wings.

    They are the first half of the steps that only this decision leads to and that lead nowhere else, so that what
    is read first stands on the left; a choice of few ends has no wings.

    >>> from explorer import load
    >>> len(wing(load("rectal_liver_metastases").pathways["overview"]))
    11
    """
    first, *others = pathway.nodes
    led_on = {way.to for node in others for way in node.branches}
    led_on |= {node.returns.to for node in others if node.returns}
    leading = {node.id for node in others if node.branches or node.returns or getattr(node, "silent", None)}
    ends = [way.to for way in first.branches if way.to not in led_on | leading]
    return frozenset(ends[: len(ends) // 2]) if len(ends) >= WIDE else frozenset()


NODE = {
    "fontname": FONT,
    "fontsize": "12",
    "margin": "0.11,0.05",
    "height": "0.28",
    "width": "0.4",
    "label": "",
}
EDGE = {"fontname": FONT, "fontsize": "11", "arrowsize": "0.7", "labelfloat": "false"}


_PORTS = {"LR": ("e", "w"), "TB": ("s", "n")}


def graph_attributes(look: Look) -> dict[str, str]:
    """What holds for a whole drawing in a look."""
    return {
        "rankdir": look.direction,
        "ranksep": "0.14" if look.direction == "TB" else "0.16",
        "nodesep": "0.14" if look.direction == "TB" else "0.08",
        "outputorder": "edgesfirst",
        "bgcolor": look.paper,
        "pad": "0.04",
        "charset": "UTF-8",
    }


def kind_of(node: Node) -> str:
    """The kind a node's shape and word tell: the advice of a recommendation, else the kind of node."""
    return node.advice if isinstance(node, Recommendation) else str(node.kind)


def silent_id(decision: str) -> str:
    """The id of the end at which a decision's sources are silent."""
    return f"{decision}.silent"


def _add_node(graph: graphviz.Digraph, node: Node, look: Look, statuses: Statuses) -> None:
    kind, status = kind_of(node), statuses.of.get(node.id, "")
    mark = f"{MARK} SOURCES DIFFER" if node.id in statuses.marks else ""
    head = "  ".join(word for word in (WORDS[kind], mark) if word)
    width = max(16, look.width * 3 // 4) if kind == "decision" else look.width
    title = str(node.title)
    text = label(f"→ {title}" if kind == "handover" else title, width, head)
    graph.node(node.id, text, **{"class": kind, "id": node.id}, **style_of(kind, status))
    if isinstance(node, Decision) and node.silent:
        name = silent_id(node.id)
        graph.node(
            name,
            label("sources silent", 8),
            **{"class": "silent", "id": name},
            **style_of("silent", statuses.of.get(name, "")),
        )


def style_of(kind: str, status: str) -> dict[str, str]:
    """Shape, colours and line of a box."""
    shape = SHAPES[kind]
    styles = [style for style in ("filled", shape.get("style"), LINES[status]) if style]
    return {**shape, **STATUS_STYLE[status], "style": ",".join(styles)}


def _add_branches(
    graph: graphviz.Digraph,
    node: Node,
    look: Look,
    statuses: Statuses,
    turned: Collection[str],
    far: Collection[str],
) -> None:
    for branch in node.branches:
        way = way_of(branch_name(node.id, branch.to), statuses)
        words = branch_words(branch)
        text = label(words, look.label) if words else ""
        add = _add_turned_way if branch.to in turned else _add_way
        add(graph, node.id, branch.to, text, look, way, WEIGHT if way["id"] in far else "1")
    if isinstance(node, Decision) and node.silent:
        name = silent_id(node.id)
        _add_way(graph, node.id, name, "", look, {**way_of(name, statuses), "class": "silent"}, "1")
    if node.returns:
        text = label(f"↺ {node.returns.label or 'back'}", look.label)
        name, status = branch_name(node.id, node.returns.to), statuses.of.get(node.id, "")
        line = {"style": "dashed", "constraint": "false", "class": "return", "id": name}
        graph.edge(node.id, node.returns.to, text, **_line(status), **line)


def branch_words(branch: Branch) -> str:
    """What a branch says; one without a label and a guard says nothing."""
    return branch.label or ("otherwise" if branch.otherwise else "")


def _line(status: str) -> dict[str, str]:
    return {name: STATUS_STYLE[status][name] for name in ("color", "fontcolor", "penwidth")}


def way_of(name: str, statuses: Statuses) -> dict[str, str]:
    """Id, colours and line of a branch."""
    status = statuses.of.get(name, "")
    return {**_line(status), "style": LINES[status], "class": "branch", "id": name}


def _add_way(
    graph: graphviz.Digraph, start: str, end: str, text: str, look: Look, way: Mapping[str, str], near: str
) -> None:
    """A labelled branch runs through its label, so that no reader wonders which line a label belongs to."""
    leave, arrive = _PORTS[look.direction]
    if not text:
        graph.edge(start, end, **way, headport=arrive)
        return
    _add_label(graph, text, way)
    graph.edge(start, way["id"], **way, headport=arrive, arrowhead="none", weight=near)
    graph.edge(way["id"], end, **way, tailport=leave, headport=arrive)


def _add_turned_way(
    graph: graphviz.Digraph, start: str, end: str, text: str, look: Look, way: Mapping[str, str], near: str
) -> None:
    """A branch that is laid out against the reading direction: its end stands before its start."""
    leave, arrive = _PORTS[look.direction]
    if not text:
        graph.edge(end, start, **way, dir="back", tailport=leave)
        return
    _add_label(graph, text, way)
    graph.edge(way["id"], start, **way, tailport=leave, dir="none", weight=near)
    graph.edge(end, way["id"], **way, tailport=leave, headport=arrive, dir="back")


def _add_label(graph: graphviz.Digraph, text: str, way: Mapping[str, str]) -> None:
    small = {"shape": "plaintext", "fontsize": "11", "margin": "0.05,0.02", "height": "0.1"}
    graph.node(way["id"], text, **{**way, "style": "", **small})


def label(text: str, width: int, head: str = "") -> str:
    """Write text as a label: in lines of about equal length, with a word above it.

    Args:
        text: any text; it stays text.
        width: the longest line, in characters.
        head: what stands above.

    >>> print(label("Is the liver disease <resectable>?", 20))
    Is the liver disease\\n<resectable>?
    """
    lines = [graphviz.escape(line).replace("&", "&amp;") for line in ([head] if head else []) + balanced(text, width)]
    written: str = graphviz.nohtml("\\n".join(lines) or " ")  # never read as an HTML-like label
    return written


def balanced(text: str, width: int) -> list[str]:
    """Break text into as few lines as the width allows, and make them about equally long.

    >>> balanced("Continue the same backbone to six months", 22)
    ['Continue the same', 'backbone to six months']
    """
    kept = plain_text(text).replace(" %", "\N{NO-BREAK SPACE}%")
    words = [part for word in kept.split(" ") for part in textwrap.wrap(word, LONGEST_WORD)]
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    longest = max(map(len, words), default=1)
    fewest = len(wrapper.wrap(" ".join(words)))
    for wrapper.width in range(max(width // 2, min(longest, width)), width + 1):
        lines = wrapper.wrap(" ".join(words))
        if len(lines) == fewest:
            return lines
    return []


def plain_text(text: str) -> str:
    """Text in one line, without characters that XML cannot hold."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())
