"""Decisions of analysts: what each does, that it holds for what is read later, and that undoing it leaves nothing behind."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import JNIM, KINDS, LATER, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text, gazetteer, store_at

from kg import curation, quads
from kg.curation import Chosen, Signature, Target
from kg.errors import KgError, UsageError
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
WAYS = ("merge", "merge", "split", "splitinto", "splitwords", "rename", "alias", "unalias", "class", "reject", "accept")


@dataclass(frozen=True)
class Doc:
    number: int
    maker: str
    told: tuple[tuple[int, int, int, int, int], ...]

    def reading(self) -> Reading:
        text = Text(f"report {self.number}", location=f"file:///reports/{self.number % 3}.txt", maker=self.maker)
        for first, relation, second, place, quality in self.told:
            more: dict[str, object] = {} if place >= len(CAST) else {"place": CAST[place]}
            if quality == 1:
                more |= {"polarity": "negated", "attributed_to": CAST[first]}
            if quality == 2:
                more |= {"modality": "planned"}
            text.tell(CAST[first], RELATIONS[relation], CAST[second], **more)
        return text.reading()


person = st.integers(0, len(CAST) - 1)
told = st.tuples(person, st.integers(0, 2), person, st.integers(0, 2 * len(CAST)), st.integers(0, 3))
documents = st.builds(Doc, st.integers(0, 4), st.sampled_from(["1", "2"]), st.lists(told, min_size=1, max_size=4).map(tuple))
choice = st.tuples(st.sampled_from(WAYS), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
steps = st.lists(
    st.one_of(
        documents.map(lambda doc: ("add", doc)),
        choice.map(lambda each: ("decide", each)),
        choice.map(lambda each: ("decide", each)),
        st.integers(0, 99).map(lambda each: ("undo", each)),
        st.integers(0, 99).map(lambda each: ("remove", each)),
        st.just(("background", None)),
    ),
    min_size=2,
    max_size=14,
)


def decide(store: Store, way: str, one: int, two: int, three: int) -> Effect | None:
    """A decision about whatever the numbers choose; None where it is refused."""
    names = sorted(iri.removeprefix(ENTITY_BASE) for iri in store.entities())
    ids = sorted(store.statement_ids())
    if not names or not ids:
        return None
    first, second, statement = names[one % len(names)], names[two % len(names)], ids[three % len(ids)]
    record = store.record(statement)
    words = tuple(sorted(value.value for each, value in (record.read if record else ()) if each.value.endswith("subjectText")))
    document = next(each.id for each in store.documents())
    ways: dict[str, Callable[[], Effect]] = {
        "merge": lambda: curation.merge(store, first, second, ANN, force=three % 2 == 0),
        "split": lambda: curation.split(store, first, Chosen((statement,)), Target(f"New {three % 3}", new=True), ANN),
        "splitinto": lambda: curation.split(store, first, Chosen(documents=(document,)), Target(second), ANN, force=True),
        "splitwords": lambda: curation.split(store, first, Chosen(words=words), Target(second), ANN, force=True),
        "rename": lambda: curation.rename(store, first, f"Name {three % 4}", ANN),
        "alias": lambda: curation.add_alias(store, first, f"Alias {three % 3}", ANN, language=("en", "fr")[two % 2]),
        "unalias": lambda: curation.remove_alias(store, first, sorted(store.entities()[ENTITY_BASE + first].aliases or [""])[0], ANN),
        "class": lambda: curation.reclassify(store, first, ("Person", "ArmedGroup", "Settlement")[three % 3], ANN),
        "reject": lambda: curation.reject(store, statement, ANN),
        "accept": lambda: curation.accept(store, statement, ANN),
    }  # fmt: skip
    try:
        return ways[way]()
    except UsageError:
        return None


def run(store: Store, sequence: list[tuple[str, object]]) -> list[Reading]:
    """Carries out the steps; the readings that the store then holds, in the order in which they came."""
    held: dict[str, Reading] = {}
    for kind, detail in sequence:
        if kind == "add":
            reading = detail.reading()  # type: ignore[attr-defined]
            if store.add(reading, when=WHEN) != "unchanged":
                held.pop(reading.document.id, None)
                held[reading.document.id] = reading
            known = {document.id for document in store.documents()}
            held = {iri: each for iri, each in held.items() if iri in known}
        elif kind == "decide":
            decide(store, *detail)  # type: ignore[misc]
        elif kind == "undo":
            every = [each for each in store.view().decisions if each.action != "undo"]
            try:
                if every:
                    curation.undo(store, every[detail % len(every)].id, ANN)  # type: ignore[operator]
            except UsageError:
                pass
        elif kind == "remove" and held:
            gone = sorted(held)[detail % len(held)]  # type: ignore[operator]
            store.remove(gone)
            del held[gone]
        elif kind == "background":
            store.ensure_background(gazetteer())
    return list(held.values())


def undo_everything(store: Store) -> None:
    for each in reversed(store.view().in_force):
        curation.undo(store, each.id, ANN)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(steps)
def test_whatever_is_decided_the_store_stays_in_step(sequence: list[tuple[str, object]]) -> None:
    store, late, early, plain = fast_store(), fast_store(), fast_store(), fast_store()
    readings = run(store, sequence)
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
