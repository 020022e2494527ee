"""What ipywidgets imports from IPython to show cells; a page has no cells, and nothing here calls these."""

from typing import Any, NoReturn


def display(*_: Any, **__: Any) -> NoReturn:
    """Refuse to show a cell."""
    raise RuntimeError("a published page has no cells to display in")


def clear_output(*_: Any, **__: Any) -> NoReturn:
    """Refuse to clear a cell."""
    raise RuntimeError("a published page has no cells to clear")
