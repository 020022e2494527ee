"""The way of a case through the guideline, taken in at a glance: what counts of it, along the order of care."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import networkx as nx

from explorer.briefing.advice import (
    advice_by_section,
    is_disputed,
    is_duty,
    recommendations,
    stopping_steps,
)
from explorer.knowledge.model import Guideline, Node, Recommendation
from explorer.reasoning.case.next_pathway import asking_nodes
from explorer.reasoning.compiled import compiled
from explorer.reasoning.graph import branch_name
from explorer.reasoning.status import Applies, Status
from explorer.reasoning.trace import Trace

MOST_STEPS = 12
MOST_ABREAST = 4
MOST_OPEN = 2
"""Open decisions that are shown: what is asked first decides at them."""
TOLD = ("do", "disputed", "avoid", "next", "consider", "caution", "later")
"""The advice that is shown while there is room, the most pressing first; what is withheld comes before it."""
NOT_STEPS = ("note", "test")
RULED_OUT = Status.RULED_OUT


@dataclass(frozen=True)
class Stretch:
    """A part of the way: a stage of care, or a pathway of a guideline without stages.

    Attributes:
        title: its name.
        steps: the ids of the nodes shown, in the order of the guideline.
        open: how many further pieces of advice belong to it that are certain or still possible.
        ruled_out: how many are ruled out.
    """

    title: str
    steps: tuple[str, ...]
    open: int
    ruled_out: int


@dataclass(frozen=True)
class CasePath:
    """The way of a case through the guideline.

    Attributes:
        stretches: its parts, in the order of care; one without a step is left out.
        ways: the steps between which the guideline leads on, as pairs of ids.
        disputed: each step that some sources give and others dispute, with the names of those who give it.
        held: the steps that something holds back.
    """

    stretches: tuple[Stretch, ...] = ()
    ways: tuple[tuple[str, str], ...] = ()
    disputed: tuple[tuple[str, str], ...] = ()
    held: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of all nodes shown."""
        return tuple(name for stretch in self.stretches for name in stretch.steps)


def case_path(trace: Trace) -> CasePath:
    """Choose what is shown of a case's way: its stops, what it waits for, and its plan, at most twelve steps.

    Args:
        trace: what evaluation found.

    >>> from explorer import evaluate, load
    >>> way = case_path(evaluate(load("tea"), {"leaf": "green"}))
    >>> [stretch.title for stretch in way.stretches]
    ['The kettle', 'The pot']
    """
    nodes = trace.guideline.nodes
    ranked = list(_spread(trace, dict.fromkeys(_ranked(trace))))[:MOST_STEPS]
    return CasePath(
        stretches=tuple(_stretches(trace, frozenset(ranked))),
        ways=tuple(_ways(trace, frozenset(ranked))),
        disputed=tuple((name, words) for name in ranked if (words := _who_says(trace, nodes[name]))),
        held=tuple(name for name in ranked if trace.held_back.get(name) == Status.ACTIVE),
    )


def _ranked(trace: Trace) -> Iterator[str]:
    """The nodes that may be shown, the most telling first."""
    found = advice_by_section(trace)
    yield from stopping_steps(trace)
    yield from _open_decisions(trace)
    for section in ("held", *TOLD):
        yield from (node.id for node in found[section])
    for node in recommendations(trace, Status.POSSIBLE):
        if node.advice not in NOT_STEPS and not is_duty(trace, node):
            yield node.id


def _spread(trace: Trace, ranked: Iterable[str]) -> Iterator[str]:
    """At most so many of each stretch that they stand side by side."""
    place = {name: title for title, names in stretches_of(trace.guideline) for name in names}
    told: Counter[str] = Counter()
    for name in ranked:
        told[place[name]] += 1
        if told[place[name]] <= MOST_ABREAST:
            yield name


def _open_decisions(trace: Trace) -> Iterator[str]:
    """Where the next questions decide; the first pathway only shares out, and is no step of a case."""
    guideline = trace.guideline
    for question in trace.next_questions[:MOST_OPEN]:
        asking = asking_nodes(trace, question)
        yield from islice((name for name in asking if guideline.pathway_of[name] != guideline.metadata.start), 1)


def _stretches(trace: Trace, shown: frozenset[str]) -> Iterator[Stretch]:
    guideline = trace.guideline
    for title, names in stretches_of(guideline):
        steps = tuple(name for name in names if name in shown)
        advice = [trace.nodes[name] for name in names if name not in shown and _is_step(guideline.nodes[name])]
        ruled_out = advice.count(RULED_OUT)
        if steps:
            yield Stretch(title, steps, len(advice) - ruled_out, ruled_out)


def _is_step(node: Node) -> bool:
    return isinstance(node, Recommendation) and node.advice not in NOT_STEPS


@lru_cache(maxsize=8)
def stretches_of(guideline: Guideline) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """All nodes by their stage of care, in its order; by pathway where a guideline declares no stages.

    A decision belongs to the first stage that it leads to in its own pathway.

    Args:
        guideline: the guideline.

    Returns:
        The title of each stage, and the ids of its nodes.
    """
    titles = [stage.title for stage in guideline.metadata.stages] or [p.title for p in guideline.pathways.values()]
    found: dict[str, list[str]] = {title: [] for title in titles}
    for name in guideline.nodes:
        found[_stretch_of(guideline, name)].append(name)
    return tuple((title, tuple(names)) for title, names in found.items())


def _stretch_of(guideline: Guideline, name: str) -> str:
    pathway = guideline.pathways[guideline.pathway_of[name]]
    stages = {stage.id: place for place, stage in enumerate(guideline.metadata.stages)}
    if not stages:
        return pathway.title
    advice = [node for node in pathway.nodes if isinstance(node, Recommendation) and node.at]
    own = {node.id: stages[node.at] for node in advice if node.at in stages}
    after = (own[each] for each in nx.descendants(compiled(guideline).graph, name) if each in own)
    return guideline.metadata.stages[own.get(name, min(after, default=0))].title


def _ways(trace: Trace, shown: frozenset[str]) -> list[tuple[str, str]]:
    """Between which steps the guideline leads on, over branches that are not ruled out; no way round is told twice."""
    ways = compiled(trace.guideline).graph.edges
    left: nx.DiGraph[str] = nx.DiGraph([way for way in ways if trace.branches[branch_name(*way)] != RULED_OUT])
    starts = sorted(shown & set(left))
    reached: nx.DiGraph[str] = nx.DiGraph((one, other) for one in starts for other in nx.descendants(left, one) & shown)
    return sorted(nx.transitive_reduction(reached).edges)


def _who_says(trace: Trace, node: Node) -> str:
    """The sources that give a step which others dispute, by name; nothing where nobody does."""
    if not isinstance(node, Recommendation) or not is_disputed(trace, node):
        return ""
    statements = [trace.guideline.statements[name] for name in node.cites if trace.statements[name] == Applies.YES]
    sources = dict.fromkeys(trace.guideline.sources[one.source].named for one in statements)
    return ", ".join(sources)
