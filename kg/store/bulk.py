"""Statements read back in bulk: the engine gathers each record and writes it as text.

Reading record by record asks the store hundreds of thousands of times, and joining their properties in a query costs a
look-up for each value. So a query runs through every wanted property once and gathers what belongs to a record into one
text: a tag and a value for each property, parted by a character that no text of the store holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from kg.errors import StoreError
from kg.heap import without_collection
from kg.periods import date_bounds
from kg.records import Entity, StoredStatement
from kg.store.backend import Backend, Row
from kg.vocabulary import DCTERMS, RDF, load_vocabulary

SEPARATOR = "\x1f"  # `quads.literal` lets no control character into the store
_FIRST_TAG = ord("a")

Values: TypeAlias = list[str | None]
"""The values of a record's properties, None where it has none."""

# Half of what is to be read stands in the sentence and the ids: in two queries two cores read it.
_TEXTS = ("sentence", "statedIn", "trigger", "rdf:subject")
_FACTS = ("rdf:predicate", "rdf:object", "start", "subjectStart", "objectStart", "confidence", "polarity", "modality")
_MORE_FACTS = ("place", "date", "attributedTo", "count")
_DOCUMENT = ("name", "sentenceCount")
_MORE_OF_DOCUMENT = ("dcterms:title", "dcterms:date", "dcterms:publisher")


def statements(backend: Backend, entities: Mapping[str, Entity]) -> list[StoredStatement] | None:
    """Every statement: the documents by date, name and id, and in each document the statements as the text gives them.

    None where the backend gives no tables. Raises StoreError where a record lacks what every record has.
    """
    wanted = (_TEXTS, (*_FACTS, *_MORE_FACTS), (*_DOCUMENT, *_MORE_OF_DOCUMENT))
    tables = backend.tables([_query(properties) for properties in wanted])
    if tables is None:
        return None
    with without_collection():
        return _statements(tables, wanted, dict(entities))


def _statements(
    tables: Sequence[Iterator[Row]], wanted: Sequence[Sequence[str]], entities: dict[str, Entity]
) -> list[StoredStatement]:
    texts, facts, about = tables
    documents = _in_order(_records(about, wanted[2]))
    more = _records(facts, wanted[1])
    nothing: Values = [None] * len(wanted[1])
    found: list[tuple[tuple[int, ...], str, Values, Values, Values]] = []
    for iri, text in _records(texts, wanted[0]).items():
        document = documents.get(text[1] or "")
        if document:  # facts of the gazetteer have a subject and an object too
            fact: Values = more.get(iri) or nothing
            _check(text, _TEXTS)
            _check(fact, _FACTS)
            found.append(((document[0], *(int(place or 0) for place in fact[2:5])), iri, text, fact, document[1]))
    found.sort(key=lambda item: item[:2])
    return [_statement(iri, text, fact, document, entities) for _, iri, text, fact, document in found]


def _query(properties: Sequence[str]) -> str:
    pairs = " ".join(f'({_iri(name)} "{chr(_FIRST_TAG + place)}")' for place, name in enumerate(properties))
    return (
        f'SELECT ?s (GROUP_CONCAT(CONCAT(?tag, STR(?value)); separator="\\u{ord(SEPARATOR):04x}") AS ?all) '
        f"WHERE {{ VALUES (?property ?tag) {{ {pairs} }} ?s ?property ?value }} GROUP BY ?s"
    )


def _iri(name: str) -> str:
    """A property by its name in the ontology, or with the prefix of another namespace."""
    prefix, colon, local = name.partition(":")
    if not colon:
        return f"<{load_vocabulary().record_property(name).iri}>"
    return f"<{ {'rdf': RDF, 'dcterms': DCTERMS}[prefix] }{local}>"


def _records(rows: Iterator[Row], properties: Sequence[str]) -> dict[str, Values]:
    """The values of each subject; should a property have several, always the same one of them."""
    empty: Values = [None] * len(properties)
    records = {}
    for iri, joined in rows:
        if iri and joined:
            records[iri] = record = empty.copy()
            for value in joined.split(SEPARATOR):
                place, text = ord(value[0]) - _FIRST_TAG, value[1:]
                other = record[place]
                record[place] = text if other is None else min(text, other)
    return records


def _check(record: Values, needed: Sequence[str]) -> None:
    if None in record[: len(needed)]:
        name = needed[record.index(None)].partition(":")[2] or needed[record.index(None)]
        raise StoreError(f"the store is damaged: a record lacks {name}")


def _in_order(records: Mapping[str, Values]) -> dict[str, tuple[int, Values]]:
    """The documents by date, name and id, each with its place in that order. Only documents have a count of sentences."""
    documents = {iri: record for iri, record in records.items() if record[1] is not None}
    for record in documents.values():
        _check(record, _DOCUMENT)
    order = sorted(documents, key=lambda iri: (documents[iri][3] or "", documents[iri][0], iri))
    return {iri: (place, documents[iri]) for place, iri in enumerate(order)}


def _statement(iri: str, text: Values, fact: Values, document: Values, entities: dict[str, Entity]) -> StoredStatement:
    sentence, stated_in, trigger, subject = text
    relation, target, _, _, _, confidence, polarity, modality, place, date, speaker, count = fact
    name, _, title, day, publisher = document
    first, last = _days(date) if date else (None, None)
    return StoredStatement(
        id=iri,
        document=str(stated_in),
        document_name=str(name),
        sentence=str(sentence),
        subject=_entity(str(subject), entities),
        relation=_local(str(relation)),
        object=_entity(str(target), entities),
        trigger=str(trigger),
        confidence=float(str(confidence)),
        polarity="negated" if polarity == "negated" else "affirmed",
        modality=modality,  # type: ignore[arg-type]
        document_title=title,
        document_date=day,
        document_source=publisher,
        place=_entity(place, entities) if place else None,
        date=date,
        date_from=first,
        date_until=last,
        attributed_to=_entity(speaker, entities) if speaker else None,
        count=int(count) if count else None,
    )


@lru_cache(65_536)
def _days(date: str) -> tuple[str, str]:
    """The days that `dateFrom` and `dateUntil` hold for a date: two values less to read of each statement."""
    first, last = date_bounds(date)
    return first.isoformat(), last.isoformat()


def _entity(iri: str, entities: dict[str, Entity]) -> Entity:
    """The entity; one the gazetteer no longer describes still has its statements, until their documents are read again."""
    return entities.get(iri) or entities.setdefault(iri, Entity(iri, _local(iri), "Actor", known=False))


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
