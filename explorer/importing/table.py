"""Decision tables: columns that ask, rows that answer; read cell by cell into branches.

A cell holds ``-`` or nothing for any answer, one or several answers, a number, a comparison, a range, or ``not(…)``
around them: what spreadsheets and the unary tests of DMN have in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.importing.draft import SAME_AS_NO, SAME_AS_YES, Draft, seen
from explorer.knowledge.condition import ALWAYS
from explorer.knowledge.number import number_in_words

NUMBER = r"[-+]?\d+(?:\.\d+)?"
COMPARED = re.compile(rf"(<=|>=|!=|=|<|>|≤|≥|≠)\s*({NUMBER})")
RANGE = re.compile(rf"([\[\](])?\s*({NUMBER})\s*(?:\.\.|–|to|-)\s*({NUMBER})\s*([\[\])])?")
SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "=": "=="}
ANOTHER = "another answer"
MOST_ROWS, MOST_COLUMNS = 2000, 100


@dataclass(frozen=True)
class Cell:
    """What one cell asks: alternatives, or all but these; none for any answer."""

    place: str
    tests: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True)
class Column:
    """A fact the table asks: its title, the answers its file allows, and whether there may be others."""

    title: str
    place: str
    answers: tuple[str, ...] = ()
    kind: str = ""
    open: bool = False


@dataclass(frozen=True)
class Row:
    """A rule: its cells, and what it says."""

    place: str
    cells: tuple[Cell, ...]
    result: str


@dataclass(frozen=True)
class Table:
    """A decision table; ``choose`` is as in a pathway, ``default`` what holds where no row does."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    choose: str = "one"
    default: str = ""


def read_cell(text: str, place: str, quoted: bool = False) -> Cell:
    """Read the text of a cell into its alternatives.

    Args:
        text: what stands in it.
        place: where it stands.
        quoted: whether an answer stands in quotation marks, as in DMN.

    >>> read_cell("a, b", "").tests, read_cell('not("a,b")', "", quoted=True).tests, read_cell("-", "").tests
    (('a', 'b'), ('"a,b"',), ())
    """
    text = seen(text)
    negated = re.fullmatch(r"not\s*\((.*)\)", text)
    inner = negated[1] if negated else text
    parts = re.findall(r'\s*((?:"[^"]*"|[^,])+)', inner) if quoted else re.split(r"[,;]", inner)
    tests = tuple(part.strip() for part in parts if part.strip())
    return Cell(place, () if text in ("", "-", "–") else tests, bool(negated))


def add_table(draft: Draft, table: Table) -> None:
    """Make a pathway of a table: each result one recommendation, each row a way to it.

    Args:
        draft: where it is added.
        table: the table.
    """
    ways = Ways(draft, table)
    columns = [ways.column(at) for at in range(len(table.columns))]
    guards = [(row, _guard([read(row.cells[at]) for at, read in enumerate(columns)])) for row in table.rows]
    if draft.wrong:
        return
    title = draft.short(table.title, "")
    ways_out, *advice = _nodes(draft, table, _joined(guards, table.choose))
    ends = {} if len(ways_out["branches"]) > 1 or table.choose == "any" else {"ends": "The table has no other row."}
    first = {"id": draft.node(table.title), "decision": title, "choose": table.choose, **ways_out, **ends}
    draft.pathways.append({"id": first["id"], "title": title, "nodes": [first, *advice]})


def _guard(parts: Sequence[str]) -> str:
    return " and ".join(part for part in parts if part) or ALWAYS


def _joined(guards: Sequence[tuple[Row, str]], choose: str) -> list[tuple[Row, list[str]]]:
    """Rows of one result share a way; where the first counts, only those that follow each other."""
    found: list[tuple[Row, list[str]]] = []
    for row, guard in guards:
        near = found[-1:] if choose == "first" else found
        same = next((conditions for other, conditions in near if other.result == row.result), None)
        if same is None:
            found.append((row, [guard]))
        elif guard not in same:
            same.append(guard)
    return found


def _nodes(draft: Draft, table: Table, ways: Sequence[tuple[Row, list[str]]]) -> Iterator[dict[str, Any]]:
    advice = [draft.advise(row.result, row.place) for row, _ in ways]
    joined = [" or ".join(f"({one})" if " and " in one else one for one in when) for _, when in ways]
    whens = [ALWAYS if ALWAYS in conditions else text for (_, conditions), text in zip(ways, joined, strict=True)]
    branches: list[dict[str, Any]] = [
        {"to": node["id"], "when": when} for node, when in zip(advice, whens, strict=True)
    ]
    for (row, _), when in zip(ways, whens, strict=True):
        if len(when) > 1900:
            draft.refuse(row.place, "its condition is longer than 2000 signs", "split the table")
    if table.default:
        advice.append(draft.advise(table.default, ""))
        branches.append({"to": advice[-1]["id"], "otherwise": True})
    yield {"branches": branches}
    yield from advice


