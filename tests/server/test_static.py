"""The server of a published folder: its files and nothing else, packed, with the policy, and nothing kept of a visitor."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from explorer.cli import main
from explorer.server.static import HEADERS
from tests.browser.conftest import Served, serving

PAGE = "<!DOCTYPE html><title>A page</title>" + "x" * 2000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("static")
    site = place / "site"
    (site / "runtime").mkdir(parents=True)
    (site / "index.html").write_text(PAGE, "utf-8")
    (site / "runtime" / "a.wasm").write_bytes(b"\0asm" + b"y" * 1000)
    (site / "runtime" / "b.zip").write_bytes(b"PK" + b"z" * 1000)
    (site / ".hidden").write_text("no", "utf-8")
    (place / "beside.html").write_text("no", "utf-8")
    with serving(place, "--static", str(site)) as running:
        yield running
        running.complained_of_nothing()


def ask(server: Served, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=20)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/?kras=mutant", "text/html"),
        ("/runtime/a.wasm", "application/wasm"),
        ("/runtime/b.zip", "application/zip"),
    ],
)
def test_a_file_comes_with_its_kind_and_the_policy(server: Served, path: str, kind: str) -> None:
    status, headers, _ = ask(server, path)
    assert status == 200
    assert headers["content-type"].startswith(kind)
    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= headers.items()
    assert "set-cookie" not in headers
    assert "server" not in headers


@pytest.mark.parametrize(
    "path", ["/nothing", "/../beside.html", "/%2e%2e/beside.html", "/.hidden", "/runtime/", "//etc/passwd", "/%00"]
)
def test_nothing_else_is_there(server: Served, path: str) -> None:
    status, headers, body = ask(server, path)
    assert status == 404
    assert len(body) < 100
    assert headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_what_is_sent_is_packed_and_only_sent_once(server: Served) -> None:
    _, headers, body = ask(server, "/", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).decode() == PAGE
    assert "content-encoding" not in ask(server, "/runtime/b.zip", Accept_Encoding="gzip")[1]
    status, _, body = ask(server, "/", If_None_Match=headers["etag"])
    assert (status, body) == (304, b"")


def test_what_is_asked_otherwise_is_refused(server: Served) -> None:
    assert ask(server, "/", "HEAD")[2] == b""
    assert ask(server, "/", "POST")[0] == 405


def test_nothing_of_a_visitor_is_printed(server: Served) -> None:
    ask(server, "/?kras=mutant")
    ask(server, "/nothing?kras=mutant")
    assert "kras" not in server.output
    assert len(server.output.splitlines()) == 1


def test_a_folder_that_is_none_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--static", str(tmp_path), "--no-browser"]) == 2
    assert "holds no index.html" in capsys.readouterr().err
