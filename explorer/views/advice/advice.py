"""What the trace says, in words: the advice now, what is open, why, and where the sources disagree or are silent.

Every function reads a trace and returns elements; nothing is computed here.  What is folded away is only written
once it is open, so that a change of the case stays quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, takewhile
from xml.etree.ElementTree import Element

from explorer.briefing.advice import (
    SECTIONS,
    Stop,
    advice_by_section,
    capital,
    chosen_advice,
    disagreements_in,
    disputes,
    gaps,
    open_questions,
    recommendations,
    stops,
    timing_in_words,
    wanted_facts,
    withheld_because,
)
from explorer.briefing.briefing import brief
from explorer.knowledge.model import Disagreement, Recommendation, Statement, TeachingCase
from explorer.knowledge.number import counted
from explorer.reasoning.case.contradictions import contradictions
from explorer.reasoning.case.why import why_in_words
from explorer.reasoning.status import Status
from explorer.reasoning.trace import Trace
from explorer.views.advice.alternatives import alternatives, nearest, outlook
from explorer.views.advice.citations import Opened, chips, disagreement, few, folded, listed, statement_line
from explorer.views.advice.compare import comparison
from explorer.views.advice.sources import unsupported
from explorer.views.advice.welcome import welcome
from explorer.views.markup import Content, element

FOLDED = {"later": "later", "done": "done", "always": "always", "test": "tests", "note": "notes"}
"""The sections that are folded away, and the name under which they are remembered as opened."""

MOST = {"do": 4, "consider": 2, "avoid": 3, "caution": 2, "next": 3}
"""How many lines of a section are seen before the rest is folded away."""
MOST_DISPUTED, MOST_WANTED = 3, 4

MARKS = {"active": "●", "possible": "◐", "ruled out": "○"}


@dataclass(frozen=True)
class Shown:
    """What the advice panel is to show.

    Attributes:
        trace: what evaluation found.
        selected: the node chosen on the map, or nothing.
        opened: what is folded out; None for everything.
        pinned: the trace of the pinned case, if one is pinned, and ``pinned_title`` its name, if it has one.
        lesson: the worked case that was opened, if one was.
        question: what to ask first.
    """

    trace: Trace
    selected: str = ""
    opened: Opened = None
    pinned: Trace | None = None
    pinned_title: str = ""
    lesson: TeachingCase | None = None
    question: str | None = None


def panel(shown: Shown) -> list[Element]:
    """Everything the advice panel shows."""
    trace, opened, title = shown.trace, shown.opened, shown.lesson.title if shown.lesson else ""
    is_empty = not trace.case.known and shown.lesson is None
    parts = [
        element("h2", "Advice"),
        detail(trace, shown.selected, opened) if shown.selected in trace.nodes else None,
        welcome(trace, shown.question) if is_empty else None,
        comparison(shown.pinned, trace, shown.pinned_title, title) if shown.pinned else None,
        contradicting(trace),
        stopped(trace, opened),
        None if is_empty else element("p", brief(trace).headline, class_="ge-headline", data_title=_title_of(shown)),
        *(element("p", element("b", one), class_="ge-points") for one in brief(trace).points),
        unsupported(trace),
        *advice(trace, opened),
        silences(trace, opened),
        outlook(trace, recommendations(trace, "active")),
        nearest(trace, chosen_advice(trace), opened),
        *background(trace, opened),
    ]
    return [part for part in parts if part is not None]


def _title_of(shown: Shown) -> str:
    """A name for the case, for the tab of the browser: that of a worked case, else how much is known of it."""
    if shown.lesson:
        return shown.lesson.title
    return f"A case with {counted(len(shown.trace.case.known), 'fact')}"


def stopped(trace: Trace, opened: Opened = None) -> Element | None:
    """What forbids advice in this case: by which fact, and what it holds back."""
    found = stops(trace)
    if not found:
        return None
    told = [part for stop in found for part in _stop(trace, stop, opened)]
    return element("section", _heading("Stop", len(found)), told, class_="ge-section ge-held")


def _stop(trace: Trace, stop: Stop, opened: Opened) -> Iterator[Element]:
    says = chips(trace, [trace.guideline.statements[name] for name in stop.statements])
    yield element("p", element("b", capital(stop.because)), ". ", says, class_="ge-stop")
    titles = [_title(node.title, node.id) for node in stop.holds]
    yield element("p", "It holds back: ", titles, class_="ge-stopped")
    lines = listed(_advised(trace, node, opened) for node in stop.holds)
    yield folded(f"held:{stop.because}", element("summary", "What these rest on"), lines, opened)


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
    """What is to be done now, what is disputed, what to find out, and what comes later: short, the rest folded away."""
    found = advice_by_section(trace)
    parts = [
        _section(trace, "do", found["do"], opened),
        disagreements(trace, opened),
        *(_section(trace, kind, found[kind], opened) for kind in ("consider", "avoid", "caution")),
        _find_out_first(trace, found["first"], opened),
        *(_section(trace, kind, found[kind], opened) for kind in ("next", "later", "done", "always", "test")),
    ]
    return [part for part in parts if part is not None]


def background(trace: Trace, opened: Opened = None) -> list[Element]:
    """What bears on the case without being a step of it, folded away."""
    parts = [_section(trace, "note", advice_by_section(trace)["note"], opened), open_advice(trace, opened)]
    return [part for part in parts if part is not None]


def _heading(title: str, count: int) -> Element:
    return element("h3", title, " ", element("span", str(count), class_="ge-count"))


def _section(trace: Trace, kind: str, nodes: Sequence[Recommendation], opened: Opened) -> Element | None:
    if not nodes:
        return None
    heading, style = _heading(SECTIONS[kind], len(nodes)), f"ge-section ge-{kind}"
    if kind in FOLDED:
        lines = listed(_advised(trace, node, opened) for node in nodes)
        return folded(FOLDED[kind], element("summary", heading), lines, opened, class_=style)
    return element("section", heading, list(_lines(trace, nodes, opened, f"more:{kind}", MOST[kind])), class_=style)


def _lines(trace: Trace, nodes: Sequence[Recommendation], opened: Opened, key: str, most: int) -> Iterator[Element]:
    """The first lines of a list, and the others folded away."""
    yield element("ul", [_advised(trace, node, opened) for node in nodes[:most]], class_="ge-list")
    if more := nodes[most:]:
        lines = listed(_advised(trace, node, opened) for node in more)
        yield _more(key, len(more), lines, opened)


def _find_out_first(trace: Trace, steps: list[Recommendation], opened: Opened) -> Element | None:
    """The answers that advice waits for, each with what it is for and a way to its question; the most telling first."""
    if not steps:
        return None
    wanted = wanted_facts(trace)
    ranked = list(wanted)
    shown = ranked[:MOST_WANTED]
    lines = [_wanted(trace, list(names), node) for node, names in groupby(shown, key=lambda name: wanted[name])]
    others = element("div", [_ask(trace, name) for name in ranked[MOST_WANTED:]], class_="ge-questions")
    more = len(ranked) - len(shown)
    summary = element("summary", f"{more} more, and who asks" if more else "Who asks")
    content = [others, *listed(_advised(trace, node, opened) for node in steps)]
    who = folded("first", summary, content, opened)
    heading = _heading("Find out first", len(ranked))
    return element("section", heading, element("ul", lines, class_="ge-wanted"), who, class_="ge-section ge-first")


def _wanted(trace: Trace, names: list[str], node: Recommendation) -> Element:
    asked = [part for name in names for part in (_ask(trace, name), " ")]
    return element("li", asked, element("span", node.title, class_="ge-where"))


def _advised(trace: Trace, node: Recommendation, opened: Opened) -> Element:
    """One piece of advice in a line, with its statements; what they say in full is folded away."""
    pathway = trace.guideline.pathways[trace.guideline.pathway_of[node.id]]
    questions = [_ask(trace, name) for name in open_questions(trace, node)]
    return element(
        "li",
        _title(node.title, node.id, pathway.title),
        " ",
        _mark(trace, node),
        _bars(trace, node),
        element("div", questions, class_="ge-questions") if questions else None,
        _evidence(trace, node, opened),
        data_advice=node.advice,
        data_node=node.id,
    )


def _title(words: str, name: str, where: str | None = None) -> Element:
    return element("button", words, type="button", class_="ge-title", data_do=f"node:{name}", title=where)


def _ask(trace: Trace, name: str) -> Element:
    label = trace.guideline.parameters[name].label
    return element("button", label, type="button", class_="ge-ask", data_do=f"ask:{name}")


def _mark(trace: Trace, node: Recommendation) -> Element | None:
    active = [name for name in node.disagreements if trace.disagreements[name] == "active"]
    if not active:
        return None
    question = trace.guideline.disagreements[active[0]].question
    unseen = element("span", " sources differ", class_="ge-unseen")
    return element("span", "≠", unseen, class_="ge-mark", title=question)


def _bars(trace: Trace, node: Recommendation) -> Element | None:
    is_stopped = trace.held_back.get(node.id) == Status.ACTIVE  # then it stands under what stops it
    held = None if is_stopped else withheld_because(trace, node, cited=False)
    if held and _is_told_above(trace, node, held):
        held = "Held back likewise."
    told = [words for words in (held, timing_in_words(trace, node)) if words]
    return element("p", " ".join(told), class_="ge-bar") if told else None


def _is_told_above(trace: Trace, node: Recommendation, held: str) -> bool:
    """Whether a line above, which is not folded away, says the same of what may hold it back."""
    found = advice_by_section(trace)
    shown = [one for kind in SECTIONS if kind in MOST for one in found[kind][: MOST[kind]]]
    above = takewhile(lambda one: one is not node, shown) if node in shown else ()
    return any(withheld_because(trace, one, cited=False) == held for one in above)


def _evidence(trace: Trace, node: Recommendation, opened: Opened) -> Element:
    applying = [trace.guideline.statements[name] for name in node.cites if trace.statements[name] == "applies"]
    words = chips(trace, applying) if applying else "No statement of the chosen sources applies here"
    return folded(f"node:{node.id}", element("summary", words), _said(trace, node, applying), opened)


def _said(trace: Trace, node: Recommendation, applying: list[Statement]) -> Iterator[Content]:
    if node.text:
        yield element("p", node.text)
    yield from listed((statement_line(trace, statement) for statement in applying), class_="ge-statements")
    if held := withheld_because(trace, node):
        yield element("p", held, class_="ge-hint")


def disagreements(trace: Trace, opened: Opened = None) -> Element | None:
    """Where sources disagree on this case, or may: each source's side, and no winner; first what touches the advice."""
    active, possible = disagreements_in(trace, Status.ACTIVE), disagreements_in(trace, Status.POSSIBLE)
    if not active and not possible:
        return None
    first = disputes(trace)
    first += [one for one in active if one not in first]
    shown, others = [disagreement(trace, one, opened) for one in first[:MOST_DISPUTED]], first[MOST_DISPUTED:]
    heading = _heading("Where the sources disagree", len(active)) if active else None
    lines = (disagreement(trace, one, opened) for one in others)
    more = _more("more-disagree", len(others), lines, opened) if others else None
    advised = _in_dispute(trace, opened)
    may = _may_disagree(trace, possible, "more" if active else "disagreements", opened) if possible else None
    return element("section", heading, shown, advised, more, may, class_="ge-section ge-disagree")


