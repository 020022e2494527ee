"""Vignettes: what a case must show, read from the documents; the teaching cases of the guideline among them."""

import re
from fnmatch import fnmatchcase
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from explorer import evaluate, load
from explorer.reasoning.case.times import time_of, times_of
from explorer.reasoning.case.verdicts import sides_of
from explorer.reasoning.compiled import compiled
from explorer.reasoning.verdicts import Stance, key_of

GUIDELINE = load("rectal_liver_metastases")
FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
VIGNETTES = [(f"{file.stem}/{item['id']}", item) for file in FILES for item in YAML(typ="safe").load(file)]
TAUGHT = [
    (f"teaching/{case.id}", {"title": case.title, "given": case.given, "expect": case.expect.model_dump()})
    for case in GUIDELINE.teaching_cases
]
BY_HAND = [(name, item) for name, item in VIGNETTES + TAUGHT if not name.startswith("coverage/")]
COMPARED = ("nodes", "statements", "criteria", "disagreements", "silent", "held_back", "times", "sides")
JUDGED = ("not advised", "asks", "silence")
FIRST_QUESTIONS = 5
STATUSES = {
    "nodes": {"active", "possible", "ruled out"},
    "statements": {"applies", "may apply", "does not apply"},
    "disagreements": {"active", "possible", "ruled out"},
    "held_back": {"active", "possible", "ruled out"},
    "times": {"now", "next", "later", "done"},
}


def expected(what, told, known):
    """Name by name what is expected; ``S000-*`` stands for every name that begins so."""
    if what == "criteria":
        return dict(told)
    if what == "sides":
        return {f"{one} {source}": verdict for one, sides in told.items() for source, verdict in sides.items()}
    if what == "silent":
        return dict.fromkeys(told, "active")
    wrong = set(told) - STATUSES[what]
    assert not wrong, f"{what}: {', '.join(wrong)} is no status; use one of {', '.join(sorted(STATUSES[what]))}"
    each = {}
    for status, names in told.items():
        for name in names:
            for match in [n for n in known if fnmatchcase(n, name)] if "*" in name else [name]:
                assert each.setdefault(match, status) == status, (
                    f"{match} is expected twice, as {each[match]} and as {status}"
                )
    return each


def advising(trace, statement):
    """The active nodes that turn a statement into advice; what is held back or done advises nothing."""
    return [
        node.id
        for node in trace.guideline.nodes.values()
        if trace.nodes[node.id] == "active"
        and trace.held_back.get(node.id) != "active"
        and time_of(trace, node.id) != "done"
        and getattr(node, "advice", None) in ("do", "consider")
        and statement in node.cites
        and trace.statements[statement] == "applies"
    ]


def named(guideline, text):
    """The parameters a guard speaks of, also through named conditions."""
    words = set(re.findall(r"\w+", text))
    inner = [named(guideline, guideline.criteria[word].when.text) for word in words & set(guideline.criteria)]
    return (words & set(guideline.parameters)).union(*inner)


def asked(trace):
    """What a reader is asked for: by a step that says what is needed first, at an open branch, or among the first questions."""
    active = [node for name, node in trace.guideline.nodes.items() if trace.nodes[name] == "active"]
    steps = {name for node in active for name in getattr(node, "asks", ())}
    open_branches = [
        named(trace.guideline, branch.when.text)
        for node in active
        for branch in node.branches
        if branch.when is not None and trace.branches[f"{node.id} -> {branch.to}"] == "possible"
    ]
    found_out = {name for name, value in trace.case.known.items() if value != "not_assessed"}
    return steps.union(trace.next_questions[:FIRST_QUESTIONS], *open_branches) - found_out


def judgements(item, trace):
    """A line for everything that is advised, or not asked, or passed over in silence, against the documents."""
    for name in item["expect"].get("not advised", ()):
        for node in advising(trace, name):
            yield f"  not advised: {name} is advised by {node} — {trace.guideline.nodes[node].title}"
    for name in sorted(set(item["expect"].get("asks", ())) - asked(trace)):
        yield f"  asks: {name} is asked by no active step, at no open branch and not among the first {FIRST_QUESTIONS} questions"
    if item["expect"].get("silence") and not trace.silent:
        yield "  silence: nothing says that the sources are silent"


def found_of(trace, what):
    """What the trace says: by name, and of sides by the disagreement and the source."""
    if what == "sides":
        return {f"{one} {source}": word for one, sides in sides_of(trace).items() for source, word in sides.items()}
    if what == "times":
        return times_of(trace) | {name: time_of(trace, name) for name in trace.nodes}
    return getattr(trace, "silences" if what == "silent" else what)


