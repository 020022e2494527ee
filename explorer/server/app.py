"""Serving the dashboard: start Voila on its notebook, print the address, stop without a trace.

Every visitor gets a kernel; the server itself keeps nothing but drawings of its guideline.  ``settings`` holds the
configuration, ``policy`` what a page and its visitor may do, ``visitors`` how many visitors there may be.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from importlib.metadata import files
from pathlib import Path
from types import FrameType
from typing import Any

from tornado.ioloop import PeriodicCallback

from explorer.knowledge.known import SHIPPED_GUIDELINE
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import Problem, Refused
from explorer.knowledge.reading import load
from explorer.server import visitors
from explorer.server.address import announce, check_address, is_loopback
from explorer.server.class_room.pages import routes
from explorer.server.class_room.rooms import Rooms
from explorer.server.connections import Connections, hosts_of
from explorer.server.files import raise_limit, visitors_for
from explorer.server.headers import with_headers
from explorer.server.log import keep_people_out
from explorer.server.private_names import Voila
from explorer.server.routes import kept
from explorer.server.settings import TEMPLATE, configuration
from explorer.teaching.lesson import ReadLesson, read_lesson
from explorer.teaching.lesson_files import lessons_of

PACKAGE = Path(__file__).parent.parent
GUIDELINE = "GUIDELINE_EXPLORER_GUIDELINE"
WATCH = "GUIDELINE_EXPLORER_WATCH"
CLASS = "GUIDELINE_EXPLORER_CLASS"
DRAWINGS = "GUIDELINE_EXPLORER_DRAWINGS"
LOOK_EVERY = 3000  # milliseconds between two looks at the pages that have not connected


def serve(
    *,
    guideline: str | Path | None = None,
    host: str = "127.0.0.1",
    port: int | None = None,
    browser: bool = True,
    users: int | None = None,
    watch: bool = False,
    allow_hosts: Collection[str] = (),
) -> int:
    """Serve the dashboard until Ctrl-C or SIGTERM.

    Args:
        guideline: a guideline folder or the id of a shipped guideline; by default the shipped one.
        host: the address to listen on; by default only this machine can reach it.
        port: the port to listen on; by default 8866, or a free one near it when that is taken.
        browser: whether to open the browser, when there is one.
        users: the number of visitors to be ready for; a few kernels are started in advance, and no more
            visitors than that are admitted.  By default kernels start on demand, for at most 200 visitors.
        watch: whether to read the guideline again whenever its files change.
        allow_hosts: further names under which the server answers, such as that of a proxy before it.

    Returns:
        0, once it has stopped.

    Raises:
        Refused: the host, the chosen port or the number of users cannot be used.
    """
    check_address(host, port)
    _check_users(users)
    _set_environment(guideline, watch)
    # Jupyter's ping times make tornado complain on every visit; nothing can be done about it from here.
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    keep_people_out()
    most = visitors_for(raise_limit(), visitors.MOST_VISITORS)
    server = Server.instance(config=configuration(host, port, users, most))  # Voila's parts log to this instance
    server.hosts, server.numbers = hosts_of(host, allow_hosts), not is_loopback(host)
    room = most if most < (users or visitors.MOST_VISITORS) else None
    server.when_listening = lambda: announce(server.ip, server.port, browser, room)
    with tempfile.TemporaryDirectory(prefix="guideline-explorer-", ignore_cleanup_errors=True) as drawings:
        os.environ[DRAWINGS] = drawings
        server.initialize([str(notebook())])
        server.start()
    return 0


def notebook() -> Path:
    """Find the dashboard's notebook, in the source checkout or where it was installed.

    >>> notebook().name
    'explorer.ipynb'
    """
    found = PACKAGE.parent / "notebooks" / "explorer.ipynb"
    return found if found.is_file() else _installed("explorer.ipynb")


def lessons() -> dict[str, ReadLesson]:
    """Read the lessons of the guideline that is served, by name; one that is wrong is left out."""
    try:
        guideline = load(os.environ.get(GUIDELINE) or SHIPPED_GUIDELINE)
    except Refused:
        return {}
    return dict(_readable(guideline))


def _readable(guideline: Guideline) -> Iterator[tuple[str, ReadLesson]]:
    for path in lessons_of(guideline):
        with contextlib.suppress(Refused):
            yield path.stem, read_lesson(path, guideline)


def _installed(name: str) -> Path:
    for file in files("guideline-explorer") or ():
        if file.name == name:
            return Path(str(file.locate())).resolve()
    raise FileNotFoundError(f"{name} is missing: install guideline-explorer again")


class Server(Voila):
    """Voila with our page; it reports when it listens, and either signal stops it."""

    when_listening: Callable[[], None] = staticmethod(lambda: None)
    hosts: Collection[str] = frozenset()
    numbers = False

    def initialize(self, argv: list[str] | None = None) -> None:
        super().initialize(argv)
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, self.stop_soon)

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(TEMPLATE))

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        headers = self.tornado_settings["headers"]
        return {**settings, "transforms": [with_headers(headers)], "serve_traceback": False}

    def init_handlers(self) -> list[Any]:
        return [*kept(super().init_handlers()), *routes(Rooms(lessons, is_loopback(self.ip)))]

    def listen(self) -> None:
        """Accept connections in our own way, and give back the seats of pages that never connect."""
        self.app.listen = self._accept
        looking = PeriodicCallback(self._give_back, LOOK_EVERY)
        looking.start()
        super().listen()

    def _accept(self, port: int, address: str) -> Connections:
        server = Connections(self.app, hosts=self.hosts, numbers=self.numbers)
        server.listen(port, address)
        return server

    async def _give_back(self) -> None:
        await visitors.give_back_seats(self.app.settings["visitor_limit"], self.kernel_manager)

    def launch_browser(self) -> None:
        """Called by Voila once it listens."""
        self.when_listening()
        if sys.platform == "win32":  # there a waiting server only notices Ctrl-C when something happens
            PeriodicCallback(lambda: None, 500).start()

    def stop_soon(self, sig: int, frame: FrameType | None) -> None:
        """Stop when the running callbacks are done; a second signal ends the process at once."""
        signal.signal(sig, signal.SIG_DFL)
        if not hasattr(self, "ioloop"):
            raise SystemExit(0)
        self.ioloop.add_callback_from_signal(self.ioloop.stop)


def _set_environment(guideline: str | Path | None, watch: bool) -> None:
    """Set the variables that the kernels inherit; kernels run in another folder, so paths are made absolute."""
    if guideline is None:
        os.environ.pop(GUIDELINE, None)
    else:
        os.environ[GUIDELINE] = str(Path(guideline).resolve() if Path(guideline).exists() else guideline)
    os.environ[WATCH] = "1" if watch else ""
    os.environ[CLASS] = "1"  # this server holds classes
    os.environ.setdefault("JUPYTER_WIDGETS_ECHO", "0")  # a kernel has one page, which needs no echo of its changes
    # Use the kernel of this environment, not one of the same name that the user keeps elsewhere.
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")


def _check_users(users: int | None) -> None:
    if users is not None and not 1 <= users <= visitors.MOST_VISITORS:
        right = f"use a number from 1 to {visitors.MOST_VISITORS}; for more, run several servers (see deploy/)"
        raise Refused([Problem(f"--users {users}", "one server cannot be ready for that many", right)])
