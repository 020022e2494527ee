"""The dashboard: the case (form), the map (diagram) and the advice, wired to one trace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import ipywidgets

from explorer.knowledge.case import Case
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import GuidelineError, Problem
from explorer.knowledge.reading import load
from explorer.reasoning.evaluation import evaluate
from explorer.reasoning.explanation import why_in_words
from explorer.reasoning.questions import decisive_unknowns, next_questions
from explorer.views import panels
from explorer.views.diagram import marks_of, pathway_svg, statuses_of
from explorer.views.form import Form
from explorer.views.graph_view import GraphView
from explorer.views.markup import element
from explorer.views.page import heading, strip
from explorer.views.panel import Head, Panel

GUIDELINE_VARIABLE = "GUIDELINE_EXPLORER_GUIDELINE"
SHIPPED_GUIDELINE = "rectal_liver_metastases"


class Dashboard(ipywidgets.Box):
    """Explores a guideline: set facts on the left, follow the path in the middle, read the advice on the right.

    Args:
        guideline: the guideline to explore.
        given: the case to begin with; by default nothing is known.

    Attributes:
        form, map, advice: its three regions.
        trace: what follows for the case now shown.
        pathway: the id of the pathway now shown.

    >>> from explorer import load
    >>> dashboard = Dashboard(load("rectal_liver_metastases"), {"primary_site": "breast"})
    >>> dashboard.trace.nodes["breast_systemic"]
    'possible'
    """

    def __init__(self, guideline: Guideline, given: Mapping[str, Any] | Case | None = None) -> None:
        self.guideline = guideline
        self.pathway = guideline.front.start
        self.form = Form(guideline, given)
        self.head = Head(label="Guideline", name="ge-head")
        self.strip = Panel(label="Parts of the guideline", name="ge-strip")
        self.map = GraphView()
        self.advice = Panel(label="Advice", name="ge-advice")
        regions = {
            "head": self.head,
            "strip": self.strip,
            "form": self.form,
            "map": self.map,
            "advice": self.advice,
        }
        for name, region in regions.items():
            region.add_class(f"ge-area-{name}")
        super().__init__(list(regions.values()))
        self.add_class("guideline-explorer")
        self.head.show(*heading(guideline))
        self._draw_map()
        self.trace = evaluate(guideline, self.form.case)
        self._show()
        self.form.observe(self._case_changed, "case")
        self.map.observe(self._node_selected, "selected")
        self.advice.observe(self._show_advice, "opened")
        for panel in (self.strip, self.advice, self.head):
            panel.observe(self._pressed, "pressed")

    def open_pathway(self, name: str) -> None:
        """Show a pathway on the map.

        Args:
            name: its id.
        """
        if name == self.pathway:
            return
        self.pathway = name
        with self.map.hold_sync():
            self.map.selected = ""
            self._draw_map()
            self._show_map()
        self._show_notes()
        self._show_strip()

    def select(self, name: str) -> None:
        """Show a node: its pathway on the map, and all that is known of it beside it."""
        self.open_pathway(self.guideline.pathway_of[name])
        self.map.selected = name

    def _case_changed(self, change: Any) -> None:
        self.trace = evaluate(self.guideline, change.new)
        self._show()

    def _show(self) -> None:
        """The path first, because it is what the eye waits for; then the words; then what to ask next."""
        self._show_map()
        self._show_advice()
        self._show_strip()
        questions = next_questions(self.trace)
        decisive = set(decisive_unknowns(self.trace))
        known = self.trace.taken_as_known
        with self.form.hold_sync():
            self.form.ask = questions
            self.form.idle = [
                name for name in self.guideline.parameters if name not in decisive and name not in known
            ]
        self._show_notes()

    def _show_notes(self) -> None:
        nodes = self.guideline.pathways[self.pathway].nodes
        self.map.notes = {node.id: why_in_words(self.trace, node.id) for node in nodes}

    def _draw_map(self) -> None:
        self.map.title = self.guideline.pathways[self.pathway].title
        self.map.svg = pathway_svg(self.guideline, self.pathway)

    def _show_map(self) -> None:
        with self.map.hold_sync():
            self.map.status = statuses_of(self.trace, self.pathway)
            self.map.marks = marks_of(self.trace, self.pathway)

    def _show_strip(self) -> None:
        self.strip.show(*strip(self.trace, self.pathway))

    def _show_advice(self, _: Any = None) -> None:
        self.advice.show(*panels.panel(self.trace, self.map.selected, self.advice.opened))

    def _node_selected(self, change: Any) -> None:
        node = self.guideline.nodes.get(change.new)
        target = getattr(node, "handover", None)
        if target is not None:
            self.open_pathway(target)
        else:
            self._show_advice()

    def _pressed(self, change: Any) -> None:
        verb, _, name = change.new.partition("#")[0].partition(":")
        if verb == "pathway" and name in self.guideline.pathways:
            self.open_pathway(name)
        elif verb == "node" and name in self.guideline.nodes:
            self.select(name)
        elif verb == "close":
            self.map.selected = ""


def open_dashboard() -> ipywidgets.Box:
    """Open the dashboard on the guideline that is served, or show what is wrong with it.

    The folder comes from the environment variable ``GUIDELINE_EXPLORER_GUIDELINE``; by default it is the shipped
    guideline.
    """
    try:
        return Dashboard(load(os.environ.get(GUIDELINE_VARIABLE) or SHIPPED_GUIDELINE))
    except GuidelineError as error:
        return problems_page(error.problems)


def problems_page(problems: tuple[Problem, ...]) -> ipywidgets.Box:
    """Show the problems of a guideline that cannot be used."""
    lines = [
        element("li", element("b", problem.place), f": {problem.what} — {problem.right}")
        for problem in problems
    ]
    panel = Head(label="Problems of the guideline", name="ge-problems")
    title = element(
        "h1",
        f"This guideline cannot be shown: {len(problems)} problem" + ("" if len(problems) == 1 else "s"),
    )
    panel.show(
        title,
        element("p", "Mend the file and line named, save, and reload this page."),
        element("ul", lines),
    )
    panel.add_class("ge-area-problems")
    box = ipywidgets.Box([panel])
    box.add_class("guideline-explorer")
    return box
