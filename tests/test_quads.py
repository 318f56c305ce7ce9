from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.gazetteer import load_gazetteer
from kg.quads import (
    GRAPH_ASSERTED,
    GRAPH_ENTITIES,
    GRAPH_GAZETTEER,
    GRAPH_MAKERS,
    GRAPH_ONTOLOGY,
    asserted_triples,
    discovered_quads,
    gazetteer_quads,
    iri,
    literal,
    maker_quads,
    ontology_quads,
    reading_quads,
    replaced_characters,
    restored,
)
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, Maker, Mention, Reading, Statement, Tool
from kg.vocabulary import PREFIXES

TEXT = "Russia deploys Africa Corps to Mali. It killed 84 fighters of the Blue Front in 2025."
DOC = DOCUMENT_BASE + "0a1b"
WHEN = datetime(2026, 1, 1, 12, tzinfo=UTC)

RUSSIA = Entity(ENTITY_BASE + "russia", "Russia", "Country")
CORPS = Entity(ENTITY_BASE + "africa-corps", "Africa Corps", "ArmedForce")
MALI = Entity(ENTITY_BASE + "mali", "Mali", "Country")
FRONT = Entity(ENTITY_BASE + "blue-front", "Blue Front", "ArmedGroup", ("the Front", "Blue Front"), known=False)


def mention(entity: Entity, text: str) -> Mention:
    start = TEXT.index(text)
    return Mention(start, start + len(text), text, entity)


DEPLOYS = Statement(
    document=DOC,
    sentence=TEXT[:36],
    start=0,
    end=36,
    subject=mention(RUSSIA, "Russia"),
    relation="deploys",
    object=mention(CORPS, "Africa Corps"),
    trigger="deploys",
    frame="deploys.verb",
    confidence=0.9,
    place=mention(MALI, "Mali"),
)
KILLS = Statement(
    document=DOC,
    sentence=TEXT[37:],
    start=37,
    end=len(TEXT),
    subject=mention(CORPS, "It"),
    relation="kills",
    object=mention(FRONT, "Blue Front"),
    trigger="killed",
    frame="kills.verb",
    confidence=0.00001,
    date="2025",
    attributed_to=mention(RUSSIA, "Russia"),
    count=84,
)
MODEL, WORDS = Tool("model", "tiny", "3", "ab12"), Tool("lexicon", "lexicon", fingerprint="cd34")
MAKER = Maker(Tool("extractor", "kg", "0.1.0"), (MODEL, WORDS))
READING = Reading(
    document=Document(DOC, "corps.txt", TEXT, title="Corps", date="2025-06", source="Wire", language="en"),
    mentions=tuple(mention(entity, entity.name) for entity in (RUSSIA, CORPS, MALI, RUSSIA)),
    statements=(DEPLOYS, KILLS),
    sentences=2,
    maker=MAKER,
)


def turtle(text: str) -> set[ox.Triple]:
    head = "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in PREFIXES.items())
    return {quad.triple for quad in ox.parse(head + text, format=ox.RdfFormat.TURTLE)}


def written(reading: Reading = READING) -> list[ox.Quad]:
    return list(reading_quads(reading, when=WHEN))


