"""What a stranger's guideline and a stranger's browser can do: nothing but show texts and move widgets."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
import websocket
from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import LOOPBACK, Served, serving
from tests.hostile import A_PATHWAY, PAYLOADS, write

V1 = "v1.kernel.websocket.jupyter.org"


# The headers


@pytest.mark.parametrize("path", ["", "voila/static/voila.js", "nothing-here", "api/kernels/a-b-c-d-e"])
def test_every_answer_carries_the_policy(served: Served, path: str) -> None:
    try:
        answer = urlopen(served.address + path)
    except HTTPError as error:
        answer = error
    policy = answer.headers["Content-Security-Policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts is not None
    assert "unsafe" not in scripts[1]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert not re.search(r"https?:|\*", policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Set-Cookie"] is None
    assert answer.headers["Server"] is None
    answer.close()


def test_the_policy_stops_a_script_that_is_put_into_the_page(served: Served, page: Page, watch: Any) -> None:
    page.goto(served.address)
    page.wait_for_selector(".guideline-explorer")
    page.evaluate("""() => {
        document.body.insertAdjacentHTML("beforeend", "<img src='data:x' onerror='window.ran=1'>");
        const script = document.createElement("script");
        script.textContent = "window.ran = 2";
        document.body.append(script);
    }""")
    for _ in range(100):
        page.wait_for_timeout(100)
        if len(watch.errors) >= 2:
            break
    assert page.evaluate("window.ran") is None
    assert len(watch.errors) >= 2
    watch.errors.clear()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Dest": "script", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_site_cannot_start_kernels_in_passing(served: Served, headers: dict[str, str]) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(served.address, headers=headers))
    assert refused.value.code == 403


# The kernel's websocket


@pytest.fixture(scope="module")
def kernel(served: Served) -> Iterator[str]:
    """The id of a kernel that belongs to a page nobody shows; one for all tests, for each costs seconds."""
    with urlopen(served.address) as answer:
        found = re.search(r'id="kernel" data-id="([\w-]+)"', answer.read().decode())
    assert found is not None
    yield found[1]
    with contextlib.suppress(HTTPError):  # nobody has used it for long, and it was ended
        urlopen(Request(f"{served.address}voila/api/shutdown/{found[1]}", method="POST")).close()


def connect(served: Served, kernel: str, protocols: list[str] | None = None) -> websocket.WebSocket:
    host = urlsplit(served.address).netloc
    address = f"ws://{host}/api/kernels/{kernel}/channels?session_id={uuid4()}"
    return websocket.create_connection(address, timeout=20, subprotocols=protocols, origin=f"http://{host}")


def message(kind: str, content: dict[str, Any], channel: str = "shell") -> dict[str, Any]:
    header = {"msg_id": f"{kind}-{time.monotonic_ns()}", "msg_type": kind, "session": "stranger",
              "username": "", "version": "5.3", "date": "2026-01-01T00:00:00Z"}  # fmt: skip
    return {"channel": channel, "header": header, "parent_header": {}, "metadata": {}, "content": content}


def replies(socket: websocket.WebSocket, awaited: str) -> list[str]:
    """The kinds of message that arrive until the awaited one, and for a second after it."""
    kinds: list[str] = []
    deadline = time.monotonic() + 60
    while (left := deadline - time.monotonic()) > 0:
        socket.settimeout(left)
        try:
            received = socket.recv()
        except websocket.WebSocketTimeoutException:
            break
        text = received if isinstance(received, str) else received.decode("utf-8", "replace")
        found = re.findall(r'"msg_type": ?"(\w+)"', text)
        if awaited in found and awaited not in kinds:
            deadline = time.monotonic() + 1
        kinds += found
    return kinds


def packed(message: dict[str, Any]) -> bytes:
    """A message as pages write it, in protocol 1."""
    return serialize_msg_to_ws_v1(message, message["channel"], lambda part: json.dumps(part).encode())


def code_that_writes(path: Path) -> str:
    return f"open({str(path)!r}, 'w').write('a stranger was here')"


def requests_that_run(path: Path) -> list[dict[str, Any]]:
    code = code_that_writes(path)
    debug = {"type": "request", "seq": 1, "command": "evaluate", "arguments": {"expression": code}}
    return [
        message("execute_request", {"code": code, "silent": False, "store_history": False, "stop_on_error": False,
                                    "user_expressions": {"x": code}, "allow_stdin": False}, channel)
        for channel in ("shell", "control")
    ] + [
        message("complete_request", {"code": code, "cursor_pos": len(code)}),
        message("inspect_request", {"code": "open", "cursor_pos": 4, "detail_level": 1}),
        message("history_request", {"output": True, "raw": True, "hist_access_type": "tail", "n": 9}),
        message("debug_request", debug, "control"),
        message("interrupt_request", {}, "control"),
        message("shutdown_request", {"restart": False}, "control"),
        message("input_reply", {"value": code}, "stdin"),
        message("create_subshell_request", {}, "control"),
        message("usage_request", {}, "control"),
    ]  # fmt: skip


ANSWERS = {"execute_reply", "complete_reply", "inspect_reply", "history_reply", "debug_reply", "interrupt_reply",
           "shutdown_reply", "create_subshell_reply", "usage_reply", "execute_input", "execute_result"}  # fmt: skip


def test_no_code_runs_through_the_websocket(served: Served, kernel: str, tmp_path: Path) -> None:
    written = tmp_path / "written"
    socket = connect(served, kernel)
    for request in requests_that_run(written):
        socket.send(json.dumps(request))
    twice = json.dumps(requests_that_run(written)[0]).replace(
        '"msg_type": "execute_request"', '"msg_type": "execute_request", "msg_type": "kernel_info_request"'
    )
    socket.send(twice)
    socket.send(json.dumps(message("kernel_info_request", {})))
    kinds = replies(socket, "kernel_info_reply")
    socket.close()
    assert "kernel_info_reply" in kinds, "the connection itself works"
    assert not ANSWERS & set(kinds)
    assert not written.exists()


def test_no_code_runs_through_the_binary_protocol(served: Served, kernel: str, tmp_path: Path) -> None:
    written = tmp_path / "written"
    socket = connect(served, kernel, [V1])
    assert socket.subprotocol == V1
    for request in [*requests_that_run(written), message("kernel_info_request", {})]:
        socket.send_binary(packed(request))
    for nonsense in (b"", b"\xff" * 9, b"\x00" * 100, (2**40).to_bytes(8, "little") * 4):
        socket.send_binary(nonsense)
    kinds = replies(socket, "kernel_info_reply")
    socket.close()
    assert "kernel_info_reply" in kinds, "the connection itself works"
    assert not ANSWERS & set(kinds)
    assert not written.exists()
    served.complained_of_nothing()


@pytest.mark.parametrize("target", ["jupyter.widget", "jupyter.widget.version", "os", "explorer.cli"])
def test_no_channel_but_the_widgets_own_is_opened(served: Served, kernel: str, target: str) -> None:
    socket = connect(served, kernel)
    state = {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel"}
    content = {"comm_id": "stranger", "target_name": target, "target_module": "os", "data": {"state": state}}
    socket.send(json.dumps(message("comm_open", content)))
    socket.send(json.dumps(message("comm_info_request", {})))
    received = ""
    while "comm_info_reply" not in received:  # or the socket's own time is over
        received = str(socket.recv())
    socket.close()
    assert "comm_info_reply" in received
    assert "stranger" not in json.loads(received)["content"]["comms"]


def test_a_page_of_another_site_gets_no_websocket(served: Served, kernel: str) -> None:
    host = urlsplit(served.address).netloc
    address = f"ws://{host}/api/kernels/{kernel}/channels?session_id=stranger"
    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        websocket.create_connection(address, timeout=60, origin="https://evil.example")


def test_another_visitors_kernel_cannot_be_found(served: Served, kernel: str) -> None:
    for path in ("api/kernels", "api/kernels/", "api/sessions", "api/status", "api", "metrics", "api/me"):
        with pytest.raises(HTTPError) as refused:
            urlopen(served.address + path)
        assert refused.value.code == 404


def test_a_message_that_is_too_large_ends_the_connection(served: Served, kernel: str) -> None:
    socket = connect(served, kernel)
    with pytest.raises((websocket.WebSocketException, OSError)):
        socket.send(json.dumps(message("comm_msg", {"comm_id": "x", "data": {"x": "y" * 3_000_000}})))
        while socket.recv():
            pass
        raise websocket.WebSocketException("closed")


@pytest.mark.parametrize("politely", [True, False])
def test_a_page_that_leaves_while_its_kernel_answers(served: Served, kernel: str, politely: bool) -> None:
    """The server wakes up to an answer and to its page's end at once; it is stopped until both are there."""
    for wait in (0, 0.1, 0.05):
        socket = connect(served, kernel, [V1])
        for _ in range(40):
            socket.send_binary(packed(message("kernel_info_request", {})))
        time.sleep(wait)
        os.kill(served.process.pid, signal.SIGSTOP)
        time.sleep(0.2)
        if politely:
            socket.send_close()
        else:
            socket.sock.close()
        os.kill(served.process.pid, signal.SIGCONT)
        socket.close()
    socket = connect(served, kernel, [V1])
    socket.send_binary(packed(message("kernel_info_request", {})))
    assert "kernel_info_reply" in replies(socket, "kernel_info_reply")
    socket.close()
    served.complained_of_nothing()


