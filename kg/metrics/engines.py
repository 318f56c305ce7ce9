"""PageRank, betweenness and closeness by rustworkx, which does them in parallel, or by networkx where it is missing.

Both give the same values. networkx's own dispatch to other libraries finds none that would do: nx-parallel does not import with
networkx 3.6, and igraph is under the GPL.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import networkx as nx
import numpy as np

from kg.metrics.network import Matrix, Vector

try:
    import rustworkx
except ImportError:  # pragma: no cover - where no wheel fits the machine
    _RUSTWORKX: ModuleType | None = None
else:
    _RUSTWORKX = rustworkx

DAMPING = 0.85
PRECISION = 1e-12
ROUNDS = 1000


def pagerank(ties: Matrix) -> Vector:
    """PageRank along the ties in proportion to their weights, with damping 0.85 (Brin and Page 1998); the scores' sum is 1."""
    size = ties.shape[0]
    if not size:
        return np.zeros(0)
    ties = ties.copy()
    ties.eliminate_zeros()  # who has only such ties passes nothing on along them
    options: dict[str, Any] = {"alpha": DAMPING, "tol": PRECISION / size, "max_iter": ROUNDS}
    if _RUSTWORKX is None:
        graph = nx.from_scipy_sparse_array(ties, create_using=nx.DiGraph, edge_attribute="weight")
        return _in_order(nx.pagerank(graph, weight="weight", **options), size)
    return _in_order(_RUSTWORKX.pagerank(_directed(_RUSTWORKX, ties), weight_fn=float, **options), size)


def betweenness(neighbours: Matrix) -> Vector:
    """The share of shortest paths between two others that lead through each node (Freeman 1977), exactly."""
    return _undirected(neighbours, "graph_betweenness_centrality", nx.betweenness_centrality)


def closeness(neighbours: Matrix) -> Vector:
    """One over the mean distance to the reachable nodes, times their share of all others (Wasserman and Faust 1994)."""
    return _undirected(neighbours, "graph_closeness_centrality", nx.closeness_centrality)


def _undirected(neighbours: Matrix, fast: str, plain: Callable[[Any], Mapping[int, float]]) -> Vector:
    size = neighbours.shape[0]
    if _RUSTWORKX is None:
        return _in_order(plain(nx.from_scipy_sparse_array(neighbours)), size)
    graph = _RUSTWORKX.PyGraph(multigraph=False)
    graph.add_nodes_from(range(size))
    rows, columns = neighbours.nonzero()
    upper = rows < columns
    graph.add_edges_from_no_data(list(zip(rows[upper].tolist(), columns[upper].tolist(), strict=True)))
    return _in_order(getattr(_RUSTWORKX, fast)(graph), size)


def _directed(engine: ModuleType, ties: Matrix) -> Any:
    graph = engine.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(ties.shape[0]))
    entries = ties.tocoo()
    graph.add_edges_from(list(zip(entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True)))
    return graph


def _in_order(scores: Mapping[int, float], size: int) -> Vector:
    return np.array([scores[place] for place in range(size)], float)
