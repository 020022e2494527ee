"""Which advice is given for a case, in which section, and why some of it is withheld."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from explorer.knowledge.model import Bar, Decision, Disagreement, Recommendation
from explorer.reasoning.case.times import is_too_late, time_of, waits_for
from explorer.reasoning.graph import branch_name
from explorer.reasoning.status import NEVER, Status, Time
from explorer.reasoning.trace import Trace

SECTIONS = {
    "do": "What to do now",
    "disputed": "Disputed now: some sources say so, others do not",
    "consider": "Options now",
    "avoid": "What not to do",
    "caution": "Cautions at this step",
    "next": "Next",
    "later": "Later",
    "done": "Done, or its time has passed",
    "always": "In every case",
    "test": "Conditions, tested for each source",
    "note": "Background",
}
"""The title of the section in which a kind of advice is shown."""


NOT_NOW = (Time.NEXT, Time.LATER, Time.DONE)


@lru_cache(maxsize=4)  # a page asks several times for each case
def advice_by_section(trace: Trace) -> dict[str, list[Recommendation]]:
    """Sort the recommendations that are active by where they are shown.

    Args:
        trace: what evaluation found.

    Returns:
        Under ``first`` those that wait for a fact they ask for, under ``held`` those that are withheld, under ``next``,
        ``later`` and ``done`` those that are not due now, under ``always`` the duties of every case, and all others
        under their kind of advice, in the order of ``SECTIONS``; in each the order of care.
    """
    found: dict[str, list[Recommendation]] = {section: [] for section in ("first", *SECTIONS, "held")}
    for node in in_order_of_care(trace, recommendations(trace, Status.ACTIVE)):
        found[_section_of(trace, node)].append(node)
    return found


def in_order_of_care(trace: Trace, nodes: Iterable[Recommendation]) -> list[Recommendation]:
    """Sort recommendations by their stage of care; those of one stage, or of none, stay as they are."""
    place = {stage.id: index for index, stage in enumerate(trace.guideline.metadata.stages)}
    return sorted(nodes, key=lambda node: place.get(node.at or "", len(place)))


def _section_of(trace: Trace, node: Recommendation) -> str:
    if open_questions(trace, node):
        return "first"
    if trace.held_back.get(node.id) == Status.ACTIVE:
        return "held"
    time = time_of(trace, node.id)
    if time not in NOT_NOW and node.advice in ("do", "consider") and is_disputed(trace, node):
        return "disputed"
    if time in NOT_NOW and node.advice not in ("test", "note"):
        return str(time.value)
    return "always" if node.advice == "do" and is_duty(trace, node) else node.advice


def is_duty(trace: Trace, node: Recommendation) -> bool:
    """Say whether a recommendation is a duty in every case rather than a step of this one."""
    return any(stage.id == node.at and stage.always for stage in trace.guideline.metadata.stages)


@dataclass(frozen=True)
class Stop:
    """What forbids some of the advice in this case.

    Attributes:
        because: the facts that forbid it, in words.
        statements: the statements that say so.
        holds: the recommendations it holds back.
    """

    because: str
    statements: tuple[str, ...]
    holds: tuple[Recommendation, ...]


def stops(trace: Trace) -> list[Stop]:
    """Say what forbids advice in this case: each recommendation once, under all the facts that hold it back."""
    found: dict[tuple[str, ...], tuple[dict[str, None], list[Recommendation]]] = {}
    for node in advice_by_section(trace)["held"]:
        bars = bars_of(trace, node, Status.ACTIVE)
        statements, holds = found.setdefault(tuple(dict.fromkeys(bar.because for bar in bars)), ({}, []))
        statements |= dict.fromkeys(withholding_statements(trace, node))
        holds.append(node)
    return [Stop(" and ".join(reasons), tuple(cites), tuple(holds)) for reasons, (cites, holds) in found.items()]


def chosen_advice(trace: Trace) -> list[Recommendation]:
    """What is advised for or against in this case, now."""
    found = advice_by_section(trace)
    return [*found["do"], *found["disputed"], *found["consider"], *found["avoid"]]


def disagreements_in(trace: Trace, status: Status) -> list[Disagreement]:
    """The disagreements that have a status in this case, in the guideline's order."""
    found = trace.guideline.disagreements.values()
    return [one for one in found if trace.disagreements[one.id] == status]


def disputes(trace: Trace) -> list[Disagreement]:
    """The active disagreements that are judged source by source, those first that touch what is advised now."""
    active = [one for one in disagreements_in(trace, Status.ACTIVE) if one.sides]
    named = {name for node in chosen_advice(trace) for name in node.disagreements}
    return sorted(active, key=lambda one: one.id not in named)


