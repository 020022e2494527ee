"""What is proved of the guideline over all cases, and its disagreements as an atlas: questions × sources."""

from __future__ import annotations

from functools import lru_cache
from xml.etree.ElementTree import Element

from explorer.knowledge.model import Disagreement, Guideline
from explorer.reasoning.evaluation import compiled
from explorer.reasoning.example import smallest_case_at
from explorer.reasoning.proof import CLAIMS, ProofSheet, prove
from explorer.views.citations import KINDS
from explorer.views.link import query_of
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
    size = f"Proved over all {float(sheet.size):.1e} cases the guideline can tell apart, in {sheet.seconds:.2f} s."
    return element(
        "div", element("p", size), element("ul", lines), element("ul", failures), class_="ge-proof"
    )


def _open(query: str, words: str = "open this case") -> Element:
    return element("button", words, type="button", class_="ge-title", data_do=f"try:{query}")


def atlas(guideline: Guideline) -> Element:
    """Every disagreement with the sources on its sides; a question opens a smallest case that shows it."""
    asked = compiled(guideline)
    sources = list(guideline.sources)
    head = element(
        "tr", element("th", "Question", scope="col"), [element("th", name, scope="col") for name in sources]
    )
    rows = []
    for name, one in guideline.disagreements.items():
        case = smallest_case_at(asked.table, asked.disagreements[name])
        title = _open(query_of(case), one.question) if case else element("span", one.question)
        kind = element("span", KINDS[one.kind], class_="ge-where")
        cells = [element("td", _sides(guideline, one, source)) for source in sources]
        rows.append(element("tr", element("th", title, kind, scope="row"), cells, data_atlas=name))
    table = element("table", element("thead", head), element("tbody", rows), class_="ge-atlas")
    letters = "A, B, C … are the sides of a question, in the order in which it lists them; – means silent."
    return element("div", element("p", letters, class_="ge-hint"), table)


def _sides(guideline: Guideline, one: Disagreement, source: str) -> str:
    """The letters of the positions a source takes; a dash where it is silent."""
    taken = [
        "ABCDEFGH"[place]
        for place, position in enumerate(one.positions)
        if any(guideline.statements[name].source == source for name in position.statements)
    ]
    return " ".join(taken) or "–"
