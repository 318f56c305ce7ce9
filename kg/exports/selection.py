"""What a store hands on by a projection, in bounded memory: its statements one by one, or gathered into the ties of a network."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from kg.exports.spill import SortedLines
from kg.folding import Parts
from kg.graph import evidence, tie_ends
from kg.origins import independent_sources
from kg.projection import ACTOR, Projection, Weigher, selected, told_by, weigher
from kg.records import ENTITY_FIELDS, Entity, StoredFact, StoredPlace, StoredStatement
from kg.store import Store, StoredDocument
from kg.timing import when
from kg.vocabulary import OWL, load_vocabulary

Done = Callable[[object], None]

_SEPARATOR = "\t"  # below every character of an IRI, so that lines sort as their parts do
_NO_DAY = "9999"


@dataclass(frozen=True, slots=True)
class Told:
    """A statement that was chosen, with its document."""

    statement: StoredStatement
    document: StoredDocument


@dataclass(frozen=True, slots=True)
class Tie:
    """One (subject, relation, object) with what its statements say together: see `graph.build`."""

    subject: str
    object: str
    attributes: Mapping[str, Any]

    @property
    def told(self) -> tuple[StoredStatement, ...]:
        """The statements behind it, in the order of time."""
        told: tuple[StoredStatement, ...] = self.attributes["statements"]
        return told


class Selection:
    """What of a store is asked for. `done` is called for each document that was read; it is read once for each format.

    `has_told` says whether it has told anything yet.

    Raises UsageError where the projection names what the vocabulary lacks.
    """

    def __init__(self, store: Store, projection: Projection, done: Done) -> None:
        self.projection, self.vocabulary, self.has_told = projection, load_vocabulary(), False
        self._store, self._done = store, done
        self._background: tuple[list[StoredFact], Mapping[str, Entity]] | None = None

    def told(self) -> Iterator[Told]:
        """The chosen statements, by document and in each in the order of its text."""
        parts = Parts(self.projection.fold, self.facts(), self.entities(), self.vocabulary) if self.projection.fold else None
        for document, statements in self._store.document_by_document():
            whole = map(parts.folded, statements) if parts else statements
            for statement in selected(whole, self.projection, self.vocabulary):
                self.has_told = True
                yield Told(statement, document)
            self._done(document)

    def facts(self) -> list[StoredFact]:
        """The background facts of the gazetteer."""
        return self._gazetteer()[0]

    def entities(self) -> Mapping[str, Entity]:
        """Every entity of the store."""
        return self._gazetteer()[1]

    def places(self) -> Mapping[str, StoredPlace]:
        """Where entities lie."""
        return self._store.places()

    def matches(self) -> dict[str, list[str]]:
        """What entities are the same as elsewhere, by their IRIs."""
        return {iri: sorted(values) for iri, values in self._store.values(OWL + "sameAs").items()}

    def _gazetteer(self) -> tuple[list[StoredFact], Mapping[str, Entity]]:
        if self._background is None:
            self._background = self._store.facts(), self._store.entities()
        return self._background


class Network:
    """The network of a selection: the same nodes and ties as `graph.project` gives, the ties on the disk where they are many."""

    def __init__(self, selection: Selection, lines: SortedLines, members: Mapping[str, Entity], weigh: Weigher) -> None:
        self._vocabulary, self._least = selection.vocabulary, selection.projection.min_sources
        self._lines, self._members, self._weigh = lines, members, weigh
        self._tied = {end for (subject, _, target), _ in self._groups() for end in (subject, target)} if self._least > 1 else None
        self._places = selection.places()

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The entities in the order of their IRIs: `id`, `label`, `kind`, `aliases`, `known`, and degrees where they are known."""
        tied = self._members if self._tied is None else self._tied
        return [self._node(self._members[iri]) for iri in sorted(tied)]

    def ties(self) -> Iterator[Tie]:
        """The ties in the order of subject, relation and object. One reader at a time."""
        for (subject, relation, target), told in self._groups():
            known = self._vocabulary.relation(relation)
            tie = {"relation": relation, "family": known.family, "symmetric": known.symmetric} | evidence(told, self._weigh)
            yield Tie(subject, target, tie)

    def statements(self) -> Iterator[tuple[str, str, list[StoredStatement]]]:
        """The two ends of each tie with its statements, without what they weigh."""
        return ((subject, target, told) for (subject, _, target), told in self._groups())

    def _groups(self) -> Iterator[tuple[tuple[str, str, str], list[StoredStatement]]]:
        for key, lines in groupby(self._lines, lambda line: line.split(_SEPARATOR, 3)[:3]):
            told = list({each.id: each for each in (self._statement(line) for line in lines)}.values())
            if self._least <= 1 or independent_sources(told) >= self._least:
                subject, relation, target = key
                yield (subject, relation, target), told

    def _statement(self, line: str) -> StoredStatement:
        fields: dict[str, Any] = json.loads(line.rpartition(_SEPARATOR)[2])
        for name in ENTITY_FIELDS:
            fields[name] = self._members.get(fields[name]) or self._others(fields[name])
        return StoredStatement(**fields)

    def _others(self, iri: str | None) -> Entity | None:
        return None if iri is None else Entity(iri, iri, ACTOR, known=False)

    def _node(self, entity: Entity) -> dict[str, Any]:
        place = self._places.get(entity.id)
        return {
            "id": entity.id,
            "label": entity.name,
            "kind": entity.kind,
            "aliases": tuple(name for name in entity.aliases if name != entity.name),
            "known": entity.known,
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
        }


