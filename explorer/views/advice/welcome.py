"""Worked cases: what a newcomer may open first, and what to notice in them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from explorer.knowledge.model import Guideline, TeachingCase
from explorer.knowledge.worked_cases import facts_changed
from explorer.reasoning.trace import Trace
from explorer.views.advice.citations import few
from explorer.views.markup import element

FIRST = 3


def worked_cases(guideline: Guideline, most: int | None = None) -> Element:
    """The list of worked cases, each a button that opens it."""
    lines = [
        element("li", element("button", case.title, type="button", class_="ge-title", data_do=f"case:{case.id}"))
        for case in guideline.teaching_cases[:most]
    ]
    return element("ul", lines, class_="ge-list ge-cases")


def welcome(trace: Trace, first_question: str | None) -> Element:
    """What an empty case shows: one sentence, three worked cases, and the first question."""
    sentence = (
        "Say what is known of a case and see which advice is certain, what is still possible, what would decide it, "
        "and where the sources disagree."
    )
    label = trace.guideline.parameters[first_question].question if first_question else None
    ask = element("button", label, type="button", class_="ge-ask", data_do=f"ask:{first_question}") if label else None
    return element(
        "section",
        element("h3", "Begin here"),
        element("p", sentence),
        element("p", "The first question: ", ask) if ask is not None else None,
        element("p", "Or open a worked case:") if trace.guideline.teaching_cases else None,
        worked_cases(trace.guideline, FIRST),
        class_="ge-section ge-welcome",
    )


def lesson(trace: Trace, case: TeachingCase) -> Element:
    """The story of a worked case, what to notice in it, and what was changed of it since."""
    told = element("p", case.notice) if case.notice else None
    summary = element("summary", "What to notice")
    notice = element("details", summary, told, data_key="notice") if case.notice else None
    return element(
        "section",
        element(
            "button",
            "×",
            type="button",
            class_="ge-close",
            data_do="lesson:",
            aria_label="Close the worked case",
        ),
        element("h3", case.title),
        element("p", case.vignette) if case.vignette else None,
        notice,
        _changed(trace, case),
        class_="ge-section ge-detail ge-lesson",
    )


def _changed(trace: Trace, case: TeachingCase) -> Element | None:
    if case not in trace.guideline.teaching_cases:
        return None
    names = facts_changed(trace.guideline, case, trace.case)
    if not names:
        return None
    labels = few([trace.guideline.parameters[name].label for name in names])
    back = element("button", "put back", type="button", class_="ge-ask", data_do=f"case:{case.id}")
    return element("p", element("b", "Changed from the worked case: "), f"{labels}. ", back)
