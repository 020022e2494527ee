"""Many cases at once: what ``evaluate`` finds for one case, found for thousands in one pass over the rows.

For every row two sets of cases are kept, one bit a case: those of which some completion lies in the row's set, and
those of which some completion lies outside. A row asks one parameter; a case goes on by every region that its answer
leaves open. So both sets are made of the sets of the rows it leads to by "and" and "or" over whole words of bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.reasoning.compiled import Chosen
from explorer.reasoning.sets import DecisionDiagram
from explorer.reasoning.status import ALWAYS, NEVER

Bits = NDArray[np.uint64]
Codes = NDArray[np.int16]
"""For each parameter a row, for each case a column: the region its answer lies in, or one of the signs below."""

ABSENT, UNKNOWN = -1, -2
"""Nothing is said of the fact, so that it may be assumed or follow; and: it is expressly not known."""
WORD = 64


class Kernel:
    """The rows of some sets of a guideline, ready for many cases.

    Args:
        diagram: the guideline's sets.
        rows: those wanted.
    """

    def __init__(self, diagram: DecisionDiagram, rows: Iterable[int]) -> None:
        self.diagram, self.moved = diagram.keeping(rows)

    def planes(self, masks: Sequence[Sequence[Bits]], words: int) -> tuple[list[Bits], list[Bits]]:
        """Find for every row the cases that may lie in its set, and those that may not.

        Args:
            masks: for each parameter and region, the cases whose answer leaves the region open.
            words: the number of words of bits that hold a bit for each case.
        """
        none, all_ = np.zeros(words, np.uint64), np.full(words, ~np.uint64(0))
        inside, outside = [none, all_], [all_, none]
        for parameter, nexts in self.diagram.rows[2:]:
            inside.append(_led_on(masks[parameter], [inside[row] for row in nexts]))
            outside.append(_led_on(masks[parameter], [outside[row] for row in nexts]))
        return inside, outside


def _led_on(masks: Sequence[Bits], below: Sequence[Bits]) -> Bits:
    found = masks[0] & below[0]
    for mask, following in zip(masks[1:], below[1:], strict=True):
        found |= mask & following
    return found


def masks_of(codes: Codes, regions: Sequence[int]) -> list[list[Bits]]:
    """Say for each parameter and region which cases leave it open.

    Args:
        codes: the answers.
        regions: how many regions each parameter has.
    """
    return [_masks(answers, count) for answers, count in zip(codes, regions, strict=True)]


def _masks(answers: NDArray[np.int16], regions: int) -> list[Bits]:
    open_ = answers < 0
    if open_.all():
        return [np.full(words_for(len(answers)), ~np.uint64(0))] * regions
    return [packed((answers == region) | open_) for region in range(regions)]


def words_for(cases: int) -> int:
    """Say how many words hold a bit for each case."""
    return -(-cases // WORD)


def packed(flags: NDArray[np.bool_]) -> Bits:
    """Pack one flag a case into words of bits; the bits left over are not set."""
    padded = np.zeros(words_for(len(flags)) * WORD, bool)
    padded[: len(flags)] = flags
    return np.packbits(padded, bitorder="little").view(np.uint64)


def unpacked(bits: Bits, cases: int) -> NDArray[np.bool_]:
    """Unpack words of bits into one flag a case."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little")[:cases].astype(bool)


def completed(chosen: Chosen, codes: Codes) -> Codes:
    """Take as known what is assumed and what follows, where a case says nothing of it; as ``evaluate`` does.

    Args:
        chosen: the guideline.
        codes: the answers as they were given.

    Returns:
        The answers with what is taken as known; what is left open is below zero.
    """
    space, guideline = chosen.space, chosen.guideline
    found = codes.copy()
    for parameter in guideline.parameters.values():
        if parameter.assume is not None:
            place = space.order[parameter.id]
            found[place][codes[place] == ABSENT] = space.region(parameter.id, parameter.assume)
    for place, region, holds in _following(chosen, codes):
        found[place][holds & (codes[place] == ABSENT)] = region
    return found


