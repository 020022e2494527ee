"""A lesson made on the page: cases that were opened there, each with questions the guideline can answer about it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import yaml

from explorer.briefing.briefing import brief
from explorer.knowledge.model import Guideline
from explorer.reasoning.case.questions import decisive_unknowns
from explorer.reasoning.status import Status
from explorer.reasoning.trace import Trace
from explorer.teaching.bank import MAKERS
from explorer.teaching.item import Kind
from explorer.teaching.subject import Subject, wording_of

MINUTES_A_CASE = 10
MOST_OF_A_KIND = 1
HEAD = """# A lesson made with the guideline explorer. Change it as you like, then:
#   guideline-explorer lesson check FILE
#   guideline-explorer lesson present FILE --live
"""


def case_of_a_lesson(trace: Trace, title: str, vignette: str = "") -> dict[str, Any]:
    """Make a case of a lesson, as its file holds it: all facts in one step, and what can be asked of them.

    Args:
        trace: what follows for the case.
        title: its title.
        vignette: its story, where it has one.

    >>> from explorer import evaluate, load
    >>> made = case_of_a_lesson(evaluate(load("tea"), {"leaf": "green", "water_c": 85}), "Green tea")
    >>> made["steps"][0]["reveal"], [one["bank"] for one in made["steps"][0]["ask"]]
    ({'leaf': 'green', 'water_c': 85}, ['advice: tea_leaves', 'source: D1 K'])
    """
    step = {"reveal": dict(trace.case.known), "ask": [{"bank": name} for name in _questions(trace)]}
    return {"title": title, **({"vignette": vignette} if vignette else {}), "steps": [step]}


def lesson_text(guideline: Guideline, cases: Sequence[dict[str, Any]]) -> str:
    """Write the file of a lesson.

    Args:
        guideline: the guideline it is about.
        cases: its cases, as ``case_of_a_lesson`` makes them.
    """
    front = guideline.metadata
    lesson = {
        "title": f"A lesson on {front.title}",
        "guideline": front.id,
        "minutes": MINUTES_A_CASE * len(cases),
        "cases": list(cases),
    }
    return HEAD + yaml.safe_dump(lesson, sort_keys=False, allow_unicode=True, width=120)


def _questions(trace: Trace) -> Iterator[str]:
    """The names of questions of the bank that can be asked of the case: what holds, what a source says, what to ask."""
    subject = Subject(trace, wording_of(trace.guideline))
    for kind, names in _candidates(trace):
        found = (f"{kind}: {name}" for name in names if _can_be_asked(subject, kind, name))
        yield from (name for name, _ in zip(found, range(MOST_OF_A_KIND), strict=False))


def _can_be_asked(subject: Subject, kind: Kind, name: str) -> bool:
    return MAKERS[kind](subject, name, random.Random(f"{kind}: {name}")) is not None


def _candidates(trace: Trace) -> Iterable[tuple[Kind, Iterable[str]]]:
    told, judged = brief(trace), trace.guideline.disagreements
    disputed = [name for name, status in trace.disagreements.items() if status == Status.ACTIVE]
    yield Kind.ADVICE, [one.node for one in told.plan_at("now")]
    yield Kind.SOURCE, [f"{name} {source}" for name in disputed for source in judged[name].sides]
    yield Kind.ASK, decisive_unknowns(trace)
