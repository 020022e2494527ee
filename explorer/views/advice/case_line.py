"""The case in a line: its name, its facts as chips that lead to their questions, what is assumed, its story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from explorer.briefing.advice import capital
from explorer.knowledge.model import TeachingCase, Value
from explorer.knowledge.worked_cases import facts_changed
from explorer.reasoning.case.contradictions import contradictions
from explorer.reasoning.trace import Trace
from explorer.views.advice.citations import Opened, few, folded
from explorer.views.markup import Content, element


def case_line(trace: Trace, told: TeachingCase | None, opened: Opened = None) -> list[Element]:
    """The case in a line; nothing while nothing is known of it.

    Args:
        trace: what evaluation found.
        told: the case as it is told, where it has a name.
        opened: what is folded out.
    """
    if told is None and not trace.case.known:
        return []
    name = element("h2", told.title if told else "Case without a name")
    close = _close() if told else None
    parts = [name, close, _facts(trace), _story(told, opened), _taken(trace, opened), _changed(trace, told)]
    return [part for part in parts if part is not None]


def _close() -> Element:
    return element("button", "×", type="button", class_="ge-close", data_do="lesson:", aria_label="Forget the name")


def _facts(trace: Trace) -> Element | None:
    """Each known fact, in the order of the form; a press opens its question."""
    doubted = {name for one in contradictions(trace) for name in (one.parameter, *one.facts)}
    known, parameters = trace.case.known, trace.guideline.parameters
    chips = [_fact(trace, name, name in doubted) for name in parameters if name in known]
    return element("ul", chips, class_="ge-facts", aria_label="What is known") if chips else None


def _fact(trace: Trace, name: str, doubted: bool) -> Element:
    parameter, value = trace.guideline.parameters[name], trace.case.known[name]
    words = capital(parameter.in_short(value))
    button = element(
        "button",
        f"⚠ {words}" if doubted else words,
        type="button",
        class_="ge-fact",
        data_do=f"ask:{name}",
        data_doubted="" if doubted else None,
        title=parameter.question,
    )
    return element("li", button)


def _story(told: TeachingCase | None, opened: Opened) -> Element | None:
    if told is None or not (told.vignette or told.notice):
        return None
    return folded("story", element("summary", "Story"), _told(told), opened)


def _told(told: TeachingCase) -> Iterator[Content]:
    yield element("p", told.vignette) if told.vignette else None
    yield element("p", element("b", "What to notice: "), told.notice) if told.notice else None


def _taken(trace: Trace, opened: Opened) -> Element | None:
    """What is taken as known although the case does not say it, counted; folded out, in words."""
    counts = ((len(trace.assumed), "assumed"), (len(trace.follows), "follow from these"))
    words = " · ".join(f"{count} {what}" for count, what in counts if count)
    return folded("assumed", element("summary", words), _named(trace), opened) if words else None


def _named(trace: Trace) -> Iterator[Content]:
    if trace.assumed:
        yield element("p", f"Assumed until said otherwise: {_in_words(trace, trace.assumed)}.")
    if trace.follows:
        yield element("p", f"Follows by the meaning of the words: {_in_words(trace, trace.follows)}.")


def _in_words(trace: Trace, facts: Mapping[str, Value]) -> str:
    parameters = trace.guideline.parameters
    return ", ".join(f"{parameters[name].label}: {parameters[name].option_label(facts[name])}" for name in facts)


def _changed(trace: Trace, told: TeachingCase | None) -> Element | None:
    """What was changed of a worked case since it was opened."""
    if told not in trace.guideline.teaching_cases:
        return None
    names = facts_changed(trace.guideline, told, trace.case)
    if not names:
        return None
    labels = few([trace.guideline.parameters[name].label for name in names])
    back = element("button", "put back", type="button", class_="ge-ask", data_do=f"case:{told.id}")
    return element("p", element("b", "Changed from the worked case: "), f"{labels}. ", back, class_="ge-changed")
