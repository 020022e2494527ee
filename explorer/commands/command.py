"""What every command has: its guideline, and a way to print."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from explorer.knowledge.known import SHIPPED_GUIDELINE
from explorer.knowledge.printable import printable
from explorer.knowledge.problem import CaseError, Problem


def add_command(
    commands: Any, name: str, run: Callable[[argparse.Namespace], int], text: str, guideline: bool = True
) -> argparse.ArgumentParser:
    """Add a command to the command line.

    Args:
        commands: what ``add_subparsers`` of the parser gave.
        name: the word the command is called by.
        run: carries the command out; takes what was chosen, returns the exit code.
        text: what the command does, in a few words.
        guideline: whether the command is about one guideline, chosen by ``--guideline``.

    Returns:
        The command's own parser, for its further arguments.
    """
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    if guideline:
        command.add_argument(
            "--guideline",
            default=SHIPPED_GUIDELINE,
            metavar="FOLDER",
            help="a guideline folder (default: the shipped one)",
        )
    command.set_defaults(run=run, command=name)
    return command


def write_file(
    path: Path,
    content: str | bytes,
    named: str,
    right: str = "name a file in a folder that exists",
    make_folder: bool = False,
) -> None:
    """Write a file, or say in words why it cannot be written.

    Args:
        path: where.
        content: text, or bytes.
        named: the argument that named the file.
        right: what would be right.
        make_folder: whether to make the folder it stands in.

    Raises:
        CaseError: it cannot be written.
    """
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise CaseError([Problem(named, f"{path} cannot be written ({error.strerror})", right)]) from error


def print_text(text: str, end: str = "\n") -> None:
    """Print a text of one or several lines, without signs that command a terminal or turn a line round."""
    print(printable(text, lines=True), end=end)
