"""A decision written as a table: each row is a branch, each column a fact.

    - id: which_tea
      decision: How long does it stay in the pot?
      choose: first
      table:
        - {leaf: black, minutes: "< 3", to: wait}
        - {leaf: "green, herbal", minutes: 2..5, to: drink}
        - {leaf: "-", to: ask}

A cell holds an option or several, a number, a comparison, a range with both ends, or ``-`` for any answer.  The table
is read as branches, so that everything that holds of branches holds of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from explorer.knowledge.yaml_file import Document, Place

OWN = ("to", "label", "cites")
"""The columns that belong to the branch; every other one is a fact."""
ANY = ("-", "", "–")
NUMBER = r"-?\d+(?:\.\d+)?"
COMPARED = re.compile(rf"(==|!=|<=|>=|<|>)\s*({NUMBER})")
ONE_WORD = re.compile(r"[\w.-]+")
RANGE = re.compile(rf"({NUMBER})\s*(?:\.\.|–|to)\s*({NUMBER})")


def with_tables_read(document: Document) -> Document:
    """Turn the tables of a pathway's file into branches; each knows the line of its row.

    Args:
        document: the file.
    """
    nodes = document.data.get("nodes") if isinstance(document.data, dict) else None
    if not isinstance(nodes, list) or not any(_has_table(node) for node in nodes):
        return document
    lines = dict(document.lines)
    made = [_expanded(node, ("nodes", at), lines) if _has_table(node) else node for at, node in enumerate(nodes)]
    return replace(document, data={**document.data, "nodes": made}, lines=lines)


def _has_table(node: Any) -> bool:
    return isinstance(node, dict) and isinstance(node.get("table"), list) and "branches" not in node


def _expanded(node: Mapping[str, Any], place: Place, lines: dict[Place, int]) -> dict[str, Any]:
    """The node with branches in place of its table."""
    rows = node["table"]
    lines[(*place, "branches")] = lines.get((*place, "table"), lines.get(place, 1))
    for at in range(len(rows)):
        line = lines.get((*place, "table", at), lines.get(place, 1))
        lines |= {(*place, "branches", at, *key): line for key in ((), ("when",), ("to",), ("label",), ("cites",))}
    rest = {name: value for name, value in node.items() if name != "table"}
    return {**rest, "branches": [_branch(row) if isinstance(row, dict) else row for row in rows]}


def _branch(row: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: row[name] for name in OWN if name in row}
    cells = list(_conditions(row))
    return {**own, "when": " and ".join(cells) or "always"}


def _conditions(row: Mapping[str, Any]) -> Iterator[str]:
    for name, cell in row.items():
        if name not in OWN and (condition := _condition(name, cell)):
            yield condition


def _condition(name: str, cell: Any) -> str:
    """What a cell asks, as a condition; nothing where any answer will do."""
    text = {True: "yes", False: "no", None: "-"}.get(cell, cell) if cell is None or isinstance(cell, bool) else cell
    text = ", ".join(map(str, text)) if isinstance(text, list) else str(text).strip()
    if text in ANY:
        return ""
    if found := COMPARED.fullmatch(text):
        return f"{name} {found[1]} {found[2]}"
    if found := RANGE.fullmatch(text):
        return f"{found[1]} <= {name} <= {found[2]}"
    if "," in text:
        return f"{name} in ({text})"
    return f"{name} == {text}" if ONE_WORD.fullmatch(text) else f"{name} == ({text})"  # which is refused, as a whole
