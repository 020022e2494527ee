"""What ``from explorer import …`` gives: a guideline that can be asked, drawn and shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import networkx as nx

from explorer.knowledge import model, reading
from explorer.knowledge.case import Case
from explorer.knowledge.condition import nearest
from explorer.knowledge.known import known_guidelines
from explorer.reasoning.compiled import compiled
from explorer.reasoning.trace import Trace, evaluate

if TYPE_CHECKING:
    from explorer.views.picture.diagram import Diagram


@dataclass(frozen=True, eq=False, repr=False)
class Guideline(model.Guideline):
    """One body of advice at one date; ``load`` reads it.

    >>> guideline = load("rectal_liver_metastases")
    >>> sorted(nx.ancestors(guideline.graph, "overview_breast"))
    ['overview_start']
    """

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The decision graph over all pathways: a plain networkx graph of plain data."""
        return compiled(self).graph

    def evaluate(
        self, case: Mapping[str, Any] | Case, *, assumptions: bool = True, sources: Collection[str] | None = None
    ) -> Trace:
        """Say what follows for a case; see ``explorer.evaluate``."""
        return evaluate(self, case, assumptions=assumptions, sources=sources)

    def diagram(self, pathway: str, case: Mapping[str, Any] | Case | None = None) -> Diagram:
        """Draw a pathway.

        Args:
            pathway: its id.
            case: whose path is lit; by default none.

        Raises:
            KeyError: there is no such pathway; it says which is nearest.
            CaseError: the case names a parameter or value that does not exist.
        """
        from explorer.views.picture.diagram import Diagram  # drawing is only loaded to draw

        if pathway not in self.pathways:
            raise UnknownPathwayError(f"there is no pathway {pathway!r}; {nearest(pathway, self.pathways)}")
        return Diagram(self, pathway, None if case is None else self.evaluate(case))

    def _repr_html_(self) -> str:
        about, lines = self.metadata, [f"{len(self.pathways)} pathways", f"{len(self.nodes)} nodes"]
        lines += [f"{len(self.statements)} statements of {len(self.sources)} sources"]
        return f"<b>{escape(about.title)}</b>, edition {escape(about.edition)}<br>{escape(', '.join(lines))}"


class UnknownPathwayError(KeyError):
    """There is no pathway of this name."""

    def __str__(self) -> str:
        return str(self.args[0])


@overload
def load(guideline: str | Path) -> Guideline: ...
@overload
def load(guideline: None = None) -> list[str]: ...
def load(guideline: str | Path | None = None) -> Guideline | list[str]:
    """Read a guideline, or list those that are installed.

    Args:
        guideline: the id of an installed guideline, or the path of a folder; left out, the ids are listed.

    Returns:
        The guideline, found whole; or the ids.

    Raises:
        GuidelineError: with every problem of the folder, each with its file and line.

    >>> load()[:3]
    ['crb65', 'rectal_liver_metastases', 'tea']
    >>> load("rectal_liver_metastases")
    Guideline('rectal_liver_metastases', edition '2026-01', 260 nodes)
    """
    if guideline is None:
        return sorted(known_guidelines())
    found = reading.load(guideline)
    return Guideline(**{field.name: getattr(found, field.name) for field in fields(found)})
