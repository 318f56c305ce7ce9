"""Statements as entities of FollowTheMoney, one a line of JSON, for Aleph, OpenSanctions' tools and followthemoney itself."""

import json
import re
from collections.abc import Iterator
from typing import IO, Any

from kg.exports.mappings import Link, ftm_mapping, nearest
from kg.exports.selection import Selection, asserted_with_places, days_of
from kg.metrics.places import place_of
from kg.records import Entity, StoredFact, StoredStatement, digest
from kg.store import StoredDocument
from kg.vocabulary import WIKIDATA

_ID = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?\Z")
_PLACE = "Address"
_DOCUMENT = "PlainText"
_EVENT = "Event"

Ftm = dict[str, Any]


def ftm(selection: Selection, stream: IO[bytes]) -> None:
    """What is affirmed and asserted, as links and events between the entities, with the documents as their proof.

    Background facts between these entities, such as dated offices, come after them.
    """
    selection.projection = asserted_with_places(selection.projection)
    for entity in _Writer(selection).entities():
        stream.write(f"{json.dumps(entity, ensure_ascii=False)}\n".encode())


class _Writer:
    def __init__(self, selection: Selection) -> None:
        self._selection, self._words, self._mapping = selection, selection.vocabulary, ftm_mapping()
        self._places, self._same_as = selection.places(), selection.matches()
        self._written: dict[str, Entity] = {}

    def entities(self) -> Iterator[Ftm]:
        last = None
        for told in self._selection.told():
            if told.document.id != last:
                last = told.document.id
                yield self._document(told.document)
            statement = told.statement
            place = place_of(statement, self._words)
            for entity in (statement.subject, statement.object, place[0] if place else None):
                yield from self._thing(entity)
            yield self._statement(statement, place[0] if place else None)
        yield from self._facts()

    def _thing(self, entity: Entity | None) -> Iterator[Ftm]:
        if entity is None or entity.id in self._written:
            return
        self._written[entity.id] = entity
        place = self._places.get(entity.id)
        schema = self._schema(entity)
        address = schema == _PLACE
        yield _ftm(
            ftm_id(entity.id),
            schema,
            name=entity.name,
            alias=entity.aliases,
            full=entity.name if address else None,
            latitude=str(place.latitude) if place and address else None,
            longitude=str(place.longitude) if place and address else None,
            wikidataId=[each.removeprefix(WIKIDATA) for each in self._same_as.get(entity.id, ()) if each.startswith(WIKIDATA)],
        )

    def _document(self, document: StoredDocument) -> Ftm:
        return _ftm(
            ftm_id(document.id),
            _DOCUMENT,
            title=document.title or document.name,
            fileName=document.name,
            publishedAt=(document.date or "").partition("/")[0],
            publisher=document.source,
        )

    def _statement(self, statement: StoredStatement, place: Entity | None) -> Ftm:
        relation = self._words.relation(statement.relation)
        link = self._link(statement.relation, statement.subject, statement.object)
        happened = place is not None and link.schema == _EVENT
        first, last = days_of(statement)
        return _ftm(
            ftm_id(statement.id),
            link.schema,
            {link.subject: ftm_id(statement.subject.id), link.object: ftm_id(statement.object.id)},
            **_said(link, statement.subject, relation.label, statement.object),
            location=place.name if place and happened else None,
            addressEntity=ftm_id(place.id) if place and happened and self._schema(place) == _PLACE else None,
            startDate=first,
            endDate=last,
            summary=statement.sentence,
            publisher=statement.document_source,
            proof=ftm_id(statement.document),
            recordId=statement.id,
        )

    def _facts(self) -> Iterator[Ftm]:
        wanted = self._selection.projection
        for fact in self._selection.facts():
            relation = self._words.relation(fact.relation)
            if wanted.relations is not None and fact.relation not in wanted.relations:
                continue
            if wanted.families is not None and relation.family not in wanted.families:
                continue
            if fact.subject in self._written and fact.object in self._written:
                yield self._fact(fact)

    def _fact(self, fact: StoredFact) -> Ftm:
        subject, target = self._written[fact.subject], self._written[fact.object]
        link = self._link(fact.relation, subject, target)
        return _ftm(
            ftm_id(fact.id),
            link.schema,
            {link.subject: ftm_id(fact.subject), link.object: ftm_id(fact.object)},
            **_said(link, subject, fact.role or self._words.relation(fact.relation).label, target),
            startDate=fact.valid_from,
            endDate=fact.valid_until,
            recordId=fact.id,
        )

    def _link(self, relation: str, subject: Entity, target: Entity) -> Link:
        mapping, family = self._mapping, self._words.relation(relation).family
        for link in (mapping.relations.get(relation), mapping.families.get(family)):
            if (
                link
                and self._schema(subject) in mapping.fits[link.subject_range]
                and self._schema(target) in mapping.fits[link.object_range]
            ):
                return link
        return mapping.otherwise

    def _schema(self, entity: Entity) -> str:
        return str(nearest(entity.kind, self._mapping.classes, self._words) or "LegalEntity")


def _said(link: Link, subject: Entity, words: str, target: Entity) -> dict[str, str]:
    """What ties the two: the name of an event, or the role of a link."""
    return {"name": f"{subject.name} {words} {target.name}"} if link.schema == _EVENT else {"role": words}


def ftm_id(iri: str) -> str:
    """An id as FollowTheMoney wants it, of letters, digits, hyphens and dots: that of the IRI where it is so, else its hash."""
    kind, _, local = iri.rpartition("/")
    kind = kind.rpartition("/")[2]
    readable = f"{kind}-{local}"
    return readable if _ID.match(readable) else f"{kind}-{digest(iri)}"


def _ftm(iri: str, schema: str, properties: dict[str, Any] | None = None, /, **more: Any) -> Ftm:
    told = {**(properties or {}), **more}
    listed = {name: [value] if isinstance(value, str) else list(value) for name, value in told.items() if value}
    return {"id": iri, "schema": schema, "properties": {name: values for name, values in listed.items() if values}}
