"""How long reading, projecting and ranking take on a generated store: `python -m tests.bench.network`.

Times are of the clock and of the processor, all threads together, since other work on the machine slows the clock. The second
table compares with plain networkx in the same run, where that takes too long on a part of the actors.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import networkx as nx
import numpy as np

from kg.graph import Graph, project
from kg.metrics import Sampling, articulation_points, bridges, brokers, engines, rankings, sampling, spectral
from kg.metrics.network import Network
from kg.metrics.skeleton import directed, undirected
from kg.projection import Projection
from kg.store import open_store
from kg.vocabulary import load_vocabulary
from tests.bench.generated import make

PIVOTS = 100
MEASURES = ("degree", "neighbours", "pagerank", "eigenvector", "katz", "hubs", "core", "betweenness", "harmonic")


def main() -> None:
    """Makes the store, or opens the one that an earlier run left, and prints a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--actors", type=int, default=10_000)
    parser.add_argument("--ties", type=int, default=60_000)
    parser.add_argument("--store", type=Path, help="keep the store in this folder, or use the one that lies there")
    parser.add_argument("--plain", type=int, default=1_000, metavar="N", help="actors for what takes plain networkx too long")
    parser.add_argument("--closeness", action="store_true", help="closeness of all, which is always exact, and the brokers too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.store or Path(temporary) / "store"
        if not (folder / "CURRENT").exists():
            with timed("made the store"):
                make(folder, given.actors, given.ties)
        graph = read(folder)
    rank(graph, all_of_it=given.closeness)
    against_networkx(graph, given.plain)
    coverage(graph, given.plain)


def read(folder: Path) -> Graph:
    """The network of the store, timed."""
    words = load_vocabulary()
    words.relation("attacks")
    with open_store(folder, create=False) as store, timed("projection from the store, of which"):
        with timed("  reading"):
            told = list(store.statements())
        with timed("  projecting"):
            graph = project(told, Projection(), words)
    print(f"{len(told)} statements, {len(graph)} actors, {graph.number_of_edges()} ties")
    return graph


def rank(graph: Graph, *, all_of_it: bool) -> None:
    """Every measure by itself, as the command line computes it."""
    for measure in (*MEASURES, *(("closeness",) if all_of_it else ())):
        with timed(measure):
            rankings(graph, [measure], sampling=Sampling())
    with timed("articulation points and bridges"):
        articulation_points(graph), bridges(graph)
    if all_of_it:
        with timed("brokers"):
            brokers(graph, dict(graph.nodes(data="kind")))


def against_networkx(graph: Graph, few: int) -> None:
    """Our times beside those of plain networkx, the making of its graph or of our matrices included."""
    part = graph.subgraph(sorted(graph, key=lambda node: -graph.degree(node))[:few])
    print(f"\n{'against plain networkx':34} {'actors':>7} {'networkx s':>11} {'ours s':>8} {'ratio':>6}")
    compare("pagerank", graph, lambda: nx.pagerank(directed(graph), tol=1e-6), lambda: engines.pagerank(Network(graph).ties))
    compare(
        "eigenvector",
        graph,
        lambda: nx.eigenvector_centrality(undirected(graph), max_iter=1000),
        lambda: spectral.eigenvector(Network(graph).pairs),
    )
    compare(
        f"betweenness from {PIVOTS}",
        graph,
        lambda: nx.betweenness_centrality(undirected(graph), k=PIVOTS, seed=1),
        lambda: sampling.betweenness(Network(graph).neighbours, PIVOTS),
    )
    compare(
        "betweenness, exact",
        part,
        lambda: nx.betweenness_centrality(undirected(part)),
        lambda: engines.betweenness(Network(part).neighbours),
    )
    compare(
        "closeness, exact",
        part,
        lambda: nx.closeness_centrality(undirected(part)),
        lambda: engines.closeness(Network(part).neighbours),
    )
    compare(
        "harmonic, exact",
        part,
        lambda: nx.harmonic_centrality(undirected(part)),
        lambda: sampling.harmonic(Network(part).neighbours),
    )


def compare(what: str, graph: Graph, plain: Callable[[], object], ours: Callable[[], object]) -> None:
    """A line with both times by the clock."""
    times = []
    for compute in (plain, ours):
        start = time.perf_counter()
        compute()
        times.append(time.perf_counter() - start)
    print(f"{what:34} {len(graph):7} {times[0]:11.2f} {times[1]:8.2f} {times[0] / times[1]:6.1f}", flush=True)


def coverage(graph: Graph, few: int) -> None:
    """How often the interval of the estimate holds the exact betweenness: of all actors, and of the 20 first."""
    part = graph.subgraph(sorted(graph, key=lambda node: -graph.degree(node))[: 2 * few])
    neighbours = Network(part).neighbours
    exact = engines.betweenness(neighbours)
    first = np.argsort(-exact)[:20]
    found = sampling.betweenness(neighbours, few // 2)
    held = np.abs(found.scores - exact) <= 1.96 * found.errors
    print(f"\nthe interval from {few // 2} of {len(part)} actors holds the exact betweenness of {held[first].sum()} of the first 20, "
          f"and of {held.mean():.0%} of all")  # fmt: skip


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints how long it took."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    print(
        f"{what:34} {time.perf_counter() - clock:8.2f} s by the clock {time.process_time() - processor:8.2f} s of processors",
        flush=True,
    )


if __name__ == "__main__":
    main()
