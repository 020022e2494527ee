"""In which order to ask so that the advice is settled in the fewest expected answers.

Settled means: no open advice is left, that is no question about the advice whose answer still depends on an
unknown fact.  Answers are independent, and the answers to one parameter equally likely (or as the guideline's
``weights:`` say).  Open advice that shares no unknown falls into parts that are settled apart from each other, so
their expected answers add up; within a part every order is weighed, equal situations once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, pairwise

from explorer.reasoning.sets import DecisionDiagram
from explorer.reasoning.status import ALWAYS, NEVER

Item = tuple[int, int]
"""Open advice: the row of its set, and the row of the cases in which it is shown at all."""

Part = frozenset[Item]

MOST_WEIGHED = 8_000
MOST_UNKNOWN = 12


class TooManyError(Exception):
    """Weighing every order would take too long."""


@dataclass
class Weighing:
    """Weighs orders of questions by what they are expected to cost.

    Attributes:
        diagram: the sets that remain; a copy is made, to which it adds what is left after an answer.
        items: the open advice.
        affords: how many sets may be looked at for one part before it gives up.
    """

    diagram: DecisionDiagram
    items: Part
    affords: int = MOST_WEIGHED
    _known: dict[Part, tuple[Fraction, int]] = field(default_factory=dict)
    _first: dict[Part, int] = field(default_factory=dict)
    _given_up: set[Part] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.diagram = self.diagram.copy()
        self.asked = dict(self.diagram.depends_on())
        self.effort = 0
        self.choices = self._choices()

    def _choices(self) -> list[dict[int, int]]:
        """For each parameter one region of each kind that leads to the same everywhere, and the kind's weight."""
        rows = {below for item in self.items for row in item for below in self.diagram.below(row)}
        signs: dict[int, list[tuple[int, ...]]] = {}
        for row in rows:
            parameter, nexts = self.diagram.rows[row]
            signs.setdefault(parameter, []).append(nexts)
        found: list[dict[int, int]] = []
        for place, weights in enumerate(self.diagram.weights):
            firsts: dict[tuple[int, ...], int] = {}
            chosen: dict[int, int] = {}
            for region, weight in enumerate(weights):
                first = firsts.setdefault(tuple([nexts[region] for nexts in signs.get(place, ())]), region)
                chosen[first] = chosen.get(first, 0) + weight
            found.append(chosen)
        return found

    def unknowns(self, items: Iterable[Item]) -> list[int]:
        """The parameters on which open advice depends, by place."""
        asked = self._bits(items)
        return [place for place in range(asked.bit_length()) if asked >> place & 1]

    def _bits(self, items: Iterable[Item]) -> int:
        asked = 0
        for row, shown in items:
            asked |= self.asks(row) | self.asks(shown)
        return asked

    def parts(self, items: Iterable[Item]) -> list[Part]:
        """Split open advice into parts that share no unknown parameter."""
        found: list[tuple[int, set[Item]]] = []
        for row, shown in items:
            asks, together, others = self.asks(row) | self.asks(shown), {(row, shown)}, []
            for other_asks, other in found:
                if other_asks & asks:
                    asks, together = asks | other_asks, together | other
                else:
                    others.append((other_asks, other))
            found = [*others, (asks, together)]
        return [frozenset(together) for _, together in found]

    def affordable(self, part: Part) -> bool:
        """Whether every order of a part's questions could be weighed; what was found is kept."""
        if part in self._given_up:
            return False
        self.effort = self.affords
        try:
            self.cost(part)
        except TooManyError:
            self._given_up.add(part)
            return False
        return True

    def begun_with(self, part: Part) -> dict[int, Fraction]:
        """What it costs to begin an affordable part with each of its questions.

        Where that would take too long it is taken to cost one answer more than the best beginning, as it does at
        the most.
        """
        self.effort = self.affords
        best = self.best_beginning(part)
        least = self.cost(part)[0]
        found = {best: least}
        for place in self.unknowns(part):
            if place != best:
                found[place] = self._cost_of_beginning(part, place) or least + 1
        return found

    def best_beginning(self, part: Part) -> int:
        """The first question of the best order of an affordable part."""
        return self.unknowns(part)[0] if part not in self._first else self._first[part]

    def _cost_of_beginning(self, part: Part, place: int) -> Fraction | None:
        try:
            found = self.cost_of_asking(part, place)
        except TooManyError:
            return None
        return None if found is None else found[0]

    def cost(self, part: Part) -> tuple[Fraction, int]:
        """The fewest answers that settle a part, as expected, and the most it takes when asked in that order.

        Raises:
            TooManyError: when it would take too long to find out.
        """
        if part not in self._known:
            self._known[part] = self._cost(part)
        return self._known[part]

    def _cost(self, part: Part) -> tuple[Fraction, int]:
        unknowns = self.unknowns(part)
        if len(unknowns) == 1:
            return Fraction(1), 1
        if len(unknowns) > MOST_UNKNOWN:
            raise TooManyError
        best: tuple[Fraction, int] | None = None
        for place in unknowns:
            found = self.cost_of_asking(part, place, best[0] if best else None)
            if found is not None and (best is None or found[0] < best[0]):
                best, self._first[part] = found, place
        assert best is not None  # the first order is always weighed to its end
        return best

    def cost_of_asking(self, part: Part, place: int, limit: Fraction | None = None) -> tuple[Fraction, int] | None:
        """What it costs to ask one parameter first and to go on in the best order.

        Args:
            part: what is to be settled.
            place: the parameter.
            limit: when it is certain to cost as much as that, None is returned.
        """
        branches = [(share, self.parts(items)) for share, items in self.answers(part, place)]
        expected = 1 + sum((share * len(parts) for share, parts in branches), Fraction(0))
        most = 1
        for share, parts in branches:
            worst = 1
            for one in parts:
                if limit is not None and expected >= limit:
                    return None
                mean, longest = self.cost(one)
                expected, worst = expected + share * (mean - 1), worst + longest
            most = max(most, worst)
        return expected, most

    def answers(self, part: Part, place: int) -> Iterator[tuple[Fraction, Part]]:
        """What is left open after each answer to a parameter, with how likely that is; equal outcomes together."""
        choices = self.choices[place]
        self.effort -= len(part) * len(choices)
        if self.effort < 0:
            raise TooManyError
        found: dict[Part, int] = {}
        for region, weight in choices.items():
            left = self.left(part, place, region)
            found[left] = found.get(left, 0) + weight
        whole = sum(choices.values())
        return ((Fraction(weight, whole), left) for left, weight in found.items())

    def left(self, items: Iterable[Item], place: int, region: int) -> Part:
        """The advice that is still open after an answer."""
        found = []
        for row, shown in items:
            left = self.after(row, place, region)
            if left > ALWAYS:
                where = shown if shown == ALWAYS else self.after(shown, place, region)
                if where != NEVER:
                    found.append((left, where))
        return frozenset(found)

    def after(self, row: int, parameter: int, region: int) -> int:
        """The row of a set once a parameter is answered."""
        return self.diagram.given(row, parameter, region) if self.asks(row) >> parameter & 1 else row

    def asks(self, row: int) -> int:
        """The parameters a set depends on, one bit each."""
        if row not in self.asked:
            parameter, nexts = self.diagram.rows[row]
            bits = 1 << parameter
            for following in nexts:
                bits |= self.asks(following)
            self.asked[row] = bits
        return self.asked[row]


