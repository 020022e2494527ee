"""Why: the facts named really force the status, and none of them can be left out."""

import random

import pytest

from explorer import evaluate, load
from explorer.reasoning.case.questions import decisive_unknowns, next_questions
from explorer.reasoning.case.why import why, why_in_words
from tests.generated import generated, partial_case


@pytest.fixture(scope="module")
def guideline():
    return load("rectal_liver_metastases")


@pytest.mark.parametrize(
    ("given", "name", "words"),
    [
        (
            {"primary_site": "breast"},
            "unresectable_anti_egfr",
            "Ruled out because the primary is breast cancer.",
        ),
        (
            {
                "primary_site": "rectum",
                "liver_mets": "yes",
                "onset": "synchronous",
                "primary_state": "in_place",
                "primary_bleeding": "yes",
            },
            "orders_liver_first_preferred",
            "Ruled out because the primary bleeds.",
        ),
        ({}, "overview_start", "Active in every case."),
    ],
)
def test_why_in_words(guideline, given, name, words):
    assert why_in_words(evaluate(guideline, given), name) == words


def test_an_assumed_fact_is_named_as_assumed(guideline):
    trace = evaluate(guideline, {"primary_site": "rectum", "liver_mets": "yes"})
    assert "(assumed)" in why_in_words(trace, "bevacizumab_start")


@pytest.mark.parametrize("seed", range(40))
def test_the_facts_named_force_the_status_and_none_is_idle(tmp_path, seed):
    guideline = generated(tmp_path, seed, parameters=5, nodes=14)
    known = partial_case(guideline, random.Random(seed))
    trace = evaluate(guideline, known, assumptions=False)
    for name, status in trace.nodes.items():
        found = why(trace, name)
        assert found.status == status
        if status == "possible":
            assert found.open
            continue
        named = {fact: known[fact] for fact in found.facts}
        assert evaluate(guideline, named, assumptions=False).nodes[name] == status
        for fact in named:
            fewer = {other: value for other, value in named.items() if other != fact}
            assert evaluate(guideline, fewer, assumptions=False).nodes[name] == "possible"


@pytest.mark.parametrize("seed", range(30))
def test_idle_unknowns_never_change_the_advice(tmp_path, seed):
    guideline = generated(tmp_path, seed, parameters=5, nodes=14)
    known = partial_case(guideline, random.Random(seed))
    trace = evaluate(guideline, known, assumptions=False)
    decisive = decisive_unknowns(trace)
    assert sorted(next_questions(trace)) == sorted(decisive)
    for name, regions in trace.chosen.space.regions.items():
        if name in known or name in decisive:
            continue
        for region in regions:
            after = evaluate(guideline, known | {name: region.sample}, assumptions=False)
            recommended = [n for n, node in guideline.nodes.items() if node.kind == "recommendation"]
            assert {n: after.nodes[n] for n in recommended} == {n: trace.nodes[n] for n in recommended}
            assert after.disagreements == trace.disagreements
