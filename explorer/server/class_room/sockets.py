"""The connections of a class: a teacher leads, pupils vote; what is not understood does nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from explorer.server.class_room.invitation import invitation
from explorer.server.class_room.rooms import OpenRoom, Rooms
from explorer.teaching.class_room import Full

LONGEST_MESSAGE = 300  # signs that a page sends at once
AT_ONCE, EACH_SECOND = 8, 2  # messages of one pupil


class _Socket(WebSocketHandler):
    """One page's connection with a room; what is not understood does nothing."""

    def initialize(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.room: OpenRoom | None = None
        self.left, self.seen = float(AT_ONCE), IOLoop.current().time()

    async def prepare(self) -> None:
        """Wait until the lessons are read."""
        await self.rooms.ready()

    def tell(self, what: dict[str, Any]) -> None:
        """Send a message; a page that is gone hears nothing."""
        with contextlib.suppress(WebSocketClosedError):
            IOLoop.current().add_future(self.write_message(json.dumps(what, ensure_ascii=False)), _is_over)

    def on_message(self, message: str | bytes) -> None:
        """Understand a message, if it is one and comes no faster than a person presses."""
        if len(message) > LONGEST_MESSAGE or not self._is_slow_enough():
            self.close(1008, "too much")
            return
        try:
            told = json.loads(message)
        except (ValueError, RecursionError):
            return
        if isinstance(told, dict):
            self.hear(told)

    def _is_slow_enough(self) -> bool:
        now = IOLoop.current().time()
        self.left = min(float(AT_ONCE), self.left + (now - self.seen) * EACH_SECOND) - 1
        self.seen = now
        return self.left >= 0

    def hear(self, told: dict[str, Any]) -> None:
        """Do what a message says."""
        raise NotImplementedError


def _is_over(sending: asyncio.Future[None]) -> None:
    """Whether the page was still there does not matter."""
    sending.exception()


class TeacherSocket(_Socket):
    """The teacher's page: it opens a room or comes back to its own, and leads the class."""

    def open(self, name: str) -> None:
        """Wait for the first message, which says whether a room is to be opened."""
        self.lesson = name
        if name not in self.rooms.lessons:
            self.close(1008, "no such lesson")

    def _is_slow_enough(self) -> bool:
        """A teacher may go through the frames as fast as the keys can be pressed."""
        return True

    def hear(self, told: dict[str, Any]) -> None:
        """Do what the teacher wants."""
        if self.room is None:
            self._enter(told)
            return
        room = self.room.room
        match told:
            case {"go": int(at)}:
                room.go(at)
                self._tell_other_pages({"went": room.at})
            case {"lock": bool(is_locked)}:
                room.lock(is_locked)
            case {"again": True}:
                room.again()
            case {"door": bool(is_closed)}:
                room.is_closed = is_closed
            case {"remove": str(name)}:
                self._remove(name)
            case {"save": True}:
                self.tell({"csv": room.as_csv()})
                return
            case {"end": True}:
                self.rooms.end(self.room)
                return
        self.room.show()

    def _enter(self, told: dict[str, Any]) -> None:
        """Open a room, or come back to one by its word and key."""
        found = self.rooms.open.get(str(told.get("code", "")))
        known = found if found is not None and found.room.key == told.get("key") else None
        self.room = known or self.rooms.begin(self.lesson)
        if self.room is None:
            self.tell({"full": True})
            self.close()
            return
        self.room.teachers.add(self)
        room = self.room.room
        invited = invitation(str(told.get("from", "")), room.code, self.rooms.is_alone)
        self.tell({"entered": room.code, "key": room.key, "at": room.at} | invited)
        self.tell(room.for_teacher())

    def _tell_other_pages(self, what: dict[str, Any]) -> None:
        assert self.room is not None
        for page in self.room.teachers - {self}:
            page.tell(what)

    def _remove(self, name: str) -> None:
        assert self.room is not None
        token = self.room.room.remove(name)
        page = self.room.pupils.pop(token, None)
        if page is not None:
            page.tell({"gone": True})
            page.close()

    def on_close(self) -> None:
        """The page is gone; the room stays for it to come back."""
        if self.room is not None:
            self.room.teachers.discard(self)
            self.rooms.left(self.room)


class PupilSocket(_Socket):
    """A pupil's page: it comes in, or back, and votes."""

    token = ""

    def open(self, word: str) -> None:
        """Find the room."""
        self.room = self.rooms.open.get(word)
        if self.room is None:
            self.tell({"nowhere": True})
            self.close()

    def hear(self, told: dict[str, Any]) -> None:
        """Let the pupil in with the first message, then take votes."""
        if self.room is None:
            return
        if not self.token:
            self._enter(str(told.get("token", "")))
        elif isinstance(told.get("vote"), int) and self.room.room.vote(self.token, told["vote"]):
            self.room.count()
        self._show()

    def _enter(self, token: str) -> None:
        assert self.room is not None
        try:
            self.token = self.room.room.join(token)
        except Full:
            self.tell({"gone": True})
            self.close()
            return
        before = self.room.pupils.pop(self.token, None)
        self.room.pupils[self.token] = self
        if before is not None:
            before.close()
        self.tell({"token": self.token})
        self.room.count()

    def _show(self) -> None:
        if self.room is not None and self.token in self.room.room.pupils:
            self.tell(self.room.room.for_pupil(self.token))

    def on_close(self) -> None:
        """The page is gone; votes stay, and so does the place."""
        if self.room is not None and self.room.pupils.get(self.token) is self:
            del self.room.pupils[self.token]
            self.rooms.left(self.room)
