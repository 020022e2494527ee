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

FONT = "Helvetica"
MARK = "≠"
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
    "test": {"shape": "box", "style": "rounded", "peripheries": "2"},
    "avoid": {"shape": "octagon", "margin": "0,0.02"},
    "caution": {"shape": "box", "peripheries": "2"},
    "note": {"shape": "note"},
    "decision": {"shape": "hexagon", "margin": "0,0.02"},
    "handover": {"shape": "cds", "margin": "0.12,0.06"},
    "silent": {"shape": "box", "style": "rounded", "margin": "0.06,0.03"},
}

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
    """

    direction: Literal["TB", "LR"] = "TB"
    width: int = 22
    label: int = 14


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
    "margin": "0.09,0.05",
    "height": "0.3",
    "width": "0.4",
    "label": "",
}
_EDGE = {"fontname": FONT, "fontsize": "11", "arrowsize": "0.7", "labelfloat": "false"}


def _graph_attributes(look: Look) -> dict[str, str]:
    return {
        "rankdir": look.direction,
        "ranksep": "0.3" if look.direction == "TB" else "0.25",
        "nodesep": "0.14" if look.direction == "TB" else "0.1",
        "outputorder": "edgesfirst",
        "bgcolor": "transparent",
        "pad": "0.04",
        "charset": "UTF-8",
    }


def kind_of(node: Node) -> str:
    """The kind a node's shape and word tell: the advice of a recommendation, else the kind of node."""
    return node.advice if isinstance(node, Recommendation) else str(node.kind)  # type: ignore[attr-defined]


def silent_id(decision: str) -> str:
    """The id of the end at which a decision's sources are silent."""
    return f"{decision}.silent"


def _add_node(graph: graphviz.Digraph, node: Node, look: Look, statuses: Statuses) -> None:
    kind, status = kind_of(node), statuses.of.get(node.id, "")
    mark = f"{MARK} SOURCES DIFFER" if node.id in statuses.marks else MARK if node.disagreements else ""
    head = "  ".join(word for word in (WORDS[kind], mark) if word)
    width = look.width * 3 // 4 if kind == "decision" else look.width
    text = label(str(node.title), width, head)  # type: ignore[attr-defined]
    graph.node(node.id, text, **{"class": kind}, **_style(kind, status))
    if isinstance(node, Decision) and node.silent:
        name = silent_id(node.id)
        graph.node(
            name,
            label("sources silent", 8),
            **{"class": "silent"},
            **_style("silent", statuses.of.get(name, "")),
        )


def _style(kind: str, status: str) -> dict[str, str]:
    shape = SHAPES[kind]
    styles = [style for style in ("filled", shape.get("style"), LINES[status]) if style]
    return {**shape, **STATUS_STYLE[status], "style": ",".join(styles)}


def _add_branches(graph: graphviz.Digraph, node: Node, look: Look, statuses: Statuses) -> None:
    for branch in node.branches:
        status = statuses.of.get(f"{node.id} -> {branch.to}", "")
        _add_edge(graph, node.id, branch.to, _branch_label(branch, look), status, {"class": "branch"})
    if isinstance(node, Decision) and node.silent:
        name = silent_id(node.id)
        _add_edge(graph, node.id, name, "", statuses.of.get(name, ""), {"class": "silent"})
    if node.returns:
        text = label(f"↺ {node.returns.label or 'back'}", look.label)
        back = {"class": "return", "constraint": "false"}
        _add_edge(graph, node.id, node.returns.to, text, statuses.of.get(node.id, ""), back, "dashed")


def _branch_label(branch: Branch, look: Look) -> str:
    text = branch.label or ("otherwise" if branch.otherwise else "")
    return label(text, look.label) if text else ""


def _add_edge(
    graph: graphviz.Digraph,
    start: str,
    end: str,
    text: str,
    status: str,
    more: Mapping[str, str],
    line: str = "",
) -> None:
    look = {name: STATUS_STYLE[status][name] for name in ("color", "fontcolor", "penwidth")}
    graph.edge(start, end, text, style=line or LINES[status], **look, **more)


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
    plain = plain_text(text)
    words = textwrap.TextWrapper(width, break_long_words=len(plain) > 200, break_on_hyphens=False)
    fewest = len(words.wrap(plain))
    for words.width in range(max(width // 2, 1), width + 1):
        lines = words.wrap(plain)
        if len(lines) == fewest:
            return lines
    return [plain] if plain else []


def plain_text(text: str) -> str:
    """Text in one line, without characters that XML cannot hold."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())
