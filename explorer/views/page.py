"""The head of the page: the guideline's title and edition, and the strip of its pathways."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from explorer.knowledge.model import Guideline, Pathway
from explorer.reasoning.evaluation import Trace
from explorer.views.markup import element
from explorer.views.panels import MARKS


def heading(guideline: Guideline) -> list[Element]:
    """The title, the edition and what the page is for."""
    front = guideline.front
    return [
        element("h1", front.title),
        element("p", f"Edition {front.edition} · for teaching, not a medical device", class_="ge-edition"),
        element(
            "details",
            element("summary", "About and sources"),
            element("p", front.scope),
            element("p", front.disclaimer),
            element("ul", [_source(guideline, name) for name in guideline.sources]),
            class_="ge-about",
            data_key="about",
        ),
    ]


def _source(guideline: Guideline, name: str) -> Element:
    source = guideline.sources[name]
    told = " · ".join(text for text in (source.publisher, source.date, source.review) if text)
    return element("li", element("b", name), " ", source.title, element("span", f" {told}", class_="ge-hint"))


def strip(trace: Trace, shown: str) -> list[Element]:
    """Each pathway with its status and the number of its open questions; those ruled out are folded away."""
    pathways = list(trace.guideline.pathways.values())
    reached = [
        pathway for pathway in pathways if trace.nodes[pathway.start] != "ruled out" or pathway.id == shown
    ]
    away = [pathway for pathway in pathways if pathway not in reached]
    listed = element("ul", [_chip(trace, pathway, shown) for pathway in _ordered(trace, reached)])
    folded = (
        element(
            "details",
            element("summary", f"{len(away)} parts do not concern this case"),
            element("ul", [_chip(trace, pathway, shown) for pathway in away]),
            data_key="away",
        )
        if away
        else None
    )
    return [part for part in (listed, folded) if part is not None]


def _ordered(trace: Trace, pathways: list[Pathway]) -> list[Pathway]:
    """The overview first, then what is active, then what is possible, each in the guideline's order."""
    start = trace.guideline.front.start
    return sorted(pathways, key=lambda pathway: (pathway.id != start, trace.nodes[pathway.start] != "active"))


def _chip(trace: Trace, pathway: Pathway, shown: str) -> Element:
    status = trace.nodes[pathway.start]
    questions = len(trace.still_asked(trace.compiled.nodes[node.id] for node in pathway.nodes))
    count = (
        element("span", f"{questions} open", class_="ge-open-count")
        if questions and status != "ruled out"
        else None
    )
    button = element(
        "button",
        f"{MARKS[status]} ",
        pathway.title,
        " ",
        count,
        type="button",
        class_="ge-pathway",
        data_do=f"pathway:{pathway.id}",
        data_status=status,
        aria_current="true" if pathway.id == shown else None,
        title=f"{status}" + (f": {pathway.about}" if pathway.about else ""),
    )
    return element("li", button)
