import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import SH

from kg.gazetteer import load_gazetteer
from kg.ontology_page import PAGE, PICTURE, page, picture
from kg.quads import discovered_quads, gazetteer_quads, maker_quads, ontology_quads, reading_quads
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, Maker, Mention, Reading, Statement, Tool, digest
from kg.resources import resource
from kg.vocabulary import PREFIXES, RDF, RDFS, XSD, load_vocabulary

SHAPES = "https://w3id.org/sahel-kg/shapes#"
TEXT = "Chad sent soldiers to Gao in 2013. The Blue Front may fight them there."
WHEN = datetime(2026, 1, 1, tzinfo=UTC)

SEEDS = """
[[entity]]
id = "chad"
class = "Country"
name = "Chad"
fr = ["Tchad"]
wikidata = "Q657"
valid = "1960-08-11/.."
main_force = "chad-army"

[[entity]]
id = "chad-army"
class = "ArmedForce"
name = "Chadian Army"
country = "chad"
facts = [{ relation = "subordinateTo", object = "chad", role = "army", valid = "1960/2999" }]

[[entity]]
id = "gao"
class = "Settlement"
name = "Gao"
coordinates = [16.27, -0.04]
"""

CHAD = Entity(ENTITY_BASE + "chad", "Chad", "Country")
ARMY = Entity(ENTITY_BASE + "chad-army", "Chadian Army", "ArmedForce")
GAO = Entity(ENTITY_BASE + "gao", "Gao", "Settlement")
FRONT = Entity(ENTITY_BASE + "blue-front", "Blue Front", "ArmedGroup", ("the Front",), known=False)
DOCUMENT = Document(DOCUMENT_BASE + digest(TEXT), "chad.txt", TEXT, title="Chad", date="2013-02")


def mention(entity: Entity, text: str) -> Mention:
    start = TEXT.index(text)
    return Mention(start, start + len(text), text, entity)


DEPLOYS = Statement(
    DOCUMENT.id, TEXT[:34], 0, 34, mention(CHAD, "Chad"), "deploys", mention(ARMY, "soldiers"), "sent", "deploys.send", 0.9,
    place=mention(GAO, "Gao"), date="2013", count=2000,
)  # fmt: skip
FIGHTS = Statement(
    DOCUMENT.id, TEXT[35:], 35, len(TEXT), mention(FRONT, "The Blue Front"), "fights", mention(ARMY, "them"), "fight",
    "fights.verb", 0.4, modality="possible", attributed_to=mention(CHAD, "Chad"),
)  # fmt: skip
MODEL, NAMES = Tool("model", "tiny", "3", "ab12"), Tool("gazetteer", "gazetteer", fingerprint="cd34")
MAKER = Maker(Tool("extractor", "kg", "0.1.0"), (MODEL, NAMES, Tool("lexicon", "lexicon", fingerprint="ef56")))
READING = Reading(
    DOCUMENT,
    (DEPLOYS.subject, mention(GAO, "Gao"), FIGHTS.subject),
    (DEPLOYS, FIGHTS),
    sentences=2,
    maker=MAKER,
)


def rdflib_graph(triples: Iterable[ox.Triple]) -> Graph:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=text, format="nt")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> frozenset[ox.Triple]:
    """The union of all graphs of a small store."""
    folder = tmp_path_factory.mktemp("gazetteer")
    (folder / "a.toml").write_text(SEEDS, encoding="utf-8")
    quads = [
        *ontology_quads(),
        *gazetteer_quads(load_gazetteer(folder)),
        *discovered_quads([FRONT]),
        *reading_quads(READING, when=WHEN),
        *reading_quads(Reading(Document(DOCUMENT_BASE + digest(""), "empty.txt", "\x0c"), maker=MAKER), when=WHEN),
        *maker_quads(MAKER),
    ]
    return frozenset(quad.triple for quad in quads)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(resource("ontology", "shapes.ttl"))


def broken_shapes(triples: Iterable[ox.Triple], shapes: Graph) -> set[str]:
    """Names of the shapes that the triples break."""
    _, report, _ = pyshacl.validate(rdflib_graph(triples), shacl_graph=shapes, inference="none")
    sources = report.objects(None, SH.sourceShape)
    return {str(source).removeprefix(SHAPES) for source in sources if isinstance(source, URIRef)}


