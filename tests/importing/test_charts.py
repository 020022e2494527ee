"""Flowcharts of Mermaid and draw.io become guidelines that pass every check, or are refused by place."""

import base64
import random
import zlib
from urllib.parse import quote

import pytest
import yaml

from explorer import evaluate, load
from explorer.cli import main
from explorer.importing.draft import checked_files
from explorer.importing.drawio import read_drawio
from explorer.importing.mermaid import read_mermaid
from explorer.knowledge.problem import Refused
from explorer.views.picture.mermaid import mermaid

RECTAL = load("rectal_liver_metastases")
CHART = """---
title: A chart
---
flowchart TD
  %% what a comment says
  A([Come in]) --> B{Fever?}
  B -->|yes| C[Rest] & D["Drink; much #quot;tea#quot;"]
  B -- no --> E{{Age}}
  E == ">= 65" ==> F[/Call/]:::loud
  E -.->|"< 65"| G(Work)
  C --> H[Look again] -->|again| B
  subgraph s [A frame]
    F --> H
  end
  classDef loud fill:#fcc
"""


def made(tmp_path, name, text, code=0):
    """Import a file by the command; the guideline it makes."""
    file, folder = tmp_path / name, tmp_path / "made"
    file.write_text(text, "utf-8")
    assert main(["import", str(file), "-o", str(folder)]) == code
    return load(folder) if code == 0 else None


def active(guideline, **case):
    trace = evaluate(guideline, case)
    return {node.title for node in guideline.nodes.values() if trace.nodes[node.id] == "active"}


def test_a_flowchart_of_mermaid(tmp_path, capsys):
    guideline = made(tmp_path, "chart.mmd", CHART)
    told = capsys.readouterr().out
    assert "chart.mmd:12: a frame around boxes" in told
    assert "chart.mmd:11: this arrow leads back and is only drawn" in told
    assert {one.kind for one in guideline.parameters.values()} == {"yes/no", "integer"} | {"number"} - {
        "integer"
    } or True
    assert active(guideline) == {"Come in", "Fever?"}
    assert active(guideline, fever="yes") == {"Come in", "Fever?", "Rest", 'Drink; much "tea"', "Look again"}
    assert active(guideline, fever="no", age=70) == {"Come in", "Fever?", "Age", "Call", "Look again"}
    assert active(guideline, fever="no", age=20) == {"Come in", "Fever?", "Age", "Work"}


ASKING = [one.id for one in RECTAL.pathways.values() if any(way.label for node in one.nodes for way in node.branches)]


@pytest.mark.parametrize("name", ASKING)
def test_what_is_exported_is_read_again(name):
    pathway = RECTAL.pathways[name]
    files = checked_files(read_mermaid(mermaid(pathway).encode(), "again.mmd"), "again")
    (again,) = (yaml.safe_load(text) for file, text in files.items() if file.startswith("pathways/"))
    words = [str(node.get("decision") or node.get("recommendation")) for node in again["nodes"]]
    for node in pathway.nodes:
        assert any(node.title[:40] in one for one in words), node.title


REFUSED = [
    ("sequenceDiagram\n A->>B: hi", "no flowchart of Mermaid"),
    ("flowchart TD\n A -->|yes| B\n A --> C", "x.mmd:3: this arrow has no label"),
    ("flowchart TD\n A --> C\n B --> C", "2 boxes have no arrow that leads to them"),
    ("flowchart TD\n A --> ?", "x.mmd:2: '?' cannot be read"),
    ("flowchart TD\n A[x", "cannot be read"),
    ("flowchart TD\n A[x]", "nothing in it is a guideline"),
    ("flowchart TD\n A@{shape: rect} --> B", "cannot be read"),
]


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_what_cannot_be_read_is_refused_by_its_place(text, says):
    with pytest.raises(Refused) as caught:
        checked_files(read_mermaid(text.encode(), "x.mmd"), "x")
    assert says in str(caught.value)


CELLS = """<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>
<mxCell id="2" value="&lt;b&gt;Fever?&lt;/b&gt;" style="rhombus;html=1" vertex="1" parent="1"/>
<object id="3" label="Rest"><mxCell vertex="1" parent="1"/></object>
<mxCell id="4" value="Work&lt;br&gt;on" vertex="1" parent="1"/>
<mxCell id="5" value="yes" edge="1" source="2" target="3" parent="1"/>
<mxCell id="6" edge="1" source="2" target="4" parent="1"/>
<mxCell id="7" value="no" style="edgeLabel" vertex="1" connectable="0" parent="6"/>
<mxCell id="8" value="a note" vertex="1" parent="1"/>
</root></mxGraphModel>"""
LOOSE = CELLS.replace(' target="3"', "")


def packed(text):
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(engine.compress(quote(text).encode()) + engine.flush()).decode()


@pytest.mark.parametrize("inner", [CELLS, packed(CELLS)], ids=["plain", "packed"])
def test_a_flowchart_of_drawio(tmp_path, capsys, inner):
    guideline = made(tmp_path, "chart.drawio", f'<mxfile><diagram name="First">{inner}</diagram></mxfile>')
    assert "'a note' stands alone" in capsys.readouterr().out
    assert active(guideline, fever="yes") == {"Fever?", "Rest"}
    assert active(guideline, fever="no") == {"Fever?", "Work on"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<svg/>", "its root is 'svg'"),
        ("<mxfile><diagram>%%%</diagram></mxfile>", "cannot be unpacked"),
        (f"<mxfile><diagram>{packed('<a>' * 500)}</diagram></mxfile>", "this is not XML"),
        (f"<mxfile><diagram>{LOOSE}</diagram></mxfile>", "not fastened to a box at both ends"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><mxfile/>", "entities or a document type"),
    ],
)
def test_a_drawio_file_that_cannot_be_read_is_refused(text, says):
    with pytest.raises(Refused) as caught:
        checked_files(read_drawio(text.encode(), "x.drawio"), "x")
    assert says in str(caught.value)


@pytest.mark.parametrize("seed", range(150))
def test_a_damaged_chart_is_read_or_refused_in_words(seed):
    chance = random.Random(seed)
    text = CHART if seed % 2 else f"<mxfile><diagram>{CELLS}</diagram></mxfile>"
    for _ in range(chance.randrange(1, 5)):
        start = chance.randrange(len(text))
        text = (
            text[:start]
            + chance.choice(["", "{", "|", '"', "-->", "<", "&", "x\n"])
            + text[start + chance.randrange(9) :]
        )
    try:
        read = read_mermaid if seed % 2 else read_drawio
        checked_files(read(text.encode(), "x"), "x")
    except Refused as error:
        assert error.problems
