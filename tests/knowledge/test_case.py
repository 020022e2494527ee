"""One answer as it is typed: what is read, and what is refused with a way to write it right."""

import pytest

from explorer.knowledge.case import read_value
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
        ("1.000", 1),
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
        ("12,345", "12345", "12.345"),
        ("-1,250", "-1250", "-1.250"),
    ],
)
@pytest.mark.parametrize("parameter", [PARAMETER, WHOLE], ids=["number", "integer"])
def test_three_digits_after_a_comma_are_refused(parameter, written, plain, decimal):
    value, problem = read_value(parameter, written)
    assert value is None
    assert problem.what == f"{written.strip()!r} can be read as {plain} or as {decimal}"
    assert problem.right.startswith(f"write {plain} without a comma, or {decimal} with a point")


@pytest.mark.parametrize(
    "written", ["1,000,000", "1,000.5", "1.000,5", "1,,5", ",", "three", "", "nan", "inf", True, [], {}]
)
def test_what_is_no_number_is_refused(written):
    value, problem = read_value(PARAMETER, written)
    assert value is None
    assert problem.what == f"{str(written)!r} is not a number"
    assert problem.right == "type a number from -10 to 5000 (mg/l)"
