"""Seeded faults are caught by the case files: a bounded sample here, every fault with ``make mutation``."""

import re
from collections import Counter

import pytest

from explorer import evaluate, load
from explorer.reasoning.compiled import compiled
from tests.mutation import (
    KINDS,
    SHIPPED,
    documents,
    faults,
    mutant,
    run,
    score,
    sets_of,
    try_fault,
    why_equivalent,
    witness,
)
from tests.test_cases import VIGNETTES

SAMPLE = 25


@pytest.fixture(scope="module")
def read():
    return documents(SHIPPED)


def test_every_kind_of_fault_can_be_seeded(read):
    counts = Counter(fault.kind for fault in faults(read))
    assert set(counts) == set(KINDS)
    assert min(counts.values()) > 20


def test_without_a_fault_no_set_differs(read):
    assert sets_of(compiled(load(SHIPPED)).choose()) == sets_of(compiled(load("rectal_liver_metastases")).choose())


def test_a_fault_changes_the_guideline(read):
    fault = next(fault for fault in faults(read) if fault.kind == "threshold moved")
    assert sets_of(compiled(mutant(read, fault)).choose()) != sets_of(compiled(load(SHIPPED)).choose())


@pytest.mark.parametrize("kind", ["threshold moved", "option removed", "branch retargeted"])
def test_a_witness_tells_two_guidelines_apart(read, kind):
    original, changed = load(SHIPPED), mutant(read, next(fault for fault in faults(read) if fault.kind == kind))
    before, after = sets_of(compiled(original).choose()), sets_of(compiled(changed).choose())
    what, name = next(key for key in before if before[key] != after.get(key) and key[0] != "silent")
    case = witness(compiled(original).choose(), compiled(changed).choose(), what, name)
    one, other = (getattr(evaluate(g, case, assumptions=False), what).get(name) for g in (original, changed))
    assert one != other
    assert witness(compiled(original).choose(), compiled(original).choose(), what, name) is None


def test_a_survivor_and_an_equivalent_say_why(read):
    known = {str(fault): fault for fault in faults(read)}
    original = sets_of(compiled(load(SHIPPED)).choose())
    dropped = "branch dropped: pathways/chemotherapy.yaml chemotherapy_kras_result -> chemotherapy_to_molecular"
    survived = try_fault(read, known[dropped], VIGNETTES[:30], original)
    assert survived.result == "survived"
    assert "silent at chemotherapy_kras_result, for example for primary_site=" in survived.why
    assert "case file" in survived.why
    removed = next(fault for fault in known.values() if fault.kind == "citation removed")
    assert re.search(r"S00\d-\d+ is cited by \w+", why_equivalent(read, removed))


def test_the_shipped_cases_catch_the_faults():
    outcomes = run(SAMPLE)
    survivors = [str(one.fault) for one in outcomes if one.result == "survived"]
    assert score(outcomes) >= 0.95, "\n".join(survivors)
