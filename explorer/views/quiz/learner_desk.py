"""What a learner does on the page: practise, see what is known, keep or forget it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from explorer.knowledge.model import Guideline
from explorer.teaching.item import Item, pathway_of
from explorer.teaching.practice import Practice
from explorer.views.quiz.sheet import KNOWN, Known, practice_sheet

if TYPE_CHECKING:
    from explorer.teaching.learning import Learning

Send = Callable[..., None]
"""Sends the page a message, and with ``buffers`` the content of a file to save."""
FILES = {"xapi": "answers.xapi.json", "learnt": "learnt.json"}
LONGEST_PLACE = 3  # digits


class LearnerDesk:
    """Where a learner practises; what only a learner needs is only loaded for one.

    Args:
        guideline: the guideline.
        send: sends the page a message.
    """

    VERBS = frozenset({"practise", "choose", "go-on", "record", "guess", "forget"})

    def __init__(self, guideline: Guideline, send: Send) -> None:
        self.guideline, self.send = guideline, send
        self.practice: Practice | None = None
        self.practised = ""
        self.learning: Learning | None = None
        self.kept = ""
        self.banks: dict[str, list[Item]] = {}

    def practise(self, pathway: str) -> None:
        """Begin with questions on a pathway, or on the whole guideline where it has none; what is due comes first."""
        from explorer.teaching.learning import learning_from

        self.learning = self.learning or learning_from(self.kept)
        bank = self._bank(pathway)
        self.practised = pathway if bank else ""
        wanted = bank or self._bank("")
        due = self.learning.due([item.id for item in wanted], datetime.now(UTC))
        self.practice = Practice(wanted, first=due)

    def sheet(self, pathway: str, opened: Collection[str]) -> list[Element]:
        """The questions on the pathway of the map, as long as no others were asked for.

        Args:
            pathway: the id of the pathway shown.
            opened: what is folded out.
        """
        if self.practice is None:
            self.practise(pathway)
        assert self.practice is not None
        return practice_sheet(self.guideline, self.practice, self.practised, self._known(opened))

    def remember(self, learnt: str) -> None:
        """Take what the browser keeps of earlier visits."""
        if self.learning is None:
            self.kept = learnt

    def pressed(self, verb: str, name: str) -> None:
        """Do what is pressed on the sheet of questions."""
        practice = self.practice
        if verb == "practise" and (not name or name in self.guideline.pathways):
            self.practise(name)
        elif verb == "forget":
            self.learning, self.kept = None, ""
            self.send({"learnt": ""})
            self.practise(self.practised)
        elif practice is None:
            return
        elif verb == "choose" and name.isdecimal() and len(name) < LONGEST_PLACE:
            self._choose(practice, int(name))
        elif verb == "go-on":
            practice.go_on()
        elif verb == "record":
            self._send_record(practice, name)
        elif verb == "guess":
            practice.is_sure = not practice.is_sure

    def _bank(self, pathway: str) -> list[Item]:
        from explorer.teaching.bank import question_bank

        if pathway not in self.banks:
            self.banks[pathway] = question_bank(self.guideline, pathway=pathway or None)
        return self.banks[pathway]

    def _choose(self, practice: Practice, place: int) -> None:
        """Take an answer into what the learner knows, which the browser keeps."""
        from explorer.teaching.learning import Answered

        before = len(practice.record)
        practice.choose(place)
        if len(practice.record) == before or self.learning is None:
            return
        choice = practice.record[-1]
        self.learning.add(Answered(choice.item, datetime.now(UTC), choice.correct, practice.is_sure))
        practice.is_sure = True
        self.send({"scored": practice.standing | {"choice": practice.last_choice}})
        self.send({"learnt": self.learning.as_text()})

    def _send_record(self, practice: Practice, form: str) -> None:
        """Give what was answered to the browser to save: of today, as statements for a record store, or all of it."""
        from explorer.teaching.xapi import statements

        made: Any = practice.as_json()
        if form == "xapi":
            made = statements(self.guideline, practice.bank, practice.record)
        elif form == "learnt" and self.learning is not None:
            made = json.loads(self.learning.as_text())
        record = json.dumps(made, ensure_ascii=False, indent=1).encode()
        self.send({"save": FILES.get(form, "answers.json"), "type": "application/json"}, buffers=[record])

    def _known(self, opened: Collection[str]) -> list[Known] | None:
        """How well each pathway is known by now; worked out when somebody looks, None before the first answer."""
        if self.learning is None or not self.learning.cards:
            return None
        if KNOWN not in opened:
            return []
        found: dict[str, list[str]] = {name: [] for name in self.guideline.pathways}
        for item in self._bank(""):
            found.get(pathway_of(self.guideline, item) or "", []).append(item.id)
        return [self._known_of(self.learning, name, ids) for name, ids in found.items() if ids]

    def _known_of(self, learning: Learning, pathway: str, ids: list[str]) -> Known:
        now = datetime.now(UTC)
        return Known(
            pathway=pathway,
            title=self.guideline.pathways[pathway].title,
            questions=len(ids),
            answered=sum(each in learning.cards for each in ids),
            due=len(learning.due(ids, now)),
            share=sum(learning.remembered(each, now) for each in ids) / len(ids),
        )
