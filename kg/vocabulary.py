"""The ontology as data: classes, relations and families of `ontology/sahel.ttl`, each under its local name."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import pyoxigraph as ox

from kg.errors import SeedError, UsageError
from kg.records import ANALYST_BASE, DECISION_BASE, DOCUMENT_BASE, ENTITY_BASE, MAKER_BASE, STATEMENT_BASE
from kg.resources import resource

ONTOLOGY = "https://w3id.org/sahel-kg/ontology#"
PLOVER = "https://w3id.org/sahel-kg/plover#"
GRAPH_BASE = "https://w3id.org/sahel-kg/graph/"
WAS = "https://w3id.org/sahel-kg/was#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
WIKIDATA = "http://www.wikidata.org/entity/"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "sahel": ONTOLOGY,
        "entity": ENTITY_BASE,
        "doc": DOCUMENT_BASE,
        "stmt": STATEMENT_BASE,
        "maker": MAKER_BASE,
        "graph": GRAPH_BASE,
        "decision": DECISION_BASE,
        "analyst": ANALYST_BASE,
        "was": WAS,
        "plover": PLOVER,
        "rdf": RDF,
        "rdfs": RDFS,
        "owl": OWL,
        "xsd": XSD,
        "skos": SKOS,
        "dcterms": DCTERMS,
        "prov": PROV,
        "geo": GEO,
        "wd": WIKIDATA,
    }
)
"""Prefix to namespace, for queries and exports."""

HAPPENS = ("there", "towards", "away")
"""How a text tells where a relation happens: in a place, also towards one, also away from one."""

SIGNS: Mapping[str, int] = MappingProxyType({"positive": 1, "negative": -1, "none": 0})
"""What a relation says of how its two ends stand to each other."""

Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class OntologyClass:
    """A class of entities or records. `parents` are the local names of the classes right above it."""

    name: str
    iri: str
    parents: tuple[str, ...]
    label: str
    label_fr: str
    comment: str


@dataclass(frozen=True, slots=True)
class Family:
    """A group of relations of one kind, such as violence. `iri` is the property above them, `sign` one of the values of SIGNS."""

    name: str
    iri: str
    sign: int
    label: str
    label_fr: str
    definition: str


@dataclass(frozen=True, slots=True)
class Relation:
    """What a statement can say between a subject and an object.

    `domain` and `range` are the classes of which the subject and the object must be one; `inverse` is the local name
    of the property that reads the relation backwards, `plover` the nearest PLOVER event type. `happens` says how a text tells
    where it happens, None where it has no place but its arguments: one of HAPPENS. `sign` is 1 where the relation is a bond
    between the two, -1 where it sets them against each other, and 0 where it says neither; where the ontology gives it none
    of its own it is that of the family. `of_government` is whether a place as its object stands for the body that governs it.
    """

    name: str
    iri: str
    family: str
    sign: int
    symmetric: bool
    inverse: str | None
    domain: tuple[str, ...]
    range: tuple[str, ...]
    plover: str | None
    happens: str | None
    of_government: bool
    label: str
    label_fr: str
    definition: str
    example: str


@dataclass(frozen=True, slots=True)
class RecordProperty:
    """A property of documents, statements, entities or facts that is no relation, such as `confidence`."""

    name: str
    iri: str
    label: str
    label_fr: str
    comment: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every name that code and seeds may use, in the order of the ontology."""

    classes: Mapping[str, OntologyClass]
    families: Mapping[str, Family]
    relations: Mapping[str, Relation]
    record_properties: Mapping[str, RecordProperty]
    ancestors: Mapping[str, frozenset[str]]

    def relation(self, name: str) -> Relation:
        """The relation of that local name. Raises UsageError, with the nearest names, where there is none."""
        return _lookup(self.relations, name, "relation")

    def ontology_class(self, name: str) -> OntologyClass:
        """The class of that local name. Raises UsageError, with the nearest names, where there is none."""
        return _lookup(self.classes, name, "class")

    def family(self, name: str) -> Family:
        """The family of that name. Raises UsageError, with the nearest names, where there is none."""
        return _lookup(self.families, name, "family")

    def record_property(self, name: str) -> RecordProperty:
        """The property of that local name. Raises UsageError, with the nearest names, where there is none."""
        return _lookup(self.record_properties, name, "property")

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether the class `kind` is `ancestor` or lies below it. Raises UsageError where either is no class."""
        return self.ontology_class(ancestor).name in self.ancestors[self.ontology_class(kind).name]

    def fits(self, kind: str, allowed: tuple[str, ...]) -> bool:
        """Whether the class `kind` is or lies below one of `allowed`, such as a relation's domain."""
        return any(self.is_a(kind, ancestor) for ancestor in allowed)


