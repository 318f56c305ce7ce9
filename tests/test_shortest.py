"""Shortest paths, exact and sampled, and PageRank, against networkx on networks of many shapes."""

from contextlib import contextmanager

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from kg.metrics import shortest, spectral

GRAPHS = [
    nx.gnp_random_graph(30, 0.1, seed=1, directed=True),
    nx.gnp_random_graph(40, 0.04, seed=4, directed=True),
    nx.barabasi_albert_graph(80, 2, seed=2).to_directed(),
    nx.grid_2d_graph(5, 7).to_directed(),
    nx.empty_graph(3, create_using=nx.DiGraph),
    nx.empty_graph(0, create_using=nx.DiGraph),
    nx.path_graph(2, create_using=nx.DiGraph),
]
EACH_GRAPH = pytest.mark.parametrize("graph", GRAPHS, ids=lambda graph: f"{len(graph)} nodes")


def matrix(graph, weights=None):
    places = {node: place for place, node in enumerate(graph)}
    amounts = weights or [1 + number % 4 for number in range(graph.number_of_edges())]
    rows, columns = zip(*((places[a], places[b]) for a, b in graph.edges), strict=True) if graph.number_of_edges() else ((), ())
    size = (len(graph), len(graph))
    return sparse.csr_array((np.array(amounts, float), (np.array(rows, int), np.array(columns, int))), shape=size)


def neighbours_of(graph):
    whole = matrix(nx.DiGraph(graph.to_undirected().to_directed()))
    whole.data[:] = 1
    return whole


@EACH_GRAPH
def test_the_same_shortest_paths_as_networkx(graph, monkeypatch) -> None:
    plain = graph.to_undirected()
    for block in (1, 16):
        monkeypatch.setattr(shortest, "BLOCK", block)
        between = shortest.betweenness(neighbours_of(graph))
        assert between.errors is None
        assert between.scores == pytest.approx(list(nx.betweenness_centrality(plain).values()), abs=1e-12)
        assert shortest.closeness(neighbours_of(graph)) == pytest.approx(list(nx.closeness_centrality(plain).values()), abs=1e-12)
        harmonic = nx.harmonic_centrality(plain)
        near = [harmonic[node] / max(len(graph) - 1, 1) for node in graph]
        assert shortest.harmonic(neighbours_of(graph)).scores == pytest.approx(near, abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda ends: ends[0] != ends[1]), max_size=30))
def test_any_network_has_the_betweenness_of_networkx(edges) -> None:
    graph = nx.Graph(edges)
    assert shortest.betweenness(neighbours_of(graph)).scores == pytest.approx(list(nx.betweenness_centrality(graph).values()))


@EACH_GRAPH
def test_the_same_pagerank_as_networkx(graph) -> None:
    weights = [1 + number % 4 for number in range(graph.number_of_edges())]
    weighted = graph.copy()
    nx.set_edge_attributes(weighted, dict(zip(graph.edges, weights, strict=True)), "weight")
    expected = list(nx.pagerank(weighted, tol=1e-14, max_iter=1000).values()) if len(graph) else []
    assert spectral.pagerank(matrix(graph, weights)) == pytest.approx(expected, abs=1e-9)


def test_who_has_only_ties_of_no_weight_passes_nothing_on() -> None:
    graph = nx.path_graph(3, create_using=nx.DiGraph)
    bare = nx.DiGraph([(1, 2)])
    bare.add_node(0)
    expected = nx.pagerank(bare, tol=1e-14)
    assert spectral.pagerank(matrix(graph, [0.0, 1.0])) == pytest.approx([expected[place] for place in range(3)], abs=1e-9)


def test_estimates_are_right_on_average(monkeypatch) -> None:
    """Over many samples the estimates average to the exact score: the linear scaling changes no total."""
    neighbours = neighbours_of(nx.barabasi_albert_graph(60, 2, seed=5).to_directed())
    exact = shortest.betweenness(neighbours).scores
    total = np.zeros(60)
    for seed in range(300):
        monkeypatch.setattr(shortest, "SEED", seed)
        total += shortest.betweenness(neighbours, 15).scores
    assert total / 300 == pytest.approx(exact, abs=0.01)
    assert np.abs(total / 300 - exact).max() < 0.05 * exact.max()


def test_progress_is_told_block_by_block() -> None:
    seen = []

    @contextmanager
    def watched(what, total):
        seen.append((what, total))
        yield seen.append

    shortest.betweenness(neighbours_of(GRAPHS[0]), 20, watched)
    assert seen[0] == ("betweenness", 2)
    assert len(seen) == 3
