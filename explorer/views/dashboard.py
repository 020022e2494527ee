"""The dashboard: the case (form), the map (diagram) and the advice, wired to one trace."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from html import escape
from typing import Any

from IPython import get_ipython

from explorer.briefing.advice import stopping_steps
from explorer.briefing.briefing import brief
from explorer.briefing.case_path import case_path
from explorer.briefing.size import Size
from explorer.knowledge.case import Case
from explorer.knowledge.link import case_in, query_of
from explorer.knowledge.model import Guideline, TeachingCase
from explorer.knowledge.worked_cases import worked_as
from explorer.reasoning.case.next_pathway import pathway_asking
from explorer.reasoning.case.questions import decisive_unknowns, next_questions
from explorer.reasoning.trace import Trace, evaluate
from explorer.views.advice.advice import Shown, panel
from explorer.views.advice.case_desk import CaseDesk
from explorer.views.advice.case_line import case_line
from explorer.views.advice.panel import Head, Panel
from explorer.views.form.form import Form
from explorer.views.header import FORMS, PRINTED, heading, strip
from explorer.views.map.pathway_map import PathwayMap
from explorer.views.map.preview import foresight_text
from explorer.views.map.scenes import OfCase, OfPathway, OfWhole, Scene
from explorer.views.problems import PAGE
from explorer.views.quiz.learner_desk import LearnerDesk
from explorer.views.quiz.teacher_desk import TeacherDesk
from explorer.views.regions import Regions

GUIDELINE_VARIABLE = "GUIDELINE_EXPLORER_GUIDELINE"
WATCH_VARIABLE = "GUIDELINE_EXPLORER_WATCH"
CLASS_VARIABLE = "GUIDELINE_EXPLORER_CLASS"
LONGEST_WAIT = 0.02  # seconds until the path is sent; it takes one or two milliseconds
TYPES = {"html": "text/html", "pdf": "application/pdf", "md": "text/markdown"}


class Dashboard(Regions):
    """Explores a guideline: set facts on the left, follow the path in the middle, read the advice on the right.

    Args:
        guideline: the guideline to explore.
        given: the case to begin with; by default nothing is known.
        forms: the forms in which the report of a case is offered.
        lessons: the address of the page of each lesson, by its title; by default those of a server that holds classes.
        classes: whether the server holds classes.

    Attributes:
        form, map, advice: its three regions.
        learner, teacher, case_desk: where one practises, teaches, and keeps a case.
        trace: what follows for the case now shown.
        pathway: the id of the pathway shown on the map, or shown last before the whole map.

    >>> from explorer import load
    >>> dashboard = Dashboard(load("rectal_liver_metastases"), {"primary_site": "breast"})
    >>> print(dashboard.trace["breast_systemic"])
    possible
    """

    def __init__(
        self,
        guideline: Guideline,
        given: Mapping[str, Any] | Case | None = None,
        forms: Collection[str] = FORMS,
        lessons: Mapping[str, str] | None = None,
        classes: bool = False,
    ) -> None:
        self.guideline = guideline
        self.forms = forms
        self.pathway = guideline.metadata.start
        self.sources = frozenset(guideline.sources)
        self.pinned: Trace | None = None
        self.pinned_title = ""
        self.lesson: TeachingCase | None = None
        self.questions: list[str] = []
        self.form = Form(guideline, given)
        self.head = Head(label="Guideline", name="ge-head", keeps=guideline.metadata.id)
        self.learner = LearnerDesk(guideline, self._send)
        self.teacher = TeacherDesk(guideline, self._send, lessons, classes)
        self.case_desk = CaseDesk(guideline, self._send, self._show_case, self.form.set)
        self.strip = Panel(label="Parts of the guideline", name="ge-strip")
        self.map = PathwayMap(scope="case")
        self.scene: Scene = OfPathway(guideline, self.pathway)
        self.advice = Panel(label="Advice", name="ge-advice")
        self.case_line = Panel(label="What is known of the case", name="ge-case")
        regions = {
            "head": self.head,
            "case": self.case_line,
            "strip": self.strip,
            "form": self.form,
            "map": self.map,
            "advice": self.advice,
        }
        super().__init__(name=PAGE, regions=regions)
        self._show_head()
        self._evaluate()
        self._redraw_map()
        self.form.observe(self._case_changed, "case")
        self.map.observe(self._node_selected, "selected")
        self.map.observe(self._scope_changed, "scope")
        self.map.observe(self._following_changed, "following")
        self.advice.observe(self._show_advice, "opened")
        self.head.observe(self._show_head, "opened")
        self.case_line.observe(self._show_case_line, "opened")
        for region in (self.strip, self.advice, self.head, self.case_line):
            region.on_msg(self._told)

    def __repr__(self) -> str:
        return f"Dashboard({self.guideline.metadata.id!r})"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Beside the widget, the case in words: for a saved notebook, a host of code, a page without a kernel."""
        shown = super()._repr_mimebundle_(**options)
        data, about = shown if isinstance(shown, tuple) else (shown or {}, {})
        told, title = brief(self.trace), self.guideline.metadata.title
        hint = "Run this cell to open the dashboard."
        words = {
            "text/plain": f"{title}. {told.headline} {hint}",
            "text/html": f"<p>{escape(title)}. {hint}</p>{told._repr_html_()}",
        }
        return {**data, **words}, about

    def open_pathway(self, name: str) -> None:
        """Show a pathway on the map, which then stays there until it is asked to follow the case again.

        Args:
            name: its id.
        """
        if name != self.pathway or self.map.scope != "pathway":
            self.map.following = False
            self._open(name)

    def select(self, name: str) -> None:
        """Show a node: its pathway on the map, and all that is known of it beside it."""
        self.open_pathway(self.guideline.pathway_of[name])
        self.map.selected = name

    def listen_to(self, sources: Collection[str]) -> None:
        """Choose the sources whose statements count; what rests on others alone is not supported any more.

        Args:
            sources: their ids.
        """
        self.sources = frozenset(sources)
        self._show_head()
        self._evaluate()
        self._foresee()
        self._follow_case()

    def practise(self, pathway: str = "") -> None:
        """Begin with questions on a pathway, or on the whole guideline where it has none.

        Args:
            pathway: its id; by default all of them.
        """
        self.learner.practise(pathway)

    def open_case(self, name: str) -> None:
        """Open a worked case.

        Args:
            name: its id.
        """
        self.case_desk.leave(self.trace.case)
        self.lesson = next(case for case in self.guideline.teaching_cases if case.id == name)
        self.form.set(self.lesson.given)

    def pin(self) -> None:
        """Pin the case now shown, to compare others with it; or unpin it."""
        self.pinned, self.pinned_title = (None, "") if self.pinned else (self.trace, self._title)
        self._show_map()
        self._show_head()
        self._show_strip()
        self._show_advice()

    def _case_changed(self, _: Any) -> None:
        if not self.form.case.known:
            self.case_desk.leave(self.trace.case)
        self.case_desk.come_to(self.form.case)
        self._evaluate()
        if not self.map.held and not self.map.selected:
            self._follow_case()

    def _follow_case(self) -> None:
        """Draw the way of the case anew where it is another, or open the pathway that matters now."""
        if self.map.scope == "case":
            self._follow_way()
        elif self.map.following and ((name := self._pathway_now()) != self.pathway or self._is_whole):
            self._open(name)

    def _follow_way(self) -> None:
        self.pathway = self._pathway_now()
        if (scene := self._scene()) != self.scene:
            self._redraw_map(scene)

    def _pathway_now(self) -> str:
        """The pathway where something stops the advice, else the one where the next question lies."""
        stopping = [self.guideline.pathway_of[name] for name in stopping_steps(self.trace)]
        question = self.questions[0] if self.questions else None
        return stopping[0] if stopping else pathway_asking(self.trace, question, self.pathway)

    def _following_changed(self, change: Any) -> None:
        if change.new:
            self._follow_case()

    @property
    def _is_whole(self) -> bool:
        return bool(self.map.scope == "whole")

    def _open(self, name: str) -> None:
        self.pathway = name
        if self.map.scope != "pathway":
            self.map.scope = "pathway"
        else:
            self._redraw_map()

    def _scope_changed(self, _: Any) -> None:
        if self._is_whole:
            self.map.following = False
        self._redraw_map()

    def _scene(self) -> Scene:
        if self.map.scope == "whole":
            return OfWhole(self.guideline)
        if self.map.scope == "pathway":
            return OfPathway(self.guideline, self.pathway)
        if self.trace.case.known:
            return OfCase(self.guideline, case_path(self.trace))
        return OfPathway(self.guideline, self.guideline.metadata.start)  # where every case begins

    def _redraw_map(self, scene: Scene | None = None) -> None:
        """Draw what the scope asks for; scene: that, where it is worked out already."""
        with self.map.hold_sync():
            self.map.selected = ""
            self.scene = scene or self._scene()
            self.map.title, self.map.svg = self.scene.title, self.scene.svg
            self._foresee()
            self._show_map()
        self._show_notes()
        self._show_strip()

    def _evaluate(self) -> None:
        """The path first, because it is what the eye waits for; then the words; then what to ask next."""
        self.trace = evaluate(self.guideline, self.form.case, sources=self.sources)
        self.lesson = worked_as(self.guideline, self.form.case) or self.lesson
        self._show_map()
        let_it_go()
        with ExitStack() as together:  # one frame shows them all
            for region in (self.advice, self.strip, self.form, self.case_line):
                together.enter_context(region.hold_sync())
            self.questions = next_questions(self.trace)
            self._show_notes()
            self._show_relevance()
            self._show_strip()
            self._show_advice()

    def _show_relevance(self) -> None:
        decisive = set(decisive_unknowns(self.trace)) | set(self.trace.taken_as_known)
        self.form.ask = self.questions
        self.form.idle = [name for name in self.guideline.parameters if name not in decisive]

    def _show_notes(self) -> None:
        self.map.notes = self.scene.notes(self.trace)

    def _show_map(self) -> None:
        self.map.show(self.scene.signs(self.trace, self.pinned), self.form.answers)

    def _foresee(self) -> None:
        """Give the page what it lights the path up by, before the kernel has answered."""
        chosen = self.trace.chosen
        with self.map.hold_sync():
            self.map.rows = list(self.scene.rows(chosen).values())
            self.map.foresight = foresight_text(chosen)

    def _show_strip(self) -> None:
        shown = self.pathway if self.map.scope == "pathway" else ""
        self.strip.show(*strip(self.trace, shown, self.pinned))

    def _show_head(self, _: Any = None) -> None:
        pinned, opened = self.pinned is not None, self.head.opened
        sheets = {
            "This case": lambda: self.case_desk.sheet(self._title),
            "Decision": lambda: self.case_desk.decision_sheet(self.trace),
            "Practise": lambda: self.learner.sheet(self.pathway, self.head.opened),
            "Teach": self.teacher.sheet,
        }
        self.head.show(*heading(self.guideline, self.sources, pinned, opened, self.forms, sheets))

    @property
    def _title(self) -> str:
        return self.lesson.title if self.lesson else ""

    def _show_advice(self, _: Any = None) -> None:
        question = self.questions[0] if self.questions else None
        pinned, title = self.pinned, self.pinned_title
        shown = Shown(self.trace, self.map.selected, self.advice.opened, pinned, title, self.lesson, question)
        self.advice.show(*panel(shown))
        self._show_case_line()

    def _show_case_line(self, _: Any = None) -> None:
        self.case_line.show(*case_line(self.trace, self.lesson, self.case_line.opened))

    def _node_selected(self, change: Any) -> None:
        node = self.guideline.nodes.get(change.new)
        target = change.new if self._is_whole else str(getattr(node, "handover", ""))
        if target in self.guideline.pathways:
            self.open_pathway(target)
        else:
            self._show_advice()
        if not change.new:
            self._follow_case()

    def _pressed(self, words: str) -> None:
        """Do what a button says; a word or name that is not known does nothing."""
        verb, _, name = words.partition(":")
        guideline = self.guideline
        if verb == "pathway" and name in guideline.pathways:
            self.open_pathway(name)
        elif verb == "node" and name in guideline.nodes:
            self.select(name)
        elif verb == "close":
            self.map.selected = ""
        elif verb == "source" and name in guideline.sources and self.sources != {name}:
            self.listen_to(self.sources ^ {name})
        elif verb == "case" and any(case.id == name for case in guideline.teaching_cases):
            self.open_case(name)
        elif verb == "lesson":
            self.lesson = None
            self._show_advice()
        elif verb == "try":
            self.form.set(case_in(name))
        elif verb == "pin":
            self.pin()
        elif verb == "report":
            self._send_report(name)
        elif verb in LearnerDesk.VERBS:
            self.learner.pressed(verb, name)
            self._show_head()
        elif verb in TeacherDesk.VERBS:
            self.teacher.pressed(verb, self.trace, self.lesson)
            self._show_head()
        elif verb in CaseDesk.VERBS:
            self.case_desk.pressed(verb, name, self.trace, self.lesson)
            self._show_head()

    def _send(self, content: Any, buffers: Sequence[bytes] = ()) -> None:
        """Send the page a message, or a file to save."""
        self.head.send(content, buffers=list(buffers))

    def _show_case(self, told: TeachingCase | None, given: Mapping[str, Any] | None = None) -> None:
        """Show a case of a file, or only another name for the one that is shown."""
        if given is not None:
            self.case_desk.leave(self.trace.case)
            self.form.set(given)
        self.lesson = told
        self._show_advice()

    def _told(self, _: Any, content: Any, __: Any) -> None:
        """The browser says what was pressed, what it keeps of earlier visits, or what stands in an opened file."""
        match content:
            case {"pressed": str(words)}:
                self._pressed(words)
            case {"learnt": str(learnt)}:
                self.learner.remember(learnt)
            case {"opened": str(text), "name": str(name)}:
                self.case_desk.open_file(name, text)
                self._show_head()

    def _send_report(self, name: str) -> None:
        """Make the report in the form asked for, and give it to the browser to save."""
        from explorer.views.report import file_name, write_report  # what a report needs is only loaded for one

        form, size, address = [*name.split(":", 2), "", ""][:3]
        if form in self.forms and size in list(Size):
            link = f"{address}?{query_of(self.trace.case)}"
            kind, title = "html" if form == PRINTED else form, self._title
            decision = self.case_desk.decision
            written = write_report(kind, self.trace, link, title=title, size=Size(size), decision=decision)
            saved = {"save": file_name(form, title), "type": TYPES[kind]}
            self.head.send({"print": True} if form == PRINTED else saved, buffers=[written])


def let_it_go() -> None:
    """Wait until the kernel has sent what was shown; it would else wait for what is worked out next.

    Outside a kernel there is nothing to wait for.
    """
    shell = get_ipython()
    sender = getattr(getattr(shell, "kernel", None), "iopub_thread", None)
    if sender is not None:
        sent = threading.Event()
        sender.schedule(sent.set)
        sent.wait(LONGEST_WAIT)
