"""What only a store on a server can do or suffer; what every store does is in test_store.py."""

import contextlib
import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers import free_port, server
from store_samples import JNIM, LATER, MALI, RUSSIA, STRANGER, WHEN, Text, gazetteer, store_at

from kg import quads
from kg.errors import KgError, QueryError, StoreError
from kg.queries import bindings_of, load_queries, run_query
from kg.store import Solutions, Store, Triples, connecting, open_store, parameters, rewritten, sparql_text, turns
from kg.store.backend import Change
from kg.store.http import address_of
from kg.store.memory import RdflibBackend
from kg.store.remote import RemoteBackend
from kg.store.virtuoso import JOURNAL, VirtuosoBackend
from kg.vocabulary import GRAPH_BASE, RDFS, XSD

SERVERS = ("oxigraph", "virtuoso")
GRAPH = ox.NamedNode(GRAPH_BASE + "test")
NODE, NAME = ox.NamedNode("https://w3id.org/sahel-kg/entity/x"), ox.NamedNode(RDFS + "label")


@pytest.fixture(params=SERVERS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_at(request.param, tmp_path) as opened:
        yield opened


_OPEN: list[RemoteBackend] = []


def open_remote(address: str, environ: dict[str, str]) -> RemoteBackend:
    """As in kg.store.connecting, closed when the test ends."""
    _OPEN.append(connecting.open_remote(address, environ))
    return _OPEN[-1]


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while _OPEN:
        _OPEN.pop().close()


@pytest.fixture(scope="module", params=SERVERS)
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteBackend]:
    with store_at(request.param, tmp_path_factory.mktemp("remote")) as opened:
        assert isinstance(opened._backend, RemoteBackend)
        yield opened._backend


# Literals come back as they were written.

TEXTS = st.text(max_size=60).map(quads.literal)
TAGGED = st.builds(lambda text, tag: quads.literal(text, language=tag), st.text(max_size=20), st.sampled_from(["en", "fr", "ar"]))
INTEGERS = st.integers(-(2**63), 2**63 - 1).map(ox.Literal)
DECIMALS = st.decimals(-1_000_000, 1_000_000, places=8).map(lambda number: quads._decimal(float(number)))
BOOLEANS = st.booleans().map(ox.Literal)
DATES = st.dates().map(quads._day)
TIMES = st.datetimes().map(
    lambda when: ox.Literal(f"{when:%Y-%m-%dT%H:%M:%S}Z".rjust(20, "0"), datatype=ox.NamedNode(XSD + "dateTime"))
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(TEXTS, TAGGED, INTEGERS, DECIMALS, BOOLEANS, DATES, TIMES), min_size=1, max_size=12, unique=True))
def test_literals_come_back_and_go_as_they_were_written(backend: RemoteBackend, literals: list[ox.Literal]) -> None:
    # A property for each type: to Virtuoso, 1 and true are one value, and of one thing and property it keeps one of them.
    written = [ox.Quad(NODE, ox.NamedNode(literal.datatype.value + "-of"), literal, GRAPH) for literal in literals]
    backend.commit(Change(drop=(GRAPH,), add=tuple(written)))
    assert set(backend.quads(None, None, None, GRAPH)) == set(written)
    with backend.prepared((*quad.triple, GRAPH) for quad in written):
        assert all(list(backend.quads(*quad)) == [quad] for quad in written)
    answer = backend.query(f"SELECT ?o WHERE {{ GRAPH {GRAPH} {{ ?s ?p ?o }} }}")
    assert isinstance(answer, Solutions)
    assert {row[0] for row in answer.rows} == set(literals)
    backend.commit(Change(remove=tuple(written)))
    assert list(backend.quads(None, None, None, GRAPH)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\U0001f600",
        "a\nb\r\nc\td",
        "\"'\\",
        "<b>&amp;</b>",
        "\u2028\u0085\u00a0",
        "e\u0301",
        "\\u0041 \\n",
        "é\U0001f600 \n" * 25_000,
    ],
    ids=["empty", "emoji", "lines", "quotes", "markup", "separators", "combining", "escapes", "100 kB"],
)
def test_odd_texts(backend: RemoteBackend, text: str) -> None:
    quad = ox.Quad(NODE, NAME, ox.Literal(text), GRAPH)
    backend.commit(Change(drop=(GRAPH,), add=(quad,)))
    assert list(backend.quads(None, None, None, GRAPH)) == [quad]
    backend.commit(Change(remove=(quad,)))
    assert list(backend.quads(None, None, None, GRAPH)) == []


