"""The command that makes a guideline of a file people already have: import."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.commands.authoring import check_new_folder
from explorer.commands.command import add_command, print_text, write_file
from explorer.knowledge.files import read_file
from explorer.knowledge.problem import CaseError, Problem

if TYPE_CHECKING:
    from explorer.importing.draft import Draft

FORMS = (".dmn", ".csv", ".xlsx", ".mmd", ".mermaid", ".drawio")


def add(commands: Any) -> None:
    """Add ``import``."""
    text = (
        "make a guideline of a decision table, a flowchart or a form; what cannot be carried over is told by its place"
    )
    command = add_command(commands, "import", _import, text, guideline=False)
    command.add_argument("file", help=f"the file; it ends in {', '.join(FORMS)}")
    command.add_argument("-o", "--output", required=True, metavar="FOLDER", help="the folder to make")
    words = "in CSV and XLSX, which row counts where several hold (default: one; the proof names rows that overlap)"
    command.add_argument("--choose", choices=("one", "first", "any"), default="one", help=words)


def _import(chosen: argparse.Namespace) -> int:
    from explorer.importing.draft import checked_files

    path, folder = Path(chosen.file), Path(chosen.output)
    check_new_folder(folder, chosen.output)
    form, content = path.suffix.lower(), read_file(path, chosen.file)
    if form not in FORMS:
        raise CaseError([Problem(chosen.file, "files that end so are not imported", f"give {', '.join(FORMS)}")])
    draft = _read(form, content, path.name, chosen.choose)
    for name, text in checked_files(draft, folder.name).items():
        write_file(folder / name, text, chosen.output, "name a folder that can be written", make_folder=True)
    for problem in draft.told:
        print_text(str(problem))
    print_text(
        f"{folder} is written. See what holds in all cases:\n  guideline-explorer check --proof --guideline {folder}"
    )
    return 0


def _read(form: str, content: bytes, name: str, choose: str) -> Draft:
    """Read a file by its form; what a form needs is only loaded for it."""
    if form == ".dmn":
        from explorer.importing.dmn import read_dmn

        return read_dmn(content, name)
    if form == ".drawio":
        from explorer.importing.drawio import read_drawio

        return read_drawio(content, name)
    if form in (".mmd", ".mermaid"):
        from explorer.importing.mermaid import read_mermaid

        return read_mermaid(content, name)
    from explorer.importing.spreadsheet import read_csv, read_xlsx

    return (read_csv if form == ".csv" else read_xlsx)(content, name, choose)
