"""A table of cases, read in batches: CSV, Parquet, JSON lines, XLSX, or what a query finds in DuckDB or SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from explorer.cohort.concordance import DONE, NOT_DONE, NOT_RECORDED, Done
from explorer.cohort.kernel import ABSENT, UNKNOWN, Codes
from explorer.cohort.mapping import Column, Mapped
from explorer.cohort.rows import as_arrow, sqlite_rows, xlsx_rows
from explorer.knowledge.case import read_value, says_nothing
from explorer.knowledge.model import Guideline, Parameter
from explorer.knowledge.problem import CaseError, Problem
from explorer.reasoning.compiled import Chosen

BATCH = 65_536  # cases read at once
WRONG = -9
NOTHING_DONE: Mapping[str, str] = {}
FORMS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson", ".json", ".xlsx", ".duckdb", ".sqlite")
ASKED = (".duckdb", ".sqlite")
"""Files of which a query says what is read."""
SOME_VALUES = 200  # of a column, to draft what they mean
DONE_OR_NOT = Parameter(id="done", label="Done", question="Was it done?", kind="yes/no")


@dataclass(frozen=True)
class SetAside:
    """A case that was not evaluated: its row in the table, counted from 1, and every reason."""

    row: int
    reasons: tuple[Problem, ...]


@dataclass(frozen=True)
class Batch:
    """Some cases of a table.

    Attributes:
        codes: the answers of those that can be evaluated; see ``kernel``.
        groups: the group of each, where the table is cut by a column.
        done: for each recommendation asked for whether it was done.
        set_aside: those that cannot.
    """

    codes: Codes
    groups: NDArray[np.object_] | None
    set_aside: tuple[SetAside, ...]
    done: Done


class Table:
    """A table of cases.

    Args:
        path: the file.
        query: for a DuckDB file, what is asked of it; it can only read.

    Raises:
        CaseError: the file is not there, is of another form, or cannot be read.
    """

    def __init__(self, path: str, query: str | None = None) -> None:
        self.path = path
        form = Path(path).suffix.lower()
        if form not in FORMS:
            raise CaseError(
                [Problem(path, "it is of no form that is read", f"give a file that ends in {', '.join(FORMS)}")]
            )
        if not Path(path).is_file():
            raise CaseError([Problem(path, "there is no such file", "give the path of a table")])
        try:
            self.connection, self.relation = _opened(path, form, query)
        except duckdb.Error as error:
            raise CaseError([_told(path, error)]) from error

    @property
    def titles(self) -> list[str]:
        """The titles of its columns."""
        return list(self.relation.columns)

    def some_values(self) -> dict[str, list[str]]:
        """Some values of each column, each once, by the title of the column."""
        read = self.relation.limit(BATCH).to_arrow_table()
        columns = zip(read.schema.names, read.columns, strict=True)
        return {
            title: [str(one) for one in values.unique().to_pylist() if one is not None][:SOME_VALUES]
            for title, values in columns
        }

    def batches(
        self, chosen: Chosen, mapped: Mapped, by: str | None = None, done: Mapping[str, str] = NOTHING_DONE
    ) -> Iterator[Batch]:
        """Read the cases, some at a time.

        Args:
            chosen: the guideline.
            mapped: the column of each parameter.
            by: a column that cuts the cases into groups.
            done: for each recommendation asked for the column that says whether it was done.

        Raises:
            CaseError: the table cannot be read to its end.
        """
        wanted = [*(column.name for column in mapped.values()), *([by] if by else []), *done.values()]
        titles = list(dict.fromkeys(wanted))
        begun = 0
        try:
            selected = self.relation.select(*map(duckdb.ColumnExpression, titles)) if titles else self.relation
            for read in selected.to_arrow_reader(BATCH):
                columns = dict(zip(read.schema.names, read.columns, strict=True))
                yield _batch(chosen, mapped, columns, by, done, begun, read.num_rows)
                begun += read.num_rows
        except (duckdb.Error, OSError) as error:  # of rows handed on as Arrow the latter
            raise CaseError([_told(self.path, error)]) from error


def _opened(path: str, form: str, query: str | None) -> tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyRelation]:
    if form in ASKED and query is None:
        raise CaseError([Problem(path, "what is to be read of it is not said", "add --query 'SELECT … FROM …'")])
    if form == ".duckdb":
        connection = duckdb.connect(path, read_only=True)
        return connection, connection.sql(query or "")
    connection = duckdb.connect()
    if form in (".sqlite", ".xlsx"):
        rows = sqlite_rows(path, query or "") if form == ".sqlite" else xlsx_rows(path)
        return connection, connection.from_arrow(as_arrow(rows, BATCH))
    if form == ".parquet":
        return connection, connection.read_parquet(path)
    if form in (".jsonl", ".ndjson", ".json"):
        return connection, connection.read_json(path)
    return connection, connection.read_csv(path, all_varchar=True, header=True, sep="\t" if form == ".tsv" else None)


def _told(path: str, error: Exception) -> Problem:
    return Problem(
        path,
        str(error).splitlines()[0][:300],
        "mend the table; the line that is meant is named above, where it is known",
    )


def _batch(
    chosen: Chosen,
    mapped: Mapped,
    columns: Mapping[str, Any],
    by: str | None,
    done: Mapping[str, str],
    begun: int,
    rows: int,
) -> Batch:
    codes = np.full((len(chosen.space.order), rows), ABSENT, np.int16)
    wrong: dict[int, list[Problem]] = {}
    unread: list[tuple[int, Problem]] = []
    for name, column in mapped.items():
        codes[chosen.space.order[name]], found = _coded(
            columns[column.name], partial(_read, chosen, name, column), ABSENT
        )
        unread += found
    was_done = {}
    for node, title in done.items():
        was_done[node], found = _coded(columns[title], _done_or_not, NOT_RECORDED)
        unread += found
    for row, problem in unread:
        wrong.setdefault(row, []).append(problem)
    kept = np.ones(rows, bool)
    kept[list(wrong)] = False
    groups = np.array([str(value) for value in columns[by].to_pylist()], object)[kept] if by else None
    aside = tuple(SetAside(begun + row + 1, tuple(reasons)) for row, reasons in sorted(wrong.items()))
    return Batch(codes[:, kept], groups, aside, {node: signs[kept] for node, signs in was_done.items()})


def _done_or_not(written: Any) -> tuple[int, Problem | None]:
    if written is None or says_nothing(written):
        return NOT_RECORDED, None
    answer, problem = read_value(DONE_OR_NOT, written)
    return (WRONG, problem) if problem is not None else (DONE if answer == "yes" else NOT_DONE, None)


def _coded(
    values: Any, read: Callable[[Any], tuple[int, Problem | None]], absent: int
) -> tuple[NDArray[np.int16], list[tuple[int, Problem]]]:
    """A sign for each value of a column; each that occurs is read once, and what cannot be read is told by row."""
    encoded = values.dictionary_encode()
    found = [read(one) for one in encoded.dictionary.to_pylist()]
    indices = encoded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
    codes = np.array([code for code, _ in found] + [absent], np.int16)[indices]
    return codes, [(int(row), _reason(found, int(indices[row]))) for row in np.flatnonzero(codes == WRONG)]


def _reason(read: Sequence[tuple[int, Problem | None]], index: int) -> Problem:
    problem = read[index][1]
    if problem is None:
        raise LookupError("a value that can be read has no reason to be set aside")
    return problem


def _read(chosen: Chosen, name: str, column: Column, written: Any) -> tuple[int, Problem | None]:
    text = str(written).strip()
    if text in column.unknown:
        return UNKNOWN, None
    value = column.values.get(text, written)
    if value is None or says_nothing(value):
        return ABSENT, None
    if value == "unknown":
        return UNKNOWN, None
    parameter: Parameter = _guideline(chosen).parameters[name]
    answer, problem = read_value(parameter, value)
    if problem is not None or answer is None:
        return WRONG, problem
    return chosen.space.region(name, answer), None


def _guideline(chosen: Chosen) -> Guideline:
    return chosen.guideline
