"""The sheets of a case: its name, its file, and what a board decided on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from explorer.briefing.advice import capital
from explorer.briefing.briefing import Advised
from explorer.briefing.decision import REASONS, BoardDecision, plan_to_decide
from explorer.knowledge.case_file import ToldCase
from explorer.knowledge.free_words import read_words
from explorer.knowledge.model import Guideline
from explorer.reasoning.trace import Trace
from explorer.views.markup import element

LIST = "ge-reasons"


def case_sheet(
    title: str, found: Iterable[ToldCase], problems: Iterable[str], words: str, guideline: Guideline
) -> list[Element]:
    """The name of the case, a button to save it, a place to open a file, and one for its facts in words.

    Args:
        title: the name of the case, or nothing.
        found: the cases of the file that was opened, where it holds several.
        problems: what is wrong with that file.
        words: what was said of the case in free words.
        guideline: whose facts the words speak of.
    """
    name = element("input", value=title, data_field="title", maxlength="200", placeholder="A name for this case")
    save = element("button", "Save this case", type="button", class_="ge-tool", data_do="save-case:")
    copy = element("button", "Copy it in five lines", type="button", class_="ge-tool", data_do="copy-case:")
    file = element("input", type="file", data_open="", accept=".yaml,.yml,.json,.csv", aria_label="Open a case file")
    titles = [one.title or one.id or f"Case {place}" for place, one in enumerate(found, 1)]
    listed = [
        element("li", element("button", each, type="button", class_="ge-title", data_do=f"opened:{place}"))
        for place, each in enumerate(titles)
    ]
    wrong = [element("li", words) for words in problems]
    parts = [
        element("p", element("label", "Name: ", name), " ", save, " ", copy),
        element("p", element("label", "Open a case file: ", file)),
        element("ul", wrong, class_="ge-list", role="alert") if wrong else None,
        element("ul", listed, class_="ge-list ge-cases") if listed else None,
        *_said(words, guideline),
    ]
    return [part for part in parts if part is not None]


def _said(words: str, guideline: Guideline) -> Iterator[Element]:
    """A field for the facts in words, and what was understood of it before any of it is taken."""
    hint = "rectum; 2 lesions; KRAS wild type"
    field = element("input", value=words, data_field="words", maxlength="2000", class_="ge-wide", placeholder=hint)
    yield element("p", element("label", "Or say the facts: ", field))
    if not words:
        return
    heard = read_words(guideline, words)
    chips = [capital(guideline.parameters[name].in_short(value)) for name, value in heard.facts.items()]
    yield element("p", "Understood: ", "; ".join(chips) or "nothing", ".", role="status")
    if heard.unread:
        yield element("p", f"Not understood, or with two meanings: {'; '.join(heard.unread)}.", class_="ge-bar")
    if chips:
        yield element("button", "Add these facts", type="button", class_="ge-tool", data_do="add-words:")


def decision_sheet(trace: Trace, decision: BoardDecision) -> list[Element]:
    """What is to be decided, line by line, with room for words.

    Args:
        trace: what evaluation found.
        decision: what was decided so far.
    """
    lines = [_line(one, decision) for one in plan_to_decide(trace)]
    text = element("input", value=decision.text, data_field="decided", maxlength="2000", class_="ge-wide")
    day = element("input", value=decision.day, data_field="day", type="date")
    keep = element("button", "Save the record (JSON)", type="button", class_="ge-tool", data_do="record-case:")
    return [
        element("p", "For the record of a board: saved with the case's file, kept nowhere else.", class_="ge-hint"),
        element("p", element("label", "Decided: ", text)),
        element("ul", lines, class_="ge-list ge-decided") if lines else element("p", "No advice is certain yet."),
        element("datalist", [element("option", value=reason) for reason in REASONS], id=LIST),
        element("p", element("label", "Date: ", day), " ", keep),
    ]


def _line(one: Advised, decision: BoardDecision) -> Element:
    return element("li", *_parts(one, decision), data_node=f"decide {one.node}")


def _parts(one: Advised, decision: BoardDecision) -> Iterator[Element | str]:
    said = decision.lines.get(one.node)
    yield element("span", one.text, " ")
    for word, followed in (("followed", True), ("not followed", False)):
        pressed = str(said is not None and said.followed == followed).lower()
        do = f"decide:{'yes' if followed else 'no'} {one.node}"
        label = f"{one.text}: {word}"
        yield element(
            "button", word, type="button", class_="ge-tool", data_do=do, aria_pressed=pressed, aria_label=label
        )
        yield " "
    if said is not None and not said.followed:
        because = element("input", value=said.because, data_field=f"because {one.node}", list=LIST, maxlength="2000")
        yield element("label", "because ", because)
