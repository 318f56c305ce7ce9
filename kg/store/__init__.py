"""The store: documents, their statements, and the plain triples of what they assert, over one of several backends."""

import contextlib
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox
import rdflib

from kg import quads
from kg.errors import StoreBusyError, StoreError, UsageError
from kg.gazetteer import Gazetteer
from kg.records import DOCUMENT_BASE, Document, Entity, Maker, Reading, StoredFact, StoredPlace, StoredStatement
from kg.store import changes, contents, curating, history, makers, parameters
from kg.store.backend import Backend, Change, QueryResult, Solutions, Term, Triples
from kg.store.batches import Intake
from kg.store.changes import Outcome, Step
from kg.store.contents import Counts, StoredDocument
from kg.store.curating import Effect, Record
from kg.store.decisions import Decision, read_decisions, version_of
from kg.store.history import Event
from kg.store.memory import RdflibBackend
from kg.store.oxigraph import OxigraphBackend, is_store
from kg.store.view import View

__all__ = [
    "MEMORY", "Backend", "Counts", "Decision", "Effect", "Event", "Outcome", "QueryResult", "Record", "Solutions", "Step", "Store",
    "StoredDocument", "Term", "Triples", "View", "is_remote", "open_store",
]  # fmt: skip

MEMORY = ":memory:"
"""The name of a store that is kept nowhere."""

ASKED_EVERY = 0.1
"""How often, in seconds, it is tried whether another process has let go of the store."""


def open_store(where: str | Path, *, create: bool = True, wait: float = 0, waiting: Callable[[], None] | None = None) -> "Store":
    """The store in a folder, on the SPARQL server at an address, or with `:memory:` a new one that is gone when the process ends.

    Where another process has the folder open, that is waited for, for so many seconds at most; `waiting` is called when
    that begins. Raises StoreBusyError where it does not end in time, StoreError where the folder cannot be opened, or is
    missing and must not be created, or where no server answers, and UsageError where the folder holds something else.
    """
    if str(where) == MEMORY:
        return Store(RdflibBackend())
    if is_remote(where):
        from kg.store.connecting import open_remote  # noqa: PLC0415 - what speaks HTTP is loaded where it is wanted

        return Store(open_remote(str(where)))
    folder = Path(where)
    if not is_store(folder) and not create:
        raise StoreError(f"there is no store at {folder}: `kg ingest` makes one")
    until = time.monotonic() + wait
    while True:
        try:
            return _understood(Store(OxigraphBackend(folder)), folder)
        except StoreBusyError:
            if time.monotonic() >= until:
                raise
        if waiting is not None:
            waiting()
            waiting = None
        time.sleep(ASKED_EVERY)


def _understood(store: "Store", folder: Path) -> "Store":
    if store.layout > changes.LAYOUT:
        store.close()
        raise StoreError(f"the store {folder} was made by a newer version of kg: use that one")
    return store


def is_remote(where: str | Path) -> bool:
    """Whether this names a store on a server. As a path, an address has lost one of its slashes: it is no longer one."""
    return str(where).casefold().startswith(("http://", "https://"))


