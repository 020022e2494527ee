"""The decision graph is plain networkx data, and says what the files say."""

import json

import networkx as nx
import pytest

from explorer import load
from explorer.reasoning.graph import branch_name, branches_of, decision_graph, layers
from tests.generated import generated

GUIDELINE = load("rectal_liver_metastases")
GRAPH = decision_graph(GUIDELINE)


def test_it_is_a_plain_acyclic_graph_of_all_nodes_and_branches():
    assert type(GRAPH) is nx.DiGraph
    assert nx.is_directed_acyclic_graph(GRAPH)
    assert set(GRAPH) == set(GUIDELINE.nodes)
    assert {branch_name(*edge) for edge in GRAPH.edges} == set(branches_of(GUIDELINE))


def test_every_node_is_reached_from_the_first():
    start = GUIDELINE.pathways[GUIDELINE.metadata.start].start
    assert nx.descendants(GRAPH, start) | {start} == set(GRAPH)


def test_its_data_are_those_of_the_files():
    for name, data in GRAPH.nodes(data=True):
        node = GUIDELINE.nodes[name]
        assert data["kind"] == node.kind
        assert data["title"] == node.title
        assert data["pathway"] == GUIDELINE.pathway_of[name]
        assert tuple(data["statements"].split()) == node.cites
    guarded = GRAPH.edges["overview_start", "overview_breast"]
    assert guarded["condition"] == "primary_site == breast"


def test_it_survives_json_and_graphml(tmp_path):
    written = json.loads(json.dumps(nx.node_link_data(GRAPH, edges="edges")))
    back = nx.node_link_graph(written, edges="edges")
    assert nx.utils.graphs_equal(back, GRAPH)
    nx.write_graphml(GRAPH, tmp_path / "graph.graphml")
    assert set(nx.read_graphml(tmp_path / "graph.graphml").edges) == set(GRAPH.edges)


@pytest.mark.parametrize("seed", range(10))
def test_a_layer_lies_above_all_that_lead_to_it(tmp_path, seed):
    graph = decision_graph(generated(tmp_path, seed, nodes=20))
    found = layers(graph)
    for name in graph:
        assert found[name] == max((found[before] + 1 for before in graph.predecessors(name)), default=0)
