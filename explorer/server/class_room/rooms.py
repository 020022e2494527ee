"""The rooms of a server: each a class with the pages that are in it.

A room lives in memory, ends by itself, and holds nothing of a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tornado.ioloop import IOLoop

from explorer.teaching.class_room import Room
from explorer.teaching.frames import Frame, frames
from explorer.teaching.lesson import ReadLesson
from explorer.views.picture.diagram import pathway_svg

MOST_ROOMS = 20
LONGEST_ROOM = 4 * 3600.0  # seconds after which a room ends
EVERY = 0.1  # seconds between two counts on the teacher's page


class Seat(Protocol):
    """The page of somebody in the room."""

    def tell(self, what: dict[str, Any]) -> None: ...
    def close(self) -> None: ...


@dataclass(eq=False)
class OpenRoom:
    """A room with the pages that are in it.

    Attributes:
        room: the class.
        teachers: the teacher's pages; a second one may show the notes.
        pupils: the page of each pupil, by token.
    """

    room: Room
    teachers: set[Seat] = field(default_factory=set)
    pupils: dict[str, Seat] = field(default_factory=dict)
    is_counting: bool = False

    def count(self) -> None:
        """Tell the teacher's pages soon how the votes stand; many votes are told at once."""
        if not self.is_counting:
            self.is_counting = True
            IOLoop.current().call_later(EVERY, self._counted)

    def _counted(self) -> None:
        self.is_counting = False
        for page in self.teachers:
            page.tell(self.room.for_teacher())

    def show(self) -> None:
        """Tell everybody what is shown now."""
        self._counted()
        for token, page in self.pupils.items():
            page.tell(self.room.for_pupil(token))


class Rooms:
    """The rooms of this server.

    Args:
        read: reads what can be taught, by the name of the lesson; it is asked once, when somebody first comes.
        is_alone: whether only this machine can reach the server.
    """

    def __init__(self, read: Callable[[], Mapping[str, ReadLesson]], is_alone: bool) -> None:
        self.read, self.is_alone = read, is_alone
        self.lessons: Mapping[str, ReadLesson] = {}
        self.reading: asyncio.Future[Mapping[str, ReadLesson]] | None = None
        self.open: dict[str, OpenRoom] = {}
        self.framed: dict[str, list[Frame]] = {}

    async def ready(self) -> None:
        """Wait until the lessons are read; others are served meanwhile."""
        if self.reading is None:
            self.reading = asyncio.get_running_loop().run_in_executor(None, self.read)
        self.lessons = await asyncio.shield(self.reading)

    def begin(self, lesson: str) -> OpenRoom | None:
        """Open a room; None where there are too many."""
        if len(self.open) >= MOST_ROOMS:
            return None
        self.framed.setdefault(lesson, frames(self.lessons[lesson]))
        room = OpenRoom(Room(self.framed[lesson]))
        self.open[room.room.code] = room
        IOLoop.current().call_later(LONGEST_ROOM, self.end, room)
        return room

    def end(self, room: OpenRoom) -> None:
        """End a room, and everybody's connection with it."""
        self.open.pop(room.room.code, None)
        for page in [*room.teachers, *room.pupils.values()]:
            page.tell({"over": True})
            page.close()

    def drawings(self, name: str) -> str | None:
        """The drawing of a pathway of one of the lessons."""
        guidelines = (read.guideline for read in self.lessons.values())
        return next((pathway_svg(one, name) for one in guidelines if name in one.pathways), None)
