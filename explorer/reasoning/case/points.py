"""How many points a case has in each score; for a case that is not whole, how many it has for certain and may have."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from explorer.knowledge.model import Score
from explorer.knowledge.number import number_in_words
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.status import ALWAYS, NEVER
from explorer.reasoning.totals import NOTHING, points_key


@dataclass(frozen=True)
class Points:
    """The points of a case.

    Attributes:
        score: the score.
        low, high: the fewest and the most points that the case can have, however what is unknown turns out.
        most: the most that any case can have.
    """

    score: Score
    low: Fraction
    high: Fraction
    most: Fraction

    @property
    def in_words(self) -> str:
        """Say it in a few words, such as ``CRB-65: 2 to 4 of 5 points``."""
        low, high, most = (number_in_words(float(one)) for one in (self.low, self.high, self.most))
        return f"{self.score.title}: {low if low == high else f'{low} to {high}'} of {most} points"


def points_of(trace: Evaluation) -> dict[str, Points]:
    """Count the points of a case in every score of its guideline.

    Args:
        trace: what evaluation found.
    """
    return {name: _counted(trace, score) for name, score in trace.guideline.scores.items()}


def _counted(trace: Evaluation, score: Score) -> Points:
    steps = [Fraction(name.split(" ")[1]) for name in trace.chosen.points if name.split(" ")[0] == score.id]
    found = {step: trace.moved[trace.chosen.points[points_key(score.id, step)]] for step in steps}
    lows = [step for step, share in found.items() if share == ALWAYS]
    highs = [step for step, share in found.items() if share != NEVER]
    least = sum((min(NOTHING, *(points for points, _ in item)) for item in score.items), NOTHING)
    most = sum((max(NOTHING, *(points for points, _ in item)) for item in score.items), NOTHING)
    return Points(score, max(lows, default=least), max(highs, default=most), most)
