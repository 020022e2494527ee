"""Notebooks of a few lines, really served and opened in a real browser, for as long as a block lasts.

python -m benchmarks.served NOTEBOOK GUIDELINE PORT    serves a notebook exactly as the dashboard is served
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import nbformat
import psutil
from playwright.sync_api import Browser, sync_playwright

from explorer.server import app as serving
from tests.browser.conftest import ARGUMENTS, HOW_TO_GET_ONE, find_browser

ROOT = Path(__file__).parent.parent
AT_REST = 0.05  # of one processor
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Voila's own page asks a public server for a font: nobody shall wait for that."""
WITHOUT_ANYWIDGET = '--VoilaConfiguration.extension_denylist=["anywidget"]'
WITHOUT_PEERS = '--VoilaConfiguration.extension_denylist=["anywidget", "jupyter-cytoscape"]'
"""A blank page shall not load what only the explorer or the benchmark brought along."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Open the Chromium that is installed."""
    path = find_browser()
    if path is None:
        raise SystemExit(HOW_TO_GET_ONE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, OFFLINE])
        yield opened
        opened.close()


@contextmanager
def voila_served(cells: Mapping[str, str], *options: str) -> Iterator[dict[str, str]]:
    """Serve notebooks of one cell each by Voila as it comes, in its own page.

    Args:
        cells: the cell of each notebook, by name.
        options: further options of Voila.

    Returns:
        The address of each.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, cell in cells.items():
            write_notebook(Path(folder) / f"{name}.ipynb", cell)
        command = [sys.executable, "-m", "voila", folder, "--no-browser", *options]
        with _running(folder, command, "--port={}") as address:
            yield {name: f"{address}voila/render/{name}.ipynb" for name in cells}


@contextmanager
def explorer_served(cell: str, guideline: Path | str) -> Iterator[str]:
    """Serve a notebook of one cell as ``guideline-explorer serve`` does, with its page and its guards.

    Args:
        cell: the cell.
        guideline: the guideline that ``open_dashboard`` opens.

    Returns:
        The address.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = write_notebook(Path(folder) / "bench.ipynb", cell)
        command = [sys.executable, "-m", "benchmarks.served", str(path), str(guideline)]
        with _running(folder, command, "{}") as address:
            yield address


@contextmanager
def _running(folder: str, command: list[str], port_option: str) -> Iterator[str]:
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "JUPYTER_PREFER_ENV_PATH": "1"}
    started = [*command, port_option.format(port)]
    address = f"http://127.0.0.1:{port}/"
    with running(started, Path(folder, "log"), f"{address}voila/static/", cwd=ROOT, env=environment):
        yield address


@contextmanager
def running(command: list[str], log: Path, answers_at: str, **how: Any) -> Iterator[None]:
    """Run a server until the block is left, which begins once it answers.

    Args:
        command: what starts it.
        log: the file for what it prints.
        answers_at: an address.
        how: further arguments for the process.
    """
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, **how)
        try:
            wait_for(answers_at, server)
            yield
        finally:
            server.terminate()
            server.wait(timeout=30)


def write_notebook(path: Path, cell: str) -> Path:
    """Write a notebook of one cell."""
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)]), path)
    return path


def wait_for_rest(seconds: float = 20) -> None:
    """Wait until the servers this process started, and their kernels, have nothing to do.

    Args:
        seconds: the longest to wait.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        before = _used()
        time.sleep(0.4)
        if _used() - before < 0.4 * AT_REST:
            return


def _used() -> float:
    """Processor seconds used by everything this process started, except the browser."""
    used = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            if "python" in process.name():
                used += sum(process.cpu_times()[:2])
        except psutil.Error:
            continue  # it has just ended
    return used


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
        except OSError as error:
            if getattr(error, "code", None) is not None:
                return
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def main(notebook: str, guideline: str, port: str) -> None:
    """Serve a notebook in place of the dashboard's."""
    serving.notebook = lambda: Path(notebook)
    serving.serve(guideline=guideline, port=int(port), browser=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
