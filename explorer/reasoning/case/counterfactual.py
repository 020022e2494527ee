"""What would have to be different: the smallest changes of a case that make a set certain, or rule it out.

A change gives one parameter another value, or answers one that is not known.  Facts the guideline declares as
fixed are not changed once they are known.  A fact that follows from others is not known any more once they are changed;
a change of it counts as any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer.knowledge.model import Parameter, Value
from explorer.knowledge.number import number_in_words
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.space import Region
from explorer.reasoning.status import ALWAYS, NEVER

MOST_CHANGES = 8
IMPOSSIBLE = MOST_CHANGES + 1


@dataclass(frozen=True)
class Change:
    """One fact that would have to be different.

    Attributes:
        parameter: its id.
        before: the value it has; None when it is not known.
        after: a value it would have to have.
        distance: for a number that is known, how far it is, such as ``1 lesion more``.
    """

    parameter: str
    before: Value | None
    after: Value
    distance: str | None = None


Changes = tuple[Change, ...]


def changes_to(trace: Evaluation, name: str, *, active: bool = True, most: int = 3) -> list[Changes]:
    """Find the smallest changes that make a node, branch, statement or disagreement active, or rule it out.

    Args:
        trace: what evaluation found for the case as it is.
        name: the id of the thing.
        active: whether it is to become active (applies), or to be ruled out.
        most: how many alternatives of the same smallest size are wanted at the most.

    Returns:
        The alternatives; one empty alternative when nothing has to change, none when no change would do.

    >>> from explorer import evaluate, load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"liver_mets": "yes"})
    >>> changes_to(trace, "referral_meeting")
    [()]
    """
    search = _Search(trace, trace.row(name), ALWAYS if active else NEVER, most)
    return [told(trace, found) for found in search.smallest()]


def movable(trace: Evaluation) -> list[bool]:
    """Say of each parameter, by place, whether its fact may be changed.

    What the guideline declares as fixed is not changed once it is known, nor is what follows from such facts alone.
    """
    parameters, known = trace.guideline.parameters, trace.case.known
    fixed = {name for name, parameter in parameters.items() if parameter.fixed and name in known}
    asked, space = trace.chosen.depends_on, trace.chosen.space
    derived = {
        follows.parameter
        for follows, row in zip(trace.guideline.follows, trace.chosen.follows.values(), strict=True)
        if follows.parameter in trace.follows and fixed.issuperset(space.names(asked[row]))
    }
    return [name not in fixed and name not in derived for name in parameters]


class _Search:
    """Deepens step by step; a bound from below on the changes still needed cuts off what cannot succeed."""

    def __init__(self, trace: Evaluation, row: int, goal: int, most: int) -> None:
        self.diagram = trace.chosen.diagram
        self.row, self.goal, self.most = row, goal, most
        self.rows = self.diagram.below(row)
        self.facts = list(trace.facts)
        self.movable = movable(trace)
        self.derived = _derived(trace)
        self.found: dict[frozenset[tuple[int, int]], None] = {}
        self.seen: set[frozenset[tuple[int, int]]] = set()

    def smallest(self) -> list[dict[int, int]]:
        least = self.bound(frozenset())
        for size in range(int(min(least, IMPOSSIBLE)), IMPOSSIBLE):
            self.seen.clear()
            self.look(frozenset(), size)
            if self.found:
                return [dict(changes) for changes in self.found]
        return []

    def look(self, changes: frozenset[tuple[int, int]], size: int) -> None:
        if changes in self.seen or len(self.found) >= self.most:
            return
        self.seen.add(changes)
        if self.bound(changes) > size:
            return
        path = self.contrary(changes)
        if path is None:
            self.found[changes] = None
        elif size:
            for parameter, region in self.steps(path, changes):
                self.look(changes | {(parameter, region)}, size - 1)

    def steps(self, path: list[int], changes: frozenset[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Whatever succeeds has to change something on a way to the contrary."""
        done = {parameter for parameter, _ in changes}
        regions = self.diagram.weights
        for parameter in path:
            if self.movable[parameter] and parameter not in done:
                fact, places = self.facts[parameter], range(len(regions[parameter]))
                nearest_first = places if fact is None else sorted(places, key=lambda region: abs(region - fact))
                yield from ((parameter, region) for region in nearest_first if region != fact)

    def contrary(self, changes: frozenset[tuple[int, int]]) -> list[int] | None:
        """The parameters on a way to the opposite of the goal that the changed case leaves open, if there is one."""
        return self.way(self.row, [], self.changed(changes), set())

    def way(self, row: int, path: list[int], facts: list[int | None], dead: set[int]) -> list[int] | None:
        """The parameters on a way from a row to the opposite of the goal, after those of the path."""
        if row <= ALWAYS:
            return path if row != self.goal else None
        if row in dead:
            return None
        parameter, nexts = self.diagram.rows[row]
        fact = facts[parameter]
        for following in nexts if fact is None else (nexts[fact],):
            found = self.way(following, [*path, parameter], facts, dead)
            if found is not None:
                return found
        dead.add(row)
        return None

    def bound(self, changes: frozenset[tuple[int, int]]) -> float:
        """How many further changes are needed at the least."""
        facts = self.changed(changes)
        done = {parameter for parameter, _ in changes}

        def step(parameter: int, below: list[float]) -> float:
            fact = facts[parameter]
            free = self.movable[parameter] and parameter not in done
            change = 1 + min(below) if free else float(IMPOSSIBLE)
            keep = below[fact] if fact is not None else max(below)
            return min(keep, change)

        ends = (0.0, float(IMPOSSIBLE)) if self.goal == NEVER else (float(IMPOSSIBLE), 0.0)
        return self.diagram.fold(*ends, step, self.rows)[self.row]

    def changed(self, changes: frozenset[tuple[int, int]]) -> list[int | None]:
        """The facts after the changes; what no longer follows is not known any more."""
        after = dict(changes)
        facts = [after.get(parameter, fact) for parameter, fact in enumerate(self.facts)]
        stated = [None if place in self.derived else fact for place, fact in enumerate(facts)]
        for place, row in self.derived.items():
            if place not in after and self.diagram.settle_set(row, stated) != ALWAYS:
                facts[place] = None
        return facts