def node(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def test_what_the_reader_and_the_gazetteer_write_is_valid(store: frozenset[ox.Triple], shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib_graph(store), shacl_graph=shapes, inference="none")
    assert conforms, text


def test_a_reading_of_an_older_store_is_valid(store: frozenset[ox.Triple], shapes: Graph) -> None:
    linked = {node("prov:wasAssociatedWith"), node("prov:used")}
    kept = {triple for triple in store if triple.predicate not in linked}
    readings = {triple.subject for triple in store if triple.predicate == node("prov:endedAtTime")}
    assert len(readings) == 2
    old = {ox.Triple(reading, node("sahel:maker"), ox.Literal("kg 0.1.0, model tiny 3")) for reading in readings}
    assert "DocumentReading" in broken_shapes(kept, shapes)
    assert broken_shapes(kept | old, shapes) == set()


def test_the_shapes_are_shapes(shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib_graph(()), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


DEPLOYED, FOUGHT, READ = ox.NamedNode(DEPLOYS.id), ox.NamedNode(FIGHTS.id), ox.NamedNode(DOCUMENT.id)
READ_BY = ox.NamedNode(DOCUMENT.id + "#reading")


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "shape"),
    [
        (READ, "sahel:sha256", ox.Literal("abc"), "DocumentHash"),
        (READ, "sahel:name", None, "DocumentName"),
        (READ, "sahel:text", None, "DocumentText"),
        (READ, "sahel:sentenceCount", ox.Literal(-1), "DocumentSentences"),
        (READ, "sahel:mentions", node("entity:nobody"), "DocumentMentions"),
        (READ, "sahel:dateUntil", typed("2012-12-31", "date"), "DateFrom"),
        (READ, "sahel:dateFrom", None, "DatedFrom"),
        (READ, "prov:wasGeneratedBy", node("doc:0a"), "DocumentReading"),
        (READ, "prov:wasDerivedFrom", node("entity:gao"), "DocumentSource"),
        (READ, "sahel:bodyStart", ox.Literal(-1), "DocumentBody"),
        (READ, "sahel:replacedCharacters", ox.Literal("12"), "DocumentReplaced"),
        (READ, "sahel:url", ox.Literal("javascript:x"), "DocumentUrl"),
        (READ, "sahel:sketch", ox.Literal("0f"), "DocumentSketch"),
        (READ, "sahel:unread", ox.Literal(3), "DocumentUnread"),
        (READ, "sahel:nearDuplicateOf", node("entity:gao"), "DocumentNearDuplicate"),
        (READ, "dcterms:creator", node("entity:gao"), "DocumentAuthor"),
        (READ, "dcterms:language", ox.Literal(3), "DocumentLanguage"),
        (READ_BY, "prov:endedAtTime", None, "DocumentReading"),
        (READ_BY, "prov:wasAssociatedWith", None, "DocumentReading"),
        (READ_BY, "prov:wasAssociatedWith", ox.NamedNode(MODEL.id), "DocumentReading"),
        (READ_BY, "prov:used", None, "DocumentReading"),
        (READ_BY, "prov:used", node("entity:gao"), "DocumentReading"),
        (READ_BY, "sahel:maker", ox.Literal("kg 0.1.0"), "DocumentReading"),
        (ox.NamedNode(MODEL.id), "rdfs:label", None, "ToolName"),
        (ox.NamedNode(MODEL.id), "sahel:version", ox.Literal(""), "ToolVersion"),
        (ox.NamedNode(MODEL.id), "sahel:fingerprint", ox.Literal("no hash"), "ToolFingerprint"),
        (ox.NamedNode(MAKER.extractor.id), "sahel:version", None, "ExtractorVersion"),
        (ox.NamedNode(MAKER.extractor.id), "rdf:type", node("sahel:Extractor"), "ExtractorType"),
        (ox.NamedNode(NAMES.id), "sahel:fingerprint", None, "ContentFingerprint"),
        (ox.NamedNode(NAMES.id), "rdf:type", node("sahel:Gazetteer"), "UsedType"),
        (READ, "dcterms:title", ox.Literal("Chad", language="en"), "DocumentTitle"),
        (DEPLOYED, "rdf:subject", node("entity:nobody"), "Subject"),
        (DEPLOYED, "rdf:subject", None, "Subject"),
        (DEPLOYED, "rdf:object", ox.Literal("Mali"), "Object"),
        (DEPLOYED, "rdf:predicate", node("sahel:deploy"), "Predicate"),
        (DEPLOYED, "rdf:predicate", node("sahel:postureRelation"), "Predicate"),
        (DEPLOYED, "sahel:statedIn", node("doc:0a"), "StatedIn"),
        (DEPLOYED, "sahel:sentence", ox.Literal(""), "Sentence"),
        (DEPLOYED, "sahel:start", ox.Literal(34), "Start"),
        (DEPLOYED, "sahel:start", ox.Literal("0"), "Start"),
        (DEPLOYED, "sahel:end", None, "End"),
        (DEPLOYED, "sahel:subjectStart", ox.Literal(4), "SubjectStart"),
        (DEPLOYED, "sahel:objectStart", ox.Literal(-1), "ObjectStart"),
        (DEPLOYED, "sahel:trigger", None, "Trigger"),
        (DEPLOYED, "sahel:frame", None, "Frame"),
        (DEPLOYED, "sahel:place", node("entity:chad-army"), "EventPlace"),
        (DEPLOYED, "sahel:date", ox.Literal("early 2013"), "EventDate"),
        (DEPLOYED, "sahel:dateUntil", None, "DatedUntil"),
        (DEPLOYED, "sahel:dateFrom", typed("2014-01-01", "date"), "DateFrom"),
        (DEPLOYED, "sahel:polarity", ox.Literal("denied"), "Polarity"),
        (DEPLOYED, "sahel:count", ox.Literal(-5), "Count"),
        (DEPLOYED, "sahel:confidence", typed("1.1", "decimal"), "Confidence"),
        (DEPLOYED, "sahel:confidence", ox.Literal(0.9), "Confidence"),
        (FOUGHT, "sahel:modality", ox.Literal("probable"), "Modality"),
        (FOUGHT, "sahel:attributedTo", ox.Literal("Chad"), "AttributedTo"),
        (node("entity:blue-front"), "rdf:type", None, "Entity"),
        (node("entity:blue-front"), "rdf:type", node("sahel:Document"), "Entity"),
        (node("entity:blue-front"), "skos:prefLabel", ox.Literal("Blue Front"), "EntityName"),
        (node("entity:blue-front"), "skos:altLabel", ox.Literal("Blue Front", language="en"), "EntityAlias"),
        (node("entity:blue-front"), "sahel:known", ox.Literal("no"), "EntityKnown"),
        (node("entity:blue-front"), "sahel:validFrom", typed("2013-01-01", "date"), "Entity"),
        (node("entity:chad"), "owl:sameAs", node("entity:mali"), "Match"),
        (node("entity:chad"), "sahel:mainForce", node("entity:gao"), "MainForce"),
        (node("entity:chad"), "sahel:validUntil", typed("1950-01-01", "date"), "ValidFrom"),
        (node("entity:chad"), "sahel:validFrom", ox.Literal("1960"), "ValidFrom"),
        (node("entity:chad-army"), "sahel:country", node("entity:gao"), "Country"),
        (node("entity:chad-army"), "geo:lat", typed("1.0", "decimal"), "Located"),
        (node("entity:gao"), "geo:lat", typed("91.0", "decimal"), "Latitude"),
        (node("entity:gao"), "geo:long", None, "Longitude"),
    ],
)  # fmt: skip
def test_what_is_broken_is_found_by_its_shape(
    store: frozenset[ox.Triple],
    shapes: Graph,
    subject: ox.NamedNode,
    predicate: str,
    value: ox.NamedNode | ox.Literal | None,
    shape: str,
) -> None:
    path = node(predicate)
    kept = {triple for triple in store if (triple.subject, triple.predicate) != (subject, path)}
    put = set() if value is None else {ox.Triple(subject, path, value)}
    assert shape in broken_shapes(kept | put, shapes)


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "shape"),
    [
        (DEPLOYED, "sahel:trigger", ox.Literal("dispatched"), "Trigger"),
        (DEPLOYED, "rdf:object", node("entity:gao"), "Object"),
        (READ, "sahel:text", ox.Literal("another text"), "DocumentText"),
        (node("entity:blue-front"), "rdf:type", node("sahel:Person"), "EntityClass"),
        (node("entity:gao"), "skos:prefLabel", ox.Literal("Gaw", language="en"), "EntityName"),
    ],
)
def test_a_second_value_is_found_by_its_shape(
    store: frozenset[ox.Triple], shapes: Graph, subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal, shape: str
) -> None:
    assert broken_shapes(store | {ox.Triple(subject, node(predicate), value)}, shapes) == {shape}


