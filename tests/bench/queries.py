"""How long every named query takes on a store of a million quads: `python -m tests.bench.queries`.

The quads are made from records as ingest makes them, about entities of the shipped gazetteer and as many new ones, some
spoken of much and most of them little, as in real reports; nothing in the texts is a report.
"""

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox

from kg import quads
from kg.gazetteer import Gazetteer, load_gazetteer
from kg.queries import NamedQuery, load_queries, run_named
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, Maker, Mention, Reading, Statement, Tool, digest
from kg.store import Solutions, open_store
from kg.vocabulary import load_vocabulary

STATEMENTS_OF_A_DOCUMENT = 10
BATCH = 500  # documents
OUTLETS = tuple(f"Outlet {number}" for number in range(40))
FIRST_DAY = date(2012, 1, 1)
DAYS = 5_000
READ = datetime(2026, 1, 1, tzinfo=UTC)

PARAMETERS = {
    "entity": "mali", "relation": "attacks", "class": "Actor", "date": "2020-01-01", "integer": "1", "decimal": "0.5", "string": "2",
}  # fmt: skip
"""What a parameter without a default is asked with: an actor that thousands of statements are about."""
SPECIAL = {
    "bloc": "ecowas", "place": "kidal", "since": "2025-06", "until": "2025-08-31", "read": "2025-12-31", "other": "france", "words": "attack",
}  # fmt: skip


def main() -> None:
    """Makes the store, or opens the one that an earlier run left, and prints a line for each query."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path, help="keep the store in this folder, or use the one that lies there")
    parser.add_argument("--names", nargs="*", default=[], help="only these queries")
    parser.add_argument("--repeat", type=int, default=3, help="how often each query is asked; the middle time counts")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.store or Path(temporary) / "store"
        if not (folder / "CURRENT").exists():
            make(folder, given.quads)
        time_all(folder, [query for name, query in load_queries().items() if not given.names or name in given.names], given.repeat)


def make(folder: Path, amount: int) -> None:
    """A store of at least that many quads, the same each time."""
    gazetteer = load_gazetteer()
    with open_store(folder) as store:
        store.ensure_background(gazetteer)
        there = store.counts().quads
    store_ = ox.Store(folder)
    plain: set[ox.Triple] = set()
    described: set[str] = set()
    made = readings(gazetteer)
    while there + len(plain) < amount:
        batch: list[ox.Quad] = []
        for reading in itertools.islice(made, BATCH):
            batch.extend(quads.reading_quads(reading, when=READ + timedelta(minutes=there // 1000)))
            plain.update(quads.asserted_triples(reading.statements))
            entities = [each.entity for each in reading.mentions if each.entity.id not in described]
            described.update(entity.id for entity in entities)
            batch.extend(quads.discovered_quads(entities))
        store_.bulk_extend(batch)
        there += len(batch)
    store_.bulk_extend(ox.Quad(*triple, quads.GRAPH_ASSERTED) for triple in plain)
    store_.flush()


def readings(gazetteer: Gazetteer) -> Iterator[Reading]:
    """Readings without end."""
    chance = random.Random(5)
    known = sorted((entry.entity for entry in gazetteer.entries.values()), key=lambda entity: digest(entity.id))
    first = [
        entity for entity in known if entity.id.removeprefix(ENTITY_BASE) in {"mali", "jnim", "france", "ecowas", "kidal", "niger"}
    ]
    entities = [*first, *(entity for entity in known if entity not in first)]
    entities += [Entity(f"{ENTITY_BASE}new-{n}", f"New Group {n}", "ArmedGroup", known=False) for n in range(len(known))]
    vocabulary = load_vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(entities))))
    places = [entity for entity in entities if vocabulary.is_a(entity.kind, "Place")]
    relations = sorted(vocabulary.relations)
    for number in itertools.count():
        yield _reading(number, chance, entities, weights, places, relations)


def _reading(
    number: int,
    chance: random.Random,
    entities: Sequence[Entity],
    weights: Sequence[float],
    places: Sequence[Entity],
    relations: Sequence[str],
) -> Reading:
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    told = [
        (*chance.choices(entities, cum_weights=weights, k=3), chance.choice(relations)) for _ in range(STATEMENTS_OF_A_DOCUMENT)
    ]
    sentences = [f"{subject.name} {relation} {target.name}, said {speaker.name}." for subject, target, speaker, relation in told]
    text = f"Report {number}\n" + " ".join(sentences)
    document = Document(
        DOCUMENT_BASE + digest(text), f"report-{number}.txt", text, title=f"Report {number}",
        date=day.isoformat() if chance.random() < 0.95 else None, source=chance.choice(OUTLETS) if chance.random() < 0.95 else None,
        language="en",
    )  # fmt: skip
    start = len(f"Report {number}\n")
    statements = []
    for (subject, target, speaker, relation), sentence in zip(told, sentences, strict=True):
        first = Mention(start, start + len(subject.name), subject.name, subject)
        at = start + len(subject.name) + len(relation) + 2
        second = Mention(at, at + len(target.name), target.name, target)
        happened = day - timedelta(days=chance.randrange(60))
        statements.append(
            Statement(
                document.id, sentence, start, start + len(sentence), first, relation, second, relation, f"{relation}.verb",
                round(chance.uniform(0.5, 1), 3),
                place=Mention(start, start + 1, "x", chance.choice(places)) if chance.random() < 0.3 else None,
                date=chance.choice((happened.isoformat(), happened.isoformat()[:7])) if chance.random() < 0.5 else None,
                polarity="negated" if chance.random() < 0.05 else "affirmed",
                modality=chance.choices(("asserted", "planned", "possible", "sought"), (88, 5, 3, 4))[0],  # type: ignore[arg-type]
                attributed_to=Mention(start, start + 1, "x", speaker) if chance.random() < 0.15 else None,
                count=chance.randrange(1, 200) if chance.random() < 0.1 else None,
            )
        )  # fmt: skip
        start += len(sentence) + 1
    mentions = tuple(
        mention for each in statements for mention in (each.subject, each.object, each.place, each.attributed_to) if mention
    )
    return Reading(document, mentions, tuple(statements), len(sentences), Maker(Tool("extractor", "bench", str(number % 3))))


def time_all(folder: Path, queries: Sequence[NamedQuery], repeat: int) -> None:
    """Prints for each query its rows and the middle of its times, in milliseconds: on the clock, and of the processor."""
    with open_store(folder, create=False) as store:
        print(f"{store.counts().quads:,} quads, {store.counts().statements:,} statements, {store.counts().documents:,} documents")
        print(f"{'query':<26}{'rows':>9}{'ms':>9}{'CPU ms':>9}")
        for query in queries:
            values = {each.name: SPECIAL.get(each.name, PARAMETERS[each.type]) for each in query.parameters if each.default is None}
            times = []
            rows = 0
            for _ in range(repeat):
                began, used = time.perf_counter(), time.process_time()
                answer = run_named(store, query.name, values)
                times.append((time.perf_counter() - began, time.process_time() - used))
                rows = len(answer.rows) if isinstance(answer, Solutions) else 1
            clock, cpu = sorted(times)[repeat // 2]
            print(f"{query.name:<26}{rows:>9,}{clock * 1000:>9,.0f}{cpu * 1000:>9,.0f}", flush=True)


if __name__ == "__main__":
    main()
