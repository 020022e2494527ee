"""The command that says what a new edition changes, and for whom."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from explorer.commands.command import add_command, print_text
from explorer.knowledge.case_file import cases_of
from explorer.knowledge.number import counted
from explorer.knowledge.reading import load
from explorer.reasoning.editions.changes import Change, Difference, difference

MOST_TOLD = 40  # changes in text; --json gives all


def add(commands: Any) -> None:
    """Add ``diff``."""
    text = "say what a new edition changes, and for which cases; exit code 1 when something changes"
    diff = add_command(commands, "diff", _diff, text, guideline=False)
    diff.add_argument("old", help="the folder of the old edition, or the id of a shipped guideline")
    diff.add_argument("new", help="the folder of the new edition")
    diff.add_argument("--cases", metavar="FILE", help="cases of your own: say which of them change their advice")
    diff.add_argument("--json", action="store_true", help="one JSON object instead of text")


def _diff(chosen: argparse.Namespace) -> int:
    found = difference(load(chosen.old), load(chosen.new))
    own = _own_cases(found, chosen.cases) if chosen.cases else None
    if chosen.json:
        print(json.dumps(found.as_json() | ({"cases": own} if own is not None else {}), ensure_ascii=False))
    else:
        print_text("\n".join(_in_words(found, own)))
    return 1 if found.changes else 0


def _own_cases(found: Difference, path: str) -> dict[str, Any]:
    """Which of the reader's own cases change what they are told."""
    cases = list(cases_of(found.new.guideline, path))
    changed = [name or f"case {at}" for at, (name, case) in enumerate(cases, 1) if found.changes_for(case)]
    return {"count": len(cases), "changed": changed}


def _in_words(found: Difference, own: dict[str, Any] | None) -> Iterator[str]:
    if not found.changes:
        yield "The two editions are the same."
        return
    share = found.affected_share
    yield f"{counted(len(found.changes), 'change')}; {_percent(share)} of all cases are told something else."
    if own is not None:
        named = f": {', '.join(own['changed'])}" if own["changed"] else ""
        yield f"{len(own['changed'])} of your {counted(own['count'], 'case')} change what they are told{named}."
    for change in found.changes[:MOST_TOLD]:
        yield f"- {_line(change)}"
    if len(found.changes) > MOST_TOLD:
        yield f"- and {len(found.changes) - MOST_TOLD} more; --json gives all"


def _line(change: Change) -> str:
    words = f"{change.kind} {change.what}"
    if change.old is not None or change.new is not None:
        words += f": {_shortened(change.old)} → {_shortened(change.new)}"
    if change.smallest_case is None:
        return f"{words} (alters no case)" if change.kind == "condition" else words
    case = " ".join(f"{name}={value}" for name, value in change.smallest_case.items()) or "every case"
    return f"{words} ({_percent(change.share)} of all cases; for example: {case})"


def _shortened(text: str | None) -> str:
    shown = "nothing" if text is None else text
    return shown if len(shown) <= 90 else f"{shown[:89]}…"


def _percent(share: float) -> str:
    """Write a share so that only none reads as none, and only all as all.

    >>> _percent(0), _percent(0.00001), _percent(0.25), _percent(0.9999), _percent(1)
    ('none', 'fewer than 0.1 %', '25.0 %', 'more than 99.9 %', 'all')
    """
    if share in (0, 1):
        return "all" if share else "none"
    if share < 0.001:
        return "fewer than 0.1 %"
    return "more than 99.9 %" if share > 0.999 else f"{share:.1%}".replace("%", " %")
