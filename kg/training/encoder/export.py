"""Turns a checkpoint into the pipeline that is shipped."""
# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call"

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import spacy
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from kg.encoder.component import FACTORY
from kg.encoder.session import CLASSES, LEXICON, NETWORK, OUTPUTS, PIECES, TABLES
from kg.encoder.statement_session import OUTPUTS as STATEMENT_OUTPUTS
from kg.encoder.statement_session import RELATIONS, STATEMENTS, WEIGHTS
from kg.training.encoder.data import lexicon, treebank_sentences
from kg.training.encoder.network import Network
from kg.training.encoder.statement_batches import log_odds
from kg.training.encoder.statement_network import StatementNetwork
from kg.training.encoder.tokenizer import treebank_tokenizer
from kg.training.encoder.train import CHECKPOINT, known_relations
from kg.weighing import UNMEASURED

ARGMAX = ("tags", "feats", "lemmas", "arguments")


SPARED = 1.0
"""Taken from the score of being no argument: the statement network judges those that are offered too many."""


class Shipped(nn.Module):
    """The network as it is run: classes instead of scores where nothing else is needed."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, embedded: Any, shapes: Any, mask: Any, first: Any) -> tuple[Any, ...]:
        """The outputs in the order of OUTPUTS."""
        scores = self.network(embedded, shapes, mask, first)
        scores["arguments"] = scores["arguments"] - torch.tensor([SPARED, 0.0, 0.0])
        scores["starts"] = scores["starts"][..., 1] - scores["starts"][..., 0]
        return tuple(scores[name].argmax(-1) if name in ARGMAX else scores[name] for name in OUTPUTS)


def export(checkpoint: Path, tokenizer: Path, shared: Path, out: Path, *, integers: bool = True, reduce_range: bool = True) -> None:
    """Writes the whole pipeline to `out`, which it replaces.

    With `integers` the encoder's weights are 8-bit integers; a `reduce_range` of seven bits makes processors with and
    without integer dot products give the same. `shared` has the treebanks, for the lemmas of known forms.
    """
    lemmas = lexicon(treebank_sentences(shared))
    known = json.loads((checkpoint / CLASSES).read_text(encoding="utf-8"))
    state = torch.load(checkpoint / CHECKPOINT, weights_only=True)
    network, relations = Network(network_sizes(known)), known_relations()
    network.load_state_dict(state["mean"]["network"])
    nlp = spacy.blank("en")
    nlp.tokenizer = treebank_tokenizer(nlp)
    nlp.add_pipe(FACTORY, name="encoder")
    nlp.batch_size = 128
    nlp.meta.update(
        name="sahel_encoder",
        version="9",
        description="Tags, features, lemmas, Universal Dependencies and names for English news, from a small transformer",
        license="CC BY-SA 4.0",
        author="The Sahel security knowledge graph",
    )
    with tempfile.TemporaryDirectory() as folder:
        write_network(Shipped(network).eval(), Path(folder), integers=integers, reduce_range=reduce_range)
        branch = StatementNetwork({**network_sizes(known), **relations.sizes()})
        branch.load_state_dict(state["mean"]["branch"])
        write_statements(branch.eval(), Path(folder), integers=integers, reduce_range=reduce_range)
        names = {"relations": relations.names, "families": relations.family_names()}
        (Path(folder) / RELATIONS).write_text(json.dumps(names), encoding="utf-8")
        (Path(folder) / WEIGHTS).write_text(json.dumps(asdict(UNMEASURED)), encoding="utf-8")
        write_tables(network, state["embeddings"].numpy(), Path(folder) / TABLES)
        (Path(folder) / CLASSES).write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        (Path(folder) / LEXICON).write_text(json.dumps(lemmas, ensure_ascii=False), encoding="utf-8")
        shutil.copyfile(tokenizer, Path(folder) / PIECES)
        nlp.get_pipe("encoder").from_disk(Path(folder))  # type: ignore[attr-defined]
        shutil.rmtree(out, ignore_errors=True)
        nlp.to_disk(out)


def network_sizes(known: dict[str, list[str]]) -> dict[str, int]:
    """How many classes each head has."""
    return {**{task: len(values) for task, values in known.items()}, "starts": 2}


class ShippedStatements(nn.Module):
    """The statement branch with its scores in the order of OUTPUTS."""

    def __init__(self, branch: StatementNetwork) -> None:
        super().__init__()
        self.branch = branch

    def forward(self, *inputs: Any) -> tuple[Any, ...]:
        """The scores."""
        scores = self.branch(*inputs)
        scores["relations"] = log_odds(scores)
        return tuple(scores[name] for name in STATEMENT_OUTPUTS)


def write_statements(branch: StatementNetwork, folder: Path, *, integers: bool, reduce_range: bool) -> None:
    """Writes the statement branch, its layers' weights as integers."""
    batch, words, spans, pairs = 2, 5, 3, 4
    whole = torch.zeros(batch, words, dtype=torch.long)
    example = {
        "states": torch.zeros(batch, words, 384),
        "marks": whole,
        "above": whole,
        "labels": whole,
        "mask": torch.ones(batch, words),
        "hints": torch.zeros(batch, words, branch.hints.in_features),
        "spans": torch.zeros(batch, spans, words),
        **dict.fromkeys(("roots", "kinds"), torch.zeros(batch, spans, dtype=torch.long)),
        **dict.fromkeys(("subjects", "objects"), torch.zeros(batch, pairs, dtype=torch.long)),
        **dict.fromkeys(("way", "middle"), torch.zeros(batch, pairs, words)),
        "distance": torch.zeros(batch, pairs, dtype=torch.long),
    }
    sizes = {words: "word", spans: "span", pairs: "pair"}
    axes = {
        name: {0: "batch", **{n: sizes[s] for n, s in enumerate(each.shape) if n and s in sizes}} for name, each in example.items()
    }
    axes |= {name: {0: "batch", 1: "pair"} for name in STATEMENT_OUTPUTS} | {"looks": {0: "batch", 1: "pair", 2: "word"}}
    bits = reduce_range if integers else None
    names = (list(example), list(STATEMENT_OUTPUTS))
    _written(ShippedStatements(branch), tuple(example.values()), axes, names, folder / STATEMENTS, reduce_range=bits, keep=_scores)


