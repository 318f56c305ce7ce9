"""Which statements become ties of the network, and what a tie weighs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal, TypeAlias, get_args

from kg.errors import UsageError
from kg.folding import FOLDS
from kg.origins import independent_sources
from kg.records import Modality, Polarity, StoredStatement
from kg.timing import day_span, latest_day, when
from kg.vocabulary import Vocabulary

Weight = Literal["statements", "documents", "sources", "recency"]
WEIGHTS: tuple[Weight, ...] = get_args(Weight)
Weigher: TypeAlias = Callable[[Sequence[StoredStatement]], float]

ACTOR = "Actor"
HALF_LIFE = 365.0


@dataclass(frozen=True, slots=True)
class Projection:
    """Which statements become ties.

    `since` and `until` are ISO dates of any precision (`2024`, `2024-06`, `2024-06-30`) and take in every statement whose
    period overlaps the window; a statement without a date of its own counts with the date of its document, and one with
    neither is left out of any window. `families`, `relations` and `classes` keep everything when None; a statement passes
    when its family and its relation are both asked for, and both its ends are of one of the classes. Ties to what is no
    actor, such as places, need `places`. `fold` names what is folded into wholes first: see `folding.Parts`. `min_sources`
    is the number of independent sources that a tie needs: see `origins.independent_sources`.

    `weight` says what a tie weighs: its `statements`, `documents`, independent `sources`, or by `recency`, where a statement
    counts 1 on the day `as_of` (by default the last day that any statement is about) and half as much every `half_life`
    days before it; one without a day counts like the oldest.

    Raises UsageError where a bound is no date, the window ends before it begins, or a number is out of range.
    """

    since: str | None = None
    until: str | None = None
    families: frozenset[str] | None = None
    relations: frozenset[str] | None = None
    classes: frozenset[str] | None = None
    min_confidence: float = 0.0
    polarities: frozenset[str] = frozenset({"affirmed"})
    modalities: frozenset[str] = frozenset({"asserted"})
    places: bool = False
    fold: frozenset[str] = frozenset()
    min_sources: int = 1
    weight: Weight = "statements"
    half_life: float = HALF_LIFE
    as_of: str | None = None

    def __post_init__(self) -> None:
        first = day_span(self.since)[0] if self.since else ""
        if self.until and day_span(self.until)[1] < first:
            raise UsageError(f"the window ends ({self.until}) before it begins ({self.since})")
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"the least confidence lies between 0 and 1, not at {self.min_confidence:g}")
        if self.min_sources < 1:
            raise UsageError(f"the least number of sources is 1 or more, not {self.min_sources}")
        if self.weight not in WEIGHTS:
            raise UsageError(f"no weight is named {self.weight!r}; there are {', '.join(WEIGHTS)}")
        if unknown := sorted(self.fold - set(FOLDS)):
            raise UsageError(f"no fold is named {unknown[0]!r}; there are {', '.join(FOLDS)}")
        if not self.half_life > 0:
            raise UsageError(f"a half-life is more than 0 days, not {self.half_life:g}")
        if self.as_of:
            day_span(self.as_of)


EVERYTHING_ASSERTED = Projection()


def told_by(projection: Projection) -> Projection:
    """The projection that lets through what is denied, planned, possible or sought too: for those who show which is which."""
    return replace(projection, polarities=frozenset(get_args(Polarity)), modalities=frozenset(get_args(Modality)))


def selected(statements: Iterable[StoredStatement], projection: Projection, vocabulary: Vocabulary) -> Iterator[StoredStatement]:
    """The statements that pass every filter of the projection but `min_sources`, which is about ties.

    Raises UsageError where the projection or a statement names a family, a relation or a class that the vocabulary lacks.
    """
    _check_names(projection, vocabulary)
    wanted_relation = cache(lambda relation: _wanted_relation(relation, projection, vocabulary))
    wanted_kind = cache(lambda kind: _wanted_kind(kind, projection, vocabulary))
    since = day_span(projection.since)[0] if projection.since else None
    until = day_span(projection.until)[1] if projection.until else None
    return (
        statement
        for statement in statements
        if statement.confidence >= projection.min_confidence
        and statement.polarity in projection.polarities
        and statement.modality in projection.modalities
        and wanted_relation(statement.relation)
        and wanted_kind(statement.subject.kind)
        and wanted_kind(statement.object.kind)
        and _overlaps(statement, since, until)
    )


def weigher(projection: Projection, statements: Iterable[StoredStatement]) -> Weigher:
    """What a tie weighs by the projection; `statements` are all of the network, of which the last day is taken."""
    match projection.weight:
        case "statements":
            return len
        case "documents":
            return lambda told: len({statement.document for statement in told})
        case "sources":
            return independent_sources
        case "recency":
            return _recency(projection, list(statements))


def _recency(projection: Projection, statements: Sequence[StoredStatement]) -> Weigher:
    days = [day.known_last for day in map(when, statements) if day]
    last = day_span(projection.as_of)[1] if projection.as_of else latest_day(statements)
    oldest = min(days, default=last)

    def value(statement: StoredStatement) -> float:
        day = when(statement)
        told = day.known_last if day else oldest
        age = (date.fromisoformat(last) - date.fromisoformat(told)).days if last and told else 0
        return float(0.5 ** (max(age, 0) / projection.half_life))

    return lambda told: round(sum(map(value, told)), 6)


def _check_names(projection: Projection, vocabulary: Vocabulary) -> None:
    for family in sorted(projection.families or ()):
        vocabulary.family(family)
    for relation in sorted(projection.relations or ()):
        vocabulary.relation(relation)
    for kind in sorted(projection.classes or ()):
        vocabulary.ontology_class(kind)


def _wanted_relation(relation: str, projection: Projection, vocabulary: Vocabulary) -> bool:
    family = vocabulary.relation(relation).family
    return (projection.families is None or family in projection.families) and (
        projection.relations is None or relation in projection.relations
    )


def _wanted_kind(kind: str, projection: Projection, vocabulary: Vocabulary) -> bool:
    if not (projection.places or vocabulary.is_a(kind, ACTOR)):
        return False
    return projection.classes is None or any(vocabulary.is_a(kind, wanted) for wanted in projection.classes)


def _overlaps(statement: StoredStatement, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    days = when(statement)
    return days is not None and (since is None or days.last >= since) and (until is None or days.first <= until)
