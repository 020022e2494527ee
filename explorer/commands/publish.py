"""The command that writes the dashboard as a folder or a file that needs no server of ours."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.commands.command import add_command, print_text, write_file
from explorer.knowledge.case_file import cases_of
from explorer.knowledge.known import SHIPPED_GUIDELINE
from explorer.knowledge.link import query_of
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load

if TYPE_CHECKING:
    from explorer.publish.site import Chosen


def add(commands: Any) -> None:
    """Add ``publish``."""
    text = "write the dashboard as a folder for any web server, or as one file"
    publish = add_command(commands, "publish", _publish, text, guideline=False)
    publish.add_argument("output", metavar="OUT", help="the folder to write, or with --one-file the file")
    publish.add_argument(
        "--guideline", action="append", metavar="FOLDER", help="a guideline folder (default: the shipped one)"
    )
    publish.add_argument(
        "--case", action="append", default=[], metavar="FILE", help="cases to link to; the page opens on a single one"
    )
    publish.add_argument("--one-file", action="store_true", help="one HTML file that opens by double click")
    publish.add_argument("--scorm", action="store_true", help="a zip file for a learning platform (SCORM 1.2)")
    publish.add_argument(
        "--counts",
        choices=("first", "last", "best"),
        default="first",
        help="with --scorm: which attempt at a question counts for the score (default: first)",
    )


def _publish(chosen: argparse.Namespace) -> int:
    from explorer.publish import site  # brings the widgets along, which only this command and serve need

    guidelines = [load(name) for name in chosen.guideline or [SHIPPED_GUIDELINE]]
    _check(chosen, guidelines)
    wanted = [replace(_chosen(guideline, chosen.case), counts=chosen.counts) for guideline in guidelines]
    out = Path(chosen.output)
    if chosen.one_file:
        files, opened = {out: site.one_file(wanted[0]).encode()}, "open it by double click"
    elif chosen.scorm:
        files, opened = {out: site.course_package(wanted[0])}, "add it to a course"
    else:
        files, opened = _inside(out, site.folder(wanted)), f"guideline-explorer serve --static {out}"
    for path, content in files.items():
        write_file(path, content, "OUT", "name a folder that can be made here", make_folder=True)
    size = sum(map(len, files.values())) / 1e6
    print_text(f"{out}: {len(files)} files, {size:.1f} MB; to look at it: {opened}")
    return 0


def _check(chosen: argparse.Namespace, guidelines: list[Guideline]) -> None:
    """Say what cannot be published together."""
    wrong: list[Problem] = []
    names = [guideline.metadata.id for guideline in guidelines]
    if chosen.one_file and chosen.scorm:
        wrong.append(Problem("--scorm", "one file is no course package", "leave --one-file out"))
    if (chosen.one_file or chosen.scorm) and len(names) > 1:
        what = f"{len(names)} guidelines do not go into one file"
        wrong.append(Problem("--scorm" if chosen.scorm else "--one-file", what, "name one --guideline"))
    if chosen.case and len(names) > 1:
        wrong.append(Problem("--case", "which guideline the cases are of is not clear", "name one --guideline"))
    for name in sorted({name for name in names if names.count(name) > 1}):
        wrong.append(Problem("--guideline", f"two guidelines have the id {name!r}", "name each once"))
    if wrong:
        raise CaseError(wrong)


def _chosen(guideline: Guideline, paths: Iterable[str]) -> Chosen:
    from explorer.publish.site import Chosen

    cases = [(name, case) for path in paths for name, case in cases_of(guideline, path)]
    if len(cases) == 1:
        return Chosen(guideline, given=cases[0][1].as_given())
    titles = {name or f"case {number}": query_of(case) for number, (name, case) in enumerate(cases, 1)}
    return Chosen(guideline, cases=titles)


def _inside(out: Path, files: dict[str, bytes]) -> dict[Path, bytes]:
    return {out / name: content for name, content in files.items()}
