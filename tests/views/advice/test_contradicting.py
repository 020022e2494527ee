"""Facts that contradict each other are named on the page and in the report."""

from explorer import evaluate, load
from explorer.views.advice.advice import Shown, panel
from explorer.views.report import report_markdown

GUIDELINE = load("rectal_liver_metastases")
CASE = {"primary_site": "rectum", "kras": "mutant", "ras_braf": "wild_type"}
TITLE = "These facts contradict each other"


def words_of(case):
    return " ".join("".join(part.itertext()) for part in panel(Shown(evaluate(GUIDELINE, case))))


def test_the_page_names_them():
    assert TITLE in words_of(CASE)
    assert TITLE not in words_of({**CASE, "ras_braf": "mutated"})


def test_each_is_a_way_to_its_question():
    found = [part for part in panel(Shown(evaluate(GUIDELINE, CASE))) if TITLE in "".join(part.itertext())]
    asked = {button.get("data-do") for part in found for button in part.iter("button")}
    assert asked == {"ask:kras", "ask:ras_braf"}


def test_the_report_names_them():
    assert TITLE in report_markdown(evaluate(GUIDELINE, CASE))
