"""Statements read back in bulk: the engine gathers each record and writes it as text.

Reading record by record asks the store hundreds of thousands of times, and joining their properties in a query costs a
look-up for each value. So a query runs through every wanted property once and gathers what belongs to a record into one
text: a tag and a value for each property, parted by a character that no text of the store holds.
"""

from collections.abc import Iterator, Mapping, Sequence

from kg.errors import StoreError
from kg.records import Entity, StoredStatement
from kg.store.backend import Backend
from kg.vocabulary import DCTERMS, RDF, load_vocabulary

SEPARATOR = "\x1f"  # `quads.literal` lets no control character into the store
_TAGS = "abcdefghijklmnopqrstuvwxyz"

_DOCUMENT = ("name", "sentenceCount")
_DOCUMENT_TERMS = ("title", "date", "publisher")
_STATEMENT = (
    "sentence", "statedIn", "trigger", "start", "subjectStart", "objectStart", "confidence", "polarity", "modality", "place",
    "date", "dateFrom", "dateUntil", "attributedTo", "count",
)  # fmt: skip
_STATEMENT_TERMS = ("subject", "predicate", "object")


def statements(backend: Backend, entities: Mapping[str, Entity]) -> Iterator[StoredStatement]:
    """Every statement: the documents by date, name and id, and in each document the statements as the text gives them.

    Raises StoreError where a record lacks what every record has.
    """
    # Half of what is to be read stands in `sentence` and the two ends: in two queries two cores read it.
    cold, warm = _properties(_STATEMENT[:3], RDF, _STATEMENT_TERMS[:1]), _properties(_STATEMENT[3:], RDF, _STATEMENT_TERMS[1:])
    found, more, about = _records(backend, (cold, warm, _properties(_DOCUMENT, DCTERMS, _DOCUMENT_TERMS)))
    try:
        documents = _in_order({iri: record for iri, record in about.items() if "sentenceCount" in record})
        told = [(iri, record | more.pop(iri, {})) for iri, record in found.items() if record.get("statedIn") in documents]
        found.clear()
        told.sort(key=lambda item: (documents[item[1]["statedIn"]][0], *_position(item[1]), item[0]))
        known = dict(entities)
        for iri, record in told:
            yield _statement(iri, record, documents[record["statedIn"]][1], known)
    except KeyError as error:
        raise StoreError(f"the store is damaged: a record lacks {error.args[0]}") from None


def _properties(own: Sequence[str], namespace: str, terms: Sequence[str]) -> dict[str, str]:
    """Names and IRIs of properties of the ontology and of another namespace."""
    words = load_vocabulary()
    return {name: words.record_property(name).iri for name in own} | {name: namespace + name for name in terms}


def _records(backend: Backend, wanted: Sequence[Mapping[str, str]]) -> list[dict[str, dict[str, str]]]:
    """For each of the sets of properties: every subject that has some of them, with their values."""
    tables = backend.tables([_query(properties) for properties in wanted])
    return [
        {iri: _record(joined.split(SEPARATOR), tuple(properties)) for iri, joined in rows if iri and joined}
        for rows, properties in zip(tables, wanted, strict=True)
    ]


def _query(properties: Mapping[str, str]) -> str:
    pairs = " ".join(f'(<{iri}> "{tag}")' for tag, iri in zip(_TAGS, properties.values(), strict=False))
    return (
        f'SELECT ?s (GROUP_CONCAT(CONCAT(?tag, STR(?value)); separator="\\u{ord(SEPARATOR):04x}") AS ?all) '
        f"WHERE {{ VALUES (?property ?tag) {{ {pairs} }} ?s ?property ?value }} GROUP BY ?s"
    )


def _record(values: list[str], names: Sequence[str]) -> dict[str, str]:
    """The values by the names of their properties; should a property have several, always the same one of them."""
    record = {names[_TAGS.index(value[0])]: value[1:] for value in values}
    if len(record) < len(values):
        record = {names[_TAGS.index(value[0])]: value[1:] for value in sorted(values, reverse=True)}
    return record


def _in_order(documents: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[int, Mapping[str, str]]]:
    """The documents by date, name and id, each with its place in that order."""
    order = sorted(documents, key=lambda iri: (documents[iri].get("date", ""), documents[iri]["name"], iri))
    return {iri: (place, documents[iri]) for place, iri in enumerate(order)}


def _position(record: Mapping[str, str]) -> tuple[int, int, int]:
    return int(record["start"]), int(record["subjectStart"]), int(record["objectStart"])


def _statement(iri: str, record: Mapping[str, str], document: Mapping[str, str], entities: dict[str, Entity]) -> StoredStatement:
    place, speaker, count = record.get("place"), record.get("attributedTo"), record.get("count")
    return StoredStatement(
        id=iri,
        document=record["statedIn"],
        document_name=document["name"],
        sentence=record["sentence"],
        subject=_entity(record["subject"], entities),
        relation=_local(record["predicate"]),
        object=_entity(record["object"], entities),
        trigger=record["trigger"],
        confidence=float(record["confidence"]),
        polarity="negated" if record["polarity"] == "negated" else "affirmed",
        modality=record["modality"],  # type: ignore[arg-type]
        document_title=document.get("title"),
        document_date=document.get("date"),
        document_source=document.get("publisher"),
        place=_entity(place, entities) if place else None,
        date=record.get("date"),
        date_from=record.get("dateFrom"),
        date_until=record.get("dateUntil"),
        attributed_to=_entity(speaker, entities) if speaker else None,
        count=int(count) if count else None,
    )


def _entity(iri: str, entities: dict[str, Entity]) -> Entity:
    """The entity; one the gazetteer no longer describes still has its statements, until their documents are read again."""
    return entities.get(iri) or entities.setdefault(iri, Entity(iri, _local(iri), "Actor", known=False))


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
