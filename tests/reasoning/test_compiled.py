"""A compiled guideline is plain data: pickled, copied or written as JSON it answers the same; damage is refused."""

import copy
import itertools
import json
import pickle
import random

import pytest

from explorer import evaluate, load
from explorer.reasoning.compiled import KINDS, compile_guideline, compiled
from explorer.reasoning.compiled_json import CompiledError, from_json, to_json
from tests.frozen import KINDS as ANSWERS
from tests.frozen import partial_cases
from tests.generated import generated, partial_case

SHIPPED = load("rectal_liver_metastases")
TEXT = to_json(compiled(SHIPPED))


def answers(made, case, sources=None):
    trace = evaluate(made, case, sources=sources)
    return {kind: dict(getattr(trace, kind)) for kind in ANSWERS}


@pytest.mark.parametrize(
    "way", [copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made)), lambda _: from_json(TEXT)]
)
def test_a_copy_answers_the_same(way):
    made = compiled(SHIPPED)
    copied = way(made)
    assert copied is not made
    chance = random.Random(7)
    samples = {name: [one.sample for one in regions] for name, regions in made.space.regions.items()}
    for case in partial_cases(samples, 100):
        sources = chance.sample(list(SHIPPED.sources), chance.randint(1, 5))
        assert answers(copied, case, sources) == answers(made, case, sources)


def test_text_that_another_program_wrote_again_is_opened():
    assert to_json(from_json(json.dumps(json.loads(TEXT), indent=1))) == TEXT


def test_a_copy_knows_the_same_words():
    guideline = from_json(TEXT).guideline
    assert {name: str(node) for name, node in guideline.nodes.items()} == {n: str(x) for n, x in SHIPPED.nodes.items()}
    assert guideline.parameters == SHIPPED.parameters
    assert guideline.teaching_cases == SHIPPED.teaching_cases
    assert to_json(compile_guideline(guideline)) == TEXT == to_json(from_json(TEXT))


def test_traces_and_guidelines_are_plain_data():
    trace = evaluate(SHIPPED, {"primary_site": "breast"})
    assert pickle.loads(pickle.dumps(trace)).nodes == trace.nodes
    assert list(copy.deepcopy(SHIPPED).nodes) == list(SHIPPED.nodes)


@pytest.mark.parametrize("seed", range(10))
def test_every_choice_of_sources_is_answered_as_if_it_alone_were_compiled(tmp_path, seed):
    guideline = generated(tmp_path, seed, parameters=4, nodes=12)
    made, chance = compile_guideline(guideline), random.Random(seed)
    names = list(guideline.sources)
    for size in range(1, len(names) + 1):
        for chosen in itertools.combinations(names, size):
            view = made.choose(chosen)
            assert view.sources == set(chosen)
            assert (
                len(view.diagram.below(*(row for kind in KINDS for row in getattr(view, kind).values())))
                == len(view.diagram.rows) - 2
            )
            case = partial_case(guideline, chance)
            for name, applies in evaluate(made, case, sources=chosen).statements.items():
                assert applies == "does not apply" or guideline.statements[name].source in chosen


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is not JSON"),
        (TEXT[:-100], "not all of it is there"),
        ("[1, 2]", "JSON of another kind"),
        ("[" * 100_000, "it is not JSON"),
        (TEXT.replace('"form":4', '"form":3'), "it has the form 3, and this version reads the form 4"),
        (TEXT.replace("primary_site", "primary_size", 1), "changed or damaged"),
        (json.dumps({**json.loads(TEXT), "digest": "0" * 64}), "changed or damaged"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused_in_words(text, words):
    with pytest.raises(CompiledError, match=words):
        from_json(text)


def test_a_follows_rule_over_thirty_parameters_is_settled_at_once(tmp_path):
    guideline = generated(tmp_path, 1)
    made = compile_guideline(guideline)
    diagram = made.diagram.copy()
    row = 1
    for parameter in reversed(range(len(diagram.weights))):
        row = diagram.row(parameter, (row, *([0] * (len(diagram.weights[parameter]) - 1))))
    assert diagram.settle_set(row, [None] * len(diagram.weights)) == 2
