"""Files of cases as people have them: YAML, JSON, one JSON object a line, several YAML documents, or a table in CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.knowledge.case import Case, read_case
from explorer.knowledge.files import read_file, read_limited
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import CaseError, Problem, Refused
from explorer.knowledge.yaml_file import Document, Place, decoded, parse_bytes, parse_document

STANDARD_INPUT = "-"
LARGEST_CASE_FILE = 50_000_000  # bytes
_ITEM = re.compile(r"[\s,]*(?=[^\s,\]])")
ABOUT = frozenset({"title", "vignette", "notice", "expect", "decision"})
"""What may stand beside a case that is taught, tested or decided on."""
Written = tuple[Place, str | None, Any]
"""Where a case stands in its file, its id, and what is given of it."""


def cases_of(guideline: Guideline, path: str) -> Iterator[tuple[str | None, Case]]:
    """Read a file of cases.

    Args:
        guideline: whose parameters the cases speak of.
        path: the file, or ``-`` for standard input. It holds a case (``parameter: value``), a list of cases or of
            ``{id, case}`` (also as ``guideline-explorer cases`` writes them), a mapping of id to case, one of these a
            line or a document, or a table with a head line.

    Returns:
        The id of each case, where it has one, and the case.

    Raises:
        CaseError: with every mistake of the file and its line.
    """
    name = "standard input" if path == STANDARD_INPUT else path
    try:
        content = _content(path, name)
    except Refused as refused:
        raise CaseError(refused.problems) from refused
    yield from ((one.id, one.case) for one in told_cases(guideline, content, name))


@dataclass(frozen=True)
class ToldCase:
    """A case of a file, with what is told beside it.

    Attributes:
        id, title, vignette: its id, its name and its story; None or nothing where the file has none.
        case: its facts.
        decision: what a board decided, as it is written.
    """

    id: str | None
    title: str
    vignette: str
    case: Case
    decision: Any = None


def told_cases(guideline: Guideline, content: bytes, name: str) -> list[ToldCase]:
    """Read the content of a file of cases, with titles, stories and decisions.

    Args:
        guideline: whose parameters the cases speak of.
        content: what the file holds.
        name: what it is called; its ending says its form.

    Raises:
        CaseError: with every mistake and its line.
    """
    document, problems = _document(content, name)
    if document is None or problems:
        raise CaseError(problems)
    written = list(_written(document))
    problems += _ids_that_stand_twice(document, written)
    read: list[ToldCase] = []
    for place, id_, given in written:
        if not isinstance(given, dict):
            problems.append(document.problem(place, "this is not a case", "write parameter: value lines"))
            continue
        case, wrong = read_case(guideline, given)
        problems += [
            document.problem((*place, problem.place), f"{problem.place}: {problem.what}", problem.right)
            for problem in wrong
        ]
        beside = _beside(document.data, place)
        read.append(ToldCase(id_, _told(beside, "title"), _told(beside, "vignette"), case, beside.get("decision")))
    if problems:
        raise CaseError(problems)
    return read


def _beside(data: Any, place: Place) -> dict[str, Any]:
    """What stands beside the facts of a case; nothing where these stand alone."""
    if place[-1:] not in (("case",), ("given",)):
        return {}
    for step in place[:-1]:
        data = data[step]
    return data if isinstance(data, dict) else {}


def _told(beside: dict[str, Any], key: str) -> str:
    return str(beside[key]) if isinstance(beside.get(key), str | int | float) else ""


def _document(content: bytes, name: str) -> tuple[Document | None, list[Problem]]:
    try:
        text = decoded(content)
    except UnicodeDecodeError:
        return parse_bytes(content, name)  # tells where it is not UTF-8
    form = Path(name).suffix.lower()
    if form in (".csv", ".tsv"):
        return _table(text, name, form)
    if form in (".jsonl", ".ndjson") or _is_json_lines(text):
        return _parts([(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()], name)
    parts = _json_items(text) if form == ".json" or text.lstrip()[:1] == "[" else _yaml_documents(text)
    return parse_document(text, name) if len(parts) < 2 else _parts(parts, name)


def _json_items(text: str) -> list[tuple[int, str]]:
    """The items of a list in JSON, each with the line it begins at; none where this is no such list."""
    items: list[tuple[int, str]] = []
    try:
        if not isinstance(json.loads(text), list):
            return []
    except (ValueError, RecursionError):
        return []
    at, line, read = text.index("[") + 1, 1, 0
    while (found := _ITEM.match(text, at)) is not None:
        begun = found.end()
        end = json.JSONDecoder().raw_decode(text, begun)[1]
        line, read = line + text.count("\n", read, begun), begun
        items.append((line, text[begun:end]))
        at = end
    return items


def _content(path: str, name: str) -> bytes:
    if path == STANDARD_INPUT:
        return read_limited(sys.stdin.buffer, name, LARGEST_CASE_FILE)
    return read_file(Path(path), path, LARGEST_CASE_FILE)


def _is_json_lines(text: str) -> bool:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines)


def _yaml_documents(text: str) -> list[tuple[int, str]]:
    """The documents of a YAML file, each with the line it begins at."""
    parts: list[tuple[int, str]] = [(1, "")]
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if line.rstrip() == "---" or line.startswith("--- "):
            parts.append((number, line.removeprefix("---")))
        elif line.rstrip() != "...":
            parts[-1] = (parts[-1][0], parts[-1][1] + line)
    return [(number, part) for number, part in parts if any(map(_says_something, part.splitlines()))]


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(("#", "%"))


def _parts(parts: list[tuple[int, str]], name: str) -> tuple[Document, list[Problem]]:
    """Join parts of a file that are each a document of their own."""
    data: list[Any] = []
    whole, problems = Document(name, data, {}), list[Problem]()
    for begun, text in parts:
        part, wrong = parse_document(text, name, begun)
        problems += wrong
        if part is not None:
            whole.lines.update({(len(data), *place): line for place, line in part.lines.items()})
            whole.texts.update({(len(data), *place): text for place, text in part.texts.items()})
            data.append(part.data)
    return whole, problems


def _table(text: str, name: str, form: str) -> tuple[Document | None, list[Problem]]:
    """Read a table with a head line: a column ``id`` names the case, every other one is a parameter."""
    separator = "\t" if form == ".tsv" else _separator(text)
    rows = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    document, problems = Document(name, [], {}), list[Problem]()
    try:
        head = [title.strip() for title in next(rows, [])]
        if twice := sorted({title for title in head if title and head.count(title) > 1}):
            return None, [Problem(f"{name}:1", f"the column {twice[0]!r} stands twice", "keep one of them")]
        for cells in rows:
            problems += _add_row(document, head, cells, rows.line_num)
    except csv.Error as error:
        return None, [Problem(f"{name}:{rows.line_num}", f"this is not a table: {error}", "close every quote")]
    if not head:
        return None, [Problem(name, "the file is empty", "write a head line of parameters, and a case a line")]
    return document, problems


def _separator(text: str) -> str:
    """The sign between the columns: the one that stands most often in the head line."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _add_row(document: Document, head: list[str], cells: list[str], line: int) -> list[Problem]:
    if not any(cell.strip() for cell in cells):
        return []
    index, place = len(document.data), f"{document.name}:{line}"
    filled = {title: cell.strip() for title, cell in zip(head, cells, strict=False) if cell.strip() and title}
    name = filled.pop("id", None)
    document.data.append({"case": filled} if name is None else {"id": name, "case": filled})
    document.lines[index,] = line
    if any(cell.strip() for cell in cells[len(head) :]):
        return [Problem(place, f"it has {len(cells)} cells under {len(head)} titles", "give every column a title")]
    return []


