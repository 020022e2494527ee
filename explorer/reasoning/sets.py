"""Sets of cases, as the rows of one multi-valued decision diagram.

Each row asks one parameter and leads on by the region its value lies in; row 0 (NEVER) holds no case, row 1 (ALWAYS)
every case.  A set is the row at which its questions begin.  Rows are kept once and ask parameters in one fixed order,
so that equal sets are equal rows.  A row stands after the rows it leads to, so one pass from the first row to the last
answers a question about every set.

The structure is the reduced ordered decision diagram of Bryant (1986, doi:10.1109/TC.1986.1676819) with as many ways
out of a row as a parameter has regions (Srinivasan, Ham, Malik, Brayton 1990, doi:10.1109/ICCAD.1990.129849).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import TypeVar

from explorer.reasoning.status import ALWAYS, NEVER, SOME

MOST_ROWS = 300_000

Row = tuple[int, tuple[int, ...]]
"""The parameter a row asks, by its index, and the row that follows for each of its regions."""

Facts = Sequence[int | None]
"""For each parameter, by its index, the region a case falls into; None where it is not known."""

T = TypeVar("T")


class TooManyRowsError(Exception):
    """The sets are more entangled than can be worked out."""


class DecisionDiagram:
    """The rows of many sets of cases.

    Args:
        weights: for each parameter the weight of each of its regions, as whole numbers above zero.
        rows: the rows to begin with, each after those it leads to; by default only the two ends.

    >>> diagram = DecisionDiagram([(1, 1), (1, 1, 1)])
    >>> small, red = diagram.where(0, [0]), diagram.where(1, [2])
    >>> diagram.share(diagram.both(small, red)), diagram.share(diagram.either(small, red))
    (Fraction(1, 6), Fraction(2, 3))
    """

    def __init__(self, weights: Sequence[Sequence[int]], rows: Iterable[Row] = ()) -> None:
        self.weights = tuple(tuple(each) for each in weights)
        self.rows: list[Row] = [(len(self.weights), ()), (len(self.weights), ()), *rows]
        self._index = {row: index for index, row in enumerate(self.rows) if index > ALWAYS}
        self._joined: dict[tuple[int, int, int], int] = {}
        self._inverted = {NEVER: ALWAYS, ALWAYS: NEVER}
        self._given: dict[tuple[int, int, int], int] = {}

    def __repr__(self) -> str:
        return f"DecisionDiagram({len(self.weights)} parameters, {len(self.rows)} rows)"

    def copy(self) -> DecisionDiagram:
        """Return a diagram with the same rows, to which more can be added."""
        return DecisionDiagram(self.weights, self.rows[2:])

    def row(self, parameter: int, nexts: tuple[int, ...]) -> int:
        """Find or add the row that asks a parameter and leads on to these rows.

        Raises:
            TooManyRowsError: there would be more than 300,000.
        """
        first = nexts[0]
        if nexts.count(first) == len(nexts):
            return first
        key = (parameter, nexts)
        found = self._index.get(key)
        if found is None:
            found = self._index[key] = len(self.rows)
            if found > MOST_ROWS:
                raise TooManyRowsError
            self.rows.append(key)
        return found

    def where(self, parameter: int, regions: Iterable[int]) -> int:
        """Return the set of the cases in which a parameter falls into one of these regions."""
        wanted = set(regions)
        count = len(self.weights[parameter])
        return self.row(parameter, tuple([ALWAYS if index in wanted else NEVER for index in range(count)]))

    def both(self, one: int, other: int) -> int:
        """Return the cases that lie in both sets."""
        return self._join(one, other, NEVER)

    def either(self, one: int, other: int) -> int:
        """Return the cases that lie in at least one of two sets."""
        return self._join(one, other, ALWAYS)

    def _join(self, one: int, other: int, absorbing: int) -> int:
        if one > other:
            one, other = other, one
        if one in (other, absorbing):
            return one
        if one <= ALWAYS:
            return other
        key = (one, other, absorbing)
        found = self._joined.get(key)
        if found is None:
            (first, ways), (second, others) = self.rows[one], self.rows[other]
            nexts = []
            if first == second:
                for left, right in zip(ways, others, strict=True):
                    nexts.append(self._join(left, right, absorbing))
            else:
                rest, ways = (other, ways) if first < second else (one, others)
                for left in ways:
                    nexts.append(self._join(left, rest, absorbing))
            found = self._joined[key] = self.row(min(first, second), tuple(nexts))
        return found

    def inverse(self, row: int) -> int:
        """Return the cases that do not lie in a set."""
        found = self._inverted.get(row)
        if found is None:
            parameter, ways = self.rows[row]
            nexts = []
            for way in ways:
                nexts.append(self.inverse(way))
            found = self._inverted[row] = self.row(parameter, tuple(nexts))
            self._inverted[found] = row
        return found

    def given(self, row: int, parameter: int, region: int) -> int:
        """Return a set as it is once one parameter is known to fall into a region."""
        asked, ways = self.rows[row]
        if asked >= parameter:
            return ways[region] if asked == parameter else row
        key = (row, parameter, region)
        found = self._given.get(key)
        if found is None:
            nexts = []
            for way in ways:
                nexts.append(self.given(way, parameter, region))
            found = self._given[key] = self.row(asked, tuple(nexts))
        return found

    def settle(self, facts: Facts) -> list[int]:
        """Say for every row how many of a case's completions lie in its set: NEVER, ALWAYS or SOME.

        This is ``fold`` written out, because everything waits for it.
        """
        found = [NEVER, ALWAYS]
        for parameter, nexts in self.rows[2:]:
            fact = facts[parameter]
            if fact is not None:
                found.append(found[nexts[fact]])
                continue
            first = found[nexts[0]]
            for row in nexts:
                if found[row] != first:
                    first = SOME
                    break
            found.append(first)
        return found

    def settle_rows(self, rows: Iterable[int], facts: Facts) -> dict[int, int]:
        """Say the same for some sets only, given with all rows below them, as from ``below``."""
        found = {NEVER: NEVER, ALWAYS: ALWAYS}
        for row in rows:
            parameter, nexts = self.rows[row]
            fact = facts[parameter]
            ways = {found[following] for following in nexts} if fact is None else {found[nexts[fact]]}
            found[row] = ways.pop() if len(ways) == 1 else SOME
        return found

    def settle_set(self, row: int, facts: Facts) -> int:
        """Say of one set how many of a case's completions lie in it: NEVER, ALWAYS or SOME."""
        return self.settle_rows(self.below(row), facts)[row]

    def restrict(self, facts: Facts) -> tuple[DecisionDiagram, list[int]]:
        """Fill in what is known about a case.

        Returns:
            The diagram that remains, which asks exactly what still matters; and for each row of this one its row
            there: NEVER when no completion of the case lies in the set, ALWAYS when all do.
        """
        remaining, moved = DecisionDiagram(self.weights), [NEVER, ALWAYS]
        for parameter, nexts in self.rows[2:]:
            fact = facts[parameter]
            if fact is None:
                moved.append(remaining.row(parameter, tuple([moved[row] for row in nexts])))
            else:
                moved.append(moved[nexts[fact]])
        return remaining, moved

    def keeping(self, rows: Iterable[int], without: int = 0) -> tuple[DecisionDiagram, dict[int, int]]:
        """Leave out what these sets are not made of.

        Args:
            rows: the sets.
            without: how many of the first parameters no set asks; they are left out, too.

        Returns:
            A diagram with the rows below these, and for each of them its row there.
        """
        kept, moved = DecisionDiagram(self.weights[without:]), {NEVER: NEVER, ALWAYS: ALWAYS}
        for row in self.below(*rows):
            parameter, nexts = self.rows[row]
            moved[row] = kept.row(parameter - without, tuple([moved[following] for following in nexts]))
        return kept, moved

    def below(self, *rows: int) -> list[int]:
        """Return the rows that sets are made of, each after the rows it leads to."""
        seen: set[int] = set()
        waiting = list(rows)
        while waiting:
            current = waiting.pop()
            if current > ALWAYS and current not in seen:
                seen.add(current)
                waiting.extend(self.rows[current][1])
        return sorted(seen)

    def fold(
        self, never: T, always: T, step: Callable[[int, list[T]], T], rows: Iterable[int] | None = None
    ) -> dict[int, T]:
        """Work out a value for each row from the values of the rows it leads to.

        Args:
            never, always: the values of the two ends.
            step: makes a row's value of the parameter it asks and the values of the rows that follow.
            rows: the rows wanted, each after those it leads to, as from ``below``; by default all.
        """
        found = {NEVER: never, ALWAYS: always}
        for row in range(2, len(self.rows)) if rows is None else rows:
            parameter, nexts = self.rows[row]
            found[row] = step(parameter, [found[following] for following in nexts])
        return found

    def depends_on(self) -> dict[int, int]:
        """Say for every row which parameters its set depends on, as a number with one bit for each parameter."""

        def step(parameter: int, below: list[int]) -> int:
            bits = 1 << parameter
            for other in below:
                bits |= other
            return bits

        return self.fold(0, 0, step)

    def shares(self, rows: Iterable[int]) -> list[Fraction]:
        """Say which share of all cases lies in each of these sets, each region counting by its weight."""
        rows, sums = list(rows), [sum(each) for each in self.weights]
        total = math.prod(sums)  # divided by every parameter's sum on the way down: whole numbers are quick
        counts = self.fold(
            0, total, lambda parameter, below: sum(map(mul, self.weights[parameter], below)) // sums[parameter],
            self.below(*rows),
        )  # fmt: skip
        return [Fraction(counts[row], total) for row in rows]

    def share(self, row: int) -> Fraction:
        """Say which share of all cases lies in a set."""
        return self.shares([row])[0]


@dataclass(frozen=True, slots=True)
class CaseSet:
    """A set of cases; combine with ``&``, ``|``, ``~`` and ``-``, compare with ``==``.

    Attributes:
        diagram: where its rows stand.
        row: the row at which its questions begin.
    """

    diagram: DecisionDiagram
    row: int

    def __and__(self, other: CaseSet) -> CaseSet:
        return CaseSet(self.diagram, self.diagram.both(self.row, other.row))

    def __or__(self, other: CaseSet) -> CaseSet:
        return CaseSet(self.diagram, self.diagram.either(self.row, other.row))

    def __sub__(self, other: CaseSet) -> CaseSet:
        return self & ~other

    def __invert__(self) -> CaseSet:
        return CaseSet(self.diagram, self.diagram.inverse(self.row))

    def __bool__(self) -> bool:
        return self.row != NEVER

    def given(self, parameter: int, region: int) -> CaseSet:
        """The set as it is once a parameter, by its index, is known to fall into a region."""
        return CaseSet(self.diagram, self.diagram.given(self.row, parameter, region))
