"""The report as PDF: A4, vector pictures, an outline, and the edition and date on every page.

It is typeset by Typst and tagged as PDF/UA-1 asks, so that a reader of the screen can read it. Texts go there as
strings, never as markup.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

import typst

from explorer.reasoning.trace import Trace
from explorer.views.picture.diagram import SVG
from explorer.views.picture.dot import plain_text
from explorer.views.report.picture import picture, size
from explorer.views.report.qr import QR_IN_WORDS, qr_code
from explorer.views.report.typeface import FONTS, is_whole, printable_in

LOOKS = {
    "ge-compact": "compact",
    "ge-title": "title-line",
    "ge-disclaimer": "disclaimer",
    "ge-bar": "bar",
    "ge-headline": "headline",
    "ge-edition": "quiet",
    "ge-origin": "small",
}
"""The function of report.typ that sets a paragraph, by its class."""
TABLES = {"ge-sides": "sides", "ge-decision": "form"}
HEADINGS = {"h1": 1, "h2": 2, "h3": 3}
ROOM = (494.0, 450.0)
"""The width and height a picture may take, in points."""
NOT_WHOLE = "Signs that no font here has are written by their numbers. The report as HTML shows them."
QR_SIZE = 68.0  # points
LARGEST = 0.8  # of a picture's own size
NARROWER = 0.9  # the font is wider than the one the boxes were measured with
LONGEST_FOOT = 120  # signs
LONGEST_WORD = 30  # signs
LONG_WORD = re.compile(rf"(\S{{{LONGEST_WORD + 1},}})")
PART_OF_WORD = re.compile(rf"[^&/]{{1,{LONGEST_WORD}}}[&/]?|[&/]")


def pdf(trace: Trace, report: Iterable[Element], on_one_page: bool = False) -> bytes:
    """Write a report as PDF.

    Args:
        trace: what evaluation found; its pathways are drawn.
        report: what the report says.
        on_one_page: whether it is made smaller where it would need more than one page.
    """
    said, front = list(report), trace.guideline.metadata
    made_on = said[1].get("data-made-on", "")
    foot = f"Edition {plain_text(front.edition)} · report of {made_on} · for education only, not a medical device"
    source = _Source(trace)
    blocks = [block for part in said for block in source.blocks(part)]
    if not all(is_whole("".join(part.itertext())) for part in said):
        blocks.insert(1, f"bar({_string(NOT_WHOLE)})")
    body = "\n".join(f"#{block}" for block in blocks)
    told = f"title: {_string(front.title)}, foot: {_string(foot[:LONGEST_FOOT])}, one-page: {str(on_one_page).lower()}"
    main = f'#import "report.typ": *\n#show: report.with({told})\n{body}\n'
    looks = files(__package__).joinpath("report.typ").read_bytes()
    given = {"main.typ": main.encode(), "report.typ": looks, **source.pictures}
    compile_all: Any = typst.compile  # its types do not say that it takes several files
    written: bytes = compile_all(given, format="pdf", font_paths=[FONTS], pdf_standards=["ua-1"])
    return written


class _Source:
    """Writes the parts of a report as calls of Typst, and keeps the pictures they show."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.pictures: dict[str | Path, bytes] = {}

    def blocks(self, part: Element) -> Iterator[str]:
        if part.tag in ("ul", "ol"):
            yield self._list(part)
        elif part.tag == "table":
            yield self._table(part)
        elif part.tag in ("section", "figure"):
            if name := part.get("data-pathway"):
                yield self._picture(name)
            if link := part.get("data-link"):
                yield from self._code(link)
            for child in part:
                yield from self.blocks(child)
        elif part.tag == "figcaption":
            yield from (f"par(small({_content(child)}))" for child in part)
        else:
            yield _paragraph(part)

    def _list(self, part: Element) -> str:
        items = ", ".join(map(_content, part))
        made = f"{'list' if part.tag == 'ul' else 'enum'}({items})"
        return f"text(size: 0.93em, {made})" if part.get("class") == "ge-statements" else made

    def _table(self, part: Element) -> str:
        rows = list(part)
        columns = max(len(row) for row in rows)
        name = TABLES.get(part.get("class", ""), "facts")
        cells = [cell for row in rows for cell in self._row(row, columns)]
        return f"{name}({', '.join(cells if name == 'form' else [str(columns), *cells])})"

    def _row(self, row: Element, columns: int) -> Iterator[str]:
        for cell in row:
            spans = f"colspan: {columns}, " if cell.tag == "th" else ""
            yield f"table.cell({spans}{self._cell(cell)})"
        if row[0].tag != "th":
            yield from ["[]"] * (columns - len(row))

    def _cell(self, cell: Element) -> str:
        if len(cell) and cell[0].tag == "p":
            return f"[{''.join(f'#{block}' for child in cell for block in self.blocks(child))}]"
        is_bold = cell.tag == "th" or cell.get("class") == "ge-value"
        return f"strong({_content(cell)})" if is_bold else _content(cell)

    def _picture(self, name: str) -> str:
        drawing = picture(self.trace, name)
        wide, high = size(drawing)
        scale = min(LARGEST, ROOM[0] / wide, ROOM[1] / high)
        alt = f"The pathway {plain_text(self.trace.guideline.pathways[name].title)}; told in words below."
        return self._image(_in_the_font(drawing), wide * scale, high * scale, alt)

    def _code(self, link: str) -> Iterator[str]:
        drawing = qr_code(link)
        if drawing is not None:
            yield self._image(drawing, QR_SIZE, QR_SIZE, QR_IN_WORDS)

    def _image(self, drawing: Element, wide: float, high: float, alt: str) -> str:
        file = f"{len(self.pictures)}.svg"
        self.pictures[file] = tostring(drawing)
        return f"picture({_string(file)}, {wide:.2f}pt, {high:.2f}pt, {_string(alt)})"


