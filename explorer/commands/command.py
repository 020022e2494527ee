"""What every command has: its guideline, and a way to print."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from explorer.knowledge.printable import printable

SHIPPED_GUIDELINE = "rectal_liver_metastases"


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


def print_text(text: str, end: str = "\n") -> None:
    """Print a text of one or several lines, without signs that command a terminal or turn a line round."""
    print(printable(text, lines=True), end=end)
