"""Looking after a store: every kind of fault is found, backups come back whole, and the history tells what was done."""

import dataclasses
import gzip
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import JNIM, KINDS, LATER, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text, gazetteer, made_by, store_at

from kg import quads
from kg.care import back_up, chosen_documents, information, restore, shapes, steps, verify
from kg.care.documents import is_about
from kg.errors import KgError, StoreBusyError, StoreError, UsageError
from kg.records import Entity, Reading, TableRow
from kg.sources import document_of
from kg.store import Store, open_store
from kg.store.backend import Change
from kg.store.oxigraph import held
from kg.store.snapshots import copy_of_open_store
from kg.vocabulary import DCTERMS, ONTOLOGY, PROV, RDF, SKOS
from tests.bench.readings import readings

ONE, TWO = "file:///reports/one.txt", "file:///reports/two.txt"


def first() -> Reading:
    text = Text("first.txt", location=ONE, date="2025-06-12", source="Wire")
    text.tell(JNIM, "attacks", MALI, date="2025-06", place=VILLAGE, count=7, attributed_to=RUSSIA)
    return text.tell(STRANGER, "fights", MALI).reading()


def second() -> Reading:
    return Text("second.txt", location=TWO).tell(JNIM, "attacks", MALI).tell(RUSSIA, "supplies", MALI, polarity="negated").reading()


def filled(store: Store) -> Store:
    store.ensure_background(gazetteer())
    for reading in (first(), second()):
        store.add(reading, when=WHEN)
    return store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_at(request.param, tmp_path) as opened:
        yield filled(opened)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store") as opened:
        filled(opened)
    return tmp_path / "store"


def content(where: Path | Store) -> set[str]:
    if isinstance(where, Store):
        return set(map(str, where.quads()))
    with open_store(where, create=False) as opened:
        return content(opened)


# ------------------------------------------------------------------------------------------------------------- verify


def test_a_sound_store_has_no_fault(store: Store) -> None:
    told: list[object] = []
    assert list(verify(store, done=told.append)) == []
    assert len(told) == steps(store)


def test_two_processes_find_the_same(store: Store) -> None:
    spoil(store, first().document.id, ONTOLOGY + "polarity", ox.Literal("perhaps"))
    alone, together = (list(map(str, verify(store, workers=workers))) for workers in (1, 2))
    assert alone == together != []


def spoil(store: Store, graph: str, predicate: str, value: ox.Literal | ox.NamedNode | None, *, subject: str | None = None) -> None:
    """Puts another value in the place of what stands in the graph, or takes it away."""
    found = [quad for quad in store.quads(graph) if quad.predicate.value == predicate and subject in {None, quad.subject.value}]
    quad = min(found, key=str)
    add = () if value is None else (ox.Quad(quad.subject, quad.predicate, value, quad.graph_name),)
    store._backend.commit(Change(remove=(quad,), add=add))


def put(store: Store, subject: str, predicate: str, value: ox.Literal | ox.NamedNode, graph: str | ox.NamedNode) -> None:
    name = graph if isinstance(graph, ox.NamedNode) else ox.NamedNode(graph)
    store._backend.commit(Change(add=(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), value, name),)))


DOCUMENT = first().document.id
STATEMENT = first().statements[0].id
ATTACKS = ONTOLOGY + "attacks"


