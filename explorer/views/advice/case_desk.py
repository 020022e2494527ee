"""What is done with a case as a whole: name it, save it, open one from a file, record what a board decided on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from explorer.briefing.briefing import brief
from explorer.briefing.decision import LONGEST, BoardDecision, Decided, decision_from, record
from explorer.knowledge.case import Case
from explorer.knowledge.case_file import ToldCase, told_cases
from explorer.knowledge.free_words import LONGEST_TEXT, read_words
from explorer.knowledge.model import Guideline, TeachingCase, Value
from explorer.knowledge.problem import CaseError
from explorer.reasoning.trace import Trace
from explorer.views.advice.this_case import case_sheet, decision_sheet

OWN = "own"
"""The id of a case with a name that is not one of the guideline's."""
LARGEST_FILE = 900_000  # signs
MOST_PROBLEMS = 20  # of a file that are told
LONGEST_PLACE = 3  # digits
LONGEST_TITLE, LONGEST_STORY = 200, 4000  # signs


class CaseDesk:
    """Where a case is named, kept and decided on.

    Args:
        guideline: the guideline.
        send: sends the page a message, and with ``buffers`` the content of a file to save.
        show: shows a case with its name and story, or only another name for the case that is shown.
        answer: takes the facts of the case that is shown, where more of them become known.

    Attributes:
        decision: what was decided on the case that is shown.
        found: the cases of the file that was opened last.
        problems: what is wrong with it.
        words: what was said of the case in free words, until it is taken.
    """

    VERBS = frozenset({"field", "save-case", "opened", "decide", "record-case", "copy-case", "add-words"})

    def __init__(
        self,
        guideline: Guideline,
        send: Callable[..., None],
        show: Callable[..., None],
        answer: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self.guideline, self.send, self.show, self.answer = guideline, send, show, answer
        self.decision = BoardDecision()
        self.left: dict[frozenset[tuple[str, Value]], BoardDecision] = {}
        self.found: list[ToldCase] = []
        self.problems: tuple[str, ...] = ()
        self.words = ""

    def leave(self, case: Case) -> None:
        """Put the decision on a case aside, as another case is taken up.

        Args:
            case: the case that is left.
        """
        self.left[_facts(case)], self.decision = self.decision, BoardDecision()

    def come_to(self, case: Case) -> None:
        """Take up the decision on a case that was left before.

        Args:
            case: the case that is shown now.
        """
        self.decision = self.left.pop(_facts(case), self.decision)

    def sheet(self, title: str) -> list[Element]:
        """The name of the case, and its file."""
        listed = self.found if len(self.found) > 1 else ()
        return case_sheet(title, listed, self.problems, self.words, self.guideline)

    def decision_sheet(self, trace: Trace) -> list[Element]:
        """What a board decides, line by line."""
        return decision_sheet(trace, self.decision)

    def open_file(self, name: str, text: str) -> None:
        """Open the case of a file, or list the cases it holds; where something is wrong, say it and change nothing.

        Args:
            name: of the file.
            text: what it holds.
        """
        if not text or len(text) > LARGEST_FILE:
            self.found, self.problems = [], (f"{name[:80]}: the file is empty or too large for a case",)
            return
        try:
            self.found, self.problems = told_cases(self.guideline, text.encode(), name[:80]), ()
        except CaseError as error:
            self.found, self.problems = [], tuple(map(str, error.problems[:MOST_PROBLEMS]))
        if len(self.found) == 1:
            self._open(self.found[0])

    def pressed(self, verb: str, name: str, trace: Trace, told: TeachingCase | None) -> None:
        """Do what is pressed or typed.

        Args:
            verb, name: what the button or field says.
            trace: the case shown.
            told: its name and story, where it has them.
        """
        if verb == "field":
            self._typed(*name.partition("=")[::2], trace)
        elif verb == "decide":
            self._decide(*name.partition(" ")[::2])
        elif verb == "opened" and name.isdecimal() and len(name) < LONGEST_PLACE and int(name) < len(self.found):
            self._open(self.found[int(name)])
        elif verb == "add-words":
            self.answer({**trace.case.as_given(), **read_words(self.guideline, self.words).facts})
            self.words = ""
        elif verb == "save-case":
            self._send_case(trace, told)
        elif verb == "copy-case":
            self.send({"copy": brief(trace).in_five_lines(told.title if told else "")})
        elif verb == "record-case":
            title = told.title if told else ""
            made = json.dumps(record(trace, self.decision, title), ensure_ascii=False, indent=1)
            self._save("json", title, made)

    def _open(self, told: ToldCase) -> None:
        given, title = told.case.as_given(), (told.title or told.id or "")[:LONGEST_TITLE]
        story = told.vignette[:LONGEST_STORY] or None
        self.show(TeachingCase(id=OWN, title=title, vignette=story, given=given) if title else None, given)
        self.decision = decision_from(told.decision)

    def _typed(self, field: str, text: str, trace: Trace) -> None:
        """Take what was typed into a field of a sheet."""
        kind, _, node = field.partition(" ")
        if kind == "title":
            named = TeachingCase(id=OWN, title=text[:LONGEST_TITLE], given=trace.case.as_given()) if text else None
            self.show(named)
        elif kind == "words":
            self.words = text[:LONGEST_TEXT]
        elif kind == "decided":
            self.decision = replace(self.decision, text=text[:LONGEST])
        elif kind == "day":
            self.decision = replace(self.decision, day=text[:LONGEST])
        elif kind == "because" and node in self.decision.lines:
            self._on_line(node, Decided(False, text[:LONGEST]))

    def _decide(self, word: str, node: str) -> None:
        if node in self.guideline.nodes:
            before = self.decision.lines.get(node)
            self._on_line(node, Decided(word == "yes", before.because if before and word == "no" else ""))

    def _on_line(self, node: str, decided: Decided) -> None:
        self.decision = replace(self.decision, lines={**self.decision.lines, node: decided})

    def _send_case(self, trace: Trace, told: TeachingCase | None) -> None:
        """The case as a file that can be opened again."""
        import yaml

        about: dict[str, Any] = {"title": told.title, "vignette": told.vignette} if told else {}
        data = {**about, "case": trace.case.as_given(), "decision": self.decision.as_data()}
        kept = {name: value for name, value in data.items() if value or name == "case"}
        text = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=120)
        self._save("yaml", told.title if told else "", text)

    def _save(self, form: str, title: str, text: str) -> None:
        from explorer.views.report import file_name  # what a report needs is only loaded for one

        self.send({"save": file_name(form, title), "type": f"application/{form}"}, buffers=[text.encode()])


def _facts(case: Case) -> frozenset[tuple[str, Value]]:
    return frozenset(case.as_given().items())
