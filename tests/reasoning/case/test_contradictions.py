"""Facts that contradict each other by what the guideline says follows."""

import pytest

from explorer import evaluate, load
from explorer.reasoning.case.contradictions import contradictions

GUIDELINE = load("rectal_liver_metastases")
RULE = GUIDELINE.follows[0]


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ({}, []),
        ({"kras": "mutant"}, []),
        ({"kras": "mutant", "ras_braf": "mutated"}, []),
        ({"ras_braf": "wild_type"}, []),
        ({"kras": "mutant", "ras_braf": "wild_type"}, [("ras_braf", "mutated", ("kras",))]),
        ({"kras": "mutant", "ras_braf": "unknown"}, []),
    ],
)
def test_the_facts_are_named(case, named):
    found = contradictions(evaluate(GUIDELINE, case))
    assert [(one.parameter, one.follows, one.facts) for one in found] == named


def test_it_is_told_in_one_sentence():
    (one,) = contradictions(evaluate(GUIDELINE, {"kras": "mutant", "ras_braf": "wild_type"}))
    assert one.because in one.in_words
    assert one.in_words.count(", but ") == 1
