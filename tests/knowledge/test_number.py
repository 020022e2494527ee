"""Numbers are shown with all of their digits, wherever a fact is told."""

import pytest

from explorer.knowledge.case import read_value
from explorer.knowledge.model import Parameter
from explorer.knowledge.number import number_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (30, "30"),
        (30.0, "30"),
        (29.9999999, "29.9999999"),
        (33.3, "33.3"),
        (1234567, "1234567"),
        (100.0000001, "100.0000001"),
        (1e-7, "0.0000001"),
        (-0.5, "-0.5"),
        (123456.789, "123456.789"),
        (float("inf"), "inf"),
    ],
)
def test_no_digit_is_left_out(number, words):
    assert number_in_words(number) == words
    assert float(words) == number


def test_a_number_just_below_a_limit_never_reads_as_the_limit():
    share = Parameter(id="n", label="N", question="N?", kind="number", range=(0, 100), unit="%", says="it is {value} %")
    assert share.option_label(29.9999999) == "29.9999999 %"
    assert share.phrase(29.9999999) == "it is 29.9999999 %"
    assert read_value(share, "100.0000001")[1].what == "100.0000001 is outside 0 to 100 %"
