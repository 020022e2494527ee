"""A live class: the teacher's page and the pupils' telephones, joined by websockets in this one process; no kernel.

A room lives in memory, ends by itself, and holds nothing of a person.  No address and no vote is written anywhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import segno
from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from explorer.server.address import is_loopback, own_number
from explorer.server.headers import headers_with, with_headers
from explorer.server.plain import serve_plainly
from explorer.teaching.class_room import Full, Room
from explorer.teaching.frames import Frame, frames
from explorer.teaching.lesson import ReadLesson
from explorer.views.picture.diagram import pathway_svg
from explorer.views.present.page import HERE as PRESENT
from explorer.views.present.page import as_text, lesson_data, looks

PAGES = Path(__file__).parent / "class_page"
PROGRAMS = {
    **{name: PRESENT / name for name in ("drawing.js", "present.js")},
    **{name: PAGES / name for name in ("line.js", "teach.js", "join.js")},
}
CLASS_LOOKS = PAGES / "class.css"
MOST_ROOMS = 20
LONGEST_ROOM = 4 * 3600.0  # seconds after which a room ends
LONGEST_MESSAGE = 300  # signs that a pupil sends at once
AT_ONCE, EACH_SECOND = 8, 2  # messages of one pupil
EVERY = 0.1  # seconds between two counts on the teacher's page
LESSON, WORD = "([A-Za-z0-9_-]{1,80})", "([a-z]{6})"
ONLY = "lesson"  # what the one lesson of a class without the dashboard is called
ADDRESS = re.compile(r"(https?)://([\w.-]{1,200}|\[[0-9a-f:]{2,40}\])(:\d{1,5})?(/[\w./~-]{0,200})?")
LOOPBACK = re.compile(r"localhost|127\..*|\[::1\]")


@dataclass(eq=False)
class OpenRoom:
    """A room with the pages that are in it.

    Attributes:
        room: the class.
        teachers: the teacher's pages; a second one may show the notes.
        pupils: the page of each pupil, by token.
    """

    room: Room
    teachers: set[TeacherSocket] = field(default_factory=set)
    pupils: dict[str, PupilSocket] = field(default_factory=dict)
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


def routes(rooms: Rooms) -> list[Any]:
    """The addresses of the class, for tornado.

    Args:
        rooms: the rooms.
    """
    given = {"rooms": rooms}
    return [
        ("/class/", Entrance, given),
        (f"/class/{WORD}", Entrance, given),
        (f"/class/lesson/{LESSON}", LessonPage, given),
        ("/class/program/([a-z]+[.]js)", Program),
        ("/class/drawing/([A-Za-z][A-Za-z0-9_-]{0,79})", Drawing, given),
        (f"/class/teach/{LESSON}", TeacherSocket, given),
        (f"/class/join/{WORD}", PupilSocket, given),
    ]


class _Page(RequestHandler):
    """A page of the class; it sets no cookie."""

    def initialize(self, rooms: Rooms) -> None:
        self.rooms = rooms

    async def prepare(self) -> None:
        """Wait until there is something to show."""
        await self.rooms.ready()

    def fill(self, name: str, **given: str) -> None:
        """Send a page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        styles = f"{looks()}\n{CLASS_LOOKS.read_text('utf-8')}"
        self.finish(Template((PAGES / name).read_text("utf-8")).substitute(looks=styles, **given))


class Entrance(_Page):
    """Where a pupil comes in by the word, and a teacher chooses a lesson."""

    def get(self, _: str = "") -> None:
        """Send the page."""
        lessons = "".join(
            f'<li><a href="lesson/{name}">{escape(read.lesson.title)}</a>, {read.lesson.minutes} minutes</li>'
            for name, read in self.rooms.lessons.items()
        )
        self.fill("join.html", lessons=lessons)


class LessonPage(_Page):
    """The teacher's page."""

    def get(self, name: str) -> None:
        """Send the page, with the lesson in it."""
        read = self.rooms.lessons.get(name)
        if read is None:
            self.set_status(404)
            self.finish("There is no such lesson.")
            return
        self.fill("teach.html", title=escape(read.lesson.title), lesson=as_text(lesson_data(read)))


class Program(RequestHandler):
    """The programs of the pages."""

    def get(self, name: str) -> None:
        """Send one of them."""
        if name not in PROGRAMS:
            self.set_status(404)
            self.finish("There is no such file.")
            return
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(PROGRAMS[name].read_bytes())


class Drawing(_Page):
    """The drawing of a pathway, for a pupil who answers on it."""

    def get(self, name: str) -> None:
        """Send it."""
        found = self.rooms.drawings(name)
        if found is None:
            self.set_status(404)
            self.finish("There is no such drawing.")
            return
        self.set_header("Content-Type", "image/svg+xml; charset=utf-8")
        self.set_header("Cache-Control", "max-age=3600")
        self.finish(found)


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
        """The page is gone; the room stays until its time is over."""
        if self.room is not None:
            self.room.teachers.discard(self)


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


HEADERS = headers_with(["script-src 'self'", "style-src 'unsafe-inline'", "img-src 'self' data:", "connect-src 'self'"])


def serve_class(read: ReadLesson, host: str, port: int | None, browser: bool) -> int:
    """Serve one lesson to a class, without the dashboard and without a kernel.

    Args:
        read: the lesson.
        host: the address to listen on.
        port: the port to listen on; by default 8866, or a free one.
        browser: whether to open a browser, where there is one.

    Returns:
        0, once it has stopped.

    Raises:
        Refused: the host or the port cannot be used.
    """

    def application() -> Application:
        handlers = routes(Rooms(lambda: {ONLY: read}, is_loopback(host)))
        return Application(handlers, transforms=[with_headers(HEADERS)], websocket_max_message_size=10_000)

    return serve_plainly(application, host, port, browser, f"class/lesson/{ONLY}", max_body_size=10_000)


def invitation(seen: str, code: str, is_alone: bool) -> dict[str, Any]:
    """Say at which address pupils come in, and draw it as a QR code (ISO/IEC 18004).

    Args:
        seen: the address of the folder of the teacher's page, as the teacher's browser names it.
        code: the word of the room.
        is_alone: whether only this machine can reach the server.

    Returns:
        ``address`` and ``qr`` (an address of an image); ``alone`` where no telephone can come in.

    >>> invitation("http://10.0.0.5:8866/class/", "bakelo", False)["address"]
    'http://10.0.0.5:8866/class/bakelo'
    """
    found = ADDRESS.fullmatch(seen)
    if found is None:
        return {}
    scheme, host, port, path = found.groups("")
    if LOOPBACK.fullmatch(host) and not is_alone:
        host = own_number() or host
    address = f"{scheme}://{host}{port}{path}{code}"
    drawn = segno.make(address, error="m").svg_data_uri(scale=8, border=2, dark="#000", light="#fff")
    return {"address": address, "qr": drawn, "alone": is_alone and bool(LOOPBACK.fullmatch(host))}
