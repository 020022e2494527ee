"""A line of a report: a title and what it lists."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from explorer.views.markup import element


def line(title: str, words: Sequence[str], between: str = "; ") -> Element | None:
    """Write a title and what it lists; nothing where it lists nothing.

    Args:
        title: in bold.
        words: what is listed.
        between: what stands between them.
    """
    return element("p", element("b", f"{title}: "), between.join(words), ".") if words else None
