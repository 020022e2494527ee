"""The picture: every node and branch exactly once, nothing but what we allow, the same every time."""

import re
from xml.etree import ElementTree

import pytest

from explorer import evaluate, load
from explorer.knowledge.model import Decision, Pathway
from explorer.views.picture.diagram import (
    KEPT,
    Diagram,
    best_dot,
    best_look,
    cleaned,
    draw,
    lost_of,
    marks_of,
    pathway_svg,
    signs_of,
    statuses_of,
)
from explorer.views.picture.dot import balanced, label, pathway_dot, wing
from explorer.views.picture.mermaid import mermaid

GUIDELINE = load("rectal_liver_metastases")


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_every_node_and_branch_is_drawn_once(name):
    drawn = re.findall(r'data-id="([^"]+)"', pathway_svg(GUIDELINE, name).replace("&gt;", ">"))
    pathway = GUIDELINE.pathways[name]
    assert sorted(i for i in drawn if i in GUIDELINE.nodes) == sorted(node.id for node in pathway.nodes)
    branches = [f"{node.id} -> {way.to}" for node in pathway.nodes for way in node.branches]
    assert sorted(i for i in drawn if i in branches) == sorted(branches)
    for node in pathway.nodes:
        silent = isinstance(node, Decision) and node.silent is not None
        assert drawn.count(f"{node.id}.silent") == (2 if silent else 0)  # the end and the line to it


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_every_drawn_thing_has_a_status(name):
    trace = evaluate(GUIDELINE, {"primary_site": "rectum", "liver_mets": "yes"})
    drawn = set(re.findall(r'data-id="([^"]+)"', pathway_svg(GUIDELINE, name).replace("&gt;", ">")))
    assert drawn == set(statuses_of(trace, name))


def test_two_drawings_are_the_same():
    pathway = GUIDELINE.pathways["orders"]
    assert draw(best_dot(pathway), "svg") == draw(best_dot(pathway), "svg")


HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", 'quote " and \' and \\', "a & b &amp; c", "]]> <!-- -->",
    "javascript:alert(1)", "\\N \\G \\l \\r \\n", "<b>html</b>", "<table><tr><td/></tr></table>", "{a|b}", "=1+1", "x" * 120,
    "Überwachung ≤ 3 Läsionen – 日本語 🙂", "\x01\x02 control", 'URL="javascript:alert(1)"', "];}; digraph { evil }",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text):
    pathway = Pathway.model_validate(
        {
            "id": "p", "title": text,
            "nodes": [
                {"id": "a", "decision": text, "silent": text, "choose": "any", "branches": [{"to": "b", "label": text}]},
                {"id": "b", "recommendation": text, "cites": ["S"], "returns": {"to": "a", "label": text}},
            ],
        }
    )  # fmt: skip
    root = cleaned(draw(best_dot(pathway), "svg"), pathway)
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        assert tag in KEPT
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
    shown = "".join("".join(element.itertext()) for element in root.iter() if element.tag.endswith("text"))
    again = ElementTree.fromstring(ElementTree.tostring(root, encoding="unicode"))
    assert len(list(again.iter())) == len(list(root.iter())), "every name, too, is text that XML can hold"
    letters = re.sub(r"[^a-zA-Z]", "", text)
    assert letters in re.sub(r"[^a-zA-Z]", "", shown)


@pytest.mark.parametrize("suffix", [".svg", ".png", ".pdf", ".dot", ".mmd", ".graphml"])
def test_it_is_saved_in_every_form(tmp_path, suffix):
    trace = evaluate(GUIDELINE, {"liver_mets": "yes"})
    path = Diagram(GUIDELINE, "orders", trace).save(tmp_path / f"orders{suffix}")
    begins = {
        ".svg": b"<?xml",
        ".png": b"\x89PNG",
        ".pdf": b"%PDF",
        ".dot": b"digraph",
        ".mmd": b"flowchart",
        ".graphml": b"<?xml",
    }
    assert path.read_bytes().startswith(begins[suffix])
    if suffix in (".svg", ".graphml"):
        ElementTree.parse(path)


def test_an_unknown_form_is_told(tmp_path):
    with pytest.raises(ValueError, match=r"use \.svg \.png"):
        Diagram(GUIDELINE, "orders").save(tmp_path / "orders.gif")


def test_a_notebook_shows_the_picture():
    bundle = Diagram(GUIDELINE, "orders")._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<?xml")
    assert bundle["text/plain"] == f"Diagram('orders', {len(GUIDELINE.pathways['orders'].nodes)} nodes)"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("one two three four", 10, ["one two", "three four"]), ("", 10, []), ("a\nb", 10, ["a b"])],
)
def test_lines_are_balanced(text, width, lines):
    assert balanced(text, width) == lines


def test_a_label_is_escaped():
    assert label("a\\Nb", 20) == "a\\\\Nb"


def test_mermaid_says_kind_status_and_way_back():
    trace = evaluate(GUIDELINE, {"primary_site": "rectum", "liver_mets": "yes"})
    text = Diagram(GUIDELINE, "radiotherapy_first", trace).mermaid()
    assert '"AVOID: No long-course chemoradiation first"' in text
    assert "classDef possible" in text
    assert "-.->" in text


@pytest.mark.parametrize(
    "name", ["end", "a--b", "default", "x-y", "class", "linkStyle", "flowchart", "classDef", "interpolate", "fine"]
)
def test_mermaid_calls_nodes_by_names_that_mean_nothing_to_it(name):
    nodes = [{"id": name, "recommendation": 'a "quoted" | [text]', "cites": ["S"], "returns": {"to": name}}]
    text = mermaid(Pathway.model_validate({"id": "p", "title": "p", "nodes": nodes}))
    assert text == 'flowchart LR\n  node0["DO: a #34;quoted#34; #124; #91;text#93;"]\n  node0 -.->|"back"| node0\n'


