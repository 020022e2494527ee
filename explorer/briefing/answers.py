"""The exact answers about one case as plain data, in the form the command line prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from explorer.knowledge.problem import CaseError, Problem
from explorer.reasoning.case.contradictions import contradictions
from explorer.reasoning.case.counterfactual import Change, changes_to
from explorer.reasoning.case.nearest import nearest_change
from explorer.reasoning.case.outlook import still_possible
from explorer.reasoning.case.points import points_of
from explorer.reasoning.case.questions import answers_needed, decisive_unknowns, next_questions
from explorer.reasoning.case.times import time_of, times_of, waits_for
from explorer.reasoning.case.verdicts import sides_of
from explorer.reasoning.case.why import why, why_in_words
from explorer.reasoning.trace import Trace


def statuses_of(trace: Trace, name: str | None = None) -> dict[str, Any]:
    """Give the trace of a case as plain data, as ``guideline-explorer evaluate`` prints it.

    Args:
        trace: what evaluation found.
        name: the id of the case.
    """
    about = trace.guideline.metadata
    withheld = [node for node, status in trace.held_back.items() if status == "active" and node in trace.nodes]
    points = {name: [float(one.low), float(one.high)] for name, one in points_of(trace).items()}
    return {
        "id": name,
        "guideline": about.id,
        "edition": about.edition,
        "nodes": trace.nodes,
        "branches": trace.branches,
        "statements": trace.statements,
        "criteria": trace.criteria,
        "disagreements": trace.disagreements,
        "times": times_of(trace),
        "sides": sides_of(trace),
        "assumed": dict(trace.assumed),
        "follows": dict(trace.follows),
        "next_questions": trace.next_questions,
        "silent": trace.silent,
        "overlaps": trace.overlaps,
        "held_back": withheld,
        "contradictions": [one.in_words for one in contradictions(trace)],
        **({"points": points} if points else {}),
    }


def outlook_of(trace: Trace, name: str | None = None) -> dict[str, Any]:
    """Say what is settled, what is still possible, what to ask next and how many answers settle the rest.

    Args:
        trace: what evaluation found.
        name: the id of the case.

    >>> from explorer import evaluate, load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"liver_mets": "no"})
    >>> outlook_of(trace)["answers_needed"]["in_words"]
    'at most 9 more answers settle this'
    """
    found, needed = still_possible(trace), answers_needed(trace)
    matters = {*decisive_unknowns(trace), *trace.taken_as_known}
    return {
        "id": name,
        "settled": [one.node for one in found if one.settled],
        "still_possible": {one.node: float(one.share) for one in found if not one.settled},
        "next_questions": next_questions(trace),
        "does_not_matter": [parameter for parameter in trace.guideline.parameters if parameter not in matters],
        "answers_needed": {
            "most": needed.most,
            "expected": float(needed.expected),
            "exact": needed.exact,
            "in_words": str(needed),
        },
    }


def reasons_of(trace: Trace, node: str, name: str | None = None) -> dict[str, Any]:
    """Say why a node has its status, and what would have to be different.

    Args:
        trace: what evaluation found.
        node: the node's id.
        name: the id of the case.

    Raises:
        CaseError: when there is no such node.

    >>> from explorer import evaluate, load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "breast"})
    >>> reasons_of(trace, "unresectable_anti_egfr")["because"]
    {'primary_site': 'breast'}
    """
    if node not in trace.nodes:
        right = "the map and `evaluate` name the nodes"
        raise CaseError([Problem("--node", f"there is no node {node!r}", right)])
    found = why(trace, node)
    is_active = found.status == "active"
    nearest = nearest_change(trace, node) if found.status != "possible" else ()
    return {
        "id": name,
        "node": node,
        "status": found.status,
        "in_words": why_in_words(trace, node),
        "because": {parameter: trace.taken_as_known[parameter] for parameter in found.facts},
        "depends_on": list(found.open),
        "time": time_of(trace, node),
        "time_depends_on": waits_for(trace, node),
        "would_be_active": [] if is_active else [_told(changes) for changes in changes_to(trace, node)],
        "nearest_change": _told(nearest or ()),
    }


def _told(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {"parameter": one.parameter, "before": one.before, "after": one.after, "distance": one.distance}
        for one in changes
    ]
