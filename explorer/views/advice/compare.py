"""Two cases side by side: which facts, advice and disagreements differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from explorer.knowledge.model import Recommendation
from explorer.reasoning.trace import Trace
from explorer.views.markup import element

WORDS = {"active": "advised", "possible": "still possible", "ruled out": "not for this case"}


@dataclass(frozen=True)
class Difference:
    """One thing that differs: its id, and what it was in the pinned case and is now."""

    name: str
    before: str
    after: str


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Say what has another status in another trace."""
    return [Difference(name, before[name], after[name]) for name in after if before[name] != after[name]]


def comparison(pinned: Trace, trace: Trace) -> Element:
    """What differs between the pinned case and the one now shown."""
    parts = [
        _part("Facts", _facts(pinned, trace)),
        _part("Advice", _advice(pinned, trace)),
        _part("Disagreements", _disagreements(pinned, trace)),
    ]
    found = [part for part in parts if part is not None]
    same = element("p", "Nothing differs yet: change a fact to see what it changes.", class_="ge-hint")
    heading = element("h3", "Compared with the pinned case")
    return element("section", heading, found or same, class_="ge-section ge-compare")


def _part(title: str, lines: Iterable[Element]) -> Element | None:
    listed = list(lines)
    return element("div", element("h4", title), element("ul", listed, class_="ge-list")) if listed else None


def _facts(pinned: Trace, trace: Trace) -> Iterable[Element]:
    before, after = pinned.taken_as_known, trace.taken_as_known
    for name, parameter in trace.guideline.parameters.items():
        if before.get(name) != after.get(name):
            shown = [parameter.option_label(facts[name]) if name in facts else "not known" for facts in (before, after)]
            yield _line(parameter.label, *shown)


def _advice(pinned: Trace, trace: Trace) -> Iterable[Element]:
    for difference in differences(pinned.nodes, trace.nodes):
        node = trace.guideline.nodes[difference.name]
        if isinstance(node, Recommendation):
            title = element("button", node.title, type="button", class_="ge-title", data_do=f"node:{node.id}")
            yield _line(title, WORDS[difference.before], WORDS[difference.after])


def _disagreements(pinned: Trace, trace: Trace) -> Iterable[Element]:
    for difference in differences(pinned.disagreements, trace.disagreements):
        question = trace.guideline.disagreements[difference.name].question
        yield _line(question, difference.before, difference.after)


def _line(title: Element | str, before: str, after: str) -> Element:
    return element("li", title, ": ", element("span", f"{before} → {after}", class_="ge-where"))