def test_a_message_with_parts_is_answered(served: Served, kernel: str) -> None:
    """In the older protocol Voila's own socket takes all memory for such a message, there and back."""
    socket = connect(served, kernel)
    control = {"comm_id": "me", "target_name": "jupyter.widget.control", "data": {}}
    asked = message("comm_open", control) | {"metadata": {"version": "1.0.0"}}
    socket.send(json.dumps(asked))
    socket.send(json.dumps(message("comm_msg", {"comm_id": "me", "data": {"method": "request_states"}})))
    states = json.loads(next(each for each in heard(socket) if '"states"' in each))["content"]["data"]["states"]
    form = next(name for name, one in states.items() if "answers" in one["state"])
    data = {"method": "update", "state": {"answers": {}}, "buffer_paths": [["answers", "part"]]}
    update = message("comm_msg", {"comm_id": form, "data": data}) | {"buffers": [b"part"]}
    socket.send_binary(serialize_binary_message(update))
    head = next(name for name, one in states.items() if one["state"].get("name") == "ge-head")
    data = {"method": "custom", "content": {"pressed": "report:md:page:http://127.0.0.1/"}}
    socket.send(json.dumps(message("comm_msg", {"comm_id": head, "data": data})))
    assert b"case-" in next(each for each in heard(socket) if isinstance(each, bytes))
    socket.close()
    served.complained_of_nothing()


