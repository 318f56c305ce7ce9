"""From sources into the store: what is counted, and what is in the store when."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from store_samples import JNIM, MALI, Text, gazetteer, made_by

import kg.ingest
from kg.ingest import ingest
from kg.records import Document, Reading
from kg.store import open_store


def read(document: Document) -> Reading:
    reading = Text(document.name, location=document.location).tell(JNIM, "attacks", MALI).reading()
    return Reading(document, reading.mentions, reading.statements, reading.sentences, reading.maker)


def extract_documents(documents: Iterable[Document], *, model: str | None, workers: int, names: object = ()) -> Iterator[Reading]:
    return map(read, documents)


def loaded_extractor(model: str | None, *, names: object = ()) -> SimpleNamespace:
    return SimpleNamespace(maker=made_by("test 1"), understands=lambda language: language in {None, "en"})


@pytest.fixture(autouse=True)
def _without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.ingest, "extract_documents", extract_documents)
    monkeypatch.setattr(kg.ingest, "load_gazetteer", gazetteer)
    monkeypatch.setattr(kg.ingest, "loaded_extractor", loaded_extractor)


def test_everything_is_counted(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Report {name}.")
    (tmp_path / "c.txt").write_bytes(b"\0")
    with open_store(":memory:") as store:
        first = ingest(store, [tmp_path])
        (tmp_path / "a.txt").write_text("Another report.")
        second = ingest(store, [tmp_path])
    assert (first.added, first.replaced, first.unchanged) == (2, 0, 0)
    assert (second.added, second.replaced, second.unchanged) == (0, 1, 1)
    assert (first.sentences, first.mentions, first.statements) == (2, 4, 2)
    assert [Path(failure.source).name for failure in first.failures] == ["c.txt"]


def test_a_document_is_stored_before_it_is_told(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Report {name}.")
    with open_store(tmp_path / "store") as store:
        told: list[int] = []
        ingest(store, [tmp_path / "a.txt", tmp_path / "b.txt"], stored=lambda _reading: told.append(store.counts().documents))
    assert len(told) == 2
    assert all(documents > number for number, documents in enumerate(told))


def test_store_gets_its_background(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A report.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path / "a.txt"])
        assert store.entities()[MALI.id].known
