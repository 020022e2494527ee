"""Many visitors at once: each has a websocket of their own, answers questions and checks what comes back.

    python -m benchmarks.load [--users 30] [--changes 20] [--json FILE]

Everything happens on loopback and ends by itself.  A visitor loads the page, connects to its kernel as a page does,
and changes an answer again and again, a different one from the neighbours'.  A change is over when the statuses of
the map have arrived; the statuses must be those of this visitor's own case and no other's.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from explorer import evaluate, load
from explorer.briefing.case_path import case_path
from explorer.views.map.pathway_map import packed
from explorer.views.picture.case_picture import case_signs
from tests.browser.conftest import Served, serving

SITES = ("breast", "neuroendocrine", "rectum", "colon")
PATIENCE = 120  # seconds, for anything
PAUSE = 1.5  # seconds between two answers, on average; a person who reads takes longer


@dataclass
class Visit:
    """What one visitor met."""

    first: float = 0.0
    changes: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Visitor:
    """A page without a browser: what it knows of its widgets, and how it speaks to them."""

    def __init__(self, address: str, number: int) -> None:
        self.address, self.number = address, number
        self.visit = Visit()
        self.state: dict[str, dict[str, Any]] = {}
        self.session = f"visitor-{number}"
        self.counter = itertools.count()

    async def visited(self, changes: int, pause: float) -> Visit:
        """Come, and keep what went wrong as a problem of this visitor."""
        try:
            return await self.come(changes, pause)
        except Exception as error:  # whatever it is, the others' visits go on
            self.visit.problems.append(f"{type(error).__name__}: {error}")
            return self.visit

    async def come(self, changes: int, pause: float) -> Visit:
        """Load the page, change the case so many times with pauses between, and leave."""
        start = time.perf_counter()
        kernel = await self._load()
        self.socket = await self._connect(kernel)
        await self._find_widgets()
        self.visit.first = time.perf_counter() - start
        chance = random.Random(self.number)
        for change in range(changes):
            await self._change(change)
            await asyncio.sleep(pause * (0.5 + chance.random()))
        self.socket.close()
        await self._leave(kernel)
        return self.visit

    async def _load(self) -> str:
        answer = await AsyncHTTPClient().fetch(
            HTTPRequest(self.address, connect_timeout=PATIENCE, request_timeout=PATIENCE)
        )
        text = answer.body.decode()
        found = re.search(r'id="kernel" data-id="([\w-]+)"', text)
        if found is None or 'role="alert"' in text:
            raise RuntimeError("the page shows an error")
        return found[1]

    async def _connect(self, kernel: str) -> WebSocketClientConnection:
        host = urlsplit(self.address).netloc
        return await websocket_connect(
            f"ws://{host}/api/kernels/{kernel}/channels?session_id={self.session}", connect_timeout=PATIENCE
        )

    async def _leave(self, kernel: str) -> None:
        address = f"{self.address}voila/api/shutdown/{kernel}"
        await AsyncHTTPClient().fetch(HTTPRequest(address, method="POST", body="", request_timeout=PATIENCE))

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        header = {"msg_id": f"{self.session}-{next(self.counter)}", "msg_type": kind, "session": self.session,
                  "username": "", "version": "5.3", "date": "2026-01-01T00:00:00Z"}  # fmt: skip
        whole: dict[str, Any] = {
            "channel": "shell",
            "header": header,
            "parent_header": {},
            "content": content,
        }
        whole["metadata"] = {"version": "1.0.0"}  # of the control channel's protocol
        await self.socket.write_message(json.dumps(whole))

    async def _receive(self) -> dict[str, Any]:
        message = await asyncio.wait_for(self.socket.read_message(), PATIENCE)
        if message is None:
            raise RuntimeError("the connection was closed")
        if isinstance(message, bytes):  # JSON first, then buffers
            start, *rest = (int.from_bytes(message[i : i + 4], "big") for i in range(4, 12, 4))
            end = rest[0] if int.from_bytes(message[:4], "big") > 1 else None
            message = message[start:end].decode()
        received: dict[str, Any] = json.loads(message)
        self._keep(received)
        return received

    def _keep(self, message: dict[str, Any]) -> None:
        """Remember what the kernel says of a widget, and whether it fails."""
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "error" or (kind == "stream" and "Traceback" in content.get("text", "")):
            self.visit.problems.append(str(content)[:300])
        if kind == "comm_msg" and content["data"].get("method") in ("update", "echo_update"):
            self.state.setdefault(content["comm_id"], {}).update(content["data"]["state"])

    async def _find_widgets(self) -> None:
        """Ask for all widgets as a page does, and find the form and the map among them."""
        content = {"comm_id": self.session, "target_name": "jupyter.widget.control", "data": {}}
        await self._send("comm_open", content)
        await self._send("comm_msg", {"comm_id": self.session, "data": {"method": "request_states"}})
        while True:
            message = await self._receive()
            data = message["content"].get("data", {})
            if message["header"]["msg_type"] == "comm_msg" and data.get("method") == "update_states":
                break
        for name, one in data["states"].items():
            self.state[name] = one["state"]
        self.form = next(name for name, state in self.state.items() if "answers" in state)
        self.map = next(name for name, state in self.state.items() if "svg" in state and "states" in state)

    async def _change(self, change: int) -> None:
        """Set another case, and wait until the map shows exactly what follows from it."""
        answers = case_of(self.number, change)
        expected = expected_statuses(json.dumps(answers))
        start = time.perf_counter()
        state = {"method": "update", "state": {"answers": answers}, "buffer_paths": []}
        await self._send("comm_msg", {"comm_id": self.form, "data": state})
        while (self.state[self.map]["parts"], self.state[self.map]["states"]) != expected:
            await self._receive()
            if time.perf_counter() - start > PATIENCE:
                self.visit.problems.append("the map never showed this visitor's case")
                return
        self.visit.changes.append(time.perf_counter() - start)


def case_of(number: int, change: int) -> dict[str, str]:
    """A case that its visitor's neighbours do not have at the same time, and that the last one changed to."""
    site = SITES[(number + change) % len(SITES)]
    return {
        "primary_site": site,
        "liver_mets": "yes",
        "liver_lesion_count": str(1 + (7 * number + change) % 90),
    }


