"""From opening the address to a form that can be used, against a blank Voila page with one slider.

Cold is the first visit of a browser that knows nothing; warm is its second.  Before each visit the servers and
the browser are at rest.  Voila's own page asks a public server for a font; the browser is told at once that there is
none.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.figures import Figure, Sample, against
from benchmarks.served import WITHOUT_PEERS, browser, voila_served, wait_for_rest
from tests.browser.conftest import serving

ROUNDS = 10
BLANK = "import ipywidgets; ipywidgets.IntSlider()"
READY_USERS = 4
PATIENCE = 120_000  # ms
USABLE = {"blank": ".widget-slider .noUi-handle", "ours": ".ge-form-now input, .ge-form-now select"}
SEEN = """
window.usable = new Promise((done, fail) => {
  const WHAT = %r;
  const shown = () => [...document.querySelectorAll(WHAT)].some((found) => found.getClientRects().length);
  const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0));
  const watcher = new MutationObserver(() => shown() && (watcher.disconnect(), painted()));
  watcher.observe(document, { childList: true, subtree: true, attributes: true });
  setTimeout(() => fail(new Error(`${WHAT} was never seen`)), %d);
});
"""
TOLD = """
async () => {
  const usable = await window.usable;
  const [page] = performance.getEntriesByType("navigation"), loaded = performance.getEntriesByType("resource");
  const { responseStart, responseEnd, loadEventEnd } = page;
  const bytes = [page, ...loaded].reduce((sum, one) => sum + one.transferSize, 0);
  return { responseStart, responseEnd, loadEventEnd, usable, requests: 1 + loaded.length, bytes };
}
"""
Visits = dict[str, list[dict[str, float]]]


def measure(rounds: int = ROUNDS) -> Iterator[Figure]:
    """Visit the blank page, the dashboard, and the dashboard with kernels kept ready, in turn.

    Args:
        rounds: visits of each, cold and warm.
    """
    visits: Visits = {}
    with browser() as opened, _servers() as addresses:
        for _ in range(rounds):
            for name, address in addresses.items():
                cold, warm = visit_twice(opened, address, USABLE["blank" if name == "blank" else "ours"])
                visits.setdefault(f"{name}, cold", []).append(cold)
                visits.setdefault(f"{name}, warm", []).append(warm)
    yield from compare(visits)


@contextmanager
def _servers() -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        blank = stack.enter_context(voila_served({"blank": BLANK}, WITHOUT_PEERS))
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        ours = stack.enter_context(serving(folders[0]))
        ready = stack.enter_context(serving(folders[1], "--users", str(READY_USERS)))
        yield {**blank, "ours": ours.address, "ours, kernels ready": ready.address}


def visit_twice(opened: Browser, address: str, usable: str) -> list[dict[str, float]]:
    """Visit a page with a browser that knows nothing, and again with the same browser.

    Args:
        opened: the browser.
        address: the page's.
        usable: what can be seen once the page can be used, as a CSS selector.
    """
    context = opened.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(SEEN % (usable, PATIENCE))
    found = []
    for _ in range(2):
        page = context.new_page()
        wait_for_rest()  # the browser draws its own window as well
        found.append(_visit(page, address))
        page.close(run_before_unload=True)  # tells the server that the kernel is not needed any more
    context.close()
    return found


def _visit(page: Page, address: str) -> dict[str, float]:
    page.goto(address, wait_until="commit", timeout=PATIENCE)
    page.evaluate("() => window.usable")
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)  # what comes late is loaded as well
    told: dict[str, float] = page.evaluate(TOLD)
    return told


def compare(visits: Mapping[str, list[dict[str, float]]]) -> Iterator[Figure]:
    """Hold our visits against those of the blank page.

    Args:
        visits: what was told of each visit, by page and whether it was cold or warm.
    """
    for state in ("cold", "warm"):
        blank = _usable(visits[f"blank, {state}"])
        yield _figure(f"first visit {state}: blank", visits[f"blank, {state}"], blank, None)
        target = {"cold": 1.15}.get(state)
        yield _figure(f"first visit {state}: ours", visits[f"ours, {state}"], blank, target)
        ready = visits[f"ours, kernels ready, {state}"]
        yield _figure(f"first visit {state}: ours, kernels ready", ready, blank, {"cold": 0.9, "warm": 0.55}[state])


def _figure(what: str, visits: list[dict[str, float]], blank: Sample, target: float | None) -> Figure:
    notes: dict[str, Any] = {name: _median(visits, name) for name in ("requests", "bytes")}
    return against(what, _usable(visits), blank, "blank", target, stages_of(visits), notes)


def stages_of(visits: list[dict[str, float]]) -> dict[str, float]:
    """Where the time goes: each stage's median, one after the other."""
    first, whole, usable = (_median(visits, name) for name in ("responseStart", "responseEnd", "usable"))
    return {"first byte": first, "kernel and its work": whole - first, "scripts and drawing": usable - whole}


def _usable(visits: list[dict[str, float]]) -> Sample:
    return Sample([visit["usable"] for visit in visits])


def _median(visits: list[dict[str, float]], name: str) -> float:
    return statistics.median(visit[name] for visit in visits)
