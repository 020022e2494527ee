"""The words of the page: every line leads to its source, and nothing a guideline says becomes markup."""

from xml.etree.ElementTree import Element

import pytest

from explorer import evaluate, load
from explorer.briefing.advice import open_questions
from explorer.views.advice import advice as panels
from explorer.views.header import heading, strip
from explorer.views.markup import element, markup

GUIDELINE = load("rectal_liver_metastases")
CASE = {
    "primary_site": "rectum", "liver_mets": "yes", "phase": "diagnosis", "onset": "synchronous", "resectability": "resectable",
    "primary_state": "in_place", "primary_bleeding": "no", "primary_obstruction": "no", "primary_pain": "no",
    "fit_for_surgery": "yes", "resection_segments": 3, "remnant_pct": 30, "remnant_segments": 2,
    "primary_perforated": "no", "nodal_status": "negative",
}  # fmt: skip


def everything(trace):
    parts = [
        panels.stopped(trace),
        *panels.advice(trace),
        panels.silences(trace),
        *panels.background(trace),
    ]
    return element("div", [part for part in parts if part is not None])


def all_of(root: Element, name: str) -> list[Element]:
    return [found for found in root.iter() if found.get(name) is not None]


def test_every_active_recommendation_is_shown_with_its_statements():
    trace = evaluate(GUIDELINE, CASE)
    shown = {found.get("data-node"): found for found in all_of(everything(trace), "data-node")}
    for name, status in trace.nodes.items():
        node = GUIDELINE.nodes[name]
        if node.kind != "recommendation" or status != "active":
            continue
        if node.advice == "test" and not open_questions(trace, node):
            continue
        statements = {found.get("data-statement") for found in all_of(shown[name], "data-statement")}
        assert statements == {cited for cited in node.cites if trace.statements[cited] == "applies"}
        assert statements, name


def test_every_shown_statement_names_source_section_and_reference():
    root = everything(evaluate(GUIDELINE, CASE))
    for found in (line for line in all_of(root, "data-statement") if line.tag == "li"):
        statement = GUIDELINE.statements[found.get("data-statement")]
        text = "".join(found.itertext())
        assert statement.id in text
        assert statement.section in text
        assert all(ref in text for ref in statement.refs)
        assert (statement.strength or "") in text


def test_thresholds_are_shown_for_each_source():
    root = everything(evaluate(GUIDELINE, CASE))
    tests = {
        found.get("data-statement"): child.get("data-test")
        for found in all_of(root, "data-statement")
        for child in all_of(found, "data-test")
    }
    assert tests["S000-08"] == "not met"
    assert tests["S004-06"] == "met"
    assert tests["S001-02"] == "not met"


def test_active_disagreements_are_shown_with_all_positions():
    trace = evaluate(GUIDELINE, CASE)
    shown = {
        found.get("data-disagreement"): found for found in all_of(panels.disagreements(trace), "data-disagreement")
    }
    active = {name for name, status in trace.disagreements.items() if status == "active"}
    assert active <= set(shown)
    assert {"C01", "C02", "C08"} <= active
    for name in active:
        text = "".join(shown[name].itertext())
        for position in GUIDELINE.disagreements[name].positions:
            assert position.says[1:] in text


def test_silence_is_told_in_words():
    trace = evaluate(GUIDELINE, CASE | {"resectability": "unresectable", "mmr": "dMMR"})
    assert "dMMR" in "".join(panels.silences(trace).itertext())


@pytest.mark.parametrize("name", ["orders_choice", "unresectable_profile", "orders_no_liver_first", "overview_bilobar"])
def test_a_node_is_explained(name):
    text = "".join(panels.detail(evaluate(GUIDELINE, CASE), name).itertext())
    assert GUIDELINE.nodes[name].title in text
    assert any(word in text for word in ("Active", "Ruled out", "Still open"))


def test_the_strip_names_every_pathway_with_its_status():
    trace = evaluate(GUIDELINE, CASE)
    root = element("div", strip(trace, "overview"))
    shown = {found.get("data-do"): found.get("data-status") for found in all_of(root, "data-status")}
    assert shown == {f"pathway:{p.id}": trace.nodes[p.start] for p in GUIDELINE.pathways.values()}


def test_the_head_names_every_source():
    text = "".join("".join(part.itertext()) for part in heading(GUIDELINE, list(GUIDELINE.sources), False, None))
    assert all(source in text for source in GUIDELINE.sources)
    assert "not a medical device" in text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a & b", "</p><h1>x"])
def test_text_never_becomes_markup(text):
    written = markup(element("p", text, title=text), element("div", ["x", element("b", text), text]))
    assert "<script" not in written
    assert "<img" not in written
    assert "<h1" not in written
