"""How firmly a ranking stands: what becomes of it without a source, a document or uncertain statements, and in the bootstrap."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kg.errors import UsageError
from kg.graph import Graph
from kg.measures import EXACT_ACTORS
from kg.metrics.centrality import Rank
from kg.metrics.network import Vector
from kg.metrics.ranking import BY_DEGREE, Ranking
from kg.metrics.resampling import COUNTED, Counts, Evidence, Present, Ranks, first_of, ranks_of
from kg.names import fold
from kg.projection import EVERYTHING_ASSERTED, Projection

SEED = 20170302  # any fixed number: the draws must be the same on every run
LEVEL = 95  # per cent of the draws lie in an interval
ROUNDS = 1_000
LARGE = 1_000  # ties, above which a measure over the whole network takes fewer rounds and omissions
FEWER_ROUNDS = 100
UNSAMPLED = "closeness"  # the one measure over shortest paths that is never estimated
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)

What = Literal["source", "document", "confidence"]


@dataclass(frozen=True, slots=True)
class Range:
    """The best and the worst rank when one thing is left out, and the name of what is left out then.

    The names are None where the rank is no better or no worse than with everything. The worst is None where the actor is not
    in the network any more; so is the best where nothing could be left out.
    """

    best: int | None
    worst: int | None
    best_without: str | None
    worst_without: str | None


@dataclass(frozen=True, slots=True)
class RobustRank:
    """An actor's rank and how firmly it stands.

    `low` and `high` are the interval of the rank in LEVEL per cent of the draws, `score_low` and `score_high` that of the score,
    and `in_top` the share of draws in which the actor is among the first, as many as are shown. `sources` and `documents` are
    the ranks without any one of them, `confident` the rank without the statements below each threshold; None where the actor
    is not in the network any more.
    """

    rank: Rank
    low: int
    high: int
    score_low: float
    score_high: float
    in_top: float
    sources: Range
    documents: Range
    confident: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """What becomes of the first actors without something.

    `name` is a source, the name of a document, or the least confidence, and `id` the document's IRI, else the name.
    `statements` is how many go with it. `change` says how different the two top lists are, from 0, the same, to 1, nobody in
    common. `ranks` are those of the actors of the result, None where they are not in the network any more, and
    `entered` the names of those who come among the first.
    """

    what: What
    id: str
    name: str
    statements: int
    change: float
    ranks: tuple[int | None, ...]
    entered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Robustness:
    """A ranking whose ranks have intervals, and what it hangs by.

    `omissions` begin with those that change the top most. `documents` and `sources` are how many there are, `tried` how many of
    the documents were left out in turn: those with the most statements, where not all could be. `level` is the per cent of
    the `rounds` draws that lie in an interval; `top` is to how many actors the changes refer.
    """

    measure: str
    ranks: tuple[RobustRank, ...]
    omissions: tuple[Omission, ...]
    thresholds: tuple[float, ...]
    rounds: int
    seed: int
    level: int
    top: int
    statements: int
    sources: int
    documents: int
    tried: int


def robust(
    graph: Graph,
    ranking: Ranking = BY_DEGREE,
    *,
    projection: Projection = EVERYTHING_ASSERTED,
    rounds: int | None = None,
    seed: int = SEED,
    thresholds: Sequence[float] = THRESHOLDS,
) -> Robustness:
    """The first actors of a ranking, each rank with its interval, and what is left out to change it.

    The intervals are percentiles of a bootstrap over documents (Efron and Tibshirani 1993, chapter 13): as many documents as
    there are, drawn with replacement, `rounds` times. The unit is the document because the statements of one text stand and
    fall together. An interval says how much the ranking owes to which reports happened to be written; it knows nothing of
    reports that nobody wrote, nor of errors that all reports share. Besides, each source, each document, and the
    statements below each threshold of confidence are left out in turn; how much that changes the top is measured by
    Spearman's footrule for top lists (Fagin, Kumar and Sivakumar 2003) with an absent actor one place below the list.

    `projection` is the one that made the graph: its weight and least number of sources are applied anew each time. `rounds` is
    by default ROUNDS, and FEWER_ROUNDS for measures that need the whole network where that has more than LARGE ties; then
    only so many documents are left out, too.

    Raises UsageError where the rounds are below 1, a threshold is not between 0 and 1, or closeness is asked for in a network of
    more than EXACT_ACTORS actors and no rounds are given.
    """
    if rounds is not None and rounds < 1:
        raise UsageError(f"the rounds are 1 or more, not {rounds}")
    for threshold in thresholds:
        if not 0 <= threshold <= 1:
            raise UsageError(f"a threshold of confidence lies between 0 and 1, not at {threshold:g}")
    if ranking.measure == UNSAMPLED and len(graph) > EXACT_ACTORS and rounds is None:
        raise UsageError(
            f"{UNSAMPLED} of {len(graph)} actors takes too long to be tried often; say how many rounds, or take harmonic"
        )
    evidence = Evidence(graph, projection, weighted=ranking.weighted)
    slow = ranking.measure not in COUNTED and graph.number_of_edges() > LARGE
    rounds = rounds or (FEWER_ROUNDS if slow else ROUNDS)
    trial = _Trial(evidence, ranking, ranking.of(graph))
    biting = sorted({each for each in thresholds if (evidence.confidence < each).any()})
    heaviest = trial.heaviest(FEWER_ROUNDS if slow else None)
    drawn = trial.bootstrap(rounds, seed) if trial.shown else None
    sources = trial.without("source", range(len(evidence.sources)))
    documents = trial.without("document", heaviest)
    confident = trial.confident(biting)
    judged = (trial.judged(place, drawn, sources, documents, confident) for place in range(len(trial.shown)) if drawn)
    return Robustness(
        measure=ranking.measure,
        ranks=tuple(judged),
        omissions=tuple(sorted((*sources, *documents, *confident), key=lambda each: (-each.change, each.what, each.name, each.id))),
        thresholds=tuple(biting),
        rounds=rounds,
        seed=seed,
        level=LEVEL,
        top=len(trial.shown),
        statements=len(evidence.told),
        sources=len(evidence.sources),
        documents=len(evidence.documents),
        tried=len(documents),
    )


@dataclass(frozen=True, slots=True)
class _Draws:
    """Ranks and scores of the actors shown in each draw, and whether they are in the network: actors by draws."""

    ranks: Ranks
    scores: Counts
    present: Present


class _Trial:
    """A ranking that is tried: what is left out of its evidence, and what becomes of the actors shown."""

    def __init__(self, evidence: Evidence, ranking: Ranking, every: Sequence[Rank]) -> None:
        self._evidence, self._measure = evidence, ranking.measure
        self._progress, self._sampling = ranking.sampling.progress, ranking.quietly().sampling
        self.shown = every[: ranking.limit]
        place = {node: number for number, node in enumerate(evidence.nodes)}
        self._places = np.array([place[rank.id] for rank in self.shown], int)
        self._labels = {place[rank.id]: rank.label for rank in every}
        self._before = np.array([each.rank for each in sorted(every, key=lambda rank: place[rank.id])], int)
        self._names = {each.document: each.document_name for each in evidence.told}

    def heaviest(self, most: int | None) -> list[int]:
        """The numbers of the documents with the most statements, or of all."""
        sizes = np.bincount(self._evidence.document, minlength=len(self._evidence.documents)).tolist()
        return sorted(range(len(sizes)), key=lambda number: (-sizes[number], number))[:most]

    def bootstrap(self, rounds: int, seed: int) -> _Draws:
        """What becomes of the actors shown when the documents are drawn anew so often."""
        evidence, chance, many = self._evidence, np.random.default_rng(seed), len(self._evidence.documents)
        ranks, scores, present = [], [], []
        with self._progress("drawing documents", rounds) as step:
            for start in range(0, rounds, self._width()):
                draws = [
                    np.bincount(chance.integers(many, size=many), minlength=many) for _ in range(min(self._width(), rounds - start))
                ]
                found, there = evidence.scores(
                    np.stack(draws, axis=1)[evidence.document].astype(float), self._measure, self._sampling
                )
                ranks += [ranks_of(self._places, found[:, column], there[:, column]) for column in range(len(draws))]
                scores.append(found[self._places])
                present.append(there[self._places])
                for draw in draws:
                    step(draw)
        return _Draws(np.stack(ranks, axis=1), np.concatenate(scores, axis=1), np.concatenate(present, axis=1))

    def without(self, what: What, tried: Sequence[int]) -> tuple[Omission, ...]:
        """What becomes of the ranking without each of the sources or documents; nothing where there is only one."""
        evidence = self._evidence
        names, numbers = (evidence.sources, evidence.source) if what == "source" else (evidence.documents, evidence.document)
        if len(names) < 2:
            return ()
        gone = np.bincount(numbers, minlength=len(names)).tolist()
        found: list[Omission] = []
        with self._progress(f"leaving out each {what}", len(tried)) as step:
            for start in range(0, len(tried), self._width()):
                some = tried[start : start + self._width()]
                scores, present = evidence.scores_without(numbers, some, self._measure, self._sampling)
                for column, each in enumerate(some):
                    found.append(self._omission(what, names[each], gone[each], scores[:, column], present[:, column]))
                    step(each)
        return tuple(found)

    def confident(self, thresholds: Sequence[float]) -> tuple[Omission, ...]:
        """What becomes of the ranking without the statements below each threshold."""
        found: list[Omission] = []
        with self._progress("leaving out what is uncertain", len(thresholds)) as step:
            for threshold in thresholds:
                kept = self._evidence.confidence >= threshold
                scores, present = self._evidence.scores(kept[:, None].astype(float), self._measure, self._sampling)
                found.append(self._omission("confidence", f"{threshold:g}", int((~kept).sum()), scores[:, 0], present[:, 0]))
                step(threshold)
        return tuple(found)

    def judged(
        self, place: int, drawn: _Draws, sources: Sequence[Omission], documents: Sequence[Omission], confident: Sequence[Omission]
    ) -> RobustRank:
        """The actor shown at that place, with what became of it."""
        ranks, scores, present = drawn.ranks[place], drawn.scores[place], drawn.present[place]
        tail = (100 - LEVEL) / 2
        return RobustRank(
            rank=self.shown[place],
            low=int(np.percentile(ranks, tail, method="lower")),
            high=int(np.percentile(ranks, 100 - tail, method="higher")),
            score_low=float(np.percentile(scores, tail, method="lower")),
            score_high=float(np.percentile(scores, 100 - tail, method="higher")),
            in_top=float((present & (ranks <= len(self.shown))).mean()),
            sources=_range(self.shown[place].rank, place, sources),
            documents=_range(self.shown[place].rank, place, documents),
            confident=tuple(each.ranks[place] for each in confident),
        )

    def _omission(self, what: What, name: str, gone: int, scores: Vector, present: Present) -> Omission:
        top, before = len(self.shown), self._before
        moved = np.union1d(np.flatnonzero(before <= top), first_of(scores, present, top))
        after = np.where(present[moved], np.minimum(ranks_of(moved, scores, present), top + 1), top + 1)
        change = np.abs(np.minimum(before[moved], top + 1) - after).sum() / (top * (top + 1))
        entered = [self._labels[place] for place in moved[(after <= top) & (before[moved] > top)].tolist()]
        ranks = np.where(present[self._places], ranks_of(self._places, scores, present), 0).tolist()
        return Omission(
            what=what,
            id=name,
            name=self._names.get(name, name),
            statements=gone,
            change=min(float(change), 1.0),
            ranks=tuple(rank or None for rank in ranks),
            entered=tuple(sorted(entered, key=fold)),
        )

    def _width(self) -> int:
        """How many networks at a time: one where each is ranked by itself anyway, so that progress is seen."""
        return self._evidence.width() if self._measure in COUNTED else 1


def _range(rank: int, place: int, omissions: Sequence[Omission]) -> Range:
    """The best and worst of what becomes of the actor shown at that place."""
    if not omissions:
        return Range(None, None, None, None)
    ranks = [(each.ranks[place] or math.inf, each.name) for each in omissions]
    best, worst = min(ranks, key=lambda pair: pair[0]), max(ranks, key=lambda pair: pair[0])
    return Range(
        _in_network(best[0]), _in_network(worst[0]), best[1] if best[0] < rank else None, worst[1] if worst[0] > rank else None
    )


def _in_network(rank: float) -> int | None:
    return int(rank) if rank < math.inf else None
