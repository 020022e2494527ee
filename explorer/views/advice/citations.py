"""Statements and disagreements in words: every line with its source, section, reference and strength word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from explorer.briefing.advice import capital
from explorer.briefing.sides import Side, sides_in, verdict_in_words
from explorer.knowledge.model import Disagreement, Source, Statement
from explorer.reasoning.status import Verdict
from explorer.reasoning.trace import Trace
from explorer.views.markup import Content, element

KINDS = {
    "conflict": "the sources conflict",
    "scope": "the sources speak of different situations",
    "precision": "the sources differ in precision",
    "figures": "told side by side, no dispute about a case",
}
TESTED = {"met": "✓ met", "not met": "✗ not met", "not known": "? not known"}
NOT_CHOSEN = "Not supported by the chosen sources."
MOST_NAMED = 6

Opened = Collection[str] | None
"""What is folded out, by its key; None stands for everything."""


def folded(key: str, summary: Element, content: Iterable[Content], opened: Opened, **more: str | None) -> Element:
    """Make something that folds out; its content is only written while it is open, so give it unmade.

    Args:
        key: its name among what can be open.
        summary: what is always seen.
        content: what is seen when it is open.
        opened: what is open.
        more: attributes.
    """
    is_open = opened is None or key in opened
    shown = list(content) if is_open else []
    return element("details", summary, shown, data_key=key, open="" if opened is None else None, **more)


def listed(lines: Iterable[Element], class_: str = "ge-list") -> Iterator[Content]:
    """A list that is only made when it is asked for, as the content of what folds out."""
    yield element("ul", lines, class_=class_)


def few(words: Sequence[str], between: str = ", ") -> str:
    """The first of many words, and how many more there are.

    >>> few(["a", "b", "c", "d", "e", "f", "g", "h"])
    'a, b, c, d, e, f and 2 more'
    """
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return between.join(words[:MOST_NAMED]) + more


def chips(trace: Trace, statements: Iterable[Statement]) -> Element:
    """One chip for each source, by name, with what it states: number, strength word, and how a test comes out."""
    by_source = groupby(statements, key=lambda statement: statement.source)
    made = [_chip(trace, trace.guideline.sources[name], list(said)) for name, said in by_source]
    return element("span", made, class_="ge-chips")


def _chip(trace: Trace, source: Source, said: list[Statement]) -> Element:
    name = element("b", source.named, title=_source_in_words(source))
    return element("span", name, [_stated(trace, statement) for statement in said], class_="ge-chip")


def _stated(trace: Trace, statement: Statement) -> Element:
    test = trace.criteria.get(statement.id)
    words = [statement.number, statement.strength or "", TESTED[test] if test else ""]
    return element(
        "span",
        " ".join(["", *filter(None, words)]),
        title=f"{statement.id} · {statement.section}",
        data_statement=statement.id,
        data_status=trace.statements[statement.id],
        data_test=test,
    )


def _source_in_words(source: Source) -> str:
    """A source by name, when the pointer rests on its id, and whether it still waits for review."""
    waits = " Not reviewed by a human, as it says itself." if source.unreviewed else ""
    return f"{source.title.rstrip('.')}.{waits}"


def statement_line(trace: Trace, statement: Statement) -> Element:
    """A statement with its status, test, strength word, source, section and references."""
    test = trace.criteria.get(statement.id)
    lost = element("p", f"Lost in the source: {statement.lost}", class_="ge-lost") if statement.lost else None
    return element(
        "li",
        element("p", statement.text, ".", class_="ge-text"),
        element("p", TESTED[test], class_="ge-test", data_test=test) if test else None,
        None if statement.source in trace.chosen.sources else element("p", NOT_CHOSEN, class_="ge-hint"),
        lost,
        element("p", statement.note, class_="ge-hint") if statement.note else None,
        element("p", _origin(trace, statement), class_="ge-origin"),
        data_statement=statement.id,
        data_status=trace.statements[statement.id],
    )


def _origin(trace: Trace, statement: Statement) -> list[Content]:
    source = trace.guideline.sources[statement.source]
    strength: list[Content] = [element("q", statement.strength), " · "] if statement.strength else []
    refs = ", ".join(_reference(source, ref) for ref in statement.refs)
    place = f" · {source.title} · {statement.section}"
    return [*strength, element("b", statement.id), place, f" · reference {refs}" if refs else None]


def _reference(source: Source, ref: str) -> str:
    return f"{ref} ({source.references[ref]})" if ref in source.references else f"{ref} (no printed entry)"


def disagreement(trace: Trace, one: Disagreement, opened: Opened) -> Element:
    """One disagreement: the question, its kind in words, and what each side says."""
    return folded(
        f"disagreement:{one.id}",
        element("summary", one.question, " ", element("span", verdicts(trace, one), class_="ge-where")),
        _sides(trace, one),
        opened,
        class_="ge-disagreement",
        data_disagreement=one.id,
        data_status=trace.disagreements[one.id],
    )


def verdicts(trace: Trace, one: Disagreement) -> str:
    """What each source says to the question in this case, in a line; where that was not judged, the kind of dispute.

    Sources that do not speak of it are left out here; they stand among the sides.
    """
    if not one.sides or trace.disagreements[one.id] != "active":
        return KINDS[one.kind]
    said: dict[str, list[str]] = {}
    for side in sides_in(trace, one):
        if side.source and side.verdict != Verdict.NOT_ADDRESSED:
            said.setdefault(_short_verdict(side), []).append(trace.guideline.sources[side.source].named)
    return " · ".join(f"{', '.join(sources)}: {verdict}" for verdict, sources in said.items())


def _short_verdict(side: Side) -> str:
    if side.verdict != Verdict.CONDITIONAL:
        return str(side.verdict)
    return "depends" if side.depends_on else "open"


def _sides(trace: Trace, one: Disagreement) -> Iterator[Content]:
    yield element("div", [_side(trace, side) for side in sides_in(trace, one)], class_="ge-positions")
    yield element("p", one.shown)
    if one.silent:
        silent = ", ".join(trace.guideline.sources[name].named for name in one.silent)
        yield element("p", f"Silent on this: {silent}.", class_="ge-hint")


def _side(trace: Trace, side: Side) -> Element:
    statements = [trace.guideline.statements[name] for name in side.statements]
    words = element("p", capital(side.text), class_="ge-text")
    heard = any(statement.source in trace.chosen.sources for statement in statements)
    deaf = None if heard else element("p", NOT_CHOSEN, class_="ge-hint")
    verdict = verdict_line(trace, side)
    return element(
        "div", verdict, words, chips(trace, statements), deaf, class_="ge-position", data_status=side.applies
    )


def verdict_line(trace: Trace, side: Side) -> Element | None:
    """The source of a side and what it says in this case; nothing where several sources share a position."""
    if side.source is None:
        return None
    source = trace.guideline.sources[side.source]
    name = element("b", f"{source.named} ", title=_source_in_words(source))
    return element("p", name, verdict_in_words(trace, side), class_="ge-verdict")
