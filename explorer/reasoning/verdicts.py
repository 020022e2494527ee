"""What the sources say to what is in dispute: the cases in which each is for and in which it is against it.

A disagreement by sides is active in the cases in which one source is for and another against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import permutations

from explorer.knowledge.model import Disagreement, Guideline
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.sets import CaseSet


class Stance(StrEnum):
    """For or against."""

    FOR = "for"
    AGAINST = "against"


def key_of(disagreement: str, source: str, stance: Stance) -> str:
    """Return the name under which the cases are kept in which a source takes a stance."""
    return f"{disagreement}/{source}/{stance.value}"


def verdict_sets(
    conditions: Conditions, guideline: Guideline, listens_to: Callable[[Iterable[str]], CaseSet]
) -> dict[str, CaseSet]:
    """Work out in which cases each source is for or against what is in dispute.

    Args:
        conditions: what conditions mean.
        guideline: the guideline.
        listens_to: where a source of these statements is listened to.

    Returns:
        The sets by the names of ``key_of``, for the disagreements by sides.
    """
    found = {}
    for one in guideline.disagreements.values():
        raised = conditions.cases_where(one.when)
        for source, side in one.sides.items():
            for stance, when in ((Stance.FOR, side.in_favour), (Stance.AGAINST, side.against)):
                holds = conditions.nothing if when is None else conditions.cases_where(when)
                found[key_of(one.id, source, stance)] = raised & holds & listens_to(side.statements)
    return found


def disputed(conditions: Conditions, one: Disagreement, verdicts: dict[str, CaseSet]) -> CaseSet:
    """Return the cases in which one source is for and another against; none where only figures differ."""
    if one.kind == "figures":
        return conditions.nothing
    pairs = permutations(one.sides, 2)
    return conditions.any(
        verdicts[key_of(one.id, first, Stance.FOR)] & verdicts[key_of(one.id, other, Stance.AGAINST)]
        for first, other in pairs
    )
