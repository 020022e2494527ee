"""The form reads what is typed: a table of answers, and what the browser is told about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.knowledge.case import Case
from explorer.knowledge.model import Guideline
from explorer.knowledge.reading import load
from explorer.views.form.form import Form, as_text, describe

FILES = {
    "guideline.yaml": """
id: small
title: Small
edition: "1"
date: "2026-01-01"
scope: a test
disclaimer: a test
start: only
sources: [{id: S0, title: One}]
""",
    "parameters.yaml": """
groups:
  - id: facts
    title: Facts
    parameters:
      - id: kras
        label: KRAS
        question: What is KRAS?
        help: Ask the laboratory.
        kind: choice
        options: {wild_type: {label: Wild type, help: nothing found}, mutant: Mutant}
      - {id: bilobar, label: Both lobes, question: Both lobes?, kind: yes/no}
      - {id: refuses, label: Declined, question: Declined?, kind: yes/no, assume: no}
  - id: numbers
    title: Numbers
    parameters:
      - {id: remnant, label: Remnant, question: How much?, kind: number, range: [0, 100], unit: "%"}
      - id: lesions
        label: Lesions
        question: How many?
        kind: integer
        range: [0, 50]
        unit: lesions
""",
    "criteria.yaml": "criteria: []\n",
    "statements/S0.yaml": """
source: S0
statements: [{id: S0-1, section: One, kind: recommendation, text: Do it}]
""",
    "pathways/only.yaml": """
id: only
title: Only
nodes:
  - id: start
    decision: Both lobes?
    branches: [{to: done, when: bilobar}, {to: left, otherwise: true}]
  - {id: done, recommendation: Do it, cites: [S0-1]}
  - {id: left, recommendation: Leave it, cites: [S0-1]}
