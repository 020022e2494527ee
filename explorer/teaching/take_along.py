"""The question bank to take along: a worksheet with a separate answer sheet, and files for learning platforms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from explorer.knowledge.model import Guideline
from explorer.teaching.item import LETTERS, Item


def case_in_words(guideline: Guideline, item: Item) -> str:
    """Say the facts of an item's case in one line; nothing where it has none."""
    given = guideline.phrases(item.case)
    return f"Case: {'; '.join(given)}." if given else ""


def asked_in_words(guideline: Guideline, item: Item) -> str:
    """The case and the question of an item in one line."""
    return f"{case_in_words(guideline, item)} {item.question}".strip()


def worksheet(guideline: Guideline, bank: Iterable[Item]) -> str:
    """Write questions to be answered on paper, and on a page of its own which answers are right and why.

    Args:
        guideline: the guideline.
        bank: the items.

    Returns:
        Markdown.
    """
    bank = list(bank)
    front = guideline.metadata
    lines = [f"# {front.title}: questions", f"Edition {front.edition}. For teaching, not a medical device.", ""]
    for number, item in enumerate(bank, 1):
        lines += [f"**{number}.** {_plain(case_in_words(guideline, item))} {_plain(item.question)}", ""]
        lines += [f"- {LETTERS[place]}. {_plain(option.text)}" for place, option in enumerate(item.options)] + [""]
    lines += ["---", "", "# Answers", ""]
    for number, item in enumerate(bank, 1):
        lines.append(f"**{number}.** {LETTERS[item.right]}. {_plain(item.options[item.right].why)}")
        wrong = [f"  {LETTERS[at]}: {_plain(one.why)}" for at, one in enumerate(item.options) if not one.correct]
        lines += [*wrong, ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text in which no sign means anything to Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", text)


def gift(guideline: Guideline, bank: Iterable[Item]) -> str:
    """Write questions in Moodle's GIFT format (https://docs.moodle.org/en/GIFT_format).

    Args:
        guideline: the guideline.
        bank: the items.
    """
    return "\n".join(_gift_item(guideline, item) for item in bank)


def _gift_item(guideline: Guideline, item: Item) -> str:
    asked = asked_in_words(guideline, item)
    options = [f"\t{'=' if one.correct else '~'}{_escaped(one.text)}#{_escaped(one.why)}" for one in item.options]
    return "\n".join([f"::{_escaped(item.id)}::{_escaped(asked)} {{", *options, "}", ""])


def _escaped(text: str) -> str:
    return re.sub(r"([~=#{}:\\])", r"\\\1", " ".join(text.split()))


def moodle_xml(guideline: Guideline, bank: Iterable[Item]) -> str:
    """Write questions in Moodle's XML format (https://docs.moodle.org/en/Moodle_XML_format).

    Args:
        guideline: the guideline.
        bank: the items.
    """
    quiz = Element("quiz")
    category = SubElement(quiz, "question", type="category")
    _texted(category, "category", f"$course$/{guideline.metadata.title}")
    for item in bank:
        _moodle_item(guideline, quiz, item)
    ElementTree.indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(quiz, encoding="unicode") + "\n"


def _moodle_item(guideline: Guideline, quiz: Element, item: Item) -> None:
    question = SubElement(quiz, "question", type="multichoice")
    _texted(question, "name", item.id)
    asked = asked_in_words(guideline, item)
    _texted(question, "questiontext", asked, format="plain_text")
    settings = {"defaultgrade": "1", "single": "true", "shuffleanswers": "true", "answernumbering": "ABCD"}
    for name, value in settings.items():
        SubElement(question, name).text = value
    for option in item.options:
        answer = _texted(
            question, "answer", option.text, fraction="100" if option.correct else "0", format="plain_text"
        )
        _texted(answer, "feedback", option.why, format="plain_text")


def _texted(parent: Element, name: str, text: str, **attributes: str) -> Element:
    found = SubElement(parent, name, attributes)
    SubElement(found, "text").text = text
    return found
