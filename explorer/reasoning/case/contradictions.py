"""Facts of a case that contradict each other by what the guideline itself says follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from explorer.knowledge.model import Follows, Value
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.space import atoms_in
from explorer.reasoning.status import ALWAYS


@dataclass(frozen=True)
class Contradiction:
    """A known fact beside another answer that follows from other known facts.

    Attributes:
        parameter: the parameter; ``value`` its answer in the case, ``follows`` the one that follows.
        facts: the known facts from which it follows.
        because: why it follows, in the guideline's words.
        in_words: all of it in one sentence.
    """

    parameter: str
    value: Value
    follows: Value
    facts: tuple[str, ...]
    because: str
    in_words: str


def contradictions(trace: Evaluation) -> list[Contradiction]:
    """Name the facts of a case that contradict each other.

    Args:
        trace: what evaluation found.
    """
    chosen, known = trace.chosen, trace.case.known
    if not known or not trace.guideline.follows:
        return []
    found = chosen.settle_follows(chosen.space.facts(known))
    holding = [
        rule for index, rule in enumerate(trace.guideline.follows) if found[chosen.follows[str(index)]] == ALWAYS
    ]
    told = [
        _contradiction(trace, rule) for rule in holding if known.get(rule.parameter, rule.value) != rule.value
    ] + list(_rules_at_odds(trace, holding))
    once = {frozenset((one.parameter, *one.facts)): one for one in reversed(told)}  # two rules may say it of each other
    return list(reversed(once.values()))


def _rules_at_odds(trace: Evaluation, holding: list[Follows]) -> Iterator[Contradiction]:
    """Facts from which two different answers follow to a question the case does not answer."""
    for one, other in combinations(holding, 2):
        if one.parameter == other.parameter and one.value != other.value and one.parameter not in trace.case.known:
            named = [*facts_of(trace, one), *facts_of(trace, other)]
            facts, parameter = tuple(dict.fromkeys(named)), trace.guideline.parameters[one.parameter]
            words = (
                f"{parameter.phrase(one.value)}, because {one.because}; but {parameter.phrase(other.value)}, because "
            )
            yield Contradiction(one.parameter, one.value, other.value, facts, other.because, words + other.because)


def facts_of(trace: Evaluation, rule: Follows) -> list[str]:
    """Return the known facts from which a rule draws its answer."""
    named = dict.fromkeys(atom.parameter for atom in atoms_in(trace.guideline, rule.when.expression))
    return [name for name in named if name in trace.case.known]


def _contradiction(trace: Evaluation, rule: Follows) -> Contradiction:
    known, parameters = trace.case.known, trace.guideline.parameters
    facts = tuple(facts_of(trace, rule))
    one, others = parameters[rule.parameter], ", ".join(parameters[name].phrase(known[name]) for name in facts)
    words = f"{one.phrase(known[rule.parameter])}, but {others}: {rule.because}"
    return Contradiction(rule.parameter, known[rule.parameter], rule.value, facts, rule.because, words)
