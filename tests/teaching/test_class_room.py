"""A class without any page: who comes in, whose vote counts, what a pupil is told and when."""

import csv
import io

import pytest

from explorer import load
from explorer.teaching.class_room import MOST_PUPILS, Full, Room, a_word
from explorer.teaching.frames import Sort, frames
from explorer.teaching.lesson import read_lesson
from explorer.teaching.lesson_files import lessons_of

FRAMES = frames(read_lesson(lessons_of(load("tea"))[0]))
QUESTION = next(place for place, frame in enumerate(FRAMES) if frame.sort == Sort.QUESTION)
RIGHT = next(place for place, option in enumerate(FRAMES[QUESTION].options) if option.correct)


@pytest.fixture
def room():
    made = Room(FRAMES)
    made.go(QUESTION)
    return made


def test_one_vote_each_and_the_last_counts(room):
    pupils = [room.join() for _ in range(3)]
    for option in (0, 1, 1):
        assert room.vote(pupils[0], option)
    assert room.vote(pupils[1], 0)
    assert room.counts == [[1, 1]]
    assert room.for_teacher()["answered"] == 2


@pytest.mark.parametrize("option", [-1, 2, 99])
def test_an_option_that_there_is_not_is_no_vote(room, option):
    assert not room.vote(room.join(), option)
    assert not room.vote("nobody", 0)
    assert room.counts == [[0, 0]]


def test_nothing_is_taken_but_while_a_question_is_open(room):
    pupil = room.join()
    room.lock(True)
    assert not room.vote(pupil, 0)
    room.lock(False)
    assert room.vote(pupil, 0)
    room.go(QUESTION + 1)
    assert not room.vote(pupil, 1)
    room.go(QUESTION)
    assert not room.vote(pupil, 1)  # its answer was shown
    room.lock(False)
    room.again()
    assert not room.vote(pupil, 1)
    assert room.counts == [[1, 0]]


def test_a_second_round_keeps_the_first(room):
    pupil = room.join()
    room.vote(pupil, 1 - RIGHT)
    room.again()
    assert room.for_pupil(pupil)["mine"] is None
    room.vote(pupil, RIGHT)
    room.again()  # there is no third
    assert room.round == 1
    assert [row[RIGHT] for row in room.counts] == [0, 1]


def test_a_pupil_comes_back_to_the_question_with_the_vote(room):
    pupil = room.join()
    room.vote(pupil, RIGHT)
    assert room.join(pupil) == pupil
    assert room.for_pupil(pupil)["mine"] == RIGHT
    assert len(room.pupils) == 1


def test_no_pupil_is_told_what_is_right_before_the_class_is(room):
    pupil = room.join()
    assert all(set(option) == {"text", "place"} for option in room.for_pupil(pupil)["options"])
    room.go(QUESTION + 1)
    assert [option["correct"] for option in room.for_pupil(pupil)["options"]].count(True) == 1


def test_who_was_removed_stays_out_and_takes_the_votes_along(room):
    pupil = room.join()
    room.vote(pupil, 0)
    assert room.remove(room.pupils[pupil].name) == pupil
    assert room.counts == [[0, 0]]
    with pytest.raises(Full):
        room.join(pupil)


def test_a_closed_door_lets_in_only_who_was_there(room):
    pupil = room.join()
    room.is_closed = True
    with pytest.raises(Full):
        room.join()
    assert room.join(pupil) == pupil


def test_a_room_takes_so_many_and_no_two_have_a_name(room):
    for _ in range(MOST_PUPILS):
        room.join()
    assert len({pupil.name for pupil in room.pupils.values()}) == MOST_PUPILS
    with pytest.raises(Full):
        room.join()


def test_the_answers_are_saved_by_pseudonym(room):
    pupil = room.join()
    room.vote(pupil, RIGHT)
    rows = list(csv.DictReader(io.StringIO(room.as_csv())))
    assert [(row["pupil"], row["question"], row["round"], row["right"]) for row in rows] == [
        (room.pupils[pupil].name, "1.1.1", "1", "yes")
    ]


def test_words_can_be_said():
    for _ in range(50):
        word = a_word()
        assert len(word) == 6
        assert all(sign in "aeiou" for sign in word[1::2])
        assert not set(word[::2]) & set("aeiou")


def test_a_frame_that_there_is_not_changes_nothing(room):
    for at in (-1, len(FRAMES), 10**9):
        room.go(at)
        assert room.at == QUESTION
