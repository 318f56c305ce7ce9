"""From records to RDF: pure generators of the quads that `docs/data-model.md` describes."""

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType

import pyoxigraph as ox

from kg.gazetteer import Entry, Fact, Gazetteer
from kg.periods import date_bounds
from kg.records import Coded, Entity, Maker, Mention, Reading, Statement, Tool, ToolKind
from kg.resources import resource
from kg.vocabulary import DCTERMS, GEO, GRAPH_BASE, OWL, PROV, RDF, RDFS, SKOS, WIKIDATA, XSD, load_vocabulary

GRAPH_ASSERTED = ox.NamedNode(GRAPH_BASE + "asserted")
GRAPH_ENTITIES = ox.NamedNode(GRAPH_BASE + "entities")
GRAPH_GAZETTEER = ox.NamedNode(GRAPH_BASE + "gazetteer")
GRAPH_ONTOLOGY = ox.NamedNode(GRAPH_BASE + "ontology")
GRAPH_MAKERS = ox.NamedNode(GRAPH_BASE + "makers")
GRAPH_SOURCES = ox.NamedNode(GRAPH_BASE + "sources")
GRAPH_CURATION = ox.NamedNode(GRAPH_BASE + "curation")
GRAPH_HISTORY = ox.NamedNode(GRAPH_BASE + "history")
AUTHORITY_GRAPHS = GRAPH_BASE + "authority/"
"""What the graphs of authority files begin with: the name of each follows."""

GENID = "https://w3id.org/sahel-kg/.well-known/genid/"
"""The beginning of names that stand for blank nodes, as RDF 1.1 proposes it."""

Value = ox.NamedNode | ox.BlankNode | ox.Literal
Pair = tuple[ox.NamedNode, Value | None]

_TYPE = ox.NamedNode(RDF + "type")
_SUBJECT = ox.NamedNode(RDF + "subject")
_PREDICATE = ox.NamedNode(RDF + "predicate")
_OBJECT = ox.NamedNode(RDF + "object")
_PREF_LABEL = ox.NamedNode(SKOS + "prefLabel")
_ALT_LABEL = ox.NamedNode(SKOS + "altLabel")
_SAME_AS = ox.NamedNode(OWL + "sameAs")
_LATITUDE = ox.NamedNode(GEO + "lat")
_LONGITUDE = ox.NamedNode(GEO + "long")
_TITLE = ox.NamedNode(DCTERMS + "title")
_DATE = ox.NamedNode(DCTERMS + "date")
_PUBLISHER = ox.NamedNode(DCTERMS + "publisher")
_LANGUAGE = ox.NamedNode(DCTERMS + "language")
_CREATOR = ox.NamedNode(DCTERMS + "creator")
_LABEL = ox.NamedNode(RDFS + "label")
_GENERATED_BY = ox.NamedNode(PROV + "wasGeneratedBy")
_DERIVED_FROM = ox.NamedNode(PROV + "wasDerivedFrom")
_USED = ox.NamedNode(PROV + "used")
_ASSOCIATED_WITH = ox.NamedNode(PROV + "wasAssociatedWith")
_ACTIVITY = ox.NamedNode(PROV + "Activity")
_ENTITY = ox.NamedNode(PROV + "Entity")
_AGENT = ox.NamedNode(PROV + "SoftwareAgent")
_ENDED_AT = ox.NamedNode(PROV + "endedAtTime")
_XSD_DATE = ox.NamedNode(XSD + "date")
_XSD_DATE_TIME = ox.NamedNode(XSD + "dateTime")
_XSD_DECIMAL = ox.NamedNode(XSD + "decimal")

_TOOL_CLASSES: Mapping[ToolKind, str] = MappingProxyType(
    {
        "extractor": "Extractor",
        "gazetteer": "Gazetteer",
        "lexicon": "Lexicon",
        "mapping": "Mapping",
        "model": "LanguageModel",
    }
)

# What XML, and so RDF/XML and GraphML, cannot carry, and the control characters that no reader should meet.
_ILLEGAL_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\ufffd"
_ILLEGAL_IN_IRI = re.compile(
    "[^A-Za-z0-9._~:/?@!$&'()*+,;=%\\-\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd]|%(?![0-9A-Fa-f]{2})"
)


