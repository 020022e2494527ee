"""Seeded faults are caught by the case files: a bounded sample here, every fault with ``make mutation``."""

from collections import Counter

import pytest

from explorer import load
from explorer.reasoning.evaluation import compiled
from tests.mutation import KINDS, SHIPPED, documents, faults, mutant, run, score, sets_of

SAMPLE = 40


@pytest.fixture(scope="module")
def read():
    return documents(SHIPPED)


def test_every_kind_of_fault_can_be_seeded(read):
    counts = Counter(fault.kind for fault in faults(read))
    assert set(counts) == set(KINDS)
    assert min(counts.values()) > 20


def test_without_a_fault_no_set_differs(read):
    assert sets_of(compiled(load(SHIPPED))) == sets_of(compiled(load("rectal_liver_metastases")))


def test_a_fault_changes_the_guideline(read):
    fault = next(fault for fault in faults(read) if fault.kind == "threshold moved")
    assert sets_of(compiled(mutant(read, fault))) != sets_of(compiled(load(SHIPPED)))


def test_the_shipped_cases_catch_the_faults():
    outcomes = run(SAMPLE)
    survivors = [str(one.fault) for one in outcomes if one.result == "survived"]
    assert score(outcomes) >= 0.95, "\n".join(survivors)
