import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BusyError, KgError, QueryError, StoreError, TooBigError, TooLongError
from kg.service import Answer, Limits, QueryPool, Question, crew, engine, remote
from kg.store import guard, open_store

JSON, TURTLE = "application/sparql-results+json", "text/turtle"
NODES = 300
LIMITS = Limits(seconds=1.0, memory=192 << 20, result=1 << 20)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits memory and shuts off the network")


def node(name: object) -> ox.NamedNode:
    return ox.NamedNode(f"http://x/{name}")


def fill(folder: Path) -> Path:
    """A ring of nodes with chords, each with a text, in two graphs."""
    store = ox.Store(folder)
    store.extend(
        quad
        for each in range(NODES)
        for quad in (
            ox.Quad(node(each), node("next"), node((each + 1) % NODES), node("g1")),
            ox.Quad(node(each), node("leap"), node((each * 7) % NODES), node("g1")),
            ox.Quad(node(each), node("says"), ox.Literal(f"text {each} from a report"), node("g2")),
        )
    )
    store.flush()
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("pool") / "store")


def within(store: Path | str, work: Callable[[QueryPool], Awaitable[None]], *, limits: Limits = LIMITS, workers: int = 4) -> None:
    async def run() -> None:
        async with QueryPool(store, workers=workers, limits=limits) as pool:
            await work(pool)

    asyncio.run(run())


async def rows(pool: QueryPool, query: str, **dataset: tuple[str, ...]) -> list[str]:
    answer = await pool.answer(Question(query, "text/csv", **dataset))
    return answer.body.decode().split("\r\n")[1:-1]


async def simple(pool: QueryPool) -> float:
    """Seconds until a short query is answered, rightly."""
    start = time.monotonic()
    assert await rows(pool, "SELECT ?to { <http://x/5> <http://x/next> ?to }") == ["http://x/6"]
    return time.monotonic() - start


CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
DOUBLED = " ".join(f"BIND(CONCAT(?v{each}, ?v{each}) AS ?v{each + 1})" for each in range(40))
ATTACKS = [
    ("cross join", f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", TooLongError),
    ("cross join asked for yes or no", f"ASK {{ {CROSS} FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) = 1) }}", TooLongError),
    ("huge aggregate", f"SELECT (SUM(STRLEN(CONCAT(STR(?a), STR(?d)))) AS ?n) {{ {CROSS} }}", TooLongError),
    ("ordered cross join", f"SELECT * {{ {CROSS} }} ORDER BY ?a ?f LIMIT 1", (TooLongError, TooBigError)),
    ("grouped cross join", f"SELECT ?a ?d ?g (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a ?d ?g", (TooLongError, TooBigError)),
    ("property paths", "SELECT (COUNT(*) AS ?n) { ?a (<http://x/next>|<http://x/leap>)* ?b . ?b (<http://x/next>|<http://x/leap>)* ?c "
     ". ?c (<http://x/next>|^<http://x/leap>)* ?d }", TooLongError),
    ("regular expressions", f"SELECT (COUNT(*) AS ?n) {{ {CROSS} FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), '^(.*a.*b)+(.+)+q$')) }}", TooLongError),
    ("one text of everything", f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d))) AS ?t) {{ {CROSS} }}", (TooLongError, TooBigError)),
    ("a text doubled", f"SELECT (STRLEN(?v40) AS ?n) {{ BIND('0123456789' AS ?v0) {DOUBLED} }}", (TooBigError, TooLongError)),
    ("distinct rows", f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {CROSS} }}", (TooLongError, TooBigError)),
    ("absence of absence", f"ASK {{ {CROSS} FILTER NOT EXISTS {{ ?a ?x ?y . ?y ?z ?w FILTER EXISTS {{ {CROSS} }} }} }}", TooLongError),
    ("an answer without end", f"SELECT * {{ {CROSS} }}", TooBigError),
    ("a graph without end", f"CONSTRUCT {{ ?a ?b ?i }} {{ {CROSS} }}", (TooLongError, TooBigError)),
    ("groups within groups", "ASK " + "{" * 120_000 + "}" * 120_000, (QueryError, TooLongError)),
    ("brackets within brackets", "ASK { FILTER(" + "(" * 120_000 + "1" + ")" * 120_000 + ") }", (QueryError, TooLongError)),
    ("groups within groups, for the other parser", "ASK # from\n" + "{" * 20_000 + "}" * 20_000, (QueryError, TooLongError)),
    ("a chain of operators", "ASK { FILTER(1" + "+1" * 60_000 + ") }", (QueryError, TooLongError, TooBigError)),
    ("many values", f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {'1 ' * 20_000} }} VALUES ?y {{ {'2 ' * 20_000} }} VALUES ?z {{ {'3 ' * 20_000} }} }}",
     (TooLongError, TooBigError)),
    ("ten megabytes of text", "ASK { } #" + "x" * 10_000_000, QueryError),
]  # fmt: skip


