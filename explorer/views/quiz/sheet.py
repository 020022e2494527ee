"""The sheet on which one practises: the case, the question, the options; after the choice each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from explorer.briefing.advice import capital
from explorer.knowledge.link import query_of
from explorer.knowledge.model import Guideline
from explorer.teaching.item import Item, Option
from explorer.teaching.practice import Practice
from explorer.views.markup import element

XAPI = "Save my answers as statements for a learning record store"
MARKS = {True: "✓", False: "✗"}


def practice_sheet(guideline: Guideline, practice: Practice, pathway: str) -> list[Element]:
    """Write what is shown while one practises.

    Args:
        guideline: the guideline.
        practice: the run through its questions.
        pathway: the id of the pathway the questions are about; nothing for all.
    """
    title = guideline.pathways[pathway].title if pathway else "all parts"
    head = element("p", element("b", f"Questions on {title}. "), f"{capital(practice.score)}.", class_="ge-hint")
    item = practice.item
    if item is None:
        return [head, element("p", "That was the last question here."), _choices(pathway)]
    case, question = _case(guideline, item), element("p", element("b", item.question), class_="ge-question")
    told = _asked(item) if practice.chosen is None else _answered(item, practice.chosen)
    return [part for part in (head, case, question, *told, _choices(pathway)) if part is not None]


def _case(guideline: Guideline, item: Item) -> Element | None:
    facts = guideline.phrases(item.case)
    return element("p", f"A case: {'; '.join(facts)}.") if facts else None


def _asked(item: Item) -> Iterator[Element]:
    """The options, each a button; nothing tells which is right."""
    buttons = [_option(place, option) for place, option in enumerate(item.options)]
    yield element("ol", buttons, class_="ge-options")


def _option(place: int, option: Option) -> Element:
    return element("li", element("button", option.text, type="button", class_="ge-option", data_do=f"choose:{place}"))


def _answered(item: Item, chosen: int) -> Iterator[Element]:
    """Whether it was right, and of each option why it is or is not."""
    word = "Right." if item.options[chosen].correct else "Not right; it comes back later."
    yield element("p", element("b", word), role="status", class_="ge-result")
    yield element(
        "ol", [_reason(option, place == chosen) for place, option in enumerate(item.options)], class_="ge-options"
    )
    go_on = element("button", "Next question", type="button", class_="ge-tool", data_do="go-on:", data_next="")
    case = query_of(item.case)
    see = element("button", "See this case on the map", type="button", class_="ge-tool", data_do=f"try:{case}")
    yield element("p", go_on, " ", see if case else None)


def _reason(option: Option, is_chosen: bool) -> Element:
    mine = element("span", " (your answer)", class_="ge-where") if is_chosen else None
    said = element("div", f"{MARKS[option.correct]} ", element("b", option.text), mine)
    return element("li", said, element("p", option.why, class_="ge-hint"), data_correct=str(option.correct).lower())


def _choices(pathway: str) -> Element:
    whole = element("button", "Questions on all parts", type="button", class_="ge-tool", data_do="practise:")
    keep = element("button", "Save my answers", type="button", class_="ge-tool", data_do="record:")
    xapi = element("button", "… as xAPI", type="button", class_="ge-tool", data_do="record:xapi", title=XAPI)
    return element("p", whole if pathway else None, " ", keep, " ", xapi)
