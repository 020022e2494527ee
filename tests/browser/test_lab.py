"""The same widgets in JupyterLab: run the notebook, change an answer, see the path, choose a node."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.served import free_port, running
from tests.browser.conftest import Watch, show_pathway

KERNEL_IS_IDLE = "() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
TWO = ("from explorer import Dashboard, load\ng = load('rectal_liver_metastases')\nDashboard(g)", "Dashboard(g)")
"""Two cells, each with a dashboard."""
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on a copy of the notebooks."""
    folder = shutil.copytree(NOTEBOOKS, tmp_path_factory.mktemp("lab") / "notebooks")
    two = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in TWO])
    two.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(two, folder / "two.ipynb")
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
    show_pathway(page)
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


PARTS = (
    ".ge-tools summary",
    ".ge-tools button",
    "[data-do^='pathway:']",
    ".ge-map button",
    ".ge-advice button",
    "select",
)
KEYS = ("b", "a", "d", "d", "x", "v", "m", "Shift+Enter")


@pytest.fixture(scope="module")
def two_dashboards(browser: Browser, lab: str) -> Iterator[Page]:
    """A notebook that shows two dashboards below each other."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(10_000)
    open_notebook(page, lab, "two.ipynb")
    page.wait_for_function("() => document.querySelectorAll('.ge-map g.node[data-status]').length > 1", timeout=90_000)
    expect(page.locator(".guideline-explorer .ge-area-form")).to_have_count(2, timeout=30_000)
    expect(page.locator(".ge-advice [data-do^='ask:']").nth(1)).to_be_attached(timeout=30_000)
    yield page
    page.close()


@pytest.mark.parametrize("part", PARTS)
def test_no_key_typed_in_a_dashboard_is_a_command_to_the_notebook(two_dashboards: Page, part: str) -> None:
    cells = two_dashboards.locator(".jp-Notebook .jp-Cell")
    for key in KEYS:
        two_dashboards.locator(f".guideline-explorer {part}").first.focus()
        two_dashboards.keyboard.press(key)
    two_dashboards.wait_for_timeout(200)
    assert cells.count() == len(TWO)
    assert two_dashboards.locator(".jp-Notebook .jp-MarkdownCell").count() == 0
    assert two_dashboards.locator(".guideline-explorer .ge-map").count() == len(TWO)


def test_what_is_pressed_in_one_dashboard_stays_in_it(two_dashboards: Page) -> None:
    found = two_dashboards.evaluate("""() => {
        const all = [...document.querySelectorAll(".guideline-explorer")];
        all[0].querySelector('[data-do^="ask:"]').click();
        return [all.findIndex((one) => one.contains(document.activeElement)), all.map((one) => one.querySelectorAll(".ge-form-found").length)];
    }""")
    assert found == [0, [1, 0]]


def test_a_tool_opened_in_one_dashboard_leaves_the_other_as_it_is(two_dashboards: Page) -> None:
    opened = two_dashboards.evaluate("""async () => {
        const tools = [...document.querySelectorAll(".guideline-explorer")].map((one) => [...one.querySelectorAll("details.ge-tool")]);
        tools[0][0].open = true;
        tools[1][1].open = true;
        await new Promise((after) => setTimeout(after, 300));
        tools[0][1].open = true;
        await new Promise((after) => setTimeout(after, 300));
        return tools.map((each) => each.map((tool) => tool.open).slice(0, 2));
    }""")
    assert opened == [[False, True], [False, True]]
