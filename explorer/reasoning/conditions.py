"""What a condition means: the set of cases in which it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any

from explorer.knowledge.condition import Among, And, AtLeast, Compares, Condition, Expression, Met, Not, Or, Scored
from explorer.reasoning.sets import CaseSet, DecisionDiagram
from explorer.reasoning.space import Region, Space
from explorer.reasoning.status import ALWAYS, NEVER
from explorer.reasoning.totals import Totals

_COMPARISONS: dict[str, Callable[[Any, float], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


class Conditions:
    """The sets of cases in which a guideline's conditions hold.

    Args:
        space: the cases.
        diagram: where the sets are added; by default a new one.
        before: how many parameters the diagram asks before those of the space.

    Attributes:
        everything, nothing: the set of all cases, and the empty set.
    """

    def __init__(self, space: Space, diagram: DecisionDiagram | None = None, before: int = 0) -> None:
        self.space = space
        self.diagram = DecisionDiagram(space.weights) if diagram is None else diagram
        self.before = before
        self.everything, self.nothing = self.at(ALWAYS), self.at(NEVER)
        self._criteria: dict[str, CaseSet] = {}
        self._totals: dict[str, Totals] = {}

    def at(self, row: int) -> CaseSet:
        """Return the set that begins at a row of the diagram."""
        return CaseSet(self.diagram, row)

    def any(self, sets: Iterable[CaseSet]) -> CaseSet:
        """Return the cases that lie in at least one of these sets."""
        return reduce(or_, sets, self.nothing)

    def cases_in(self, name: str, regions: Iterable[int]) -> CaseSet:
        """Return the cases whose parameter falls into one of these regions, given by their indexes."""
        return self.at(self.diagram.where(self.before + self.space.order[name], regions))

    def cases_where(self, condition: Condition | None) -> CaseSet:
        """Return the cases in which a condition holds; all cases when there is no condition."""
        return self.everything if condition is None else self._set(condition.expression)

    def criterion(self, name: str) -> CaseSet:
        """Return the cases in which a named condition holds."""
        if name not in self._criteria:
            self._criteria[name] = self.cases_where(self.space.guideline.criteria[name].when)
        return self._criteria[name]

    def scored(self, name: str, operator: str, number: Fraction) -> CaseSet:
        """Return the cases in which the points of a score stand in a relation to a number."""
        if name not in self._totals:
            items = self.space.guideline.scores[name].items
            lines = [[(points, self.cases_where(when)) for points, when in item] for item in items]
            self._totals[name] = Totals(self, lines)
        return self._totals[name].where(operator, number)

    def _set(self, expression: Expression) -> CaseSet:
        match expression:
            case Among(name, options):
                names = self.space.guideline.parameters[name].option_names
                return self.cases_in(name, [names.index(option) for option in options])
            case Compares(name, operator, number):
                return self.cases_in(name, _regions_where(self.space.regions[name], operator, number))
            case Met(criterion):
                return self.criterion(criterion)
            case Scored(score, operator, number):
                return self.scored(score, operator, Fraction(str(number)))
            case AtLeast(number, parts):
                return Totals(self, [[(Fraction(1), self._set(part))] for part in parts]).at_least(Fraction(number))
            case Not(part):
                return ~self._set(part)
            case And(parts):
                return reduce(and_, map(self._set, parts), self.everything)
            case Or(parts):
                return reduce(or_, map(self._set, parts), self.nothing)


def _regions_where(regions: Sequence[Region], operator: str, number: float) -> list[int]:
    """A threshold never cuts through a region, so its sample speaks for all of it."""
    holds = _COMPARISONS[operator]
    return [index for index, region in enumerate(regions) if holds(region.sample, number)]
