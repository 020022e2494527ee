"""How settled the advice is and what would alter it, in words; each change is a button that tries it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from explorer.briefing.advice import capital
from explorer.knowledge.link import query_of
from explorer.knowledge.model import Recommendation
from explorer.reasoning.case.counterfactual import Change, Changes, changes_to
from explorer.reasoning.case.nearest import Nearest, nearest_change, nearest_numbers, nearest_of
from explorer.reasoning.case.questions import answers_needed
from explorer.reasoning.trace import Trace
from explorer.views.advice.citations import Opened, folded
from explorer.views.markup import Content, element

NAMED = 3


def outlook(trace: Trace, active: Sequence[Recommendation]) -> Element:
    """How many more answers settle the rest, and that nothing holds yet where that is so.

    Args:
        trace: what evaluation found.
        active: the recommendations that hold for the case.
    """
    needed = answers_needed(trace)
    words = f"{capital(needed.in_words('the rest' if active else 'this'))}."
    if needed.assuming and not needed.most:  # named where the facts of the case are
        words = f"Settled as long as what is assumed holds ({len(needed.assuming)})."
    held = "" if active or not needed.most else "No advice is certain yet. "
    return element("p", held, words, class_="ge-hint ge-outlook")


def nearest(trace: Trace, advised: Sequence[Recommendation], opened: Opened) -> Element | None:
    """The nearest change that would alter the advice of a case, and how far each number is from doing so; folded away.

    Args:
        trace: what evaluation found.
        advised: the recommendations that are shown.
        opened: what is folded out.
    """
    if not advised:
        return None
    title = element("summary", element("h3", "What would change it"))
    return folded("nearest", title, _nearest(trace, advised, opened), opened, class_="ge-section ge-nearest")


def _nearest(trace: Trace, advised: Sequence[Recommendation], opened: Opened) -> Iterator[Element]:
    names = [node.id for node in advised]
    tests = [name for name in trace.criteria if trace.statements[name] == "applies"]
    found = nearest_of(trace, names, tests)
    if found is None:
        yield element("p", "No change of a single fact that can change would alter it.", class_="ge-hint")
        return
    yield element("p", element("b", "Nearest change: "), _step(trace, found))
    if any(trace.guideline.parameters[name].is_number for name in trace.case.known):
        summary = element("summary", "How far each number is from altering it")
        yield folded("numbers", summary, _numbers(trace, names, tests), opened)


def _numbers(trace: Trace, names: Sequence[str], tests: Sequence[str]) -> Iterator[Element]:
    found = nearest_numbers(trace, names, tests)
    for one in found:
        yield element("p", _step(trace, one))
    if not found:
        yield element("p", "No other value of a number alone would alter it.", class_="ge-hint")


def _step(trace: Trace, found: Nearest) -> list[Content]:
    """A change, what it alters, and a button that tries it."""
    titles = [trace.guideline.nodes[name].title for name in found.altered]
    titles += [f"the test of {name}" for name in found.tests]
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    altered = f"{_words(trace, found.changes)}. It would alter: {'; '.join(titles[:NAMED])}{more}. "
    return [altered, _try(trace, found.changes)]


def alternatives(trace: Trace, name: str) -> Element:
    """The smallest changes that would make a node active, or the nearest that would alter it where it is active.

    Args:
        trace: what evaluation found.
        name: the node's id.
    """
    if trace.nodes[name] == "active":
        title, found = "The nearest change that would alter it", [nearest_change(trace, name) or ()]
    else:
        title, found = "What would have to be different", changes_to(trace, name)
    none = element("p", "No change of facts that can change would do.", class_="ge-hint")
    lines = [element("li", _words(trace, changes), " ", _try(trace, changes)) for changes in found if changes]
    body = element("ul", lines, class_="ge-list") if lines else none
    return element("div", element("h4", title), body, class_="ge-alternatives")


def _words(trace: Trace, changes: Changes) -> str:
    return "; ".join(_change_in_words(trace, change) for change in changes)


def _change_in_words(trace: Trace, change: Change) -> str:
    parameter = trace.guideline.parameters[change.parameter]
    before = parameter.option_label(change.before) if change.before is not None else "not known"
    if change.distance:
        return f"{parameter.label}: {change.distance} ({before} now)"
    return f"{parameter.label}: {before} → {parameter.option_label(change.after)}"


def _try(trace: Trace, changes: Changes) -> Element:
    case = trace.case.as_given() | {change.parameter: change.after for change in changes}
    return element("button", "try it", type="button", class_="ge-ask", data_do=f"try:{query_of(case)}")
