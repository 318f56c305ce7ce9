"""Which language a text is in, found offline."""

from dataclasses import replace
from functools import cache
from typing import Any

from kg.records import Document

ENOUGH = 60
"""Letters below which names alone decide, and the language of a text is not told."""
SURE = 0.75
"""How sure one must be: on sentences of the sample reports, the detector is never as sure where it is wrong, as
`tests.bench.languages` shows."""
NO_LANGUAGE = "zxx"
"""What is given for numbers and names without sentences."""
SAMPLE = 20_000
"""Characters that are looked at."""


def detected_language(text: str) -> str | None:
    """The code of the language, None where the text is too short or too mixed to tell."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < ENOUGH:
        return None
    code, sureness = _identifier().classify(sample)
    return str(code) if sureness >= SURE and code != NO_LANGUAGE else None


def with_language(document: Document) -> Document:
    """The document in a language that is known, or can be told."""
    if document.language is not None:
        return document
    return replace(document, language=detected_language(document.text[document.body :]))


@cache
def _identifier() -> Any:
    """Loaded where a text is met whose language nobody gave: it takes up to a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
