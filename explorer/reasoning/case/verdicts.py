"""What each source says in a case to what is in dispute: for, against, it depends, or not addressed."""

from __future__ import annotations

from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.status import ALWAYS, NEVER, Applies, Verdict
from explorer.reasoning.verdicts import Stance, key_of

VERDICTS: dict[tuple[int, ...], Verdict] = {
    (ALWAYS, NEVER): Verdict.FOR,
    (NEVER, ALWAYS): Verdict.AGAINST,
    (NEVER, NEVER): Verdict.NOT_ADDRESSED,
}
"""The verdict by whether a source is for and whether it is against; every other pair depends on something."""


def verdict_of(trace: Evaluation, disagreement: str, source: str) -> Verdict:
    """Say what a source says in a case to what is in dispute.

    Where a disagreement is by positions, a source is for its own as soon as a statement of it applies.

    Args:
        trace: what evaluation found.
        disagreement: the id of a disagreement.
        source: the id of a source.
    """
    if not trace.guideline.disagreements[disagreement].sides:
        return _verdict_by_statements(trace, disagreement, source)
    found = [trace.parts.get(key_of(disagreement, source, stance), NEVER) for stance in Stance]
    return VERDICTS.get(tuple(found), Verdict.CONDITIONAL)


def _verdict_by_statements(trace: Evaluation, disagreement: str, source: str) -> Verdict:
    positions = trace.guideline.disagreements[disagreement].positions
    statements = [name for position in positions for name in position.statements]
    found = {trace.statements[name] for name in statements if trace.guideline.statements[name].source == source}
    if Applies.YES in found:
        return Verdict.FOR
    return Verdict.CONDITIONAL if Applies.MAY in found else Verdict.NOT_ADDRESSED


def sides_of(trace: Evaluation) -> dict[str, dict[str, Verdict]]:
    """Say for every disagreement what each source says to it in a case.

    Args:
        trace: what evaluation found.
    """
    return {
        name: {source: verdict_of(trace, name, source) for source in trace.guideline.sources}
        for name in trace.guideline.disagreements
    }


def depends_on(trace: Evaluation, disagreement: str, source: str) -> list[str]:
    """Name the unknown facts on which a source's verdict depends, in the order of the form."""
    keys = [key_of(disagreement, source, stance) for stance in Stance]
    return trace.still_asked(trace.chosen.verdicts[key] for key in keys if key in trace.chosen.verdicts)
