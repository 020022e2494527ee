"""From a changed control to the painted path, against the least a widget can do and two other ways to draw a map.

The floor is a Dropdown whose function in the kernel only sets a trait of a label.  It stands in the same page as the
dashboard, so that both wait for the same browser; for comparison it is measured in a page of its own as well.  The
arms take turns, one change each.
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as NeverCame

from benchmarks.arms import class_of
from benchmarks.figures import Figure, Sample, against
from benchmarks.served import WITHOUT_ANYWIDGET, browser, explorer_served, voila_served, wait_for_rest
from benchmarks.sizes import SHIPPED, Subject, generated_subject, shipped
from explorer import Guideline, load
from explorer.knowledge.link import case_in, query_of

ROUNDS = 100
NODES = (60, 300, 1000)
UNCOUNTED = 4
PATIENCE = 180_000  # ms, for the first drawing of the largest pathway
SCRIPT = Path(__file__).with_suffix(".js")
CELL = """
from IPython.display import display
from benchmarks.arms import floor
from explorer.views import open_dashboard
display(floor()), display(open_dashboard())
"""
PATH_TARGETS = {"shipped": 1.3, "60 nodes": 1.1, "1000 nodes": 1.3}
EVERYTHING_TARGETS = {"shipped": 1.5}
REGIONS = {
    "path": [".ge-map", "status"],
    "drawing": [".ge-stage", "words"],
    "advice": [".ge-advice", "words"],
    "strip": [".ge-strip", "words"],
    "form": [".ge-form", "words"],
}


@dataclass(frozen=True)
class Arm:
    """Something that is changed and painted: its page, its control and where it shows.

    Attributes:
        steps: the controls changed one after another, each with its value; then again from the first.
        awaited: the region that shows every change, if one does.
    """

    page: Page
    steps: Sequence[tuple[str, str]]
    root: str
    regions: dict[str, list[str]]
    last: dict[str, tuple[str, str]] | None = None
    awaited: str | None = "path"

    def change(self, round_: int) -> dict[str, Any]:
        """Change a control once, and wait until everything is painted and the kernel is at rest."""
        control, value = self.steps[(round_ + 1) % len(self.steps)]
        given = {
            "control": control,
            "value": value,
            "root": self.root,
            "regions": self.regions,
            "awaited": self.awaited,
        }
        if self.last:
            node, status = self.last[value]
            given |= {"canvas": f"{self.root} *", "last": [node, class_of(status)]}
        found: dict[str, Any] = self.page.evaluate("given => bench.change(given)", given)
        return found


def measure(rounds: int = ROUNDS, nodes: Sequence[int] = NODES, peers: bool = True) -> Iterator[Figure]:
    """Measure on the shipped guideline, and on generated ones with a pathway of many nodes.

    Args:
        rounds: changes of each arm.
        nodes: the sizes of the generated pathways.
        peers: whether the other ways to draw a map are measured as well.
    """
    with browser() as opened, tempfile.TemporaryDirectory() as folder:
        yield from _figures(opened, shipped(), rounds, peers)
        yield from _walked(opened, rounds)
        for size in nodes:
            yield from _figures(opened, generated_subject(Path(folder) / str(size), size), rounds, peers)


def _figures(opened: Browser, subject: Subject, rounds: int, peers: bool) -> Iterator[Figure]:
    with _arms(opened, subject, peers) as arms:
        changes = take_turns(arms, rounds)
    painted = {name: Sample([path_of(change) for change in found]) for name, found in changes.items()}
    floor, name = painted["floor"], subject.name
    mine = changes["dashboard"]
    stages = medians(map(stages_of, changes["floor"]))
    yield against(f"{name}: floor, a Dropdown", floor, floor, "floor", where=stages)
    path, everything = painted["dashboard"], Sample([everything_of(change) for change in mine])
    notes = {"changed": subject.changed, **messages_of(mine)}
    target = PATH_TARGETS.get(name)
    yield against(f"{name}: path painted", path, floor, "floor", target, medians(map(foreseen_of, mine)), notes)
    whole, parts = EVERYTHING_TARGETS.get(name), parts_of(mine)
    yield against(f"{name}: everything painted", everything, floor, "floor", whole, parts, notes)
    for other in painted.keys() - {"floor", "dashboard"}:
        yield against(f"{name}: {other}", painted[other], floor, "floor")
    for peer in painted.keys() & {"dot again", "ipycytoscape"}:
        yield against(f"{name}: path painted", path, painted[peer], peer)


def _walked(opened: Browser, rounds: int) -> Iterator[Figure]:
    """The changes of a reader who answers one question after another, of worked case after worked case."""
    with explorer_served(CELL, SHIPPED) as address:
        page = _explorer(opened, address)
        walk = Arm(page, list(answers_in_turn(load(SHIPPED))), ".guideline-explorer", REGIONS, awaited=None)
        wait_for_rest(5)
        changes = take_turns({"floor": _simple(page, "floor"), "walk": walk}, rounds)
        page.context.close()
    floor = Sample([path_of(change) for change in changes["floor"]])
    painted = [change for change in changes["walk"] if change["regions"]]
    everything, notes = Sample([everything_of(change) for change in painted]), messages_of(painted)
    target = EVERYTHING_TARGETS["shipped"]
    yield against("worked cases: everything painted", everything, floor, "floor", target, parts_of(painted), notes)


def answers_in_turn(guideline: Guideline) -> Iterator[tuple[str, str]]:
    """Each answer of each worked case, as a control and its value; what the next case does not say is taken back."""
    before: dict[str, str] = {}
    for case in guideline.teaching_cases:
        now = case_in(query_of(case.given))
        for name in {**before, **now}:
            if before.get(name) != now.get(name):
                yield f"[data-parameter={name}]", now.get(name, "")
        before = now


def take_turns(arms: dict[str, Arm], rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Change each arm in turn; the first few changes are not counted."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in arms}
    for round_ in range(UNCOUNTED + rounds):
        for name, arm in arms.items():
            found[name].append(arm.change(round_))
    return {name: changes[UNCOUNTED:] for name, changes in found.items()}


@contextmanager
def _arms(opened: Browser, subject: Subject, peers: bool) -> Iterator[dict[str, Arm]]:
    with ExitStack() as stack:
        address = stack.enter_context(explorer_served(CELL, subject.folder))
        page = _explorer(opened, f"{address}?{urlencode(subject.given)}")
        arms = {"floor": _simple(page, "floor"), "dashboard": _dashboard(page, subject)}
        cells = dict(_cells(subject, peers))
        addresses = stack.enter_context(voila_served(cells, WITHOUT_ANYWIDGET, "--VoilaExecutor.iopub_timeout=180"))
        for name, where in addresses.items():
            with _told_if_it_never_opens(NAMES[name]):
                arms[NAMES[name]] = MAKE[name](_opened(opened, where, name), subject)
        wait_for_rest(5)
        yield arms
        for arm in arms.values():
            arm.page.context.close()


@contextmanager
def _told_if_it_never_opens(name: str) -> Iterator[None]:
    """Of the largest pathway ipycytoscape makes 2,000 widgets, and Voila's page sometimes never comes."""
    try:
        yield
    except NeverCame:
        print(f"{name} was not measured: its page did not open within {PATIENCE // 1000} s", file=sys.stderr)


