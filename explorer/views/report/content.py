"""What a report says, as a tree that every form writes down.

The tree holds headings, paragraphs, lists, tables and figures, in the reading order; nothing in it folds, and
nothing is computed here that the trace does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from explorer.briefing.advice import (
    SECTIONS,
    advice_by_section,
    capital,
    gaps,
    open_questions,
    recommendations,
    timing_in_words,
    withheld_because,
)
from explorer.briefing.decision import BoardDecision
from explorer.briefing.size import Size
from explorer.knowledge.case import UNKNOWN, allowed_numbers
from explorer.knowledge.link import query_of
from explorer.knowledge.model import Group, Parameter, Pathway, Recommendation
from explorer.knowledge.number import counted
from explorer.reasoning.case.contradictions import contradictions
from explorer.reasoning.case.questions import answers_needed, next_questions
from explorer.reasoning.trace import Trace
from explorer.views.advice.citations import few
from explorer.views.markup import Content, element
from explorer.views.picture.diagram import marks_of
from explorer.views.report.evidence import disagreements, sources, statement_list
from explorer.views.report.line import line
from explorer.views.report.one_page import NONE_YET, one_page

Parts = Iterable[Element | None]

TITLES = {"first": "Find out first", **SECTIONS, "held": "Held back in this case"}
LEGEND = (
    "Heavy solid lines: active, certain for this case. Dashed: possible, depends on open answers. "
    "Grey and dotted: ruled out. ≠: the sources differ there."
)
LOCAL = re.compile(r"https?://(localhost|127\.[\d.]+|\[::1\])(:\d+)?(/|$)", re.IGNORECASE)
SAFE_ADDRESS = re.compile(r"https?://[^\s<>\"'`()\[\]\\]+")


@dataclass(frozen=True)
class About:
    """What a report is told beside the trace.

    Attributes:
        link: the address of a dashboard, or nothing.
        title: the name of the case, or nothing.
        made_on: the date of the report; None for today.
        size: how much it says.
        decision: what a board decided.
    """

    link: str = ""
    title: str = ""
    made_on: date | None = None
    size: Size = Size.EVERYTHING
    decision: BoardDecision = NONE_YET

    @property
    def day(self) -> date:
        """The date of the report."""
        return self.made_on or date.today()


def report(trace: Trace, about: About) -> list[Element]:
    """What a report says, in the reading order."""
    if about.size == Size.EVERYTHING:
        return _everything(trace, about)
    link = list(_link(trace, about.link))
    link[0].set("class", "ge-origin")
    found: list[Element | None] = [*one_page(trace, about.title, about.day, about.decision), *link]
    if about.size == Size.GROUNDS:
        found += _grounds(trace)
    return [part for part in found if part is not None]


def _grounds(trace: Trace) -> Parts:
    """What the lines of the page rest on; the references' own entries stand in the report of everything."""
    yield element("h2", "What it rests on")
    found = advice_by_section(trace)
    for kind in ("do", "disputed", "consider", "avoid", "caution"):
        yield from (_rests_on(trace, node) for node in found[kind])


def _rests_on(trace: Trace, node: Recommendation) -> Element:
    applying = [name for name in node.cites if trace.statements[name] == "applies"]
    title = element("p", element("b", node.title), class_="ge-title")
    return element("section", title, statement_list(trace, applying), class_="ge-advice")


def _everything(trace: Trace, about: About) -> list[Element]:
    found: list[Element | None] = [
        *_head(trace, about),
        *_case(trace),
        *_in_short(trace),
        *_advice(trace),
        *disagreements(trace),
        *_silences(trace),
        *_questions(trace),
        *_still_possible(trace),
        *_path(trace),
    ]
    said = [part for part in found if part is not None]
    return [*said, *sources(trace, said)]


def _head(trace: Trace, about: About) -> Parts:
    front = trace.guideline.metadata
    made_on = about.day.isoformat()
    name = f" on the case “{about.title}”" if about.title else ""
    dated = f"Report{name}, made on {made_on}. Guideline edition {front.edition} of {front.date}."
    yield element("h1", front.title)
    yield element("p", dated, class_="ge-edition", data_made_on=made_on)
    yield element("p", front.disclaimer, class_="ge-disclaimer")
    yield from _link(trace, about.link)
    off = sorted(set(trace.guideline.sources) - trace.chosen.sources)
    if off:
        words = f"The link carries the case, not the choice of sources: switch off {', '.join(off)} again."
        yield element("p", words, class_="ge-link-limits")


