"""Weeks, months and years as bins of time, and how much of a period lies in each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, get_args

from kg.errors import UsageError
from kg.timing import When, day_span

Unit = Literal["week", "month", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)
MOST_BINS = 5_000

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Bin:
    """A week (ISO 8601, from Monday), month or year: its first and last day as ISO dates, and its name: 2024-W05, 2024-02, 2024."""

    first: str
    last: str
    name: str


@dataclass(frozen=True, slots=True)
class Grid:
    """How time is cut: by which unit, and in which window, whose ends are ISO dates of any precision as in a projection.

    Raises UsageError where there is no such unit or an end is no date.
    """

    by: Unit = "month"
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        if self.by not in UNITS:
            raise UsageError(f"time is not cut by {self.by!r}, but by {', '.join(UNITS)}")
        for end in filter(None, (self.since, self.until)):
            day_span(end)

    def holds(self, each: Bin) -> bool:
        """Whether any day of the bin lies in the window."""
        first, last = self._ends()
        return (first is None or each.last >= first) and (last is None or each.first <= last)

    def bins(self, found: Iterable[Bin]) -> tuple[Bin, ...]:
        """Every bin of the window; where that is open, from the first or to the last of those found.

        Raises UsageError where they are more than MOST_BINS.
        """
        known = sorted(each for each in found if self.holds(each))
        first, last = self._ends()
        first = first or (known[0].first if known else None)
        last = last or (known[-1].last if known else None)
        return bins_between(first, last, self.by) if first and last and first <= last else ()

    def _ends(self) -> tuple[str | None, str | None]:
        return day_span(self.since)[0] if self.since else None, day_span(self.until)[1] if self.until else None


BY_MONTH = Grid()


@lru_cache(65_536)
def bin_of(day: str, by: Unit) -> Bin:
    """The bin in which an ISO day lies."""
    return _bin(date.fromisoformat(day), by)


def bins_between(first: str, last: str, by: Unit) -> tuple[Bin, ...]:
    """Every bin from that of one ISO day to that of another. Raises UsageError where they are more than MOST_BINS."""
    days = date.fromisoformat(last) - date.fromisoformat(first)
    many = days.days // {"week": 7, "month": 31, "year": 366}[by]
    if many > MOST_BINS:
        raise UsageError(f"from {first} to {last} there are more than {MOST_BINS} {by}s; narrow the window or take longer bins")
    return tuple(_from(bin_of(first, by), last, by))


def shares(days: When, by: Unit) -> Iterator[tuple[Bin, float]]:
    """The bins in which a period lies, each with the share of the period's days that it holds; the shares' sum is 1.

    An open end is closed as `When` closes it: with the day of the report, or with the other end.
    """
    first, last = days.known_first, days.known_last
    if first == last:
        yield bin_of(first, by), 1.0
        return
    length = _length(first, last)
    for each in _from(bin_of(first, by), last, by):
        yield each, _length(max(first, each.first), min(last, each.last)) / length


def _from(start: Bin, last: str, by: Unit) -> Iterator[Bin]:
    current = start
    yield current
    while current.last < last:
        current = _bin(date.fromisoformat(current.last) + _DAY, by)
        yield current


def _bin(day: date, by: Unit) -> Bin:
    match by:
        case "week":
            year, week, weekday = day.isocalendar()
            first = day - min(timedelta(days=weekday - 1), day - date.min)
            last = day + min(timedelta(days=7 - weekday), date.max - day)
            return Bin(first.isoformat(), last.isoformat(), f"{year:04}-W{week:02}")
        case "month":
            first = day.replace(day=1)
            after = (first + timedelta(days=31)).replace(day=1) if (day.year, day.month) != (date.max.year, 12) else None
            return Bin(first.isoformat(), (after - _DAY if after else date.max).isoformat(), day.isoformat()[:7])
        case "year":
            return Bin(f"{day.year:04}-01-01", f"{day.year:04}-12-31", f"{day.year:04}")


def _length(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
