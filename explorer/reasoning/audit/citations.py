"""Every statement with the nodes that cite it and a smallest case that reaches it."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.knowledge.model import Guideline, Value
from explorer.reasoning.graph import branch_name
from explorer.reasoning.smallest_case import smallest_case_at
from explorer.reasoning.trace import compiled


@dataclass(frozen=True)
class Cited:
    """One statement.

    Attributes:
        statement: its id; ``text`` is the paraphrase.
        places: the nodes and branches that cite it.
        case: a smallest case in which it applies; None where it applies in no case.
    """

    statement: str
    text: str
    places: tuple[str, ...]
    case: dict[str, Value] | None


def cited_statements(guideline: Guideline) -> list[Cited]:
    """Say of every statement where it is cited and which case reaches it.

    >>> from explorer import load
    >>> cited = cited_statements(load("rectal_liver_metastases"))
    >>> len(cited), all(one.places and one.case is not None for one in cited)
    (236, True)
    """
    asked = compiled(guideline)
    places: dict[str, list[str]] = {name: [] for name in guideline.statements}
    for node, data in asked.reach.nodes.items():
        for name in data["node"].cites:
            places[name].append(node)
        for bar in getattr(data["node"], "unless", ()):
            for name in bar.cites:
                places[name].append(f"{node} (bar)")
    for way, edge in asked.reach.branches.items():
        for name in edge["branch"].cites:
            places[name].append(branch_name(*way))
    return [
        Cited(name, statement.text, tuple(places[name]), smallest_case_at(asked.table, asked.statements[name]))
        for name, statement in guideline.statements.items()
    ]
