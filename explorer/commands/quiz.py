"""The command that makes a question bank of a guideline."""

from __future__ import annotations

import argparse
from typing import Any

from explorer.commands.command import add_command, print_text
from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline
from explorer.knowledge.printable import json_line
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load
from explorer.teaching.bank import question_bank
from explorer.teaching.item import Item, Kind


def add(commands: Any) -> None:
    """Add ``quiz``."""
    quiz = add_command(commands, "quiz", _quiz, "make questions about cases, each answer proved for all that is open")
    quiz.add_argument("--kinds", metavar="KIND,KIND", help=f"which kinds (default: all): {', '.join(Kind)}")
    quiz.add_argument("--pathway", help="only questions about this pathway")
    quiz.add_argument("--seed", type=int, default=0, help="another number gives other wrong answers (default: 0)")
    quiz.add_argument("--json", action="store_true", help="one JSON object a question instead of text")


def _quiz(chosen: argparse.Namespace) -> int:
    guideline = load(chosen.guideline)
    kinds = _kinds(chosen.kinds)
    _check_pathway(guideline, chosen.pathway)
    bank = question_bank(guideline, chosen.seed, kinds, chosen.pathway)
    if chosen.json:
        for item in bank:
            print(json_line(item.as_json()))
    else:
        print_text("\n\n".join(_in_words(guideline, number, item) for number, item in enumerate(bank, 1)))
    return 0


def _kinds(text: str | None) -> list[Kind]:
    if text is None:
        return list(Kind)
    names = [name.strip() for name in text.split(",") if name.strip()]
    wrong = [name for name in names if name not in list(Kind)]
    if wrong:
        raise CaseError([Problem("--kinds", f"there is no kind {name!r}", nearest(name, list(Kind))) for name in wrong])
    return [Kind(name) for name in names]


def _check_pathway(guideline: Guideline, name: str | None) -> None:
    if name is not None and name not in guideline.pathways:
        raise CaseError([Problem("--pathway", f"there is no pathway {name!r}", nearest(name, guideline.pathways))])


def _in_words(guideline: Guideline, number: int, item: Item) -> str:
    given = [guideline.parameters[name].phrase(value) for name, value in item.case.items()]
    lines = [f"{number}. {item.question}", f"   Case: {'; '.join(given)}." if given else ""]
    lines += [f"   {'*' if option.correct else '-'} {option.text} — {option.why}" for option in item.options]
    return "\n".join(line for line in lines if line)
