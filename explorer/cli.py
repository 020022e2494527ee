"""The command line: what follows ``guideline-explorer``."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from typing import NoReturn

from explorer.commands import answers, audit, authoring, cohort, diff, importing, lesson, publish, quiz, report, serve
from explorer.extras import missing_extra
from explorer.knowledge.printable import printable
from explorer.knowledge.problem import Refused

COMMANDS = (serve, answers, report, audit, authoring, importing, diff, quiz, lesson, cohort, publish)
"""Modules that each add one or several commands."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: the words after ``guideline-explorer``; by default those of the command line.

    Returns:
        0, or 2 when a guideline, a case or an argument is wrong, or a claim of the proof sheet fails.
    """
    _print_in_utf8()
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except Refused as refused:
        print("\n".join(map(str, refused.problems)), file=sys.stderr)  # problems hold printable signs only
        return 2
    except ImportError as error:
        problem = missing_extra(error, chosen.command)
        if problem is None:
            raise
        print(problem, file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _print_in_utf8() -> None:
    """Write UTF-8 to files and pipes; on a console that lacks a sign, write its number instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


class _Parser(argparse.ArgumentParser):
    """Quotes a wrong argument in signs that can be seen."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="guideline-explorer", description="Explore clinical guidelines.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for module in COMMANDS:
        module.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
