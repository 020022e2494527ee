"""The addresses of a class: the entrance, the teacher's page, their programs, the drawings, the two connections."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import Any

from tornado.web import Application, RequestHandler

from explorer.server.address import is_loopback
from explorer.server.class_room.rooms import Rooms
from explorer.server.class_room.sockets import PupilSocket, TeacherSocket
from explorer.server.headers import headers_with, with_headers
from explorer.server.plain import serve_plainly
from explorer.teaching.lesson import ReadLesson
from explorer.views.markup import json_in_page
from explorer.views.present.page import HERE as PRESENT
from explorer.views.present.page import looks

PAGES = Path(__file__).parent / "page"
PROGRAMS = {
    **{name: PRESENT / name for name in ("drawing.js", "present.js")},
    **{name: PAGES / name for name in ("line.js", "teach.js", "join.js")},
}
CLASS_LOOKS = PAGES / "class.css"
LESSON, WORD = "([A-Za-z0-9_-]{1,80})", "([a-z]{6})"
ONLY = "lesson"  # what the one lesson of a class without the dashboard is called


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
            f'<li><a href="lesson/{name}">{escape(one.read.lesson.title)}</a>, {one.read.lesson.minutes} minutes</li>'
            for name, one in self.rooms.lessons.items()
        )
        self.fill("join.html", lessons=lessons)


class LessonPage(_Page):
    """The teacher's page."""

    def get(self, name: str) -> None:
        """Send the page, with the lesson in it."""
        taught = self.rooms.lessons.get(name)
        if taught is None:
            self.set_status(404)
            self.finish("There is no such lesson.")
            return
        self.fill("teach.html", title=escape(taught.read.lesson.title), lesson=json_in_page(taught.data))


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
