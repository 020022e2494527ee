"""The nearest change of known facts after which something is no longer certain as it is now.

The fewest facts are changed; among as many, the numbers move least (as a share of their range, another option counting
as the whole of it); among equals, the first in the form.  What the guideline declares as fixed is not changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from explorer.reasoning.case.counterfactual import Changes, movable, told
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.status import ALWAYS, NEVER

Way = dict[int, int]
"""The region that a parameter is to have, by place."""


@dataclass(frozen=True)
class Nearest:
    """The nearest of the changes that would alter any of several things.

    Attributes:
        changes: the facts that change, each with its distance.
        altered: all of the nodes, branches, statements and disagreements asked about that it alters.
        tests: all of the statements asked about whose test it alters.
    """

    changes: Changes
    altered: tuple[str, ...]
    tests: tuple[str, ...] = ()


def nearest_change(trace: Evaluation, name: str) -> Changes | None:
    """Find the nearest change of known facts after which something is no longer certain as it is now.

    Args:
        trace: what evaluation found.
        name: the id of a node, branch, statement or disagreement that is active (applies) or ruled out.

    Returns:
        The changes, each with its distance; None when no change of a changeable fact would alter it.  What is
        still possible needs no change.

    >>> from explorer import evaluate, load
    >>> guideline = load("rectal_liver_metastases")
    >>> taught = {case.id: case.given for case in guideline.teaching_cases}
    >>> poor = {"onset": "synchronous", "nodal_status": "positive", "markers_elevated": "yes"}
    >>> trace = evaluate(guideline, taught["five_metastases_resectable"] | poor)
    >>> [(change.parameter, change.distance) for change in nearest_change(trace, "surgery_first_direct")]
    [('liver_lesion_count', '1 lesion more')]
    """
    row = trace.row(name)
    if trace.moved[row] > ALWAYS:
        return ()
    found = _way_out(trace, row, movable(trace))
    return None if found is None else told(trace, found)


def nearest_of(
    trace: Evaluation, names: Iterable[str], tests: Iterable[str] = (), moving: str | None = None
) -> Nearest | None:
    """Find the nearest of the changes that would alter any of several things.

    Args:
        trace: what evaluation found.
        names: ids of nodes, branches, statements or disagreements.
        tests: ids of statements whose test is meant.
        moving: the only parameter that may change; by default any that is not fixed.

    Returns:
        The change and all that it alters; None where none would do.  What is still possible is passed over, and what
        passes by itself, as time does, is no change.  To alter is to make uncertain, or the opposite.

    >>> from explorer import evaluate, load
    >>> guideline = load("rectal_liver_metastases")
    >>> taught = {case.id: case.given for case in guideline.teaching_cases}
    >>> poor = {"onset": "synchronous", "nodal_status": "positive", "markers_elevated": "yes"}
    >>> trace = evaluate(guideline, taught["five_metastases_resectable"] | poor)
    >>> found = nearest_of(trace, ["surgery_first_direct", "referral_meeting"])
    >>> found.changes[0].distance, found.altered
    ('1 lesion more', ('surgery_first_direct',))
    """
    things = {name: trace.row(name) for name in names}
    tested = {name: trace.chosen.criteria[name] for name in tests}
    order = trace.chosen.space.order
    passes = {name for name, parameter in trace.guideline.parameters.items() if parameter.passes}
    free = zip(order, movable(trace), strict=True)
    may_move = [is_free and name not in passes and moving in (None, name) for name, is_free in free]
    certain = [row for row in {*things.values(), *tested.values()} if trace.moved[row] <= ALWAYS]
    ways = [way for row in certain if (way := _way_out(trace, row, may_move))]
    if not ways:
        return None
    least = min(ways, key=lambda way: (*_effort(trace, way), sorted(way.items())))
    after = trace.chosen.diagram.settle([least.get(place, fact) for place, fact in enumerate(trace.facts)])
    altered = {row for row in certain if after[row] != trace.moved[row]}
    return Nearest(told(trace, least), _of(things, altered), _of(tested, altered))


def _of(rows: Mapping[str, int], altered: Collection[int]) -> tuple[str, ...]:
    return tuple(name for name, row in rows.items() if row in altered)


def nearest_numbers(trace: Evaluation, names: Sequence[str], tests: Sequence[str] = ()) -> list[Nearest]:
    """For each known number, the nearest change of it alone that would alter any of several things.

    Args:
        trace: what evaluation found.
        names, tests: as for ``nearest_of``.

    Returns:
        One for each number that can alter any, in the order of the form.
    """
    parameters = trace.guideline.parameters
    numbers = [name for name in parameters if parameters[name].is_number and name in trace.case.known]
    found = (nearest_of(trace, names, tests, moving=name) for name in numbers)
    return [one for one in found if one is not None]


def _way_out(trace: Evaluation, row: int, may_move: Sequence[bool]) -> Way | None:
    return _shortest_way(trace, row, NEVER if trace.moved[row] == ALWAYS else ALWAYS, may_move)


def _effort(trace: Evaluation, way: Way) -> tuple[int, float]:
    """How many facts change, and how far they move together."""
    return len(way), sum(_moved(trace, place, region) for place, region in way.items())


def _shortest_way(trace: Evaluation, row: int, goal: int, may_move: Sequence[bool]) -> Way | None:
    """The cheapest way through the table to the goal: a known fact is free, an unknown one may be anything."""
    diagram, facts = trace.chosen.diagram, trace.facts
    nowhere = (len(facts) + 1, 0.0)
    best: dict[int, tuple[int, float]] = {NEVER: nowhere, ALWAYS: nowhere, goal: (0, 0.0)}
    steps: dict[int, int] = {}
    for below in diagram.below(row):
        place, nexts = diagram.rows[below]
        fact, best[below] = facts[place], nowhere
        for region, following in enumerate(nexts):
            if fact in (None, region) or may_move[place]:
                count, moved = best[following]
                if fact not in (None, region):
                    count, moved = count + 1, moved + _moved(trace, place, region)
                if (count, moved) < best[below]:
                    best[below], steps[below] = (count, moved), region
    if best[row] >= nowhere:
        return None
    changed: Way = {}
    while row > ALWAYS:
        place, nexts = diagram.rows[row]
        region = steps[row]
        if facts[place] not in (None, region):
            changed[place] = region
        row = nexts[region]
    return changed


def _moved(trace: Evaluation, place: int, index: int) -> float:
    """How far a known fact has to move, as a share of its range."""
    parameter = list(trace.guideline.parameters.values())[place]
    if not parameter.is_number or parameter.range is None:
        return 1.0
    region = trace.chosen.space.regions[parameter.id][index]
    value = float(trace.taken_as_known[parameter.id])
    gap = region.low - value if value <= region.low else value - region.high
    return gap / (parameter.range[1] - parameter.range[0])
