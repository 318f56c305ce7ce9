"""Variants of training sentences: names nobody has seen, and the looks that reports have."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import spacy

from kg.encoder.pieces import plain
from kg.gazetteer import load_gazetteer
from kg.training.encoder.data import Sentence

STOPS = frozenset(".!?")
QUOTES = {"'": "’", "''": "”", "``": "“", "--": "—", "-": "–"}
ORDER = 3
PERSON_KINDS = frozenset({"Person"})
PLACE_KINDS = frozenset({"Settlement", "Region", "Country", "NaturalFeature"})
REWORDED = 0.4
"""The share of annotated sentences whose triggers become others."""
SWAPPED = ("PERSON", "GPE", "LOC")


class NameMaker:
    """Invents words that sound like the given ones: each letter is drawn by the three before it."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = set(words)
        self._after: dict[str, Counter[str]] = defaultdict(Counter)
        for word in sorted(self._known):
            padded = "^" * ORDER + word + "$"
            for place in range(ORDER, len(padded)):
                self._after[padded[place - ORDER : place]][padded[place]] += 1

    def word(self, chance: random.Random) -> str:
        """An invented word of four letters or more; after many tries a known one."""
        for _ in range(20):
            found = self._draw(chance)
            if len(found) > 3 and found not in self._known:
                return found
        return chance.choice(sorted(self._known))

    def _draw(self, chance: random.Random) -> str:
        letters = "^" * ORDER
        while not letters.endswith("$") and len(letters) < 16:
            after = self._after[letters[-ORDER:]]
            letters += chance.choices(list(after), list(after.values()))[0]
        return letters.strip("^$")


