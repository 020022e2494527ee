"""Sums of points: the set of cases in which they reach a number, worked out for that number and not for every total.

With items i, i+1, … still to be counted, a rest r is reached where a line of i holds and those after it reach r less
its points, or where none of its lines holds and those after it reach r.  How many rests there are is how wide the
diagram becomes (Eén and Sörensson, Journal on Satisfiability 2, 2006, on pseudo-Boolean constraints as decision
diagrams).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Protocol

from explorer.knowledge.model import Score
from explorer.reasoning.sets import CaseSet

Line = tuple[Fraction, CaseSet]
"""Points, and the cases in which they are given."""
NOTHING = Fraction(0)
MOST_STEPS = 60
"""Of one score, at which a case is looked at."""


class Ends(Protocol):
    """The set of all cases, and the empty set."""

    everything: CaseSet
    nothing: CaseSet


class Totals:
    """The sums of one score.

    Args:
        ends: the set of all cases and the empty one.
        items: the lines of each item; of those that hold, the first gives its points.
    """

    def __init__(self, ends: Ends, items: Sequence[Sequence[Line]]) -> None:
        self.ends = ends
        self.items = items
        self.least = _rests(min([NOTHING, *(points for points, _ in item)]) for item in items)
        self.most = _rests(max([NOTHING, *(points for points, _ in item)]) for item in items)
        self._reached: dict[tuple[int, Fraction, bool], CaseSet] = {}

    def where(self, operator: str, number: Fraction) -> CaseSet:
        """Return the cases in which the sum stands in a relation (``==``, ``!=``, ``<`` …) to a number."""
        reaches, exceeds = self.at_least(number), self._reach(0, number, True)
        return {
            ">=": reaches,
            ">": exceeds,
            "<": ~reaches,
            "<=": ~exceeds,
            "==": reaches - exceeds,
            "!=": ~(reaches - exceeds),
        }[operator]

    def at_least(self, number: Fraction) -> CaseSet:
        """Return the cases in which the sum reaches a number."""
        return self._reach(0, number, False)

    def _reach(self, place: int, rest: Fraction, above: bool) -> CaseSet:
        """The cases in which the items from a place on reach a rest, or lie above it."""
        least, most = self.least[place], self.most[place]
        if least > rest or (least == rest and not above):
            return self.ends.everything
        if most < rest or (most == rest and above):
            return self.ends.nothing
        key = (place, rest, above)
        if key not in self._reached:
            self._reached[key] = self._counted(place, rest, above)
        return self._reached[key]

    def _counted(self, place: int, rest: Fraction, above: bool) -> CaseSet:
        found, left = self.ends.nothing, self.ends.everything
        for points, given in self.items[place]:
            found |= left & given & self._reach(place + 1, rest - points, above)
            left -= given
        return found | left & self._reach(place + 1, rest, above)


def points_key(score: str, step: Fraction) -> str:
    """The name of the set of cases in which a score reaches a number."""
    return f"{score} {step}"


def steps_of(score: Score, compared: Iterable[float] = ()) -> list[Fraction]:
    """The totals at which a score can be looked at: all that can come about, or those it is compared with where these
    are too many.

    Args:
        score: the score.
        compared: the numbers it is compared with.
    """
    totals = {NOTHING}
    for item in score.items:
        totals = {total + points for total in totals for points in (NOTHING, *(points for points, _ in item))}
        if len(totals) > MOST_STEPS:
            return sorted({Fraction(str(number)) for number in compared})
    return sorted(totals)


def _rests(each: Iterable[Fraction]) -> list[Fraction]:
    """The sum from each place on; 0 after the last."""
    return [*accumulate(reversed([*each]), initial=NOTHING)][::-1]
