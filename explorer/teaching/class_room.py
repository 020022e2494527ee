"""A class while it lasts: who is in the room, which question is open, who chose what.

Nothing of a person is held: a pupil is a colour and an animal.  A room lives in memory and is forgotten when it ends.
Voting twice, before and after neighbours have talked, follows peer instruction (Crouch & Mazur, American Journal of
Physics 69, 970, 2001).
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.teaching.frames import Frame, Sort

COLOURS = (
    "amber", "azure", "black", "blue", "brown", "coral", "golden", "green", "grey", "indigo",
    "ivory", "lilac", "mint", "olive", "orange", "pink", "purple", "red", "silver", "white",
)  # fmt: skip
ANIMALS = (
    "badger", "bear", "beaver", "crane", "deer", "dove", "eagle", "falcon", "finch", "fox",
    "frog", "gull", "hare", "heron", "horse", "ibis", "jay", "koala", "lark", "lynx",
    "mole", "moose", "newt", "otter", "owl", "panda", "puffin", "raven", "robin", "seal",
)  # fmt: skip
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
MOST_PUPILS = 300
MOST_ROUNDS = 2  # before and after the class has talked


class Full(Exception):  # noqa: N818 — what happened, not a fault
    """The room takes nobody else."""


@dataclass
class Pupil:
    """Somebody in the room.

    Attributes:
        name: a colour and an animal.
        votes: the places of the options chosen, by question and round.
    """

    name: str
    votes: dict[tuple[str, int], int] = field(default_factory=dict)


class Room:
    """A class that goes through the frames of a lesson.

    Args:
        frames: the lesson.
        code: the word by which pupils come in; by default one is drawn.

    >>> from explorer.knowledge.reading import load
    >>> from explorer.teaching.frames import frames
    >>> from explorer.teaching.lesson import read_lesson
    >>> from explorer.teaching.lesson_files import lessons_of
    >>> room = Room(frames(read_lesson(lessons_of(load("tea"))[0])))
    >>> pupil = room.join()
    >>> room.go(3)
    >>> room.vote(pupil, 1), room.counts
    (True, [[0, 1]])
    """

    def __init__(self, frames: Sequence[Frame], code: str | None = None) -> None:
        self.frames = frames
        self.code = code or a_word()
        self.key = secrets.token_urlsafe(16)
        self.at = 0
        self.is_locked = False
        self.is_closed = False
        self.pupils: dict[str, Pupil] = {}
        self.gone: set[str] = set()
        self.rounds: dict[str, int] = {}
        self.told: set[str] = set()
        self.names = [f"{colour} {animal}" for animal in ANIMALS for colour in COLOURS]
        secrets.SystemRandom().shuffle(self.names)

    @property
    def frame(self) -> Frame:
        """What is shown now."""
        return self.frames[self.at]

    @property
    def is_open(self) -> bool:
        """Whether votes are taken."""
        return self.frame.sort == Sort.QUESTION and not self.is_locked

    @property
    def round(self) -> int:
        """The round of the question that is shown: 0 before, 1 after the class has talked."""
        return self.rounds.get(self.frame.question, 0)

    def join(self, token: str = "") -> str:
        """Let a pupil in, or back in.

        Args:
            token: what an earlier visit was given, if there was one.

        Returns:
            The token by which the pupil is known again.

        Raises:
            Full: there is no room, the door is closed, or this pupil was removed.
        """
        if token in self.pupils:
            return token
        if self.is_closed or token in self.gone or len(self.pupils) >= MOST_PUPILS:
            raise Full
        made = secrets.token_urlsafe(12)
        self.pupils[made] = Pupil(self.names.pop())
        return made

    def remove(self, name: str) -> str:
        """Send a pupil out; the votes go along.

        Args:
            name: the colour and the animal.

        Returns:
            The pupil's token; nothing where there is no such pupil.
        """
        token = next((token for token, pupil in self.pupils.items() if pupil.name == name), "")
        if token:
            del self.pupils[token]
            self.gone.add(token)
        return token

    def vote(self, token: str, option: int) -> bool:
        """Take a pupil's choice; as long as the question is open, a later one takes its place.

        Args:
            token: the pupil's.
            option: its place, from 0.

        Returns:
            Whether it was taken.
        """
        pupil = self.pupils.get(token)
        if pupil is None or not self.is_open or not 0 <= option < len(self.frame.options):
            return False
        pupil.votes[self.frame.question, self.round] = option
        return True

    def go(self, at: int) -> None:
        """Show a frame; a question that was answered before stays locked.

        Args:
            at: its place; one that there is not does nothing.
        """
        if not 0 <= at < len(self.frames) or at == self.at:
            return
        self.at = at
        if self.frame.sort == Sort.ANSWER:
            self.told.add(self.frame.question)
        self.is_locked = self.frame.question in self.told

    def lock(self, is_locked: bool) -> None:
        """Take no more votes, or take them again; a question whose answer was shown stays locked."""
        self.is_locked = is_locked or self.frame.question in self.told

    def again(self) -> None:
        """Let the class vote a second time, after it has talked."""
        is_left = self.round + 1 < MOST_ROUNDS and self.frame.question not in self.told
        if self.frame.sort == Sort.QUESTION and is_left:
            self.rounds[self.frame.question] = self.round + 1
            self.is_locked = False

    @property
    def counts(self) -> list[list[int]]:
        """How many chose each option of the question that is shown, a row for each round."""
        options = range(len(self.frame.options))
        return [[self._votes(round_).count(option) for option in options] for round_ in range(self.round + 1)]

    def _votes(self, round_: int) -> list[int]:
        at = self.frame.question, round_
        return [pupil.votes[at] for pupil in self.pupils.values() if at in pupil.votes]

    def for_teacher(self) -> dict[str, Any]:
        """What the teacher's page shows of the class."""
        return {
            "code": self.code,
            "at": self.at,
            "open": self.is_open,
            "closed": self.is_closed,
            "pupils": [pupil.name for pupil in self.pupils.values()],
            "answered": sum(self.counts[-1]),
            "votes": self.counts if self.frame.options else [],
            "round": self.round,
        }

    def for_pupil(self, token: str) -> dict[str, Any]:
        """What a pupil's page shows: never which option is right before the class is told.

        Args:
            token: the pupil's.
        """
        pupil, frame = self.pupils[token], self.frame
        told = {"name": pupil.name, "sort": frame.sort.value, "heading": frame.heading, "open": self.is_open}
        if not frame.options:
            return told
        is_told = frame.sort == Sort.ANSWER
        options = [
            {"text": one.text, "place": one.place} | ({"correct": one.correct, "why": one.why} if is_told else {})
            for one in frame.options
        ]
        return told | {
            "question": f"{frame.question} {self.round}",
            "facts": list(frame.facts),
            "options": options,
            "pathway": frame.pathway,
            "mine": pupil.votes.get((frame.question, self.round)),
        }

    def as_csv(self) -> str:
        """Every vote by pseudonym, with whether it was right; a question a pupil did not answer has no line."""
        written = io.StringIO()
        rows = csv.writer(written)
        rows.writerow(["pupil", "question", "round", "asked", "chosen", "right"])
        rows.writerows(self._rows())
        return written.getvalue()

    def _rows(self) -> Iterator[tuple[str, str, int, str, str, str]]:
        asked = {frame.question: frame for frame in self.frames if frame.sort == Sort.QUESTION}
        for pupil in self.pupils.values():
            for (question, round_), option in pupil.votes.items():
                chosen = asked[question].options[option]
                right = "yes" if chosen.correct else "no"
                yield pupil.name, question, round_ + 1, asked[question].heading, chosen.text, right


def a_word() -> str:
    """Draw a word of six letters that can be said and typed."""
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(3))
