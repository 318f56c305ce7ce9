import errno
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from store_samples import EVERYWHERE, JNIM, LATER, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text, gazetteer, store_at

from kg import quads
from kg.care import back_up
from kg.errors import QueryError, StoreError, UsageError
from kg.records import Entity, Reading
from kg.store import Solutions, Store, open_store
from kg.store.backend import Change
from kg.store.oxigraph import OxigraphBackend
from kg.vocabulary import ONTOLOGY, RDF

ONE, TWO = "file:///reports/one.txt", "file:///reports/two.txt"


@pytest.fixture(params=EVERYWHERE)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_at(request.param, tmp_path) as opened:
        yield opened


def first(*, location: str | None = ONE, maker: str = "test 1") -> Reading:
    text = Text("first", location=location, maker=maker, date="2025-06-12", source="Wire")
    text.tell(JNIM, "attacks", MALI, date="2025-06", place=VILLAGE, count=7, attributed_to=RUSSIA)
    return text.tell(STRANGER, "fights", MALI).reading()


def second(*, location: str | None = TWO) -> Reading:
    text = Text("second", location=location).tell(JNIM, "attacks", MALI)
    return text.tell(STRANGER, "attacks", JNIM, polarity="negated").tell(RUSSIA, "supplies", MALI, modality="planned").reading()


def content(store: Store) -> list[str]:
    """All quads, without the log of what was done."""
    return sorted(str(quad) for quad in store.quads() if quad.graph_name != quads.GRAPH_HISTORY)


def plain(store: Store) -> list[tuple[str, ...]]:
    found = store.quads(quads.GRAPH_ASSERTED.value)
    return sorted(tuple(term.value.rsplit("/")[-1].rsplit("#")[-1] for term in quad.triple) for quad in found)


def described(store: Store) -> set[str]:
    return {quad.subject.value.rsplit("/")[-1] for quad in store.quads(quads.GRAPH_ENTITIES.value)}


def test_a_reading_comes_back_as_it_was_told(store: Store) -> None:
    assert store.add(first(), when=WHEN) == "added"
    one, two = store.statements()
    assert (one.subject.id, one.relation, one.object.id) == (JNIM.id, "attacks", MALI.id)
    assert (one.date, one.date_from, one.date_until, one.count) == ("2025-06", "2025-06-01", "2025-06-30", 7)
    assert (one.polarity, one.modality, one.confidence) == ("affirmed", "asserted", 0.9)
    assert one.sentence == "Jama'at Nusrat al-Islam wal-Muslimin attacks Mali."
    assert one.place == VILLAGE
    assert one.attributed_to is not None
    assert one.attributed_to.id == RUSSIA.id
    assert two.subject == STRANGER
    assert (two.document_name, two.document_date, two.document_source) == ("first", "2025-06-12", "Wire")
    (document,) = store.documents()
    assert (document.statements, document.sentences, document.read_at) == (2, 2, "2026-01-02T03:04:05Z")
    assert (document.maker, document.locations) == ("test 1", (ONE,))


def test_only_affirmed_and_asserted_statements_become_plain_triples(store: Store) -> None:
    store.add(second(), when=WHEN)
    assert plain(store) == [("jnim", "attacks", "mali")]


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    store.add(first(), when=WHEN)
    before = content(store)
    assert store.add(first(), when=LATER) == "unchanged"
    assert content(store) == before


def test_the_same_content_elsewhere_only_adds_the_location(store: Store) -> None:
    store.add(first(), when=WHEN)
    before = content(store)
    assert store.add(first(location=TWO), when=LATER) == "unchanged"
    (new,) = set(content(store)) - set(before)
    assert new.startswith(f"<{TWO}>")
    assert [document.locations for document in store.documents()] == [(ONE, TWO)]


def test_another_version_of_the_reader_replaces(store: Store) -> None:
    store.add(first(), when=WHEN)
    assert store.add(first(maker="test 2"), when=LATER) == "replaced"
    (document,) = store.documents()
    assert (document.maker, document.read_at) == ("test 2", "2026-02-03T04:05:06Z")
    assert described(store) == {"hypothetical-front", "nowhere-village"}
    assert len(plain(store)) == 2


