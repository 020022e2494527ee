"""The three answers there are about a partial case, in the words of what is asked.

A case that leaves facts unknown stands for all of its completions.  Something holds in all of them, in some, or in
none.
"""

from __future__ import annotations

from enum import StrEnum

NEVER, ALWAYS, SOME = 0, 1, 2
"""How many of a case's completions lie in a set: none, all, or some but not all."""


class Answer(StrEnum):
    """An answer that reads as its words wherever it is shown."""

    def __repr__(self) -> str:
        return repr(self.value)


class Status(Answer):
    """Whether the completions of a case reach a node or branch.

    >>> Status.ACTIVE == "active", Status.RULED_OUT
    (True, 'ruled out')
    """

    RULED_OUT = "ruled out"
    ACTIVE = "active"
    POSSIBLE = "possible"


class Applies(Answer):
    """Whether a statement applies in the completions of a case."""

    NO = "does not apply"
    YES = "applies"
    MAY = "may apply"


class Met(Answer):
    """Whether the test of a statement is met in the completions of a case."""

    NO = "not met"
    YES = "met"
    UNKNOWN = "not known"


class Time(Answer):
    """When a recommendation is due, the most pressing first."""

    NOW = "now"
    NEXT = "next"
    LATER = "later"
    DONE = "done"


class Verdict(Answer):
    """What a source says in a case to what is in dispute."""

    FOR = "for"
    AGAINST = "against"
    CONDITIONAL = "conditional"
    NOT_ADDRESSED = "not addressed"


STATUS, APPLIES, MET = tuple(Status), tuple(Applies), tuple(Met)
"""The answers in the order of NEVER, ALWAYS, SOME."""
