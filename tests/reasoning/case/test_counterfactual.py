"""What would have to be different, against brute force: every combination of changes tried."""

import itertools
import random

import pytest

from explorer import evaluate, load
from explorer.knowledge.model import Parameter
from explorer.reasoning.case.counterfactual import changes_to, distance
from explorer.reasoning.space import Region
from tests.generated import generated, partial_case


def tried(guideline, trace, name, status, size):
    """Every set of so many changes that gives a node the status."""
    known = trace.case.known
    regions = {
        name: found
        for name, found in trace.chosen.space.regions.items()
        if name not in known or not guideline.parameters[name].fixed
    }
    for names in itertools.combinations(regions, size):
        for chosen in itertools.product(*(regions[n] for n in names)):
            given = trace.case.known | {n: region.sample for n, region in zip(names, chosen, strict=True)}
            if evaluate(guideline, given, assumptions=False).nodes[name] == status:
                yield {n: region.sample for n, region in zip(names, chosen, strict=True)}


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("seed", range(25))
def test_the_changes_are_the_smallest_there_are(tmp_path, seed, active):
    guideline = generated(tmp_path, seed, parameters=4, nodes=9)
    chance = random.Random(seed)
    trace = evaluate(guideline, partial_case(guideline, chance), assumptions=False)
    status = "active" if active else "ruled out"
    name = chance.choice([name for name in trace.nodes if trace.nodes[name] != status])
    found = changes_to(trace, name, active=active)
    least = next((size for size in range(5) if any(tried(guideline, trace, name, status, size))), None)
    assert {len(changes) for changes in found} == ({least} if least is not None else set())
    for changes in found:
        given = trace.case.known | {change.parameter: change.after for change in changes}
        assert evaluate(guideline, given, assumptions=False).nodes[name] == status


def test_nothing_has_to_change_for_what_is_active():
    trace = evaluate(load("rectal_liver_metastases"), {"liver_mets": "yes"})
    assert changes_to(trace, "referral_meeting") == [()]


def test_a_fixed_fact_is_not_changed():
    trace = evaluate(load("rectal_liver_metastases"), {"primary_site": "breast"})
    assert changes_to(trace, "unresectable_anti_egfr") == []
    asked = evaluate(load("rectal_liver_metastases"), {})
    (changes, *_) = changes_to(asked, "unresectable_anti_egfr")
    assert "primary_site" in {change.parameter for change in changes}


@pytest.mark.parametrize(
    ("kind", "value", "region", "words"),
    [
        ("integer lesions", 5, Region(5, 9, False, True, 6), "1 lesion more"),
        ("integer lesions", 6, Region(0, 5, True, True, 2), "1 lesion fewer"),
        ("integer segments", 6, Region(0, 3, True, True, 2), "3 segments fewer"),
        ("integer days", 12, Region(11, 11, True, True, 11), "1 day less"),
        ("number weeks", 5, Region(6, 6, True, True, 6), "1 week more"),
        ("number cm", 3, Region(4, 4, True, True, 4), "1 cm more"),
        ("number months of treatment", 3, Region(4, 4, True, True, 4), "1 month of treatment more"),
        ("number therapies", 3, Region(4, 4, True, True, 4), "1 therapy more"),
        ("number % of standard liver volume", 34, Region(30, 30, True, True, 30), "4 percentage points less"),
        (
            "number % of standard liver volume",
            26,
            Region(30, 100, False, True, 65),
            "over 4 percentage points more",
        ),
        ("number %", 29, Region(30, 30, True, True, 30), "1 percentage point more"),
        ("number ", 2, Region(3, 3, True, True, 3), "1 more"),
        ("number cm", 30, Region(30, 100, False, True, 65), "a little more"),
        ("number cm", 4, Region(0, 4, True, False, 2), "a little less"),
    ],
)
def test_how_far_a_number_is(kind, value, region, words):
    kind, _, unit = kind.partition(" ")
    asked = Parameter(id="n", label="N", question="N?", kind=kind, range=(0, 100), unit=unit or None)
    assert distance(asked, value, region) == words
