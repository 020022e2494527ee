"""A lesson: cases whose facts are revealed in steps, questions to a class, and notes for who teaches.

It is one text file, checked like a guideline: every mistake at once, each with its line.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from explorer.knowledge.case import read_case
from explorer.knowledge.condition import nearest
from explorer.knowledge.mistakes import told_mistakes
from explorer.knowledge.model import Decision, Guideline, Name, Record, Short, Text, Value
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load
from explorer.knowledge.yaml_file import Document, Place, read_document
from explorer.reasoning.case.why import why_in_words
from explorer.reasoning.graph import branch_name
from explorer.reasoning.status import Status
from explorer.reasoning.trace import evaluate
from explorer.teaching.bank import MAKERS, may_be_about
from explorer.teaching.item import Kind, Option
from explorer.teaching.subject import Subject, why_not, wording_of

MOST_CASES = 30
MOST_STEPS = 30
MOST_QUESTIONS = 10
MOST_OPTIONS = 8
MOST_HINTS = 3  # questions that could be asked instead


class WrittenOption(Record):
    """An answer that a teacher wrote."""

    text: Short
    right: bool = False
    why: Text | None = None
    at: str | None = None


class WrittenQuestion(Record):
    """A question: of the bank (``bank: kind: id``), on the way out of a decision (``way: id``), or one's own."""

    bank: str | None = None
    way: str | None = None
    question: Text | None = None
    options: tuple[WrittenOption, ...] = Field(default=(), max_length=MOST_OPTIONS)
    notes: Text | None = None

    @model_validator(mode="after")
    def _is_one_of_three(self) -> WrittenQuestion:
        if sum(one is not None for one in (self.bank, self.way, self.question)) != 1:
            raise ValueError("a question is of no kind, or of several; give it one of bank:, way: or question:")
        if self.question is None and self.options:
            raise ValueError("options: stand only with a question: of one's own; remove them")
        if self.question is not None and sum(option.right for option in self.options) != 1:
            raise ValueError("a question of one's own has one right option; write right: true at one of them")
        if self.question is not None and len({option.text for option in self.options}) < max(2, len(self.options)):
            raise ValueError("a question of one's own has options that differ; write at least two")
        return self


class Step(Record):
    """What is told and asked at one time."""

    say: Text | None = None
    reveal: dict[str, Any] = Field(default_factory=dict)
    ask: tuple[WrittenQuestion, ...] = Field(default=(), max_length=MOST_QUESTIONS)
    notes: Text | None = None


class LessonCase(Record):
    """A case of a lesson; ``path`` names the pathways that are walked at its end."""

    title: Short
    vignette: Text | None = None
    notes: Text | None = None
    steps: tuple[Step, ...] = Field(min_length=1, max_length=MOST_STEPS)
    path: tuple[Name, ...] = ()


class Lesson(Record):
    """The file of a lesson."""

    title: Short
    guideline: str
    minutes: int = Field(gt=0)
    goals: tuple[Short, ...] = ()
    notes: Text | None = None
    cases: tuple[LessonCase, ...] = Field(min_length=1, max_length=MOST_CASES)


@dataclass(frozen=True)
class Asked:
    """A question to a class.

    Attributes:
        id: the places of its case, its step and its own in it, such as ``1.2.1``.
        question: what is asked.
        options: two or more, one of which is right.
        notes: for who teaches.
    """

    id: str
    question: str
    options: tuple[Option, ...]
    notes: str = ""


@dataclass(frozen=True)
class ReadLesson:
    """A lesson that was found whole.

    Attributes:
        lesson: as it is written.
        guideline: the guideline it is about.
        given: the facts known at each step, by the places of case and step.
        asked: the questions of each step.
    """

    lesson: Lesson
    guideline: Guideline
    given: Mapping[tuple[int, int], Mapping[str, Value]]
    asked: Mapping[tuple[int, int], tuple[Asked, ...]]


def read_lesson(path: str | Path, guideline: Guideline | None = None) -> ReadLesson:
    """Read a lesson.

    Args:
        path: the file.
        guideline: the guideline it is about; by default the one it names, an id or a folder beside the file.

    Raises:
        CaseError: with every mistake of the lesson, each with its line.
        GuidelineError: the guideline it names cannot be used.

    >>> from explorer.teaching.lesson_files import lessons_of
    >>> read_lesson(lessons_of(load("tea"))[0]).lesson.minutes
    15
    """
    document, problems = read_document(Path(path), str(path))
    if document is None or problems:
        raise CaseError(problems)
    try:
        lesson = Lesson.model_validate(document.data)
    except ValidationError as error:
        raise CaseError(told_mistakes(error, document, Lesson)) from None
    checking = _Checking(lesson, guideline or _named(lesson, Path(path)), document)
    checking.check()
    if checking.problems:
        raise CaseError(checking.problems)
    return ReadLesson(lesson, checking.guideline, checking.given, checking.asked)


def _named(lesson: Lesson, path: Path) -> Guideline:
    """The guideline in whose folder the lesson lies, or one beside it, or one that is installed."""
    around, beside = path.resolve().parent.parent, path.parent / lesson.guideline
    places = [around] if around.name == lesson.guideline else [beside]
    return load(next((place for place in places if (place / "guideline.yaml").is_file()), lesson.guideline))


