"""A lesson as one page for a projector, which needs no server and no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from explorer.teaching.frames import Frame, frames
from explorer.teaching.lesson import ReadLesson
from explorer.views.markup import json_in_page
from explorer.views.modules import joined, source_of
from explorer.views.picture.diagram import pathway_svg

HERE = Path(__file__).parent
VIEWS = HERE.parent
LOOKS = (VIEWS / "theme.css", VIEWS / "map" / "pathway_map.css", HERE / "drawing.css", HERE / "present.css")
PROGRAM = (HERE / "drawing.js", HERE / "present.js")
ALONE = HERE / "alone.js"


def lesson_page(read: ReadLesson) -> str:
    """Write a lesson as one HTML page that opens from a disk.

    Args:
        read: the lesson.
    """
    program = joined(*PROGRAM, ALONE)
    policy = f"default-src 'none'; script-src {source_of(program)}; style-src 'unsafe-inline'; img-src data:"
    return Template((HERE / "present.html").read_text("utf-8")).substitute(
        policy=f"{policy}; base-uri 'none'; form-action 'none'",
        title=escape(read.lesson.title),
        looks=looks(),
        lesson=json_in_page(lesson_data(read, frames(read))),
        program=program,
    )


def lesson_data(read: ReadLesson, made: Sequence[Frame]) -> dict[str, Any]:
    """What a page needs to present a lesson: its frames, and the drawings they show.

    Args:
        read: the lesson.
        made: its frames.
    """
    drawings = {name: pathway_svg(read.guideline, name) for name in _drawn(made)}
    return {
        "title": read.lesson.title,
        "minutes": read.lesson.minutes,
        "frames": [frame.as_json() for frame in made],
        "drawings": drawings,
    }


def _drawn(made: Iterable[Frame]) -> list[str]:
    return sorted({frame.pathway for frame in made if frame.pathway})


@cache
def looks() -> str:
    """The style sheets of a page that presents."""
    return "\n".join(path.read_text("utf-8") for path in LOOKS)
