"""Flowcharts: boxes and arrows, read into pathways.

A box whose arrows are labelled asks: its labels are the answers.  A box that asks nothing is a recommendation.  What
an arrow back closes is only drawn, as a case goes forward.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from explorer.importing.draft import Draft, seen
from explorer.importing.table import Cell, Column, Row, Table, Ways
from explorer.knowledge.condition import ALWAYS

OTHERWISE = frozenset({"else", "otherwise", "other", "default"})


@dataclass(frozen=True)
class Box:
    """A box: its text, where it stands, and whether its shape is that of a question."""

    text: str
    place: str
    asks: bool = False

    @property
    def is_question(self) -> bool:
        """Whether it asks, by its shape or by its words."""
        return self.asks or self.text.endswith("?")


@dataclass(frozen=True)
class Arrow:
    """An arrow between two boxes, by their ids."""

    start: str
    end: str
    label: str
    place: str

    @property
    def is_otherwise(self) -> bool:
        """Whether its label says that it is taken where no other is."""
        return self.label.lower() in OTHERWISE


@dataclass
class Chart:
    """A flowchart as it was read."""

    title: str
    boxes: dict[str, Box] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)


def add_charts(draft: Draft, charts: Sequence[Chart]) -> None:
    """Make a pathway of each part of each chart that hangs together.

    Args:
        draft: where they are added.
        charts: the charts; a question with the same words is the same question in all of them.
    """
    charts = [_without_loners(draft, chart) for chart in charts]
    ways = [_forward(chart.arrows) for chart in charts]
    readers = _readers(draft, [(chart, back) for chart, (_, back) in zip(charts, ways, strict=True)])
    for chart, (forward, back) in zip(charts, ways, strict=True):
        graph: nx.DiGraph[str] = nx.DiGraph((one.start, one.end) for one in chart.arrows)
        for part in nx.weakly_connected_components(graph):
            _add_part(draft, chart, part, [one for one in forward if one.start in part], back, readers)


def _without_loners(draft: Draft, chart: Chart) -> Chart:
    """A box without any arrow says nothing of a way; it is told."""
    joined = {name for arrow in chart.arrows for name in (arrow.start, arrow.end)}
    for name, box in chart.boxes.items():
        if name not in joined:
            draft.tell(box.place, f"{box.text[:80]!r} stands alone and is not carried over", "join it by an arrow")
    return Chart(chart.title, {name: box for name, box in chart.boxes.items() if name in joined}, chart.arrows)


Readers = Mapping[str, Callable[[Cell], str]]


def _readers(draft: Draft, charts: Sequence[tuple[Chart, Sequence[Arrow]]]) -> Readers:
    """For each question of charts, each with its arrows back, how its labels are read as conditions."""
    asked: dict[str, tuple[str, list[Arrow]]] = {}
    for chart, back in charts:
        for arrow in _answers(chart, back):
            box = chart.boxes[arrow.start]
            asked.setdefault(_question(box), (box.place, []))[1].append(arrow)
    return {question: _reader(draft, question, place, arrows) for question, (place, arrows) in asked.items()}


def _reader(draft: Draft, question: str, place: str, arrows: Sequence[Arrow]) -> Callable[[Cell], str]:
    rows = tuple(Row(one.place, (Cell(one.place, (one.label,)),), "") for one in arrows)
    table = Table(question, (Column(question, place),), rows)
    return Ways(draft, table).column(0)


def _answers(chart: Chart, back: Sequence[Arrow]) -> Iterator[Arrow]:
    """The labelled arrows that are answers; of those that lead back only the ones of questions."""
    for arrow in chart.arrows:
        is_answer = arrow not in back or chart.boxes[arrow.start].is_question
        if arrow.label and is_answer and not arrow.is_otherwise:
            yield arrow


def _question(box: Box) -> str:
    return box.text if box.is_question else f"After “{box.text[:150]}”: what then?"


def _add_part(
    draft: Draft,
    chart: Chart,
    part: Collection[str],
    forward: Sequence[Arrow],
    back: Sequence[Arrow],
    readers: Readers,
) -> None:
    starts = [name for name in chart.boxes if name in part and not any(one.end == name for one in forward)]
    if len(starts) != 1:
        named = ", ".join(repr(chart.boxes[name].text[:40]) for name in starts)
        what = f"{len(starts)} boxes have no arrow that leads to them: {named}"
        draft.refuse(chart.boxes[starts[0]].place, what, "let the chart begin with one box")
        return
    made = _Part(draft, chart, forward, back, readers)
    graph: nx.DiGraph[str] = nx.DiGraph((one.start, one.end) for one in forward)
    order = [starts[0], *(name for name in nx.topological_sort(graph) if name != starts[0])]
    nodes = [node for name in order for node in made.nodes(name)]
    title = draft.short(chart.title, "") or "Chart"
    draft.pathways.append({"id": draft.node(f"{title} chart"), "title": title, "nodes": nodes})


def _forward(arrows: Sequence[Arrow]) -> tuple[list[Arrow], list[Arrow]]:
    """The arrows of a way forward, and those that would close a circle, in the order of the file."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    forward: list[Arrow] = []
    back: list[Arrow] = []
    for arrow in arrows:
        graph.add_nodes_from((arrow.start, arrow.end))
        closes = nx.has_path(graph, arrow.end, arrow.start)
        (back if closes else forward).append(arrow)
        if not closes:
            graph.add_edge(arrow.start, arrow.end)
    return forward, back


