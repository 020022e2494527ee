"""This case as one picture: the steps with their ids, what a case says of them, the same drawing for the same way."""

from xml.etree import ElementTree

import pytest

from explorer import evaluate, load
from explorer.briefing.case_path import case_path
from explorer.views.picture.case_picture import case_rows, case_signs, case_svg
from explorer.views.picture.dot import plain_text

GUIDELINE = load("rectal_liver_metastases")
CASES = [{}, *(case.given for case in GUIDELINE.teaching_cases)]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(given):
    trace = evaluate(GUIDELINE, given)
    path = case_path(trace)
    return trace, path, ElementTree.fromstring(case_svg(GUIDELINE, path))


@pytest.mark.parametrize("given", CASES[::4])
def test_the_drawing_holds_each_step_and_way_once_and_each_has_a_status_and_a_row(given):
    trace, path, root = drawn(given)
    steps = [group.get("data-id") for group in root.iter(f"{SVG}g") if group.get("role") == "button"]
    assert sorted(steps) == sorted(path.steps)
    signs, rows = case_signs(trace, path), case_rows(trace.chosen, path)
    parts = {group.get("data-id") for group in root.iter(f"{SVG}g") if group.get("data-id")}
    assert set(signs.status) == set(rows) <= parts
    assert all(signs.status[name] == trace.nodes[name] for name in path.steps)


@pytest.mark.parametrize("given", CASES[::4])
def test_the_list_reads_each_stage_before_its_steps(given):
    _, path, root = drawn(given)
    groups = [group for group in root.iter(f"{SVG}g") if group.get("data-kind") == "stage" or group.get("role")]
    wanted = []
    for stretch in path.stretches:
        wanted += [stretch.title, *(plain_text(GUIDELINE.nodes[name].title) for name in stretch.steps)]
    assert [group.get("data-name").split(" +")[0] for group in groups if group.get("data-name")] == wanted


def test_a_disputed_step_carries_the_names_of_who_says_so():
    _, path, root = drawn(CASES[1])
    assert path.disputed
    for name, who in path.disputed:
        group = next(group for group in root.iter(f"{SVG}g") if group.get("data-id") == name)
        words = " ".join(text.text for text in group.findall(f"{SVG}text"))
        assert "IN DISPUTE" in words
        assert f"says {who}" in words


def test_cases_with_the_same_way_share_the_drawing():
    path, again = (case_path(evaluate(GUIDELINE, CASES[1])) for _ in range(2))
    assert case_svg(GUIDELINE, path) is case_svg(GUIDELINE, again)


def test_what_differs_from_a_pinned_case_is_said_at_its_step():
    trace, pinned = evaluate(GUIDELINE, CASES[1]), evaluate(GUIDELINE, {})
    signs = case_signs(trace, case_path(trace), pinned)
    assert signs.differs
    assert all(trace.nodes[name] != pinned.nodes[name] for name in signs.differs)
