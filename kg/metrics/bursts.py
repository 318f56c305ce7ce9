"""Bursts: stretches of time in which a larger share of all reports is about somebody than otherwise."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.errors import UsageError


@dataclass(frozen=True, slots=True)
class Automaton:
    """The parameters of Kleinberg's automaton with two states.

    `scale` is his s: in a burst the share is that many times the usual one. `gamma` sets what it costs to enter a burst, gamma
    times the logarithm of the number of bins: the higher, the fewer and longer the bursts. Raises UsageError where a scale is
    not above 1 or a gamma is below 0.
    """

    scale: float = 2.0
    gamma: float = 1.0

    def __post_init__(self) -> None:
        if not (1 < self.scale < math.inf):
            raise UsageError(f"the scale of a burst is more than 1, not {self.scale:g}")
        if not (0 <= self.gamma < math.inf):
            raise UsageError(f"gamma is 0 or more, not {self.gamma:g}")


STANDARD = Automaton()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A burst, as the places of its first and last bin, and how much likelier it is as a burst than as usual (a logarithm)."""

    first: int
    last: int
    strength: float


def stretches(relevant: Sequence[float], total: Sequence[float], automaton: Automaton = STANDARD) -> tuple[Stretch, ...]:
    """The bursts in a sequence of bins, of which each has so many relevant statements among so many in total.

    Kleinberg (2002), Bursty and hierarchical structure in streams, section 4, "Enumerating bursts": in the usual state a
    statement is relevant with the chance p0 = R/D, all relevant ones over all; in a burst with p1 = s p0. The sequence of
    states of least cost is taken, where a bin costs the negative logarithm of its binomial probability and entering a
    burst costs gamma ln n, with n the bins in which there is any statement; leaving one is free. The strength of a burst is
    what its bins cost less in it than in the usual state. Where s p0 would reach 1, p1 lies halfway between p0 and 1. Of
    states that cost the same the usual one is taken. The total of a bin counts at least as its relevant ones.
    """
    places = [place for place, count in enumerate(total) if max(count, relevant[place]) > 0]
    hits = [relevant[place] for place in places]
    misses = [max(total[place] - relevant[place], 0.0) for place in places]
    usual = sum(hits) / (sum(hits) + sum(misses)) if places else 0.0
    if not 0 < usual < 1:
        return ()
    burst = automaton.scale * usual if automaton.scale * usual < 1 else (1 + usual) / 2
    # The binomial coefficients are the same in both states and cancel.
    gains = [
        hit * math.log(burst / usual) + miss * math.log((1 - burst) / (1 - usual)) for hit, miss in zip(hits, misses, strict=True)
    ]
    states = _cheapest(gains, automaton.gamma * math.log(len(places)))
    return tuple(_stretches(places, gains, states))


def _cheapest(gains: Sequence[float], entry: float) -> list[bool]:
    """Whether each bin is in a burst in the cheapest sequence (Viterbi); `gains` is what a burst saves in each bin."""
    usual, burst = 0.0, entry
    steps: list[tuple[bool, bool]] = []  # where each state came from: whether from a burst
    for gain in gains:
        to_usual, to_burst = burst < usual, burst <= usual + entry
        steps.append((to_usual, to_burst))
        usual, burst = min(usual, burst), min(usual + entry, burst) - gain
    state, states = burst < usual, []
    for to_usual, to_burst in reversed(steps):
        states.append(state)
        state = to_burst if state else to_usual
    return states[::-1]


def _stretches(places: Sequence[int], gains: Sequence[float], states: Sequence[bool]) -> list[Stretch]:
    found: list[Stretch] = []
    start: int | None = None
    for number, state in enumerate([*states, False]):
        if state and start is None:
            start = number
        elif not state and start is not None:
            found.append(Stretch(places[start], places[number - 1], sum(gains[start:number])))
            start = None
    return found
