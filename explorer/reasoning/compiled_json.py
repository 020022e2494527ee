"""A compiled guideline as JSON: made once, opened by a worker, a page or another program.

The text holds the guideline's own words, its regions, its rows and the row of each set, the version of this form, and
a digest of all of it.  Conditions are kept as they were written and as they were read, so that nothing is parsed again.
"""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from explorer.knowledge import condition as language
from explorer.knowledge.condition import Condition, Expression, Vocabulary
from explorer.knowledge.model import (
    Criterion,
    Disagreement,
    Follows,
    Group,
    Guideline,
    Metadata,
    Pathway,
    Score,
    Statement,
    TeachingCase,
)
from explorer.knowledge.problem import Problem, Refused
from explorer.reasoning.compiled import Compiled, keep
from explorer.reasoning.graph import decision_graph
from explorer.reasoning.sets import DecisionDiagram
from explorer.reasoning.space import Region, Space, conditions_of

FORM = 4
"""The version of this form; another one is refused."""


class CompiledError(Refused):
    """Text that is not a compiled guideline, or not a whole one."""


class _Texts(BaseModel):
    """What a guideline says, as its files hold it."""

    metadata: Metadata
    groups: tuple[Group, ...]
    criteria: dict[str, Criterion]
    follows: tuple[Follows, ...]
    statements: dict[str, Statement]
    pathways: dict[str, Pathway]
    disagreements: dict[str, Disagreement]
    teaching_cases: tuple[TeachingCase, ...]
    scores: dict[str, Score]


def to_json(compiled: Compiled) -> str:
    """Write a compiled guideline as JSON text, the same for the same guideline.

    Args:
        compiled: the guideline.
    """
    guideline = compiled.guideline
    texts = {name: _plain(getattr(guideline, name)) for name in _Texts.model_fields}
    body = {
        "texts": texts,
        "conditions": {one.text: _tree(one.expression) for one in conditions_of(guideline)},
        "regions": {name: [_plain_region(one) for one in each] for name, each in compiled.space.regions.items()},
        "rows": compiled.diagram.rows[2:],
        "sets": compiled.sets,
    }
    written = _dump(body)
    return f'{{"form":{FORM},"digest":"{_digest(written)}","body":{written}}}'


def from_json(text: str) -> Compiled:
    """Open a compiled guideline; it answers as the one that was written.

    Args:
        text: as ``to_json`` wrote it.

    Raises:
        CompiledError: it is of another version, damaged, or something else altogether.
    """
    data = _opened(text)
    body = data["body"]
    read = {words: Condition(words, _expression(tree)) for words, tree in body["conditions"].items()}
    try:
        texts = _Texts.model_validate(body["texts"], context=Vocabulary({}, read=read))
    except ValidationError as error:
        raise _refused("its texts are not those of a guideline") from error
    guideline = Guideline(
        folder=Path(texts.metadata.id), **{name: getattr(texts, name) for name in _Texts.model_fields}
    )
    regions = {name: tuple(Region(*one) for one in each) for name, each in body["regions"].items()}
    space = Space(guideline, regions)
    rows = [(parameter, tuple(nexts)) for parameter, nexts in body["rows"]]
    diagram = DecisionDiagram([(1, 1)] * len(guideline.sources) + list(space.weights), rows)
    made = Compiled(guideline, decision_graph(guideline), space, diagram, body["sets"])
    keep(made)
    return made


def _opened(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("it is not JSON, or not all of it is there") from error
    if not isinstance(data, dict) or not {"form", "digest", "body"} <= set(data):
        raise _refused("it is JSON of another kind")
    if data["form"] != FORM:
        raise _refused(f"it has the form {str(data['form'])[:20]}, and this version reads the form {FORM}")
    # The text as it stands comes first: writing it again, as another program may have, takes as long as reading it.
    as_written = text.partition(',"body":')[2].strip().removesuffix("}")
    if data["digest"] != _digest(as_written) and data["digest"] != _digest(_dump(data["body"])):
        raise _refused("it was changed or damaged after it was written")
    return data


def _refused(what: str) -> CompiledError:
    return CompiledError([Problem("compiled guideline", what, "write it again from the guideline's folder")])


def _dump(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """A part of a guideline as its file holds it."""
    if isinstance(value, BaseModel):
        given = {name: getattr(value, name) for name in value.model_fields_set}
        return {type(value).model_fields[name].alias or name: _plain(part) for name, part in given.items()}
    if isinstance(value, Condition):
        return value.text
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _plain_region(region: Region) -> list[Any]:
    return [getattr(region, one.name) for one in fields(region)]


def _tree(expression: Expression) -> list[Any]:
    """An expression as plain data: its kind, then its parts."""
    parts = [getattr(expression, one.name) for one in fields(expression)]
    return [type(expression).__name__, *(_tree_part(part) for part in parts)]


def _tree_part(part: Any) -> Any:
    if isinstance(part, tuple):
        return [_tree_part(one) for one in part]
    return part if isinstance(part, str | int | float) else _tree(part)


def _expression(tree: list[Any]) -> Expression:
    kind, *parts = tree
    match kind:
        case "And" | "Or":
            made: Expression = getattr(language, kind)(tuple(_expression(part) for part in parts[0]))
        case "Not":
            made = language.Not(_expression(parts[0]))
        case "AtLeast":
            made = language.AtLeast(parts[0], tuple(_expression(part) for part in parts[1]))
        case "Among":
            made = language.Among(parts[0], tuple(parts[1]))
        case _:
            made = {"Compares": language.Compares, "Met": language.Met, "Scored": language.Scored}[kind](*parts)
    return made
