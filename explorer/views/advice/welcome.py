"""What a newcomer meets: one sentence, worked cases to open, the first question."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from explorer.knowledge.model import Guideline
from explorer.reasoning.trace import Trace
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
