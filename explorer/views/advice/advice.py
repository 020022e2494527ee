"""What the trace says, in words: the advice now, what is open, why, and where the sources disagree or are silent.

Every function reads a trace and returns elements; nothing is computed here.  What is folded away is only written
once it is open, so that a change of the case stays quick.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from explorer.briefing.advice import (
    SECTIONS,
    advice_by_section,
    gaps,
    open_questions,
    recommendations,
    timing_in_words,
    withheld_because,
)
from explorer.briefing.briefing import brief
from explorer.knowledge.model import Disagreement, Recommendation, Statement, TeachingCase
from explorer.reasoning.case.contradictions import contradictions
from explorer.reasoning.case.why import why_in_words
from explorer.reasoning.trace import Trace
from explorer.views.advice.alternatives import alternatives, nearest, outlook
from explorer.views.advice.citations import Opened, chips, disagreement, few, folded, listed, statement_line
from explorer.views.advice.compare import comparison
from explorer.views.advice.sources import unsupported
from explorer.views.advice.welcome import lesson, welcome
from explorer.views.markup import Content, element

FOLDED = {"later": "later", "done": "done", "note": "notes"}
"""The sections that are folded away, and the name under which they are remembered as opened."""

MARKS = {"active": "●", "possible": "◐", "ruled out": "○"}


@dataclass(frozen=True)
class Shown:
    """What the advice panel is to show.

    Attributes:
        trace: what evaluation found.
        selected: the node chosen on the map, or nothing.
        opened: what is folded out; None for everything.
        pinned: the trace of the pinned case, if one is pinned.
        lesson: the worked case that was opened, if one was.
        question: what to ask first.
    """

    trace: Trace
    selected: str = ""
    opened: Opened = None
    pinned: Trace | None = None
    lesson: TeachingCase | None = None
    question: str | None = None


def panel(shown: Shown) -> list[Element]:
    """Everything the advice panel shows."""
    trace, opened = shown.trace, shown.opened
    is_empty = not trace.case.known and shown.lesson is None
    parts = [
        element("h2", "Advice"),
        detail(trace, shown.selected, opened) if shown.selected in trace.nodes else None,
        lesson(shown.lesson) if shown.lesson else None,
        welcome(trace, shown.question) if is_empty else None,
        comparison(shown.pinned, trace) if shown.pinned else None,
        None if is_empty else element("p", brief(trace).headline, class_="ge-headline"),
        contradicting(trace),
        unsupported(trace),
        outlook(trace, recommendations(trace, "active")),
        nearest(trace, _chosen_advice(trace), opened),
        *advice(trace, opened),
        disagreements(trace, opened),
        silences(trace),
        open_advice(trace, opened),
        assumptions(trace),
    ]
    return [part for part in parts if part is not None]


def contradicting(trace: Trace) -> Element | None:
    """The facts that contradict each other, each a way to its question; every answer rests on them."""
    found = contradictions(trace)
    if not found:
        return None
    lines = [element("li", one.in_words, *map(partial(_ask, trace), (one.parameter, *one.facts))) for one in found]
    heading = _heading("These facts contradict each other", len(found))
    rests = element("p", "What is told below rests on contradictory facts.", class_="ge-bar")
    return element("section", heading, rests, element("ul", lines, class_="ge-list"), class_="ge-section ge-first")


def advice(trace: Trace, opened: Opened = None) -> list[Element]:
    """The advice that holds for the case, in sections."""
    found = advice_by_section(trace)
    parts = [
        _find_out_first(trace, found["first"], opened),
        *(_section(trace, kind, found[kind], opened) for kind in SECTIONS if kind != "note"),
        _held_back(trace, found["held"], opened),
        _section(trace, "note", found["note"], opened),
    ]
    return [part for part in parts if part is not None]


def _chosen_advice(trace: Trace) -> list[Recommendation]:
    """What is advised for or against in this case."""
    found = advice_by_section(trace)
    return [*found["do"], *found["disputed"], *found["consider"], *found["avoid"]]


def _heading(title: str, count: int) -> Element:
    return element("h3", title, " ", element("span", str(count), class_="ge-count"))


def _section(trace: Trace, kind: str, nodes: list[Recommendation], opened: Opened) -> Element | None:
    if not nodes:
        return None
    heading = _heading(SECTIONS[kind], len(nodes))
    lines = listed(_advised(trace, node, opened) for node in nodes)
    if kind in FOLDED:
        return folded(FOLDED[kind], element("summary", heading), lines, opened, class_=f"ge-section ge-{kind}")
    return element("section", heading, lines, class_=f"ge-section ge-{kind}")


def _find_out_first(trace: Trace, steps: list[Recommendation], opened: Opened) -> Element | None:
    """The answers that advice waits for, each a way to its question; who asks for them is folded away."""
    if not steps:
        return None
    asked = list(dict.fromkeys(name for node in steps for name in open_questions(trace, node)))
    buttons = element("div", [_ask(trace, name) for name in asked], class_="ge-questions")
    lines = listed(_advised(trace, node, opened) for node in steps)
    who = folded("first", element("summary", "Why, and who asks for it"), lines, opened)
    heading = _heading("Find out first", len(asked))
    return element("section", heading, buttons, who, class_="ge-section ge-first")


def _held_back(trace: Trace, nodes: list[Recommendation], opened: Opened) -> Element | None:
    if not nodes:
        return None
    lines = element("ul", [_advised(trace, node, opened) for node in nodes], class_="ge-list")
    heading = _heading("Held back in this case", len(nodes))
    return element("section", heading, lines, class_="ge-section ge-held")


def _advised(trace: Trace, node: Recommendation, opened: Opened) -> Element:
    pathway = trace.guideline.pathways[trace.guideline.pathway_of[node.id]]
    where = element("span", pathway.title, class_="ge-where")
    questions = [_ask(trace, name) for name in open_questions(trace, node)]
    return element(
        "li",
        element("div", _title(node.title, node.id), " ", _mark(trace, node), " ", where, class_="ge-advised"),
        _bars(trace, node),
        element("div", questions, class_="ge-questions") if questions else None,
        _evidence(trace, node, opened),
        data_advice=node.advice,
        data_node=node.id,
    )


def _title(words: str, name: str) -> Element:
    return element("button", words, type="button", class_="ge-title", data_do=f"node:{name}")


def _ask(trace: Trace, name: str) -> Element:
    label = trace.guideline.parameters[name].label
    return element("button", label, type="button", class_="ge-ask", data_do=f"ask:{name}")


def _mark(trace: Trace, node: Recommendation) -> Element | None:
    active = [name for name in node.disagreements if trace.disagreements[name] == "active"]
    if not active:
        return None
    question = trace.guideline.disagreements[active[0]].question
    return element("span", "≠ sources differ", class_="ge-mark", title=question)


def _bars(trace: Trace, node: Recommendation) -> Element | None:
    told = [words for words in (withheld_because(trace, node), timing_in_words(trace, node)) if words]
    return element("p", " ".join(told), class_="ge-bar") if told else None


def _evidence(trace: Trace, node: Recommendation, opened: Opened) -> Element:
    applying = [trace.guideline.statements[name] for name in node.cites if trace.statements[name] == "applies"]
    words = chips(trace, applying) if applying else "No statement of the chosen sources applies here"
    return folded(f"node:{node.id}", element("summary", words), _said(trace, node, applying), opened)


def _said(trace: Trace, node: Recommendation, applying: list[Statement]) -> Iterator[Content]:
    if node.text:
        yield element("p", node.text)
    yield from listed((statement_line(trace, statement) for statement in applying), class_="ge-statements")


def disagreements(trace: Trace, opened: Opened = None) -> Element | None:
    """Where sources disagree on this case, or may: positions side by side, and no winner."""
    found = trace.guideline.disagreements.values()
    active = [one for one in found if trace.disagreements[one.id] == "active"]
    possible = [one for one in found if trace.disagreements[one.id] == "possible"]
    if not active and not possible:
        return None
    shown = [disagreement(trace, one, opened) for one in active]
    heading = _heading("Where the sources disagree", len(active)) if active else None
    may = _may_disagree(trace, possible, "more" if active else "disagreements", opened) if possible else None
    return element("section", heading, shown, may, class_="ge-section ge-disagree")


def _may_disagree(trace: Trace, possible: list[Disagreement], what: str, opened: Opened) -> Element:
    summary = element("summary", f"{len(possible)} {what} may show, depending on open answers")
    if len(possible) == 1:
        summary = element("summary", f"1 {what.removesuffix('s')} may show, depending on open answers")
    return folded("may-disagree", summary, (disagreement(trace, one, opened) for one in possible), opened)


def open_advice(trace: Trace, opened: Opened = None) -> Element | None:
    """What is still possible, and what each depends on."""
    found = recommendations(trace, "possible")
    if not found:
        return None
    lines = listed(_open_line(trace, node) for node in found)
    summary = element("summary", _heading("Still possible", len(found)))
    return folded("open", summary, lines, opened, class_="ge-section ge-open")


def _open_line(trace: Trace, node: Recommendation) -> Element:
    asked = trace.still_asked([trace.row(node.id)])
    words = few([trace.guideline.parameters[name].label for name in asked])
    depends = element("span", f"depends on {words}", class_="ge-where")
    return element("li", _title(node.title, node.id), " ", depends, data_node=node.id)


def silences(trace: Trace) -> Element | None:
    """Where the sources are silent for this case, in words."""
    found = gaps(trace)
    if not found:
        return None
    lines = [element("li", words) for words in found.values()]
    heading = element("h3", "Where the sources are silent")
    return element("section", heading, element("ul", lines, class_="ge-list"), class_="ge-section ge-silent")


def detail(trace: Trace, name: str, opened: Opened = None) -> Element:
    """Everything about one node: its status and why, its words, its statements."""
    node = trace.guideline.nodes[name]
    statements = [statement_line(trace, trace.guideline.statements[cited]) for cited in node.cites]
    sides = [disagreement(trace, trace.guideline.disagreements[one], opened) for one in node.disagreements]
    ends = [getattr(node, "silent", None), getattr(node, "ends", None)]
    return element(
        "section",
        element("button", "×", type="button", class_="ge-close", data_do="close:", aria_label="Close"),
        element("h3", f"{MARKS[trace.nodes[name]]} ", node.title),
        element("p", why_in_words(trace, name), class_="ge-why"),
        element("p", node.text) if node.text else None,
        [element("p", words, class_="ge-hint") for words in ends if words],
        element("ul", statements, class_="ge-statements") if statements else None,
        alternatives(trace, name),
        sides,
        class_="ge-section ge-detail",
        data_node=name,
    )


def assumptions(trace: Trace) -> Element | None:
    """What was taken as known although the case does not say it."""
    parameters = trace.guideline.parameters
    assumed = ", ".join(
        f"{parameters[name].label}: {parameters[name].option_label(value)}" for name, value in trace.assumed.items()
    )
    follows = ", ".join(
        f"{parameters[name].label}: {parameters[name].option_label(value)}" for name, value in trace.follows.items()
    )
    if not assumed and not follows:
        return None
    lines = [element("p", f"Assumed until said otherwise: {assumed}.") if assumed else None]
    lines.append(element("p", f"Follows by the meaning of the words: {follows}.") if follows else None)
    summary = element("summary", "What is taken as known without being said")
    return element("details", summary, lines, class_="ge-section", data_key="assumed")
