"""How long time, places and robustness take on a generated network: `python -m tests.bench.trials [ACTORS TIES]`."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.graph import project
from kg.metrics import Baseline, Grid, Ranking, footprint, robust, timeline, trajectories
from kg.projection import Projection
from kg.store import open_store
from kg.vocabulary import load_vocabulary
from tests.bench.generated import make


def main(actors: int, ties: int) -> None:
    """Times each question once and prints the seconds."""
    words = load_vocabulary()
    with tempfile.TemporaryDirectory() as folder:
        count = make(Path(folder) / "store", actors, ties)
        with open_store(Path(folder) / "store") as store:
            statements = list(store.statements())
            located = store.places()
    graph = project(statements, Projection(), words)
    busiest = Ranking("degree").of(graph)[0].label
    print(f"{actors} actors, {ties} ties, {count} statements")
    timed("timeline of the network by month", lambda: timeline(graph, words))
    timed(
        "timeline of the busiest actor by week",
        lambda: timeline(graph, words, busiest, grid=Grid("week"), baseline=Baseline(statements)),
    )
    timed("degree over time by month, 10 actors", lambda: trajectories(graph, words))
    timed("PageRank over time by year, 10 actors", lambda: trajectories(graph, words, Ranking("pagerank"), grid=Grid("year")))
    timed("footprint of all events", lambda: footprint(graph, located, words))
    for measure in ("degree", "neighbours", "pagerank"):
        found = timed(f"robust by {measure}", lambda each=measure: robust(graph, Ranking(each)))
        print(f"    {found.rounds} rounds, {found.sources} sources, {found.tried} of {found.documents} documents")


def timed(what: str, ask: Callable[[], Any]) -> Any:
    """The answer, after printing how long it took on the clock and how long processors were busy with it."""
    start, busy = time.perf_counter(), time.process_time()
    answer = ask()
    print(f"  {time.perf_counter() - start:7.1f} s, {time.process_time() - busy:7.1f} s of processors  {what}", flush=True)
    return answer


if __name__ == "__main__":
    main(*(map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (10_000, 60_000)))
