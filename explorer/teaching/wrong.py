"""Choosing wrong options that give nothing away: of all lengths, worded like the right one, each with its reason."""

from __future__ import annotations

import random
from collections.abc import Iterable

WRONG = 3


def choose_wrong(right: str, candidates: Iterable[str], chance: random.Random) -> list[str] | None:
    """Choose three wrong texts so that neither the longest nor the shortest is likelier to be right than another.

    Which place the right text takes among the four by length is drawn first, and the texts nearest to it in length
    are taken on either side.

    Args:
        right: the text of the right option.
        candidates: texts of options that are wrong for the case, the closest to the right one first.
        chance: draws the place.

    Returns:
        Three texts; None where there are not three that differ from it.
    """
    texts = [text for text in dict.fromkeys(candidates) if _plain(text) != _plain(right)]
    shorter = sorted((text for text in texts if len(text) < len(right)), key=lambda text: len(right) - len(text))
    longer = sorted((text for text in texts if len(text) > len(right)), key=lambda text: len(text) - len(right))
    same = [text for text in texts if len(text) == len(right)]
    above = chance.randint(0, WRONG)
    chosen = _some(longer, above, chance) + _some(shorter, WRONG - above, chance)
    rest = [text for text in (*same, *longer, *shorter) if text not in chosen]
    chosen += rest[: WRONG - len(chosen)]
    return chosen if len(chosen) == WRONG else None


def _some(texts: list[str], count: int, chance: random.Random) -> list[str]:
    """Some of the texts nearest in length, not always the same."""
    near = texts[: count + WRONG]
    return chance.sample(near, min(count, len(near)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
