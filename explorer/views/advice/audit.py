"""What is proved of the guideline over all cases, and its disagreements as an atlas: questions × sources."""

from __future__ import annotations

from functools import lru_cache
from xml.etree.ElementTree import Element

from explorer.knowledge.link import query_of
from explorer.knowledge.model import Disagreement, Guideline
from explorer.knowledge.number import count_in_words
from explorer.reasoning.audit.disagreements import Cell, Line
from explorer.reasoning.audit.disagreements import atlas as atlas_lines
from explorer.reasoning.audit.proof import CLAIMS, ProofSheet, prove
from explorer.reasoning.audit.tables import percent
from explorer.views.advice.citations import KINDS
from explorer.views.markup import element


@lru_cache(maxsize=4)
def _proved(guideline: Guideline) -> ProofSheet:
    return prove(guideline)


def proof_sheet(guideline: Guideline) -> Element:
    """The claims that hold in all cases, and each failure with a case that shows it."""
    sheet = _proved(guideline)
    failed = {failure.claim for failure in sheet.failures}
    lines = [
        element(
            "li",
            f"{'✗' if claim in failed else '✓'} {words} ",
            element("span", str(sheet.claims[claim]), class_="ge-count"),
        )
        for claim, words in CLAIMS.items()
    ]
    failures = [
        element("li", str(failure), _open(query_of(failure.case)) if failure.case else None)
        for failure in sheet.failures
    ]
    size = f"Proved over all {count_in_words(sheet.size)} cases the guideline can tell apart, in {sheet.seconds:.2f} s."
    return element("div", element("p", size), element("ul", lines), element("ul", failures), class_="ge-proof")


def _open(query: str, words: str = "open this case", label: str | None = None) -> Element:
    do = f"try:{query}"
    return element("button", words, type="button", class_="ge-title", data_do=do, aria_label=label)


@lru_cache(maxsize=4)
def _lines(guideline: Guideline) -> list[Line]:
    return atlas_lines(guideline)


LETTERS = "ABCDEFGH"
LEGEND = (
    "A, B, C … are the sides of a question, in the order in which it lists them; each opens a smallest case in which "
    "the sources differ and this one speaks. – says that a source is named as silent. The share is that of the cases "
    "in which a side speaks at all."
)


def atlas(guideline: Guideline) -> Element:
    """Every disagreement with the sources on its sides; a question or a side opens a smallest case that shows it."""
    names = [element("th", name, scope="col") for name in guideline.sources]
    head = element("tr", element("th", "Question", scope="col"), names)
    rows = [_row(guideline, line) for line in _lines(guideline)]
    table = element("table", element("thead", head), element("tbody", rows), class_="ge-atlas")
    return element("div", element("p", LEGEND, class_="ge-hint"), table)


def _row(guideline: Guideline, line: Line) -> Element:
    """One question, how often its sides meet, and what each source says to it."""
    title = element("span", line.question) if line.case is None else _open(query_of(line.case), line.question)
    kind = element("span", f"{KINDS[line.kind]}, in {percent(line.share)}", class_="ge-where")
    one = guideline.disagreements[line.disagreement]
    cells = [element("td", _cell(one, source, cell)) for source, cell in line.cells.items()]
    return element("tr", element("th", title, kind, scope="row"), cells, data_atlas=line.disagreement)


def _cell(one: Disagreement, source: str, cell: Cell) -> Element | str | None:
    """The letters of the positions a source takes, which open a case; a dash where it is silent."""
    if cell.status != "speaks":
        return "–" if cell.status == "silent" else None
    taken = [LETTERS[place] for place, side in enumerate(one.positions) if side.says in cell.says]
    letters = " ".join(taken)
    label = f"{source} says {letters}: open a case"
    return letters if cell.case is None else _open(query_of(cell.case), letters, label)
