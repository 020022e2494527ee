"""The command that opens the dashboard."""

from __future__ import annotations

import argparse
from typing import Any

from explorer.commands.command import add_command


def add(commands: Any) -> None:
    """Add ``serve``."""
    serve = add_command(commands, "serve", _serve, "open the dashboard in the browser")
    serve.add_argument("--port", type=int, default=None, help="port to listen on (default: 8866, or a free one)")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: only this machine)")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser")
    serve.add_argument("--users", type=int, metavar="N", help="be ready for N visitors, and let in no more")
    serve.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a further name under which to answer"
    )
    serve.add_argument("--static", metavar="OUT", help="serve a folder that publish wrote, without any kernel")
    serve.add_argument("--watch", action="store_true", help="read the guideline again when its files change")


def _serve(chosen: argparse.Namespace) -> int:
    if chosen.static:
        from explorer.server.static import serve_static

        return serve_static(chosen.static, chosen.host, chosen.port, browser=not chosen.no_browser)
    from explorer.server.app import serve  # the server is only loaded to serve

    return serve(
        guideline=chosen.guideline,
        host=chosen.host,
        port=chosen.port,
        browser=not chosen.no_browser,
        users=chosen.users,
        watch=chosen.watch,
        allow_hosts=chosen.allow_host,
    )