def _following(chosen: Chosen, codes: Codes) -> Iterable[tuple[int, int, NDArray[np.bool_]]]:
    """Where which answer follows from the given ones; nowhere where two different ones do."""
    rules, space = chosen.guideline.follows, chosen.space
    if not rules:
        return
    kernel = Kernel(chosen.diagram, chosen.follows.values())
    cases = codes.shape[1]
    _, outside = kernel.planes(masks_of(codes, _regions(chosen)), words_for(cases))
    by_answer: dict[int, dict[int, NDArray[np.bool_]]] = {}
    for index, rule in enumerate(rules):
        holds = ~unpacked(outside[kernel.moved[chosen.follows[str(index)]]], cases)
        answers = by_answer.setdefault(space.order[rule.parameter], {})
        region = space.region(rule.parameter, rule.value)
        answers[region] = answers[region] | holds if region in answers else holds
    for place, answers in by_answer.items():
        clash = np.sum(list(answers.values()), axis=0) > 1
        for region, holds in answers.items():
            yield place, region, holds & ~clash


def _regions(chosen: Chosen) -> list[int]:
    return [len(regions) for regions in chosen.space.regions.values()]


class Statuses:
    """The statuses of many cases.

    Args:
        chosen: the guideline.
        codes: the answers with what is taken as known; see ``completed``.
        rows: the sets wanted, by any names.
        kernel: the rows ready for use, where many codes are asked for the same.

    >>> from explorer import load
    >>> from explorer.reasoning.compiled import compiled
    >>> chosen = compiled(load("rectal_liver_metastases")).choose()
    >>> nothing = np.full((len(chosen.space.order), 3), ABSENT, np.int16)
    >>> Statuses(chosen, completed(chosen, nothing), chosen.nodes).counts()["overview_start"]
    (3, 0, 0)
    """

    def __init__(self, chosen: Chosen, codes: Codes, rows: Mapping[str, int], kernel: Kernel | None = None) -> None:
        self.rows, self.cases = rows, codes.shape[1]
        kernel = kernel or Kernel(chosen.diagram, rows.values())
        self.inside, self.outside = kernel.planes(masks_of(codes, _regions(chosen)), words_for(self.cases))
        self.moved = {**kernel.moved, NEVER: NEVER, ALWAYS: ALWAYS}
        self.valid = packed(np.ones(self.cases, bool))

    def bits(self, name: str) -> tuple[Bits, Bits, Bits]:
        """The cases for which something is active, possible and ruled out."""
        row = self.moved[self.rows[name]]
        inside, outside = self.inside[row] & self.valid, self.outside[row] & self.valid
        return inside & ~outside, inside & outside, outside & ~inside

    def counts(self, among: Bits | None = None) -> dict[str, tuple[int, int, int]]:
        """Count for each thing the cases in which it is active, possible and ruled out.

        Args:
            among: the cases to count; by default all.
        """
        of = self.valid if among is None else among
        return {name: self._counted(name, of) for name in self.rows}

    def _counted(self, name: str, among: Bits) -> tuple[int, int, int]:
        active, possible, ruled_out = (int(np.bitwise_count(bits & among).sum()) for bits in self.bits(name))
        return active, possible, ruled_out

    def differ(self, other: Statuses) -> Bits:
        """The cases for which anything has another status than for others of the same rows."""
        found = np.zeros_like(self.valid)
        for row in {self.moved[row] for row in self.rows.values()}:
            found |= (self.inside[row] ^ other.inside[row]) | (self.outside[row] ^ other.outside[row])
        return found & self.valid

    def open(self, names: Iterable[str] | None = None) -> Bits:
        """The cases for which anything, or any of the named things, is still possible."""
        found = np.zeros_like(self.valid)
        for name in self.rows if names is None else names:
            found |= self.bits(name)[1]
        return found
