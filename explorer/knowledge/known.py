"""The guidelines that can be called by their ids: those that ship, and those of other installed packages.

A package offers a guideline by an entry point of the group ``guideline_explorer.guidelines``: its name is the id, and
it names a function that returns the folder, a path, or a package in whose folder the guideline lies.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from explorer.knowledge.files import entries, is_there

GROUP = "guideline_explorer.guidelines"
SHIPPED_GUIDELINE = "rectal_liver_metastases"
"""The one that is meant where none is named."""
SHIPPED = Path(__file__).parent.parent / "guidelines"


def known_guidelines() -> dict[str, Path]:
    """Find the guidelines that can be called by their ids.

    Returns:
        The folder of each by its id; where two have the same id, the one that ships goes before.

    >>> sorted(known_guidelines())[:3]
    ['crb65', 'rectal_liver_metastases', 'tea']
    """
    shipped = {path.name: path for path in entries(SHIPPED) if is_there(path / "guideline.yaml")}
    offered = {point.name: folder for point in entry_points(group=GROUP) if (folder := _folder_of(point)) is not None}
    return offered | shipped


def _folder_of(point: EntryPoint) -> Path | None:
    """The folder that an entry point names; None where its package is broken, which harms no other guideline."""
    try:
        found = point.load()
        found = found() if callable(found) else found
        folder = Path(found.__path__[0] if hasattr(found, "__path__") else found)
    except Exception:  # whatever another package raises
        return None
    return folder if is_there(folder / "guideline.yaml") else None