@pytest.mark.parametrize(
    ("predicate", "value", "shape"),
    [
        ("rdf:object", None, "Object"),
        ("rdf:predicate", node("sahel:hasMember"), "Predicate"),
        ("sahel:role", ox.Literal(""), "Role"),
        ("sahel:validUntil", typed("1900-01-01", "date"), "ValidFrom"),
    ],
)
def test_a_broken_fact_is_found_by_its_shape(
    store: frozenset[ox.Triple], shapes: Graph, predicate: str, value: ox.NamedNode | ox.Literal | None, shape: str
) -> None:
    fact = next(triple.subject for triple in store if (triple.predicate, triple.object) == (node("rdf:type"), node("sahel:Fact")))
    path = node(predicate)
    kept = {triple for triple in store if (triple.subject, triple.predicate) != (fact, path)}
    put = set() if value is None else {ox.Triple(fact, path, value)}
    assert shape in broken_shapes(kept | put, shapes)


def test_shapes_name_nothing_that_the_ontology_lacks(shapes: Graph) -> None:
    vocabulary = load_vocabulary()
    declared = {"relation", *vocabulary.classes, *vocabulary.relations, *vocabulary.record_properties}
    terms = {
        str(term).removeprefix(PREFIXES["sahel"]) for triple in shapes for term in triple if str(term).startswith(PREFIXES["sahel"])
    }
    assert terms <= declared


