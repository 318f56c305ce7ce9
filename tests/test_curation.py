"""Decisions of analysts: what each does, that it holds for what is read later, and that undoing it leaves nothing behind."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import JNIM, KINDS, LATER, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text, gazetteer, store_at

from kg import curation, quads
from kg.curation import Chosen, Signature, Target
from kg.errors import UsageError
from kg.records import ENTITY_BASE, Entity, Reading
from kg.store import Effect, Store
from kg.store.curating import plain_triples
from kg.store.oxigraph import OxigraphBackend

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
    """Every quad, without the record of the decisions unless asked for."""
    return sorted(str(quad) for quad in store.quads() if record or quad.graph_name.value != CURATION)


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


def some_reading(rnd: Random) -> Reading:
    """A document of a few; two versions of the reader and three files, so that documents are replaced and move."""
    number = rnd.randrange(5)
    text = Text(f"report {number}", location=f"file:///reports/{number % 3}.txt", maker=rnd.choice("12"))
    for _ in range(rnd.randrange(1, 5)):
        first, second = rnd.choice(CAST), rnd.choice(CAST)
        more: dict[str, object] = {"place": rnd.choice(CAST)} if rnd.random() < 0.3 else {}
        if rnd.random() < 0.2:
            more |= {"polarity": "negated", "attributed_to": rnd.choice(CAST)}
        elif rnd.random() < 0.1:
            more |= {"modality": "planned"}
        text.tell(first, rnd.choice(RELATIONS), second, **more)
    return text.reading()


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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
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
    for reading in readings:
        early.add(reading, when=WHEN)
    early.ensure_background(gazetteer())
    assert content(late, record=True) == content(store, record=True), "read first, decided then"
    assert content(early, record=True) == content(store, record=True), "decided first, read then"
    undo_everything(store)
    assert content(store) == content(plain), "undone"
