"""What an actor, a pair or the whole network did in the course of time, and when more than usual was told of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kg.errors import UsageError
from kg.graph import Graph
from kg.metrics.actors import find_actor, label
from kg.metrics.bins import BY_MONTH, Bin, Grid, Unit, shares
from kg.metrics.bursts import STANDARD, Automaton, stretches
from kg.metrics.network import Progress, silently
from kg.origins import independent_sources
from kg.records import StoredStatement
from kg.timing import Basis, in_time, when
from kg.vocabulary import Vocabulary

DIGITS = 9  # of a sum of shares: behind them it differs by rounding


@dataclass(frozen=True, slots=True)
class Activity:
    """What is told of one bin of time.

    `statements` counts them, one whose period reaches beyond the bin by the share of its days in it; `by_event` and
    `by_document` are those dated by their own text and by their document. `sources` is how many tell of the bin independently of
    each other. `cooperation` and `conflict` are the statements whose relation binds or divides by its sign in the
    ontology. `corpus` is the statements of the whole corpus, for the share. `told` are the statements, in the order of time.
    """

    bin: Bin
    statements: float
    sources: int
    by_event: float
    by_document: float
    cooperation: float
    conflict: float
    corpus: float
    burst: bool
    told: tuple[StoredStatement, ...]

    @property
    def balance(self) -> float:
        """Cooperation minus conflict: above 0 where more is told of what binds than of what divides."""
        return round(self.cooperation - self.conflict, DIGITS)

    @property
    def share(self) -> float | None:
        """Which part of all statements of the corpus these are; None where it has none."""
        return self.statements / self.corpus if self.corpus else None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A first or last day, whether the text of the statement or its document's date gives it, and the statement."""

    day: str
    basis: Basis
    statement: StoredStatement


@dataclass(frozen=True, slots=True)
class Burst:
    """Bins in a row, the first and the last of them, in which more is told than usual; see `bursts.stretches` for the strength."""

    first: Bin
    last: Bin
    strength: float
    statements: float
    corpus: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Activity over time, of `actor` with `other`, of `actor` alone, or of the whole network where both are None.

    `activities` has every bin from the first to the last, empty ones too. `event` and `document` are how many statements are
    dated by their own text and by their document, `long` how many of them have a period that is spread over several bins, and
    `undated` those without any date. `sources` tells how many sources stand behind all of it independently. A window cuts
    bins off and leaves the others as they are.
    """

    actor: str | None
    other: str | None
    actor_label: str | None
    other_label: str | None
    by: Unit
    activities: tuple[Activity, ...]
    bursts: tuple[Burst, ...]
    first: Sighting | None
    last: Sighting | None
    event: int
    document: int
    long: int
    sources: int
    undated: tuple[StoredStatement, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What bursts and shares are relative to: all statements of a corpus, by default those of the graph, and the automaton.

    Where more is reported about everything, nobody bursts.
    """

    corpus: Iterable[StoredStatement] | None = None
    automaton: Automaton = STANDARD


NETWORK = Baseline()


