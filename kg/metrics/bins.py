"""Weeks, months and years as bins of time, and how much of a period lies in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from kg.errors import UsageError
from kg.timing import When

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


def check_unit(by: str) -> None:
    """Raises UsageError where there is no such unit."""
    if by not in UNITS:
        raise UsageError(f"time is not cut by {by!r}, but by {', '.join(UNITS)}")


def bin_of(day: str, by: Unit) -> Bin:
    """The bin in which an ISO day lies."""
    return _bin(date.fromisoformat(day), by)


def bins_between(first: str, last: str, by: Unit) -> tuple[Bin, ...]:
    """Every bin from that of one ISO day to that of another. Raises UsageError where they are more than MOST_BINS."""
    check_unit(by)
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
