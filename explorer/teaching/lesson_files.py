"""Where the lessons of a guideline lie, and what they are called."""

from __future__ import annotations

from pathlib import Path

from explorer.knowledge.model import Guideline
from explorer.knowledge.yaml_file import read_document


def lessons_of(guideline: Guideline) -> list[Path]:
    """The lessons that lie in the guideline's folder, under ``lessons/``, in the order of their names.

    Args:
        guideline: the guideline.

    >>> from explorer.knowledge.reading import load
    >>> [path.name for path in lessons_of(load("tea"))]
    ['a_cup_of_tea.yaml']
    """
    return sorted((guideline.folder / "lessons").glob("*.yaml"))


def titles_of(guideline: Guideline) -> dict[str, str]:
    """The titles of these lessons, by the names of their files; the lessons are not checked.

    Args:
        guideline: the guideline.
    """
    read = {path.stem: read_document(path, path.name)[0] for path in lessons_of(guideline)}
    found = {name: document.data for name, document in read.items() if document is not None}
    return {name: str(data["title"]) for name, data in found.items() if isinstance(data, dict) and "title" in data}
