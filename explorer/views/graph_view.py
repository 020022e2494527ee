"""The map: a drawn pathway in the page and its twin, a list; the kernel only sends them statuses."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

HERE = Path(__file__).parent


class GraphView(anywidget.AnyWidget):
    """Shows a drawn pathway; pan, zoom, select.

    Attributes:
        svg: the drawing; nodes and branches carry ``data-id``.
        title: what the drawing shows, in words.
        status: ``active``, ``possible`` or ``ruled out`` by ``data-id``.
        marks: the nodes at which sources disagree on this case.
        notes: what is said of a node when the pointer or the focus rests on it.
        selected: the id of the chosen node, or nothing.
    """

    _esm = (HERE / "twin.js").read_text("utf-8") + (HERE / "graph_view.js").read_text("utf-8")
    _css = HERE / "graph_view.css"

    svg = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    marks: traitlets.List[str] = traitlets.List().tag(sync=True)
    notes = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
