"""Pairs of mentions as the statement network sees them: which words they are, and what lies between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WEAPON")
"""The sorts of mentions, by the labels of the names."""
MARKS = 4 * len(KINDS) + 1
"""Rows for the words of mentions: first word or later one, name or not, by sort; the last row is for all other words."""
DISTANCES = (-24, -12, -6, -3, -1, 0, 1, 3, 6, 12, 24)
"""Where the classes of distance between two mentions begin, in words; negative where the object comes first."""
DISTANCE_ROWS = len(DISTANCES) + 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that may take part in a statement: words `first` to `end` (exclusive) of its sentence."""

    first: int
    end: int
    kind: str
    named: bool = True


Pair = tuple[int, int]
"""The numbers of two candidates, subject and object."""


@dataclass(frozen=True)
class Sentence:
    """A parsed sentence with its candidates.

    Heads are word numbers, a root is its own; `labels` are class numbers. `hints` holds for each word the numbers of the relations
    that the lexicon knows it as a trigger of.
    """

    heads: Sequence[int]
    labels: Sequence[int]
    candidates: Sequence[Candidate]
    hints: Sequence[Sequence[int]] = ()

    def pairs(self) -> list[Pair]:
        """All ordered pairs of candidates that share no word."""
        found = permutations(range(len(self.candidates)), 2)
        return [(a, b) for a, b in found if not _overlap(self.candidates[a], self.candidates[b])]

    @cached_property
    def roots(self) -> list[int]:
        """The head word of each candidate."""
        return [head_word(each.first, each.end, self.heads) for each in self.candidates]


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.first < other.end and other.first < one.end


def head_word(first: int, end: int, heads: Sequence[int]) -> int:
    """The word of a span that hangs on none inside it, the last such."""
    return next((word for word in range(end - 1, first - 1, -1) if not first <= heads[word] < end or heads[word] == word), end - 1)


def path(one: int, other: int, heads: Sequence[int]) -> tuple[int, ...]:
    """The words of the way between two words through the tree, without these; through both roots in two trees."""
    up_one, up_other = _chain(one, heads), _chain(other, heads)
    shared = set(up_one) & set(up_other)
    if not shared:
        return tuple(sorted({*up_one, *up_other} - {one, other}))
    meeting = next(word for word in up_one if word in shared)
    way = {*up_one[: up_one.index(meeting) + 1], *up_other[: up_other.index(meeting)]}
    return tuple(sorted(way - {one, other}))


def _chain(word: int, heads: Sequence[int]) -> list[int]:
    chain = [word]
    while heads[chain[-1]] != chain[-1] and heads[chain[-1]] not in chain:
        chain.append(heads[chain[-1]])
    return chain


def marks(size: int, candidates: Sequence[Candidate]) -> list[int]:
    """The row of each word among MARKS; where mentions overlap, the longest counts."""
    rows = [MARKS - 1] * size
    for each in sorted(candidates, key=lambda each: each.end - each.first):
        row = 4 * KINDS.index(each.kind) + 2 * each.named
        rows[each.first : each.end] = [row, *[row + 1] * (each.end - each.first - 1)]
    return rows


def kind_row(candidate: Candidate) -> int:
    """The class of a candidate: its sort, and whether it is a name."""
    return 2 * KINDS.index(candidate.kind) + candidate.named


def distance_row(subject: Candidate, obj: Candidate) -> int:
    """The class of the distance from subject to object."""
    gap = obj.first - subject.end if obj.first >= subject.end else obj.end - subject.first
    if obj.first >= subject.end:
        gap += 1
    return int(np.searchsorted(DISTANCES, gap, side="right"))


def between(subject: Candidate, obj: Candidate) -> range:
    """The words between two candidates."""
    return range(min(subject.end, obj.end), max(subject.first, obj.first))


def pair_arrays(
    batch: Sequence[tuple[Sentence, Sequence[Pair]]], *, words: int, pairs: int, relations: int
) -> dict[str, NDArray[Any]]:
    """What the network reads of sentences and the pairs asked about, beside the words' states, by the names of its inputs.

    `words` and `pairs` are the sizes to which sentences and pairs are filled up, `relations` says how many hints there may be.
    """
    count, spans = len(batch), max(len(sentence.candidates) for sentence, _ in batch)
    made: dict[str, NDArray[Any]] = {
        "marks": np.full((count, words), MARKS - 1, dtype=np.int64),
        **{name: np.zeros((count, words), dtype=np.int64) for name in ("above", "labels")},
        "mask": np.zeros((count, words), dtype=np.float32),
        "hints": np.zeros((count, words, relations), dtype=np.float32),
        "spans": np.zeros((count, spans, words), dtype=np.float32),
        **{name: np.zeros((count, spans), dtype=np.int64) for name in ("roots", "kinds")},
        **{name: np.zeros((count, pairs), dtype=np.int64) for name in ("subjects", "objects")},
        **{name: np.zeros((count, pairs, words), dtype=np.float32) for name in ("way", "middle")},
        "distance": np.zeros((count, pairs), dtype=np.int64),
    }
    for row, (sentence, asked) in enumerate(batch):
        _fill_words({name: values[row] for name, values in made.items()}, sentence)
        _fill_pairs({name: values[row] for name, values in made.items()}, sentence, asked)
    return made


INPUTS = (
    "marks",
    "above",
    "labels",
    "mask",
    "hints",
    "spans",
    "roots",
    "kinds",
    "subjects",
    "objects",
    "way",
    "middle",
    "distance",
)
"""The names of the arrays, in the order in which the network takes them."""


def _fill_words(row: dict[str, NDArray[Any]], sentence: Sentence) -> None:
    size = len(sentence.heads)
    row["marks"][:size] = marks(size, sentence.candidates)
    row["above"][:size] = sentence.heads
    row["labels"][:size] = sentence.labels
    row["mask"][:size] = 1.0
    for word, hinted in enumerate(sentence.hints):
        row["hints"][word, list(hinted)] = 1.0
    for number, candidate in enumerate(sentence.candidates):
        row["spans"][number, candidate.first : candidate.end] = 1.0 / (candidate.end - candidate.first)
        row["roots"][number], row["kinds"][number] = sentence.roots[number], kind_row(candidate)


def _fill_pairs(row: dict[str, NDArray[Any]], sentence: Sentence, asked: Sequence[Pair]) -> None:
    ways: dict[Pair, tuple[int, ...]] = {}
    for place, (a, b) in enumerate(asked):
        subject, obj = sentence.candidates[a], sentence.candidates[b]
        row["subjects"][place], row["objects"][place] = a, b
        row["distance"][place] = distance_row(subject, obj)
        way = ways.get((b, a))
        if way is None:
            way = ways[a, b] = path(sentence.roots[a], sentence.roots[b], sentence.heads)
        for name, inside in (("way", way), ("middle", between(subject, obj))):
            row[name][place, list(inside)] = 1.0 / max(1, len(inside))