class Store:
    """Everything that was read, in one place. Close it, or use it in a `with` block, to have it all on the disk.

    Every method raises StoreError where the place fails. What a method changes it changes at once: should the process
    be killed, the store holds the state before or the state after.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._view: tuple[tuple[str, ...], View] = ((), View())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self.close()
            return
        with contextlib.suppress(StoreError):  # what went wrong first is what the user has to know
            self.close()

    def close(self) -> None:
        """Writes everything to the disk and lets go of it."""
        self._backend.close()

    def flush(self) -> None:
        """Writes everything to the disk: once for a batch, since it takes a tenth of a second."""
        self._backend.flush()

    def add(self, reading: Reading, *, when: datetime | None = None, renewed: Callable[[Step], bool] | None = None) -> Outcome:
        """Takes in what was read from a document, and says what that meant.

        `unchanged`: the same version of the reader had read the same content, and at most one more place where it
        lies was noted. `replaced`: the content is new at its location, or was read by another version of the reader;
        what the old reading said goes, unless another document or location supports it. Otherwise `added`.

        With `renewed`, what the same version read is replaced as well. It is shown what would change, and only where it
        says so is anything changed.
        """
        return changes.add(self._backend, reading, when or datetime.now(UTC), self.view(), renewed)

    def add_all(
        self,
        readings: Iterable[Reading],
        *,
        when: datetime | None = None,
        stored: Callable[[Reading, Outcome], None] | None = None,
        renewed: Container[str] = (),
    ) -> None:
        """Takes in many readings as `add` does, many of them in one transaction, and calls `stored` for each.

        Of the documents whose ids are in `renewed`, what the same version read is replaced as well.
        What `stored` is told of lies on the disk and stays there, even should the power fail. Where reading them or the
        store fails, what was read before is taken in and told first, as far as that can be done.
        """
        intake = Intake(self._backend, self.view(), stored, renewed)
        try:
            for reading in readings:
                intake.take(reading, when or datetime.now(UTC))
        except StoreError:
            raise
        except BaseException:  # an interrupt too: what was read took long
            with contextlib.suppress(StoreError):
                intake.settle()
            raise
        intake.settle()

    def find(self, document: str) -> StoredDocument | None:
        """What is known of a document, given by its IRI; None where the store lacks it."""
        node = quads.iri(document)
        return contents.document(self._backend, node) if changes.has_document(self._backend, node) else None

    def held_at(self, location: str) -> list[str]:
        """The IRIs of the documents that were read from there, sorted."""
        return changes.held_at(self._backend, location)

    def place(self, document: Document, maker: Maker) -> Outcome:
        """Notes that a document which that version has read lies at its location too; what lay there before goes.

        `added` says that the store lacks it, and that nothing was changed.
        """
        return changes.add(self._backend, Reading(document, maker=maker), datetime.now(UTC), self.view(), only_known=True)

    def remove(self, *documents: str, when: datetime | None = None, by: str = "") -> None:
        """Removes documents, given by their IRIs, and whatever nothing else supports, all at once; the history keeps that.

        `by` is the person who has it done. Raises UsageError where one of them is unknown.
        """
        with self._backend.turn():
            known = [self._known(document) for document in dict.fromkeys(documents)]
            self._backend.commit(changes.removal_of(self._backend, self.view(), known, when or datetime.now(UTC), by))

    def ensure_background(self, gazetteer: Gazetteer) -> bool:
        """Has the ontology and the gazetteer in the store, and says whether anything had to be written for it.

        An entity first met in a text that the gazetteer now describes is the gazetteer's from then on.
        """
        content = {quads.GRAPH_ONTOLOGY: quads.ontology_quads(), quads.GRAPH_GAZETTEER: quads.gazetteer_quads(gazetteer)}
        with self._backend.turn():
            change = changes.background_of(self._backend, self.view(), {graph: list(found) for graph, found in content.items()})
            if change:
                self._backend.commit(change)
        return bool(change)

    def replace_graph(self, graph: str, content: Iterable[ox.Quad]) -> None:
        """Has the graph hold these quads and nothing else; without any it is gone. For graphs that are no documents."""
        node, quads_of = quads.iri(graph), tuple(content)
        with self._backend.turn():
            drop = (node,) if next(self._backend.quads(None, None, None, node), None) is not None else ()
            self._backend.commit(Change(drop=drop, add=quads_of))
        self.flush()

    def view(self) -> View:
        """The decisions of analysts in force, and what they make of what is read."""
        version = version_of(self._backend)
        if version != self._view[0]:
            self._view = version, View(read_decisions(self._backend))
        return self._view[1]

    def effect_of(self, decision: Decision) -> Effect:
        """What it means to decide this after all that was decided before; nothing is changed yet."""
        last = max((each.number for each in self.view().decisions), default=0)
        return curating.effect_of(self._backend, self.view(), replace(decision, number=last + 1))

    def decide(self, effect: Effect) -> None:
        """Keeps the decision and carries it out at once; `kg.curation` checks it first."""
        self._backend.commit(effect.change)

    def dependents(self, decision: Decision) -> dict[str, str]:
        """The ids of later decisions that could not stand without this one, in their order, with the reason."""
        return curating.dependents(self._backend, self.view(), decision)

    def statement_ids(self) -> Iterator[str]:
        """The IRI of every statement, rejected ones too, in no order."""
        return curating.statement_ids(self._backend)

    def record(self, iri: str) -> Record | None:
        """What the store says of an entity or a statement, as it is shown and as it was read; None where it says nothing."""
        return curating.record(self._backend, iri)

    def documents(self) -> Iterator[StoredDocument]:
        """Every document, by date, name and id."""
        return contents.documents(self._backend)

    def document(self, document: str) -> Document:
        """A document, given by its IRI, as it was when it was read.

        Raises UsageError where it is unknown, StoreError where its text is not the one that was read.
        """
        return contents.text_of(self._backend, self._known(document))

    def is_made_by(self, document: str, maker: Maker) -> bool:
        """Whether exactly these versions of extractor, model, gazetteer and lexicon read the document."""
        return makers.is_made_by(self._backend, self._known(document), maker)

    def document_record(self, document: str) -> StoredDocument:
        """What is known of a document, given by its IRI. Raises UsageError where it is unknown."""
        return contents.document(self._backend, self._known(document))

    def statements_about(self, entity: str) -> Iterator[StoredStatement]:
        """The statements that speak of the entity, given by its IRI, as subject, object, place or speaker; ordered as all are."""
        return contents.statements_about(self._backend, quads.iri(entity))

    def statements(self) -> Iterator[StoredStatement]:
        """Every statement, by document as `documents` gives them, and in each document in the order of its text."""
        return contents.statements(self._backend)

    def document_by_document(self) -> Iterator[tuple[StoredDocument, list[StoredStatement]]]:
        """What `documents` and `statements` give, in the same order, in bounded memory and so more slowly."""
        return contents.document_by_document(self._backend)

    def entities(self) -> Mapping[str, Entity]:
        """Every entity that the store describes, by its id."""
        return contents.entities_of(self._backend)

    def facts(self) -> list[StoredFact]:
        """Every background fact of the gazetteer, in the order of their ids."""
        return contents.facts(self._backend)

    def places(self) -> Mapping[str, StoredPlace]:
        """Every entity whose coordinates the store knows, by its id."""
        return contents.places(self._backend)

    def counts(self) -> Counts:
        """How much the store holds."""
        return contents.counts(self._backend)

    def statement_count(self) -> int:
        """How many statements the store holds: a part of `counts` that does not go through everything."""
        return contents.statement_count(self._backend)

    def history(self) -> list[Event]:
        """Everything that was done to the store and is known of, the last first."""
        standing = contents.documents(self._backend)
        read = (Event(each.read_at, "read", each.maker, each.id, each.name, each.statements) for each in standing)
        return history.events(self._backend, read)

    def load(self, stream: IO[bytes], form: ox.RdfFormat = ox.RdfFormat.N_QUADS) -> None:
        """Adds the quads of a backup or an export, all or none.

        Raises UsageError where the store lies in no folder, and SyntaxError.
        """
        self._on_disk("loaded from a backup").load(stream, form)

    def snapshot(self, folder: Path) -> None:
        """A copy of the store as it is now, in a new folder: within a blink where that lies on the same disk.

        Raises UsageError where the store lies in no folder, and StoreError where the copy cannot be made.
        """
        self._on_disk("copied as a folder").snapshot(folder)

    def compact(self) -> None:
        """Packs the store's files anew. Raises UsageError where the store lies in no folder."""
        self._on_disk("compacted").compact()

    @property
    def layout(self) -> int:
        """The version of the data model that the store is laid out by."""
        return changes.layout(self._backend)

    @property
    def is_writable(self) -> bool:
        """Whether anything can be written: not where the disk is full or read-only, and the store is only read."""
        return not isinstance(self._backend, OxigraphBackend) or self._backend.is_writable

    @property
    def folder(self) -> Path | None:
        """Where the store lies, None where that is no folder."""
        return self._backend.folder if isinstance(self._backend, OxigraphBackend) else None

    def query(self, sparql: str, *, bindings: Mapping[str, Term] | None = None) -> QueryResult:
        """The answer of a trusted query over the union of all graphs; `queries.run_query` is for anybody's query.

        Raises QueryError where the query does not parse or has no place for a binding: see `parameters`.
        """
        return self._backend.query(parameters.filled(sparql, bindings or {}))

    def graph_of(self, document: str) -> Iterator[ox.Quad]:
        """The quads of a document, given by its IRI. Raises UsageError where it is unknown."""
        return self._backend.quads(None, None, None, self._known(document))

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return [graph.value for graph in self._backend.graphs()]

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """All quads, or those of one graph, in no order."""
        return self._backend.quads(None, None, None, quads.iri(graph) if graph else None)

    def matching(self, predicate: ox.NamedNode, value: Term | None = None) -> Iterator[ox.Quad]:
        """The quads of any graph with the predicate, and with the object where it is given, in no order."""
        return self._backend.quads(None, predicate, value)

    def values(self, predicate: str) -> dict[str, list[str]]:
        """The values of a property, IRIs and literals as text, by the IRIs of what has it, in no order."""
        found: dict[str, list[str]] = {}
        for quad in self.matching(ox.NamedNode(predicate)):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                found.setdefault(quad.subject.value, []).append(quad.object.value)
        return found

    def as_rdflib(self) -> rdflib.Dataset:
        """The store as an rdflib dataset, whose default graph is the union. It ends with the store."""
        return self._backend.as_rdflib()

    def _known(self, document: str) -> ox.NamedNode:
        node = quads.iri(document) if document.startswith(DOCUMENT_BASE) else None
        if node is None or not changes.has_document(self._backend, node):
            raise UsageError(f"the store holds no document {document}")
        return node

    def _on_disk(self, what: str) -> OxigraphBackend:
        if not isinstance(self._backend, OxigraphBackend):
            raise UsageError(f"only a store in a folder can be {what}")
        return self._backend
