"""The proof sheet and the atlas as a person sees them: every cell opens a case that shows what it says."""

from urllib.parse import parse_qsl

import pytest

from explorer import evaluate, load
from explorer.reasoning.audit.disagreements import atlas as lines_of
from explorer.reasoning.case.verdicts import verdict_of
from explorer.views.advice.audit import atlas, proof_sheet
from tests.generated import generated

GUIDELINE = load("rectal_liver_metastases")
SOURCES = list(GUIDELINE.sources)


def buttons(shown):
    return list(shown.iter("button"))


def opened(button):
    return dict(parse_qsl(button.get("data-do").removeprefix("try:")))


@pytest.fixture(scope="module")
def rows():
    return {row.get("data-atlas"): row for row in atlas(GUIDELINE).iter("tr") if row.get("data-atlas")}


def test_every_disagreement_has_a_row_and_every_source_a_cell(rows):
    assert list(rows) == list(GUIDELINE.disagreements)
    assert all(len(row.findall("td")) == len(SOURCES) for row in rows.values())


def test_a_question_and_each_of_its_sides_open_a_case_that_shows_it(rows):
    for name, row in rows.items():
        one = GUIDELINE.disagreements[name]
        if one.kind == "figures":
            assert not buttons(row.find("th"))
            continue
        assert evaluate(GUIDELINE, opened(buttons(row.find("th"))[0])).disagreements[name] == "active"
        for source, cell in zip(SOURCES, row.findall("td"), strict=True):
            said = {s for side in one.positions for s in side.statements if GUIDELINE.statements[s].source == source}
            assert said or not buttons(cell), (name, source)
            for button in buttons(cell):
                trace = evaluate(GUIDELINE, opened(button))
                assert trace.disagreements[name] == "active"
                open_too = {"conditional"} if one.sides and one.sides[source].leaves_open else set()
                assert verdict_of(trace, name, source) in {"for", "against"} | open_too
    assert sum(len(buttons(cell)) for row in rows.values() for cell in row.findall("td")) >= 70  # figures open no case


def test_a_named_silence_is_a_dash_and_what_is_not_named_is_left_empty(rows):
    for line in lines_of(GUIDELINE):
        for cell, shown in zip(line.cells.values(), rows[line.disagreement].findall("td"), strict=True):
            text = "".join(shown.itertext())
            assert (text == "–", text == "") == (cell.status == "silent", cell.status == "not named")


def test_the_share_of_each_disagreement_is_shown(rows):
    assert all(" %" in "".join(row.find("th").itertext()) for row in rows.values())


def test_the_proof_sheet_states_size_time_and_claims():
    text = "".join(proof_sheet(GUIDELINE).itertext())
    assert "all about 2.2 × 10³⁰ cases" in text
    assert text.count("✓") == 13


def test_a_failing_claim_opens_its_counter_example(tmp_path):
    sheets = (proof_sheet(generated(tmp_path / str(seed), seed, flaws=True)) for seed in range(20))
    failing = [sheet for sheet in sheets if buttons(sheet)]
    assert failing
    assert all("✗" in "".join(sheet.itertext()) and opened(buttons(sheet)[0]) is not None for sheet in failing)
