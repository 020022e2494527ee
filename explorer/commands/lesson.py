"""The commands for who teaches: lesson new, lesson check, lesson present."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from explorer.commands.command import add_command, print_text, write_file
from explorer.knowledge.known import SHIPPED
from explorer.knowledge.number import counted
from explorer.knowledge.problem import CaseError, Problem
from explorer.knowledge.reading import load
from explorer.teaching.lesson import ReadLesson, read_lesson

PATTERN = SHIPPED / "tea" / "lessons" / "a_cup_of_tea.yaml"


def add(commands: Any) -> None:
    """Add ``lesson``."""
    lesson = add_command(commands, "lesson", _check, "write, check and present a lesson", guideline=False)
    doing = lesson.add_subparsers(required=True, metavar="what")
    new = add_command(doing, "new", _new, "write a lesson to begin with; it passes every check", guideline=False)
    new.add_argument("file", help="the file to write, such as monday.yaml")
    check = _on_a_lesson(doing, "check", _check, "tell every mistake of a lesson, each with its line")
    check.set_defaults(command="lesson")
    present = _on_a_lesson(doing, "present", _present, "write a lesson as one page for a projector")
    present.add_argument("--live", action="store_true", help="serve it to a class, which answers on its telephones")
    present.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 lets telephones come in")
    present.add_argument("--port", type=int, default=None, help="port to listen on (default: 8866, or a free one)")
    present.add_argument("--no-browser", action="store_true", help="do not open a browser")
    present.add_argument("-o", "--output", metavar="FILE", help="the page to write (default: beside the lesson)")


def _on_a_lesson(commands: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
    command = add_command(commands, name, run, text, guideline=False)
    command.add_argument("file", help="the lesson")
    command.add_argument("--guideline", metavar="FOLDER", help="its guideline (default: the one the lesson names)")
    return command


def _new(chosen: argparse.Namespace) -> int:
    path = Path(chosen.file)
    if path.exists():
        raise CaseError([Problem(chosen.file, "it is there already, and nothing is overwritten", "name a new file")])
    write_file(path, PATTERN.read_bytes(), "lesson new")
    print_text(f"{path} is written: a lesson on tea, to be changed piece by piece.")
    print_text("\n".join(f"  guideline-explorer lesson {what} {path}" for what in ("check", "present")))
    return 0


def _read(chosen: argparse.Namespace) -> ReadLesson:
    return read_lesson(chosen.file, load(chosen.guideline) if chosen.guideline else None)


def _check(chosen: argparse.Namespace) -> int:
    read = _read(chosen)
    questions = sum(map(len, read.asked.values()))
    cases, minutes = counted(len(read.lesson.cases), "case"), counted(read.lesson.minutes, "minute")
    print_text(f"{chosen.file}: {cases}, {counted(questions, 'question')}, {minutes}. Nothing is wrong.")
    return 0


def _present(chosen: argparse.Namespace) -> int:
    read = _read(chosen)
    if chosen.live:
        from explorer.server.class_room.pages import serve_class  # the server is only loaded to serve

        return serve_class(read, chosen.host, chosen.port, browser=not chosen.no_browser)
    from explorer.views.present.page import lesson_page  # what draws is only loaded to draw

    path = Path(chosen.output or Path(chosen.file).with_suffix(".html"))
    write_file(path, lesson_page(read), "--output")
    print_text(f"{path} is written. Open it in a browser; → goes on, ? tells the other keys.")
    return 0
