"""The formats in which a store is handed on: what each is, and who writes it. Nothing heavy is loaded before one is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["rdf", "network", "statements"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    `kind` says what it holds: the store as RDF, the network that a projection makes, or statements one by one. `writer` is the
    module of this package and the function in it. `files` are the names of its files where it is several; `lossless` is one that
    carries all of the store, and `beside` says that a file with its context is put beside it.
    """

    name: str
    kind: Kind
    writer: str
    files: tuple[str, ...] = ()
    lossless: bool = False
    beside: bool = False


_ALL = (
    Format("turtle", "rdf", "rdf.turtle"),
    Format("trig", "rdf", "rdf.trig", lossless=True),
    Format("ntriples", "rdf", "rdf.ntriples"),
    Format("nquads", "rdf", "rdf.nquads", lossless=True),
    Format("rdfxml", "rdf", "rdf.rdfxml"),
    Format("jsonld", "rdf", "jsonld.jsonld", lossless=True, beside=True),
    Format("graphml", "network", "graphml.graphml"),
    Format("gexf", "network", "gexf.gexf"),
    Format("neo4j-csv", "network", "tables.neo4j", ("nodes.csv", "relationships.csv")),
    Format("gephi-csv", "network", "tables.gephi", ("nodes.csv", "edges.csv")),
    Format("cytoscape", "network", "cytoscape.cytoscape"),
    Format("geojson", "statements", "geojson.geojson"),
    Format("ftm", "statements", "ftm.ftm"),
    Format("stix", "statements", "stix.stix"),
    Format("xlsx", "statements", "xlsx.xlsx"),
)

FORMATS: Mapping[str, Format] = MappingProxyType({each.name: each for each in _ALL})
"""Every format by its name."""
