"""What passes between a page and its kernel, and what happens when the page has left."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.server import websocket


@pytest.mark.parametrize(("kind", "passes"), [("execute_input", False), ("comm_msg", True), ("error", True)])
def test_a_message_of_the_kernel(kind: str, passes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page receives the notebook's code, in either protocol."""
    passed: list[Any] = []
    monkeypatch.setattr(
        websocket.ZMQChannelsWebsocketConnection, "handle_outgoing_message", lambda *given: passed.append(given)
    )
    connection = websocket.WidgetMessages()
    message = connection.session.msg(kind, {"code": "open_dashboard()"})
    connection.handle_outgoing_message(object(), connection.session.serialize(message, ident=b"kernel"))
    assert bool(passed) is passes


def test_a_message_for_a_page_that_has_left_again() -> None:
    websocket.WidgetMessages().handle_outgoing_message("iopub", [])
