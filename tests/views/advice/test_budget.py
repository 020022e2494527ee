"""What a reader meets before unfolding anything: few lines, few words, nothing twice; over all worked and many whole cases."""

import random
import statistics

import pytest

from explorer import evaluate, load
from explorer.views.advice.advice import Shown, panel

GUIDELINE = load("rectal_liver_metastases")
MOST_ITEMS, MOST_NOW, MOST_ASKED, MOST_WORDS = 12, 4, 4, 280


def whole_case(seed):
    """A case in which every fact that matters is known: what is asked next is answered, again and again."""
    drawn, case = random.Random(seed), {"primary_site": "rectum", "liver_mets": "yes"}
    while asked := evaluate(GUIDELINE, case).next_questions:
        parameter = GUIDELINE.parameters[asked[0]]
        options = list(parameter.option_names) or [region.sample for region in regions_of(asked[0])]
        case[asked[0]] = drawn.choice(options)
    return case


def regions_of(name):
    return evaluate(GUIDELINE, {}).chosen.space.regions[name]


CASES = [case.given for case in GUIDELINE.teaching_cases] + [whole_case(seed) for seed in range(20)]


def unfolded(element):
    """The texts and items that are seen while everything is folded."""
    if element.tag == "details":
        yield from unfolded(element[0])
        return
    if element.get("class") in ("ge-unseen", "ge-chips"):
        return
    if element.text:
        yield element.text
    for child in element:
        yield from unfolded(child)
        if child.tail:
            yield child.tail


def items(element):
    if element.tag == "details" and "ge-disagreement" not in (element.get("class") or ""):
        return 0
    is_item = element.get("data-advice") or element.get("data-disagreement") or element.get("class") == "ge-stop"
    return bool(is_item) + sum(map(items, element)) if element.tag != "details" else 1


def words_of(parts):
    return " ".join(" ".join(unfolded(part)) for part in parts).split()


def seen(case):
    return panel(Shown(evaluate(GUIDELINE, case), opened=[]))


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_read_at_a_glance(case):
    parts = seen(case)
    assert sum(map(items, parts)) <= MOST_ITEMS
    assert len(words_of(parts)) <= MOST_WORDS
    for part in parts:
        lines = [line for line in part.findall("ul/li") if line.get("data-advice")]
        assert len(lines) <= MOST_NOW
        assert len(part.findall("ul[@class='ge-wanted']/li")) <= MOST_ASKED


def test_no_advice_is_told_twice_before_anything_is_unfolded():
    for case in CASES:
        told = [line.get("data-node") for part in seen(case) for line in part.findall("ul/li") if line.get("data-node")]
        assert len(told) == len(set(told))


def test_the_median_case_has_few_items_and_words():
    assert statistics.median(len(words_of(seen(case))) for case in CASES) <= 180
    counts = [sum(map(items, seen(case))) for case in CASES]
    assert statistics.median(counts) <= 8
