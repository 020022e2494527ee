"""Many sets of cases written out as one table of questions, asked all at once in one pass.

Each row asks one parameter and names, for each of its regions, the row that follows; row 0 is "no case", row 1
is "every case".  Rows stand after the rows they lead to, so one pass from the first to the last row answers a
question about every set: which cases of it a partial case leaves over, what it still asks, how large it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from operator import mul

from explorer.reasoning.space import CaseSet, Space

NEVER, ALWAYS, SOME = 0, 1, 2


@dataclass
class Table:
    """The rows of all sets that were entered.

    Attributes:
        space: the cases the sets are made of.
        rows: parameter (by its place in the space's order) and the next row for each region.
    """

    space: Space
    rows: list[tuple[int, tuple[int, ...]]] = field(default_factory=lambda: [(-1, ()), (-1, ())])
    _known: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    _entered: dict[CaseSet, int] = field(default_factory=dict)

    def copy(self) -> Table:
        """A table with the same rows, to which more can be added."""
        return Table(self.space, list(self.rows), dict(self._known))

    def enter(self, cases: CaseSet) -> int:
        """Write a set of cases into the table.

        Returns:
            The row at which its questions begin.
        """
        if cases == self.space.nothing:
            return NEVER
        if cases == self.space.everything:
            return ALWAYS
        if cases not in self._entered:
            self._entered[cases] = self._row(cases)
        return self._entered[cases]

    def _row(self, cases: CaseSet) -> int:
        name = self.space.parameter_of(cases.var)
        nexts = tuple(self.enter(self._follow(cases, name, index)) for index in range(len(self.space.regions[name])))
        return self.row_for(self.space.order[name], nexts)

    def row_for(self, parameter: int, nexts: tuple[int, ...]) -> int:
        """Find or write the row that asks a parameter and goes on to these rows."""
        if nexts.count(nexts[0]) == len(nexts):
            return nexts[0]
        key = (parameter, nexts)
        if key not in self._known:
            self._known[key] = len(self.rows)
            self.rows.append(key)
        return self._known[key]

    def _follow(self, cases: CaseSet, name: str, index: int) -> CaseSet:
        codes = self.space.codes(name, index)
        while cases.var in codes:
            step = cases.high if codes[cases.var] else cases.low
            cases = ~step if cases.negated else step
        return cases

    def settle(self, facts: Sequence[int | None]) -> list[int]:
        """Say for every row whether the completions of a case lie in its set.

        Args:
            facts: as for ``restrict``.

        Returns:
            0 when no completion lies in the set, 1 when all do, 2 when some do.
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

    def restrict(self, facts: Sequence[int | None]) -> tuple[Table, list[int]]:
        """Fill in what is known about a case.

        Args:
            facts: for each parameter, in the space's order, the region the case falls into, or None.

        Returns:
            The table that is left, which asks exactly what still matters, and for each old row its row there:
            0 when no completion of the case lies in the set, 1 when all do.
        """
        left, place = Table(self.space), [NEVER, ALWAYS]
        for parameter, nexts in self.rows[2:]:
            fact = facts[parameter]
            if fact is None:
                place.append(left.row_for(parameter, tuple([place[row] for row in nexts])))
            else:
                place.append(place[nexts[fact]])
        return left, place

    def asked(self) -> list[int]:
        """Say for every row which parameters its set depends on, as a number with one bit for each parameter."""
        found = [0, 0]
        for parameter, nexts in self.rows[2:]:
            asks = 1 << parameter
            for row in nexts:
                asks |= found[row]
            found.append(asks)
        return found

    def shares(self, rows: Iterable[int]) -> list[Fraction]:
        """Say which share of all cases lies in each of these sets.

        Every region counts equally, or as the guideline's ``weights:`` say.
        """
        counts, total = self._counts()
        return [Fraction(counts[row], total) for row in rows]

    def _counts(self) -> tuple[list[int], int]:
        """Shares as whole numbers of one total, which every parameter's weights divide: quicker than fractions."""
        weights = self.space.weights
        sums = [sum(each) for each in weights]
        total = math.prod(sums)
        found = [0, total]
        for parameter, nexts in self.rows[2:]:
            together = sum(map(mul, weights[parameter], [found[row] for row in nexts]))
            found.append(together // sums[parameter])
        return found, total

    def rows_below(self, row: int) -> list[int]:
        """The rows a set is made of, each after the rows it leads to."""
        seen: set[int] = set()
        waiting = [row]
        while waiting:
            current = waiting.pop()
            if current > ALWAYS and current not in seen:
                seen.add(current)
                waiting.extend(self.rows[current][1])
        return sorted(seen)

    def follow(self, row: int, facts: Sequence[int | None]) -> int:
        """Fill in what is known about a case for one set.

        Returns:
            0 when no completion lies in the set, 1 when all do, 2 when some do.
        """
        parameter, nexts = self.rows[row]
        if row <= ALWAYS:
            return row
        fact = facts[parameter]
        if fact is not None:
            return self.follow(nexts[fact], facts)
        found = {self.follow(following, facts) for following in nexts}
        return found.pop() if len(found) == 1 else SOME


def names_in(space: Space, asked: int) -> list[str]:
    """The parameters whose bits are set, in the order of the form."""
    return [name for name, place in space.order.items() if asked >> place & 1]


def facts_of(space: Space, known: Mapping[str, object]) -> list[int | None]:
    """Say into which region of each parameter a case falls; None where it is not known."""
    return [
        space.region(name, known[name]) if name in known else None  # type: ignore[arg-type]
        for name in space.regions
    ]