def about(subject: str, quads: Iterator[ox.Quad] | list[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads if quad.subject.value == subject}


def values(quads: list[ox.Quad], name: str) -> list[str]:
    return [quad.object.value for quad in quads if quad.predicate.value.endswith(f"#{name}")]


def test_a_document() -> None:
    assert about(DOC, written()) == turtle(
        f"""doc:0a1b a sahel:Document ; sahel:name "corps.txt" ;
            dcterms:title "Corps" ; dcterms:date "2025-06" ; dcterms:publisher "Wire" ; dcterms:language "en" ;
            sahel:dateFrom "2025-06-01"^^xsd:date ; sahel:dateUntil "2025-06-30"^^xsd:date ;
            sahel:sha256 "088b036bee8f3abfec25742179690a28d1e2c63da823e0fe80bf9df12f944594" ;
            sahel:text "{TEXT}" ; sahel:bodyStart 0 ; sahel:sentenceCount 2 ;
            sahel:mentions entity:russia , entity:africa-corps , entity:mali , entity:blue-front ;
            prov:wasDerivedFrom <{DOC}#source> ; prov:wasGeneratedBy <{DOC}#reading> ."""
    )
    assert about(DOC + "#source", written()) == turtle(f"<{DOC}#source> a prov:Entity .")


def test_a_reading_says_who_read_when_and_with_what() -> None:
    assert about(DOC + "#reading", written()) == turtle(
        f"""<{DOC}#reading> a prov:Activity ; prov:endedAtTime "2026-01-01T12:00:00Z"^^xsd:dateTime ;
            prov:wasAssociatedWith <{MAKER.extractor.id}> ; prov:used <{DOC}#source> , <{MODEL.id}> , <{WORDS.id}> ."""
    )


def test_makers() -> None:
    quads = list(maker_quads(MAKER))
    assert {quad.triple for quad in quads} == turtle(
        f"""<{MAKER.extractor.id}> a sahel:Extractor , prov:SoftwareAgent ; rdfs:label "kg" ; sahel:version "0.1.0" .
        <{MODEL.id}> a sahel:LanguageModel , prov:Entity ; rdfs:label "tiny" ; sahel:version "3" ; sahel:fingerprint "ab12" .
        <{WORDS.id}> a sahel:Lexicon , prov:Entity ; rdfs:label "lexicon" ; sahel:fingerprint "cd34" ."""
    )
    assert {quad.graph_name for quad in quads} == {GRAPH_MAKERS}
    assert list(maker_quads(None)) == []


def test_a_statement() -> None:
    assert about(DEPLOYS.id, written()) == turtle(
        f"""<{DEPLOYS.id}> a sahel:Statement ;
            rdf:subject entity:russia ; rdf:predicate sahel:deploys ; rdf:object entity:africa-corps ;
            sahel:statedIn doc:0a1b ; sahel:sentence "Russia deploys Africa Corps to Mali." ; sahel:start 0 ; sahel:end 36 ;
            sahel:subjectText "Russia" ; sahel:subjectStart 0 ; sahel:subjectEnd 6 ;
            sahel:objectText "Africa Corps" ; sahel:objectStart 15 ; sahel:objectEnd 27 ;
            sahel:trigger "deploys" ; sahel:frame "deploys.verb" ; sahel:place entity:mali ;
            sahel:polarity "affirmed" ; sahel:modality "asserted" ; sahel:confidence 0.9 ."""
    )


def test_what_only_some_statements_have() -> None:
    assert about(KILLS.id, written()) >= turtle(
        f"""<{KILLS.id}> sahel:date "2025" ; sahel:attributedTo entity:russia ; sahel:count 84 ; sahel:confidence 0.00001 ;
            sahel:dateFrom "2025-01-01"^^xsd:date ; sahel:dateUntil "2025-12-31"^^xsd:date ."""
    )


def test_all_of_a_reading_stands_in_the_documents_graph_once() -> None:
    quads = written()
    assert {quad.graph_name.value for quad in quads} == {DOC}
    assert len(quads) == len(set(quads))


def test_two_statements_of_one_id_make_one_resource() -> None:
    again = replace(READING, statements=(DEPLOYS, replace(DEPLOYS, trigger="sends")))
    assert values(written(again), "trigger") == ["deploys"]


def test_a_count_of_zero_is_a_count() -> None:
    assert values(written(replace(READING, statements=(replace(KILLS, count=0),))), "count") == ["0"]


def test_a_bare_document_has_no_empty_values() -> None:
    bare = Reading(Document(DOC, "a.txt", "", title="", source=None))
    assert {quad.predicate.value.rpartition("/")[2] for quad in written(bare)} == {
        "22-rdf-syntax-ns#type", "ontology#name", "ontology#sha256", "ontology#text", "ontology#sentenceCount",
        "ontology#bodyStart", "prov#wasDerivedFrom", "prov#wasGeneratedBy", "prov#endedAtTime", "prov#used",
    }  # fmt: skip


def test_what_is_known_of_a_document_beside_its_text() -> None:
    document = replace(
        READING.document, author="A. Nobody", url="https://example.org/a", sketch="0f" * 512, near_duplicate_of=DOC + "1"
    )
    more = about(DOC, written(replace(READING, document=document, unread="why not"))) - about(DOC, written())
    assert more == turtle(
        f"""doc:0a1b dcterms:creator "A. Nobody" ; sahel:url "https://example.org/a" ; sahel:sketch "{"0f" * 512}" ;
            sahel:nearDuplicateOf <{DOC}1> ; sahel:unread "why not" ."""
    )


def test_the_time_of_reading_is_written_in_utc() -> None:
    local = WHEN.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert set(reading_quads(READING, when=local)) == set(written())


@pytest.mark.parametrize(
    ("reading", "when", "error"),
    [
        (READING, WHEN.replace(tzinfo=None), ValueError),
        (replace(READING, document=replace(READING.document, date="June 2025")), WHEN, ValueError),
        (replace(READING, statements=(replace(DEPLOYS, date="soon"),)), WHEN, ValueError),
        (replace(READING, statements=(replace(DEPLOYS, relation="deploy"),)), WHEN, UsageError),
    ],
)
def test_a_reading_that_cannot_be_written_is_refused(reading: Reading, when: datetime, error: type[Exception]) -> None:
    with pytest.raises(error):
        list(reading_quads(reading, when=when))


@pytest.mark.parametrize(
    ("polarity", "modality", "plain"),
    [
        ("affirmed", "asserted", True),
        ("negated", "asserted", False),
        ("affirmed", "planned", False),
        ("affirmed", "possible", False),
        ("affirmed", "sought", False),
    ],
)
def test_only_affirmed_and_asserted_statements_give_a_plain_triple(polarity, modality, plain) -> None:
    triples = list(asserted_triples([replace(DEPLOYS, polarity=polarity, modality=modality)]))
    assert set(triples) == (turtle("entity:russia sahel:deploys entity:africa-corps .") if plain else set())


def test_a_plain_triple_comes_once_and_in_the_order_of_the_text() -> None:
    triples = list(asserted_triples([KILLS, DEPLOYS, KILLS]))
    assert [triple.predicate.value.rpartition("#")[2] for triple in triples] == ["kills", "deploys"]


def test_an_entity_met_in_a_text() -> None:
    quads = list(discovered_quads([FRONT, MALI, FRONT, replace(FRONT, name="another spelling")]))
    assert {quad.triple for quad in quads} == turtle(
        """entity:blue-front a sahel:ArmedGroup ; sahel:known false ;
            skos:prefLabel "Blue Front"@en ; skos:altLabel "the Front"@en ."""
    )
    assert {quad.graph_name for quad in quads} == {GRAPH_ENTITIES}


def test_an_entity_of_no_class_is_refused() -> None:
    with pytest.raises(UsageError, match="ArmedGroup"):
        list(discovered_quads([replace(FRONT, kind="ArmedGrop")]))


SEEDS = """
[[entity]]
id = "mali"
class = "Country"
name = "Mali"
aliases = ["Republic of Mali"]
fr = ["Mali"]
ambiguous = ["RM", "Mali"]
demonyms = ["Malian"]
valid = "1960-09-22/.."
capital = "bamako"
main_force = "fama"
wikidata = "Q912"
coordinates = [17.0, -4]

[[entity]]
id = "bamako"
class = "Settlement"
name = "Bamako"
country = "mali"
facts = [{ relation = "locatedIn", object = "mali", role = "capital", valid = "../2999" }]

[[entity]]
id = "fama"
class = "ArmedForce"
name = "FAMa"
"""


def test_the_gazetteer(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(SEEDS, encoding="utf-8")
    gazetteer = load_gazetteer(tmp_path)
    quads = list(gazetteer_quads(gazetteer))
    fact = gazetteer.entries[ENTITY_BASE + "bamako"].facts[0].id
    assert {quad.graph_name for quad in quads} == {GRAPH_GAZETTEER}
    assert len(quads) == len(set(quads))
    assert {quad.triple for quad in quads} == turtle(
        f"""entity:mali a sahel:Country ; sahel:known true ; skos:prefLabel "Mali"@en ;
            skos:altLabel "Republic of Mali"@en , "Mali"@fr , "RM"@en ; sahel:demonym "Malian" ;
            sahel:validFrom "1960-09-22"^^xsd:date ; sahel:capital entity:bamako ; sahel:mainForce entity:fama ;
            owl:sameAs wd:Q912 ; geo:lat "17"^^xsd:decimal ; geo:long "-4"^^xsd:decimal .
        entity:bamako a sahel:Settlement ; sahel:known true ; skos:prefLabel "Bamako"@en ; sahel:country entity:mali .
        entity:fama a sahel:ArmedForce ; sahel:known true ; skos:prefLabel "FAMa"@en .
        <{fact}> a sahel:Fact ; rdf:subject entity:bamako ; rdf:predicate sahel:locatedIn ; rdf:object entity:mali ;
            sahel:role "capital" ; sahel:validUntil "2999-12-31"^^xsd:date ."""
    )


def test_the_ontology_reads_the_same_each_time() -> None:
    quads = list(ontology_quads())
    assert quads == list(ontology_quads())
    assert {quad.graph_name for quad in quads} == {GRAPH_ONTOLOGY}
    assert len(quads) > 900


def test_no_graph_of_records_is_the_graph_of_plain_triples() -> None:
    quads = [*written(), *discovered_quads([FRONT]), *ontology_quads()]
    assert GRAPH_ASSERTED not in {quad.graph_name for quad in quads}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("two\r\nlines\tand a tab", "two\r\nlines\tand a tab"),
        ("a\x00b\x1bc\x7fd\x85", "a\ufffdb\ufffdc\ufffdd\ufffd"),
        ("half \ud83d of it", "half \ufffd of it"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("Ménaka 🌍", "Ménaka 🌍"),
    ],
)
def test_what_no_reader_could_carry_is_replaced(text: str, expected: str) -> None:
    assert literal(text).value == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [("plain \ufffd", ""), ("a\x0cb", "1:c"), ("\x00\x85 é\ud83d", "0:0 1:85 4:d83d")],
)
def test_what_was_replaced_is_told(text: str, told: str) -> None:
    assert replaced_characters(text) == told
    assert restored(literal(text).value, told) == text


