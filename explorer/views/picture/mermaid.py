"""A pathway written as a Mermaid flowchart, for pages that draw Mermaid themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from explorer.knowledge.model import Pathway
from explorer.views.picture.dot import LINES, STATUS_STYLE, WORDS, Statuses, kind_of, plain_text

BRACKETS = {
    "decision": ("{{", "}}"),
    "consider": ("(", ")"),
    "test": ("[/", "/]"),
    "avoid": ("{{", "}}"),
    "handover": (">", "]"),
}
DASHES = {"solid": "0", "dashed": "6 3", "dotted": "2 3"}


def mermaid(pathway: Pathway, statuses: Statuses | None = None) -> str:
    """Write a pathway as a Mermaid flowchart.

    Args:
        pathway: the pathway.
        statuses: what is drawn as active, possible and ruled out; by default nothing is.

    Returns:
        Mermaid text; nodes are called by their numbers, so that no id can be a word of Mermaid.
    """
    names = {node.id: f"node{place}" for place, node in enumerate(pathway.nodes)}
    lines = [*_nodes(pathway, names), *_ways(pathway, names), *_classes(statuses or Statuses(), names)]
    return "\n".join(["flowchart LR", *lines, ""])


def _nodes(pathway: Pathway, names: Mapping[str, str]) -> Iterator[str]:
    for node in pathway.nodes:
        left, right = BRACKETS.get(kind_of(node), ("[", "]"))
        word = WORDS[kind_of(node)]
        text = _text(f"{word}: {node.title}" if word else str(node.title))
        yield f'  {names[node.id]}{left}"{text}"{right}'


def _ways(pathway: Pathway, names: Mapping[str, str]) -> Iterator[str]:
    for node in pathway.nodes:
        for way in node.branches:
            label = f'|"{_text(way.label)}"|' if way.label else ""
            yield f"  {names[node.id]} -->{label} {names[way.to]}"
        if node.returns:
            yield f'  {names[node.id]} -.->|"{_text(node.returns.label or "back")}"| {names[node.returns.to]}'


def _classes(statuses: Statuses, names: Mapping[str, str]) -> Iterator[str]:
    for status, style in STATUS_STYLE.items():
        those = [name for node, name in names.items() if status and statuses.of.get(node) == status]
        if those:
            word, look = status.replace(" ", "_"), f"fill:{style['fillcolor']},stroke:{style['color']}"
            line = f"stroke-width:{style['penwidth']}px,stroke-dasharray:{DASHES[LINES[status]]}"
            yield f"  classDef {word} {look},color:{style['fontcolor']},{line}"
            yield f"  class {','.join(those)} {word}"


def _text(text: str) -> str:
    """Text as Mermaid takes it: every sign that could mean something is written by its number."""
    plain = plain_text(text)
    return "".join(sign if sign.isalnum() or sign in " .,:;–-≤≥×%/()" else f"#{ord(sign)};" for sign in plain)