@dataclass
class _Part:
    """Writes the boxes of a part of a chart as nodes."""

    draft: Draft
    chart: Chart
    forward: Sequence[Arrow]
    back: Sequence[Arrow]
    readers: Readers
    names: dict[str, str] = field(default_factory=dict)

    def nodes(self, name: str) -> Iterator[dict[str, Any]]:
        """The node of a box; two where it says something and then asks."""
        box, ways = self.chart.boxes[name], [one for one in self.forward if one.start == name]
        labelled = [one for one in ways if one.label]
        if labelled and len(labelled) < len(ways):
            bare = next(one for one in ways if not one.label)
            self.draft.refuse(bare.place, "this arrow has no label, and others of its box have", "label it")
        returns = self._returns(name)
        if box.is_question and labelled:
            yield {"id": self.name(name), "decision": self._title(box), **self._branches(box, ways), **returns}
        elif not labelled and len(ways) < 2:
            then = {"then": self.name(ways[0].end)} if ways else {}
            yield {**self._advice(name, box), **then, **returns}
        else:
            asks = self.draft.node(f"after {self.name(name)}")
            yield {**self._advice(name, box), "then": asks, **returns}
            yield {"id": asks, "decision": self.draft.short(_question(box), box.place), **self._branches(box, ways)}

    def name(self, box: str) -> str:
        """The id of the node of a box."""
        if box not in self.names:
            self.names[box] = self.draft.node(self.chart.boxes[box].text)
        return self.names[box]

    def _title(self, box: Box) -> str:
        return self.draft.short(box.text, box.place) or "(no words)"

    def _advice(self, name: str, box: Box) -> dict[str, Any]:
        if box.is_question:
            what = f"{box.text[:80]!r} asks, and no arrow says an answer"
            self.draft.tell(box.place, what, "it is carried over as a recommendation")
        return {**self.draft.advise(box.text, box.place), "id": self.name(name)}

    def _branches(self, box: Box, ways: Sequence[Arrow]) -> dict[str, Any]:
        if not any(one.label for one in ways):
            return {"choose": "any", "branches": [{"to": self.name(one.end), "when": ALWAYS} for one in ways]}
        branches = [self._branch(box, one) for one in ways]
        ends = {} if any("otherwise" in one for one in branches) else {"ends": "The chart shows no other way."}
        together = {} if len({one.label for one in ways}) == len(ways) else {"choose": "any"}
        return {**together, "branches": branches, **ends}

    def _branch(self, box: Box, way: Arrow) -> dict[str, Any]:
        if way.is_otherwise or not way.label:  # one without a label beside others that have one is refused above
            return {"to": self.name(way.end), "otherwise": True}
        when = self.readers[_question(box)](Cell(way.place, (way.label,)))
        return {"to": self.name(way.end), "when": when or ALWAYS, "label": self.draft.short(way.label, way.place)}

    def _returns(self, name: str) -> dict[str, Any]:
        """An arrow back, which is only drawn."""
        back = [one for one in self.back if one.start == name]
        for arrow in back:
            what = "this arrow leads back and is only drawn"
            self.draft.tell(arrow.place, what, "what is done again is said by the facts of the case")
        for arrow in back[1:]:
            self.draft.refuse(arrow.place, "a second arrow leads back from one box", "leave one of them")
        label = {"label": self.draft.short(seen(back[0].label), "")} if back and back[0].label else {}
        return {"returns": {"to": self.name(back[0].end), **label}} if back else {}
