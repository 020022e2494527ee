"""What a learner knows: what is due again and when, read back equal, and nothing of a browser is believed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from explorer.teaching.learning import MOST_ANSWERS, Answered, Learning, learning_from

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def first_due(*answers):
    """After how many days a question is due again that was answered so, on one day after the other."""
    learning = Learning(Answered("a", MONDAY + place * DAY, right, sure) for place, (right, sure) in enumerate(answers))
    last = MONDAY + (len(answers) - 1) * DAY
    return next(days for days in range(400) if learning.due(["a"], last + days * DAY))


@pytest.mark.parametrize(
    ("sooner", "later"),
    [
        ([(False, True)] * 3, [(True, True)] * 3),
        ([(True, False)] * 3, [(True, True)] * 3),  # a guess is asked again sooner
        ([(True, True)] * 2, [(True, True)] * 4),
        ([(True, True), (True, True), (False, True)], [(True, True)] * 3),
    ],
)
def test_what_is_known_better_is_asked_later(sooner, later):
    assert first_due(*sooner) < first_due(*later)


def test_the_most_overdue_comes_first_and_what_was_never_asked_is_not_due():
    learning = Learning([Answered("b", MONDAY + DAY, False, True), Answered("a", MONDAY, False, True)])
    assert learning.due(["a", "b", "c"], MONDAY + 9 * DAY) == ["a", "b"]
    assert learning.remembered("c", MONDAY) == 0
    assert 0 < learning.remembered("a", MONDAY + 9 * DAY) < learning.remembered("a", MONDAY + 2 * DAY) <= 1


def test_a_record_reads_back_equal():
    learning = Learning(
        Answered(name, MONDAY + place * DAY, place % 2 == 0, place % 3 == 0) for place, name in enumerate("abcabdä")
    )
    again = learning_from(learning.as_text())
    assert again.record == learning.record
    assert {name: card.to_dict() for name, card in again.cards.items()} == {
        name: card.to_dict() for name, card in learning.cards.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", '{"answers": 7}', '{"answers": [7, null, {}]}', "[" * 5000, "x" * 2_000_000,
        '{"answers": [["a", "2026-13-02", true, true]]}', '{"answers": [["a", "0001-01-01T00:00:00+23:59", true, true]]}',
        json.dumps({"answers": [["a" * 9999, "2026-03-02", True, True]]}), '{"answers": [["a", "2026-03-02", 1, 1]]}',
    ],
)  # fmt: skip
def test_what_is_no_record_is_left_out(text):
    assert learning_from(text).record == []


def test_a_record_does_not_grow_without_end():
    rows = [["a", (MONDAY + place * timedelta(minutes=1)).isoformat(), True, True] for place in range(MOST_ANSWERS + 9)]
    learning = learning_from(json.dumps({"answers": rows}))
    learning.add(Answered("a", MONDAY + 99 * DAY, True, True))
    assert len(learning.record) <= MOST_ANSWERS
