"""The network's files, and how they are run: onnxruntime for the network, numpy for what depends on the tree."""
# mypy: disable-error-code="import-not-found,import-untyped"

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.encoder.pieces import Encoded, WordPieces
from kg.errors import ModelError

NETWORK, TABLES, CLASSES, PIECES, LEXICON = "network.onnx", "tables.npz", "classes.json", "pieces.json", "lexicon.json"
FILES = (NETWORK, TABLES, CLASSES, PIECES, LEXICON)
OUTPUTS = ("tags", "feats", "lemmas", "starts", "names", "arguments", "arcs", "dependents", "governors", "states")

ARGUMENT_TAGS = ("O", "B", "I")
"""Whether a word begins or goes on in a mention that is no name but takes part in a statement."""

SLOWER = "SkipLayerNormFusion"
"""The fused operation is slower on processors than the two that it stands for: 8,300 words a second against 10,500."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Classes:
    """What the numbers that the network gives out stand for."""

    tags: tuple[str, ...]
    feats: tuple[str, ...]
    lemmas: tuple[str, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of the words of one window.

    `tags`, `feats` and `lemmas` are numbers of classes, `starts` how likely each word begins a sentence (above 0 it does),
    `names` and `arcs` scores, `arguments` numbers of ARGUMENT_TAGS; `dependents` and `governors` go into the labels. Column or
    row 0 of governors is the root. `states` is what the statement network reads.
    """

    tags: Array
    feats: Array
    lemmas: Array
    starts: Array
    names: Array
    arguments: Array
    arcs: Array
    dependents: Array
    governors: Array
    states: Array


class NetworkSession:
    """A loaded network."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Raises ModelError where a file or a library is missing."""
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise ModelError(f"the encoder's folder {folder} lacks {', '.join(missing)}")
        try:
            import onnxruntime  # noqa: PLC0415  # imported only where this pipeline is used

            self.pieces = WordPieces(folder / PIECES)
        except ImportError as error:
            raise ModelError(f"the encoder needs the Python package {error.name}: install it") from error
        classes = json.loads((folder / CLASSES).read_text(encoding="utf-8"))
        self.classes = Classes(**{name: tuple(values) for name, values in classes.items()})
        self.lexicon: dict[str, dict[str, str]] = json.loads((folder / LEXICON).read_text(encoding="utf-8"))
        with np.load(folder / TABLES) as tables:
            self._embeddings, self._scales = tables["embeddings"], tables["scales"]
            self._labels = tables["labels"]
        self._root = self.classes.labels.index("root")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        # Shapes vary with every batch: planning memory for each of them would only keep it.
        options.enable_mem_pattern = False
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / NETWORK), options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOWER]
        )

    def run(self, windows: Sequence[Encoded]) -> list[Scores]:
        """Scores for each of the windows, which are computed together and so should be of about one length."""
        length = max(len(window.ids) for window in windows)
        size = max(len(window.first) for window in windows)
        ids, shapes = np.zeros((len(windows), length), dtype=np.int64), np.zeros((len(windows), length), dtype=np.int64)
        mask, first = np.zeros((len(windows), length), dtype=np.float32), np.zeros((len(windows), size), dtype=np.int64)
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = window.ids
            shapes[row, : len(window.ids)] = window.shapes
            mask[row, : len(window.ids)] = 1.0
            first[row, : len(window.first)] = window.first
        embedded = self._embeddings[ids] * self._scales[ids][:, :, None]
        inputs = {"embedded": embedded, "shapes": shapes, "mask": mask, "first": first}
        found = self._session.run(list(OUTPUTS), inputs)
        return [
            Scores(*(_trimmed(name, values[row], len(window.first)) for name, values in zip(OUTPUTS, found, strict=True)))
            for row, window in enumerate(windows)
        ]

    def labels(self, dependents: Array, governors: Array, *, root: Array) -> Array:
        """The numbers of the labels of pairs; `root` is true where the governor is the root, which has a label of its own."""
        one = np.ones((len(dependents), 1), dtype=dependents.dtype)
        width, count = self._labels.shape[0], self._labels.shape[1]
        mixed = (np.hstack([dependents, one]) @ self._labels.reshape(width, -1)).reshape(-1, count, width)
        scores = np.matmul(mixed, np.hstack([governors, one])[:, :, None])[:, :, 0]
        scores[:, self._root] = -np.inf
        best: Array = scores.argmax(axis=1)
        best[root] = self._root
        return best


def _trimmed(name: str, values: Array, size: int) -> Array:
    """A window's own part of a padded row."""
    if name == "arcs":
        return values[:size, : size + 1]
    return values[: size + 1] if name == "governors" else values[:size]
