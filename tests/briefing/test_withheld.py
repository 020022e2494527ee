"""What holds advice back is told with the statements that speak of this case, and only with these."""

import random

import pytest

from explorer import evaluate, load
from explorer.briefing.briefing import brief
from explorer.reasoning.compiled import compiled
from tests.generated import holds

GUIDELINE = load("rectal_liver_metastases")
NO_LIVER = {"primary_site": "rectum", "liver_mets": "no"}
LUNG = {"extrahepatic_site": "lung", "extrahepatic_control": "resectable", "lung_extent": "solitary"}
RECURRENCE = {"phase": "recurrence", "pelvic_recurrence_alone": "yes", "prior_curative_attempt": "yes"}
ROWS = [
    # a case, what is held back in it, by which statements
    (NO_LIVER | LUNG | {"primary_state": "resected_not_for_cure"}, "lung_resect", ["S000-06"]),
    (NO_LIVER | LUNG | {"refuses_surgery": "yes"}, "lung_resect", []),
    (NO_LIVER | RECURRENCE | {"pelvic_recurrence": "yes", "refuses_surgery": "yes"}, "local_recurrence_surgery", []),
    (NO_LIVER | LUNG | {"liver_mets": "yes", "refuses_surgery": "yes"}, "lung_resect", ["S001-09", "S004-39"]),
    (
        {"primary_site": "breast", "liver_mets": "yes", "resection_clears_all": "no", "fit_for_surgery": "yes"}
        | {"refuses_surgery": "no", "extrahepatic_control": "uncontrollable", "ablation_considered": "yes"},
        "ablation_with_resection",
        ["S004-08"],
    ),
]


def complete_cases(count):
    """Random cases of which every fact is known."""
    samples = {name: [one.sample for one in regions] for name, regions in compiled(GUIDELINE).space.regions.items()}
    chance = random.Random(12)
    for _ in range(count):
        yield {name: chance.choice(values) for name, values in samples.items()} | {"primary_site": "rectum"}


@pytest.mark.parametrize(("case", "node", "statements"), ROWS)
def test_a_statement_is_named_where_its_source_speaks_of_the_case(case, node, statements):
    trace = evaluate(GUIDELINE, case)
    assert trace.held_back[node] == "active"
    (told,) = [one for one in brief(trace).withheld if one.node == node]
    assert told.withheld.endswith(f"({GUIDELINE.cited(statements) or 'no source says so of such a case'}).")


@pytest.mark.parametrize("case", list(complete_cases(200)))
def test_no_other_statement_is_named(case):
    trace = evaluate(GUIDELINE, case, assumptions=False)
    for one in brief(trace).withheld:
        bars = [bar for bar in GUIDELINE.nodes[one.node].unless if holds(GUIDELINE, bar.when.expression, case)]
        speaking = [name for bar in bars for name in bar.cites if speaks_of(name, case)]
        assert [name for name in one.statements if name not in GUIDELINE.nodes[one.node].cites] == list(
            dict.fromkeys(name for name in speaking if name not in GUIDELINE.nodes[one.node].cites)
        )


def speaks_of(name, case):
    """Whether a statement and its source speak of a complete case."""
    statement = GUIDELINE.statements[name]
    covers = GUIDELINE.criteria[GUIDELINE.sources[statement.source].covers].when
    return all(holds(GUIDELINE, when.expression, case) for when in (covers, statement.when) if when is not None)