@pytest.mark.parametrize("told", ["9:c", "x:c", "0:x", "0", "0:110000"])
def test_what_was_not_replaced_cannot_be_restored(told: str) -> None:
    with pytest.raises((IndexError, ValueError, OverflowError)):
        restored("a text", told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENTITY_BASE + "aïr", ENTITY_BASE + "aïr"),
        (ENTITY_BASE + 'a b<c>"d', ENTITY_BASE + "a%20b%3Cc%3E%22d"),
        (ENTITY_BASE + "a\ud800", ENTITY_BASE + "a%ED%A0%80"),
        (ENTITY_BASE + "50%", ENTITY_BASE + "50%25"),
        (ENTITY_BASE + "50%25", ENTITY_BASE + "50%25"),
        (ENTITY_BASE + "a#b#c", ENTITY_BASE + "a#b%23c"),
        ("file:///x/[a].txt", "file:///x/%5Ba%5D.txt"),
    ],
)
def test_what_no_iri_can_hold_is_encoded(text: str, expected: str) -> None:
    assert iri(text).value == expected


def test_an_iri_has_a_scheme() -> None:
    with pytest.raises(ValueError, match="scheme"):
        iri("mali")


ANY_TEXT = st.text(alphabet=st.characters(), max_size=30)
"""All code points, lone surrogates and control characters among them."""