def test_changed_content_replaces_and_keeps_what_others_support(store: Store) -> None:
    store.add(first(), when=WHEN)
    store.add(second(), when=WHEN)
    assert store.add(Text("new", location=ONE).tell(RUSSIA, "supplies", MALI).reading(), when=LATER) == "replaced"
    assert [document.name for document in store.documents()] == ["new", "second"]
    assert plain(store) == [("jnim", "attacks", "mali"), ("russia", "supplies", "mali")]
    assert described(store) == {"hypothetical-front"}


def test_changed_content_leaves_a_document_that_lies_elsewhere(store: Store) -> None:
    store.add(first(), when=WHEN)
    store.add(first(location=TWO), when=WHEN)
    assert store.add(second(location=ONE), when=LATER) == "replaced"
    assert {document.name: document.locations for document in store.documents()} == {"first": (TWO,), "second": (ONE,)}


def test_changed_content_that_is_known_already_moves_the_location(store: Store) -> None:
    store.add(first(), when=WHEN)
    store.add(second(), when=WHEN)
    assert store.add(second(location=ONE), when=LATER) == "replaced"
    assert [(document.name, document.locations) for document in store.documents()] == [("second", (ONE, TWO))]


def test_replacing_leaves_exactly_what_adding_to_an_empty_store_does(store: Store) -> None:
    with open_store(":memory:") as fresh:
        fresh.add(first(maker="test 2"), when=LATER)
        expected = content(fresh)
    store.add(Text("old", location=ONE).tell(STRANGER, "attacks", VILLAGE).tell(JNIM, "attacks", MALI).reading(), when=WHEN)
    store.add(first(maker="test 2"), when=LATER)
    assert content(store) == expected


def test_a_new_description_of_an_entity_takes_effect_when_nothing_else_supports_the_old(store: Store) -> None:
    store.add(first(), when=WHEN)
    told = Text("first", location=ONE).tell(replace(STRANGER, kind="Person"), "fights", MALI)
    store.add(told.reading(), when=LATER)
    assert store.entities()[STRANGER.id].kind == "Person"


def test_removal_takes_what_nothing_else_supports(store: Store) -> None:
    for reading in (first(), second()):
        store.add(reading, when=WHEN)
    store.remove(first().document.id)
    assert plain(store) == [("jnim", "attacks", "mali")]
    assert described(store) == {"hypothetical-front"}
    store.remove(second().document.id)
    assert content(store) == []


@pytest.mark.parametrize("name", ["nothing", "https://w3id.org/sahel-kg/document/0", "https://w3id.org/sahel-kg/document/> <x"])
def test_removing_an_unknown_document_is_refused(store: Store, name: str) -> None:
    with pytest.raises(UsageError, match="holds no document"):
        store.remove(name)


def test_the_background_is_written_once_and_again_when_it_changes(store: Store) -> None:
    whole = gazetteer()
    assert store.ensure_background(whole)
    before = content(store)
    assert not store.ensure_background(whole)
    assert content(store) == before
    entries = dict(list(whole.entries.items())[1:])
    assert store.ensure_background(replace(whole, entries=entries))
    assert len(content(store)) < len(before)
    assert store.ensure_background(whole)
    assert content(store) == before


def test_an_entity_that_the_gazetteer_comes_to_know_is_described_once(store: Store) -> None:
    known = next(iter(gazetteer().entries.values())).entity
    store.add(Text("early").tell(replace(known, known=False), "attacks", MALI).reading(), when=WHEN)
    store.ensure_background(gazetteer())
    assert described(store) == set()
    assert store.entities()[known.id].known
    store.add(Text("late").tell(replace(known, known=False), "attacks", RUSSIA).reading(), when=WHEN)
    assert described(store) == set()


def test_every_triple_stands_in_one_graph_and_the_union_has_no_duplicate_rows(store: Store) -> None:
    store.ensure_background(gazetteer())
    for reading in (first(), second(), Text("third").tell(STRANGER, "fights", MALI).tell(JNIM, "attacks", MALI).reading()):
        store.add(reading, when=WHEN)
    assert [triple for triple, times in Counter(quad.triple for quad in store.quads()).items() if times > 1] == []
    for pattern in (
        "?a ?b ?c",
        "?a sahel:attacks ?b . ?b skos:prefLabel ?c",
        "?a a sahel:Statement ; rdf:subject ?b ; rdf:object ?c",
    ):
        answer = store.query(f"SELECT ?a ?b ?c WHERE {{ {pattern} }}")
        assert isinstance(answer, Solutions)
        assert answer.rows
        assert len(set(answer.rows)) == len(answer.rows)