def _derived(trace: Evaluation) -> dict[int, int]:
    """The parameters whose fact follows from others, by place, and the row of the cases in which it does."""
    order = trace.chosen.space.order
    rules = zip(trace.guideline.follows, trace.chosen.follows.values(), strict=True)
    return {order[one.parameter]: row for one, row in rules if trace.follows.get(one.parameter) == one.value}


def told(trace: Evaluation, found: Mapping[int, int]) -> Changes:
    """Changes as the guideline names them, from the region that each parameter, by place, is to have."""
    names = list(trace.guideline.parameters)
    return tuple(_change(trace, names[place], region) for place, region in sorted(found.items()))


def _change(trace: Evaluation, name: str, index: int) -> Change:
    parameter = trace.guideline.parameters[name]
    region = trace.chosen.space.regions[name][index]
    before = trace.taken_as_known.get(name)
    if not parameter.is_number or before is None:
        return Change(name, before, region.sample)
    return Change(name, before, region.sample, distance(parameter, float(before), region))


def distance(parameter: Parameter, value: float, region: Region) -> str:
    """Say how far a number is from a region.

    >>> lesions = Parameter(id="n", label="N", question="N?", kind="integer", range=(0, 9), unit="lesions")
    >>> distance(lesions, 5, Region(5, 9, False, True, 6))
    '1 lesion more'
    """
    below = value <= region.low
    end, closed = (region.low, region.closed_low) if below else (region.high, region.closed_high)
    gap = round(abs(end - value), 6)
    if not closed and parameter.kind == "integer":
        gap, closed = gap + 1, True
    more = "more" if below else _less(parameter)
    if closed or gap:
        return f"{'' if closed else 'over '}{amount(gap, parameter.unit)} {more}"
    return f"a little {more}"


TIMES = ("year", "month", "week", "day", "hour", "minute")


def amount(number: float, unit: str | None) -> str:
    """Say an amount; units stand in the plural in the files, and a difference of per cent is one of points.

    >>> amount(1, "lesions"), amount(2, "weeks"), amount(0.5, "cm"), amount(4, "% of standard liver volume")
    ('1 lesion', '2 weeks', '0.5 cm', '4 percentage points')
    """
    if unit is None:
        return number_in_words(number)
    if unit.startswith("%"):
        unit = "percentage points"
    return f"{number_in_words(number)} {_singular(unit) if number == 1 else unit}"


def _singular(unit: str) -> str:
    noun, of, rest = unit.partition(" of ")
    if noun.endswith("ies"):
        noun = noun.removesuffix("ies") + "y"
    elif len(noun) > 3 and noun.endswith("s") and not noun.endswith("ss"):
        noun = noun.removesuffix("s")
    return noun + of + rest


def _less(parameter: Parameter) -> str:
    """Things that are counted are fewer, time and measures are less."""
    counted = parameter.kind == "integer" and parameter.unit and not parameter.unit.startswith(("%", *TIMES))
    return "fewer" if counted else "less"
