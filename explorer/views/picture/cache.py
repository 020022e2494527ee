"""Drawings that the kernels of one server share: what one has drawn, the next takes.

A drawing shows a guideline and knows nothing of a case.  The server makes the folder when it starts, for nobody else
to look into, and removes it when it stops; without such a folder everything is drawn where it is needed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

FOLDER_VARIABLE = "GUIDELINE_EXPLORER_DRAWINGS"


def drawn_once(subject: str, draw: Callable[[], str]) -> str:
    """Take a drawing from the folder the kernels share, or draw it and leave it there.

    Args:
        subject: everything that the drawing depends on.
        draw: makes it, as SVG text.
    """
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        return draw()
    place = Path(folder) / file_of(subject)
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return place.read_text("utf-8")
    drawing = draw()
    with contextlib.suppress(OSError):  # a full disk is no reason to show nothing
        _leave(place, drawing)
    return drawing


def file_of(subject: str) -> str:
    """The name of the file that holds a drawing.

    Args:
        subject: everything that the drawing depends on.
    """
    return f"{sha256(subject.encode()).hexdigest()}.svg"


def _leave(place: Path, drawing: str) -> None:
    """Write it whole or not at all: another kernel may be reading."""
    beside = place.with_suffix(f".{os.getpid()}")
    beside.write_text(drawing, "utf-8")
    beside.replace(place)
