"""Trains the encoder pipeline: `python -m kg.training.encoder.train --shared FOLDER --weights FOLDER --out FOLDER`."""
# mypy: disable-error-code="import-not-found,no-any-return,misc,no-untyped-call"

import argparse
import json
import logging
import math
import random
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from kg.encoder.pieces import WordPieces
from kg.training.encoder.augment import Augmenter, gazetteer_names
from kg.training.encoder.batches import IGNORE, Runs, batches, classes, tensors
from kg.training.encoder.data import Sentence, development_documents, training_documents
from kg.training.encoder.network import Network, pretrained

LOG = logging.getLogger(__name__)
SEED = 7
RATES = {"encoder": 1e-4, "heads": 1.5e-3}
WARMUP = 0.06
WEIGHTS = {"lemmas": 0.5, "names": 1.0, "starts": 0.5}
"""Of the losses; all others count 1."""
LOG_EVERY = 40


def main() -> None:
    """Reads the arguments and trains."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with treebanks, train and corpus")
    parser.add_argument(
        "--weights", type=Path, required=True, help="the folder with the published model.safetensors and tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True, help="where checkpoints go")
    parser.add_argument("--epochs", type=float, default=5)
    parser.add_argument("--minutes", type=float, default=0, help="end the schedule after so many minutes, if that comes before")
    parser.add_argument("--resume", type=float, default=0, help="go on from the checkpoint, at this share of the schedule")
    parser.add_argument("--pieces", type=int, default=1600, help="word pieces in a batch")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(options.threads)
    train(options)


def train(options: argparse.Namespace) -> None:
    """Trains and leaves a checkpoint after each epoch, so that an interrupted training is of use."""
    torch.manual_seed(SEED)
    options.out.mkdir(parents=True, exist_ok=True)
    pieces = WordPieces(options.weights / "tokenizer.json")
    documents = training_documents(options.shared)
    known = classes(sentence for document in documents for sentence in document)
    (options.out / "classes.json").write_text(json.dumps(asdict(known), ensure_ascii=False), encoding="utf-8")
    runs = Runs(known, pieces)
    network, embeddings = pretrained(options.weights / "model.safetensors", known.sizes())
    words = sum(len(sentence.words) for document in documents for sentence in document)
    LOG.info("%d documents, %d words, %s", len(documents), words, known.sizes())
    watched = _batches(development_documents(options.shared), runs, options.pieces, random.Random(SEED), None)[:60]  # noqa: S311
    step = Step(network, embeddings, runs.name_table())
    optimizer = _optimizer(network)
    augment = Augmenter(*gazetteer_names(), seed=SEED)
    chance = random.Random(SEED)  # noqa: S311  # no secret hangs on it
    total = words * options.epochs
    began, seen, epoch = time.monotonic(), 0, 0
    if options.resume:
        network.load_state_dict(torch.load(options.out / "checkpoint.pt", weights_only=True)["network"])
    while seen < total:
        for batch in _batches(documents, runs, options.pieces, chance, augment):
            done = max(seen / total, (time.monotonic() - began) / 60 / options.minutes if options.minutes else 0.0)
            share = options.resume + (1 - options.resume) * done
            if done >= 1:
                seen = math.ceil(total)
                break
            for group in optimizer.param_groups:
                group["lr"] = group["full"] * min(done / WARMUP + 0.01, (1 - share) / (1 - WARMUP), 1.0)
            seen += step.train(batch, optimizer)
            if step.count % LOG_EVERY == 0:
                LOG.info("epoch %d share %.3f, %.0f words/s, %s", epoch, share, seen / (time.monotonic() - began), step.means())
        epoch += 1
        torch.save({"network": network.state_dict(), "embeddings": embeddings}, options.out / "checkpoint.pt")
        LOG.info("epoch %d done: %s", epoch, step.scores(watched))


class Step:
    """One step of training, and the scores of a network in training."""

    def __init__(self, network: Network, embeddings: Any, name_table: Any) -> None:
        self.network, self.embeddings, self.name_table = network, embeddings, name_table
        self.count = 0
        self._sums: dict[str, float] = defaultdict(float)

    def train(self, batch: list[Any], optimizer: Any) -> int:
        """Learns from a batch; the number of its words."""
        self.network.train()
        data = tensors(batch)
        losses = self.losses(data, self.scored(data))
        optimizer.zero_grad(set_to_none=True)
        sum(WEIGHTS.get(task, 1.0) * loss for task, loss in losses.items()).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        optimizer.step()
        self.count += 1
        for task, loss in losses.items():
            self._sums[task] += float(loss.detach())
        return sum(len(run.sentence) for run in batch)

    def scored(self, data: dict[str, Any]) -> dict[str, Any]:
        """The network's scores, with those of labels for the right heads, all in full precision."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.network(self.embeddings[data["ids"]], data["shapes"], data["mask"], data["first"])
            heads = data["heads"].clamp(min=0)[:, :, None].expand(-1, -1, scores["governors"].shape[-1])
            scores["labels"] = self.network.label_scores(scores["dependents"], torch.gather(scores["governors"], 1, heads))
        scores["heads"] = scores["arcs"].float().masked_fill(~data["same"], -1e4)
        return scores

    def losses(self, data: dict[str, Any], scores: dict[str, Any]) -> dict[str, Any]:
        """The mean loss of each task that the batch has a layer for."""
        found = {}
        for task in ("tags", "feats", "lemmas", "starts", "labels", "heads"):
            wanted = data[task].flatten()
            if (wanted != IGNORE).any():
                found[task] = functional.cross_entropy(scores[task].float().flatten(0, 1), wanted, ignore_index=IGNORE)
        named = data["names"].flatten()
        if (named != IGNORE).any():
            logs = scores["names"].float().flatten(0, 1)[named != IGNORE].log_softmax(-1)
            right = self.name_table[named[named != IGNORE]]
            found["names"] = -(logs + (right - 1) * 1e4).logsumexp(-1).mean()
        return found

    def means(self) -> str:
        """The mean losses since the last call."""
        text = " ".join(f"{task} {total / LOG_EVERY:.3f}" for task, total in self._sums.items())
        self._sums.clear()
        return text

    def scores(self, watched: list[list[Any]]) -> str:
        """Accuracies on development data, with heads chosen one by one."""
        self.network.eval()
        right: dict[str, int] = defaultdict(int)
        counted: dict[str, int] = defaultdict(int)
        with torch.no_grad():
            for batch in watched:
                data = tensors(batch)
                scores = self.scored(data)
                hits = {}
                for task in ("tags", "feats", "lemmas", "starts", "labels", "heads"):
                    known = data[task] != IGNORE
                    hits[task] = scores[task].argmax(-1) == data[task]
                    right[task] += int(hits[task][known].sum())
                    counted[task] += int(known.sum())
                right["las"] += int((hits["labels"] & hits["heads"]).sum())
                counted["las"] = counted["heads"]
        return " ".join(f"{task} {right[task] / max(counted[task], 1):.4f}" for task in right)


def _batches(
    documents: list[list[Sentence]], runs: Runs, pieces: int, chance: random.Random, augment: Augmenter | None
) -> list[Any]:
    made = []
    for document in documents:
        changed = [augment(sentence) for sentence in document] if augment else document
        made += [runs.make(run) for run in runs.cut(changed, chance)]
    return batches(made, pieces, chance)


def _optimizer(network: Network) -> Any:
    groups: dict[tuple[str, bool], list[Any]] = defaultdict(list)
    for name, parameter in network.named_parameters():
        groups["encoder" if name.startswith("encoder.") else "heads", parameter.ndim > 1].append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "full": RATES[part], "lr": 0.0, "weight_decay": 0.01 if decays else 0.0}
            for (part, decays), parameters in groups.items()
        ],
        betas=(0.9, 0.98),
    )


if __name__ == "__main__":
    main()
