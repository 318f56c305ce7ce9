"""What the explorer says in each language: one file of texts for each, checked against each other when loaded."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from kg.errors import SeedError

LANGUAGES = ("en", "fr")
"""The languages of the interface; the ontology has labels in the same ones. The first is that of the page's own text."""

FOLDER = Path(__file__).parent / "languages"


def load_texts(folder: Path = FOLDER) -> dict[str, dict[str, str]]:
    """The texts of the interface by language and key. A text has slots such as `{count}`, the same ones in every language.

    Raises SeedError where a language lacks a text or a slot that another has.
    """
    texts = {language: _read(folder / f"{language}.toml") for language in LANGUAGES}
    model = texts[LANGUAGES[0]]
    for language, own in texts.items():
        if wrong := sorted(model.keys() ^ own.keys()):
            raise SeedError(f"{language}.toml: {wrong[0]} is missing here or in {LANGUAGES[0]}.toml")
        for key, text in own.items():
            if _slots(text) != _slots(model[key]):
                raise SeedError(f"{language}.toml: {key} has other slots than in {LANGUAGES[0]}.toml")
    return texts


def _read(path: Path) -> dict[str, str]:
    try:
        return {key: str(text) for key, text in tomllib.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SeedError(f"{path.name}: {error}") from error


def _slots(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def both(label: str, label_fr: str) -> Mapping[str, str]:
    """A label of the ontology in the languages of the interface."""
    return {"en": label, "fr": label_fr}
