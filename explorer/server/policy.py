"""What the served page may do and what a visitor may ask for; everything else is refused.

The page may take scripts from its own server only: its three inline scripts are named by their hashes, and
``blob:`` is there because anywidget loads each widget's program that way.  Styles may be inline because widgets
write them at run time.  Nothing may be evaluated from text, and no address of another server may be used.

Of the kernel's messages a visitor may send what the page's widgets send, and no more: nothing that runs code,
completes, inspects, debugs, restarts or answers a prompt reaches the kernel.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import struct
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_server.auth.identity import User
from jupyter_server.base.handlers import FileFindHandler, JupyterHandler
from jupyter_server.services.kernels.connection.base import (
    deserialize_binary_message,
    deserialize_msg_from_ws_v1,
)
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.httputil import HTTPHeaders
from tornado.web import HTTPError, OutputTransform
from tornado.websocket import WebSocketClosedError
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler
from voila.voila_identity_provider import VoilaIdentityProvider

from explorer.server.visitors import Page

INLINE_SCRIPTS = ("start.js", "kernel.js", "end.js")
HEARTBEAT = "window.voila_heartbeat()"  # Voila writes this script into a page that takes long
EXTENSIONS = ("anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")
MOST_PARTS = 100  # of one message
LARGEST_MESSAGE = 1_000_000  # bytes; the largest a page sends are a few thousand

OF_THE_WIDGETS = frozenset({"comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request"})
ASKS_FOR_THE_WIDGETS = "jupyter.widget.control"  # the only channel a page opens: it asks what widgets there are
METHODS = ("update", "request_state", "request_states", "custom")


def content_policy(template: Path) -> str:
    """The Content-Security-Policy of every answer.

    Args:
        template: the folder that holds the page's inline scripts.
    """
    texts = [HEARTBEAT, *((template / name).read_text("utf-8").removesuffix("\n") for name in INLINE_SCRIPTS)]
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in texts)
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        ]
    )


def _hash(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def headers(template: Path) -> dict[str, str]:
    """The headers that every answer carries."""
    return {
        "Content-Security-Policy": content_policy(template),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",  # the address of the page holds the case
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def with_headers(wanted: dict[str, str]) -> type[OutputTransform]:
    """A transform for tornado that puts headers on every answer, whoever gives it."""

    class Headers(OutputTransform):
        def transform_first_chunk(
            self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
        ) -> tuple[int, HTTPHeaders, bytes]:
            for name, value in wanted.items():
                headers[name] = value
            headers.pop("Server", None)
            return status_code, headers, chunk

    return Headers


class Nobody(VoilaIdentityProvider):
    """Visitors have no name and get no cookie: nobody is known again."""

    def set_login_cookie(self, handler: JupyterHandler, user: User) -> None:
        """Set none."""


def kept(handlers: Iterable[Any]) -> list[Any]:
    """Keep of Voila's addresses the few that the page uses; all others are not found.

    Left out are the list of notebooks, their files, the log-in form, themes and other templates.
    """
    return [found for found in map(_kept, handlers) if found is not None]


def _kept(handler: Any) -> Any:
    pattern, kind, *options = handler
    if kind in (KernelHandler, VoilaShutdownKernelHandler, MultiStaticFileHandler):
        return handler
    if kind is VoilaKernelWebsocketHandler:
        return (pattern, KernelSocket, *options)
    if kind is FileFindHandler and "/voila/labextensions/" in pattern:
        names = "|".join(EXTENSIONS)
        return (pattern.replace("(.*)", f"((?:{names})/static/.*)"), kind, *options)
    if issubclass(kind, TornadoVoilaHandler):
        return (pattern.replace("(.*)", "()"), Page, *options)
    return None


class KernelSocket(KernelWebsocketHandler):
    """A page's websocket; what its kernel still says to a page that has just left is dropped without a word.

    It stands in for Voila's, which takes all memory for one message with buffers in the older protocol.
    """

    async def pre_get(self) -> None:
        """Find the page's kernel; one that ends meanwhile is not there."""
        try:
            await super().pre_get()
        except TimeoutError as error:
            raise HTTPError(404, "the kernel has ended") from error

    def write_message(self, message: str | bytes | dict[str, Any], binary: bool = False) -> asyncio.Future[None]:
        """Send a message to the page, if it is still there."""
        try:
            sent = super().write_message(message, binary)
        except WebSocketClosedError:
            sent = asyncio.Future()
            sent.set_result(None)
        sent.add_done_callback(lambda done: done.cancelled() or done.exception())  # or asyncio tells of it
        return sent


class WidgetMessages(ZMQChannelsWebsocketConnection):
    """A page's connection with its kernel that lets only the widgets' own messages through."""

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Hand a message of the page on to the kernel, if it is one of the widgets'."""
        if is_of_the_widgets(incoming_msg, v1=bool(self.subprotocol)):
            super().handle_incoming_message(incoming_msg)  # type: ignore[arg-type]
        else:
            self.log.warning("A message that is not of the widgets was refused.")

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Hand a message of the kernel on to the page, unless it tells the notebook's code."""
        if isinstance(stream, str) and stream not in self.channels:
            return  # kept for a page that came back and has left again
        _, parts = self.session.feed_identities(outgoing_msg)
        if self.session.unpack(parts[1])["msg_type"] != "execute_input":
            super().handle_outgoing_message(stream, outgoing_msg)

    def disconnect(self) -> None:
        """End the connection, once."""
        if not self._close_future.done():
            super().disconnect()


def is_of_the_widgets(message: str | bytes, v1: bool) -> bool:
    """Whether a message from a page is one that the page's widgets send.

    Args:
        message: as it came through the websocket.
        v1: whether it is written in Jupyter's binary protocol 1, or else as JSON.
    """
    try:
        channel, header, content = _read_v1(message) if v1 else _read_json(message)
        return channel == "shell" and _is_allowed(header["msg_type"], content)
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        struct.error,
    ):
        return False


def _read_v1(message: str | bytes) -> tuple[str, dict[str, Any], dict[str, Any]]:
    if not isinstance(message, bytes) or not 6 <= int.from_bytes(message[:8], "little") <= MOST_PARTS:
        raise ValueError("not a message of protocol 1")
    channel, parts = deserialize_msg_from_ws_v1(message)
    return channel, _only_once(parts[0]), _only_once(parts[3])


def _read_json(message: str | bytes) -> tuple[str, dict[str, Any], dict[str, Any]]:
    if isinstance(message, bytes):
        # Jupyter itself would believe any number that stands here, and take gigabytes for it.
        if not 1 <= int.from_bytes(message[:4], "big") <= MOST_PARTS:
            raise ValueError("too many parts")
        whole = deserialize_binary_message(message)
    else:
        whole = _only_once(message)
    return whole.get("channel"), whole["header"], whole["content"]


def _only_once(text: str | bytes) -> dict[str, Any]:
    """Read JSON in which no key stands twice: two readers could understand that differently."""
    found: dict[str, Any] = json.loads(text, object_pairs_hook=_unique)
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


def _is_allowed(kind: str, content: dict[str, Any]) -> bool:
    if kind == "comm_open":
        return bool(content["target_name"] == ASKS_FOR_THE_WIDGETS)
    if kind == "comm_msg":
        return content["data"]["method"] in METHODS
    return kind in OF_THE_WIDGETS
