"""How long a site takes: `python -m tests.bench.site [ENTITIES DOCUMENTS]`.

The store has so many entities that are told of, two thirds of them actors and one third places with coordinates, and so many
documents of 20 statements each, with names for about half of which the text is searched.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.gazetteer import load_gazetteer
from kg.records import ENTITY_BASE, Entity, Reading, StoredPlace
from kg.site import Material, build_site, material_of
from kg.store import open_store
from tests.bench import readings

SKEW = 0.9


def main() -> None:
    """Makes the store, a site of it, the same again, and the site after one more document."""
    entities, documents = map(int, sys.argv[1:3] or (2_000, 1_000))
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        with open_store(where / "store") as store:
            store.ensure_background(load_gazetteer())
            store.add_all(_readings(entities, documents))
        material = _read(where / "store")
        built = timed("the site, for the first time", lambda: build_site(material, where / "site"))
        size = sum(path.stat().st_size for path in (where / "site").rglob("*") if path.is_file())
        largest = max((where / "site" / "entity").iterdir(), key=lambda path: path.stat().st_size)
        print(f"{built.entities:,} entities, {built.documents:,} documents, {built.written:,} files, {size / 1e6:,.0f} MB")
        print(f"the largest page of an entity has {largest.stat().st_size / 1e3:,.0f} kB")
        again = timed("the same again", lambda: build_site(material, where / "site"))
        print(f"{again.written:,} files written, {again.unchanged:,} unchanged")
        with open_store(where / "store") as store:
            store.add(next(_readings(entities, 1, seed=1)))
        more = _read(where / "store")
        last = timed("after one more document", lambda: build_site(more, where / "site"))
        print(f"{last.written:,} files written, {last.unchanged:,} unchanged")


def _read(folder: Path) -> Material:
    def read() -> Material:
        with open_store(folder) as store:
            return material_of(store)

    material: Material = timed("reading the store, with contradictions", read)
    villages = (iri for iri in material.entities if "/village-" in iri)
    chance = random.Random(1)
    located = {iri: StoredPlace(iri, chance.uniform(10, 20), chance.uniform(-12, 15)) for iri in villages}
    return replace(material, located=located)


def _readings(entities: int, documents: int, *, seed: int = 0) -> Iterator[Reading]:
    """Readings in which a few entities are told of often and most seldom, every one of them at least once where there is room."""
    places = entities // 3
    actors = [_entity(number, "band", "ArmedGroup") for number in range(entities - places)]
    villages = [_entity(number, "village", "Settlement") for number in range(places)]
    chance = random.Random(seed)
    turn = 0
    for one in readings.readings(documents, seed=seed):
        told = []
        for statement in one.statements:
            subject = actors[turn % len(actors)] if turn % 2 else _skewed(chance, actors)
            turn += 1
            told.append(
                replace(
                    statement,
                    subject=replace(statement.subject, entity=subject),
                    object=replace(statement.object, entity=_skewed(chance, actors)),
                    place=replace(statement.place, entity=_skewed(chance, villages)) if statement.place else None,
                )
            )
        mentions = tuple(mention for each in told for mention in (each.subject, each.object, each.place) if mention)
        yield replace(one, statements=tuple(told), mentions=mentions)


def _skewed(chance: random.Random, among: list[Entity]) -> Entity:
    return among[int(len(among) * chance.random() ** (1 / (1 - SKEW) / 3))]


def _entity(number: int, name: str, kind: str) -> Entity:
    return Entity(f"{ENTITY_BASE}{name}-{number}", f"{name.title()} {number}", kind, (f"{name[0].upper()}{number}",), known=False)


def timed(what: str, run: Any) -> Any:
    """What the run gives; prints the seconds that it took, by the clock and of processors."""
    clock, busy = time.perf_counter(), time.process_time()
    found = run()
    print(f"{what}: {time.perf_counter() - clock:.1f} s by the clock, {time.process_time() - busy:.1f} s of processors", flush=True)
    return found


if __name__ == "__main__":
    main()
