"""The smallest case that certainly lies in a set: its fewest facts, all of whose completions lie there."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping

from explorer.knowledge.model import Value
from explorer.reasoning.sets import CaseSet, DecisionDiagram
from explorer.reasoning.space import Space
from explorer.reasoning.status import ALWAYS, NEVER


def smallest_case(space: Space, cases: CaseSet) -> dict[str, Value] | None:
    """Find a smallest case that certainly lies in a set.

    Args:
        space: the cases the set is made of.
        cases: the set; its diagram may gain rows.

    Returns:
        The fewest facts, parameter → value, all of whose completions lie in the set; None for the empty set.
    """
    return _as_case(space, _Search(cases.diagram).fewest(cases.row)) if cases else None


def short_case(space: Space, cases: CaseSet) -> dict[str, Value] | None:
    """Find a case that certainly lies in a set and answers few of the questions that the diagram asks one by one.

    It is found at once, but answers that make no difference together may be among its facts.
    """
    row, rows = cases.row, cases.diagram.rows
    costs = _Costs(cases.diagram)
    facts: dict[int, int] = {}
    while row > ALWAYS:
        parameter, nexts = rows[row]
        facts[parameter] = min(range(len(nexts)), key=lambda index: costs.most(nexts[index]))
        row = nexts[facts[parameter]]
    return _as_case(space, facts) if cases else None


def _as_case(space: Space, facts: Mapping[int, int]) -> dict[str, Value]:
    regions = list(space.regions.items())
    return {regions[index][0]: regions[index][1][facts[index]].sample for index in sorted(facts)}


class _Costs:
    """How many facts it takes to lie in a set, at the least and at the most, each row once."""

    def __init__(self, diagram: DecisionDiagram) -> None:
        self.diagram = diagram
        self._least: dict[int, float] = {NEVER: math.inf, ALWAYS: 0}
        self._most: dict[int, float] = {NEVER: math.inf, ALWAYS: 0}

    def least(self, row: int) -> float:
        """A bound from below: a question is answered, or every answer to it has to do."""
        if row not in self._least:
            costs = [self.least(following) for following in self.diagram.rows[row][1]]
            self._least[row] = min(1 + min(costs), max(costs))
        return self._least[row]

    def most(self, row: int) -> float:
        """What it takes when every question on the way is answered."""
        if row not in self._most:
            self._most[row] = 1 + min(self.most(following) for following in self.diagram.rows[row][1])
        return self._most[row]


class _Search:
    """Tries sizes upwards; a question is answered, or left open where the same facts do whatever its answer."""

    def __init__(self, diagram: DecisionDiagram) -> None:
        self.diagram = diagram
        self.costs = _Costs(diagram)

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
        parameter, nexts = self.diagram.rows[row]
        for region, following in enumerate(nexts):
            found = self.look(following, size - 1, failed)
            if found is not None:
                return {parameter: region, **found}
        found = self.look(functools.reduce(self.diagram.both, nexts), size, failed)
        if found is None:
            failed.add((row, size))
        return found
