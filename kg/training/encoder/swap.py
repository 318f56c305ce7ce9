"""Annotated sentences with other actors and places, so that the statement branch learns wordings and not who did what."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language

from kg.gazetteer import Entry, load_gazetteer
from kg.training.encoder.augment import NameMaker, tagged_spans

Words = tuple[str, ...]
CLASS_POOLS = {
    "Person": "PERSON", "Country": "COUNTRY", "Settlement": "TOWN", "Region": "AREA", "NaturalFeature": "AREA",
    "ArmedGroup": "GROUP", "ArmedForce": "GROUP", "PrivateMilitaryCompany": "GROUP", "Organization": "GROUP",
    "CivilGroup": "GROUP", "IntergovernmentalOrganization": "BLOC", "GovernmentBody": "BODY",
    "Company": "BODY", "MediaOutlet": "BODY",
}  # fmt: skip
"""From classes to pools of names that stand for each other."""
DEFAULT_POOLS = {"PERSON": "PERSON", "GPE": "TOWN", "LOC": "AREA", "ORG": "GROUP"}
INVENTED = {"PERSON": 0.4, "TOWN": 0.4, "GROUP": 0.15, "AREA": 0.2}
"""How often a name of a pool is invented."""
CHANGED = 0.8
"""How often a name is changed in a sentence that is."""


class Swapper:
    """Replaces names word for word: as many words, of the same sort; the same name becomes the same other one."""

    def __init__(self, *, seed: int = 7) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # no secret hangs on it
        self._pool_of: dict[Words, str] = {}
        self._pools: dict[tuple[str, int], list[Words]] = {}
        self._demonyms: dict[str, list[str]] = {}
        self._fill(load_gazetteer().entries.values())
        persons = [word for (pool, _), names in self._pools.items() for name in names for word in name if pool == "PERSON"]
        towns = [word for (pool, _), names in self._pools.items() for name in names for word in name if pool == "TOWN"]
        self._makers = {"PERSON": NameMaker(persons), **dict.fromkeys(("TOWN", "GROUP", "AREA"), NameMaker(towns))}

    def __call__(self, words: Words, names: Words) -> Words:
        """The words with most of their names replaced; `names` are the tags."""
        changed = list(words)
        chosen: dict[Words, Words] = {}
        for start, end, kind in tagged_spans(names):
            old = words[start:end]
            if old not in chosen:
                chosen[old] = self._other(old, kind) if self._chance.random() < CHANGED else old
            changed[start:end] = chosen[old]
        return tuple(changed)

    def _other(self, old: Words, kind: str) -> Words:
        demonym = next((place for place, word in enumerate(old) if word in self._demonyms), None)
        if demonym is not None:
            return (*old[:demonym], self._chance.choice(self._demonyms[old[demonym]]), *old[demonym + 1 :])
        length = next((place for place, word in enumerate(old) if not word[:1].isupper()), len(old))
        front = old[:length]
        if not front or kind not in DEFAULT_POOLS or not all(word.isalpha() for word in front):
            return old
        pool = self._pool_of.get(front) or DEFAULT_POOLS[kind]
        if self._chance.random() < INVENTED.get(pool, 0.0):
            return (*(self._makers[pool].word(self._chance) for _ in front), *old[length:])
        known = self._pools.get((pool, length))
        return (*self._chance.choice(known), *old[length:]) if known else old

    def _fill(self, entries: Iterable[Entry]) -> None:
        nlp = spacy.blank("en")
        pools: dict[tuple[str, int], set[Words]] = defaultdict(set)
        demonyms: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            pool = CLASS_POOLS.get(entry.entity.kind)
            for words in _plain_names(entry, nlp) if pool else ():
                pools[str(pool), len(words)].add(words)
                self._pool_of.setdefault(words, str(pool))
            for word in entry.demonyms if entry.entity.kind == "Country" else ():
                if word.isalpha():
                    demonyms["s" if word.endswith("s") else ""].add(word)
        self._pools = {key: sorted(names) for key, names in pools.items()}
        for alike in demonyms.values():
            self._demonyms |= dict.fromkeys(sorted(alike), sorted(alike))


def _plain_names(entry: Entry, nlp: Language) -> Iterator[Words]:
    for name, _ in entry.names:
        words = tuple(token.text for token in nlp.tokenizer(name))
        if all(word[0].isupper() and word.isalpha() for word in words):
            yield words
