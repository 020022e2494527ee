"""A server without Voila and without kernels: one application of tornado, listened to until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from explorer.server.address import PORT, address_of, check_address, open_browser


def serve_plainly(
    make: Callable[[], Application], host: str, port: int | None, browser: bool, said: str = "", **limits: Any
) -> int:
    """Serve an application until it is stopped; nothing of a visitor is printed.

    Args:
        make: makes the application.
        host: the address to listen on.
        port: the port to listen on; by default 8866, or a free one.
        browser: whether to open a browser, where there is one.
        said: what is printed after the address.
        limits: further settings of the server.

    Returns:
        0.

    Raises:
        Refused: the host or the port cannot be used.
    """
    check_address(host, port)
    logging.getLogger("tornado.access").disabled = True
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(make, host, port, browser, said, limits))
    return 0


async def _serve(
    make: Callable[[], Application], host: str, port: int | None, browser: bool, said: str, limits: dict[str, Any]
) -> None:
    server = HTTPServer(make(), **limits)
    sockets = _listen(host, port)
    server.add_sockets(sockets)
    address = address_of(host, sockets[0].getsockname()[1])
    print(f"{address}{said}  (stop with Ctrl+C)", flush=True)
    if browser:
        open_browser(address + said)
    await asyncio.Event().wait()


def _listen(host: str, port: int | None) -> list[Any]:
    """Listen on the port that was asked for; where none was, on the usual one or a free one."""
    try:
        return bind_sockets(port or PORT, host)
    except OSError:
        if port is not None:
            raise
        return bind_sockets(0, host)
