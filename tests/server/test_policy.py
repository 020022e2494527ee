"""Which messages of a page reach its kernel."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1

from explorer.server import policy

UPDATE = {"comm_id": "a", "data": {"method": "update", "state": {}, "buffer_paths": []}}
STATES = {"comm_id": "a", "data": {"method": "request_states"}}
CONTROL = {"comm_id": "a", "target_name": "jupyter.widget.control", "data": {}}
WIDGET = {"comm_id": "a", "target_name": "jupyter.widget", "data": {"state": {}}}
MESSAGES = [
    ("shell", "comm_msg", UPDATE, True),
    ("shell", "comm_msg", STATES, True),
    ("shell", "comm_open", CONTROL, True),
    ("shell", "comm_close", {"comm_id": "a"}, True),
    ("shell", "comm_info_request", {"target_name": "jupyter.widget"}, True),
    ("shell", "kernel_info_request", {}, True),
    ("shell", "comm_open", WIDGET, False),
    ("shell", "comm_open", {}, False),
    ("shell", "comm_msg", {"comm_id": "a", "data": {"method": "other"}}, False),
    ("shell", "comm_msg", {"comm_id": "a", "data": []}, False),
    ("control", "comm_msg", UPDATE, False),
    ("stdin", "input_reply", {"value": "1"}, False),
    ("iopub", "comm_msg", UPDATE, False),
    ("shell", "execute_request", {"code": "1"}, False),
    ("control", "execute_request", {"code": "1"}, False),
    ("control", "shutdown_request", {}, False),
    ("control", "debug_request", {}, False),
    ("shell", "complete_request", {}, False),
    ("shell", "inspect_request", {}, False),
    ("shell", "history_request", {}, False),
    ("shell", "is_complete_request", {}, False),
    ("shell", ["comm_msg"], UPDATE, False),
    (None, "comm_msg", UPDATE, False),
]


@pytest.mark.parametrize(("channel", "kind", "content", "allowed"), MESSAGES)
def test_a_message(channel: str, kind: Any, content: dict[str, Any], allowed: bool) -> None:
    message = {"header": {"msg_type": kind}, "parent_header": {}, "metadata": {}, "content": content}
    assert policy.is_of_the_widgets(json.dumps({"channel": channel, **message}), v1=False) is allowed
    binary = serialize_binary_message({"channel": channel, **message, "buffers": [b"x"]})
    assert policy.is_of_the_widgets(binary, v1=False) is allowed
    if channel is not None:
        packed = serialize_msg_to_ws_v1(message, channel, lambda part: json.dumps(part).encode())
        assert policy.is_of_the_widgets(packed, v1=True) is allowed


@pytest.mark.parametrize(
    ("message", "v1"),
    [
        (b"", False),
        (b"\x7f\xff\xff\xff", False),  # Jupyter's own reader would take eight gigabytes
        (b"\x00\x00\x00\x01\x00\x00\x00\x08[]", False),
        ("", False),
        ("[]", False),
        ("[" * 100_000, False),
        (
            '{"channel": "shell", "header": {"msg_type": "comm_info_request", "msg_type": "comm_msg"}, "content": {}}',
            False,
        ),
        (b"\xff" * 40, True),
        ((2**60).to_bytes(8, "little") + b"\x00" * 80, True),
        ("text", True),
    ],
)
def test_nonsense_is_refused(message: str | bytes, v1: bool) -> None:
    assert policy.is_of_the_widgets(message, v1) is False
