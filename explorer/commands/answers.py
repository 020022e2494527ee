"""The commands that answer about cases: evaluate, outlook, explain, brief."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from explorer.commands.command import add_command, print_text
from explorer.knowledge.case_file import cases_of
from explorer.knowledge.model import Guideline
from explorer.knowledge.printable import json_line
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load


def add(commands: Any) -> None:
    """Add ``evaluate``, ``outlook``, ``explain`` and ``brief``."""
    evaluate = add_command(commands, "evaluate", _evaluate, "print what follows for cases, one JSON object a line")
    evaluate.add_argument("cases", help="a YAML or JSON file: a case, or a list of {id, case}; - reads standard input")
    evaluate.add_argument("--no-assumptions", action="store_true", help="make none of the declared assumptions")
    evaluate.add_argument("--sources", help="ids of the sources to listen to, separated by commas (default: all)")
    outlook = add_command(commands, "outlook", _outlook, "say what is settled, still possible and to be asked next")
    explain = add_command(commands, "explain", _explain, "say why, and what would have to be different")
    explain.add_argument("--node", required=True, help="the id of the node to explain")
    briefing = add_command(commands, "brief", _brief, "say in short what is told of each case")
    briefing.add_argument("--json", action="store_true", help="one JSON object a case instead of text")
    briefing.add_argument("--five-lines", action="store_true", help="five lines a case, to be pasted into a record")
    for answering in (outlook, explain, briefing):
        answering.add_argument("cases", help="a YAML or JSON file as for evaluate; - reads standard input")


def _evaluate(chosen: argparse.Namespace) -> int:
    from explorer.briefing.answers import statuses_of
    from explorer.reasoning.trace import evaluate  # keeps `check` quick

    guideline = load(chosen.guideline)
    sources = _chosen_sources(guideline, chosen.sources)
    cases = list(cases_of(guideline, chosen.cases))
    for name, case in cases:
        trace = evaluate(guideline, case, assumptions=not chosen.no_assumptions, sources=sources)
        print(json_line(statuses_of(trace, name)))
    return 0


def _outlook(chosen: argparse.Namespace) -> int:
    from explorer.briefing.answers import outlook_of

    return _answer(chosen, outlook_of)


def _brief(chosen: argparse.Namespace) -> int:
    from explorer.briefing.briefing import brief
    from explorer.reasoning.trace import evaluate

    if chosen.json:
        return _answer(chosen, lambda trace, name: brief(trace).as_json(name))
    guideline = load(chosen.guideline)
    told = [(name, brief(evaluate(guideline, case))) for name, case in list(cases_of(guideline, chosen.cases))]
    lines = [one.in_five_lines(name or "") if chosen.five_lines else one.in_words(name) for name, one in told]
    print_text("\n\n".join(lines))
    return 0


def _explain(chosen: argparse.Namespace) -> int:
    from explorer.briefing.answers import reasons_of

    return _answer(chosen, lambda trace, name: reasons_of(trace, chosen.node, name))


def _answer(chosen: argparse.Namespace, answer: Callable[[Any, str | None], dict[str, Any]]) -> int:
    """Print an answer about each case, one JSON object a line; nothing where one of them is wrong."""
    from explorer.reasoning.trace import evaluate

    guideline = load(chosen.guideline)
    found = [answer(evaluate(guideline, case), name) for name, case in list(cases_of(guideline, chosen.cases))]
    print(*map(json_line, found), sep="\n")
    return 0


def _chosen_sources(guideline: Guideline, text: str | None) -> list[str] | None:
    if text is None:
        return None
    names = [name.strip() for name in text.split(",") if name.strip()]
    wrong = [
        Problem("--sources", f"there is no source {n!r}", f"known are: {', '.join(guideline.sources)}")
        for n in names
        if n not in guideline.sources
    ]
    if wrong:
        raise CaseError(wrong)
    return names