def differences(item, trace):
    """A line for everything the trace says otherwise."""
    unknown = set(item["expect"]) - {*COMPARED, *JUDGED}
    assert not unknown, f"expect: {', '.join(unknown)} is not compared; use {', '.join(COMPARED + JUDGED)}"
    for what in COMPARED:
        found = found_of(trace, what)
        for name, wanted in expected(what, item["expect"].get(what) or {}, found).items():
            got = found.get(name, "nothing of that name")
            if got != wanted:
                statement = trace.guideline.statements.get(name)
                yield f"  {what}: {name} is '{got}', expected '{wanted}'" + (
                    f" — {statement.text}" if statement else ""
                )
    yield from judgements(item, trace)


@pytest.mark.parametrize("item", [pytest.param(item, id=name) for name, item in VIGNETTES + TAUGHT])
def test_a_case_shows_what_the_documents_say(item):
    wrong = list(differences(item, evaluate(GUIDELINE, item["given"])))
    facts = ", ".join(f"{name}={value}" for name, value in item["given"].items())
    assert not wrong, "\n".join([f"{item['title']}", f"  given {facts}", *wrong])


PARTIAL = ("coverage/", "verdicts/", "times/")  # made to show one thing; the others are cases as a reader meets them
READ = [(name, item) for name, item in VIGNETTES if not name.startswith(PARTIAL)]


@pytest.mark.parametrize("item", [pytest.param(item, id=name) for name, item in READ])
def test_a_case_reaches_advice_or_what_is_needed_first_or_a_stated_silence(item):
    trace = evaluate(GUIDELINE, item["given"])
    told = [
        node.id
        for node in GUIDELINE.nodes.values()
        if trace.nodes[node.id] == "active"
        and getattr(node, "advice", "note") != "note"
        and GUIDELINE.pathway_of[node.id] != "referral"
    ]
    evidence = [
        name
        for name, status in trace.statements.items()
        if status == "applies" and GUIDELINE.statements[name].kind == "evidence"
    ]
    assert told or trace.silent or evidence, (
        f"{item['title']}: no advice beyond the team, no evidence and no stated silence"
    )


def test_every_disagreement_is_active_in_a_vignette_and_ruled_out_in_another():
    judged = [item["expect"].get("disagreements", {}) for name, item in VIGNETTES if not name.startswith("coverage/")]
    disputes = {name for name, one in GUIDELINE.disagreements.items() if one.kind != "figures"}
    for status in ("active", "possible", "ruled out"):
        assert not disputes - {name for told in judged for name in told.get(status, ())}, status
    figures = set(GUIDELINE.disagreements) - disputes
    assert not figures & {name for told in judged for name in told.get("active", ())}


@cache
def told_by_hand():
    """What each source says to each disagreement, for each vignette."""
    return [sides_of(evaluate(GUIDELINE, item["given"])) for _, item in BY_HAND]


def differing(sides):
    """Each two sources of which one is for and the other against."""
    return {(one, other) for one, other in permutations(sides, 2) if (sides[one], sides[other]) == ("for", "against")}


def pairs_that_can_differ(one):
    """For each two sources of a disagreement the cases in which they differ; a side that is left open is neither."""
    asked = compiled(GUIDELINE).choose()
    sets = asked.conditions()
    for_it, against = (
        {name: sets.at(asked.verdicts[key_of(one.id, name, stance)]) for name in one.sides} for stance in Stance
    )
    both = {name: for_it[name] & against[name] for name in one.sides}
    return {
        (x, y): cases
        for x, y in permutations(one.sides, 2)
        if (cases := (for_it[x] - both[x]) & (against[y] - both[y]))
    }


@pytest.mark.parametrize("name", [name for name, one in GUIDELINE.disagreements.items() if one.sides])
def test_each_two_sources_that_can_differ_do_so_in_a_vignette_and_alone_where_they_can(name):
    found = [differing(sides.get(name, {})) for sides in told_by_hand()]
    pairs = pairs_that_can_differ(GUIDELINE.disagreements[name])
    for pair, cases in pairs.items():
        assert any(pair in shown for shown in found), f"{pair} differ in no vignette"
        others = [other for two, other in pairs.items() if set(two) != set(pair)]
        if any_alone(cases, others):
            assert any(shown == {pair} for shown in found), f"just {pair} differ in no vignette"


def any_alone(cases, others):
    """Whether some case lies in a set and in none of the others."""
    for other in others:
        cases = cases - other
    return bool(cases)


def test_the_ids_of_the_vignettes_are_their_own():
    names = [item["id"] for _, item in VIGNETTES]
    assert len(names) == len(set(names))
