"""Common nouns that the extractor must know: forces, governments, members, titles, words that refer back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import SeedError
from kg.resources import resource
from kg.seeds import Seed, Word, Words, read_seed
from kg.vocabulary import load_vocabulary

CATEGORIES = ("force", "police", "government", "mercenary", "rebels", "people")
"""Kinds of collectives, in the order in which a noun of several is read."""


class NounsSeed(Seed):
    """The file `seeds/nouns.toml`; the comments there say what each list means."""

    force: Words
    police: Words
    government: Words
    mercenary: Words
    rebels: Words
    people: Words
    members: Words
    soil: Words
    homes: Words
    followers: Words
    quantities: Words
    vague: Words
    ways: Words
    bearings: Words
    titles: Words
    offices: Words
    no_offices: Words
    numbers: dict[str, int]
    groups: dict[str, Words]
    natures: dict[str, Words]
    allegiances: dict[str, Word]
    kinds: dict[str, Words]


@dataclass(frozen=True, slots=True)
class Nouns:
    """The word lists of `seeds/nouns.toml`; the comments there say what each means."""

    categories: Mapping[str, str]
    members: frozenset[str]
    soil: frozenset[str]
    homes: frozenset[str]
    followers: frozenset[str]
    quantities: frozenset[str]
    vague: frozenset[str]
    ways: frozenset[str]
    bearings: frozenset[str]
    titles: frozenset[str]
    offices: frozenset[str]
    no_offices: frozenset[str]
    numbers: Mapping[str, int]
    groups: Mapping[str, tuple[str, ...]]
    natures: Mapping[str, str]
    allegiances: Mapping[str, str]
    kinds: Mapping[str, str]

    def category(self, *words: str) -> str | None:
        """What kind of collective a noun (as written, or its lemma) is the name of, None if of none."""
        return next((self.categories[word] for word in words if word in self.categories), None)

    def is_collective(self, *words: str) -> bool:
        """Whether a noun names people who act together."""
        return self.category(*words) is not None

    def is_somebody(self, word: str, lemma: str) -> bool:
        """Whether a noun names people who act together, or is one that later stands for somebody or some place named before."""
        return self.is_collective(word, lemma) or lemma in self.groups

    def is_title(self, word: str) -> bool:
        """Whether a word is a title or an office."""
        return word in self.titles

    def classes_of(self, lemma: str) -> tuple[str, ...]:
        """The classes of what a common noun may name, by whether it refers back or by its nature."""
        nature = self.natures.get(lemma)
        return (*self.groups.get(lemma, ()), *((nature,) if nature else ()))

    def kind_of(self, words: Iterable[str]) -> str | None:
        """The class of an unknown organization by the last word of its name that tells."""
        return next((self.kinds[word] for word in reversed(list(words)) if word in self.kinds), None)


@cache
def load_nouns(path: Path | None = None) -> Nouns:
    """Reads and checks the word lists. Raises SeedError for a missing or unknown table and an unknown class."""
    source = path or resource("seeds", "nouns.toml")
    seed = read_seed(source, NounsSeed)
    classes = load_vocabulary().classes
    for kind in [*seed.kinds, *seed.natures, *(kind for kinds in seed.groups.values() for kind in kinds)]:
        if kind not in classes:
            raise SeedError(f"{source.name}: no class {kind} in the ontology")
    return Nouns(
        categories={word: category for category in reversed(CATEGORIES) for word in getattr(seed, category)},
        members=frozenset(seed.members),
        soil=frozenset(seed.soil),
        homes=frozenset(seed.homes),
        followers=frozenset(seed.followers),
        quantities=frozenset(seed.quantities),
        vague=frozenset(seed.vague),
        ways=frozenset(seed.ways),
        bearings=frozenset(seed.bearings),
        titles=frozenset(seed.titles),
        offices=frozenset(seed.offices),
        no_offices=frozenset(seed.no_offices),
        numbers=seed.numbers,
        groups={noun: tuple(kinds) for noun, kinds in seed.groups.items()},
        natures={noun: kind for kind, nouns in seed.natures.items() for noun in nouns},
        allegiances=seed.allegiances,
        kinds={word: kind for kind, words in seed.kinds.items() for word in words},
    )
