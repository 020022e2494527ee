"""The case in a line: every known fact once, as a way to its question; its name, its story, what is assumed."""

import pytest

from explorer import evaluate, load
from explorer.views.advice.case_line import case_line
from explorer.views.markup import element, markup

GUIDELINE = load("rectal_liver_metastases")
STORY = next(case for case in GUIDELINE.teaching_cases if case.id == "bleeding_primary")


def shown(given, told=None, opened=()):
    return element("div", case_line(evaluate(GUIDELINE, given), told, list(opened)))


def chips(line):
    return {chip.get("data-do"): chip.text for chip in line.iter("button") if chip.get("class") == "ge-fact"}


def test_nothing_is_shown_while_nothing_is_known():
    assert case_line(evaluate(GUIDELINE, {}), None) == []


@pytest.mark.parametrize("case", GUIDELINE.teaching_cases, ids=lambda case: case.id)
def test_each_known_fact_is_one_chip_that_leads_to_its_question(case):
    known = evaluate(GUIDELINE, case.given).case.known
    assert set(chips(shown(case.given, case))) == {f"ask:{name}" for name in known}


def test_a_fact_that_is_said_to_be_unknown_is_no_chip():
    assert chips(shown({"kras": "unknown", "liver_mets": "no"})) == {"ask:liver_mets": "No liver metastases"}


def test_facts_that_contradict_each_other_are_marked_as_such():
    line = shown({"kras": "mutant", "ras_braf": "wild_type", "liver_mets": "yes"})
    doubted = {chip.get("data-do") for chip in line.iter("button") if chip.get("data-doubted") is not None}
    assert doubted == {"ask:kras", "ask:ras_braf"}
    assert all(text.startswith("⚠") for do, text in chips(line).items() if do in doubted)


def test_name_story_and_what_was_changed():
    line = markup(shown(STORY.given, STORY))
    assert STORY.title in line
    assert "Changed from" not in line
    assert STORY.vignette[:20] not in line
    assert STORY.vignette[:20] in markup(shown(STORY.given, STORY, ["story"]))
    changed = markup(shown({**STORY.given, "primary_bleeding": "no"}, STORY))
    assert "Changed from the worked case: " in changed
    assert "case:bleeding_primary" in changed


def test_what_is_assumed_is_counted_and_told_when_asked():
    assumed = evaluate(GUIDELINE, {"liver_mets": "yes"}).assumed
    line = shown({"liver_mets": "yes"})
    assert f"{len(assumed)} assumed" in markup(line)
    opened = markup(shown({"liver_mets": "yes"}, None, ["assumed"]))
    assert all(GUIDELINE.parameters[name].label in opened for name in assumed)
