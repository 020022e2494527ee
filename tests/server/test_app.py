"""Where the server listens, what it opens, and what it says when it cannot."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from explorer.knowledge.problem import Refused
from explorer.server import app as serving


@pytest.mark.parametrize(
    ("host", "port", "told"),
    [
        ("127.0.0.1", 70_000, "--port 70000: there is no such port"),
        ("no.such.host.invalid", None, "--host no.such.host.invalid: this machine cannot listen there"),
        ("192.0.2.1", None, "--host 192.0.2.1: this machine cannot listen there"),
    ],
)
def test_a_place_that_cannot_be_used_is_told(host: str, port: int | None, told: str) -> None:
    with pytest.raises(Refused, match=told):
        serving.serve(host=host, port=port, browser=False)


def test_a_taken_port_is_told() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(Refused, match=f"--port {port}: it cannot be used"):
            serving.serve(port=port, browser=False)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8866/"), ("::1", "http://[::1]:8866/")],
)
def test_the_address_is_told(host: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    serving._tell(host, 8866, browser=False)
    told = capsys.readouterr().out
    assert shown in told
    assert "Other machines" not in told


def test_a_host_that_others_reach_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    serving._tell("0.0.0.0", 8866, browser=False)
    assert "Other machines can reach it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("guideline", "named"),
    [(None, None), ("rectal_liver_metastases", "rectal_liver_metastases"), ("here", "{folder}/here")],
)
def test_the_kernels_are_told_the_guideline(
    guideline: str | None, named: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(serving.GUIDELINE, "before")
    serving._name_guideline(guideline)
    expected = None if named is None else named.format(folder=tmp_path)
    assert os.environ.get(serving.GUIDELINE) == expected


def test_the_page_is_there() -> None:
    assert (serving.TEMPLATE / "index.html.j2").is_file()
    assert serving.notebook().is_file()