def test_every_property_of_records_is_written_or_explained() -> None:
    text = Path(resource("docs", "data-model.md")).read_text(encoding="utf-8")
    vocabulary = load_vocabulary()
    families = {family.iri.rsplit("#", 1)[1] for family in vocabulary.families.values()}
    used = set(re.findall(r"sahel:([a-z]\w*)", text)) - {"relation"} - families
    assert used <= vocabulary.record_properties.keys() | vocabulary.relations.keys()


def test_everything_declared_has_one_kind() -> None:
    kinds = {}
    for quad in ontology_quads():
        if quad.predicate.value == RDF + "type" and quad.subject.value.startswith(PREFIXES["sahel"]):
            kinds.setdefault(quad.subject.value, []).append(quad.object.value.rpartition("#")[2])
    assert {tuple(kind) for kind in kinds.values()} == {
        ("Class",), ("ObjectProperty",), ("DatatypeProperty",), ("AnnotationProperty",),
        ("ObjectProperty", "SymmetricProperty"),
    }  # fmt: skip


def test_everything_named_is_declared() -> None:
    quads = list(ontology_quads())
    declared = {quad.subject.value for quad in quads if quad.predicate.value in {RDF + "type", RDFS + "label"}}
    own = (PREFIXES["sahel"], PREFIXES["plover"])
    named = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(own)}
    assert named <= declared


@pytest.mark.parametrize(("path", "make"), [(PAGE, page), (PICTURE, picture)])
def test_page_and_picture_are_fresh(path: str, make) -> None:
    shown = resource("ontology", path).read_text(encoding="utf-8")
    assert shown == make(load_vocabulary()), "stale: run python -m kg.ontology_page"


def test_the_page_has_every_name() -> None:
    shown = resource("ontology", PAGE).read_text(encoding="utf-8")
    vocabulary = load_vocabulary()
    for item in (*vocabulary.classes.values(), *vocabulary.relations.values(), *vocabulary.record_properties.values()):
        assert f"| `{item.name}` |" in shown


def test_the_picture_shows_every_class_and_relation_inside_its_frame() -> None:
    root = ET.fromstring(resource("ontology", PICTURE).read_text(encoding="utf-8"))  # noqa: S314 (our own file)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    shown = {}
    for element in root.iter("{http://www.w3.org/2000/svg}text"):
        text = "".join(element.itertext())
        shown[text] = (float(element.get("x", 0)), float(element.get("y", 0)))
    vocabulary = load_vocabulary()
    assert {*vocabulary.classes, *vocabulary.relations} <= shown.keys()
    assert all(0 < x < width and 0 < y < height for x, y in shown.values())
