"""Which missing fields cost most: how many cases would be settled if one field, or two, had been recorded.

A case is settled when every recommendation is certain to hold or not to hold for it. A field settles a case when that
is so whatever the field's answer turns out to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.kernel import Codes, Kernel, Statuses, unpacked
from explorer.knowledge.model import Recommendation
from explorer.reasoning.compiled import Chosen

MOST_OF_PAIRS = 8  # fields of which all pairs are tried: those that are open in most cases that are not settled


@dataclass(frozen=True)
class Missing:
    """One field, or two, that were not recorded.

    Attributes:
        parameters: the one or two.
        settles: how many cases they would settle, whatever their answers are.
        decides: in how many cases that are not settled their answers can still change any advice.
    """

    parameters: tuple[str, ...]
    settles: int
    decides: int


def advice_rows(chosen: Chosen) -> dict[str, int]:
    """The sets of the recommendations."""
    nodes = chosen.guideline.nodes
    return {name: row for name, row in chosen.nodes.items() if isinstance(nodes[name], Recommendation)}


def missing(chosen: Chosen, codes: Codes, counts: NDArray[np.int64]) -> list[Missing]:
    """Rank missing fields, and pairs of them, by how many cases they would settle, then by how many they decide.

    Args:
        chosen: the guideline.
        codes: answers that differ, with what is taken as known.
        counts: how many cases have each.

    Returns:
        The single fields that decide anything, and the pairs that would settle any case.
    """
    search = _Search(chosen)
    unsettled = unpacked(search.statuses(codes).open(), codes.shape[1])
    codes, counts = codes[:, unsettled], counts[unsettled]
    if not codes.shape[1]:
        return []
    asked = [place for place in _that_matter(chosen, search.rows) if (codes[place] < 0).any()]
    single = [search.without(codes, counts, (place,)) for place in asked]
    often = sorted((one for one in single if one.decides), key=lambda one: -one.decides)[:MOST_OF_PAIRS]
    places = sorted(chosen.space.order[one.parameters[0]] for one in often)
    pairs = [search.without(codes, counts, pair) for pair in combinations(places, 2)]
    found = [one for one in single if one.decides] + [one for one in pairs if one.settles]
    return sorted(found, key=lambda one: (-one.settles, len(one.parameters), -one.decides))


def _that_matter(chosen: Chosen, rows: dict[str, int]) -> Iterator[int]:
    bits = 0
    for row in rows.values():
        bits |= chosen.depends_on[row]
    return (place for place in range(len(chosen.space.order)) if bits >> place & 1)


class _Search:
    """The recommendations of a guideline, ready to be asked many times."""

    def __init__(self, chosen: Chosen) -> None:
        self.chosen, self.rows = chosen, advice_rows(chosen)
        self.kernel = Kernel(chosen.diagram, self.rows.values())
        self.names = list(chosen.space.order)
        self.asking: dict[tuple[int, ...], tuple[dict[str, int], Kernel]] = {}

    def statuses(self, codes: Codes) -> Statuses:
        """What is advised in these cases."""
        return Statuses(self.chosen, codes, self.rows, self.kernel)

    def _that_ask(self, places: tuple[int, ...]) -> tuple[dict[str, int], Kernel]:
        """The recommendations that depend on any of these fields: for all others nothing changes."""
        if places not in self.asking:
            bits = sum(1 << place for place in places)
            rows = {name: row for name, row in self.rows.items() if self.chosen.depends_on[row] & bits}
            self.asking[places] = (rows, Kernel(self.chosen.diagram, rows.values()))
        return self.asking[places]

    def without(self, codes: Codes, counts: NDArray[np.int64], places: tuple[int, ...]) -> Missing:
        """What it costs that these fields are missing, in the cases in which all of them are."""
        names = tuple(self.names[place] for place in places)
        concerned = np.logical_and.reduce([codes[place] < 0 for place in places])
        some, weights = codes[:, concerned], counts[concerned]
        if not some.shape[1]:
            return Missing(names, 0, 0)
        rows, kernel = self._that_ask(places)
        before, cases = Statuses(self.chosen, some, rows, kernel), some.shape[1]
        others = {name: row for name, row in self.rows.items() if name not in rows}
        left, turned = unpacked(self.statuses(some).open(others), cases), np.zeros(cases, bool)
        for answers in product(*(_answers(self.chosen, place) for place in places)):
            for place, region in zip(places, answers, strict=True):
                some[place] = region
            after = Statuses(self.chosen, some, rows, kernel)
            left |= unpacked(after.open(), cases)
            turned |= unpacked(after.differ(before), cases)
        return Missing(names, int(weights[~left].sum()), int(weights[turned].sum()))


def _answers(chosen: Chosen, place: int) -> Iterable[int]:
    return range(len(chosen.diagram.weights[place]))
