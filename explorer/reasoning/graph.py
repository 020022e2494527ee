"""The decision graph of a guideline, each node and branch with the set of cases that reaches it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from explorer.knowledge.model import (
    Branch,
    Decision,
    Disagreement,
    Guideline,
    Handover,
    Node,
    Recommendation,
)
from explorer.reasoning.space import CaseSet, Space

if TYPE_CHECKING:  # networkx takes a fifth of a second and 12 MB to load: only those who ask for the graph load it
    import networkx as nx


@dataclass
class Reach:
    """The nodes and branches of all pathways, joined by their hand-overs, and what is known of each.

    Attributes:
        nodes: by id the ``node`` and its ``pathway``.
        branches: by start and end the ``branch``.
        ways_in, ways_out: for each node the branches that lead to it and from it.

    >>> from explorer import load
    >>> reach = outline(load("rectal_liver_metastases"))
    >>> reach.nodes[load("rectal_liver_metastases").pathways["overview"].start]["pathway"]
    'overview'
    """

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    branches: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    ways_in: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    ways_out: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add_node(self, name: str, **data: Any) -> None:
        """Add a node, with no branch yet."""
        self.nodes[name], self.ways_in[name], self.ways_out[name] = data, [], []

    def add_branch(self, start: str, end: str, **data: Any) -> None:
        """Add a branch between two nodes that were added."""
        self.branches[start, end] = data
        self.ways_out[start].append((start, end))
        self.ways_in[end].append((start, end))

    def in_order(self) -> Iterable[str]:
        """The nodes, each after those that lead to it."""
        before = {name: [start for start, _ in ways] for name, ways in self.ways_in.items()}
        return TopologicalSorter(before).static_order()

    def graph(self) -> nx.DiGraph[str]:
        """The same as a networkx graph."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.nodes.items())
        graph.add_edges_from((start, end, data) for (start, end), data in self.branches.items())
        return graph


def outline(guideline: Guideline) -> Reach:
    """Join all pathways by their hand-overs.

    Args:
        guideline: the guideline.
    """
    reach = Reach()
    for pathway in guideline.pathways.values():
        for node in pathway.nodes:
            reach.add_node(node.id, node=node, pathway=pathway.id)
    for node in guideline.nodes.values():
        for branch in ways_out(guideline, node):
            reach.add_branch(node.id, branch.to, branch=branch)
    return reach


def ways_out(guideline: Guideline, node: Node) -> tuple[Branch, ...]:
    """The branches of a node; a hand-over leads to the start of its pathway."""
    if isinstance(node, Handover):
        return (Branch(to=guideline.pathways[node.handover].start),)
    return node.branches


def build(guideline: Guideline, space: Space, sources: Collection[str] | None = None) -> Reach:
    """Work out the set of cases that reaches each node and branch.

    Args:
        guideline: the guideline.
        space: its cases.
        sources: the ids of the chosen sources; by default all. What rests only on others is left out of the path.

    Returns:
        The outline, with ``cases`` and ``supported`` on nodes and branches, and ``open_end`` (the cases in
        which no branch holds) on decisions.
    """
    reach = outline(guideline)
    chosen = set(guideline.sources if sources is None else sources)
    start = guideline.pathways[guideline.metadata.start].start
    for name in reach.in_order():
        _work_out(reach, name, guideline, space, chosen, start)
    return reach


def _work_out(reach: Reach, name: str, guideline: Guideline, space: Space, chosen: set[str], start: str) -> None:
    data = reach.nodes[name]
    reached = space.everything if name == start else space.nothing
    for way in reach.ways_in[name]:
        reached = reached | reach.branches[way]["cases"]
    node = data["node"]
    data["reached"] = reached
    data["supported"] = not isinstance(node, Recommendation) or rests_on(guideline, node.cites, chosen)
    data["cases"] = reached if data["supported"] else space.nothing
    guards = guards_of(node, space)
    taken = space.nothing
    for way in reach.ways_out[name]:
        guard, edge = guards.get(way[1], space.everything), reach.branches[way]
        edge["supported"] = rests_on(guideline, edge["branch"].cites, chosen)
        edge["cases"] = reached & guard if edge["supported"] else space.nothing
        taken = taken | guard
    if isinstance(node, Decision):
        data["open_end"] = reached & ~taken


def guards_of(node: Node, space: Space) -> dict[str, CaseSet]:
    """The set of cases in which each branch of a node is open, by the node it leads to."""
    guards = {branch.to: space.cases_where(branch.when) for branch in node.branches if not branch.otherwise}
    others = [branch.to for branch in node.branches if branch.otherwise]
    for target in others:
        taken = space.nothing
        for guard in guards.values():
            taken = taken | guard
        guards[target] = ~taken
    return guards


def rests_on(guideline: Guideline, cites: Iterable[str], chosen: Collection[str]) -> bool:
    """Whether something that cites these statements rests on a chosen source; what cites nothing always does."""
    cited = {guideline.statements[name].source for name in cites}
    return not cited or not cited.isdisjoint(chosen)


def applies(guideline: Guideline, reach: Reach, space: Space, chosen: Collection[str]) -> dict[str, CaseSet]:
    """The set of cases in which each statement applies: a node citing it is reached and its own ``when`` holds."""
    found = dict.fromkeys(guideline.statements, space.nothing)
    for data in reach.nodes.values():
        for name in data["node"].cites:
            found[name] = found[name] | data["cases"]
    for edge in reach.branches.values():
        for name in edge["branch"].cites:
            found[name] = found[name] | edge["cases"]
    return {
        name: cases & space.cases_where(guideline.statements[name].when)
        if guideline.statements[name].source in chosen
        else space.nothing
        for name, cases in found.items()
    }


def differs(disagreement: Disagreement, statements: dict[str, CaseSet], space: Space) -> CaseSet:
    """The set of cases in which statements of at least two positions of a disagreement apply."""
    once, twice = space.nothing, space.nothing
    for position in disagreement.positions:
        says = space.nothing
        for name in position.statements:
            says = says | statements[name]
        twice = twice | (once & says)
        once = once | says
    return twice & space.cases_where(disagreement.when)


def branch_name(start: str, end: str) -> str:
    """The name of a branch in traces and on the page."""
    return f"{start} -> {end}"
