"""The language pipeline: spaCy with the model that the package ships, or one of the user's own."""

from pathlib import Path

import spacy
from spacy.language import Language

import kg.encoder.component  # noqa: F401  # makes the encoder's factory known, also where the package is not installed
from kg.errors import KgError, ModelError
from kg.resources import model_path

DEFAULT_MODEL = "encoder"
NEEDED = {"nsubj", "obj", "obl"}
"""Labels without which a parser is no Universal Dependencies parser."""


def load_pipeline(model: str | None = None) -> Language:
    """The pipeline `model`: a shipped one by name, an installed spaCy package, or a folder; the shipped one by default.

    Raises ModelError where it cannot be loaded or does not label Universal Dependencies.
    """
    name = model or DEFAULT_MODEL
    try:
        nlp = spacy.load(_location(name))
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot load the language model {name}: {str(error).splitlines()[0]}") from error
    labels = {label for _, part in nlp.pipeline for label in getattr(part, "labels", ())}
    if not labels >= NEEDED:
        raise ModelError(f"the language model {name} does not label Universal Dependencies (nsubj, obj, obl)")
    return nlp


def _location(name: str) -> str | Path:
    if Path(name).is_dir():
        return Path(name)
    try:
        return model_path(name)
    except KgError:  # not shipped: spaCy looks for an installed package of that name
        return name