@LINUX
def test_no_attack_hurts_the_next_query(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        for name, query, expected in ATTACKS:
            start = time.monotonic()
            with pytest.raises(expected) as caught:
                await pool.answer(Question(query, TURTLE if query.startswith("CONSTRUCT") else JSON))
            assert time.monotonic() - start < LIMITS.seconds + 1.0, name
            assert "\n" not in str(caught.value), name
            assert len(str(caught.value)) < 300, name
            assert await simple(pool) < 1.0, name

    within(folder, work)


@LINUX
@pytest.mark.parametrize(
    "query",
    [
        f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {CROSS} }}",
        f"SELECT * {{ {CROSS} }} ORDER BY ?a ?f",
        f"SELECT (GROUP_CONCAT(CONCAT({', '.join(['STR(?c)'] * 50)})) AS ?t) {{ {CROSS} }}",
    ],
)
def test_a_query_that_needs_too_much_memory_ends(folder: Path, query: str) -> None:
    async def work(pool: QueryPool) -> None:
        with pytest.raises(TooBigError, match="needs more memory than 32 MiB"):
            await pool.answer(Question(query, JSON))
        assert await simple(pool) < 1.0

    within(folder, work, limits=Limits(seconds=60.0, memory=32 << 20))


def test_twenty_runaways_leave_it_answering(folder: Path) -> None:
    """Half of them are cancelled, the others run into the limit."""
    runaways = [query for _, query, expected in ATTACKS if expected is TooLongError][:5] * 4

    async def work(pool: QueryPool) -> None:
        tasks = [asyncio.create_task(pool.answer(Question(query, JSON))) for query in runaways]
        await asyncio.sleep(0.01)
        took = []
        for _ in range(10):
            took.append(await simple(pool))
            await asyncio.sleep(0.1)
        assert max(took) < 1.0
        assert not any(task.done() for task in tasks)
        for task in tasks[10:]:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(end) for end in ends] == [TooLongError] * 10 + [asyncio.CancelledError] * 10
        assert await simple(pool) < 1.0

    within(folder, work, limits=Limits(seconds=3.0), workers=8)


def processes(pool: QueryPool) -> set[int]:
    assert pool._crew is not None
    return {worker.process for worker in pool._crew._all.values() if worker.process}


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


