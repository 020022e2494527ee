"""What is wrong, where, and what would be right: the one form in which every mistake is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from explorer.knowledge.printable import printable


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its place (``file:line`` or a parameter), what is wrong, and what would be right.

    >>> print(Problem("parameters.yaml:12", "unknown kind 'text'", "use one of choice, yes/no, number, integer"))
    parameters.yaml:12: unknown kind 'text' — use one of choice, yes/no, number, integer
    """

    place: str
    what: str
    right: str

    def __post_init__(self) -> None:
        """Keep printable signs only: all three may quote a file's name or text, which anybody may have written."""
        object.__setattr__(self, "place", printable(self.place))
        object.__setattr__(self, "what", printable(self.what))
        # A condition is quoted in lines of its own; indented, none of them can pass for another problem.
        object.__setattr__(self, "right", re.sub(r"\n(?!    )", "\n    ", printable(self.right, lines=True)))

    def __str__(self) -> str:
        return f"{self.place}: {self.what} — {self.right}"


class Refused(ValueError):  # noqa: N818 — the word says what happened, its two kinds are errors
    """Something that cannot be used, with all of its problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class GuidelineError(Refused):
    """A guideline folder that cannot be used."""


class CaseError(Refused):
    """A case that names something the guideline does not know."""
