"""Folding of names, so that spellings of one name compare equal, and slugs for the IRIs of new entities."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "\u00a0": " "})

ALIKE = 0.75
"""How alike two spellings are, of 1, from which on one may be meant by the other: below, they share letters by chance."""


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


def meant(wanted: str, known: Iterable[str], most: int = 10) -> list[str]:
    """Which of the folded names a reader may mean by a folded name that is none of them, the likeliest first.

    Those that hold all its words, the shortest first; where there is none, those that are spelled much like it.
    """
    names = sorted(set(known), key=lambda name: (len(name), name))
    words = set(wanted.split())
    holding = [name for name in names if words and words <= set(name.split())]
    return holding[:most] or get_close_matches(wanted, names, n=most, cutoff=ALIKE)
