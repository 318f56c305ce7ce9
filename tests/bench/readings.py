"""Readings of any number, in the shape of real ones: documents with dated statements, some attributed, some negated."""

import random
from collections.abc import Iterator

from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, Maker, Mention, Reading, Statement, Tool, digest

MAKER = Maker(Tool("extractor", "bench", "1"))
RELATIONS = ("attacks", "fights", "accuses", "supplies", "supports", "meetsWith", "trains", "kills")
ACTORS = [Entity(f"{ENTITY_BASE}band-{number}", f"Band {number}", "ArmedGroup", (f"B{number}",), False) for number in range(4000)]
VILLAGES = [Entity(f"{ENTITY_BASE}village-{number}", f"Village {number}", "Settlement", (), False) for number in range(2000)]


def reading(number: int, *, seed: int = 0, statements: int = 20, location: str | None = None, maker: Maker = MAKER) -> Reading:
    """The reading of the document of that number, always the same one."""
    rnd = random.Random(f"{seed} {number}")
    name = f"report-{seed}-{number}.txt"
    told = [(rnd.choice(ACTORS), rnd.choice(RELATIONS), rnd.choice(ACTORS), rnd.choice(VILLAGES)) for _ in range(statements)]
    sentences = [f"{a.name} {verb} {b.name} near {place.name} at dawn." for a, verb, b, place in told]
    text = f"{name}\n" + " ".join(sentences)
    day = f"{rnd.randint(2012, 2025)}-{rnd.randint(1, 12):02}-{rnd.randint(1, 28):02}"
    document = Document(DOCUMENT_BASE + digest(text), name, text, date=day, source="Wire", language="en",
                        location=location or f"file:///reports/{name}")  # fmt: skip
    found: list[Statement] = []
    start = len(name) + 1
    for sentence, (first, verb, second, place) in zip(sentences, told, strict=True):
        one = _mention(start, sentence, first)
        two = _mention(start, sentence, second)
        found.append(
            Statement(document.id, sentence, start, start + len(sentence), one, verb, two, verb, f"{verb}.verb", 0.9,
                      place=_mention(start, sentence, place), date=day[: rnd.choice((4, 7, 10))],
                      polarity="negated" if rnd.random() < 0.1 else "affirmed",
                      modality="planned" if rnd.random() < 0.1 else "asserted")
        )  # fmt: skip
        start += len(sentence) + 1
    mentions = tuple(mention for each in found for mention in (each.subject, each.object, each.place) if mention)
    return Reading(document, mentions, tuple(found), len(sentences), maker)


def readings(count: int, *, seed: int = 0, statements: int = 20) -> Iterator[Reading]:
    """So many readings of different documents."""
    return (reading(number, seed=seed, statements=statements) for number in range(count))


def _mention(start: int, sentence: str, entity: Entity) -> Mention:
    at = start + sentence.rindex(entity.name)
    return Mention(at, at + len(entity.name), entity.name, entity)
