"""Reading a guideline folder: one small whole guideline, and what is said of each way to break it."""

import json

import pytest

from explorer.cli import main
from explorer.knowledge.problem import GuidelineError
from explorer.knowledge.reading import load

WHOLE = {
    "guideline.yaml": """\
id: tiny
title: A tiny guideline
edition: "1"
date: "2026-01-01"
scope: testing
disclaimer: none
start: main
sources:
  - {id: A, title: Source A}
""",
    "parameters.yaml": """\
groups:
  - id: facts
    title: Facts
    parameters:
      - {id: bleeding, label: Bleeding, question: Bleeding?, kind: yes/no, assume: no}
      - {id: kras, label: KRAS, question: KRAS?, kind: choice, options: {wild: Wild type, mutant: Mutant}}
      - {id: lesions, label: Lesions, question: How many?, kind: integer, range: [0, 100]}
""",
    "criteria.yaml": """\
criteria:
  - {id: many, title: Many lesions, when: lesions > 5}
""",
    "statements/A.yaml": """\
source: A
statements:
  - {id: A-1, section: One, kind: recommendation, text: Do this}
  - {id: A-2, section: One, kind: criterion, text: Count them, test: lesions <= 5}
""",
    "pathways/main.yaml": """\
id: main
title: Main
nodes:
  - id: choose
    decision: Which way?
    branches:
      - {to: left, when: bleeding}
      - {to: right, otherwise: true}
  - {id: left, recommendation: Do this, cites: [A-1]}
  - {id: right, recommendation: Do that, cites: [A-2]}
""",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in WHOLE.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def problems(folder):
    with pytest.raises(GuidelineError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_whole_folder_is_read(folder):
    guideline = load(folder)
    assert list(guideline.parameters) == ["bleeding", "kras", "lesions"]
    assert guideline.parameters["bleeding"].assume == "no"
    assert guideline.statements["A-2"].source == "A"
    assert guideline.pathways["main"].start == "choose"
    assert repr(guideline) == "Guideline('tiny', edition '1', 3 nodes)"


BROKEN = [
    (
        "criteria.yaml",
        "lesions > 5",
        "lesion > 5",
        ["criteria.yaml:2: unknown name 'lesion' — did you mean 'lesions'?"],
    ),
    (
        "criteria.yaml",
        "lesions > 5",
        "lesions > 500",
        ["criteria.yaml:2: lesions: 500 is outside 0 to 100 — compare it with a number it can have"],
    ),
    (
        "criteria.yaml",
        "lesions > 5",
        "kras > 5",
        ["criteria.yaml:2: 'kras' has options, which have no order — use =="],
    ),
    (
        "criteria.yaml",
        "lesions > 5",
        "many",
        ["criteria.yaml: a circle: many -> many — a criterion or score must not rest on itself"],
    ),
    (
        "criteria.yaml",
        "when: lesions > 5",
        "when: 5",
        ["criteria.yaml:2: a condition is text, for example: kras == mutant"],
    ),
    (
        "parameters.yaml",
        "kind: yes/no",
        "kind: boolean",
        ["parameters.yaml:5: kind: 'boolean' is not known — use one of 'choice', 'yes/no'"],
    ),
    (
        "parameters.yaml",
        "assume: no",
        "assume: maybe",
        ["parameters.yaml:5: assume: maybe is not an answer — use one of yes, no"],
    ),
    (
        "parameters.yaml",
        ", range: [0, 100]",
        "",
        ["parameters.yaml:7: a number needs its range — write range:"],
    ),
    (
        "parameters.yaml",
        "question: KRAS?",
        "queston: KRAS?",
        [
            "parameters.yaml:6: 'question' is missing",
            "unknown key 'queston' — did you mean 'question'?",
        ],
    ),
    (
        "parameters.yaml",
        "id: kras",
        "id: lesions",
        ["parameters.yaml:7: the parameter 'lesions' stands twice (first at parameters.yaml:6)"],
    ),
    (
        "parameters.yaml",
        "title: Facts",
        "title: Facts\n    title: Again",
        ["parameters.yaml:4: the key 'title' stands twice (first in line 3)"],
    ),
    ("parameters.yaml", "groups:", "groups: [", ["parameters.yaml", "this is not YAML"]),
    (
        "parameters.yaml",
        "  - id: facts",
        "  - &a\n    id: facts\n    help: *a",
        ["parameters.yaml:4: aliases (*name) are not allowed"],
    ),
    (
        "statements/A.yaml",
        "kind: criterion",
        "kind: advice",
        ["statements/A.yaml:4: kind: 'advice' is not known"],
    ),
    (
        "statements/A.yaml",
        "id: A-2",
        "id: A-1",
        ["the statement 'A-1' stands twice", "there is no statement 'A-2' — did you mean 'A-1'?"],
    ),
    (
        "statements/A.yaml",
        "source: A",
        "source: B",
        ["statements/A.yaml:1: there is no source 'B'"],
    ),
    (
        "statements/A.yaml",
        "source: A\n",
        "source: A\nextra: 1\n",
        ["statements/A.yaml:2: unknown key 'extra'"],
    ),
    (
        "pathways/main.yaml",
        "cites: [A-1]",
        "cites: [A-9]",
        [
            "pathways/main.yaml:9: there is no statement 'A-9'",
            "statements/A.yaml:3: no node cites the statement 'A-1'",
        ],
    ),
    (
        "pathways/main.yaml",
        ", cites: [A-1]",
        "",
        ["pathways/main.yaml:9: the recommendation 'left' cites no statement"],
    ),
    (
        "pathways/main.yaml",
        "{to: left, when: bleeding}",
        "{to: lef, when: bleeding}",
        [
            "pathways/main.yaml:7: there is no node of this pathway 'lef' — did you mean 'left'?",
            "no way leads to the node 'left'",
        ],
    ),
    (
        "pathways/main.yaml",
        "otherwise: true",
        "label: else",
        ["pathways/main.yaml:8: this branch of 'choose' has no guard"],
    ),
    (
        "pathways/main.yaml",
        "{to: right, otherwise: true}",
        "{to: left, when: many}",
        ["pathways/main.yaml:8: two branches lead from 'choose' to 'left'"],
    ),
    (
        "pathways/main.yaml",
        "decision: Which way?",
        "decision: Which way?\n    choose: any",
        ["'choose' chooses any, so otherwise has no meaning"],
    ),
    (
        "pathways/main.yaml",
        "decision: Which way?",
        "question: Which way?",
        ["pathways/main.yaml:4: this node is of no kind, or of several"],
    ),
    (
        "pathways/main.yaml",
        "decision: Which way?",
        "decision: Which way?\n    silent: Nothing is said\n    ends: Nothing more",
        ["pathways/main.yaml:4: either the sources are silent there or the way ends"],
    ),
    (
        "pathways/main.yaml",
        "cites: [A-1]}",
        "cites: [A-1], then: choose}",
        ["pathways/: a circle: choose -> left -> choose"],
    ),
    (
        "pathways/main.yaml",
        "      - {to: right, otherwise: true}\n",
        "",
        ["the decision 'choose' has one branch", "no way leads to the node 'right'"],
    ),
    (
        "pathways/main.yaml",
        "{id: right, recommendation: Do that, cites: [A-2]}",
        "{id: right, handover: man}",
        ["there is no pathway 'man' — did you mean 'main'?"],
    ),
    (
        "guideline.yaml",
        "start: main",
        "start: man",
        ["guideline.yaml:7: there is no pathway 'man' — did you mean 'main'?"],
    ),
    (
        "guideline.yaml",
        "title: A tiny guideline",
        "title: [a]",
        ["guideline.yaml:2: title: ['a'] is not one text"],
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), BROKEN)
def test_what_is_said_of_a_broken_guideline(folder, name, old, new, expected):
    assert old in WHOLE[name]
    (folder / name).write_text(WHOLE[name].replace(old, new), "utf-8")
    told = "\n".join(problems(folder))
    for sentence in expected:
        assert sentence in told
    assert "Traceback" not in told


def test_all_problems_are_told_at_once(folder):
    for name, old, new, _ in [BROKEN[0], BROKEN[5], BROKEN[13], BROKEN[17]]:
        (folder / name).write_text(WHOLE[name].replace(old, new), "utf-8")
    told = problems(folder)
    assert {problem.split(":")[0] for problem in told} == {
        "parameters.yaml",
        "statements/A.yaml",
        "pathways/main.yaml",
    }


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00bad",
        b"\x00",
        b"- " * 40 + b"x",
        b"a: b: c",
        b"'open",
        b"!!python/object:os.system {}",
    ],
)
def test_any_file_may_be_damaged(folder, name, content):
    (folder / name).write_bytes(content)
    told = problems(folder)
    assert any(name in problem for problem in told)


