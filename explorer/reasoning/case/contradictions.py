"""Facts of a case that contradict each other by what the guideline itself says follows from them."""

from __future__ import annotations

from dataclasses import dataclass

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
    stated = {rule.parameter for rule in trace.guideline.follows} & set(known)
    if not stated:
        return []
    found = chosen.settle_follows(chosen.space.facts(known))
    rules = enumerate(trace.guideline.follows)
    holding = [
        rule for index, rule in rules if rule.parameter in stated and found[chosen.follows[str(index)]] == ALWAYS
    ]
    told = [_contradiction(trace, rule) for rule in holding if known[rule.parameter] != rule.value]
    once = {frozenset((one.parameter, *one.facts)): one for one in reversed(told)}  # two rules may say it of each other
    return list(reversed(once.values()))


def _contradiction(trace: Evaluation, rule: Follows) -> Contradiction:
    known, parameters = trace.case.known, trace.guideline.parameters
    named = dict.fromkeys(atom.parameter for atom in atoms_in(trace.guideline, rule.when.expression))
    facts = tuple(name for name in named if name in known)
    one, others = parameters[rule.parameter], ", ".join(parameters[name].phrase(known[name]) for name in facts)
    words = f"{one.phrase(known[rule.parameter])}, but {others}: {rule.because}"
    return Contradiction(rule.parameter, known[rule.parameter], rule.value, facts, rule.because, words)
