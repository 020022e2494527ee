"""The generated lists as text: Markdown to read, tab-separated values to go on with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from explorer.knowledge.condition import Condition
from explorer.knowledge.link import link_to
from explorer.knowledge.model import Guideline, Recommendation, Value
from explorer.reasoning.audit.citations import cited_statements
from explorer.reasoning.audit.disagreements import Cell, atlas

FORMS = ("markdown", "tsv")


def listed(headings: Sequence[str], rows: Iterable[Sequence[str]], form: str) -> str:
    """Write a table.

    Args:
        headings: the names of the columns.
        rows: as many cells each.
        form: ``markdown`` or ``tsv``.

    >>> print(listed(["id", "says"], [["A-1", "this | that"]], "markdown"))
    | id | says |
    | --- | --- |
    | A-1 | this \\| that |
    """
    if form == "tsv":
        return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in [headings, *rows])
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_one_line(cell) for cell in row) + " |" for row in lines)


def _one_line(cell: str) -> str:
    return " ".join(cell.split()).replace("|", "\\|")


def statements_list(guideline: Guideline, form: str) -> str:
    """Every statement, the nodes that cite it and a smallest case that reaches it."""
    rows = [[one.statement, one.text, ", ".join(one.places), in_words(one.case)] for one in cited_statements(guideline)]
    return listed(["statement", "what it says", "cited by", "smallest case"], rows, form)


def times_list(guideline: Guideline, form: str) -> str:
    """Every recommendation with its stage of care and the conditions that tell when it is due, in the order of care."""
    stages = {stage.id: (index, stage.title) for index, stage in enumerate(guideline.metadata.stages)}
    advice = [node for node in guideline.nodes.values() if isinstance(node, Recommendation)]
    ordered = sorted(advice, key=lambda node: stages.get(node.at or "", (len(stages), ""))[0])
    headings = ["recommendation", "what it says", "statements", "stage", "due", "next", "given", "too late"]
    return listed(headings, [_times_row(node, stages.get(node.at or "", (0, "–"))[1]) for node in ordered], form)


def _times_row(node: Recommendation, stage: str) -> list[str]:
    due = _condition(node.due_when, "always") if not node.asks else f"{', '.join(node.asks)} not known"
    again = f", and again: {node.due_when.text}" if node.asks and node.due_when else ""
    soon = [*(f"after {name}" for name in node.after), *([node.next_when.text] if node.next_when else [])]
    given = "once known" if node.asks and node.done_when is None else _condition(node.done_when, "–")
    late = _condition(node.late_when, "–")
    return [node.id, node.title, ", ".join(node.cites), stage, due + again, "; ".join(soon) or "–", given, late]


def _condition(condition: Condition | None, absent: str) -> str:
    return absent if condition is None else condition.text


def disagreements_list(guideline: Guideline, form: str) -> str:
    """Every disagreement: how often it shows, a smallest case that shows it, and what each source says."""
    headings = ["id", "question", "kind", "active in", "smallest case", "link", *guideline.sources]
    rows = [
        [
            line.disagreement,
            line.question,
            line.kind,
            percent(line.share),
            in_words(line.case),
            link_to(line.case) if line.case else "",
            *(_cell_in_words(line.cells[source]) for source in guideline.sources),
        ]
        for line in atlas(guideline)
    ]
    return listed(headings, rows, form)


def _cell_in_words(cell: Cell) -> str:
    return ", ".join(cell.statements) if cell.status == "speaks" else cell.status


def in_words(case: Mapping[str, Value] | None) -> str:
    """A case on one line.

    >>> in_words({"kras": "mutant", "liver_lesion_count": 3}), in_words({}), in_words(None)
    ('kras=mutant, liver_lesion_count=3', 'every case', 'no case')
    """
    if case is None:
        return "no case"
    return ", ".join(f"{name}={value}" for name, value in case.items()) or "every case"


def percent(share: Fraction) -> str:
    """A share in per cent, never rounded to none or all.

    >>> percent(Fraction(1, 8)), percent(Fraction(1)), percent(Fraction(1, 10**6)), percent(Fraction(9999999, 10**7))
    ('12.5 %', '100 %', 'below 0.1 %', 'above 99.9 %')
    """
    if share in (0, 1):
        return f"{int(share) * 100} %"
    if share < Fraction(1, 1000):
        return "below 0.1 %"
    if share > Fraction(999, 1000):
        return "above 99.9 %"
    return f"{float(share) * 100:.1f} %"
