"""Rows of files that DuckDB does not read by itself: SQLite and XLSX, handed on some at a time as Arrow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from explorer.knowledge.problem import CaseError, Problem

Rows = tuple[list[str], Iterator[tuple[Any, ...]]]
"""The titles of the columns, and the rows."""


def sqlite_rows(path: str, query: str) -> Rows:
    """Ask a SQLite file; it is opened so that it can only be read.

    Args:
        path: the file.
        query: what is asked.

    Raises:
        CaseError: it is no such file, or the query is none.
    """
    try:
        connection = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        found = connection.execute(query)
    except (sqlite3.Error, sqlite3.Warning) as error:
        right = "give a SQLite file, and a query that reads it"
        raise CaseError([Problem(path, str(error)[:300], right)]) from error
    if found.description is None:
        raise CaseError([Problem(path, "the query finds no table", "write SELECT … FROM …")])
    return [title for title, *_ in found.description], found


def xlsx_rows(path: str) -> Rows:
    """Read the first sheet of a workbook, whose first row has the titles; of a formula the value that was kept counts.

    Args:
        path: the file.

    Raises:
        CaseError: it is no workbook, or has no titles.
    """
    from openpyxl import load_workbook

    try:
        rows = load_workbook(path, read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True)
        titles = [str(cell).strip() for cell in next(rows, ()) if cell is not None]
    except Exception as error:  # openpyxl raises whatever a damaged workbook makes it meet
        raise CaseError([Problem(path, "this workbook cannot be read", "save it anew as .xlsx")]) from error
    if not titles or len(set(titles)) < len(titles):
        raise CaseError([Problem(path, "its first row has no titles, or one twice", "give each column a title")])
    return titles, (tuple(row[: len(titles)]) for row in rows if any(cell is not None for cell in row))


def as_arrow(rows: Rows, at_once: int) -> pa.RecordBatchReader:
    """Hand rows on as Arrow, some at a time, every value as text.

    Args:
        rows: the titles and rows.
        at_once: how many rows are read at once.
    """
    titles, found = rows
    schema = pa.schema([(title, pa.string()) for title in titles])
    return pa.RecordBatchReader.from_batches(schema, _batches(found, schema, at_once))


def _batches(rows: Iterator[tuple[Any, ...]], schema: pa.Schema, at_once: int) -> Iterator[pa.RecordBatch]:
    while some := list(islice(rows, at_once)):
        columns = [[_text(row[at]) if at < len(row) else None for row in some] for at in range(len(schema))]
        yield pa.RecordBatch.from_arrays([pa.array(one, pa.string()) for one in columns], schema=schema)


def _text(value: Any) -> str | None:
    """A value as text; a whole number has no point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None if value is None else str(value)
