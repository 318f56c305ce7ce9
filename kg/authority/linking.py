"""Which entity a record stands for, and which of its names texts may be read with.

A record is an entity of the gazetteer where both have the same item of Wikidata, or where just one of that class bears its very
name. It is never one that looks alike: such are listed as candidates, for an analyst to merge.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kg.authority.records import LANGUAGES, AuthorityRecord
from kg.gazetteer import Entry, Gazetteer
from kg.mentions import is_acronym
from kg.names import fold, slug
from kg.nouns import Nouns
from kg.records import ENTITY_BASE, Entity
from kg.vocabulary import Vocabulary

ALIKE = 90.0
"""Likeness in percent from which on a record is a candidate for an entity."""
SHORTEST_ACRONYM = 3
LONGEST = 200
"""Characters up to which something is a name, not a description."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be an entity of the gazetteer and is not taken for it, and why it may be."""

    record: AuthorityRecord
    entity: Entity
    why: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A record with the entity that it stands for.

    `names` are found in texts as they stand, `doubtful` ones only in a text that also uses another name; `refused` are those
    that another entity bears. `same` says by what it is an entity of the gazetteer, None where it is not.
    """

    record: AuthorityRecord
    entity: Entity
    names: tuple[tuple[str, str], ...]
    doubtful: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]
    same: str | None
    candidate: Candidate | None


class Linking:
    """Links the records of one file."""

    def __init__(self, gazetteer: Gazetteer, records: Sequence[AuthorityRecord], nouns: Nouns, vocabulary: Vocabulary) -> None:
        self._nouns, self._vocabulary = nouns, vocabulary
        self._items = {entry.wikidata: entry for entry in gazetteer.entries.values() if entry.wikidata}
        self._by_name: dict[str, dict[str, Entry]] = {}
        for entry in gazetteer.entries.values():
            for name in (entry.entity.name, *entry.entity.aliases, *entry.demonyms):
                self._by_name.setdefault(fold(name), {})[entry.entity.id] = entry
        self._folded = list(self._by_name)
        self._slugs = Counter(slug(record.name) for record in records)
        self._claims = Counter(key for record in records for key in {fold(text) for text, _ in _all_names(record)})

    def linked(self, record: AuthorityRecord) -> Linked:
        """The record with its entity."""
        entry, same = self._same(record)
        own = entry.entity if entry else self._newcomer(record)
        names, doubtful, refused = [], [], []
        for text, language in _all_names(record):
            if self._is_taken(text, own):
                refused.append(text)
            elif self._is_doubtful(text):
                doubtful.append((text, language))
            else:
                names.append((text, language))
        candidate = None if entry else self._candidate(record)
        return Linked(record, own, tuple(names), tuple(doubtful), tuple(refused), same, candidate)

    def _same(self, record: AuthorityRecord) -> tuple[Entry | None, str | None]:
        entry = self._items.get(record.wikidata or "")
        if entry is not None:  # a person that has the item of a country is a slip in one of the two files
            return (entry, "Wikidata") if self._is_person(entry.entity.kind) == self._is_person(record.kind) else (None, None)
        bearers = [each for each in self._by_name.get(fold(record.name), {}).values() if self._fits(each.entity, record)]
        clash = record.wikidata and any(each.wikidata for each in bearers)  # each has an item of its own
        alone = len(bearers) == 1 and self._claims[fold(record.name)] == 1 and not clash
        return (bearers[0], "name") if alone and fold(bearers[0].entity.name) == fold(record.name) else (None, None)

    def _fits(self, entity: Entity, record: AuthorityRecord) -> bool:
        return self._vocabulary.is_a(entity.kind, record.kind)

    def _is_person(self, kind: str) -> bool:
        return self._vocabulary.is_a(kind, "Person")

    def _newcomer(self, record: AuthorityRecord) -> Entity:
        """A new entity, the one that a text with that name would speak of; with its record's id where several bear the name."""
        local = slug(record.name)
        shared = self._slugs[local] > 1 or fold(record.name) in self._by_name
        return Entity(f"{ENTITY_BASE}x-{local}{f'-{slug(record.id)}' if shared else ''}", record.name, record.kind, known=False)

    def _is_taken(self, name: str, own: Entity) -> bool:
        bearers = self._by_name.get(fold(name), {})
        return bool(bearers.keys() - {own.id}) or self._claims[fold(name)] > 1

    def _is_doubtful(self, name: str) -> bool:
        """Whether a name may be a word: a single one that is no acronym, or words that are titles, offices or lower case."""
        words = fold(name).split()
        if len(words) < 2:
            return not (is_acronym(name) and len(name) >= SHORTEST_ACRONYM)
        if not any(letter.isupper() for letter in name) and name.isascii():
            return True
        return all(self._nouns.is_title(word) or self._nouns.is_collective(word) for word in words)

    def _candidate(self, record: AuthorityRecord) -> Candidate | None:
        """The entity of the gazetteer that the record may be: of its name and another class, or of a name like it."""
        entry = self._items.get(record.wikidata or "")
        if entry is not None:
            return Candidate(record, entry.entity, f"it has this item of Wikidata and is of class {entry.entity.kind}")
        bearers = list(self._by_name.get(fold(record.name), {}).values())
        if bearers:
            same = "several bear this name" if len(bearers) > 1 else f"it bears this name and is of class {bearers[0].entity.kind}"
            return Candidate(record, bearers[0].entity, same)
        found = process.extractOne(fold(record.name), self._folded, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        if found is None:
            return None
        entity = next(iter(self._by_name[found[0]].values())).entity
        fits = self._vocabulary.fits(entity.kind, (record.kind,)) or self._vocabulary.fits(record.kind, (entity.kind,))
        return Candidate(record, entity, f"the names are alike by {found[1]:.0f} per cent") if fits else None


def _all_names(record: AuthorityRecord) -> Iterable[tuple[str, str]]:
    """The names in languages that can be read, each once."""
    names = ((record.name, "en"), *record.aliases)
    found: dict[str, tuple[str, str]] = {}
    for text, language in names:
        if language in LANGUAGES and fold(text) and len(text) <= LONGEST:
            found.setdefault(text, (text, language))
    return found.values()