def heard(socket: Any, seconds: float = 60) -> Iterator[Any]:
    """What the server sends, for so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield socket.recv()


# What a guideline's texts can do


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Served]:
    """The guideline of an enemy, served."""
    folder = tmp_path_factory.mktemp("hostile")
    guideline = write(folder / "guideline")
    with serving(folder, "--guideline", str(guideline)) as server:
        yield server
        assert "Traceback" not in server.output


@pytest.fixture
def guarded(page: Page) -> Iterator[Page]:
    """A page in which nothing may run: no mark on the window, no dialog, no other place."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: _dismiss(dialog, dialogs))
    yield page
    assert page.evaluate("window.ran") is None
    assert page.evaluate("'evil' in Object.prototype || [].constructor !== Array") is False
    assert dialogs == []
    assert urlsplit(page.url).hostname in LOOPBACK
    assert len(page.context.pages) == 1


def _dismiss(dialog: Dialog, dialogs: list[str]) -> None:
    dialogs.append(dialog.message)
    dialog.dismiss()


FORBIDDEN = """() => [...document.querySelectorAll("main *")].filter(element =>
    element.matches("script:not([type='application/vnd.voila.cell-output+json']), iframe, object, embed, base, meta, link, form, marquee, video, audio, img, foreignObject, animate, use")
    || [...element.attributes].some(({ name, value }) => /^on/i.test(name) || (/href|src|action|formaction/i.test(name) && /script:|data:text|evil/i.test(value)))
).map(element => element.outerHTML.slice(0, 200))"""


