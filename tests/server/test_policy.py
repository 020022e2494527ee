"""Which messages of a page reach its kernel, and which addresses of Voila are kept."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1
from voila.app import Voila

from explorer.server import app as serving
from explorer.server import policy, visitors

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


@pytest.mark.parametrize(("kind", "told"), [("execute_input", False), ("comm_msg", True), ("error", True)])
def test_a_message_of_the_kernel(kind: str, told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page learns nothing of the notebook's code, in neither protocol."""
    passed: list[Any] = []
    monkeypatch.setattr(
        policy.ZMQChannelsWebsocketConnection, "handle_outgoing_message", lambda *given: passed.append(given)
    )
    connection = policy.WidgetMessages()
    message = connection.session.msg(kind, {"code": "open_dashboard()"})
    connection.handle_outgoing_message(object(), connection.session.serialize(message, ident=b"kernel"))
    assert bool(passed) is told


def test_a_message_for_a_page_that_has_left_again() -> None:
    policy.WidgetMessages().handle_outgoing_message("iopub", [])


def test_only_what_the_page_uses_is_kept() -> None:
    voila = Voila(config=serving.configuration("127.0.0.1", None))
    voila.initialize([str(serving.notebook())])
    voila.init_settings()
    kept = policy.kept(voila.init_handlers())
    assert len(kept) == 6
    assert [pattern for pattern, kind, *_ in kept if kind is policy.KernelSocket] == [
        r"/api/kernels/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)/channels"
    ]
    patterns = " ".join(pattern for pattern, *_ in kept)
    for word in ("files", "tree", "contents", "login", "themes", "templates", "execution", "query"):
        assert word not in patterns
    Voila.clear_instance()


@pytest.mark.parametrize(("users", "ready"), [(1, 1), (200, 16)])
def test_as_many_kernels_are_ready_as_are_of_use(users: int, ready: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert visitors.pool_size(users) == ready
    chosen = serving.configuration("127.0.0.1", None, users).VoilaConfiguration
    assert chosen.preheat_kernel is True
    assert chosen.default_pool_size == ready


def test_a_kernel_that_has_ended_by_itself_needs_no_end() -> None:
    asyncio.run(visitors.Kernels().cull_kernel_if_idle("has ended"))


def test_a_kernel_that_is_still_starting_is_left_alone() -> None:
    kernels = visitors.Kernels(cull_idle_timeout=1, cull_resting=1)
    kernels._kernels["starts"] = visitors.Kernel()
    kernels._kernel_connections["starts"] = 0
    asyncio.run(kernels.cull_kernel_if_idle("starts"))
    assert "starts" in kernels


def test_what_goes_wrong_with_a_kernel_that_lives_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels = visitors.Kernels()
    kernels._kernels["lives"] = object()
    monkeypatch.setattr(visitors.Kernels, "_cull_if_resting", lambda *_: {}["nothing"])
    monkeypatch.setattr(visitors.AsyncMappingKernelManager, "cull_kernel_if_idle", lambda *_: asyncio.sleep(0))
    with pytest.raises(KeyError, match="nothing"):
        asyncio.run(kernels.cull_kernel_if_idle("lives"))