def reading_quads(reading: Reading, *, when: datetime) -> Iterator[ox.Quad]:
    """The document's graph: its record, and its statements as resources. `when` is the time of reading.

    Raises ValueError where a date is not ISO 8601 or `when` has no time zone, UsageError where a relation or class is
    not in the ontology.
    """
    graph = iri(reading.document.id)
    yield from _quads(graph, graph, _document_pairs(reading))
    yield from _quads(activity(graph), graph, _activity_pairs(reading, when))
    yield from _quads(_source(graph), graph, [(_TYPE, _ENTITY)])
    for statement in _distinct(reading.statements):
        yield from _quads(iri(statement.id), graph, _statement_pairs(statement))


def asserted_triples(statements: Iterable[Statement]) -> Iterator[ox.Triple]:
    """The plain triple, once each, of every statement that the text affirms as fact."""
    plain = (statement for statement in statements if (statement.polarity, statement.modality) == ("affirmed", "asserted"))
    yield from dict.fromkeys(
        ox.Triple(iri(statement.subject.entity.id), _relation(statement.relation), iri(statement.object.entity.id))
        for statement in plain
    )


def discovered_quads(entities: Iterable[Entity]) -> Iterator[ox.Quad]:
    """Class and labels of the entities first met in a text, each entity once; those of the gazetteer are passed over."""
    found: dict[str, Entity] = {}
    for entity in entities:
        if not entity.known:
            found.setdefault(entity.id, entity)
    for entity in found.values():
        yield from _quads(iri(entity.id), GRAPH_ENTITIES, _discovered_pairs(entity))


def maker_quads(maker: Maker | None) -> Iterator[ox.Quad]:
    """The versions of extractor, gazetteer, lexicon and model that a reading was made by and with."""
    for tool in maker.tools if maker else ():
        yield from _quads(iri(tool.id), GRAPH_MAKERS, _tool_pairs(tool))


def gazetteer_quads(gazetteer: Gazetteer) -> Iterator[ox.Quad]:
    """The gazetteer's graph: every entity with its names, dates, place and matches, and every fact as a resource."""
    for entry in gazetteer.entries.values():
        yield from _quads(iri(entry.entity.id), GRAPH_GAZETTEER, _entry_pairs(entry))
        for fact in entry.facts:
            yield from _quads(iri(fact.id), GRAPH_GAZETTEER, _fact_pairs(fact))


def ontology_quads() -> Iterator[ox.Quad]:
    """The ontology's graph. Blank nodes get names of their own, the same each time: a transaction cannot carry blank ones."""
    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def renamed(node: ox.BlankNode) -> ox.NamedNode:
        return names.setdefault(node, ox.NamedNode(f"{GENID}ontology{len(names)}"))

    for quad in ox.parse(path=resource("ontology", "sahel.ttl"), format=ox.RdfFormat.TURTLE):
        subject = renamed(quad.subject) if isinstance(quad.subject, ox.BlankNode) else quad.subject
        value = renamed(quad.object) if isinstance(quad.object, ox.BlankNode) else quad.object
        yield ox.Quad(subject, quad.predicate, value, GRAPH_ONTOLOGY)


@functools.lru_cache(1 << 16)  # the same entities are spoken of again and again
def iri(text: str) -> ox.NamedNode:
    """The absolute IRI, with whatever an IRI cannot hold percent-encoded. Raises ValueError where it has no scheme."""
    base, mark, fragment = text.partition("#")
    return ox.NamedNode(_escaped(base) + mark + _escaped(fragment))


def literal(text: str, *, language: str | None = None) -> ox.Literal:
    """The text as a literal. Control characters and lone surrogates become U+FFFD, one for one, so offsets still hold."""
    return ox.Literal(_ILLEGAL_IN_TEXT.sub(REPLACEMENT, text), language=language)


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def replaced_characters(text: str) -> str:
    """What `literal` replaces in the text: `offset:code` of each character, in decimal and hexadecimal, apart by spaces."""
    return " ".join(f"{match.start()}:{ord(match.group()):x}" for match in _ILLEGAL_IN_TEXT.finditer(text))


def restored(text: str, replaced: str) -> str:
    """The text before `literal` replaced those characters. Raises ValueError or IndexError where they do not fit it."""
    if not replaced:
        return text
    signs = list(text)
    for place in replaced.split(" "):
        offset, _, code = place.partition(":")
        signs[int(offset)] = chr(int(code, 16))
    return "".join(signs)


def activity(document: ox.NamedNode) -> ox.NamedNode:
    """The reading that made the document's graph."""
    return ox.NamedNode(f"{document.value}#reading")


def _source(document: ox.NamedNode) -> ox.NamedNode:
    """The text as it came, before it was read."""
    return ox.NamedNode(f"{document.value}#source")


