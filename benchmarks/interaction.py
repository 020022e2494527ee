"""From a changed control to the painted path, against the least a widget can do and against running dot again."""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks.served import browser, notebook_served

ROUNDS = 60
CELL = """
import ipywidgets
from IPython.display import display
from explorer import load
from explorer.views import Dashboard
from explorer.views.diagram import draw
from explorer.views.dot import Look, Statuses, pathway_dot

floor = ipywidgets.Dropdown(options=["a", "b"])
floor_shown = ipywidgets.Label("a")
floor.add_class("bench-floor"), floor_shown.add_class("bench-floor-shown")
floor.observe(lambda change: setattr(floor_shown, "value", change.new), "value")

guideline = load("rectal_liver_metastases")
dashboard = Dashboard(guideline, {"liver_mets": "yes"})

again = ipywidgets.Dropdown(options=["rectum", "breast"])
again_shown = ipywidgets.HTML("")
again.add_class("bench-again"), again_shown.add_class("bench-again-shown")

def draw_again(change):
    from explorer import evaluate
    from explorer.views.diagram import best_look, marks_of, statuses_of
    trace = evaluate(guideline, {"liver_mets": "yes", "primary_site": change.new})
    pathway = guideline.pathways["overview"]
    statuses = Statuses(statuses_of(trace, "overview"), marks_of(trace, "overview"))
    again_shown.value = draw(pathway_dot(pathway, best_look(pathway), statuses), "svg").decode()

again.observe(draw_again, "value")
display(ipywidgets.VBox([floor, floor_shown, dashboard, again, again_shown]))
"""

MEASURE = """
async ([control, values, shown, attribute, rounds]) => {
  const select = document.querySelector(control), target = document.querySelector(shown);
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const painted = () => frame().then(() => performance.now());
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const text = { childList: true, subtree: true, characterData: true };
    const what = attribute ? { attributes: true, attributeFilter: [attribute] } : text;
    const changed = new Promise((done) => {
      const watch = new MutationObserver(() => { watch.disconnect(); done(); });
      watch.observe(target, what);
    });
    const begun = performance.now();
    select.value = values[round % values.length];
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await changed;
    times.push((await painted()) - begun);
    await new Promise((done) => setTimeout(done, 150));
  }
  return times;
}
"""


def measure() -> dict[str, Any]:
    """Measure the three in one page, in turn.

    Returns:
        Milliseconds (median and 95th percentile) and ratios to the floor.
    """
    with notebook_served(CELL) as address, browser() as opened:
        page = opened.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.wait_for_selector(".ge-map g.node[data-status]", timeout=90_000)
        page.wait_for_selector(".bench-again select")
        page.wait_for_timeout(1500)
        path = ".ge-map g.node[data-id=overview_breast]"
        organ = "select[data-parameter=primary_site]"
        arms = {
            "floor": [".bench-floor select", ["b", "a"], ".bench-floor-shown", None],
            "path": [organ, ["breast", "rectum"], path, "data-status"],
            "everything": [organ, ["breast", "rectum"], ".ge-advice", None],
            "dot again": [".bench-again select", ["breast", "rectum"], ".bench-again-shown", None],
        }
        page.evaluate("document.dispatchEvent(new CustomEvent('ge-ask', {detail: 'primary_site'}))")
        page.wait_for_timeout(500)
        times: dict[str, list[float]] = {name: [] for name in arms}
        for arm in arms.values():  # a first round nobody counts
            page.evaluate(MEASURE, [*arm, 4])
        for _ in range(ROUNDS // 10):
            for name, arm in arms.items():
                times[name] += page.evaluate(MEASURE, [*arm, 10])
    return told(times)


def told(times: dict[str, list[float]]) -> dict[str, Any]:
    """Say the figures of each arm, and its ratio to the floor."""
    floor = statistics.median(times["floor"])
    return {
        name: {
            "median_ms": round(statistics.median(found), 1),
            "p95_ms": round(sorted(found)[int(len(found) * 0.95)], 1),
            "ratio": round(statistics.median(found) / floor, 2),
        }
        for name, found in times.items()
    }
