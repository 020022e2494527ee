"""The briefing tells what the trace holds, once, as plain data."""

import json
import random

import pytest

from explorer import evaluate, load
from explorer.briefing.briefing import LONGEST_HEADLINE, brief
from explorer.cli import main
from explorer.reasoning.compiled import compiled
from tests.frozen import partial_cases

GUIDELINE = load("rectal_liver_metastases")
TAUGHT = {case.id: case.given for case in GUIDELINE.teaching_cases}
SAMPLES = {
    name: parameter.option_names or (parameter.range[0], parameter.range[1])
    for name, parameter in GUIDELINE.parameters.items()
}
CASES = [{}, *TAUGHT.values(), *partial_cases(SAMPLES, 40)]


@pytest.mark.parametrize("case", CASES)
def test_every_active_recommendation_is_told_exactly_once(case):
    trace = evaluate(GUIDELINE, case)
    told = [one.node for section in brief(trace).sections.values() for one in section]
    active = [name for name, status in trace.nodes.items() if status == "active"]
    assert sorted(told) == sorted(name for name in active if GUIDELINE.nodes[name].kind == "recommendation")


@pytest.mark.parametrize("case", CASES)
def test_what_is_told_is_what_the_trace_holds(case):
    trace = evaluate(GUIDELINE, case)
    told = brief(trace)
    assert {one.node for one in told.withheld} <= {n for n, status in trace.held_back.items() if status == "active"}
    assert all(one.withheld for one in told.withheld)
    assert {one.disagreement: one.status for one in told.disagreements} == {
        name: status for name, status in trace.disagreements.items() if status != "ruled out"
    }
    assert [one.node for one in told.gaps] == trace.silent
    assert [one.parameter for one in told.questions] == trace.next_questions
    assert {one.parameter for one in told.assumed} == {*trace.assumed, *trace.follows}
    assert all(trace.statements[name] != "does not apply" for one in told.plan for name in one.statements)
    assert not {one.parameter for one in told.find_out} & set(trace.taken_as_known)


@pytest.mark.parametrize("case", CASES)
def test_the_headline_is_one_short_sentence(case):
    words = brief(evaluate(GUIDELINE, case)).headline
    assert 0 < len(words.split()) <= LONGEST_HEADLINE
    assert words.endswith((".", "?", "…"))


def test_the_command_prints_one_object_a_case(tmp_path, capsys):
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([{"id": name, "case": case} for name, case in TAUGHT.items()]))
    assert main(["brief", str(path), "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in found] == list(TAUGHT)
    for one in found:
        assert set(one["plan"]) == {"now", "next", "later", "done"}
        assert one == json.loads(json.dumps(brief(evaluate(GUIDELINE, TAUGHT[one["id"]])).as_json(one["id"])))


def test_the_command_prints_text(tmp_path, capsys):
    path = tmp_path / "case.yaml"
    path.write_text("primary_site: breast\nliver_mets: yes\n")
    assert main(["brief", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Breast primary, liver metastases. Now: ")
    assert "\n\nNow:\n  - do: " in out
    path.write_text("primary_sight: breast\n")
    assert main(["brief", str(path)]) == 2
    assert "did you mean 'primary_site'?" in capsys.readouterr().err


def test_it_shows_itself():
    told = brief(evaluate(GUIDELINE, {"primary_site": "breast", "liver_mets": "yes"}))
    assert repr(told).startswith("Briefing('rectal_liver_metastases', 'Breast primary, liver metastases. Now: ")
    assert "<li>" in told._repr_html_()


@pytest.mark.parametrize("case", CASES)
def test_the_plan_is_told_by_its_times(case):
    told = brief(evaluate(GUIDELINE, case))
    parts = {time: told.plan_at(time) for time in ("now", "next", "later", "done")}
    assert sorted(one.node for part in parts.values() for one in part) == sorted(one.node for one in told.plan)
    assert all(one.node in {two.node for two in told.sections["later"]} for one in parts["later"])
    assert all(one.stage for one in told.plan)


def test_facts_that_contradict_each_other_are_told_first(tmp_path, capsys):
    path = tmp_path / "case.yaml"
    path.write_text("primary_site: rectum\nkras: mutant\nras_braf: wild_type\n")
    assert main(["brief", str(path)]) == 0
    assert "\n\nThese facts contradict each other:\n  - " in capsys.readouterr().out


def whole_case(seed):
    chance = random.Random(seed)
    return {name: chance.choice(regions).sample for name, regions in compiled(GUIDELINE).space.regions.items()}


CASES_TOLD = [case.given for case in GUIDELINE.teaching_cases] + [whole_case(seed) for seed in range(20)]


@pytest.mark.parametrize("given", CASES_TOLD, ids=range(len(CASES_TOLD)))
def test_a_headline_is_one_sentence_of_at_most_forty_words(given):
    words = brief(evaluate(GUIDELINE, given)).headline
    assert len(words.split()) <= 40
    assert "…" not in words
    assert words[0].isupper()
    assert words.endswith((".", "?"))


@pytest.mark.parametrize("given", CASES_TOLD, ids=range(len(CASES_TOLD)))
def test_one_side_of_a_dispute_is_no_order(given):
    trace = evaluate(GUIDELINE, given)
    told = brief(trace)
    judged = {name for name, one in GUIDELINE.disagreements.items() if one.sides}
    for section in ("do", "consider"):
        assert not [one.node for one in told.sections[section] if judged.intersection(one.disputed)]
    for one in told.sections["disputed"]:
        sides = {
            side.verdict
            for name in one.disputed
            for side in next(d for d in told.disagreements if d.disagreement == name).sides
        }
        assert len(sides & {"for", "against", "conditional"}) > 1


def test_five_lines_are_five_and_tell_what_stands_first():
    guideline = load("rectal_liver_metastases")
    for case in guideline.teaching_cases:
        told = brief(evaluate(guideline, case.given))
        lines = told.in_five_lines(case.title).split("\n")
        assert len(lines) == 5
        assert lines[1] == told.headline
        assert all(one.text in lines[2] for one in told.sections["do"])
