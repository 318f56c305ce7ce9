"""Whichever library computes, the values are the same."""

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from kg.metrics import engines
from kg.metrics.sampling import betweenness, harmonic

GRAPHS = [
    nx.gnp_random_graph(30, 0.1, seed=1, directed=True),
    nx.barabasi_albert_graph(80, 2, seed=2).to_directed(),
    nx.empty_graph(3, create_using=nx.DiGraph),
    nx.empty_graph(0, create_using=nx.DiGraph),
    nx.path_graph(2, create_using=nx.DiGraph),
]


def matrix(graph):
    weights = {edge: 1 + number % 4 for number, edge in enumerate(graph.edges)}
    rows, columns = zip(*weights, strict=True) if weights else ((), ())
    size = (len(graph), len(graph))
    return sparse.csr_array((np.array(list(weights.values()), float), (np.array(rows, int), np.array(columns, int))), shape=size)


@pytest.mark.parametrize("graph", GRAPHS, ids=lambda graph: f"{len(graph)} nodes")
@pytest.mark.parametrize(
    "compute", [engines.pagerank, engines.betweenness, engines.closeness], ids=lambda compute: compute.__name__
)
def test_both_libraries_give_the_same(graph, compute, monkeypatch) -> None:
    ties = matrix(graph)
    given = ties if compute is engines.pagerank else ties + ties.T
    fast = compute(given)
    assert engines._RUSTWORKX is not None
    monkeypatch.setattr(engines, "_RUSTWORKX", None)
    assert fast == pytest.approx(compute(given), abs=1e-9)


def test_who_has_only_ties_of_no_weight_passes_nothing_on(monkeypatch) -> None:
    ties = matrix(nx.path_graph(3, create_using=nx.DiGraph))
    ties.data[:] = [0.0, 1.0]
    fast = engines.pagerank(ties)
    monkeypatch.setattr(engines, "_RUSTWORKX", None)
    assert fast == pytest.approx(engines.pagerank(ties))
    assert ties.nnz == 2


@pytest.mark.parametrize("graph", [nx.to_undirected(graph) for graph in GRAPHS], ids=lambda graph: f"{len(graph)} nodes")
def test_our_shortest_paths_are_those_of_networkx(graph) -> None:
    neighbours = sparse.csr_array(nx.to_scipy_sparse_array(graph, weight=None, dtype=float)) if len(graph) else matrix(graph)
    found = betweenness(neighbours, len(graph))
    assert found.errors is None
    assert found.scores == pytest.approx(list(nx.betweenness_centrality(graph).values()), abs=1e-12)
    near = [score / max(len(graph) - 1, 1) for score in nx.harmonic_centrality(graph).values()]
    assert harmonic(neighbours).scores == pytest.approx(near, abs=1e-12)
