"""The dashboard's wiring, without a browser: form, map and advice follow one trace."""

import shutil

from explorer import load
from explorer.knowledge.known import SHIPPED
from explorer.views import Dashboard, open_dashboard
from explorer.views.dashboard import GUIDELINE_VARIABLE
from tests.press import press

GUIDELINE = load("rectal_liver_metastases")


def test_a_changed_answer_changes_map_advice_and_form():
    dashboard = Dashboard(GUIDELINE)
    dashboard.map.scope = "pathway"
    assert dashboard.map.status["overview_breast"] == "possible"
    dashboard.form.answers = {"primary_site": "breast", "liver_mets": "yes"}
    assert dashboard.map.status["overview_breast"] == "active"
    assert "S004-25" in dashboard.advice.html
    assert "kras" in dashboard.form.idle
    assert "kras" not in dashboard.form.ask


def test_a_wrong_number_leaves_the_case_as_it_was():
    dashboard = Dashboard(GUIDELINE, {"liver_lesion_count": 3})
    dashboard.form.answers = {"liver_lesion_count": "300"}
    assert dashboard.trace.case.known == {"liver_lesion_count": 3}
    assert "outside 0 to 100" in dashboard.form.messages["liver_lesion_count"]
    assert dashboard.form.answers == {"liver_lesion_count": "300"}


def test_a_pathway_is_opened_from_the_strip_and_from_a_hand_over():
    dashboard = Dashboard(GUIDELINE)
    press(dashboard.strip, "pathway:orders")
    assert dashboard.pathway == "orders"
    assert 'data-id="orders_start"' in dashboard.map.svg
    press(dashboard.strip, "pathway:overview")
    dashboard.map.selected = "overview_ablation"
    assert dashboard.pathway == "ablation"
    assert set(dashboard.map.notes) == {node.id for node in GUIDELINE.pathways["ablation"].nodes}


def test_a_chosen_node_is_explained_beside_the_map():
    dashboard = Dashboard(GUIDELINE, {"primary_site": "rectum"})
    press(dashboard.advice, "node:orders_liver_first")
    assert dashboard.pathway == "orders"
    assert 'data-node="orders_liver_first"' in dashboard.advice.html
    press(dashboard.advice, "close:")
    assert dashboard.map.selected == ""


def test_a_press_of_something_unknown_is_ignored():
    dashboard = Dashboard(GUIDELINE)
    for words in ("pathway:nowhere", "node:none", "", "constructor:x"):
        press(dashboard.strip, words)
    assert dashboard.pathway == "overview"


def test_a_broken_guideline_shows_its_problems(tmp_path, monkeypatch):
    folder = shutil.copytree(SHIPPED / "rectal_liver_metastases", tmp_path / "broken")
    (folder / "criteria.yaml").write_text("criteria: [{id: a, title: A, when: krass == mutant}]", "utf-8")
    monkeypatch.setenv(GUIDELINE_VARIABLE, str(folder))
    shown = open_dashboard().regions["problems"].html
    assert "criteria.yaml:1" in shown
    assert "did you mean 'kras'?" in shown.replace("&#x27;", "'")


def test_a_page_cannot_change_its_regions():
    dashboard = Dashboard(GUIDELINE)
    before = dict(dashboard.regions)
    dashboard.set_state({"regions": {"form": "anywidget:of somebody else"}})
    assert dashboard.regions == before
    assert dashboard.get_state("regions")["regions"]["form"] == f"anywidget:{dashboard.form.model_id}"


def test_the_shipped_guideline_is_opened_by_default(monkeypatch):
    monkeypatch.delenv(GUIDELINE_VARIABLE, raising=False)
    assert open_dashboard().guideline.metadata.id == "rectal_liver_metastases"


CASE = {
    "primary_site": "rectum",
    "liver_mets": "yes",
    "phase": "diagnosis",
    "onset": "synchronous",
    "resectability": "resectable",
}


