"""The briefing: what is told of a case, as plain data that every view, report and command can read.

It holds ids, words and statuses only; each section is made when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from html import escape
from typing import Any

from explorer.briefing.advice import (
    advice_by_section,
    capital,
    disagreements_in,
    disputes,
    gaps,
    open_questions,
    recommendations,
    timing_in_words,
    withheld_because,
    withholding_statements,
)
from explorer.briefing.sides import Side, sides_in
from explorer.knowledge.model import Disagreement, Recommendation, in_a_sentence
from explorer.reasoning.case.contradictions import Contradiction, contradictions
from explorer.reasoning.case.points import points_of
from explorer.reasoning.case.questions import answers_needed
from explorer.reasoning.case.times import time_of
from explorer.reasoning.status import Applies, Status, Time
from explorer.reasoning.trace import Trace

LONGEST_HEADLINE = 40  # words
MOST_FACTS = 3  # that the headline names
MOST_WANTED = 4  # facts that five lines say are missing
ASSUMED = "assumed until said otherwise"


@dataclass(frozen=True)
class Advised:
    """A recommendation that is told of.

    Attributes:
        node: its id; ``text`` its words; ``advice`` its kind: do, consider, test, avoid, caution or note.
        pathway: the id of its pathway.
        statements: the statements it rests on in this case.
        disputed: the active disagreements it belongs to.
        withheld: why it is withheld, or what could withhold it.
        asks: the facts it asks for that are not known.
        time: when it is due: now, next, later or done.
        stage: the title of its stage of care.
        timing: what bears on when it is due, in words.
    """

    node: str
    text: str
    advice: str
    pathway: str
    statements: tuple[str, ...]
    disputed: tuple[str, ...] = ()
    withheld: str | None = None
    asks: tuple[str, ...] = ()
    time: str = Time.NOW.value
    stage: str | None = None
    timing: str | None = None


@dataclass(frozen=True)
class Question:
    """A fact to find out: the parameter, what is asked, and the statements that ask for it in this case."""

    parameter: str
    text: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Disputed:
    """A disagreement that is active or possible for the case, with all its sides; none of them is chosen."""

    disagreement: str
    text: str
    status: str
    statements: tuple[str, ...]
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Gap:
    """A decision at which the sources are silent for this case."""

    node: str
    text: str
    statements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """A fact that was taken as known although the case does not say it: assumed, or following from others."""

    parameter: str
    text: str
    why: str
    statements: tuple[str, ...] = ()

    @property
    def is_assumption(self) -> bool:
        """Whether it was declared as assumed; else it follows from what is known."""
        return self.why == ASSUMED


class Briefing:
    """What is told of a case; ``brief`` makes it.

    Args:
        trace: what evaluation found.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def __repr__(self) -> str:
        return f"Briefing({self.trace.guideline.metadata.id!r}, {self.headline!r})"

    @cached_property
    def sections(self) -> dict[str, tuple[Advised, ...]]:
        """The active recommendations by where they are shown; see ``advice_by_section``."""
        found = advice_by_section(self.trace)
        return {section: tuple(self._advised(node) for node in nodes) for section, nodes in found.items()}

    @cached_property
    def plan(self) -> tuple[Advised, ...]:
        """What is advised for, against, or to be careful of; what is withheld or only background is not in it."""
        shown = ("do", "disputed", "consider", "avoid", "caution", "test", "next", "later", "done", "always")
        return tuple(one for section in shown for one in self.sections[section])

    def plan_at(self, time: str) -> tuple[Advised, ...]:
        """Return the part of the plan that is due now, next, later, or is done."""
        return tuple(one for one in self.plan if one.time == time)

    @cached_property
    def points(self) -> tuple[str, ...]:
        """How many points the case has in each score, in words."""
        return tuple(one.in_words for one in points_of(self.trace).values())

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """The known facts that contradict each other; where there are any, the answer rests on them."""
        return tuple(contradictions(self.trace))

    @property
    def withheld(self) -> tuple[Advised, ...]:
        """The recommendations that are withheld in this case, each with its reason."""
        return self.sections["held"]

    @cached_property
    def possible(self) -> tuple[Advised, ...]:
        """The recommendations that depend on an unknown fact."""
        return tuple(self._advised(node) for node in recommendations(self.trace, Status.POSSIBLE))

    @cached_property
    def find_out(self) -> tuple[Question, ...]:
        """The facts that active recommendations ask for and that are not known."""
        asking: dict[str, list[str]] = {}
        for one in self.sections["first"]:
            for name in one.asks:
                asking.setdefault(name, []).extend(one.statements)
        return tuple(self._question(name, dict.fromkeys(statements)) for name, statements in asking.items())

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The facts that can still change the advice, in the order in which to ask them."""
        return tuple(self._question(name, ()) for name in self.trace.next_questions)

    @property
    def answers_needed(self) -> str:
        """How many more answers settle the advice, in words."""
        return str(answers_needed(self.trace))

    @cached_property
    def disagreements(self) -> tuple[Disputed, ...]:
        """The disagreements that are active for the case, then those that may be."""
        found = (disagreements_in(self.trace, status) for status in (Status.ACTIVE, Status.POSSIBLE))
        return tuple(self._disputed(one) for each in found for one in each)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The places at which the sources are silent for this case."""
        nodes = self.trace.guideline.nodes
        return tuple(Gap(name, words, tuple(nodes[name].cites)) for name, words in gaps(self.trace).items())

    @cached_property
    def assumed(self) -> tuple[Taken, ...]:
        """What was taken as known although the case does not say it."""
        parameters, trace = self.trace.guideline.parameters, self.trace
        because = {rule.parameter: rule.because for rule in trace.guideline.follows}
        found = [(name, value, ASSUMED) for name, value in trace.assumed.items()]
        found += [(name, value, because[name]) for name, value in trace.follows.items()]
        return tuple(Taken(name, parameters[name].phrase(value), why) for name, value, why in found)

    @cached_property
    def disputes(self) -> tuple[Disputed, ...]:
        """The disagreements on which sources judge the case differently, those first that touch what is advised now."""
        told = {one.disagreement: one for one in self.disagreements}
        return tuple(told[one.id] for one in disputes(self.trace))

    @cached_property
    def headline(self) -> str:
        """At most 40 words: the situation, what holds, what is disputed, what to find out.

        So many facts are named as leave room for the rest.
        """
        rest = [*self._plan_in_words(), *self._disputed_in_words(), *self._wanted_in_words()]
        told = (". ".join([*self._situation(facts), *rest]) for facts in range(MOST_FACTS, -1, -1))
        words = next((one for one in told if len(one.split()) <= LONGEST_HEADLINE), ". ".join(rest)).split()
        short = words if len(words) <= LONGEST_HEADLINE else [*words[: LONGEST_HEADLINE - 1], "…"]
        return capital(" ".join(short)) + ("" if short[-1].endswith(("?", "…")) else ".")

    def _situation(self, most: int) -> Iterable[str]:
        """The facts by which the author calls a case; where none is known, those that are asked first."""
        known, parameters = self.trace.case.known, self.trace.guideline.parameters
        called = [name for name in self.trace.guideline.metadata.situation if name in known]
        named = called or [name for name in parameters if name in known]
        told = [parameters[name].in_short(known[name]) for name in named][:most]
        if told:
            yield capital(", ".join(map(in_a_sentence, told)))
        elif not known:
            yield "Nothing is known yet"

    def _plan_in_words(self) -> Iterable[str]:
        """What holds the case up, then what is to be done first and nobody disputes."""
        if self.withheld:
            yield f"Held back: {self.withheld[0].text}"
        if now := self.sections["do"]:
            more = f" (and {len(now) - 1} more)" if len(now) > 1 else ""
            yield f"Now: {now[0].text}{more}"

    def _disputed_in_words(self) -> Iterable[str]:
        if self.disputes:
            others = sum(one.status == Status.ACTIVE for one in self.disagreements) - 1
            more = f" (and {others} more)" if others else ""
            question = self.disputes[0].text.rpartition(": ")[2]  # the situation it speaks of is that of the case
            yield f"Disputed: {in_a_sentence(question.rstrip('?'))}{more}"

    def _wanted_in_words(self) -> Iterable[str]:
        if self.questions:
            label = self.trace.guideline.parameters[self.questions[0].parameter].label
            yield f"Waiting for: {in_a_sentence(label)}"

    def as_json(self, name: str | None = None) -> dict[str, Any]:
        """Give the briefing as plain data, as ``guideline-explorer brief --json`` prints it.

        Args:
            name: the id of the case.
        """
        return {
            "id": name,
            "headline": self.headline,
            "plan": {time.value: _plain(self.plan_at(time)) for time in Time},
            "contradictions": [one.in_words for one in self.contradictions],
            **({"points": list(self.points)} if self.points else {}),
            "find_out": _plain(self.find_out),
            "withheld": _plain(self.withheld),
            "possible": _plain(self.possible),
            "disagreements": _plain(self.disagreements),
            "gaps": _plain(self.gaps),
            "questions": _plain(self.questions),
            "answers_needed": self.answers_needed,
            "assumed": _plain(self.assumed),
        }

    def in_words(self, name: str | None = None) -> str:
        """Write the briefing as text for a terminal.

        Args:
            name: the id of the case.
        """
        titles = (
            ("Find out first", [one.text for one in self.find_out]),
            ("These facts contradict each other", [one.in_words for one in self.contradictions]),
            ("Points", self.points),
            ("Now", [self._line(one) for one in self.plan_at(Time.NOW)]),
            ("Next", [self._line(one) for one in self.plan_at(Time.NEXT)]),
            ("Later", [self._line(one) for one in self.plan_at(Time.LATER)]),
            ("Done", [self._line(one) for one in self.plan_at(Time.DONE)]),
            ("Withheld", [f"{one.text}: {one.withheld}" for one in self.withheld]),
            ("The sources disagree", self._disagreements_in_words()),
            ("The sources are silent", [one.text for one in self.gaps]),
            ("Assumed until said otherwise", _joined(one.text for one in self.assumed if one.is_assumption)),
            ("Follows from what is known", [f"{one.text}: {one.why}" for one in self.assumed if not one.is_assumption]),
        )
        parts = [f"{name}: {self.headline}" if name else self.headline]
        parts += ["\n".join([f"{title}:", *(f"  - {line}" for line in lines)]) for title, lines in titles if lines]
        return "\n\n".join([*parts, f"{self.answers_needed}."])

    def in_five_lines(self, title: str = "") -> str:
        """Say it in five lines of plain text, for a record: case, sentence, plan, disputes, what is missing.

        Args:
            title: the name of the case.
        """
        front = self.trace.guideline.metadata
        facts = self.trace.guideline.phrases(self.trace.case.known)
        now = [f"{one.text} [{self.trace.guideline.cited(one.statements)}]" for one in self.sections["do"]]
        wanted = [self.trace.guideline.parameters[one.parameter].label for one in self.questions][:MOST_WANTED]
        return "\n".join(
            [
                f"{title or 'Case'}: {'; '.join(facts) or 'nothing is known'}.",
                self.headline,
                f"Now: {'; '.join(now) or 'nothing is certain yet'}.",
                f"Disputed: {' '.join(one.text for one in self.disputes) or 'nothing among what is certain.'}",
                f"Missing: {', '.join(wanted) or 'nothing'}. ({front.title}, edition {front.edition}; for teaching.)",
            ]
        )

    def _disagreements_in_words(self) -> list[str]:
        active = [one.text for one in self.disagreements if one.status == Status.ACTIVE]
        more = len(self.disagreements) - len(active)
        return [*active, f"{more} more may show, depending on open answers"] if more else active

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{escape(self._line(one))}</li>" for one in self.plan)
        return f"<p><b>{escape(self.headline)}</b></p><ul>{lines}</ul>"

    def _line(self, one: Advised) -> str:
        word = "disputed" if one.disputed and one.advice in ("do", "consider") else one.advice
        disputed = f"; {', '.join(one.disputed)}" if one.disputed else ""
        caution = f" {one.withheld}" if one.withheld else ""
        timing = f" {one.timing}" if one.timing else ""
        return f"{word}: {one.text} [{self.trace.guideline.cited(one.statements)}{disputed}]{caution}{timing}"

    def _advised(self, node: Recommendation) -> Advised:
        trace = self.trace
        applying = [name for name in node.cites if trace.statements[name] != Applies.NO]
        return Advised(
            node=node.id,
            text=node.title,
            advice=node.advice,
            pathway=trace.guideline.pathway_of[node.id],
            statements=tuple(dict.fromkeys([*applying, *withholding_statements(trace, node)])),
            disputed=tuple(name for name in node.disagreements if trace.disagreements[name] == Status.ACTIVE),
            withheld=withheld_because(trace, node),
            asks=tuple(open_questions(trace, node)),
            time=str(time_of(trace, node.id) or Time.NOW),
            stage=next((stage.title for stage in trace.guideline.metadata.stages if stage.id == node.at), None),
            timing=timing_in_words(trace, node),
        )

    def _question(self, name: str, statements: Iterable[str]) -> Question:
        return Question(name, self.trace.guideline.parameters[name].question, tuple(statements))

    def _disputed(self, one: Disagreement) -> Disputed:
        sides = tuple(sides_in(self.trace, one))
        statements = tuple(dict.fromkeys(name for side in sides for name in side.statements))
        return Disputed(one.id, one.question, self.trace.disagreements[one.id].value, statements, sides)


def brief(trace: Trace) -> Briefing:
    """Say what is told of a case.

    Args:
        trace: what evaluation found.

    >>> from explorer.knowledge.reading import load
    >>> from explorer.reasoning.trace import evaluate
    >>> guideline = load("rectal_liver_metastases")
    >>> brief(evaluate(guideline, {"primary_site": "breast", "liver_mets": "yes"})).plan[0].node
    'breast_systemic'
    """
    return Briefing(trace)


def _plain(items: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(one) for one in items]


def _joined(words: Iterable[str]) -> list[str]:
    line = "; ".join(words)
    return [line] if line else []
