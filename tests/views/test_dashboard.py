"""The dashboard's wiring, without a browser: form, map and advice follow one trace."""

import shutil

from explorer import load
from explorer.knowledge.reading import SHIPPED
from explorer.views import Dashboard, open_dashboard
from explorer.views.dashboard import GUIDELINE_VARIABLE

GUIDELINE = load("rectal_liver_metastases")


def test_a_changed_answer_changes_map_advice_and_form():
    dashboard = Dashboard(GUIDELINE)
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
    dashboard.strip.pressed = "pathway:orders#1"
    assert dashboard.pathway == "orders"
    assert 'data-id="orders_start"' in dashboard.map.svg
    dashboard.strip.pressed = "pathway:overview#2"
    dashboard.map.selected = "overview_ablation"
    assert dashboard.pathway == "ablation"
    assert set(dashboard.map.notes) == {node.id for node in GUIDELINE.pathways["ablation"].nodes}


def test_a_chosen_node_is_explained_beside_the_map():
    dashboard = Dashboard(GUIDELINE, {"primary_site": "rectum"})
    dashboard.advice.pressed = "node:orders_liver_first#1"
    assert dashboard.pathway == "orders"
    assert 'data-node="orders_liver_first"' in dashboard.advice.html
    dashboard.advice.pressed = "close:#2"
    assert dashboard.map.selected == ""


def test_a_press_of_something_unknown_is_ignored():
    dashboard = Dashboard(GUIDELINE)
    for pressed in ("pathway:nowhere#1", "node:none#2", "#3", "constructor:x#4"):
        dashboard.strip.pressed = pressed
    assert dashboard.pathway == "overview"


def test_a_broken_guideline_shows_its_problems(tmp_path, monkeypatch):
    folder = shutil.copytree(SHIPPED / "rectal_liver_metastases", tmp_path / "broken")
    (folder / "criteria.yaml").write_text("criteria: [{id: a, title: A, when: krass == mutant}]", "utf-8")
    monkeypatch.setenv(GUIDELINE_VARIABLE, str(folder))
    shown = open_dashboard().children[0].html
    assert "criteria.yaml:1" in shown
    assert "did you mean 'kras'?" in shown.replace("&#x27;", "'")


def test_the_shipped_guideline_is_opened_by_default(monkeypatch):
    monkeypatch.delenv(GUIDELINE_VARIABLE, raising=False)
    assert open_dashboard().guideline.front.id == "rectal_liver_metastases"
