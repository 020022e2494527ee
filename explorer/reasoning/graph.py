"""The decision graph of a guideline: a plain networkx graph of its nodes and branches.

It holds plain data only, so that all of networkx's functions, its JSON and its GraphML can be used on it.  Which cases
reach a node is not in it: that is worked out by ``compiling``.
"""

from __future__ import annotations

import networkx as nx

from explorer.knowledge.model import Bar, Branch, Guideline, Handover, Node, Recommendation


def decision_graph(guideline: Guideline) -> nx.DiGraph[str]:
    """Join all pathways of a guideline by their hand-overs.

    Args:
        guideline: the guideline.

    Returns:
        An acyclic directed graph.  A node has ``kind`` (decision, recommendation or handover), ``title``, ``pathway``,
        ``statements`` (the ids it cites, separated by blanks), ``advice`` (of a recommendation: do, consider, …) and
        ``returns`` (the node to which a way back is drawn).  An edge has ``condition`` (as text; ``otherwise`` where no
        other branch holds; nothing where it is always taken), ``label`` and ``statements``.

    >>> from explorer.knowledge.reading import load
    >>> graph = decision_graph(load("rectal_liver_metastases"))
    >>> "referral_gate" in nx.descendants(graph, "overview_start") and nx.is_directed_acyclic_graph(graph)
    True
    """
    graph: nx.DiGraph[str] = nx.DiGraph(name=guideline.metadata.id, title=guideline.metadata.title)
    for pathway in guideline.pathways.values():
        for node in pathway.nodes:
            graph.add_node(node.id, **_node_data(node, pathway.id))
    for node in guideline.nodes.values():
        for branch in ways_out(guideline, node):
            graph.add_edge(node.id, branch.to, **_branch_data(branch))
    return graph


def _node_data(node: Node, pathway: str) -> dict[str, str]:
    return {
        "kind": node.kind,
        "title": node.title,
        "pathway": pathway,
        "statements": " ".join(node.cites),
        "advice": node.advice if isinstance(node, Recommendation) else "",
        "returns": node.returns.to if node.returns else "",
    }


def _branch_data(branch: Branch) -> dict[str, str]:
    condition = "otherwise" if branch.otherwise else branch.when.text if branch.when else ""
    return {"condition": condition, "label": branch.label or "", "statements": " ".join(branch.cites)}


def ways_out(guideline: Guideline, node: Node) -> tuple[Branch, ...]:
    """Return the branches of a node; a hand-over leads to the start of its pathway."""
    if isinstance(node, Handover):
        return (Branch(to=guideline.pathways[node.handover].start),)
    return node.branches


def branches_of(guideline: Guideline) -> dict[str, tuple[str, Branch]]:
    """Return every branch by its name, with the node it leaves."""
    nodes = guideline.nodes.values()
    return {branch_name(node.id, way.to): (node.id, way) for node in nodes for way in ways_out(guideline, node)}


def bars_of(node: Node) -> tuple[Bar, ...]:
    """Return the reasons for which a node may be withheld; only a recommendation has any."""
    return node.unless if isinstance(node, Recommendation) else ()


def branch_name(start: str, end: str) -> str:
    """Return the name of a branch in traces and on the page.

    >>> branch_name("start", "end")
    'start -> end'
    """
    return f"{start} -> {end}"


def layers(graph: nx.DiGraph[str]) -> dict[str, int]:
    """Return how many steps lead to each node of an acyclic graph on the longest way.

    >>> layers(nx.DiGraph([("a", "b"), ("b", "c"), ("a", "c")]))
    {'a': 0, 'b': 1, 'c': 2}
    """
    return {name: layer for layer, names in enumerate(nx.topological_generations(graph)) for name in names}
