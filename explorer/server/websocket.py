"""The websocket between a page and its kernel: only the widgets' own messages pass."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError

from explorer.server.flood import Flood, kind_of
from explorer.server.policy import content_for_widgets
from explorer.server.private_names import KernelWebsocketHandler, ZMQChannelsWebsocketConnection, is_disconnected
from explorer.server.visitors import VisitorLimit

MOST_SOCKETS = (
    2  # with one kernel: a page that connects again may do so before the old connection is seen to have ended
)


class KernelSocket(KernelWebsocketHandler):
    """A page's websocket.  Messages for a page that has already disconnected are discarded silently.

    It replaces Voila's own, which takes all memory for one message with buffers in the older protocol.
    """

    of_kernels: ClassVar[dict[str, list[KernelSocket]]] = {}

    def open(self, kernel_id: str) -> Any:
        """A page connects; of more connections with one kernel than a page needs the oldest is closed."""
        those = self.of_kernels.setdefault(kernel_id, [])
        those.append(self)
        while len(those) > MOST_SOCKETS:
            those.pop(0).close(1008, "the page is open elsewhere")
        limit: VisitorLimit = self.settings["visitor_limit"]
        limit.connected(kernel_id)
        return super().open(kernel_id)

    def on_close(self) -> None:
        """A page has gone."""
        for kernel_id, those in list(self.of_kernels.items()):
            if self in those:
                those.remove(self)
            if not those:
                del self.of_kernels[kernel_id]
        super().on_close()

    async def pre_get(self) -> None:
        """Find the page's kernel; one that ends meanwhile counts as not found."""
        try:
            await super().pre_get()
        except TimeoutError as error:
            raise HTTPError(404, "the kernel has ended") from error

    def write_message(self, message: str | bytes | dict[str, Any], binary: bool = False) -> asyncio.Future[None]:
        """Send a message to the page, if it is still connected."""
        try:
            sent = super().write_message(message, binary)
        except WebSocketClosedError:
            sent = asyncio.Future()
            sent.set_result(None)
        # Reading the outcome keeps asyncio from reporting an exception nobody retrieved.
        sent.add_done_callback(lambda done: done.cancelled() or done.exception())
        return sent


class WidgetMessages(ZMQChannelsWebsocketConnection):
    """A page's connection with its kernel that passes only the widgets' own messages on, and joins a flood of them."""

    flood: Flood | None = None
    number = 0

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Pass a message from the page on to the kernel, if the policy allows it."""
        content = content_for_widgets(incoming_msg, v1=bool(self.subprotocol))
        if content is None:
            self.log.warning("A message that is not of the widgets was refused.")
            return
        if self.flood is None:
            self.flood = Flood(super().handle_incoming_message)  # type: ignore[arg-type]  # Jupyter takes bytes too
        self.number += 1
        self.flood.take(incoming_msg, kind_of(content, self.number))

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        """Pass a message from the kernel on to the page, unless it contains the notebook's code."""
        if isinstance(stream, str) and stream not in self.channels:
            return  # a message buffered for a page that came back and has left again
        _, parts = self.session.feed_identities(outgoing_msg)
        if self.session.unpack(parts[1])["msg_type"] != "execute_input":
            super().handle_outgoing_message(stream, outgoing_msg)

    def disconnect(self) -> None:
        """End the connection, once."""
        if self.flood is not None:
            self.flood.stop()
        if not is_disconnected(self):
            super().disconnect()
