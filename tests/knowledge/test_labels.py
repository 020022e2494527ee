"""Arrows without a label: the condition in a few words."""

from dataclasses import replace

import pytest

from explorer import load
from explorer.knowledge.condition import Vocabulary, parse
from explorer.knowledge.labels import LONGEST_LABEL, condition_in_words
from tests.generated import generated

GUIDELINE = load("rectal_liver_metastases")
SCORED = load("crb65")
NAMED = replace(GUIDELINE, scores=SCORED.scores)
VOCABULARY = Vocabulary(GUIDELINE.parameters, frozenset(GUIDELINE.criteria), frozenset(SCORED.scores))


@pytest.mark.parametrize(
    ("text", "words", "alone"),
    [
        ("kras == mutant", "KRAS: Mutant", "Mutant"),
        ("kras in (mutant, wild_type)", "KRAS: Mutant or Wild type", "Mutant or Wild type"),
        ("bilobar", "Both lobes", "Yes"),
        ("not bilobar", "Both lobes: no", "No"),
        ("bilobar == no", "Both lobes: no", "No"),
        ("remnant_pct >= 30", "Remnant volume ≥ 30", "≥ 30"),
        ("remnant_pct < 30", "Remnant volume < 30", "< 30"),
        ("liver_lesion_count != 3", "Liver lesions not 3", "not 3"),
        ("crb65 >= 3", "CRB-65 ≥ 3", "≥ 3 points"),
        ("crb65 == 1", "CRB-65 1", "1 point"),
        ("bilobar and kras == mutant", "Both lobes, KRAS: Mutant", "Yes, Mutant"),
        ("bilobar or kras == mutant", "Both lobes or KRAS: Mutant", "Yes or Mutant"),
        (
            "at_least(2, bilobar, kras == mutant)",
            "2 or more of: Both lobes, KRAS: Mutant",
            "2 or more of: Both lobes, KRAS: Mutant",
        ),
        ("colorectal", GUIDELINE.criteria["colorectal"].title, GUIDELINE.criteria["colorectal"].title),
    ],
)
def test_a_condition_in_words(text, words, alone):
    condition = parse(text, VOCABULARY)
    labels = {name: parameter.label for name, parameter in GUIDELINE.parameters.items()}
    told = (
        words.replace("Both lobes", labels["bilobar"])
        .replace("Remnant volume", labels["remnant_pct"])
        .replace("Liver lesions", labels["liver_lesion_count"])
    )
    assert condition_in_words(condition, NAMED) == told
    expected = alone.replace("Both lobes", labels["bilobar"])
    assert condition_in_words(condition, NAMED, alone=True).lower() == expected.lower()


def test_long_words_are_cut_at_a_blank():
    many = " and ".join(f"(remnant_pct < {number})" for number in range(10, 40))
    told = condition_in_words(parse(many, VOCABULARY), NAMED)
    assert len(told) <= LONGEST_LABEL
    assert told.endswith("…")


@pytest.mark.parametrize("seed", range(12))
def test_no_arrow_of_a_decision_is_naked(tmp_path, seed):
    guideline = generated(tmp_path, seed, rich=True)
    for node in guideline.nodes.values():
        for way in node.branches:
            is_box = guideline.nodes[way.to].kind == "handover"
            assert way.when is None or way.label or is_box, (node.id, way.to)
