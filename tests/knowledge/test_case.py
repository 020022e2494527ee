"""One answer as it is typed: what is read, and what is refused with a way to write it right."""

import pytest

from explorer import load
from explorer.knowledge.case import read_case, read_value
from explorer.knowledge.model import Parameter

PARAMETER = Parameter(id="n", label="N", question="N?", kind="number", range=(-10, 5000), unit="mg/l")
WHOLE = PARAMETER.model_copy(update={"kind": "integer"})


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        (" 3 ", 3),
        (3, 3),
        (3.5, 3.5),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("3,55", 3.55),
        ("3,5555", 3.5555),
        ("-3,5", -3.5),
        ("0,125", 0.125),
        ("1000", 1000),
        ("12,345", 12.345),  # 12345 is more than it can be
        ("12.345", 12.345),
        ("-1,250", -1.25),
        ("30 mg/l", 30),
        ("30mg/l", 30),
        ("٣٠", 30),
        ("３٫５", 3.5),
        ("30.", 30),
        ("+3", 3),
        ("03", 3),
        ("3.0", 3),
        ("−3,5", -3.5),
        (1000, 1000),
    ],
)
def test_a_number_is_read(written, value):
    assert read_value(PARAMETER, written) == (value, None)


@pytest.mark.parametrize(
    ("written", "plain", "decimal"),
    [
        ("1,000", "1000", "1.000"),
        (" 1,000 ", "1000", "1.000"),
        ("1.000", "1000", "1.000"),
        ("2.500", "2500", "2.500"),
    ],
)
@pytest.mark.parametrize("parameter", [PARAMETER, WHOLE], ids=["number", "integer"])
def test_three_digits_after_a_comma_are_refused(parameter, written, plain, decimal):
    value, problem = read_value(parameter, written)
    assert value is None
    assert problem.what == f"{written.strip()!r} can be read as {plain} or as {decimal}"
    assert problem.right.startswith(f"write {plain} without a sign between, or {decimal}0 with one more digit")


@pytest.mark.parametrize(
    "written", ["1,,5", ",", "three", "inf", "3_0", "1e1", "1e400", "0x10", "1.2.3", True, [], {}, float("inf")]
)
def test_what_is_no_number_is_refused(written):
    value, problem = read_value(PARAMETER, written)
    assert value is None
    assert problem.what == f"{str(written)!r} is not a number"
    assert problem.right == "type a number from -10 to 5000 (mg/l)"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("1,000,000", "'1,000,000' is not a plain number — write 1000000;"),
        ("1,000.5", "'1,000.5' is not a plain number — write 1000.5;"),
        ("1.000,5", "'1.000,5' is not a plain number — write 1000.5;"),
        ("1 500", "'1 500' is not a plain number — write 1500;"),
        ("1'500", '"1\'500" is not a plain number — write 1500;'),
        ("30 mg", "'30 mg' is not in mg/l — leave the unit away, or write mg/l;"),
        ("≥ 30", "'≥ 30' is not one number — write the one number that was found;"),
        ("about 30", "'about 30' is not one number — write the one number that was found;"),
        ("10–20", "'10–20' is not one number — write the one number that was found;"),
        ("1/2", "'1/2' is not one number — write the one number that was found;"),
        ("NA", "'NA' is not a number — leave the fact out, or write unknown; else"),
        ("nan", "'nan' is not a number — leave the fact out, or write unknown; else"),
    ],
)
def test_what_people_write_is_told_how_to_write(written, says):
    value, problem = read_value(PARAMETER, written)
    assert value is None
    assert str(problem).removeprefix("n: ").startswith(says)


class Missing:
    """As pandas.NaT: it differs from itself."""

    def __eq__(self, other):
        return False

    __hash__ = None


@pytest.mark.parametrize("written", [float("nan"), "", "  ", Missing()])
@pytest.mark.parametrize("name", ["kras", "remnant_pct", "liver_mets", "biopsy_considered"])
def test_an_empty_cell_says_nothing(name, written):
    case, problems = read_case(load("rectal_liver_metastases"), {name: written})
    assert (dict(case.known), case.unknown, problems) == ({}, frozenset(), [])


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        (True, "yes"),
        (False, "no"),
        ("TRUE", "yes"),
        ("False", "no"),
        (1, "yes"),
        (0, "no"),
        ("1", "yes"),
        (1.0, "yes"),
        ("Yes", "yes"),
        (" no ", "no"),
    ],
)
def test_yes_and_no_as_tables_write_them(written, answer):
    case, problems = read_case(load("rectal_liver_metastases"), {"liver_mets": written})
    assert (dict(case.known), problems) == ({"liver_mets": answer}, [])
