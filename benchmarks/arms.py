"""What is measured, as it runs in a kernel: the least a widget can do, and two ways others would draw the same map.

Each shows a Dropdown with two answers to one question.  The peers evaluate the case as the dashboard does; they
write no advice and ask no questions, which is in their favour.
"""

from __future__ import annotations

from typing import Any

import ipywidgets

from explorer import evaluate, load
from explorer.knowledge.model import Guideline, Value
from explorer.views.picture.diagram import marks_of, statuses_of
from explorer.views.picture.dot import STATUS_STYLE, Statuses
from explorer.views.picture.layout import best_dot, draw


def floor() -> ipywidgets.VBox:
    """A Dropdown whose function in the kernel only sets a trait of a label."""
    chosen, shown = _dropdown("floor", "a", "b"), ipywidgets.Label("a")
    shown.add_class("bench-floor-shown")
    chosen.observe(lambda change: setattr(shown, "value", change.new), "value")
    return ipywidgets.VBox([chosen, shown])


def dot_again(folder: str, parameter: str, values: tuple[str, str], given: dict[str, Value]) -> ipywidgets.VBox:
    """Lays the pathway out again for every case, and sends the whole picture."""
    guideline = load(folder)
    chosen, shown = _dropdown("again", *values), ipywidgets.HTML()
    shown.add_class("bench-again-shown")

    def show(_: Any = None) -> None:
        statuses = _statuses(guideline, {**given, parameter: chosen.value})
        pathway = guideline.pathways[guideline.metadata.start]
        shown.value = draw(best_dot(pathway, statuses), "svg").decode()

    show()
    chosen.observe(show, "value")
    return ipywidgets.VBox([chosen, shown])


def cytoscape(folder: str, parameter: str, values: tuple[str, str], given: dict[str, Value]) -> ipywidgets.VBox:
    """Draws the pathway by ipycytoscape, and sets the class of every node whose status changes."""
    import ipycytoscape

    guideline = load(folder)
    pathway = guideline.pathways[guideline.metadata.start]
    chosen, shown = _dropdown("cytoscape", *values), ipycytoscape.CytoscapeWidget()
    now = _statuses(guideline, {**given, parameter: values[0]}).of
    shown.graph.add_graph_from_json(
        {
            "nodes": [{"data": {"id": n.id}, "classes": class_of(now[n.id])} for n in pathway.nodes],
            "edges": [
                {"data": {"id": f"{n.id}>{b.to}", "source": n.id, "target": b.to}}
                for n in pathway.nodes
                for b in n.branches
            ],
        }
    )
    shown.set_layout(name="grid", animate=False)
    shown.set_style([_style(status) for status in STATUS_STYLE if status])

    def show(_: Any) -> None:
        wanted = _statuses(guideline, {**given, parameter: chosen.value}).of
        for node in shown.graph.nodes:
            status = class_of(wanted[node.data["id"]])
            if node.classes != status:
                node.classes = status

    chosen.observe(show, "value")
    return ipywidgets.VBox([chosen, shown])


def class_of(status: str) -> str:
    """A status as a class of ipycytoscape's.

    >>> class_of("ruled out")
    'ruled-out'
    """
    return status.replace(" ", "-")


def _style(status: str) -> dict[str, Any]:
    colours = STATUS_STYLE[status]
    return {
        "selector": f"node.{class_of(status)}",
        "style": {
            "background-color": colours["fillcolor"],
            "border-color": colours["color"],
            "border-width": 2,
        },
    }


def _statuses(guideline: Guideline, case: dict[str, Value]) -> Statuses:
    trace, start = evaluate(guideline, case), guideline.metadata.start
    return Statuses(statuses_of(trace, start), marks_of(trace, start))


def _dropdown(name: str, first: str, second: str) -> ipywidgets.Dropdown:
    made = ipywidgets.Dropdown(options=[first, second])
    made.add_class(f"bench-{name}")
    return made
