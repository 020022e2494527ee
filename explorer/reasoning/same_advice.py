"""Advice that several nodes give alike: the same words, the same kind of advice, the same statements."""

from __future__ import annotations

from explorer.knowledge.model import Guideline, Recommendation

Nodes = tuple[str, ...]


def same_advice(guideline: Guideline) -> list[Nodes]:
    """Group the recommendations that give the same advice; each group has two or more.

    Args:
        guideline: the guideline.

    >>> from explorer import load
    >>> same_advice(load("rectal_liver_metastases"))
    []
    """
    groups: dict[tuple[str, str, Nodes], list[str]] = {}
    for node in guideline.nodes.values():
        if isinstance(node, Recommendation):
            groups.setdefault((node.title, node.advice, tuple(sorted(node.cites))), []).append(node.id)
    return [tuple(names) for names in groups.values() if len(names) > 1]
