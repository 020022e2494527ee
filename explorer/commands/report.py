"""The command that writes a report of one case."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from explorer.briefing.size import Size
from explorer.commands.command import add_command, print_text, write_file
from explorer.knowledge.case import Case
from explorer.knowledge.case_file import cases_of
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load


def add(commands: Any) -> None:
    """Add ``report``."""
    report = add_command(commands, "report", _report, "write what follows for one case, to take along")
    report.add_argument("case", help="a YAML or JSON file with a case; - reads standard input")
    report.add_argument(
        "-o", "--output", metavar="FILE", help=".pdf, .html or .md (default: Markdown on standard output)"
    )
    report.add_argument(
        "--size",
        choices=[size.value for size in Size],
        default=Size.PAGE.value,
        help="how much it says (default: one page)",
    )
    report.add_argument("--id", help="which case, where the file has several")
    report.add_argument(
        "--link",
        default="",
        metavar="ADDRESS",
        help="address of a dashboard, for the link that opens the case",
    )


def _report(chosen: argparse.Namespace) -> int:
    from explorer.reasoning.trace import evaluate
    from explorer.views.report import FORMS, write_report  # what a person sees is only loaded to be shown

    form = Path(chosen.output).suffix.lower().removeprefix(".") if chosen.output else "md"
    if form not in FORMS:
        right = f"end the name in .{', .'.join(FORMS)}"
        raise CaseError([Problem("--output", f"{chosen.output!r} is not a form of report", right)])
    guideline = load(chosen.guideline)
    name, case = _one_case(list(cases_of(guideline, chosen.case)), chosen.id)
    written = write_report(form, evaluate(guideline, case), chosen.link, title=name or "", size=Size(chosen.size))
    _write(chosen.output, written)
    return 0


def _one_case(cases: list[tuple[str | None, Case]], name: str | None) -> tuple[str | None, Case]:
    """The case that was named, or the only one."""
    found = [one for one in cases if name is None or one[0] == name]
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(known) for known, _ in cases if known is not None) or "none of them has an id"
    what = f"there are {len(found)} cases" + (f" with the id {name!r}" if name else "")
    raise CaseError([Problem("--id", what, f"a report is about one; known are: {names}")])


def _write(path: str | None, written: bytes) -> None:
    if path is None:
        print_text(written.decode("utf-8"), end="")
        return
    write_file(Path(path), written, "--output")
