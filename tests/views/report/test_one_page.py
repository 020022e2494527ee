"""The report a board reads is one page, whatever the case; with its grounds it is six at most; and it says what counts."""

import io
from datetime import date

import pypdf
import pytest

from explorer import evaluate, load
from explorer.briefing.advice import advice_by_section, stops
from explorer.briefing.briefing import brief
from explorer.briefing.size import Size
from explorer.cli import main
from explorer.views.report import file_name, report_html, report_markdown, report_pdf
from explorer.views.report.one_page import MOST, one_page
from tests.views.advice.test_budget import CASES

GUIDELINE = load("rectal_liver_metastases")
DAY = date(2026, 1, 31)


def pages(case, size):
    written = report_pdf(evaluate(GUIDELINE, case), title="A case", made_on=DAY, size=size)
    return len(pypdf.PdfReader(io.BytesIO(written)).pages)


@pytest.mark.parametrize("case", CASES)
def test_one_page_is_one_page_and_its_grounds_are_few(case):
    assert pages(case, Size.PAGE) == 1
    assert pages(case, Size.GROUNDS) <= 6


@pytest.mark.parametrize("case", CASES[:21])
def test_it_says_the_sentence_the_plan_the_stops_and_leaves_room_for_the_decision(case):
    trace = evaluate(GUIDELINE, case)
    text = "\n".join("".join(part.itertext()) for part in one_page(trace, "A case", DAY))
    assert brief(trace).headline in text
    for kind, most in MOST.items():
        for node in advice_by_section(trace)[kind][:most]:
            assert node.title in text
    for stop in stops(trace):
        assert GUIDELINE.cited(stop.statements) in text
    assert "Decision of the board" in text
    assert "2026-01-31" in text
    assert ", ".join(source.named for source in GUIDELINE.sources.values() if source.unreviewed) in text


def test_no_line_of_the_plan_is_a_side_of_a_dispute():
    for case in CASES:
        trace = evaluate(GUIDELINE, case)
        disputed = {node.id for node in advice_by_section(trace)["disputed"]}
        lines = {line.get("data-node") for part in one_page(trace, "", DAY) for line in part.iter("li")}
        assert disputed.isdisjoint(lines)


def test_every_form_has_every_size():
    trace = evaluate(GUIDELINE, CASES[0])
    for write in (report_html, report_markdown):
        sizes = [len(write(trace, made_on=DAY, size=size)) for size in Size]
        assert sizes == sorted(sizes)
        assert len(set(sizes)) == 3


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "case-2026-01-31.md"),
        ("Bleeding primary", "bleeding-primary-2026-01-31.md"),
        ("../../x", "x-2026-01-31.md"),
    ],
)
def test_a_file_is_named_by_case_and_date(title, name):
    assert file_name("md", title, DAY) == name


def test_a_size_that_there_is_not_is_told_with_those_there_are(capsys):
    with pytest.raises(SystemExit):
        main(["report", "-", "--size", "big"])
    told = capsys.readouterr().err
    assert "'big'" in told
    assert all(size.value in told.partition("'big'")[2] for size in Size)
