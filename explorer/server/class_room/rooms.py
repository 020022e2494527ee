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
from explorer.views.present.page import lesson_data

MOST_ROOMS = 20
LONGEST_ROOM = 4 * 3600.0  # seconds after which a room ends
LONGEST_EMPTY = 600.0  # seconds after which a room ends in which nobody is
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


@dataclass(frozen=True)
class Taught:
    """A lesson that is ready for a class: as it was read, its frames, and what the teacher's page needs."""

    read: ReadLesson
    frames: list[Frame]
    data: Mapping[str, Any]


class Rooms:
    """The rooms of this server.

    Args:
        read: reads what can be taught, by the name of the lesson; it is asked once, when somebody first comes.
        is_alone: whether only this machine can reach the server.
    """

    def __init__(self, read: Callable[[], Mapping[str, ReadLesson]], is_alone: bool) -> None:
        self.read, self.is_alone = read, is_alone
        self.lessons: Mapping[str, Taught] = {}
        self.reading: asyncio.Future[Mapping[str, Taught]] | None = None
        self.open: dict[str, OpenRoom] = {}

    async def ready(self) -> None:
        """Wait until the lessons are read and drawn; others are served meanwhile."""
        if self.reading is None:
            self.reading = asyncio.get_running_loop().run_in_executor(None, self._prepared)
        self.lessons = await asyncio.shield(self.reading)

    def _prepared(self) -> dict[str, Taught]:
        framed = {name: (read, frames(read)) for name, read in self.read().items()}
        return {name: Taught(read, made, lesson_data(read, made)) for name, (read, made) in framed.items()}

    def begin(self, lesson: str) -> OpenRoom | None:
        """Open a room; None where there are too many."""
        if len(self.open) >= MOST_ROOMS:
            return None
        room = OpenRoom(Room(self.lessons[lesson].frames))
        self.open[room.room.code] = room
        IOLoop.current().call_later(LONGEST_ROOM, self.end, room)
        return room

    def left(self, room: OpenRoom) -> None:
        """Somebody has left: where nobody is there for a while, the room ends, and makes place for another."""
        IOLoop.current().call_later(LONGEST_EMPTY, self._end_if_empty, room)

    def _end_if_empty(self, room: OpenRoom) -> None:
        if not room.teachers and not room.pupils:
            self.end(room)

    def end(self, room: OpenRoom) -> None:
        """End a room, and everybody's connection with it; one that has ended already stays so."""
        if self.open.get(room.room.code) is not room:
            return
        del self.open[room.room.code]
        for page in [*room.teachers, *room.pupils.values()]:
            page.tell({"over": True})
            page.close()

    def drawings(self, name: str) -> str | None:
        """The drawing of a pathway that one of the lessons shows."""
        shown = (taught.data["drawings"] for taught in self.lessons.values())
        return next((str(drawings[name]) for drawings in shown if name in drawings), None)