@pytest.mark.parametrize(
    ("kind", "damage"),
    [
        ("sentence", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "sentence", ox.Literal("Another sentence."))),
        ("sentence", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "end", ox.Literal(100_000))),
        ("sentence", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "end", ox.Literal("many"))),
        ("subject-text", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "subjectText", ox.Literal("Somebody"))),
        ("subject-text", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "subjectEnd", ox.Literal(3))),
        ("object-text", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "objectText", ox.Literal("mali"))),
        ("text-hash", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "text", ox.Literal("Another text."))),
        ("text-hash", lambda s: put(s, DOCUMENT, ONTOLOGY + "replacedCharacters", ox.Literal("0:7"), DOCUMENT)),
        ("text-hash", lambda s: put(s, DOCUMENT, ONTOLOGY + "replacedCharacters", ox.Literal("100000:7"), DOCUMENT)),
        ("document-id", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "sha256", ox.Literal("0" * 64))),
        ("statement-id", lambda s: spoil(s, DOCUMENT, RDF + "object", ox.NamedNode(RUSSIA.id))),
        ("statement-id", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "modality", ox.Literal("planned"))),
        ("stated-in", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "statedIn", ox.NamedNode(second().document.id))),
        ("half-statement", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "objectStart", None)),
        ("half-document", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "text", None)),
        ("half-document", lambda s: spoil(s, DOCUMENT, PROV + "wasGeneratedBy", None)),
        ("stray", lambda s: put(s, "https://example.org/x", DCTERMS + "title", ox.Literal("x"), DOCUMENT)),
        ("stray-graph", lambda s: put(s, "https://example.org/x", DCTERMS + "title", ox.Literal("x"), "https://example.org/g")),
        ("source", lambda s: put(s, TWO + "x", ONTOLOGY + "holds", ox.NamedNode(DOCUMENT + "0"), quads.GRAPH_SOURCES)),
        ("near-duplicate", lambda s: put(s, DOCUMENT, ONTOLOGY + "nearDuplicateOf", ox.NamedNode(DOCUMENT + "0"), DOCUMENT)),
        ("unsupported-triple", lambda s: put(s, RUSSIA.id, ATTACKS, ox.NamedNode(MALI.id), quads.GRAPH_ASSERTED)),
        ("missing-triple", lambda s: spoil(s, quads.GRAPH_ASSERTED.value, ATTACKS, None)),
        ("double-triple", lambda s: put(s, JNIM.id, ATTACKS, ox.NamedNode(MALI.id), quads.GRAPH_CURATION)),
        ("undescribed-entity", lambda s: spoil(s, quads.GRAPH_ENTITIES.value, SKOS + "prefLabel", None, subject=STRANGER.id)),
        ("double-entity", lambda s: put(s, MALI.id, SKOS + "altLabel", ox.Literal("Mali!", language="en"), quads.GRAPH_ENTITIES)),
        ("unmentioned-entity", lambda s: s._backend.commit(Change(add=tuple(quads.discovered_quads([Entity(MALI.id + "x", "X", "Person", known=False)]))))),
        ("no-ontology", lambda s: s._backend.commit(Change(drop=(quads.GRAPH_ONTOLOGY,)))),
        ("shape:Polarity", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "polarity", ox.Literal("perhaps"))),
        ("shape:Confidence", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "confidence", ox.Literal("1.5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")))),
        ("shape:DocumentName", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "name", None)),
        ("shape:EventPlace", lambda s: spoil(s, DOCUMENT, ONTOLOGY + "place", ox.NamedNode(JNIM.id))),
        ("shape:EntityName", lambda s: put(s, STRANGER.id, SKOS + "prefLabel", ox.Literal("Two Names", language="en"), quads.GRAPH_ENTITIES)),
        ("shape:EntityClass", lambda s: put(s, MALI.id, RDF + "type", ox.NamedNode(ONTOLOGY + "Region"), quads.GRAPH_GAZETTEER)),
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_found(store: Store, kind: str, damage: Callable[[Store], None]) -> None:
    damage(store)
    with_shapes = kind.startswith("shape:")
    found = list(verify(store, with_shapes=with_shapes))
    assert kind in {fault.kind for fault in found}
    assert all("\n" not in str(fault) for fault in found)


def test_a_fault_names_its_document(store: Store) -> None:
    spoil(store, DOCUMENT, ONTOLOGY + "sentence", ox.Literal("Another sentence."))
    (fault,) = verify(store)
    assert (fault.document, fault.name) == (DOCUMENT, "first.txt")
    assert str(fault).startswith(f"first.txt (doc:{DOCUMENT.rpartition('/')[2]}): stmt:")


def test_a_triple_outside_the_named_graphs_is_found(folder: Path) -> None:
    raw = ox.Store(folder)
    raw.add(ox.Quad(ox.NamedNode(MALI.id), ox.NamedNode(SKOS + "note"), ox.Literal("here")))
    raw.flush()
    del raw
    with open_store(folder) as store:
        assert [fault.kind for fault in verify(store, with_shapes=False)] == ["stray-triple"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40), st.text(max_size=20))