def _cells(subject: Subject, peers: bool) -> Iterator[tuple[str, str]]:
    yield "floor", "from benchmarks.arms import floor; floor()"
    given = (subject.folder, subject.parameter, subject.values, subject.given)
    if peers:
        yield "again", f"from benchmarks.arms import dot_again; dot_again{given}"
    if peers and has_cytoscape():
        yield "cytoscape", f"from benchmarks.arms import cytoscape; cytoscape{given}"


def has_cytoscape() -> bool:
    """Whether the peer is installed; ``make bench`` installs it."""
    return importlib.util.find_spec("ipycytoscape") is not None


def _page(opened: Browser) -> Page:
    page = opened.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(path=SCRIPT)
    return page


def _explorer(opened: Browser, address: str) -> Page:
    """A page on the dashboard, once its map shows a path."""
    page = _page(opened)
    page.goto(address, timeout=PATIENCE)
    page.wait_for_selector(".ge-map g.node[data-status]", timeout=PATIENCE)
    return page


def _opened(opened: Browser, address: str, name: str) -> Page:
    page = _page(opened)
    page.goto(address, timeout=PATIENCE)
    page.wait_for_selector(f".bench-{name} select", timeout=PATIENCE)
    page.wait_for_timeout(500)
    return page


def _simple(page: Page, name: str, values: Sequence[str] = ("a", "b")) -> Arm:
    steps = [(f".bench-{name} select", value) for value in values]
    return Arm(page, steps, f".bench-{name}-shown", {"path": ["*", "words"]})


