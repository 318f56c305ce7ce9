"""From sources into the store: what is counted, and what is in the store when."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from store_samples import JNIM, MALI, Text, gazetteer, made_by

import kg.ingest
from kg.ingest import ingest, plan
from kg.records import Document, Reading
from kg.sources import Asked, Failure
from kg.store import open_store
from tests.source_samples import FRENCH


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


LONG = (
    "Fighters attacked an army convoy near the border on Monday and killed twelve soldiers. The army said that it had pushed "
    "them back. Two diplomats said that instructors from abroad have been in the capital since January, and that more would come."
)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that were read, rather than only looked at."""
    names: list[str] = []

    def extract(documents: Iterable[Document], *, model: str | None, workers: int = 1, **_: object) -> Iterator[Reading]:
        for document in documents:
            names.append(document.name)
            yield read(document)

    monkeypatch.setattr(kg.ingest, "extract_documents", extract)
    return names


def test_what_is_stored_is_not_read_again(tmp_path: Path, counted: list[str]) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"Report {name}.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path / "a.txt"])
        again = ingest(store, [tmp_path])
        before = set(store.quads())
        third = ingest(store, [tmp_path])
        assert set(store.quads()) == before
    assert counted == ["a.txt", "b.txt"]
    assert (again.added, again.unchanged, again.sentences) == (1, 1, 1)
    assert (third.added, third.unchanged, third.sentences) == (0, 2, 0)


def test_another_version_reads_again(tmp_path: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Report.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path])
        newer = SimpleNamespace(maker=made_by("test 2"))
        monkeypatch.setattr(kg.ingest, "loaded_extractor", lambda model, names: newer)
        ingest(store, [tmp_path])
    assert counted == ["a.txt", "a.txt"]


def test_a_copy_is_read_once_and_noted_at_both_places(tmp_path: Path, counted: list[str]) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The same report.")
    with open_store(":memory:") as store:
        done = ingest(store, [tmp_path])
        (document,) = store.documents()
        assert len(document.locations) == 2
    assert counted == ["a.txt"]
    assert (done.added, done.unchanged) == (1, 1)


def test_a_file_that_comes_to_hold_a_known_text_replaces_what_it_held(tmp_path: Path, counted: list[str]) -> None:
    (tmp_path / "a.txt").write_text("One report.")
    (tmp_path / "b.txt").write_text("Another report.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path])
        (tmp_path / "a.txt").write_text("Another report.")
        done = ingest(store, [tmp_path])
        (document,) = store.documents()
        assert len(document.locations) == 2
    assert counted == ["a.txt", "b.txt"]
    assert (done.replaced, done.unchanged) == (1, 1)


def test_what_is_known_beside_a_text_is_renewed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A report.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path])
        (tmp_path / "a.meta.toml").write_text(
            'title = "Beside"\ndate = 2024-05-01\nauthor = "A. Nobody"\nurl = "https://example.org/a"'
        )
        done = ingest(store, [tmp_path])
        (document,) = store.documents()
        assert (document.title, document.date, document.author, document.url) == (
            "Beside",
            "2024-05-01",
            "A. Nobody",
            "https://example.org/a",
        )
        assert store.document(document.id).author == "A. Nobody"
        again = ingest(store, [tmp_path])
    assert (done.replaced, done.unchanged) == (1, 0)
    assert (again.replaced, again.unchanged) == (0, 1)


def test_near_duplicates_are_linked_to_the_earlier_one(tmp_path: Path) -> None:
    texts = {"a.txt": LONG, "b.txt": f"{LONG} It rained.", "c.txt": f"Updated. {LONG}", "d.txt": "Nothing to do with it."}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    with open_store(":memory:") as store:
        first = ingest(store, [tmp_path / "a.txt", tmp_path / "d.txt"])
        second = ingest(store, [tmp_path])
        by_name = {document.name: document for document in store.documents()}
        assert by_name["a.txt"].near_duplicate_of is None
        assert by_name["b.txt"].near_duplicate_of == by_name["a.txt"].id
        assert by_name["c.txt"].near_duplicate_of in {by_name["a.txt"].id, by_name["b.txt"].id}
        assert store.document(by_name["b.txt"].id).near_duplicate_of == by_name["a.txt"].id
    assert (first.near_duplicates, second.near_duplicates) == (0, 2)


