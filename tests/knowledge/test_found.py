"""Kinds of mistakes that people make in guideline folders: each is told where it stands, with what would be right."""

import pytest
import yaml

from explorer import evaluate, load
from explorer.knowledge.problem import GuidelineError
from explorer.reasoning.audit.proof import proof_in_words, prove

FRONT = {
    "id": "tiny", "title": "Tiny", "edition": "1", "date": "2026-01-01", "scope": "none", "disclaimer": "for tests",
    "start": "p", "sources": [{"id": "A", "title": "Source A"}],
}  # fmt: skip
FEVER = {"id": "fever", "label": "Fever", "question": "Is there fever?", "kind": "yes/no"}
AGE = {"id": "age", "label": "Age", "question": "How old?", "kind": "integer", "range": [0, 120], "unit": "years"}


def rest(**more):
    return {"id": "p_rest", "recommendation": "Rest", "cites": ["A-1"], **more}


def work(**more):
    return {"id": "p_work", "recommendation": "Work", "cites": ["A-2"], **more}


def start(when="fever", **more):
    branches = [{"to": "p_rest", "when": when}, {"to": "p_work", "otherwise": True}]
    return {"id": "p_start", "decision": "Is there fever?", "branches": branches, **more}


def folder(tmp_path, parameters=(FEVER, AGE), nodes=None, follows=(), **files):
    written = {
        "guideline.yaml": FRONT,
        "parameters.yaml": {"groups": [{"id": "facts", "title": "Facts", "parameters": list(parameters)}]},
        "criteria.yaml": {"criteria": [], "follows": list(follows)},
        "statements/A.yaml": {
            "source": "A",
            "statements": [
                {"id": f"A-{n}", "section": "S", "kind": "recommendation", "text": f"Text {n}"} for n in (1, 2)
            ],
        },
        "pathways/p.yaml": {"id": "p", "title": "First", "nodes": nodes or [start(), rest(), work()]},
    } | {name.replace("__", "/"): data for name, data in files.items()}
    for name, data in written.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False), "utf-8")
    return tmp_path


def told(path):
    with pytest.raises(GuidelineError) as error:
        load(path)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("when", "right"),
    [
        ("age =< 60", "write <="),
        ("age => 60", "write >="),
        ("age ≥ 60", "write >="),
        ("age ≤ 60", "write <="),
        ("age <> 60", "write !="),
        ("age ≠ 60", "write !="),
        ("age = 60", "write =="),
        ("fever AND age > 60", "write and"),
        ("fever && age > 60", "write and"),
        ("fever OR age > 60", "write or"),
        ("fever || age > 60", "write or"),
        ("!fever", "write not"),
        ("NOT fever", "write not"),
        ("[fever]", "write the name alone"),
        ("age between 1 and 2", "write lowest <= name <= highest"),
        ("age > 60 years", "write the number alone"),
        ("age + fever > 60", "write at_least(2, a, b, …), or give points to each as a score in criteria.yaml"),
    ],
)
def test_signs_of_other_languages_are_told_what_to_write(tmp_path, when, right):
    (line,) = told(folder(tmp_path, nodes=[start(when), rest(), work()]))
    assert line.startswith("pathways/p.yaml:")
    assert right in line


def test_a_no_break_space_is_a_space(tmp_path):
    assert load(folder(tmp_path, nodes=[start("age\u00a0>\u00a060"), rest(), work()]))


@pytest.mark.parametrize(
    "name", ["class", "is", "lambda", "import", "pass", "token", "reset", "case", "id", "unknown", "yes"]
)
def test_a_name_that_means_something_else_is_refused_where_it_is_given(tmp_path, name):
    lines = told(folder(tmp_path, parameters=[FEVER, AGE, AGE | {"id": name, "question": "Another?", "range": [0, 9]}]))
    assert len(lines) == 1
    assert lines[0].startswith("parameters.yaml:")
    assert "take another name" in lines[0]


@pytest.mark.parametrize("option", ["None", "True", "class", "unknown", "Unknown"])
def test_an_option_that_means_something_else_is_refused(tmp_path, option):
    grade = {
        "id": "grade",
        "label": "Grade",
        "question": "Grade?",
        "kind": "choice",
        "options": {option: "One", "two": "Two"},
    }
    (line,) = told(folder(tmp_path, parameters=[FEVER, AGE, grade]))
    assert line.startswith("parameters.yaml:")


