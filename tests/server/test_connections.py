"""Connections as a stranger opens them: to a server that really runs, with few files to open."""

from __future__ import annotations

import http.client
import json
import re
import shlex
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import tornado.websocket
from tornado.ioloop import IOLoop

from explorer.server.connections import LONGEST_HEAD, MOST_WAITING, hosts_of, is_for
from tests.browser.conftest import COMMAND, Served, serving

FEW = 400
"""Files that the attacked server may open."""
KERNEL = re.compile(r'data-id="([\w-]+)"')


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that may open few files, and cannot ask for more."""
    folder = tmp_path_factory.mktemp("attacked")
    wrapper = folder / "few-files"
    wrapper.write_text(f'#!/bin/sh\nulimit -n {FEW}\nexec {shlex.quote(COMMAND)} "$@"\n', "utf-8")
    wrapper.chmod(0o755)
    with serving(folder, command=str(wrapper)) as server:
        yield server


def connected(served: Served) -> socket.socket:
    address = urlsplit(served.address)
    return socket.create_connection((address.hostname, address.port), timeout=30)


def asked(served: Served, method: str = "GET", path: str = "/", body: bytes | None = None, **headers: str):
    address = urlsplit(served.address)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_the_room_there_is_is_told(attacked: Served) -> None:
    assert re.search(r"open files for \d+ visitors", attacked.output)


def test_many_who_only_wait_keep_nobody_out(attacked: Served) -> None:
    with ExitStack() as stack:
        those = [stack.enter_context(connected(attacked)) for _ in range(3 * MOST_WAITING)]
        for one in those:
            one.sendall(b"GET / HTTP/1.1\r\n")
        begun = time.monotonic()
        assert asked(attacked)[0] == 200
        assert time.monotonic() - begun < 20
    assert "Too many open files" not in attacked.output
    assert len(attacked.output) < 5000


def test_a_head_that_does_not_come_is_waited_for_no_longer_than_told(attacked: Served) -> None:
    with connected(attacked) as one:
        one.settimeout(LONGEST_HEAD + 10)
        one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert one.recv(100) == b""


@pytest.mark.parametrize("path", ["/", "/nothing", "/voila/api/shutdown/none", "/api/kernels/none/channels"])
def test_a_large_body_is_refused_before_it_is_read(attacked: Served, path: str) -> None:
    with connected(attacked) as one:
        one.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 95000000\r\n\r\n".encode())
        one.sendall(b"x" * 1000)
        assert one.recv(1000).startswith(b"HTTP/1.1 400") or one.recv(1000) == b""


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8866", "127.0.0.1.evil.example", "", "192.168.1.7"])
def test_a_request_for_another_host_is_refused(attacked: Served, host: str) -> None:
    status, _, words = asked(attacked, Host=host)
    assert (status, b"--allow-host" in words) == (421, True)


@pytest.mark.parametrize(
    ("host", "allowed", "named", "answers"),
    [
        ("127.0.0.1", [], "localhost:8866", True),
        ("127.0.0.1", ["explorer.example"], "explorer.example", True),
        ("127.0.0.1", ["Explorer.Example"], "EXPLORER.example:443", True),
        ("127.0.0.1", ["explorer.example"], "other.example", False),
        ("0.0.0.0", [], "10.0.0.7:8866", True),
        ("0.0.0.0", [], "evil.example", False),
        ("0.0.0.0", [], socket.gethostname(), True),
        ("::1", [], "[::1]:8866", True),
    ],
)
def test_the_names_under_which_the_server_answers(host: str, allowed: list[str], named: str, answers: bool) -> None:
    assert is_for(named, hosts_of(host, allowed), numbers=host == "0.0.0.0") == answers


def test_no_case_and_no_address_is_printed(attacked: Served) -> None:
    cross = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}
    assert asked(attacked, path="/?kras=mutant&name=SECRETCASE", **cross)[0] == 403
    assert asked(attacked, path="/nothing%C2%9B31m?name=SECRETCASE")[0] == 404
    assert asked(attacked, "DELETE", "/?name=SECRETCASE")[0] == 405
    assert "403 GET /" in attacked.output
    for told in ("SECRETCASE", "kras", "127.0.0.1)", "\x9b"):
        assert told not in attacked.output


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/voila/labextensions/anywidget/static/nothing.js", 404),
        ("/voila/labextensions/anywidget/static/../package.json", 404),
        ("/voila/labextensions/anywidget/static/%2e%2e/package.json", 404),
        ("/voila/labextensions/anywidget/static/../../@jupyter-widgets/jupyterlab-manager/package.json", 404),
    ],
)
def test_a_missing_file_is_answered_shortly_and_without_a_cookie(attacked: Served, path: str, status: int) -> None:
    found, headers, words = asked(attacked, path=path)
    assert (found, "Set-Cookie" in headers, len(words) < 300) == (status, False, True)
    assert "Traceback" not in attacked.output


def kernel_of_a_page(served: Served) -> str:
    status, _, page = asked(served)
    assert status == 200
    return KERNEL.search(page.decode())[1]


def alive(served: Served, kernel: str) -> bool:
    return asked(served, path=f"/api/kernels/{kernel}")[0] == 200


def test_the_seat_of_a_page_that_never_connects_is_given_back(tmp_path: Path) -> None:
    with serving(tmp_path, "--users", "1") as served:
        first = kernel_of_a_page(served)
        assert asked(served)[0] == 503
        deadline = time.monotonic() + 20
        while alive(served, first) and time.monotonic() < deadline:
            time.sleep(0.5)
        assert not alive(served, first)
        assert asked(served)[0] == 200
        served.complained_of_nothing()


def test_a_page_has_no_more_than_two_connections_with_its_kernel(attacked: Served) -> None:
    kernel = kernel_of_a_page(attacked)
    address = urlsplit(attacked.address)

    async def open_many() -> list[bool]:
        url = f"ws://{address.netloc}/api/kernels/{kernel}/channels"
        those = [await tornado.websocket.websocket_connect(url) for _ in range(5)]
        ended = []
        for one in those[:3]:
            while (told := await one.read_message()) is not None:
                assert isinstance(told, str | bytes)
            ended.append(True)
        assert alive_still(those[3:])
        for one in those:
            one.close()
        return ended

    assert IOLoop().run_sync(open_many, timeout=60) == [True] * 3


def alive_still(those: list[tornado.websocket.WebSocketClientConnection]) -> bool:
    return all(one.close_code is None for one in those)


def test_half_a_sign_in_a_message_is_refused_like_any_other(attacked: Served) -> None:
    kernel = kernel_of_a_page(attacked)
    address = urlsplit(attacked.address)
    content = {"comm_id": "x", "data": {"method": "update", "state": {"a": "\ud800"}}}
    message = json.dumps(
        {
            "channel": "shell",
            "header": {"msg_type": "comm_msg", "msg_id": "1"},
            "parent_header": {},
            "metadata": {},
            "content": content,
        }
    )

    async def send() -> None:
        one = await tornado.websocket.websocket_connect(f"ws://{address.netloc}/api/kernels/{kernel}/channels")
        for _ in range(5):
            await one.write_message(message)
        one.close()

    IOLoop().run_sync(send, timeout=60)
    time.sleep(0.5)
    attacked.complained_of_nothing()
