"""Trains both networks of the encoder pipeline, on syntax, names and statements at once."""
# mypy: disable-error-code="import-not-found,no-any-return,misc,no-untyped-call"

import json
import logging
import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import torch
from spacy.language import Language
from torch import nn
from torch.nn import functional

from kg.encoder.pairs import INPUTS
from kg.encoder.pieces import WordPieces
from kg.encoder.session import CLASSES
from kg.language import load_pipeline
from kg.training.annotations import OWN
from kg.training.encoder.augment import Augmenter, gazetteer_names
from kg.training.encoder.batches import IGNORE, Classes, Run, Runs, batches, classes, tensors
from kg.training.encoder.data import Sentence, development_documents, training_documents
from kg.training.encoder.network import Network, pretrained
from kg.training.encoder.resume import load_shipped, load_shipped_statements, shipped_classes
from kg.training.encoder.reword import Reworder
from kg.training.encoder.statement_batches import Placed, Relations, log_odds, statement_losses, statement_tensors
from kg.training.encoder.statement_network import StatementNetwork
from kg.training.encoder.swap import Swapper
from kg.training.encoder.together import Mean, Team, together
from kg.training.encoder.tokenizer import treebank_tokenizer
from kg.vocabulary import load_vocabulary

LOG = logging.getLogger(__name__)
SEED = 7
RATES = {"encoder": 1e-4, "layers": 2.5e-4, "heads": 1e-3}
"""Learning rates of the encoder, of the statement branch's layers, which begin as copies of its last one, and of all else."""
WARMUP = 0.04
WEIGHTS = {
    "lemmas": 0.3, "names": 1.0, "starts": 0.5, "arguments": 0.7, "relations": 3.0, "families": 1.0, "negated": 4.0,
    "modality": 4.0, "looks": 1.0,
}  # fmt: skip
"""Of the losses; all others count 1."""
HIDDEN = 0.08
"""The share of word pieces whose embedding is hidden in training, so that no single word gives a sentence away."""
LIKELY = -0.4
"""Log-odds from which a relation counts as found when a training is watched: two that hold share one chance."""
LOG_EVERY = 150
MEET_EVERY = 8
"""Steps between the means of the processes."""
MEAN_FROM = 0.7
"""The share of the schedule from which on the mean of all states is taken, which is what is shipped."""
CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training reads and how long it goes on.

    `shared` holds treebanks, train and corpus, `weights` the published encoder, `work` the checkpoints. The schedule ends
    after `epochs`, or after so many `minutes` where that comes before (0: never). One that was stopped goes on at the share
    `resume` of it; `until` stops one before its end. `begin` is a shipped pipeline's encoder folder whose weights are the
    first ones, `parser` the pipeline that parses the annotated sentences, `parts` which of their files are read. `kept` are the
    shares of EWT and GUM that an epoch reads, so that news and statements weigh more; `pieces` the word pieces of a batch;
    each of the `processes` computes with that many `threads`. With `branch_alone` the network stays as it is, treebanks are not
    read, and the statement branch learns to read its states: after the network's weights were averaged with others, for instance.
    """

    shared: Path
    weights: Path
    work: Path
    epochs: float = 14
    minutes: float = 0
    resume: float = 0
    until: float = 1
    begin: Path | None = None
    parser: str = "encoder"
    own: Path = OWN
    parts: tuple[str, ...] = ("train",)
    kept: tuple[float, float] = (0.3, 0.6)
    pieces: int = 560
    threads: int = 1
    processes: int = 1
    branch_alone: bool = False


def train(plan: Plan) -> None:
    """Trains, in as many processes as the plan says, and leaves a checkpoint after each epoch and at the end."""
    together(_train, plan, plan.processes)


def _train(team: Team, plan: Plan) -> None:
    torch.manual_seed(SEED + team.rank)
    _log_to_stderr(team)
    torch.set_num_threads(plan.threads)
    plan.work.mkdir(parents=True, exist_ok=True)
    nlp = load_pipeline(plan.parser)
    nlp.tokenizer = treebank_tokenizer(nlp)
    documents = training_documents(plan.shared, parser=nlp, own=plan.own, parts=plan.parts)
    known = _classes(plan, documents)
    if not team.rank and not plan.resume:  # where one process writes what another reads, that one may find it empty
        (plan.work / CLASSES).write_text(json.dumps(asdict(known), ensure_ascii=False), encoding="utf-8")
    runs, relations = Runs(known, WordPieces(plan.weights / "tokenizer.json")), known_relations()
    network, branch, embeddings = _networks(plan, known, relations)
    step = Step(network, branch, embeddings, runs, relations)
    step.alone = plan.branch_alone
    optimizer = _optimizer(
        {"layers": branch.layers, "heads": branch}
        if plan.branch_alone
        else {"encoder": network.encoder, "layers": branch.layers, "heads": nn.ModuleList([network, branch])}
    )
    seed = SEED + 1000 * team.rank + round(100 * plan.resume)
    augment = Augmenter(*gazetteer_names(), swap=Swapper(seed=seed), reword=Reworder(seed=seed), seed=seed)
    chance = random.Random(seed)  # noqa: S311  # no secret hangs on it
    watched = [_batches([part], runs, plan, chance, None)[:60] for part in _watched(plan, nlp)]
    clock = Clock(plan, sum(len(sentence.words) for document in documents for sentence in document))
    LOG.info("%d documents, %d words in all epochs, %s", len(documents), clock.total, known.sizes())
    mean = Mean({"network": network, "branch": branch})
    parameters = [*network.parameters(), *branch.parameters()]
    for epoch, batch in _epochs(documents, runs, plan, chance, augment):
        if batch is None:
            if not team.rank:
                _keep(plan, step, mean, epoch, watched)
            continue
        for group in optimizer.param_groups:
            group["lr"] = group["full"] * clock.rate()
        clock.seen += step.train(batch, optimizer) * team.size
        if step.count % LOG_EVERY == 0:
            LOG.info("epoch %d share %.3f, %.0f words/s, %s", epoch, clock.share, clock.speed(), step.means())
        if step.count % MEET_EVERY == 0:
            team.mean(parameters)
            if clock.share >= MEAN_FROM:
                mean.add()
            if team.most(clock.done) >= 1:
                break
    if not team.rank:
        _keep(plan, step, mean, epoch + 1, watched)


def _epochs(
    documents: list[list[Sentence]], runs: Runs, plan: Plan, chance: random.Random, augment: Augmenter
) -> Iterator[tuple[int, list[Run] | None]]:
    """The batches of epoch after epoch with its number, counted from 0, without end; None where one has ended."""
    for epoch in count():
        yield from ((epoch, batch) for batch in _batches(documents, runs, plan, chance, augment))
        yield epoch + 1, None


def _keep(plan: Plan, step: "Step", mean: Mean, epoch: int, watched: list[list[list[Run]]]) -> None:
    """Writes a checkpoint and logs scores."""
    states = {"network": step.network.state_dict(), "branch": step.branch.state_dict(), "mean": mean.states()}
    torch.save({**states, "embeddings": step.embeddings}, plan.work / CHECKPOINT)
    for part, made in zip(("web", "gum", "news", "own"), watched, strict=True):
        LOG.info("epoch %d, %s: %s", epoch, part, step.scores(made))


def _log_to_stderr(team: Team) -> None:
    """Started processes have no logging of their own: the first one logs, the others keep quiet."""
    if team.size > 1:
        level = logging.WARNING if team.rank else logging.INFO
        logging.basicConfig(level=level, format="%(asctime)s %(message)s")


class Clock:
    """How far a training is, by words or by time, and the learning rate that belongs to that."""

    def __init__(self, plan: Plan, words: int) -> None:
        self._plan, self._began = plan, time.monotonic()
        self.total, self.seen = math.ceil(words * plan.epochs), 0

    @property
    def done(self) -> float:
        """The share of this stretch that is done."""
        minutes = (time.monotonic() - self._began) / 60
        return max(self.seen / self.total, minutes / self._plan.minutes if self._plan.minutes else 0.0)

    @property
    def share(self) -> float:
        """The share of the whole schedule that is done."""
        return self._plan.resume + (self._plan.until - self._plan.resume) * self.done

    def rate(self) -> float:
        """The factor on the learning rates: up at the beginning of a stretch, then down to nothing at the schedule's end."""
        return min(self.done / WARMUP + 0.01, (1 - self.share) / (1 - WARMUP), 1.0)

    def speed(self) -> float:
        """Words a second."""
        return self.seen / (time.monotonic() - self._began)


