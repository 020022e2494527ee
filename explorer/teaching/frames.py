"""A lesson as frames: one thing after the other, as a class sees them.

A case is told, its facts are revealed in steps, each question stands alone before its answer does; at the end the way
through the map is walked node by node, then what is due now is told, and where the sources differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

import networkx as nx

from explorer.briefing.briefing import brief
from explorer.briefing.sides import Side, verdict_in_words
from explorer.knowledge.model import Guideline, Recommendation, Value
from explorer.reasoning.case.why import forcing_facts
from explorer.reasoning.compiled import compiled
from explorer.reasoning.graph import branch_name
from explorer.reasoning.status import Applies, Status
from explorer.reasoning.trace import Trace, evaluate
from explorer.teaching.item import Option
from explorer.teaching.lesson import Asked, LessonCase, ReadLesson, Step

MOST_DISPUTES = 3
MOST_PATHWAYS = 3


class Sort(StrEnum):
    """What a frame shows."""

    TITLE = "title"
    CASE = "case"
    FACTS = "facts"
    QUESTION = "question"
    ANSWER = "answer"
    WAY = "way"  # the way through a pathway, up to a node
    ADVICE = "advice"
    DISPUTE = "dispute"
    END = "end"


@dataclass(frozen=True)
class Frame:
    """What a class sees at one time.

    Attributes:
        sort: what it shows.
        heading: its title.
        words: what it says, a paragraph each.
        facts: the facts of the case known so far, in words; ``new`` of them are revealed here.
        new: how many of the facts, counted from the last, are new.
        question: the id of the question it asks or answers.
        options: the options of that question.
        pathway: the id of the pathway that is drawn, or nothing.
        lit: the nodes and branches that are lit on it.
        at: the node that is spoken of.
        notes: for who teaches.
    """

    sort: Sort
    heading: str
    words: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    new: int = 0
    question: str = ""
    options: tuple[Option, ...] = ()
    pathway: str = ""
    lit: tuple[str, ...] = ()
    at: str = ""
    notes: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return asdict(self) | {"sort": self.sort.value}


def frames(read: ReadLesson) -> list[Frame]:
    """Make the frames of a lesson, in order.

    Args:
        read: the lesson.

    >>> from explorer.knowledge.reading import load
    >>> from explorer.teaching.lesson import read_lesson
    >>> from explorer.teaching.lesson_files import lessons_of
    >>> made = frames(read_lesson(lessons_of(load("tea"))[0]))
    >>> [frame.sort.value for frame in made[:6]]
    ['title', 'case', 'facts', 'question', 'answer', 'question']
    """
    lesson = read.lesson
    first = Frame(Sort.TITLE, lesson.title, lesson.goals, notes=lesson.notes or "")
    told = (_case(read, at, case) for at, case in enumerate(lesson.cases))
    front = read.guideline.metadata
    last = Frame(Sort.END, "That was the lesson", (f"{front.title}, edition {front.edition}. {front.disclaimer}",))
    return [first, *chain.from_iterable(told), last]


def _case(read: ReadLesson, at: int, case: LessonCase) -> Iterator[Frame]:
    words = (case.vignette,) if case.vignette else ()
    heading = f"{case.title}" if len(read.lesson.cases) == 1 else f"Case {at + 1}. {case.title}"
    yield Frame(Sort.CASE, heading, words, notes=case.notes or "")
    for number, step in enumerate(case.steps):
        yield from _step(read, (at, number), step, case.title)
    trace = evaluate(read.guideline, read.given[at, len(case.steps) - 1])
    for pathway in case.path or _pathways(trace):
        yield from way_through(trace, pathway)
    yield from _told(trace)


def _step(read: ReadLesson, where: tuple[int, int], step: Step, title: str) -> Iterator[Frame]:
    given = read.given[where]
    facts = _facts(read.guideline, given, step.reveal)
    new = sum(name in step.reveal for name in given)
    if step.say or step.reveal:
        yield Frame(Sort.FACTS, title, (step.say,) if step.say else (), facts, new, notes=step.notes or "")
    for asked in read.asked[where]:
        pathway = _pathway_of(read.guideline, asked)
        for sort in (Sort.QUESTION, Sort.ANSWER):
            yield Frame(sort, asked.question, (), facts, 0, asked.id, asked.options, pathway, (), "", asked.notes)


def _facts(guideline: Guideline, given: Mapping[str, Value], revealed: Collection[str]) -> tuple[str, ...]:
    """The facts in words, those that are revealed now last."""
    ordered = sorted(given, key=lambda name: name in revealed)
    return tuple(guideline.phrases({name: given[name] for name in ordered}))


def _pathway_of(guideline: Guideline, asked: Asked) -> str:
    """The pathway on which all options of a question lie; nothing where there is none."""
    found = {guideline.pathway_of.get(option.place.split(" ")[0], "") for option in asked.options}
    return found.pop() if len(found) == 1 else ""


def _pathways(trace: Trace) -> list[str]:
    """The pathways whose advice is due now in the case, in the order of what is told."""
    told = brief(trace)
    due = [one.pathway for one in told.plan_at("now") if one.advice in ("do", "consider", "avoid")]
    return list(dict.fromkeys(due))[:MOST_PATHWAYS]


def way_through(trace: Trace, pathway: str) -> Iterator[Frame]:
    """Walk the active nodes of a pathway one by one, each with why the case comes there.

    Args:
        trace: what evaluation found.
        pathway: its id.
    """
    graph = compiled(trace.guideline).graph
    nodes = [node for node in trace.guideline.pathways[pathway].nodes if trace.nodes[node.id] == Status.ACTIVE]
    here = [node.id for node in nodes if getattr(node, "advice", "") != "note" or any(node.branches)]
    part = graph.subgraph(here)
    walked = list(nx.lexicographical_topological_sort(part, key=here.index))
    heading = trace.guideline.pathways[pathway].title
    told: set[str] = set()
    for place, name in enumerate(walked):
        seen = set(walked[: place + 1])
        ways = [branch_name(a, b) for a, b in part.edges if {a, b} <= seen]
        lit = tuple(one for one in (*walked[: place + 1], *ways) if trace[one] == Status.ACTIVE)
        because = [fact for fact in forcing_facts(trace, trace.row(name)) if fact not in told]
        told.update(because)
        words = (_titled(trace, name), *_because(trace, because))
        yield Frame(Sort.WAY, heading, words, pathway=pathway, lit=lit, at=name)


def _titled(trace: Trace, name: str) -> str:
    node = trace.guideline.nodes[name]
    cited = [one for one in node.cites if trace.statements[one] == Applies.YES]
    is_advice = cited and isinstance(node, Recommendation)
    return f"{node.title} [{trace.guideline.cited(cited)}]" if is_advice else node.title


def _because(trace: Trace, names: Iterable[str]) -> Iterator[str]:
    """The facts that lead here and were not told before."""
    taken = trace.taken_as_known
    facts = {name: taken[name] for name in names if name in taken}
    told = zip(facts, trace.guideline.phrases(facts), strict=True)
    if words := [f"{words} (assumed)" if name in trace.assumed else words for name, words in told]:
        yield f"Because {', '.join(words)}."


def _told(trace: Trace) -> Iterator[Frame]:
    """What is due now, then where the sources differ on it."""
    told = brief(trace)
    held = tuple(f"Held back: {one.text} {one.withheld}" for one in told.withheld)
    due = [one for one in told.sections["do"] if one.time == "now"]
    now = tuple(f"{one.text} [{trace.guideline.cited(one.statements)}]" for one in due)
    yield Frame(Sort.ADVICE, "What follows for this case", (told.headline, *held, *now))
    for one in told.disputes[:MOST_DISPUTES]:
        yield Frame(Sort.DISPUTE, one.text, tuple(_says(trace, side) for side in one.sides))


def _says(trace: Trace, side: Side) -> str:
    return f"{trace.guideline.cited(side.statements)}: {verdict_in_words(trace, side)}. {side.text}"
