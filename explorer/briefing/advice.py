"""Which advice is given for a case, in which section, and why some of it is withheld."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.knowledge.model import Decision, Recommendation
from explorer.reasoning.status import Status
from explorer.reasoning.trace import Trace

SECTIONS = {
    "do": "What to do",
    "consider": "Options",
    "avoid": "What not to do",
    "caution": "Cautions at this step",
    "test": "Conditions, tested for each source",
    "note": "Background",
}
"""The title of the section in which a kind of advice is shown."""


def advice_by_section(trace: Trace) -> dict[str, list[Recommendation]]:
    """Sort the recommendations that are active by where they are shown.

    Args:
        trace: what evaluation found.

    Returns:
        Under ``first`` those that wait for a fact they ask for, under ``held`` those that are withheld, and all others
        under their kind of advice, in the order of ``SECTIONS``.
    """
    found: dict[str, list[Recommendation]] = {section: [] for section in ("first", *SECTIONS, "held")}
    for node in recommendations(trace, Status.ACTIVE):
        found[_section_of(trace, node)].append(node)
    return found


def _section_of(trace: Trace, node: Recommendation) -> str:
    if open_questions(trace, node):
        return "first"
    return "held" if trace.held_back.get(node.id) == Status.ACTIVE else node.advice


def recommendations(trace: Trace, status: str) -> list[Recommendation]:
    """Return the recommendations of a status, pathway by pathway."""
    nodes = (trace.guideline.nodes[name] for name, found in trace.nodes.items() if found == status)
    return [node for node in nodes if isinstance(node, Recommendation)]


def open_questions(trace: Trace, node: Recommendation) -> list[str]:
    """Return the facts that a recommendation asks for and that are not known of this case."""
    return [name for name in node.asks if name not in trace.taken_as_known]


def withheld_because(trace: Trace, node: Recommendation) -> str | None:
    """Say why a recommendation is withheld, or what could withhold it; None where nothing can."""
    status = trace.held_back.get(node.id, Status.RULED_OUT)
    if status == Status.RULED_OUT:
        return None
    word = "Held back because" if status == Status.ACTIVE else "Held back if"
    bars = [bar for index, bar in enumerate(node.unless) if trace.held_back[f"{node.id}/{index}"] == status]
    reasons = [f"{bar.because} ({', '.join(_listened_to(trace, bar.cites))})" for bar in bars]
    joined = (" and " if status == Status.ACTIVE else ", or ").join(reasons)
    return f"{word} {joined}."


def withholding_statements(trace: Trace, node: Recommendation) -> list[str]:
    """Return the statements for which a recommendation is withheld in this case."""
    bars = [bar for index, bar in enumerate(node.unless) if trace.held_back[f"{node.id}/{index}"] == Status.ACTIVE]
    return [name for bar in bars for name in _listened_to(trace, bar.cites)]


def _listened_to(trace: Trace, cites: Iterable[str]) -> list[str]:
    return [name for name in cites if trace.guideline.statements[name].source in trace.chosen.sources]


def gaps(trace: Trace) -> dict[str, str]:
    """Say, for each decision at which the sources are silent for this case, what is not said."""
    return {name: _gap(trace, name) for name in trace.silent}


def _gap(trace: Trace, name: str) -> str:
    node = trace.guideline.nodes[name]
    declared = node.silent if isinstance(node, Decision) else None
    return declared or f"{node.title} For this case the sources do not say."
