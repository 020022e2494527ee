"""The sides of a disagreement in a case: what each says, and what its source's verdict is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from explorer.knowledge.model import Disagreement
from explorer.reasoning.case.verdicts import depends_on, verdict_of
from explorer.reasoning.status import Applies, Verdict
from explorer.reasoning.trace import Trace

SPEAKS = {Verdict.FOR: Applies.YES, Verdict.AGAINST: Applies.YES, Verdict.CONDITIONAL: Applies.MAY}
"""Whether a source speaks of the case, by its verdict; else it does not."""


@dataclass(frozen=True)
class Side:
    """One side of a disagreement.

    Attributes:
        text: what it says.
        applies: whether it applies to the case.
        statements: the statements that say so.
        source: the source whose side it is, and ``verdict`` what it says in this case; None where the sides are
            positions that several sources may take.
        depends_on: the unknown facts on which the verdict depends.
        leaves_open: what the source itself does not settle, where two of its own rules pull apart.
    """

    text: str
    applies: str
    statements: tuple[str, ...]
    source: str | None = None
    verdict: str | None = None
    depends_on: tuple[str, ...] = ()
    leaves_open: str | None = None


def sides_in(trace: Trace, one: Disagreement) -> Iterator[Side]:
    """Say what each side of a disagreement says in a case, in the order of the guideline.

    Args:
        trace: what evaluation found.
        one: the disagreement.
    """
    for side in one.stated:
        yield Side(side.says, _applies(trace, side.statements), side.statements)
    for source, judged in one.sides.items():
        verdict = verdict_of(trace, one.id, source)
        asked = tuple(depends_on(trace, one.id, source)) if verdict == Verdict.CONDITIONAL else ()
        speaks = SPEAKS.get(verdict, Applies.NO).value
        yield Side(judged.says, speaks, judged.statements, source, verdict.value, asked, judged.leaves_open)


def verdict_in_words(trace: Trace, side: Side) -> str:
    """Say in words what a side is for in a case, or on what that depends.

    Args:
        trace: what evaluation found.
        side: one of its sides.
    """
    if side.verdict is None:
        return side.applies
    if side.verdict == Verdict.CONDITIONAL:
        if not side.depends_on and side.leaves_open:
            return f"open: {side.leaves_open}"
        labels = ", ".join(trace.guideline.parameters[name].label for name in side.depends_on)
        return f"depends on {labels}"
    return side.verdict


def _applies(trace: Trace, names: Sequence[str]) -> str:
    """Whether a position applies: the most that any of its statements does."""
    found = {trace.statements[name] for name in names}
    return next(answer.value for answer in (Applies.YES, Applies.MAY, Applies.NO) if answer in found)