@functools.cache
def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """The vocabulary of the shipped ontology, or of the Turtle file at `path`.

    Raises SeedError where the file does not parse, or a class or relation lacks what its dataclass demands.
    """
    graph = _Graph(path or resource("ontology", "sahel.ttl"))
    classes = {name: _class(graph, name) for name in graph.instances(OWL + "Class")}
    families = {family.name: family for family in map(functools.partial(_family, graph), graph.below("relation"))}
    relations = {name: _relation(graph, name, family) for family in families.values() for name in graph.below(_local(family.iri))}
    record_properties = {name: _record_property(graph, name) for name in _record_property_names(graph, relations)}
    _check_parents(graph, classes)
    _check_arguments(graph, classes, relations)
    ancestors = {name: frozenset(_upwards(classes, name)) for name in classes}
    return Vocabulary(
        classes=MappingProxyType(classes),
        families=MappingProxyType(families),
        relations=MappingProxyType(relations),
        record_properties=MappingProxyType(record_properties),
        ancestors=MappingProxyType(ancestors),
    )


class _Graph:
    """The triples of the ontology by subject and predicate, in the order of the file."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._objects: dict[tuple[Node, str], list[Term]] = {}
        self._subjects: dict[tuple[str, Term], list[Node]] = {}
        try:
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                subject, predicate, value = quad.subject, quad.predicate.value, quad.object
                self._objects.setdefault((subject, predicate), []).append(value)
                self._subjects.setdefault((predicate, value), []).append(subject)
        except (OSError, SyntaxError) as error:
            raise SeedError(f"{self.name}: {error}") from error

    def instances(self, kind: str) -> list[str]:
        """Local names of the ontology's own instances of a class."""
        return self._own(self._subjects.get((RDF + "type", ox.NamedNode(kind)), []))

    def below(self, parent: str) -> list[str]:
        """Local names of the properties right below the property `parent`."""
        return self._own(self._subjects.get((RDFS + "subPropertyOf", ox.NamedNode(ONTOLOGY + parent)), []))

    def objects(self, subject: Node | str, predicate: str) -> list[Term]:
        """The values of a property; a subject given as text is a local name."""
        node = ox.NamedNode(ONTOLOGY + subject) if isinstance(subject, str) else subject
        return self._objects.get((node, predicate), [])

    def names(self, subject: str, predicate: str, *, namespace: str = ONTOLOGY) -> tuple[str, ...]:
        """Local names of the values that lie in the namespace."""
        values = (value for value in self.objects(subject, predicate) if isinstance(value, ox.NamedNode))
        return tuple(_local(value.value) for value in values if value.value.startswith(namespace))

    def text(self, subject: str, predicate: str, language: str | None = "en") -> str:
        """The one text in that language."""
        values = [value for value in self.objects(subject, predicate) if isinstance(value, ox.Literal)]
        texts = [value.value for value in values if value.language == language]
        if len(texts) != 1:
            raise SeedError(f"{self.name}: {subject}: {len(texts)} values of {_local(predicate)} in language {language}, not one")
        return texts[0]

    def kinds(self, subject: str, predicate: str) -> tuple[str, ...]:
        """The classes that the one domain or range names, itself or as the members of a union."""
        values = self.objects(subject, predicate)
        if len(values) != 1:
            raise SeedError(f"{self.name}: {subject}: {len(values)} values of {_local(predicate)}, not one")
        value = values[0]
        if isinstance(value, ox.NamedNode):
            return (_local(value.value),)
        members = self._list(self._one(subject, value, OWL + "unionOf"))
        return tuple(_local(member.value) for member in members if isinstance(member, ox.NamedNode))

    def _list(self, node: Term) -> list[Term]:
        members: list[Term] = []
        while node != ox.NamedNode(RDF + "nil"):
            members.append(self._one("list", node, RDF + "first"))
            node = self._one("list", node, RDF + "rest")
        return members

    def _one(self, owner: str, node: Term, predicate: str) -> Term:
        values = self.objects(node, predicate) if isinstance(node, Node) else []
        if len(values) != 1:
            raise SeedError(f"{self.name}: {owner}: {len(values)} values of {_local(predicate)}, not one")
        return values[0]

    def _own(self, nodes: Iterable[Node]) -> list[str]:
        return [_local(node.value) for node in nodes if isinstance(node, ox.NamedNode) and node.value.startswith(ONTOLOGY)]


