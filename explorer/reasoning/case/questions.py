"""Which unknown facts can still change the advice, which to ask first, and how many answers are still needed.

The advice is which recommendations are reached and which are held back, which disagreements show, and how the
tests of the statements that may apply come out.  It is *settled* when none of these depends on an unknown fact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from explorer.reasoning.case.question_order import Part, SingleAnswers, Weighing, single_answers
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.status import Status
from explorer.reasoning.times import node_of

MOST_ASSUMED = 2  # that are named


@dataclass(frozen=True)
class AnswersNeeded:
    """How many more answers settle the advice when it is asked in the order of ``next_questions``.

    Attributes:
        expected: the expected number; an upper bound where it is not exact.
        most: the number with the least lucky answers; an upper bound where it is not exact.
        exact: whether both numbers are exact, and the order the best there is.
        assuming: what is assumed, in words, without which the advice would not be settled.
    """

    expected: Fraction
    most: int
    exact: bool
    assuming: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.in_words()

    def in_words(self, what: str = "this") -> str:
        """Say it.

        Args:
            what: what the answers settle.

        >>> AnswersNeeded(Fraction(3, 2), 2, True).in_words("the rest")
        'at most 2 more answers settle the rest, 1.5 expected'
        """
        if not self.most and self.assuming:
            more = len(self.assuming) - MOST_ASSUMED
            named = ", ".join(self.assuming[:MOST_ASSUMED]) + (f" and {more} more" if more > 0 else "")
            return f"settled as long as what is assumed holds: {named}"
        if not self.most:
            return "settled: no further answer changes the advice"
        settle = f"{self.most} more answer settles" if self.most == 1 else f"{self.most} more answers settle"
        if not self.exact:
            return f"at most {settle} {what}"
        if self.expected == self.most:
            return f"{settle} {what}"
        return f"at most {settle} {what}, {float(self.expected):.1f} expected"


def decisive_unknowns(trace: Evaluation) -> list[str]:
    """The unknown parameters whose answer can still change the advice, in the order of the form.

    >>> from explorer import evaluate, load
    >>> guideline = load("rectal_liver_metastases")
    >>> "kras" in decisive_unknowns(evaluate(guideline, {"primary_site": "breast"}))
    False
    """
    asked = 0
    for row, shown in trace.open_advice:
        asked |= trace.depends_on[row] | trace.depends_on[shown]
    return trace.chosen.space.names(_with_causes(trace, asked | _times_ask(trace)))


def _times_ask(trace: Evaluation) -> int:
    """The unknown parameters on which it depends when a recommendation that holds is due, one bit each."""
    asked = 0
    for key, row in trace.chosen.times.items():
        if trace.nodes[node_of(key)] == Status.ACTIVE:
            asked |= trace.depends_on[trace.moved[row]]
    return asked


def _with_causes(trace: Evaluation, asked: int) -> int:
    """Add the unknown parameters from which a fact follows that matters."""
    space = trace.chosen.space
    rules = [
        (1 << space.order[rule.parameter], trace.depends_on[trace.moved[trace.chosen.follows[str(index)]]])
        for index, rule in enumerate(trace.guideline.follows)
    ]
    while added := reduce(or_, (causes for fact, causes in rules if asked & fact), 0) & ~asked:
        asked |= added
    return asked


def next_questions(trace: Evaluation) -> list[str]:
    """The unknown parameters that can still change the advice, in the order in which to ask them.

    Where every order can be weighed, the first is the one that settles the advice in the fewest expected answers,
    and the others follow by what it would cost to begin with them.  Where there are too many, the first is the one
    whose answer is expected to leave the least advice open.  Ties keep the order of the form.  What the author asks
    first of every case (``ask_first``) comes before.  Ask again after each answer: the order depends on it.

    >>> from explorer import evaluate, load
    >>> next_questions(evaluate(load("rectal_liver_metastases"), {}))[0]
    'primary_site'
    """
    names, items = decisive_unknowns(trace), trace.open_advice
    order = trace.chosen.space.order
    asked = 0
    for row, shown in items:
        asked |= trace.depends_on[row] | trace.depends_on[shown]
    places = [order[name] for name in trace.chosen.space.names(asked)]
    costs = _costs(weighing_of(trace), items) or _left_open(trace, items, places)
    names.sort(key=lambda name: costs.get(order[name], len(items) + 1))  # at last what only decides a time
    first = [name for name in trace.guideline.metadata.ask_first if name in names]
    return [*first, *(name for name in names if name not in first)]


def answers_needed(trace: Evaluation) -> AnswersNeeded:
    """How many more answers settle the advice, beside what the author asks first of every case.

    Both numbers are exact where every order of questions can be weighed.  Elsewhere they are upper bounds: what is
    unknown and decisive after the first question and each of its answers, as if all of it had to be asked.  What
    follows from an answer by the meaning of the words can make it fewer, never more.

    >>> from explorer import evaluate, load
    >>> print(answers_needed(evaluate(load("rectal_liver_metastases"), {"liver_mets": "no"})))
    at most 9 more answers settle this
    """
    weighing = weighing_of(trace)
    expected, most, exact = Fraction(0), 0, True
    for part in weighing.parts(trace.open_advice):
        affordable = weighing.affordable(part)
        mean, longest = weighing.cost(part) if affordable else _bound(trace, part)
        expected, most, exact = expected + mean, most + longest, exact and affordable
    parameters = trace.guideline.parameters
    assuming = tuple(parameters[name].phrase(trace.assumed[name]) for name in rests_on(trace))
    return AnswersNeeded(expected, most, exact, assuming)


def rests_on(trace: Evaluation) -> list[str]:
    """The assumed parameters without whose assumption the advice would not be settled, in the order of the form.

    Args:
        trace: what evaluation found.
    """
    if not trace.assumed or trace.open_advice:
        return []
    lifted = trace.chosen.diagram.restrict(trace.chosen.space.facts({**trace.follows, **trace.case.known}))
    depends_on, moved = lifted[0].depends_on(), lifted[1]
    asked = reduce(or_, (depends_on[moved[row]] for row in trace.chosen.nodes.values()), 0)
    return [name for name in trace.chosen.space.names(asked) if name in trace.assumed]


def _costs(weighing: Weighing, items: Part) -> dict[int, Fraction] | None:
    """How many more answers than the fewest it takes to begin with each question; None when it cannot be afforded."""
    parts = weighing.parts(items)
    if not all(weighing.affordable(part) for part in sorted(parts, key=len, reverse=True)):
        return None
    costs: dict[int, Fraction] = {}
    for part in parts:
        least = weighing.cost(part)[0]
        costs |= {place: cost - least for place, cost in weighing.begun_with(part).items()}
    return costs


def _left_open(trace: Evaluation, items: Part, places: Sequence[int]) -> dict[int, Fraction]:
    """How much of the open advice is expected to be open still after each question."""
    settled = single_answers_of(trace).settled(items)
    weights = trace.chosen.space.weights
    return {
        place: len(items)
        - Fraction(sum(w * s for w, s in zip(weights[place], settled[place], strict=True)), sum(weights[place]))
        for place in places
    }


def _bound(trace: Evaluation, part: Part) -> tuple[Fraction, int]:
    """Ask the question that leaves the least open; after it, count every unknown that is still decisive."""
    weighing = weighing_of(trace)
    places = weighing.unknowns(part)
    left_open = _left_open(trace, part, places)
    first = min(places, key=lambda place: left_open[place])
    choices = weighing.choices[first]
    left = {region: len(weighing.unknowns(weighing.left(part, first, region))) for region in choices}
    mean = Fraction(sum(choices[region] * count for region, count in left.items()), sum(choices.values()))
    return 1 + mean, 1 + max(left.values())


def weighing_of(trace: Evaluation) -> Weighing:
    """Return what is worked out about the order of questions of a case, kept for as long as the trace."""
    return _kept(trace, "weighing", lambda: Weighing(trace.remaining, trace.open_advice))


def single_answers_of(trace: Evaluation) -> SingleAnswers:
    """Return what each single further answer leaves open, kept for as long as the trace."""
    return _kept(trace, "single_answers", lambda: single_answers(trace.remaining))


Kept = TypeVar("Kept")
_memory: WeakKeyDictionary[Evaluation, dict[str, Any]] = WeakKeyDictionary()


def _kept(trace: Evaluation, what: str, work_out: Callable[[], Kept]) -> Kept:
    """Work something out for a trace once."""
    found = _memory.setdefault(trace, {})
    if what not in found:
        found[what] = work_out()
    return cast(Kept, found[what])
