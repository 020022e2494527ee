"""The shipped guideline against sampled completions: what is certain never fails, shares are near, nothing possible is made up.

By default a part; ``SAMPLED_CASES=50 SAMPLES=10000`` (``make proof``) takes the whole measure.
"""

import os
import random

import pytest

from explorer import evaluate, load
from explorer.knowledge.model import Recommendation
from explorer.reasoning.case.outlook import still_possible
from explorer.reasoning.case.questions import decisive_unknowns
from tests.generated import applying, reached

GUIDELINE = load("rectal_liver_metastases")
CASES = int(os.environ.get("SAMPLED_CASES", 12))
SAMPLES = int(os.environ.get("SAMPLES", 150))


def a_case(chance):
    """A teaching case with some of its facts, or facts chosen freely."""
    if chance.random() < 0.5:
        given = dict(chance.choice(GUIDELINE.teaching_cases).given)
        return {name: value for name, value in given.items() if chance.random() < 0.8}
    return {
        name: chance.choice(p.option_names)
        for name, p in GUIDELINE.parameters.items()
        if p.option_names and chance.random() < 0.3
    }


def completed(trace, chance):
    """A completion: every unknown parameter in a region chosen by chance."""
    regions = trace.chosen.space.regions
    return {name: trace.taken_as_known.get(name, chance.choice(regions[name]).sample) for name in regions}


@pytest.mark.parametrize("seed", range(CASES))
def test_sampled_completions_agree(seed):
    chance = random.Random(seed)
    trace = evaluate(GUIDELINE, a_case(chance))
    counts = {}
    for _ in range(SAMPLES):
        case = completed(trace, chance)
        nodes, branches, silent = reached(GUIDELINE, case)
        statements = applying(GUIDELINE, case, nodes, branches)
        agree(trace.nodes, nodes)
        agree(trace.branches, branches)
        agree(trace.silences, silent & set(trace.silences))
        agree(trace.statements, statements, ("applies", "does not apply"))
        for name in nodes:
            counts[name] = counts.get(name, 0) + 1
    for one in still_possible(trace):
        off = abs(counts.get(one.node, 0) / SAMPLES - float(one.share))
        assert off <= 5 * (float(one.share * (1 - one.share)) / SAMPLES) ** 0.5 + 1 / SAMPLES, one
    possible = {one.node for one in still_possible(trace)}
    assert {n for n in counts if isinstance(GUIDELINE.nodes[n], Recommendation)} <= possible


def agree(statuses, reached, words=("active", "ruled out")):
    for name, status in statuses.items():
        assert status != words[0] or name in reached
        assert status != words[1] or name not in reached


@pytest.mark.parametrize("seed", range(CASES))
def test_what_does_not_matter_changes_no_advice(seed):
    chance = random.Random(seed)
    trace = evaluate(GUIDELINE, a_case(chance))
    decisive = set(decisive_unknowns(trace))
    idle = [name for name in trace.chosen.space.regions if name not in decisive and name not in trace.taken_as_known]
    for _ in range(max(SAMPLES // 50, 2)):
        case, another = completed(trace, chance), completed(trace, chance)
        other = case | {name: another[name] for name in idle}
        one, two = advice(case), advice(other)
        assert one == two


def advice(case):
    trace = evaluate(GUIDELINE, case)
    nodes = {n: s for n, s in trace.nodes.items() if isinstance(GUIDELINE.nodes[n], Recommendation)}
    tests = {n: s for n, s in trace.criteria.items() if trace.statements[n] == "applies"}
    return nodes, trace.disagreements, trace.held_back, tests