@pytest.mark.parametrize("other", ["Low", "low", "Low.", " Low", "LOW"])
def test_options_that_read_alike_are_refused(tmp_path, other):
    grade = {
        "id": "grade",
        "label": "Grade",
        "question": "Grade?",
        "kind": "choice",
        "options": {"one": "Low", "two": other},
    }
    (line,) = told(folder(tmp_path, parameters=[FEVER, AGE, grade]))
    assert "give them labels that can be told apart" in line


def test_questions_that_read_alike_are_refused(tmp_path):
    (line,) = told(folder(tmp_path, parameters=[FEVER, AGE | {"question": "is there fever?"}]))
    assert "can be told apart" in line


@pytest.mark.parametrize(
    ("change", "right"),
    [
        ({"label": 5}, "put it in quotes: label: '5'"),
        ({"label": True}, "put it in quotes"),
        ({"question": ""}, "write something under question:"),
        ({"fixed": "maybe"}, "write true or false"),
        ({"range": [0]}, "write range: [lowest, highest]"),
        ({"range": [0, "many"]}, "write a number in digits"),
        ({"label": "x" * 300}, "at most 200"),
    ],
)
def test_a_wrong_value_is_told_in_the_words_of_the_folder(tmp_path, change, right):
    (line,) = told(folder(tmp_path, parameters=[FEVER, AGE | change]))
    assert line.startswith("parameters.yaml:")
    assert right in line
    assert "input should" not in line.lower()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("groups:\n  - id: facts\n    title: Drug #1 given\n", 3, "because # begins a comment"),
        ("groups:\n  - id: facts\n    title: One # of two\n", 3, "because # begins a comment"),
        ("groups:\n\t- id: facts\n", 2, "write spaces"),
        ("groups:\n  - id: facts\n    title\n    parameters: []\n", 3, "a key needs a colon and a value"),
        ("groups:\n  - {id: facts, title}\n", 2, "'title' has no colon and no value"),
        ("", None, "the file is empty"),
    ],
)
def test_one_broken_file_gives_one_message(tmp_path, text, line, says):
    lines = told(folder(tmp_path, **{"parameters.yaml": text}))
    assert says in lines[0]
    assert lines[0].startswith("parameters.yaml:" + (f"{line}:" if line else ""))
    assert not [other for other in lines if "there is no" in other or "unknown name" in other]


def test_a_name_that_is_missing_in_many_places_is_told_once(tmp_path):
    nodes = [start(), rest(cites=["A-9"]), work(cites=["A-9"]), rest(id="p_more", cites=["A-1", "A-2", "A-9"])]
    nodes[1]["then"] = "p_more"
    (line,) = told(folder(tmp_path, nodes=nodes))
    assert line.startswith("pathways/p.yaml:")
    assert "there is no statement 'A-9' (also in pathways/p.yaml:" in line


@pytest.mark.parametrize(
    "name", [".#p.yaml", "#p.yaml#", "p.yaml~", "._p.yaml", ".p.yaml.swp", ".p.yaml.tmp", "~p.yaml"]
)
def test_what_editors_leave_behind_is_no_part_of_a_guideline(tmp_path, name):
    folder(tmp_path)
    (tmp_path / "pathways" / name).write_text("no: [yaml", "utf-8")
    assert list(load(tmp_path).pathways) == ["p"]


def test_a_lock_of_emacs_is_a_link_to_nowhere(tmp_path):
    folder(tmp_path)
    (tmp_path / "pathways" / ".#p.yaml").symlink_to("somebody@somewhere.1234")
    assert list(load(tmp_path).pathways) == ["p"]


@pytest.mark.parametrize("name", ["q.YAML", "q.Yml", "q.json"])
def test_a_file_that_is_nearly_called_as_it_should_is_told(tmp_path, name):
    folder(tmp_path)
    (tmp_path / "pathways" / name).write_text("id: q", "utf-8")
    assert told(tmp_path) == [f"pathways/{name}: files that end so are not read — call it q.yaml"]


def test_a_subfolder_is_told(tmp_path):
    folder(tmp_path)
    (tmp_path / "pathways" / "more").mkdir()
    assert told(tmp_path) == [
        "pathways/more/: folders inside this one are not read — put the files into pathways/ itself"
    ]


def test_two_branches_that_hold_together_are_told_to_the_reader(tmp_path):
    branches = [{"to": "p_rest", "when": "fever"}, {"to": "p_work", "when": "age > 60"}]
    one = {"id": "p_start", "decision": "What now?", "branches": branches, "silent": "Nothing is said."}
    trace = evaluate(load(folder(tmp_path, nodes=[one, rest(), work()])), {"fever": "yes", "age": 70})
    assert trace.overlaps == ["p_start"]
    assert evaluate(trace.guideline, {"fever": "yes", "age": 50}).overlaps == []