def _class(graph: _Graph, name: str) -> OntologyClass:
    return OntologyClass(
        name=name,
        iri=ONTOLOGY + name,
        parents=graph.names(name, RDFS + "subClassOf"),
        label=graph.text(name, RDFS + "label"),
        label_fr=graph.text(name, RDFS + "label", "fr"),
        comment=graph.text(name, RDFS + "comment"),
    )


def _family(graph: _Graph, name: str) -> Family:
    return Family(
        name=graph.text(name, SKOS + "notation", None),
        iri=ONTOLOGY + name,
        sign=_sign(graph, name),
        label=graph.text(name, RDFS + "label"),
        label_fr=graph.text(name, RDFS + "label", "fr"),
        definition=graph.text(name, SKOS + "definition"),
    )


def _relation(graph: _Graph, name: str, family: Family) -> Relation:
    return Relation(
        name=name,
        iri=ONTOLOGY + name,
        family=family.name,
        sign=_sign(graph, name) if graph.objects(name, ONTOLOGY + "sign") else family.sign,
        symmetric=name in graph.instances(OWL + "SymmetricProperty"),
        inverse=next(iter(graph.names(name, OWL + "inverseOf")), None),
        domain=graph.kinds(name, RDFS + "domain"),
        range=graph.kinds(name, RDFS + "range"),
        plover=next(iter(graph.names(name, SKOS + "closeMatch", namespace=PLOVER)), None),
        happens=_happens(graph, name),
        of_government=bool(graph.objects(name, ONTOLOGY + "ofGovernment")),
        label=graph.text(name, RDFS + "label"),
        label_fr=graph.text(name, RDFS + "label", "fr"),
        definition=graph.text(name, SKOS + "definition"),
        example=graph.text(name, SKOS + "example"),
    )


def _happens(graph: _Graph, name: str) -> str | None:
    if not graph.objects(name, ONTOLOGY + "happens"):
        return None
    value = graph.text(name, ONTOLOGY + "happens", None)
    if value not in HAPPENS:
        raise SeedError(f"{graph.name}: {name}: sahel:happens is {value!r}, and not one of {', '.join(HAPPENS)}")
    return value


def _sign(graph: _Graph, name: str) -> int:
    value = graph.text(name, ONTOLOGY + "sign", None)
    if value not in SIGNS:
        raise SeedError(f"{graph.name}: {name}: sahel:sign is {value!r}, and not one of {', '.join(SIGNS)}")
    return SIGNS[value]


def _record_property(graph: _Graph, name: str) -> RecordProperty:
    return RecordProperty(
        name=name,
        iri=ONTOLOGY + name,
        label=graph.text(name, RDFS + "label"),
        label_fr=graph.text(name, RDFS + "label", "fr"),
        comment=graph.text(name, RDFS + "comment"),
    )


def _record_property_names(graph: _Graph, relations: Mapping[str, Relation]) -> Iterator[str]:
    """The properties that are neither a relation, nor the inverse of one, nor above relations."""
    inverses = {relation.inverse for relation in relations.values()}
    for name in (*graph.instances(OWL + "DatatypeProperty"), *graph.instances(OWL + "ObjectProperty")):
        if name not in relations and name not in inverses and not graph.below(name):
            yield name


def _check_parents(graph: _Graph, classes: Mapping[str, OntologyClass]) -> None:
    for item in classes.values():
        for parent in item.parents:
            if parent not in classes:
                raise SeedError(f"{graph.name}: {item.name}: {parent} is no class of the ontology")


def _check_arguments(graph: _Graph, classes: Mapping[str, OntologyClass], relations: Mapping[str, Relation]) -> None:
    properties = set(graph.instances(OWL + "ObjectProperty"))
    for item in relations.values():
        for kind in (*item.domain, *item.range):
            if kind not in classes:
                raise SeedError(f"{graph.name}: {item.name}: {kind} is no class of the ontology")
        for name in (item.name, item.inverse or item.name):
            if name not in properties:
                raise SeedError(f"{graph.name}: {item.name}: {name} is not declared an owl:ObjectProperty")


def _upwards(classes: Mapping[str, OntologyClass], name: str) -> list[str]:
    """The class and all above it; a class met again is not followed, so that even a cycle ends."""
    found = [name]
    for item in found:
        found.extend(parent for parent in classes[item].parents if parent not in found)
    return found


def _lookup(table: Mapping[str, Item], name: str, what: str) -> Item:
    try:
        return table[name]
    except KeyError:
        near = get_close_matches(name, table, n=3, cutoff=0.6)
        hint = f"; did you mean {' or '.join(near)}?" if near else f"; there are {', '.join(table)}"
        raise UsageError(f"no {what} is named {name!r}{hint}") from None


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
