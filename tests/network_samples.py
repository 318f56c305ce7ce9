"""Statements invented for the tests of the network; nothing in them is a report."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kg.records import DOCUMENT_BASE, ENTITY_BASE, STATEMENT_BASE, Entity, StoredStatement, digest
from kg.vocabulary import load_vocabulary


def entity(name: str, kind: str = "Country", *aliases: str) -> Entity:
    return Entity(ENTITY_BASE + name.casefold().replace(" ", "-"), name, kind, aliases)


def told(subject: Entity | str, relation: str, target: Entity | str, document: str = "one.txt", **more: Any) -> StoredStatement:
    """A statement of the named document; names stand for countries of that name."""
    subject = entity(subject) if isinstance(subject, str) else subject
    target = entity(target) if isinstance(target, str) else target
    sentence = more.pop("sentence", f"{subject.name} {relation} {target.name}.")
    parts = (document, sentence, subject.id, relation, target.id, *(str(value) for value in more.values()))
    statement = StoredStatement(
        id=STATEMENT_BASE + digest(*parts),
        document=DOCUMENT_BASE + digest(document),
        document_name=document,
        sentence=sentence,
        subject=subject,
        relation=relation,
        object=target,
        trigger=relation,
        confidence=0.8,
    )
    return replace(statement, **more)


def chain(names: str, relation: str = "accuses") -> list[StoredStatement]:
    """A tie from each letter to the next: `chain("ABC")` is A accuses B, B accuses C."""
    return [told(a, relation, b) for a, b in pairwise(names)]


def iris(names: Iterable[str]) -> list[str]:
    return [entity(name).id for name in names]


WORDS = load_vocabulary()

STATES = (
    "Ardova", "Belmar", "Caldria", "Dunhal", "Estoria", "Feyland", "Goranth", "Halvia", "Istrad", "Jorvana", "Kelmor", "Lusatra",
)  # fmt: skip
BLOCS = (("Union of Highland Republics", "UHR"), ("Eastern Rivers Economic Community", "EREC"), ("League of Coastal States", "LCS"))
GROUPS = (
    ("Front for the Freedom of the Northern Valleys", "FFNV"),
    ("Jabhat al-Wadi wal-Jibal al-Kubra", "JWJK"),
    ("Movement of the Red Dune",),
    ("Brigade of the Two Wells",),
    ("Ansar al-Sahra",),
    ("Sons of the Escarpment",),
    ("Salt Road Coalition",),
)
PEOPLE = (
    "Amari Teshk", "Boru Salenko", "Celia Montravel", "Dario Kwenda", "Élise N'Garo", "Fadil Orsan", "Goran Vetch", "Hamsa Idrel",
    "Ibra Taluk", "Jonas Merrick", "Kadi Sourel", "Lamin Dost", "Mira Askold", "Nuru Bant",
)  # fmt: skip
OTHERS = (
    ("Steppe Wolf Group", "PrivateMilitaryCompany"),
    ("Meridian Protection", "PrivateMilitaryCompany"),
    ("Northern Gold", "Company"),
    ("Caldrian Uranium Company", "Company"),
    ("Radio Dunhal", "MediaOutlet"),
    ("Feyland Watch", "CivilGroup"),
    ("Operation Long Dawn", "Operation"),
    ("Ministry of Defence of Ardova", "GovernmentBody"),
)
PATTERN = (
    ("Country", "Country", "meetsWith agreesWith accuses supports alliedWith expels threatens rejects"),
    ("Country", "ArmedGroup", "accuses fights attacks"),
    ("Country", "IntergovernmentalOrganization", "memberOf leaves rejects accuses"),
    ("IntergovernmentalOrganization", "Country", "sanctions threatens supports"),
    ("ArmedForce", "ArmedGroup", "attacks fights kills"),
    ("ArmedGroup", "ArmedForce", "attacks kills"),
    ("Country", "PrivateMilitaryCompany", "deploys cooperatesWith"),
    ("PrivateMilitaryCompany", "ArmedForce", "trains cooperatesWith"),
    ("ArmedGroup", "ArmedGroup", "fights alliedWith"),
    ("Person", "Country", "leads accuses supports"),
    ("Person", "Person", "meetsWith accuses"),
)


def invented_world() -> list[StoredStatement]:
    """Some 600 statements among some 60 actors of a continent that does not exist, the same ones every time."""
    people = [entity(name, "Person") for name in PEOPLE]
    cast = {
        "Country": [entity(name) for name in STATES],
        "ArmedForce": [entity(f"{name} Armed Forces", "ArmedForce") for name in STATES],
        "ArmedGroup": [entity(name, "ArmedGroup", *aliases) for name, *aliases in GROUPS],
        "IntergovernmentalOrganization": [entity(name, "IntergovernmentalOrganization", *aliases) for name, *aliases in BLOCS],
        "Person": people,
    }
    for name, kind in OTHERS:
        cast.setdefault(kind, []).append(entity(name, kind))
    statements = [invented(cast, number) for number in range(600)]
    statements += [told(force, "subordinateTo", cast["Country"][i]) for i, force in enumerate(cast["ArmedForce"])]
    for position, kind in enumerate(("Company", "MediaOutlet", "CivilGroup", "Operation", "GovernmentBody")):
        statements += [told(one, "cooperatesWith", cast["Country"][position]) for one in cast[kind]]
    return [statement for statement in statements if statement.subject != statement.object]


def invented(cast: dict[str, list[Entity]], number: int) -> StoredStatement:
    """The statement of that number: early members of each class turn up more often than late ones."""

    def pick(items: Sequence[Any], purpose: str, skew: int = 1) -> Any:
        share = int(digest(str(number), purpose), 16) / 16**20
        return items[int(share**skew * len(items))]

    source, target, relations = pick(PATTERN, "pattern")
    subject, other = pick(cast[source], "subject", 2), pick(cast[target], "object", 2)
    relation = pick(relations.split(), "relation")
    document = pick(range(90), "document")
    day = f"20{22 + document // 30}-{1 + document % 12:02}-{1 + document % 27:02}"
    return told(
        subject,
        relation,
        other,
        f"report-{document:02}.txt",
        sentence=f"In report {document}, note {number}, {subject.name} is said to have dealt with {other.name} ({relation}).",
        document_title=f"Weekly notes no. {document}",
        document_date=day,
        document_source=pick(("Highland Wire", "Coast Courier", None), "source"),
        date=day if number % 3 else None,
        date_from=day if number % 3 else None,
        date_until=day if number % 3 else None,
        confidence=0.5 + number % 50 / 100,
        attributed_to=pick(cast["Person"], "by") if number % 5 == 0 else None,
        place=entity("Well of Stones", "Settlement") if number % 7 == 0 else None,
        count=number if number % 11 == 0 else None,
        modality="planned" if number % 40 == 0 else "asserted",
    )


def many(actors: int, ties: int) -> list[StoredStatement]:
    """A network of that size, whose early actors are tied to more than its late ones: the same one every time."""
    members = [entity(f"Actor {number}", "ArmedGroup" if number % 3 else "Country") for number in range(actors)]
    relations = ("accuses", "attacks", "supports", "threatens", "meetsWith", "memberOf")
    found = {tuple(sorted((number, number * number // actors // 2))) for number in range(1, actors)}
    number = 0
    while len(found) < ties:
        a, b = (int(int(digest(str(number), end), 16) / 16**20 * actors) for end in "ab")
        if a != b:
            found.add((min(a, b * a // actors), max(a, b * a // actors)) if a != b * a // actors else (min(a, b), max(a, b)))
        number += 1
    return [
        told(
            members[a],
            relations[(a + b) % 6],
            members[b],
            f"report-{(a * b) % 300}.txt",
            sentence=f"In report {(a * b) % 300}, {members[a].name} is said to have dealt with {members[b].name} near the river.",
            document_date=f"20{10 + (a + b) % 15}-{1 + a % 12:02}-{1 + b % 27:02}",
            document_source=f"Source {(a + b) % 9}",
        )
        for a, b in sorted(found)
    ]
