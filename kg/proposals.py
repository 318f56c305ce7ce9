"""What the statement network proposes for a sentence: relations between its candidates, with the words they rest on."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from kg.candidates import Spotted, candidate
from kg.context import SentenceContext
from kg.encoder.pairs import Sentence
from kg.encoder.statement_session import MODALITIES, PairScores, StatementSession
from kg.frames import Lexicon
from kg.records import Modality
from kg.weighing import log_odds, probability

MOST_WORDS, MOST_CANDIDATES = 160, 24
"""Longer sentences, and those that are lists of names, are left to the frames."""
FLOOR = -3.0
"""Log-odds under which a relation is no proposal."""
UNSCORED = -8.0
SURE = 0.6
"""The share of a modality from which on the network is sure of it."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A relation of two candidates: its log-odds, those of its denial, how it is meant, and the token that carries it."""

    subject: Spotted
    relation: str
    object: Spotted
    score: float
    negated: float
    modality: Modality
    trigger: Token
    scores: PairScores = field(repr=False, compare=False)
    signs: Mapping[str, float] = field(default_factory=dict, repr=False, compare=False)
    """What else tells how far it can be trusted, see `Judgement.signs`."""

    @property
    def surely_meant(self) -> bool:
        """Whether the network is sure of the modality."""
        return bool(_shares(self.scores.modality).max() > SURE)

    @property
    def believable(self) -> bool:
        """Whether it is not beyond belief."""
        return self.score > FLOOR


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that the network says of one sentence."""

    candidates: tuple[Spotted, ...]
    pairs: tuple[PairScores, ...]
    relations: tuple[str, ...]
    words: tuple[Token, ...]
    hints: tuple[frozenset[int], ...]
    """For each word the numbers of the relations that it may carry, by the lexicon."""

    def proposals(self) -> Iterator[Proposal]:
        """Every relation that is not beyond belief."""
        for pair in self.pairs:
            for number in np.flatnonzero(pair.relations > FLOOR):
                yield self._proposal(pair, int(number))

    def best(self, count: int) -> list[Proposal]:
        """The likeliest relations, one for each pair of candidates, however unlikely they are."""
        tops = sorted(self.pairs, key=lambda pair: (-float(pair.relations.max()), pair.subject, pair.object))
        return [self._proposal(pair, int(pair.relations.argmax())) for pair in tops[:count]]

    def looks(self, proposal: Proposal) -> list[tuple[Token, float]]:
        """The words that a proposal rests on with their shares, the largest first."""
        shares = _shares(proposal.scores.looks)
        return [(self.words[int(number)], float(shares[number])) for number in np.argsort(-shares, kind="stable")]

    def _proposal(self, pair: PairScores, number: int) -> Proposal:
        subject, obj = self.candidates[pair.subject], self.candidates[pair.object]
        modality: Modality = MODALITIES[int(pair.modality.argmax())]  # type: ignore[assignment]
        place = int(pair.looks.argmax())
        signs = self.signs(pair, number, place)
        score = float(pair.relations[number])
        return Proposal(subject, self.relations[number], obj, score, pair.negated, modality, self.words[place], pair, signs)

    def signs(self, pair: PairScores, number: int, place: int) -> dict[str, float]:
        """What tells, beside the score, how far the relation with that number that rests on the word at `place` can be trusted.

        Whether the lexicon knows the word as one that `carries` the relation, whether it knows any word of the sentence as one
        that `words` it; how many of the ends are `names`; how far they are `apart`, and in what `crowd` of candidates; how far
        the relation's log-odds lie `behind` those of the pair's likeliest. `proposed` is always 1.
        """
        subject, obj = self.candidates[pair.subject], self.candidates[pair.object]
        return {
            "proposed": 1.0,
            "carries": float(number in self.hints[place]),
            "words": float(any(number in hinted for hinted in self.hints)),
            "names": float(subject.named + obj.named),
            "apart": math.log1p(abs(subject.first - obj.first)),
            "crowd": len(self.candidates) / 10,
            "behind": float(pair.relations.max() - pair.relations[number]),
        }

    def score(self, subject: str, relation: str, obj: str) -> float:
        """The log-odds that a relation holds between any candidates that stand for two entities, given by their ids.

        UNSCORED where there are no such candidates.
        """
        number = self.relations.index(relation)
        chances = [
            probability(float(pair.relations[number]))
            for pair in self.pairs
            if _stands_for(self.candidates[pair.subject], subject) and _stands_for(self.candidates[pair.object], obj)
        ]
        return log_odds(1 - math.prod(1 - chance for chance in chances)) if chances else UNSCORED


def _shares(scores: NDArray[Any]) -> NDArray[Any]:
    """Scores as shares of one (softmax)."""
    raised = np.exp(scores - scores.max())
    shares: NDArray[Any] = raised / raised.sum()
    return shares


def _stands_for(each: Spotted, entity: str) -> bool:
    return any(argument.entity.id == entity for argument in each.arguments)


NOTHING = Judgement((), (), (), (), ())


def judge(
    contexts: Sequence[SentenceContext], found: Sequence[Sequence[Spotted]], session: StatementSession, lexicon: Lexicon
) -> Iterator[Judgement]:
    """What the network says of each sentence, whose candidates were `spotted` when the discourse had reached it."""
    words = [words_of(context) for context in contexts]
    asked = [n for n, each in enumerate(found) if why_not_asked(words[n], each) is None]
    numbers = {label: number for number, label in enumerate(session.labels)}
    relations = {name: number for number, name in enumerate(session.relations)}
    hints = {n: _hints(words[n], lexicon, relations) for n in asked}
    sentences = [_sentence(words[n], found[n], numbers, hints[n]) for n in asked]
    states = [contexts[n].sentence.doc.tensor[[token.i for token in words[n]]] for n in asked]
    scored = dict(zip(asked, session.score(sentences, states), strict=True))
    for n in range(len(contexts)):
        yield Judgement(tuple(found[n]), tuple(scored[n]), session.relations, words[n], hints[n]) if n in scored else NOTHING


def words_of(context: SentenceContext) -> tuple[Token, ...]:
    """The words of a sentence as the network counts them, without white space."""
    return tuple(token for token in context.sentence if not token.is_space)


def why_not_asked(words: Sequence[Token], found: Sequence[Spotted]) -> str | None:
    """Why the network is not asked about a sentence; None where it is."""
    if len(found) < 2:
        return "fewer than two candidates"
    if len(found) > MOST_CANDIDATES:
        return f"more than {MOST_CANDIDATES} candidates"
    return f"more than {MOST_WORDS} words" if len(words) > MOST_WORDS else None


def _hints(words: Sequence[Token], lexicon: Lexicon, relations: dict[str, int]) -> tuple[frozenset[int], ...]:
    """The numbers of the relations that each word may carry, by the lexicon."""
    known = (lexicon.relations_of(token.lower_, token.lemma_.lower(), token.pos_) for token in words)
    return tuple(frozenset(relations[name] for name in names if name in relations) for names in known)


def _sentence(
    words: Sequence[Token], found: Sequence[Spotted], numbers: dict[str, int], hints: tuple[frozenset[int], ...]
) -> Sentence:
    place = {token.i: number for number, token in enumerate(words)}
    heads = [place.get(token.head.i, number) for number, token in enumerate(words)]
    labels = [numbers.get("root" if token.dep_ == "ROOT" else token.dep_, 0) for token in words]
    return Sentence(heads, labels, [candidate(each, place) for each in found], [sorted(hinted) for hinted in hints])
