"""Every statement with the nodes that cite it and a smallest case that reaches it."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.knowledge.model import Guideline, Value
from explorer.reasoning.compiled import compiled
from explorer.reasoning.graph import bars_of, branches_of
from explorer.reasoning.smallest_case import smallest_case


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
    chosen = compiled(guideline).choose()
    sets = chosen.conditions()
    places = _places(guideline)
    return [
        Cited(name, one.text, tuple(places[name]), smallest_case(chosen.space, sets.at(chosen.statements[name])))
        for name, one in guideline.statements.items()
    ]


def _places(guideline: Guideline) -> dict[str, list[str]]:
    """The nodes, bars and branches that cite each statement."""
    places: dict[str, list[str]] = {name: [] for name in guideline.statements}
    cited = [(node.id, node.cites) for node in guideline.nodes.values()]
    cited += [(f"{node.id} (bar)", bar.cites) for node in guideline.nodes.values() for bar in bars_of(node)]
    cited += [(name, branch.cites) for name, (_, branch) in branches_of(guideline).items()]
    for place, names in cited:
        for name in names:
            places[name].append(place)
    return places