def test_a_new_version_of_a_file_is_no_near_duplicate_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LONG)
    with open_store(":memory:") as store:
        ingest(store, [tmp_path])
        (tmp_path / "a.txt").write_text(f"{LONG} It rained.")
        done = ingest(store, [tmp_path])
        (document,) = store.documents()
    assert (done.replaced, done.near_duplicates, document.near_duplicate_of) == (1, 0, None)


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_no_link_leads_to_what_the_same_run_replaces(tmp_path: Path, names: tuple[str, str]) -> None:
    (tmp_path / "a.txt").write_text(f"{LONG} First of all.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path])
        (old,) = (document.id for document in store.documents())
        (tmp_path / "a.txt").write_text(" ".join(f"other{number}" for number in range(40)))
        (tmp_path / "b.txt").write_text(LONG)
        ingest(store, [tmp_path / name for name in names])
        assert not any(old in str(quad.object) for quad in store.quads() if "nearDuplicateOf" in quad.predicate.value)


def test_reading_again_turns_no_link_round(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LONG)
    (tmp_path / "b.txt").write_text(f"{LONG} It rained.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path])
        links = {document.name: document.near_duplicate_of for document in store.documents()}
        for name in ("a", "b"):
            (tmp_path / f"{name}.meta.toml").write_text('source = "Wire"')
        assert ingest(store, [tmp_path]).replaced == 2
        assert {document.name: document.near_duplicate_of for document in store.documents()} == links
        assert len(set(links.values())) == 2


@pytest.mark.parametrize("way", ["removed", "replaced"])
def test_no_link_leads_to_a_document_that_is_gone(tmp_path: Path, way: str) -> None:
    (tmp_path / "a.txt").write_text(LONG)
    (tmp_path / "b.txt").write_text(f"{LONG} It rained.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path])
        (original,) = (document.id for document in store.documents() if document.name == "a.txt")
        if way == "removed":
            store.remove(original)
        else:
            (tmp_path / "a.txt").write_text("Something else.")
            ingest(store, [tmp_path])
        assert not any(original in str(quad.object) for quad in store.quads() if "nearDuplicateOf" in quad.predicate.value)
        assert {document.near_duplicate_of for document in store.documents()} == {None}


@pytest.mark.parametrize(
    ("since", "names"),
    [
        (date(2024, 1, 1), ["2024-03-01.txt", "undated.txt", "year.txt"]),
        (date(2024, 3, 1), ["2024-03-01.txt", "undated.txt", "year.txt"]),
        (date(2024, 3, 2), ["undated.txt", "year.txt"]),
    ],
)
def test_documents_from_a_day_on(tmp_path: Path, since: date, names: list[str]) -> None:
    for name in ("2023-01-01.txt", "2024-03-01.txt", "undated.txt"):
        (tmp_path / name).write_text(f"Report {name}.")
    (tmp_path / "year.txt").write_text("---\ndate: 2024\n---\nReport.")
    with open_store(":memory:") as store:
        done = ingest(store, [tmp_path], asked=Asked(since=since))
        assert sorted(document.name for document in store.documents()) == names
    assert done.too_old == 4 - len(names)


def test_what_cannot_be_read_yet_is_stored_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(documents: Iterable[Document], **_: object) -> Iterator[Reading]:
        for document in documents:
            unread = "it is in the language fr" if document.language == "fr" else None
            yield Reading(document, maker=made_by("test 1"), unread=unread)

    monkeypatch.setattr(kg.ingest, "extract_documents", extract)
    (tmp_path / "a.txt").write_text(FRENCH)
    (tmp_path / "b.txt").write_text(LONG)
    with open_store(":memory:") as store:
        done = ingest(store, [tmp_path])
        stored = {document.name: document for document in store.documents()}
        assert (stored["a.txt"].language, stored["a.txt"].unread) == ("fr", "it is in the language fr")
        assert stored["b.txt"].unread is None
        assert store.document(stored["a.txt"].id).text == FRENCH
    assert (done.added, done.unread) == (2, (("fr", 1),))


def test_a_plan_says_what_would_be_done_and_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "same.txt").write_text("The same.")
    (tmp_path / "changed.txt").write_text("Before.")
    with open_store(":memory:") as store:
        ingest(store, [tmp_path])
        (tmp_path / "changed.txt").write_text("After.")
        for name, text in (
            ("fr.txt", FRENCH),
            ("new.txt", LONG),
            ("newer.txt", f"{LONG} It rained."),
            ("2020-01-01.txt", "Old."),
            ("bad.txt", "\0"),
        ):
            (tmp_path / name).write_text(text)
        before = set(store.quads())
        failures: list[Failure] = []
        planned = list(plan(store, [tmp_path], failures, asked=Asked(since=date(2021, 1, 1))))
        assert set(store.quads()) == before
    assert {each.document.name: (each.due, each.is_read) for each in planned} == {
        "same.txt": ("unchanged", True), "changed.txt": ("replace", True), "fr.txt": ("add", False), "new.txt": ("add", True),
        "newer.txt": ("add", True), "2020-01-01.txt": ("too old", True),
    }  # fmt: skip
    assert [each.document.name for each in planned if each.document.near_duplicate_of] == ["newer.txt"]
    assert [Path(failure.source).name for failure in failures] == ["bad.txt"]


def test_a_plan_without_a_store_adds_everything(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A report.")
    assert [each.due for each in plan(None, [tmp_path], [])] == ["add"]


def test_each_source_is_told_when_it_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One left."}\n{"text": "Two left."}\n')
    (tmp_path / "b.txt").write_bytes(b"\0")
    done: list[object] = []
    with open_store(":memory:") as store:
        assert ingest(store, [tmp_path], done=done.append).added == 2
    assert done == [tmp_path / "a.jsonl", tmp_path / "b.txt"]
