"""What is printed shows what it says: no sign commands the terminal, turns a line round or hides."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.knowledge.printable import hidden_sign, json_line, printable
from explorer.knowledge.problem import Problem

HIDDEN = [
    ("\x1b]0;x\x07", "U+001B (a control sign)"),
    ("a\x9b31m", "U+009B (a control sign)"),
    ("a\rb", "U+000D (a control sign)"),
    ("a\x00", "U+0000 (a control sign)"),
    ("a\u202eb", "U+202E (right-to-left override)"),
    ("a\u2066b", "U+2066 (left-to-right isolate)"),
    ("a\u200fb", "U+200F (right-to-left mark)"),
    ("a\u200bb", "U+200B (zero width space)"),
    ("a\u00adb", "U+00AD (soft hyphen)"),
    ("a\u2060b", "U+2060 (word joiner)"),
    ("a\ufeffb", "U+FEFF (zero width no-break space)"),
    ("a\u200db", "U+200D (zero width joiner)"),
    ("a\u2028b", "U+2028 (line separator)"),
    ("a\u3164b", "U+3164 (hangul filler)"),
    ("a\U000e0041b", "U+E0041 (tag latin capital letter a)"),
    ("a\ud800b", "U+D800 (a control sign)"),
]
SEEN = [
    "plain",
    "Größe ≥ 3 mm – 5 µm²",
    "a\u00a0b",
    "می\u200cشود",
    "क्\u200dष",
    "👩\u200d⚕️",
    "\u0600\u0661",
    "שלום",
    "a\tb\nc",
]


@pytest.mark.parametrize(("text", "name"), HIDDEN)
def test_a_sign_that_cannot_be_seen_is_named_and_escaped(text: str, name: str) -> None:
    assert hidden_sign(text) == name
    assert hidden_sign(printable(text)) is None
    assert "\\" in printable(text)


@pytest.mark.parametrize("text", SEEN)
def test_what_can_be_seen_stays(text: str) -> None:
    assert hidden_sign(text) is None
    assert printable(text, lines=True) == text


def test_a_text_of_one_line_stays_one_line() -> None:
    assert printable("a\nb\tc") == "a\\nb\\tc"


@given(st.text(st.characters()))
def test_printing_never_leaves_a_hidden_sign(text: str) -> None:
    assert hidden_sign(printable(text)) is None
    assert "\n" not in printable(text)
    assert printable(printable(text)) == printable(text)


@given(st.recursive(st.one_of(st.none(), st.text(st.characters())), lambda inner: st.dictionaries(st.text(), inner)))
def test_json_of_printable_signs_reads_back_equal(data: object) -> None:
    line = json_line(data)
    assert hidden_sign(line) is None
    assert "\n" not in line
    assert json.loads(line) == data


def test_a_problem_is_one_line_whatever_it_quotes() -> None:
    problem = Problem("a\nb.yaml:1", "no \x1b[2J\nhere", "say\nso\n    kras\n    ^")
    assert str(problem) == "a\\nb.yaml:1: no \\x1b[2J\\nhere — say\n    so\n    kras\n    ^"