def test_folders_that_are_none(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    assert "there is no such folder" in problems(tmp_path / "missing")[0]
    assert "this is a file, not a folder" in problems(tmp_path / "file")[0]
    assert "the folder is empty" in problems(tmp_path / "empty")[0]
    assert len(problems(tmp_path / "empty")) == 1


def test_no_file_leads_out_of_the_folder(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "more.yaml"
    outside.write_text(WHOLE["pathways/main.yaml"])
    (folder / "pathways/more.yaml").symlink_to(outside)
    assert "pathways/more.yaml: this file leads out of the guideline's folder" in problems(folder)[0]


def test_check_prints_the_problems_and_exits_2(folder, capsys):
    assert main(["check", "--guideline", str(folder)]) == 0
    assert "No problem found" in capsys.readouterr().out
    (folder / "criteria.yaml").write_text("criteria: [{id: many, title: Many, when: lesions > }]")
    assert main(["check", "--guideline", str(folder)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "criteria.yaml:1: this cannot be read as a condition" in printed.err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kras: mutated", "kras: 'mutated' is not an answer — did you mean 'mutant'?"),
        ("kraz: mutant", "there is no such parameter — did you mean 'kras'?"),
        (
            "- id: a\n  case: {lesions: 500}",
            ":2: lesions: 500 is outside 0 to 100 — type a number from 0 to 100, whole",
        ),
        ("lesions: 2.5", "lesions: 2.5 is not a whole number"),
        ("lesions: many", "lesions: 'many' is not a number"),
        ("- 5", ":1: this is not a case — write parameter: value lines"),
        ("bleeding: [yes]", "bleeding: \"['yes']\" is not an answer"),
        ("", "the file is empty"),
        ("a: [", "this is not YAML"),
    ],
)
def test_a_wrong_case_is_told_and_nothing_is_printed(folder, tmp_path, capsys, text, expected):
    cases = tmp_path / "cases.yaml"
    cases.write_text(text)
    assert main(["evaluate", str(cases), "--guideline", str(folder)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert expected in printed.err


def test_evaluate_prints_one_object_a_case(folder, tmp_path, capsys):
    cases = tmp_path / "cases.yaml"
    cases.write_text("- {id: one, case: {lesions: 6}}\n- {id: 2, case: {bleeding: unknown, lesions: 5}}\n")
    assert main(["evaluate", str(cases), "--guideline", str(folder)]) == 0
    one, two = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert one == {
        "id": "one", "guideline": "tiny", "edition": "1",
        "nodes": {"choose": "active", "left": "ruled out", "right": "active"},
        "branches": {"choose -> left": "ruled out", "choose -> right": "active"},
        "statements": {"A-1": "does not apply", "A-2": "applies"},
        "criteria": {"A-2": "not met"}, "disagreements": {}, "assumed": {"bleeding": "no"}, "follows": {},
        "next_questions": [], "silent": [], "overlaps": [], "held_back": [],
            "times": {"A-2": "now"}, "sides": {}, "contradictions": [],
    }  # fmt: skip
    assert two["id"] == "2"
    assert two["nodes"]["left"] == "possible"
    assert two["assumed"] == {}
    assert two["next_questions"] == ["bleeding"]
    assert two["criteria"] == {"A-2": "met"}


def test_a_name_without_end_is_told_shortened(folder):
    path = folder / "pathways" / "main.yaml"
    path.write_text(path.read_text().replace("id: left", "id: " + "kras " * 5_000))
    with pytest.raises(GuidelineError) as refused:
        load(folder)
    assert max(len(str(problem)) for problem in refused.value.problems) < 10_000


FOLLOWS = "\nfollows:\n  - {parameter: PARAMETER, is: ANSWER, when: lesions > 5, because: the words say so}\n"


@pytest.mark.parametrize(
    ("parameter", "answer", "right"),
    [
        ("bleeding", "maybe", "known are: yes, no"),
        ("kras", "mutent", "did you mean 'mutant'?"),
        ("lesions", '"5"', "only an answer that is chosen can follow"),
    ],
)
def test_what_follows_is_an_answer_of_its_parameter(folder, parameter, answer, right):
    path = folder / "criteria.yaml"
    path.write_text(path.read_text() + FOLLOWS.replace("PARAMETER", parameter).replace("ANSWER", answer))
    (found,) = problems(folder)
    assert found.startswith("criteria.yaml:5: ")
    assert found.endswith(right)


@pytest.mark.parametrize(
    "ends", ["[0, .inf]", "[-.inf, 9]", "[.nan, 9]", "[0, 1e400]", "[0, .nan]", "[9, 0]", "[5, 5]"]
)
def test_a_range_has_two_finite_ends(folder, ends):
    path = folder / "parameters.yaml"
    path.write_text(path.read_text().replace("[0, 100]", ends))
    assert any(problem.startswith("parameters.yaml:7: ") for problem in problems(folder))


@pytest.mark.parametrize("name", ["unknown", "Unknown", "UNKNOWN", "Null"])
def test_an_option_is_not_named_as_what_is_not_known(folder, name):
    path = folder / "parameters.yaml"
    path.write_text(path.read_text().replace("wild: Wild type", f"{name}: Not sure"))
    assert any("give the option another name" in problem for problem in problems(folder))


@pytest.mark.parametrize(
    "text", ["|\n          bleeding # seen\n          and lesions > 5", "'bleeding # and lesions > 5'"]
)
def test_a_comment_in_a_condition_never_cuts_it_off(folder, text):
    path = folder / "pathways/main.yaml"
    path.write_text(path.read_text().replace("- {to: left, when: bleeding}", f"- to: left\n        when: {text}"))
    assert any("a # begins a comment" in problem for problem in problems(folder))
