"""The space of all cases, and the set of cases in which a condition holds.

Every parameter has finitely many *regions*: its options, or for a number the points and intervals cut by the
thresholds the guideline uses.  A case falls into one region of every parameter, so the space is finite, and a set
of cases is a binary decision diagram (library ``dd``) over a few bits per parameter.  The last region of a
parameter takes all codes that are left over, so every assignment of bits is a case and no set needs a constraint.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import and_, or_
from typing import Any

from explorer.knowledge.condition import Among, And, Compares, Condition, Expression, Met, Not, Or
from explorer.knowledge.model import Guideline, Parameter, Value
from explorer.knowledge.problem import GuidelineError, Problem

MOST_DIAGRAM_NODES = 300_000
MOST_THRESHOLDS = 200  # numbers that one parameter is compared with

CaseSet = Any
"""A set of cases: a ``dd`` function; combine with ``&``, ``|`` and ``~``, compare with ``==``."""


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
    found += [condition for s in guideline.statements.values() for condition in (s.when, s.test)]
    found += [follows.when for follows in guideline.follows]
    found += [branch.when for node in guideline.nodes.values() for branch in node.branches]
    found += [bar.when for node in guideline.nodes.values() for bar in getattr(node, "unless", ())]
    found += [disagreement.when for disagreement in guideline.disagreements.values()]
    return [condition for condition in found if condition is not None]


def comparisons_in(expression: Expression) -> Iterable[Compares]:
    """Collect the numeric comparisons of an expression."""
    match expression:
        case Compares():
            yield expression
        case Not(part):
            yield from comparisons_in(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from comparisons_in(part)


def atoms_in(guideline: Guideline, expression: Expression) -> Iterator[Among | Compares]:
    """The comparisons of an expression, those of the criteria it names among them."""
    match expression:
        case Among() | Compares():
            yield expression
        case Met(criterion):
            yield from atoms_in(guideline, guideline.criteria[criterion].when.expression)
        case Not(part):
            yield from atoms_in(guideline, part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms_in(guideline, part)


def _loaded(library: str) -> Any:
    """Load a library of dd without networkx, which it takes for exports alone: 12 MB, and a fifth of a second."""
    modules: dict[str, Any] = sys.modules
    is_absent = "networkx" not in modules
    if is_absent:
        modules["networkx"] = None  # dd goes without what cannot be imported
    try:
        return importlib.import_module(library)
    finally:
        if is_absent:
            del modules["networkx"]


def new_diagrams(name: str | None = None) -> Any:
    """Start an empty family of decision diagrams.

    Args:
        name: the library to use, ``cudd`` or ``autoref``; by default ``cudd`` where it is installed.

    Returns:
        A ``dd`` manager that keeps the order in which bits are declared.

    Raises:
        ImportError: when the named library is not installed.
    """
    for choice in [name] if name else ["cudd", "autoref"]:
        try:
            library = _loaded(f"dd.{choice}")
        except ImportError:
            continue
        # cudd's own first cache takes 8 MB, of which a guideline uses a few kB; it grows where it has to.
        diagrams = library.BDD(initial_cache_size=2**12) if choice == "cudd" else library.BDD()
        diagrams.configure(reordering=False)
        return _unchecked_at_the_end(diagrams) if choice == "autoref" else diagrams
    raise ImportError(f"the library of decision diagrams {name!r} is not installed; use autoref")


def _unchecked_at_the_end(diagrams: Any) -> Any:
    """The sets of a space end with it in any order; ``dd.autoref`` would complain of that as a leak."""
    manager = diagrams._bdd
    manager.max_nodes = 2 * MOST_DIAGRAM_NODES  # where one step would grow beyond every limit
    manager.__class__ = type("Manager", (type(manager),), {"__del__": lambda self: None})
    return diagrams


class Space:
    """All cases a guideline can tell apart.

    Args:
        guideline: its parameters span the space, its thresholds cut it.
        backend_name: ``cudd`` or ``autoref``; by default the faster one that is installed.
    """

    def __init__(self, guideline: Guideline, backend_name: str | None = None) -> None:
        self.guideline = guideline
        self.regions = _all_regions(guideline)
        self.order = {name: index for index, name in enumerate(self.regions)}
        self.diagrams = new_diagrams(backend_name)
        self._bits = {name: _bit_names(name, len(regions)) for name, regions in self.regions.items()}
        self.diagrams.declare(*(bit for bits in self._bits.values() for bit in bits))
        self._codes = {
            name: [_code(bits, index) for index in range(len(self.regions[name]))] for name, bits in self._bits.items()
        }
        self._uncounted_steps = 0
        self._literals: dict[tuple[str, int], CaseSet] = {}
        self._criteria: dict[str, CaseSet] = {}

    @property
    def everything(self) -> CaseSet:
        """The set of all cases."""
        return self.diagrams.true

    @property
    def nothing(self) -> CaseSet:
        """The empty set."""
        return self.diagrams.false

    @cached_property
    def weights(self) -> tuple[tuple[int, ...], ...]:
        """How likely each region of each parameter is, as whole numbers; equally where the guideline gives none."""
        return tuple(_weights(self.guideline.parameters[name], len(r)) for name, r in self.regions.items())

    @cached_property
    def size(self) -> int:
        """The number of cases in the space."""
        return math.prod(len(regions) for regions in self.regions.values())

    def region(self, name: str, value: Value) -> int:
        """Say in which region of a parameter a value lies."""
        if isinstance(value, str):
            return self.guideline.parameters[name].option_names.index(value)
        return next(i for i, region in enumerate(self.regions[name]) if region.holds(value))

    def cases_where(self, condition: Condition | None) -> CaseSet:
        """The set of cases in which a condition holds; all cases when there is no condition."""
        self.check_growth()
        return self.everything if condition is None else self._set(condition.expression)

    def check_growth(self) -> None:
        """Refuse a guideline whose conditions are more entangled than can be worked out.

        Counting takes longer than a step, which hardly ever more than doubles what there is: it is only done after as
        many steps as could have grown too far.

        Raises:
            GuidelineError: the sets of cases have grown beyond what any sensible guideline needs.
        """
        self._uncounted_steps -= 1
        if self._uncounted_steps > 0:
            return
        count = len(self.diagrams)
        if count > MOST_DIAGRAM_NODES:
            raise GuidelineError([_entangled(self.guideline)])
        self._uncounted_steps = (MOST_DIAGRAM_NODES // max(count, 1)).bit_length() - 1

    def cases_in(self, name: str, chosen: Iterable[int]) -> CaseSet:
        """The set of cases whose parameter falls into one of these regions."""
        result = self.nothing
        for index in chosen:
            result = result | self._literal(name, index)
        return result

    def codes(self, name: str, index: int) -> Mapping[str, bool]:
        """The bits that stand for a region."""
        return self._codes[name][index]

    def parameter_of(self, bit: str) -> str:
        """The parameter a bit belongs to."""
        return bit.rpartition(".")[0]

    def _literal(self, name: str, index: int) -> CaseSet:
        key = (name, index)
        if key not in self._literals:
            last = len(self.regions[name]) - 1
            if index == last:
                self._literals[key] = ~self.cases_in(name, range(last))
            else:
                self._literals[key] = self.diagrams.cube(dict(self.codes(name, index)))
        return self._literals[key]

    def _set(self, expression: Expression) -> CaseSet:
        match expression:
            case Among(name, options):
                names = self.guideline.parameters[name].option_names
                return self.cases_in(name, [names.index(option) for option in options])
            case Compares(name, operator, number):
                return self.cases_in(name, _regions_where(self.regions[name], operator, number))
            case Met(criterion):
                return self._criterion(criterion)
            case Not(part):
                return ~self._set(part)
            case And(parts):
                return self._folded(self.everything, parts, and_)
            case Or(parts):
                return self._folded(self.nothing, parts, or_)

    def _folded(self, start: CaseSet, parts: Iterable[Expression], join: Any) -> CaseSet:
        result = start
        for part in parts:
            try:
                result = join(result, self._set(part))
            except RuntimeError as full:
                raise GuidelineError([_entangled(self.guideline)]) from full
            self.check_growth()
        return result

    def _criterion(self, name: str) -> CaseSet:
        if name not in self._criteria:
            self._criteria[name] = self._set(self.guideline.criteria[name].when.expression)
        return self._criteria[name]


def _entangled(guideline: Guideline) -> Problem:
    return Problem(
        guideline.folder.name,
        "its conditions join too many parameters that stand far apart to be worked out",
        "let parameters that are asked together stand together in parameters.yaml, or simplify the conditions",
    )


def _all_regions(guideline: Guideline) -> dict[str, tuple[Region, ...]]:
    thresholds: dict[str, set[float]] = {}
    for condition in conditions_of(guideline):
        for comparison in comparisons_in(condition.expression):
            thresholds.setdefault(comparison.parameter, set()).add(comparison.number)
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


def _code(bits: list[str], index: int) -> Mapping[str, bool]:
    return {bit: bool(index >> place & 1) for place, bit in enumerate(reversed(bits))}


def _bit_names(name: str, regions: int) -> list[str]:
    return [f"{name}.{place}" for place in range(max(regions - 1, 0).bit_length())]


_HOLDS: dict[str, Callable[[Any, float], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _regions_where(regions: tuple[Region, ...], operator: str, number: float) -> list[int]:
    """A threshold never cuts through a region, so its sample speaks for all of it."""
    holds = _HOLDS[operator]
    return [index for index, region in enumerate(regions) if holds(region.sample, number)]
