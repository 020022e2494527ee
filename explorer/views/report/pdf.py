"""The report as PDF: A4, running text, vector pictures, an outline, and the edition and date on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepInFrame,
    PageTemplate,
    Paragraph,
    Table,
)

from explorer.reasoning.trace import Trace
from explorer.views.picture.dot import plain_text
from explorer.views.report.pdf_picture import Picture
from explorer.views.report.picture import picture
from explorer.views.report.typeface import BOLD, REGULAR, marked, register, runs

INK, MUTED, LINE, ACTIVE = "#16212b", "#55616b", "#b9c2c9", "#0b4a7d"
MARGIN = 18 * mm
ROOM = (A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN - 8 * mm)
"""The width and height of the text on a page, in points."""
ROOM_FOR_SIDES = 35 * mm

BODY = ParagraphStyle(
    "body",
    fontName=REGULAR,
    fontSize=8.6,
    leading=12.4,
    textColor=HexColor(INK),
    spaceAfter=3,
    allowWidows=0,
    allowOrphans=0,
)
HEADING = partial(ParagraphStyle, parent=BODY, fontName=BOLD, keepWithNext=1)
STYLES = {
    "h1": HEADING("h1", fontSize=16, leading=20, spaceAfter=4),
    "h2": HEADING("h2", fontSize=12, leading=15, spaceBefore=14, spaceAfter=6, textColor=HexColor(ACTIVE)),
    "ge-compact": HEADING("h2", fontSize=10, leading=13, spaceBefore=7, spaceAfter=2, textColor=HexColor(ACTIVE)),
    "h3": HEADING("h3", fontSize=9.6, leading=13, spaceBefore=9, spaceAfter=3),
    "ge-title": ParagraphStyle("title", parent=BODY, spaceBefore=6, spaceAfter=1, keepWithNext=1),
    "ge-disclaimer": ParagraphStyle(
        "disclaimer", parent=BODY, backColor=HexColor("#fff6e3"), borderPadding=6, spaceBefore=8, spaceAfter=12,
        leftIndent=6, rightIndent=6,
    ),
    "ge-bar": ParagraphStyle("bar", parent=BODY, textColor=HexColor("#8a5200"), keepWithNext=1),
    "ge-edition": ParagraphStyle("edition", parent=BODY, textColor=HexColor(MUTED)),
    "ge-origin": ParagraphStyle("origin", parent=BODY, fontSize=7.6, leading=10.6, textColor=HexColor(MUTED)),
    "figcaption": ParagraphStyle("caption", parent=BODY, fontSize=7.6, leading=10.6, textColor=HexColor(MUTED)),
}  # fmt: skip
OUTLINE = {"h2": 0, "h3": 1}
ITEM = partial(ParagraphStyle, "item", parent=BODY, spaceAfter=2)
SMALL = {"fontSize": 8, "leading": 11.2}


def pdf(trace: Trace, report: Iterable[Element], on_one_page: bool = False) -> bytes:
    """Write a report as PDF.

    Args:
        trace: what evaluation found; its pathways are drawn.
        report: what the report says.
        on_one_page: whether it is made smaller where it would need more than one page.
    """
    register()
    said = list(report)
    target = BytesIO()
    document = _Document(target, trace, said[1].get("data-made-on", ""))
    flowables = [flowable for part in said for flowable in _flowables(trace, part, ROOM[0])]
    document.build([KeepInFrame(*ROOM, flowables, mode="shrink")] if on_one_page else flowables)
    return target.getvalue()


class _Document(BaseDocTemplate):
    """Pages with the edition and date at their foot; headings make the outline."""

    def __init__(self, target: BytesIO, trace: Trace, made_on: str) -> None:
        front = trace.guideline.metadata
        edition = plain_text(front.edition)
        self.foot = f"Edition {edition} · report of {made_on} · for education only, not a medical device"
        told = {"title": plain_text(front.title), "subject": self.foot, "author": "Guideline Explorer"}
        super().__init__(target, pagesize=A4, lang="en", invariant=1, **told)
        frame = Frame(MARGIN, MARGIN + 8 * mm, *ROOM, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate("page", [frame], onPage=self._foot))
        self.headings = 0

    def _foot(self, canvas: Any, _: Any) -> None:
        canvas.setFillColor(HexColor(MUTED))
        line = canvas.beginText(MARGIN, MARGIN)
        for font, run in runs(self.foot[:120]):
            line.setFont(font, 7)
            line.textOut(run)
        canvas.drawText(line)
        canvas.setFont(REGULAR, 7)
        canvas.drawRightString(A4[0] - MARGIN, MARGIN, f"page {canvas.getPageNumber()}")

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - the library's name
        """Enter a heading in the outline."""
        level = OUTLINE.get(flowable.style.name) if isinstance(flowable, Paragraph) else None
        if level is not None:
            self.headings += 1
            self.canv.bookmarkPage(f"h{self.headings}")
            self.canv.addOutlineEntry(flowable.getPlainText(), f"h{self.headings}", level, closed=1)


def _flowables(trace: Trace, part: Element, width: float) -> Iterator[Flowable]:
    if part.tag in ("ul", "ol"):
        yield from _items(part)
    elif part.get("class") == "ge-sides":
        yield from _sides(trace, part, width)
    elif part.tag == "table":
        yield _table(trace, part, width)
    elif part.tag in ("section", "figure"):
        if part.get("data-pathway"):
            yield Picture(picture(trace, part.get("data-pathway", "")), (width, 0.62 * ROOM[1]))
        for child in part:
            yield from _flowables(trace, child, width)
    elif part.tag == "figcaption":
        yield from (Paragraph(_marked(child), STYLES["figcaption"]) for child in part)
    else:
        yield Paragraph(_marked(part), STYLES.get(part.get("class") or part.tag, STYLES.get(part.tag, BODY)))


def _marked(part: Element, font: str = "") -> str:
    """What stands in an element, for one of the library's paragraphs."""
    font = font or (BOLD if part.tag in ("b", "th", "h1", "h2", "h3") else REGULAR)
    inner = [_run(part.text, font)]
    for child in part:
        inner += [_child(child, font), _run(child.tail, font)]
    return "".join(inner)


