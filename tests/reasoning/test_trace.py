"""Evaluation against brute force: every completion walked by hand."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import CaseError, evaluate, load
from explorer.reasoning.case.questions import next_questions
from tests.generated import applying, completions, generated, partial_case, reached

SEEDS = st.integers(0, 10**9)


def three_valued(per_completion, names):
    """What a set of completions says of each name."""
    always = set.intersection(*per_completion)
    ever = set.union(*per_completion)
    return {name: "active" if name in always else "possible" if name in ever else "ruled out" for name in names}


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(SEEDS)
def test_statuses_equal_brute_force_over_all_completions(tmp_path_factory, seed):
    guideline = generated(tmp_path_factory.mktemp("guideline"), seed)
    known = partial_case(guideline, random.Random(seed))
    trace = evaluate(guideline, known)
    whole = list(completions(trace.chosen.space, {**trace.assumed, **known}))
    walks = [reached(guideline, case) for case in whole]
    assert trace.nodes == three_valued([walk[0] for walk in walks], trace.nodes)
    assert trace.branches == three_valued([walk[1] for walk in walks], trace.branches)
    assert trace.silences == three_valued([walk[2] for walk in walks], trace.silences)
    statements = three_valued(
        [applying(guideline, case, *walk[:2]) for case, walk in zip(whole, walks, strict=True)], trace.statements
    )
    words = {"active": "applies", "possible": "may apply", "ruled out": "does not apply"}
    assert trace.statements == {name: words[status] for name, status in statements.items()}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(SEEDS)
def test_a_further_fact_never_turns_active_into_ruled_out_or_back(tmp_path_factory, seed):
    guideline = generated(tmp_path_factory.mktemp("guideline"), seed)
    chance = random.Random(seed)
    known = partial_case(guideline, chance)
    more = partial_case(guideline, chance) | known
    before = evaluate(guideline, known, assumptions=False)
    after = evaluate(guideline, more, assumptions=False)
    for name, status in before.nodes.items():
        assert status == "possible" or after.nodes[name] == status
    for name, status in before.criteria.items():
        assert status == "not known" or after.criteria[name] == status


@pytest.mark.parametrize(("sources", "status"), [({"S002"}, "ruled out"), ({"S002", "S001"}, "possible")])
def test_a_bar_of_sources_that_are_switched_off_holds_nothing_back(sources, status):
    trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "rectum"}, sources=sources)
    assert trace.held_back["orders_simultaneous"] == status


@pytest.mark.parametrize("sources", [["S9"], "S000", ["S000", "s001"], [3]])
def test_sources_that_do_not_exist_are_refused(sources):
    with pytest.raises(CaseError, match="sources: "):
        evaluate(load("rectal_liver_metastases"), {}, sources=sources)


@pytest.mark.parametrize(
    "ask", [lambda t: t["nothing"], lambda t: t.why("nothing"), lambda t: t.counterfactuals("x y")]
)
def test_a_name_that_does_not_exist_is_refused_with_the_nearest(ask):
    trace = evaluate(load("rectal_liver_metastases"), {})
    with pytest.raises(KeyError, match="there is no node, branch, statement or disagreement"):
        ask(trace)


def test_a_trace_answers_what_is_asked_of_it():
    trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "breast", "liver_mets": "yes"})
    assert trace["breast_systemic"] == trace.nodes["breast_systemic"]
    assert trace["S000-46"] == trace.statements["S000-46"]
    assert trace.why("unresectable_anti_egfr").facts == ("primary_site",)
    assert "breast_systemic" in {node.id for node in trace.advice}
    assert trace.next_questions == next_questions(trace)
    assert trace.counterfactuals("breast_systemic") == [()]
    assert hash(trace) == hash(trace)
    assert "0x" not in repr(trace)