""",
}


@pytest.fixture(scope="module")
def guideline(tmp_path_factory: pytest.TempPathFactory) -> Guideline:
    folder: Path = tmp_path_factory.mktemp("small")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


@pytest.mark.parametrize(
    ("answers", "known"),
    [
        ({}, {}),
        ({"kras": "mutant", "bilobar": "no"}, {"kras": "mutant", "bilobar": "no"}),
        ({"bilobar": "true"}, {"bilobar": "yes"}),
        ({"remnant": "33.3"}, {"remnant": 33.3}),
        ({"remnant": "33,3"}, {"remnant": 33.3}),
        ({"remnant": " 30 "}, {"remnant": 30}),
        ({"remnant": "0"}, {"remnant": 0}),
        ({"remnant": "100"}, {"remnant": 100}),
        ({"lesions": "50"}, {"lesions": 50}),
        ({"lesions": "3.0"}, {"lesions": 3}),
    ],
)
def test_answers_that_can_be_read_make_the_case(
    guideline: Guideline, answers: dict[str, str], known: dict[str, Any]
) -> None:
    form = Form(guideline)
    form.answers = answers
    assert form.case.known == known
    assert form.messages == {}


@pytest.mark.parametrize(
    ("parameter", "typed", "what"),
    [
        ("remnant", "100.1", "100.1 is outside 0 to 100 %"),
        ("remnant", "-1", "-1 is outside 0 to 100 %"),
        ("remnant", "thirty", "'thirty' is not a number"),
        ("remnant", "nan", "'nan' is not a number"),
        ("remnant", "inf", "'inf' is not a number"),
        ("remnant", "3 3", "'3 3' is not a number"),
        ("lesions", "51", "51 is outside 0 to 50 lesions"),
        ("lesions", "2,5", "2.5 is not a whole number"),
        ("kras", "mutnt", "'mutnt' is not an answer. Did you mean 'mutant'?"),
        ("bilobar", "maybe", "'maybe' is not an answer"),
        ("remnant", "<script>alert(1)</script>", "'<script>alert(1)</script>' is not a number"),
    ],
)
def test_what_cannot_be_read_keeps_its_text_and_says_why(
    guideline: Guideline, parameter: str, typed: str, what: str
) -> None:
    form = Form(guideline)
    form.answers = {parameter: typed}
    assert form.answers == {parameter: typed}
    assert form.messages[parameter].startswith(what)
    assert form.messages[parameter].endswith("The case counts it as not known.")
    assert form.case == Case()


def test_an_impossible_number_leaves_the_case_as_it_was(guideline: Guideline) -> None:
    form = Form(guideline, {"remnant": 40, "bilobar": True})
    seen: list[Case] = []
    form.observe(lambda change: seen.append(change.new), "case")
    form.answers = {"remnant": "400", "bilobar": "yes"}
    form.answers = {"remnant": "4000", "bilobar": "yes"}
    assert (form.case.known, seen) == ({"remnant": 40, "bilobar": "yes"}, [])
    assert form.messages["remnant"].endswith("The case keeps 40 %.")
    form.answers = {"remnant": "4000"}
    assert [case.known for case in seen] == [{"remnant": 40}]
    form.answers = {"remnant": "45"}
    assert (form.case.known, form.messages) == ({"remnant": 45}, {})


@pytest.mark.parametrize(
    ("answers", "assumed", "unknown"),
    [
        ({}, {"refuses": "no"}, frozenset()),
        ({"refuses": "yes"}, {}, frozenset()),
        ({"refuses": "no"}, {}, frozenset()),
        ({"refuses": "unknown"}, {}, frozenset({"refuses"})),
    ],
)
def test_assumptions_are_shown_and_can_be_lifted(
    guideline: Guideline, answers: dict[str, str], assumed: dict[str, str], unknown: frozenset[str]
) -> None:
    form = Form(guideline, answers)
    assert (form.assumed, form.case.unknown) == (assumed, unknown)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["kars"], "'kars' (did you mean 'kras'?)."),
        (["xyzzy"], "'xyzzy'."),
        (["q1", "q2", "q3", "q4", "q5"], "'q1'; 'q2'; 'q3' and 2 more."),
        (["__proto__", ""], "'__proto__'; '(no name)'."),
    ],
)
def test_strange_names_of_a_link_are_told_and_the_rest_works(guideline: Guideline, names: list[str], told: str) -> None:
    form = Form(guideline)
    form.answers = {"kras": "mutant", **dict.fromkeys(names, "1")}
    assert form.case.known == {"kras": "mutant"}
    assert form.messages.keys() == {""}
    assert told in form.messages[""]


def test_another_case_keeps_nothing_of_the_one_before(guideline: Guideline) -> None:
    form = Form(guideline, {"remnant": 40})
    form.set({"remnant": 400, "refuses": None})
    assert form.case == Case({}, frozenset({"refuses"}))
    form.set(Case({"lesions": 3}, frozenset({"refuses"})))
    assert form.answers == {"lesions": "3", "refuses": "unknown"}
    assert form.messages == {}
    form.clear()
    assert (form.case, form.answers) == (Case(), {})


def test_messages_are_told_even_when_an_observer_of_the_case_fails(guideline: Guideline) -> None:
    form = Form(guideline)

    def fail(change: Any) -> None:
        raise RuntimeError("elsewhere")

    form.observe(fail, "case")
    with pytest.raises(RuntimeError, match="elsewhere"):
        form.answers = {"kras": "mutant", "remnant": "x"}
    assert form.messages.keys() == {"remnant"}


def test_the_form_is_described_as_plain_data(guideline: Guideline) -> None:
    facts, numbers = describe(guideline.groups)
    kras, bilobar, refuses = facts["parameters"]
    assert kras["options"][0] == ["wild_type", "Wild type", "nothing found"]
    assert kras["options"][1] == ["mutant", "Mutant", None]
    assert kras["help"] == "Ask the laboratory."
    assert bilobar["options"] == [["yes", "Yes", None], ["no", "No", None]]
    assert (bilobar["assume"], refuses["assume"]) == (None, "no")
    assert (numbers["parameters"][0]["range"], numbers["parameters"][0]["unit"]) == ((0, 100), "%")


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (False, "no"), (None, "unknown"), (3, "3"), (33.25, "33.25"), ("a", "a")],
)
def test_a_value_from_python_is_written_as_one_types_it(value: Any, text: str) -> None:
    assert as_text({"it": value}) == {"it": text}


@pytest.mark.parametrize("told", [None, 3, {}, {"answers": None}, {"answers": ["kras"]}, {"answers": {"kras": 3}}])
def test_a_message_that_means_nothing_is_ignored(told):
    form = Form(load("rectal_liver_metastases"), {"kras": "mutant"})
    form._handle_custom_msg(told, [])
    assert form.answers == {"kras": "mutant"}


def test_answers_that_were_lost_can_be_given_again():
    form = Form(load("rectal_liver_metastases"))
    form._handle_custom_msg({"answers": {"kras": "mutant"}}, [])
    assert form.case.known == form.read == {"kras": "mutant"}
