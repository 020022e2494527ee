"""Sums of points: against brute force over all cases, large ones in time, what is written wrongly told."""

import itertools
import time
from fractions import Fraction

import pytest
import yaml

from explorer import evaluate, load
from explorer.knowledge.problem import GuidelineError
from explorer.reasoning.case.points import points_of
from explorer.reasoning.compiled import compile_guideline, compiled
from explorer.reasoning.compiled_json import from_json, to_json
from explorer.reasoning.space import Space
from tests.generated import completions, generated, holds
from tests.generated import points_of as points_given


def written(folder, points, guard, parameters, score="s"):
    """A guideline of one decision on a score."""
    files = {
        "guideline.yaml": {"id": "scored", "title": "Scored", "edition": "1", "date": "2026-01-01", "scope": "none", "disclaimer": "none", "start": "p", "sources": [{"id": "A", "title": "A"}]},
        "parameters.yaml": {"groups": [{"id": "g", "title": "G", "parameters": parameters}]},
        "criteria.yaml": {"criteria": [], "scores": [{"id": score, "title": "The score", "points": points}]},
        "statements/A.yaml": {"source": "A", "statements": [{"id": f"A-{n}", "section": "S", "kind": "recommendation", "text": "T"} for n in (1, 2)]},
        "pathways/p.yaml": {"id": "p", "title": "P", "nodes": [
            {"id": "p1", "decision": "D", "branches": [{"to": "yes_", "when": guard}, {"to": "no_", "otherwise": True}]},
            {"id": "yes_", "recommendation": "Y", "cites": ["A-1"]}, {"id": "no_", "recommendation": "N", "cites": ["A-2"]}]},
    }  # fmt: skip
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return folder


def asked(count, kind="yes/no"):
    return [
        {
            "id": f"q{n}",
            "label": f"Q{n}",
            "question": f"Q{n}?",
            "kind": kind,
            **({"range": [0, 10]} if kind == "integer" else {}),
        }
        for n in range(count)
    ]


@pytest.mark.parametrize(
    "guard",
    [
        "s >= 3",
        "s > 2",
        "s < 2.5",
        "s <= 2",
        "s == 3",
        "s != 3",
        "1 <= s < 4",
        "not s >= 1",
        "at_least(2, q0, q1, s > 3)",
    ],
)
def test_a_comparison_holds_in_the_cases_in_which_the_sum_does(tmp_path, guard):
    points = [{"2": "q0", "1": "q1"}, {"1.5": "q1 and q2"}, {"-1": "q3"}, {"3": "q2", "0.5": "q0"}]
    guideline = load(written(tmp_path, points, guard, asked(4)))
    when = guideline.nodes["p1"].branches[0].when.expression
    for answers in itertools.product(("yes", "no"), repeat=4):
        case = {f"q{n}": answer for n, answer in enumerate(answers)}
        expected = "active" if holds(guideline, when, case) else "ruled out"
        assert evaluate(guideline, case)["yes_"] == expected, (guard, case)


def test_the_points_of_a_case_are_the_fewest_and_the_most_of_its_completions(tmp_path):
    scored = [one for seed in range(40) if (one := generated(tmp_path / str(seed), seed, rich=True)).scores]
    assert len(scored) > 10
    for guideline in scored:
        space, score = Space(guideline), guideline.scores["total"]
        for given in ({}, {name: regions[0].sample for name, regions in itertools.islice(space.regions.items(), 2)}):
            trace = evaluate(guideline, given, assumptions=False)
            whole = completions(space, given)
            totals = [sum((points_given(guideline, one, case) for one in score.items), Fraction(0)) for case in whole]
            found = points_of(trace)["total"]
            assert (found.low, found.high) == (min(totals), max(totals))


@pytest.mark.parametrize(
    ("items", "lines", "guard", "most"),
    [(39, 1, "s >= 20", 0.5), (13, 10, "s >= 60", 3.0), (14, 4, "s >= 25", 1.0)],
)
def test_a_large_score_is_worked_out_in_time(tmp_path, items, lines, guard, most):
    kind = "yes/no" if lines == 1 else "integer"
    points = [
        {str(lines - place): f"q{n}" if lines == 1 else f"q{n} >= {lines - place}" for place in range(lines)}
        for n in range(items)
    ]
    guideline = load(written(tmp_path, points, guard, asked(items, kind)))
    begun = time.process_time()
    compile_guideline(guideline)
    assert time.process_time() - begun < most


def test_many_odd_weights_are_worked_out_for_the_thresholds_alone(tmp_path):
    points = [{f"{1 + n / 7:.3f}": f"q{n}"} for n in range(16)]
    guideline = load(written(tmp_path, points, "s >= 17", asked(16)))
    assert list(compiled(guideline).sets["points"]) == ["s 17"]
    found = points_of(evaluate(guideline, {f"q{n}": "yes" for n in range(12)}))["s"]
    assert found.low >= 17


def test_it_is_the_same_from_json_and_names_its_numbers_once():
    guideline = load("crb65")
    again = from_json(to_json(compiled(guideline)))
    for given in ({}, {"breaths": 30}, {"age": 64, "confusion": "no"}):
        assert (
            points_of(evaluate(again, given))["crb65"].in_words
            == points_of(evaluate(guideline, given))["crb65"].in_words
        )
    assert points_of(evaluate(guideline, {"breaths": 30}))["crb65"].in_words == "CRB-65: 1 to 4 of 4 points"


@pytest.mark.parametrize(
    ("points", "guard", "says"),
    [
        ([{"two": "q0"}], "s >= 1", "'two' is no number of points"),
        ([{"1": "q9"}], "s >= 1", "unknown name 'q9'"),
        ([{"1": "s > 2"}], "s >= 1", "a circle: s -> s — a criterion or score must not rest on itself"),
        ([{"1": "q0"}], "s", "'s' is a score; compare it, for example s >= 2"),
        ([{"1": "q0"}], "s >= q0", "'s' is a score; compare it with a number"),
        (
            [{"1": "q0"}],
            "at_least(q0, q1)",
            "at_least begins with how many have to hold; write a whole number from 1 to 1",
        ),
        ([{"1": "q0"}], "at_least(3, q0, q1)", "write a whole number from 1 to 2"),
        ([{"1": "q0"}], "most(1, q0)", "in brackets only at_least(number, condition, condition, …) is called"),
        ([], "s >= 1", "points is empty"),
    ],
)
def test_a_mistake_is_told(tmp_path, points, guard, says):
    with pytest.raises(GuidelineError) as refused:
        load(written(tmp_path, points, guard, asked(2)))
    told = "\n".join(map(str, refused.value.problems)).replace(" — ", "; ")
    assert says.replace(" — ", "; ") in told


def test_a_score_and_a_parameter_share_their_names(tmp_path):
    with pytest.raises(GuidelineError, match="stands twice"):
        load(written(tmp_path, [{"1": "q1"}], "q1", asked(2), score="q0"))


def test_the_first_branch_that_holds_is_taken():
    guideline = load("crb65")
    assert not evaluate(guideline, {"confusion": "yes", "breaths": 40, "systolic": 80, "age": 30}).overlaps
    trace = evaluate(guideline, {"confusion": "yes", "breaths": 40, "systolic": 80, "age": 30})
    assert (trace["crb65_severe"], trace["crb65_moderate"]) == ("active", "ruled out")
