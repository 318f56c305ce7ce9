"""How long reading, projecting and ranking take on a generated store: `python -m tests.bench.network`.

Times are of the clock and of the processor, all threads together, since other work on the machine slows the clock. The second
table compares with plain networkx in the same run, and with rustworkx where it is installed; where networkx takes too long, on
the actors with the most ties.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import numpy as np

from kg.graph import Graph, project
from kg.metrics import Sampling, articulation_points, bridges, brokers, rankings, shortest, spectral
from kg.metrics.network import Network
from kg.metrics.skeleton import directed, undirected
from kg.projection import Projection
from kg.store import open_store
from kg.vocabulary import load_vocabulary
from tests.bench.generated import make

try:
    import rustworkx as rx
except ImportError:
    rx = None

Run: TypeAlias = Callable[[], object]
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
        read(folder)
        print("once more, when what was read is kept beside the store:")
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
    """Our times beside those of plain networkx and of rustworkx, the making of their graphs or of our matrices included."""
    part = graph.subgraph(sorted(graph, key=lambda node: -graph.degree(node))[:few])
    print(f"\n{'seconds by the clock':22} {'actors':>7} {'networkx':>9} {'rustworkx':>9} {'ours':>9} {'networkx : ours':>16}")
    compare(
        "pagerank",
        graph,
        lambda: nx.pagerank(directed(graph)),
        lambda: rx.pagerank(as_rustworkx(directed(graph)), weight_fn=float),
        lambda: spectral.pagerank(Network(graph).ties),
    )
    compare(
        "eigenvector",
        graph,
        lambda: nx.eigenvector_centrality(undirected(graph), max_iter=1000),
        lambda: rx.eigenvector_centrality(as_rustworkx(undirected(graph)), max_iter=1000),
        lambda: spectral.eigenvector(Network(graph, weighted=False).pairs),
    )
    compare(
        f"betweenness from {PIVOTS}",
        graph,
        lambda: nx.betweenness_centrality(undirected(graph), k=PIVOTS, seed=1),
        None,
        lambda: shortest.betweenness(Network(graph).neighbours, PIVOTS),
    )
    compare(
        "betweenness, exact",
        part,
        lambda: nx.betweenness_centrality(undirected(part)),
        lambda: rx.betweenness_centrality(as_rustworkx(undirected(part))),
        lambda: shortest.betweenness(Network(part).neighbours),
    )
    compare(
        "closeness, exact",
        part,
        lambda: nx.closeness_centrality(undirected(part)),
        lambda: rx.closeness_centrality(as_rustworkx(undirected(part))),
        lambda: shortest.closeness(Network(part).neighbours),
    )
    compare(
        "harmonic, exact",
        part,
        lambda: nx.harmonic_centrality(undirected(part)),
        None,
        lambda: shortest.harmonic(Network(part).neighbours),
    )


def compare(what: str, graph: Graph, plain: Run, compiled: Run | None, ours: Run) -> None:
    """A line with the best time of each by the clock."""
    times = [best(run) for run in (plain, compiled if rx else None, ours)]
    shown = " ".join(f"{'':9}" if seconds is None else f"{seconds:9.2f}" for seconds in times)
    print(f"{what:22} {len(graph):7} {shown} {(times[0] or 0) / (times[2] or 1):16.1f}", flush=True)


def best(run: Run | None) -> float | None:
    """The shortest of three runs, or of as many as begin within five seconds."""
    times: list[float] = []
    while run and len(times) < 3 and sum(times) < 5:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times, default=None)


def as_rustworkx(graph: Any) -> Any:
    """The graph for rustworkx, with weights where it has some."""
    made = rx.PyDiGraph(multigraph=False) if graph.is_directed() else rx.PyGraph(multigraph=False)
    places = dict(zip(graph, made.add_nodes_from(list(graph)), strict=True))
    made.add_edges_from([(places[a], places[b], tie.get("weight", 1.0)) for a, b, tie in graph.edges(data=True)])
    return made


def coverage(graph: Graph, few: int) -> None:
    """How often the interval of the estimate holds the exact betweenness: of all actors, and of the 20 first."""
    part = graph.subgraph(sorted(graph, key=lambda node: -graph.degree(node))[: 2 * few])
    neighbours = Network(part).neighbours
    exact = shortest.betweenness(neighbours).scores
    first = np.argsort(-exact)[:20]
    found = shortest.betweenness(neighbours, few // 2)
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