def shown_texts(page: Page, selector: str) -> list[str]:
    return page.locator(selector).all_text_contents()


def shortened(text: str) -> str:
    """A text as it can be compared: spaces do not count, nor do signs that cannot be printed."""
    return re.sub(r"\s+", "", "".join(sign for sign in text if sign.isprintable() or sign.isspace()))


def missing(page: Page, selector: str, wanted: list[str]) -> list[str]:
    """The payloads that are not shown as text, letter by letter."""
    shown = "\n".join(map(shortened, shown_texts(page, selector)))
    return [text for text in wanted if shortened(text) not in shown]


def test_nothing_in_a_guideline_runs_and_all_of_it_is_text(hostile: Served, guarded: Page) -> None:
    page = guarded
    assert len(PAYLOADS) >= 50
    known = "&".join(f"q{i}={'7' if i % 3 == 0 else 'yes'}" for i in range(0, len(PAYLOADS), 2))
    page.goto(f"{hostile.address}?{known}&{quote(PAYLOADS[4])}={quote(PAYLOADS[0])}&q1={quote(PAYLOADS[9])}")
    expect(page.locator(".ge-map g.node[data-status]").first).to_be_visible(timeout=60_000)
    page.evaluate("() => document.querySelectorAll('details').forEach(part => part.open = true)")
    for button in page.locator(".ge-form-help-button").all():
        button.dispatch_event("click")
    assert missing(page, ".ge-area-form", PAYLOADS) == []
    assert missing(page, ".ge-area-head", [PAYLOADS[0], PAYLOADS[4], PAYLOADS[9]]) == []
    assert page.evaluate(FORBIDDEN) == []
    for first in range(0, len(PAYLOADS), A_PATHWAY):
        _walk_through(page, first)


def _walk_through(page: Page, first: int) -> None:
    """Open a pathway, rest on each of its nodes and open each."""
    page.locator(f'[data-do="pathway:p{first}"]').first.dispatch_event("click")
    expect(page.locator(".ge-map-title")).not_to_have_text("This case")
    expect(page.locator(f'.ge-map g.node[data-id="r{first}"]')).to_be_attached()
    wanted = PAYLOADS[first : first + A_PATHWAY]
    labels = page.locator(".ge-map g.node[role=button]").evaluate_all(
        "nodes => nodes.map(n => n.getAttribute('aria-label'))"
    )
    assert [text for text in wanted if shortened(text) not in shortened("\n".join(labels))] == []
    for index in range(first, first + len(wanted)):
        node = page.locator(f'.ge-map g.node[data-id="n{index}"]')
        node.dispatch_event("pointerover")
        page.locator(".ge-stage").focus()
        node.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f'.ge-detail[data-node="n{index}"]')).to_be_attached()
        page.evaluate("() => document.querySelectorAll('details').forEach(part => part.open = true)")
        assert missing(page, ".ge-detail", [PAYLOADS[index]]) == []
        assert page.evaluate(FORBIDDEN) == []
    assert page.evaluate("window.ran") is None
