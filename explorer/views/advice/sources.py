"""Choosing which sources to listen to, and what no longer stands without the others."""

from __future__ import annotations

from collections.abc import Collection
from xml.etree.ElementTree import Element

from explorer.knowledge.model import Guideline
from explorer.reasoning.trace import Trace, evaluate
from explorer.views.markup import element


def source_choice(guideline: Guideline, chosen: Collection[str]) -> Element:
    """A switch for each source, with its title, date and review status."""
    return element("ul", [_switch(guideline, name, name in chosen) for name in guideline.sources], class_="ge-sources")


def _switch(guideline: Guideline, name: str, on: bool) -> Element:
    source = guideline.sources[name]
    button = element(
        "button",
        f"{name} {'on' if on else 'off'}",
        type="button",
        class_="ge-switch",
        data_do=f"source:{name}",
        aria_pressed="true" if on else "false",
        aria_label=f"Listen to {name}: {source.title}",
    )
    told = " · ".join(text for text in (source.publisher, source.date, source.review, source.note) if text)
    return element("li", button, f" {source.title} ", element("span", told, class_="ge-hint"))


def _lost(trace: Trace) -> list[str]:
    """The steps that are not supported, first those that all sources together would make active."""
    nodes = [name for name in trace.chosen.unsupported if name in trace.guideline.nodes]
    heard = evaluate(trace.guideline, trace.case).nodes if nodes else {}
    return sorted(nodes, key=lambda name: ("active", "possible", "ruled out").index(heard[name]))


def unsupported(trace: Trace) -> Element | None:
    """Say which sources are switched off, and which steps are not supported by those that are left."""
    off = [name for name in trace.guideline.sources if name not in trace.chosen.sources]
    if not off:
        return None
    nodes = _lost(trace)
    lines = [
        element("li", trace.guideline.nodes[name].title, data_unsupported=name, class_="ge-unsupported")
        for name in nodes
    ]
    words = f"{len(nodes)} steps are not supported by the chosen sources"
    summary = element("summary", f"{words}; those of this case come first" if nodes else words)
    return element(
        "section",
        element("h3", f"Without {', '.join(off)}"),
        element("details", summary, element("ul", lines, class_="ge-list"), data_key="unsupported"),
        class_="ge-section ge-without",
    )
