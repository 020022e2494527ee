"""The question bank of a guideline: items that together exercise every branch and both sides of every threshold."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator

from explorer.knowledge.model import Guideline, Recommendation
from explorer.reasoning.audit.coverage import CoverageCase, Goal, coverage_cases
from explorer.reasoning.case.questions import decisive_unknowns
from explorer.reasoning.compiled import compiled
from explorer.reasoning.status import Status
from explorer.reasoning.trace import evaluate
from explorer.teaching import kinds
from explorer.teaching.item import Item, Kind
from explorer.teaching.kinds import Draft, Maker
from explorer.teaching.subject import Subject, wording_of

MAKERS: dict[Kind, Maker] = {
    Kind.ADVICE: kinds.advice,
    Kind.STEP: kinds.step,
    Kind.STATEMENT: kinds.statement,
    Kind.CRITERION: kinds.criterion,
    Kind.TIME: kinds.time,
    Kind.SOURCE: kinds.source,
    Kind.ASK: kinds.ask,
    Kind.FACTS: kinds.facts,
    Kind.CHANGE: kinds.change,
    Kind.SLIP: kinds.slip,
    Kind.ORDER: kinds.order,
}
OF_GOALS = {
    "nodes": (Kind.ADVICE,),
    "statements": (Kind.STATEMENT,),
    "criteria": (Kind.CRITERION,),
    "times": (Kind.TIME,),
    "sides": (Kind.SOURCE,),
}
"""The kinds of items by what tells whether a case shows what it is to show."""
OF_NODES = (Kind.ADVICE, Kind.TIME, Kind.FACTS, Kind.ORDER)
OF_STEPS = (Kind.STEP, Kind.SLIP)
OF_STATEMENTS = (Kind.STATEMENT, Kind.CRITERION)
Wish = tuple[Kind, str, str]
"""The kind of an item, what it is about, and what it covers."""


def question_bank(
    guideline: Guideline, seed: int = 0, wanted: Collection[Kind] = tuple(Kind), pathway: str | None = None
) -> list[Item]:
    """Make the question bank of a guideline.

    Args:
        guideline: the guideline.
        seed: another number gives other wrong options in another order; the same gives the same bank.
        wanted: the kinds of items to make.
        pathway: only items about this pathway; by default about all.

    >>> from explorer import load
    >>> bank = question_bank(load("rectal_liver_metastases"), wanted=[Kind.ADVICE], pathway="orders")
    >>> {item.kind.value for item in bank}, sum(option.correct for option in bank[0].options)
    ({'advice'}, 1)
    """
    made: dict[tuple[str, str], Item] = {}
    wording = wording_of(guideline)
    for covering in coverage_cases(guideline):
        subject = Subject(evaluate(compiled(guideline), covering.given), wording)
        wishes = {(kind, name): covers for kind, name, covers in _wishes(subject, covering)}
        for (kind, name), covers in wishes.items():
            is_about = pathway is None or guideline.pathway_of.get(name.split(" ")[0]) == pathway
            if kind in wanted and is_about and (kind.value, name) not in made:
                draft = MAKERS[kind](subject, name, random.Random(f"{seed} {kind} {name}"))
                if draft is not None:
                    made[kind.value, name] = _numbered(draft, name, covers)
    return list(made.values())


def may_be_about(kind: Kind, subject: Subject) -> Collection[str]:
    """Say what items of a kind can be about: the names that stand in their ids after the kind.

    Args:
        kind: of the items.
        subject: a case.
    """
    guideline, regions = subject.trace.guideline, subject.trace.chosen.space.regions
    if kind in OF_NODES:
        return [name for name, node in guideline.nodes.items() if isinstance(node, Recommendation)]
    if kind in OF_STEPS:
        return list(subject.wording.steps.of)
    if kind in OF_STATEMENTS:
        return list(guideline.statements)
    if kind == Kind.SOURCE:
        return [f"{name} {source}" for name, one in guideline.disagreements.items() for source in one.sides]
    if kind == Kind.CHANGE:
        return [f"{name}={region.sample}" for name, found in regions.items() for region in found]
    return list(guideline.parameters)


def _numbered(draft: Draft, name: str, covers: str) -> Item:
    return draft.item(f"{draft.kind}: {name}", [covers])


def _wishes(subject: Subject, covering: CoverageCase) -> Iterator[Wish]:
    """What could be asked about a case: about each thing it is there to show, and about the case as a whole."""
    for goal in covering.goals:
        yield from _of_goal(subject, goal)
    trace, nodes = subject.trace, subject.trace.guideline.nodes
    active = [name for name in nodes if trace.nodes[name] == Status.ACTIVE and isinstance(nodes[name], Recommendation)]
    for name in active:
        yield Kind.FACTS, name, name
        yield Kind.ORDER, name, name
        yield Kind.TIME, name, name
    for name in decisive_unknowns(trace)[:2]:
        yield Kind.ASK, name, name
    for name in subject.wording.steps.of:
        if trace.branches[name] == Status.RULED_OUT and trace.nodes[name.split(" -> ")[0]] == Status.ACTIVE:
            yield Kind.SLIP, name, name


def _of_goal(subject: Subject, goal: Goal) -> Iterator[Wish]:
    if " -> " in goal.words:
        yield Kind.STEP, goal.words, goal.words
    for kind in OF_GOALS.get(goal.kind, ()):
        yield kind, goal.name, goal.words
    if goal.number is not None:
        yield from _over_the_threshold(subject, goal)


def _over_the_threshold(subject: Subject, goal: Goal) -> Iterator[Wish]:
    """The case beside its neighbours, one region of a number further."""
    fact = goal.number[0] if goal.number else ""
    regions = subject.trace.chosen.space.regions[fact]
    value = subject.trace.case.known.get(fact)
    at = next((i for i, region in enumerate(regions) if isinstance(value, int | float) and region.holds(value)), None)
    for neighbour in () if at is None else (at - 1, at + 1):
        if 0 <= neighbour < len(regions):
            yield Kind.CHANGE, f"{fact}={regions[neighbour].sample}", goal.words
