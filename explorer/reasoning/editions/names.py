"""What an edition calls otherwise than the one before: the same node or statement under another id."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from explorer.knowledge.model import AnyNode, Guideline, Recommendation


@dataclass(frozen=True)
class Names:
    """The ids of what both editions have, old to new.

    Attributes:
        old, new: the editions.
        nodes, statements, disagreements: for each id of the old edition the one of the new.
    """

    old: Guideline
    new: Guideline
    nodes: Mapping[str, str]
    statements: Mapping[str, str]
    disagreements: Mapping[str, str]

    def node(self, name: str) -> str:
        """Return how the new edition calls a node of the old one; its old id where it has none."""
        return self.nodes.get(name, name)


def renamed(old: Guideline, new: Guideline) -> Names:
    """Find what both editions have; what has another id is known by its words, where these are its alone.

    Args:
        old, new: the editions.
    """
    statements = _matched(
        {name: (one.source, one.text) for name, one in old.statements.items()},
        {name: (one.source, one.text) for name, one in new.statements.items()},
    )
    nodes = _matched(
        {name: _content(node, statements) for name, node in old.nodes.items()},
        {name: _content(node, {}) for name, node in new.nodes.items()},
    )
    disagreements = {name: name for name in old.disagreements if name in new.disagreements}
    return Names(old, new, nodes, statements, disagreements)


def _matched(old: Mapping[str, Hashable], new: Mapping[str, Hashable]) -> dict[str, str]:
    found = {name: name for name in old if name in new}
    gone = {name: content for name, content in old.items() if name not in new}
    come = {name: content for name, content in new.items() if name not in old}
    contents = list(gone.values())
    for name, content in gone.items():
        those = [other for other, its in come.items() if its == content]
        if len(those) == 1 and contents.count(content) == 1:
            found[name] = those[0]
    return found


def _content(node: AnyNode, called: Mapping[str, str]) -> Hashable:
    cites = tuple(sorted(called.get(name, name) for name in node.cites))
    return node.kind, node.title, node.text, cites, node.advice if isinstance(node, Recommendation) else None