def test_counts(store: Store) -> None:
    for reading in (first(), second()):
        store.add(reading, when=WHEN)
    counts = store.counts()
    assert (counts.documents, counts.statements, counts.discovered, counts.triples) == (2, 5, 2, 2)
    assert counts.quads == len(content(store))


def test_a_folder_counts_what_it_gives(tmp_path: Path) -> None:
    """The store counts by itself: named graphs and the one without a name, whatever is given."""
    with open_store(tmp_path / "store") as opened:
        opened.add(first(), when=WHEN)
        backend = opened._backend
        kind, name = ox.NamedNode(RDF + "type"), ox.NamedNode(ONTOLOGY + "name")
        backend.commit(Change(add=[ox.Quad(kind, kind, ox.BlankNode("b"))]))
        graph = ox.NamedNode(first().document.id)
        every = (None, None, None, None)
        for pattern in (every, (None, kind, None, None), (None, kind, None, graph), (None, None, None, graph), (None, name, ox.Literal("first.txt"), None),
                        (kind, None, None, None), (None, None, ox.BlankNode("b"), None), (name, name, name, graph)):  # fmt: skip
            assert backend.count(*pattern) == len(list(backend.quads(*pattern))), pattern
        assert opened.statement_count() == opened.counts().statements == 2


def test_statements_come_in_a_stable_order(store: Store) -> None:
    readings = [
        Text(f"report {number}", date=f"2025-0{9 - number}-01").tell(JNIM, "attacks", MALI).reading() for number in range(1, 6)
    ]
    for reading in readings:
        store.add(reading, when=WHEN)
    assert [statement.document_name for statement in store.statements()] == [f"report {number}" for number in range(5, 0, -1)]


def test_graph_of_a_document_is_its_graph(store: Store) -> None:
    store.add(first(), when=WHEN)
    assert {quad.graph_name.value for quad in store.graph_of(first().document.id)} == {first().document.id}
    with pytest.raises(UsageError, match="holds no document"):
        store.graph_of("https://w3id.org/sahel-kg/document/none")


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib calls its own deprecated methods
def test_as_rdflib_sees_the_union(store: Store) -> None:
    store.add(first(), when=WHEN)
    assert len(list(store.as_rdflib().triples((None, None, None)))) == len(content(store))


def test_texts_of_all_kinds_survive(store: Store) -> None:
    name = "quotes \" ' \\ and {braces} ; } DELETE WHERE { ?s ?p ?o } é 日本 \U0001f600 \\u0041 \n tab\t"
    odd = Entity("https://w3id.org/sahel-kg/entity/odd", name, "Person", known=False)
    store.add(Text("first", location=ONE).tell(JNIM, "attacks", MALI).reading(), when=WHEN)
    store.add(Text("odd", location=ONE).tell(odd, "attacks", MALI).reading(), when=WHEN)  # through DROP and INSERT DATA
    (statement,) = store.statements()
    assert statement.subject.name == name


def test_bindings_are_terms(store: Store) -> None:
    store.add(first(), when=WHEN)
    query = "SELECT ?x WHERE { VALUES ?name { UNDEF } ?x skos:prefLabel ?name }"
    for text, rows in ((STRANGER.name, 1), ('" } ?x ?p ?y . { "', 0)):
        answer = store.query(query, bindings={"name": ox.Literal(text, language="en")})
        assert isinstance(answer, Solutions)
        assert len(answer.rows) == rows
    with pytest.raises(QueryError, match="no place for the parameter other"):
        store.query(query, bindings={"other": ox.Literal("x")})