def test_a_picture_that_stands_alone_has_size_paper_and_status():
    trace = evaluate(GUIDELINE, {"primary_site": "rectum", "liver_mets": "yes"})
    root = ElementTree.fromstring(Diagram(GUIDELINE, "orders", trace).svg)
    assert float(root.get("width")) > 300
    assert root[0][0].get("fill") == "white"
    shown = {e.get("data-id"): e.get("data-status") for e in root.iter() if e.get("data-id")}
    assert shown == statuses_of(trace, "orders")
    assert not [e for e in root.iter() if e.get("tabindex") or e.get("role") == "button"]


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_marks_stand_where_sources_disagree_on_this_case(name):
    trace = evaluate(GUIDELINE, {"primary_site": "rectum", "liver_mets": "yes", "phase": "diagnosis"})
    for node in GUIDELINE.pathways[name].nodes:
        differ = any(trace.disagreements[d] == "active" for d in node.disagreements)
        assert (node.id in marks_of(trace, name)) == (differ and trace.nodes[node.id] != "ruled out")


@pytest.mark.parametrize("name", GUIDELINE.pathways)
def test_a_picture_is_small_and_laid_out_once(name):
    assert len(pathway_svg(GUIDELINE, name)) < 40_000
    assert pathway_svg(GUIDELINE, name) is pathway_svg(GUIDELINE, name), "laid out once"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("clinical presentation", 13, ["clinical", "presentation"]),
        ("small, accessible", 12, ["small,", "accessible"]),
        ("more than 30 % remains", 12, ["more than", "30\N{NO-BREAK SPACE}% remains"]),
        ("x" * 60, 10, ["x" * 28, "x" * 28, "x" * 4]),
    ],
)
def test_words_stay_whole(text, width, lines):
    assert balanced(text, width) == lines


def test_a_wide_choice_has_wings_and_fills_the_panel():
    look = best_look(GUIDELINE.pathways["overview"])
    root = ElementTree.fromstring(draw(pathway_dot(GUIDELINE.pathways["overview"], look), "svg"))
    width, height = (float(number) for number in root.get("viewBox").split()[2:])
    assert look.wings
    assert 0.8 < width / height < 1.25


def pathway_of(*nodes):
    return Pathway.model_validate({"id": "p", "title": "p", "nodes": nodes})


def chosen(*ends):
    return {"id": "a", "decision": "A", "choose": "any", "branches": [{"to": end} for end in ends]}


def step(name, **more):
    return {"id": name, "recommendation": name, "cites": ["S"], **more}


ENDS = [f"e{number}" for number in range(8)]


@pytest.mark.parametrize(
    ("pathway", "turned"),
    [
        (pathway_of(chosen(*ENDS), *map(step, ENDS)), {"e0", "e1", "e2", "e3"}),
        (pathway_of(chosen(*ENDS[:7]), *map(step, ENDS[:7])), set()),
        (pathway_of(chosen(*ENDS), step("e0", then="z"), *map(step, [*ENDS[1:], "z"])), set()),
        (pathway_of(chosen(*ENDS, "e8"), step("e8", returns={"to": "e0"}), *map(step, ENDS)), set()),
    ],
    ids=["eight ends", "seven ends", "one leads on", "one is led back to"],
)
def test_only_ends_stand_in_a_wing(pathway, turned):
    assert wing(pathway) == turned


def test_a_branch_of_a_wing_keeps_its_arrow_and_its_label():
    branches = [{"to": end, "label": f"to {end}"} for end in ENDS]
    pathway = pathway_of({**chosen(*ENDS), "branches": branches}, *map(step, ENDS))
    root = cleaned(draw(pathway_dot(pathway, best_look(pathway).__class__(wings=True)), "svg"), pathway)
    edges = [group for group in root.iter() if group.get("data-from") == "a"]
    assert len(edges) == 8
    for edge in edges:
        assert edge.get("data-label") == f"to {edge.get('data-to')}"
        assert len([part for part in edge if part.tag.endswith("polygon")]) == 1, "one arrow"


@pytest.mark.parametrize("name", GUIDELINE.pathways)
@pytest.mark.parametrize("source", GUIDELINE.sources)
def test_what_rests_on_no_chosen_source_is_lost(name, source):
    chosen = set(GUIDELINE.sources) - {source}
    lost = set(lost_of(evaluate(GUIDELINE, {}, sources=chosen), name))
    for node in GUIDELINE.pathways[name].nodes:
        cited = {GUIDELINE.statements[statement].source for statement in node.cites}
        alone = bool(cited) and not cited & chosen
        assert (node.id in lost) == (alone and node.kind == "recommendation")


def test_what_differs_is_told_with_what_it_was():
    pinned = evaluate(GUIDELINE, {"primary_site": "rectum"})
    trace = evaluate(GUIDELINE, {"primary_site": "breast"})
    signs = signs_of(trace, "overview", pinned)
    assert signs.differs["overview_breast"] == "ruled out in the pinned case"
    for one, status in statuses_of(trace, "overview").items():
        differs = one in GUIDELINE.nodes and status != statuses_of(pinned, "overview")[one]
        assert (one in signs.differs) == differs
    assert signs_of(trace, "overview", trace).differs == {}
    assert signs_of(trace, "overview").differs is None
