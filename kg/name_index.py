"""Finds known names in a parsed text without parsing the names: a table of them by their first word.

Names are compared without accents and with straight quotes and hyphens; their case counts, except that names
of several words, names set in capitals, and all names where the whole text is, may have more capitals than their own.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.tokens import Doc

from kg.names import plain

FIRST_WORD = re.compile(r"\w+")
UPPER_SHARE = 0.7
"""Share of capital letters from which a text counts as set in capitals."""
LONE_MIN = 4
"""A name of one word must have so many letters to be found in other case than its own."""


class NameIndex:
    """Known names, found as stretches of whole tokens."""

    def __init__(self, names: Iterable[str]) -> None:
        self._forms: dict[str, set[str]] = {}
        self._longest: dict[str, int] = {}
        for name in names:
            form = plain(name)
            key = form.casefold()
            first = FIRST_WORD.search(key)
            if first is None:
                continue
            self._forms.setdefault(key, set()).add(form)
            self._longest[first[0]] = max(self._longest.get(first[0], 0), len(key))

    def matches(self, doc: Doc) -> Iterator[tuple[int, int]]:
        """Every known name in the text as (first, last) tokens, the last exclusive; shorter ones inside longer ones too."""
        text = plain(doc.text)
        capitals = in_capitals(text)
        starts = [token.idx for token in doc]
        ends = [token.idx + len(token) for token in doc]
        for number, start in enumerate(starts):
            first = FIRST_WORD.match(text, start, ends[number])
            limit = start + self._longest.get(first[0].casefold(), 0) if first else 0
            for last, end in enumerate(islice(ends, number, None), number + 1):
                if end > limit:
                    break
                if self._is_name(text[start:end], capitals=capitals, several=last - number > 1):
                    yield number, last

    def _is_name(self, written: str, *, capitals: bool, several: bool) -> bool:
        forms = self._forms.get(written.casefold())
        if forms is None:
            return False
        if written in forms:
            return True
        lone = len(written) >= LONE_MIN and (capitals or written.isupper())
        return (several or lone) and any(_capitalized_as(written, form) for form in forms)


def _capitalized_as(written: str, form: str) -> bool:
    """Whether every capital of the name is one in the text too: `MALIAN ARMY` is the army, `Russia today` is no broadcaster."""
    return all(letter.isupper() or not wanted.isupper() for letter, wanted in zip(written, form, strict=False))


def in_capitals(text: str) -> bool:
    """Whether most of a text's letters are capitals, as in a headline."""
    letters = [character for character in text if character.isalpha()]
    return sum(character.isupper() for character in letters) > UPPER_SHARE * len(letters)
