"""What the served page may do, and which messages its visitor may send to the kernel; everything else is refused.

Scripts come from this server only: the page's three inline scripts are named by their hashes, and ``blob:`` is
allowed because anywidget loads each widget's program that way.  Styles may be inline because widgets write them at
run time.  No text is evaluated as a program, and nothing is loaded from another server.

Of the kernel's messages only those that the page's widgets send are passed on.  Whatever executes, completes,
inspects, debugs, restarts or answers a prompt never reaches the kernel.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

from explorer.server.headers import headers_with
from explorer.server.private_names import deserialize_binary_message, deserialize_msg_from_ws_v1
from explorer.views.modules import source_of

INLINE_SCRIPTS = ("start.js", "kernel.js", "end.js")
HEARTBEAT = "window.voila_heartbeat()"  # Voila writes this script into a page that takes long
EXTENSIONS = ("anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")
MOST_PARTS = 100  # of one message
LARGEST_MESSAGE = 1_000_000  # bytes; the largest a page sends are a few thousand

MESSAGE_TYPES = frozenset({"comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request"})
CONTROL_CHANNEL = "jupyter.widget.control"  # the only comm a page opens: it asks which widgets exist
METHODS = ("update", "request_state", "request_states", "custom")

NOT_READABLE = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    struct.error,
)  # what reading a malformed message can raise


def headers(template: Path) -> dict[str, str]:
    """Name the headers that every answer carries.

    Args:
        template: the folder that holds the page's inline scripts.
    """
    texts = [HEARTBEAT, *((template / name).read_text("utf-8").removesuffix("\n") for name in INLINE_SCRIPTS)]
    hashes = " ".join(map(source_of, texts))
    return headers_with(
        [
            f"script-src 'self' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
        ]
    )


def is_of_the_widgets(message: str | bytes, v1: bool) -> bool:
    """Say whether a message from a page is one that the page's widgets send.

    Args:
        message: as it came through the websocket.
        v1: whether it is written in Jupyter's binary protocol 1; otherwise as JSON.

    >>> is_of_the_widgets('{"channel": "shell", "header": {"msg_type": "execute_request"}, "content": {}}', v1=False)
    False
    """
    return content_for_widgets(message, v1) is not None


def content_for_widgets(message: str | bytes, v1: bool) -> dict[str, Any] | None:
    """Read what a message from a page says, if it is one that the page's widgets send; else None.

    Args:
        message, v1: as for ``is_of_the_widgets``.
    """
    try:
        channel, header, content = _read_v1(message) if v1 else _read_json(message)
        json.dumps(content, ensure_ascii=False).encode("utf-8")  # half a sign cannot be sent on
        return content if channel == "shell" and _is_allowed(header["msg_type"], content) else None
    except NOT_READABLE:
        return None


def _read_v1(message: str | bytes) -> tuple[str, dict[str, Any], dict[str, Any]]:
    if not isinstance(message, bytes) or not 6 <= int.from_bytes(message[:8], "little") <= MOST_PARTS:
        raise ValueError("not a message of protocol 1")
    channel, parts = deserialize_msg_from_ws_v1(message)
    return channel, _read_object(parts[0]), _read_object(parts[3])


def _read_json(message: str | bytes) -> tuple[str, dict[str, Any], dict[str, Any]]:
    if isinstance(message, bytes):
        # Jupyter's reader believes any number written here and would allocate gigabytes.
        if not 1 <= int.from_bytes(message[:4], "big") <= MOST_PARTS:
            raise ValueError("too many parts")
        whole = deserialize_binary_message(message)
    else:
        whole = _read_object(message)
    return whole.get("channel"), whole["header"], whole["content"]


def _read_object(text: str | bytes) -> dict[str, Any]:
    """Read JSON in which no key is repeated: two readers could understand a repeated key differently."""
    found: dict[str, Any] = json.loads(text, object_pairs_hook=_without_repeated_keys)
    return found


def _without_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key is repeated")
    return made


def _is_allowed(kind: str, content: dict[str, Any]) -> bool:
    if kind == "comm_open":
        return bool(content["target_name"] == CONTROL_CHANNEL)
    if kind == "comm_msg":
        return content["data"]["method"] in METHODS
    return kind in MESSAGE_TYPES
