"""What is read back from the store beside documents and statements, which test_store.py covers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from store_samples import KINDS, MALI, Text, gazetteer, store_at

from kg.errors import QueryError, StoreError
from kg.gazetteer import load_gazetteer
from kg.records import ENTITY_BASE
from kg.store import Store
from kg.store.backend import Change


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_at(request.param, tmp_path) as opened:
        yield opened


def test_facts_come_back_with_their_days(store: Store) -> None:
    store.ensure_background(gazetteer())
    (fact,) = store.facts()
    assert (fact.subject, fact.relation, fact.object) == (MALI.id, "memberOf", ENTITY_BASE + "aes")
    assert (fact.valid_from, fact.valid_until, fact.role) == ("2023-09-16", None, None)


def test_places_come_back_with_coordinates_and_country(store: Store, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "places.toml").write_text(
        """
[[entity]]
id = "mali"
class = "Country"
name = "Mali"
[[entity]]
id = "gao"
class = "Settlement"
name = "Gao"
country = "mali"
coordinates = [16.27, -0.04]
""",
        encoding="utf-8",
    )
    store.ensure_background(load_gazetteer(tmp_path / "seeds"))
    (place,) = store.places().values()
    assert (place.id, place.latitude, place.longitude, place.country) == (ENTITY_BASE + "gao", 16.27, -0.04, MALI.id)


def test_an_empty_store_has_neither(store: Store) -> None:
    assert (store.facts(), dict(store.places())) == ([], {})


def test_a_table_is_text_whatever_the_place(store: Store) -> None:
    store.ensure_background(gazetteer())
    backend = store._backend
    query = (
        'SELECT ?x ?label ?none WHERE { ?x skos:prefLabel ?label FILTER (STR(?label) = "Mali") OPTIONAL { ?x sahel:none ?none } }'
    )
    first, second = backend.tables([query, 'SELECT ("" AS ?nothing) (1.5 AS ?number) ("a\\nb,\\"c\\"" AS ?text) WHERE {}'])
    assert list(first) == [(MALI.id, "Mali", None)]
    assert list(second) == [(None, "1.5", 'a\nb,"c"')]


@pytest.mark.parametrize("query", ["ASK {}", "SELECT nonsense"])
def test_a_table_needs_a_select(store: Store, query: str) -> None:
    with pytest.raises(QueryError):
        list(store._backend.tables([query])[0])


def test_a_long_sentence_and_strange_signs_come_back_from_a_table(store: Store) -> None:
    sentence = 'x, "y"\r\n\t\\u001f é😀 ' * 20_000
    reading = Text("long").tell(MALI, "accuses", MALI).reading()
    store.add(replace(reading, statements=(replace(reading.statements[0], sentence=sentence),)))
    (statement,) = store.statements()
    assert statement.sentence == sentence


def test_a_record_without_its_parts_is_named(store: Store) -> None:
    reading = Text("torn").tell(MALI, "accuses", MALI).reading()
    store.add(reading)
    torn = [quad for quad in store.quads(reading.document.id) if quad.predicate.value.endswith("#trigger")]
    store._backend.commit(Change(remove=tuple(torn)))
    with pytest.raises(StoreError, match="damaged: a record lacks trigger"):
        list(store.statements())
