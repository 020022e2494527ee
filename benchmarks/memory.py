"""What a kernel with the open dashboard holds in memory, against a kernel with one slider.

RSS counts the memory that processes share in each of them; PSS, where the system tells it, shares it out.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
from playwright.sync_api import Browser

from benchmarks.figures import Figure, Sample
from benchmarks.first_visit import BLANK, PATIENCE, USABLE
from benchmarks.served import WITHOUT_PEERS, browser, voila_served, wait_for_rest
from tests.browser.conftest import serving

ROUNDS = 5
TARGET = 40.0  # MB more than a blank kernel
STEPS = """
import ipykernel.ipkernel, ipywidgets
import networkx
import pydantic
import explorer
import explorer.views
import pygraphviz
guideline = explorer.load("rectal_liver_metastases")
dashboard = explorer.views.Dashboard(guideline)
"""
TELL = "print((lambda m: getattr(m, {kind!r}))(__import__('psutil').Process().memory_full_info()))"


def measure(rounds: int = ROUNDS) -> Iterator[Figure]:
    """Open both in turn, and look at their kernels.

    Args:
        rounds: kernels of each.
    """
    held: dict[str, list[dict[str, float]]] = {"blank": [], "ours": []}
    with browser() as opened, ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        addresses = stack.enter_context(voila_served({"blank": BLANK}, WITHOUT_PEERS))
        addresses["ours"] = stack.enter_context(serving(Path(folder))).address
        for _ in range(rounds):
            for name, address in addresses.items():
                held[name].append(_held(opened, address, USABLE[name]))
    for kind in held["blank"][0]:
        yield _figure(kind, *([each[kind] for each in held[name]] for name in ("blank", "ours")))


def _figure(kind: str, blank: list[float], ours: list[float]) -> Figure:
    more = statistics.median(ours) - statistics.median(blank)
    target, notes = TARGET if kind == "rss" else None, {"blank": round(statistics.median(blank), 1)}
    what = f"kernel memory, {kind.upper()}"
    return Figure(what, Sample(ours, "MB"), more, "MB more than blank", target, steps(kind), notes)


def _held(opened: Browser, address: str, usable: str) -> dict[str, float]:
    """Open a page, and tell what its kernel holds once it is at rest."""
    before = kernels()
    page = opened.new_page()
    page.goto(address, timeout=PATIENCE)
    page.wait_for_selector(usable, timeout=PATIENCE)
    wait_for_rest()
    (kernel,) = kernels() - before  # that of a page closed before may still be ending
    found = told(kernel)
    page.close(run_before_unload=True)
    return found


def kernels() -> set[psutil.Process]:
    """The kernels of the servers that this process started."""
    processes = psutil.Process().children(recursive=True)
    return {process for process in processes if _is_kernel(process)}


def _is_kernel(process: psutil.Process) -> bool:
    try:
        return any("ipykernel_launcher" in word for word in process.cmdline())
    except psutil.Error:
        return False  # it has just ended


def told(process: psutil.Process) -> dict[str, float]:
    """What a process holds in MB: RSS, and PSS where the system tells it."""
    memory = process.memory_full_info()
    return {kind: getattr(memory, kind) / 1e6 for kind in ("rss", "pss") if hasattr(memory, kind)}


def steps(kind: str) -> dict[str, float]:
    """Where the memory goes, in MB: what each step adds in a plain Python that does them one after the other."""
    lines = [line for step in STEPS.strip().splitlines() for line in (step, TELL.format(kind=kind))]
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True, cwd=Path.home()
    )
    held = [int(line) / 1e6 for line in run.stdout.split()]
    names = [step.partition("= ")[2] or step for step in STEPS.strip().splitlines()]
    return {name: now - before for name, before, now in zip(names[1:], held, held[1:], strict=False)}
