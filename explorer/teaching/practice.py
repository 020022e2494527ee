"""Practising: one question after the other; one predicts, then sees what is right and why; what was wrong comes back.

Every choice is recorded, the first as well as those after it; the record is the learner's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from explorer.teaching.item import LETTERS, Item

BACK_AFTER = 3
"""How many other questions come before one that was answered wrongly comes back; twice as many each further time."""


@dataclass(frozen=True)
class Choice:
    """What was chosen once.

    Attributes:
        item: the id of the question.
        chosen: the text of the option.
        correct: whether it was right.
        attempt: 1 at the first time the question was answered, then 2 and so on.
    """

    item: str
    chosen: str
    correct: bool
    attempt: int


class Practice:
    """A run through questions.

    Args:
        bank: the questions.
        seed: another number gives another order.
        first: the ids of the questions that come before all others, in this order.

    >>> from explorer import load
    >>> from explorer.teaching.bank import question_bank
    >>> practice = Practice(question_bank(load("tea")))
    >>> right = next(place for place, option in enumerate(practice.item.options) if option.correct)
    >>> practice.choose(right)
    >>> practice.score
    '1 of 1 right at the first go'
    """

    def __init__(self, bank: Iterable[Item], seed: int = 0, first: Sequence[str] = ()) -> None:
        self.bank = tuple(bank)
        self.waiting = list(self.bank)
        random.Random(seed).shuffle(self.waiting)
        place = {name: at for at, name in enumerate(first)}
        self.waiting.sort(key=lambda item: place.get(item.id, len(place)))
        self.is_sure = True
        self.record: list[Choice] = []
        self.chosen: int | None = None

    @property
    def item(self) -> Item | None:
        """The question that is asked now; None when there is none left."""
        return self.waiting[0] if self.waiting else None

    def choose(self, place: int) -> None:
        """Answer the question, once; a place that there is not, or a second answer, does nothing.

        Args:
            place: of the option, from 0.
        """
        item = self.item
        if item is None or self.chosen is not None or not 0 <= place < len(item.options):
            return
        self.chosen = place
        option = item.options[place]
        attempt = 1 + sum(choice.item == item.id for choice in self.record)
        self.record.append(Choice(item.id, option.text, option.correct, attempt))

    def go_on(self) -> None:
        """Leave the question that was answered; a wrong one comes back after some others."""
        item = self.item
        if item is None or self.chosen is None:
            return
        was_right, self.chosen = item.options[self.chosen].correct, None
        self.waiting.pop(0)
        if not was_right:
            times = sum(choice.item == item.id for choice in self.record)
            self.waiting.insert(min(BACK_AFTER * 2 ** (times - 1), len(self.waiting)), item)

    @property
    def score(self) -> str:
        """How many questions were right when they were answered first, in words."""
        first = self.first_answers
        return f"{sum(first)} of {len(first)} right at the first go" if first else "nothing answered yet"

    @property
    def first_answers(self) -> list[bool]:
        """Whether each question was right when it was answered first, in that order."""
        return [choice.correct for choice in self.record if choice.attempt == 1]

    @property
    def standing(self) -> dict[str, int]:
        """How many questions were right at their first, last and any attempt; how many were answered, and not yet."""
        last = {choice.item: choice.correct for choice in self.record}
        best = {choice.item for choice in self.record if choice.correct}
        left = sum(item.id not in last for item in self.waiting)
        right = {"first": sum(self.first_answers), "last": sum(last.values()), "best": len(best)}
        return {**right, "answered": len(last), "left": left}

    @property
    def last_choice(self) -> dict[str, Any]:
        """The choice that was made last, as a learning platform wants it: the question, the letters, the attempt."""
        choice = self.record[-1]
        item = next(item for item in self.bank if item.id == choice.item)
        return {
            "item": choice.item,
            "chosen": item.letter_of(choice.chosen),
            "right": LETTERS[item.right],
            "attempt": choice.attempt,
        }

    def as_json(self) -> list[dict[str, Any]]:
        """Give every choice as plain data, in the order in which it was made."""
        return [asdict(choice) for choice in self.record]
