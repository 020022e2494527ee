"""The commands about a whole guideline: check, cases, statements, disagreements."""

from __future__ import annotations

import argparse
from typing import Any

from explorer.commands.command import add_command, print_text
from explorer.knowledge.model import Guideline
from explorer.knowledge.number import counted
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load


def add(commands: Any) -> None:
    """Add ``check``, ``cases``, ``statements`` and ``disagreements``."""
    check = add_command(commands, "check", _check, "read a guideline and print every problem with its line")
    check.add_argument("--proof", action="store_true", help="also say what holds in all cases, and what does not")
    cases = add_command(commands, "cases", _coverage, "write cases that take every branch, both sides of thresholds")
    cases.add_argument("--thorough", action="store_true", help="also let every named option and every citation matter")
    cases.add_argument("--random", type=int, metavar="N", help="instead N made-up cases, as a table for cohort")
    cases.add_argument("--missing", type=float, default=0.2, help="with --random: the share of facts not known (0.2)")
    cases.add_argument("--seed", type=int, default=0, help="with --random: another number draws others")
    statements = add_command(
        commands, "statements", _statements, "list where each statement is cited and a smallest case that reaches it"
    )
    statements.add_argument("--times", action="store_true", help="list when each recommendation is due instead")
    disagreements = add_command(
        commands, "disagreements", _disagreements, "list how often each disagreement shows, and what each source says"
    )
    for listing in (statements, disagreements):
        listing.add_argument("--format", choices=("markdown", "tsv"), default="markdown", help="how it is written")


def _check(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.audit.expectations import unmet_expectations

    guideline = load(chosen.guideline)
    if unmet := list(unmet_expectations(guideline)):
        raise CaseError(
            [Problem("teaching_cases.yaml", line, "mend the guideline, or what is expected") for line in unmet]
        )
    front = guideline.metadata
    print_text(
        f"{front.title}, edition {front.edition}: {counted(len(guideline.parameters), 'parameter')}, "
        f"{counted(len(guideline.statements), 'statement')}, {counted(len(guideline.pathways), 'pathway')}, "
        f"{counted(len(guideline.nodes), 'node')}, {counted(len(guideline.disagreements), 'disagreement')}. "
        "No problem found."
    )
    return _prove(guideline) if chosen.proof else _hint(guideline)


def _hint(guideline: Guideline) -> int:
    """Say that the proof finds something, where only it can."""
    from explorer.reasoning.audit.proof import prove

    if failures := prove(guideline).failures:
        print_text(f"check --proof finds {counted(len(failures), 'failure')}; the first: {failures[0]}")
    return 0


def _prove(guideline: Guideline) -> int:
    from explorer.reasoning.audit.proof import proof_in_words, prove

    sheet = prove(guideline)
    print_text(proof_in_words(sheet))
    return 0 if sheet.holds else 2


def _coverage(chosen: argparse.Namespace) -> int:
    if chosen.random is not None:
        return _random(chosen)
    from explorer.reasoning.audit.coverage import coverage_yaml

    print_text(coverage_yaml(load(chosen.guideline), chosen.thorough), end="")
    return 0


def _random(chosen: argparse.Namespace) -> int:
    """Print made-up cases, a line at a time."""
    from explorer.cohort.random_cases import as_csv, random_cases

    wrong = []
    if chosen.random < 1:
        wrong.append(Problem(f"--random {chosen.random}", "is no number of cases", "give a number above 0"))
    if not 0 <= chosen.missing <= 1:
        wrong.append(Problem(f"--missing {chosen.missing}", "is no share", "give a number from 0 to 1"))
    if wrong:
        raise CaseError(wrong)
    guideline = load(chosen.guideline)
    for line in as_csv(guideline, random_cases(guideline, chosen.random, chosen.missing, chosen.seed)):
        print_text(line, end="")
    return 0


def _statements(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.audit.tables import statements_list, times_list

    written = times_list if chosen.times else statements_list
    print_text(written(load(chosen.guideline), chosen.format))
    return 0


def _disagreements(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.audit.tables import disagreements_list

    print_text(disagreements_list(load(chosen.guideline), chosen.format))
    return 0
