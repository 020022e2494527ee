"""An item of the question bank: a case, a question, one right answer and three wrong ones, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from explorer.knowledge.model import Guideline, Value

LETTERS = "ABCDEFGH"
"""What the options are called, in their order."""


class Kind(StrEnum):
    """What an item asks."""

    ADVICE = "advice"  # which advice holds for this case
    STEP = "step"  # which step lies on this case's way
    STATEMENT = "statement"  # which statement applies
    CRITERION = "criterion"  # whether a criterion is met, not met or not known
    TIME = "time"  # now, next, later or done
    SOURCE = "source"  # what a source says to what is in dispute
    ASK = "ask"  # which open fact can still change the advice
    FACTS = "facts"  # which facts suffice
    CHANGE = "change"  # what changes if one fact does
    SLIP = "slip"  # which of these steps is not on this case's way
    ORDER = "order"  # in which order steps follow each other


@dataclass(frozen=True)
class Option:
    """One answer: its text, whether it is right, and why; and the node or branch it names, where it names one."""

    text: str
    correct: bool
    why: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Item:
    """One question about one case.

    Attributes:
        id: the same for the same guideline, seed and question.
        kind: what it asks.
        case: the facts that are given, parameter → value; they suffice for every option to be certain.
        question: what is asked.
        options: four, one of which is right.
        covers: what of the guideline it exercises: branches, thresholds, verdicts.
        difficulty: the number of facts given, and one more for each wrong option that a single changed fact would make
            right.
    """

    id: str
    kind: Kind
    case: Mapping[str, Value]
    question: str
    options: tuple[Option, ...]
    covers: tuple[str, ...]
    difficulty: int

    @property
    def right(self) -> int:
        """The place of the right option, from 0."""
        return next(place for place, option in enumerate(self.options) if option.correct)

    def letter_of(self, text: str) -> str:
        """The letter of an option.

        Args:
            text: what it says.
        """
        return LETTERS[[option.text for option in self.options].index(text)]

    def as_json(self) -> dict[str, Any]:
        """Give it as plain data, as ``guideline-explorer quiz --json`` prints it."""
        options = [{"text": one.text, "correct": one.correct, "why": one.why} for one in self.options]
        return asdict(self) | {"kind": self.kind.value, "options": options}


def pathway_of(guideline: Guideline, item: Item) -> str | None:
    """The id of the pathway an item is about; None where it is about none."""
    about = item.id.removeprefix(f"{item.kind}: ")
    return guideline.pathway_of.get(about.split(" ")[0])