GUIDELINE = load("rectal_liver_metastases")
EXPECTED: dict[str, tuple[list[str], str]] = {}


def expected_statuses(answers: str) -> tuple[list[str], str]:
    """The statuses of the way of the case, worked out here and not by the server."""
    if answers not in EXPECTED:
        case = json.loads(answers)
        trace = evaluate(GUIDELINE, case)
        EXPECTED[answers] = packed(case_signs(trace, case_path(trace)).status)
    return EXPECTED[answers]


async def visits(address: str, users: int, changes: int, pause: float) -> list[Visit]:
    """Let all visitors come at once."""
    AsyncHTTPClient.configure(None, max_clients=users + 10)
    for number, change in itertools.product(range(users), range(changes)):
        expected_statuses(json.dumps(case_of(number, change)))  # before the clock runs
    return await asyncio.gather(*(Visitor(address, number).visited(changes, pause) for number in range(users)))


class Memory:
    """The most memory that a server and its kernels held, in MB."""

    def __init__(self, server: Served) -> None:
        self.process = psutil.Process(server.process.pid)
        self.most = 0.0

    async def watch(self) -> None:
        """Look every second."""
        while True:
            self.most = max(self.most, sum(map(_held, [self.process, *self.process.children(recursive=True)])))
            await asyncio.sleep(1)


def _held(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().uss / 1e6)
    except psutil.Error:
        return 0.0


async def measure(server: Served, users: int, changes: int, pause: float) -> dict[str, Any]:
    """Let them come, and say how it went."""
    memory = Memory(server)
    watch = asyncio.create_task(memory.watch())
    start = time.perf_counter()
    found = await asyncio.wait_for(visits(server.address, users, changes, pause), 15 * 60)
    took = time.perf_counter() - start
    watch.cancel()
    times = sorted(1000 * change for visit in found for change in visit.changes) or [float("nan")]
    return {
        "users": users,
        "changes": sum(len(visit.changes) for visit in found),
        "problems": [problem for visit in found for problem in visit.problems],
        "first_visit_s": {
            "median": statistics.median(v.first for v in found),
            "worst": max(v.first for v in found),
        },
        "change_ms": {
            "median": statistics.median(times),
            "p95": times[int(0.95 * (len(times) - 1))],
            "worst": times[-1],
        },
        "memory_mb": memory.most,
        "took_s": took,
    }


def run(users: int, changes: int, *options: str, pause: float = PAUSE) -> dict[str, Any]:
    """Serve, measure, stop."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), *options) as server:
        found = asyncio.run(measure(server, users, changes, pause))
        found["server_traceback"] = "Traceback" in server.output
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Many visitors at once.")
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    found = run(chosen.users, chosen.changes, "--users", str(chosen.users))
    text = json.dumps(found, indent=1)
    print(text)
    if chosen.json:
        chosen.json.write_text(text, encoding="utf-8")
    whole = found["changes"] == chosen.users * chosen.changes
    return 0 if whole and not found["problems"] and not found["server_traceback"] else 1


if __name__ == "__main__":
    sys.exit(main())
