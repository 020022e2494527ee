"""A pathway in a notebook that lights up for the case it is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import traitlets

from explorer.knowledge.case import Case, make_case
from explorer.knowledge.condition import nearest
from explorer.knowledge.model import Guideline
from explorer.knowledge.problem import CaseError, Problem
from explorer.reasoning.case.why import why_in_words
from explorer.reasoning.trace import Trace, evaluate
from explorer.views.map.pathway_map import PathwayMap
from explorer.views.picture.diagram import signs_of
from explorer.views.picture.layout import pathway_svg


class CaseMap(PathwayMap):
    """Show a pathway and what a case makes of it.

    Args:
        guideline: the guideline.
        pathway: the pathway's id.
        case: what is known at the beginning.

    Attributes:
        case: the case whose path is lit; set it, or link it with the ``case`` of a form.
        trace: what follows for it.

    Raises:
        CaseError: there is no such pathway, or the case holds a value that does not exist.

    >>> from explorer import load
    >>> shown = CaseMap(load("rectal_liver_metastases"), "molecular", {"kras": "mutant"})
    >>> shown.status["molecular_closed"]
    'possible'
    """

    case = traitlets.Instance(Case, ())

    def __init__(self, guideline: Guideline, pathway: str, case: Mapping[str, Any] | Case | None = None) -> None:
        if pathway not in guideline.pathways:
            right = nearest(pathway, guideline.pathways)
            raise CaseError([Problem("pathway", f"there is no pathway {str(pathway)[:80]!r}", right)])
        self.guideline, self.pathway = guideline, pathway
        super().__init__(svg=pathway_svg(guideline, pathway), title=guideline.pathways[pathway].title)
        self.case = make_case(guideline, case or {})
        self._paint()

    def __repr__(self) -> str:
        return f"CaseMap({self.guideline.metadata.id!r}, {self.pathway!r})"

    @property
    def trace(self) -> Trace:
        """What follows for the case."""
        return evaluate(self.guideline, self.case)

    @traitlets.observe("case")
    def _paint(self, _: Any = None) -> None:
        trace = self.trace
        self.show(signs_of(trace, self.pathway), {})
        self.notes = {node.id: why_in_words(trace, node.id) for node in self.guideline.pathways[self.pathway].nodes}
