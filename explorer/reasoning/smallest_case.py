"""A concrete case that lies in a set: one that has to state the fewest facts."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping
from urllib.parse import urlencode

from explorer.knowledge.model import Value
from explorer.reasoning.sets import ALWAYS, NEVER, Table
from explorer.reasoning.space import CaseSet


def smallest_case(table: Table, cases: CaseSet) -> dict[str, Value] | None:
    """Find a smallest case that certainly lies in a set.

    Args:
        table: the table of the space the set belongs to.
        cases: the set.

    Returns:
        The fewest facts, parameter → value, all of whose completions lie in the set; None for the empty set.
    """
    return smallest_case_at(table, table.enter(cases))


def smallest_case_at(table: Table, row: int) -> dict[str, Value] | None:
    """Find a smallest case that certainly lies in the set that begins at a row of the table."""
    return None if row == NEVER else _as_case(table, _Search(table).fewest(row))


def short_case(table: Table, cases: CaseSet) -> dict[str, Value] | None:
    """Find a case that certainly lies in a set and answers few of the questions that the table asks one by one.

    It is found at once, but answers that make no difference together may be among its facts.
    """
    row = table.enter(cases)
    costs = _Costs(table)
    facts: dict[int, int] = {}
    while row > ALWAYS:
        parameter, nexts = table.rows[row]
        facts[parameter] = min(range(len(nexts)), key=lambda index: costs.most(nexts[index]))
        row = nexts[facts[parameter]]
    return None if row == NEVER else _as_case(table, facts)


def _as_case(table: Table, facts: Mapping[int, int]) -> dict[str, Value]:
    regions = list(table.space.regions.items())
    return {regions[place][0]: regions[place][1][facts[place]].sample for place in sorted(facts)}


def link_to(case: Mapping[str, Value]) -> str:
    """The query string that opens a dashboard on a case.

    >>> link_to({"kras": "mutant", "liver_lesion_count": 3})
    '?kras=mutant&liver_lesion_count=3'
    """
    return "?" + urlencode(case)


class _Costs:
    """How many facts it takes to lie in a set, at the least and at the most, each row once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._least: dict[int, float] = {NEVER: math.inf, ALWAYS: 0}
        self._most: dict[int, float] = {NEVER: math.inf, ALWAYS: 0}

    def least(self, row: int) -> float:
        """A bound from below: a question is answered, or every answer to it has to do."""
        if row not in self._least:
            costs = [self.least(following) for following in self.table.rows[row][1]]
            self._least[row] = min(1 + min(costs), max(costs))
        return self._least[row]

    def most(self, row: int) -> float:
        """What it takes when every question on the way is answered."""
        if row not in self._most:
            self._most[row] = 1 + min(self.most(following) for following in self.table.rows[row][1])
        return self._most[row]


class _Search:
    """Tries sizes upwards; a question is answered, or left open where the same facts do whatever its answer."""

    def __init__(self, table: Table) -> None:
        self.table = table.copy()
        self.costs = _Costs(self.table)
        self.both: dict[tuple[int, int], int] = {}

    def fewest(self, row: int) -> dict[int, int]:
        for size in itertools.count(int(self.costs.least(row))):
            found = self.look(row, size, set())
            if found is not None:
                return found
        raise AssertionError("a set that is not empty has a case")

    def look(self, row: int, size: int, failed: set[tuple[int, int]]) -> dict[int, int] | None:
        if row == ALWAYS:
            return {}
        if self.costs.least(row) > size or (row, size) in failed:
            return None
        parameter, nexts = self.table.rows[row]
        for region, following in enumerate(nexts):
            found = self.look(following, size - 1, failed)
            if found is not None:
                return {parameter: region, **found}
        found = self.look(functools.reduce(self.common, nexts), size, failed)
        if found is None:
            failed.add((row, size))
        return found

    def common(self, one: int, other: int) -> int:
        """The row of the cases that lie in both sets."""
        if one == other or NEVER in (one, other):
            return min(one, other)
        if ALWAYS in (one, other):
            return max(one, other)
        key = (min(one, other), max(one, other))
        if key not in self.both:
            parameter = min(self.table.rows[row][0] for row in key)
            answers = zip(*(self.answers(row, parameter) for row in key), strict=True)
            self.both[key] = self.table.row_for(parameter, tuple([self.common(*pair) for pair in answers]))
        return self.both[key]

    def answers(self, row: int, parameter: int) -> tuple[int, ...]:
        """Where each answer to a parameter leads; nowhere else where the row does not ask it."""
        place, nexts = self.table.rows[row]
        return nexts if place == parameter else (row,) * len(self.table.space.weights[parameter])
