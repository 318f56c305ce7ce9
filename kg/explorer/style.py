"""How classes and families look: `style.toml`, checked against the ontology."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kg.errors import SeedError
from kg.vocabulary import Vocabulary

STYLE_FILE = Path(__file__).with_name("style.toml")
SHAPES = frozenset({"dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon"})


@dataclass(frozen=True, slots=True)
class ClassStyle:
    """The mark of a class of actors: a shape, and its colour on light and on dark ground."""

    name: str
    label: str
    label_fr: str
    shape: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class FamilyStyle:
    """The line of a family of relations; `dash` is the length of strokes and gaps, empty for a solid line."""

    name: str
    label: str
    label_fr: str
    light: str
    dark: str
    dash: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """The marks of classes, the more special ones first and that of everything else last, and the lines of families."""

    classes: tuple[ClassStyle, ...]
    families: Mapping[str, FamilyStyle]

    def of_class(self, kind: str, vocabulary: Vocabulary) -> ClassStyle:
        """The mark of the first class that `kind` is or lies below."""
        return next((mark for mark in self.classes[:-1] if vocabulary.is_a(kind, mark.name)), self.classes[-1])


def load_style(vocabulary: Vocabulary, path: Path = STYLE_FILE) -> Style:
    """The shipped style, or the one at `path`.

    Raises SeedError where it lacks a family of the vocabulary, or names a class, a family or a shape that is not there.
    """
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        classes = tuple(_class_style(entry, vocabulary) for entry in table["class"])
        families = {entry["name"]: _family_style(entry, vocabulary) for entry in table["family"]}
    except KeyError as error:
        raise SeedError(f"{path.name}: {error} is missing or unknown") from error
    missing = [name for name in vocabulary.families if name not in families]
    if missing:
        raise SeedError(f"{path.name}: no line for the family {', '.join(missing)}")
    ordered = {name: families[name] for name in vocabulary.families}
    return Style(classes, MappingProxyType(ordered))


def _class_style(entry: Mapping[str, Any], vocabulary: Vocabulary) -> ClassStyle:
    if entry["shape"] not in SHAPES:
        raise KeyError(entry["shape"])
    known = vocabulary.classes[entry["name"]] if entry["name"] else None
    label, label_fr = (known.label, known.label_fr) if known else (entry["label"], entry["label_fr"])
    return ClassStyle(entry["name"], label, label_fr, entry["shape"], entry["light"], entry["dark"])


def _family_style(entry: Mapping[str, Any], vocabulary: Vocabulary) -> FamilyStyle:
    known = vocabulary.families[entry["name"]]
    return FamilyStyle(entry["name"], known.label, known.label_fr, entry["light"], entry["dark"], tuple(entry["dash"]))
