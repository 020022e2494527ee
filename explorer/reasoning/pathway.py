"""The decision graph of a guideline, each node and branch with the set of cases that reaches it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import networkx as nx

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


def outline(guideline: Guideline) -> nx.DiGraph[str]:
    """Build the graph of all pathways, joined by their hand-overs.

    Args:
        guideline: the guideline.

    Returns:
        Nodes by id with ``node`` and ``pathway``; edges with their ``branch``.

    >>> from explorer import load
    >>> graph = outline(load("rectal_liver_metastases"))
    >>> graph.nodes[load("rectal_liver_metastases").pathways["overview"].start]["pathway"]
    'overview'
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for pathway in guideline.pathways.values():
        for node in pathway.nodes:
            graph.add_node(node.id, node=node, pathway=pathway.id)
    for node in guideline.nodes.values():
        for branch in ways_out(guideline, node):
            graph.add_edge(node.id, branch.to, branch=branch)
    return graph


def ways_out(guideline: Guideline, node: Node) -> tuple[Branch, ...]:
    """The branches of a node; a hand-over leads to the start of its pathway."""
    if isinstance(node, Handover):
        return (Branch(to=guideline.pathways[node.handover].start),)
    return node.branches


def build(guideline: Guideline, space: Space, sources: Collection[str] | None = None) -> nx.DiGraph[str]:
    """Build the graph with the set of cases that reaches each node and branch.

    Args:
        guideline: the guideline.
        space: its cases.
        sources: the ids of the chosen sources; by default all. What rests only on others is left out of the path.

    Returns:
        The outline, with ``cases`` and ``supported`` on nodes and branches, and ``open_end`` (the cases in
        which no branch holds) on decisions.
    """
    graph = outline(guideline)
    chosen = set(guideline.sources if sources is None else sources)
    start = guideline.pathways[guideline.front.start].start
    for name in nx.topological_sort(graph):
        _reach(graph, name, guideline, space, chosen, start)
    return graph


def _reach(
    graph: nx.DiGraph[str], name: str, guideline: Guideline, space: Space, chosen: set[str], start: str
) -> None:
    data = graph.nodes[name]
    reached = space.everything if name == start else space.nothing
    for _, _, edge in graph.in_edges(name, data=True):
        reached = reached | edge["cases"]
    node = data["node"]
    data["reached"] = reached
    data["supported"] = not isinstance(node, Recommendation) or rests_on(guideline, node.cites, chosen)
    data["cases"] = reached if data["supported"] else space.nothing
    guards = guards_of(node, space)
    taken = space.nothing
    for _, target, edge in graph.out_edges(name, data=True):
        guard = guards.get(target, space.everything)
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


def applies(
    guideline: Guideline, graph: nx.DiGraph[str], space: Space, chosen: Collection[str]
) -> dict[str, CaseSet]:
    """The set of cases in which each statement applies: a node citing it is reached and its own ``when`` holds."""
    found = dict.fromkeys(guideline.statements, space.nothing)
    for _, data in graph.nodes(data=True):
        for name in data["node"].cites:
            found[name] = found[name] | data["cases"]
    for _, _, edge in graph.edges(data=True):
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
