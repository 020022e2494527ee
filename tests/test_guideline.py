"""The shipped guideline: everything its sources say is there, leads somewhere, and is proved over all cases."""

import re
from collections import Counter
from pathlib import Path

import pytest

from explorer import evaluate, load
from explorer.knowledge.model import Recommendation
from explorer.reasoning.audit.proof import prove
from explorer.reasoning.compiled import compiled
from explorer.reasoning.smallest_case import smallest_case


@pytest.fixture(scope="module")
def guideline():
    return load("rectal_liver_metastases")


def test_nothing_of_the_register_is_missing(guideline):
    counts = Counter(statement.source for statement in guideline.statements.values())
    assert counts == {"S000": 54, "S001": 52, "S002": 49, "S003": 23, "S004": 58}
    for source, count in counts.items():
        numbers = [int(name.split("-")[1]) for name in guideline.statements if name.startswith(source)]
        assert sorted(numbers) == list(range(1, count + 1))
    assert list(guideline.disagreements) == [f"C{number:02d}" for number in range(1, 35)]
    assert len(guideline.parameters) == 75


def test_exactly_the_fifteen_declared_assumptions(guideline):
    assert {p.id: p.assume for p in guideline.parameters.values() if p.assume} == {
        "refuses_surgery": "no", "egfr_considered": "no", "bevacizumab_given": "no", "elective_surgery_planned": "no",
        "progressing_on_chemo": "no", "complete_response": "none", "biopsy_considered": "no",
        "lesion_found_at_operation": "no", "debulking_considered": "no", "ablation_considered": "no",
        "hai_considered": "no", "prior_liver_resection": "no", "pelvic_recurrence": "no",
        "liver_state": "in_place", "primary_perforated": "no",
    }  # fmt: skip


def test_every_statement_is_reached_by_a_case(guideline):
    chosen = compiled(guideline).choose()
    sets = chosen.conditions()
    for name, row in chosen.statements.items():
        case = smallest_case(chosen.space, sets.at(row))
        assert case is not None, f"{name} applies in no case"
        assert evaluate(guideline, case, assumptions=False).statements[name] == "applies", name


def test_every_active_recommendation_has_a_source_that_applies(guideline):
    chosen = compiled(guideline).choose()
    sets = chosen.conditions()
    bare_cases = {}
    for node in guideline.nodes.values():
        if isinstance(node, Recommendation):
            advised = sets.at(chosen.nodes[node.id])
            supported = sets.any(sets.cases_where(guideline.statements[name].when) for name in node.cites)
            if bare := advised - supported:
                bare_cases[node.id] = smallest_case(chosen.space, bare)
    assert not bare_cases, "advised without a statement that applies"


def test_every_disagreement_is_shown_at_a_node(guideline):
    shown = {name for node in guideline.nodes.values() for name in node.disagreements}
    assert shown == set(guideline.disagreements)


def test_every_pathway_is_readable(guideline):
    for pathway in guideline.pathways.values():
        assert len(pathway.nodes) <= 25, pathway.id
        for node in pathway.nodes:
            assert len(node.title) <= 80, node.id


def test_all_claims_hold_in_all_cases(guideline):
    sheet = prove(guideline)
    assert not sheet.failures, "\n".join(map(str, sheet.failures))
    assert sheet.size > 10**29


HARD_STOPS = [
    ("EGFR antibody with mutated KRAS", {"kras": "mutant"}, ["chemotherapy_egfr", "unresectable_anti_egfr"]),
    (
        "liver-first while bleeding",
        {"primary_bleeding": "yes"},
        ["orders_liver_first", "orders_liver_first_preferred"],
    ),
    (
        "liver-first while obstructing",
        {"primary_obstruction": "yes"},
        ["orders_liver_first", "orders_liver_first_preferred"],
    ),
]


@pytest.mark.parametrize(("title", "given", "nodes"), HARD_STOPS)
def test_a_hard_stop_is_hard_in_every_case(guideline, title, given, nodes):
    trace = evaluate(guideline, given, assumptions=False)
    for name in nodes:
        assert trace.nodes[name] == "ruled out", f"{title}: {name}"


@pytest.mark.parametrize("organ", ["breast", "neuroendocrine", "other"])
def test_other_primaries_never_receive_rectal_advice(guideline, organ):
    trace = evaluate(guideline, {"primary_site": organ}, assumptions=False)
    for name, status in trace.statements.items():
        if re.match(r"S00[023]", name):
            assert status == "does not apply", name
    if organ != "breast":
        assert trace.nodes["breast_systemic"] == "ruled out"


@pytest.mark.parametrize("text", ["README.md", "notebooks/tour.ipynb"])
def test_what_is_written_of_its_assumptions_is_their_number(guideline, text):
    words = (Path(__file__).parent.parent / text).read_text("utf-8")
    (number,) = re.findall(r"(\w+) parameters about exceptional circumstances", words)
    assert (
        number
        == {13: "Thirteen", 14: "Fourteen", 15: "Fifteen", 16: "Sixteen"}[
            sum(parameter.assume is not None for parameter in guideline.parameters.values())
        ]
    )
