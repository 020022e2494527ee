"""A pathway as a picture for notebooks and files, and what a trace says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from explorer.knowledge.model import Branch, Decision, Guideline
from explorer.reasoning.compiled import Chosen
from explorer.reasoning.graph import branch_name
from explorer.reasoning.trace import Trace
from explorer.views.picture.dot import Statuses, kind_of, pathway_dot, plain_text, silent_id
from explorer.views.picture.layout import KEPT, SVG, best_dot, best_look, cleaned, draw, pathway_svg
from explorer.views.picture.mermaid import mermaid

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "KEPT", "SVG", "Diagram", "Signs", "best_dot", "best_look", "cleaned", "differing", "draw", "lost_of", "marks_of",
    "pathway_svg", "rows_of", "signs_of", "statuses_of",
]  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """What a pathway's picture shows.

    Attributes:
        parts: by the id of the drawing, whose status is shown: the kind (``nodes``, ``branches`` or ``silences``), and
            the name of the node, branch or decision.
        disputed: the nodes at which sources can disagree, each with its disagreements.
    """

    parts: Mapping[str, tuple[str, str]]
    disputed: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=256)
def drawn_of(guideline: Guideline, name: str) -> Drawn:
    """Say what a pathway's picture shows; looked up once.

    Args:
        guideline: the guideline.
        name: the pathway's id.
    """
    nodes = guideline.pathways[name].nodes
    branches = [branch_name(node.id, branch.to) for node in nodes for branch in node.branches]
    silent = [node.id for node in nodes if isinstance(node, Decision) and node.silent]
    parts = {
        **{node.id: ("nodes", node.id) for node in nodes},
        **{branch_name(node.id, node.returns.to): ("nodes", node.id) for node in nodes if node.returns},
        **{branch: ("branches", branch) for branch in branches},
        **{silent_id(decision): ("silences", decision) for decision in silent},
    }
    return Drawn(parts, {node.id: tuple(node.disagreements) for node in nodes if node.disagreements})


def statuses_of(trace: Trace, name: str) -> dict[str, str]:
    """The status of everything a pathway's picture shows.

    Args:
        trace: what evaluation found.
        name: the pathway's id.

    Returns:
        Status by node, by branch (``a -> b``) and by silent end (``<decision>.silent``).
    """
    found = {"nodes": trace.nodes, "branches": trace.branches, "silences": trace.silences}
    return {part: found[kind][one] for part, (kind, one) in drawn_of(trace.guideline, name).parts.items()}


def rows_of(chosen: Chosen, name: str) -> dict[str, list[int]]:
    """The rows of the guideline's table that say the status of everything a pathway's picture shows.

    Args:
        chosen: the guideline with the chosen sources.
        name: the pathway's id.
    """
    rows = {"nodes": chosen.nodes, "branches": chosen.branches, "silences": chosen.silences}
    return {part: [rows[kind][one]] for part, (kind, one) in drawn_of(chosen.guideline, name).parts.items()}


def marks_of(trace: Trace, name: str) -> list[str]:
    """The nodes of a pathway, not ruled out, at which sources disagree on this very case."""
    disputed = drawn_of(trace.guideline, name).disputed
    differ = [node for node, names in disputed.items() if any(trace.disagreements[d] == "active" for d in names)]
    return [node for node in differ if trace.nodes[node] != "ruled out"]


def lost_of(trace: Trace, name: str) -> list[str]:
    """The nodes and branches of a pathway that rest on none of the chosen sources."""
    drawn = drawn_of(trace.guideline, name).parts
    return [one for one in trace.chosen.unsupported if one in drawn]


def differing(trace: Trace, pinned: Trace, name: str) -> dict[str, str]:
    """Which boxes of a pathway's picture differ from a pinned case, and what they were there.

    Args:
        trace: the case now shown.
        pinned: the pinned case.
        name: the pathway's id.

    >>> from explorer import evaluate, load
    >>> guideline = load("rectal_liver_metastases")
    >>> breast, rectum = (evaluate(guideline, {"primary_site": site}) for site in ("breast", "rectum"))
    >>> differing(breast, rectum, "overview")["overview_breast"]
    'ruled out in the pinned case'
    """
    before, after = statuses_of(pinned, name), statuses_of(trace, name)
    boxes = (one for one in after if one in trace.nodes)
    return {one: in_pinned(before[one]) for one in boxes if before[one] != after[one]}


def in_pinned(status: str) -> str:
    """Say what something was in the pinned case.

    >>> in_pinned("active")
    'on the path in the pinned case'
    """
    return f"{WERE[status]} in the pinned case"


WERE = {"active": "on the path", "possible": "still possible", "ruled out": "ruled out"}


@dataclass(frozen=True)
class Signs:
    """What a map shows of a case over its drawing; everything by the ids of the drawing.

    Attributes:
        status: active, possible or ruled out.
        marks: where sources disagree on this very case.
        lost: what rests on none of the chosen sources.
        differs: what differs from the pinned case, in words; None while no case is pinned.
        counts: what is counted in a box, as signs and in words.
    """

    status: Mapping[str, str]
    marks: Collection[str] = ()
    lost: Collection[str] = ()
    differs: Mapping[str, str] | None = None
    counts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def signs_of(trace: Trace, name: str, pinned: Trace | None = None) -> Signs:
    """What a pathway's map shows of a case.

    Args:
        trace: what evaluation found.
        name: the pathway's id.
        pinned: the trace of the case it is compared with, if one is pinned.
    """
    differs = None if pinned is None else differing(trace, pinned, name)
    return Signs(statuses_of(trace, name), marks_of(trace, name), lost_of(trace, name), differs)


class Diagram:
    """A pathway as a picture, for notebooks and files.

    Args:
        guideline: the guideline.
        pathway: the pathway's id.
        trace: whose statuses are drawn; by default none are.

    >>> from explorer import load
    >>> Diagram(load("rectal_liver_metastases"), "molecular")
    Diagram('molecular', 3 nodes)
    """

    def __init__(self, guideline: Guideline, pathway: str, trace: Trace | None = None) -> None:
        self.guideline = guideline
        self.pathway = guideline.pathways[pathway]
        self.trace = trace

    def __repr__(self) -> str:
        return f"Diagram({self.pathway.id!r}, {len(self.pathway.nodes)} nodes)"

    @cached_property
    def statuses(self) -> Statuses:
        """What the trace says of the pathway; nothing without a trace."""
        if self.trace is None:
            return Statuses()
        return Statuses(statuses_of(self.trace, self.pathway.id), marks_of(self.trace, self.pathway.id))

    @property
    def dot(self) -> str:
        """The picture as DOT text, on white paper."""
        return pathway_dot(self.pathway, replace(best_look(self.pathway), paper="white"), self.statuses)

    @property
    def svg(self) -> str:
        """The picture as SVG text that stands alone; it holds nothing that runs or loads."""
        root = cleaned(draw(self.dot, "svg"), self.pathway, self.statuses.marks)
        for group in root.iter(f"{SVG}g"):
            status = self.statuses.of.get(group.get("data-id", ""))
            group.attrib |= {"data-status": status} if status else {}
            group.attrib.pop("role", None), group.attrib.pop("tabindex", None)
        width, height = root.get("viewBox", "").split()[2:]
        root.attrib |= {"width": width, "height": height, "role": "img", "aria-label": self.pathway.title}
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"image/svg+xml": self.svg, "text/plain": repr(self)}

    def graph(self) -> nx.DiGraph[str]:
        """The pathway as a networkx graph of plain texts."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph(name=plain_text(self.pathway.title))
        status = self.statuses.of
        for node in self.pathway.nodes:
            graph.add_node(
                node.id, label=plain_text(node.title), kind=kind_of(node), status=str(status.get(node.id, ""))
            )
        for start, way in self._ways():
            branch = str(status.get(branch_name(start, way.to), ""))
            graph.add_edge(start, way.to, label=plain_text(way.label or ""), status=branch)
        return graph

    def mermaid(self) -> str:
        """The pathway as a Mermaid flowchart."""
        return mermaid(self.pathway, self.statuses)

    def graphml(self) -> str:
        """The graph as GraphML text."""
        import networkx as nx

        return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *nx.generate_graphml(self.graph()), ""])

    def _ways(self) -> Iterator[tuple[str, Branch]]:
        return ((node.id, way) for node in self.pathway.nodes for way in node.branches)

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file.

        Args:
            path: its suffix chooses the form: .svg, .png, .pdf, .dot, .mmd (Mermaid) or .graphml.

        Raises:
            ValueError: for another suffix.
        """
        target = Path(path)
        write = {
            ".svg": lambda: target.write_text(self.svg, "utf-8"),
            ".png": lambda: target.write_bytes(draw(self.dot, "png")),
            ".pdf": lambda: target.write_bytes(draw(self.dot, "pdf")),
            ".dot": lambda: target.write_text(self.dot, "utf-8"),
            ".mmd": lambda: target.write_text(self.mermaid(), "utf-8"),
            ".graphml": lambda: target.write_text(self.graphml(), "utf-8"),
        }
        if target.suffix not in write:
            raise ValueError(f"{target.suffix!r} is not a form of picture; use {' '.join(write)}")
        write[target.suffix]()
        return target
