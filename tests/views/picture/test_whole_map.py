"""The whole map: every pathway once, joined as the hand-overs join them, with what holds for a case."""

import re

import pytest

from explorer import evaluate, load
from explorer.knowledge.model import Handover
from explorer.views.picture.whole_map import links, whole_notes, whole_signs, whole_svg

GUIDELINE = load("rectal_liver_metastases")
CASE = {"primary_site": "rectum", "liver_mets": "yes", "phase": "diagnosis", "onset": "synchronous"}
TRACES = [evaluate(GUIDELINE, case) for case in ({}, CASE, {"primary_site": "breast"})]


def test_every_pathway_and_every_link_is_drawn_once():
    drawn = re.findall(r'data-id="([^"]+)"', whole_svg(GUIDELINE).replace("&gt;", ">"))
    assert sorted(drawn) == sorted([*GUIDELINE.pathways, *(f"{a} -> {b}" for a, b in links(GUIDELINE))])
    assert drawn[-len(GUIDELINE.pathways)] == GUIDELINE.metadata.start, "the keyboard begins where every case begins"


def test_it_is_small_and_laid_out_once():
    assert len(whole_svg(GUIDELINE)) < 60_000
    assert whole_svg(GUIDELINE) is whole_svg(GUIDELINE)
    assert "88" not in re.sub(r'"[^"]*"', "", whole_svg(GUIDELINE)), "the place of the numbers is empty"


@pytest.mark.parametrize("trace", TRACES, ids=["empty", "case", "breast"])
def test_it_says_what_the_pathways_say(trace):
    signs = whole_signs(trace)
    for name, pathway in GUIDELINE.pathways.items():
        found = [trace.nodes[node.id] for node in pathway.nodes]
        short, words = signs.counts[name]
        sure, open_ = found.count("active"), found.count("possible")
        assert words == f"{sure} of {len(found)} steps on the path, {open_} still possible"
        assert [int(number) for number in re.findall(r"\d+", short)] == [n for n in (sure, open_) if n]
        assert signs.status[name] == trace.nodes[pathway.start]
    for start, pathway in GUIDELINE.pathways.items():
        for node in pathway.nodes:
            if isinstance(node, Handover) and trace.nodes[node.id] == "active":
                assert signs.status[f"{start} -> {node.handover}"] == "active"
    assert set(whole_notes(trace)) == set(GUIDELINE.pathways)


def test_what_differs_is_counted_by_pathway():
    trace, pinned = evaluate(GUIDELINE, CASE | {"kras": "mutant"}), evaluate(GUIDELINE, CASE)
    differs = whole_signs(trace, pinned).differs
    assert differs["molecular"] == "2 different from the pinned case"
    assert "orders" not in differs
