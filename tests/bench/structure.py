"""How long paths, signed structure and communities take on a generated store: `python -m tests.bench.structure`.

Times are of the clock and of the processor, as in `tests.bench.network`.
"""

import argparse
import tempfile
from pathlib import Path

import networkx as nx

from kg.graph import Graph
from kg.metrics import (
    Route,
    Search,
    camps,
    census,
    communities,
    fighting_allies,
    most_frustrated,
    only,
    over_time,
    ranked_paths,
    shared_enemies,
    shortest_paths,
    signed,
    simple_paths,
    statements_in,
    timed_paths,
    triads,
    windowed,
    windows_by,
)
from kg.projection import Projection
from kg.vocabulary import load_vocabulary
from tests.bench.generated import make
from tests.bench.network import read, timed

WORDS = load_vocabulary()
STEPS = 4


def main() -> None:
    """Makes the store, or opens the one that an earlier run left, and prints a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--actors", type=int, default=10_000)
    parser.add_argument("--ties", type=int, default=60_000)
    parser.add_argument("--store", type=Path, help="keep the store in this folder, or use the one that lies there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.store or Path(temporary) / "store"
        if not (folder / "CURRENT").exists():
            with timed("made the store"):
                make(folder, given.actors, given.ties)
        graph = read(folder)
    paths(graph)
    signs(graph)
    groups(graph)


def paths(graph: Graph) -> None:
    """Paths between two actors at the edge of the network."""
    start, goal = _ends(graph)
    with timed("all shortest paths"):
        shortest_paths(graph, start, goal)
    with timed("shortest paths by evidence"):
        shortest_paths(graph, start, goal, cost="evidence")
    with timed("ten ranked paths by evidence"):
        ranked_paths(graph, start, goal, cost="evidence")
    with timed("ten of all paths of up to 4 steps"):
        simple_paths(graph, start, goal)
    with timed("ten thousand of all paths of up to 5 steps"):
        simple_paths(graph, start, goal, Route(limit=10_000), longest=5)
    with timed("ten paths in the order of time, up to 6 steps"):
        timed_paths(graph, start, goal)


def signs(graph: Graph) -> None:
    """Triads, frustration, camps, and who shares enemies."""
    with timed("signed network"):
        network = signed(graph, WORDS)
    with timed("census of triads"):
        kinds = census(network)
    print(f"{len(network.decided)} pairs, {sum(kind.count for kind in kinds)} triads")
    with timed("the strongest 20 unbalanced triads"):
        triads(network, balanced=False, limit=20)
    with timed("most frustrated pairs"):
        most_frustrated(network, limit=20)
    with timed("the first 20 with enemies in common"):
        shared_enemies(graph, network, limit=20)
    with timed("fighting allies"):
        fighting_allies(graph, network, WORDS)
    with timed("two camps"):
        found = camps(network, most=2)
    print(f"frustration {found.chosen.frustration:g} of {found.total:g}, not below {found.chosen.bound:g}")


def groups(graph: Graph) -> None:
    """Communities, once and in each year."""
    bonds = only(graph, "positive", WORDS)
    for search in (Search(runs=1), Search(), Search("louvain", runs=1)):
        with timed(f"communities by {search.method}, {search.runs} runs"):
            found = communities(bonds, search)
        print(f"modularity {found.modularity:.4f}")
    told = statements_in(bonds)
    with timed("networks of each year"):
        graphs = windowed(told, windows_by(told, "year"), Projection(), WORDS)
    with timed("communities of each year, 20 runs, and who moved"):
        history = over_time(graphs)
    print(f"{len(history.windows)} windows, {len(history.moves)} moves")


def _ends(graph: Graph) -> tuple[str, str]:
    """Two actors four steps from each other, the first of them with few neighbours."""
    ways = nx.Graph(graph.edges())
    start = min(ways, key=lambda node: (ways.degree(node), node))
    distances = nx.single_source_shortest_path_length(ways, start)
    return start, min(node for node, steps in distances.items() if steps == STEPS)


if __name__ == "__main__":
    main()
