"""The picture: every node and branch exactly once, nothing but what we allow, the same every time."""

import re
from xml.etree import ElementTree

import pytest

from explorer import evaluate, load
from explorer.knowledge.model import Decision, Pathway
from explorer.views.diagram import KEPT, Diagram, best_dot, cleaned, draw, marks_of, pathway_svg, statuses_of
from explorer.views.dot import balanced, label
from explorer.views.mermaid import mermaid

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
    assert '"AVOID: Do not open with long-course chemoradiation"' in text
    assert "classDef possible" in text
    assert "-.->" in text


@pytest.mark.parametrize("name", ["end", "a--b", "default", "x-y", "class"])
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