def _in_the_font(drawing: Element) -> Element:
    """A picture whose texts are set in the font of the report."""
    for part in drawing.iter():
        part.tag = part.tag.removeprefix(SVG)
        if part.tag == "text":
            part.set("font-family", "DejaVu Sans")
            part.set("font-size", f"{float(part.get('font-size', '14')) * NARROWER:g}")
        if part.text and part.text.strip():
            part.text = printable_in(part.text)
    drawing.set("xmlns", SVG[1:-1])
    return drawing


def _paragraph(part: Element) -> str:
    said = _content(part)
    if part.tag in HEADINGS and part.get("class") != "ge-compact":
        return f"heading(level: {HEADINGS[part.tag]}, {said})"
    look = LOOKS.get(part.get("class", ""))
    return f"{look}({said})" if look else f"par({said})"


def _content(part: Element) -> str:
    """What stands in an element, one piece after another; right to left where it begins so."""
    said = list(_pieces(part.text))
    for child in part:
        said += [_child(child), *_pieces(child.tail)]
    content = f"[{''.join(f'#{one}' for one in said)}]"
    return f"text(dir: rtl, {content})" if _is_from_the_right("".join(part.itertext())) else content


def _child(part: Element) -> str:
    said, address = _content(part), part.get("href", "")
    if address.startswith(("https://", "http://")):
        return f"link({_string(address)}, {said})"
    wrapped = {"b": "strong", "span": "quiet"}.get(part.tag)
    return f"{wrapped}({said})" if wrapped else said


def _pieces(text: str | None) -> Iterator[str]:
    """Text as strings; a word too long for a line, such as a link, in boxes between which a line may end."""
    for place, piece in enumerate(LONG_WORD.split(text or "")):
        if place % 2:  # what the expression found
            yield from (f"box({_string(part)})" for part in PART_OF_WORD.findall(piece))
        elif piece:
            yield _string(piece)


def _string(text: str) -> str:
    """Text as a string of Typst, which knows the escapes of JSON for what can be printed."""
    return json.dumps(printable_in(text), ensure_ascii=False)


def _is_from_the_right(text: str) -> bool:
    """Whether the first letter that has a direction is written from right to left."""
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((one != "L" for one in directions if one in ("L", "R", "AL")), False)
