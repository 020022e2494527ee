"""When a recommendation is due in a case: now, next, later, or done.

In a case that leaves facts unknown the most pressing time that is left counts: what may be due, and what may be done
or still ahead, is shown as now, with the facts that would tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explorer.knowledge.model import Guideline, Recommendation
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.status import NEVER, Applies, Status, Time
from explorer.reasoning.times import Part, has_time, key_of

PRESSING = {time: place for place, time in enumerate(Time)}
"""How pressing a time is, the most pressing first."""


def time_of(trace: Evaluation, name: str) -> Time | None:
    """Say when a recommendation is due in a case; None where it is ruled out, or is no recommendation.

    Args:
        trace: what evaluation found.
        name: the node's id.
    """
    node = trace.guideline.nodes[name]
    if not isinstance(node, Recommendation) or trace.nodes[name] == Status.RULED_OUT:
        return None
    if node.asks:
        return _time_of_test(trace, node)
    return _most_pressing(trace, name) if has_time(node) else Time.NOW


def _time_of_test(trace: Evaluation, node: Recommendation) -> Time:
    """A test is done once its facts are known, and due again where its ``due_when`` holds."""
    known = all(name in trace.taken_as_known for name in node.asks)
    again = node.due_when is not None and _found(trace, node.id, Part.DUE) != NEVER
    past = has_time(node) and _most_pressing(trace, node.id) == Time.DONE
    return Time.DONE if past or (known and not again) else Time.NOW


def _most_pressing(trace: Evaluation, name: str) -> Time:
    if _found(trace, name, Part.DUE) != NEVER:
        return Time.NOW
    soon, later, done = (_found(trace, name, part) for part in (Part.NEXT, Part.LATER, Part.DONE))
    if done != NEVER and (soon != NEVER or later != NEVER):
        return Time.NOW
    if soon != NEVER:
        return Time.NEXT
    return Time.LATER if later != NEVER else Time.DONE


def _found(trace: Evaluation, name: str, part: Part) -> int:
    return trace.parts[key_of(name, part)]


def is_too_late(trace: Evaluation, name: str) -> bool:
    """Whether a recommendation is done because its time has passed, and not because it was given."""
    late = key_of(name, Part.LATE)
    return time_of(trace, name) == Time.DONE and late in trace.parts and trace.parts[late] != NEVER


def waits_for(trace: Evaluation, name: str) -> list[str]:
    """Name the unknown facts that would tell when a recommendation is due, in the order of the form."""
    parts = [key_of(name, part) for part in (Part.DUE, Part.NEXT, Part.LATER, Part.DONE)]
    rows = [trace.chosen.times[part] for part in parts if part in trace.chosen.times]
    reached = set(trace.still_asked([trace.chosen.nodes[name]]))
    return [one for one in trace.still_asked(rows) if one not in reached]


def times_of(trace: Evaluation) -> dict[str, Time]:
    """Say when each statement is due that applies, or may, through a recommendation.

    A statement that several recommendations cite takes the most pressing of their times; those that may be reached
    count only where none is reached.

    Args:
        trace: what evaluation found.
    """
    times = {name: time for name in trace.nodes if (time := time_of(trace, name)) is not None}
    found: dict[str, list[tuple[bool, int, Time]]] = {}
    for name, statement in _cited(trace.guideline, times):
        if trace.statements[statement] != Applies.NO:
            open_yet = trace.nodes[name] != Status.ACTIVE
            found.setdefault(statement, []).append((open_yet, PRESSING[times[name]], times[name]))
    return {name: min(found[name])[2] for name in trace.guideline.statements if name in found}


def _cited(guideline: Guideline, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name, statement) for name in names for statement in guideline.nodes[name].cites)
