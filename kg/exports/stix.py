"""Statements as a bundle of STIX 2.1, for threat intelligence platforms such as OpenCTI and MISP."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

from kg.exports.mappings import nearest, stix_mapping
from kg.exports.selection import Selection, Told, asserted_with_places, days_of
from kg.metrics.places import PLACE, place_of
from kg.records import Entity
from kg.store import StoredDocument
from kg.timing import document_days
from kg.vocabulary import GRAPH_BASE, WIKIDATA

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, GRAPH_BASE)
_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")

Stix = dict[str, Any]

OBJECTS = ', "objects": ['
"""What stands before the first object: a bundle has no empty list of them."""


def stix(selection: Selection, stream: IO[bytes]) -> None:
    """What is affirmed and asserted: a relationship for each statement, a report for each document, and those they speak of.

    Ids are hashes of the IRIs. `created` and `modified` are the times at which documents were read. Statements about what STIX
    has no object for, such as agreements and materiel, are left out.
    """
    selection.projection = asserted_with_places(selection.projection)
    said = hashlib.sha256()
    stream.write(b'{"type": "bundle"')
    some = False
    for found in _Writer(selection).objects():
        said.update(found["id"].encode())
        stream.write(f"{',' if some else OBJECTS}\n{json.dumps(found, ensure_ascii=False)}".encode())
        some = True
    ending = "\n]" if some else ""
    identity = stix_id("bundle", said.hexdigest())
    stream.write(f'{ending}, "id": "{identity}"}}\n'.encode())


class _Writer:
    def __init__(self, selection: Selection) -> None:
        self._selection, self._words, self._mapping = selection, selection.vocabulary, stix_mapping()
        self._met: dict[str, tuple[Entity, str, str, str]] = {}

    def objects(self) -> Iterator[Stix]:
        """Relationships and reports, then those that they are about."""
        document: StoredDocument | None = None
        names: dict[str, None] = {}
        days: tuple[str, str] | None = None
        for told in self._selection.told():
            ends = self._ends(told)
            if ends is None:
                continue
            if document is not None and document.id != told.document.id:
                yield _report(document, list(names), days)
                names = {}
            document, days = told.document, document_days(told.statement)
            relationship = _relationship(told, *ends)
            names |= dict.fromkeys((*ends, *self._place(told), relationship["id"]))
            yield relationship
        if document is not None:
            yield _report(document, list(names), days)
        yield from self._entities()

    def _ends(self, told: Told) -> tuple[str, str] | None:
        """The ids of subject and object, None where STIX has no object for one of them."""
        statement = told.statement
        place = place_of(statement, self._words)
        as_place = place is not None and place[1] == "object"
        if not (self._type(statement.subject) and (as_place or self._type(statement.object))):
            return None
        return self._meet(statement.subject, told), self._meet(statement.object, told, as_place=as_place)

    def _place(self, told: Told) -> Iterator[str]:
        if told.statement.place is not None and self._words.is_a(told.statement.place.kind, PLACE):
            yield self._meet(told.statement.place, told, as_place=True)

    def _meet(self, entity: Entity, told: Told, *, as_place: bool = False) -> str:
        kind = "location" if as_place else self._type(entity)["type"]
        name, read = stix_id(kind, entity.id), _instant(told.document.read_at)
        first, last = self._met[name][2:] if name in self._met else (read, read)
        self._met[name] = entity, kind, min(first, read), max(last, read)
        return name

    def _entities(self) -> Iterator[Stix]:
        places, same_as = self._selection.places(), self._selection.matches()
        for name, (entity, kind, first, last) in sorted(self._met.items()):
            found: Stix = {"type": kind, "spec_version": "2.1", "id": name, "created": first, "modified": last, "name": entity.name}
            if kind == "location":
                place = places.get(entity.id)
                found |= {"latitude": place.latitude, "longitude": place.longitude} if place else {"region": entity.name}
            else:
                found |= {key: value for key, value in self._type(entity).items() if key != "type"}
            if entity.aliases and kind == "threat-actor":
                found["aliases"] = list(entity.aliases)
            wikidata = [each.removeprefix(WIKIDATA) for each in same_as.get(entity.id, ()) if each.startswith(WIKIDATA)]
            references = [("kg", entity.id), *(("wikidata", each) for each in wikidata)]
            yield found | {"external_references": [{"source_name": source, "external_id": each} for source, each in references]}

    def _type(self, entity: Entity) -> dict[str, str]:
        return dict(nearest(entity.kind, self._mapping.classes, self._words) or {})


def stix_id(kind: str, iri: str) -> str:
    """The id of the object of that type that stands for the IRI: always the same."""
    return f"{kind}--{uuid.uuid5(_NAMESPACE, f'{kind} {iri}')}"


def _relationship(told: Told, subject: str, target: str) -> Stix:
    statement, read = told.statement, _instant(told.document.read_at)
    first, last = days_of(statement)
    days = {"start_time": f"{first}T00:00:00.000Z" if first else None, "stop_time": f"{last}T23:59:59.000Z" if last else None}
    return {
        "type": "relationship",
        "spec_version": "2.1",
        "id": stix_id("relationship", statement.id),
        "created": read,
        "modified": read,
        "relationship_type": _HUMP.sub("-", statement.relation).lower(),
        "description": statement.sentence,
        "source_ref": subject,
        "target_ref": target,
        **{name: day for name, day in days.items() if day},
        "confidence": round(100 * statement.confidence),
        "external_references": [
            {"source_name": statement.document_source or "kg", "description": told.document.name, "external_id": statement.id}
        ],
    }


def _report(document: StoredDocument, names: list[str], days: tuple[str, str] | None) -> Stix:
    read = _instant(document.read_at)
    return {
        "type": "report",
        "spec_version": "2.1",
        "id": stix_id("report", document.id),
        "created": read,
        "modified": read,
        "name": document.title or document.name,
        "published": f"{days[0]}T00:00:00.000Z" if days else read,
        "object_refs": names,
        "external_references": [{"source_name": document.source or "kg", "description": document.name, "external_id": document.id}],
    }


def _instant(text: str) -> str:
    """A time as STIX writes it, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