class _Checking:
    """Goes through a lesson step by step, and makes its questions."""

    def __init__(self, lesson: Lesson, guideline: Guideline, document: Document) -> None:
        self.lesson, self.guideline, self.document = lesson, guideline, document
        self.wording = wording_of(guideline)
        self.problems: list[Problem] = []
        self.given: dict[tuple[int, int], Mapping[str, Value]] = {}
        self.asked: dict[tuple[int, int], tuple[Asked, ...]] = {}

    def check(self) -> None:
        """Read every fact, make every question."""
        for at, case in enumerate(self.lesson.cases):
            for place, name in enumerate(case.path):
                if name not in self.guideline.pathways:
                    words = f"there is no pathway {name!r}"
                    self._wrong(("cases", at, "path", place), words, nearest(name, self.guideline.pathways))
            known: dict[str, Any] = {}
            for number, step in enumerate(case.steps):
                known |= step.reveal
                self._check_step((at, number), step, known)

    def _wrong(self, place: Place, what: str, right: str) -> None:
        self.problems.append(self.document.problem(place, what, right))

    def _refused(self, place: Place, what: str, right: str) -> CaseError:
        return CaseError([self.document.problem(place, what, right)])

    def _check_step(self, where: tuple[int, int], step: Step, known: Mapping[str, Any]) -> None:
        place: Place = ("cases", where[0], "steps", where[1])
        _, wrong = read_case(self.guideline, step.reveal)
        for one in wrong:
            self._wrong((*place, "reveal", one.place), f"{one.place}: {one.what}", one.right)
        case, _ = read_case(self.guideline, known)
        self.given[where] = dict(case.known)
        subject = Subject(evaluate(self.guideline, case), self.wording)
        made = [self._question(subject, question, (*place, "ask", at)) for at, question in enumerate(step.ask)]
        numbered = (_asked(f"{where[0] + 1}.{where[1] + 1}.{at}", one) for at, one in enumerate(made, 1) if one)
        self.asked[where] = tuple(numbered)

    def _question(self, subject: Subject, written: WrittenQuestion, place: Place) -> Asked | None:
        try:
            if written.bank is not None:
                return self._of_the_bank(subject, written, (*place, "bank"))
            if written.way is not None:
                return self._way_out(subject, written, (*place, "way"))
            return self._own(written, (*place, "options"))
        except CaseError as refused:
            self.problems += refused.problems
            return None

    def _of_the_bank(self, subject: Subject, written: WrittenQuestion, place: Place) -> Asked:
        kind, _, about = (written.bank or "").partition(": ")
        if kind not in list(Kind):
            words = f"{written.bank!r} names no kind of question"
            raise self._refused(place, words, f"write {Kind.ADVICE}: ID; the kinds are {', '.join(Kind)}")
        names = may_be_about(Kind(kind), subject)
        if about not in names:
            raise self._refused(place, f"no question of kind {kind} is about {about!r}", nearest(about, names))
        draft = MAKERS[Kind(kind)](subject, about, random.Random(written.bank))
        if draft is None:
            words = f"“{written.bank}” cannot be asked of the facts revealed so far: it is not certain for them"
            raise self._refused(place, words, self._instead(Kind(kind), subject, names))
        return Asked("", draft.question, draft.options, written.notes or "")

    def _instead(self, kind: Kind, subject: Subject, names: Collection[str]) -> str:
        """What could be asked."""
        found = (name for name in names if MAKERS[kind](subject, name, random.Random(name)) is not None)
        hints = [f"“{kind}: {name}”" for name, _ in zip(found, range(MOST_HINTS), strict=False)]
        return f"ask {' or '.join(hints)}, or reveal more first" if hints else "reveal more first, or ask another kind"

    def _way_out(self, subject: Subject, written: WrittenQuestion, place: Place) -> Asked:
        name, decisions = written.way or "", _decisions(self.guideline)
        if name not in decisions:
            raise self._refused(place, f"there is no decision {name!r}", nearest(name, decisions))
        options = list(_ways(subject, decisions[name]))
        if [option.correct for option in options].count(True) != 1:
            words = f"the facts revealed so far do not lead one certain way out of {name!r}"
            right = "reveal what it asks, and what leads to it, first"
            raise self._refused(place, words, right)
        title = decisions[name].title
        return Asked("", f"{title} Which way does this case take?", tuple(options), written.notes or "")

    def _own(self, written: WrittenQuestion, place: Place) -> Asked:
        places = {*self.guideline.nodes, *self.wording.steps.of}
        for at, option in enumerate(written.options):
            if option.at is not None and option.at not in places:
                words = f"nothing on the map is named {option.at!r}"
                self._wrong((*place, at, "at"), words, nearest(option.at, places))
        options = (Option(one.text, one.right, one.why or "", one.at or "") for one in written.options)
        return Asked("", written.question or "", tuple(options), written.notes or "")


def _asked(name: str, one: Asked) -> Asked:
    return Asked(name, one.question, one.options, one.notes)


def _decisions(guideline: Guideline) -> dict[str, Decision]:
    return {name: node for name, node in guideline.nodes.items() if isinstance(node, Decision)}


def _ways(subject: Subject, decision: Decision) -> Iterator[Option]:
    """The branches of a decision as options, each with why; none where one of them is open."""
    trace, nodes = subject.trace, subject.trace.guideline.nodes
    names = [branch_name(decision.id, way.to) for way in decision.branches]
    if Status.POSSIBLE in [trace.branches[name] for name in names]:
        return
    for name, way in zip(names, decision.branches, strict=True):
        correct = trace.branches[name] == Status.ACTIVE
        why = why_in_words(trace, name) if correct else why_not(trace, name)[0]
        yield Option(way.label or nodes[way.to].title, correct, why, name)
