"""The whole map: every pathway as one box, joined by the hand-overs, with what holds for a case counted in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import graphviz

from explorer.knowledge.model import Guideline, Handover, Pathway
from explorer.reasoning.compiled import Chosen
from explorer.reasoning.graph import branch_name
from explorer.reasoning.status import Status
from explorer.reasoning.trace import Trace
from explorer.views.picture.cache import drawn_once
from explorer.views.picture.diagram import Signs, differing, marks_of
from explorer.views.picture.dot import (
    EDGE,
    NODE,
    Look,
    Statuses,
    graph_attributes,
    label,
    style_of,
    way_of,
)
from explorer.views.picture.layout import SVG, cleaned, largest, pathway_subject

TITLE = "Whole map"
PLACE = "● 88 ◐ 88"
"""Keeps the room in a box for the numbers of a case."""
MARGIN = "0.15,0.05"
"""Room for signs at the corners of a box, in inches."""
LOOKS = tuple((Look("LR", width), rows) for width, rows in product((18, 16, 15, 14), (2, 3, 4, 6)))
"""Looks to choose from, each with how many single parts stand below one another before a new column is begun."""


def whole(guideline: Guideline) -> Pathway:
    """All pathways as one: a hand-over to each of them, called by the pathway's id.

    >>> from explorer import load
    >>> whole(load("rectal_liver_metastases")).nodes[0].id
    'overview'
    """
    parts = [
        {"id": part.id, "handover": part.id, "title": part.title, "disagreements": _disagreements(part)}
        for part in guideline.pathways.values()
    ]
    return Pathway.model_validate({"id": "whole", "title": TITLE, "nodes": parts})


def _disagreements(pathway: Pathway) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for node in pathway.nodes for name in node.disagreements))


def links(guideline: Guideline) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Which pathway hands over to which, and at which nodes.

    >>> from explorer import load
    >>> links(load("rectal_liver_metastases"))["chemotherapy", "molecular"]
    ('chemotherapy_to_molecular',)
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for pathway in guideline.pathways.values():
        for node in pathway.nodes:
            if isinstance(node, Handover):
                way = (pathway.id, node.handover)
                found[way] = (*found.get(way, ()), node.id)
    return found


@lru_cache(maxsize=8)
def whole_svg(guideline: Guideline) -> str:
    """Draw the whole map for the page, in the look that leaves its text largest."""
    return drawn_once(whole_subject(guideline), lambda: _draw_for_page(guideline))


def whole_subject(guideline: Guideline) -> str:
    """Everything that the drawing of the whole map depends on."""
    parts = "".join(map(pathway_subject, guideline.pathways.values()))
    return f"whole {guideline.metadata.start} {parts}"


def _draw_for_page(guideline: Guideline) -> str:
    pathway = whole(guideline)
    differ = {node.id for node in pathway.nodes if node.disagreements}
    root = cleaned(largest(whole_dot(guideline, *look) for look in LOOKS)[1], pathway, differ)
    nodes = [group for group in root.iter(f"{SVG}g") if group.get("data-kind") == "handover"]
    for group in nodes:
        _make_room(group)
    first = next(group for group in nodes if group.get("data-id") == guideline.metadata.start)
    before = min(list(root[0]).index(group) for group in nodes)
    root[0].remove(first)  # who moves through the map by keyboard begins where every case begins
    root[0].insert(before, first)
    return ElementTree.tostring(root, encoding="unicode")


def _make_room(group: Element) -> None:
    place = next(text for text in group.iter(f"{SVG}text") if text.text == PLACE)
    place.attrib |= {"class": "count"}
    place.text = ""


def whole_dot(guideline: Guideline, look: Look, rows: int) -> str:
    """Write the whole map as DOT.

    Args:
        guideline: the guideline.
        look: direction and line lengths.
        rows: how many parts that only the first pathway leads to stand in one column.
    """
    attributes = {**graph_attributes(look), "ranksep": "0.22", "nodesep": "0.1"}
    graph = graphviz.Digraph("whole", graph_attr=attributes, node_attr=NODE, edge_attr=EDGE)
    for node in whole(guideline).nodes:
        text = f"{label(str(node.title), look.width)}\\n{PLACE}"
        style = {**style_of("handover", ""), "margin": MARGIN}
        graph.node(node.id, text, **{"class": "handover", "id": node.id}, **style)
    columns = _columns(guideline, rows)
    for start, end in links(guideline):
        way = way_of(branch_name(start, end), Statuses())
        graph.edge(start, end, **way, headport="w", minlen=columns.get((start, end), "1"))
    return str(graph.source)


def _columns(guideline: Guideline, rows: int) -> dict[tuple[str, str], str]:
    """How far from the first pathway the parts stand that are joined to nothing else."""
    ways = list(links(guideline))
    joined = [name for way in ways if way[0] != guideline.metadata.start for name in way]
    single = [way for way in ways if way[0] == guideline.metadata.start and way[1] not in joined]
    return {way: str(1 + place // rows) for place, way in enumerate(single)}


def whole_signs(trace: Trace, pinned: Trace | None = None) -> Signs:
    """What the whole map shows of a case.

    Args:
        trace: what evaluation found.
        pinned: the trace of the case it is compared with, if one is pinned.
    """
    pathways = trace.guideline.pathways
    status = {name: trace.nodes[pathway.start] for name, pathway in pathways.items()}
    ways = {branch_name(*way): _best(trace, at) for way, at in links(trace.guideline).items()}
    return Signs(
        status={**status, **ways},
        marks=[name for name in pathways if marks_of(trace, name)],
        differs=None if pinned is None else _differing_parts(trace, pinned),
        counts={name: _counts(trace, pathway) for name, pathway in pathways.items()},
    )


def whole_rows(chosen: Chosen) -> dict[str, list[int]]:
    """The rows of the guideline's table that say the status of everything the whole map shows; the best row does."""
    starts = {name: [chosen.nodes[pathway.start]] for name, pathway in chosen.guideline.pathways.items()}
    ways = links(chosen.guideline).items()
    return {**starts, **{branch_name(*way): [chosen.nodes[node] for node in at] for way, at in ways}}


def _best(trace: Trace, names: Iterable[str]) -> str:
    return min((trace.nodes[name] for name in names), key=[Status.ACTIVE, Status.POSSIBLE, Status.RULED_OUT].index)


def _counts(trace: Trace, pathway: Pathway) -> tuple[str, str]:
    found = [trace.nodes[node.id] for node in pathway.nodes]
    sure, open_ = found.count(Status.ACTIVE), found.count(Status.POSSIBLE)
    short = " ".join(f"{sign} {number}" for sign, number in (("●", sure), ("◐", open_)) if number)
    return short, f"{sure} of {len(found)} steps on the path, {open_} still possible"


def whole_notes(trace: Trace) -> dict[str, str]:
    """What is said of each pathway when the pointer or the focus rests on it."""
    told = {name: _counts(trace, pathway)[1] for name, pathway in trace.guideline.pathways.items()}
    abouts = {name: pathway.about for name, pathway in trace.guideline.pathways.items()}
    return {name: f"{abouts[name]} ({words})" if abouts[name] else f"{words}." for name, words in told.items()}


def _differing_parts(trace: Trace, pinned: Trace) -> dict[str, str]:
    found = {name: len(differing(trace, pinned, name)) for name in trace.guideline.pathways}
    return {name: f"{number} different from the pinned case" for name, number in found.items() if number}
