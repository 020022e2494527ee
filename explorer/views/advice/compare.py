"""Two cases side by side: the facts that differ, each in a sentence, and what is advised in one of them alone."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from explorer.briefing.advice import capital, chosen_advice
from explorer.briefing.briefing import brief
from explorer.knowledge.model import Recommendation
from explorer.reasoning.trace import Trace
from explorer.views.markup import element

PINNED, SHOWN = "Pinned case", "This case"


def comparison(pinned: Trace, trace: Trace, pinned_title: str = "", title: str = "") -> Element:
    """What differs between the pinned case and the one now shown, in three rows.

    Args:
        pinned: the pinned case.
        trace: the case now shown.
        pinned_title: the name of the pinned case, where it has one.
        title: the name of the case now shown, where it has one.
    """
    rows = list(_rows(pinned, trace))
    same = element("p", "Nothing differs yet: change a fact to see what it changes.", class_="ge-hint")
    titles = [element("th", name, scope="col") for name in (pinned_title or PINNED, title or SHOWN)]
    head = element("thead", element("tr", element("td"), titles))
    told = element("table", head, element("tbody", rows)) if rows else same
    heading = element("h3", "Compared with the pinned case")
    return element("section", heading, told, class_="ge-section ge-compare")


def _rows(pinned: Trace, trace: Trace) -> Iterator[Element]:
    facts = [_listed(_facts(one, other)) for one, other in ((pinned, trace), (trace, pinned))]
    if pinned.taken_as_known != trace.taken_as_known:
        yield _row("Facts", *facts)
    sentences = [brief(one).headline for one in (pinned, trace)]
    if sentences[0] != sentences[1]:
        yield _row("In a sentence", *sentences)
    alone = [_alone(one, other) for one, other in ((pinned, trace), (trace, pinned))]
    if any(alone):
        yield _row("Only here", *map(_listed, alone))


def _row(title: str, one: Element | str, other: Element | str) -> Element:
    return element("tr", element("th", title, scope="row"), element("td", one), element("td", other))


def _listed(lines: list[Element]) -> Element:
    return element("ul", lines, class_="ge-list") if lines else element("span", "–")


def _facts(case: Trace, other: Trace) -> list[Element]:
    """What is known of a case and is otherwise, or not known, in the other."""
    before, after = case.taken_as_known, other.taken_as_known
    known = [one for name, one in case.guideline.parameters.items() if name in before]
    differing = [one for one in known if before[one.id] != after.get(one.id)]
    return [element("li", capital(one.in_short(before[one.id]))) for one in differing]


def _alone(case: Trace, other: Trace) -> list[Element]:
    """What is advised for one case now and not for the other."""
    there = {node.id for node in chosen_advice(other)}
    return [element("li", _title(node)) for node in chosen_advice(case) if node.id not in there]


def _title(node: Recommendation) -> Element:
    return element("button", node.title, type="button", class_="ge-title", data_do=f"node:{node.id}")
