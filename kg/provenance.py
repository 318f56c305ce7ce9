"""Who reads: the versions of the program and of everything that it reads with, whose change may change what is read."""

import hashlib
from dataclasses import fields
from functools import cache
from pathlib import Path

from spacy.language import Language

from kg import __version__
from kg.gazetteer import Gazetteer
from kg.records import Maker, Tool, digest
from kg.resources import resource
from kg.vocabulary import Relation, Vocabulary, load_vocabulary

LENGTH = 12  # hexadecimal digits of a fingerprint
WORDS = ("frames/*.toml", "claims.toml", "dates.toml", "nouns.toml")
NOTES = frozenset({".md"})
"""Files of a model that only people read."""
FOR_PEOPLE = frozenset({"iri", "plover", "label", "label_fr", "definition", "example"})
"""What the ontology says of a relation that changes no reading."""


def maker_of(nlp: Language, gazetteer: Gazetteer) -> Maker:
    """Who reads with that pipeline and that gazetteer, and with the shipped lexicon."""
    return Maker(
        Tool("extractor", "kg", __version__),
        (
            Tool("gazetteer", "gazetteer", fingerprint=gazetteer.version[:LENGTH]),
            Tool("lexicon", "lexicon", fingerprint=lexicon_fingerprint()),
            _model(nlp),
        ),
    )


@cache
def lexicon_fingerprint() -> str:
    """A hash of the frames, the word lists, and what the ontology says of the relations that the frames state."""
    paths = [path for pattern in WORDS for path in sorted(resource("seeds").glob(pattern))]
    files = [part for path in paths for part in (path.name, path.read_text(encoding="utf-8"))]
    return digest(*files, *_rules(load_vocabulary()), length=LENGTH)


@cache
def model_fingerprint(folder: Path) -> str:
    """A hash of the files of a model: one that was trained again may bear its old version."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in NOTES:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            found.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode("utf-8", "surrogateescape"))
    return found.hexdigest()[:LENGTH]


def _model(nlp: Language) -> Tool:
    folder = nlp.path
    return Tool(
        "model",
        nlp.meta.get("name") or "unnamed",
        nlp.meta.get("version", ""),
        model_fingerprint(Path(folder)) if folder else "",
    )


def _rules(vocabulary: Vocabulary) -> list[str]:
    """What the ontology tells a reader: the classes, and all of each relation but its words for people."""
    relations = vocabulary.relations.values()
    taken = tuple({kind for relation in relations for kind in (*relation.domain, *relation.range)})
    classes = sorted(name for name in vocabulary.classes if vocabulary.fits(name, taken))
    told = [field.name for field in fields(Relation) if field.name not in FOR_PEOPLE]
    return [
        *(f"{name}={getattr(relation, name)}" for relation in relations for name in told),
        *(f"{name} below {vocabulary.classes[name].parents}" for name in classes),
    ]
