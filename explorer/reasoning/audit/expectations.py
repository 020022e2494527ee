"""Whether the worked cases of a guideline show what they say they show."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.knowledge.model import Guideline, TeachingCase
from explorer.reasoning.case.times import time_of, times_of
from explorer.reasoning.case.verdicts import sides_of
from explorer.reasoning.trace import Trace, evaluate


def unmet_expectations(guideline: Guideline) -> Iterator[str]:
    """Say of every worked case what it expects and does not find, a line each.

    Args:
        guideline: the guideline.

    >>> from explorer import load
    >>> list(unmet_expectations(load("rectal_liver_metastases")))
    []
    """
    for case in guideline.teaching_cases:
        trace = evaluate(guideline, case.given)
        for what, found, wanted in _compared(case, trace):
            if found != wanted:
                yield f"{case.id} ({case.title}): {what} is {found!r}, expected {wanted!r}"


def _compared(case: TeachingCase, trace: Trace) -> Iterator[tuple[str, str, str]]:
    times = {**times_of(trace), **{name: time_of(trace, name) for name in trace.nodes}}
    answers = {
        "nodes": trace.nodes,
        "statements": trace.statements,
        "disagreements": trace.disagreements,
        "times": times,
    }
    for kind, found in answers.items():
        for wanted, names in getattr(case.expect, kind).items():
            yield from ((name, str(found.get(name)), wanted) for name in names)
    yield from ((name, str(trace.criteria.get(name)), wanted) for name, wanted in case.expect.criteria.items())
    yield from ((name, "silent" if name in trace.silent else "not silent", "silent") for name in case.expect.silent)
    sides = sides_of(trace)
    for name, expected in case.expect.sides.items():
        yield from ((f"{name} {who}", str(sides.get(name, {}).get(who)), word) for who, word in expected.items())
