"""The statement network at run time: which relations hold between the mentions of parsed sentences."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.encoder.pairs import Pair, Sentence, pair_arrays
from kg.errors import ModelError

STATEMENTS, RELATIONS, WEIGHTS = "statements.onnx", "relations.json", "weights.json"
STATEMENT_FILES = (STATEMENTS, RELATIONS, WEIGHTS)
OUTPUTS = ("relations", "families", "negated", "modality", "looks")
MODALITIES = ("asserted", "planned", "possible", "sought")
CELLS = 6_000
"""Pairs times words of a batch, the padding counted: bounds its memory."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class PairScores:
    """What the network says of an ordered pair of candidates.

    `relations` and `families` hold log-odds in the order of the names, `negated` is one, `modality` holds a score for each of
    MODALITIES, `looks` a score for each word of the sentence: the highest carries the relation.
    """

    subject: int
    object: int
    relations: Array
    families: Array
    negated: float
    modality: Array
    looks: Array


class StatementSession:
    """A loaded statement network; `relations` and `families` are the names of its scores, `labels` those of the tree's arcs."""

    def __init__(self, folder: Path, labels: Sequence[str], *, threads: int = 1) -> None:
        """`labels` in the order of their classes. Raises ModelError where the library is missing."""
        try:
            import onnxruntime  # noqa: PLC0415  # imported only where this pipeline is used
        except ImportError as error:
            raise ModelError(f"the encoder needs the Python package {error.name}: install it") from error
        self.labels, self.folder = tuple(labels), folder
        names = json.loads((folder / RELATIONS).read_text(encoding="utf-8"))
        self.relations, self.families = tuple(names["relations"]), tuple(names["families"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        options.enable_mem_pattern = False
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / STATEMENTS), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )

    def score(self, sentences: Sequence[Sentence], states: Sequence[Array]) -> list[list[PairScores]]:
        """The scores of all pairs of each sentence; `states` has a row for each word of each sentence."""
        found: list[list[PairScores]] = [[] for _ in sentences]
        pairs = [sentence.pairs() for sentence in sentences]
        for batch in _batches([len(sentence.heads) for sentence in sentences], [len(each) for each in pairs]):
            inputs = _inputs([(sentences[n], states[n], pairs[n]) for n in batch], len(self.relations))
            outputs = dict(zip(OUTPUTS, self._session.run(list(OUTPUTS), inputs), strict=True))
            for row, number in enumerate(batch):
                size = len(sentences[number].heads)
                found[number] = [
                    PairScores(
                        subject,
                        obj,
                        outputs["relations"][row, place],
                        outputs["families"][row, place],
                        float(outputs["negated"][row, place, 0]),
                        outputs["modality"][row, place],
                        outputs["looks"][row, place, :size],
                    )
                    for place, (subject, obj) in enumerate(pairs[number])
                ]
        return found


def _batches(words: Sequence[int], pairs: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of sentences that have pairs, in batches of about one size."""
    order = sorted((n for n in range(len(words)) if pairs[n]), key=lambda n: (pairs[n], words[n]))
    batch: list[int] = []
    longest = most = 0
    for number in order:
        longest, most = max(longest, words[number]), max(most, pairs[number])
        if batch and (len(batch) + 1) * longest * most > CELLS:
            yield batch
            batch, longest, most = [], words[number], pairs[number]
        batch.append(number)
    if batch:
        yield batch


def _inputs(batch: Sequence[tuple[Sentence, Array, list[Pair]]], relations: int) -> dict[str, Array]:
    words = max(len(sentence.heads) for sentence, _, _ in batch)
    most = max(len(pairs) for _, _, pairs in batch)
    states = np.zeros((len(batch), words, batch[0][1].shape[1]), dtype=np.float32)
    for row, (sentence, own, _) in enumerate(batch):
        states[row, : len(sentence.heads)] = own
    asked = [(sentence, pairs) for sentence, _, pairs in batch]
    return {"states": states, **pair_arrays(asked, words=words, pairs=most, relations=relations)}
