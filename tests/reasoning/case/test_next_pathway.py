"""Following a case: which pathway the map opens next, and when it stays where it is."""

import pytest

from explorer import evaluate, load
from explorer.reasoning.case.next_pathway import decided_in, pathway_asking
from explorer.reasoning.case.questions import next_questions
from explorer.views import Dashboard
from tests.press import press

GUIDELINE = load("rectal_liver_metastases")
EARLY = {"primary_site": "rectum", "liver_mets": "yes", "phase": "diagnosis"}
LATE = EARLY | {
    "onset": "synchronous", "primary_state": "in_place", "resectability": "resectable", "liver_lesion_count": 3,
    "fit_for_surgery": "yes",
}  # fmt: skip


@pytest.mark.parametrize(
    ("case", "shown", "question", "opens"),
    [
        ({}, "overview", "primary_site", "overview"),
        ({}, "orders", "primary_site", "overview"),  # cleared: back to where every case begins
        ({"primary_site": "rectum"}, "overview", "phase", "overview"),
        (EARLY, "overview", "liver_lesion_count", "overview"),
        (LATE, "overview", "extrahepatic_control", "extrahepatic"),
        (LATE, "extrahepatic", "extrahepatic_site", "extrahepatic"),
        (LATE, "lung", None, "lung"),  # nothing is asked any more
    ],
)
def test_the_map_opens_where_the_question_lies(case, shown, question, opens):
    assert pathway_asking(evaluate(GUIDELINE, case), question, shown) == opens


@pytest.mark.parametrize("case", [one.given for one in GUIDELINE.teaching_cases], ids=lambda case: str(len(case)))
def test_no_other_pathway_decides_more(case):
    trace = evaluate(GUIDELINE, case)
    question = next(iter(next_questions(trace)), None)
    opened = pathway_asking(trace, question, GUIDELINE.metadata.start)
    if question:
        most = max(decided_in(trace, question, name) for name in GUIDELINE.pathways)
        assert decided_in(trace, question, opened) == most or not most
    assert pathway_asking(trace, question, opened) == opened, "it stays"


def answer(dashboard, case):
    dashboard.form.answers = {name: str(value) for name, value in case.items()}


def test_the_map_follows_the_case_from_the_overview():
    dashboard = Dashboard(GUIDELINE)
    assert (dashboard.pathway, dashboard.map.following) == ("overview", True)
    answer(dashboard, EARLY)
    assert dashboard.pathway == "overview"
    answer(dashboard, LATE)
    assert dashboard.pathway == "extrahepatic"
    assert dashboard.map.status["extrahepatic_start"] == "active"
    assert 'data-id="extrahepatic_start"' in dashboard.map.svg
    answer(dashboard, {})
    assert dashboard.pathway == "overview"


def test_a_pathway_opened_by_the_reader_stays_until_asked():
    dashboard = Dashboard(GUIDELINE)
    press(dashboard.strip, "pathway:orders")
    assert not dashboard.map.following
    answer(dashboard, LATE)
    assert dashboard.pathway == "orders"
    dashboard.map.following = True
    assert dashboard.pathway == "extrahepatic"


def test_the_map_never_goes_away_under_the_reader():
    dashboard = Dashboard(GUIDELINE)
    dashboard.map._handle_custom_msg({"held": True}, [])
    answer(dashboard, LATE)
    assert dashboard.pathway == "overview"
    dashboard.map._handle_custom_msg({"held": False}, [])
    dashboard.map.selected = "overview_start"  # a step that is being read
    answer(dashboard, EARLY)
    answer(dashboard, LATE)
    assert dashboard.pathway == "overview"
    dashboard.map.selected = ""
    answer(dashboard, LATE | {"kras": "mutant"})
    assert dashboard.pathway == "extrahepatic"


def test_the_whole_map_is_drawn_when_asked_for_and_follows_the_statuses():
    dashboard = Dashboard(GUIDELINE)
    dashboard.map.scope = "whole"
    assert dashboard.map.title == "Whole map"
    assert dashboard.map.status["breast"] == "possible"
    answer(dashboard, {"primary_site": "breast"})
    assert dashboard.map.title == "Whole map"
    assert dashboard.map.status["breast"] == "active"
    assert set(dashboard.map.notes) == set(GUIDELINE.pathways)
    assert 'aria-current="true"' not in dashboard.strip.html
    dashboard.map.selected = "breast"
    assert (dashboard.pathway, dashboard.map.scope, dashboard.map.counts) == ("breast", "pathway", {})
    assert dashboard.map.status["breast_systemic"] == dashboard.trace.nodes["breast_systemic"]


def test_from_the_whole_map_one_comes_back_to_the_same_pathway():
    dashboard = Dashboard(GUIDELINE)
    press(dashboard.strip, "pathway:orders")
    dashboard.map.scope = "whole"
    press(dashboard.strip, "pathway:orders")
    assert (dashboard.pathway, dashboard.map.scope) == ("orders", "pathway")
    assert 'data-id="orders_start"' in dashboard.map.svg
