"""The case space: regions cut exactly at thresholds, and sets that mean what the conditions say."""

import itertools
import math
import random
from fractions import Fraction

import pytest

from explorer.knowledge.condition import parse
from explorer.knowledge.model import Parameter
from explorer.reasoning.conditions import Conditions
from explorer.reasoning.space import Space, regions_of
from tests.generated import _condition, completions, generated, holds


def number(kind, low, high):
    return Parameter(id="n", label="N", question="N?", kind=kind, range=(low, high))


@pytest.mark.parametrize(
    ("kind", "low", "high", "thresholds", "samples"),
    [
        ("number", 0, 100, [], [50]),
        ("number", 0, 100, [30], [15, 30, 65]),
        ("number", 0, 100, [30, 33.3], [15, 30, 32, 33.3, 67]),
        ("number", 0, 100, [0], [0, 50]),
        ("number", 0, 100, [100], [50, 100]),
        ("number", 0, 1, [0.5], [0.2, 0.5, 0.8]),
        ("integer", 0, 8, [3], [0, 3, 4]),
        ("integer", 0, 100, [4, 5, 9], [0, 4, 5, 6, 9, 10]),
        ("integer", 0, 1, [1], [0, 1]),
        ("integer", 1, 3, [1, 2, 3], [1, 2, 3]),
        ("number", 0, 10, [50], [5]),
    ],
)
def test_regions_are_cut_at_thresholds(kind, low, high, thresholds, samples):
    assert [region.sample for region in regions_of(number(kind, low, high), thresholds)] == samples


@pytest.mark.parametrize("kind", ["number", "integer"])
def test_every_value_lies_in_exactly_one_region(kind):
    regions = regions_of(number(kind, 0, 20), [0, 3, 5, 20])
    values = range(21) if kind == "integer" else [step / 4 for step in range(81)]
    for value in values:
        assert sum(region.holds(value) for region in regions) == 1


@pytest.mark.parametrize("seed", range(25))
def test_a_set_holds_the_cases_in_which_its_condition_holds(tmp_path, seed):
    guideline = generated(tmp_path, seed)
    space = Space(guideline)
    sets = Conditions(space)
    chance = random.Random(seed)
    asked = [{"id": p.id, "kind": p.kind, "options": dict(p.options)} for p in guideline.parameters.values()]
    condition = parse(_condition(chance, asked), guideline.vocabulary)
    found = sets.cases_where(condition)
    whole = list(completions(space, {}))
    assert len(whole) == space.size
    for case in whole:
        inside = sets.diagram.settle_set(found.row, space.facts(case))
        assert inside == holds(guideline, condition.expression, case)
    weights = [math.prod(weight(p, case[p.id]) for p in guideline.parameters.values()) for case in whole]
    inside = [holds(guideline, condition.expression, case) for case in whole]
    assert sets.diagram.shares([found.row]) == [sum(itertools.compress(weights, inside)) / sum(weights)]


def weight(parameter, value):
    return Fraction(str(parameter.weights.get(value, 1)))


def test_a_tautology_is_certain_with_the_number_unknown(tmp_path):
    guideline = generated(tmp_path, 3)
    sets = Conditions(Space(guideline))
    names = itertools.islice((p for p in guideline.parameters.values() if p.kind == "number"), 1)
    for parameter in names:
        always = parse(f"{parameter.id} < 5 or {parameter.id} >= 5", guideline.vocabulary)
        assert sets.cases_where(always) == sets.everything