@dataclass(frozen=True)
class SingleAnswers:
    """What each single answer leaves open, for all answers in one pass.

    Every answer is one bit of a number, and a row's numbers say for which answers its set may still come out as
    "no case" and as "every case".

    Attributes:
        starts: the bit of each parameter's first region, by index, and after the last the number of all answers.
        may: for each row the answers after which its set may fail to hold the case, and those after which it may hold
            it.
    """

    starts: list[int]
    may: Mapping[int, tuple[int, int]]

    def settled(self, items: Iterable[Item]) -> list[list[int]]:
        """Count how much of the open advice each answer settles.

        Returns:
            For each parameter, by place, and each of its regions: how many items are settled.
        """
        may, everyone = self.may, (1 << self.starts[-1]) - 1
        settled = _sums(everyone & ~(may[row][0] & may[row][1] & may[shown][1]) for row, shown in items)
        return [[_read(settled, bit) for bit in range(*ends)] for ends in pairwise(self.starts)]


def single_answers(diagram: DecisionDiagram) -> SingleAnswers:
    """Work out what each single answer leaves open of the sets of a table."""
    weights = diagram.weights
    starts = [0, *accumulate(len(each) for each in weights)]
    everyone = (1 << starts[-1]) - 1
    kept = [_kept_bits(everyone, start, len(each)) for start, each in zip(starts, weights, strict=False)]

    def step(parameter: int, below: list[tuple[int, int]]) -> tuple[int, int]:
        fail = hold = 0
        for (may_fail, may_hold), bits in zip(below, kept[parameter], strict=True):
            fail |= may_fail & bits
            hold |= may_hold & bits
        return fail, hold

    found = diagram.fold((everyone, 0), (0, everyone), step)
    return SingleAnswers(starts, found)


def _read(powers: list[int], bit: int) -> int:
    return sum((bits >> bit & 1) << power for power, bits in enumerate(powers))


def _kept_bits(everyone: int, start: int, regions: int) -> list[int]:
    """The answers that lead a row's question to each region: that answer, and every answer to other questions."""
    others = everyone & ~(((1 << regions) - 1) << start)
    return [others | 1 << (start + region) for region in range(regions)]


def _sums(numbers: Iterable[int]) -> list[int]:
    """Add up each bit over many numbers; the sums are written across, one number for each power of two."""
    powers: list[int] = []
    for number in numbers:
        carry = number
        for index, bits in enumerate(powers):
            powers[index], carry = bits ^ carry, bits & carry
            if not carry:
                break
        if carry:
            powers.append(carry)
    return powers