def _networks(plan: Plan, known: Classes, relations: Relations) -> tuple[Network, StatementNetwork, Any]:
    """Both networks and the embeddings: from the published weights, a shipped pipeline or a checkpoint."""
    network, embeddings = pretrained(plan.weights / "model.safetensors", known.sizes())
    if plan.begin:
        load_shipped(network, plan.begin)
    branch = StatementNetwork({**known.sizes(), **relations.sizes()})
    branch.begin_as(network.encoder.layers[-1])
    if plan.begin:
        load_shipped_statements(branch, plan.begin)
    if plan.resume:
        state = torch.load(plan.work / CHECKPOINT, weights_only=True)
        network.load_state_dict(state["network"])
        branch.load_state_dict(state["branch"])
    return network, branch, embeddings


def _classes(plan: Plan, documents: list[list[Sentence]]) -> Classes:
    """The classes of the data, or of the pipeline or checkpoint that the training goes on from."""
    if plan.resume:
        saved = json.loads((plan.work / CLASSES).read_text(encoding="utf-8"))
    elif plan.begin:
        saved = shipped_classes(plan.begin)
    else:
        return classes(sentence for document in documents for sentence in document)
    return Classes(**{task: tuple(values) for task, values in saved.items()})


def _watched(plan: Plan, nlp: Language) -> list[list[Sentence]]:
    """What scores are logged for, each part as one document: EWT, GUM, news, own sentences."""
    web, *gum, news, mine = development_documents(plan.shared, parser=nlp, own=plan.own)
    return [web, [sentence for document in gum for sentence in document], news, mine]


