"""Flowcharts of draw.io (diagrams.net): every page of the file, packed or not."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from explorer.importing.chart import Arrow, Box, Chart, add_charts
from explorer.importing.draft import Draft, without_tags
from explorer.importing.xml import local, read_xml
from explorer.knowledge.problem import Problem, Refused

LARGEST_UNPACKED = 20_000_000  # bytes of a page
QUESTIONS = ("rhombus", "decision", "hexagon")


def read_drawio(content: bytes, name: str) -> Draft:
    """Read the flowcharts of a draw.io file.

    Args:
        content: the file.
        name: what problems call it.
    """
    root = read_xml(content, name)
    draft = Draft(name, name.rsplit(".", 1)[0])
    if local(root) not in ("mxfile", "mxGraphModel"):
        draft.refuse("", f"its root is {local(root)[:40]!r}", "save the chart as .drawio")
        return draft
    pages = [one for one in root if local(one) == "diagram"] if local(root) == "mxfile" else [root]
    charts = [_chart(draft, page, name, number) for number, page in enumerate(pages, 1)]
    if not draft.wrong:
        add_charts(draft, charts)
    return draft


def _chart(draft: Draft, page: Element, name: str, number: int) -> Chart:
    title = page.get("name") or f"Page {number}"
    model = next((one for one in page.iter() if local(one) == "mxGraphModel"), None)
    if model is None:
        model = read_xml(_unpacked(page.text or "", f"{name}:{title}"), f"{name}:{title}")
    chart, cells = Chart(title), list(_cells(model))
    parents = {cell.get("parent", "") for _, _, cell in cells}
    for key, words, cell in cells:
        if cell.get("vertex") == "1" and not _is_label(cell, cells) and (words or key not in parents):
            asks = any(one in (cell.get("style") or "") for one in QUESTIONS)
            chart.boxes[f"{number} {key}"] = Box(words or "(no words)", f":{title}#{key}", asks)
    for key, words, cell in cells:
        if cell.get("edge") == "1":
            _arrow(draft, chart, cell, f"{number} ", words or _label_of(key, cells), f":{title}#{key}")
    return chart


def _unpacked(text: str, place: str) -> str:
    """The page as XML; draw.io packs it as deflated text in Base64."""
    try:
        engine = zlib.decompressobj(-15)
        found = engine.decompress(base64.b64decode(text.strip(), validate=True), LARGEST_UNPACKED)
        if engine.unconsumed_tail:
            right = f"at most {LARGEST_UNPACKED // 1_000_000} MB are unpacked; split it"
            raise Refused([Problem(place, "the page is too large", right)])
        return unquote(found.decode("utf-8"), errors="strict")
    except (ValueError, zlib.error) as error:
        raise Refused([Problem(place, "this page cannot be unpacked", "save it again from draw.io")]) from error


Cells = list[tuple[str, str, Element]]


def _cells(model: Element) -> Iterator[tuple[str, str, Element]]:
    """Each cell with its id and words, which stand on an object around it where it has properties of its own."""
    for element in model.iter():
        if local(element) in ("object", "UserObject"):
            cell = next((one for one in element if local(one) == "mxCell"), None)
            if cell is not None:
                yield element.get("id", ""), without_tags(element.get("label", "")), cell
        elif local(element) == "mxCell" and element.get("id") is not None:
            yield element.get("id", ""), without_tags(element.get("value", "")), element


def _is_label(cell: Element, cells: Cells) -> bool:
    return any(key == cell.get("parent") and other.get("edge") == "1" for key, _, other in cells)


def _label_of(arrow: str, cells: Cells) -> str:
    return " ".join(words for _, words, cell in cells if cell.get("parent") == arrow and words)


def _arrow(draft: Draft, chart: Chart, cell: Element, page: str, label: str, place: str) -> None:
    ends = [f"{page}{cell.get(end)}" for end in ("source", "target")]
    if all(end in chart.boxes for end in ends):
        chart.arrows.append(Arrow(ends[0], ends[1], label, place))
    else:
        draft.refuse(place, "this arrow is not fastened to a box at both ends", "fasten it")
