"""How much a report says."""

from __future__ import annotations

from enum import StrEnum


class Size(StrEnum):
    """How much a report says."""

    PAGE = "page"
    """One page: case, plan, disputes, what is missing, room for the decision."""
    GROUNDS = "grounds"
    """The page, and what each line of it rests on."""
    EVERYTHING = "everything"
    """All that is known of the case, with every active pathway drawn."""