def test_whatever_the_text_what_was_read_is_sound(name: str, more: str) -> None:
    stranger = Entity(
        "https://w3id.org/sahel-kg/entity/" + (name.strip() or "x").replace("#", "-"), name, "ArmedGroup", known=False
    )
    with open_store(":memory:") as store:
        store.ensure_background(gazetteer())
        store.add(Text(f"{more}.txt").tell(stranger, "attacks", MALI).reading(), when=WHEN)
        found = {fault.kind for fault in verify(store, with_shapes=False)}
    assert found <= {"text-hash"} if "\r" in name + more else found == set()


# ------------------------------------------------------------------------------------------------------- backup, restore


def backed_up(folder: Path, name: str) -> Path:
    target = folder.parent / name
    back_up(str(folder), target, "native" if "." not in name else "nquads")
    return target


@pytest.mark.parametrize("name", ["backup.nq", "backup.nq.gz", "backup"])
def test_a_backup_comes_back_whole(folder: Path, name: str) -> None:
    target = backed_up(folder, name)
    made = restore(target, folder.parent / "again")
    assert content(folder.parent / "again") == content(folder)
    assert made.quads == len(content(folder))
    with open_store(folder.parent / "again") as store:
        assert list(verify(store, with_shapes=False)) == []
    assert sorted(path.name for path in folder.parent.iterdir()) == sorted({name, "again", "store"})


