"""How a page looks before Python is ready: the widgets of a dashboard written down as they open.

The form, the map, the path and the advice of the case to begin with stand in the page at once; the same dashboard,
opened in the browser, goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.knowledge.model import Guideline
from explorer.publish.in_page import open_dashboard
from explorer.reasoning.compiled import compiled
from explorer.reasoning.compiled_json import to_json
from explorer.views.picture.cache import file_of
from explorer.views.picture.layout import pathway_subject, pathway_svg
from explorer.views.picture.whole_map import whole_subject, whole_svg

KIND = "_anywidget_id"
PROGRAM, LOOKS = "_esm", "_css"


class Recording:
    """The widgets of a dashboard as they open.

    Args:
        guideline: the guideline.
        given: the case to begin with.

    Attributes:
        models: the state of each widget, by its number; the last one holds all others.
        programs: the JavaScript of each kind of widget.
        looks: their style sheets, in order.
    """

    def __init__(self, guideline: Guideline, given: Mapping[str, Any]) -> None:
        self.models: dict[str, dict[str, Any]] = {}
        self.programs: dict[str, str] = {}
        self.looks: list[str] = []
        open_dashboard(guideline, given, self._take)

    def _take(self, text: str, _: Sequence[bytes]) -> None:
        message = json.loads(text)
        state = message["data"].get("state", {}) if message["data"] else {}
        if message["type"] == "comm_open" and KIND in state:
            self._open(message["model"], state)
        elif message["type"] == "comm_msg" and message["model"] in self.models:
            self.models[message["model"]] |= state

    def _open(self, number: str, state: dict[str, Any]) -> None:
        self.programs[state[KIND]] = state[PROGRAM]
        if state.get(LOOKS) and state[LOOKS] not in self.looks:
            self.looks.append(state[LOOKS])
        ours = {name: value for name, value in state.items() if not name.startswith("_") and name not in PLAIN}
        self.models[number] = {"kind": state[KIND], **ours}


PLAIN = ("layout", "tabbable", "tooltip")
"""What every widget has and ours do not use."""


def written(guideline: Guideline, given: Mapping[str, Any], lessons: Mapping[str, str]) -> str:
    """Write down what Python needs in the page: the compiled guideline, its drawings, and the case, as JSON.

    Args:
        guideline: the guideline.
        given: the case to begin with.
        lessons: the address of the page of each lesson, by its title.
    """
    drawings = {file_of(pathway_subject(each)): pathway_svg(guideline, each.id) for each in guideline.pathways.values()}
    drawings[file_of(whole_subject(guideline))] = whole_svg(guideline)
    made = {
        "compiled": to_json(compiled(guideline)),
        "drawings": drawings,
        "given": dict(given),
        "lessons": dict(lessons),
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
