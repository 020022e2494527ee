"""Two editions of a guideline over the same cases, so that their sets can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from explorer.knowledge.model import Group, Guideline, Parameter
from explorer.knowledge.problem import CaseError, Problem
from explorer.reasoning.compiled import Chosen, compile_guideline
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.sets import CaseSet, DecisionDiagram
from explorer.reasoning.space import regions_of, thresholds_of


@dataclass(frozen=True, eq=False)
class Edition:
    """One of the two editions, its sets in the diagram of both.

    Attributes:
        guideline: the edition, with the parameters of both.
        chosen: it compiled, with all of its sources.
        conditions: its conditions, as sets of the common diagram.
        rows: for each row of its own diagram, the row of the common one.
    """

    guideline: Guideline
    chosen: Chosen
    conditions: Conditions
    rows: dict[int, int]

    def cases(self, row: int) -> CaseSet:
        """Return a set of its own diagram as one of the common diagram."""
        return self.conditions.at(self.rows[row])


def together(old: Guideline, new: Guideline) -> tuple[Edition, Edition]:
    """Bring two editions over the same cases.

    A parameter that only one of them asks is idle in the other; an option that only one has is another answer.

    Raises:
        CaseError: a parameter is a number in one and a choice in the other.
    """
    if wrong := [name for name in old.parameters if _differs_in_kind(old, new, name)]:
        right = "give the parameter another id in one of the editions"
        what = "it is a number in one edition and a choice in the other"
        raise CaseError([Problem(name, what, right) for name in wrong])
    names = [*old.parameters, *(name for name in new.parameters if name not in old.parameters)]
    cut = thresholds_of(old)
    for name, numbers in thresholds_of(new).items():
        cut.setdefault(name, set()).update(numbers)
    both = [
        _with_parameters(guideline, (_joint(old, new, name, guideline) for name in names)) for guideline in (old, new)
    ]
    regions = {name: regions_of(parameter, cut.get(name, ())) for name, parameter in both[0].parameters.items()}
    made = [compile_guideline(guideline, regions).choose() for guideline in both]
    common = DecisionDiagram(made[0].space.weights)
    first, second = (_moved_into(common, chosen) for chosen in made)
    return first, second


def _differs_in_kind(old: Guideline, new: Guideline, name: str) -> bool:
    return name in new.parameters and old.parameters[name].is_number != new.parameters[name].is_number


def _joint(old: Guideline, new: Guideline, name: str, own: Guideline) -> Parameter:
    """A parameter as one edition has it, with the answers of both."""
    found = [edition.parameters[name] for edition in (old, new) if name in edition.parameters]
    one = own.parameters.get(name) or found[0].model_copy(update={"assume": None})
    if len(found) < 2:
        return one.model_copy(update={"weights": {}})
    first, second = found
    if one.is_number:
        low, high = zip(*(parameter.range or (0.0, 0.0) for parameter in found), strict=True)
        kind = first.kind if first.kind == second.kind else "number"
        return one.model_copy(update={"kind": kind, "range": (min(low), max(high))})
    if first.kind == second.kind == "yes/no":
        return one.model_copy(update={"weights": first.weights if first.weights == second.weights else {}})
    options = {**_options(first), **_options(second)}
    weights = first.weights if first.weights == second.weights else {}
    return one.model_copy(update={"kind": "choice", "options": options, "weights": weights})


def _options(parameter: Parameter) -> dict[str, object]:
    return dict(parameter.options) or dict.fromkeys(parameter.option_names)


def _with_parameters(guideline: Guideline, parameters: Iterable[Parameter]) -> Guideline:
    group = Group.model_construct(id="all", title="All", help=None, parameters=tuple(parameters))
    return replace(guideline, groups=(group,))


def _moved_into(common: DecisionDiagram, chosen: Chosen) -> Edition:
    rows = {0: 0, 1: 1}
    for row, (parameter, nexts) in enumerate(chosen.diagram.rows[2:], 2):
        rows[row] = common.row(parameter, tuple(rows[following] for following in nexts))
    return Edition(chosen.guideline, chosen, Conditions(chosen.space, common), rows)
