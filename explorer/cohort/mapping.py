"""How the columns of a table are the parameters of a guideline: by their names, or as a mapping file says.

columns:
  kras: {column: KRAS_STATUS, values: {WT: wild_type, MUT: mutant}, unknown: [ND, ""]}
  liver_lesion_count: {column: n_liver}
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.yaml_file import Document, read_document

KEYS = ("column", "values", "unknown")


@dataclass(frozen=True)
class Column:
    """The column in which a parameter stands.

    Attributes:
        name: its title in the table.
        values: what is written there, and which answer is meant; anything else is read as it stands.
        unknown: what is written there where the answer is not known.
    """

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()


Mapped = dict[str, Column]
"""For each parameter that the table has, its column."""


def by_name(guideline: Guideline, titles: Collection[str]) -> Mapped:
    """Take the columns that are called as the parameters are."""
    return {name: Column(name) for name in guideline.parameters if name in titles}


def read_mapping(guideline: Guideline, path: str, titles: Collection[str]) -> Mapped:
    """Read a mapping file and check it against the table and the guideline.

    Args:
        guideline: whose parameters are meant.
        path: the file.
        titles: the titles of the table's columns.

    Raises:
        CaseError: with every mistake and its line.
    """
    document, problems = read_document(Path(path), path)
    if document is None or problems:
        raise CaseError(problems)
    columns = document.data.get("columns") if isinstance(document.data, dict) else None
    if not isinstance(columns, dict):
        raise CaseError([document.problem((), "it has no columns:", "write columns:, and a line for each parameter")])
    problems = [
        problem for name, one in columns.items() for problem in _problems(document, guideline, titles, name, one)
    ]
    if problems:
        raise CaseError(problems)
    return {name: _column(one) for name, one in columns.items()}


def _column(one: Any) -> Column:
    if isinstance(one, str):
        return Column(one)
    unknown = frozenset(str(text) for text in one.get("unknown") or ())
    return Column(str(one["column"]), {str(key): value for key, value in (one.get("values") or {}).items()}, unknown)


def _problems(
    document: Document, guideline: Guideline, titles: Collection[str], name: str, one: Any
) -> Iterator[Problem]:
    place = ("columns", name)
    parameter = guideline.parameters.get(name)
    if parameter is None:
        yield document.problem(place, f"there is no parameter {name!r}", nearest(name, guideline.parameters))
        return
    if not isinstance(one, dict | str) or (isinstance(one, dict) and "column" not in one):
        yield document.problem(place, f"{name}: it names no column", f"write {name}: {{column: TITLE}}")
        return
    for key in one if isinstance(one, dict) else ():
        if key not in KEYS:
            yield document.problem((*place, key), f"unknown key {key!r}", nearest(key, KEYS))
    title = one if isinstance(one, str) else str(one["column"])
    if title not in titles:
        yield document.problem(place, f"the table has no column {title!r}", nearest(title, list(titles)))
    values = one.get("values") if isinstance(one, dict) else None
    for written, answer in (values or {}).items() if isinstance(values, dict | None) else ():
        if parameter.option_names and str(answer) not in (*parameter.option_names, "unknown"):
            where = (*place, "values", written)
            yield document.problem(
                where, f"{answer!r} is not an answer to {name!r}", nearest(str(answer), parameter.option_names)
            )
