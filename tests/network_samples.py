"""Statements invented for the tests of the network; nothing in them is a report."""

from collections.abc import Iterable
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
