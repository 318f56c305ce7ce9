"""Folding of names, so that spellings of one name compare equal, and slugs for the IRIs of new entities."""

import re
import unicodedata
from functools import lru_cache

QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "\u00a0": " "})


def plain(text: str) -> str:
    """The text without accents and with straight quotes and hyphens, of the same length, its case kept."""
    straight = text.translate(QUOTES)
    return straight if straight.isascii() else "".join(map(_plain_character, straight))


@lru_cache(4096)
def _plain_character(character: str) -> str:
    first = unicodedata.normalize("NFD", character)[0]
    return first if first.isascii() else character


def fold(name: str) -> str:
    """A key under which spellings of a name that differ in case, accents, articles or punctuation meet."""
    flat = plain(name).casefold()
    flat = re.sub(r"'s?$", "", flat.strip())
    flat = re.sub(r"[^\w]+", " ", flat).strip()
    return re.sub(r"^(the|a|an|le|la|les|l) (?=\w)", "", flat)


def slug(name: str) -> str:
    """A lower-case identifier of letters, digits and hyphens; other scripts keep their letters."""
    return re.sub(r"[\W_]+", "-", fold(name)).strip("-") or "unnamed"
