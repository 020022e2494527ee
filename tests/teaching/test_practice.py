"""Practising: each answer counts once, what was wrong comes back, every choice is in the record."""

import pytest

from explorer import load
from explorer.teaching.bank import question_bank
from explorer.teaching.practice import BACK_AFTER, Practice

BANK = question_bank(load("tea"))


def right(item):
    return next(place for place, option in enumerate(item.options) if option.correct)


def wrong(item):
    return next(place for place, option in enumerate(item.options) if not option.correct)


def test_all_right_goes_through_the_bank_once():
    practice, seen = Practice(BANK), []
    while practice.item:
        seen.append(practice.item.id)
        practice.choose(right(practice.item))
        practice.go_on()
    assert sorted(seen) == sorted(item.id for item in BANK)
    assert practice.score == f"{len(BANK)} of {len(BANK)} right at the first go"


def test_a_wrong_one_comes_back_after_some_others_and_its_first_answer_stays():
    practice = Practice(BANK)
    first = practice.item
    practice.choose(wrong(first))
    practice.go_on()
    for _ in range(BACK_AFTER):
        assert practice.item is not first
        practice.choose(right(practice.item))
        practice.go_on()
    assert practice.item is first
    practice.choose(right(first))
    assert practice.score == f"{BACK_AFTER} of {BACK_AFTER + 1} right at the first go"
    assert [(one["attempt"], one["correct"]) for one in practice.as_json() if one["item"] == first.id] == [
        (1, False),
        (2, True),
    ]


@pytest.mark.parametrize("place", [-1, 4, 99])
def test_a_place_that_is_not_there_does_nothing(place):
    practice = Practice(BANK)
    practice.choose(place)
    assert (practice.chosen, practice.record) == (None, [])


def test_one_answer_a_question():
    practice = Practice(BANK)
    practice.choose(wrong(practice.item))
    practice.choose(right(practice.item))
    assert len(practice.record) == 1


def test_nothing_goes_on_before_it_is_answered():
    practice = Practice(BANK)
    before = practice.item
    practice.go_on()
    assert practice.item is before


def test_the_order_is_that_of_the_seed():
    assert [Practice(BANK, 1).waiting] == [Practice(BANK, 1).waiting]
    assert Practice(BANK, 1).waiting != Practice(BANK, 2).waiting


def test_who_is_always_wrong_still_meets_every_question():
    practice = Practice(BANK)
    for _ in range(40 * len(BANK)):
        practice.choose(wrong(practice.item))
        practice.go_on()
    assert practice.standing == {"first": 0, "last": 0, "best": 0, "answered": len(BANK), "left": 0}


def test_the_attempts_are_counted_as_a_course_asks():
    practice = Practice(BANK[:2])
    practice.choose(wrong(practice.item))
    practice.go_on()
    practice.choose(right(practice.item))
    practice.go_on()
    practice.choose(right(practice.item))
    assert practice.standing == {"first": 1, "last": 2, "best": 2, "answered": 2, "left": 0}
    assert practice.last_choice["chosen"] == practice.last_choice["right"]
    assert practice.last_choice["attempt"] == 2
