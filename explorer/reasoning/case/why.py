"""Why something is active, possible or ruled out for a case, in the words of its facts."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.knowledge.model import Guideline, Parameter
from explorer.reasoning.case.sufficient_facts import fewest_forcing
from explorer.reasoning.evaluation import Evaluation
from explorer.reasoning.space import atoms_in
from explorer.reasoning.status import ALWAYS, STATUS, Status


@dataclass(frozen=True)
class Why:
    """What decided a status.

    Attributes:
        status: active, possible or ruled out.
        facts: the fewest parameters whose known values already force it.
        open: the unknown parameters on which it still depends.
    """

    status: Status
    facts: tuple[str, ...]
    open: tuple[str, ...]


def why(trace: Evaluation, name: str) -> Why:
    """Say what decided the status of a node, branch, statement or disagreement.

    Args:
        trace: what evaluation found.
        name: its id; a branch is called ``a -> b``.

    Raises:
        UnknownNameError: there is no node, branch, statement or disagreement of this name.
    """
    row = trace.row(name)
    remaining = trace.moved[row]
    if remaining > ALWAYS:
        return Why(Status.POSSIBLE, (), tuple(trace.still_asked([row])))
    return Why(STATUS[remaining], tuple(forcing_facts(trace, row)), ())


def forcing_facts(trace: Evaluation, row: int) -> list[str]:
    """Find the fewest known facts that already force the status of a set, in the order of the form.

    The smallest number is found exactly, up to a bound on the effort (``forcing.MOST_LOOKS``); beyond it nothing
    can be left out of the facts, but fewer others might do as well.

    Args:
        trace: what evaluation found.
        row: the row of a set that is certain for the case, in the guideline's table.

    >>> from explorer import evaluate, load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "breast", "liver_mets": "yes"})
    >>> forcing_facts(trace, trace.row("unresectable_anti_egfr"))
    ['primary_site']
    """
    names = list(trace.chosen.space.regions)
    return [names[index] for index in fewest_forcing(trace.chosen.diagram, row, trace.facts)]


def why_in_words(trace: Evaluation, name: str) -> str:
    """Say why in one sentence.

    >>> from explorer import evaluate, load
    >>> trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "breast"})
    >>> why_in_words(trace, "unresectable_anti_egfr")
    'Ruled out because the primary is breast cancer.'
    """
    found = why(trace, name)
    if found.status == "possible":
        return f"Still open: depends on {_listed([_label(trace.guideline, p) for p in found.open])}."
    word = "Active" if found.status == "active" else "Ruled out"
    if not found.facts:
        return f"{word} in every case" + (" with the chosen sources." if _unsupported(trace, name) else ".")
    nearest = _asked_nearby(trace, name)
    facts = sorted(found.facts, key=lambda parameter: parameter not in nearest)
    return f"{word} because {_listed([_fact(trace, p) for p in facts])}."


def _asked_nearby(trace: Evaluation, name: str) -> set[str]:
    """The parameters the branches that lead straight to a node ask: the first a reader wants to hear of."""
    nodes, graph = trace.guideline.nodes, trace.chosen.graph
    before = graph.predecessors(name) if name in graph else ()
    guards = [way.when for start in before for way in nodes[start].branches if way.to == name]
    atoms = [atom for guard in guards if guard for atom in atoms_in(trace.guideline, guard.expression)]
    return {atom.parameter for atom in atoms}


def _unsupported(trace: Evaluation, name: str) -> bool:
    return name in trace.chosen.unsupported


def _fact(trace: Evaluation, name: str) -> str:
    parameter: Parameter = trace.guideline.parameters[name]
    phrase = parameter.phrase(trace.taken_as_known[name])
    if name in trace.assumed:
        return f"{phrase} (assumed)"
    return f"{phrase} (follows)" if name in trace.follows and name not in trace.case.known else phrase


def _label(guideline: Guideline, name: str) -> str:
    label = guideline.parameters[name].label
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _listed(words: list[str]) -> str:
    if len(words) > 6:
        words = [*words[:5], f"{len(words) - 5} more facts"]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
