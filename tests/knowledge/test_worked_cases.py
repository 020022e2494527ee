"""Worked cases are checked like everything else in a guideline folder, and check runs what they expect."""

import shutil

import pytest

from explorer import load
from explorer.cli import main
from explorer.knowledge.problem import GuidelineError
from tests.frozen import GUIDELINE

CASE = "- id: c1\n  title: One\n  given: {primary_site: rectum}\n"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(GUIDELINE, tmp_path / "guideline")


@pytest.mark.parametrize(
    ("cases", "place", "words"),
    [
        (CASE + CASE, 4, "the case 'c1' stands twice (first at line 1)"),
        (CASE.replace("rectum", "rectom"), 3, "primary_site: 'rectom' is not an answer — did you mean 'rectum'?"),
        (CASE.replace("primary_site", "primary_sight"), 3, "primary_sight: there is no such parameter"),
        (
            CASE + "  expect:\n    nodes: {actve: [overview_start]}\n",
            5,
            "'actve' is no answer about nodes — did you mean",
        ),
        (CASE + "  expect:\n    nodes: {active: [overview_strt]}\n", 5, "there is nothing named 'overview_strt'"),
        (CASE + "  expect:\n    times: {soon: [S000-01]}\n", 5, "'soon' is no answer about times"),
    ],
)
def test_a_mistake_is_told_with_its_line(folder, cases, place, words):
    (folder / "teaching_cases.yaml").write_text(cases, "utf-8")
    with pytest.raises(GuidelineError) as refused:
        load(folder)
    (problem,) = map(str, refused.value.problems)
    assert problem.startswith(f"teaching_cases.yaml:{place}: {words}")


def test_check_runs_what_is_expected(folder, capsys):
    (folder / "teaching_cases.yaml").write_text(CASE + "  expect:\n    nodes: {ruled out: [overview_start]}\n", "utf-8")
    assert main(["check", "--guideline", str(folder)]) == 2
    told = capsys.readouterr().err
    assert "c1 (One): overview_start is 'active', expected 'ruled out'" in told
    (folder / "teaching_cases.yaml").write_text(CASE + "  expect:\n    nodes: {active: [overview_start]}\n", "utf-8")
    assert main(["check", "--guideline", str(folder)]) == 0
