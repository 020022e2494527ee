"""When recommendations are due: the cases in which each is due, next, later or done."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from explorer.knowledge.model import Guideline, Recommendation
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.sets import CaseSet
from explorer.reasoning.space import TIMES


class Part(IntEnum):
    """A part of the cases that reach a recommendation; ``LATE`` is the part of ``DONE`` whose time has passed."""

    DUE, NEXT, LATER, DONE, LATE = range(5)


_ENDINGS = tuple(f"/{part.name.lower()}" for part in Part)


def key_of(name: str, part: Part) -> str:
    """Return the name under which a part is kept."""
    return name + _ENDINGS[part]


def node_of(key: str) -> str:
    """Return the recommendation of a name made by ``key_of``."""
    return key.rpartition("/")[0]


def has_time(node: Recommendation) -> bool:
    """Whether a recommendation says when it is due; else it always is."""
    return bool(node.after) or any(getattr(node, name) is not None for name in TIMES)


def time_sets(conditions: Conditions, guideline: Guideline, reached: Mapping[str, CaseSet]) -> dict[str, CaseSet]:
    """Cut the cases that reach each recommendation into the parts in which it is due, next, later and done.

    Args:
        conditions: what conditions mean.
        guideline: the guideline.
        reached: the cases that reach each node.

    Returns:
        The parts by the names of ``key_of``, for the recommendations that say when they are due.
    """
    advice = {name: node for name, node in guideline.nodes.items() if isinstance(node, Recommendation)}
    due = {name: _due(conditions, node, reached[name]) for name, node in advice.items()}
    return {
        key_of(name, part): cases
        for name, node in advice.items()
        if has_time(node)
        for part, cases in _parts(conditions, node, reached[name], due).items()
    }


def _done(conditions: Conditions, node: Recommendation) -> CaseSet:
    given = [one for one in (node.done_when, node.late_when) if one is not None]
    return conditions.any(map(conditions.cases_where, given))


def _due(conditions: Conditions, node: Recommendation, reached: CaseSet) -> CaseSet:
    return (reached & conditions.cases_where(node.due_when)) - _done(conditions, node)


def _parts(
    conditions: Conditions, node: Recommendation, reached: CaseSet, due: Mapping[str, CaseSet]
) -> dict[Part, CaseSet]:
    done = reached & _done(conditions, node)
    ahead = reached - done - due[node.id]
    follows = conditions.any(due[name] for name in node.after if name in due)
    soon = follows if node.next_when is None else follows | conditions.cases_where(node.next_when)
    given = conditions.nothing if node.done_when is None else conditions.cases_where(node.done_when)
    return {
        Part.DUE: due[node.id],
        Part.NEXT: ahead & soon,
        Part.LATER: ahead - soon,
        Part.DONE: done,
        Part.LATE: done - given,
    }
