"""A case: the facts that are known about it.  What is absent is unknown, and unknown is never "no"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline, Parameter, Value
from explorer.knowledge.number import NotANumber, read_number
from explorer.knowledge.problem import CaseError, Problem

UNKNOWN = "unknown"
_YES_NO = {"yes": "yes", "true": "yes", "1": "yes", "no": "no", "false": "no", "0": "no"}
_WORDS_OF_TABLES = frozenset({"na", "n/a", "nan", "nat", "<na>", ".", "-", "none", "null", "?"})


@dataclass(frozen=True)
class Case:
    """The known facts (parameter → value), and the parameters expressly said to be unknown.

    A parameter that is expressly unknown is not even assumed.
    """

    known: Mapping[str, Value] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()

    def as_given(self) -> dict[str, Value]:
        """The case as one writes it down."""
        return {**self.known, **dict.fromkeys(sorted(self.unknown), UNKNOWN)}


def read_case(guideline: Guideline, given: Mapping[str, Any]) -> tuple[Case, list[Problem]]:
    """Read a case somebody wrote, keeping what is right and telling what is wrong.

    Args:
        guideline: whose parameters the case speaks of.
        given: parameter → value; ``unknown`` or None says that a fact is not known, an empty text or NaN, as tables
            have them, says nothing of it.

    Returns:
        The case made of everything that could be read, and a problem for each entry that could not.
    """
    known: dict[str, Value] = {}
    unknown: set[str] = set()
    problems: list[Problem] = []
    for name, written in given.items():
        parameter = guideline.parameters.get(name)
        if parameter is None:
            problems.append(
                Problem(
                    str(name)[:80] or "(no name)",
                    "there is no such parameter",
                    nearest(name, guideline.parameters),
                )
            )
        elif written is None or (isinstance(written, str) and written.strip() == UNKNOWN):
            unknown.add(name)
        elif says_nothing(written):
            continue
        else:
            value, problem = read_value(parameter, written)
            if problem is not None:
                problems.append(problem)
            elif value is not None:
                known[name] = value
    return Case(known, frozenset(unknown)), problems


def make_case(guideline: Guideline, given: Mapping[str, Any] | Case) -> Case:
    """Read a case, refusing it when anything in it is wrong.

    Raises:
        CaseError: with every problem at once.
    """
    case, problems = read_case(guideline, given.as_given() if isinstance(given, Case) else given)
    if problems:
        raise CaseError(problems)
    return case


def read_value(parameter: Parameter, written: Any) -> tuple[Value | None, Problem | None]:
    """Read one answer.

    Args:
        parameter: what was asked.
        written: an option, a number, or text as typed; ``3,5`` is read as 3.5, but ``1,000`` and ``1.000`` are
            refused where they may mean a thousand or one.

    Returns:
        The value, or the problem with what was written.
    """
    if parameter.is_number:
        return _read_number(parameter, written)
    answer = written.strip() if isinstance(written, str) else written
    if parameter.kind == "yes/no":
        answer = _YES_NO.get(str(answer)[:80].casefold().removesuffix(".0"), answer)
    if isinstance(answer, str) and answer in parameter.option_names:
        return answer, None
    shown = str(written)[:80]
    right = nearest(shown, parameter.option_names)
    return None, Problem(parameter.id, f"{shown!r} is not an answer", _or_left_out(shown, right))


def _read_number(parameter: Parameter, written: Any) -> tuple[Value | None, Problem | None]:
    allowed = f"type a number {allowed_numbers(parameter)}"
    low, high = parameter.range or (float("-inf"), float("inf"))
    try:
        number = read_number(written, parameter.unit, low, high)
    except NotANumber as error:
        what, _, right = str(error).partition("; ")
        right = f"{right}; {allowed}" if right else allowed
        return None, Problem(parameter.id, what, _or_left_out(str(written), right))
    outside = parameter.problem_with(number)
    if outside is not None:
        return None, Problem(parameter.id, outside, allowed)
    return (int(number) if number == int(number) else number), None


def says_nothing(written: Any) -> bool:
    """Whether this is what tables write where nothing was entered: an empty text, or what is not equal to itself."""
    if isinstance(written, str):
        return not written.strip()
    try:
        return bool(written != written)
    except (TypeError, ValueError):
        return type(written).__name__ == "NAType"  # pandas.NA does not say whether it differs


def _or_left_out(written: str, right: str) -> str:
    """Add how to say that nothing is known, where what was written looks as if it meant that."""
    unclear = written.strip().casefold() in _WORDS_OF_TABLES
    return f"leave the fact out, or write unknown; else {right}" if unclear else right


def allowed_numbers(parameter: Parameter) -> str:
    """Say which numbers a parameter takes."""
    whole = ", whole" if parameter.kind == "integer" else ""
    return f"from {parameter.limits}{whole}" + (f" ({parameter.unit})" if parameter.unit else "")
