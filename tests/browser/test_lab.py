"""The same widgets in JupyterLab: run the notebook, change an answer, see the path, choose a node."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.served import free_port, running
from tests.browser.conftest import Watch

KERNEL_IS_IDLE = "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on a copy of the notebooks."""
    folder = shutil.copytree(NOTEBOOKS, tmp_path_factory.mktemp("lab") / "notebooks")
    port = free_port()
    options = [
        "--no-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--allow-root",
    ]
    quiet = [
        "--expose-app-in-browser",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
    ]
    command = [sys.executable, "-m", "jupyterlab", *options, *quiet]
    with running(command, folder / "lab.log", f"http://127.0.0.1:{port}/api", cwd=folder):
        yield f"http://127.0.0.1:{port}"


def open_notebook(page: Page, lab: str, name: str) -> None:
    page.goto(f"{lab}/doc/tree/{name}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=90_000)
    page.wait_for_function("() => window.jupyterapp !== undefined")
    page.wait_for_function(KERNEL_IS_IDLE, timeout=60_000)
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")  # not waited for


def test_the_dashboard_works_in_jupyterlab(browser: Browser, lab: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    watch = Watch()
    watch.attach(page)
    open_notebook(page, lab, "explorer.ipynb")
    node = page.locator('.ge-map g.node[data-id="overview_breast"]')
    expect(node).to_have_attribute("data-status", "possible", timeout=90_000)
    address = page.url
    page.locator('[data-parameter="primary_site"]').first.select_option("breast")
    expect(node).to_have_attribute("data-status", "active")
    page.locator('[data-do="pathway:breast"]').first.click()
    page.locator('.ge-map g.node[data-id="breast_systemic"]').click()
    expect(page.locator('.ge-detail[data-node="breast_systemic"]')).to_be_visible()
    assert page.url == address, "in JupyterLab the address belongs to JupyterLab"
    page.keyboard.press("b")
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 1, "a key pressed in the map made a cell"
    assert watch.outside == []
    assert [error for error in watch.errors if "anywidget" in error or "ge-" in error] == []
    page.close()


def test_the_tour_runs_in_jupyterlab(browser: Browser, lab: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    open_notebook(page, lab, "tour.ipynb")
    expect(page.locator(".ge-map g.node[data-status]").first).to_be_attached(timeout=90_000)
    assert page.locator(".jp-OutputArea-output [data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    page.close()
