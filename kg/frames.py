"""The relation lexicon: which words carry which relation, and where each of its two roles stands."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import SeedError
from kg.resources import resource
from kg.syntax import VerbLists, known_role
from kg.vocabulary import Vocabulary, load_vocabulary

PARTS_OF_SPEECH = {
    "verbs": frozenset({"VERB", "AUX"}),
    "nouns": frozenset({"NOUN", "PROPN"}),
    "adjectives": frozenset({"ADJ", "VERB", "ADV"}),
}
KEYS = frozenset({"id", "relation", "verbs", "nouns", "adjectives", "subject", "object", "particle", "with", "without",
                  "subject_class", "object_class", "modality", "polarity", "confidence", "also", "mutual"})  # fmt: skip


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
    modality: str | None = None
    polarity: str | None = None
    confidence: float = 0.8
    also: bool = False
    mutual: bool = False

    @property
    def specificity(self) -> int:
        """How much beside the trigger the frame asks for; the most specific frame of a trigger wins."""
        return (self.particle is not None) + len(self.needs)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All frames, found by the lemma of their trigger."""

    frames: tuple[Frame, ...]
    by_lemma: Mapping[str, tuple[Frame, ...]]
    verbs: VerbLists

    def triggered(self, word: str, lemma: str, pos: str) -> Iterator[Frame]:
        """The frames that a word may trigger: by its lemma or, where the lemmatizer erred, by what its ending says."""
        for base in (lemma, *base_forms(word)):
            frames = [frame for frame in self.by_lemma.get(base, ()) if pos in frame.pos]
            if frames:
                yield from frames
                return

    def triggers(self) -> Iterator[tuple[str, str, str]]:
        """Every (relation, frame, trigger lemma) of the lexicon, in order."""
        return ((frame.relation, frame.id, lemma) for frame in self.frames for lemma in sorted(frame.lemmas))


ENDINGS = (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
"""Regular endings of English verbs and nouns, and what stands in their place in the base form."""


def base_forms(word: str) -> Iterator[str]:
    """What a regularly inflected word may be a form of: `expelled` gives `expell`, `expel`, `expelle`."""
    for ending, base in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)] + base
            yield stem
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """The lexicon in `folder` (all its `*.toml`), by default the shipped one. Raises SeedError for any mistake in it."""
    return _shipped() if folder is None else read_lexicon(sorted(folder.glob("*.toml")), load_vocabulary())


@cache
def _shipped() -> Lexicon:
    return read_lexicon(sorted(resource("seeds", "frames").glob("*.toml")), load_vocabulary())


def read_lexicon(paths: Iterable[Path], vocabulary: Vocabulary) -> Lexicon:
    """Reads and checks lexicon files."""
    frames: list[Frame] = []
    seen: set[str] = set()
    light: set[str] = set()
    reverse: set[str] = set()
    ending: set[str] = set()
    for path in paths:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise SeedError(f"{path.name}: {error}") from error
        light.update(data.get("verbs", {}).get("light", ()))
        reverse.update(data.get("verbs", {}).get("reverse", ()))
        ending.update(data.get("verbs", {}).get("ending", ()))
        macros = {name: tuple(roles) for name, roles in data.get("roles", {}).items()}
        for entry in data.get("frame", []):
            frame = _frame(entry, macros, vocabulary, path.name)
            if frame.id in seen:
                raise SeedError(f"{path.name}: two frames are named {frame.id}")
            seen.add(frame.id)
            frames.append(frame)
    verbs = VerbLists(frozenset(light), frozenset(reverse), frozenset(ending))
    by_lemma: dict[str, list[Frame]] = defaultdict(list)
    for frame in frames:
        for lemma in sorted(frame.lemmas):
            by_lemma[lemma].append(frame)
    return Lexicon(tuple(frames), {lemma: tuple(found) for lemma, found in by_lemma.items()}, verbs)


def _frame(entry: Mapping[str, Any], macros: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary, file: str) -> Frame:
    name = entry.get("id")
    where = f"{file}: frame {name}"
    if not name:
        raise SeedError(f"{file}: a frame has no id")
    unknown = set(entry) - KEYS
    kinds = [kind for kind in PARTS_OF_SPEECH if kind in entry]
    if unknown or len(kinds) != 1:
        raise SeedError(f"{where}: unknown key {min(unknown)}" if unknown else f"{where}: one of verbs, nouns, adjectives")
    if entry.get("relation") not in vocabulary.relations:
        raise SeedError(f"{where}: no relation {entry.get('relation')} in the ontology")
    for kind in (*entry.get("subject_class", ()), *entry.get("object_class", ())):
        if kind not in vocabulary.classes:
            raise SeedError(f"{where}: no class {kind} in the ontology")
    return Frame(
        id=name,
        relation=entry["relation"],
        lemmas=frozenset(entry[kinds[0]]),
        pos=PARTS_OF_SPEECH[kinds[0]],
        subject=_roles(entry.get("subject", ["subj"]), macros, where),
        object=_roles(entry.get("object", ["obj"]), macros, where),
        particle=entry.get("particle"),
        needs=_fillers(entry.get("with", {}), where),
        bars=_fillers(entry.get("without", {}), where),
        subject_class=tuple(entry.get("subject_class", ())),
        object_class=tuple(entry.get("object_class", ())),
        modality=entry.get("modality"),
        polarity=entry.get("polarity"),
        confidence=float(entry.get("confidence", 0.8)),
        also=bool(entry.get("also", False)),
        mutual=bool(entry.get("mutual", False)),
    )


def _roles(names: list[str], macros: Mapping[str, tuple[str, ...]], where: str) -> tuple[str, ...]:
    """Role paths with the file's macros written out."""
    roles = tuple(path for name in names for path in macros.get(name, (name,)))
    for path in roles:
        if not known_role(path):
            raise SeedError(f"{where}: no such role {path}")
    return roles


def _fillers(table: Mapping[str, list[str]], where: str) -> tuple[tuple[str, frozenset[str]], ...]:
    for path in table:
        if not known_role(path):
            raise SeedError(f"{where}: no such role {path}")
    return tuple((path, frozenset(lemmas)) for path, lemmas in table.items())
