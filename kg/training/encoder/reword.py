"""Annotated sentences with other triggers, so that the statement branch learns what a frame's words have in common."""
# mypy: disable-error-code="import-untyped,import-not-found"

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from lemminflect import getInflection

from kg.frames import Frame, Lexicon, load_lexicon
from kg.training.encoder.data import Sentence
from kg.training.encoder.marks import Marked

SLOTS = {"VERB": ("VB", "VBZ", "VBG", "VBD", "VBN"), "NOUN": ("NN", "NNS")}
NOMINAL = frozenset({"det", "amod", "nmod:poss", "case", "nummod", "nmod"})
"""What hangs on a noun, and tells one from a verb of the same form."""
HELPERS = frozenset({"aux", "aux:pass", "cop"})
CARRIES, IDLE = 0.7, 0.3
"""How often a word is replaced that carries a statement, and one of the lexicon that carries none."""
Forms = dict[str, str]


class Reworder:
    """Replaces words of the lexicon by others of one of their frames, in the same form: `expelled` by `deported`."""

    def __init__(self, *, lexicon: Lexicon | None = None, seed: int = 7) -> None:
        self._chance = random.Random(seed)  # noqa: S311  # no secret hangs on it
        self._lexicon = lexicon or load_lexicon()
        self._forms: dict[tuple[str, str], Forms] = {}
        self._found: dict[tuple[str, str, str], list[tuple[Frame, str]]] = defaultdict(list)
        for frame in self._lexicon.frames:
            if frame.particle or frame.needs:
                continue
            for part in sorted(frame.pos & SLOTS.keys()):
                for lemma in sorted(frame.lemmas - self._lexicon.verbs.light):
                    for form in sorted(set(self._inflected(lemma, part).values())):
                        self._found[frame.relation, part, form].append((frame, lemma))

    def __call__(self, sentence: Sentence) -> Sentence:
        """The sentence with most of the words replaced that can be."""
        marked = sentence.marked
        if marked is None or not marked.hints:
            return sentence
        words, hints = list(sentence.words), list(marked.hints)
        carried = _carried(marked)
        for place, hinted in enumerate(marked.hints):
            relations = carried.get(place) or hinted
            carries_several = place in carried and len(relations) > 1
            if not hinted or marked.labels[place] in HELPERS or carries_several:
                continue
            if self._chance.random() > (CARRIES if place in carried else IDLE):
                continue
            found = self._other(words[place], self._chance.choice(sorted(relations)), _part(marked, place))
            if found is not None:
                words[place], hints[place] = found
                _fit_article(words, place)
        return replace(sentence, words=tuple(words), marked=replace(marked, hints=tuple(hints)))

    def _other(self, word: str, relation: str, part: str) -> tuple[str, frozenset[str]] | None:
        """Another word that may stand there, with the relations that the lexicon knows for it."""
        known = self._found.get((relation, part, word)) if word.islower() else None
        if not known:
            return None
        frame, lemma = self._chance.choice(known)
        slots = [slot for slot, form in self._inflected(lemma, part).items() if form == word]
        other = self._chance.choice(sorted(frame.lemmas - self._lexicon.verbs.light))
        forms = {self._inflected(other, part).get(slot, "") for slot in slots}
        form = forms.pop()
        if forms or not form:
            return None
        return form, self._lexicon.relations_of(form, other, part)

    def _inflected(self, lemma: str, part: str) -> Forms:
        """The forms of a lemma by their tags."""
        if (lemma, part) not in self._forms:
            made = {slot: getInflection(lemma, slot) for slot in SLOTS[part]} if lemma.isalpha() else {}
            self._forms[lemma, part] = {slot: forms[0] for slot, forms in made.items() if forms}
        return self._forms[lemma, part]


def _carried(marked: Marked) -> dict[int, set[str]]:
    """The relations that each word carries statements of."""
    found: dict[int, set[str]] = defaultdict(set)
    for tie in marked.ties:
        for place in tie.trigger:
            found[place].add(tie.relation)
    return dict(found)


def _part(marked: Marked, place: int) -> str:
    """Whether a word of the lexicon stands as a noun or as a verb."""
    return "NOUN" if any(label in NOMINAL for label in _below(marked, place)) else "VERB"


def _below(marked: Marked, place: int) -> Iterator[str]:
    return (label for word, label in enumerate(marked.labels) if marked.heads[word] == place and word != place)


def _fit_article(words: list[str], place: int) -> None:
    if place and words[place - 1] in {"a", "an"}:
        words[place - 1] = "an" if words[place][0] in "aeiou" else "a"
