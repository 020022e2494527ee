"""What would have to be different: the smallest changes of a case that make a set certain, or rule it out.

A change gives one parameter another value, or answers one that is not known.  Facts the guideline declares as
fixed are not changed once they are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.knowledge.model import Parameter, Value
from explorer.reasoning.evaluation import Trace
from explorer.reasoning.space import Region
from explorer.reasoning.table import ALWAYS, NEVER, Table

MOST_CHANGES = 8
IMPOSSIBLE = MOST_CHANGES + 1


@dataclass(frozen=True)
class Change:
    """One fact that would have to be different.

    Attributes:
        parameter: its id.
        before: the value it has; None when it is not known.
        after: a value it would have to have.
        distance: for a number that is known, how far it is, such as ``1 lesions more``.
    """

    parameter: str
    before: Value | None
    after: Value
    distance: str | None = None


Changes = tuple[Change, ...]


def changes_to(trace: Trace, name: str, *, active: bool = True, most: int = 3) -> list[Changes]:
    """Find the smallest changes that make a node, branch, statement or disagreement active, or rule it out.

    Args:
        trace: what evaluation found for the case as it is.
        name: the id of the thing.
        active: whether it is to become active (applies), or to be ruled out.
        most: how many alternatives of the same smallest size are wanted at the most.

    Returns:
        The alternatives; one empty alternative when nothing has to change, none when no change would do.
    """
    search = _Search(trace, trace.row(name), ALWAYS if active else NEVER, most)
    return [_told(trace, found) for found in search.smallest()]


class _Search:
    """Deepens step by step; a bound from below on the changes still needed cuts off what cannot succeed."""

    def __init__(self, trace: Trace, row: int, goal: int, most: int) -> None:
        self.table: Table = trace.compiled.table
        self.row, self.goal, self.most = row, goal, most
        self.rows = self.table.rows_below(row)
        self.facts = list(trace.facts)
        parameters = list(trace.guideline.parameters.values())
        known = trace.case.known
        self.movable = [not (p.fixed and p.id in known) for p in parameters]
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
        regions = list(self.table.space.regions.values())
        for parameter in path:
            if self.movable[parameter] and parameter not in done:
                for region in range(len(regions[parameter])):
                    if region != self.facts[parameter]:
                        yield parameter, region

    def contrary(self, changes: frozenset[tuple[int, int]]) -> list[int] | None:
        """The parameters on a way to the opposite of the goal that the changed case leaves open, if there is one."""
        facts = self.changed(changes)
        dead: set[int] = set()

        def walk(row: int, path: list[int]) -> list[int] | None:
            if row <= ALWAYS:
                return path if row != self.goal else None
            if row in dead:
                return None
            parameter, nexts = self.table.rows[row]
            fact = facts[parameter]
            for following in nexts if fact is None else (nexts[fact],):
                way = walk(following, [*path, parameter])
                if way is not None:
                    return way
            dead.add(row)
            return None

        return walk(self.row, [])

    def bound(self, changes: frozenset[tuple[int, int]]) -> float:
        """How many further changes are needed at the least."""
        facts = self.changed(changes)
        done = {parameter for parameter, _ in changes}
        costs: dict[int, float] = {ALWAYS: IMPOSSIBLE, NEVER: IMPOSSIBLE, self.goal: 0}
        for row in self.rows:
            parameter, nexts = self.table.rows[row]
            fact = facts[parameter]
            free = self.movable[parameter] and parameter not in done
            change = 1 + min(costs[n] for n in nexts) if free else float(IMPOSSIBLE)
            keep = costs[nexts[fact]] if fact is not None else max(costs[n] for n in nexts)
            costs[row] = min(keep, change)
        return costs[self.row]

    def changed(self, changes: frozenset[tuple[int, int]]) -> list[int | None]:
        facts = list(self.facts)
        for parameter, region in changes:
            facts[parameter] = region
        return facts


def _told(trace: Trace, found: dict[int, int]) -> Changes:
    names = list(trace.guideline.parameters)
    return tuple(_change(trace, names[place], region) for place, region in sorted(found.items()))


def _change(trace: Trace, name: str, index: int) -> Change:
    parameter = trace.guideline.parameters[name]
    region = trace.compiled.space.regions[name][index]
    before = trace.taken_as_known.get(name)
    if not parameter.is_number or before is None:
        return Change(name, before, region.sample)
    return Change(name, before, region.sample, distance(parameter, float(before), region))


def distance(parameter: Parameter, value: float, region: Region) -> str:
    """Say how far a number is from a region.

    >>> lesions = Parameter(id="n", label="N", question="N?", kind="integer", range=(0, 9), unit="lesions")
    >>> distance(lesions, 5, Region(5, 9, False, True, 6))
    '1 lesions more'
    """
    below = value <= region.low
    end, closed = (region.low, region.closed_low) if below else (region.high, region.closed_high)
    gap = round(abs(end - value), 6)
    if not closed and parameter.kind == "integer":
        gap, closed = gap + 1, True
    unit = f" {parameter.unit}" if parameter.unit else ""
    amount = f"{gap:g}{unit} {'more' if below else 'less'}"
    return amount if closed else (f"more than {amount}" if gap else f"a little {'more' if below else 'less'}")