def test_a_folder_keeps_its_content(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        store.add(first(), when=WHEN)
        before = content(store)
    with open_store(tmp_path / "store", create=False) as store:
        assert content(store) == before


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        pass
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.counts()


@pytest.mark.parametrize(
    ("where", "create", "error", "message"),
    [
        ("missing", False, StoreError, "there is no store at"),
        ("full", False, StoreError, "there is no store at"),
        ("full", True, UsageError, "holds other files"),
        ("full/notes.txt", True, UsageError, "is a file"),
        ("full/notes.txt/below", True, StoreError, "full/notes.txt/below"),
    ],
)
def test_what_cannot_be_opened(tmp_path: Path, where: str, create: bool, error: type[Exception], message: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("keep me")
    with pytest.raises(error, match=message) as caught:
        open_store(tmp_path / where, create=create)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "missing").exists()


def test_a_half_made_folder_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    for name in ("LOCK", "LOG", "IDENTITY", "MANIFEST-000001"):
        (tmp_path / "store" / name).touch()
    with open_store(tmp_path / "store") as store:
        assert store.add(first(), when=WHEN) == "added"


def test_a_second_process_is_told_that_the_store_is_open(tmp_path: Path) -> None:
    with open_store(tmp_path / "store"):
        code = f"from kg.store import open_store\ntry:\n open_store({str(tmp_path / 'store')!r})\nexcept Exception as e:\n print(e)"
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "is open in another process" in result.stdout
    assert len(result.stdout.splitlines()) == 1


def test_a_damaged_folder_is_one_line(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as store:
        store.add(first(), when=WHEN)
    for path in (tmp_path / "store").glob("MANIFEST-*"):
        path.write_bytes(b"junk")
    with pytest.raises(StoreError, match="is damaged") as caught:
        open_store(tmp_path / "store")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk of the store .* is full"),
        (RuntimeError("IO error: No space left on device: while appending"), "disk of the store .* is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
        (RuntimeError("something\nelse"), "failed: something else"),
    ],
)
def test_failures_of_the_disk_are_one_line(tmp_path: Path, raised: Exception, message: str) -> None:
    class Failing:
        def extend(self, content: object) -> None:
            raise raised

        def quads_for_pattern(self, *pattern: object) -> Iterator[ox.Quad]:
            return iter(())

        def flush(self) -> None:
            pass

    backend = OxigraphBackend(tmp_path / "store")
    backend._open = Failing()  # type: ignore[assignment]
    with pytest.raises(StoreError, match=message):
        Store(backend).add(first(), when=WHEN)


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (OSError("IO error: No space left on device: While appending to file"), "disk of the store .* is full"),
        (OSError("IO error: While open a file for appending: Read-only file system"), "cannot be written: permission denied"),
    ],
)
def test_what_cannot_be_written_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception, message: str
) -> None:
    class Refusing:
        read_only = ox.Store.read_only

        def __init__(self, *_: object) -> None:
            raise raised

    with open_store(tmp_path / "store") as store:
        store.add(first(), when=WHEN)
        before = set(store.quads())
        assert store.is_writable
    monkeypatch.setattr("kg.store.oxigraph.ox.Store", Refusing)
    with open_store(tmp_path / "store", create=False) as store:
        assert not store.is_writable
        assert set(store.quads()) == before
        for change in (lambda: store.add(second(), when=WHEN), store.compact, lambda: store.snapshot(tmp_path / "copy")):
            with pytest.raises(StoreError, match=message):
                change()
    back_up(str(tmp_path / "store"), tmp_path / "backup.nq")
    with pytest.raises(StoreError, match=message):
        open_store(tmp_path / "other")


def _ingest_for_ever(folder: str, name: str, ready: "multiprocessing.synchronize.Event") -> None:
    store = open_store(folder)
    ready.set()
    for number in range(1_000_000):
        text = Text(f"{name} {number}", location=f"file:///reports/{number % 7}.txt")
        for _ in range(40):
            text.tell(JNIM, "attacks", MALI).tell(STRANGER, "fights", VILLAGE)
        store.add(text.reading(), when=WHEN)


def test_a_killed_process_leaves_whole_documents(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    for number, pause in enumerate((0.05, 0.2, 0.35, 0.5)):
        ready = context.Event()
        process = context.Process(target=_ingest_for_ever, args=(str(tmp_path / "store"), f"run {number}", ready))
        process.start()
        assert ready.wait(60)
        time.sleep(pause)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(60)
        with open_store(tmp_path / "store", create=False) as store:
            documents = list(store.documents())
            assert {document.statements for document in documents} <= {80}
            assert {len(document.locations) for document in documents} <= {1}
            assert len(documents) <= 7
            assert {statement.document for statement in store.statements()} == {document.id for document in documents}
            assert (len(plain(store)), len(described(store))) == ((2, 2) if documents else (0, 0))
    assert documents


def test_a_store_that_is_opened_often_keeps_no_logs(tmp_path: Path) -> None:
    for _ in range(4):
        store_at("disk", tmp_path).close()
    assert len(list((tmp_path / "store").glob("LOG.old.*"))) <= 1
