"""The head of the page: the guideline's title and edition, and the strip of its pathways."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from importlib.util import find_spec
from itertools import compress
from types import MappingProxyType
from xml.etree.ElementTree import Element

from explorer.knowledge.model import Guideline, Pathway
from explorer.reasoning.trace import Trace
from explorer.views.advice.advice import MARKS
from explorer.views.advice.audit import atlas, proof_sheet
from explorer.views.advice.citations import Opened
from explorer.views.advice.sources import source_choice
from explorer.views.advice.welcome import worked_cases
from explorer.views.markup import element
from explorer.views.picture.diagram import differing

REGIONS = {"form": "The case", "map": "Map", "advice": "Advice"}
PRINTED = "print"
FORMS_IN_A_BROWSER = ("html", PRINTED, "md")
FORMS = ("html", "pdf", "md") if find_spec("typst") else FORMS_IN_A_BROWSER  # what writes PDF is an extra
SIZES = {"page": "One page", "grounds": "With grounds", "everything": "Everything, drawn"}
TITLES = {"html": "HTML", "pdf": "PDF", PRINTED: "Print or PDF", "md": "Markdown"}


def heading(
    guideline: Guideline,
    sources: Collection[str],
    pinned: bool,
    opened: Opened,
    forms: Iterable[str] = FORMS,
    sheets: Mapping[str, Callable[[], list[Element]]] = MappingProxyType({}),
) -> list[Element]:
    """The title, the edition, what the page is for, and its tools.

    Args:
        guideline: the guideline.
        sources: the sources listened to.
        pinned: whether a case is pinned for comparison.
        opened: what is folded out.
        forms: the forms in which a report is offered.
        sheets: what writes further sheets, by their titles: on which one practises, from which one teaches, …
    """
    front = guideline.metadata
    edition = f"Edition {front.edition} · for teaching, not a medical device"
    tools = [*_to_do(guideline, pinned, opened, forms, sheets), *_to_read(guideline, sources, opened)]
    return [
        element("nav", [_jump(name) for name in REGIONS], class_="ge-jump", aria_label="On this page"),
        element("div", element("h1", front.title), element("p", edition, class_="ge-edition"), class_="ge-name"),
        element("div", tools, class_="ge-tools"),
    ]


def _jump(name: str) -> Element:
    return element("button", REGIONS[name], type="button", data_do=f"go:{name}")


def _to_read(guideline: Guideline, sources: Collection[str], opened: Opened) -> Iterable[Element]:
    """What can be read."""
    off = len(guideline.sources) - len(sources)
    choice = f"Sources ({off} off)" if off else "Sources"
    about = [element("p", front_text) for front_text in (guideline.metadata.scope, guideline.metadata.disclaimer)]
    yield _tool("sources", choice, opened, lambda: [source_choice(guideline, sources)])
    yield _tool("atlas", "Disagreements", opened, lambda: [atlas(guideline)])
    yield _tool("proof", "Proof", opened, lambda: [proof_sheet(guideline)])
    yield _tool("about", "About", opened, lambda: about)


def _to_do(
    guideline: Guideline,
    pinned: bool,
    opened: Opened,
    forms: Iterable[str],
    sheets: Mapping[str, Callable[[], list[Element]]],
) -> Iterable[Element]:
    """What can be done: open a case, take a report along, compare, practise, teach."""
    if guideline.teaching_cases:
        yield _tool("cases", "Cases", opened, lambda: [worked_cases(guideline)])
    yield _tool("reports", "Report", opened, lambda: [_reports(size, forms) for size in SIZES])
    for name, sheet in sheets.items():
        yield _tool(name.lower().replace(" ", "-"), name, opened, sheet)
    words = "Unpin" if pinned else "Pin to compare"
    yield element("button", words, type="button", class_="ge-tool", data_do="pin:", aria_pressed=str(pinned).lower())


def _tool(key: str, title: str, opened: Opened, content: Callable[[], list[Element]]) -> Element:
    shown = content() if opened is None or key in opened else []
    sheet = element("div", shown, class_="ge-sheet")
    return element("details", element("summary", title), sheet, class_="ge-tool", data_key=key)


def _reports(size: str, forms: Iterable[str]) -> Element:
    return element("p", f"{SIZES[size]}: ", [_report(form, size) for form in forms], class_="ge-report")


def _report(form: str, size: str) -> Element:
    label = "Print the report, or save it as PDF" if form == PRINTED else f"Report as {TITLES[form]}"
    more = f", {SIZES[size].lower()}"
    do = f"report:{form}:{size}"
    return element("button", TITLES[form], type="button", class_="ge-tool", data_do=do, aria_label=label + more)


def strip(trace: Trace, shown: str, pinned: Trace | None = None) -> list[Element]:
    """Each pathway with its status and the number of its open questions; those ruled out are folded away.

    Args:
        trace: what evaluation found.
        shown: the id of the pathway on the map, or nothing.
        pinned: the trace of the case it is compared with; what differs from it is counted at each pathway.
    """
    if not shown and pinned is None:
        return [_folded_strip(trace)]
    pathways = list(trace.guideline.pathways.values())
    concerned = [trace.nodes[pathway.start] != "ruled out" or pathway.id == shown for pathway in pathways]
    reached = list(compress(pathways, concerned))
    away = [pathway for pathway, concerns in zip(pathways, concerned, strict=True) if not concerns]
    listed = element("ul", [_chip(trace, pathway, shown, pinned) for pathway in _ordered(trace, reached)])
    folded = (
        element(
            "details",
            element("summary", f"{len(away)} parts do not concern this case"),
            element("ul", [_chip(trace, pathway, shown, pinned) for pathway in away]),
            data_key="away",
        )
        if away
        else None
    )
    return [part for part in (listed, folded) if part is not None]


def _folded_strip(trace: Trace) -> Element:
    """All pathways, folded away while none of them is on the map."""
    pathways = list(trace.guideline.pathways.values())
    concerned = sum(trace.nodes[pathway.start] != "ruled out" for pathway in pathways)
    summary = element("summary", f"Pathways: {concerned} of {len(pathways)} concern this case")
    chips = [_chip(trace, pathway, "", None) for pathway in _ordered(trace, pathways)]
    return element("details", summary, element("ul", chips), data_key="pathways")


def _ordered(trace: Trace, pathways: list[Pathway]) -> list[Pathway]:
    """The overview first, then what is active, then what is possible, each in the guideline's order."""
    start = trace.guideline.metadata.start
    return sorted(pathways, key=lambda pathway: (pathway.id != start, trace.nodes[pathway.start] != "active"))


def _chip(trace: Trace, pathway: Pathway, shown: str, pinned: Trace | None) -> Element:
    status = trace.nodes[pathway.start]
    questions = len(trace.still_asked(trace.chosen.nodes[node.id] for node in pathway.nodes))
    count = (
        element("span", str(questions), element("span", " open", class_="ge-open-word"), class_="ge-open-count")
        if questions and status != "ruled out"
        else None
    )
    button = element(
        "button",
        f"{MARKS[status]} ",
        pathway.title,
        " ",
        count,
        _difference(trace, pathway, pinned) if pinned is not None else None,
        type="button",
        class_="ge-pathway",
        data_do=f"pathway:{pathway.id}",
        data_status=status,
        aria_current="true" if pathway.id == shown else None,
        title=f"{status}" + (f": {pathway.about}" if pathway.about else ""),
    )
    return element("li", button)


def _difference(trace: Trace, pathway: Pathway, pinned: Trace) -> Element | None:
    """How many steps and branches of a pathway differ from the pinned case."""
    found = len(differing(trace, pinned, pathway.id))
    words = element("span", " different", class_="ge-unseen")
    return element("span", f" Δ {found}", words, class_="ge-different") if found else None
