"""How likely a statement is, from what the frames and the statement network say of it."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from kg.encoder.statement_session import WEIGHTS
from kg.errors import ModelError

NO_SIGNS: Mapping[str, float] = MappingProxyType({})
CERTAIN = 0.995
"""Nothing is surer than this."""
UNSEEN_DOUBT = 0.6
"""What is left of the lexicon's doubt where the doer is named in an earlier sentence, so that the network cannot be asked. Of 19
such statements in annotated articles 16 were right, while the lexicon alone would have it 11."""


@dataclass(frozen=True, slots=True)
class Weigher:
    """A logistic regression over the network's log-odds and the frame's confidence; `least` is what a statement must reach.

    `unscored` stands for the log-odds where the network was not asked; `signs` are the weights of what else tells of a proposal
    of the network how far it can be trusted.
    """

    bias: float
    score: float
    framed: float
    frame: float
    both: float
    unscored: float
    least: float
    signs: Mapping[str, float] = field(default_factory=dict)

    def probability(self, score: float | None, frame: float | None, signs: Mapping[str, float] = NO_SIGNS) -> float:
        """How likely a statement is right, given the network's log-odds of it, the confidence of the frame, if any, and signs."""
        return min(probability(sum(self.summands(score, frame, signs).values())), CERTAIN)

    def summands(self, score: float | None, frame: float | None, signs: Mapping[str, float] = NO_SIGNS) -> dict[str, float]:
        """What the log-odds of a statement are added up from, by the names of the weights."""
        known = self.unscored if score is None else max(score, self.unscored)
        found = {"bias": self.bias, "score": self.score * known}
        if frame is not None:
            found |= {"framed": self.framed, "frame": self.frame * log_odds(frame), "both": self.both * known}
        return found | {name: self.signs.get(name, 0.0) * value for name, value in signs.items()}


def unseen(frame: float) -> float:
    """How likely a statement of the lexicon is right whose doer stands outside the sentence."""
    return 1 - UNSEEN_DOUBT * (1 - frame)


UNMEASURED = Weigher(bias=0.0, score=1.0, framed=0.5, frame=0.5, both=0.0, unscored=-3.0, least=0.5)
"""Weights for a network whose scores have not been compared with annotations yet."""


def load_weigher(folder: Path) -> Weigher:
    """The weigher of a pipeline's encoder folder. Raises ModelError where its file is not one."""
    try:
        return Weigher(**json.loads((folder / WEIGHTS).read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError) as error:
        raise ModelError(f"the model's {WEIGHTS} cannot be read: {error}") from error


def probability(odds: float) -> float:
    """The probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, odds))))


def log_odds(chance: float) -> float:
    """The log-odds of a probability, which is kept away from 0 and 1."""
    kept = max(1e-6, min(1 - 1e-6, chance))
    return math.log(kept / (1.0 - kept))
