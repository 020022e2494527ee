"""How often what was done is what the guideline says, by all sources together and by each alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.kernel import Codes, Kernel, Statuses, completed, packed
from explorer.knowledge.model import Guideline
from explorer.reasoning.compiled import Chosen, compiled

DONE, NOT_DONE, NOT_RECORDED = 1, 0, -1
WORDS = {DONE: "done", NOT_DONE: "not done", NOT_RECORDED: "not recorded"}
ALL = "all"
"""The name under which what all sources say together is counted."""

Done = Mapping[str, NDArray[np.int16]]
"""For each recommendation whether it was done, a sign a case."""


@dataclass(eq=False)
class Concordance:
    """Counts of what is advised against what was done.

    Args:
        guideline: the guideline.
        done: the recommendations of which it is known whether they were done.

    Attributes:
        counts: by recommendation, source (``all`` for all of them together) and what was done: how many cases there
            are in which it is active, possible and ruled out.
    """

    guideline: Guideline
    done: tuple[str, ...]
    counts: dict[str, dict[str, dict[str, tuple[int, int, int]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        made = compiled(self.guideline)
        choices = {ALL: made.choose(), **{name: made.choose([name]) for name in self.guideline.sources}}
        self._asked = {name: _Asked(chosen, self.done) for name, chosen in choices.items()} if self.done else {}
        zero = dict.fromkeys(WORDS.values(), (0, 0, 0))
        self.counts = {node: {name: dict(zero) for name in self._asked} for node in self.done}

    def add(self, codes: Codes, done: Done) -> None:
        """Count more cases.

        Args:
            codes: their answers as they were given.
            done: what was done in each.
        """
        for source, asked in self._asked.items():
            statuses = asked.statuses(codes)
            for node, signs in done.items():
                for sign, word in WORDS.items():
                    more = statuses.counts(packed(signs == sign))[node]
                    before = self.counts[node][source][word]
                    self.counts[node][source][word] = (before[0] + more[0], before[1] + more[1], before[2] + more[2])


class _Asked:
    """The recommendations under one choice of sources, ready for many cases."""

    def __init__(self, chosen: Chosen, done: tuple[str, ...]) -> None:
        self.chosen, self.rows = chosen, {name: chosen.nodes[name] for name in done}
        self.kernel = Kernel(chosen.diagram, self.rows.values())

    def statuses(self, codes: Codes) -> Statuses:
        return Statuses(self.chosen, completed(self.chosen, codes), self.rows, self.kernel)
