"""A case: the facts that are known about it.  What is absent is unknown, and unknown is never "no"."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline, Parameter, Value
from explorer.knowledge.problem import CaseError, Problem

UNKNOWN = "unknown"
_YES_NO = {True: "yes", False: "no", "true": "yes", "false": "no"}
_TWO_READINGS = re.compile(r"\s*[-+]?[1-9]\d*,\d{3}\s*")


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
        given: parameter → value; ``unknown`` or None says that a fact is not known.

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
        elif written is None or written == UNKNOWN:
            unknown.add(name)
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
        written: an option, a number, or text as typed; ``3,5`` is read as 3.5, but ``1,000`` is refused, because
            it may mean a thousand or one.

    Returns:
        The value, or the problem with what was written.
    """
    if parameter.is_number:
        return _read_number(parameter, written)
    answer = (
        _YES_NO.get(written, written) if parameter.kind == "yes/no" and isinstance(written, bool | str) else written
    )
    if isinstance(answer, str) and answer in parameter.option_names:
        return answer, None
    shown = str(written)[:80]
    return None, Problem(parameter.id, f"{shown!r} is not an answer", nearest(shown, parameter.option_names))


def _read_number(parameter: Parameter, written: Any) -> tuple[Value | None, Problem | None]:
    allowed = allowed_numbers(parameter)
    if isinstance(written, str) and _TWO_READINGS.fullmatch(written):
        return None, _read_two_ways(parameter, written.strip()[:80])
    try:
        number = float(written.strip().replace(",", ".")) if isinstance(written, str) else float(written)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(written, bool) or not math.isfinite(number):
        return None, Problem(parameter.id, f"{str(written)[:80]!r} is not a number", f"type a number {allowed}")
    what = parameter.problem_with(number)
    if what is not None:
        return None, Problem(parameter.id, what, f"type a number {allowed}")
    return (int(number) if number == int(number) else number), None


def _read_two_ways(parameter: Parameter, written: str) -> Problem:
    """Three digits after a comma are thousands to one reader and decimals to another."""
    plain, decimal = written.replace(",", ""), written.replace(",", ".")
    right = f"write {plain} without a comma, or {decimal} with a point; it takes a number {allowed_numbers(parameter)}"
    return Problem(parameter.id, f"{written!r} can be read as {plain} or as {decimal}", right)


def allowed_numbers(parameter: Parameter) -> str:
    """Say which numbers a parameter takes."""
    whole = ", whole" if parameter.kind == "integer" else ""
    return f"from {parameter.limits}{whole}" + (f" ({parameter.unit})" if parameter.unit else "")
