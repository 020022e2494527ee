"""The form of a case: one widget asks every parameter and never mistakes silence for "no".

The browser sends what was chosen or typed, as text; it is read here and nowhere else.  What cannot
be read stays in its control with a message, and the case keeps the last good value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from explorer.knowledge.case import UNKNOWN, Case, read_case
from explorer.knowledge.model import Group, Guideline, Parameter
from explorer.knowledge.number import number_as_typed
from explorer.knowledge.problem import Problem

HERE = Path(__file__).parent
MOST_NAMES = 3
LINK = ""


class Form(anywidget.AnyWidget):
    """Asks the parameters of a guideline and keeps the case they make.

    Args:
        guideline: whose parameters are asked.
        given: the case to begin with; by default nothing is known.

    Attributes:
        case: the case as it could be read; observe or link it to follow the form, set it to fill the form in.
        answers: parameter → text as typed or chosen; absent is not known, and ``unknown`` says that
            not even an assumption is made.
        read: the answers the kernel has read last.
        messages: parameter → what is wrong with its answer; under ``""`` what is wrong with a link.
        assumed: parameter → the value that is assumed while nothing is said.
        ask: the parameters that matter now, the most telling first.
        idle: the parameters that cannot matter for this case.

    >>> from explorer import load
    >>> form = Form(load("rectal_liver_metastases"), {"kras": "mutant"})
    >>> form.case.known
    {'kras': 'mutant'}
    """

    _esm = "".join(
        path.read_text("utf-8") for path in (HERE.parent / "after_path.js", HERE.parent / "keys.js", HERE / "form.js")
    )
    _css = HERE / "form.css"

    groups = traitlets.List(traitlets.Dict()).tag(sync=True)
    answers = traitlets.Dict(key_trait=traitlets.Unicode(), value_trait=traitlets.Unicode()).tag(sync=True)
    read = traitlets.Dict().tag(sync=True)
    messages = traitlets.Dict().tag(sync=True)
    assumed = traitlets.Dict().tag(sync=True)
    ask = traitlets.List(traitlets.Unicode()).tag(sync=True)
    idle = traitlets.List(traitlets.Unicode()).tag(sync=True)
    case = traitlets.Instance(Case, ())

    def __init__(self, guideline: Guideline, given: Mapping[str, Any] | Case | None = None) -> None:
        self.guideline = guideline
        self._before = Case()
        super().__init__(
            groups=describe(guideline.groups),
            answers=as_text(written(given or {})),
            assumed=assumed_in(guideline, Case()),
        )
        self.on_msg(self._told)

    def _told(self, _: Any, content: Any, __: Any) -> None:
        """The browser gives answers again that may have been lost on the way."""
        answers = content.get("answers") if isinstance(content, dict) else None
        if isinstance(answers, dict) and all(isinstance(text, str) for text in answers.values()):
            self.answers = answers

    def __repr__(self) -> str:
        return f"Form({self.guideline.metadata.id!r}, {len(self.case.known)} facts known)"

    @traitlets.observe("case")
    def _case_changed(self, change: Any) -> None:
        """A case that was set from outside is shown in the controls."""
        if change.new != self._before:
            self.set(change.new)

    def set(self, given: Mapping[str, Any] | Case) -> None:
        """Show another case; the one before can be had back with undo.

        Args:
            given: parameter → value, or a case.  What cannot be read gets a message.
        """
        self._before = Case()
        self.answers = as_text(written(given))

    def clear(self) -> None:
        """Show the case of which nothing is known."""
        self.set({})

    @traitlets.observe("answers")
    def _read(self, change: Any) -> None:
        found, problems = read_case(self.guideline, change.new)
        case = keep(found, self._before, {problem.place for problem in problems})
        self._before = case
        with self.hold_sync():
            self.read = change.new
            self.messages = tell(problems, case, self.guideline)
            self.assumed = assumed_in(self.guideline, case)
            self.case = case


def describe(groups: Iterable[Group]) -> list[dict[str, Any]]:
    """Say as plain data what the form asks.

    Args:
        groups: the groups of a guideline.
    """
    shown = {"id", "title", "help"}
    return [
        {**group.model_dump(include=shown), "parameters": [_describe(p) for p in group.parameters]} for group in groups
    ]


def _describe(parameter: Parameter) -> dict[str, Any]:
    shown = {"id", "label", "question", "help", "kind", "range", "unit", "assume"}
    options = [[name, option.label, option.help] for name, option in parameter.options.items()]
    if parameter.kind == "yes/no":
        options = [[name, name.capitalize(), None] for name in parameter.option_names]
    return {**parameter.model_dump(include=shown), "options": options}


def written(given: Mapping[str, Any] | Case) -> Mapping[str, Any]:
    """The case as one writes it down, whichever way it was given."""
    return given.as_given() if isinstance(given, Case) else given


def as_text(given: Mapping[str, Any]) -> dict[str, str]:
    """Write a case as the form holds it.

    >>> as_text({"kras": "mutant", "bilobar": True, "remnant_pct": 33.5, "mmr": None})
    {'kras': 'mutant', 'bilobar': 'yes', 'remnant_pct': '33.5', 'mmr': 'unknown'}
    """
    return {str(name): _as_text(value) for name, value in given.items()}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_as_typed(value)
    return UNKNOWN if value is None else str(value)


def keep(read: Case, before: Case, wrong: Iterable[str]) -> Case:
    """Leave the answers that cannot be read as they were before.

    Args:
        read: the case made of the answers that can be read.
        before: the case before.
        wrong: the parameters whose answers cannot be read.
    """
    kept = {name: before.known[name] for name in wrong if name in before.known}
    return Case({**read.known, **kept}, read.unknown | (before.unknown & frozenset(wrong)))


def tell(problems: Iterable[Problem], case: Case, guideline: Guideline) -> dict[str, str]:
    """Say what is wrong with each answer; unknown names are told once, together."""
    messages: dict[str, str] = {}
    strange: list[Problem] = []
    for problem in problems:
        parameter = guideline.parameters.get(problem.place)
        if parameter is None:
            strange.append(problem)
        else:
            messages[parameter.id] = f"{_wrong(parameter, problem)} {_kept(parameter, case)}"
    return {**messages, LINK: _strangers(strange)} if strange else messages


def _wrong(parameter: Parameter, problem: Problem) -> str:
    if parameter.is_number:  # which numbers are allowed stands beside the control
        return f"{problem.what}."
    right = problem.right[:1].upper() + problem.right[1:]
    return f"{problem.what}. {right}{'' if right.endswith(('?', '…')) else '.'}"


def _kept(parameter: Parameter, case: Case) -> str:
    if parameter.id not in case.known:
        return "The case counts it as not known."
    return f"The case keeps {parameter.option_label(case.known[parameter.id])}."


def _strangers(problems: list[Problem]) -> str:
    named = "; ".join(_stranger(problem) for problem in problems[:MOST_NAMES])
    more = f" and {len(problems) - MOST_NAMES} more" if len(problems) > MOST_NAMES else ""
    return f"Left out, because this guideline does not ask it: {named}{more}. The rest is shown."


def _stranger(problem: Problem) -> str:
    nearest = f" ({problem.right})" if problem.right.startswith("did you mean") else ""
    return repr(problem.place) + nearest


def assumed_in(guideline: Guideline, case: Case) -> dict[str, str]:
    """What is assumed for a case: the declared assumptions of which it says nothing."""
    said = case.known.keys() | case.unknown
    unsaid = (p for p in guideline.parameters.values() if p.id not in said)
    return {p.id: p.assume for p in unsaid if p.assume is not None}
