"""A teacher and pupils without a browser: websockets to a class that is really served."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.browser.conftest import COMMAND

PATIENCE = 20  # seconds
Result = TypeVar("Result")


@contextmanager
def class_served(lesson: Path, folder: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve a lesson to a class; gives the address of the class's folder, and the process."""
    log = folder / "class.log"
    with log.open("wb") as output:
        command = [COMMAND, "lesson", "present", str(lesson), "--live", "--no-browser", *arguments]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + PATIENCE
        while "/class/" not in log.read_text("utf-8"):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, "the class was not served in time"
            time.sleep(0.05)
        address = next(word for word in log.read_text("utf-8").split() if word.startswith("http://"))
        yield address.partition("lesson/")[0], process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        assert "Traceback" not in log.read_text("utf-8"), log.read_text("utf-8")


OPENED: list[WebSocketClientConnection] = []


def run(lesson: Coroutine[Any, Any, Result]) -> Result:
    """Run a lesson, and close every connection it opened."""

    async def closed() -> Result:
        try:
            return await lesson
        finally:
            for socket in OPENED:
                socket.close()
            OPENED.clear()
            await asyncio.sleep(0.05)  # what was closed says so

    return asyncio.run(closed())


class Line:
    """One page's connection with the room."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.socket = socket

    async def send(self, what: object) -> None:
        text = what if isinstance(what, str | bytes) else json.dumps(what)
        await self.socket.write_message(text, binary=isinstance(text, bytes))

    async def hear(self) -> Any:
        """The next message; None when the connection has ended."""
        message = await asyncio.wait_for(self.socket.read_message(), PATIENCE)
        return None if message is None else json.loads(message)

    async def until(self, wanted: Any) -> Any:
        """The first message of which ``wanted`` is true."""
        while True:
            told = await self.hear()
            assert told is not None, "the connection ended"
            if wanted(told):
                return told


async def connect(address: str, path: str, **headers: str) -> Line:
    """Open a connection as a page of the class does."""
    url = address.replace("http", "ws", 1) + path
    OPENED.append(await websocket_connect(HTTPRequest(url, headers=headers)))
    return Line(OPENED[-1])


async def teacher(address: str, **first: str) -> tuple[Line, dict[str, Any]]:
    """Open a room, or come back to one."""
    line = await connect(address, "teach/lesson")
    await line.send({"from": address, **first})
    return line, await line.hear()


async def pupil(address: str, code: str, token: str = "") -> tuple[Line, str]:
    """Come into a room."""
    line = await connect(address, f"join/{code}")
    await line.send({"token": token})
    return line, (await line.hear())["token"]
