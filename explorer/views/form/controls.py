"""Stock ipywidgets for a few parameters, for a teacher's own notebook.

Each control starts at "not known" and can go back there.  Numbers are typed and read by the same rules as everywhere;
what cannot be read gets a message and does not change the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets
import traitlets

from explorer.knowledge.case import UNKNOWN, Case, read_case
from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline, Parameter
from explorer.knowledge.problem import CaseError, Problem

WIDE = {"description_width": "initial"}


class Controls(ipywidgets.VBox):
    """Ask some parameters of a guideline with stock ipywidgets.

    Args:
        guideline: whose parameters are asked.
        only: the ids of the parameters, in the order in which they are asked; by default all.
        case: what is known at the beginning.

    Attributes:
        case: the case the answers make; set it to change the answers, observe or link it to follow them.

    Raises:
        CaseError: there is no such parameter, or the case holds a value that does not exist.

    >>> from explorer import load
    >>> controls = Controls(load("rectal_liver_metastases"), only=["kras", "liver_lesion_count"])
    >>> controls.inputs["kras"].value = "mutant"
    >>> controls.case.known
    {'kras': 'mutant'}
    """

    case = traitlets.Instance(Case, ())

    def __init__(
        self, guideline: Guideline, only: Iterable[str] | None = None, case: Mapping[str, Any] | Case | None = None
    ) -> None:
        self.guideline = guideline
        names = list(guideline.parameters) if only is None else list(only)
        _check(guideline, names)
        self.inputs = {name: _control(guideline.parameters[name]) for name in names}
        self.messages = {name: ipywidgets.HTML() for name in names}
        self._elsewhere: dict[str, Any] = {}
        rows = [ipywidgets.VBox([self.inputs[name], self.messages[name]]) for name in names]
        super().__init__(children=rows)
        for control in self.inputs.values():
            control.observe(self._answered, "value")
        if case is not None:
            self.case = _read(guideline, case)

    def __repr__(self) -> str:
        return f"Controls({self.guideline.metadata.id!r}, {len(self.inputs)} questions)"

    def _answered(self, _: Any) -> None:
        answers = {name: control.value for name, control in self.inputs.items() if control.value.strip()}
        case, problems = read_case(self.guideline, {**self._elsewhere, **answers})
        words = {problem.place: f"{problem.what}. {problem.right}." for problem in problems}
        for name, message in self.messages.items():
            message.value = f'<span role="alert">{_escaped(words[name])}</span>' if name in words else ""
        kept = {name: self.case.known[name] for name in words if name in self.case.known}
        self.case = Case({**case.known, **kept}, case.unknown)

    @traitlets.observe("case")
    def _case_changed(self, change: Any) -> None:
        given = _read(self.guideline, change.new).as_given()
        self._elsewhere = {name: value for name, value in given.items() if name not in self.inputs}
        with self.hold_trait_notifications():
            for name, control in self.inputs.items():
                if not self.messages[name].value:
                    control.value = str(given.get(name, ""))


def _check(guideline: Guideline, names: list[str]) -> None:
    wrong = [name for name in names if name not in guideline.parameters]
    if wrong:
        known = guideline.parameters
        raise CaseError(
            [Problem("only", f"there is no parameter {str(name)[:80]!r}", nearest(str(name), known)) for name in wrong]
        )


def _read(guideline: Guideline, given: Mapping[str, Any] | Case) -> Case:
    case, problems = read_case(guideline, given.as_given() if isinstance(given, Case) else given)
    if problems:
        raise CaseError(problems)
    return case


def _control(parameter: Parameter) -> Any:
    """A choice as a drop-down list, a number as a line to type in; nothing is said at first."""
    about = {"description": parameter.question, "tooltip": parameter.help or parameter.question, "style": WIDE}
    layout = ipywidgets.Layout(width="auto", max_width="40rem")
    if parameter.is_number:
        return ipywidgets.Text(value="", placeholder="Not known", continuous_update=False, layout=layout, **about)
    silent = f"Assumed: {parameter.option_label(parameter.assume)}" if parameter.assume else "Not known"
    options = [(silent, ""), *((parameter.option_label(name), name) for name in parameter.option_names)]
    options += [("Not known", UNKNOWN)] if parameter.assume else []
    return ipywidgets.Dropdown(options=options, value="", layout=layout, **about)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