def _written(document: Document) -> Iterator[Written]:
    if isinstance(document.data, list):
        for index, item in enumerate(document.data):
            yield _wrapped(document, (index,), item)
    elif _is_by_id(document.data):
        for name, case in document.data.items():
            yield (name,), name, case
    else:
        yield _wrapped(document, (), document.data)


def _wrapped(document: Document, place: Place, item: Any) -> Written:
    """A case, or ``{id, case}``; an id is text and stays as it was written."""
    key = next((key for key in ("case", "given") if isinstance(item, dict) and key in item), None)
    if key is None or not set(item) <= {key, "id", *ABOUT}:
        return place, None, item
    name = item.get("id")
    return (*place, key), None if name is None else document.text((*place, "id")) or str(name), item[key]


def _is_by_id(data: Any) -> bool:
    """Whether a mapping holds a case under each id."""
    return (
        isinstance(data, dict) and bool(data) and "case" not in data and all(isinstance(v, dict) for v in data.values())
    )


def _ids_that_stand_twice(document: Document, written: list[Written]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for place, name, _ in written:
        line = document.line((*place[:-1], "id") if place[-1:] in (("case",), ("given",)) else place)
        if name is not None and first.setdefault(name, line) != line:
            what = f"the id {name!r} stands twice (first in line {first[name]})"
            yield Problem(f"{document.name}:{line}", what, "give one of the cases another id")
