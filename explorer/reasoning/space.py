"""The space of all cases: each parameter cut into the regions between which a guideline distinguishes.

A region is an option, or for a number a point or an interval between the thresholds the guideline uses.  A case falls
into one region of every parameter, so the space is finite.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from explorer.knowledge.condition import Among, Compares, Condition, Expression, Met, Scored, atoms
from explorer.knowledge.model import Guideline, Parameter, Value
from explorer.knowledge.problem import GuidelineError, Problem

TIMES = ("due_when", "done_when", "late_when", "next_when")
"""The conditions that tell when a recommendation is due."""

MOST_THRESHOLDS = 200  # numbers that one parameter is compared with


@dataclass(frozen=True, slots=True)
class Region:
    """The values of one parameter between which the guideline does not distinguish.

    Attributes:
        low, high: the ends of an interval (equal for a point); for an option both are its position.
        closed_low, closed_high: whether the ends belong to it.
        sample: one value that lies in it.
    """

    low: float
    high: float
    closed_low: bool
    closed_high: bool
    sample: Value

    def holds(self, number: float) -> bool:
        """Whether a number lies in the region."""
        above = number > self.low or (self.closed_low and number == self.low)
        below = number < self.high or (self.closed_high and number == self.high)
        return above and below


def regions_of(parameter: Parameter, thresholds: Iterable[float]) -> tuple[Region, ...]:
    """Cut a parameter into its regions.

    Args:
        parameter: an option parameter or a number with its range.
        thresholds: the numbers conditions compare it with.

    Returns:
        The regions in order; they cover every allowed value exactly once.
    """
    if not parameter.is_number:
        return tuple(Region(i, i, True, True, name) for i, name in enumerate(parameter.option_names))
    low, high = parameter.range or (0.0, 0.0)
    whole = parameter.kind == "integer"
    regions: list[Region | None] = []
    left, closed = low, True
    for cut in sorted({number for number in thresholds if low <= number <= high}):
        regions.append(_interval(left, closed, cut, False, whole))
        regions.append(Region(cut, cut, True, True, _plain(cut)))
        left, closed = cut, False
    regions.append(_interval(left, closed, high, True, whole))
    return tuple(region for region in regions if region is not None)


def _interval(low: float, closed_low: bool, high: float, closed_high: bool, whole: bool) -> Region | None:
    """The region between two numbers, or None when no value lies there."""
    if low == high:
        return None
    sample = _whole_sample(low, closed_low) if whole else _round_sample(low, high)
    region = Region(low, high, closed_low, closed_high, sample)
    return region if region.holds(sample) else None


def _whole_sample(low: float, closed_low: bool) -> int:
    return math.ceil(low) if closed_low else math.floor(low) + 1


def _round_sample(low: float, high: float) -> int | float:
    """The middle, with as few decimals as stay inside."""
    middle = (low + high) / 2
    rounded = (round(middle, digits) for digits in range(12))
    return _plain(next((number for number in rounded if low < number < high), middle))


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def conditions_of(guideline: Guideline) -> list[Condition]:
    """Collect every condition a guideline contains."""
    found: list[Condition | None] = [criterion.when for criterion in guideline.criteria.values()]
    found += [when for score in guideline.scores.values() for item in score.points for when in item.values()]
    found += [condition for s in guideline.statements.values() for condition in (s.when, s.test)]
    found += [follows.when for follows in guideline.follows]
    found += [branch.when for node in guideline.nodes.values() for branch in node.branches]
    found += [bar.when for node in guideline.nodes.values() for bar in getattr(node, "unless", ())]
    found += [getattr(node, when, None) for node in guideline.nodes.values() for when in TIMES]
    found += [disagreement.when for disagreement in guideline.disagreements.values()]
    sides = [side for one in guideline.disagreements.values() for side in one.sides.values()]
    found += [condition for side in sides for condition in (side.in_favour, side.against)]
    return [condition for condition in found if condition is not None]


def comparisons_in(expression: Expression) -> Iterator[Compares]:
    """Collect the numeric comparisons of an expression."""
    return (atom for atom in atoms(expression) if isinstance(atom, Compares))


def scored_in(expression: Expression) -> Iterator[Scored]:
    """Collect the comparisons of scores of an expression."""
    return (atom for atom in atoms(expression) if isinstance(atom, Scored))


def atoms_in(guideline: Guideline, expression: Expression) -> Iterator[Among | Compares]:
    """The comparisons of an expression, those of the criteria and scores it names among them."""
    for atom in atoms(expression):
        match atom:
            case Met(criterion):
                yield from atoms_in(guideline, guideline.criteria[criterion].when.expression)
            case Scored(score):
                for item in guideline.scores[score].points:
                    for when in item.values():
                        yield from atoms_in(guideline, when.expression)
            case _:
                yield atom


Regions = Mapping[str, tuple[Region, ...]]
"""The regions of each parameter, by its id."""


class Space:
    """All cases a guideline can tell apart.

    Args:
        guideline: its parameters span the space, its thresholds cut it.
        regions: the regions of each parameter, by its id, where they are known already.

    Attributes:
        regions: the regions of each parameter, by its id, in the order of the form.
        order: the index of each parameter.
        weights: how likely each region of each parameter is, as whole numbers: equally where the guideline gives none.
        size: the number of cases.

    Raises:
        GuidelineError: a parameter is compared with more than 200 numbers.
    """

    def __init__(self, guideline: Guideline, regions: Regions | None = None) -> None:
        self.guideline = guideline
        self.regions = _all_regions(guideline) if regions is None else regions
        self.order = {name: index for index, name in enumerate(self.regions)}
        self.weights = tuple(_weights(guideline.parameters[name], len(each)) for name, each in self.regions.items())
        self.size = math.prod(map(len, self.regions.values()))

    def region(self, name: str, value: Value) -> int:
        """Return the index of the region of a parameter in which an allowed value lies."""
        if isinstance(value, str):
            return self.guideline.parameters[name].option_names.index(value)
        return next(i for i, region in enumerate(self.regions[name]) if region.holds(value))

    def facts(self, known: Mapping[str, Value]) -> list[int | None]:
        """Return the region of each parameter, by its index, into which a case falls; None where it is not known."""
        return [self.region(name, known[name]) if name in known else None for name in self.regions]

    def names(self, bits: int) -> list[str]:
        """Return the parameters whose bits are set, in the order of the form."""
        return [name for name, index in self.order.items() if bits >> index & 1]


def thresholds_of(guideline: Guideline) -> dict[str, set[float]]:
    """Collect the numbers that a guideline compares each parameter with."""
    thresholds: dict[str, set[float]] = {}
    for condition in conditions_of(guideline):
        for comparison in comparisons_in(condition.expression):
            thresholds.setdefault(comparison.parameter, set()).add(comparison.number)
    return thresholds


def _all_regions(guideline: Guideline) -> dict[str, tuple[Region, ...]]:
    thresholds = thresholds_of(guideline)
    for name, numbers in thresholds.items():
        if len(numbers) > MOST_THRESHOLDS:
            what = f"{name!r} is compared with {len(numbers)} different numbers"
            raise GuidelineError([Problem(guideline.folder.name, what, f"use at most {MOST_THRESHOLDS}")])
    return {name: regions_of(p, thresholds.get(name, ())) for name, p in guideline.parameters.items()}


def _weights(parameter: Parameter, regions: int) -> tuple[int, ...]:
    if not parameter.weights:
        return (1,) * regions
    given = [Fraction(str(parameter.weights[name])) for name in parameter.option_names]
    common = math.lcm(*(weight.denominator for weight in given))
    return tuple(int(weight * common) for weight in given)
