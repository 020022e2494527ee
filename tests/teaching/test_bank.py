"""The question bank: every option against an evaluator of its own over sampled completions; nothing gives an answer away."""

import json
import random
import re
import time

import pytest

from explorer import evaluate, load
from explorer.cli import main
from explorer.reasoning.audit.coverage import coverage_cases
from explorer.reasoning.compiled import compiled
from explorer.teaching.bank import question_bank
from explorer.teaching.item import Kind
from tests.generated import applying, generated, reached
from tests.reasoning.brute import Brute
from tests.thorough import THOROUGH

GUIDELINE = load("rectal_liver_metastases")
BANK = question_bank(GUIDELINE)
COMPLETIONS = 12


def sampled(guideline, given, chance):
    """A whole case that agrees with what is given, assumed and followed; each other answer is drawn."""
    space = compiled(guideline).choose().space
    known = evaluate(guideline, given).taken_as_known
    return {name: known.get(name, chance.choice(regions).sample) for name, regions in space.regions.items()}


def judge(guideline):
    """The times and verdicts of whole cases, by the independent evaluator."""
    brute = Brute.__new__(Brute)
    brute.guideline = guideline
    return brute


def ways(guideline):
    nodes = guideline.nodes
    found = {}
    for node in nodes.values():
        for way in node.branches:
            found.setdefault(f"{node.title} → {nodes[way.to].title}", []).append(f"{node.id} -> {way.to}")
        if getattr(node, "handover", None):
            first = guideline.pathways[node.handover].nodes[0]
            found.setdefault(f"{node.title} → {first.title}", []).append(f"{node.id} -> {first.id}")
        if getattr(node, "then", None):
            found.setdefault(f"{node.title} → {nodes[node.then].title}", []).append(f"{node.id} -> {node.then}")
    return found


def holds_in(guideline, item, case):
    """Which options hold in a whole case: by text."""
    nodes, branches, _ = reached(guideline, case)
    about = item.id.removeprefix(f"{item.kind}: ")
    if item.kind in (Kind.ADVICE, Kind.CHANGE):
        titles = {guideline.nodes[name].title for name in nodes}
        return {option.text: option.text in titles for option in item.options}
    if item.kind in (Kind.STEP, Kind.SLIP):
        known, taken = ways(guideline), set(branches)
        return {option.text: not taken.isdisjoint(known[option.text]) for option in item.options}
    if item.kind == Kind.STATEMENT:
        texts = {guideline.statements[name].text for name in applying(guideline, case, nodes, branches)}
        return {option.text: option.text in texts for option in item.options}
    if item.kind == Kind.TIME:
        found = judge(guideline)._time(about, nodes, case)
        return {option.text: option.text == found for option in item.options}
    dispute, source = about.split(" ")
    stances = [
        stance
        for which, stance in judge(guideline)._verdicts(guideline.disagreements[dispute], case)
        if which == source
    ]
    return {option.text: option.text in stances for option in item.options}


PROVED = (Kind.ADVICE, Kind.STEP, Kind.SLIP, Kind.STATEMENT, Kind.TIME, Kind.SOURCE, Kind.CHANGE)


def no_option_is_refuted(guideline, bank, completions, chance):
    count = 0
    for item in bank:
        if item.kind not in PROVED:
            continue
        given = dict(item.case)
        if item.kind == Kind.CHANGE:
            fact, text = item.id.removeprefix("change: ").split("=", 1)
            regions = compiled(guideline).choose().space.regions[fact]
            given[fact] = next(region.sample for region in regions if str(region.sample) == text)
        for _ in range(completions):
            found = holds_in(guideline, item, sampled(guideline, given, chance))
            for option in item.options:
                assert found[option.text] == (option.correct != (item.kind == Kind.SLIP)), (item.id, option.text)
                count += 1
    return count


def test_no_option_is_refuted_by_an_evaluator_of_its_own():
    bank, least = (BANK, 30_000) if THOROUGH else (BANK[::5], 5_000)
    assert no_option_is_refuted(GUIDELINE, bank, COMPLETIONS, random.Random(1)) > least


