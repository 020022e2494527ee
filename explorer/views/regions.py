"""A page of regions: widgets, each put into a place of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent


def _references(regions: Mapping[str, anywidget.AnyWidget], _: Any) -> dict[str, str]:
    """Widgets as anywidget names them to the page."""
    return {name: f"anywidget:{widget.model_id}" for name, widget in regions.items()}


def _unchanged(_: Any, widget: Regions) -> Mapping[str, anywidget.AnyWidget]:
    """What a page says of its regions changes nothing."""
    return widget.regions


class Regions(anywidget.AnyWidget):
    """Shows widgets, each in a place of its own.

    A box of ipywidgets' would do the same, but needs the program of all its controls: a tenth of a second of a visit.

    Args:
        name: a class for its looks, such as ``guideline-explorer``.
        regions: the widgets, by the names of their places.
    """

    _esm = HERE / "regions.js"

    name = traitlets.Unicode().tag(sync=True)
    regions = traitlets.Dict().tag(sync=True, to_json=_references, from_json=_unchanged)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self.regions)})"