def _scores(name: str) -> bool:
    """Whether a multiplication gives out scores, which stay in float."""
    return any(f"/{each}/" in name for each in ("none", *STATEMENT_OUTPUTS))


def write_network(network: Shipped, folder: Path, *, integers: bool, reduce_range: bool) -> None:
    """Writes the network, its encoder's weights as integers with a scale for each output."""
    example = (torch.zeros(2, 6, 384), torch.zeros(2, 6, dtype=torch.long), torch.ones(2, 6), torch.ones(2, 4, dtype=torch.long))
    names = ["embedded", "shapes", "mask", "first"]
    axes = {"embedded": ("batch", "piece"), "shapes": ("batch", "piece"), "mask": ("batch", "piece"), "first": ("batch", "word")}
    variable = {name: dict(enumerate(each)) for name, each in axes.items()} | {name: {0: "batch", 1: "word"} for name in OUTPUTS}
    _written(network, example, variable, (names, list(OUTPUTS)), folder / NETWORK,
             reduce_range=reduce_range if integers else None, keep=_in_float)  # fmt: skip


def _written(
    network: nn.Module,
    example: tuple[Any, ...],
    axes: dict[str, Any],
    names: tuple[list[str], list[str]],
    path: Path,
    *,
    reduce_range: bool | None,
    keep: Callable[[str], bool],
) -> None:
    """Writes a network; the multiplications that `keep` does not keep in float become integers, unless `reduce_range` is None."""
    whole = path.with_suffix(".float.onnx")
    torch.onnx.export(
        network, example, str(whole), input_names=names[0], output_names=names[1], dynamic_axes=axes, opset_version=17, dynamo=False
    )
    if reduce_range is None:
        whole.rename(path)
        return
    nodes = [node.name for node in onnx.load(whole).graph.node if node.op_type == "MatMul"]
    quantize_dynamic(
        whole,
        path,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=reduce_range,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[name for name in nodes if keep(name)],
        extra_options={"MatMulConstBOnly": True},
    )
    whole.unlink()


def _in_float(name: str) -> bool:
    """Whether a multiplication is of the tree's scores or of names, which stay in float; the names are the exporter's."""
    return "/encoder/" not in name and "/heads." not in name


def write_tables(network: Network, embeddings: Any, path: Path) -> None:
    """Writes the embeddings of word pieces as integers with a scale for each, and the weights of the labels."""
    scales = np.maximum(np.abs(embeddings).max(axis=1), 1e-6) / 127
    integers = np.rint(embeddings / scales[:, None]).astype(np.int8)
    np.savez(path, embeddings=integers, scales=scales.astype(np.float32), labels=network.labels.detach().numpy())