def _link(trace: Trace, address: str) -> Iterator[Element]:
    """The link of the case, and the same for a camera where it opens elsewhere than on this computer."""
    query = case_query(trace)
    base = re.split(r"[?#]", address.strip())[0]
    if SAFE_ADDRESS.fullmatch(base):
        words = "Opens on this computer only: " if LOCAL.match(base) else "Open this case again: "
        yield element("p", words, element("a", base + query, href=base + query))
        if not LOCAL.match(base):
            yield element("figure", class_="ge-qr", data_link=base + query)
    else:
        words = "To open this case again, add this to the address of the explorer: "
        yield element("p", words, element("code", base + query), class_="ge-link")


def case_query(trace: Trace) -> str:
    """The part of a link that restores the case, with the assumptions it lifted.

    >>> from explorer import evaluate, load
    >>> case_query(evaluate(load("rectal_liver_metastases"), {"kras": "mutant", "liver_lesion_count": 3}))
    '?kras=mutant&liver_lesion_count=3'
    """
    parameters = trace.guideline.parameters.values()
    lifted = [p.id for p in parameters if p.assume and p.id not in trace.taken_as_known]
    return "?" + query_of({**trace.case.as_given(), **dict.fromkeys(lifted, UNKNOWN)})


def _case(trace: Trace) -> Parts:
    yield element("h2", "The case")
    rows = [row for group in trace.guideline.groups for row in _group_rows(trace, group)]
    yield element("table", rows, class_="ge-case") if rows else element("p", "Nothing is known of this case.")
    yield line("These facts contradict each other", [one.in_words for one in contradictions(trace)])
    yield line("Said to be not known", [_label(trace, name) for name in sorted(trace.case.unknown)])
    yield line("Assumed until said otherwise", _facts(trace, trace.assumed))
    yield line("Follows by the meaning of the words", list(_following(trace)))
    yield line("Not known, and of no weight for this case", _idle(trace))
    if trace.chosen.sources != set(trace.guideline.sources):
        yield line("Only these sources were listened to", sorted(trace.chosen.sources))


def _group_rows(trace: Trace, group: Group) -> Iterable[Element]:
    known = [parameter for parameter in group.parameters if parameter.id in trace.case.known]
    if known:
        yield element("tr", element("th", group.title, colspan="2", scope="colgroup"))
    for parameter in known:
        said = parameter.option_label(trace.case.known[parameter.id])
        yield element(
            "tr",
            element("td", parameter.label),
            element("td", said, class_="ge-value"),
            data_fact=parameter.id,
        )


def _row(title: str, words: list[str]) -> Element | None:
    return element("p", element("b", f"{title}: "), " · ".join(words)) if words else None


def _label(trace: Trace, name: str) -> str:
    return trace.guideline.parameters[name].label


def _facts(trace: Trace, facts: Iterable[str]) -> list[str]:
    parameters = trace.guideline.parameters
    return [f"{_label(trace, n)}: {parameters[n].option_label(trace.taken_as_known[n])}" for n in facts]


def _following(trace: Trace) -> Iterable[str]:
    reasons = {(follows.parameter, follows.value): follows.because for follows in trace.guideline.follows}
    for name, fact in zip(trace.follows, _facts(trace, trace.follows), strict=True):
        because = reasons.get((name, str(trace.follows[name])))
        yield f"{fact} ({because.rstrip('.')})" if because else fact


def _idle(trace: Trace) -> list[str]:
    asked = {*next_questions(trace), *trace.taken_as_known, *trace.case.unknown}
    return [_label(trace, name) for name in trace.guideline.parameters if name not in asked]


def _in_short(trace: Trace) -> Parts:
    """The titles of the advice, so that the first page says what matters."""
    found = advice_by_section(trace)
    told = [_titles(kind, found[kind]) for kind in TITLES if kind != "note"]
    differ = sum(status == "active" for status in trace.disagreements.values())
    yield element("h2", "In short")
    yield from told if any(line is not None for line in told) else [_nothing()]
    if differ:
        yield element("p", element("b", "The sources disagree "), f"on {counted(differ, 'question')}; see below.")
    asked = next_questions(trace)[:5]
    yield line("To ask next", [_label(trace, name) for name in asked])