def timeline(
    graph: Graph,
    vocabulary: Vocabulary,
    actor: str | None = None,
    other: str | None = None,
    *,
    grid: Grid = BY_MONTH,
    baseline: Baseline = NETWORK,
    progress: Progress = silently,
) -> Timeline:
    """The activity of an actor, of a pair, or of the whole network, by week, month or year.

    A statement whose period is longer than a bin, or lies across two, is spread over its bins by its days in each, so that a
    report about 2024 does not make an eventful January. The grid has the window of the projection.

    Raises UsageError where a name is unknown or means several, both name the same actor, or the bins are too many.
    """
    one = find_actor(graph, actor) if actor is not None else None
    two = find_actor(graph, other) if other is not None else None
    if two is not None and (one is None or one == two):
        raise UsageError("a pair has two different actors")
    told = statements_between(graph, one, two)
    binned = Binned(told, grid.by)
    everything = binned
    if baseline.corpus is not None or one is not None:
        everything = Binned(statements_between(graph) if baseline.corpus is None else baseline.corpus, grid.by)
    bins = grid.bins(binned.parts)
    found = _bursts(binned, everything, grid, baseline.automaton)
    days = {statement.id: when(statement) for statement in told}
    seen = [(statement, day) for statement in told if (day := days[statement.id])]
    with progress("counting sources", len(bins) + 1) as step:
        sources = independent_sources(told)
        step(told)
        activities = []
        for each in bins:
            bursting = any(burst.first <= each <= burst.last for burst in found)
            activities.append(_activity(each, binned, everything.total(each), bursting, vocabulary))
            step(each)
    return Timeline(
        actor=one,
        other=two,
        actor_label=label(graph, one) if one else None,
        other_label=label(graph, two) if two else None,
        by=grid.by,
        activities=tuple(activities),
        bursts=found,
        first=min((Sighting(day.known_first, day.basis, told) for told, day in seen), key=_day, default=None),
        last=max((Sighting(day.known_last, day.basis, told) for told, day in seen), key=_day, default=None),
        event=sum(day.basis == "event" for _, day in seen),
        document=sum(day.basis == "document" for _, day in seen),
        long=binned.long,
        sources=sources,
        undated=tuple(statement for statement in told if not days[statement.id]),
    )


def statements_between(graph: Graph, one: str | None = None, two: str | None = None) -> list[StoredStatement]:
    """The statements of the ties between two actors, of all ties of one, or of the whole network, in the order of time."""
    ties = list(graph.edges(data=True)) if one is None else [*graph.out_edges(one, data=True), *graph.in_edges(one, data=True)]
    chosen = (tie for subject, target, tie in ties if two is None or two in {subject, target})
    return in_time(statement for tie in chosen for statement in tie["statements"])


class Part(NamedTuple):
    """The share of a statement that a bin holds, and what dates it."""

    statement: StoredStatement
    share: float
    basis: Basis | None


class Binned:
    """Statements in their bins."""

    def __init__(self, told: Iterable[StoredStatement], by: Unit) -> None:
        self.parts: defaultdict[Bin, list[Part]] = defaultdict(list)
        self.long = 0
        for statement in told:
            days = when(statement)
            parts = list(shares(days, by)) if days else []
            self.long += len(parts) > 1
            for each, share in parts:
                self.parts[each].append(Part(statement, share, days.basis if days else None))

    def total(self, each: Bin) -> float:
        """How many statements the bin holds, in shares."""
        return _sum(part.share for part in self.parts.get(each, ()))


def _bursts(binned: Binned, everything: Binned, grid: Grid, automaton: Automaton) -> tuple[Burst, ...]:
    """The bursts among all bins of the window in which the corpus tells anything."""
    bins = [each for each in sorted({*everything.parts, *binned.parts}) if grid.holds(each)]
    relevant, total = [binned.total(each) for each in bins], [everything.total(each) for each in bins]
    return tuple(
        Burst(
            bins[found.first],
            bins[found.last],
            round(found.strength, DIGITS),
            _sum(relevant[found.first : found.last + 1]),
            _sum(total[found.first : found.last + 1]),
        )
        for found in stretches(relevant, total, automaton)
    )


def _activity(each: Bin, binned: Binned, corpus: float, burst: bool, vocabulary: Vocabulary) -> Activity:
    parts = binned.parts.get(each, [])
    told = tuple(part.statement for part in parts)
    signs = {statement.relation: vocabulary.relation(statement.relation).sign for statement in told}
    return Activity(
        bin=each,
        statements=binned.total(each),
        sources=independent_sources(told),
        by_event=_sum(part.share for part in parts if part.basis == "event"),
        by_document=_sum(part.share for part in parts if part.basis == "document"),
        cooperation=_sum(part.share for part in parts if signs[part.statement.relation] > 0),
        conflict=_sum(part.share for part in parts if signs[part.statement.relation] < 0),
        corpus=corpus,
        burst=burst,
        told=told,
    )


def _day(seen: Sighting) -> str:
    return seen.day


def _sum(shares: Iterable[float]) -> float:
    return round(sum(shares, 0.0), DIGITS)