class Augmenter:
    """Draws a variant of a sentence; layers that no longer hold are emptied."""

    def __init__(
        self,
        persons: list[tuple[str, ...]],
        places: list[tuple[str, ...]],
        *,
        swap: Callable[[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] | None = None,
        reword: Callable[[Sentence], Sentence] | None = None,
        seed: int = 7,
    ) -> None:
        self._swap, self._reword = swap, reword
        self._chance = random.Random(seed)  # noqa: S311  # no secret hangs on it
        self._persons, self._places = persons, places
        self._makers = {
            "PERSON": NameMaker(word for name in persons for word in name if word.isalpha()),
            "GPE": NameMaker(word for name in places for word in name if word.isalpha()),
        }

    def __call__(self, sentence: Sentence) -> Sentence:
        """The sentence, or a variant of it."""
        if sentence.marked is not None and self._reword is not None and self._chance.random() < REWORDED:
            sentence = self._reword(sentence)
        if sentence.corpus == "annotated" and self._swap is not None:
            if self._chance.random() < 0.5:
                sentence = replace(sentence, words=self._swap(sentence.words, sentence.names))
        elif sentence.names and self._chance.random() < 0.35:
            sentence = self._renamed(sentence)
        elif sentence.heads and not sentence.names and self._chance.random() < 0.25:
            sentence = self._proper_nouns(sentence)
        if self._chance.random() < 0.06:
            sentence = without_stop(sentence)
        return self._looks(sentence)

    def _looks(self, sentence: Sentence) -> Sentence:
        draw = self._chance.random()
        words: Iterable[str] = sentence.words
        if draw < 0.05:
            words = (word.upper() for word in sentence.words)
        elif draw < 0.08:
            words = (word.lower() for word in sentence.words)
        elif draw < 0.10:
            words = (word[:1].upper() + word[1:] for word in sentence.words)
        elif draw < 0.35:
            words = _curly(sentence.words)
        elif draw < 0.50:
            words = (plain(word) for word in sentence.words)
        return replace(sentence, words=tuple(words))

    def _renamed(self, sentence: Sentence) -> Sentence:
        """Most names of persons and places become others, known or invented."""
        return renamed(sentence, lambda kind, length: self._name(kind, length) if self._chance.random() < 0.7 else None)

    def _name(self, kind: str, length: int) -> list[str]:
        known = self._persons if kind == "PERSON" else self._places
        if self._chance.random() < 0.5:
            whole = [name for name in self._chance.sample(known, min(12, len(known))) if len(name) == length]
            if whole:
                return list(whole[0])
        words = [word for name in self._chance.sample(known, min(12, len(known))) for word in name if word.isalpha()]
        return [
            self._makers[kind].word(self._chance) if self._chance.random() < 0.6 or not words else self._chance.choice(words)
            for _ in range(length)
        ]

    def _proper_nouns(self, sentence: Sentence) -> Sentence:
        """Proper nouns of a treebank without names become others, so that the parser attaches names it does not know."""
        words, lemmas = list(sentence.words), list(sentence.lemmas)
        for place, tag in enumerate(sentence.tags):
            if tag == "NNP" and words[place].isalpha() and words[place][0].isupper() and self._chance.random() < 0.6:
                words[place] = lemmas[place] = self._name("PERSON" if self._chance.random() < 0.5 else "GPE", 1)[0]
        return replace(sentence, words=tuple(words), lemmas=tuple(lemmas))


def renamed(sentence: Sentence, name: Callable[[str, int], list[str] | None]) -> Sentence:
    """The sentence with other names of persons and places: as `name` says for a type and a number of words.

    The number of words and the syntax stay. None leaves a name as it is, and so do names with other than plain words.
    """
    words, lemmas = list(sentence.words), list(sentence.lemmas)
    for start, end, kind in tagged_spans(sentence.names):
        plain_words = all(word[:1].isupper() and word.isalpha() for word in words[start:end])
        other = name("PERSON" if kind == "PERSON" else "GPE", end - start) if plain_words and kind in SWAPPED else None
        words[start:end] = other or words[start:end]
        if lemmas and other:
            lemmas[start:end] = other
    return replace(sentence, words=tuple(words), lemmas=tuple(lemmas))


def inventor(*, seed: int) -> Callable[[str, int], list[str]]:
    """A `name` for `renamed` that only invents, from the sound of the gazetteer's names."""
    chance = random.Random(seed)  # noqa: S311  # no secret hangs on it
    persons, places = gazetteer_names()
    makers = {kind: NameMaker(w for name in names for w in name) for kind, names in (("PERSON", persons), ("GPE", places))}
    return lambda kind, length: [makers[kind].word(chance) for _ in range(length)]


def without_stop(sentence: Sentence) -> Sentence:
    """The sentence without its final stop, as headlines are, where nothing hangs on the stop."""
    last = len(sentence.words) - 1
    if last < 1 or sentence.words[last] not in STOPS or last + 1 in sentence.heads or sentence.heads[last:] == (0,):
        return sentence
    spaces = (*sentence.spaces[: last - 1], True)
    layers = ("words", "tags", "feats", "lemmas", "heads", "labels", "names", "arguments")
    return replace(sentence, spaces=spaces, **{layer: getattr(sentence, layer)[:last] for layer in layers})


def tagged_spans(tags: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """The names in a row of well-formed tags."""
    start = None
    for place, tag in enumerate((*tags, "O")):
        if start is not None and not tag.startswith("I-"):
            yield start, place, tags[start][2:]
            start = None
        if tag.startswith("B-"):
            start = place


def _curly(words: tuple[str, ...]) -> Iterator[str]:
    opened = False
    for word in words:
        if word == '"':
            opened = not opened
            yield "“" if opened else "”"
        else:
            yield QUOTES.get(word, word.replace("'", "’"))


def gazetteer_names() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The words of the names of persons and of places in the gazetteer."""
    nlp = spacy.blank("en")
    persons: set[tuple[str, ...]] = set()
    places: set[tuple[str, ...]] = set()
    for entry in load_gazetteer().entries.values():
        kind = entry.entity.kind
        into = persons if kind in PERSON_KINDS else places if kind in PLACE_KINDS else None
        for name in (entry.entity.name, *entry.entity.aliases) if into is not None else ():
            words = tuple(token.text for token in nlp.tokenizer(name))
            if all(word[0].isupper() and word.isalpha() for word in words):
                into.add(words)  # type: ignore[union-attr]
    return sorted(persons), sorted(places)
