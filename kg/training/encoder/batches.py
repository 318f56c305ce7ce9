"""From sentences to arrays: classes, runs of sentences, and batches of few different sizes."""
# mypy: disable-error-code="import-not-found,no-any-return"

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import torch

from kg.encoder.decode import lemma_rule
from kg.encoder.pieces import Encoded, WordPieces
from kg.encoder.session import ARGUMENT_TAGS
from kg.training.encoder.data import TAGS, Sentence, allowed_tags
from kg.training.encoder.marks import Marked

RUN_PIECES = 190
RUN_WEIGHTS = (5, 2, 2, 1)
"""How often runs have one sentence, two, three, four."""
BUCKET = 8
"""Lengths are rounded up to this, so that PyTorch meets few different sizes and keeps few buffers."""
IGNORE = -100


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of each task; rare ones are left out and count for nothing in training."""

    tags: tuple[str, ...]
    feats: tuple[str, ...]
    lemmas: tuple[str, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...] = TAGS

    def sizes(self) -> dict[str, int]:
        """How many classes each head has."""
        tasks = ("tags", "feats", "lemmas", "labels", "names")
        return {**{task: len(getattr(self, task)) for task in tasks}, "starts": 2}


def classes(sentences: Iterable[Sentence]) -> Classes:
    """The classes that occur in the sentences."""
    counts: dict[str, Counter[str]] = {task: Counter() for task in ("tags", "feats", "lemmas", "labels")}
    for sentence in sentences:
        counts["tags"].update(sentence.tags)
        counts["feats"].update(sentence.feats)
        counts["labels"].update(sentence.labels)
        counts["lemmas"].update(map(lemma_rule, sentence.words, sentence.lemmas) if sentence.lemmas else ())
    least = {"tags": 1, "feats": 2, "lemmas": 4, "labels": 2}
    return Classes(**{task: tuple(sorted(c for c, n in counts[task].items() if n >= least[task])) for task in counts})


@dataclass(frozen=True, slots=True)
class Run:
    """Sentences that follow each other, as the network's input and the indices of the right classes."""

    encoded: Encoded
    targets: dict[str, list[int]]
    sentence: list[int]
    marked: tuple[tuple[int, int, Marked], ...] = ()
    """Where sentences with statements or pairs begin, how many words they have, and their marks."""


class Runs:
    """Makes runs of documents."""

    def __init__(self, known: Classes, pieces: WordPieces) -> None:
        self._pieces = pieces
        self._index = {task: {c: n for n, c in enumerate(getattr(known, task))} for task in ("tags", "feats", "lemmas", "labels")}
        self.labels = self._index["labels"]
        self.allowed: list[tuple[str, str]] = [
            (corpus, tag) for corpus in ("gum", "annotated", "uner") for tag in (*TAGS, "B-LOC", "I-LOC")
        ]
        self._allowed = {pair: number for number, pair in reversed(list(enumerate(self.allowed)))}

    def name_table(self) -> Any:
        """A row for each corpus and tag: 1 for the classes that are right there."""
        table = torch.zeros(len(self.allowed), len(TAGS))
        for row, (corpus, tag) in enumerate(self.allowed):
            table[row, [TAGS.index(each) for each in allowed_tags(corpus, tag)]] = 1
        return table

    def cut(self, document: Sequence[Sentence], chance: random.Random) -> Iterator[list[Sentence]]:
        """The document in runs of one to four sentences that fit the network."""
        place = 0
        while place < len(document):
            wanted = chance.choices(range(1, len(RUN_WEIGHTS) + 1), RUN_WEIGHTS)[0]
            run, size = [document[place]], self._size(document[place])
            while len(run) < wanted and place + len(run) < len(document):
                size += self._size(document[place + len(run)])
                if size > RUN_PIECES:
                    break
                run.append(document[place + len(run)])
            place += len(run)
            yield run

    def _size(self, sentence: Sentence) -> int:
        return sum(len(self._pieces.pieces(word)) for word in sentence.words)

    def make(self, sentences: Sequence[Sentence]) -> Run:
        """One run as numbers."""
        words = list(chain.from_iterable(sentence.words for sentence in sentences))
        spaces = list(chain.from_iterable(sentence.spaces for sentence in sentences))
        targets: dict[str, list[int]] = {
            task: [] for task in ("tags", "feats", "lemmas", "labels", "heads", "names", "starts", "arguments")
        }
        marked = []
        number: list[int] = []
        for index, sentence in enumerate(sentences):
            offset, size = len(number), len(sentence.words)
            number += [index] * size
            nothing = [IGNORE] * size
            lemmas = tuple(map(lemma_rule, sentence.words, sentence.lemmas)) if sentence.lemmas else ()
            for task, layer in (
                ("tags", sentence.tags),
                ("feats", sentence.feats),
                ("lemmas", lemmas),
                ("labels", sentence.labels),
            ):
                targets[task] += [self._index[task].get(value, IGNORE) for value in layer] or nothing
            targets["heads"] += [offset + head if head else 0 for head in sentence.heads] or nothing
            targets["names"] += [self._allowed[sentence.corpus, tag] for tag in sentence.names] or nothing
            targets["arguments"] += [ARGUMENT_TAGS.index(tag) for tag in sentence.arguments] or nothing
            if sentence.marked is not None:
                marked.append((offset, size, sentence.marked))
            targets["starts"] += [IGNORE if not offset else 1, *[0] * (size - 1)]
        return Run(self._pieces.encode(words, [True, *spaces[:-1]]), targets, number, tuple(marked))


def batches(runs: list[Run], pieces: int, chance: random.Random) -> list[list[Run]]:
    """Batches of about as many pieces, each of runs of about one length, in random order."""
    order = sorted(runs, key=lambda run: (_rounded(len(run.encoded.ids)), chance.random()))
    found: list[list[Run]] = []
    for run in order:
        length = _rounded(len(run.encoded.ids))
        if found and length == _rounded(len(found[-1][0].encoded.ids)) and (len(found[-1]) + 1) * length <= pieces:
            found[-1].append(run)
        else:
            found.append([run])
    chance.shuffle(found)
    return found


def _rounded(length: int) -> int:
    return -(-length // BUCKET) * BUCKET


def tensors(batch: Sequence[Run]) -> dict[str, Any]:
    """The batch as padded tensors; `same` is true where a word may be the head of another, or the root."""
    length = _rounded(max(len(run.encoded.ids) for run in batch))
    size = _rounded(max(len(run.sentence) for run in batch))
    found = {
        "ids": torch.tensor([_padded(run.encoded.ids, length, 0) for run in batch]),
        "shapes": torch.tensor([_padded(run.encoded.shapes, length, 0) for run in batch]),
        "mask": torch.tensor([_padded([1.0] * len(run.encoded.ids), length, 0.0) for run in batch]),
        "first": torch.tensor([_padded(run.encoded.first, size, 0) for run in batch]),
    }
    for task in batch[0].targets:
        found[task] = torch.tensor([_padded(run.targets[task], size, IGNORE) for run in batch])
    number = torch.tensor([_padded(run.sentence, size, -1) for run in batch])
    same = number[:, :, None] == number[:, None, :]
    found["same"] = torch.cat([torch.ones(len(batch), size, 1, dtype=torch.bool), same], dim=2)
    return found


def _padded(values: list[Any], length: int, filler: float) -> list[Any]:
    return values + [filler] * (length - len(values))
