"""The condition language: three tables — text and what it means, odd spelling, text and its mistakes."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.knowledge.condition import (
    LONGEST_CONDITION,
    Among,
    And,
    Compares,
    ConditionError,
    Met,
    Not,
    Or,
    Vocabulary,
    nearest,
    parse,
)
from explorer.knowledge.model import Parameter

PARAMETERS = {
    "kras": Parameter(
        id="kras",
        label="KRAS",
        question="KRAS?",
        kind="choice",
        options={"wild_type": "Wild type", "mutant": "Mutant"},
    ),
    "bleeding": Parameter(id="bleeding", label="Bleeding", question="Bleeding?", kind="yes/no"),
    "lesions": Parameter(id="lesions", label="Lesions", question="Lesions?", kind="integer", range=(0, 100)),
    "remnant": Parameter(id="remnant", label="Remnant", question="Remnant?", kind="number", range=(0, 100), unit="%"),
}
VOCABULARY = Vocabulary(PARAMETERS, frozenset({"fit"}))

MUTANT = Among("kras", ("mutant",))
BLEEDING = Among("bleeding", ("yes",))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("kras == mutant", MUTANT),
        ("kras != mutant", Not(MUTANT)),
        ("kras in (mutant, wild_type)", Among("kras", ("mutant", "wild_type"))),
        ("kras in (mutant,)", MUTANT),
        ("kras not in (mutant, mutant)", Not(MUTANT)),
        ("kras == 'mutant'", MUTANT),
        ("bleeding", BLEEDING),
        ("bleeding == yes", BLEEDING),
        ("bleeding == no", Among("bleeding", ("no",))),
        ("bleeding == True", BLEEDING),
        ("not bleeding", Not(BLEEDING)),
        ("fit", Met("fit")),
        ("not fit and bleeding", And((Not(Met("fit")), BLEEDING))),
        ("lesions > 5", Compares("lesions", ">", 5)),
        ("5 < lesions", Compares("lesions", ">", 5)),
        ("remnant >= 33.3", Compares("remnant", ">=", 33.3)),
        (
            "11 <= lesions <= 18",
            And((Compares("lesions", ">=", 11), Compares("lesions", "<=", 18))),
        ),
        (
            "bleeding or fit or lesions == 0",
            Or((BLEEDING, Met("fit"), Compares("lesions", "==", 0))),
        ),
        ("bleeding or fit and kras == mutant", Or((BLEEDING, And((Met("fit"), MUTANT))))),
        ("(bleeding or fit) and kras == mutant", And((Or((BLEEDING, Met("fit"))), MUTANT))),
    ],
)
def test_what_a_condition_means(text, meaning):
    assert parse(text, VOCABULARY).expression == meaning


@pytest.mark.parametrize(
    "text",
    [
        "kras==mutant",
        "  kras  ==  mutant  ",
        "( kras == mutant )",
        "kras ==\nmutant",
        "((kras == mutant))",
    ],
)
def test_spacing_does_not_matter(text):
    assert parse(text, VOCABULARY).expression == MUTANT


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 0, "the condition is empty; write for example: kras == mutant"),
        ("krass == mutant", 0, "unknown name 'krass'; did you mean 'kras'?"),
        ("bleeding and fitt", 13, "unknown name 'fitt'; did you mean 'fit'?"),
        ("kras == mutated", 0, "'kras' has no option mutated; did you mean 'mutant'?"),
        ("kras in (mutant, wild)", 0, "'kras' has no option wild; "),
        ("kras", 0, "'kras' is not a yes/no parameter; compare it, for example kras == wild_type"),
        ("lesions", 0, "'lesions' is not a yes/no parameter; compare it, for example lesions > 5"),
        ("kras > 3", 0, "'kras' has options, which have no order; use == or 'in (…)'"),
        ("lesions == many", 11, "'lesions' is a number; compare it with a number"),
        ("lesions > 101", 10, "lesions: 101 is outside 0 to 100"),
        ("remnant > -1", 10, "remnant: -1 is outside 0 to 100 %"),
        ("lesions > 2.5", 10, "lesions: 2.5 is not a whole number; allowed are 0 to 100"),
        ("lesions in (1, 2)", 0, "'lesions' is a number; compare it with <, <=, ==, >= or >"),
        ("fit == yes", 0, "'fit' is a criterion; it stands alone, without a comparison"),
        ("kras = mutant", 5, "one = does not compare; write =="),
        ("kras == ", 7, "this cannot be read as a condition"),
        ("kras is mutant", 0, "compare with ==, !=, <, <=, >, >= or 'in (…)'"),
        ("lesions + 1 > 2", 0, "sums are no part of conditions"),
        (
            "__import__('os').system('true')",
            0,
            "in brackets only at_least(number, condition, condition, …) is called",
        ),
        ("kras in ()", 8, "the list of options is empty"),
    ],
)
def test_each_mistake_is_told_with_its_column(text, column, message):
    with pytest.raises(ConditionError) as caught:
        parse(text, VOCABULARY)
    first = caught.value.mistakes[0]
    assert first.column in (column, text.find("mutated"), text.find("wild)"))
    assert first.message.startswith(message)


def test_all_mistakes_are_told_at_once_with_carets():
    with pytest.raises(ConditionError) as caught:
        parse("krass == mutant and lesions > 900", VOCABULARY)
    assert str(caught.value).splitlines() == [
        "krass == mutant and lesions > 900",
        "^ unknown name 'krass'; did you mean 'kras'?",
        "                              ^ lesions: 900 is outside 0 to 100; compare it with a number it can have",
    ]


@pytest.mark.parametrize("text", ["x" * (LONGEST_CONDITION + 1), "not " * 60 + "bleeding", "(" * 500, "a" + ".b" * 500])
def test_limits_are_told(text):
    with pytest.raises(ConditionError):
        parse(text, VOCABULARY)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(ConditionError):
        parse(text, VOCABULARY)


def test_a_known_name_that_is_too_long_is_told_shortened() -> None:
    told = nearest("zzz", ["q" * 5_000, "r"])
    assert len(told) < 200
    assert told.endswith("q, r")
