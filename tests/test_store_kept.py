"""Statements that are kept beside the store hold for as long as nobody has written to it, and are never trusted otherwise."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from store_samples import JNIM, LATER, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text

from kg.records import ENTITY_FIELDS, StoredStatement
from kg.store import kept as module
from kg.store import open_store
from kg.store.kept import SEAL, STATEMENTS

MAIN = "from kg.cli import main; main()"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(tmp_path / "store") as store:
        store.add(
            Text("one").tell(JNIM, "attacks", MALI, place=VILLAGE, date="2024-05").tell(STRANGER, "fights", RUSSIA).reading(),
            when=WHEN,
        )
    return tmp_path / "store"


def read(folder: Path) -> list[StoredStatement]:
    with open_store(folder, create=False) as store:
        return list(store.statements())


def from_quads(folder: Path) -> list[StoredStatement]:
    """The statements of a copy that keeps nothing."""
    copy = folder.with_name("bare")
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("kg-*"))
    try:
        return read(copy)
    finally:
        shutil.rmtree(copy)


def is_kept(folder: Path) -> bool:
    """Whether the next who opens the store need not read the quads: what is kept is changed, and seen."""
    file = folder / STATEMENTS
    if not file.exists():
        return False
    seal, text = (folder / SEAL).read_bytes() if (folder / SEAL).exists() else b"", file.read_bytes()
    before = json.loads(text)
    place = before["columns"].index(next(column for column in before["columns"] if "attacks" in column))
    before["columns"][place] = ["marked" for _ in before["columns"][place]]
    changed = json.dumps(before).encode().ljust(len(text))[: len(text)]
    stat = file.stat()
    file.write_bytes(changed)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    found = {statement.relation for statement in read(folder)} == {"marked"}
    file.write_bytes(text)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert seal or not found
    return found


def test_what_is_read_is_kept_and_the_same(folder: Path) -> None:
    assert not (folder / STATEMENTS).exists()
    first = read(folder)
    assert first == from_quads(folder) == read(folder)
    assert len(first) == 2
    assert is_kept(folder)
    assert is_kept(folder), "opening it without writing leaves it kept"


@pytest.mark.parametrize("how", ["add", "remove", "compact"])
def test_what_is_written_ends_it(folder: Path, how: str) -> None:
    read(folder)
    with open_store(folder) as store:
        if how == "add":
            store.add(Text("two").tell(MALI, "attacks", JNIM).reading(), when=LATER)
        elif how == "remove":
            store.remove(next(iter(store.documents())).id, when=LATER)
        else:
            store.compact()
        after = list(store.statements())
    assert len(after) == {"add": 3, "remove": 0, "compact": 2}[how]
    assert read(folder) == after == from_quads(folder)


def test_what_another_program_writes_ends_it(folder: Path) -> None:
    before = read(folder)
    assert is_kept(folder)
    store = ox.Store(folder)
    subject = ox.NamedNode(before[0].id)
    quad = next(iter(store.quads_for_pattern(subject, ox.NamedNode("https://w3id.org/sahel-kg/ontology#trigger"), None)))
    store.remove(quad)
    store.add(ox.Quad(quad.subject, quad.predicate, ox.Literal("other"), quad.graph_name))
    store.flush()
    del store
    assert {statement.trigger for statement in read(folder)} >= {"other"}


def test_what_another_process_writes_ends_it(folder: Path) -> None:
    before = read(folder)
    command = [sys.executable, "-c", MAIN, "statement", "reject", before[0].id, "--store", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    assert read(folder) == from_quads(folder) != before


def test_what_is_damaged_is_read_again(folder: Path) -> None:
    before = read(folder)
    for damage in (b"", b"{", b"[]", b'{"entities": [], "columns": []}', b"\xff"):
        for name in (STATEMENTS, SEAL):
            (folder / name).write_bytes(damage)
            assert read(folder) == before
            assert read(folder) == before


def test_a_copy_and_a_backup_stand_for_themselves(folder: Path, tmp_path: Path) -> None:
    before = read(folder)
    shutil.copytree(folder, tmp_path / "copy")
    with open_store(tmp_path / "copy") as copy:
        copy.add(Text("two").tell(MALI, "attacks", JNIM).reading(), when=LATER)
    assert len(read(tmp_path / "copy")) == 3
    with open_store(folder) as store:
        store.snapshot(tmp_path / "snapshot")
    assert not list((tmp_path / "snapshot").glob("kg-*"))
    assert read(folder) == before == read(tmp_path / "snapshot")


def test_another_version_reads_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(folder)
    monkeypatch.setattr(module, "_FORM", ["another"])
    assert not is_kept(folder) or read(folder) == from_quads(folder)


def test_small_stores_keep_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORTH", 3)
    read(folder)
    assert not list(folder.glob("kg-*"))


def test_fields_that_hold_entities_are_all_known() -> None:
    assert set(ENTITY_FIELDS) == {field.name for field in dataclasses.fields(StoredStatement) if "Entity" in str(field.type)}
