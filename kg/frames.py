"""The relation lexicon: which words carry which relation, and where each of its two roles stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import Field

from kg.errors import SeedError
from kg.records import Modality, Polarity
from kg.resources import resource
from kg.seeds import Seed, Word, Words, read_seed
from kg.syntax import VerbLists, base_forms, known_role
from kg.vocabulary import Vocabulary, load_vocabulary

PARTS_OF_SPEECH = {
    "verbs": frozenset({"VERB", "AUX"}),
    "nouns": frozenset({"NOUN", "PROPN"}),
    "adjectives": frozenset({"ADJ", "VERB", "ADV"}),
}

KNOWN_WORDS = 50_000
"""So many words' frames are remembered, which keeps looking them up cheap and the memory bounded."""


class FrameSeed(Seed):
    """A `[[frame]]` of a lexicon file; the comments in `seeds/README.md` say what each key means."""

    id: Word
    relation: Word
    verbs: Words | None = None
    nouns: Words | None = None
    adjectives: Words | None = None
    subject: Words = ["subj"]  # noqa: RUF012  # pydantic copies defaults
    object: Words = ["obj"]  # noqa: RUF012
    subject_class: Words | None = None
    object_class: Words | None = None
    particle: Word | None = None
    needs: dict[str, Words] = Field(default={}, alias="with")
    bars: dict[str, Words] = Field(default={}, alias="without")
    polarity: Polarity | None = None
    modality: Modality | None = None
    confidence: float = Field(default=0.8, ge=0, le=1)
    also: bool = False
    mutual: bool = False


class VerbsSeed(Seed):
    """The `[verbs]` of a lexicon file."""

    light: Words | None = None
    reverse: Words | None = None
    ending: Words | None = None
    suffering: Words | None = None
    harming: Words | None = None
    agreeing: Words | None = None


