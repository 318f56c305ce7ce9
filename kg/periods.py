"""Dates as texts and seeds give them: a day, a month, a year or a period, read as the days they cover."""

import calendar
import re
from datetime import date

OPEN = ".."
"""The end of a period that is not known or has not come yet."""

DAY_LENGTH = len("2025-06-12")
"""How long the value of a single day is."""

_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def date_bounds(value: str) -> tuple[date, date]:
    """The first and last day that an ISO 8601 day, month, year or period `from/until` covers.

    Each side of a period has a precision of its own; `..` leaves one of them open, which gives the first or last day
    of the calendar (`date.min`, `date.max`), so that comparisons need no special case. Raises ValueError otherwise.
    """
    first, slash, last = value.partition("/")
    if not slash:
        return _days(first)
    if first == last == OPEN:
        raise ValueError(f"{value!r} is open at both ends")
    start = date.min if first == OPEN else _days(first)[0]
    end = date.max if last == OPEN else _days(last)[1]
    if start > end:
        raise ValueError(f"{value!r} ends before it begins")
    return start, end


def closed_bounds(value: str) -> tuple[date | None, date | None]:
    """Like `date_bounds`, with None for an open end."""
    start, end = date_bounds(value)
    return (None if start == date.min else start, None if end == date.max else end)


def _days(point: str) -> tuple[date, date]:
    match = _POINT.fullmatch(point)
    if match is None:
        raise ValueError(f"{point!r} is no ISO 8601 day, month or year")
    year, month, day = match.group(1, 2, 3)
    if day:
        exact = date(int(year), int(month), int(day))
        return exact, exact
    if month:
        first = date(int(year), int(month), 1)
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return date(int(year), 1, 1), date(int(year), 12, 31)
