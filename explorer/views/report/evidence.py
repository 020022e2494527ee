"""What a report rests on: statements with strength, source, section and reference; disagreements; the sources."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from explorer.briefing.advice import capital, disagreements_in
from explorer.briefing.sides import Side, sides_in, verdict_in_words
from explorer.knowledge.model import Disagreement, Source, Statement
from explorer.reasoning.status import Status
from explorer.reasoning.trace import Trace
from explorer.views.advice.citations import KINDS, TESTED, few
from explorer.views.markup import Content, element


def statement_list(trace: Trace, names: Iterable[str]) -> Element | None:
    """Statements in full, each with where it is said."""
    lines = [_statement(trace, trace.guideline.statements[name]) for name in names]
    return element("ul", lines, class_="ge-statements") if lines else None


def _statement(trace: Trace, statement: Statement) -> Element:
    test = trace.criteria.get(statement.id)
    more = [f"Lost in the source: {statement.lost}"] if statement.lost else []
    more += [statement.note] if statement.note else []
    return element(
        "li",
        f"{statement.text}. ",
        element("b", f"{TESTED[test]} ") if test else None,
        element("span", _origin(statement), [f" · {words}" for words in more], class_="ge-origin"),
        data_statement=statement.id,
    )


def _origin(statement: Statement) -> list[Content]:
    """Strength word, id, source, section and references; the references stand in full among the sources."""
    numbers = ", ".join(statement.refs)
    word = "reference" if len(statement.refs) == 1 else "references"
    refs = f" · {word} {numbers}" if numbers else " · no reference"
    strength = f"“{statement.strength}” · " if statement.strength else "· "
    source = element("a", statement.source, href=f"#source-{statement.source}")
    return [element("b", statement.id), f" {strength}source ", source, f", {statement.section}", refs]


def disagreements(trace: Trace) -> Iterable[Element]:
    """Where the sources disagree on this case, side by side and without a winner; and where they may."""
    active, possible = disagreements_in(trace, Status.ACTIVE), disagreements_in(trace, Status.POSSIBLE)
    if active:
        yield element("h2", "Where the sources disagree on this case")
        yield element("p", "The sides stand in the guideline's order; none is chosen.")
    for one in active:
        yield from _disagreement(trace, one)
    if possible:
        yield element("h3" if active else "h2", "They may also disagree, depending on open answers")
        yield element("ul", [_may_show(trace, one) for one in possible])


def _disagreement(trace: Trace, one: Disagreement) -> Iterable[Element]:
    yield element("h3", one.question)
    yield element("p", f"{KINDS[one.kind].capitalize()}.", class_="ge-origin")
    sides = [_side(trace, side) for side in sides_in(trace, one)]
    columns = 3 if len(sides) in (3, 5, 6) else 2
    rows = [element("tr", sides[start : start + columns]) for start in range(0, len(sides), columns)]
    yield element("table", rows, class_="ge-sides", data_disagreement=one.id)
    silent = f" Silent on this: {', '.join(one.silent)}." if one.silent else ""
    yield element("p", one.shown + silent)


def _side(trace: Trace, side: Side) -> Element:
    lines = [_said_in(trace, trace.guideline.statements[name]) for name in side.statements]
    judged = f"{side.source}: " if side.source else ""
    verdict = element("span", f"({judged}{verdict_in_words(trace, side)})")
    head = element("p", element("b", f"{capital(side.text)} "), verdict)
    return element("td", head, element("ul", lines, class_="ge-statements"), data_status=side.applies)


def _said_in(trace: Trace, statement: Statement) -> Element:
    status = trace.statements[statement.id]
    return element("li", element("span", _origin(statement), f" · {status}"), data_statement=statement.id)


def _may_show(trace: Trace, one: Disagreement) -> Element:
    asked = [trace.guideline.parameters[name].label for name in trace.still_asked([trace.row(one.id)])]
    depends = element("span", f" · depends on {few(asked, '; ')}")
    return element("li", one.question, depends, data_may_disagree=one.id)


def sources(trace: Trace, said: Iterable[Element]) -> Iterable[Element]:
    """Every source, and in full each reference that the report names."""
    shown = {found.get("data-statement") for part in said for found in part.iter()}
    named = [statement for name, statement in trace.guideline.statements.items() if name in shown]
    yield element("h2", "Sources and references")
    for source in trace.guideline.sources.values():
        refs = dict.fromkeys(ref for one in named if one.source == source.id for ref in one.refs)
        yield element("h3", f"{source.id} · {source.title}", id=f"source-{source.id}")
        yield element("p", _published(source), class_="ge-origin")
        yield (element("ul", [_reference(source, ref) for ref in sorted(refs, key=_place)]) if refs else _unnamed())


def _published(source: Source) -> str:
    told = [source.publisher, source.date or "no date printed", source.review, source.note]
    return " · ".join(words for words in told if words)


def _unnamed() -> Element:
    return element("p", "No reference of it is named in this report.")


def _place(ref: str) -> tuple[int, str]:
    return (int(ref) if ref.isdecimal() else 10**6, ref)


def _reference(source: Source, ref: str) -> Element:
    entry = source.references.get(ref, "cited, but no entry is printed in the source")
    return element("li", element("b", f"{ref}: "), entry, data_reference=f"{source.id} {ref}")