def _run(text: str | None, font: str) -> str:
    return marked(text, font) if text else ""


def _child(part: Element, font: str) -> str:
    inner = _marked(part, BOLD if part.tag == "b" else font)
    address = part.get("href", "")
    if address.startswith(("https://", "http://")):
        return f'<link href={quoteattr(address)} color="{ACTIVE}">{inner}</link>'
    return f'<font color="{MUTED}">{inner}</font>' if part.tag == "span" else inner


def _items(part: Element) -> Iterator[Paragraph]:
    small = SMALL if part.get("class") == "ge-statements" else {}
    for number, item in enumerate(part, start=1):
        mark, indent = ("•", 10) if part.tag == "ul" else (f"{number}.", 18)
        style = ITEM(leftIndent=indent, bulletFontName=REGULAR, bulletFontSize=small.get("fontSize", 8.6), **small)
        yield Paragraph(_marked(item), style, bulletText=escape(mark))


def _sides(trace: Trace, part: Element, width: float) -> Iterator[Flowable]:
    """The sides of a disagreement, row by row; a row begins only where there is room for what its sides say."""
    for row in part:
        alone = Element("table", part.attrib)
        alone.append(row)
        yield CondPageBreak(ROOM_FOR_SIDES)
        yield _table(trace, alone, width)


def _table(trace: Trace, part: Element, width: float) -> Table:
    """A table whose cells hold flowables; a row may go on over the page."""
    rows = list(part)
    columns = max(len(row) for row in rows)
    room = width / columns
    cells = [[_cell(trace, cell, room - 12) for cell in row] + [""] * (columns - len(row)) for row in rows]
    return Table(cells, [room] * columns, style=_rules(part), splitInRow=1, spaceBefore=2, spaceAfter=4)


def _cell(trace: Trace, cell: Element, room: float) -> list[Flowable]:
    if len(cell) and cell[0].tag == "p":
        return [flowable for child in cell for flowable in _flowables(trace, child, room)]
    return [Paragraph(_marked(cell, BOLD if cell.get("class") == "ge-value" else ""), ITEM())]


def _rules(part: Element) -> list[tuple[Any, ...]]:
    line = HexColor(LINE)
    rules: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    rules += [("LEFTPADDING", (0, 0), (-1, -1), 6), ("RIGHTPADDING", (0, 0), (-1, -1), 6)]
    if part.get("class") == "ge-sides":
        return [*rules, ("GRID", (0, 0), (-1, -1), 0.6, line)]
    heads = [("SPAN", (0, i), (-1, i)) for i, row in enumerate(part) if row[0].tag == "th"]
    return [*rules, *heads, ("LINEBELOW", (0, 0), (-1, -1), 0.4, line), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]  # fmt: skip
