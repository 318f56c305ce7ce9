"""When something happened: the days that a statement is about, by its own date or by that of its document."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from kg.errors import UsageError
from kg.periods import date_bounds
from kg.records import StoredStatement

Basis = Literal["event", "document"]


@dataclass(frozen=True, slots=True)
class When:
    """The first and last day of what a statement tells, and whether its text or its document's date says so.

    An end that is open is the first or the last day of the calendar.
    """

    first: str
    last: str
    basis: Basis

    @property
    def known_first(self) -> str:
        """The first day, or the last one where the beginning is open."""
        return self.last if self.first == date.min.isoformat() else self.first

    @property
    def known_last(self) -> str:
        """The last day, or the first one where the end is open."""
        return self.first if self.last == date.max.isoformat() else self.last


def when(statement: StoredStatement) -> When | None:
    """The days a statement is about: the event's where the text gives them, else its document's, else None."""
    if statement.date_from or statement.date_until:
        first, last = statement.date_from or statement.date_until, statement.date_until or statement.date_from
        told = document_days(statement)
        if last == date.max.isoformat() and told:  # what goes on is known up to the day of the report
            last = max(str(first), told[1])
        return When(str(first), str(last), "event")
    days = document_days(statement)
    return When(*days, "document") if days else None


def latest_day(statements: Iterable[StoredStatement]) -> str | None:
    """The last day that any of the statements is about; None where all are undated."""
    return max((days.known_last for days in map(when, statements) if days), default=None)


def in_time(statements: Iterable[StoredStatement]) -> list[StoredStatement]:
    """The statements in the order of their first days, undated ones last."""
    days = {statement: when(statement) for statement in statements}
    return sorted(days, key=lambda each: (day.first if (day := days[each]) else "9999", each.document, each.id))


@lru_cache(65_536)
def day_span(value: str) -> tuple[str, str]:
    """The first and last day of an ISO year, month, day or period. Raises UsageError where the text is none of these."""
    try:
        first, last = date_bounds(value)
    except ValueError as error:
        raise UsageError(f"{error}; write 2024, 2024-06 or 2024-06-30") from None
    return first.isoformat(), last.isoformat()


def document_days(statement: StoredStatement) -> tuple[str, str] | None:
    """First and last day of the document's date; None where it has none, or one that is as its publisher wrote it and no date."""
    try:
        return day_span(statement.document_date.partition("T")[0]) if statement.document_date else None
    except UsageError:
        return None
