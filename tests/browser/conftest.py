"""A real browser on the really served page; every test fails on an error in the console and on a foreign request."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HOW_TO_GET_ONE = "no browser found: install Chromium (Debian, Ubuntu: apt-get install chromium)"
ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
]
COMMAND = str(Path(sys.executable).with_name("guideline-explorer"))
LOOPBACK = ("127.0.0.1", "localhost", "::1")

expect.set_options(timeout=30_000)  # a machine that is busy may be slow; nothing waits longer than it must


def find_browser() -> str | None:
    """The path of the first Chromium on the PATH."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped, or fails where REQUIRE_BROWSER=1."""
    found = find_browser()
    if found is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(HOW_TO_GET_ONE)
    if found is None:
        pytest.skip(HOW_TO_GET_ONE)
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    # Not for the whole session: playwright's event loop would be in the way of the notebooks' tests.
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@dataclass
class Watch:
    """What went wrong in a page while a test used it."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))
        page.on("websocket", lambda socket: self._request(socket.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOOPBACK:
            self.outside.append(url)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A new page of a new visitor, 1440 × 900."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    watch.attach(opened)
    yield opened
    context.close()
    assert watch.outside == [], "a request left the server"
    assert watch.errors == [], "the console shows errors"


def show_pathway(page: Page) -> None:
    """Show the pathway that matters now, in place of the way of the case; the pointer stays where it is."""
    expect(page.locator(".ge-map g.node[data-status]").first).to_be_visible(timeout=60_000)
    button = page.locator(".ge-map").get_by_role("button", name="Pathway", exact=True)
    button.dispatch_event("click")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".ge-map h2")).not_to_have_text("Map: This case")


def sheet(page: Page, title: str) -> None:
    """Open one of the tools in the page's head, or put it away."""
    page.locator("summary", has_text=title).first.click()


@dataclass
class Served:
    """A running ``guideline-explorer serve``."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        return next(word for word in self.output.split() if word.startswith("http://"))

    def complained_of_nothing(self) -> None:
        """Fail where the server printed a traceback, and show all of them."""
        calm, _, trouble = self.output.partition("Traceback")
        assert not trouble, f"the server printed:\n{calm[-500:]}Traceback{trouble}"

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it by its process id and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@contextmanager
def serving(folder: Path, *arguments: str, command: str = COMMAND) -> Iterator[Served]:
    """Serve until the block is left; what the server prints goes to a file in the folder."""
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [command, "serve", "--no-browser", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    server = Served(process, log)
    try:
        _wait_for_address(server)
        yield server
    finally:
        server.stop()


def _wait_for_address(server: Served) -> None:
    deadline = time.monotonic() + 120
    while "http://" not in server.output:
        assert server.process.poll() is None, server.output
        assert time.monotonic() < deadline, "the server did not tell its address"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Served]:
    """The dashboard on the shipped guideline, served for all browser tests."""
    with serving(tmp_path_factory.mktemp("served")) as server:
        yield server
        server.complained_of_nothing()
