"""What a teacher does on the page: open a lesson, make one of the cases shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from explorer.knowledge.model import Guideline, TeachingCase
from explorer.reasoning.trace import Trace
from explorer.teaching.lesson_files import titles_of
from explorer.views.quiz.learner_desk import Send
from explorer.views.quiz.teach import teach_sheet


class TeacherDesk:
    """Where a teacher finds lessons and makes one.

    Args:
        guideline: the guideline.
        send: sends the page a message.
        lessons: the address of the page of each lesson, by its title; None for those of a server that holds classes.
        classes: whether the server holds classes.
    """

    VERBS = frozenset({"add-case", "lesson-file"})

    def __init__(self, guideline: Guideline, send: Send, lessons: Mapping[str, str] | None, classes: bool) -> None:
        self.guideline, self.send = guideline, send
        self.lessons, self.classes = lessons, classes
        self.added: list[dict[str, Any]] = []

    def sheet(self) -> list[Element]:
        """The lessons there are, and the one that is being made here."""
        if self.lessons is None:
            titles = titles_of(self.guideline) if self.classes else {}
            self.lessons = {title: f"class/lesson/{name}" for name, title in titles.items()}
        return teach_sheet(self.lessons, self.classes, len(self.added))

    def pressed(self, verb: str, trace: Trace, told: TeachingCase | None) -> None:
        """Add the case to the lesson that is being made, or give that to the browser to save.

        Args:
            verb: what is pressed.
            trace: the case shown.
            told: its name and story, where it has them.
        """
        from explorer.teaching.own_lesson import case_of_a_lesson, lesson_text

        if verb == "add-case":
            title = told.title if told else f"Case {len(self.added) + 1}"
            self.added.append(case_of_a_lesson(trace, title, (told and told.vignette) or ""))
        elif self.added:
            written = lesson_text(self.guideline, self.added).encode()
            self.send({"save": "lesson.yaml", "type": "application/yaml"}, buffers=[written])
