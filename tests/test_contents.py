"""What is read back from the store beside documents and statements, which test_store.py covers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_samples import KINDS, MALI, gazetteer, store_at

from kg.gazetteer import load_gazetteer
from kg.records import ENTITY_BASE
from kg.store import Store


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
