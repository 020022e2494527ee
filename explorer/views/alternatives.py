"""What would have to be different, in words, each alternative a button that tries it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from explorer.reasoning.changes import Change, Changes, changes_to
from explorer.reasoning.evaluation import Trace
from explorer.views.link import query_of
from explorer.views.markup import element


def alternatives(trace: Trace, name: str) -> Element:
    """The smallest changes that would make a node active, or alter it where it is active.

    Args:
        trace: what evaluation found.
        name: the node's id.
    """
    is_active = trace.nodes[name] == "active"
    found = changes_to(trace, name, active=not is_active, most=1 if is_active else 3)
    title = "What would take it away" if is_active else "What would have to be different"
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
