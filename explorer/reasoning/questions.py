"""Which unknown facts can still change the advice, and which to ask first."""

from __future__ import annotations

from explorer.knowledge.model import Recommendation
from explorer.reasoning.evaluation import Trace


def advice_rows(trace: Trace) -> set[int]:
    """The rows of the table that is left which make up the advice and are still open.

    The advice is which recommendations are reached, which disagreements show, and how the tests of the
    statements that may apply come out.
    """
    compiled, nodes = trace.compiled, trace.guideline.nodes
    rows = [row for name, row in compiled.nodes.items() if isinstance(nodes[name], Recommendation)]
    rows += [*compiled.disagreements.values(), *compiled.held_back.values()]
    rows += [row for name, row in compiled.criteria.items() if trace.statements[name] != "does not apply"]
    return {trace.place[row] for row in rows if trace.place[row] > 1}


def decisive_unknowns(trace: Trace) -> list[str]:
    """The unknown parameters whose answer can still change the advice, in the order of the form."""
    asked = 0
    for row in advice_rows(trace):
        asked |= trace.asked[row]
    return [name for name, place in trace.compiled.space.order.items() if asked >> place & 1]


def next_questions(trace: Trace) -> list[str]:
    """The unknown parameters that can still change the advice, the most telling first.

    A parameter is the more telling the more of the open advice its answer is expected to settle; ties keep the
    order of the form.
    """
    rows = advice_rows(trace)
    telling = {name: _settled_by(trace, name, rows) for name in decisive_unknowns(trace)}
    return sorted(telling, key=lambda name: -telling[name])


def _settled_by(trace: Trace, name: str, rows: set[int]) -> float:
    """How much of the open advice an answer settles, on average over the answers."""
    space = trace.compiled.space
    place, answers = space.order[name], len(space.regions[name])
    depending = [row for row in rows if trace.asked[row] >> place & 1]
    settled = 0
    for region in range(answers):
        certain = trace.left.settled_by(place, region, trace.asked)
        settled += sum(certain[row] for row in depending)
    return settled / answers
