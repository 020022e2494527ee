"""How large a guideline may be: far larger than any that people read, and small enough to be read at once.

Looked at before anything is checked, so that a folder made to keep the reader busy is refused quickly.  The size and
nesting of one file are limited in ``text``, the length and depth of one condition in ``condition``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from explorer.knowledge.problem import Problem
from explorer.knowledge.yaml_file import Document, Place

LARGEST_GUIDELINE = 10_000_000  # bytes, all files together
MOST = {
    "sources": 200,
    "groups": 200,
    "parameters": 1000,
    "options": 200,
    "criteria": 2000,
    "scores": 200,
    "follows": 1000,
    "statements": 10_000,
    "nodes": 5000,
    "branches": 100,
    "disagreements": 2000,
    "positions": 50,
    "teaching cases": 1000,
}
"""The most there may be of a thing: in the whole guideline; options, branches and positions in what holds them."""

EACH = ("options", "branches", "positions")
DEEPEST_LIST = 6  # steps: pathway → nodes → node → branches


def find_excess(documents: Mapping[str, Document]) -> list[Problem]:
    """Find what there is too much of.

    Args:
        documents: the files of the folder by name.
    """
    counted: dict[str, int] = {}
    problems = []
    for document in documents.values():
        for kind, place, count in _counts(document):
            whole = count if kind in EACH else counted.get(kind, 0) + count
            counted[kind] = whole
            if whole > MOST[kind]:
                problems.append(_too_many(document, kind, place, whole))
    return problems


def _too_many(document: Document, kind: str, place: Place, count: int) -> Problem:
    where = "here" if kind in EACH else "in all"
    return document.problem(place, f"there are {count} {kind} {where}", f"at most {MOST[kind]} are read")


def _counts(document: Document) -> Iterator[tuple[str, Place, int]]:
    """Every list or mapping that is limited: its kind, its place, and how much is in it."""
    if document.name == "teaching_cases.yaml" and isinstance(document.data, list):
        yield "teaching cases", (), len(document.data)
    yield from _within(document.data, (), _is_limited)


def _is_limited(key: str, value: Any) -> bool:
    return key in MOST and isinstance(value, list | dict)


def _within(data: Any, place: Place, wanted: Callable[[str, Any], bool]) -> Iterator[tuple[str, Place, int]]:
    """Look as deep as a guideline's lists stand."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if isinstance(key, str) and wanted(key, value):
            yield key, (*place, key), len(value)
        if isinstance(value, dict | list) and len(place) < DEEPEST_LIST:
            yield from _within(value, (*place, key), wanted)
