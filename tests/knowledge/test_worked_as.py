"""A case with the facts of a worked case is that case, however it was opened; what was changed of it is named."""

import pytest

from explorer import Case, load
from explorer.knowledge.case import read_case
from explorer.knowledge.worked_cases import facts_changed, worked_as
from explorer.views import Dashboard

GUIDELINE = load("rectal_liver_metastases")


@pytest.mark.parametrize("worked", GUIDELINE.teaching_cases, ids=lambda case: case.id)
def test_each_worked_case_is_found_by_its_facts(worked):
    case = read_case(GUIDELINE, worked.given)[0]
    assert worked_as(GUIDELINE, case) is worked
    assert facts_changed(GUIDELINE, worked, case) == []


@pytest.mark.parametrize("given", [{}, {"kras": "mutant"}])
def test_another_case_is_none(given):
    assert worked_as(GUIDELINE, Case(given)) is None


def test_a_case_that_comes_by_link_has_its_story_and_says_what_was_changed():
    worked = GUIDELINE.teaching_cases[0]
    dashboard = Dashboard(GUIDELINE)
    dashboard.form.answers = {**dashboard.form.answers, **Dashboard(GUIDELINE, worked.given).form.answers}
    assert worked.title in dashboard.case_line.html
    assert "Changed from the worked case" not in dashboard.case_line.html
    dashboard.form.answers = {**dashboard.form.answers, "liver_lesion_count": "4"}
    assert "Changed from the worked case: " in dashboard.case_line.html
    assert "Number of liver metastases" in dashboard.case_line.html
    assert f'data-title="{worked.title}"' in dashboard.advice.html
