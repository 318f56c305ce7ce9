"""Turns a checkpoint into the pipeline that is shipped: `python -m kg.training.encoder.export --checkpoint FOLDER …`."""
# mypy: disable-error-code="import-not-found,import-untyped,misc,no-untyped-call"

import argparse
import json
import shutil
import tempfile
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
from kg.training.encoder.data import lexicon, training_documents
from kg.training.encoder.network import Network

ARGMAX = ("tags", "feats", "lemmas")


class Shipped(nn.Module):
    """The network as it is run: classes instead of scores where nothing else is needed."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, embedded: Any, shapes: Any, mask: Any, first: Any) -> tuple[Any, ...]:
        """The outputs in the order of OUTPUTS."""
        scores = self.network(embedded, shapes, mask, first)
        scores["starts"] = scores["starts"][..., 1] - scores["starts"][..., 0]
        return tuple(scores[name].argmax(-1) if name in ARGMAX else scores[name] for name in OUTPUTS)


def main() -> None:
    """Reads the arguments and exports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, help="the folder that the training left")
    parser.add_argument("--shared", type=Path, required=True, help="the folder with the treebanks, for the lemmas of known forms")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the published tokenizer.json")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the pipeline, replaced")
    parser.add_argument("--float", action="store_true", help="leave all weights in float, to compare")
    parser.add_argument("--reduce-range", action="store_true", help="seven bits, for processors without VNNI")
    options = parser.parse_args()
    known = lexicon(sentence for document in training_documents(options.shared) for sentence in document)
    export(options.checkpoint, options.tokenizer, options.out, known, integers=not options.float, reduce_range=options.reduce_range)


def export(
    checkpoint: Path,
    tokenizer: Path,
    out: Path,
    lemmas: dict[str, dict[str, str]],
    *,
    integers: bool = True,
    reduce_range: bool = False,
) -> None:
    """Writes the whole pipeline to `out`."""
    known = json.loads((checkpoint / "classes.json").read_text(encoding="utf-8"))
    state = torch.load(checkpoint / "checkpoint.pt", weights_only=True)
    network = Network({**{task: len(values) for task, values in known.items()}, "starts": 2})
    network.load_state_dict(state["network"])
    nlp = spacy.blank("en")
    nlp.add_pipe(FACTORY, name="encoder")
    nlp.batch_size = 128
    nlp.meta.update(
        name="sahel_encoder",
        version="1",
        description="Tags, features, lemmas, Universal Dependencies and names for English news, from a small transformer",
        license="CC BY-SA 4.0",
        author="The Sahel security knowledge graph",
    )
    with tempfile.TemporaryDirectory() as folder:
        write_network(Shipped(network).eval(), Path(folder), integers=integers, reduce_range=reduce_range)
        write_tables(network, state["embeddings"].numpy(), Path(folder) / TABLES)
        (Path(folder) / CLASSES).write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        (Path(folder) / LEXICON).write_text(json.dumps(lemmas, ensure_ascii=False), encoding="utf-8")
        shutil.copyfile(tokenizer, Path(folder) / PIECES)
        nlp.get_pipe("encoder").from_disk(Path(folder))  # type: ignore[attr-defined]
        shutil.rmtree(out, ignore_errors=True)
        nlp.to_disk(out)


def write_network(network: Shipped, folder: Path, *, integers: bool, reduce_range: bool) -> None:
    """Writes the network, its encoder's weights as integers with a scale for each output."""
    example = (torch.zeros(2, 6, 384), torch.zeros(2, 6, dtype=torch.long), torch.ones(2, 6), torch.ones(2, 4, dtype=torch.long))
    names = ["embedded", "shapes", "mask", "first"]
    axes = {"embedded": ("batch", "piece"), "shapes": ("batch", "piece"), "mask": ("batch", "piece"), "first": ("batch", "word")}
    variable = {name: dict(enumerate(each)) for name, each in axes.items()} | {name: {0: "batch", 1: "word"} for name in OUTPUTS}
    whole = folder / "float.onnx"
    torch.onnx.export(
        network,
        example,
        str(whole),
        input_names=names,
        output_names=list(OUTPUTS),
        dynamic_axes=variable,
        opset_version=17,
        dynamo=False,
    )
    if not integers:
        whole.rename(folder / NETWORK)
        return
    quantize_dynamic(
        whole,
        folder / NETWORK,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        reduce_range=reduce_range,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=float_nodes(whole),
        extra_options={"MatMulConstBOnly": True},
    )
    whole.unlink()


def float_nodes(path: Path) -> list[str]:
    """The multiplications of the tree's scores and of names, which stay in float; the names are the exporter's."""
    nodes = (node for node in onnx.load(path).graph.node if node.op_type == "MatMul")
    return [node.name for node in nodes if "/encoder/" not in node.name and "/heads." not in node.name]


def write_tables(network: Network, embeddings: Any, path: Path) -> None:
    """Writes the embeddings of word pieces as integers with a scale for each, and the weights of the labels."""
    scales = np.maximum(np.abs(embeddings).max(axis=1), 1e-6) / 127
    integers = np.rint(embeddings / scales[:, None]).astype(np.int8)
    np.savez(path, embeddings=integers, scales=scales.astype(np.float32), labels=network.labels.detach().numpy())


if __name__ == "__main__":
    main()