def _dashboard(page: Page, subject: Subject) -> Arm:
    page.evaluate("name => document.dispatchEvent(new CustomEvent('ge-ask', {detail: name}))", subject.parameter)
    steps = [(f"select[data-parameter={subject.parameter}]", value) for value in subject.values]
    return Arm(page, steps, ".guideline-explorer", REGIONS)


def _cytoscape(page: Page, subject: Subject) -> Arm:
    page.wait_for_function("[...document.querySelectorAll('*')].some((place) => place._cyreg?.cy)")
    steps = [(".bench-cytoscape select", value) for value in subject.values]
    return Arm(page, steps, "body", {}, subject.last)


NAMES = {"floor": "floor, alone in a page", "again": "dot again", "cytoscape": "ipycytoscape"}
MAKE: dict[str, Callable[[Page, Subject], Arm]] = {
    "floor": lambda page, subject: _simple(page, "floor"),
    "again": lambda page, subject: _simple(page, "again", subject.values),
    "cytoscape": _cytoscape,
}


def path_of(change: dict[str, Any]) -> float:
    """Milliseconds from the change to the frame that first showed the new path."""
    return float(change["regions"]["path"]["painted"] - change["begun"])


def everything_of(change: dict[str, Any]) -> float:
    """Milliseconds from the change to the frame after which nothing changed any more."""
    return float(max(region["last"] for region in change["regions"].values()) - change["begun"])


def stages_of(change: dict[str, Any]) -> dict[str, float]:
    """Where the floor's time goes, in milliseconds; page and kernel share the machine's clock."""
    sent, path = change["sent"][0], change["regions"]["path"]
    busy = next(message for message in change["received"] if message["state"] == "busy")
    reply = _reply(change, "value")
    return {
        "page": sent["at"] - change["begun"],
        "to the kernel": _when(busy) - change["origin"] - sent["at"],
        "kernel": _when(reply) - _when(busy),
        "to the page": change["origin"] + reply["at"] - _when(reply),
        "script": path["changed"] - reply["at"],
        "frame": path["painted"] - path["changed"],
    }


def foreseen_of(change: dict[str, Any]) -> dict[str, float]:
    """Where the dashboard's time goes: the page foresees the path, the kernel's own answer follows and counts."""
    begun, path = change["begun"], change["regions"]["path"]
    return {
        "page": path["changed"] - begun,
        "frame": path["painted"] - path["changed"],
        "kernel answered at": _reply(change, "states")["at"] - begun,
    }


def _reply(change: dict[str, Any], key: str) -> dict[str, Any]:
    updates: Iterator[dict[str, Any]] = (m for m in change["received"] if m["method"] == "update")
    return next(message for message in updates if key in message["keys"])


def _when(message: dict[str, Any]) -> float:
    return datetime.fromisoformat(message["date"]).timestamp() * 1000


def medians(stages: Iterable[dict[str, float]]) -> dict[str, float]:
    """The middle of each stage over all changes."""
    found = list(stages)
    return {stage: statistics.median(each[stage] for each in found) for stage in found[0]}


def parts_of(changes: list[dict[str, Any]]) -> dict[str, float]:
    """When each region of the page was last painted, and when the kernel had finished, after the change."""
    regions = sorted({name for change in changes for name in change["regions"]})
    painted = {
        f"{name} painted at": statistics.median(
            change["regions"][name]["last"] - change["begun"] for change in changes if name in change["regions"]
        )
        for name in regions
    }
    idle = [_when(_last_idle(change)) - change["origin"] - change["begun"] for change in changes]
    return {"kernel finished at": statistics.median(idle), **painted}


def _last_idle(change: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = [m for m in change["received"] if m["state"] == "idle"][-1]
    return found


def messages_of(changes: list[dict[str, Any]]) -> dict[str, float]:
    """How many messages a change takes, and how many bytes."""
    return {
        f"{what} {way}": statistics.median(count(change[way]) for change in changes)
        for way in ("sent", "received")
        for what, count in (("messages", len), ("bytes", lambda found: sum(m["bytes"] for m in found)))
    }
