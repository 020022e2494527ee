"""Evaluation against brute force: every completion walked by hand."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer import evaluate, load
from explorer.reasoning.trace import compiled
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
    whole = list(completions(trace.compiled.space, {**trace.assumed, **known}))
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


@pytest.mark.parametrize("seed", range(20))
def test_both_backends_give_the_same_trace(tmp_path, seed):
    pytest.importorskip("dd.cudd", reason="dd.cudd is not installed here")
    guideline = generated(tmp_path, seed, parameters=6, nodes=20)
    tables = [compiled(guideline, None, backend).table for backend in ("cudd", "autoref")]
    assert tables[0].rows == tables[1].rows


@pytest.mark.parametrize(("sources", "status"), [({"S002"}, "ruled out"), ({"S002", "S001"}, "possible")])
def test_a_bar_of_sources_that_are_switched_off_holds_nothing_back(sources, status):
    trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "rectum"}, sources=sources)
    assert trace.held_back["bilobar_with_rectum"] == status
