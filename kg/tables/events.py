"""From the cells of a row to an event: its date, place and numbers, each checked, with who the actors are."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kg.errors import SourceError
from kg.records import Coded, Entity
from kg.tables.actors import Linker, Named
from kg.tables.mapping import EventType, Table, TimeWord
from kg.tables.rows import Row

WEEK = timedelta(days=3)
"""A table that knows the week alone gives the day in the middle of it."""
LONGEST_ID = 200
LONGEST_NAME = 500
MOST_DEATHS = 10_000_000


@dataclass(frozen=True, slots=True)
class TableEvent:
    """An event as a row codes it. `second` is None where no other actor is named or known, `place` where no place is.

    `deaths` are those of the first and of the second actor, None where the table does not tell them apart.
    """

    row: str
    type: EventType | None
    type_name: str
    label: str
    date: str
    first: Entity | None
    second: Entity | None
    place: Entity | None
    coded: Coded
    deaths: tuple[int | None, int | None] = (None, None)
    first_is_state: bool | None = None


def event_of(row: Row, table: Table, linker: Linker) -> TableEvent:
    """The event of a row. Raises SourceError, whose message says which cell is wrong and how."""
    cells = _Cells(row, table)
    first_day, value, precision = cells.when()
    country = linker.country(cells.text("country")) if cells.text("country") else None
    kind, type_name = cells.type()
    label = (kind and kind.label) or type_name
    sides = tuple(cells.text(f"side{number}") for number in (1, 2))
    first, second = (
        linker.actor(named, row.kind, country, first_day) if named.name or named.code else None
        for named in (cells.named(1), cells.named(2))
    )
    return TableEvent(
        row=cells.row(),
        type=kind,
        type_name=type_name,
        label=label,
        date=value,
        first=first,
        second=second,
        place=linker.place(cells.text("place"), country),
        coded=Coded(
            latitude=cells.degrees("latitude", 90),
            longitude=cells.degrees("longitude", 180),
            time_precision=precision,
            geo_precision=table.geo_precision.get(cells.text("geo_precision")),
            fatalities=cells.number("fatalities"),
            fatalities_low=cells.number("fatalities_low"),
            fatalities_high=cells.number("fatalities_high"),
        ),
        deaths=(cells.number("deaths1"), cells.number("deaths2")),
        first_is_state=_first_is_state(*(table.sides.get(side) for side in sides)),
    )


def _first_is_state(first: str | None, second: str | None) -> bool | None:
    """Which of the two is of the state, by the classes of their sides; None where both are or none is."""
    if (first == "ArmedForce") == (second == "ArmedForce"):
        return None
    return first == "ArmedForce"


class _Cells:
    """The cells of a row by what they mean; every getter checks what it gives."""

    def __init__(self, row: Row, table: Table) -> None:
        self._row, self._table = row, table

    def text(self, meaning: str) -> str:
        column = getattr(self._table.columns, meaning)
        return self._row.cells.get(column, "") if column else ""

    def row(self) -> str:
        found = self.text("row")
        if not found or len(found) > LONGEST_ID:
            column = self._table.columns.row
            raise SourceError(f"{column} is empty" if not found else f"{column} is longer than {LONGEST_ID} characters")
        return found

    def named(self, number: int) -> Named:
        name, *rest = (self.text(f"{what}{number}") for what in ("actor", "side", "country", "role"))
        if len(name) > LONGEST_NAME:
            raise SourceError(f"{getattr(self._table.columns, f'actor{number}')} is longer than {LONGEST_NAME} characters")
        return Named(name, *rest)

    def type(self) -> tuple[EventType | None, str]:
        """The type of the event and its name in the table: the longest name, or code, that the mapping lists."""
        columns = self._table.columns
        if columns.codes:
            tried = [self._row.cells.get(column, "") for column in columns.codes]
        else:
            parts = [part for column in columns.type if (part := self._row.cells.get(column, ""))]
            tried = ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]
        name = next(filter(None, tried), "")
        if not name:
            raise SourceError(f"{(columns.codes or columns.type)[0]} is empty")
        return next((self._table.by_name[each] for each in tried if each in self._table.by_name), None), name

    def when(self) -> tuple[date, str, TimeWord | None]:
        """The first day, the date as precise as the table knows it, and the word for that."""
        first = self._day("date")
        last = self._day("until") if self.text("until") else first
        if last < first:
            raise SourceError(f"{self._table.columns.until} lies before {self._table.columns.date}")
        word = self._table.time_precision.get(self.text("time_precision"))
        if last > first:
            return first, f"{first}/{last}", word
        if word == "week":
            try:
                return first, f"{first - WEEK}/{first + WEEK}", word
            except OverflowError:
                return first, str(first), word
        return first, {"month": f"{first:%Y-%m}", "year": f"{first:%Y}"}.get(word or "day", str(first)), word

    def _day(self, meaning: str) -> date:
        text, column = self.text(meaning), getattr(self._table.columns, meaning)
        for form in self._table.dates:
            try:
                found = datetime.strptime(text, form).date()
            except ValueError:
                continue
            if found.year >= 1000:  # so that it is written with four figures
                return found
        example = date(2024, 7, 28).strftime(self._table.dates[0])
        raise SourceError(f"{column} {_shown(text)} is no date such as {example}")

    def degrees(self, meaning: str, most: int) -> float | None:
        text = self.text(meaning)
        if not text:
            return None
        found = _float(text)
        if found is None or not -most <= found <= most:
            raise SourceError(f"{getattr(self._table.columns, meaning)} {_shown(text)} is no number from -{most} to {most}")
        return found

    def number(self, meaning: str) -> int | None:
        text = self.text(meaning)
        if not text:
            return None
        found = _float(text)
        if found is None or found != int(found) or not 0 <= found <= MOST_DEATHS:
            raise SourceError(f"{getattr(self._table.columns, meaning)} {_shown(text)} is no number of people")
        return int(found)


def _float(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _shown(text: str) -> str:
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
