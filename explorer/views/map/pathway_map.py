"""The map: a drawn pathway in the page and its twin, a list; the kernel only sends them statuses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from explorer.views.picture.diagram import Signs

HERE = Path(__file__).parent
PROGRAM = ("../keys.js", "list.js", "preview.js", "pathway_map.js")
STATUS = {"a": "active", "p": "possible", "r": "ruled out"}


class PathwayMap(anywidget.AnyWidget):
    """Shows a drawing: the way of a case, a pathway, or the whole map; pan, zoom, select.

    Attributes:
        svg: the drawing; nodes and branches carry ``data-id``.
        title: what the drawing shows, in words.
        parts: the ``data-id`` of everything that has a status.
        states: the status of each part, one letter each: ``a`` active, ``p`` possible, ``r`` ruled out.  A large
            map changes often, and the names of its parts do not.
        answered: the answers of the form for which these are the states.
        rows: the rows of the guideline's table by which each part is on the path.
        foresight: the table, and how answers lead into it, as JSON text; by it the page lights the path up before the
            kernel answers.
        marks: the nodes at which sources disagree on this case.
        lost: the nodes and branches that rest on none of the chosen sources.
        differs: what differs from the pinned case, in words by ``data-id``; None while no case is pinned.
        counts: what is counted in a box by ``data-id``, as signs and in words.
        notes: what is said of a node when the pointer or the focus rests on it.
        selected: the id of the chosen node, or nothing.
        scope: ``case`` for the way of the case alone, ``pathway`` for one pathway, or ``whole`` for the whole map.
        following: whether the map opens the pathway where the next question lies.
    """

    _esm = "".join(
        (HERE / name).read_text("utf-8") for name in ("../keys.js", "list.js", "preview.js", "pathway_map.js")
    )
    _css = HERE / "pathway_map.css"

    svg = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    parts: traitlets.List[str] = traitlets.List().tag(sync=True)
    states = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Dict().tag(sync=True)
    rows: traitlets.List[list[int]] = traitlets.List().tag(sync=True)
    foresight = traitlets.Unicode("{}").tag(sync=True)
    marks: traitlets.List[str] = traitlets.List().tag(sync=True)
    lost: traitlets.List[str] = traitlets.List().tag(sync=True)
    differs: traitlets.Dict[str, str] = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    counts = traitlets.Dict().tag(sync=True)
    notes = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    scope = traitlets.Enum(["case", "pathway", "whole"], "pathway").tag(sync=True)
    following = traitlets.Bool(True).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.held = False
        self.on_msg(self._told)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title!r})"

    @property
    def status(self) -> dict[str, str]:
        """What is shown of each part: ``active``, ``possible`` or ``ruled out``."""
        return {part: STATUS[letter] for part, letter in zip(self.parts, self.states, strict=True)}

    def _told(self, _: Any, content: Any, __: Any) -> None:
        """The browser says whether the reader's pointer or focus is in the map, which then stays as it is."""
        if isinstance(content, dict) and isinstance(content.get("held"), bool):
            self.held = content["held"]

    def show(self, signs: Signs, answers: Mapping[str, str]) -> None:
        """Paint what a case says over the drawing.

        Args:
            signs: what is shown.
            answers: the form's answers that make the case.
        """
        with self.hold_sync():
            self.answered = dict(answers)
            self.parts, self.states = packed(signs.status)
            self.marks = list(signs.marks)
            self.lost = list(signs.lost)
            self.set_trait("differs", None if signs.differs is None else dict(signs.differs))
            self.counts = dict(signs.counts)


def packed(status: Mapping[str, str]) -> tuple[list[str], str]:
    """Write statuses as the page is sent them: the parts, and a letter for each.

    >>> packed({"start": "active", "start -> end": "ruled out"})
    (['start', 'start -> end'], 'ar')
    """
    return list(status), "".join(one[0] for one in status.values())
