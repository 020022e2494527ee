"""The dashboard's Python in a page: widgets opened without a kernel, and the messages they exchange with the page.

The page gives a function that takes messages, and hands in those of its widgets.  Messages are those of the Jupyter
widget protocol (comm open, update, custom), reduced to what a page of anywidgets needs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

import comm
from comm.base_comm import BaseComm

from explorer.knowledge.model import Guideline
from explorer.reasoning.compiled_json import from_json
from explorer.views.dashboard import Dashboard
from explorer.views.header import FORMS_IN_A_BROWSER
from explorer.views.picture.cache import FOLDER_VARIABLE

Post = Callable[[str, Sequence[bytes]], None]
"""Takes a message as JSON text, and the bytes that go with it."""

DRAWINGS = Path("/drawings")


@contextmanager
def widgets_of_a_page(post: Post) -> Iterator[None]:
    """Open the widgets that are made meanwhile in a page, each numbered in turn.

    Args:
        post: takes what the widgets say.
    """
    numbers, before = count(1), comm.create_comm

    class PageComm(BaseComm):
        def publish_msg(self, msg_type: str, data: Any = None, *_: Any, buffers: Any = None, **__: Any) -> None:
            message = {"type": msg_type, "model": self.comm_id, "data": data}
            post(json.dumps(message, separators=(",", ":")), [bytes(each) for each in buffers or ()])

    def numbered(*arguments: Any, **named: Any) -> BaseComm:
        return PageComm(*arguments, **{**named, "comm_id": named.get("comm_id") or str(next(numbers))})

    comm.create_comm = numbered
    try:
        yield
    finally:
        comm.create_comm = before


def open_dashboard(
    guideline: Guideline, given: Mapping[str, Any], post: Post, lessons: Mapping[str, str] = MappingProxyType({})
) -> Dashboard:
    """Open a dashboard whose widgets speak to a page.

    Args:
        guideline: the guideline.
        given: the case to begin with.
        post: takes what the widgets say.
        lessons: the address of the page of each lesson, by its title.
    """
    with widgets_of_a_page(post):
        return Dashboard(guideline, given, FORMS_IN_A_BROWSER, lessons)


def open_written(text: str, post: Post) -> Dashboard:
    """Open the dashboard that ``recorded.written`` wrote down for a page.

    Args:
        text: the guideline, its drawings and the case to begin with, as JSON.
        post: takes what the widgets say.
    """
    written = json.loads(text)
    DRAWINGS.mkdir(exist_ok=True)
    for name, drawing in written["drawings"].items():
        (DRAWINGS / name).write_text(drawing, "utf-8")
    os.environ[FOLDER_VARIABLE] = str(DRAWINGS)
    opened: list[Dashboard] = []

    def post_later(text: str, buffers: Sequence[bytes]) -> None:
        if opened:  # how the widgets open stands in the page already
            post(text, buffers)

    guideline = from_json(written["compiled"]).guideline
    opened.append(open_dashboard(guideline, written["given"], post_later, written["lessons"]))
    return opened[0]


def receive(text: str) -> None:
    """Hand a message of the page to the widget it is for; one for a widget that is gone is dropped.

    Args:
        text: ``{"model": number, "data": {"method": "update", "state": …}}`` or a custom message, as JSON.
    """
    message = json.loads(text)
    asked = comm.get_comm_manager().get_comm(message["model"])
    if asked is not None:
        asked.handle_msg({"content": {"data": message["data"]}, "buffers": []})
