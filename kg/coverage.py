"""What the lexicon covers: its triggers by relation, and which of them texts never met or never turned into a statement."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Token

from kg.extract import Extractor
from kg.frames import PARTS_OF_SPEECH, Frame, Lexicon
from kg.records import Document
from kg.segments import segments
from kg.syntax import base_forms, particles
from kg.vocabulary import Vocabulary

PARTS = {pos: name.removesuffix("s") for name, pos in PARTS_OF_SPEECH.items()}
"""`verb`, `noun` or `adjective`, by the parts of speech of a frame."""


@dataclass(frozen=True, slots=True, order=True)
class Trigger:
    """A word that leads to frames of a relation: its part of speech, its lemma and the particle it must have, or none."""

    relation: str
    part: str
    lemma: str
    particle: str = ""

    @property
    def wording(self) -> str:
        """The lemma with its particle."""
        return f"{self.lemma} {self.particle}".rstrip()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often texts had a trigger, whatever stood around it, and how many of their statements it made."""

    met: Counter[Trigger]
    stated: Counter[Trigger]


def triggers(lexicon: Lexicon, vocabulary: Vocabulary) -> dict[str, list[Trigger]]:
    """The distinct triggers of every relation, in the order of the ontology; empty where no frame words the relation."""
    found: dict[str, set[Trigger]] = {name: set() for name in vocabulary.relations}
    for frame in lexicon.frames:
        found[frame.relation] |= {_trigger(frame, lemma) for lemma in frame.lemmas}
    return {name: sorted(each) for name, each in found.items()}


def coverage(lexicon: Lexicon, documents: Iterable[Document], nlp: Language) -> Coverage:
    """How often documents have each trigger of the lexicon, and how many statements it gives there.

    The lexicon is the one that the extractor uses. Every text is parsed twice: for its words and for its statements.
    """
    extractor = Extractor(nlp)
    frames = {frame.id: frame for frame in lexicon.frames}
    met: Counter[Trigger] = Counter()
    stated: Counter[Trigger] = Counter()
    for document in documents:
        bases: dict[tuple[str, str], str] = {}
        for token in _tokens(document, nlp):
            here = set()
            for frame, lemma in _triggered(token, lexicon):
                bases[frame.id, token.text] = lemma
                here.add(_trigger(frame, lemma))
            met.update(here)
        for statement in extractor.read(document).statements:
            lemmas = [bases[key] for word in statement.trigger.split() if (key := (statement.frame, word)) in bases]
            if lemmas:  # constructions have no frame
                stated[_trigger(frames[statement.frame], lemmas[0])] += 1
    return Coverage(met, stated)


def _tokens(document: Document, nlp: Language) -> Iterator[Token]:
    texts = (segment.text for segment in segments(document.text, start=document.body))
    return (token for doc in nlp.pipe(texts) for token in doc)


def _triggered(token: Token, lexicon: Lexicon) -> Iterator[tuple[Frame, str]]:
    """The frames that a token triggers, with the lemma by which each is found. A particle that is asked for is there."""
    word, lemma = token.lower_, token.lemma_.lower()
    bases = (lemma, lexicon.forms.get(word, lemma), *base_forms(word))
    for frame in lexicon.triggered(word, lemma, token.pos_):
        if frame.particle is None or frame.particle in particles(token):
            yield frame, next(base for base in bases if base in frame.lemmas)


def _trigger(frame: Frame, lemma: str) -> Trigger:
    return Trigger(frame.relation, PARTS[frame.pos], lemma, frame.particle or "")