def test_a_source_switched_off_takes_what_rests_on_it_alone():
    dashboard = Dashboard(GUIDELINE, CASE)
    assert dashboard.trace.nodes["chemotherapy_upfront"] == "active"
    press(dashboard.head, "source:S002")
    assert dashboard.trace.nodes["chemotherapy_upfront"] == "ruled out"
    assert dashboard.trace.statements["S002-01"] == "does not apply"
    assert dashboard.trace.disagreements["C01"] != "ruled out"
    assert "not supported by the chosen sources" in dashboard.advice.html
    dashboard.open_pathway("chemotherapy")
    assert "chemotherapy_upfront" in dashboard.map.lost
    press(dashboard.head, "source:S002")
    assert dashboard.trace.nodes["chemotherapy_upfront"] == "active"


def test_the_last_source_cannot_be_switched_off():
    dashboard = Dashboard(GUIDELINE, CASE)
    for name in GUIDELINE.sources:
        press(dashboard.head, f"source:{name}")
    assert len(dashboard.sources) == 1


def test_a_worked_case_is_opened_with_what_to_notice():
    dashboard = Dashboard(GUIDELINE)
    case = GUIDELINE.teaching_cases[0]
    press(dashboard.head, f"case:{case.id}")
    assert set(dashboard.trace.case.known) == set(case.given)
    assert case.title in dashboard.advice.html
    press(dashboard.advice, "lesson:")
    assert "ge-lesson" not in dashboard.advice.html


def test_an_empty_case_says_how_to_begin():
    html = Dashboard(GUIDELINE).advice.html
    assert "Begin here" in html
    assert html.count('data-do="case:') == 3
    assert 'data-do="ask:' in html


def test_two_cases_are_compared():
    dashboard = Dashboard(GUIDELINE, CASE | {"kras": "mutant"})
    press(dashboard.head, "pin:")
    assert "Nothing differs yet" in dashboard.advice.html
    dashboard.form.answers = {**dashboard.form.answers, "kras": "wild_type"}
    assert '<td><ul class="ge-list"><li>KRAS mutant</li>' in dashboard.advice.html
    assert "<li>KRAS wild type</li>" in dashboard.advice.html
    assert ">Facts<" in dashboard.advice.html
    press(dashboard.strip, "pathway:chemotherapy")
    assert dashboard.map.differs["chemotherapy_egfr"] == "ruled out in the pinned case"
    assert "Δ" in dashboard.strip.html
    assert 'data-do="node:chemotherapy_egfr"' in dashboard.advice.html
    press(dashboard.head, "pin:")
    assert "ge-compare" not in dashboard.advice.html
    assert dashboard.map.differs is None
    assert "Δ" not in dashboard.strip.html


def test_what_would_have_to_be_different_can_be_tried():
    more = {"primary_state": "in_place", "fit_for_surgery": "yes", "resection_segments": 4}
    dashboard = Dashboard(GUIDELINE, CASE | more)
    dashboard.select("orders_simultaneous")
    assert "What would have to be different" in dashboard.advice.html
    assert "1 segment" in dashboard.advice.html
    pressed = dashboard.advice.html.split('data-do="try:')[1].split('"')[0].replace("&amp;", "&")
    press(dashboard.advice, f"try:{pressed}")
    assert dashboard.trace.nodes["orders_simultaneous"] == "active"


def test_a_fixed_fact_is_not_proposed_for_a_change():
    dashboard = Dashboard(GUIDELINE, CASE | {"kras": "mutant"})
    dashboard.select("chemotherapy_egfr")
    assert "No change of facts that can change would do" in dashboard.advice.html


def test_proof_and_atlas_are_written_once_they_are_opened():
    dashboard = Dashboard(GUIDELINE)
    assert "data-atlas" not in dashboard.head.html
    dashboard.head.opened = ["atlas", "proof"]
    assert dashboard.head.html.count("data-atlas") == 34
    assert "Proved over all" in dashboard.head.html