class Step:
    """One step of training, and the scores of a network in training."""

    def __init__(self, network: Network, branch: StatementNetwork, embeddings: Any, runs: Runs, relations: Relations) -> None:
        self.network, self.branch, self.embeddings = network, branch, embeddings
        self.name_table, self.labels, self.relations = runs.name_table(), runs.labels, relations
        families = relations.family_names()
        self.members = functional.one_hot(torch.tensor([families.index(each) for each in relations.families])).float()
        self.count, self.alone = 0, False
        self._chance = random.Random(SEED)  # noqa: S311
        self._sums: dict[str, float] = defaultdict(float)

    def train(self, batch: list[Run], optimizer: Any) -> int:
        """Learns from a batch; the number of its words."""
        self.network.train()
        self.branch.train()
        data = tensors(batch)
        with torch.set_grad_enabled(not self.alone):
            scores = self.scored(data)
        losses = {} if self.alone else self.losses(data, scores)
        placed = _placed(batch)
        if self.alone and not placed:
            return sum(len(run.sentence) for run in batch)
        if placed:
            stated = statement_tensors(placed, self.labels, self.relations, self._chance)
            losses |= statement_losses(self.stated(scores["states"], stated), stated, self.members)
        optimizer.zero_grad(set_to_none=True)
        sum(WEIGHTS.get(task, 1.0) * loss for task, loss in losses.items()).backward()
        torch.nn.utils.clip_grad_norm_([*(() if self.alone else self.network.parameters()), *self.branch.parameters()], 2.0)
        optimizer.step()
        self.count += 1
        for task, loss in losses.items():
            self._sums[task] += float(loss.detach())
        return sum(len(run.sentence) for run in batch)

    def scored(self, data: dict[str, Any]) -> dict[str, Any]:
        """The network's scores, with those of labels for the right heads, all in full precision."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            embedded = self.embeddings[data["ids"]]
            if self.network.training:
                embedded = embedded.masked_fill((torch.rand(embedded.shape[:2]) < HIDDEN)[..., None], 0.0)
            scores = self.network(embedded, data["shapes"], data["mask"], data["first"])
            heads = data["heads"].clamp(min=0)[:, :, None].expand(-1, -1, scores["governors"].shape[-1])
            scores["labels"] = self.network.label_scores(scores["dependents"], torch.gather(scores["governors"], 1, heads))
        scores["heads"] = scores["arcs"].float().masked_fill(~data["same"], -1e4)
        return scores

    def stated(self, states: Any, stated: dict[str, Any]) -> dict[str, Any]:
        """The statement branch's scores for the sentences of a batch."""
        own = torch.gather(states[stated["row"]], 1, stated["place"][:, :, None].expand(-1, -1, states.shape[-1]))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.branch(own, *(stated[name] for name in INPUTS))

    def losses(self, data: dict[str, Any], scores: dict[str, Any]) -> dict[str, Any]:
        """The mean loss of each task that the batch has a layer for."""
        found = {}
        for task in ("tags", "feats", "lemmas", "starts", "labels", "heads", "arguments"):
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

    def scores(self, watched: list[list[Run]]) -> str:
        """Accuracies on development data, with heads chosen one by one; of relations, F1 of all pairs at 0.5."""
        self.network.eval()
        self.branch.eval()
        right: dict[str, int] = defaultdict(int)
        counted: dict[str, int] = defaultdict(int)
        with torch.no_grad():
            for batch in watched:
                data = tensors(batch)
                scores = self.scored(data)
                hits = {}
                for task in ("tags", "feats", "lemmas", "starts", "labels", "heads", "arguments"):
                    known = data[task] != IGNORE
                    hits[task] = scores[task].argmax(-1) == data[task]
                    right[task] += int(hits[task][known].sum())
                    counted[task] += int(known.sum())
                right["las"] += int((hits["labels"] & hits["heads"]).sum())
                counted["las"] = counted["heads"]
                placed = _placed(batch)
                if placed:
                    self._count_statements(scores["states"], placed, right, counted)
        return " ".join(f"{task} {right[task] / counted[task]:.4f}" for task in counted if counted[task])

    def _count_statements(self, states: Any, placed: list[Placed], right: dict[str, int], counted: dict[str, int]) -> None:
        stated = statement_tensors(placed, self.labels, self.relations, None)
        found = self.stated(states, stated)
        held, given = stated["held"] > 0, (log_odds(found) > LIKELY) & stated["known"][:, :, None]
        for task, of in (("precision", given), ("recall", held)):
            right[task] += int((held & given).sum())
            counted[task] += int(of.sum())
        for task, guess in (("negated", (found["negated"][..., 0] > 0).long()), ("modality", found["modality"].argmax(-1))):
            right[task] += int((guess == stated[task])[stated[task] >= 0].sum())
            counted[task] += int((stated[task] >= 0).sum())
        looked = stated["trigger"].gather(2, found["looks"].argmax(-1, keepdim=True))[..., 0]
        right["looks"] += int(looked[stated["trigger"].any(-1)].sum())
        counted["looks"] += int(stated["trigger"].any(-1).sum())


