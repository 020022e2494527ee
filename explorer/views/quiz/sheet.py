"""The sheet on which one practises: the case, the question, the options; after the choice each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from explorer.briefing.advice import capital
from explorer.knowledge.link import query_of
from explorer.knowledge.model import Guideline
from explorer.teaching.item import Item, Option
from explorer.teaching.practice import Practice
from explorer.views.markup import element

XAPI = "Save my answers as statements for a learning record store"
KNOWN = "known"
"""What is folded out where one sees how well each pathway is known."""
GUESS = "A guess that is right is asked again sooner"
MARKS = {True: "✓", False: "✗"}


@dataclass(frozen=True)
class Known:
    """How well a pathway is known.

    Attributes:
        pathway, title: its id and title.
        questions, answered, due: how many questions there are on it, were answered, and are due again.
        share: how many of all would be answered right now, from 0 to 1.
    """

    pathway: str
    title: str
    questions: int
    answered: int
    due: int
    share: float


def practice_sheet(
    guideline: Guideline, practice: Practice, pathway: str, known: Sequence[Known] | None = None
) -> list[Element]:
    """Write what is shown while one practises.

    Args:
        guideline: the guideline.
        practice: the run through its questions.
        pathway: the id of the pathway the questions are about; nothing for all.
        known: how well each pathway is known, where that is to be shown; None where nothing was answered yet.
    """
    title = guideline.pathways[pathway].title if pathway else "all parts"
    head = element("p", element("b", f"Questions on {title}. "), f"{capital(practice.score)}.", class_="ge-hint")
    item = practice.item
    if item is None:
        return [head, element("p", "That was the last question here."), _choices(pathway), *_progress(known)]
    case, question = _case(guideline, item), element("p", element("b", item.question), class_="ge-question")
    told = _asked(practice, item) if practice.chosen is None else _answered(item, practice.chosen)
    parts = (head, case, question, *told, _choices(pathway), *_progress(known))
    return [part for part in parts if part is not None]


def _case(guideline: Guideline, item: Item) -> Element | None:
    facts = guideline.phrases(item.case)
    return element("p", f"A case: {'; '.join(facts)}.") if facts else None


def _asked(practice: Practice, item: Item) -> Iterator[Element]:
    """The options, each a button; nothing tells which is right."""
    guess = {"data_do": "guess:", "aria_pressed": str(not practice.is_sure).lower(), "title": GUESS}
    yield element("p", element("button", "I am guessing", type="button", class_="ge-tool", **guess))
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
    erase = element("button", "Forget what I have learnt", type="button", class_="ge-tool", data_do="forget:")
    learnt = element("button", "Save what I have learnt", type="button", class_="ge-tool", data_do="record:learnt")
    xapi = element("button", "… as xAPI", type="button", class_="ge-tool", data_do="record:xapi", title=XAPI)
    return element("p", whole if pathway else None, " ", keep, " ", xapi, " ", learnt, " ", erase)


def _progress(known: Sequence[Known] | None) -> Iterator[Element]:
    """How well each pathway is known; pressing one practises it."""
    if known is not None:
        rows = element("ul", [element("li", *_bar(one)) for one in known], class_="ge-known")
        yield element("details", element("summary", "What I know"), rows, data_key=KNOWN)


def _bar(one: Known) -> Iterator[Element | str]:
    """A pathway as a button, a bar, and the same in words."""
    yield element("button", one.title, type="button", class_="ge-tool", data_do=f"practise:{one.pathway}")
    share = f"{one.share:.2f}"
    yield element("meter", value=share, min="0", max="1", aria_label=f"{one.title}: remembered")
    due = f", {one.due} due" if one.due else ""
    yield f" {one.answered} of {one.questions} answered, {one.share:.0%} remembered{due}"
