"""Changes that come faster than a kernel can answer: of those that wait, only the last of each kind is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tornado.ioloop import IOLoop

AT_ONCE = 60  # messages that pass without waiting
EACH_SECOND = 30  # messages that pass after that
MOST_WAITING = 200  # messages of different kinds that wait; more are dropped

Message = str | bytes


class Flood:
    """Lets messages pass, and joins those that have to wait.

    Args:
        send: passes one message on.
    """

    def __init__(self, send: Callable[[Message], None]) -> None:
        self.send = send
        self.left = float(AT_ONCE)
        self.seen = IOLoop.current().time()
        self.waiting: dict[object, Message] = {}
        self.timer: object | None = None

    def take(self, message: Message, kind: object) -> None:
        """Pass a message on now, or later if it is not joined with a newer one until then.

        Args:
            message: as it came.
            kind: what a newer message takes the place of; see ``kind_of``.
        """
        self._refill()
        if not self.waiting and self.left >= 1:
            self.left -= 1
            self.send(message)
        elif kind in self.waiting or len(self.waiting) < MOST_WAITING:
            self.waiting.pop(kind, None)
            self.waiting[kind] = message
            self._later()

    def stop(self) -> None:
        """Forget what waits: the connection has ended."""
        self.waiting.clear()

    def _refill(self) -> None:
        now = IOLoop.current().time()
        self.left = min(float(AT_ONCE), self.left + (now - self.seen) * EACH_SECOND)
        self.seen = now

    def _later(self) -> None:
        if self.timer is None:
            self.timer = IOLoop.current().call_later(1 / EACH_SECOND, self._pass_one)

    def _pass_one(self) -> None:
        self.timer = None
        if self.waiting:
            self.send(self.waiting.pop(next(iter(self.waiting))))
            self.left = 0
            self.seen = IOLoop.current().time()
            self._later()


def kind_of(content: dict[str, Any], number: int) -> object:
    """Say which messages a newer one takes the place of: changes of the same fields of the same widget.

    Args:
        content: what the message says.
        number: the message's own number, for those that nothing replaces.

    >>> state = {"comm_id": "a", "data": {"method": "update", "state": {"answers": {}}}}
    >>> kind_of(state, 1) == kind_of(state, 2), kind_of({"comm_id": "a", "data": {"method": "custom"}}, 3)
    (True, 3)
    """
    data = content.get("data")
    if not isinstance(data, dict) or data.get("method") != "update" or not isinstance(data.get("state"), dict):
        return number
    return json.dumps([content.get("comm_id"), sorted(map(str, data["state"]))])
