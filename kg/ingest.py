"""From sources into the store: each document is read, its statements are extracted, and it is stored whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from kg.authority import reading_names
from kg.extract import extract_documents, loaded_extractor
from kg.gazetteer import load_gazetteer
from kg.periods import date_bounds
from kg.records import Document, GivenName, Maker, Reading
from kg.similarity import Sketches, sketch
from kg.sources import Asked, Failure, readable
from kg.store import Outcome, Store, StoredDocument
from kg.vocabulary import ONTOLOGY

Due = Literal["add", "replace", "unchanged", "too old"]
"""What is to be done with a document."""

SKETCH = ox.NamedNode(ONTOLOGY + "sketch")
DESCRIBED = ("title", "date", "source", "author", "language", "url")


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run took in. Sentences, mentions and statements are those of the documents that it read, not of unchanged ones.

    `unread` counts, by the code of its language, what was stored without reading it, `near_duplicates` the documents that were
    linked to an earlier one, `too_old` those that were left out for their date. `odd_dates` holds the name of each document whose
    date was not understood, and what was given as its date.
    """

    added: int
    replaced: int
    unchanged: int
    sentences: int
    mentions: int
    statements: int
    failures: tuple[Failure, ...]
    unread: tuple[tuple[str, int], ...] = ()
    near_duplicates: int = 0
    too_old: int = 0
    odd_dates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A document and what would be done with it. `is_read` is false where its language is not read yet."""

    document: Document
    due: Due
    is_read: bool = True


def ingest(
    store: Store,
    paths: Iterable[Path | str],
    *,
    asked: Asked | None = None,
    model: str | None = None,
    workers: int = 1,
    stored: Callable[[Reading], None] | None = None,
    done: Callable[[object], None] = lambda _source: None,
) -> Ingested:
    """Reads the sources into the store, together with the ontology and the gazetteer, and calls `stored` after each document.

    Documents are read with the names that analysts gave in this store. What the store holds already, read by the same version
    and described alike, is not read again; neither is what is dated before the day from which on documents are asked for.

    A document of which `stored` was told is in the store whatever happens next, be it that the power fails. It is told a second
    after it was read, with the next document, or where they come fast with a batch. `done` is called after each source. Raises
    ModelError and StoreError.
    """
    failures: list[Failure] = []
    run = _Run(stored)
    store.ensure_background(load_gazetteer())
    names = reading_names(store)
    desk = _Desk(store, loaded_extractor(model, names=names).maker, asked)
    documents = _unless_current(desk, readable(paths, failures, asked, done=done), run)
    readings = extract_documents(documents, model=model, workers=workers, names=names)
    store.add_all(readings, stored=run.count, renewed=desk.renewed)
    for document in run.moved:
        _place(store, desk.maker, document, run, model=model, names=names)
    store.flush()
    return run.result(failures)


def plan(
    store: Store | None,
    paths: Iterable[Path | str],
    failures: list[Failure],
    *,
    asked: Asked | None = None,
    model: str | None = None,
    done: Callable[[object], None] = lambda _source: None,
) -> Iterator[Planned]:
    """What `ingest` would do with each document, without doing it; what cannot be read is added to `failures`.

    Without a store everything would be added. Raises ModelError and StoreError.
    """
    names = reading_names(store) if store else ()
    extractor = loaded_extractor(model, names=names)
    desk = _Desk(store, extractor.maker, asked)
    for found in readable(paths, failures, asked, done=done):
        planned = desk.judged(found)
        yield replace(planned, is_read=extractor.understands(planned.document.language))


class _Run:
    """What is counted while documents come in."""

    def __init__(self, stored: Callable[[Reading], None] | None) -> None:
        self._stored = stored
        self._outcomes: Counter[Outcome] = Counter()
        self._amounts: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()
        self._odd_dates: list[tuple[str, str]] = []
        self.moved: list[Document] = []

    def count(self, reading: Reading, outcome: Outcome) -> None:
        self._outcomes[outcome] += 1
        if outcome != "unchanged":
            self._amounts.update(near_duplicates=int(reading.document.near_duplicate_of is not None))
            self._unread.update([reading.document.language or ""] if reading.unread else [])
            if reading.document.odd_date:
                self._odd_dates.append((reading.document.name, reading.document.odd_date))
        self._amounts.update(sentences=reading.sentences, mentions=len(reading.mentions), statements=len(reading.statements))
        if self._stored is not None:
            self._stored(reading)

    def passed_over(self, planned: Planned) -> None:
        if planned.due == "too old":
            self._amounts.update(too_old=1)
        else:
            self._outcomes["unchanged"] += 1

    def result(self, failures: Iterable[Failure]) -> Ingested:
        return Ingested(
            added=self._outcomes["added"],
            replaced=self._outcomes["replaced"],
            unchanged=self._outcomes["unchanged"],
            sentences=self._amounts["sentences"],
            mentions=self._amounts["mentions"],
            statements=self._amounts["statements"],
            failures=tuple(failures),
            unread=tuple(sorted(self._unread.items())),
            near_duplicates=self._amounts["near_duplicates"],
            too_old=self._amounts["too_old"],
            odd_dates=tuple(self._odd_dates),
        )


class _Desk:
    """Where documents are compared with what the store holds, one at a time, before the model has to read any."""

    def __init__(self, store: Store | None, maker: Maker, asked: Asked | None) -> None:
        self._store, self.maker, self._since = store, maker, asked.since if asked else None
        self._sketches: Sketches | None = None
        self._taken: set[str] = set()
        self._going: set[str] = set()
        self.renewed: set[str] = set()

    def judged(self, document: Document) -> Planned:
        """What is to be done with the document; one that is to be read comes with its sketch, and the link to its like."""
        if self._since and document.date and date_bounds(document.date)[1] < self._since:
            return Planned(document, "too old")
        if document.id in self._taken:
            return Planned(document, "unchanged")
        stored = self._store.find(document.id) if self._store else None
        if stored is not None and self._is_current(document):
            if not _is_described_otherwise(document, stored):
                return Planned(document, "unchanged")
            self.renewed.add(document.id)
        self._taken.add(document.id)
        before = [each for each in self._held_at(document) if each != document.id]
        return Planned(self._compared(document, stored, before), "replace" if stored or before else "add")

    def is_elsewhere(self, document: Document) -> bool:
        """Whether the store does not know yet that the document lies at its location."""
        return document.location is not None and self._held_at(document) != [document.id]

    def _held_at(self, document: Document) -> list[str]:
        return self._store.held_at(document.location) if self._store and document.location else []

    def _is_current(self, document: Document) -> bool:
        return self._store is not None and self._store.is_made_by(document.id, self.maker)

    def _lies_nowhere_else(self, document: str) -> bool:
        """Whether the document goes once its place holds another one."""
        found = self._store.find(document) if self._store else None
        return found is not None and len(found.locations) == 1

    def _compared(self, document: Document, stored: StoredDocument | None, before: list[str]) -> Document:
        """The document with its sketch, and the link to its like: not to what its own file held before."""
        self._going.update(each for each in before if self._lies_nowhere_else(each))
        digits = sketch(document.text[document.body :])
        if digits is None:
            return document
        if self._sketches is None:
            self._sketches = Sketches(_known_sketches(self._store) if self._store else ())
        if document.id in self._sketches and stored:  # compared before; anew, two could be found to be each other's copy
            return replace(document, sketch=digits, near_duplicate_of=stored.near_duplicate_of)
        likest = self._sketches.likest(digits, besides=(document.id, *before, *self._going))
        self._sketches.add(document.id, digits)
        return replace(document, sketch=digits, near_duplicate_of=likest)


def _unless_current(desk: _Desk, documents: Iterable[Document], run: _Run) -> Iterator[Document]:
    """The documents that have to be read; the others are counted."""
    for document in documents:
        planned = desk.judged(document)
        if planned.due in {"add", "replace"}:
            yield planned.document
        elif planned.due == "unchanged" and desk.is_elsewhere(document):
            run.moved.append(document)
        else:
            run.passed_over(planned)


def _place(store: Store, maker: Maker, document: Document, run: _Run, *, model: str | None, names: tuple[GivenName, ...]) -> None:
    """Notes one more place of a document; should it be gone from a shared store meanwhile, it is read."""
    outcome = store.place(document, maker)
    if outcome == "added":
        store.add_all(extract_documents([document], model=model, names=names), stored=run.count)
    else:
        run.count(Reading(document), outcome)


def _is_described_otherwise(document: Document, stored: StoredDocument) -> bool:
    """Whether what is known of a document at its one place has changed: its date decides what `last week` means in it."""
    places = {document.location} if document.location else set()
    if not set(stored.locations) <= places or document.name != stored.name:
        return False
    return any((getattr(document, name) or None) != (getattr(stored, name) or None) for name in DESCRIBED)


def _known_sketches(store: Store) -> Iterator[tuple[str, str]]:
    """The sketches of the documents in the store; those of older stores have none until they are read again."""
    for quad in store.matching(SKETCH):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object.value
