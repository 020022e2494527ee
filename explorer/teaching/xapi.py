"""What a learner answered, as statements of the Experience API (xAPI 1.0.3, Advanced Distributed Learning, 2016).

The learner has no name: the account is called "learner" on a page that is called after the guideline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from explorer.knowledge.model import Guideline
from explorer.teaching.item import LETTERS, Item
from explorer.teaching.practice import Choice

ANSWERED = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
QUESTION = "http://adlnet.gov/expapi/activities/cmi.interaction"
HOME = "https://guideline-explorer.example"  # a name that nobody can own (RFC 2606)


def statements(guideline: Guideline, bank: Iterable[Item], choices: Iterable[Choice]) -> list[dict[str, Any]]:
    """Write every choice as a statement, in the order in which it was made.

    Args:
        guideline: the guideline.
        bank: the items that were asked.
        choices: what was chosen.
    """
    items = {item.id: item for item in bank}
    found = ((place, choice, items[choice.item]) for place, choice in enumerate(choices) if choice.item in items)
    return [_statement(guideline, place, choice, item) for place, choice, item in found]


def _statement(guideline: Guideline, place: int, choice: Choice, item: Item) -> dict[str, Any]:
    address = f"{HOME}/{guideline.metadata.id}/{guideline.metadata.edition}/{quote(item.id, safe='')}"
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{address} {place} {choice.chosen}")),
        "actor": {"account": {"homePage": HOME, "name": "learner"}},
        "verb": ANSWERED,
        "object": {"id": address, "definition": _definition(item)},
        "result": {
            "success": choice.correct,
            "completion": True,
            "response": item.letter_of(choice.chosen),
            "extensions": {f"{HOME}/attempt": choice.attempt},
        },
    }


def _definition(item: Item) -> Mapping[str, Any]:
    choices = [{"id": LETTERS[at], "description": {"en": option.text}} for at, option in enumerate(item.options)]
    return {
        "type": QUESTION,
        "interactionType": "choice",
        "description": {"en": item.question},
        "choices": choices,
        "correctResponsesPattern": [LETTERS[item.right]],
    }
