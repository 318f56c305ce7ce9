"""Decisions of analysts: what each does, that it holds for what is read later, and that undoing it leaves nothing behind."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pyshacl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from store_samples import JNIM, KINDS, LATER, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text, gazetteer, store_at

from kg import curation, quads
from kg.care import verify
from kg.curation import Chosen, Signature, Target, find_document, find_statement, short
from kg.curation.sheets import Argument, entity_sheet, statement_sheet
from kg.errors import StoreError, UsageError
from kg.exports.writing import export
from kg.graph import project
from kg.metrics import find_actor
from kg.projection import EVERYTHING_ASSERTED
from kg.queries import resolve_entity, run_named
from kg.records import ENTITY_BASE, Entity, GivenName, Mention, Reading
from kg.resources import resource
from kg.store import Decision, Effect, Solutions, Store, View
from kg.store.backend import Change
from kg.store.curating import plain_triples
from kg.store.oxigraph import OxigraphBackend
from kg.vocabulary import PROV, RDF, XSD, load_vocabulary

ANN = Signature("Ann", when=LATER)
ALIASED = Entity(ENTITY_BASE + "x-the-group", "The Group", "Organization", ("T.G.",), known=False)
COLONEL = Entity(ENTITY_BASE + "x-camara", "Camara", "Person", known=False)
OTHER = Entity(ENTITY_BASE + "x-sadio-camara", "Sadio Camara", "Person", known=False)
CURATION = quads.GRAPH_CURATION.value


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_at(request.param, tmp_path) as opened:
        opened.ensure_background(gazetteer())
        yield opened


def fast_store() -> Store:
    """A store in memory that is quick enough for hundreds of them."""
    backend = OxigraphBackend.__new__(OxigraphBackend)
    backend._open, backend.folder = ox.Store(), Path("memory")
    backend.flush = lambda: None  # type: ignore[method-assign]
    return Store(backend)


def content(store: Store, *, record: bool = False) -> list[str]:
    """Every quad, without what was done when, and without the record of the decisions unless asked for."""
    without = {quads.GRAPH_HISTORY.value} if record else {quads.GRAPH_HISTORY.value, CURATION}
    return sorted(str(quad) for quad in store.quads() if quad.graph_name.value not in without)


def check(store: Store) -> None:
    """What must hold whatever was decided."""
    double = [triple for triple, times in Counter(quad.triple for quad in store.quads()).items() if times > 1]
    assert double == []
    told = [quad for quad in store.quads() if "/document/" in quad.graph_name.value]
    assert {quad.triple for quad in store.quads(quads.GRAPH_ASSERTED.value)} == plain_triples(told)
    gone = set(store.view().replaced)
    seen = {quad.object.value for quad in told if isinstance(quad.object, ox.NamedNode) and "was#" not in quad.predicate.value}
    assert not gone & seen
    assert not gone & store.entities().keys()
    shown = {value for each in store.statements() for value in (each.subject.id, each.object.id)}
    assert shown <= store.entities().keys()


# ---------------------------------------------------------------------------------------------------- random sequences

CAST = (JNIM, MALI, RUSSIA, STRANGER, VILLAGE, ALIASED, COLONEL, OTHER)
RELATIONS = ("attacks", "meetsWith", "supplies")
WAYS = ("merge", "merge", "merge", "document", "statement", "words", "rename", "alias", "unalias", "class", "reject", "accept")
STEPS = ("add", "add", "decide", "decide", "decide", "decide", "undo", "remove", "background")


def relinked(reading: Reading) -> Reading:
    """As a reader with a newer gazetteer reads it, which knows some of those that were first met in texts."""

    def mention(each: Mention) -> Mention:
        return replace(each, entity={ALIASED.id: JNIM, COLONEL.id: OTHER}.get(each.entity.id, each.entity))

    statements = tuple(replace(each, subject=mention(each.subject), object=mention(each.object)) for each in reading.statements)
    return replace(reading, statements=statements, mentions=tuple(map(mention, reading.mentions)))


def some_reading(rnd: Random) -> Reading:
    """A document of a few; versions of the reader and files differ, so that documents are read otherwise, replaced and moved."""
    number, edition = rnd.randrange(5), rnd.randrange(3)
    content_ = Random(f"{number} {edition}")  # noqa: S311 (the same text each time)
    text = Text(f"report {number}", location=f"file:///reports/{number % 3}.txt", maker=rnd.choice("123"))
    for _ in range(content_.randrange(1, 5)):
        first, second = content_.choice(CAST), content_.choice(CAST)
        more: dict[str, object] = {"place": content_.choice(CAST)} if content_.random() < 0.3 else {}
        if content_.random() < 0.2:
            more |= {"polarity": "negated", "attributed_to": content_.choice(CAST)}
        elif content_.random() < 0.1:
            more |= {"modality": "planned"}
        text.tell(first, content_.choice(RELATIONS), second, **more)
    return relinked(text.reading()) if text.maker == "3" else text.reading()


def decide(store: Store, rnd: Random) -> tuple[str, Effect | None] | None:
    """A decision about something that the store speaks of, and its effect; None for that where it is refused."""
    spoken = {end for each in store.statements() for end in (each.subject, each.object, each.place) if end is not None}
    names = sorted(each.id.removeprefix(ENTITY_BASE) for each in spoken)
    ids = sorted(store.statement_ids())
    if not names or not ids:
        return None
    way, first, second, statement = rnd.choice(WAYS), rnd.choice(names), rnd.choice(names), rnd.choice(ids)
    about = [each for each in store.statements() if first == each.subject.id.removeprefix(ENTITY_BASE)]
    document, own = rnd.choice(about or list(store.statements())).document, rnd.choice(about or list(store.statements())).id
    record = store.record(own)
    words = tuple(value.value for each, value in (record.read if record else ()) if each.value.endswith("subjectText"))
    known = store.entities().get(ENTITY_BASE + first)
    aliases = (known.aliases if known else ()) or ("",)
    where = Target(second) if rnd.random() < 0.5 else Target(f"New {rnd.randrange(3)}", new=True)
    force = rnd.random() < 0.7
    ways: dict[str, Callable[[], Effect]] = {
        "merge": lambda: curation.merge(store, first, second, ANN, force=force),
        "statement": lambda: curation.split(store, first, Chosen((own,)), where, ANN, force=force),
        "document": lambda: curation.split(store, first, Chosen(documents=(document,)), where, ANN, force=force),
        "words": lambda: curation.split(store, first, Chosen(words=words), where, ANN, force=force),
        "rename": lambda: curation.rename(store, first, f"Name {rnd.randrange(9)}", ANN),
        "alias": lambda: curation.add_alias(store, first, f"Alias {rnd.randrange(9)}", ANN, language=rnd.choice(("en", "fr"))),
        "unalias": lambda: curation.remove_alias(store, first, rnd.choice(aliases), ANN),
        "class": lambda: curation.reclassify(store, first, rnd.choice(("Person", "ArmedGroup", "Settlement")), ANN),
        "reject": lambda: curation.reject(store, statement, ANN),
        "accept": lambda: curation.accept(store, statement, ANN),
    }
    try:
        return way, ways[way]()
    except UsageError:
        return way, None


def take_back(store: Store, rnd: Random) -> bool | None:
    """Undoes any decision in force; whether that was allowed, None where there is none."""
    if not store.view().in_force:
        return None
    try:
        curation.undo(store, rnd.choice(store.view().in_force).id, ANN)
    except UsageError:
        return False
    return True


def run(store: Store, rnd: Random) -> list[Reading]:
    """A random life of a store; the readings that it then holds, in the order in which they came."""
    held: dict[str, Reading] = {}
    for _ in range(rnd.randrange(4, 24)):
        step = rnd.choice(STEPS)
        if step == "add":
            reading = some_reading(rnd)
            if store.add(reading, when=WHEN) != "unchanged":
                held.pop(reading.document.id, None)
                held[reading.document.id] = reading
            known = {document.id for document in store.documents()}
            held = {iri: each for iri, each in held.items() if iri in known}
        elif step == "decide":
            decide(store, rnd)
        elif step == "undo":
            take_back(store, rnd)
        elif step == "remove" and held:
            gone = rnd.choice(sorted(held))
            store.remove(gone)
            del held[gone]
        elif step == "background":
            store.ensure_background(gazetteer())
    return list(held.values())


def undo_everything(store: Store) -> None:
    for each in reversed(store.view().in_force):
        curation.undo(store, each.id, ANN)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.randoms(use_true_random=False))
def test_whatever_is_decided_the_store_stays_in_step(rnd: Random) -> None:
    store, late, early, plain = fast_store(), fast_store(), fast_store(), fast_store()
    readings = run(store, rnd)
    store.ensure_background(gazetteer())
    check(store)
    for other in (late, plain):
        other.ensure_background(gazetteer())
        for reading in readings:
            other.add(reading, when=WHEN)
    for decision in store.view().decisions:
        for other in (late, early):
            other.decide(other.effect_of(decision))
    early.add_all(readings, when=WHEN)
    early.ensure_background(gazetteer())
    assert content(late, record=True) == content(store, record=True), "read first, decided then"
    assert content(early, record=True) == content(store, record=True), "decided first, read then"
    undo_everything(store)
    assert content(store) == content(plain), "undone"


# ------------------------------------------------------------------------------------------------- each kind of decision


def report(maker: str = "test 1") -> Reading:
    text = Text("one", location="file:///one.txt", date="2025-06-01", source="Wire", maker=maker)
    text.tell(ALIASED, "attacks", MALI, place=VILLAGE).tell(STRANGER, "meetsWith", RUSSIA, attributed_to=ALIASED)
    return text.tell(COLONEL, "meetsWith", RUSSIA).tell(JNIM, "attacks", MALI, polarity="negated").reading()


def second() -> Reading:
    text = Text("two", location="file:///two.txt").tell(ALIASED, "attacks", MALI).tell(COLONEL, "supplies", STRANGER)
    return text.reading()


def filled(store: Store) -> Store:
    for reading in (report(), second()):
        store.add(reading, when=WHEN)
    return store


def local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def plain(store: Store) -> list[tuple[str, ...]]:
    return sorted(tuple(local(term.value) for term in quad.triple) for quad in store.quads(quads.GRAPH_ASSERTED.value))


def rows(store: Store, pattern: str) -> set[tuple[str, ...]]:
    variables = " ".join(dict.fromkeys(re.findall(r"\?\w+", pattern)))
    answer = store.query(f"SELECT {variables} WHERE {{ {pattern} }}")
    assert isinstance(answer, Solutions)
    found = [tuple("" if term is None else local(getattr(term, "value", "")) for term in row) for row in answer.rows]
    assert len(set(found)) == len(found)
    return set(found)


def the(store: Store, subject: Entity, relation: str, document: str = "one") -> str:
    """The statement of that subject and relation, as they are shown."""
    (found,) = (
        each.id
        for each in store.statements()
        if (each.subject.id, each.relation, each.document_name) == (subject.id, relation, document)
    )
    return found


def test_merging_shows_in_every_answer(store: Store) -> None:
    before = content(filled(store))
    effect = curation.merge(store, "The Group", "JNIM", Signature("Ann", "the short form", LATER))
    assert (effect.statements, effect.documents, effect.loops) == (3, 2, 0)
    check(store)
    assert plain(store) == [
        ("hypothetical-front", "meetsWith", "russia"),
        ("jnim", "attacks", "mali"),
        ("x-camara", "meetsWith", "russia"),
        ("x-camara", "supplies", "hypothetical-front"),
    ]
    assert ALIASED.id not in store.entities()
    assert {"The Group", "T.G."} <= set(store.entities()[JNIM.id].aliases)
    assert rows(store, "?s sahel:attributedTo ?who") == {(local(the(store, STRANGER, "meetsWith")), "jnim")}
    assert rows(store, "?d sahel:mentions entity:x-the-group") == set()
    assert rows(store, "entity:x-the-group dcterms:isReplacedBy ?now") == {("jnim",)}
    statement = the(store, JNIM, "attacks", "two")
    read = {(each.value, value.value) for each, value in store.record(statement).read}  # type: ignore[union-attr]
    assert (RDF + "subject", ALIASED.id) in read
    assert rows(store, f"<{statement}> was:rdf_subject ?x") == {("x-the-group",)}
    assert rows(store, f"<{statement}> sahel:subjectText ?x") == {("The Group",)}
    curation.undo(store, effect.decision.id, ANN)
    assert content(store) == before


def test_a_merge_holds_for_what_is_read_later(store: Store) -> None:
    store.add(report(), when=WHEN)
    curation.merge(store, "x-the-group", "jnim", ANN)
    store.add(second(), when=WHEN)
    check(store)
    assert [each.subject.id for each in store.statements() if each.relation == "attacks"] == [JNIM.id, JNIM.id, JNIM.id]
    assert store.add(second(), when=LATER) == "unchanged"
    for reading in (report(), second()):
        store.remove(reading.document.id)
    assert ALIASED.id not in {quad.subject.value for quad in store.quads(quads.GRAPH_ENTITIES.value)}


def test_names_and_ids_of_merged_entities_still_lead_somewhere(store: Store) -> None:
    filled(store)
    curation.merge(store, "x-the-group", "jnim", ANN)
    curation.merge(store, "jnim", "hypothetical-front", ANN)
    for name in ("x-the-group", "entity:x-the-group", "The Group", "t.g.", "jnim", "GSIM", STRANGER.name):
        assert resolve_entity(store, name).id == STRANGER.id
    assert isinstance(run_named(store, "about-actor", {"actor": "x-the-group"}), Solutions)
    assert store.view().replaced == {ALIASED.id: STRANGER.id, JNIM.id: STRANGER.id}
    graph = project(store.statements(), EVERYTHING_ASSERTED, load_vocabulary())
    assert {ALIASED.id, JNIM.id} & set(graph) == set()
    assert find_actor(graph, "JNIM") == STRANGER.id


def test_merging_entities_of_the_gazetteer_moves_facts_and_stays_when_it_is_written_anew(store: Store) -> None:
    filled(store)
    before = content(store)
    curation.merge(store, "aes", "other-support-group", ANN, force=True)
    assert [fact.object for fact in store.facts()] == [ENTITY_BASE + "other-support-group"]
    assert "AES" in store.entities()[ENTITY_BASE + "other-support-group"].aliases
    assert ENTITY_BASE + "aes" not in store.entities()
    smaller = replace(gazetteer(), entries={iri: each for iri, each in gazetteer().entries.items() if not iri.endswith("jnim")})
    assert store.ensure_background(smaller)
    assert [fact.object for fact in store.facts()] == [ENTITY_BASE + "other-support-group"]
    assert store.ensure_background(gazetteer())
    check(store)
    undo_everything(store)
    assert content(store) == before


def test_a_target_stays_known_when_the_gazetteer_drops_it(store: Store) -> None:
    filled(store)
    curation.merge(store, "x-the-group", "jnim", ANN)
    store.ensure_background(
        replace(gazetteer(), entries={iri: each for iri, each in gazetteer().entries.items() if "jnim" not in iri})
    )
    assert (store.entities()[JNIM.id].name, store.entities()[JNIM.id].known) == (JNIM.name, False)
    check(store)


def test_an_entity_that_the_gazetteer_comes_to_know_stays_merged(store: Store) -> None:
    filled(store)
    curation.merge(store, "hypothetical-front", "jnim", ANN)
    (whole,) = [each for each in gazetteer().entries.values() if each.entity.id == JNIM.id]
    entry = replace(whole, entity=replace(STRANGER, known=True), names=((STRANGER.name, "en"), ("FH", "fr")), wikidata=None)
    store.ensure_background(replace(gazetteer(), entries={**gazetteer().entries, STRANGER.id: entry}))
    assert STRANGER.id not in store.entities()
    assert {"FH", STRANGER.name} <= set(store.entities()[JNIM.id].aliases)
    assert "H.F." not in store.entities()[JNIM.id].aliases
    check(store)


@pytest.mark.parametrize(
    ("chosen", "moved"),
    [
        (Chosen(words=("camara",)), {("one", "meetsWith"), ("two", "supplies")}),
        (Chosen(words=("the colonel",)), set()),
        (Chosen(documents=("two",)), {("two", "supplies")}),
        (Chosen(documents=("one",), words=("Camara",)), {("one", "meetsWith")}),
    ],
)
def test_splitting_by_words_and_documents(store: Store, chosen: Chosen, moved: set[tuple[str, str]]) -> None:
    before = content(filled(store))
    if not moved:
        with pytest.raises(UsageError, match="nothing is chosen"):
            curation.split(store, "Camara", chosen, Target("Sadio Camara", new=True), ANN)
        assert content(store, record=True) == before
        return
    effect = curation.split(store, "Camara", chosen, Target("Sadio Camara", new=True), ANN)
    assert {(each.document_name, each.relation) for each in store.statements() if each.subject.id == OTHER.id} == moved
    assert store.entities()[OTHER.id] == OTHER
    assert {local_name for local_name, _ in moved} == {
        document.name
        for document in store.documents()
        if rows(store, f"<{document.id}> sahel:mentions entity:x-sadio-camara . BIND (1 AS ?x)")
    }
    check(store)
    curation.undo(store, effect.decision.id, ANN)
    assert content(store) == before


def test_splitting_by_statement(store: Store) -> None:
    filled(store)
    statement = the(store, COLONEL, "meetsWith")
    effect = curation.split(store, "Camara", Chosen((statement[:-6],)), Target("hypothetical-front"), ANN, force=True)
    assert (effect.statements, effect.documents, effect.loops) == (1, 1, 0)
    assert the(store, COLONEL, "supplies", "two")
    assert len([each for each in store.statements() if each.subject.id == STRANGER.id]) == 2
    with pytest.raises(UsageError, match="does not speak of Camara"):
        curation.split(store, "Camara", Chosen((the(store, JNIM, "attacks"),)), Target("Other", new=True), ANN)


def test_renaming_keeps_former_names(store: Store) -> None:
    before = content(filled(store))
    first = curation.rename(store, "x-camara", "Sadio  Camara\n", ANN)
    again = curation.rename(store, "x-camara", "General Camara", ANN)
    entity = store.entities()[COLONEL.id]
    assert (entity.name, entity.aliases) == ("General Camara", ("Camara", "Sadio Camara"))
    curation.undo(store, first.decision.id, ANN)
    entity = store.entities()[COLONEL.id]
    assert (entity.name, entity.aliases) == ("General Camara", ("Camara",))
    curation.undo(store, again.decision.id, ANN)
    assert content(store) == before


def test_aliases_come_and_go(store: Store) -> None:
    before = content(filled(store))
    curation.add_alias(store, "jnim", 'Groupe « x » " } ; <y>', ANN, language="fr")
    curation.remove_alias(store, "jnim", "GSIM", ANN)
    assert store.entities()[JNIM.id].aliases == ('Groupe « x » " } ; <y>', "JNIM", "Support Group")
    undo_everything(store)
    assert content(store) == before


def test_rejecting_takes_a_statement_out_of_every_answer_and_keeps_it_whole(store: Store) -> None:
    before = content(filled(store))
    statement = the(store, STRANGER, "meetsWith")
    whole = {(quad.predicate, quad.object) for quad in store.quads() if quad.subject.value == statement}  # type: ignore[union-attr]
    effect = curation.reject(store, statement, Signature("Ann", "wrong", LATER))
    assert (effect.statements, effect.documents) == (1, 1)
    check(store)
    assert ("hypothetical-front", "meetsWith", "russia") not in plain(store)
    assert statement not in {each.id for each in store.statements()}
    assert rows(store, f"<{statement}> ?p ?x FILTER (!STRSTARTS(STR(?p), STR(was:)))") == {("type", "RejectedStatement")}
    assert store.record(statement).read == frozenset(whole)  # type: ignore[union-attr]
    assert statement in set(store.statement_ids())
    answer = run_named(store, "rejected")
    assert isinstance(answer, Solutions)
    assert [getattr(term, "value", None) for term in answer.rows[0]][:5] == [STRANGER.name, "meetsWith", "Russia", "Ann", "wrong"]
    curation.undo(store, effect.decision.id, ANN)
    assert content(store) == before


def test_a_rejected_statement_is_listed_once_by_the_names_of_now(store: Store) -> None:
    filled(store)
    curation.reject(store, the(store, STRANGER, "meetsWith"), Signature("Ann", "wrong", LATER))
    curation.rename(store, STRANGER.id, "Front", ANN)
    curation.add_alias(store, "russia", "Moscow", ANN)
    curation.rename(store, "russia", "Russian Federation", ANN)
    assert [names[:3] for names in _named(run_named(store, "rejected"))] == [["Front", "meetsWith", "Russian Federation"]]
    curation.merge(store, "Front", "jnim", ANN)
    assert [names[0] for names in _named(run_named(store, "rejected"))] == [STRANGER.name]


def _named(answer: object) -> list[list[object]]:
    assert isinstance(answer, Solutions)
    return [[getattr(term, "value", None) for term in row] for row in answer.rows]


def test_a_plain_triple_stays_as_long_as_another_statement_holds(store: Store) -> None:
    filled(store)
    for document in ("one", "two"):
        assert ("x-the-group", "attacks", "mali") in plain(store)
        curation.reject(store, the(store, ALIASED, "attacks", document), ANN)
    assert ("x-the-group", "attacks", "mali") not in plain(store)


@pytest.mark.parametrize("maker", ["test 1", "test 2"])
def test_a_rejected_statement_stays_rejected_when_it_is_read_again(store: Store, maker: str) -> None:
    filled(store)
    statement = the(store, STRANGER, "meetsWith")
    curation.reject(store, statement, ANN)
    counted = store.counts().statements
    store.add(report(maker), when=LATER)
    assert store.counts().statements == counted
    store.remove(report().document.id)
    store.add(report(), when=LATER)
    assert store.counts().statements == counted
    assert rows(store, "?s a sahel:RejectedStatement") == {(local(statement),)}


def told(maker: str, group: Entity) -> Reading:
    """One sentence about The Group, which is read to be that entity."""
    reading = Text("one", location="file:///one.txt", maker=maker).tell(ALIASED, "attacks", MALI).reading()
    (statement,) = reading.statements
    known = replace(statement, subject=replace(statement.subject, entity=group))
    return replace(reading, statements=(known,), mentions=(known.subject, known.object))


def test_a_merge_can_make_a_statement_one_that_was_rejected(store: Store) -> None:
    store.add(second(), when=WHEN)
    store.add(told("1", ALIASED), when=WHEN)
    curation.reject(store, the(store, ALIASED, "attacks", "one"), ANN)
    store.add(told("2", JNIM), when=LATER)
    before = content(store)
    assert the(store, JNIM, "attacks", "one")
    merged = curation.merge(store, "x-the-group", "jnim", ANN)
    assert "one" not in {each.document_name for each in store.statements()}
    curation.undo(store, merged.decision.id, ANN)
    assert content(store) == before


def test_it_is_the_same_statement_when_a_newer_reader_knows_what_an_analyst_decided(store: Store) -> None:
    store.add(told("1", ALIASED), when=WHEN)
    curation.merge(store, "x-the-group", "jnim", ANN)
    curation.reject(store, the(store, JNIM, "attacks"), ANN)
    store.add(told("2", JNIM), when=LATER)
    assert list(store.statements()) == []
    store.add(told("3", RUSSIA), when=LATER)
    assert [each.subject.id for each in store.statements()] == [RUSSIA.id], "another claim, which nobody has looked at"


def test_the_last_review_counts(store: Store) -> None:
    before = content(filled(store))
    statement = the(store, STRANGER, "meetsWith")
    rejected = curation.reject(store, statement, ANN)
    accepted = curation.accept(store, statement, ANN)
    assert rows(store, '?s sahel:review "accepted" ; sahel:confidence ?c') == {(local(statement), "0.9")}
    curation.undo(store, rejected.decision.id, ANN)
    assert rows(store, "?s sahel:review ?x") == {(local(statement), "accepted")}
    curation.reject(store, statement, ANN)
    assert rows(store, "?s sahel:review ?x") == set()
    undo_everything(store)
    assert content(store) == before
    assert accepted.decision.number == 2


def test_undoing_in_any_order_and_what_depends_on_what(store: Store) -> None:
    filled(store)
    split = curation.split(store, "Camara", Chosen(words=("Camara",)), Target("Someone", new=True), ANN)
    merged = curation.merge(store, "Someone", "Sadio Camara" if OTHER.id in store.entities() else "x-camara", ANN)
    with pytest.raises(UsageError, match=f"{short(merged.decision.id)} .*about the entity that this one made"):
        curation.undo(store, split.decision.id, ANN)
    curation.undo(store, merged.decision.id, ANN)
    curation.undo(store, split.decision.id, ANN)
    alias = curation.add_alias(store, "jnim", "The Supporters", ANN)
    curation.remove_alias(store, "jnim", "The Supporters", ANN)
    with pytest.raises(UsageError, match="it takes away the alias “The Supporters”"):
        curation.undo(store, alias.decision.id, ANN)
    kind = curation.reclassify(store, "x-camara", "ArmedGroup", ANN)
    curation.merge(store, "x-camara", "jnim", ANN)
    with pytest.raises(UsageError, match="Person and ArmedGroup are no classes of one thing"):
        curation.undo(store, kind.decision.id, ANN)
    into = curation.merge(store, "x-the-group", "hypothetical-front", ANN)
    curation.split(store, "hypothetical-front", Chosen((the(store, STRANGER, "attacks"),)), Target("A part", new=True), ANN)
    with pytest.raises(UsageError, match="splits off statements that this one brought there"):
        curation.undo(store, into.decision.id, ANN)


def test_a_chain_of_merges_can_be_undone_in_the_middle(store: Store) -> None:
    filled(store)
    first = curation.merge(store, "x-the-group", "hypothetical-front", ANN)
    curation.merge(store, "hypothetical-front", "jnim", ANN)
    assert the(store, JNIM, "attacks", "two")
    curation.undo(store, first.decision.id, ANN)
    assert the(store, ALIASED, "attacks", "two")
    assert STRANGER.id not in store.entities()
    check(store)


def test_a_merge_of_two_sides_of_a_statement_is_told(store: Store) -> None:
    filled(store)
    assert curation.merge(store, "mali", "russia", ANN).loops == 0
    assert curation.merge(store, "x-the-group", "russia", ANN, force=True).loops == 2


@pytest.mark.parametrize(
    ("decide_", "message"),
    [
        (lambda s: curation.merge(s, "nobody", "jnim", ANN), "knows no entity 'nobody'"),
        (lambda s: curation.merge(s, "Support Group", "mali", ANN), "may mean jnim .* other-support-group"),
        (lambda s: curation.merge(s, "JNIM", "jnim", ANN), "are one entity already"),
        (lambda s: curation.merge(s, "x-camara", "mali", ANN), "class Person and Mali .* Country, which cannot be one thing"),
        (lambda s: curation.split(s, "jnim", Chosen(), Target("x", new=True), ANN), "say what of"),
        (lambda s: curation.split(s, "x-camara", Chosen(words=("Camara",)), Target("Camara"), ANN), "from itself"),
        (lambda s: curation.split(s, "x-camara", Chosen(words=("Camara",)), Target("The group", new=True), ANN), "x-group already"),
        (lambda s: curation.split(s, "mali", Chosen(words=("Mali",)), Target("X", new=True, kind="Document"), ANN), "no class of ent"),
        (lambda s: curation.split(s, "mali", Chosen(documents=("none",)), Target("X", new=True), ANN), "no document 'none'"),
        (lambda s: curation.rename(s, "mali", "Mali", ANN), "called that already"),
        (lambda s: curation.rename(s, "mali", " \n", ANN), "the name is empty"),
        (lambda s: curation.rename(s, "mali", "\x00\x01", ANN), "the name is empty"),
        (lambda s: curation.rename(s, "mali", "Mali " * 2000, ANN), "the name has 9,999 characters; 500 are the most"),
        (lambda s: curation.add_alias(s, "mali", "M" * 501, ANN), "the alias has 501 characters"),
        (lambda s: curation.split(s, "x-camara", Chosen(words=("Camara",)), Target("C" * 501, new=True), ANN), "the name has 501"),
        (lambda s: curation.add_alias(s, "jnim", "GSIM", ANN), "called GSIM already"),
        (lambda s: curation.add_alias(s, "jnim", "X", ANN, language="de"), "one of the languages en, fr"),
        (lambda s: curation.remove_alias(s, "jnim", "X", ANN), "no alias 'X'; it has GSIM, JNIM, Support Group"),
        (lambda s: curation.reclassify(s, "jnim", "ArmedGroup", ANN), "of the class ArmedGroup already"),
        (lambda s: curation.reclassify(s, "jnim", "ArmedGrop", ANN), "did you mean ArmedGroup"),
        (lambda s: curation.reclassify(s, "jnim", "Decision", ANN), "no class of entities"),
        (lambda s: curation.reclassify(s, "nowhere-village", "Person", ANN), "where things happen"),
        (lambda s: curation.reject(s, "abc", ANN), "no statement 'abc'"),
        (lambda s: curation.reject(s, "jnim", ANN), "no statement 'jnim'"),
        (lambda s: curation.undo(s, "00000000", ANN), "no decision '00000000'"),
        (lambda s: curation.merge(s, "x-group", "hypothetical-front", Signature(" ")), "the analyst is empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_changes_nothing(decide_: Callable[[Store], Effect], message: str) -> None:
    store = fast_store()
    store.ensure_background(gazetteer())
    curated = Text("three").tell(Entity(ENTITY_BASE + "x-group", "Group", "Organization", known=False), "attacks", MALI)
    filled(store).add(curated.reading(), when=WHEN)
    before = content(store, record=True)
    with pytest.raises(UsageError, match=message) as caught:
        decide_(store)
    assert "\n" not in str(caught.value)
    assert content(store, record=True) == before


def test_what_was_decided_twice_is_told(store: Store) -> None:
    statement = the(filled(store), STRANGER, "meetsWith")
    decision = curation.reject(store, statement, ANN).decision
    with pytest.raises(UsageError, match="was rejected already, by Ann on 2026-02-03"):
        curation.reject(store, statement, ANN)
    undone = curation.undo(store, short(decision.id), Signature("Bob", when=LATER)).decision
    with pytest.raises(UsageError, match="was undone already, by Bob on 2026-02-03"):
        curation.undo(store, decision.id, ANN)
    with pytest.raises(UsageError, match="take that decision again"):
        curation.undo(store, undone.id, ANN)


def test_a_decision_is_dated_and_attributed(store: Store) -> None:
    filled(store)
    odd = Signature("Zoë d'Été <x>", 'because "it" is', LATER)
    decision = curation.merge(store, "x-the-group", "jnim", odd).decision
    node = ox.NamedNode(decision.id)
    known = {(quad.predicate.value, quad.object) for quad in store.quads(CURATION) if quad.subject == node}
    at = ox.Literal("2026-02-03T04:05:06Z", datatype=ox.NamedNode(XSD + "dateTime"))
    assert {(RDF + "type", ox.NamedNode(PROV + "Activity")), (PROV + "endedAtTime", at)} <= known
    assert store.view().decisions == (decision,)
    assert (decision.by, decision.why) == ("Zoë d'Été <x>", 'because "it" is')
    answer = run_named(store, "decisions", {"until": "2026-02-03"})
    assert isinstance(answer, Solutions)
    assert [getattr(term, "value", None) for term in answer.rows[0]][1:4] == [odd.by, decision.text, odd.why]
    late = run_named(store, "decisions", {"since": "2026-02-04"})
    assert isinstance(late, Solutions)
    assert late.rows == ()


def test_an_export_brought_into_another_store_keeps_the_decisions(store: Store) -> None:
    before = content(filled(store))
    statement = the(store, STRANGER, "meetsWith")
    curation.merge(store, "x-the-group", "jnim", ANN)
    curation.reject(store, statement, ANN)
    curation.split(store, "Camara", Chosen(words=("Camara",)), Target("Someone", new=True, kind="Person"), ANN)
    other = fast_store()
    written = io.BytesIO()
    export(store, "nquads", written)
    parsed = ox.parse(written.getvalue(), format=ox.RdfFormat.N_QUADS)
    other._backend.commit(Change(add=tuple(parsed)))
    assert other.view().decisions == store.view().decisions
    other.add(second(), when=WHEN)
    undo_everything(other)
    named = [line for line in before if "_:" not in line]  # blank nodes of the ontology have other names elsewhere
    assert [line for line in content(other) if "_:" not in line] == named


def test_decisions_last(tmp_path: Path) -> None:
    with store_at("disk", tmp_path) as store:
        store.ensure_background(gazetteer())
        curation.merge(filled(store), "x-the-group", "jnim", ANN)
        before = content(store, record=True)
    with store_at("disk", tmp_path) as store:
        assert content(store, record=True) == before
        assert not store.ensure_background(gazetteer())
        store.add(Text("three").tell(ALIASED, "supplies", MALI).reading(), when=WHEN)
        assert the(store, JNIM, "supplies", "three")


def test_a_decision_that_cannot_be_written_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    store = fast_store()
    store.ensure_background(gazetteer())
    before = content(filled(store), record=True)

    def full(change: Change) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store._backend, "commit", full)
        with pytest.raises(StoreError, match="full"):
            curation.merge(store, "x-the-group", "jnim", ANN)
    assert content(store, record=True) == before
    assert not store.view()
    curation.merge(store, "x-the-group", "jnim", ANN)


def test_decisions_of_two_stores_that_do_not_go_together_are_passed_over() -> None:
    one = Decision("merge", JNIM.id, "Ann", "2026-01-01T00:00:00Z", "", into=MALI.id, number=1)
    other = Decision("merge", MALI.id, "Bob", "2026-01-02T00:00:00Z", "", into=JNIM.id, number=1)
    view = View((one, other))
    assert view.in_force == (one,)
    assert (view.entity(JNIM.id), view.entity(MALI.id)) == (MALI.id, MALI.id)


def test_what_was_split_off_and_merged_back_comes_to_rest(store: Store) -> None:
    filled(store)
    curation.split(store, "Camara", Chosen(documents=("two",)), Target("Someone", new=True), ANN)
    curation.merge(store, "Someone", "x-camara", ANN)
    assert {each.document_name for each in store.statements() if each.subject.id == COLONEL.id} == {"one", "two"}
    check(store)


def test_a_curated_store_has_its_shape() -> None:
    store = fast_store()
    store.ensure_background(gazetteer())
    filled(store)
    curation.merge(store, "x-the-group", "jnim", ANN)
    curation.split(store, "Camara", Chosen(words=("Camara",)), Target("Someone", new=True), ANN)
    curation.rename(store, "mali", "Republic of Mali", Signature("Ann", "official", LATER))
    curation.reject(store, the(store, STRANGER, "meetsWith"), ANN)
    curation.accept(store, the(store, JNIM, "attacks", "two"), ANN)
    curation.undo(store, curation.add_alias(store, "jnim", "J", ANN).decision.id, ANN)
    assert list(verify(store)) == []
    triples = {quad.triple for quad in store.quads()}
    shapes = Graph().parse(resource("ontology", "shapes.ttl"))

    def broken(content_: set[ox.Triple]) -> str:
        text = ox.serialize(content_, format=ox.RdfFormat.N_TRIPLES)
        _, _, told = pyshacl.validate(Graph().parse(data=text, format="nt"), shacl_graph=shapes, inference="none")
        return str(told)

    assert "Conforms: True" in broken(triples)
    for predicate, shape in (("prov#endedAtTime", "DecisionTime"), ("was#rdf_subject", "RejectedSubject")):
        assert f"shape:{shape}" in broken({each for each in triples if predicate not in each.predicate.value})


# ---------------------------------------------------------------------------------------------------- what the reader gets


def test_names_for_the_reader(store: Store) -> None:
    filled(store)
    curation.add_alias(store, "jnim", "The Supporters", ANN)
    curation.add_alias(store, "jnim", "Les Partisans", ANN, language="fr")
    curation.remove_alias(store, "jnim", "Support Group", ANN)
    curation.rename(store, "x-camara", "Sadio Camara", ANN)
    undone = curation.add_alias(store, "mali", "Sudan", ANN)
    curation.undo(store, undone.decision.id, ANN)
    assert curation.given_names(store) == (
        GivenName(replace(JNIM, known=False), (("Les Partisans", "fr"), ("The Supporters", "en")), ("Support Group",)),
        GivenName(COLONEL, (("Sadio Camara", "en"),), ()),
    )
    curation.merge(store, "jnim", "hypothetical-front", ANN)
    assert curation.given_names(store)[0].entity.id == JNIM.id, "what is read is JNIM, whoever stands for it now"


def test_a_name_that_the_reader_cannot_have_is_left_out() -> None:
    store = fast_store()
    store.add(report(), when=WHEN)
    curation.add_alias(store, "x-camara", "The Colonel", ANN)
    store.remove(report().document.id)
    assert curation.given_names(store) == ()
    store.add(report(), when=WHEN)
    assert "The Colonel" in store.entities()[COLONEL.id].aliases


# ------------------------------------------------------------------------------------------------------------------ sheets


def test_a_sheet_of_an_entity(store: Store) -> None:
    filled(store)
    curation.merge(store, "x-the-group", "jnim", ANN)
    curation.undo(store, curation.add_alias(store, "jnim", "Xs", ANN).decision.id, ANN)
    sheet = entity_sheet(store, "The Group", recent=2)
    assert (sheet.entity.id, sheet.merged, sheet.statements, sheet.documents) == (JNIM.id, (ALIASED.id,), 4, 2)
    assert sheet.families == (("violence", "attacks", 3),)
    assert [each.action for each in sheet.decisions] == ["merge", "alias", "undo"]
    assert [each.document_name for each in sheet.recent] == ["one", "one"]
    assert ("GSIM", "fr") in sheet.names
    assert ("The Group", "en") in sheet.names
    assert len(sheet.names) == len(set(sheet.names))
    assert entity_sheet(store, "mali").facts[0].object == ENTITY_BASE + "aes"
    assert (entity_sheet(store, "mali").same_as) == ("http://www.wikidata.org/entity/Q912",)


def test_a_sheet_of_a_statement(store: Store) -> None:
    filled(store)
    statement = the(store, ALIASED, "attacks", "two")
    curation.merge(store, "x-the-group", "jnim", ANN)
    sheet = statement_sheet(store, "stmt:" + local(statement))
    assert sheet.arguments[0] == Argument("subject", ALIASED.id, JNIM.id, "The Group")
    assert (sheet.status, sheet.relation, sheet.document.name) == ("read", "attacks", "two")
    assert sheet.values["sentence"] == "The Group attacks Mali."
    curation.reject(store, statement, ANN)
    rejected = statement_sheet(store, statement)
    assert rejected.status == "rejected"
    assert (rejected.values, rejected.arguments) == (sheet.values, sheet.arguments)
    assert [each.action for each in rejected.decisions] == ["reject"]


def test_short_ids(store: Store) -> None:
    filled(store)
    statements, documents = sorted(store.statement_ids()), [each.id for each in store.documents()]
    assert find_statement(store, local(statements[0])[:8]) == statements[0]
    assert find_document(store, "two") == find_document(store, local(second().document.id)[:9]) == second().document.id
    assert find_document(store, documents[0]) == documents[0]
    for text in (local(statements[0])[:3], "xyz12", "stmt:", ""):
        with pytest.raises(UsageError, match="no statement"):
            find_statement(store, text)
    crowd = Text("crowd")
    for number in range(200):
        crowd.tell(replace(STRANGER, id=f"{STRANGER.id}-{number}"), "attacks", MALI)
    store.add(crowd.reading(), when=WHEN)
    heads = Counter(local(iri)[:4] for iri in store.statement_ids())
    assert all(find_statement(store, head) for head, times in heads.items() if times == 1)
