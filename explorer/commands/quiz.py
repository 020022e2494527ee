"""The command that makes a question bank of a guideline."""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer.commands.command import add_command, print_text, write_file
from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline
from explorer.knowledge.number import counted
from explorer.knowledge.printable import json_line
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load
from explorer.teaching.anki import anki
from explorer.teaching.bank import question_bank
from explorer.teaching.item import Item, Kind
from explorer.teaching.qti import qti
from explorer.teaching.take_along import case_in_words, gift, moodle_xml, worksheet

FORMS: dict[str, Callable[[Guideline, list[Item]], str | bytes]] = {
    ".md": worksheet,
    ".gift": gift,
    ".xml": moodle_xml,
    ".zip": qti,
    ".apkg": anki,
}
"""What writes a file, by its ending."""
FORMS_IN_WORDS = ".md (worksheet and answers), .gift or .xml (Moodle), .zip (QTI 2.1) or .apkg (Anki)"


def add(commands: Any) -> None:
    """Add ``quiz``."""
    quiz = add_command(commands, "quiz", _quiz, "make questions about cases, each answer proved for all that is open")
    quiz.add_argument("--kinds", metavar="KIND,KIND", help=f"which kinds (default: all): {', '.join(Kind)}")
    quiz.add_argument("--pathway", help="only questions about this pathway")
    quiz.add_argument("--seed", type=int, default=0, help="another number gives other wrong answers (default: 0)")
    quiz.add_argument("--json", action="store_true", help="one JSON object a question instead of text")
    quiz.add_argument(
        "--most", type=int, metavar="N", help="at most so many questions, of all kinds, drawn by the seed"
    )
    quiz.add_argument("-o", "--output", metavar="FILE", help=f"a file to take along: {FORMS_IN_WORDS}")


def _quiz(chosen: argparse.Namespace) -> int:
    guideline = load(chosen.guideline)
    kinds = _kinds(chosen.kinds)
    _check_pathway(guideline, chosen.pathway)
    bank = _some(question_bank(guideline, chosen.seed, kinds, chosen.pathway), chosen.most, chosen.seed)
    if chosen.output:
        _write(chosen.output, guideline, bank)
    elif chosen.json:
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


def _some(bank: list[Item], most: int | None, seed: int) -> list[Item]:
    """Draw some items, in the order of the bank."""
    if most is None or most >= len(bank):
        return bank
    if most < 1:
        raise CaseError([Problem("--most", f"{most} is no number of questions", "give a number above 0")])
    drawn = set(random.Random(seed).sample(range(len(bank)), most))
    return [item for place, item in enumerate(bank) if place in drawn]


def _write(path: str, guideline: Guideline, bank: list[Item]) -> None:
    form = Path(path).suffix.lower()
    if form not in FORMS:
        raise CaseError([Problem("--output", f"{path!r} is of no form that is written", f"end it in {FORMS_IN_WORDS}")])
    write_file(Path(path), FORMS[form](guideline, bank), "--output")
    print_text(f"{counted(len(bank), 'question')} written to {path}.")


def _in_words(guideline: Guideline, number: int, item: Item) -> str:
    lines = [f"{number}. {item.question}", f"   {case_in_words(guideline, item)}".rstrip()]
    lines += [f"   {'*' if option.correct else '-'} {option.text} — {option.why}" for option in item.options]
    return "\n".join(line for line in lines if line)