def test_blank_nodes_keep_their_names(backend: RemoteBackend) -> None:
    one, two = ox.BlankNode("one"), ox.BlankNode("two")
    written = {ox.Quad(one, NAME, two, GRAPH), ox.Quad(two, NAME, ox.Literal("x"), GRAPH)}
    backend.commit(Change(drop=(GRAPH,), add=tuple(written)))
    assert set(backend.quads(None, None, None, GRAPH)) == written
    assert list(backend.quads(two)) == [ox.Quad(two, NAME, ox.Literal("x"), GRAPH)]
    backend.commit(Change(remove=tuple(written)))
    assert backend.count(graph=GRAPH) == 0


# Answers are whole.


def test_more_triples_than_the_server_gives_at_once(backend: RemoteBackend) -> None:
    nodes = [ox.NamedNode(f"https://w3id.org/sahel-kg/entity/x{number}") for number in range(10_500)]
    written = {ox.Quad(node, NAME, ox.Literal(str(number % 7)), GRAPH) for number, node in enumerate(nodes)}
    backend.commit(Change(drop=(GRAPH,), add=tuple(written)))
    try:
        assert set(backend.quads(None, None, None, GRAPH)) == written
        assert set(backend.quads(None, NAME)) == written
        assert backend.count(graph=GRAPH) == len(written)
        ask = f"GRAPH {GRAPH} {{ ?s ?p ?o }}"
        for query in (f"SELECT ?s WHERE {{ {ask} }}", f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {ask} }}"):
            if isinstance(backend, VirtuosoBackend):
                with pytest.raises(StoreError, match="gives at most 10000 rows"):
                    backend.query(query)
            else:
                answer = backend.query(query)
                assert len(answer.rows if isinstance(answer, Solutions) else answer.triples) == len(written)  # type: ignore[union-attr]
        few = backend.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {ask} }} ORDER BY ?s LIMIT 3")
        assert isinstance(few, Triples)
        assert len(few.triples) == 3
    finally:
        backend.commit(Change(drop=(GRAPH,)))


def test_what_else_the_server_holds_is_left_alone(store: Store) -> None:
    remote = store._backend
    assert isinstance(remote, RemoteBackend)
    store.add(Text("one").tell(JNIM, "attacks", MALI).reading(), when=WHEN)
    before, graphs = set(store.quads()), store.graphs()
    for number in range(2):
        remote._update(f'INSERT DATA {{ GRAPH <http://elsewhere.org/{number}> {{ <{JNIM.id}> <{NAME.value}> "not ours" }} }}')
    try:
        again = open_remote(remote._connection.address, _environ(remote))
        assert set(again.quads()) == before
        assert [graph.value for graph in again.graphs()] == graphs
        assert again.count() == len(before)
        for query, number in (
            ("SELECT * WHERE { ?s ?p ?o }", len(before)),
            ("SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }", len(before)),
        ):
            answer = again.query(query)
            assert isinstance(answer, Solutions)
            assert len(answer.rows) == number
    finally:
        remote._update("DROP SILENT GRAPH <http://elsewhere.org/0> ; DROP SILENT GRAPH <http://elsewhere.org/1>")


def test_a_server_that_knows_no_union_is_given_the_list_of_graphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.remote._UNIONS", ({},))
    with store_at("oxigraph", tmp_path) as store:
        store.add(Text("one").tell(JNIM, "attacks", MALI).reading(), when=WHEN)
        assert store.query("ASK { ?x sahel:attacks ?y . ?document a sahel:Document }") is True


