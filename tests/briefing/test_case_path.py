"""The way of a case in at most twelve steps: in the order of care, stops first chosen, nothing ruled out."""

import random

import pytest

from explorer import evaluate, load
from explorer.briefing.advice import advice_by_section, stopping_steps
from explorer.briefing.case_path import MOST_ABREAST, MOST_STEPS, NOT_STEPS, case_path, stretches_of

GUIDELINES = [load(name) for name in ("rectal_liver_metastases", "tea", "crb65")]
RECTAL = GUIDELINES[0]
CASES = [(guideline, case.given) for guideline in GUIDELINES for case in guideline.teaching_cases]
CASES += [(guideline, {}) for guideline in GUIDELINES]


@pytest.mark.parametrize(("guideline", "given"), CASES)
def test_few_steps_none_ruled_out_in_the_order_of_care(guideline, given):
    trace = evaluate(guideline, given)
    path = case_path(trace)
    assert len(path.steps) <= MOST_STEPS
    assert all(len(stretch.steps) <= MOST_ABREAST for stretch in path.stretches)
    assert len(set(path.steps)) == len(path.steps)
    assert all(trace.nodes[name] != "ruled out" for name in path.steps)
    order = [title for title, _ in stretches_of(guideline)]
    assert [s.title for s in path.stretches] == sorted((s.title for s in path.stretches), key=order.index)


@pytest.mark.parametrize(("guideline", "given"), CASES)
def test_what_a_stretch_leaves_out_is_counted(guideline, given):
    trace, names = evaluate(guideline, given), dict(stretches_of(guideline))
    for stretch in case_path(trace).stretches:
        advice = [
            name for name in names[stretch.title] if getattr(guideline.nodes[name], "advice", "note") not in NOT_STEPS
        ]
        left_out = [trace.nodes[name] for name in advice if name not in stretch.steps]
        assert stretch.ruled_out == sum(status == "ruled out" for status in left_out)
        assert stretch.open == len(left_out) - stretch.ruled_out


def test_every_node_belongs_to_one_stretch():
    for guideline in GUIDELINES:
        names = [name for _, names in stretches_of(guideline) for name in names]
        assert sorted(names) == sorted(guideline.nodes)


def test_what_stops_and_what_it_holds_back_is_shown():
    given = next(case.given for case in RECTAL.teaching_cases if case.id == "uncontrollable_elsewhere")
    trace = evaluate(RECTAL, given)
    path = case_path(trace)
    assert stopping_steps(trace)
    assert set(stopping_steps(trace)) <= set(path.steps)
    assert set(path.held) <= {node.id for node in advice_by_section(trace)["held"]}
    assert path.held


def test_a_disputed_step_names_only_sources_whose_statements_apply():
    for case in RECTAL.teaching_cases:
        trace = evaluate(RECTAL, case.given)
        for name, who in case_path(trace).disputed:
            applying = [cited for cited in RECTAL.nodes[name].cites if trace.statements[cited] == "applies"]
            assert who.split(", ") == list(
                dict.fromkeys(RECTAL.sources[RECTAL.statements[one].source].named for one in applying)
            )


def reaches(guideline, trace, start, end):
    """Whether branches that are not ruled out lead from one node to another, found by walking."""
    seen, left = set(), [start]
    while left:
        here = left.pop()
        if here == end:
            return True
        if here not in seen:
            seen.add(here)
            left += [to for to in guideline.graph.successors(here) if trace.branches[f"{here} -> {to}"] != "ruled out"]
    return False


def test_a_way_between_steps_is_one_the_guideline_leads():
    drawn = random.Random(5)
    for guideline, given in drawn.sample(CASES, 12):
        trace = evaluate(guideline, given)
        path = case_path(trace)
        for start, end in path.ways:
            assert reaches(guideline, trace, start, end)
        for start in path.steps:  # and what is reached is reached over the ways shown
            for end in path.steps:
                if start != end and reaches(guideline, trace, start, end):
                    assert leads(path.ways, start, end)


def leads(ways, start, end):
    found = {start}
    for _ in ways:
        found |= {to for here, to in ways if here in found}
    return end in found
