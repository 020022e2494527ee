"""A pathway written as DOT, the language of Graphviz.

Pure text: nothing is laid out here.  Kind is told by shape and by a word in the box, status by line style and weight
as well as by colour.  All text is escaped, so nothing a guideline says can become markup or an attribute.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

import graphviz

from explorer.knowledge.model import Branch, Decision, Node, Pathway, Recommendation

FONT = "Arial"
MARK = "≠"
LONGEST_WORD = 28
"""Letters after which even a word is broken."""
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
        paper: the colour behind the picture, or ``transparent``.
    """

    direction: Literal["TB", "LR"] = "LR"
    width: int = 22
    label: int = 14
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
    graph = graphviz.Digraph(pathway.id, graph_attr=_graph_attributes(look), node_attr=_NODE, edge_attr=_EDGE)
    for node in pathway.nodes:
        _add_node(graph, node, look, statuses)
    for node in pathway.nodes:
        _add_branches(graph, node, look, statuses)
    return str(graph.source)


_NODE = {
    "fontname": FONT,
    "fontsize": "12",
    "margin": "0.11,0.05",
    "height": "0.28",
    "width": "0.4",
    "label": "",
}
_EDGE = {"fontname": FONT, "fontsize": "11", "arrowsize": "0.7", "labelfloat": "false"}


_PORTS = {"LR": ("e", "w"), "TB": ("s", "n")}


def _graph_attributes(look: Look) -> dict[str, str]:
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
    return node.advice if isinstance(node, Recommendation) else str(node.kind)  # type: ignore[attr-defined]


def silent_id(decision: str) -> str:
    """The id of the end at which a decision's sources are silent."""
    return f"{decision}.silent"


def branch_name(start: str, end: str) -> str:
    """The id of a branch."""
    return f"{start} -> {end}"


def _add_node(graph: graphviz.Digraph, node: Node, look: Look, statuses: Statuses) -> None:
    kind, status = kind_of(node), statuses.of.get(node.id, "")
    mark = f"{MARK} SOURCES DIFFER" if node.id in statuses.marks else MARK if node.disagreements else ""
    head = "  ".join(word for word in (WORDS[kind], mark) if word)
    width = max(16, look.width * 3 // 4) if kind == "decision" else look.width
    title = str(node.title)  # type: ignore[attr-defined]
    text = label(f"→ {title}" if kind == "handover" else title, width, head)
    graph.node(node.id, text, **{"class": kind, "id": node.id}, **_style(kind, status))
    if isinstance(node, Decision) and node.silent:
        name = silent_id(node.id)
        graph.node(
            name,
            label("sources silent", 8),
            **{"class": "silent", "id": name},
            **_style("silent", statuses.of.get(name, "")),
        )


def _style(kind: str, status: str) -> dict[str, str]:
    shape = SHAPES[kind]
    styles = [style for style in ("filled", shape.get("style"), LINES[status]) if style]
    return {**shape, **STATUS_STYLE[status], "style": ",".join(styles)}


def _add_branches(graph: graphviz.Digraph, node: Node, look: Look, statuses: Statuses) -> None:
    for branch in node.branches:
        name = branch_name(node.id, branch.to)
        text = branch_words(branch)
        _add_way(
            graph, node.id, branch.to, label(text, look.label) if text else "", look, _way(name, statuses)
        )
    if isinstance(node, Decision) and node.silent:
        name = silent_id(node.id)
        _add_way(graph, node.id, name, "", look, {**_way(name, statuses), "class": "silent"})
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


def _way(name: str, statuses: Statuses) -> dict[str, str]:
    status = statuses.of.get(name, "")
    return {**_line(status), "style": LINES[status], "class": "branch", "id": name}


def _add_way(
    graph: graphviz.Digraph, start: str, end: str, text: str, look: Look, way: Mapping[str, str]
) -> None:
    """A labelled branch runs through its label, so that no reader wonders which line a label belongs to."""
    leave, arrive = _PORTS[look.direction]
    if not text:
        graph.edge(start, end, **way, headport=arrive)
        return
    graph.node(
        way["id"],
        text,
        **{**way, "style": ""},
        shape="plaintext",
        fontsize="11",
        margin="0.05,0.02",
        height="0.1",
    )
    graph.edge(start, way["id"], **way, headport=arrive, arrowhead="none")
    graph.edge(way["id"], end, **way, tailport=leave, headport=arrive)


def label(text: str, width: int, head: str = "") -> str:
    """Write text as a label: in lines of about equal length, with a word above it.

    Args:
        text: any text; it stays text.
        width: the longest line, in characters.
        head: what stands above.

    >>> print(label("Is the liver disease <resectable>?", 20))
    Is the liver disease\\n<resectable>?
    """
    lines = [
        graphviz.escape(line).replace("&", "&amp;")
        for line in ([head] if head else []) + balanced(text, width)
    ]
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
