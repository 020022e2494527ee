"""The server's connections: how long one may take over a request, how much it may send, and for whom it asks.

A connection that has not sent a whole request head is waiting. Where too many wait, the one that waits longest is
closed, so that nobody keeps others out by opening connections. Requests for another host are refused, so that a page of
another site cannot reach this server under that site's name (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Awaitable, Collection
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    RequestStartLine,
    ResponseStartLine,
)

LARGEST_BODY = 64_000  # bytes; the page posts a few hundred
LONGEST_HEAD = 20.0  # seconds until a request's head has come; also how long an unused connection is kept
LONGEST_BODY = 10.0  # seconds until a request's body has come
MOST_WAITING = 60  # connections that have not sent a whole head
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def hosts_of(host: str, allowed: Collection[str] = ()) -> frozenset[str]:
    """Say under which names the server answers.

    Args:
        host: the address it listens on.
        allowed: names given besides.

    Returns:
        The names, in small letters.

    >>> sorted(hosts_of("127.0.0.1"))
    ['127.0.0.1', '::1', 'localhost']
    """
    names = {name.casefold() for name in allowed}
    if host.casefold() in LOOPBACK or host.startswith("127."):
        return LOOPBACK | names | {host.casefold()}
    own = socket.gethostname().casefold()
    return LOOPBACK | names | {host.casefold(), own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}


def is_for(named: str, hosts: Collection[str], numbers: bool) -> bool:
    """Say whether a request is for this server.

    Args:
        named: the request's Host header.
        hosts: the names under which the server answers.
        numbers: whether any address in numbers is one of them.

    >>> [is_for(name, {"localhost"}, False) for name in ("localhost:8866", "LOCALHOST", "evil.example", "")]
    [True, True, False, False]
    >>> is_for("[::1]:8866", {"::1"}, False), is_for("192.168.1.5", set(), True)
    (True, True)
    """
    name = named.strip().casefold()
    name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
    return name in hosts or (numbers and _is_number(name))


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Connections(HTTPServer):
    """Accepts connections; closes those that wait longest where too many do.

    Attributes:
        hosts: the names under which the server answers.
        numbers: whether it answers under every address in numbers.
    """

    def initialize(self, app: Any, hosts: Collection[str], numbers: bool) -> None:  # type: ignore[override]
        super().initialize(
            app,
            max_body_size=LARGEST_BODY,
            idle_connection_timeout=LONGEST_HEAD,
            body_timeout=LONGEST_BODY,
        )
        self.hosts, self.numbers = hosts, numbers
        self.waiting: dict[object, HTTPConnection] = {}

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A connection begins to wait for a request's head."""
        self.waiting[server_conn] = request_conn
        while len(self.waiting) > MOST_WAITING:
            longest = next(iter(self.waiting))
            _close(self.waiting.pop(longest))
        return _Request(self, server_conn, request_conn, super().start_request(server_conn, request_conn))

    def on_close(self, server_conn: object) -> None:
        """A connection has ended."""
        self.waiting.pop(server_conn, None)
        super().on_close(server_conn)

    async def close_all_connections(self) -> None:
        """End all of them, when the server stops."""
        self.waiting.clear()
        await super().close_all_connections()


def _close(connection: HTTPConnection) -> None:
    stream = getattr(connection, "stream", None)
    if stream is not None:
        stream.close()


class _Request(HTTPMessageDelegate):
    """Hands a request on to the application, unless it is for another host."""

    def __init__(self, server: Connections, who: object, connection: HTTPConnection, to: HTTPMessageDelegate) -> None:
        self.server, self.who, self.connection, self.to = server, who, connection, to
        self.refused = False

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        """The head has come: the connection waits no longer."""
        self.server.waiting.pop(self.who, None)
        if is_for(headers.get("Host", ""), self.server.hosts, self.server.numbers):
            return self.to.headers_received(start_line, headers)
        self.refused = True
        self._refuse()
        return None

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return None if self.refused else self.to.data_received(chunk)

    def finish(self) -> None:
        if not self.refused:
            self.to.finish()

    def on_connection_close(self) -> None:
        if not self.refused:
            self.to.on_connection_close()

    def _refuse(self) -> None:
        words = b"This server does not answer under that name. Start it with --allow-host and the name.\n"
        head = HTTPHeaders({"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(words))})
        head["Connection"] = "close"
        self.connection.write_headers(ResponseStartLine("HTTP/1.1", 421, "Misdirected Request"), head, words)
        self.connection.finish()
