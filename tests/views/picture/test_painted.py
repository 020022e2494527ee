"""The painted drawing shows each status as the legend says, and marks only where sources differ in the case."""

import pytest

from explorer import evaluate, load
from explorer.views.picture.diagram import SVG, marks_of, statuses_of
from explorer.views.picture.dot import STATUS_STYLE, Statuses
from explorer.views.picture.painted import painted

LOOK = {"active": ("2.8", ""), "possible": ("1.4", "5,2"), "ruled out": ("0.8", "1,5")}


@pytest.fixture(scope="module")
def guideline():
    return load("rectal_liver_metastases")


@pytest.fixture(scope="module")
def trace(guideline):
    return evaluate(guideline, {"primary_site": "rectum", "liver_mets": "yes", "kras": "mutant"})


def groups_of(guideline, trace):
    for pathway in guideline.pathways:
        statuses = Statuses(statuses_of(trace, pathway), marks_of(trace, pathway))
        for group in painted(guideline, pathway, statuses).iter(f"{SVG}g"):
            yield group, statuses


def test_every_part_has_the_line_of_its_status(guideline, trace):
    seen = set()
    for group, statuses in groups_of(guideline, trace):
        name = group.get("data-id")
        if name is None or statuses.of.get(name) is None or group.get("data-kind") == "return":
            continue
        status = str(statuses.of[name])
        seen.add(status)
        for part in group:
            if part.tag in (f"{SVG}path", f"{SVG}polygon", f"{SVG}polyline"):
                weight, dashes = LOOK[status]
                assert part.get("stroke-width") == weight
                is_head = part.get("fill") == part.get("stroke")
                assert part.get("stroke-dasharray", "") == ("" if is_head else dashes)
            if part.tag == f"{SVG}text":
                assert part.get("fill") == STATUS_STYLE[status]["fontcolor"]
    assert seen == set(LOOK)


def test_only_where_sources_differ_in_the_case_stands_a_mark(guideline, trace):
    for pathway in guideline.pathways:
        statuses = Statuses(statuses_of(trace, pathway), marks_of(trace, pathway))
        groups = painted(guideline, pathway, statuses).iter(f"{SVG}g")
        marked = {group.get("data-id") for group in groups if any(part.get("class") == "badge" for part in group)}
        assert marked == set(statuses.marks)