@pytest.mark.parametrize("length", [30_000, 17_000_000])
def test_a_backup_with_very_long_lines_comes_back(tmp_path: Path, length: int) -> None:
    with open_store(tmp_path / "store") as store:
        store.add(Reading(document_of("Un texte. " * (length // 10), name="long.txt")))
        whole = set(store.quads())
    back_up(str(tmp_path / "store"), tmp_path / "backup.nq")
    assert restore(tmp_path / "backup.nq", tmp_path / "copy").quads == len(whole)
    with open_store(tmp_path / "copy") as store:
        assert set(store.quads()) == whole


def test_a_line_without_an_end_is_damage(tmp_path: Path) -> None:
    export = tmp_path / "export.nq"
    export.write_text('<http://example.org/a> <http://example.org/b> "' + "x" * 17_000_000)
    with pytest.raises(KgError, match="damaged"):
        restore(export, tmp_path / "copy", form="nquads")
    assert list(tmp_path.iterdir()) == [export]


def test_a_backup_is_quads_that_others_read(folder: Path) -> None:
    text = backed_up(folder, "backup.nq").read_bytes()
    assert {str(quad) for quad in ox.parse(text, ox.RdfFormat.N_QUADS)} == content(folder)
    assert gzip.decompress(backed_up(folder, "backup.nq.gz").read_bytes()) == text


def test_a_backup_goes_through_a_pipe(folder: Path) -> None:
    target = io.BytesIO()
    back_up(str(folder), target)
    restore(io.BytesIO(target.getvalue()), folder.parent / "again")
    assert content(folder.parent / "again") == content(folder)


def test_the_same_store_gives_the_same_backup(folder: Path) -> None:
    assert backed_up(folder, "one.nq").read_bytes() == backed_up(folder, "two.nq").read_bytes()


def test_a_store_is_backed_up_while_another_process_writes_to_it(tmp_path: Path) -> None:
    code = "import sys\nfrom pathlib import Path\nfrom tests.bench.store_kill import write_for_ever\nwrite_for_ever('mixed', Path(sys.argv[1]), 0)"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "store")], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        told: list[str] = []
        watcher = threading.Thread(target=lambda: told.extend(process.stdout))  # type: ignore[arg-type]
        watcher.start()
        try:
            for number in range(4):
                while len(told) < 20 * number:
                    assert process.poll() is None
                before = [line.removeprefix("stored ").strip() for line in told]
                back_up(str(tmp_path / "store"), tmp_path / f"{number}.nq")
                restore(tmp_path / f"{number}.nq", tmp_path / f"again-{number}")
                assert faults_of(tmp_path / f"again-{number}") == []
                assert lost_of(tmp_path / f"again-{number}", before) == []
            assert process.poll() is None
        finally:
            process.kill()
            watcher.join()


def faults_of(folder: Path) -> list[str]:
    from tests.bench.store_kill import faults_left  # noqa: PLC0415

    return faults_left(folder)


def lost_of(folder: Path, reported: list[str]) -> list[str]:
    from tests.bench.store_kill import lost  # noqa: PLC0415

    return lost(folder, reported)


def test_a_copy_that_changed_meanwhile_is_made_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.store import snapshots  # noqa: PLC0415

    real, calls = snapshots._linked, []

    def linked(source: Path, target: Path) -> None:
        if not calls:
            (folder / "999999.sst").touch()
        calls.append(source.name)
        real(source, target)

    monkeypatch.setattr(snapshots, "_linked", linked)
    copy_of_open_store(folder, folder.parent / "copy")
    tables = [path.name for path in folder.glob("*.sst")]
    assert len(calls) > len(tables)
    assert content(folder.parent / "copy") == content(folder)
    names = iter(range(10**9))
    monkeypatch.setattr(snapshots, "_files", lambda _store: {str(next(names))})
    monkeypatch.setattr(snapshots, "PAUSE", 0)
    with pytest.raises(StoreError, match="so fast that no copy"):
        copy_of_open_store(folder, folder.parent / "other")
    assert not (folder.parent / "other").exists()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[: len(data) // 2], "ends early or was changed"),
        (lambda data: data[:-1], "ends early or was changed"),
        (lambda data: data.replace(b"first", b"other", 1), "ends early or was changed"),
        (lambda data: b"".join(sorted(data.splitlines(keepends=True)[1:])), "its first line does not say so"),
        (lambda data: data.replace(b"layout 1", b"layout 2", 1), "by a newer version"),
        (lambda data: data.replace(b">", b"", 1), "is damaged"),
        (lambda data: b"", "its first line does not say so"),
        (lambda data: b"\x00\xff" * 300, "its first line does not say so"),
        (lambda data: gzip.compress(data)[:-20], "ends early or was changed"),
        (lambda data: gzip.compress(data)[:200] + b"\0" * 50 + gzip.compress(data)[250:], "is damaged"),
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_nothing(folder: Path, damage: Callable[[bytes], bytes], message: str) -> None:
    whole = backed_up(folder, "backup.nq").read_bytes()
    path = folder.parent / "damaged.nq"
    path.write_bytes(damage(whole))
    before = content(folder)
    with pytest.raises(KgError, match=message) as caught:
        restore(path, folder.parent / "again")
    assert "\n" not in str(caught.value)
    with pytest.raises(KgError, match=message):
        restore(path, folder, replace=True)
    assert content(folder) == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["backup.nq", "damaged.nq", "store"]


def test_a_folder_that_is_no_store_of_kg_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(KgError, match="it holds no store"):
        restore(tmp_path / "other", tmp_path / "again")
    raw = ox.Store(tmp_path / "foreign")
    raw.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"), ox.NamedNode("urn:g")))
    raw.flush()
    del raw
    with pytest.raises(KgError, match="holds the graph urn:g"):
        restore(tmp_path / "foreign", tmp_path / "again")
    target = backed_up(folder, "backup")
    for path in target.glob("MANIFEST-*"):
        path.write_bytes(b"junk")
    with pytest.raises(KgError, match="is damaged"):
        restore(target, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_restoring_replaces_only_where_asked(folder: Path) -> None:
    target = backed_up(folder, "backup.nq.gz")
    before = content(folder)
    with open_store(folder) as store:
        store.remove(DOCUMENT, when=LATER)
    with pytest.raises(UsageError, match="--replace"):
        restore(target, folder)
    assert content(folder) != before
    restore(target, folder, replace=True)
    assert content(folder) == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["backup.nq.gz", "store"]


def test_where_folders_cannot_be_exchanged_it_takes_two_steps(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, before = backed_up(folder, "backup.nq"), content(folder)
    with open_store(folder) as store:
        store.remove(DOCUMENT, when=LATER)
    monkeypatch.setattr("kg.files.exchange", lambda *_: False)
    restore(target, folder, replace=True)
    assert content(folder) == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["backup.nq", "store"]


@pytest.mark.slow
def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new(folder: Path) -> None:
    target, before = backed_up(folder, "backup.nq"), content(folder)
    with open_store(folder) as store:
        store.remove(DOCUMENT, when=LATER)
    other = content(folder)
    code = (
        "import sys; from pathlib import Path; from kg.care import restore; print(1, flush=True); "
        "restore(Path(sys.argv[1]), Path(sys.argv[2]), replace=True)"
    )
    for wait in (0.0, 0.02, 0.05, 0.1, 0.2):
        with subprocess.Popen([sys.executable, "-c", code, str(target), str(folder)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(wait)
            process.kill()
        assert content(folder) in (before, other)


def test_a_damaged_store_is_replaced(folder: Path) -> None:
    target, before = backed_up(folder, "backup.nq"), content(folder)
    for path in folder.glob("MANIFEST-*"):
        path.write_bytes(b"junk")
    restore(target, folder, replace=True)
    assert content(folder) == before


def test_a_store_in_use_is_not_replaced(folder: Path) -> None:
    target = backed_up(folder, "backup.nq")
    code = "import sys; from kg.store import open_store\nwith open_store(sys.argv[1]): print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        with pytest.raises(StoreBusyError):
            restore(target, folder, replace=True)
        process.communicate()
    with held(folder):  # as restore holds it while it replaces it
        shown = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False)
    assert "StoreBusyError" in shown.stderr
    assert len(content(folder)) > 100


@pytest.mark.parametrize(
    ("where", "target", "form", "message"),
    [
        (":memory:", "x.nq", "nquads", "nothing to back up"),
        ("missing", "x.nq", "nquads", "there is no store at"),
        ("missing", "x", "native", "there is no store at"),
        ("store", "store", "native", "is there already"),
        ("store", "store", "nquads", "is a folder"),
        ("store", "none/x.nq", "nquads", "cannot write"),
        ("http://localhost:1/", "x", "native", "no folder to copy"),
    ],
)
def test_what_cannot_be_backed_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch, where: str, target: str, form: str, message: str
) -> None:
    monkeypatch.chdir(folder.parent)
    with pytest.raises(KgError, match=message) as caught:
        back_up(where, Path(target), form)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["store"]


# ------------------------------------------------------------------------------------------- documents, history, numbers


def test_a_document_is_found_by_each_of_its_names(store: Store) -> None:
    end = DOCUMENT.rpartition("/")[2]
    for text in (DOCUMENT, end, f"doc:{end}", "first.txt", ONE, "/reports/one.txt"):
        assert [each.name for each in chosen_documents(store, [text, text])] == ["first.txt"]
    for text in ("", "one.txt", "first", "nothing\0", "../reports/three.txt"):
        with pytest.raises(UsageError, match="holds no document"):
            chosen_documents(store, [text])


def test_documents_of_one_name_are_told_apart(store: Store) -> None:
    store.add(Text("first.txt", date="2024").tell(MALI, "attacks", JNIM).reading(), when=WHEN)
    with pytest.raises(UsageError, match=r"2 documents are named first.txt: doc:[0-9a-f]+ \(2024, from standard input\), doc:"):
        chosen_documents(store, ["first.txt"])


def test_a_file_that_holds_several_documents_means_all_of_them(store: Store) -> None:
    for number, name in enumerate(("a", "b", "c")):
        where = f"file:///reports/mails.mbox#message={number}"
        store.add(Text(name, location=where).tell(MALI, "attacks", JNIM).reading(), when=WHEN)
        row = TableRow("acled", f"XXA{number}", "events.csv")
        store.add(Text(f"row {name}", location=row.location, row=row).tell(MALI, "attacks", JNIM).reading(), when=WHEN)
    assert [each.name for each in chosen_documents(store, ["/reports/mails.mbox"])] == ["a", "b", "c"]
    assert [each.name for each in chosen_documents(store, ["old/events.csv"])] == ["row a", "row b", "row c"]
    for text in ("/reports/mails", "/reports", "events", "csv", "#", ""):
        with pytest.raises(UsageError, match="holds no document"):
            chosen_documents(store, [text])


def test_several_documents_go_at_once(store: Store) -> None:
    store.remove(DOCUMENT, second().document.id, DOCUMENT, when=LATER)
    assert store.counts().documents == 0
    assert list(verify(store)) == []
    with pytest.raises(UsageError, match="holds no document"):
        store.remove(DOCUMENT)


def test_the_history_tells_what_was_done(store: Store) -> None:
    store.add(dataclasses.replace(first(), maker=made_by("test 2")), when=LATER)
    store.add(Text("new.txt", location=TWO).tell(JNIM, "attacks", MALI).reading(), when=LATER.replace(day=4))
    store.remove(DOCUMENT, when=LATER.replace(day=5), by="A. Diallo")
    told = [(each.when[:10], each.what, each.name, each.statements, each.by) for each in store.history()]
    assert told == [
        ("2026-02-05", "removed", "first.txt", 2, "A. Diallo"),
        ("2026-02-04", "replaced", "second.txt", 2, ""),
        ("2026-02-04", "read", "new.txt", 1, "test 1"),
        ("2026-02-03", "read", "first.txt", 2, "test 2"),
        ("2026-01-02", "read", "second.txt", 2, "test 1"),
        ("2026-01-02", "read", "first.txt", 2, "test 1"),
    ]
    assert list(verify(store)) == []
    about = [each for each in store.history() if is_about(each, "first.txt")]
    assert len(about) == 3
    assert about == [each for each in store.history() if is_about(each, DOCUMENT)]
    assert about == [each for each in store.history() if is_about(each, DOCUMENT.rpartition("/")[2])]


def test_a_refused_reading_writes_no_history(store: Store) -> None:
    before = content(store)
    store.add(first(), when=LATER)
    assert content(store) == before


def test_decisions_are_a_part_of_the_history(store: Store) -> None:
    decision, person = "https://w3id.org/sahel-kg/decision/1", "https://w3id.org/sahel-kg/person/1"
    graph = quads.GRAPH_CURATION
    instant = ox.Literal("2026-03-01T00:00:00Z", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"))
    put(store, decision, RDF + "type", ox.NamedNode(PROV + "Activity"), graph)
    put(store, decision, RDF + "type", ox.NamedNode(ONTOLOGY + "Merge"), graph)
    put(store, decision, PROV + "endedAtTime", instant, graph)
    put(store, decision, PROV + "wasAssociatedWith", ox.NamedNode(person), graph)
    put(store, decision, PROV + "used", ox.NamedNode(DOCUMENT), graph)
    put(store, person, SKOS + "prefLabel", ox.Literal("A. Diallo"), graph)
    event = store.history()[0]
    assert (event.when, event.what, event.by, event.name) == ("2026-03-01T00:00:00Z", "Merge", "A. Diallo", "first.txt")


def test_information(folder: Path) -> None:
    with open_store(folder) as store:
        found = information(store, "here")
        assert found.graphs["documents"] == sum(1 for each in (first(), second()) for _ in store.graph_of(each.document.id))
    assert (found.documents, found.statements, found.triples, found.discovered, found.facts) == (2, 4, 2, 2, 1)
    assert found.quads == sum(found.graphs.values()) == len(content(folder))
    assert (found.makers, found.first_reading, found.last_date) == ({"test 1": 2}, "2026-01-02T03:04:05Z", "2025-06-12")
    assert (found.layout, found.store) == (1, "here")
    assert found.size is not None
    assert found.size > 10_000


def test_an_empty_store_has_nothing_to_tell(tmp_path: Path) -> None:
    for kind in KINDS:
        with store_at(kind, tmp_path) as store:
            found = information(store, "x")
            assert (found.quads, found.first_reading, found.makers) == (0, None, {})
            assert list(verify(store)) == []
            assert store.history() == []


def test_compacting_keeps_everything(folder: Path) -> None:
    before = content(folder)
    with open_store(folder) as store:
        store.compact()
        assert content(store) == before
    with open_store(":memory:") as store, pytest.raises(UsageError, match="only a store in a folder"):
        store.compact()


def test_a_store_of_a_newer_layout_is_refused(folder: Path) -> None:
    with open_store(folder) as store:
        (marker,) = [quad for quad in store.quads(quads.GRAPH_HISTORY.value) if quad.object.value == "1"]
        new = ox.Quad(marker.subject, marker.predicate, ox.Literal("2"), marker.graph_name)
        store._backend.commit(Change(remove=(marker,), add=(new,)))
    with pytest.raises(StoreError, match="made by a newer version"):
        open_store(folder)


# ----------------------------------------------------------------------------------------------------------- in batches


@pytest.mark.parametrize("kind", KINDS)
def test_many_at_once_leave_what_one_by_one_leaves(kind: str, tmp_path: Path) -> None:
    many = [*readings(12, statements=6), first(), second(), first(), *readings(3, seed=1, statements=2)]
    many.append(Text("new.txt", location=TWO).tell(JNIM, "attacks", MALI).reading())
    outcomes: list[str] = []
    with open_store(":memory:") as single, store_at(kind, tmp_path) as store:
        expected = [single.add(reading, when=WHEN) for reading in many]
        store.add_all(many, when=WHEN, stored=lambda _reading, outcome: outcomes.append(outcome))
        assert outcomes == expected
        assert content(store) == content(single)


def test_a_bulk_load_is_used_and_leaves_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store.oxigraph.BULK", 100)
    used: list[int] = []
    real = ox.Store

    class Watched:  # fmt: skip
        def __init__(self, path: Path) -> None:
            self._store = real(path)

        def bulk_extend(self, content: list[ox.Quad]) -> None:
            used.append(len(content))
            self._store.bulk_extend(content)

        def __getattr__(self, name: str) -> object:
            return getattr(self._store, name)

    monkeypatch.setattr("kg.store.oxigraph.ox.Store", Watched)
    with open_store(tmp_path / "store") as store, open_store(":memory:") as single:
        store.add_all(readings(5), when=WHEN)
        for reading in readings(5):
            single.add(reading, when=WHEN)
        assert content(store) == content(single)
    assert used


# ---------------------------------------------------------------------------------------------------------- from outside


def run(*args: str, stdin: str | None = None) -> tuple[int, str, str]:
    from click.testing import CliRunner  # noqa: PLC0415

    from kg.cli import cli  # noqa: PLC0415

    result = CliRunner().invoke(cli, args, input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_the_commands_on_a_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("KG_STORE", "store")
    assert run("store", "verify") == (0, f"no fault in 2 documents, 4 statements, {len(content(folder))} quads\n", "")
    status, shown, _ = run("store", "info", "--format", "json")
    assert (status, json.loads(shown)["documents"]) == (0, 2)
    assert "read by test 1" in run("store", "info")[1]
    assert run("store", "backup", "-o", "x.nq.gz")[2].startswith("wrote x.nq.gz: ")
    assert run("store", "backup", "--format", "native")[0] == 2
    assert run("store", "remove", "first.txt", "--by", "A. Diallo") == (0, "removed: 1 document with 2 statements\n", "")
    assert run("store", "remove", "first.txt")[0] == 2
    status, shown, told = run("store", "history", "--limit", "1", "--format", "json")
    assert (json.loads(shown)[0]["what"], json.loads(shown)[0]["by"]) == ("removed", "A. Diallo")
    assert told == "kg: only the last 1 of 3; --limit shows more\n"
    assert run("store", "history", "--document", "first.txt", "--format", "csv")[1].count("\n") == 3
    assert run("store", "history", "--document", "nothing")[0] == 2
    assert run("store", "restore", "x.nq.gz")[0] == 2
    assert run("store", "restore", "nothing.nq")[0] == 2
    assert run("store", "restore", "x.nq.gz", "--store", ":memory:")[0] == 2
    assert run("store", "restore", "x.nq.gz", "--replace")[2].startswith("restored store: ")
    assert run("store", "compact")[1].startswith("store: ")
    assert run("store", "history")[1].count(" read ") == 2


def test_verify_tells_each_fault_and_fails(folder: Path) -> None:
    with open_store(folder) as store:
        spoil(store, DOCUMENT, ONTOLOGY + "sentence", ox.Literal("Another \x1b sentence."))
    status, shown, told = run("store", "verify", "--quick", "--store", str(folder))
    assert (status, shown.count("\n"), "\x1b" in shown) == (1, 1, False)
    assert told == f"kg: 1 fault in {folder}\n"
    status, shown, _ = run("store", "verify", "--quick", "--store", str(folder), "--format", "json")
    assert (status, json.loads(shown)[0]["fault"], json.loads(shown)[0]["document"]) == (1, "sentence", DOCUMENT)


def test_a_checking_process_that_dies_is_one_line() -> None:
    with ProcessPoolExecutor(1) as pool:
        future = pool.submit(os._exit, 1)
        with pytest.raises(KgError, match="fewer --workers") as caught:
            shapes._next(deque([(future, None)]), lambda _step: None)  # type: ignore[list-item]
    assert "\n" not in str(caught.value)
