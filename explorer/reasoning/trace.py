"""The trace of a case: what follows for it, and everything that can be asked about that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from explorer.knowledge.case import Case, make_case
from explorer.knowledge.model import Guideline, Recommendation, Value
from explorer.reasoning.case.counterfactual import Changes, changes_to
from explorer.reasoning.case.questions import next_questions
from explorer.reasoning.case.why import Why, why
from explorer.reasoning.compiled import Chosen, Compiled, compiled
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.status import ALWAYS, APPLIES, MET, STATUS, Applies, Status

Answer = TypeVar("Answer")


@dataclass(frozen=True, eq=False)
class Trace(Evaluation):
    """What evaluation found for a case, and why; see ``Evaluation`` for its attributes.

    >>> from explorer import evaluate, load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "breast"})
    >>> print(trace["breast_systemic"], trace.next_questions[:2])
    possible ['liver_mets', 'phase']
    """

    def __repr__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.case.known.items())
        return f"Trace({self.guideline.metadata.id!r}, {facts or 'nothing known'})"

    def __getitem__(self, name: str) -> Status | Applies:
        """Return the answer for a node, branch, statement or disagreement.

        Raises:
            UnknownNameError: there is no such thing.
        """
        self.row(name)
        for answers in (self.nodes, self.branches, self.disagreements):
            if name in answers:
                return answers[name]
        return self.statements[name]

    @property
    def advice(self) -> list[Recommendation]:
        """The recommendations that are active and not withheld."""
        found = [self.guideline.nodes[name] for name in self.active(self.nodes)]
        advice = [node for node in found if isinstance(node, Recommendation)]
        return [node for node in advice if self.held_back.get(node.id) != Status.ACTIVE]

    @cached_property
    def next_questions(self) -> list[str]:
        """The unknown parameters that can still change the advice, in the order in which to ask them."""
        return next_questions(self)

    def why(self, name: str) -> Why:
        """Say what decided the status of a node, branch, statement or disagreement.

        Raises:
            UnknownNameError: there is no such thing.
        """
        return why(self, name)

    def counterfactuals(self, name: str, *, active: bool = True, most: int = 3) -> list[Changes]:
        """Find the smallest changes of the case that make something active, or rule it out.

        Args:
            name: the id of a node, branch, statement or disagreement.
            active: whether it is to become active, or to be ruled out.
            most: how many alternatives of the same smallest size are wanted at the most.

        Raises:
            UnknownNameError: there is no such thing.
        """
        return changes_to(self, name, active=active, most=most)


def evaluate(
    guideline: Guideline | Compiled,
    case: Mapping[str, Any] | Case,
    *,
    assumptions: bool = True,
    sources: Collection[str] | None = None,
) -> Trace:
    """Say what follows for a case.

    Args:
        guideline: the guideline to ask.
        case: what is known, parameter → value; absent is unknown, ``unknown`` lifts a declared assumption.
        assumptions: whether the declared assumptions are made, and what follows by the meaning of the words is
            taken as known, where the case says nothing.
        sources: ids of the sources to listen to; by default all.

    Returns:
        The trace: the status of every node, branch, statement, criterion and disagreement.

    Raises:
        CaseError: the case names a parameter or value that does not exist, or there is no such source.

    >>> from explorer import load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "rectum", "kras": "mutant"})
    >>> trace.statements["S000-46"].value
    'may apply'
    """
    made = guideline if isinstance(guideline, Compiled) else compiled(guideline)
    chosen = made.choose(sources)
    read = make_case(made.guideline, case)
    assumed, follows = taken(chosen, read) if assumptions else ({}, {})
    facts = chosen.space.facts({**assumed, **follows, **read.known})
    found = chosen.diagram.settle(facts)
    return Trace(
        chosen=chosen,
        facts=facts,
        case=read,
        assumed=assumed,
        follows=follows,
        nodes=_answers(chosen.nodes, found, STATUS),
        branches=_answers(chosen.branches, found, STATUS),
        statements=_answers(chosen.statements, found, APPLIES),
        criteria=_answers(chosen.criteria, found, MET),
        disagreements=_answers(chosen.disagreements, found, STATUS),
        silences=_answers(chosen.silences, found, STATUS),
        held_back=_answers(chosen.held_back, found, STATUS),
        parts={
            name: found[row] for rows in (chosen.times, chosen.verdicts, chosen.spoken) for name, row in rows.items()
        },
    )


def taken(chosen: Chosen, case: Case) -> tuple[dict[str, Value], dict[str, Value]]:
    """Return what is taken as known besides what a case says: what is assumed, and what follows from its facts."""
    return assumed_in(chosen.guideline, case), _following(chosen, case)


def assumed_in(guideline: Guideline, case: Case) -> dict[str, Value]:
    """Return the declared assumptions a case leaves standing."""
    return {
        parameter.id: parameter.assume
        for parameter in guideline.parameters.values()
        if parameter.assume is not None and parameter.id not in case.known and parameter.id not in case.unknown
    }


def _following(chosen: Chosen, case: Case) -> dict[str, Value]:
    """The facts that follow from those the case states, for parameters of which it says nothing."""
    rules = [
        (rule, chosen.follows[str(index)])
        for index, rule in enumerate(chosen.guideline.follows)
        if rule.parameter not in case.known and rule.parameter not in case.unknown
    ]
    if not rules:
        return {}
    found = chosen.settle_follows(chosen.space.facts(case.known))
    answers: dict[str, set[Value]] = {}
    for rule, row in rules:
        if found[row] == ALWAYS:
            answers.setdefault(rule.parameter, set()).add(rule.value)
    return {name: values.pop() for name, values in answers.items() if len(values) == 1}  # two answers decide nothing


def _answers(rows: Mapping[str, int], found: list[int], words: tuple[Answer, ...]) -> dict[str, Answer]:
    return {name: words[found[row]] for name, row in rows.items()}
