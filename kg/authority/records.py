"""Records of authority files: who or what each is, what it is called, and where the mapping of their classes lies."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from kg.resources import resource
from kg.seeds import Seed, Word, Words, read_seed
from kg.vocabulary import load_vocabulary

LANGUAGES = ("en", "fr")
"""Names in other languages are no names to be found in the texts that can be read; names without a language count as English."""


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """A record of an authority file: its id there, its class in the ontology, and its names with their languages.

    `wikidata` is the id of its item, `countries` are codes as the file has them, `begins` and `ends` ISO dates of any precision.
    """

    id: str
    kind: str
    name: str
    aliases: tuple[tuple[str, str], ...] = ()
    wikidata: str | None = None
    countries: tuple[str, ...] = ()
    begins: str | None = None
    ends: str | None = None


class FtmRules(Seed):
    """Which properties of FollowTheMoney say what, and which class a schema is."""

    name: Word
    aliases: Words
    wikidata: Words
    countries: Words
    begins: Words
    ends: Words
    classes: Annotated[dict[str, Word], Field(min_length=1)]


class WikidataRules(Seed):
    """Which properties of Wikidata say what, and which class an item of one of theirs is."""

    instance: Word
    country: Words
    begins: Words
    ends: Words
    classes: Annotated[dict[str, Word], Field(min_length=1)]


class Rules(Seed):
    """All of `ontology/authorities.toml`."""

    ftm: FtmRules
    wikidata: WikidataRules


@functools.cache
def load_rules(path: Path | None = None) -> Rules:
    """The shipped mapping, or that of a file. Raises SeedError, and UsageError where a class is not in the ontology."""
    rules = read_seed(path or resource("ontology", "authorities.toml"), Rules)
    for kind in (*rules.ftm.classes.values(), *rules.wikidata.classes.values()):
        load_vocabulary().ontology_class(kind)
    return rules
