"""The sheet of questions on the page: it gives nothing away before the choice, and tells why after it."""

import json

from explorer import load
from explorer.views import Dashboard
from tests.press import press

GUIDELINE = load("rectal_liver_metastases")


def opened():
    dashboard = Dashboard(GUIDELINE)
    dashboard.open_pathway("molecular")
    dashboard.head.opened = ["practise"]
    return dashboard


def test_before_the_choice_nothing_is_given_away():
    dashboard = opened()
    item = dashboard.learner.practice.item
    assert item.question in dashboard.head.html
    assert dashboard.head.html.count('data-do="choose:') == 4
    assert "data-correct" not in dashboard.head.html
    assert item.options[0].why not in dashboard.head.html


def test_after_it_each_option_has_its_reason_and_it_goes_on():
    dashboard = opened()
    item = dashboard.learner.practice.item
    press(dashboard.head, "choose:0")
    assert dashboard.head.html.count("data-correct") == 4
    assert ("Not right" in dashboard.head.html) != item.options[0].correct
    press(dashboard.head, "go-on:")
    assert dashboard.learner.practice.item is not item
    assert "data-correct" not in dashboard.head.html


def test_the_questions_are_of_the_pathway_shown_and_then_of_all():
    dashboard = opened()
    few = len(dashboard.learner.practice.waiting)
    press(dashboard.head, "practise:")
    assert len(dashboard.learner.practice.waiting) > 10 * few
    assert dashboard.learner.practised == ""


def test_the_answers_can_be_kept():
    dashboard, sent = opened(), []
    dashboard.head.send = lambda content, buffers=(): sent.append((content, buffers))
    press(dashboard.head, "choose:1")
    practice = dashboard.learner.practice
    assert sent[0][0] == {"scored": practice.standing | {"choice": practice.last_choice}}
    told = len(sent)
    press(dashboard.head, "choose:0")  # it was answered already
    assert len(sent) == told
    press(dashboard.head, "record:")
    content, (record,) = sent[-1]
    assert content["save"] == "answers.json"
    assert b'"attempt": 1' in record
    press(dashboard.head, "record:xapi")
    content, (record,) = sent[-1]
    assert content["save"] == "answers.xapi.json"
    assert json.loads(record)[0]["result"]["success"] == practice.record[0].correct


def test_what_no_button_says_does_nothing():
    dashboard = opened()
    for words in ("choose:x", "choose:9999999999", "choose:-1", "practise:nowhere", "go-on:x"):
        press(dashboard.head, words)
    assert dashboard.learner.practice.record == []


def test_nothing_is_made_before_it_is_wanted():
    assert Dashboard(GUIDELINE).learner.practice is None


def kept_by(dashboard):
    """What a browser keeps of this dashboard's learner."""
    sent = []
    dashboard.head.send = lambda content, buffers=(): sent.append(content)
    press(dashboard.head, "choose:0")
    return next(content["learnt"] for content in sent if "learnt" in content)


def test_what_was_learnt_is_kept_by_the_browser_and_comes_back_when_it_is_due():
    before = opened()
    asked, kept = before.learner.practice.item.id, kept_by(before)
    rows = json.loads(kept)["answers"]
    assert [row[0] for row in rows] == [asked]
    rows[0][1:] = ["2020-01-01T00:00:00+00:00", False, True]  # years ago, and wrong
    after = Dashboard(GUIDELINE)
    after._told(None, {"learnt": json.dumps({"answers": rows})}, None)
    after.open_pathway("molecular")
    after.head.opened = ["practise"]
    assert after.learner.practice.item.id == asked


def test_a_guess_is_told_and_what_is_learnt_can_be_forgotten():
    dashboard = opened()
    press(dashboard.head, "guess:")
    rows = json.loads(kept_by(dashboard))["answers"]
    assert rows[0][3] is False
    sent = []
    dashboard.head.send = lambda content, buffers=(): sent.append(content)
    press(dashboard.head, "forget:")
    assert sent == [{"learnt": ""}]
    assert dashboard.learner.learning.record == []


def test_how_well_each_part_is_known_is_shown_when_somebody_looks():
    dashboard = opened()
    assert "What I know" not in dashboard.head.html
    kept_by(dashboard)
    assert "What I know" in dashboard.head.html
    assert "<meter" not in dashboard.head.html
    dashboard.head.opened = ["practise", "known"]
    assert dashboard.head.html.count("<meter") > 15
    assert "1 of " in dashboard.head.html
