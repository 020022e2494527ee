"""A case as a file: named, saved, opened again; what a board decides, saved with it and told in the report."""

import hashlib
import json

import pytest
import yaml

from explorer import evaluate, load
from explorer.briefing.briefing import brief
from explorer.briefing.decision import BoardDecision, Decided, decision_from, plan_to_decide, record
from explorer.knowledge.case_file import told_cases
from explorer.views import Dashboard
from explorer.views.report import report_markdown
from tests.press import press

GUIDELINE = load("rectal_liver_metastases")
CASE = {
    "primary_site": "rectum",
    "liver_mets": "yes",
    "phase": "diagnosis",
    "resectability": "unresectable",
    "kras": "mutant",
}


def opened():
    dashboard, sent = Dashboard(GUIDELINE, CASE), []
    dashboard.head.send = lambda content, buffers=(): sent.append((content, b"".join(buffers)))
    return dashboard, sent


def decided(dashboard):
    """Two lines of the plan, the second one decided otherwise."""
    first, second = (one.node for one in plan_to_decide(dashboard.trace)[:2])
    for words in (
        f"decide:yes {first}",
        f"decide:no {second}",
        f"field:because {second}=the person's wish #1",
        "field:decided=Go on",
        "field:day=2026-03-02",
    ):
        press(dashboard.head, words)
    return first, second


def test_a_case_that_is_saved_opens_again_with_name_and_decision():
    dashboard, sent = opened()
    press(dashboard.head, "field:title=Monday: a case # with signs")
    first, second = decided(dashboard)
    press(dashboard.head, "save-case:")
    content, written = sent[-1]
    assert content["save"].startswith("monday-a-case-with-signs-")
    again, _ = opened()
    again.form.set({})
    again._told(None, {"opened": written.decode(), "name": "case.yaml"}, None)
    assert again.trace.case.known == dashboard.trace.case.known
    assert again.lesson.title == "Monday: a case # with signs"
    assert again.case_desk.decision == dashboard.case_desk.decision
    assert again.case_desk.decision.lines == {first: Decided(True), second: Decided(False, "the person's wish #1")}


def test_the_record_names_what_it_rests_on():
    dashboard, sent = opened()
    first, second = decided(dashboard)
    press(dashboard.head, "record-case:")
    made = json.loads(sent[-1][1])
    assert made["case"] == CASE
    told = json.dumps(brief(dashboard.trace).as_json(None), ensure_ascii=False, sort_keys=True).encode()
    assert made["briefing"] == hashlib.sha256(told).hexdigest()
    lines = {one["node"]: one["followed"] for one in made["plan"]}
    assert (lines[first], lines[second]) == (True, False)
    assert set(lines.values()) == {True, False, None}


def test_the_report_tells_the_decision_in_place_of_the_room_for_it():
    trace = evaluate(GUIDELINE, CASE)
    one = plan_to_decide(trace)[0]
    decision = BoardDecision("Go on", "2026-03-02", {one.node: Decided(False, "new findings")})
    told = report_markdown(trace, size="page", decision=decision)
    assert f"{one.text}: new findings" in told
    assert "If otherwise, because" not in told
    assert "If otherwise, because" in report_markdown(trace, size="page")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("case: {kras: blue}", "case.yaml:1: kras: 'blue' is not an answer"),
        ("case: [", "this is not YAML"),
        ("", "empty or too large"),
        ("x" * 2_000_000, "empty or too large"),
        ("case: 7", "this is not a case"),
    ],
)
def test_a_file_that_is_wrong_is_told_and_changes_nothing(text, says):
    dashboard, _ = opened()
    dashboard.head.opened = ["this-case"]
    dashboard._told(None, {"opened": text, "name": "case.yaml"}, None)
    assert any(says in one for one in dashboard.case_desk.problems)
    assert says in dashboard.head.html.replace("&gt;", ">")
    assert dashboard.trace.case.known == CASE


def test_a_file_of_several_cases_lists_them():
    dashboard, _ = opened()
    dashboard.head.opened = ["this-case"]
    cases = [{"title": "First", "case": {"kras": "mutant"}}, {"id": "second", "case": {"kras": "wild_type"}}]
    dashboard._told(None, {"opened": yaml.safe_dump(cases), "name": "cases.yaml"}, None)
    assert "First" in dashboard.head.html
    assert dashboard.trace.case.known == CASE
    press(dashboard.head, "opened:1")
    assert dashboard.trace.case.known == {"kras": "wild_type"}
    assert dashboard.lesson.title == "second"


def test_what_no_button_says_does_nothing():
    dashboard, sent = opened()
    for words in (
        "opened:7",
        "opened:x",
        "decide:yes nowhere",
        "field:because nowhere=x",
        "field:nothing=x",
        "decide:",
        "field:",
    ):
        press(dashboard.head, words)
    assert dashboard.case_desk.decision == BoardDecision()
    assert sent == []
    dashboard._told(None, {"opened": 7, "name": None}, None)
    dashboard._told(None, "opened", None)


@pytest.mark.parametrize("data", [None, 7, [], {"plan": 7}, {"plan": {"a": {"followed": "maybe"}}}, {"text": ["x"]}])
def test_what_is_no_decision_is_left_out(data):
    assert not decision_from(data)


def test_a_decision_reads_back_equal():
    decision = BoardDecision("Ä", "2026-03-02", {"a": Decided(True), "b": Decided(False, "a wish")})
    assert decision_from(yaml.safe_load(yaml.safe_dump(decision.as_data()))) == decision
    trace = evaluate(GUIDELINE, {})
    assert record(trace, BoardDecision())["plan"] == [
        {**one, "followed": None, "because": ""} for one in record(trace, BoardDecision())["plan"]
    ]


def test_the_commands_read_what_the_page_saves():
    dashboard, sent = opened()
    decided(dashboard)
    press(dashboard.head, "save-case:")
    (told,) = told_cases(GUIDELINE, sent[-1][1], "case.yaml")
    assert told.case.known == CASE


def test_five_lines_are_handed_over_to_be_copied():
    dashboard, sent = opened()
    press(dashboard.head, "copy-case:")
    assert sent[-1][0] == {"copy": brief(dashboard.trace).in_five_lines()}


def test_a_decision_stays_with_its_case():
    dashboard, _ = opened()
    decided(dashboard)
    made = dashboard.case_desk.decision
    dashboard.open_case("breast_with_bone")
    assert dashboard.case_desk.decision == BoardDecision()
    dashboard.form.set(CASE)
    assert dashboard.case_desk.decision == made
    dashboard.form.set({})
    assert dashboard.case_desk.decision == BoardDecision()
    dashboard.form.set(CASE)  # undone
    assert dashboard.case_desk.decision == made
    dashboard.form.set({**CASE, "kras": "wild_type"})  # the same case, better known
    assert dashboard.case_desk.decision == made


def test_facts_in_words_are_shown_before_they_are_taken():
    dashboard, _ = opened()
    dashboard.head.opened = ["this-case"]
    press(dashboard.head, "field:words=3 lesions; blue moon")
    assert "Understood: Number of liver metastases: 3 lesions." in dashboard.head.html
    assert "blue moon" in dashboard.head.html
    assert dashboard.trace.case.known == CASE
    press(dashboard.head, "add-words:")
    assert dashboard.trace.case.known == CASE | {"liver_lesion_count": 3}
    assert "blue moon" not in dashboard.head.html
