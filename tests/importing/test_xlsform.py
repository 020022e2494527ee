"""Forms in the XLSForm standard become guidelines: questions are facts, notes are advice where they are shown."""

import io

import pytest
from openpyxl import Workbook

from explorer import evaluate, load
from explorer.cli import main
from explorer.importing.xpath import condition_of

SURVEY = [
    ["type", "name", "label::English (en)", "relevant", "constraint", "calculation"],
    ["start", "start", "", "", "", ""],
    ["begin group", "g", "The person", "", "", ""],
    ["integer", "age", "Age in years", "", ". >= 0 and . <= 120", ""],
    ["select_one yes_no", "fever", "Fever?", "${age} > 1", "", ""],
    ["end group", "", "", "", "", ""],
    ["select_multiple signs", "seen", "Which signs?", "", "", ""],
    ["select_one colours", "colour", "Which colour?", "", "", ""],
    ["text", "words", "Anything else?", "", "", ""],
    ["note", "n1", "Come at once", "${fever} = 'y' and (${age} < 5 or ${age} >= 65)", "", ""],
    ["note", "n2", "Look at the rash", "selected(${seen}, 'rash') and not(selected(${seen}, 'cough'))", "", ""],
    ["begin_group", "h", "Hidden", "${colour} != 'red'", "", ""],
    ["note", "n3", "Not red", "", "", ""],
    ["end_group", "", "", "", "", ""],
    ["note", "n4", "Drink", "", "", ""],
]
CHOICES = [
    ["list_name", "name", "label::English (en)"],
    ["yes_no", "y", "Yes"],
    ["yes_no", "n", "No"],
    ["signs", "rash", "Rash"],
    ["signs", "cough", "Cough"],
    ["colours", "red", "Red"],
    ["colours", "blue", "Blue"],
    ["colours", "green", "Green"],
]


def form(tmp_path, survey=SURVEY, choices=CHOICES, code=0):
    """Import a form by the command; the guideline it makes."""
    book = Workbook()
    book.active.title = "survey"
    for row in survey:
        book.active.append(row)
    sheet = book.create_sheet("choices")
    for row in choices:
        sheet.append(row)
    file, folder = tmp_path / "form.xlsx", tmp_path / "made"
    book.save(file)
    assert main(["import", str(file), "-o", str(folder)]) == code
    return load(folder) if code == 0 else None


def notes(guideline, **case):
    trace = evaluate(guideline, case)
    nodes = guideline.nodes.values()
    return {one.title for one in nodes if one.kind == "recommendation" and trace.nodes[one.id] == "active"}


def test_a_form(tmp_path, capsys):
    guideline = form(tmp_path)
    told = capsys.readouterr().out
    assert "form.xlsx:survey!A5: 'Fever?' is only asked at times" in told
    assert "form.xlsx:survey!A9: 'Anything else?' (text) is not carried over" in told
    assert [(name, one.kind) for name, one in guideline.parameters.items()] == [
        ("age_in_years", "integer"),
        ("fever", "yes/no"),
        ("which_signs_rash", "yes/no"),
        ("which_signs_cough", "yes/no"),
        ("which_colour", "choice"),
    ]
    assert guideline.parameters["age_in_years"].range == (0, 120)
    assert notes(guideline) == {"Drink"}
    assert notes(guideline, fever="yes", age_in_years=4, which_colour="red") == {"Drink", "Come at once"}
    assert notes(guideline, fever="yes", age_in_years=64, which_colour="blue") == {"Drink", "Not red"}
    assert notes(guideline, which_signs_rash="yes", which_signs_cough="no") == {"Drink", "Look at the rash"}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["note", "n", "Hm", "regex(${age}, 'x')"], "A16: \"regex(${age}, 'x')\" cannot be carried over"),
        (["note", "n", "Hm", "${nothing} = 1"], "'nothing' is no question with answers"),
        (["note", "n", "Hm", "${words} = 'x'"], "'words' is no question with answers"),
        (["note", "n", "Hm", "${fever} = 'maybe'"], "'maybe' is no answer to 'fever'"),
        (["note", "n", "Hm", "${age} = 'old'"], "'old' is no number"),
        (["note", "n", "Hm", "${seen} = 'rash'"], "several can be chosen; use selected()"),
        (["note", "n", "Hm", "${age} > 5 +"], "'+' is not understood"),
        (["note", "n", "You are ${age}", ""], "shows an answer within its words"),
        (["begin repeat", "r", "Each", ""], "a part that repeats"),
        (["select_one none", "x", "What?", ""], "fewer than two choices"),
    ],
)
def test_what_cannot_be_said_is_refused_by_its_row(tmp_path, capsys, row, says):
    form(tmp_path, [*SURVEY, row], code=2)
    assert says in capsys.readouterr().err


def test_a_form_without_advice_is_refused(tmp_path, capsys):
    form(tmp_path, SURVEY[:9], code=2)
    assert "the form has no note" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("${a} = 1", "a = 1"),
        ("5 <= ${a}", "a >= 5"),
        ("${a} > 1 and ${b} < 2 or ${c} = 3", "a > 1 and b < 2 or c = 3"),
        ("(${a} > 1 or ${b} < 2) and ${c} = 3", "(a > 1 or b < 2) and c = 3"),
        ("not(${a} = 1)", "not (a = 1)"),
        ("selected(${a}, 'x')", "a selected x"),
    ],
)
def test_an_expression_is_written_as_a_condition(expression, written):
    assert condition_of(expression, lambda name, sign, value: f"{name} {sign} {value}") == written


@pytest.mark.parametrize(
    "expression", ["", "${a}", "${a} =", "(${a} = 1", "1 = 1", "selected(${a})", "${a} = 1 ${b}", "(" * 5000]
)
def test_what_is_no_condition_is_refused(expression):
    with pytest.raises(ValueError, match=r"."):
        condition_of(expression, lambda name, sign, value: "x")


def test_a_workbook_that_is_no_form_is_still_a_table(tmp_path):
    book = Workbook()
    for row in [["Type", "Do"], ["a", "Go"], ["b", "Stay"]]:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    (tmp_path / "table.xlsx").write_bytes(written.getvalue())
    assert main(["import", str(tmp_path / "table.xlsx"), "-o", str(tmp_path / "made")]) == 0
    assert notes(load(tmp_path / "made"), type="a") == {"Go"}
