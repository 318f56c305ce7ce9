"""Common nouns that the extractor must know: forces, governments, members, titles, words that refer back."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import SeedError
from kg.resources import resource
from kg.vocabulary import load_vocabulary

CATEGORIES = ("force", "police", "government", "mercenary", "rebels", "people")
"""Kinds of collectives, in the order in which a noun of several is read."""
TABLES = frozenset({"members", "titles", "offices", "no_offices", "numbers", "groups", "allegiances", "kinds", *CATEGORIES})


@dataclass(frozen=True, slots=True)
class Nouns:
    """The word lists of `seeds/nouns.toml`; the comments there say what each means."""

    categories: Mapping[str, str]
    members: frozenset[str]
    titles: frozenset[str]
    offices: frozenset[str]
    no_offices: frozenset[str]
    numbers: Mapping[str, int]
    groups: Mapping[str, tuple[str, ...]]
    allegiances: Mapping[str, str]
    kinds: Mapping[str, str]

    def category(self, *words: str) -> str | None:
        """What kind of collective a noun (as written, or its lemma) is the name of, None if of none."""
        return next((self.categories[word] for word in words if word in self.categories), None)

    def is_collective(self, *words: str) -> bool:
        """Whether a noun names people who act together."""
        return self.category(*words) is not None

    def is_title(self, word: str) -> bool:
        """Whether a word is a title or an office."""
        return word in self.titles

    def kind_of(self, words: Iterable[str]) -> str | None:
        """The class of an unknown organization by the last word of its name that tells."""
        return next((self.kinds[word] for word in reversed(list(words)) if word in self.kinds), None)


@cache
def load_nouns(path: Path | None = None) -> Nouns:
    """Reads and checks the word lists. Raises SeedError for an unknown table or class."""
    source = path or resource("seeds", "nouns.toml")
    try:
        data: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SeedError(f"{source.name}: {error}") from error
    if set(data) != TABLES:
        raise SeedError(f"{source.name}: unknown or missing tables: {', '.join(sorted(set(data) ^ TABLES))}")
    classes = load_vocabulary().classes
    for kind in [*data["kinds"], *(kind for kinds in data["groups"].values() for kind in kinds)]:
        if kind not in classes:
            raise SeedError(f"{source.name}: no class {kind} in the ontology")
    return Nouns(
        categories={word: category for category in reversed(CATEGORIES) for word in data[category]},
        members=frozenset(data["members"]),
        titles=frozenset(data["titles"]),
        offices=frozenset(data["offices"]),
        no_offices=frozenset(data["no_offices"]),
        numbers=data["numbers"],
        groups={noun: tuple(kinds) for noun, kinds in data["groups"].items()},
        allegiances=data["allegiances"],
        kinds={word: kind for kind, words in data["kinds"].items() for word in words},
    )
