"""The description of the service in RDF, as SPARQL 1.1 Service Description has it."""

import io
from collections.abc import Iterator

import pyoxigraph as ox

from kg import quads
from kg.service.negotiation import GRAPH, SOLUTIONS, Form
from kg.service.pool import Info
from kg.vocabulary import PREFIXES, RDF, XSD

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DCTERMS_MODIFIED = PREFIXES["dcterms"] + "modified"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_IRIS = {
    "json": "SPARQL_Results_JSON", "xml": "SPARQL_Results_XML", "csv": "SPARQL_Results_CSV", "tsv": "SPARQL_Results_TSV",
    "turtle": "Turtle", "ntriples": "N-Triples", "rdfxml": "RDF_XML", "jsonld": "JSON-LD",
}  # fmt: skip
_FIXED_GRAPHS = (quads.GRAPH_ASSERTED, quads.GRAPH_ENTITIES, quads.GRAPH_GAZETTEER, quads.GRAPH_ONTOLOGY, quads.GRAPH_SOURCES)


def description(endpoint: str, info: Info, form: Form, *, update: str | None) -> bytes:
    """What the service at the address `endpoint` can do, in one of the forms of graphs; `update` is where it takes updates."""
    target = io.BytesIO()
    prefixes = {"sd": SD, "void": VOID, "formats": _FORMATS, "dcterms": PREFIXES["dcterms"], "graph": PREFIXES["graph"]}
    rdf = ox.RdfFormat.from_media_type(form.media_type)
    if rdf is None:
        raise ValueError(form.media_type)
    ox.serialize(
        _triples(endpoint, info, update), target, rdf, prefixes=prefixes if rdf.supports_datasets or form.name == "turtle" else None
    )
    return target.getvalue()


def _triples(endpoint: str, info: Info, update: str | None) -> Iterator[ox.Triple]:
    service, dataset, default = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("default")
    yield ox.Triple(service, _rdf("type"), _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if update is not None:
        updating = ox.BlankNode("updating")
        yield ox.Triple(updating, _rdf("type"), _sd("Service"))
        yield ox.Triple(updating, _sd("endpoint"), ox.NamedNode(update))
        yield ox.Triple(updating, _sd("supportedLanguage"), _sd("SPARQL11Update"))
    yield ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for form in (*SOLUTIONS, *GRAPH):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + _FORMAT_IRIS[form.name]))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _rdf("type"), _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), default)
    yield ox.Triple(default, _rdf("type"), _sd("Graph"))
    if info.quads is not None:
        yield ox.Triple(default, ox.NamedNode(VOID + "triples"), ox.Literal(info.quads))
    if info.taken is not None:
        when = ox.Literal(info.taken.isoformat(timespec="seconds"), datatype=ox.NamedNode(XSD + "dateTime"))
        yield ox.Triple(dataset, ox.NamedNode(DCTERMS_MODIFIED), when)
    yield from _named_graphs(dataset)


def _named_graphs(dataset: ox.BlankNode) -> Iterator[ox.Triple]:
    """The graphs that every store has; those of documents are too many to list."""
    for number, graph in enumerate(_FIXED_GRAPHS):
        node = ox.BlankNode(f"graph{number}")
        yield ox.Triple(dataset, _sd("namedGraph"), node)
        yield ox.Triple(node, _rdf("type"), _sd("NamedGraph"))
        yield ox.Triple(node, _sd("name"), graph)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _rdf(name: str) -> ox.NamedNode:
    return ox.NamedNode(RDF + name)
