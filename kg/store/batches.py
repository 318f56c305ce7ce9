"""Many documents at once: what they bring is gathered in memory, so that one transaction takes all of it in."""

import time
from collections.abc import Callable, Container, Iterable
from datetime import datetime

import pyoxigraph as ox

from kg import quads
from kg.records import Entity, Maker, Reading
from kg.store import changes, curating, makers
from kg.store.backend import Backend, Change
from kg.store.changes import Outcome
from kg.store.view import View

LARGEST = 500_000
"""How many quads are gathered at most: some four hundred bytes of memory each."""
UNTOLD_FOR = 1.0
"""How many seconds pass at most, or one document that takes longer, until what was read is on the disk and told of."""
UNHURRIED = 8
"""Where documents come so fast that storing them is the work, this many times as long as that took last: larger batches
are stored faster."""


class Intake:
    """Takes readings in, new ones together in a transaction, and tells of each when the disk holds it."""

    def __init__(
        self, backend: Backend, view: View, stored: Callable[[Reading, Outcome], None] | None, renewed: Container[str] = ()
    ) -> None:
        self._backend, self._view, self._stored, self._renewed = backend, view, stored, renewed
        self._batch = Batch(backend, view)
        self._untold: list[tuple[Reading, Outcome]] = []
        self._due = time.monotonic() + UNTOLD_FOR

    def take(self, reading: Reading, when: datetime) -> None:
        """Takes in a reading; that it is stored is told with this call or a later one."""
        outcome: Outcome = "added"
        if self._backend.shared or not self._batch.take(reading, when):
            self._commit()
            renewed = (lambda _step: True) if reading.document.id in self._renewed else None
            outcome = changes.add(self._backend, reading, when, self._view, renewed)
        self._untold.append((reading, outcome))
        if self._batch.full or time.monotonic() >= self._due:
            self.settle()

    def settle(self) -> None:
        """Stores what has been taken in, and tells of it."""
        begun = time.monotonic()
        self._commit()
        self._backend.flush()
        ended = time.monotonic()
        untold, self._untold = self._untold, []
        if self._stored is not None:
            for reading, outcome in untold:
                self._stored(reading, outcome)
        self._due = ended + max(UNTOLD_FOR, UNHURRIED * (ended - begun))

    def _commit(self) -> None:
        if change := self._batch.change():
            self._backend.commit(change)
            self._batch.clear()  # after it is stored: should this be interrupted, it is stored again, which changes nothing


class Batch:
    """New documents that are not in the store yet; each is added whole, and what two of them bring is there once."""

    def __init__(self, backend: Backend, view: View) -> None:
        self._backend, self._view = backend, view
        self.clear()

    def take(self, reading: Reading, when: datetime) -> bool:
        """Gathers what the reading brings. False where it would change what the store or the batch holds already."""
        document = quads.iri(reading.document.id)
        location = quads.iri(reading.document.location) if reading.document.location else None
        if document in self._documents or location in self._locations or self._is_stored(document, location):
            return False
        if any(self._is_decided_on(entity) for entity in _strangers(reading)):
            return False
        told = list(quads.reading_quads(reading, when=when))
        asserted: Iterable[ox.Triple] = quads.asserted_triples(reading.statements)
        if self._view:
            told = list(curating.curated(self._view, told, document))
            asserted = curating.plain_triples(told)
        self._documents.add(document)
        self._quads += told
        self._quads += self._new_triples(asserted)
        self._quads += self._new_makers(reading)
        self._quads += quads.discovered_quads(entity for entity in _strangers(reading) if self._is_new(entity))
        if location is not None:
            self._locations.add(location)
            self._quads.append(ox.Quad(location, changes.HOLDS, document, changes.SOURCES))
        return True

    @property
    def full(self) -> bool:
        """Whether it is time to store the batch."""
        return len(self._quads) >= LARGEST

    def change(self) -> Change:
        """What has been gathered, as one transaction."""
        return Change(add=tuple(self._quads))

    def clear(self) -> None:
        """Forgets what has been gathered."""
        self._quads: list[ox.Quad] = []
        self._documents: set[ox.NamedNode] = set()
        self._locations: set[ox.NamedNode] = set()
        self._triples: set[ox.Triple] = set()
        self._entities: set[str] = set()
        self._makers: set[Maker] = set()
        self._described: set[ox.Quad] = set()

    def _is_stored(self, document: ox.NamedNode, location: ox.NamedNode | None) -> bool:
        held = location is not None and next(self._backend.quads(location, changes.HOLDS, None, changes.SOURCES), None)
        return bool(held) or changes.has_document(self._backend, document)

    def _new_triples(self, asserted: Iterable[ox.Triple]) -> list[ox.Quad]:
        found: list[ox.Quad] = []
        for triple in asserted:
            if triple not in self._triples:
                self._triples.add(triple)
                quad = ox.Quad(triple.subject, triple.predicate, triple.object, changes.ASSERTED)
                if next(self._backend.quads(*quad), None) is None:
                    found.append(quad)
        return found

    def _new_makers(self, reading: Reading) -> list[ox.Quad]:
        if reading.maker is None or reading.maker in self._makers:
            return []
        found = [quad for quad in makers.needed(self._backend, reading.maker, set()) if quad not in self._described]
        self._makers.add(reading.maker)
        self._described.update(found)
        return found

    def _is_new(self, entity: Entity) -> bool:
        """Whether neither the store nor the batch describes the entity; asked once for each."""
        if entity.id in self._entities:
            return False
        self._entities.add(entity.id)
        return not changes.is_described(self._backend, quads.iri(entity.id))

    def _is_decided_on(self, entity: Entity) -> bool:
        """Whether describing the entity would change what decisions make of it and of others."""
        node = quads.iri(entity.id)
        return node.value in self._view.named and not changes.is_described(self._backend, node)


def _strangers(reading: Reading) -> list[Entity]:
    return [entity for entity in changes.entities_of(reading) if not entity.known]
