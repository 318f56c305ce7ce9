"""Authority files: who and what others have listed, with names by which the reader then knows them.

Each file has a graph of its own in the store, `graph:authority/NAME`, which can be replaced and removed as a whole. An entity of
it that no text speaks of stands nowhere else; one that a text speaks of is described as those first met in a text are.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from kg import quads
from kg.authority import ftm, wikidata
from kg.authority.files import read_objects
from kg.authority.linking import Candidate, Linked, Linking
from kg.authority.records import LANGUAGES, AuthorityRecord, load_rules
from kg.curation import given_names
from kg.errors import SourceError, UsageError
from kg.gazetteer import load_gazetteer
from kg.names import slug
from kg.nouns import load_nouns
from kg.periods import date_bounds
from kg.records import Entity, GivenName
from kg.sources import Failure
from kg.store import Store
from kg.vocabulary import DCTERMS, OWL, RDF, RDFS, WIKIDATA, XSD, load_vocabulary

__all__ = [
    "KINDS", "About", "Authority", "AuthorityRecord", "Candidate", "ImportedAuthority", "authorities", "import_authority",
    "reading_names", "remove_authority",
]  # fmt: skip

Kind = Literal["ftm", "wikidata"]
KINDS: tuple[Kind, ...] = ("ftm", "wikidata")
GRAPHS = quads.AUTHORITY_GRAPHS
RECORDS = "https://w3id.org/sahel-kg/authority/"

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TYPE = ox.NamedNode(RDF + "type")
_LABEL = ox.NamedNode(RDFS + "label")
_SAME_AS = ox.NamedNode(OWL + "sameAs")
_SOURCE, _LICENSE, _DATE = (ox.NamedNode(DCTERMS + name) for name in ("source", "license", "date"))


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority file of the store: its name, the file it came from, its licence and the day of import as told, its records."""

    name: str
    file: str
    license: str | None
    date: str
    records: int


@dataclass(frozen=True, slots=True)
class About:
    """What is told of a file at its import: its name in the store (that of the file), its licence, the day (today).

    `countries` narrow it to records of one of them, by codes as the file has them.
    """

    name: str | None = None
    license: str | None = None
    countries: tuple[str, ...] = ()
    day: date | None = None


@dataclass(slots=True)
class ImportedAuthority:
    """What a run took in: the records, those that are entities of the gazetteer, and what was passed over or could not be read."""

    name: str
    records: int = 0
    by_wikidata: int = 0
    by_name: int = 0
    passed_over: int = 0
    doubtful: int = 0
    refused: int = 0
    candidates: list[Candidate] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def import_authority(
    store: Store,
    path: Path,
    kind: Kind,
    about: About | None = None,
    *,
    read: Callable[[object], None] = lambda _line: None,
) -> ImportedAuthority:
    """Takes an authority file into its graph of the store, in place of what was imported under the same name.

    Raises UsageError where the name is none,
    SourceError where the file cannot be read or has no record, and StoreError.
    """
    told = about or About()
    own = _checked(told.name or slug(path.name.partition(".")[0]))
    done, wanted = ImportedAuthority(own), {code.casefold() for code in told.countries}
    records: dict[str, AuthorityRecord] = {}
    for record in _records(path, kind, done, read):
        if wanted and not wanted & {code.casefold() for code in record.countries}:
            done.passed_over += 1
        else:
            records.setdefault(record.id, record)
    if not records:
        raise SourceError(f"{path}: there is no record in it that can be taken")
    gazetteer, vocabulary = load_gazetteer(), load_vocabulary()
    store.ensure_background(gazetteer)
    linking = Linking(gazetteer, list(records.values()), load_nouns(), vocabulary)
    linked = [linking.linked(record) for record in records.values()]
    graph = quads.iri(GRAPHS + own)
    head = [
        ox.Quad(graph, _TYPE, _class("Authority"), graph),
        ox.Quad(graph, _LABEL, quads.literal(own), graph),
        ox.Quad(graph, _SOURCE, quads.literal(path.name), graph),
        ox.Quad(graph, _DATE, quads.literal((told.day or date.today()).isoformat()), graph),
    ]
    if told.license:
        head.append(ox.Quad(graph, _LICENSE, quads.literal(told.license), graph))
    store.replace_graph(graph.value, [*head, *(quad for each in linked for quad in _quads(each, own, graph))])
    done.records = len(linked)
    done.by_wikidata = sum(each.same == "Wikidata" for each in linked)
    done.by_name = sum(each.same == "name" for each in linked)
    done.doubtful = sum(len(each.doubtful) for each in linked)
    done.refused = sum(len(each.refused) for each in linked)
    done.candidates = [each.candidate for each in linked if each.candidate]
    return done