@contextmanager
def network(selection: Selection) -> Iterator[Network]:
    """The network of the selection, for as long as the block lasts."""
    members: dict[str, Entity] = {}
    extremes: dict[str, StoredStatement] = {}
    with SortedLines(_lines(selection, members, extremes)) as lines:
        # What recency weighs by hangs on the first and the last day alone.
        yield Network(selection, lines, members, weigher(selection.projection, extremes.values()))


def _lines(selection: Selection, members: dict[str, Entity], extremes: dict[str, StoredStatement]) -> Iterator[str]:
    words = selection.vocabulary
    for each in selection.told():
        statement = each.statement
        if statement.subject.id == statement.object.id:
            continue
        members[statement.subject.id], members[statement.object.id] = statement.subject, statement.object
        _keep_extremes(statement, extremes)
        subject, relation, target = tie_ends(statement, symmetric=words.relation(statement.relation).symmetric)
        days = when(statement)
        yield _SEPARATOR.join(
            (subject, relation, target, days.first if days else _NO_DAY, statement.document, statement.id, _written(statement))
        )


def _keep_extremes(statement: StoredStatement, extremes: dict[str, StoredStatement]) -> None:
    days = when(statement)
    if days is None:
        return
    first, last = (when(extremes[name]) if name in extremes else None for name in ("first", "last"))
    if first is None or days.known_last < first.known_last:
        extremes["first"] = statement
    if last is None or days.known_last > last.known_last:
        extremes["last"] = statement


def _written(statement: StoredStatement) -> str:
    fields = {name: getattr(statement, name) for name in StoredStatement.__dataclass_fields__}
    for name in ENTITY_FIELDS:
        fields[name] = fields[name] and fields[name].id
    return json.dumps(fields)


def everything_told(projection: Projection) -> Projection:
    """The projection with ties to places, and with what is denied, planned, possible or sought: for lists of statements."""
    return told_by(replace(projection, places=True))


def asserted_with_places(projection: Projection) -> Projection:
    """The projection with ties to places: for formats that have no room for what did not happen."""
    return replace(projection, places=True)


def days_of(statement: StoredStatement) -> tuple[str | None, str | None]:
    """First and last day that the statement is about, None where an end is open or unknown."""
    days = when(statement)
    if days is None:
        return None, None
    return (None if days.first.startswith("0001") else days.first), (None if days.last.startswith("9999") else days.last)


def merged_spans(spans: Iterable[tuple[str | None, str | None]]) -> list[tuple[str | None, str | None]]:
    """Spans of days without those that overlap, in the order of time; spans with no end known are left out."""
    found: list[tuple[str | None, str | None]] = []
    for first, last in sorted(
        {span for span in spans if span != (None, None)}, key=lambda span: (span[0] or "", span[1] or _NO_DAY)
    ):
        if found and (found[-1][1] is None or (first or "") <= found[-1][1]):
            former = found[-1]
            found[-1] = former[0], None if former[1] is None or last is None else max(former[1], last)
        else:
            found.append((first, last))
    return found
