"""What the map can show: the way of a case, one pathway, or all; each a drawing and what is laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from explorer.briefing.case_path import CasePath
from explorer.knowledge.model import Guideline
from explorer.reasoning.case.why import why_in_words
from explorer.reasoning.compiled import Chosen
from explorer.reasoning.trace import Trace
from explorer.views.picture import case_picture, whole_map
from explorer.views.picture.diagram import Signs, pathway_svg, rows_of, signs_of


class Scene(Protocol):
    """What the map shows.

    Attributes:
        title: its name.
        svg: the drawing, which knows nothing of a case's statuses.
    """

    @property
    def title(self) -> str: ...
    @property
    def svg(self) -> str: ...

    def signs(self, trace: Trace, pinned: Trace | None) -> Signs:
        """What a case lays over the drawing, compared with a pinned one."""

    def rows(self, chosen: Chosen) -> Mapping[str, list[int]]:
        """The rows of the guideline's table that say the status of each part."""

    def notes(self, trace: Trace) -> dict[str, str]:
        """What is said of a part when the pointer or the focus rests on it."""


@dataclass(frozen=True)
class OfCase:
    """The way of a case through all pathways."""

    guideline: Guideline
    path: CasePath
    title: str = case_picture.TITLE

    @property
    def svg(self) -> str:
        return case_picture.case_svg(self.guideline, self.path)

    def signs(self, trace: Trace, pinned: Trace | None) -> Signs:
        return case_picture.case_signs(trace, self.path, pinned)

    def rows(self, chosen: Chosen) -> Mapping[str, list[int]]:
        return case_picture.case_rows(chosen, self.path)

    def notes(self, trace: Trace) -> dict[str, str]:
        return {name: why_in_words(trace, name) for name in self.path.steps}


@dataclass(frozen=True)
class OfPathway:
    """One pathway, by its id."""

    guideline: Guideline
    name: str

    @property
    def title(self) -> str:
        return self.guideline.pathways[self.name].title

    @property
    def svg(self) -> str:
        return pathway_svg(self.guideline, self.name)

    def signs(self, trace: Trace, pinned: Trace | None) -> Signs:
        return signs_of(trace, self.name, pinned)

    def rows(self, chosen: Chosen) -> Mapping[str, list[int]]:
        return rows_of(chosen, self.name)

    def notes(self, trace: Trace) -> dict[str, str]:
        return {node.id: why_in_words(trace, node.id) for node in self.guideline.pathways[self.name].nodes}


@dataclass(frozen=True)
class OfWhole:
    """All pathways, each as one box."""

    guideline: Guideline
    title: str = whole_map.TITLE

    @property
    def svg(self) -> str:
        return whole_map.whole_svg(self.guideline)

    def signs(self, trace: Trace, pinned: Trace | None) -> Signs:
        return whole_map.whole_signs(trace, pinned)

    def rows(self, chosen: Chosen) -> Mapping[str, list[int]]:
        return whole_map.whole_rows(chosen)

    def notes(self, trace: Trace) -> dict[str, str]:
        return whole_map.whole_notes(trace)