@pytest.mark.slow
def test_named_queries_give_the_same_rows_everywhere(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    stores = {kind: store_at(kind, tmp_path) for kind in ("disk", *SERVERS)}
    for opened in stores.values():
        request.addfinalizer(opened.close)
        _fill(opened)
    for name, query in load_queries().items():
        values = {each.name: GIVEN[each.name] for each in query.parameters if each.default is None}
        text = parameters.filled(query.sparql, bindings_of(stores["disk"], query, values))
        expected = run_query(stores["disk"], text)
        for kind in SERVERS:
            assert run_query(stores[kind], text) == expected, f"{name} on {kind}"


GIVEN = {"actor": "jnim", "one": "jnim", "other": "mali", "first": "jnim", "second": "mali", "place": "mali", "bloc": "aes", "publisher": "Wire",
         "since": "2025-01-01", "until": "2025-12-31", "relation": "attacks", "class": "Actor", "date": "2025-06-15", "day": "2025-06-15",
         "text": "Mali"}  # fmt: skip


def _fill(store: Store) -> None:
    store.ensure_background(gazetteer())
    june = Text("june.txt", date="2025-06-20", source="Wire One").tell(JNIM, "attacks", MALI, date="2025-06-12", count=9)
    june.tell(STRANGER, "fights", MALI, date="2025-05/2025-06").tell(RUSSIA, "supplies", MALI, attributed_to=JNIM)
    june.tell(RUSSIA, "trains", MALI, polarity="negated").tell(RUSSIA, "deploysTo", MALI, date="2025-06")
    july = Text("july.txt", date="2025-07-02", source="Agency Two").tell(JNIM, "attacks", MALI).tell(RUSSIA, "opposes", MALI)
    july.tell(RUSSIA, "withdrawsFrom", MALI, date="2025-07-01").tell(RUSSIA, "supplies", STRANGER, modality="planned")
    for text in (june, july, Text("undated.txt").tell(STRANGER, "subordinateTo", JNIM)):
        store.add(text.reading(), when=WHEN)


# Few requests.


def test_a_new_document_takes_few_requests_however_long_it_is(store: Store) -> None:
    requests = _counted(store)
    text = Text("long", location="file:///reports/long.txt")
    for number in range(20):
        odd = replace(STRANGER, id=f"{STRANGER.id}-{number}", name=f"Front {number}")
        text.tell(odd, "attacks", MALI).tell(JNIM, "fights", odd)
    assert store.add(text.reading(), when=WHEN) == "added"
    assert len(requests) <= 14
    requests.clear()
    assert store.add(text.reading(), when=LATER) == "unchanged"
    assert len(requests) <= 8


def _counted(store: Store) -> list[str]:
    remote = store._backend
    assert isinstance(remote, RemoteBackend)
    made: list[str] = []
    ask, change = remote._connection.ask, remote._connection.change

    def asked(url: str, form: dict[str, str], **more: str) -> object:
        made.append(str(form["query"]))
        return ask(url, form, **more)

    def changed(url: str, update: str) -> object:
        made.append(update)
        return change(url, update)

    remote._connection.ask, remote._connection.change = asked, changed  # type: ignore[method-assign, assignment]
    return made


# Whole or not at all, and one after the other.


def test_a_change_that_was_cut_short_is_ended_by_whoever_opens_the_store_next(tmp_path: Path) -> None:
    with store_at("virtuoso", tmp_path) as store:
        remote = store._backend
        assert isinstance(remote, VirtuosoBackend)
        for steps_done in range(12):
            remote.commit(Change(tuple(remote.graphs())))
            store.add(Text("old", location="file:///a").tell(STRANGER, "attacks", MALI).reading(), when=WHEN)
            before = set(store.quads())
            text = Text("new", location="file:///a").tell(JNIM, "fights", MALI)
            with open_store(":memory:") as other:
                other.add(Text("old", location="file:///a").tell(STRANGER, "attacks", MALI).reading(), when=WHEN)
                other.add(text.reading(), when=LATER)
                after = set(other.quads())
            broken = open_remote(remote._connection.address, _environ(remote))
            _break_after(broken, steps_done)
            try:
                Store(broken).add(text.reading(), when=LATER)
            except ConnectionResetError:
                pass
            else:
                assert set(store.quads()) == after
                break
            _remove_tickets(remote)
            again = open_remote(remote._connection.address, _environ(remote))
            with again.turn():
                pass
            assert set(again.quads()) in (before, after)
            assert not again._is_anything_begun()  # type: ignore[attr-defined]
        else:
            pytest.fail("the change never went through")
        assert steps_done >= 5


def _break_after(remote: RemoteBackend, number: int) -> None:
    update, left = remote._update, [number]

    def broken(text: str) -> None:
        if not left[0]:
            raise ConnectionResetError
        left[0] -= 1
        update(text)

    remote._update = broken  # type: ignore[method-assign]
    remote._turns._update = broken


def _remove_tickets(remote: RemoteBackend) -> None:
    remote._update(f"DROP SILENT GRAPH <{turns.GRAPH}>")


def test_a_journal_that_was_not_written_to_its_end_is_forgotten(tmp_path: Path) -> None:
    with store_at("virtuoso", tmp_path) as store:
        remote = store._backend
        assert isinstance(remote, VirtuosoBackend)
        remote._update(f'INSERT DATA {{ GRAPH <{JOURNAL}> {{ <urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#_1> "{{" }} }}')
        again = open_remote(remote._connection.address, _environ(remote))
        assert list(again.quads()) == []
        assert not again._is_anything_begun()  # type: ignore[attr-defined]


CHANGES_FOR_EVER = """
import sys
sys.path[:0] = {paths!r}
from store_samples import *
from kg.store import open_store
store = open_store({address!r})
print("ready", flush=True)
for number in range(1_000_000):
    text = Text(f"{name} {{number}}", location=f"file:///reports/{{number % 3}}.txt")
    for _ in range(20):
        text.tell(JNIM, "attacks", MALI).tell(STRANGER, "fights", VILLAGE)
    store.add(text.reading(), when=WHEN)
    print(text.reading().document.id, flush=True)
"""


@contextmanager
def changing(remote: RemoteBackend, name: str) -> Iterator["subprocess.Popen[str]"]:
    paths = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    code = CHANGES_FOR_EVER.format(paths=paths, address=remote._connection.address, name=name)
    environ = {**os.environ, **_environ(remote)}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_killed_process_leaves_whole_documents_on_a_server(store: Store) -> None:
    remote = store._backend
    assert isinstance(remote, RemoteBackend)
    for number, pause in enumerate((0.1, 0.3, 0.5)):
        with changing(remote, f"run {number}") as process:
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
            assert process.stdout is not None
            told = process.stdout.read().split()
        with Store(open_remote(remote._connection.address, _environ(remote))) as again:
            again.ensure_background(gazetteer())
            documents = list(again.documents())
            assert {document.statements for document in documents} <= {40}
            assert not told or told[-1] in {document.id for document in documents}
            assert {statement.document for statement in again.statements()} == {document.id for document in documents}
            assert len(list(again.quads(quads.GRAPH_ASSERTED.value))) == (2 if documents else 0)


def test_two_processes_take_turns(store: Store) -> None:
    remote = store._backend
    assert isinstance(remote, RemoteBackend)
    with changing(remote, "other") as process:
        for number in range(6):
            store.add(Text(f"own {number}", location="file:///reports/0.txt").tell(STRANGER, "fights", MALI).reading(), when=WHEN)
        os.kill(process.pid, signal.SIGKILL)
    store.add(Text("last", location="file:///reports/0.txt").tell(STRANGER, "fights", MALI).reading(), when=WHEN)
    stated = {(each.subject.id, each.relation, each.object.id) for each in store.statements()}
    assert len(list(store.quads(quads.GRAPH_ASSERTED.value))) == len(stated)
    assert all(len(document.locations) == 1 for document in store.documents())


def test_a_process_that_does_not_end_is_named_and_one_that_is_gone_is_not_waited_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "WAIT", 0.3)
    remote = store._backend
    assert isinstance(remote, RemoteBackend)
    reading = Text("one").tell(JNIM, "attacks", MALI).reading()
    for owner, waits in (
        (f"0 0 {os.getpid()} {turns._host()}", True),
        (f"0 0 {_ended()} {turns._host()}", False),
        ("0 0 1 elsewhere", True),
    ):
        remote._update(
            f'INSERT DATA {{ GRAPH <{turns.GRAPH}> {{ <urn:other> <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> "{owner}" }} }}'
        )
        if waits:
            with pytest.raises(StoreError, match=f"another process is changing the store .process {owner.split()[2]} on"):
                store.add(reading, when=WHEN)
            assert not list(store.documents())
        else:
            assert store.add(reading, when=WHEN) == "added"
            store.remove(reading.document.id)
        _remove_tickets(remote)
    monkeypatch.setattr(turns, "DEAD_AFTER", 0.1)
    monkeypatch.setattr(turns, "WAIT", 5)
    remote._update(
        f'INSERT DATA {{ GRAPH <{turns.GRAPH}> {{ <urn:other> <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> "0 0 1 elsewhere" }} }}'
    )
    assert store.add(reading, when=WHEN) == "added"