@pytest.mark.parametrize(
    ("bar", "says"),
    [
        ("age > 60 and age < 50", "p_rest/0: it holds in no case: age > 60 and age < 50"),
        ("age >= 0", "p_rest/0: it holds wherever the advice is reached: age >= 0"),
    ],
)
def test_a_bar_that_never_or_always_holds_fails_the_proof(tmp_path, bar, says):
    held = rest(unless=[{"when": bar, "because": "of this", "cites": ["A-2"]}])
    failures = prove(load(folder(tmp_path, nodes=[start(), held, work()]))).failures
    assert [str(failure) for failure in failures if failure.claim == "bars"] == [says]


def rule(value, when, because="so it is"):
    return {"parameter": "fever", "is": value, "when": when, "because": because}


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ([rule("yes", "age > 60 and age < 50")], "fever: no case makes it yes: age > 60 and age < 50"),
        ([rule("yes", "fever == no")], "fever: it is yes only where it is something else already"),
        (
            [rule("yes", "age > 60"), rule("no", "age > 50")],
            "fever: it follows to be yes and to be no — for example: age=61",
        ),
    ],
)
def test_a_rule_that_cannot_be_right_fails_the_proof(tmp_path, rules, says):
    failures = prove(
        load(folder(tmp_path, nodes=[start("fever or age > 100"), rest(), work()], follows=rules))
    ).failures
    assert [str(failure) for failure in failures if failure.claim == "follows"] == [says]


def test_two_rules_that_contradict_decide_nothing_and_are_told(tmp_path):
    rules = [rule("yes", "age > 60", "the first says so"), rule("no", "age > 50", "the second says so")]
    trace = evaluate(load(folder(tmp_path, follows=rules)), {"age": 70})
    assert dict(trace.follows) == {}
    assert trace.nodes["p_rest"] == "possible"
    assert dict(evaluate(trace.guideline, {"age": 55}).follows) == {"fever": "no"}


def test_the_same_advice_on_every_way_is_settled(tmp_path):
    from explorer.briefing.answers import outlook_of

    same = [start(), rest(), rest(id="p_work")]
    told = outlook_of(
        evaluate(load(folder(tmp_path, nodes=same, **{"statements__A.yaml": ONE_STATEMENT})), {"age": 50})
    )
    assert (told["settled"], told["still_possible"], told["next_questions"]) == (["p_rest", "p_work"], {}, [])


ONE_STATEMENT = {"source": "A", "statements": [{"id": "A-1", "section": "S", "kind": "recommendation", "text": "Text"}]}


def test_what_is_settled_only_by_an_assumption_says_so(tmp_path):
    from explorer.briefing.answers import outlook_of

    guideline = load(folder(tmp_path, parameters=[FEVER | {"assume": "no"}, AGE]))
    words = outlook_of(evaluate(guideline, {"age": 50}))["answers_needed"]["in_words"]
    assert words == "settled as long as what is assumed holds: fever: no"
    stated = outlook_of(evaluate(guideline, {"age": 50, "fever": "no"}))["answers_needed"]["in_words"]
    assert stated == "settled: no further answer changes the advice"


def test_a_fact_from_which_another_follows_matters(tmp_path):
    from explorer.briefing.answers import outlook_of

    guideline = load(folder(tmp_path, follows=[rule("yes", "age > 60")]))
    told = outlook_of(evaluate(guideline, {}))
    assert told["does_not_matter"] == []
    assert told["next_questions"] == ["fever", "age"]


def test_counts_are_told_in_whole_numbers(tmp_path):
    words = proof_in_words(prove(load(folder(tmp_path))))
    assert words.startswith("Checked in all 2 cases")


@pytest.mark.parametrize(
    ("label", "words"),
    [("CEA raised", "CEA raised: yes"), ("HER2 status", "HER2 status: yes"), ("N stage", "N stage: yes"), ("pH low", "pH low: yes"),
     ("E. coli", "E. coli: yes"), ("McBurney sign", "McBurney sign: yes"), ("Fever", "fever: yes"), ("Re-bleeding", "re-bleeding: yes")],
)  # fmt: skip
def test_an_acronym_keeps_its_letters(tmp_path, label, words):
    guideline = load(folder(tmp_path, parameters=[FEVER | {"label": label}, AGE]))
    assert guideline.parameters["fever"].phrase("yes") == words
