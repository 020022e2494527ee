"""A lesson: every mistake with its line; its questions against the guideline; its frames in order."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from explorer import evaluate, load
from explorer.cli import main
from explorer.knowledge.problem import CaseError
from explorer.teaching.frames import Sort, frames
from explorer.teaching.lesson import read_lesson
from explorer.teaching.lesson_files import lessons_of

TEA = load("tea")
SHIPPED = [path for name in ("tea", "rectal_liver_metastases") for path in lessons_of(load(name))]
HEAD = "title: T\nguideline: tea\nminutes: 5\n"
ONE = HEAD + "cases:\n- title: C\n  steps:\n  - reveal: {leaf: green}\n"
ASK = ONE + "    ask:\n    - "


def written(tmp_path, text):
    path = tmp_path / "lesson.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "what", "right"),
    [
        ("title: T\n", 1, "'guideline' is missing", "add guideline:"),
        (HEAD.replace("5", "0") + "cases: []\n", 3, "minutes: 0 is not a number that can stand here", "above 0"),
        (ONE.replace("minutes", "minuts"), 3, "unknown key 'minuts'", "did you mean 'minutes'"),
        (ONE.replace("green", "gren"), 7, "leaf: 'gren' is not an answer", "did you mean 'green'"),
        (ONE.replace("leaf", "leave"), 7, "leave: there is no such parameter", "did you mean 'leaf'"),
        (ONE + "  path: [te]\n", 8, "there is no pathway 'te'", "did you mean 'tea'"),
        (ASK + "notes: n\n", 9, "a question is of no kind, or of several", "give it one of bank:, way: or question:"),
        (ASK + "bank: advices\n", 9, "'advices' names no kind of question", "write advice: ID"),
        (ASK + "bank: 'advice: tea_cold'\n", 9, "no question of kind advice is about 'tea_cold'", "tea_cool"),
        (
            ASK + "bank: 'advice: tea_milk'\n",
            9,
            "“advice: tea_milk” cannot be asked of the facts revealed so far",
            "ask “advice: tea_cool”",
        ),
        (ASK + "bank: 'change: minutes=0'\n", 9, "“change: minutes=0” cannot be asked", "reveal more first"),
        (ASK + "bank: 'source: D1 Q'\n", 9, "no question of kind source is about 'D1 Q'", "D1 K"),
        (ASK + "way: tea_stat\n", 9, "there is no decision 'tea_stat'", "did you mean 'tea_start'"),
        (
            ASK + "way: tea_black\n",
            9,
            "the facts revealed so far do not lead one certain way out of 'tea_black'",
            "reveal",
        ),
        (ASK + "question: Q?\n", 9, "a question of one's own has one right option", "write right: true"),
        (
            ASK + "question: Q?\n      options: [{text: a, right: true}]\n",
            9,
            "a question of one's own has options that differ",
            "at least two",
        ),
        (
            ASK + "question: Q?\n      options: [{text: a, right: true}, {text: b, at: nowhere}]\n",
            10,
            "nothing on the map is named 'nowhere'",
            "",
        ),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path, text, line, what, right):
    with pytest.raises(CaseError) as refused:
        read_lesson(written(tmp_path, text))
    told = [str(problem) for problem in refused.value.problems]
    assert any(f"lesson.yaml:{line}: {what}" in one and right in one for one in told), told


def test_all_mistakes_are_told_at_once(tmp_path):
    text = ONE.replace("green", "gren") + "    ask:\n    - way: tea_stat\n    - bank: 'advice: no'\n  path: [te]\n"
    with pytest.raises(CaseError) as refused:
        read_lesson(written(tmp_path, text))
    assert len(refused.value.problems) == 4


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_marked_answer_is_that_of_the_guideline(path):
    read = read_lesson(path)
    for where, asked in read.asked.items():
        trace = evaluate(read.guideline, read.given[where])
        for one in asked:
            assert sum(option.correct for option in one.options) == 1, one.id
            for option in one.options:
                if (option.place and one.question.startswith("Which of these holds")) or "Which way" in one.question:
                    assert (trace[option.place] == "active") == option.correct, (one.id, option)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_frame_before_a_question_tells_its_answer(path):
    read = read_lesson(path)
    made = frames(read)
    assert [made[0].sort, made[-1].sort] == [Sort.TITLE, Sort.END]
    for before, after in pairwise(made):
        if before.sort == Sort.QUESTION:
            assert (after.sort, after.question) == (Sort.ANSWER, before.question)
    questions = [frame for frame in made if frame.sort == Sort.QUESTION]
    assert len({frame.question for frame in questions}) == len(questions) >= 7


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_way_lights_one_node_more_at_a_time_and_only_what_is_active(path):
    read = read_lesson(path)
    ways = [frame for frame in frames(read) if frame.sort == Sort.WAY]
    assert len(ways) >= 5
    for frame in ways:
        assert frame.at in frame.lit
        assert set(frame.lit) <= {
            *read.guideline.nodes,
            *(f"{a} -> {way.to}" for a, node in read.guideline.nodes.items() for way in node.branches),
            *(f"{node.id} -> {node.then}" for node in read.guideline.nodes.values() if getattr(node, "then", None)),
        }
    for before, after in pairwise(ways):
        if before.heading == after.heading and set(before.lit) < set(after.lit):
            nodes = [one for one in after.lit if one not in before.lit and " -> " not in one]
            assert nodes == [after.at]


def test_the_lengths_of_the_shipped_lessons():
    assert sorted(read_lesson(path).lesson.minutes for path in SHIPPED) == [15, 45, 45]


def test_a_new_lesson_passes_its_check_and_is_presented(tmp_path, capsys):
    path = tmp_path / "monday.yaml"
    assert main(["lesson", "new", str(path)]) == 0
    assert main(["lesson", "check", str(path)]) == 0
    assert "2 cases, 7 questions, 15 minutes. Nothing is wrong." in capsys.readouterr().out
    assert main(["lesson", "present", str(path)]) == 0
    page = path.with_suffix(".html").read_text("utf-8")
    assert not re.search(r"(src|href)=\"(?!data:)", page)
    assert main(["lesson", "new", str(path)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err


def test_the_lesson_of_a_new_guideline_is_about_that_guideline(tmp_path):
    folder = tmp_path / "coffee"
    assert main(["new", str(folder)]) == 0
    assert read_lesson(folder / "lessons" / "a_cup_of_tea.yaml").guideline.folder == folder.resolve()


def test_a_lesson_that_is_not_there_is_told(capsys):
    assert main(["lesson", "check", "nothing.yaml"]) == 2
    assert "nothing.yaml" in capsys.readouterr().err
    assert not Path("nothing.yaml").exists()