@dataclass
class Ways:
    """Reads the cells of each column as conditions on its parameter."""

    draft: Draft
    table: Table

    def column(self, at: int) -> Callable[[Cell], str]:
        """How the cells of a column are read."""
        column = self.table.columns[at]
        if any(column.title == one["question"] for asked in self.draft.groups.values() for one in asked):
            what = f"another table, or another column, asks {column.title!r} too"
            self.draft.refuse(column.place, what, "import each table from a file of its own, or join them")
            return lambda cell: ""
        tests = [test for row in self.table.rows for test in row.cells[at].tests]
        kind = column.kind or _kind(tests)
        if kind == "number":
            name = self._number(column, tests)
            return lambda cell: self._numeric(name, cell)
        if kind == "yes/no":
            tests = ["yes", "no"]
        answers = [*column.answers, *tests]
        if kind != "yes/no" and (column.open or len({_plain(one) for one in answers}) < 2):
            right = f"{ANOTHER!r} was added; take it out of parameters.yaml where there is none"
            self.draft.tell(column.place, f"the file does not say which other answers {column.title!r} has", right)
            answers.append(ANOTHER)
        known = dict.fromkeys(_plain(one) for one in answers if one)
        _, whens = self.draft.choice("Facts", column.title, known, column.place)
        return lambda cell: self._chosen(column, whens, cell)

    def _chosen(self, column: Column, whens: dict[str, str], cell: Cell) -> str:
        if not cell.tests:
            return ""
        small = {_as_yes_no(answer, whens): when for answer, when in whens.items()}
        found = [small.get(_as_yes_no(_plain(test), whens)) for test in cell.tests]
        if None in found:
            what = f"{', '.join(cell.tests)[:80]!r} is no answer to {column.title!r}"
            self.draft.refuse(cell.place, what, "use one that is")
            return ""
        text = " or ".join(dict.fromkeys(filter(None, found)))
        return f"not ({text})" if cell.negated else f"({text})" if len(found) > 1 else text

    def _number(self, column: Column, tests: Sequence[str]) -> str:
        numbers = [float(one) for test in tests for one in re.findall(r"(?<![\d.])-?\d+(?:\.\d+)?", test)] or [0.0]
        highest = 10.0 ** max(1, len(str(int(max(map(abs, numbers)) * 2))))
        lowest = 0.0 if min(numbers) > 0 or (min(numbers) == 0 and not _below_zero(tests)) else -highest
        shown = f"{number_in_words(lowest)} to {number_in_words(highest)}"
        right = f"{shown} was taken; write the right one in parameters.yaml"
        self.draft.tell(column.place, f"the file does not say which numbers {column.title!r} can be", right)
        return self.draft.ask("Facts", column.title, column.place, kind="number", range=[lowest, highest])

    def _numeric(self, name: str, cell: Cell) -> str:
        parts = [_compared(name, test) for test in cell.tests]
        if None in parts:
            right = "write a number, a comparison such as >= 18, or a range such as [18..65]"
            self.draft.refuse(cell.place, f"{', '.join(cell.tests)[:80]!r} cannot be read as a test of a number", right)
            return ""
        text = " or ".join(filter(None, parts))
        return f"not ({text})" if cell.negated else f"({text})" if len(parts) > 1 else text


def _below_zero(tests: Sequence[str]) -> bool:
    return any(re.search(r"<\s*0(?!\.?\d)|(?<![\d\s])\s*-\s*\d", test) for test in tests)


def _compared(name: str, test: str) -> str | None:
    """A test of a number as a condition; None where it is none."""
    if re.fullmatch(NUMBER, test):
        return f"{name} == {test.lstrip('+')}"
    if found := COMPARED.fullmatch(test):
        return f"{name} {SIGNS.get(found[1], found[1])} {found[2].lstrip('+')}"
    if (found := RANGE.fullmatch(test)) and float(found[2]) <= float(found[3]) and bool(found[1]) == bool(found[4]):
        low, high = "<" if found[1] in ("(", "]") else "<=", "<" if found[4] in (")", "[") else "<="
        return f"{found[2].lstrip('+')} {low} {name} {high} {found[3].lstrip('+')}"
    return None


def _kind(tests: Sequence[str]) -> str:
    if tests and all(_compared("x", test) for test in tests):
        return "number"
    small = {test.lower() for test in tests}
    return "yes/no" if small and small <= SAME_AS_YES | SAME_AS_NO else "choice"


def _plain(test: str) -> str:
    return test[1:-1] if len(test) > 1 and test[0] == test[-1] == '"' else test


def _as_yes_no(answer: str, whens: dict[str, str]) -> str:
    if len(whens) != 2 or not all(one.lower() in SAME_AS_YES | SAME_AS_NO for one in whens):
        return " ".join(answer.split())
    return "yes" if answer.lower() in SAME_AS_YES else "no" if answer.lower() in SAME_AS_NO else answer
