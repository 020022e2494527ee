"""Decision tables as CSV or XLSX: one row of titles, below it a rule a row; the last column says what to do."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from explorer.importing.draft import Draft, seen, text_of
from explorer.importing.table import (
    ANOTHER,
    COMPARED,
    MOST_COLUMNS,
    MOST_ROWS,
    Column,
    Row,
    Table,
    add_table,
    read_cell,
)
from explorer.importing.xlsform import add_form, is_form
from explorer.knowledge.problem import Problem, Refused

LARGEST_UNPACKED = 20_000_000  # bytes of all that is packed in a workbook
Lines = list[list[str]]


def read_csv(content: bytes, name: str, choose: str = "one") -> Draft:
    """Read a decision table from CSV; a comma, a semicolon or a tab separates its cells.

    Args:
        content: the file.
        name: what problems call it.
        choose: which rows count where several hold: one, first or any.
    """
    text = text_of(content, name)
    try:
        separator = max(",;\t", key=text.split("\n", 1)[0].count)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Refused([Problem(name, f"this is not CSV: {error}", "check its quotation marks")]) from error
    draft = Draft(name, name.rsplit(".", 1)[0])
    _read(draft, draft.title, lines, choose, "")
    return draft


def read_xlsx(content: bytes, name: str, choose: str = "one") -> Draft:
    """Read the decision table of each sheet of a workbook, or the XLSForm that it is; no formula is run.

    Args:
        content: the file.
        name: what problems call it.
        choose: which rows count where several hold: one, first or any.
    """
    draft, sheets = Draft(name, name.rsplit(".", 1)[0]), dict[str, Lines]()
    for sheet in _workbook(content, name).worksheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            draft.refuse(
                f":{sheet.title}", "the sheet is too large", f"at most {MOST_ROWS} rows, {MOST_COLUMNS} columns"
            )
            continue
        for merged in sheet.merged_cells.ranges:
            draft.refuse(f":{sheet.title}!{merged}", "these cells are merged", "write the text into each of them")
        sheets[sheet.title] = [[_cell(draft, sheet.title, cell) for cell in row] for row in sheet.iter_rows()]
    if is_form(sheets):
        add_form(draft, sheets)
        return draft
    for title, lines in sheets.items():
        if any(any(line) for line in lines):
            _read(draft, title, lines, choose, f"{title}!")
    return draft


def _workbook(content: bytes, name: str) -> Any:
    from openpyxl import load_workbook  # CSV is read without it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_packed(packed, name)
        return load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged workbook makes it meet
        raise Refused([Problem(name, "this workbook cannot be read", "save it anew as .xlsx")]) from error


def _check_packed(packed: zipfile.ZipFile, name: str) -> None:
    """Refuse what would grow large, before any of it is read as XML."""
    if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
        right = f"at most {LARGEST_UNPACKED // 1_000_000} MB are unpacked; split it"
        raise Refused([Problem(name, "the workbook is too large", right)])
    for part in packed.namelist():
        signs = packed.read(part).replace(b"\0", b"") if part.endswith((".xml", ".rels", ".vml")) else b""
        if b"<!DOCTYPE" in signs or b"<!ENTITY" in signs:
            right = "save it anew as .xlsx"
            raise Refused([Problem(name, "it declares entities or a document type, which are not read", right)])


def _cell(draft: Draft, sheet: str, cell: Any) -> str:
    place = f":{sheet}!{cell.coordinate}"
    if getattr(cell, "comment", None) is not None:
        draft.tell(place, "the comment is not carried over", "write it as note: of a statement")
    if cell.data_type == "f":
        draft.refuse(place, "a formula stands here, and formulas are not run", "write its value")
    elif cell.data_type in ("d", "e"):
        draft.refuse(place, "a date or an error stands here", "write text or a number")
    elif isinstance(cell.value, float) and "%" in str(cell.number_format):
        draft.tell(place, f"it is read as {cell.value}, not as a percentage", "write the number that is meant")
    if isinstance(cell.value, bool):
        return "yes" if cell.value else "no"
    return "" if cell.value is None else seen(str(cell.value))


def _read(draft: Draft, title: str, lines: Lines, choose: str, sheet: str) -> None:
    """Add the table that stands in some lines."""
    if len(lines) > MOST_ROWS or max(map(len, lines), default=0) > MOST_COLUMNS:
        draft.refuse(f":{sheet}A1", "the table is too large", f"at most {MOST_ROWS} rows, {MOST_COLUMNS} columns")
        return
    filled = [(number, line) for number, line in enumerate(lines, 1) if any(cell.strip() for cell in line)]
    if len(filled) < 2 or len(_trimmed(filled[0][1])) < 2:
        draft.refuse(f":{sheet}A1", "this is no decision table", "give a row of titles, and below it a rule a row")
        return
    (first, line), *rest = filled
    titles = [seen(one) for one in _trimmed(line)]
    _check_titles(draft, titles, sheet, first)
    columns = tuple(Column(one, _at(sheet, first, at)) for at, one in enumerate(titles[:-1]))
    rows = [_row(draft, cells, number, len(titles), sheet) for number, cells in rest]
    place, what = _at(sheet, first, len(titles) - 1), f"the last column, {titles[-1]!r}, is taken for what to do"
    draft.tell(place, what, "put another column last where that is wrong")
    if not draft.wrong:
        add_table(draft, Table(title, columns, tuple(rows), choose))


def _trimmed(line: Sequence[str]) -> list[str]:
    last = max((at for at, cell in enumerate(line) if cell.strip()), default=-1)
    return list(line[: last + 1])


def _check_titles(draft: Draft, titles: list[str], sheet: str, first: int) -> None:
    for at, title in enumerate(titles):
        if not title:
            draft.refuse(_at(sheet, first, at), "the column has no title", "write what it asks")
        elif title in titles[:at]:
            draft.refuse(_at(sheet, first, at), f"the column {title!r} stands twice", "keep one of them")


def _row(draft: Draft, cells: list[str], number: int, width: int, sheet: str) -> Row:
    if any(cell.strip() for cell in cells[width:]):
        draft.refuse(_at(sheet, number, width), "this cell has no title above it", "give its column a title")
    whole = [*map(seen, cells), *[""] * width][:width]
    if not whole[-1]:
        draft.refuse(_at(sheet, number, width - 1), "the row does not say what to do", "fill its last cell")
    for at, cell in enumerate(whole):
        if cell.startswith("=") and not COMPARED.fullmatch(cell):
            draft.refuse(_at(sheet, number, at), "a formula stands here, and formulas are not run", "write its value")
        if cell.lower() == ANOTHER:
            right = "write it otherwise"
            draft.refuse(_at(sheet, number, at), f"{ANOTHER!r} stands for what a table leaves open", right)
    read = tuple(read_cell(cell, _at(sheet, number, at)) for at, cell in enumerate(whole[:-1]))
    return Row(_at(sheet, number, width - 1), read, whole[-1])


def _at(sheet: str, row: int, column: int) -> str:
    before, last = divmod(column, 26)  # a table has at most 100 columns, so two letters will do
    letters = chr(ord("A") + before - 1) if before else ""
    return f":{sheet}{letters}{chr(ord('A') + last)}{row}"