def remove_authority(store: Store, name: str) -> int:
    """Removes what was imported under the name, and says how many records that were. Raises UsageError where there is none.

    What was read with its names stays until it is read again.
    """
    found = next((each for each in authorities(store) if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in authorities(store)) or "none"
        raise UsageError(f"the store has no authority file {name!r}; it has {known}")
    store.replace_graph(GRAPHS + name, [])
    return found.records


def authorities(store: Store) -> list[Authority]:
    """The authority files of the store, by name."""
    return [_authority(store, graph) for graph in store.graphs() if graph.startswith(GRAPHS)]


def reading_names(store: Store) -> tuple[GivenName, ...]:
    """The names that documents are read with beside the gazetteer's: those of authority files, then those of analysts."""
    return (*(name for graph in store.graphs() if graph.startswith(GRAPHS) for name in _names(store, graph)), *given_names(store))


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for an authority file: give one of lower-case letters, digits and hyphens by --name")
    return name


def _records(path: Path, kind: Kind, done: ImportedAuthority, read: Callable[[object], None]) -> Iterator[AuthorityRecord]:
    rules = load_rules()
    for found in read_objects(path):
        read(found)
        if isinstance(found, Failure):
            done.failures.append(found)
            continue
        line, data = found
        if kind == "ftm":
            results: Iterable[AuthorityRecord | str] = [ftm.record_of(data, rules.ftm)]
        elif "results" in data:
            results = wikidata.records_of_answer(data, rules.wikidata)
        else:
            results = [wikidata.record_of(data, rules.wikidata)]
        for result in results:
            if isinstance(result, AuthorityRecord):
                yield result
            elif result:
                done.failures.append(Failure(f"{path.name}, line {line}", result))
            else:
                done.passed_over += 1


def _quads(linked: Linked, name: str, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    record = linked.record
    node = quads.iri(f"{RECORDS}{name}/{slug(record.id)}-{quads.text_hash(record.id)[:8]}")
    yield ox.Quad(node, _TYPE, _class("AuthorityRecord"), graph)
    yield ox.Quad(node, _own("recordId"), quads.literal(record.id), graph)
    yield ox.Quad(node, _LABEL, quads.literal(record.name), graph)
    yield ox.Quad(node, _own("recordClass"), _class(linked.entity.kind), graph)
    yield ox.Quad(node, _own("standsFor"), quads.iri(linked.entity.id), graph)
    for text, language in linked.names:
        yield ox.Quad(node, _own("recordName"), quads.literal(text, language=language), graph)
    for text, language in linked.doubtful:
        yield ox.Quad(node, _own("doubtfulName"), quads.literal(text, language=language), graph)
    if record.wikidata:
        yield ox.Quad(node, _SAME_AS, quads.iri(WIKIDATA + record.wikidata), graph)
    for code in record.countries:
        yield ox.Quad(node, _own("countryCode"), quads.literal(code), graph)
    begins, ends = _day(record.begins, 0), _day(record.ends, 1)
    if begins and ends and begins > ends:  # a file may be wrong, and the store must not be
        return
    for property_, day in (("validFrom", begins), ("validUntil", ends)):
        if day:
            yield ox.Quad(node, _own(property_), ox.Literal(day, datatype=ox.NamedNode(XSD + "date")), graph)


def _day(value: str | None, end: int) -> str | None:
    try:
        return date_bounds(value)[end].isoformat() if value else None
    except ValueError:
        return None


def _names(store: Store, graph: str) -> Iterator[GivenName]:
    """The names of a file's records, by the entities that they stand for."""
    told: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = {}
    for quad in store.quads(graph):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal | ox.NamedNode):
            told.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    for _, own in sorted(told.items()):
        entity = own.get(_own("standsFor").value)
        if entity is None:
            continue
        kind = own[_own("recordClass").value][0].value.rpartition("#")[2]
        sure, doubtful = (_labels(own.get(_own(name).value, [])) for name in ("recordName", "doubtfulName"))
        name = own[_LABEL.value][0].value
        if sure or doubtful:
            yield GivenName(Entity(entity[0].value, name, kind, known=False), sure, doubtful=doubtful)


def _labels(values: Iterable[ox.Literal | ox.NamedNode]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((each.value, each.language or LANGUAGES[0]) for each in values if isinstance(each, ox.Literal)))


def _authority(store: Store, graph: str) -> Authority:
    own: dict[str, str] = {}
    records = 0
    for quad in store.quads(graph):
        if quad.subject == ox.NamedNode(graph) and isinstance(quad.object, ox.Literal):
            own[quad.predicate.value] = quad.object.value
        records += quad.predicate == _own("recordId")
    name = graph.removeprefix(GRAPHS)
    return Authority(name, own.get(_SOURCE.value, ""), own.get(_LICENSE.value), own.get(_DATE.value, ""), records)


def _own(name: str) -> ox.NamedNode:
    return ox.NamedNode(load_vocabulary().record_property(name).iri)


def _class(name: str) -> ox.NamedNode:
    return ox.NamedNode(load_vocabulary().ontology_class(name).iri)
