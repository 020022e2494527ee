"""What validation finds wrong in a file, told in our words at the line where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from explorer.knowledge.condition import ConditionError, nearest
from explorer.knowledge.problem import Problem
from explorer.knowledge.yaml_file import Document, Place


def told_mistakes(
    error: ValidationError, document: Document, kind: type[BaseModel], names_known: bool = True
) -> Iterable[Problem]:
    """Tell each mistake that validation found, at its line.

    Args:
        error: what validation found.
        document: the file.
        kind: what the file should hold.
        names_known: whether the parameters could be read; conditions are not judged otherwise.
    """
    mistakes = error.errors()
    places = [tuple(step for step in mistake["loc"] if isinstance(step, str | int)) for mistake in mistakes]
    for mistake, place in zip(mistakes, places, strict=True):
        cause = mistake.get("ctx", {}).get("error")
        if isinstance(cause, ConditionError):
            yield from _told_condition(cause, document, place) if names_known else ()
        elif mistake["type"] != "too_short" or not _has_inner(place, places):
            yield document.problem(place, *_words(mistake, place, kind))


def _has_inner(place: Place, places: list[Place]) -> bool:
    """Whether a list is only too short because what stands in it is wrong."""
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _told_condition(error: ConditionError, document: Document, place: Place) -> Iterable[Problem]:
    for mistake in error.mistakes:
        what, _, right = mistake.message.partition("; ")
        yield document.problem(
            place,
            what,
            f"{right or 'correct the condition'}\n    {error.text}\n    {' ' * mistake.column}^",
        )


def _words(mistake: Any, place: Place, kind: type[BaseModel]) -> tuple[str, str]:
    name = str(place[-1]) if place else "the file"
    given = repr(mistake.get("input"))[:60]
    match mistake["type"]:
        case "missing" if name.isdigit():
            return f"{place[-2]} has too few items", f"write {place[-2]}: [lowest, highest]"
        case "missing":
            return f"{name!r} is missing", f"add {name}:"
        case "extra_forbidden":
            return f"unknown key {name!r}", nearest(name, _field_names(kind))
        case "literal_error":
            return f"{name}: {given} is not known", f"use one of {mistake['ctx']['expected']}"
        case "node_kind":
            return (
                "this node is of no kind, or of several",
                "give it one of decision:, recommendation: or handover:",
            )
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{name}: {given} stands where keys belong", "write it as key: value lines"
        case "tuple_type" | "list_type":
            return f"{name}: {given} stands where a list belongs", "write a list: [a, b]"
        case "string_pattern_mismatch":
            return (
                f"{name}: {given} is not a name",
                "use letters, digits and _, beginning with a letter",
            )
        case "string_type" if isinstance(mistake.get("input"), list | dict):
            return f"{name}: {given} is not one text", f"write one text after {name}:"
        case "string_type":
            return f"{name}: {given} is not text", f"put it in quotes: {name}: '{mistake.get('input')}'"
        case "string_too_short" | "too_short":
            return f"{name} is empty", f"write something under {name}:, or leave the key out"
        case "string_too_long" | "too_long":
            return f"{name} is too long", f"at most {mistake['ctx']['max_length']} signs or items may stand here"
        case "bool_type" | "bool_parsing":
            return f"{name}: {given} is neither true nor false", "write true or false"
        case "float_type" | "float_parsing" | "int_parsing" | "int_type" | "finite_number" | "greater_than":
            return f"{name}: {given} is not a number that can stand here", _number_words(name, mistake)
        case "value_error":
            what, _, right = str(mistake["ctx"]["error"]).partition("; ")
            return what, right or "correct it"
    return f"{name}: {given} does not fit", mistake["msg"][:1].lower() + mistake["msg"][1:]


def _number_words(name: str, mistake: Any) -> str:
    least = mistake.get("ctx", {}).get("gt")
    return (
        f"write a number above {least}"
        if least is not None
        else "write a number in digits, with a point before decimals"
    )


def _field_names(kind: type[BaseModel]) -> list[str]:
    """The keys that may stand anywhere in a file of this kind."""
    names: list[str] = []
    for model in _models_in(kind, set()):
        names += [field.alias or name for name, field in model.model_fields.items()]
    return list(dict.fromkeys(names))


def _models_in(annotation: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    if is_model and annotation not in seen:
        seen.add(annotation)
        for item in annotation.model_fields.values():
            _models_in(item.annotation, seen)
    for argument in get_args(annotation):
        _models_in(argument, seen)
    return seen
