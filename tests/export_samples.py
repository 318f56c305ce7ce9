"""A store for the tests of exports, and readers that nobody here wrote; nothing in it is a report."""

import csv
import functools
import json
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import geojson
import networkx as nx
import openpyxl
import pyoxigraph as ox
import rdflib
import stix2
from openpyxl.utils.escape import unescape
from store_samples import GAZETTEER, JNIM, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text

from kg.gazetteer import Gazetteer, load_gazetteer
from kg.records import ENTITY_BASE, Entity
from kg.store import Store

DJIBO = Entity(ENTITY_BASE + "djibo", "Djibo", "Settlement")
AES = Entity(ENTITY_BASE + "aes", "Alliance of Sahel States", "IntergovernmentalOrganization")
LEADER = Entity(ENTITY_BASE + "assimi", "Assimi", "Person", known=False)
DRONE = Entity(ENTITY_BASE + "drone", "Drone", "Materiel", known=False)
LOCATED = """
[[entity]]
id = "djibo"
class = "Settlement"
name = "Djibo"
country = "mali"
coordinates = [14.1, -1.63]
wikidata = "Q1110"
"""

NASTY = (
    'quote " apostrophe \' back \\ slash',
    "tab\tnew\nline\r\nreturn\rend",
    "emoji 🦁 \U0001f468\u200d\U0001f469",
    "العربية \u200fحرف\u200e \u202eabc\u202c",
    "=HYPERLINK(\"http://example.org\",\"click\")",
    "@SUM(1)", "+1", "-1", "|calc", "'quoted", "1e5", "true", "#N/A",
    "<b>&amp;</b> ]]> {{x}} </script>",
    "a;b|c,d\u2028e\u0085f",
    "_x0041_",
    " spaces around ",
)  # fmt: skip
CONTROL = "bell \x07 null \x00 escape \x1b non \uffff"


@functools.cache
def located() -> Gazetteer:
    """The small gazetteer of the tests with a place on the map."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "small.toml").write_text(GAZETTEER + LOCATED, encoding="utf-8")
        return load_gazetteer(Path(folder))


def person(number: int, name: str) -> Entity:
    return Entity(f"{ENTITY_BASE}person-{number}", name, "Person", (f"{name} the other",), known=False)


def filled(store: Store, *, backwards: bool = False) -> Store:
    """A store with every kind of statement, and with names that nobody should have."""
    store.ensure_background(located())
    one = Text("one", location="file:///home/somebody/one.txt", date="2025-06-12", title="Report One", source="Wire")
    one.tell(JNIM, "attacks", MALI, place=DJIBO, date="2025-06-10").tell(MALI, "memberOf", AES).tell(LEADER, "leads", MALI)
    one.tell(JNIM, "attacks", MALI, place=VILLAGE, date="2012/..").tell(JNIM, "operatesIn", DJIBO).tell(RUSSIA, "supplies", DRONE)
    two = Text("two", location="file:///home/somebody/two.txt", source="Gazette")
    two.tell(STRANGER, "fights", MALI, polarity="negated", place=DJIBO).tell(MALI, "meetsWith", RUSSIA)
    two.tell(RUSSIA, "meetsWith", MALI, modality="planned", attributed_to=LEADER).tell(JNIM, "kills", MALI, count=3)
    odd = Text("odd", date="2024-07")
    for number, name in enumerate(NASTY):
        odd.tell(person(number, name), "accuses", MALI, place=DJIBO, date="2024-07-25/2024-07-27")
    readings = [each.reading() for each in (one, two, odd)]
    for reading in reversed(readings) if backwards else readings:
        store.add(reading, when=WHEN)
    return store


def labels(form: str, path: Path) -> set[str]:
    """The names of entities in an export, read by tools that know nothing of kg."""
    return set(_READERS[form](path))


def _rdf(form: ox.RdfFormat, path: Path) -> Iterator[str]:
    for quad in ox.parse(path=path, format=form):
        if quad.predicate.value.endswith("#prefLabel"):
            yield quad.object.value


def _jsonld(path: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib calls its own deprecated methods
        read = rdflib.Dataset().parse(path, format="json-ld")  # finds the context beside the file
        found = list(read.quads((None, rdflib.SKOS.prefLabel, None, None)))
    return (str(label) for _, _, label, _ in found)


def _csv(path: Path, column: str) -> Iterator[str]:
    with (path / "nodes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield unquoted(row[column])


def unquoted(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@\t\r\n|%＝＋－＠") else text


def _xlsx(path: Path) -> Iterator[str]:
    sheet = openpyxl.load_workbook(path)["entities"]
    yield from (unescape(row[1]) for row in sheet.iter_rows(min_row=2, values_only=True))


def _ftm(path: Path) -> Iterator[str]:
    for line in path.read_bytes().decode().split("\n")[:-1]:
        found = json.loads(line)
        if found["id"].startswith("entity-"):
            yield from found["properties"].get("name", ())


_READERS = {
    "turtle": functools.partial(_rdf, ox.RdfFormat.TURTLE),
    "trig": functools.partial(_rdf, ox.RdfFormat.TRIG),
    "ntriples": functools.partial(_rdf, ox.RdfFormat.N_TRIPLES),
    "nquads": functools.partial(_rdf, ox.RdfFormat.N_QUADS),
    "rdfxml": functools.partial(_rdf, ox.RdfFormat.RDF_XML),
    "jsonld": _jsonld,
    "graphml": lambda path: (label for _, label in nx.read_graphml(path).nodes(data="label")),
    "gexf": lambda path: (label for _, label in nx.read_gexf(path, version="1.3").nodes(data="label")),
    "cytoscape": lambda path: (
        label for _, label in nx.cytoscape_graph(json.loads(path.read_bytes().decode())).nodes(data="label")
    ),
    "neo4j-csv": lambda path: _csv(path, "label:string"),
    "gephi-csv": lambda path: _csv(path, "Label"),
    "geojson": lambda path: (each.properties["subject"] for each in geojson.loads(path.read_bytes().decode()).features),
    "ftm": _ftm,
    "stix": lambda path: (each.name for each in stix2.parse(path.read_bytes().decode()).objects if "name" in each),
    "xlsx": _xlsx,
}