@given(ANY_TEXT)
def test_any_text_is_restored(text: str) -> None:
    assert restored(literal(text).value, replaced_characters(text)) == text


@given(ANY_TEXT)
def test_any_text_survives_every_serialization(text: str) -> None:
    name = ox.NamedNode("https://example.org/name")
    quads = [
        ox.Quad(iri(ENTITY_BASE + text), name, literal(text)),
        ox.Quad(iri(ENTITY_BASE + text), name, literal(text, language="en")),
    ]
    assert len(literal(text).value) == len(text)
    for form in (ox.RdfFormat.N_QUADS, ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
        assert list(ox.parse(ox.serialize(quads, format=form), format=form)) == quads


@given(ANY_TEXT.filter(lambda text: "\r" not in text))
def test_any_text_survives_xml(text: str) -> None:
    # XML reads every carriage return as a line feed; nothing else is lost.
    triple = ox.Triple(iri(ENTITY_BASE + text), ox.NamedNode("https://example.org/name"), literal(text))
    form = ox.RdfFormat.RDF_XML
    assert [quad.triple for quad in ox.parse(ox.serialize([triple], format=form), format=form)] == [triple]


@given(ANY_TEXT, ANY_TEXT)
def test_a_reading_of_any_text_can_be_written(text: str, name: str) -> None:
    document = Document(DOC, name, text, title=name, source=name, language=name)
    found = Mention(0, len(text), text, Entity(ENTITY_BASE + name, name, "Person", (text,), known=False))
    told = replace(DEPLOYS, sentence=text, subject=found, trigger=text)
    quads = [*written(Reading(document, (found,), (told,))), *discovered_quads([found.entity])]
    assert set(ox.parse(ox.serialize(quads, format=ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS)) == set(quads)
    assert [len(value) for value in values(quads, "text")] == [len(text)]