def _ended() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def _environ(remote: RemoteBackend) -> dict[str, str]:
    login = remote._connection._login
    return {"KG_STORE_USER": login.user, "KG_STORE_PASSWORD": login.password} if login else {}


# What can go wrong with a server.

Script = Callable[[http.server.BaseHTTPRequestHandler, bytes], None]


@contextmanager
def scripted(script: Script) -> Iterator[str]:
    """The address of a server that answers as the script says."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}"
        finally:
            listening.shutdown()


def answering(status: int, form: str, body: str, **headers: str) -> Script:
    def script(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
        data = body.encode()
        handler.send_response(status)
        for name, value in {"Content-Type": form, "Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return script


JSON = "application/sparql-results+json"
YES = '{"head": {}, "boolean": true}'
ROWS = '{"head": {"vars": ["g"]}, "results": {"bindings": []}}'


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            answering(200, "text/html", "<!DOCTYPE html><title>Welcome</title>"),
            "no SPARQL service answers at .*/query or .*/sparql or",
        ),
        (answering(404, "text/plain", "nothing"), "no SPARQL service answers"),
        (answering(200, JSON, "{}"), "no SPARQL service answers"),
        (answering(200, JSON, YES[:9]), "no SPARQL service answers"),
        (answering(401, "text/plain", "no", WWW_Authenticate="Basic realm=x"), "refuses this to strangers: set KG_STORE_USER"),
        (answering(403, "text/html", "<html>no</html>"), "refuses this to strangers: set KG_STORE_USER"),
        (answering(500, "text/plain", "it\nburns"), "failed with status 500: it burns"),
        (answering(503, "text/html", "<html><b>Busy</b></html>"), "failed with status 503: Busy"),
        (
            answering(302, "text/plain", "", Location="http://example.org/sparql"),
            "sends to http://example.org: name that as the store",
        ),
        (answering(307, "text/plain", "", Location="/query"), "from one address to the next without end"),
        (answering(200, JSON, YES, Content_Length="100"), "broke off"),
    ],
    ids=["page", "nothing", "not results", "half", "401", "403", "500", "503", "elsewhere", "circle", "cut off"],
)
def test_a_server_that_is_none(script: Script, message: str) -> None:
    def closing(handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        script(handler, body)
        handler.close_connection = True

    with scripted(closing) as address, pytest.raises(KgError, match=message) as caught:
        open_remote(address, {})
    assert "\n" not in str(caught.value)


def test_no_server_at_all() -> None:
    with pytest.raises(StoreError, match=r"no server answers at http://127.0.0.1:.*: connection refused"):
        open_store(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StoreError, match=r"no server answers at https://nowhere.invalid"):
        open_remote("https://nowhere.invalid", {})


def test_a_server_that_is_silent() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        pytest.raises(StoreError, match=r"did not answer within 0.2 seconds: KG_STORE_TIMEOUT"),
    ):
        open_remote(f"http://127.0.0.1:{silent.getsockname()[1]}", {"KG_STORE_TIMEOUT": "0.2"})


def dripping(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.01)


def flooding(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b" " * 65_536)


@pytest.mark.parametrize(
    ("script", "message"), [(dripping, "sends its answer too slowly: KG_STORE_TIMEOUT"), (flooding, "with more than 1 MiB")]
)
def test_a_server_that_never_ends(script: Script, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.http.MOST_TIMEOUTS", 1)
    monkeypatch.setattr("kg.store.http.MOST_BYTES", 1 << 20)
    with scripted(script) as address, pytest.raises(StoreError, match=message):
        open_remote(address, {"KG_STORE_TIMEOUT": "0.5"})


def test_what_a_server_says_moves_no_cursor() -> None:
    said = "bad \x1b]0;title\x07 query \x1b[2J\u202e"

    def script(handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        (answering(200, JSON, YES) if b"ASK" in body else answering(400, "text/plain", said))(handler, body)

    with scripted(script) as address, pytest.raises(QueryError) as caught:
        open_remote(address, {}).query("SELECT * WHERE { ?s ?p ?o }")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("answers", "error", "message"),
    [
        (answering(200, JSON, ROWS[:40]), StoreError, "broke off its answer, or garbled it"),
        (answering(200, "text/html", "<html>"), StoreError, "answers with a web page"),
        (answering(400, "text/plain", "Parse error:\n line 1"), QueryError, "the query cannot be answered: Parse error: line 1"),
        (answering(500, "text/plain", ""), StoreError, "failed with status 500: it says nothing more"),
    ],
    ids=["half", "page", "bad query", "failure"],
)
def test_answers_that_are_none(answers: Script, error: type[KgError], message: str) -> None:
    def script(handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        (answering(200, JSON, YES) if b"ASK" in body else answers)(handler, body)

    with scripted(script) as address, pytest.raises(error, match=message) as caught:
        open_remote(address, {}).query("SELECT * WHERE { ?s ?p ?o }")
    assert "\n" not in str(caught.value)


def test_a_bad_query_is_the_asker_s_fault(store: Store) -> None:
    with pytest.raises(QueryError, match="the query cannot be answered"):
        store.query("SELECT ?x WHERE { ?x ")


def test_a_stranger_may_read_virtuoso_and_is_told_why_not_write(tmp_path: Path) -> None:
    with store_at("virtuoso", tmp_path):
        address = server("virtuoso").address
        with Store(open_remote(address, {})) as stranger:
            assert list(stranger.documents()) == []
            with pytest.raises(StoreError, match="refuses this to strangers: set KG_STORE_USER and KG_STORE_PASSWORD"):
                stranger.add(Text("one").tell(JNIM, "attacks", MALI).reading(), when=WHEN)
        with Store(open_remote(address, {"KG_STORE_USER": "dba", "KG_STORE_PASSWORD": "s3cret"})) as wrong:
            with pytest.raises(StoreError, match="refuses this to the user in KG_STORE_USER") as caught:
                wrong.add(Text("one").tell(JNIM, "attacks", MALI).reading(), when=WHEN)
            assert "s3cret" not in str(caught.value) + repr(wrong._backend.__dict__)


def test_basic_authentication() -> None:
    seen: list[str | None] = []

    def script(handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        seen.append(handler.headers["Authorization"])
        challenge = answering(401, "text/plain", "", WWW_Authenticate='Basic realm="x"')
        (answering(200, JSON, YES) if seen[-1] else challenge)(handler, body)

    with scripted(script) as address:
        open_remote(address, {"KG_STORE_USER": "me", "KG_STORE_PASSWORD": "pä"})
    assert seen == [None, "Basic bWU6cMOk"]


@pytest.mark.parametrize(
    ("address", "environ", "message"),
    [
        ("http://me:s3cret@localhost", {}, "holds a user or a password: give them as KG_STORE_USER"),
        ("http://", {}, "is no address of a server"),
        ("http://[::1", {}, "is not one"),
        ("http://localhost:99999", {}, "is not one|no server answers"),
        ("http://localhost", {"KG_STORE_TIMEOUT": "soon"}, "KG_STORE_TIMEOUT is a number of seconds, not 'soon'"),
        ("http://localhost", {"KG_STORE_PASSWORD": "s3cret"}, "KG_STORE_PASSWORD is set, but KG_STORE_USER is not"),
        ("http://localhost:1", {"KG_STORE_UPDATE": "ftp://x"}, "ftp://x is no address"),
    ],
)
def test_what_the_user_can_get_wrong(address: str, environ: dict[str, str], message: str) -> None:
    with pytest.raises(KgError, match=message) as caught:
        open_remote(address, environ)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("oxigraph", ""),
        ("oxigraph", "/"),
        ("oxigraph", "/query"),
        ("oxigraph", "/sparql"),
        ("virtuoso", ""),
        ("virtuoso", "/sparql"),
    ],
)
def test_addresses_are_found_from_what_they_have_in_common(kind: str, given: str) -> None:
    running = server(kind)
    found = open_remote(running.address + given, running.environ)._server
    assert found.kind == kind
    end = {"oxigraph": "/update", "virtuoso": "/sparql-auth"}[kind]
    assert found.update == (running.address + end,)


def test_addresses_can_be_given() -> None:
    running = server("oxigraph")
    given = {"KG_STORE_UPDATE": "http://localhost/u", "KG_STORE_GRAPHS": "http://localhost/g"}
    found = open_remote(running.address, given)._server
    assert (found.update, found.graphs) == (("http://localhost/u",), ("http://localhost/g",))


def test_another_server_s_place_for_updates_is_found_by_trying() -> None:
    """Such as that of RDF4J, where the address of the repository answers queries and the one below it takes updates."""
    changed: list[bytes] = []
    paths: list[str] = []

    def tickets() -> str:
        found = [re.search(rb"<(urn:uuid:[^>]*)> <[^>]*> \"([^\"]*)\"", update) for update in changed]
        names = [{"ticket": {"type": "uri", "value": match[1].decode()}, "value": {"type": "literal", "value": match[2].decode()}}
                 for match in found[-1:] if match]  # fmt: skip
        return json.dumps({"head": {"vars": ["ticket", "value"]}, "results": {"bindings": names}})

    def script(handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        paths.append(handler.path)
        if handler.path == "/repository/statements":
            changed.append(body)
            answering(204, "text/plain", "")(handler, body)
        elif handler.path == "/repository":
            answering(200, JSON, YES if b"ASK" in body else tickets())(handler, body)
        else:
            answering(404, "text/plain", "")(handler, body)

    with scripted(script) as address:
        remote = open_remote(f"{address}/repository", {})
        remote.commit(Change(add=(ox.Quad(NODE, NAME, ox.Literal("x"), GRAPH),)))
        remote.commit(Change(remove=(ox.Quad(NODE, NAME, ox.Literal("x"), GRAPH),)))
    assert remote._server.kind == "other"
    assert any(b"INSERT DATA" in update and b"/graph/test" in update for update in changed)
    assert paths.count("/repository/update") == 1


def test_a_closed_store_on_a_server_says_so(store: Store) -> None:
    store.close()
    store.close()
    for act in (store.counts, lambda: store.add(Text("one").reading(), when=WHEN)):
        with pytest.raises(StoreError, match="is closed"):
            act()


# Texts of queries.


def test_fetching_ahead_answers_narrower_patterns(store: Store) -> None:
    store.add(Text("one", location="file:///a").tell(JNIM, "attacks", MALI).reading(), when=WHEN)
    document = ox.NamedNode(Text("one", location="file:///a").tell(JNIM, "attacks", MALI).reading().document.id)
    expected = set(store._backend.quads(document, None, None, document))
    requests = _counted(store)
    with store._backend.prepared([(None, None, None, document)]):
        asked = len(requests)
        assert asked <= 2
        assert set(store._backend.quads(document, None, None, document)) == expected
        assert list(store._backend.quads(None, NAME, None, document)) == []
        assert len(requests) == asked
        list(store._backend.quads(document))
        assert len(requests) > asked


@pytest.mark.parametrize(
    ("sparql", "form"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("# CONSTRUCT\n  ask { }", "ASK"),
        ("PREFIX a: <http://select/> BASE <http://x/> CONSTRUCT WHERE { }", "CONSTRUCT"),
        ("prefix : <http://x#y>\nDESCRIBE <x>", "DESCRIBE"),
        ("", ""),
    ],
)
def test_the_form_of_a_query(sparql: str, form: str) -> None:
    assert sparql_text.form_of(sparql) == form


ABOVE = "?c rdfs:subClassOf* sahel:Actor"


@pytest.mark.parametrize(
    ("pattern", "is_written_out"),
    [
        (f"{ABOVE} . ?x a ?c", True),
        (f"?x a ?c . {ABOVE}", True),
        (f"?x a ?c FILTER EXISTS {{ {ABOVE} }}", True),
        ("?c rdfs:subClassOf+ ?d . ?x a ?c", True),
        ("sahel:Country rdfs:subClassOf* ?c", True),
        ("sahel:Country rdfs:subClassOf* sahel:Actor . ?x a ?c", True),
        ("sahel:Country rdfs:subClassOf+ sahel:Country . ?x a ?c", True),
        ("?c rdfs:subClassOf* <https://w3id.org/sahel-kg/ontology#Actor>", True),
        ("?p rdfs:subPropertyOf+ sahel:relation", True),
        (f"{ABOVE} ; rdfs:label ?l", False),
        (f"{ABOVE} , sahel:Thing", False),
        ("?x a/rdfs:subClassOf* sahel:Actor", False),
        ("?c rdfs:subClassOf sahel:Actor", False),
        ("?c rdfs:subClassOf* ?c", False),
        (f'?x skos:prefLabel ?l FILTER (?l != "{ABOVE}")', False),
        (f"# {ABOVE}\n ?x a sahel:Country", False),
    ],
)
def test_hierarchies_written_out_mean_the_same(pattern: str, is_written_out: bool) -> None:
    query = f"SELECT * WHERE {{ {pattern} }}"
    text = rewritten.rewritten(query)
    assert (text != query) == is_written_out
    with open_store(":memory:") as store:
        store.ensure_background(gazetteer())
        expected, found = store.query(query), store.query(text)
    assert isinstance(expected, Solutions)
    assert isinstance(found, Solutions)
    named = [dict(zip(each.variables, row, strict=True)) for each in (expected,) for row in each.rows]
    again = [dict(zip(each.variables, row, strict=True)) for each in (found,) for row in each.rows]
    assert {json.dumps({name: str(term) for name, term in sorted(row.items())}) for row in named} == {
        json.dumps({name: str(term) for name, term in sorted(row.items())}) for row in again
    }


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("FILTER (?a <= ?b)", "FILTER (!(?a > ?b))"),
        ("FILTER (?a <= ?b && ?c>=?d || ?e < ?f)", "FILTER (!(?a > ?b) && !(?c < ?d) || ?e < ?f)"),
        ('FILTER ( "2024-01-01"^^xsd:date >= ?a )', 'FILTER ( !("2024-01-01"^^xsd:date < ?a) )'),
        ("HAVING (?n >= 3)", "HAVING (!(?n < 3))"),
        ("FILTER (?a + 1 <= ?b)", "FILTER (?a + 1 <= ?b)"),
        ("FILTER (?a <= ?b - 1)", "FILTER (?a <= ?b - 1)"),
        ("FILTER (STR(?a) <= ?b)", "FILTER (STR(?a) <= ?b)"),
        ('FILTER (?a = "(?x <= ?y)")', 'FILTER (?a = "(?x <= ?y)")'),
        ("# (?x <= ?y)", "# (?x <= ?y)"),
        ("PREFIX rdfs: <http://x/> ?c rdfs:subClassOf* ?d . ?x a ?c", "PREFIX rdfs: <http://x/> ?c rdfs:subClassOf* ?d . ?x a ?c"),
        ("?c rdfs:subClassOf* own:Thing . ?x a ?c", "?c rdfs:subClassOf* own:Thing . ?x a ?c"),
        ("PREFIX o: <https://w3id.org/sahel-kg/ontology#> o:Relation rdfs:subClassOf+ o:Relation .",
         "PREFIX o: <https://w3id.org/sahel-kg/ontology#> FILTER (1 = 2) "),
    ],
)  # fmt: skip
def test_what_is_put_in_other_words_for_virtuoso(query: str, text: str) -> None:
    assert rewritten.rewritten(query) == text


def test_virtuoso_keeps_all_rows_of_a_comparison(tmp_path: Path) -> None:
    days = [f"20{year:02}-{month:02}-01" for year in range(60) for month in range(1, 13)]
    with store_at("virtuoso", tmp_path) as store:
        literals = [ox.Literal(day, datatype=ox.NamedNode(XSD + "date")) for day in days]
        nodes = [ox.NamedNode(f"https://w3id.org/sahel-kg/entity/x{number}") for number in range(len(days))]
        store._backend.commit(Change(add=tuple(ox.Quad(node, NAME, day, GRAPH) for node, day in zip(nodes, literals, strict=True))))
        for sign, number in (("<=", 361), ("<", 360), (">=", 360), (">", 359)):
            answer = store.query(f'SELECT ?s WHERE {{ ?s rdfs:label ?day FILTER (?day {sign} "2030-01-01"^^xsd:date) }}')
            assert isinstance(answer, Solutions)
            assert len(answer.rows) == number


def test_the_view_for_rdflib_can_only_be_read(store: Store) -> None:
    store.add(Text("one").tell(JNIM, "attacks", MALI).reading(), when=WHEN)
    dataset = store.as_rdflib()
    row = next(
        iter(dataset.query("SELECT ?x WHERE { ?x sahel:attacks ?y }", initNs={"sahel": "https://w3id.org/sahel-kg/ontology#"}))
    )
    assert str(row[0]) == JNIM.id
    with pytest.raises(TypeError, match="read only"):
        dataset.remove((None, None, None))


def test_both_ends_of_the_seam_agree(store: Store) -> None:
    """Counting and fetching ahead, on a server as in memory."""
    here = RdflibBackend()
    reading = Text("one", location="file:///a").tell(JNIM, "attacks", MALI).tell(STRANGER, "fights", MALI).reading()
    Store(here).add(reading, when=WHEN)
    store.add(reading, when=WHEN)
    document = ox.NamedNode(reading.document.id)
    for pattern in (
        (None, None, None, None),
        (None, None, None, document),
        (document, None, None, None),
        (None, NAME, None, document),
    ):
        with here.prepared([pattern]), store._backend.prepared([pattern]):
            assert here.count(*pattern) == store._backend.count(*pattern) == len(list(store._backend.quads(*pattern)))


def test_addresses() -> None:
    assert address_of(" http://localhost:7878/ ") == "http://localhost:7878"
    assert address_of("HTTPS://Example.org/ds#x") == "https://example.org/ds"


def test_describe_gives_what_a_folder_gives(store: Store, tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as other:
        for each in (store, other):
            each.add(Text("one").tell(STRANGER, "attacks", MALI).reading(), when=WHEN)
        query = f"DESCRIBE <{STRANGER.id}> entity:mali"
        assert run_query(store, query) == run_query(other, query)
