"""Facts in free words are read where they mean one thing, and never guessed."""

import random

import pytest

from explorer import load
from explorer.knowledge.free_words import LONGEST_TEXT, MOST_PHRASES, read_words

GUIDELINE = load("rectal_liver_metastases")
ROWS = [
    ("rectum; 2 lesions; KRAS wild", {"primary_site": "rectum", "liver_lesion_count": 2, "kras": "wild_type"}, ()),
    ("Synchronous, resectable\nat diagnosis", {"onset": "synchronous", "resectability": "resectable", "phase": "diagnosis"}, ()),
    ("no bleeding. pain", {"primary_bleeding": "no", "primary_pain": "yes"}, ()),
    ("largest lesion 4,5 cm; 45 years", {"largest_lesion_cm": 4.5, "age_years": 45}, ()),
    ("nothing elsewhere", {"extrahepatic_site": "none"}, ()),
    ("nodes negative; nodes involved", {"nodal_status": "negative"}, ("nodes involved",)),
    ("KRAS; wild type; 45; xyz; no; 3 4 lesions", {}, ("KRAS", "wild type", "45", "xyz", "no", "3 4 lesions")),
    ("300 lesions", {}, ("300 lesions",)),
    ("pelvic radiotherapy", {}, ("pelvic radiotherapy",)),
    ("", {}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts", "unread"), ROWS)
def test_a_phrase_is_read_where_it_means_one_fact(text, facts, unread):
    heard = read_words(GUIDELINE, text)
    assert (heard.facts, heard.unread) == (facts, unread)


@pytest.mark.parametrize("name", GUIDELINE.parameters)
def test_what_a_chip_says_is_read_as_what_it_means(name):
    parameter = GUIDELINE.parameters[name]
    if parameter.is_number:
        return
    for value in parameter.option_names:
        words = parameter.in_short(value)
        heard = read_words(GUIDELINE, words.replace(",", " ").replace(".", " "))
        assert heard.facts == {name: value}, words


def test_what_is_too_long_or_strange_is_told_and_nothing_is_lost():
    many = "; ".join(f"word{number}" for number in range(MOST_PHRASES + 5))
    assert len(read_words(GUIDELINE, many).unread) == MOST_PHRASES + 5
    chance = random.Random(4)
    for _ in range(300):
        text = "".join(chance.choice("abc ;,.%0123é☃\n-_no") for _ in range(chance.randrange(80)))
        read_words(GUIDELINE, text)
    assert read_words(GUIDELINE, "rectum;" * LONGEST_TEXT).facts == {"primary_site": "rectum"}
