"""How many short queries a second the pool of processes answers, beside Oxigraph called directly in one process.

    python -m tests.bench.service_pool [QUADS]

A store with so many quads, 200,000 unless given, is made in a temporary folder: nodes with a label, links and a text, each
hundred of them in a graph. The same queries go to pyoxigraph in this process, one after the other, and to the pool by 1, 8
and 32 askers at once; then, while twenty queries without end run, by one asker.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError
from kg.service import Limits, QueryPool, Question

JSON = "application/sparql-results+json"
SECONDS = 4.0
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(STRLEN(STR(?d)) > 1) }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f LIMIT 1",
    "SELECT (COUNT(*) AS ?n) { ?a (<http://x/links>|^<http://x/links>)* ?b . ?b (<http://x/links>|<http://x/near>)* ?c }",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?t) { ?a ?b ?c . ?d ?e ?f }",
)


def node(name: object) -> ox.NamedNode:
    return ox.NamedNode(f"http://x/{name}")


def content(count: int) -> Iterator[ox.Quad]:
    """Four quads for each node."""
    nodes = count // 4
    for each in range(nodes):
        graph = node(f"graph/{each // 100}")
        yield ox.Quad(node(each), node("label"), ox.Literal(f"Node {each}", language="en"), graph)
        yield ox.Quad(node(each), node("links"), node(each * 7919 % nodes), graph)
        yield ox.Quad(node(each), node("near"), node((each + 1) % nodes), graph)
        yield ox.Quad(node(each), node("says"), ox.Literal(f"What a report said of {each}, word for word, on its own line."), graph)


def queries(count: int) -> Iterator[str]:
    """What pages and scripts ask: always other nodes, so that nothing is answered from memory."""
    nodes = count // 4
    number = 0
    while True:
        number += 104_729
        about = node(number % nodes)
        yield f"SELECT ?p ?o {{ {about} ?p ?o }}"
        yield f"SELECT ?label {{ {about} <http://x/links>/<http://x/near>/<http://x/label> ?label }}"
        yield f"SELECT ?who ?says {{ ?who <http://x/links> {about} . OPTIONAL {{ ?who <http://x/says> ?says }} }} LIMIT 10"


def directly(folder: Path, count: int) -> None:
    store = ox.Store.read_only(str(folder))
    asked = queries(count)
    took = []
    start = time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        before = time.perf_counter()
        store.query(next(asked), use_default_graph_as_union=True).serialize(format=ox.QueryResultsFormat.JSON)
        took.append(time.perf_counter() - before)
    report("pyoxigraph itself, one process", took, time.perf_counter() - start)


async def by_the_pool(pool: QueryPool, askers: int, count: int, *, what: str) -> None:
    took: list[float] = []
    asked = queries(count)
    start = time.perf_counter()

    async def ask() -> None:
        while time.perf_counter() - start < SECONDS:
            before = time.perf_counter()
            await pool.answer(Question(next(asked), JSON))
            took.append(time.perf_counter() - before)

    await asyncio.gather(*(ask() for _ in range(askers)))
    report(what, took, time.perf_counter() - start)


async def beside_runaways(pool: QueryPool, count: int) -> None:
    tasks = [asyncio.create_task(pool.answer(Question(query, JSON))) for query in RUNAWAYS * 5]
    await asyncio.sleep(0)
    await by_the_pool(pool, 1, count, what="pool, 1 asker, from the moment that twenty runaways came")
    for task in tasks:
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    early = [str(end) for end in ends if isinstance(end, KgError)]
    print(f"of the runaways, {len(early)} had met a limit by then{': ' + early[0] if early else ''}")


def report(what: str, took: list[float], seconds: float) -> None:
    took.sort()
    middle, late, last = (1000 * took[int(share * (len(took) - 1))] for share in (0.5, 0.99, 1.0))
    print(f"{what:58} {len(took) / seconds:8,.0f} a second   p50 {middle:7.2f} ms   p99 {late:7.2f} ms   longest {last:7.1f} ms")


async def measured(folder: Path, count: int) -> None:
    start = time.perf_counter()
    async with QueryPool(folder, limits=Limits(seconds=20)) as pool:
        print(f"the pool answers {time.perf_counter() - start:.2f} seconds after its start")
        for askers in (1, 8, 32):
            await by_the_pool(pool, askers, count, what=f"pool, {askers} asker{'s' * (askers > 1)}")
        await beside_runaways(pool, count)
        start = time.perf_counter()
        await pool.refresh()
        print(f"a new snapshot is served after {time.perf_counter() - start:.3f} seconds")


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "store"
        store = ox.Store(folder)
        store.bulk_extend(content(count))
        store.flush()
        del store
        print(f"{count:,} quads")
        directly(folder, count)
        asyncio.run(measured(folder, count))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
