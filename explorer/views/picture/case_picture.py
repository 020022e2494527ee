"""This case as one picture: its own way across the pathways, each row a stage of care, drawn when the way changes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from xml.etree import ElementTree

import graphviz

from explorer.briefing.case_path import CasePath, Stretch
from explorer.knowledge.model import Guideline, Node, Pathway
from explorer.reasoning.compiled import Chosen
from explorer.reasoning.graph import branch_name
from explorer.reasoning.trace import Trace
from explorer.views.picture.diagram import Signs, in_pinned
from explorer.views.picture.dot import (
    EDGE,
    NODE,
    WORDS,
    Look,
    Statuses,
    graph_attributes,
    kind_of,
    label,
    style_of,
    way_of,
)
from explorer.views.picture.layout import cleaned, draw

TITLE = "This case"
LOOK = Look("TB", 18)
DISPUTED, HELD_BACK = "IN DISPUTE", "HELD BACK"
HEADING = {"shape": "box", "fontsize": "11", "margin": "0.04,0.03"}
TIME = {"class": "time", "arrowsize": "0.9", "weight": "20"}


@lru_cache(maxsize=64)
def case_svg(guideline: Guideline, path: CasePath) -> str:
    """Draw the way of a case for the page; cases with the same way share the drawing.

    Args:
        guideline: the guideline.
        path: what is shown of the case's way.

    Returns:
        SVG text without size; the steps carry the ids of their nodes, the ways ``a -> b``.
    """
    nodes = [guideline.nodes[name].model_copy(update={"branches": (), "returns": None}) for name in path.steps]
    shown = Pathway.model_construct(id="case", title=TITLE, nodes=tuple(nodes))
    differ = {node.id for node in nodes if node.disagreements}
    root = cleaned(draw(case_dot(guideline, path), "svg"), shown, differ)
    return ElementTree.tostring(root, encoding="unicode")


def case_dot(guideline: Guideline, path: CasePath) -> str:
    """Write the way of a case as DOT.

    Args:
        guideline: the guideline.
        path: what is shown of the case's way.
    """
    attributes = {**graph_attributes(LOOK), "ranksep": "0.2", "nodesep": "0.18"}
    graph = graphviz.Digraph("case", graph_attr=attributes, node_attr=NODE, edge_attr=EDGE)
    for place, stretch in enumerate(path.stretches):
        _add_row(graph, guideline, path, stretch, place)
    for place in range(1, len(path.stretches)):
        graph.edge(_stage(place - 1), _stage(place), id=f"time {place}", **TIME)
    for start, end in path.ways:
        graph.edge(start, end, **way_of(branch_name(start, end), Statuses()), constraint="false")
    return str(graph.source)


def _stage(place: int) -> str:
    return f"stage {place}"


def _add_row(graph: graphviz.Digraph, guideline: Guideline, path: CasePath, stretch: Stretch, place: int) -> None:
    """A stage of care and its steps side by side; invisible lines keep their order."""
    stage = _stage(place)
    with graph.subgraph() as row:
        row.attr(rank="same")
        row.node(stage, _heading(stretch), **{"class": "stage", "id": stage}, **HEADING)
        for name in stretch.steps:
            row.node(name, **_box(guideline.nodes[name], path))
        for start, end in pairwise([stage, *stretch.steps]):
            row.edge(start, end, style="invis")


def _heading(stretch: Stretch) -> str:
    left_out = ((stretch.open, "more"), (stretch.ruled_out, "ruled out"))
    lines = [f"+{count} {words}" for count, words in left_out if count]
    return "\\n".join([label(stretch.title, 20), *lines])


def _box(node: Node, path: CasePath) -> dict[str, str]:
    kind = kind_of(node)
    who = dict(path.disputed).get(node.id)
    head = HELD_BACK if node.id in path.held else DISPUTED if who else WORDS[kind]
    words = label(str(node.title), LOOK.width, head)
    text = f"{words}\\n{label(f'says {who}', LOOK.width + 6)}" if who else words
    return {"label": text, "class": kind, "id": node.id, **style_of(kind, "")}


def case_signs(trace: Trace, path: CasePath, pinned: Trace | None = None) -> Signs:
    """What the picture shows of a case; a way has the status of the step it leads to.

    Args:
        trace: what evaluation found.
        path: what is shown of its way.
        pinned: the trace of the case it is compared with, if one is pinned.
    """
    ways = {branch_name(*way): trace.nodes[way[1]] for way in path.ways}
    steps = {name: trace.nodes[name] for name in path.steps}
    lost = [name for name in path.steps if name in trace.chosen.unsupported]
    were = {name: pinned.nodes[name] for name in path.steps} if pinned else steps
    differs = {name: in_pinned(were[name]) for name in path.steps if were[name] != steps[name]}
    disputed = [name for name, _ in path.disputed]
    return Signs({**steps, **ways}, marks=disputed, lost=lost, differs=differs if pinned else None)


def case_rows(chosen: Chosen, path: CasePath) -> dict[str, list[int]]:
    """The rows of the guideline's table that say the status of everything the picture shows.

    Args:
        chosen: the guideline with the chosen sources.
        path: what is shown of a case's way.
    """
    return dict(_rows(chosen, path))


def _rows(chosen: Chosen, path: CasePath) -> Iterator[tuple[str, list[int]]]:
    yield from ((name, [chosen.nodes[name]]) for name in path.steps)
    yield from ((branch_name(*way), [chosen.nodes[way[1]]]) for way in path.ways)