def _nothing() -> Element:
    return element("p", "No advice is certain yet: it depends on the open questions below.")


def _titles(kind: str, nodes: list[Recommendation]) -> Element | None:
    if not nodes:
        return None
    if kind == "test":
        return element("p", element("b", f"{TITLES[kind]}: "), f"{counted(len(nodes), 'entry', 'entries')}, below.")
    head = element("p", element("b", TITLES[kind]), class_="ge-title")
    titles = element("ul", [element("li", node.title) for node in nodes])
    return element("section", head, titles, class_="ge-short")


def _advice(trace: Trace) -> Parts:
    yield element("h2", "Advice, with what it rests on")
    for kind, nodes in advice_by_section(trace).items():
        if nodes:
            yield element("h3", TITLES[kind])
            yield from (_advised(trace, node, kind) for node in nodes)


def _advised(trace: Trace, node: Recommendation, kind: str) -> Element:
    pathway = trace.guideline.pathways[trace.guideline.pathway_of[node.id]]
    applying = [name for name in node.cites if trace.statements[name] == "applies"]
    asked = [_label(trace, name) for name in open_questions(trace, node)]
    bars, timing = withheld_because(trace, node), timing_in_words(trace, node)
    return element(
        "section",
        element("p", element("b", node.title), element("span", f" · {pathway.title}"), class_="ge-title"),
        line("Still to find out", asked) if kind == "first" else None,
        element("p", bars, class_="ge-bar") if bars else None,
        element("p", timing, class_="ge-bar") if timing else None,
        element("p", node.text) if node.text else None,
        _differ(trace, node),
        statement_list(trace, applying),
        class_=f"ge-advice ge-{kind}",
        data_node=node.id,
    )


def _differ(trace: Trace, node: Recommendation) -> Element | None:
    active = [name for name in node.disagreements if trace.disagreements[name] == "active"]
    questions = " ".join(trace.guideline.disagreements[name].question for name in active)
    return element("p", f"≠ The sources differ: {questions}", class_="ge-bar") if active else None


def _silences(trace: Trace) -> Parts:
    if found := gaps(trace):
        yield element("h2", "Where the sources are silent")
        yield element("ul", [element("li", words) for words in found.values()])


def _questions(trace: Trace) -> Parts:
    yield element("h2", "Open questions, the most telling first")
    asked = [trace.guideline.parameters[name] for name in next_questions(trace)]
    none = element("p", f"{capital(answers_needed(trace).in_words())}.")
    yield element("ol", [_question(parameter) for parameter in asked]) if asked else none


def _question(parameter: Parameter) -> Element:
    numbers = f" A number {allowed_numbers(parameter)}." if parameter.is_number else ""
    words = f"{parameter.question}{numbers}"
    return element("li", element("b", f"{parameter.label}: "), words, data_question=parameter.id)


def _still_possible(trace: Trace) -> Parts:
    found = recommendations(trace, "possible")
    if found:
        yield element("h2", "Still possible, depending on open answers")
        yield element("ul", [_possible(trace, node) for node in found], class_="ge-possible")


def _possible(trace: Trace, node: Recommendation) -> Element:
    asked = [_label(trace, name) for name in trace.still_asked([trace.row(node.id)])]
    return element("li", f"{node.title} · ", element("span", few(asked, "; ")), data_open=node.id)


def _path(trace: Trace) -> Parts:
    first = trace.guideline.metadata.start
    pathways = sorted(trace.guideline.pathways.values(), key=lambda pathway: pathway.id != first)
    yield element("h2", "The path drawn")
    yield element("p", LEGEND)
    for pathway in pathways:
        if trace.nodes[pathway.start] == "active":
            yield element("h3", pathway.title)
            yield _figure(trace, pathway)


def _figure(trace: Trace, pathway: Pathway) -> Element:
    """A place for the picture of a pathway, which each form draws itself, and the same in words."""
    open_ = [node.title for node in pathway.nodes if trace.nodes[node.id] == "possible"]
    marked = [trace.guideline.nodes[name].title for name in marks_of(trace, pathway.id)]
    words: list[Content] = [
        _row("On the path", [node.title for node in pathway.nodes if trace.nodes[node.id] == "active"]),
        _row("Still open", open_),
        _row("The sources differ at", marked),
    ]
    return element("figure", element("figcaption", words), data_pathway=pathway.id)
