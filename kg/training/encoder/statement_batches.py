"""Annotated sentences as the tensors of the statement branch, and its losses."""
# mypy: disable-error-code="import-not-found,no-any-return"

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from kg.encoder.pairs import Pair, Sentence, pair_arrays
from kg.encoder.statement_session import MODALITIES
from kg.training.encoder.marks import Marked

MOST_PAIRS = 64
"""Of sentences with more, all pairs with a statement are kept and a random part of the others."""
BUCKET = 4


@dataclass(frozen=True, slots=True)
class Relations:
    """The relations in the order of their scores, the family of each, and which are symmetric."""

    names: tuple[str, ...]
    families: tuple[str, ...]
    symmetric: frozenset[str]

    def family_names(self) -> tuple[str, ...]:
        """The families in the order of their scores."""
        return tuple(sorted(set(self.families)))

    def sizes(self) -> dict[str, int]:
        """How many relations and families there are."""
        return {"relations": len(self.names), "families": len(self.family_names())}


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence of a batch: its row, the word at which it begins in that row, how many words it has, and its marks."""

    row: int
    offset: int
    size: int
    marked: Marked


def statement_tensors(
    placed: Sequence[Placed], labels: dict[str, int], relations: Relations, chance: random.Random | None
) -> dict[str, Any]:
    """The branch's inputs and targets for the sentences of a batch; without `chance` all pairs are kept."""
    sentences = [_sentence(each, labels, relations) for each in placed]
    chosen = [_chosen(sentence, each.marked, chance) for sentence, each in zip(sentences, placed, strict=True)]
    count, words = len(placed), _rounded(max(each.size for each in placed))
    pairs = _rounded(max(1, *map(len, chosen)))
    made: dict[str, Any] = {
        **pair_arrays(list(zip(sentences, chosen, strict=True)), words=words, pairs=pairs, relations=len(relations.names)),
        "place": np.zeros((count, words), dtype=np.int64),
        "row": np.array([each.row for each in placed], dtype=np.int64),
        "held": np.zeros((count, pairs, len(relations.names)), dtype=np.float32),
        "known": np.zeros((count, pairs), dtype=bool),
        "negated": np.full((count, pairs), -1, dtype=np.int64),
        "modality": np.full((count, pairs), -1, dtype=np.int64),
        "trigger": np.zeros((count, pairs, words), dtype=bool),
    }
    for index, (each, kept) in enumerate(zip(placed, chosen, strict=True)):
        made["place"][index, : each.size] = np.arange(each.offset, each.offset + each.size)
        _fill_targets(made, index, each, kept, relations)
    return {name: torch.from_numpy(values) for name, values in made.items()}


def _sentence(each: Placed, labels: dict[str, int], relations: Relations) -> Sentence:
    """The sentence as the network reads it; of a headline the final stop is cut off."""
    marked, size = each.marked, each.size
    number = {name: place for place, name in enumerate(relations.names)}
    return Sentence(
        [min(head, size - 1) for head in marked.heads[:size]],
        [labels.get(label, 0) for label in marked.labels[:size]],
        marked.candidates,
        [[number[name] for name in hinted] for hinted in marked.hints[:size]],
    )


def _chosen(sentence: Sentence, marked: Marked, chance: random.Random | None) -> list[Pair]:
    found = sentence.pairs()
    if chance is None or len(found) <= MOST_PAIRS:
        return found
    held = marked.by_pair
    first = [pair for pair in found if pair in held or pair[::-1] in held][:MOST_PAIRS]
    rest = [pair for pair in found if pair not in set(first)]
    return first + chance.sample(rest, min(len(rest), MOST_PAIRS - len(first)))


def _fill_targets(made: dict[str, Any], index: int, each: Placed, kept: Sequence[Pair], relations: Relations) -> None:
    by_pair = each.marked.by_pair
    for number, (a, b) in enumerate(kept):
        made["known"][index, number] = True
        ties = list(by_pair.get((a, b), ()))
        ties += [tie for tie in by_pair.get((b, a), ()) if tie.relation in relations.symmetric]
        for tie in ties:
            made["held"][index, number, relations.names.index(tie.relation)] = 1.0
            made["negated"][index, number] = int(tie.negated)
            made["modality"][index, number] = MODALITIES.index(tie.modality)
            made["trigger"][index, number, [word for word in tie.trigger if word < each.size]] = True


def choice(scores: dict[str, Any]) -> Any:
    """The scores of none and of each relation, in full precision."""
    return torch.cat([scores["none"].float(), scores["relations"].float()], -1)


def log_odds(scores: dict[str, Any]) -> Any:
    """How likely each relation is, as log-odds."""
    chances = choice(scores).softmax(-1)[..., 1:].clamp(1e-7, 1 - 1e-6)
    return chances.log() - (1 - chances).log()


def statement_losses(scores: dict[str, Any], data: dict[str, Any], members: Any) -> dict[str, Any]:
    """The losses of the branch; `members` has a row for each relation and a one in the column of its family."""
    known = data["known"]
    held = data["held"][known]
    found = {}
    # One choice among all relations and none: that there is any is learned from all of them, the rare ones too.
    wanted = torch.cat([held.sum(-1, keepdim=True).eq(0).float(), held], -1)
    logs = choice(scores)[known].log_softmax(-1)
    found["relations"] = -(logs * wanted / wanted.sum(-1, keepdim=True)).sum(-1).mean()
    families = (held @ members).clamp(max=1.0)
    found["families"] = (
        functional.binary_cross_entropy_with_logits(scores["families"].float()[known], families, reduction="none").sum(-1).mean()
    )
    stated = data["negated"] >= 0
    if stated.any():
        share = stated.sum() / known.sum()
        found["negated"] = share * functional.binary_cross_entropy_with_logits(
            scores["negated"].float()[stated][:, 0], data["negated"][stated].float()
        )
        found["modality"] = share * functional.cross_entropy(scores["modality"].float()[stated], data["modality"][stated])
        taught = data["trigger"].any(-1)
        logs = scores["looks"].float()[taught].log_softmax(-1).masked_fill(~data["trigger"][taught], -1e4)
        found["looks"] = share * -logs.logsumexp(-1).mean()
    return found


def _rounded(size: int) -> int:
    return -(-size // BUCKET) * BUCKET