def _placed(batch: list[Run]) -> list[Placed]:
    return [Placed(row, offset, size, marks) for row, run in enumerate(batch) for offset, size, marks in run.marked]


def _batches(
    documents: list[list[Sentence]], runs: Runs, plan: Plan, chance: random.Random, augment: Augmenter | None
) -> list[list[Run]]:
    made: list[Run] = []
    for number, document in enumerate(documents):
        changed = [augment(sentence) for sentence in document] if augment else document
        cut = list(runs.cut(changed, chance))
        if augment and document and document[0].heads:
            kept = 0.0 if plan.branch_alone else plan.kept[min(number, 1)]
            cut = chance.sample(cut, math.ceil(kept * len(cut)))
        made += [runs.make(run) for run in cut]
    return batches(made, plan.pieces, chance)


def known_relations() -> Relations:
    """The relations of the ontology in the order of their names."""
    relations = sorted(load_vocabulary().relations.values(), key=lambda each: each.name)
    return Relations(
        tuple(each.name for each in relations),
        tuple(each.family for each in relations),
        frozenset(each.name for each in relations if each.symmetric),
    )


def _optimizer(parts: dict[str, Any]) -> Any:
    groups: dict[tuple[str, bool], list[Any]] = defaultdict(list)
    seen: set[int] = set()
    for part, module in parts.items():
        for parameter in module.parameters():
            if id(parameter) not in seen:
                seen.add(id(parameter))
                groups[part, parameter.ndim > 1].append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "full": RATES[part], "lr": 0.0, "weight_decay": 0.01 if decays else 0.0}
            for (part, decays), parameters in groups.items()
        ],
        betas=(0.9, 0.98),
        fused=True,
    )