def _in_dispute(trace: Trace, opened: Opened) -> Element | None:
    """The advice that one side gives and another does not: no order, so it is folded away under the dispute."""
    nodes = advice_by_section(trace)["disputed"]
    if not nodes:
        return None
    summary = element("summary", f"Advice in dispute {len(nodes)}")
    lines = listed(_advised(trace, node, opened) for node in nodes)
    return folded("disputed", summary, lines, opened, class_="ge-disputed")


def _more(key: str, count: int, lines: Iterable[Content], opened: Opened) -> Element:
    """What a list goes on with, folded away."""
    return folded(key, element("summary", f"and {count} more"), lines, opened, class_="ge-more")


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


def silences(trace: Trace, opened: Opened = None) -> Element | None:
    """Where the sources are silent for this case: the first sentence, the rest folded away."""
    found = list(gaps(trace).values())
    if not found:
        return None
    first, stop, rest = found[0].partition(". ")
    heading = _heading("Where the sources are silent", len(found))
    shown = element("ul", element("li", f"{first}." if stop else first), class_="ge-list")
    untold = [*([rest] if rest else []), *found[1:]]
    words = f"and {len(found) - 1} more" if len(found) > 1 else "more of it"
    lines = listed(element("li", one) for one in untold)
    more = folded("more-silent", element("summary", words), lines, opened, class_="ge-more") if untold else None
    return element("section", heading, shown, more, class_="ge-section ge-silent")


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
