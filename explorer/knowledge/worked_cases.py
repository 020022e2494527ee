"""The worked cases of a guideline: what is wrong with them, and which of them a case is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from explorer.knowledge.case import Case, read_case
from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline, TeachingCase, Value
from explorer.knowledge.problem import Problem
from explorer.knowledge.yaml_file import Document

STATUSES = ("active", "possible", "ruled out")
ANSWERS = {
    "nodes": STATUSES,
    "statements": ("applies", "may apply", "does not apply"),
    "disagreements": STATUSES,
    "times": ("now", "next", "later", "done"),
}
"""The answers that can be expected of each kind of thing."""


def problems_of_cases(guideline: Guideline, document: Document) -> Iterator[Problem]:
    """Find what is wrong with the worked cases of a guideline, each with its line.

    Args:
        guideline: the guideline.
        document: its file of worked cases.
    """
    first: dict[str, int] = {}
    for index, case in enumerate(guideline.teaching_cases):
        if case.id in first:
            what = f"the case {case.id!r} stands twice (first at line {document.line((first[case.id], 'id'))})"
            yield document.problem((index, "id"), what, "give one of them another id")
        first.setdefault(case.id, index)
        for problem in read_case(guideline, case.given)[1]:
            place = (index, "given", problem.place)
            yield document.problem(place, f"{problem.place}: {problem.what}", problem.right)
        yield from _expected(guideline, case, document, index)


def _expected(guideline: Guideline, case: TeachingCase, document: Document, index: int) -> Iterator[Problem]:
    known: dict[str, Collection[str]] = {
        "nodes": guideline.nodes,
        "statements": guideline.statements,
        "disagreements": guideline.disagreements,
        "times": {**guideline.statements, **guideline.nodes},
    }
    for kind, answers in ANSWERS.items():
        for answer, names in getattr(case.expect, kind).items():
            place = (index, "expect", kind, answer)
            if answer not in answers:
                yield document.problem(place, f"{answer!r} is no answer about {kind}", nearest(answer, answers))
            for name in names:
                if name not in known[kind]:
                    yield document.problem(place, f"there is nothing named {name!r}", nearest(name, known[kind]))


def worked_as(guideline: Guideline, case: Case) -> TeachingCase | None:
    """Find the worked case that has exactly the facts of a case, so that a link to it keeps its story.

    Args:
        guideline: the guideline.
        case: the case.
    """
    return _by_facts(guideline).get(_facts(case))


def facts_changed(guideline: Guideline, worked: TeachingCase, case: Case) -> list[str]:
    """Name the parameters whose facts differ between a worked case and a case, in the order of the form."""
    before = read_case(guideline, worked.given)[0]
    return [name for name in guideline.parameters if before.known.get(name) != case.known.get(name)]


@lru_cache(maxsize=16)
def _by_facts(guideline: Guideline) -> dict[frozenset[tuple[str, Value]], TeachingCase]:
    return {_facts(read_case(guideline, each.given)[0]): each for each in reversed(guideline.teaching_cases)}


def _facts(case: Case) -> frozenset[tuple[str, Value]]:
    return frozenset(case.known.items())
