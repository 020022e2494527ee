"""What a learner knows by now: which questions are due again, and how well each is remembered.

When a question comes back is worked out by FSRS (Ye, Su and Cao, KDD 2022), as the library ``fsrs`` implements it.  The
record of answers is the learner's own: the page keeps it in the browser, and it can be saved and erased there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fsrs import Card, Rating, Scheduler

MOST_ANSWERS = 5_000
"""Of a record; the oldest are forgotten first."""
LONGEST_RECORD = 900_000  # signs
LONGEST_NAME = 300  # signs
SCHEDULER = Scheduler(enable_fuzzing=False)  # the same answers lead to the same days


@dataclass(frozen=True)
class Answered:
    """One answer.

    Attributes:
        item: the id of the question.
        at: when it was given.
        right: whether it was right.
        sure: whether the learner was sure.
    """

    item: str
    at: datetime
    right: bool
    sure: bool

    @property
    def rating(self) -> Rating:
        """How it counts: a guess that was right is remembered for a shorter time."""
        if not self.right:
            return Rating.Again
        return Rating.Good if self.sure else Rating.Hard


class Learning:
    """The answers of a learner.

    Args:
        record: the answers, the first one first.

    >>> learning, monday = Learning(), datetime(2026, 3, 2, tzinfo=UTC)
    >>> learning.add(Answered("a", monday, right=True, sure=True))
    >>> learning.due(["a", "b"], monday), learning.due(["a", "b"], datetime(2026, 6, 1, tzinfo=UTC))
    ([], ['a'])
    """

    def __init__(self, record: Iterable[Answered] = ()) -> None:
        self.record: list[Answered] = []
        self.cards: dict[str, Card] = {}
        for answer in sorted(record, key=lambda one: one.at):
            self.add(answer)

    def add(self, answer: Answered) -> None:
        """Take an answer."""
        self.record = [*self.record[-MOST_ANSWERS + 1 :], answer]
        number = len(self.cards)
        card = self.cards.get(answer.item) or Card(card_id=number, due=answer.at)
        self.cards[answer.item], _ = SCHEDULER.review_card(card, answer.rating, answer.at)

    def due(self, items: Iterable[str], now: datetime) -> list[str]:
        """Say which questions that were answered before are to be asked again, the most overdue first.

        Args:
            items: the ids of the questions there are.
            now: the time.
        """
        found = [name for name in items if name in self.cards and self.cards[name].due <= now]
        return sorted(found, key=lambda name: self.cards[name].due)

    def remembered(self, item: str, now: datetime) -> float:
        """How likely the learner is to answer a question right now, from 0 to 1; 0 for one that was never answered."""
        card = self.cards.get(item)
        return SCHEDULER.get_card_retrievability(card, now) if card is not None else 0.0

    def as_text(self) -> str:
        """Write the record as the page keeps it."""
        rows = [[one.item, one.at.isoformat(timespec="seconds"), one.right, one.sure] for one in self.record]
        return json.dumps({"answers": rows}, ensure_ascii=False, separators=(",", ":"))


def learning_from(text: str) -> Learning:
    """Read a record; what is none is left out, as it comes from a browser.

    Args:
        text: as ``Learning.as_text`` writes it.

    >>> len(learning_from('{"answers": [["a", "2026-03-02T00:00:00+00:00", true, true], ["b", "no time"]]}').record)
    1
    """
    if len(text) > LONGEST_RECORD:
        return Learning()
    try:
        rows = json.loads(text)["answers"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return Learning()
    read = map(_answered, rows[-MOST_ANSWERS:] if isinstance(rows, list) else [])
    return Learning(one for one in read if one is not None)


def _answered(row: Any) -> Answered | None:
    match row:
        case [str(item), str(at), bool(right), bool(sure)] if len(item) <= LONGEST_NAME:
            try:
                return Answered(item, datetime.fromisoformat(at).astimezone(UTC), right, sure)
            except (ValueError, OverflowError):
                return None
    return None
