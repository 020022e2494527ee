"""A notebook of a few lines, really served by Voila and opened in a real browser, for as long as a block lasts."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, NAMES


@contextmanager
def browser() -> Iterator[Browser]:
    """Open the Chromium that is installed."""
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@contextmanager
def notebook_served(code: str, *options: str) -> Iterator[str]:
    """Serve a notebook with one cell.

    Args:
        code: the cell.
        options: further options of Voila.

    Returns:
        The address.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.ipynb"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        notebook.metadata["voila"] = {"template": "guideline-explorer"}
        nbformat.write(notebook, path)
        port = free_port()
        command = [sys.executable, "-m", "voila", str(path), "--no-browser", f"--port={port}", *options]
        with Path(folder, "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=Path.cwd())
            try:
                wait_for(f"http://127.0.0.1:{port}/voila/static/", server)
                yield f"http://127.0.0.1:{port}/"
            finally:
                server.terminate()
                server.wait(timeout=30)


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return int(holder.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until a server answers anything."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urlopen(address)
        except URLError as error:
            if getattr(error, "code", None) is not None:
                return
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