def _document_pairs(reading: Reading) -> Iterator[Pair]:
    document = reading.document
    yield _TYPE, _class("Document")
    yield _own("name"), literal(document.name)
    yield _TITLE, _optional(document.title)
    yield _DATE, _optional(document.date)
    yield _PUBLISHER, _optional(document.source)
    yield _CREATOR, _optional(document.author)
    yield _LANGUAGE, _optional(document.language)
    yield _own("url"), _optional(document.url)
    yield from _date_pairs(document.date)
    yield _own("sha256"), literal(text_hash(document.text))
    yield _own("text"), literal(document.text)
    yield _own("replacedCharacters"), _optional(replaced_characters(document.text))
    yield _own("bodyStart"), ox.Literal(document.body)
    yield _own("sentenceCount"), ox.Literal(reading.sentences)
    if document.row:
        yield _own("tableKind"), literal(document.row.kind)
        yield _own("tableRow"), literal(document.row.row)
        yield _own("tableFile"), literal(document.row.file)
    yield _own("unread"), _optional(reading.unread)
    yield _own("sketch"), _optional(document.sketch)
    yield _own("nearDuplicateOf"), _reference(document.near_duplicate_of)
    for entity in dict.fromkeys(_entities(reading)):
        yield _own("mentions"), iri(entity)
    yield _DERIVED_FROM, _source(iri(document.id))
    yield _GENERATED_BY, activity(iri(document.id))


def _activity_pairs(reading: Reading, when: datetime) -> Iterator[Pair]:
    if when.tzinfo is None:
        raise ValueError("the time of reading has no time zone")
    instant = when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    yield _TYPE, _ACTIVITY
    yield _ENDED_AT, ox.Literal(instant, datatype=_XSD_DATE_TIME)
    yield _USED, _source(iri(reading.document.id))
    if reading.maker:
        yield _ASSOCIATED_WITH, iri(reading.maker.extractor.id)
        for tool in reading.maker.used:
            yield _USED, iri(tool.id)


def _tool_pairs(tool: Tool) -> Iterator[Pair]:
    yield _TYPE, _class(_TOOL_CLASSES[tool.kind])
    yield _TYPE, _AGENT if tool.kind == "extractor" else _ENTITY  # for clients that do not follow the ontology
    yield _LABEL, literal(tool.name)
    yield _own("version"), _optional(tool.version)
    yield _own("fingerprint"), _optional(tool.fingerprint)


def _statement_pairs(statement: Statement) -> Iterator[Pair]:
    yield _TYPE, _class("Statement")
    yield _SUBJECT, iri(statement.subject.entity.id)
    yield _PREDICATE, _relation(statement.relation)
    yield _OBJECT, iri(statement.object.entity.id)
    yield _own("statedIn"), iri(statement.document)
    yield _own("sentence"), literal(statement.sentence)
    yield _own("start"), ox.Literal(statement.start)
    yield _own("end"), ox.Literal(statement.end)
    yield from _argument_pairs("subject", statement.subject)
    yield from _argument_pairs("object", statement.object)
    yield _own("trigger"), literal(statement.trigger)
    yield _own("frame"), literal(statement.frame)
    yield _own("place"), _about(statement.place)
    yield _own("date"), _optional(statement.date)
    yield from _date_pairs(statement.date)
    yield _own("polarity"), literal(statement.polarity)
    yield _own("modality"), literal(statement.modality)
    yield _own("attributedTo"), _about(statement.attributed_to)
    yield _own("count"), None if statement.count is None else ox.Literal(statement.count)
    yield _own("confidence"), _decimal(statement.confidence)
    if statement.coded:
        yield from _coded_pairs(statement.coded)


def _coded_pairs(coded: Coded) -> Iterator[Pair]:
    yield _own("eventLatitude"), None if coded.latitude is None else _decimal(coded.latitude)
    yield _own("eventLongitude"), None if coded.longitude is None else _decimal(coded.longitude)
    yield _own("timePrecision"), _optional(coded.time_precision)
    yield _own("geoPrecision"), _optional(coded.geo_precision)
    for name, number in (
        ("fatalities", coded.fatalities),
        ("fatalitiesLow", coded.fatalities_low),
        ("fatalitiesHigh", coded.fatalities_high),
    ):
        yield _own(name), None if number is None else ox.Literal(number)


def _argument_pairs(role: str, mention: Mention) -> Iterator[Pair]:
    yield _own(f"{role}Text"), literal(mention.text)
    yield _own(f"{role}Start"), ox.Literal(mention.start)
    yield _own(f"{role}End"), ox.Literal(mention.end)


