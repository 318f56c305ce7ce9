"""What a briefing is about: whose statements, of which window, and which window they are compared with."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kg.errors import UsageError
from kg.graph import Graph, project
from kg.metrics import find_actor
from kg.projection import Projection, selected, told_by
from kg.records import StoredPlace, StoredStatement
from kg.timing import day_span, latest_day, when
from kg.vocabulary import Vocabulary

RECENT = 365  # days up to the last one told of, which are compared with as many before where no period is asked for
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days, the first and the last as ISO dates, and what they are called."""

    first: str
    last: str
    name: str


@dataclass(frozen=True, slots=True)
class Material:
    """What a store gives to a briefing.

    `store` is what the store is called. `replaced` leads on from merged entities. `disputes` are pairs of statements that do not
    go together: what kind of contradiction it is, and the ids of both. `makers` are what the documents were read by.
    """

    store: str
    statements: Sequence[StoredStatement]
    replaced: dict[str, str]
    located: dict[str, StoredPlace]
    disputes: Sequence[tuple[str, str, str]] = ()
    makers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a briefing looks at.

    `window` is the period asked for, None for all time. `later` is the window whose ranks and ties are compared with those of
    `earlier`; both are None where nothing is dated. `projection` chooses what is told of actors as fact in the window,
    `anything` what is told there of actors and places in whatever way. `told` are all statements of the actor, or of
    everybody, in the window, whatever their polarity and modality; `graph` is the network of all actors in the window, `ties`
    that with places, and `ever` the same without a window.
    """

    material: Material
    vocabulary: Vocabulary
    actor: str | None
    window: Span | None
    later: Span | None
    earlier: Span | None
    projection: Projection
    anything: Projection
    told: tuple[StoredStatement, ...]
    graph: Graph = field(repr=False)
    ties: Graph = field(repr=False)
    ever: Graph = field(repr=False)

    @property
    def label(self) -> str | None:
        """What the actor is called."""
        return None if self.actor is None else str(self.ever.nodes[self.actor]["label"])

    def network(self, span: Span) -> Graph:
        """The network of actors in other days."""
        return project(self.material.statements, replace(self.projection, since=span.first, until=span.last), self.vocabulary)

    def concerns(self, statement: StoredStatement) -> bool:
        """Whether the statement is about the actor; any is, where none was asked for."""
        return self.actor is None or self.actor in {statement.subject.id, statement.object.id}

    def by_actor(self, statement: StoredStatement) -> bool:
        """Whether the text puts it in the actor's mouth."""
        return statement.attributed_to is not None and statement.attributed_to.id == self.actor


def scope_of(
    material: Material, vocabulary: Vocabulary, actor: str | None, period: str | None, *, min_confidence: float = 0.0
) -> Scope:
    """What to look at. Raises UsageError where neither is given, the actor is unknown, or the period is no date."""
    check_request(actor, period)
    everything = Projection(places=True, min_confidence=min_confidence)
    any_kind = told_by(everything)
    ever = project(material.statements, any_kind, vocabulary)
    ever.graph["replaced"] = material.replaced
    one = find_actor(ever, actor) if actor is not None else None
    of_one = [each for each in material.statements if one is None or one in {each.subject.id, each.object.id}]
    window = _window(period, of_one) if period is not None else None
    since, until = (window.first, window.last) if window else (None, None)
    asserted = replace(everything, since=since, until=until)
    anything = replace(any_kind, since=since, until=until)
    later, earlier = _compared(window, period, of_one)
    return Scope(
        material=material,
        vocabulary=vocabulary,
        actor=one,
        window=window,
        later=later,
        earlier=earlier,
        projection=replace(asserted, places=False),
        anything=anything,
        told=tuple(selected(of_one, anything, vocabulary)),
        graph=project(material.statements, replace(asserted, places=False), vocabulary),
        ties=project(material.statements, asserted, vocabulary),
        ever=ever,
    )


def check_request(actor: str | None, period: str | None) -> None:
    """Raises UsageError where neither an actor nor a period is asked for, or the period is no date."""
    if actor is None and period is None:
        raise UsageError("a report is on an ACTOR, on a --period, or on both")
    if period is not None:
        day_span(period)


def before(first: str, last: str, name: str) -> Span | None:
    """The days before these: the year before a year, the month before a month, else as many days; None before all time."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    try:
        until = start - DAY
        match 0 if "/" in name else len(name):
            case 4:
                since = until.replace(month=1, day=1)
                return Span(since.isoformat(), until.isoformat(), f"{until.year:04}")
            case 7:
                since = until.replace(day=1)
                return Span(since.isoformat(), until.isoformat(), until.isoformat()[:7])
            case _:
                since = until - (end - start)
                return Span(since.isoformat(), until.isoformat(), _name(since.isoformat(), until.isoformat()))
    except OverflowError:
        return None


def _window(period: str, told: Sequence[StoredStatement]) -> Span:
    """The days of a period; an end that is open is the first or the last day that anything is told of."""
    first, last = day_span(period)
    days = [day for day in map(when, told) if day]
    if last == date.max.isoformat():
        last = max(first, *(day.known_last for day in days), first)
    if first == date.min.isoformat():
        first = min(last, *(day.known_first for day in days), last)
    return Span(first, last, period if "/" not in period else _name(first, last))


def _compared(window: Span | None, period: str | None, told: Sequence[StoredStatement]) -> tuple[Span | None, Span | None]:
    if window and period:
        return window, before(window.first, window.last, period)
    last = latest_day(told)
    if last is None:
        return None, None
    end = date.fromisoformat(last)
    first = max(end, date.min + RECENT * DAY) - (RECENT - 1) * DAY
    later = Span(first.isoformat(), last, _name(first.isoformat(), last))
    return later, before(later.first, later.last, later.name)


def _name(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"
