"""Words as the network sees them: word pieces, the shape of each word, and windows that the network can take at once."""

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

PIECES_PER_WORD = 8
"""Long addresses have dozens of pieces, and the first few say what they are."""
CACHE_WORDS = 100_000
SHAPES = ("lower", "title", "upper", "letter", "mixed", "number", "mark", "mixed-number")
SHAPE_ROWS = 2 * len(SHAPES)
"""Each shape after a space and without one; the word pieces themselves know no case."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """The pieces of some words: ids, the shape row of each piece, and the index of each word's first piece."""

    ids: list[int]
    shapes: list[int]
    first: list[int]


class WordPieces:
    """Turns words into the ids of their pieces, each distinct word once."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer  # noqa: PLC0415  # imported only where this pipeline is used

        self._tokenizer: Any = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cache: dict[str, list[int]] = {}
        self._start, self._end, self._unknown = (self._tokenizer.get_vocab()[name] for name in ("[CLS]", "[SEP]", "[UNK]"))

    def pieces(self, word: str) -> list[int]:
        """The ids of a word's pieces, at least one and not more than PIECES_PER_WORD."""
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) >= CACHE_WORDS:
                self._cache.clear()
            ids = self._tokenizer.encode(word, add_special_tokens=False).ids[:PIECES_PER_WORD]
            found = self._cache[word] = ids or [self._unknown]
        return found

    def encode(self, words: Sequence[str], spaces: Sequence[bool]) -> Encoded:
        """The words between the marks of start and end; `spaces` says which words have a space before them."""
        ids, shapes, first = [self._start], [0], []
        for word, space in zip(words, spaces, strict=True):
            pieces = self.pieces(word)
            first.append(len(ids))
            ids += pieces
            shapes += [2 * shape(word) + space] * len(pieces)
        return Encoded([*ids, self._end], [*shapes, 0], first)


def shape(word: str) -> int:
    """The index in SHAPES of what the word looks like."""
    if word.islower():
        return 0
    if word.isalpha():
        return _letters(word)
    if any(char.isdigit() for char in word):
        return 7 if any(char.isalpha() for char in word) else 5
    if any(char.isalpha() for char in word):
        return _letters("".join(char for char in word if char.isalpha()))
    return 6


def _letters(word: str) -> int:
    if word.isupper():
        return 3 if len(word) == 1 else 2
    return 1 if word[:1].isupper() and word[1:].islower() else 4


def plain(word: str) -> str:
    """The word without the marks over and under its letters."""
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def windows(lengths: Sequence[int], stops: Sequence[bool], limit: int) -> list[tuple[int, int]]:
    """Stretches of words of at most `limit` pieces together, cut after the last word in reach that ends a sentence.

    `lengths` are the words' numbers of pieces, `stops` the words after which a sentence very likely ends.
    """
    ends = list(accumulate(lengths))
    cuts: list[tuple[int, int]] = []
    start = 0
    while start < len(ends):
        before = ends[start - 1] if start else 0
        reach = bisect_left(ends, before + limit + 1)
        reach = max(reach, start + 1)
        cut = reach
        if reach < len(ends):
            cut = next((place + 1 for place in range(reach - 1, start, -1) if stops[place]), reach)
        cuts.append((start, cut))
        start = cut
    return cuts
