"""How settled the advice is, its nearest change, and what would have to be different, as a person reads it."""

from urllib.parse import parse_qsl

import pytest

from explorer import evaluate, load
from explorer.reasoning.case.questions import answers_needed, next_questions
from explorer.views.advice.advice import Shown, panel, recommendations
from explorer.views.advice.alternatives import alternatives, nearest, outlook

GUIDELINE = load("rectal_liver_metastases")
TAUGHT = {case.id: case.given for case in GUIDELINE.teaching_cases}
POOR = {"onset": "synchronous", "nodal_status": "positive", "markers_elevated": "yes"}
ALL_BUT_ONE = TAUGHT["five_metastases_resectable"] | POOR
"""All but one of the poor prognostic factors; a sixth metastasis is the last."""
RECTAL = {"primary_site": "rectum", "liver_mets": "yes", "phase": "surgical_planning", "resectability": "resectable"}


def words(shown):
    return "".join(shown.itertext()) if shown is not None else ""


def tried(shown):
    """The cases behind the buttons."""
    done = [found.get("data-do") for found in shown.iter() if (found.get("data-do") or "").startswith("try:")]
    return [dict(parse_qsl(one.removeprefix("try:"))) for one in done]


def of(given, name="", opened=None):
    trace = evaluate(GUIDELINE, given)
    return trace, panel(Shown(trace, name, opened))


def part(parts, name):
    found = [one for whole in parts for one in whole.iter() if name in (one.get("class") or "").split()]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "No advice is certain yet. At most 38 more answers settle this."),
        (
            {"primary_site": "rectum", "liver_mets": "yes"},
            "At most 34 more answers settle the rest.",
        ),
        (
            TAUGHT["nine_lesions_of_four_centimetres"],
            "At most 13 more answers settle the rest, 11.3 expected.",
        ),
    ],
)
def test_what_is_settled_is_told(given, told):
    assert words(part(of(given)[1], "ge-outlook")) == told


def test_the_last_answer_settles_everything():
    given = dict(TAUGHT["breast_with_bone"])
    while (needed := answers_needed(trace := evaluate(GUIDELINE, given))).most:
        name = next_questions(trace)[0]
        given[name] = trace.chosen.space.regions[name][-1].sample
        last = needed
    assert str(last) == "1 more answer settles this"
    told = words(outlook(trace, recommendations(trace, "active")))
    assert told == f"Settled as long as what is assumed holds ({len(needed.assuming)})."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (ALL_BUT_ONE, "Number of liver metastases: 1 lesion more (5 lesions now)"),
        (TAUGHT["exactly_three_segments"], "Segments to remove: 1 segment more (3 segments now)"),
        (TAUGHT["positive_margin"], "Months of chemotherapy: 2 months more (4 months now)"),
        (RECTAL | {"remnant_pct": 26}, "Liver remnant: 4 percentage points more (26 % of standard liver"),
        (RECTAL | {"remnant_pct": 37.3}, "Liver remnant: over 4 percentage points less (37.3 % of"),
    ],
)
def test_the_nearest_change_is_told_with_its_distance(given, told):
    trace, parts = of(given)
    shown = part(parts, "ge-nearest")
    assert words(shown).startswith(f"What would change itNearest change: {told}")
    after = evaluate(GUIDELINE, tried(shown)[0])
    assert (after.nodes, after.criteria, after.held_back) != (trace.nodes, trace.criteria, trace.held_back)


def test_each_number_has_its_own_distance():
    shown = part(of(TAUGHT["nine_lesions_of_four_centimetres"])[1], "ge-nearest")
    lines = [words(one) for one in shown.findall("details/p")]
    assert lines[0].startswith("Number of liver metastases: 1 lesion more (9 lesions now). It would alter: ")
    assert lines[1].startswith("Largest liver metastasis: a little more (4 cm now). It would alter: ")


def test_distances_are_only_worked_out_when_they_are_folded_out():
    shown = part(of(TAUGHT["nine_lesions_of_four_centimetres"], opened=[])[1], "ge-nearest")
    assert words(shown) == "What would change it"


def test_without_advice_there_is_no_nearest_change():
    assert nearest(evaluate(GUIDELINE, {}), [], None) is None


@pytest.mark.parametrize("name", ["five_metastases_resectable", "kras_mutant_unresectable", "bleeding_primary"])
def test_an_inactive_node_has_up_to_three_smallest_alternatives_that_all_do(name):
    trace = evaluate(GUIDELINE, TAUGHT[name])
    counts = set()
    for node in [node for node, status in trace.nodes.items() if status != "active"]:
        cases = tried(alternatives(trace, node))
        counts.add(len(cases))
        for case in cases:
            assert evaluate(GUIDELINE, case).nodes[node] == "active", node
            changed = {n for n in case if case[n] != str(trace.case.known.get(n))}
            assert not [n for n in changed & set(trace.case.known) if GUIDELINE.parameters[n].fixed]
    assert max(counts) == 3


def test_an_active_node_shows_its_own_nearest_change():
    trace = evaluate(GUIDELINE, ALL_BUT_ONE)
    shown = alternatives(trace, "surgery_first_direct")
    assert "The nearest change that would alter it" in words(shown)
    assert "1 lesion more" in words(shown)
    assert evaluate(GUIDELINE, tried(shown)[0]).nodes["surgery_first_direct"] != "active"


@pytest.mark.parametrize("given", [{}, {"liver_mets": "no"}, *TAUGHT.values()])
def test_no_heading_is_empty(given):
    for shown in of(given)[1]:
        for heading in (one for one in shown.iter() if one.tag in ("h3", "h4")):
            count = part([heading], "ge-count")
            assert count is None or int(count.text) > 0, words(heading)
        for section in shown.iter("section"):
            assert len(list(section)) > 1 or section[0].tag not in ("h3", "h4")


def test_disagreements_that_only_may_show_have_no_heading():
    shown = part(of({})[1], "ge-disagree")
    assert [one.tag for one in shown] == ["details"]
    assert words(shown[0][0]) == "22 disagreements may show, depending on open answers"