async def until(fact: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not fact() and time.monotonic() < end:
        await asyncio.sleep(0.02)
    return fact()


@LINUX
def test_a_cancelled_query_ends_its_process(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        assert pool._crew is not None
        task = asyncio.create_task(pool.answer(Question(ATTACKS[0][1], JSON)))
        assert await until(lambda: bool(pool._crew._running))  # type: ignore[union-attr]
        (worker,) = pool._crew._running.values()
        assert alive(worker.process)
        task.cancel()
        assert await until(lambda: not alive(worker.process), 0.5)
        assert await simple(pool) < 1.0

    within(folder, work, limits=Limits(seconds=60.0))


@LINUX
def test_nothing_is_left_when_the_pool_ends(folder: Path) -> None:
    seen: set[int] = set()

    async def work(pool: QueryPool) -> None:
        task = asyncio.create_task(pool.answer(Question(ATTACKS[0][1], JSON)))
        await asyncio.sleep(0.3)
        seen.update(processes(pool))
        task.add_done_callback(lambda done: done.exception())

    within(folder, work)
    assert len(seen) >= 4
    assert not any(map(alive, seen))
    assert list(folder.parent.glob(".*")) == []


SERVER = """
import asyncio, sys
from kg.service import QueryPool
async def run():
    async with QueryPool(sys.argv[1], workers=2) as pool:
        await asyncio.sleep(0.5)
        print(*(worker.process for worker in pool._crew._all.values()), flush=True)
        await asyncio.sleep(60)
asyncio.run(run())
"""


@LINUX
def test_a_killed_server_leaves_no_process_and_the_next_one_removes_its_snapshots(tmp_path: Path) -> None:
    folder = fill(tmp_path / "store")
    with subprocess.Popen([sys.executable, "-c", SERVER, folder], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        workers = list(map(int, server.stdout.readline().split()))
        assert len(workers) == 2
        server.kill()
    end = time.monotonic() + 5
    while any(map(alive, workers)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(map(alive, workers))
    (left,) = tmp_path.glob(".store-served-*")

    async def work(pool: QueryPool) -> None:
        assert not left.exists()
        assert len(list(tmp_path.glob(".store-served-*"))) == 1

    within(folder, work)


@LINUX
@pytest.mark.parametrize("which", ["worker", "nursery"])
def test_processes_that_somebody_kills_are_replaced(folder: Path, which: str) -> None:
    async def work(pool: QueryPool) -> None:
        assert pool._crew is not None
        assert pool._crew._nursery is not None
        await until(lambda: len(processes(pool)) == 4)
        old = processes(pool)
        for process in old if which == "worker" else [pool._crew._nursery._process.pid]:
            os.kill(process, signal.SIGKILL)
        assert await until(lambda: len(processes(pool) - old) == 4)
        assert await simple(pool) < 1.0

    within(folder, work)


def test_answers_in_every_format(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        select = "SELECT ?to { <http://x/5> <http://x/next> ?to }"
        asked = await pool.answer(Question(select, JSON))
        assert asked.media_type == JSON
        assert json.loads(asked.body)["results"]["bindings"] == [{"to": {"type": "uri", "value": "http://x/6"}}]
        assert b"<uri>http://x/6</uri>" in (await pool.answer(Question(select, "application/sparql-results+xml"))).body
        assert (await pool.answer(Question(select, "text/csv"))).body == b"to\r\nhttp://x/6\r\n"
        assert (await pool.answer(Question(select, "text/tab-separated-values"))).body == b"?to\n<http://x/6>\n"
        assert json.loads((await pool.answer(Question("ASK { ?s ?p 'x' }", JSON))).body)["boolean"] is False
        built = "CONSTRUCT { <http://x/5> rdfs:label 'five' } WHERE { }"
        for media, part in {
            TURTLE: b"rdfs:label", "application/n-triples": b"rdf-schema#label> \"five\"", "application/rdf+xml": b":label",
            "application/ld+json": b'"five"',
        }.items():  # fmt: skip
            assert part in (await pool.answer(Question(built, media))).body

    within(folder, work)


@pytest.mark.parametrize(
    ("query", "accept", "message"),
    [
        ("ASK { }", TURTLE, "not answered in text/turtle"),
        ("DESCRIBE <http://x/5>", JSON, "not answered in application/sparql-results"),
        ("CONSTRUCT { <http://x/5> <http://x/5> 1 } WHERE { }", "application/rdf+xml", "RDF/XML cannot hold the predicate"),
        ("CONSTRUCT { <http://x/5> <http://x/p> '\\u0001' } WHERE { }", "application/rdf+xml", "RDF/XML cannot"),
        ("SELECT ('\\u0001' AS ?x) { }", "application/sparql-results+xml", "XML cannot"),
        ("SELECT (<http://x/f>(1) AS ?x) { }", JSON, "function <http://x/f> is not supported"),
    ],
)
def test_what_cannot_be_written_is_refused(folder: Path, query: str, accept: str, message: str) -> None:
    async def work(pool: QueryPool) -> None:
        with pytest.raises(QueryError, match=message):
            await pool.answer(Question(query, accept))

    within(folder, work, workers=1)


G1, G2, ANY = "http://x/g1", "http://x/g2", "SELECT (COUNT(*) AS ?n) "
DATASETS = [
    (ANY + "{ ?s ?p ?o }", {}, 3 * NODES),
    (ANY + "{ GRAPH ?g { ?s ?p ?o } }", {}, 3 * NODES),
    (ANY + f"FROM <{G2}> {{ ?s ?p ?o }}", {}, NODES),
    (ANY + f"FROM <{G2}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}, 0),
    (ANY + f"FROM NAMED <{G2}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}, NODES),
    (ANY + f"FROM NAMED <{G2}> {{ ?s ?p ?o }}", {}, 0),
    (ANY + "{ ?s ?p ?o FILTER(CONTAINS(STR(?o), 'from')) }", {}, NODES),
    (ANY + "{ ?s ?p ?o }", {"default_graphs": (G1,)}, 2 * NODES),
    (ANY + "{ ?s ?p ?o }", {"default_graphs": (G1, G2)}, 3 * NODES),
    (ANY + "{ GRAPH ?g { ?s ?p ?o } }", {"default_graphs": (G1,)}, 0),
    (ANY + "{ GRAPH ?g { ?s ?p ?o } }", {"named_graphs": (G1,)}, 2 * NODES),
    (ANY + "{ ?s ?p ?o }", {"named_graphs": (G1,)}, 0),
    (ANY + f"FROM <{G2}> {{ ?s ?p ?o }}", {"default_graphs": (G1,)}, 2 * NODES),
    (ANY + "{ ?s ?p ?o }", {"default_graphs": ("http://x/none",)}, 0),
]


def test_the_graphs_that_a_query_is_asked_of(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        for query, dataset, expected in DATASETS:
            assert await rows(pool, query, **dataset) == [str(expected)], (query, dataset)  # type: ignore[arg-type]
        with pytest.raises(QueryError, match="no IRI"):
            await rows(pool, "ASK { }", default_graphs=("no iri",))

    within(folder, work)


FAULTS = [
    ("", 1, 1), ("SELEC ?x { }", 1, 1), ("# a\nPREFIX x: <http://x/>\n  INSERT DATA { }", 3, 3), ("LOAD <http://x/>", 1, 1),
    ("SELECT ?x WHERE {\n  ?x sahel:attacks\n}", 3, 1), ("SELECT ?x { ?x a ?y } ORDER ?x", 1, 29), ("ASK { ?x a 'abc }", 1, 18),
    ("SELECT ?x {\r\n ?x a '\\u0041\\u0042' . OPTINAL { } }", 2, 24), ("SELECT ?x {\r?x unknown:p ?y }", 2, 4),
    ("SELECT * { ?s ?p ?o BIND(1+ AS ?x) }", 1, 29), ("ASK { ?s ?p 'from' . ?s ?p }", 1, 22), ("SELECT (foo(1) AS ?x) { }", 1, 12),
]  # fmt: skip


def test_bad_queries_are_answered_with_the_place(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        for query, line, column in FAULTS:
            with pytest.raises(QueryError, match=f"line {line}, column {column}, at") as caught:
                await pool.answer(Question(query, JSON))
            assert (caught.value.line, caught.value.column) == (line, column), query
            before = query[: caught.value.position].replace("\r\n", "\n").replace("\r", "\n")
            assert (before.count("\n") + 1, len(before) - before.rfind("\n")) == (line, column), query

    within(folder, work)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { }", "SELECT"), ("select?x{}", "SELECT"), ("ask{}", "ASK"), ("describe<http://x/>", "DESCRIBE"),
        ("# ASK\n  PREFIX select: <http://x/ask> base <http://y/#z>#\nprefix : <>\nConstruct where { }", "CONSTRUCT"),
        ("\\u0041SK { }", "ASK"), ("PREFIX ask:<http://x/>ASK { }", "ASK"),
    ],
)  # fmt: skip
def test_form(folder: Path, query: str, form: str) -> None:
    assert QueryPool(folder).form(query) == form


@pytest.mark.parametrize(
    "query", ["", "{ }", "PREFIX x <http://x/> ASK { }", " " * 100_000 + "x", "#\n" * 50_000, "PREFIX a:<b>" * 20_000]
)
def test_a_query_without_form(folder: Path, query: str) -> None:
    start = time.monotonic()
    with pytest.raises(QueryError):
        QueryPool(folder).form(query)
    assert time.monotonic() - start < 0.5


def test_too_many_wait(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        ends = await asyncio.gather(*(pool.answer(Question("ASK { }", JSON)) for _ in range(40)), return_exceptions=True)
        assert sum(isinstance(end, BusyError) for end in ends) == 40 - 1 - 5
        assert sum(isinstance(end, Answer) for end in ends) == 1 + 5
        assert await simple(pool) < 1.0

    within(folder, work, limits=Limits(waiting=5), workers=1)


def test_too_many_long_ones_run(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        runaways = (pool.answer(Question(ATTACKS[0][1], JSON)) for _ in range(5))
        ends = await asyncio.gather(*runaways, return_exceptions=True)
        assert sorted(type(end).__name__ for end in ends) == ["BusyError"] * 3 + ["TooLongError"] * 2

    within(folder, work, limits=Limits(seconds=1.0, long=2))


@LINUX
def test_all_queries_together_have_a_limit_of_memory(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        bomb = f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {CROSS} }}"
        ends = await asyncio.gather(*(pool.answer(Question(bomb, JSON)) for _ in range(3)), return_exceptions=True)
        assert any(isinstance(end, TooBigError) and "together" in str(end) for end in ends)

    within(folder, work, limits=Limits(seconds=4.0, together=128 << 20))


def test_what_is_written_later_is_served(tmp_path: Path) -> None:
    folder = fill(tmp_path / "store")

    async def work(pool: QueryPool) -> None:
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        assert await rows(pool, count) == [str(3 * NODES)]
        first = pool.info().taken
        writer = ox.Store(folder)
        writer.add(ox.Quad(node("new"), node("next"), node(1), node("g1")))
        assert await pool.refresh() is False  # the writer has it
        assert await rows(pool, count) == [str(3 * NODES)]
        writer.flush()
        del writer
        assert await pool.refresh() is True
        assert await rows(pool, count) == [str(3 * NODES + 1)]
        assert first is not None
        assert pool.info().taken > first  # type: ignore[operator]
        writer = ox.Store(folder)
        writer.add(ox.Quad(node("newer"), node("next"), node(1), node("g1")))
        writer.flush()
        del writer
        end = time.monotonic() + 10
        while await rows(pool, count) != [str(3 * NODES + 2)] and time.monotonic() < end:
            await asyncio.sleep(0.05)
        assert await rows(pool, count) == [str(3 * NODES + 2)]
        (home,) = tmp_path.glob(".store-served-*")
        assert await until(lambda: len([each for each in home.iterdir() if each.is_dir()]) == 1)

    within(folder, work)


def test_a_long_query_keeps_its_snapshot(tmp_path: Path) -> None:
    folder = fill(tmp_path / "store")

    # Eight times all pairs: on a fast machine the pairs once were counted before anybody could look.
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . VALUES ?again { 1 2 3 4 5 6 7 8 } FILTER(STRLEN(STR(?d)) > 1) }"

    async def work(pool: QueryPool) -> None:
        long = asyncio.create_task(rows(pool, query))
        await asyncio.sleep(0.2)
        assert not long.done()
        assert await pool.refresh()
        assert await simple(pool) < 1.0
        assert await long == [str(8 * (3 * NODES) ** 2)]

    within(folder, work, limits=Limits(seconds=120.0))


def test_stores_that_cannot_be_served(tmp_path: Path) -> None:
    async def nothing(pool: QueryPool) -> None:
        pytest.fail("it began")

    with pytest.raises(StoreError, match="there is no store at"):
        within(tmp_path / "none", nothing)
    folder = fill(tmp_path / "store")
    writer = ox.Store(folder)
    with pytest.raises(StoreError, match="open in another process"):
        within(folder, nothing)
    del writer
    assert sorted(path.name for path in tmp_path.iterdir()) == ["store"]


def test_info_counts_what_is_served(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        assert await until(lambda: pool.info().quads is not None)
        info = pool.info()
        assert (info.store, info.engine, info.quads, info.graphs) == (str(folder), f"Oxigraph {ox.__version__}", 3 * NODES, 2)

    within(folder, work, workers=1)


def test_an_empty_store_in_memory() -> None:
    async def work(pool: QueryPool) -> None:
        assert await rows(pool, "SELECT * { ?s ?p ?o }") == []

    within(":memory:", work, workers=1)


@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_answers_of_a_server_come_in_every_format(accept: str) -> None:
    """The remote engine over a store in memory: what it asks is any store, what it writes are the same formats."""
    select = "SELECT ?x ('é\\n' AS ?y) (1.5 AS ?z) { VALUES ?x { <http://x/5> UNDEF } }"
    with open_store(":memory:") as store:
        ours = engine.answered(ox.Store(), select, accept, ((), ()), 10_000)
        assert remote.answered(store, select, accept, ((), ()), 10_000) == ours
        for refused in ("SELECT * { SERVICE <http://x/> { } }", "SELECT * FROM <http://x/> { }", "DROP ALL", "SELECT"):
            with pytest.raises(QueryError):
                remote.answered(store, refused, accept, ((), ()), 10_000)
        with pytest.raises(QueryError, match="cannot be chosen"):
            remote.answered(store, select, accept, (("http://x/",), ()), 10_000)
        with pytest.raises(TooBigError):
            remote.answered(store, select, accept, ((), ()), 10)
        assert b"five" in remote.answered(store, "CONSTRUCT { <x:a> <x:b> 'five' } WHERE { }", TURTLE, ((), ()), 10_000)


# The network


class Listener:
    """Counts who connects to it."""

    def __init__(self) -> None:
        self.count = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.count += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    try:
        yield listener
    finally:
        listener.close()


FETCHING = [
    "SELECT * { SERVICE <ADDRESS> { ?a ?b ?c } }",
    "SELECT * { SERVICE SILENT <ADDRESS> { ?a ?b ?c } }",
    "SELECT * { service<ADDRESS>{ ?a ?b ?c } }",
    "SELECT * { \\u0053ERVICE <ADDRESS> { ?a ?b ?c } }",
    "SELECT * { \\U00000053\\u0045RVICE <ADDRESS> { ?a ?b ?c } }",
    "SELECT * { # \rSERVICE <ADDRESS> { ?a ?b ?c }\n}",
    "SELECT * { # \\u000ASERVICE <ADDRESS> { ?a ?b ?c }\n}",
    "SELECT * { SERVICE # from here\n<ADDRESS> { ?a ?b ?c } }",
    "PREFIX s: <ADDRESS> SELECT * { SERVICE s: { ?a ?b ?c } }",
    "PREFIX service: <ADDRESS> SELECT * { SERVICE service: { ?a ?b ?c } }",
    "BASE <ADDRESS> SELECT * { SERVICE <x> { ?a ?b ?c } }",
    "SELECT * { VALUES ?e { <ADDRESS> } SERVICE ?e { ?a ?b ?c } }",
    "SELECT * { BIND(IRI('ADDRESS') AS ?e) SERVICE ?e { ?a ?b ?c } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <ADDRESS> { ?a ?b ?c } } } } }",
    "SELECT * { { } UNION { SERVICE <ADDRESS> { ?a ?b ?c } } }",
    "SELECT * { MINUS { SERVICE <ADDRESS> { ?a ?b ?c } } }",
    "SELECT * { GRAPH ?g { SERVICE <ADDRESS> { ?a ?b ?c } } }",
    "ASK { FILTER EXISTS { SERVICE <ADDRESS> { ?a ?b ?c } } }",
    "ASK { FILTER(1<2&&NOT EXISTS{SERVICE<ADDRESS>{ ?a ?b ?c }}) }",
    "SELECT (EXISTS { SERVICE <ADDRESS> { ?a ?b ?c } } AS ?x) { }",
    "SELECT * { } ORDER BY (EXISTS { SERVICE <ADDRESS> { ?a ?b ?c } })",
    "SELECT (COUNT(*) AS ?n) { } GROUP BY (1 AS ?k) HAVING (EXISTS { SERVICE <ADDRESS> { ?a ?b ?c } })",
    "CONSTRUCT { ?a ?b ?c } WHERE { SERVICE <ADDRESS> { ?a ?b ?c } }",
    "DESCRIBE ?a { SERVICE <ADDRESS> { ?a ?b ?c } }",
    "SELECT * { LATERAL { SERVICE <ADDRESS> { ?a ?b ?c } } }",
    "SELECT * { ?s ?p '\\'' . SERVICE <ADDRESS> { ?a ?b ?c } #'\n}",
    "SELECT * { ?s ?p '''\\''' #''' . SERVICE <ADDRESS> { ?a ?b ?c } #'''\n}",
    "SELECT * { ?s <http://x/#> ?o . SERVICE <ADDRESS> { ?a ?b ?c } }",
    "SELECT * { FILTER(1<2) SERVICE <ADDRESS> { ?a ?b ?c } FILTER(2>1) }",
    "SELECT * FROM <ADDRESS> { ?a ?b ?c }",
    "SELECT * FROM NAMED <ADDRESS> { GRAPH ?g { ?a ?b ?c } }",
    "ASK { GRAPH <ADDRESS> { ?a ?b ?c } }",
    "DESCRIBE <ADDRESS>",
    "LOAD <ADDRESS>",
    "LOAD SILENT <ADDRESS> INTO GRAPH <http://x/g1>",
    "ASK { } ; LOAD <ADDRESS>",
    "INSERT { ?a ?b ?c } WHERE { SERVICE <ADDRESS> { ?a ?b ?c } }",
    "@prefix x: <ADDRESS> . ASK { }",
]


def test_no_query_reaches_the_network(folder: Path) -> None:
    async def work(pool: QueryPool) -> None:
        for query in FETCHING:
            text = query.replace("ADDRESS", listener.address)
            media = TURTLE if "CONSTRUCT" in text or "DESCRIBE" in text else JSON
            refused = "SERVICE" in text.upper() or "\\U" in text or "LOAD" in text or "@" in text
            try:
                await pool.answer(Question(text, media))
            except QueryError:
                pass
            else:
                assert not refused, text
            assert listener.count == 0, text
        await asyncio.gather(*(pool.answer(Question("ASK { }", JSON, default_graphs=(listener.address,))) for _ in range(3)))
        assert listener.count == 0

    with listening() as listener:
        within(folder, work, workers=1)
        assert list(ox.Store().query("SELECT * { SERVICE SILENT <ADDRESS> { } }".replace("ADDRESS", listener.address))) is not None
        assert listener.count > 0, "the engine by itself would have connected"


SHUT_OFF = """
import sys
import pyoxigraph as ox
from kg.service import confine
if sys.argv[2] == "shut":
    assert confine.shut_off_network()
try:
    list(ox.Store().query("SELECT * { SERVICE <" + sys.argv[1] + "> { ?a ?b ?c } }"))
except OSError as error:
    print(error)
"""


@LINUX
@pytest.mark.parametrize(("how", "connections"), [("shut", 0), ("open", 1)])
def test_a_process_without_network_reaches_nothing_even_unchecked(how: str, connections: int) -> None:
    with listening() as listener:
        done = subprocess.run([sys.executable, "-c", SHUT_OFF, listener.address, how], check=True, capture_output=True, text=True)
        assert (listener.count > 0) == bool(connections)
        assert ("denied" in done.stdout.lower()) == (how == "shut")


# The words without which a text is not parsed twice

_PIECES = st.sampled_from(
    ["SERVICE", "service", "SeRvIcE", "FROM", "from", "\\u0053ERVICE", "ſervice", "fro\\u006D", "SERV", "ICE", "# ", "\n", "\r", "'", '"', "<",
     ">", "http://x/", "{ ", " }", " ?a ?b ?c ", " . ", " SILENT ", "NAMED ", "SELECT * ", "ASK ", "\\u000a", "'''", "\\\\", " ?service ", "x:from "]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_a_text_without_the_words_has_neither_part(pieces: str) -> None:
    """Whatever parses as SERVICE or FROM holds the word once its escapes are read, so that it is parsed and judged."""
    for query in (pieces, f"SELECT * {{ {pieces} }}", f"SELECT * {pieces} {{ ?s ?p ?o }}"):
        try:
            text = guard.plain(query)
            parts = {part.name for part in guard.parts_of(guard._parsed(text))}
        except QueryError:
            continue
        if "ServiceGraphPattern" in parts:
            with pytest.raises(QueryError, match="SERVICE is refused"):
                guard.check_for_oxigraph(text)
        else:
            assert guard.check_for_oxigraph(text) == ("DatasetClause" in parts)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_what_is_passed_never_asks_for_another_server(pieces: str) -> None:
    """Oxigraph names the port that it would have connected to, and refuses this one by itself."""
    for query in (f"SELECT * {{ {pieces} }}", f"SELECT * {{ {pieces} <http://localhost:1/> {{ ?a ?b ?c }} }}"):
        try:
            text = guard.plain(query)
            guard.check_for_oxigraph(text)
            list(ox.Store().query(text))
        except (QueryError, SyntaxError):
            continue
        except (OSError, RuntimeError, ValueError) as error:
            assert "port" not in str(error), text


def test_errors_of_a_process_keep_their_kind() -> None:
    told = {"kind": "QueryError", "message": "m", "line": 1, "column": 2, "position": 3}
    fault = crew.fault_of(told)
    assert isinstance(fault, QueryError)
    assert (fault.line, fault.column, fault.position, str(fault)) == (1, 2, 3, "m")
    assert isinstance(crew.fault_of({"kind": "Strange", "message": "m"}), StoreError)
    assert isinstance(crew.fault_of({"kind": "TooBigError", "message": "m"}), KgError)


def test_the_nursery_ends_quietly_with_a_pool_that_has_not_read_all() -> None:
    pool, nursery = socket.socketpair()
    with nursery:
        nursery.sendall(b"of a worker that has ended")
        pool.close()  # what lies there unread makes the other side see a reset, and no mere end
        command = [sys.executable, "-c", NURSERY, str(nursery.fileno())]
        done = subprocess.run(command, pass_fds=[nursery.fileno()], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


NURSERY = "import socket, sys; from kg.service.nursery import Nursery; Nursery(socket.socket(fileno=int(sys.argv[1]))).run()"
