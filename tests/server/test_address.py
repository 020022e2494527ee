"""Where the server can listen, and how it announces its address."""

from __future__ import annotations

import socket

import pytest

from explorer.knowledge.problem import Refused
from explorer.server import address
from explorer.server.app import serve


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        ("127.0.0.1", 70_000, "--port 70000: there is no such port"),
        ("no.such.host.invalid", None, "--host no.such.host.invalid: this machine cannot listen there"),
        ("x" * 70, None, "--host x+: this machine cannot listen there"),
        ("192.0.2.1", None, "--host 192.0.2.1: this machine cannot listen there"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(host: str, port: int | None, message: str) -> None:
    with pytest.raises(Refused, match=message):
        serve(host=host, port=port, browser=False)


def test_a_taken_port_is_refused() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(Refused, match=f"--port {port}: it cannot be used"):
            serve(port=port, browser=False)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8866/"), ("::1", "http://[::1]:8866/")],
)
def test_the_address_is_announced(host: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    address.announce(host, 8866, browser=False)
    printed = capsys.readouterr().out
    assert shown in printed
    assert "Other machines" not in printed


def test_a_host_that_others_reach_is_announced_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    address.announce("0.0.0.0", 8866, browser=False)
    assert "Other machines can reach it" in capsys.readouterr().out
