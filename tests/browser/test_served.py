"""The served page as a visitor meets it, before anything is done on it."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from playwright.sync_api import Page

from explorer.knowledge.known import SHIPPED
from explorer.server.address import PORT
from tests.browser.conftest import COMMAND, Served, serving

DASHBOARD = ".guideline-explorer"


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield int(holder.getsockname()[1])


def test_address_is_printed_and_answers(served: Served) -> None:
    with urlopen(served.address) as answer:
        assert answer.status == 200
    assert "Ctrl-C" in served.output


def test_another_port_is_found_when_the_default_is_taken(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind(("127.0.0.1", PORT))
            holder.listen()
        except OSError:
            pass  # somebody else holds it already
        with serving(tmp_path) as server:
            assert not server.address.endswith(f":{PORT}/")
            assert urlopen(server.address).status == 200


def test_a_chosen_port_that_is_taken_is_told(taken_port: int, tmp_path: Path) -> None:
    command = [COMMAND, "serve", "--no-browser", "--port", str(taken_port)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"--port {taken_port}: it cannot be used")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_with_a_page_open(
    how: signal.Signals, tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(tmp_path) as server:
        page.goto(server.address)
        page.wait_for_selector(DASHBOARD)
        assert list(tmp_path.glob("guideline-explorer-*/*.svg")), "what was drawn is there for the next visitor"
        kernels = psutil.Process(server.process.pid).children(recursive=True)
        page.goto("about:blank")
        assert kernels
        assert server.stop(how) == 0
        server.complained_of_nothing()
        assert "Error" not in server.output
        assert not list(tmp_path.glob("guideline-explorer-*")), "nothing is left behind"
    _, alive = psutil.wait_procs(kernels, timeout=30)
    assert alive == []


def test_the_kernel_ends_when_its_page_is_left(served: Served, page: Page) -> None:
    before = set(psutil.Process(served.process.pid).children())
    page.goto(served.address)
    page.wait_for_selector(DASHBOARD)
    kernels = set(psutil.Process(served.process.pid).children()) - before
    page.goto("about:blank")
    _, alive = psutil.wait_procs(kernels, timeout=30)
    assert alive == []


def test_something_is_shown_at_once_and_leaves(served: Served, page: Page) -> None:
    page.goto(served.address, wait_until="commit")
    page.wait_for_selector("#starting")
    assert "Guideline explorer" in page.inner_text("#starting")
    page.wait_for_selector(DASHBOARD)
    assert page.query_selector("#starting") is None


def test_landmark_language_title_icon(served: Served, page: Page) -> None:
    page.goto(served.address)
    page.wait_for_selector(f"main {DASHBOARD}")
    assert page.locator("main").count() == 1
    assert (page.get_attribute("html", "lang") or "").startswith("en")
    assert "Guideline explorer" in page.title()
    assert (page.get_attribute("link[rel=icon]", "href") or "").startswith("data:image/svg+xml,")
    assert page.get_attribute("body", "data-guideline-explorer") == "page"


def test_code_is_never_shown(served: Served, page: Page) -> None:
    answer = page.goto(served.address)
    page.wait_for_selector(DASHBOARD)
    assert answer is not None
    for text in (answer.text(), page.content()):
        assert "open_dashboard" not in text
        assert "jp-InputArea" not in text


def test_no_address_of_another_server_is_in_the_page(served: Served) -> None:
    with urlopen(served.address) as answer:
        text = answer.read().decode()
    addresses = set(re.findall(r"https?://[^\"'\s<>)]+", text))
    assert {a for a in addresses if not a.startswith("http://www.w3.org/")} == set()


@pytest.mark.parametrize(
    "path",
    [
        "explorer.ipynb",
        "tour.ipynb",
        "voila/files/explorer.ipynb",
        "voila/files/tour.ipynb",
        "voila/files/images/dashboard.png",
        "voila/files/../pyproject.toml",
        "voila/render/tour.ipynb",
        "voila/tree/",
        "voila/api/contents/",
        "api/contents/",
        "api/kernels",
        "lab",
        "tree",
    ],
)
def test_nothing_else_is_served(served: Served, path: str) -> None:
    with pytest.raises(HTTPError) as refused:
        urlopen(served.address + path)
    assert refused.value.code in (403, 404)


def test_the_address_cannot_choose_another_template(served: Served) -> None:
    with urlopen(served.address + "?template=reveal&theme=dark") as answer:
        assert b"data-guideline-explorer" in answer.read()


def test_a_broken_guideline_shows_its_problems(tmp_path: Path, page: Page) -> None:
    folder = shutil.copytree(SHIPPED / "rectal_liver_metastases", tmp_path / "broken")
    with (folder / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write("\nnonsense: [\n")
    with serving(tmp_path, "--guideline", str(folder)) as server:
        page.goto(server.address)
        page.wait_for_selector("main :text('parameters.yaml')")
        assert "Traceback" not in page.content()
        server.complained_of_nothing()
        page.goto("about:blank")


def test_another_guideline_folder_can_be_served(tmp_path: Path, page: Page) -> None:
    folder = shutil.copytree(SHIPPED / "rectal_liver_metastases", tmp_path / "copy")
    front = folder / "guideline.yaml"
    text = front.read_text(encoding="utf-8")
    front.write_text(re.sub(r"(?m)^title:.*$", "title: A copied guideline", text), encoding="utf-8")
    with serving(tmp_path, "--guideline", "copy") as server:
        page.goto(server.address)
        page.wait_for_selector(f"{DASHBOARD} :text('A copied guideline')")
        page.goto("about:blank")


def test_visitors_at_once_all_see_the_page(served: Served, page: Page) -> None:
    pages = [page.context.new_page() for _ in range(3)]
    for one in pages:
        one.goto(served.address, wait_until="commit")
    for one in pages:
        one.wait_for_selector(DASHBOARD, timeout=60_000)
        one.goto("about:blank")
