"""Which pathway the map opens as a case grows: the one in which the next question is decided."""

from __future__ import annotations

from collections.abc import Collection

from explorer.knowledge.condition import Expression
from explorer.knowledge.model import Guideline, Node, Pathway
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.graph import branch_name
from explorer.reasoning.space import atoms_in


def pathway_asking(trace: Evaluation, question: str | None, shown: str) -> str:
    """Choose the pathway to show: where the next question decides most.

    The first pathway is shown until something is known, and goes on being shown as long as the question decides
    more there than elsewhere.  Another pathway stays as long as the question decides anything in it, so that the
    map does not go to and fro.

    Args:
        trace: what evaluation found.
        question: the parameter to ask next; None when nothing is open.
        shown: the id of the pathway now shown.

    >>> from explorer import evaluate, load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "rectum"})
    >>> pathway_asking(trace, "phase", "overview")
    'overview'
    """
    first = trace.guideline.metadata.start
    if not trace.case.known:
        return first
    if question is None:
        return shown
    decided = {name: decided_in(trace, question, name) for name in trace.guideline.pathways}
    if shown != first and decided[shown]:
        return shown
    most = max(decided.values())
    return next((name for name in (shown, *decided) if decided[name] == most), shown) if most else shown


def decided_in(trace: Evaluation, question: str, name: str) -> int:
    """Count what a question decides at the active nodes of a pathway: open branches, and steps that ask for it."""
    pathway: Pathway = trace.guideline.pathways[name]
    return sum(_decided_at(trace, question, node) for node in pathway.nodes if trace.nodes[node.id] == "active")


def asking_nodes(trace: Evaluation, question: str) -> list[str]:
    """The active nodes at which a question decides, the first pathway's first.

    Args:
        trace: what evaluation found.
        question: the parameter to ask.
    """
    nodes = (node for name, node in trace.guideline.nodes.items() if trace.nodes[name] == "active")
    return [node.id for node in nodes if _decided_at(trace, question, node)]


def _decided_at(trace: Evaluation, question: str, node: Node) -> int:
    asks: Collection[str] = getattr(node, "asks", ())
    ways = (way for way in node.branches if trace.branches[branch_name(node.id, way.to)] == "possible")
    guards = [way.when.expression for way in ways if way.when is not None]
    return (question in asks) + sum(question in _asked(trace.guideline, guard) for guard in guards)


def _asked(guideline: Guideline, guard: Expression) -> set[str]:
    return {atom.parameter for atom in atoms_in(guideline, guard)}
