"""Stores of any size with the shape of a real one; nothing in them is a report.

Few actors have most of the ties, most pairs are tied by one relation and some by several, few ties have most of the
statements, and a part of what one outlet writes others copy word for word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyoxigraph as ox

from kg import quads
from kg.gazetteer import load_gazetteer
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, Mention, Reading, Statement, digest
from kg.store import open_store
from kg.vocabulary import load_vocabulary

SEED = 20170302
READ = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_DAY, DAYS = date(2012, 1, 1), 5_000
SKEW = 0.9  # an actor's share of all ties falls with its rank to this power: the exponent of the degrees' tail is about 2.1
MORE_STATEMENTS = (
    3.0  # exponent of the statements of a tie: most have one, a few have dozens; 1.6 on average, as in the sample reports
)
STATEMENTS_OF_A_DOCUMENT = 15
MOST_STATEMENTS = 500
COPIED = 0.2  # share of statements that another outlet copies
OUTLETS = 80
CLASSES = (
    "ArmedGroup",
    "Person",
    "Country",
    "ArmedForce",
    "GovernmentBody",
    "Company",
    "IntergovernmentalOrganization",
    "CivilGroup",
)
RELATIONS = (
    "attacks",
    "fights",
    "accuses",
    "supports",
    "cooperatesWith",
    "meetsWith",
    "supplies",
    "threatens",
    "trains",
    "alliedWith",
)
WORDS = [
    "soldiers",
    "village",
    "road",
    "convoy",
    "report",
    "night",
    "witnesses",
    "officials",
    "border",
    "dawn",
    "camp",
    "market",
    "river",
    "commander",
    "statement",
]


@dataclass(frozen=True, slots=True)
class Told:
    """One statement before it is in a document: who, what, to whom, in which words, and on which day."""

    subject: int
    relation: str
    object: int
    sentence: str
    day: int


def make(folder: Path, actors: int, ties: int) -> int:
    """Writes a store with so many actors and ties (different subject, relation and object), and says how many statements."""
    cast = [_entity(number) for number in range(actors)]
    told = list(_told(actors, ties))
    with open_store(folder) as store:
        store.ensure_background(load_gazetteer())
    store = ox.Store(folder)
    store.bulk_extend(quads.discovered_quads(cast))
    store.bulk_extend(quad for reading in _readings(told, cast) for quad in quads.reading_quads(reading, when=READ))
    store.flush()
    return len(told)


def triples(actors: int, ties: int) -> list[tuple[int, str, int]]:
    """So many different ties between different actors, every one of whom has at least one."""
    chance = np.random.default_rng(SEED)
    weights = (np.arange(actors) + 5.0) ** -SKEW
    weights /= weights.sum()
    symmetric = {name: relation.symmetric for name, relation in load_vocabulary().relations.items()}
    found: dict[tuple[int, str, int], None] = {}
    ends = list(zip(range(actors), chance.choice(actors, size=actors, p=weights), strict=True))
    while len(found) < ties:
        for one, two in ends:
            relation = RELATIONS[int(len(RELATIONS) * chance.random() ** 2)]
            first, second = (int(one), int(two)) if not symmetric[relation] else sorted((int(one), int(two)))
            if first != second and len(found) < ties:
                found.setdefault((first, relation, second))
        ends = list(zip(*chance.choice(actors, size=(2, ties), p=weights), strict=True))
    return list(found)


def _told(actors: int, ties: int) -> Iterator[Told]:
    chance = np.random.default_rng(SEED + 1)
    many = chance.zipf(MORE_STATEMENTS, size=ties)
    for (subject, relation, target), times in zip(triples(actors, ties), many.tolist(), strict=True):
        for number in range(min(times, MOST_STATEMENTS)):
            words = " ".join(WORDS[place] for place in chance.integers(len(WORDS), size=12).tolist())
            sentence = f"Actor {subject} {relation} Actor {target} ({number}): {words}."
            for day in chance.integers(DAYS, size=1 + (chance.random() < COPIED)).tolist():
                yield Told(subject, relation, target, sentence, day)


def _readings(told: Sequence[Told], cast: Sequence[Entity]) -> Iterator[Reading]:
    chance = np.random.default_rng(SEED + 2)
    order = chance.permutation(len(told))
    outlets = np.minimum(chance.zipf(1.6, size=len(told)), OUTLETS)
    for number, start in enumerate(range(0, len(told), STATEMENTS_OF_A_DOCUMENT)):
        some = [told[int(place)] for place in order[start : start + STATEMENTS_OF_A_DOCUMENT]]
        yield _reading(number, some, cast, f"Outlet {outlets[number]}")


def _reading(number: int, told: Sequence[Told], cast: Sequence[Entity], outlet: str) -> Reading:
    day = max(each.day for each in told)
    text = " ".join(each.sentence for each in told)
    document = Document(
        DOCUMENT_BASE + digest(str(number)), f"report-{number}.txt", text, title=f"Report {number}", date=_day(day), source=outlet
    )
    return Reading(document, (), tuple(_statements(document.id, told, cast)), len(told))


def _statements(document: str, told: Sequence[Told], cast: Sequence[Entity]) -> Iterator[Statement]:
    start = 0
    for place, each in enumerate(told):
        end = start + len(each.sentence)
        subject, target = cast[each.subject], cast[each.object]
        yield Statement(
            document=document,
            sentence=each.sentence,
            start=start,
            end=end,
            subject=Mention(start, start + len(subject.name), subject.name, subject),
            relation=each.relation,
            object=Mention(start + 30, start + 40, target.name, target),
            trigger=each.relation,
            frame=f"{each.relation}.verb",
            confidence=0.5 + (start % 50) / 100,
            date=_day(each.day) if place % 3 else None,
        )
        start = end + 1


def _entity(number: int) -> Entity:
    return Entity(f"{ENTITY_BASE}generated-{number}", f"Actor {number}", CLASSES[number % len(CLASSES)], known=False)


def _day(number: int) -> str:
    return (FIRST_DAY + timedelta(days=number)).isoformat()
