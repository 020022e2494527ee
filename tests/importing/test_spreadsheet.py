"""Decision tables as people keep them in spreadsheets, by cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from explorer import evaluate, load
from explorer.cli import main

TABLE = 'Leaf,Minutes,Milk,What to do\nblack,< 3,-,Wait\nblack,>= 3,yes,Add milk\nblack,>= 3,no,Drink\n"green, herbal",-,-,Drink\n'
CASES = [
    ({"leaf": "black", "minutes": 2}, {"Wait"}),
    ({"leaf": "black", "minutes": 3, "milk": "yes"}, {"Add milk"}),
    ({"leaf": "black", "minutes": 3, "milk": "no"}, {"Drink"}),
    ({"leaf": "herbal"}, {"Drink"}),
    ({"leaf": "black", "minutes": 3}, set()),
]


def advised(folder: Path, case: dict[str, Any]) -> set[str]:
    guideline = load(folder)
    trace = evaluate(guideline, case)
    return {n.title for n in guideline.nodes.values() if n.kind == "recommendation" and trace[n.id] == "active"}


def workbook(change: Callable[[Any], None] = lambda sheet: None, text: str = TABLE) -> bytes:
    """The table as a workbook, with one thing changed."""
    import csv

    book = Workbook()
    for row in csv.reader(io.StringIO(text)):
        book.active.append(row)
    change(book.active)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", TABLE.encode()),
        ("t.CSV", TABLE.encode("utf-8-sig")),
        ("t.csv", TABLE.encode("utf-16")),
        ("t.csv", TABLE.replace(", herbal", "^ herbal").replace(",", "\t").replace("^", ",").encode()),
        ("t.xlsx", workbook()),
    ],
)
def test_a_table_is_read_row_by_row(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["import", str(tmp_path / name), "-o", str(tmp_path / "made")]) == 0
    for case, expected in CASES:
        assert advised(tmp_path / "made", case) == expected


@pytest.mark.parametrize(("choose", "expected"), [("first", {"Stop"}), ("any", {"Stop", "Look"})])
def test_where_several_rows_hold(tmp_path: Path, choose: str, expected: set[str]) -> None:
    (tmp_path / "t.csv").write_text("Age,Red,Do\n> 5,yes,Stop\n> 3,-,Look\n")
    assert main(["import", str(tmp_path / "t.csv"), "-o", str(tmp_path / "made"), "--choose", choose]) == 0
    assert advised(tmp_path / "made", {"age": 6, "red": "yes"}) == expected


def test_each_sheet_becomes_a_pathway(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(sheet: Any) -> None:
        second = sheet.parent.create_sheet("Second")
        for row in (["Hungry", "Do"], ["yes", "Eat"], ["no", "Rest"]):
            second.append(row)

    (tmp_path / "t.xlsx").write_bytes(workbook(change))
    assert main(["import", str(tmp_path / "t.xlsx"), "-o", str(tmp_path / "made")]) == 0
    assert advised(tmp_path / "made", {"leaf": "green", "hungry": "yes"}) == {"Drink", "Eat"}
    assert main(["check", "--guideline", str(tmp_path / "made")]) == 0


def test_what_was_understood_is_told_by_its_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(sheet: Any) -> None:
        sheet["A2"].comment = Comment("only loose leaves", "somebody")

    (tmp_path / "t.xlsx").write_bytes(workbook(change))
    assert main(["import", str(tmp_path / "t.xlsx"), "-o", str(tmp_path / "made")]) == 0
    told = capsys.readouterr().out
    assert "t.xlsx:Sheet!A2: the comment is not carried over" in told
    assert "t.xlsx:Sheet!B1: the file does not say which numbers 'Minutes' can be" in told
    assert "t.xlsx:Sheet!D1: the last column, 'What to do', is taken for what to do" in told


def formula(sheet: Any) -> None:
    sheet["B2"] = '=HYPERLINK("x")'


def date(sheet: Any) -> None:
    import datetime

    sheet["B2"] = datetime.date(2026, 1, 1)


def merged(sheet: Any) -> None:
    sheet.merge_cells("A2:A4")


def too_large(sheet: Any) -> None:
    sheet["A3000"] = "x"


def twice(sheet: Any) -> None:
    second = sheet.parent.create_sheet("Second")
    second.append(["Leaf", "Do"])
    second.append(["black", "Eat"])


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b" " * 25_000_000)
    return packed.getvalue()


def entities() -> bytes:
    """A workbook whose sheet declares an entity."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            bad = b'<!DOCTYPE a [<!ENTITY b "c">]>' if name.endswith("sheet1.xml") else b""
            new.writestr(name, bad + text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("t.txt", b"", "files that end so are not imported"),
        ("t.csv", b"", "t.csv:A1: this is no decision table"),
        ("t.csv", b"a,b\n", "t.csv:A1: this is no decision table"),
        ("t.csv", b"a\n1\n", "t.csv:A1: this is no decision table"),
        ("t.csv", b"\xff\xff", "byte 0 is not UTF-8"),
        ("t.csv", b'a,b\n"x,1\n', "this is not CSV"),
        ("t.csv", b"a,,b\n1,2,3\n", "t.csv:B1: the column has no title"),
        ("t.csv", b"a,a,b\n1,2,3\n", "t.csv:B1: the column 'a' stands twice"),
        ("t.csv", b"a,b\n1,\n", "t.csv:B2: the row does not say what to do"),
        ("t.csv", b"a,b\n1,2,3\n", "t.csv:C2: this cell has no title above it"),
        (
            "t.csv",
            b"a,b\n=1+cmd,2\n=SUM(A1),3\n",
            "t.csv:A2: a formula stands here, and formulas are not run — write its value\nt.csv:A3: a formula stands here",
        ),
        ("t.csv", b",".join(b"c%d" % at for at in range(30)) + b"\n" + b"x," * 29 + b"=f()\n", "t.csv:AD2: a formula"),
        ("t.csv", b"a,b\n" + b"x,y\n" * 3000, "the table is too large"),
        ("t.csv", b"a," * 200 + b"b\n" + b"x," * 200 + b"y\n", "the table is too large"),
        ("t.xlsx", workbook(twice), "t.xlsx:Second!A1: another table, or another column, asks 'Leaf' too"),
        ("t.xlsx", b"", "this workbook cannot be read"),
        ("t.xlsx", b"PK\x03\x04", "this workbook cannot be read"),
        ("t.xlsx", TABLE.encode(), "this workbook cannot be read"),
        ("t.xlsx", workbook(formula), "t.xlsx:Sheet!B2: a formula stands here, and formulas are not run"),
        ("t.xlsx", workbook(date), "t.xlsx:Sheet!B2: a date or an error stands here"),
        ("t.xlsx", workbook(merged), "t.xlsx:Sheet!A2:A4: these cells are merged"),
        ("t.xlsx", workbook(too_large), "t.xlsx:Sheet: the sheet is too large"),
        ("t.xlsx", bomb(), "the workbook is too large"),
        ("t.xlsx", entities(), "it declares entities or a document type"),
    ],
)
def test_malformed_tables_are_told_by_their_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["import", str(tmp_path / name), "-o", str(tmp_path / "made")]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "made").exists()


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    (tmp_path / "made").mkdir()
    assert main(["import", str(tmp_path / "t.csv"), "-o", str(tmp_path / "made")]) == 2
    assert "it is there already" in capsys.readouterr().err
    assert list((tmp_path / "made").iterdir()) == []
