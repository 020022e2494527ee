"""Made-up cases: allowed, marked, the same for the same seed, read by the commands; nothing in them contradicts."""

import pytest

from explorer import evaluate, load
from explorer.cli import main
from explorer.cohort.random_cases import MARK, random_cases
from explorer.knowledge.case_file import cases_of
from explorer.reasoning.case.contradictions import contradictions

GUIDELINE = load("rectal_liver_metastases")


def test_every_case_is_allowed_and_nothing_in_it_contradicts():
    for case in random_cases(GUIDELINE, 60, missing=0):
        assert not contradictions(evaluate(GUIDELINE, case))
        assert len(case) >= len(GUIDELINE.parameters) - 3


def test_the_share_that_is_missing_is_kept_and_the_seed_repeats():
    cases = list(random_cases(GUIDELINE, 200, missing=0.3, seed=4))
    known = sum(map(len, cases)) / (200 * len(GUIDELINE.parameters))
    assert 0.67 < known < 0.73
    assert cases == list(random_cases(GUIDELINE, 200, missing=0.3, seed=4))
    assert cases != list(random_cases(GUIDELINE, 200, missing=0.3, seed=5))


def test_the_command_writes_a_table_that_is_read_back(tmp_path, capsys):
    assert main(["cases", "--random", "20", "--missing", "0.5"]) == 0
    path = tmp_path / "made_up.csv"
    path.write_text(capsys.readouterr().out, "utf-8")
    read = list(cases_of(GUIDELINE, str(path)))
    assert [name for name, _ in read] == [f"{MARK}-{number}" for number in range(1, 21)]
    assert [case.known for _, case in read] == list(random_cases(GUIDELINE, 20, 0.5))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--random", "0"], "is no number of cases"), (["--random", "3", "--missing", "2"], "is no share")],
)
def test_what_cannot_be_drawn_is_told(arguments, says, capsys):
    assert main(["cases", *arguments]) == 2
    assert says in capsys.readouterr().err
