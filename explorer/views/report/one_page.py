"""The report a board reads: one page with the case, the sentence, the plan, what is disputed, what is missing.

It says no less than the page's first screen and nothing twice; what each line rests on stands in the longer reports.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from xml.etree.ElementTree import Element

from explorer.briefing.advice import (
    SECTIONS,
    advice_by_section,
    capital,
    disagreements_in,
    disputes,
    gaps,
    stops,
    wanted_facts,
    withheld_because,
)
from explorer.briefing.briefing import brief
from explorer.briefing.decision import REASONS, BoardDecision, plan_to_decide
from explorer.knowledge.model import Disagreement, Recommendation
from explorer.knowledge.number import counted
from explorer.reasoning.case.contradictions import contradictions
from explorer.reasoning.status import Status
from explorer.reasoning.trace import Trace
from explorer.views.advice.citations import few, verdicts
from explorer.views.markup import element
from explorer.views.report.line import line

Parts = Iterable[Element | None]

MOST = {"do": 6, "consider": 3, "avoid": 4, "caution": 2, "next": 3}
"""How many lines of a part of the plan are told; how many more there are is said."""
MOST_DISPUTED, MOST_SILENT = 4, 1
LONGEST_SILENCE = 45  # words
NONE_YET = BoardDecision()


def one_page(trace: Trace, title: str, made_on: date, decision: BoardDecision = NONE_YET) -> list[Element]:
    """What one page says of a case, in the reading order.

    Args:
        trace: what evaluation found.
        title: the name of the case, or nothing.
        made_on: the date of the report.
        decision: what the board decided; room for it where it has not.
    """
    found: list[Element | None] = [
        *_head(trace, title, made_on),
        *_stops(trace),
        element("p", element("b", brief(trace).headline), class_="ge-headline"),
        *(element("p", one) for one in brief(trace).points),
        *_plan(trace),
        *_disputed(trace),
        *_missing(trace),
        *_silent(trace),
        *(_decided(trace, decision) if decision else _room_for_decision()),
    ]
    return [part for part in found if part is not None]


def _head(trace: Trace, title: str, made_on: date) -> Parts:
    front = trace.guideline.metadata
    yield element("h1", front.title)
    dated = f"{made_on.isoformat()} · guideline edition {front.edition} · for teaching, not a medical device"
    unreviewed = [source.named for source in front.sources if source.unreviewed]
    yield element("p", dated, class_="ge-edition", data_made_on=made_on.isoformat())
    facts = trace.guideline.phrases(trace.case.known)
    yield line(f"The case “{title}”" if title else "The case", facts) or element("p", "Nothing is known of this case.")
    yield line("Contradictory", [one.in_words for one in contradictions(trace)])
    off = [source.named for name, source in trace.guideline.sources.items() if name not in trace.chosen.sources]
    yield line("Sources not listened to", off, ", ")
    yield line("Sources that await human review", unreviewed, ", ")


def _heading(words: str) -> Element:
    return element("h2", words, class_="ge-compact")


def _stops(trace: Trace) -> Parts:
    for stop in stops(trace):
        held = few([node.title for node in stop.holds], "; ")
        words = f"{capital(stop.because)} ({trace.guideline.cited(stop.statements)}). It holds back: {held}."
        yield element("p", element("b", "Stop. "), words, class_="ge-bar")


def _plan(trace: Trace) -> Parts:
    found = advice_by_section(trace)
    for kind, most in MOST.items():
        nodes = found[kind]
        if nodes:
            lines = [_line(trace, node) for node in nodes[:most]]
            more = [element("li", f"and {len(nodes) - most} more")] if len(nodes) > most else []
            yield _heading(SECTIONS[kind])
            yield element("ul", lines + more)
    yield line("In every case", [node.title for node in found["always"]])
    if not any(found[kind] for kind in MOST):
        yield element("p", "No advice is certain yet.")


def _line(trace: Trace, node: Recommendation) -> Element:
    """A step with how strongly each source says it."""
    says: dict[str, list[str]] = {}
    for statement in (trace.guideline.statements[name] for name in node.cites if trace.statements[name] == "applies"):
        says.setdefault(statement.source, []).append(statement.strength or "")
    called = {name: source.named for name, source in trace.guideline.sources.items()}
    sources = [f"{called[one]} {', '.join(dict.fromkeys(filter(None, words)))}".strip() for one, words in says.items()]
    held = withheld_because(trace, node)
    rests = element("span", f" ({'; '.join(sources)})" if sources else "")
    return element("li", element("b", node.title), rests, f" {held}" if held else None, data_node=node.id)


def _disputed(trace: Trace) -> Parts:
    active = disagreements_in(trace, Status.ACTIVE)
    told = disputes(trace)
    if told:
        yield _heading("Disputed")
        yield element("ul", [_dispute(trace, one) for one in told[:MOST_DISPUTED]])
    others = len(active) - len(told[:MOST_DISPUTED])
    if others > 0:
        yield element("p", f"The sources differ on {counted(others, 'further question')}.")


def _dispute(trace: Trace, one: Disagreement) -> Element:
    text = f" {verdicts(trace, one)}."
    return element("li", element("b", one.question), element("span", text), data_disagreement=one.id)


def _missing(trace: Trace) -> Parts:
    labels = {name: parameter.label for name, parameter in trace.guideline.parameters.items()}
    wanted = wanted_facts(trace)
    if wanted:
        yield _heading("Missing before the meeting")
        yield element("p", few([labels[name] for name in wanted]) + ".")


def _silent(trace: Trace) -> Parts:
    found = list(gaps(trace).values())
    if found:
        yield _heading("The sources are silent")
        words = found[0].split()
        yield element("p", " ".join(words[:LONGEST_SILENCE]) + (" …" if len(words) > LONGEST_SILENCE else ""))
    if len(found) > MOST_SILENT:
        yield element("p", f"And at {len(found) - MOST_SILENT} further places.")


def _decided(trace: Trace, decision: BoardDecision) -> Parts:
    """What the board decided, and where and why it decided otherwise."""
    titles = {one.node: one.text for one in plan_to_decide(trace)}
    said = {titles[name]: one for name, one in decision.lines.items() if name in titles}
    yield _heading("Decision of the board")
    rows = [("Decided", decision.text or "as advised")]
    rows += [("Followed", "; ".join(title for title, one in said.items() if one.followed))]
    rows += [
        (
            "Not followed",
            "; ".join(
                f"{title}: {one.because or 'no reason given'}" for title, one in said.items() if not one.followed
            ),
        )
    ]
    rows += [("Date", decision.day)]
    cells = [element("tr", element("td", name), element("td", words)) for name, words in rows if words]
    yield element("table", cells, class_="ge-decision")


def _room_for_decision() -> Parts:
    """Room for what the board decides, and why where it decides otherwise."""
    yield _heading("Decision of the board")
    rows = [("Decided", " "), ("If otherwise, because", " · ".join(REASONS)), ("Date, names", " ")]
    cells = [element("tr", element("td", name), element("td", words)) for name, words in rows]
    yield element("table", cells, class_="ge-decision")