def _discovered_pairs(entity: Entity) -> Iterator[Pair]:
    yield _TYPE, _class(entity.kind)
    yield _own("known"), ox.Literal(False)
    yield _PREF_LABEL, literal(entity.name, language="en")
    for alias in dict.fromkeys(alias for alias in entity.aliases if alias != entity.name):
        yield _ALT_LABEL, literal(alias, language="en")


def _entry_pairs(entry: Entry) -> Iterator[Pair]:
    canonical, *others = entry.names
    # A canonical name that is ambiguous stays the preferred label and becomes no other.
    aliases = dict.fromkeys((*others, *((text, "en") for text in entry.ambiguous)))
    yield _TYPE, _class(entry.entity.kind)
    yield _own("known"), ox.Literal(True)
    yield _PREF_LABEL, literal(canonical[0], language=canonical[1])
    for text, language in aliases:
        if (text, language) != canonical:
            yield _ALT_LABEL, literal(text, language=language)
    for demonym in entry.demonyms:
        yield _own("demonym"), literal(demonym)
    yield _own("country"), _reference(entry.country)
    yield _own("capital"), _reference(entry.capital)
    yield _own("mainForce"), _reference(entry.main_force)
    yield _SAME_AS, _reference(entry.wikidata, WIKIDATA)
    if entry.coordinates:
        yield _LATITUDE, _decimal(entry.coordinates[0])
        yield _LONGITUDE, _decimal(entry.coordinates[1])
    yield from _validity_pairs(entry)


def _fact_pairs(fact: Fact) -> Iterator[Pair]:
    yield _TYPE, _class("Fact")
    yield _SUBJECT, iri(fact.subject)
    yield _PREDICATE, _relation(fact.relation)
    yield _OBJECT, iri(fact.object)
    yield _own("role"), _optional(fact.role)
    yield from _validity_pairs(fact)


def _date_pairs(value: str | None) -> Iterator[Pair]:
    if value is not None:
        first, last = date_bounds(value)
        yield _own("dateFrom"), _day(first)
        yield _own("dateUntil"), _day(last)


def _validity_pairs(thing: Entry | Fact) -> Iterator[Pair]:
    if thing.valid_from:
        yield _own("validFrom"), _day(thing.valid_from)
    if thing.valid_until:
        yield _own("validUntil"), _day(thing.valid_until)


def _quads(subject: ox.NamedNode, graph: ox.NamedNode, pairs: Iterable[Pair]) -> Iterator[ox.Quad]:
    """One quad for every pair that has a value."""
    return (ox.Quad(subject, predicate, value, graph) for predicate, value in pairs if value is not None)


def _entities(reading: Reading) -> Iterator[str]:
    """IRIs of all that the document speaks of: named mentions first, then what only its statements refer to."""
    yield from (mention.entity.id for mention in reading.mentions)
    for statement in reading.statements:
        for mention in (statement.subject, statement.object, statement.place, statement.attributed_to):
            if mention is not None:
                yield mention.entity.id


def _distinct(statements: Iterable[Statement]) -> Iterable[Statement]:
    """The first statement of each id: a resource that two of them shared would have two sentences or triggers."""
    found: dict[str, Statement] = {}
    for statement in statements:
        found.setdefault(statement.id, statement)
    return found.values()


def _about(mention: Mention | None) -> ox.NamedNode | None:
    return iri(mention.entity.id) if mention else None


def _reference(name: str | None, base: str = "") -> ox.NamedNode | None:
    return iri(base + name) if name else None


def _optional(text: str | None) -> ox.Literal | None:
    return literal(text) if text else None


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=_XSD_DATE)


def _decimal(number: float) -> ox.Literal:
    """Written out, because a decimal has no exponent, and without zeros at its end, which some stores do not keep."""
    text = format(Decimal(str(number)), "f")
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return ox.Literal("0" if short == "-0" else short, datatype=_XSD_DECIMAL)


def _escaped(text: str) -> str:
    return _ILLEGAL_IN_IRI.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass")), text
    )


@functools.cache
def _own(name: str) -> ox.NamedNode:
    return ox.NamedNode(load_vocabulary().record_property(name).iri)


@functools.cache
def _relation(name: str) -> ox.NamedNode:
    return ox.NamedNode(load_vocabulary().relation(name).iri)


@functools.cache
def _class(name: str) -> ox.NamedNode:
    return ox.NamedNode(load_vocabulary().ontology_class(name).iri)