@pytest.mark.parametrize("seed", range(8))
def test_no_option_is_refuted_for_guidelines_made_by_chance(tmp_path, seed):
    guideline = generated(tmp_path, seed, parameters=6, nodes=24)
    no_option_is_refuted(guideline, question_bank(guideline), 40, random.Random(seed))


def test_no_option_is_refuted_for_a_cup_of_tea():
    guideline = load("tea")
    assert no_option_is_refuted(guideline, question_bank(guideline), 60, random.Random(2)) > 500


def test_every_item_has_one_right_and_three_wrong_answers_with_their_reasons():
    assert len({item.id for item in BANK}) == len(BANK)
    for item in BANK:
        assert len(item.options) == 4
        assert len({option.text.casefold() for option in item.options}) == 4
        assert sum(option.correct for option in item.options) == 1
        assert all(option.why for option in item.options)
        assert item.difficulty >= len(item.case)
        assert item.covers


def test_every_kind_is_asked():
    assert {item.kind for item in BANK} == set(Kind)


def test_every_branch_and_threshold_is_exercised():
    goals = {goal.words for case in coverage_cases(GUIDELINE) for goal in case.goals}
    branches = {words for words in goals if " -> " in words}
    assert branches - {name for item in BANK for name in item.covers} == set()
    numbers = {goal.number[0] for case in coverage_cases(GUIDELINE) for goal in case.goals if goal.number}
    asked = {name for item in BANK for name in item.case} | {item.id.split(": ")[1].split("=")[0] for item in BANK}
    assert numbers <= asked


def guessed(bank, guess):
    return sum(guess([option.text for option in item.options], item) for item in bank) / len(bank)


def longest(texts, item):
    return next(o.correct for o in item.options if o.text == max(texts, key=len))


def shortest(texts, item):
    return next(o.correct for o in item.options if o.text == min(texts, key=len))


def odd_one_out(texts, item):
    """The text that shares the fewest words with the others."""
    words = {text: set(re.findall(r"\w+", text.casefold())) for text in texts}
    alike = {
        one: sum(len(words[one] & words[other]) / len(words[one] | words[other]) for other in texts if other != one)
        for one in texts
    }
    return next(o.correct for o in item.options if o.text == min(texts, key=alike.__getitem__))


@pytest.mark.parametrize("guess", [longest, shortest, odd_one_out], ids=lambda guess: guess.__name__)
def test_no_answer_is_given_away(guess):
    drawn = [item for item in BANK if item.kind not in (Kind.CRITERION, Kind.TIME, Kind.SOURCE, Kind.ORDER)]
    assert guessed(drawn, guess) <= 0.30


def test_the_same_seed_gives_the_same_bank_and_another_another():
    again, other = question_bank(GUIDELINE), question_bank(GUIDELINE, seed=1)
    assert again == BANK
    assert other != BANK
    assert {item.id for item in other} & {item.id for item in BANK}


def test_it_takes_a_moment():
    begun = time.perf_counter()
    question_bank(GUIDELINE)
    assert time.perf_counter() - begun < 5  # a second on a quiet machine


def test_the_command_prints_one_object_an_item(capsys):
    assert main(["quiz", "--json", "--kinds", "advice, step", "--pathway", "orders", "--seed", "3"]) == 0
    items = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {item["kind"] for item in items} == {"advice", "step"}
    assert {frozenset(item) for item in items} == {
        frozenset({"id", "kind", "case", "question", "options", "covers", "difficulty"})
    }
    assert {frozenset(option) for item in items for option in item["options"]} == {
        frozenset({"text", "correct", "why"})
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--kinds", "advise"], "--kinds: there is no kind 'advise' — did you mean 'advice'?"),
        (["--pathway", "order"], "--pathway: there is no pathway 'order' — did you mean 'orders'?"),
    ],
)
def test_what_is_not_there_is_told(arguments, says, capsys):
    assert main(["quiz", *arguments]) == 2
    assert capsys.readouterr().err.strip() == says


def test_in_words_the_right_answer_is_marked(capsys):
    assert main(["quiz", "--kinds", "order"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("1. In which order do these steps follow each other?")
    assert told.count("\n   * ") == len(re.findall(r"^\d+\. ", told, re.M))
