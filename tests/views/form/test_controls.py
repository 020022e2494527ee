"""Stock ipywidgets make a case, and are linked with everything else that has one."""

import ipywidgets
import pytest

from explorer import Case, CaseError, CaseMap, Controls, Dashboard, load

GUIDELINE = load("rectal_liver_metastases")
ASKED = ["kras", "liver_lesion_count", "bevacizumab_given"]


@pytest.fixture
def controls():
    return Controls(GUIDELINE, only=ASKED)


def test_they_are_stock_widgets_that_begin_with_nothing_known(controls):
    kinds = [type(control) for control in controls.inputs.values()]
    assert kinds == [ipywidgets.Dropdown, ipywidgets.Text, ipywidgets.Dropdown]
    assert controls.case == Case()


@pytest.mark.parametrize(
    ("name", "typed", "known", "unknown"),
    [
        ("kras", "mutant", {"kras": "mutant"}, set()),
        ("liver_lesion_count", " 3 ", {"liver_lesion_count": 3}, set()),
        ("bevacizumab_given", "unknown", {}, {"bevacizumab_given"}),
    ],
)
def test_an_answer_is_known_and_can_be_taken_back(controls, name, typed, known, unknown):
    controls.inputs[name].value = typed
    assert (dict(controls.case.known), set(controls.case.unknown)) == (known, unknown)
    controls.inputs[name].value = ""
    assert controls.case == Case()


def test_what_cannot_be_read_gets_a_message_and_changes_nothing(controls):
    controls.inputs["liver_lesion_count"].value = "3"
    controls.inputs["liver_lesion_count"].value = "<many>"
    assert "&lt;many>" in controls.messages["liver_lesion_count"].value
    assert controls.inputs["liver_lesion_count"].value == "<many>"
    assert controls.case.known == {"liver_lesion_count": 3}
    controls.inputs["liver_lesion_count"].value = "4"
    assert controls.messages["liver_lesion_count"].value == ""
    assert controls.case.known == {"liver_lesion_count": 4}


def test_facts_that_are_not_asked_stay_in_the_case(controls):
    controls.case = Case({"primary_site": "rectum", "kras": "mutant"})
    assert controls.inputs["kras"].value == "mutant"
    controls.inputs["kras"].value = "wild_type"
    assert controls.case.known == {"primary_site": "rectum", "kras": "wild_type"}


def test_wrong_names_are_refused_together_with_the_nearest():
    with pytest.raises(CaseError, match="'krass' — did you mean 'kras'") as refused:
        Controls(GUIDELINE, only=["krass", "kras", "nothing_at_all"])
    assert len(refused.value.problems) == 2
    with pytest.raises(CaseError, match="there is no pathway 'molecullar' — did you mean 'molecular'"):
        CaseMap(GUIDELINE, "molecullar")


def test_controls_a_map_and_the_dashboards_form_follow_each_other(controls):
    shown = CaseMap(GUIDELINE, "molecular")
    form = Dashboard(GUIDELINE).form
    ipywidgets.link((controls, "case"), (shown, "case"))
    ipywidgets.link((controls, "case"), (form, "case"))
    before = dict(shown.status)
    controls.case = Case({"primary_site": "rectum", "liver_mets": "yes"})
    controls.inputs["kras"].value = "mutant"
    assert shown.trace.case.known == form.case.known == controls.case.known
    assert shown.status != before
    assert form.answers["kras"] == "mutant"


def test_they_show_themselves_without_an_address(controls):
    assert repr(controls) == "Controls('rectal_liver_metastases', 3 questions)"
    assert repr(CaseMap(GUIDELINE, "molecular")) == "CaseMap('rectal_liver_metastases', 'molecular')"
    assert "0x" not in repr(Dashboard(GUIDELINE)) + repr(Dashboard(GUIDELINE).form)