def wanted_facts(trace: Trace) -> dict[str, Recommendation]:
    """The unknown facts that active advice asks for, the most telling first, each with the first step that asks."""
    asking: dict[str, Recommendation] = {}
    for node in advice_by_section(trace)["first"]:
        for name in open_questions(trace, node):
            asking.setdefault(name, node)
    return {name: asking[name] for name in sorted(asking, key=[*trace.next_questions, *asking].index)}


def stopping_steps(trace: Trace) -> list[str]:
    """The steps that say what stops advice in this case: those to avoid that rest on the same statements."""
    stopping = {name for stop in stops(trace) for name in stop.statements}
    avoid = [node for node in recommendations(trace, Status.ACTIVE) if node.advice == "avoid"]
    return [node.id for node in avoid if not stopping.isdisjoint(node.cites)]


def bars_of(trace: Trace, node: Recommendation, status: Status) -> list[Bar]:
    """Return the bars of a recommendation that have a status in this case."""
    return [bar for index, bar in enumerate(node.unless) if trace.held_back[f"{node.id}/{index}"] == status]


def is_disputed(trace: Trace, node: Recommendation) -> bool:
    """Say whether sources judge the case differently on what a recommendation is about: then it is no order."""
    judged = trace.guideline.disagreements
    return any(trace.disagreements[name] == Status.ACTIVE and bool(judged[name].sides) for name in node.disagreements)


def capital(words: str) -> str:
    """Begin with a capital letter.

    >>> capital("at most 3")
    'At most 3'
    """
    return words[:1].upper() + words[1:]


def timing_in_words(trace: Trace, node: Recommendation) -> str | None:
    """Say what bears on when a recommendation is due; None where its section says all."""
    if is_too_late(trace, node.id):
        return "Its time has passed."
    asked = waits_for(trace, node.id)
    labels = ", ".join(trace.guideline.parameters[name].label for name in asked)
    return f"Due? Depends on: {labels}." if asked else None


def recommendations(trace: Trace, status: str) -> list[Recommendation]:
    """Return the recommendations of a status, pathway by pathway."""
    nodes = (trace.guideline.nodes[name] for name, found in trace.nodes.items() if found == status)
    return [node for node in nodes if isinstance(node, Recommendation)]


def open_questions(trace: Trace, node: Recommendation) -> list[str]:
    """Return the facts that a recommendation asks for and that are not known of this case."""
    return [name for name in node.asks if name not in trace.taken_as_known]


def withheld_because(trace: Trace, node: Recommendation, cited: bool = True) -> str | None:
    """Say why a recommendation is withheld, or what could withhold it; None where nothing can.

    Args:
        trace: what evaluation found.
        node: the recommendation.
        cited: whether the statements that say so are named, too.
    """
    status = trace.held_back.get(node.id, Status.RULED_OUT)
    if status == Status.RULED_OUT:
        return None
    word = "Held back because" if status == Status.ACTIVE else "Held back if"
    bars = bars_of(trace, node, status)
    reasons = [_reason(trace, bar) if cited else bar.because for bar in bars]
    joined = (" and " if status == Status.ACTIVE else ", or ").join(reasons)
    return f"{word} {joined}."


def withholding_statements(trace: Trace, node: Recommendation) -> list[str]:
    """Return the statements for which a recommendation is withheld in this case."""
    bars = bars_of(trace, node, Status.ACTIVE)
    return [name for bar in bars for name in _saying(trace, bar)]


def _reason(trace: Trace, bar: Bar) -> str:
    return f"{bar.because} ({trace.guideline.cited(_saying(trace, bar)) or 'no source says so of such a case'})"


def _saying(trace: Trace, bar: Bar) -> list[str]:
    """The statements of a bar that speak of the case and are listened to."""
    return [name for name in bar.cites if trace.parts[name] != NEVER]


def gaps(trace: Trace) -> dict[str, str]:
    """Say, for each decision at which the sources are silent for this case, what is not said.

    A decision that should choose one way and has two that hold is told as well: there the guideline itself is at fault.
    """
    return {name: _gap(trace, name) for name in trace.silent} | {n: _overlap(trace, n) for n in trace.overlaps}


def _overlap(trace: Trace, name: str) -> str:
    nodes = trace.guideline.nodes
    ways = [way.to for way in nodes[name].branches if trace.branches[branch_name(name, way.to)] == Status.ACTIVE]
    titles = " and ".join(f"“{nodes[way].title}”" for way in ways)
    return (
        f"{nodes[name].title} One way should be chosen here, and {titles} hold together: the guideline needs mending."
    )


def _gap(trace: Trace, name: str) -> str:
    node = trace.guideline.nodes[name]
    declared = node.silent if isinstance(node, Decision) else None
    return declared or f"{node.title} For this case the sources do not say."
