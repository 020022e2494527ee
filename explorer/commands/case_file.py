"""A file of cases, as the commands take it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from explorer.knowledge.case import Case, read_case
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import CaseError
from explorer.knowledge.yaml_file import Document, read_document, read_stream


def cases_of(guideline: Guideline, path: str) -> Iterator[tuple[str | None, Case]]:
    """Read a file of cases; every mistake in it is told with its line, and then none is evaluated."""
    document, problems = (
        read_stream(sys.stdin.buffer, "standard input") if path == "-" else read_document(Path(path), path)
    )
    if document is None or problems:
        raise CaseError(problems)
    read: list[tuple[str | None, Case]] = []
    for place, name, given in _given(document):
        if not isinstance(given, dict):
            problems.append(document.problem(place, "this is not a case", "write parameter: value lines"))
            continue
        case, wrong = read_case(guideline, given)
        problems += [
            document.problem((*place, problem.place), f"{problem.place}: {problem.what}", problem.right)
            for problem in wrong
        ]
        read.append((name, case))
    if problems:
        raise CaseError(problems)
    yield from read


def _given(document: Document) -> Iterator[tuple[tuple[str | int, ...], str | None, Any]]:
    if not isinstance(document.data, list):
        yield from (
            [((), None, document.data)]
            if not _is_wrapped(document.data)
            else [(("case",), document.data.get("id"), document.data["case"])]
        )
        return
    for index, item in enumerate(document.data):
        if _is_wrapped(item):
            yield (index, "case"), None if item.get("id") is None else str(item["id"]), item["case"]
        else:
            yield (index,), None, item


def _is_wrapped(item: Any) -> bool:
    return isinstance(item, dict) and "case" in item and set(item) <= {"id", "case"}