class LexiconSeed(Seed):
    """A lexicon file."""

    roles: dict[str, Words] = {}  # noqa: RUF012
    forms: dict[Word, Word] = {}  # noqa: RUF012
    verbs: VerbsSeed = VerbsSeed()
    frame: list[FrameSeed] = []  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Frame:
    """A way to word a relation.

    `lemmas` are the triggers; `subject` and `object` are role paths (see `kg.syntax`), the first that yields an entity
    wins. `needs` and `bars` demand or forbid that a role is filled by one of some lemmas. `also` frames are not pushed
    aside by a more specific frame on the same trigger; `mutual` ones hold among several subjects where there is no object
    (`Mali and Niger met`). `confidence` is the share of its statements that are right, as
    far as is known.
    """

    id: str
    relation: str
    lemmas: frozenset[str]
    pos: frozenset[str]
    subject: tuple[str, ...]
    object: tuple[str, ...]
    particle: str | None = None
    needs: tuple[tuple[str, frozenset[str]], ...] = ()
    bars: tuple[tuple[str, frozenset[str]], ...] = ()
    subject_class: tuple[str, ...] = ()
    object_class: tuple[str, ...] = ()
    modality: Modality | None = None
    polarity: Polarity | None = None
    confidence: float = 0.8
    also: bool = False
    mutual: bool = False

    @property
    def specificity(self) -> int:
        """How much beside the trigger the frame asks for; the most specific frame of a trigger wins."""
        return (self.particle is not None) + len(self.needs)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All frames, found by the lemma of their trigger. `forms` gives the lemma of irregular forms."""

    frames: tuple[Frame, ...]
    by_lemma: Mapping[str, tuple[Frame, ...]]
    verbs: VerbLists
    forms: Mapping[str, str]
    _known: dict[tuple[str, str, str], tuple[Frame, ...]] = field(default_factory=dict, repr=False, compare=False)

    def triggered(self, word: str, lemma: str, pos: str) -> tuple[Frame, ...]:
        """The frames that a word may trigger: by its lemma or, where the lemmatizer erred, by what its form says."""
        found = self._known.get((word, lemma, pos))
        if found is None:
            if len(self._known) >= KNOWN_WORDS:
                self._known.clear()
            found = self._known[word, lemma, pos] = self._triggered(word, lemma, pos)
        return found

    def _triggered(self, word: str, lemma: str, pos: str) -> tuple[Frame, ...]:
        for base in (lemma, self.forms.get(word, lemma), *base_forms(word)):
            frames = tuple(frame for frame in self.by_lemma.get(base, ()) if pos in frame.pos)
            if frames and base == word == lemma:  # `tutored` may be an adjective, and as well a form of `tutor`
                more = (each for form in base_forms(word) for each in self.by_lemma.get(form, ()) if pos in each.pos)
                return (*frames, *(each for each in more if each not in frames))
            if frames:
                return frames
        return ()

    def relations_of(self, word: str, lemma: str, pos: str) -> frozenset[str]:
        """The relations that a word may carry, whatever else their frames ask for."""
        return frozenset(frame.relation for frame in self.triggered(word, lemma, pos))

    def triggers(self) -> Iterator[tuple[str, str, str]]:
        """Every (relation, frame, trigger lemma) of the lexicon, in order."""
        return ((frame.relation, frame.id, lemma) for frame in self.frames for lemma in sorted(frame.lemmas))


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """The lexicon in `folder` (all its `*.toml`), by default the shipped one. Raises SeedError for any mistake in it."""
    return _shipped() if folder is None else read_lexicon(sorted(folder.glob("*.toml")), load_vocabulary())


@cache
def _shipped() -> Lexicon:
    return read_lexicon(sorted(resource("seeds", "frames").glob("*.toml")), load_vocabulary())


def read_lexicon(paths: Iterable[Path], vocabulary: Vocabulary) -> Lexicon:
    """Reads and checks lexicon files. Raises SeedError, naming the file and the frame."""
    frames: dict[str, Frame] = {}
    verbs: dict[str, set[str]] = {name: set() for name in VerbsSeed.model_fields}
    forms: dict[str, str] = {}
    for path in paths:
        seed = read_seed(path, LexiconSeed)
        for name, lemmas in verbs.items():
            lemmas.update(getattr(seed.verbs, name) or ())
        forms.update(seed.forms)
        for entry in seed.frame:
            frame = _frame(entry, seed.roles, vocabulary, f"{path.name}: frame {entry.id}")
            if frame.id in frames:
                raise SeedError(f"{path.name}: two frames are named {frame.id}")
            frames[frame.id] = frame
    by_lemma: dict[str, list[Frame]] = defaultdict(list)
    for frame in frames.values():
        for lemma in sorted(frame.lemmas):
            by_lemma[lemma].append(frame)
    # With the irregular forms of the verbs, of which the model may not know the lemma.
    known = {name: lemmas | {form for form, base in forms.items() if base in lemmas} for name, lemmas in verbs.items()}
    lists = VerbLists(**{name: frozenset(words) for name, words in known.items()})
    return Lexicon(tuple(frames.values()), {lemma: tuple(found) for lemma, found in by_lemma.items()}, lists, forms)


def _frame(entry: FrameSeed, macros: Mapping[str, list[str]], vocabulary: Vocabulary, where: str) -> Frame:
    triggers = {kind: words for kind in PARTS_OF_SPEECH if (words := getattr(entry, kind))}
    if len(triggers) != 1:
        raise SeedError(f"{where}: one of verbs, nouns, adjectives")
    if entry.relation not in vocabulary.relations:
        raise SeedError(f"{where}: no relation {entry.relation} in the ontology")
    relation = vocabulary.relations[entry.relation]
    ((kind, lemmas),) = triggers.items()
    return Frame(
        id=entry.id,
        relation=entry.relation,
        lemmas=frozenset(lemmas),
        pos=PARTS_OF_SPEECH[kind],
        subject=_roles(entry.subject, macros, where),
        object=_roles(entry.object, macros, where),
        particle=entry.particle,
        needs=_fillers(entry.needs, where),
        bars=_fillers(entry.bars, where),
        subject_class=_classes(entry.subject_class, relation.domain, vocabulary, where),
        object_class=_classes(entry.object_class, relation.range, vocabulary, where),
        modality=entry.modality,
        polarity=entry.polarity,
        confidence=entry.confidence,
        also=entry.also,
        mutual=entry.mutual,
    )


def _classes(names: list[str] | None, allowed: tuple[str, ...], vocabulary: Vocabulary, where: str) -> tuple[str, ...]:
    """The classes that a role may have: those of the relation, or some below them. Classes above narrow nothing."""
    for name in names or ():
        if name not in vocabulary.classes:
            raise SeedError(f"{where}: no class {name} in the ontology")
        if not vocabulary.fits(name, allowed):
            raise SeedError(f"{where}: class {name} is none of {', '.join(allowed)}, which the relation demands")
    return tuple(names or ())


def _roles(names: list[str], macros: Mapping[str, list[str]], where: str) -> tuple[str, ...]:
    """Role paths with the file's macros written out."""
    roles = tuple(path for name in names for path in macros.get(name, [name]))
    for path in roles:
        if not known_role(path):
            raise SeedError(f"{where}: no such role {path}")
    return roles


def _fillers(table: Mapping[str, list[str]], where: str) -> tuple[tuple[str, frozenset[str]], ...]:
    for path in table:
        if not known_role(path):
            raise SeedError(f"{where}: no such role {path}")
    return tuple((path, frozenset(lemmas)) for path, lemmas in table.items())
