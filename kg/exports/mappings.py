"""How the model is told in formats with names of their own, from ontology/exports.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.errors import SeedError, UsageError
from kg.resources import resource
from kg.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Link:
    """A schema of FollowTheMoney for a statement: its properties for subject and object, and what these may be."""

    schema: str
    subject: str
    subject_range: str
    object: str
    object_range: str


@dataclass(frozen=True, slots=True)
class FtmMapping:
    """FollowTheMoney: from classes to schemata, which schemata fit a range, and from relations and families to links."""

    classes: Mapping[str, str]
    fits: Mapping[str, frozenset[str]]
    otherwise: Link
    relations: Mapping[str, Link]
    families: Mapping[str, Link]


@dataclass(frozen=True, slots=True)
class StixMapping:
    """STIX: from classes to the type of the object and its further properties."""

    classes: Mapping[str, Mapping[str, str]]


@cache
def ftm_mapping() -> FtmMapping:
    """The mapping to FollowTheMoney. Raises SeedError where the file names what the ontology lacks, or leaves something out."""
    table, words = _table("ftm"), load_vocabulary()
    try:
        found = FtmMapping(
            table["classes"],
            {name: frozenset(schemata) for name, schemata in table["fits"].items()},
            Link(**table["otherwise"]),
            {name: Link(**link) for name, link in table["relations"].items()},
            {name: Link(**link) for name, link in table["families"].items()},
        )
    except (KeyError, TypeError) as error:
        raise SeedError(f"exports.toml: ftm: {error}") from error
    _check(words, classes=found.classes, relations=found.relations, families=found.families)
    return found


@cache
def stix_mapping() -> StixMapping:
    """The mapping to STIX. Raises SeedError where the file names what the ontology lacks."""
    found = StixMapping(_table("stix")["classes"])
    _check(load_vocabulary(), classes=found.classes)
    return found


def nearest(kind: str, table: Mapping[str, Any], vocabulary: Vocabulary) -> Any:
    """What the table says of the class, or of the nearest one above it; None where it says nothing."""
    waiting = [vocabulary.ontology_class(kind).name]
    for name in waiting:
        if name in table:
            return table[name]
        waiting += [parent for parent in vocabulary.classes[name].parents if parent not in waiting]
    return None


def _check(words: Vocabulary, *, classes: Any, relations: Any = (), families: Any = ()) -> None:
    try:
        for names, look_up in ((classes, words.ontology_class), (relations, words.relation), (families, words.family)):
            for name in names:
                look_up(name)
    except UsageError as error:
        raise SeedError(f"exports.toml: {error}") from error


def _table(name: str) -> dict[str, Any]:
    try:
        table: dict[str, Any] = tomllib.loads(resource("ontology", "exports.toml").read_text(encoding="utf-8"))[name]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise SeedError(f"exports.toml: {error}") from error
    return table
