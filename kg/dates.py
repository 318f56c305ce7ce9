"""Finds the dates that an English text names and says which days they mean, as ISO 8601 values.

Every form a date can have is one regular expression of bounded length, made from the words of `seeds/dates.toml`, and
one function that works out the value. The longest form that stands at a place and makes sense is taken.
"""

import calendar
import functools
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kg.errors import SeedError
from kg.periods import DAY_LENGTH, OPEN, closed_bounds
from kg.resources import resource

LOOK_BACK = 60
"""How far before a date, in characters, a word that puts it in the future may stand."""

GAP = r"(?:[^\S\n]{1,2}|\n)"
DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?![\w%]|[.,/:][0-9])"
YEAR = r"(?:19|20)[0-9]{2}(?![\w%]|[.,/:][0-9])"
OPENING = r"(?<![\w.,/:-])"
DASH = r"(?:[^\S\n]?[-–—][^\S\n]?)"
COMMA = rf"(?:,{GAP}?|{GAP})"
THIRDS = {1: (1, 4, 1, 10), 2: (5, 8, 11, 20), 3: (9, 12, 21, 31)}
"""For each third the first and last month of a year, and the first and last day of a month."""

LIST_BREAK = re.compile(r"\n(?![-*•–][^\S\n])")
LINE_BREAK = re.compile(r"\n+")
LINES_BACK = 2
"""How many lines before "the next day" the day that it follows may stand."""
ITEM = re.compile(r"\n[-*•–][^\S\n]")
ITEM_START = re.compile(r"(?:^|\n)[-*•–]?[^\w\n]*$")
"""What stands between the beginning of a line and a date that it begins with."""
SENTENCE_END = re.compile(r"[.!?\n]")
PLURAL = re.compile(r"[^\S\n]+[a-z]{2,20}s\b")
ANY_WORD = re.compile(r"[^\S\n]+[A-Za-z]")
LOWER_WORD = re.compile(r"[^\S\n]+[a-z]")

Match = re.Match[str]
Resolver = Callable[[Match, "_Reading"], str | None]


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A stretch of text, `text[start:end]` of the whole, that names a date.

    `value` is an ISO 8601 day, month, year or period `from/until`, where `..` stands for an open end.
    """

    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class DateTable:
    """The words of `seeds/dates.toml`, by kind; see the comments there."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    units: Mapping[str, str]
    fractions: Mapping[str, int]
    seasons: Mapping[str, int]
    parts: Mapping[str, int]
    month_parts: Mapping[str, int]
    days: Mapping[str, int]
    following: Mapping[str, int]
    directions: Mapping[str, int]
    distances: Mapping[str, str]
    words: Mapping[str, list[str]]


WORD_LISTS = frozenset(
    {"before_month", "before_year", "ambiguous_months", "before_ambiguous_month", "joins", "since", "day_parts", "future"}
    | {"same", "after"}
)


def find_dates(text: str, anchor: date | None) -> list[DateSpan]:
    """The dates that the text names, in its order, resolved against `anchor`, the day on which it was written.

    Without an anchor only dates that are complete, or completed by an earlier one in the text, are found. A yearless
    date takes the year of the nearest earlier date of its paragraph or list item, else of the nearest item of its list that
    begins with one, else the one year that the text has named so far if that is not long ago, else the year in which it lies
    nearest before the anchor.
    """
    grammar = _grammar()
    reading = _Reading(text, anchor, grammar, [each.start() for each in LINE_BREAK.finditer(text)])
    spans: list[DateSpan] = []
    reached = 0
    for match, resolver in grammar.candidates(text):
        if match.start("date") < reached:
            continue
        reading.at = match.start("date")
        value = _value(match, resolver, reading)
        if value is None:
            continue
        start, end = match.span("date")
        begun, opened = reading.opened(start, value)
        reading.note(match, value, lasting=begun < start)
        start, value = begun, opened
        spans.append(DateSpan(max(start, reached), end, text[max(start, reached) : end], value))
        reached = end
    return spans


@functools.cache
def load_date_table(path: Path | None = None) -> DateTable:
    """The shipped table of date words, or the one at `path`. Raises SeedError where a part is missing or unknown."""
    source = path or resource("seeds", "dates.toml")
    try:
        data: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SeedError(f"{source.name}: {error}") from error
    wrong = set(data) ^ set(DateTable.__dataclass_fields__) or set(data["words"]) ^ WORD_LISTS
    if wrong:
        raise SeedError(f"{source.name}: unknown or missing: {', '.join(sorted(wrong))}")
    empty = sorted(name for name, part in {**data, **data["words"]}.items() if not part)
    if empty:
        raise SeedError(f"{source.name}: empty: {', '.join(empty)}")
    return DateTable(**data)


def _value(match: Match, resolver: Resolver, reading: "_Reading") -> str | None:
    try:
        return resolver(match, reading)
    except (ValueError, OverflowError):  # the 31st of June, or a day before the calendar begins
        return None


@dataclass(slots=True)
class _Reading:
    """What is known while a text is read from its beginning: the dates so far and what they say about the next."""

    text: str
    anchor: date | None
    grammar: "_Grammar"
    breaks: list[int]
    at: int = 0
    years: set[int] = field(default_factory=set)
    year: int | None = None
    year_at: int = 0
    listed_year: int | None = None
    listed_at: int = 0
    year_alone: bool = False
    year_ahead: bool = False
    last_day: date | None = None
    last_month: tuple[int, int] | None = None
    told_at: int = 0

    @property
    def near_day(self) -> date | None:
        """The day that the text gave last, if it is not too long ago to speak of `the next day`."""
        return self.last_day if self._is_near() else None

    @property
    def near_month(self) -> tuple[int, int] | None:
        """The year and month that the text gave last, likewise."""
        return self.last_month if self._is_near() else None

    def _is_near(self) -> bool:
        return bisect_left(self.breaks, self.at) - bisect_left(self.breaks, self.told_at) <= LINES_BACK

    def note(self, match: Match, value: str, *, lasting: bool) -> None:
        """Remembers a date for those that lean on it; since when something has been so is not where the text has come to."""
        first, last = closed_bounds(value)
        if last is not None and len(value.rpartition("/")[2]) == DAY_LENGTH:
            self.last_day = last
        if last is not None and len(value) > len("2025"):
            self.last_month, self.told_at = (last.year, last.month), match.end("date")
        groups = match.groupdict()
        if (
            first is not None
            and not (lasting and self.anchor)
            and (groups.get("year") or groups.get("year2"))
            and not ((self.year or self.anchor) and self._names_a_thing(match))
        ):
            self.year, self.year_at = (last or first).year, match.end("date")
            self.year_alone = not groups.get("month")
            self.year_ahead = self.anchor is not None and first > self.anchor
            self.years.add(self.year)
            if ITEM_START.search(self.text, max(0, match.start("date") - 12), match.start("date")):
                self.listed_year, self.listed_at = self.year, self.year_at

    def _names_a_thing(self, match: Match) -> bool:
        """Whether a year is a part of what something is called, `the 2015 accord`, and not the time that the text has come to."""
        start, end = match.span("date")
        bare = end - start == len("2025") and self.text[max(0, start - 4) : start].lower() == "the "
        return bare and ANY_WORD.match(self.text, end) is not None

    def opened(self, start: int, value: str) -> tuple[int, str]:
        """The date with a "since" before it as the beginning of a period without end."""
        since = self.grammar.since.search(self.text, max(0, start - 12), start)
        if since is None:
            return start, value
        return since.start(), f"{value.partition('/')[0]}/{OPEN}"

    def year_for(self, month: int, day: int | None, at: int) -> int | None:
        """The year of a date at that place that gives none."""
        near = self._year_nearby(at)
        if near is not None:
            return near + self._rolls_over(near, month, day)
        if self.anchor is None:
            return None
        own, now = (month, day or 1), (self.anchor.month, self.anchor.day)
        if self.lies_ahead(at):
            return self.anchor.year + (own < (now if day else (now[0], 1)))
        return self.anchor.year - (own > now)

    def lies_ahead(self, at: int) -> bool:
        """Whether a word before the place, in its sentence, speaks of the future."""
        before = SENTENCE_END.split(self.text[max(0, at - LOOK_BACK) : at])[-1]
        return self.grammar.future.search(before) is not None

    def _year_nearby(self, at: int) -> int | None:
        if self.anchor is None or self.year is None:
            return self.year
        if self.year == self.anchor.year and not self.year_ahead:
            return None  # the anchor says as much, and also tells last December from the next
        if LIST_BREAK.search(self.text, self.year_at, at) is None:
            if ITEM.search(self.text, self.year_at, at) is None:
                return self.year
            if self.listed_year is not None and LIST_BREAK.search(self.text, self.listed_at, at) is None:
                return self.listed_year
        lately = self.anchor.year - self.year <= 1
        return self.year if lately and len(self.years) == 1 and not self.year_alone else None

    def _rolls_over(self, year: int, month: int, day: int | None) -> bool:
        """Whether the text has gone on from December to the January of the next year."""
        if self.anchor is None or self.last_month is None or self.last_month[0] != year:
            return False
        past = (year + 1, month, day or 1) <= (self.anchor.year, self.anchor.month, self.anchor.day)
        return past and self.last_month[1] - month > 6


class _Grammar:
    """The forms of a date, as expressions over the words of the table, and how to read them."""

    def __init__(self, table: DateTable) -> None:
        self.table = table
        self.months = {form: number for name, number in table.months.items() for form in (name, name.upper())}
        words = table.words
        self.since = re.compile(rf"\b{_either(words['since'])}{GAP}(?:the{GAP})?(?:(?:on|at){GAP})?$", re.IGNORECASE)
        self.future = re.compile(rf"\b{_either(words['future'])}\b", re.IGNORECASE)
        self.forms = [(re.compile(f"{OPENING}{pattern}"), resolver) for pattern, resolver in self._patterns()]

    def candidates(self, text: str) -> list[tuple[Match, Resolver]]:
        """Every match of every form, those that begin first before the others, and longer before shorter ones."""
        found = [(match, resolver) for pattern, resolver in self.forms for match in pattern.finditer(text)]
        return sorted(found, key=lambda candidate: (candidate[0].start("date"), -candidate[0].end("date")))

    def _patterns(self) -> Iterable[tuple[str, Resolver]]:
        yield from self._day_patterns()
        yield from self._month_patterns()
        yield from self._year_patterns()
        yield from self._relative_patterns()

    def _day_patterns(self) -> Iterable[tuple[str, Resolver]]:
        month, month2 = self._month("month"), self._month("month2")
        day, day2 = f"(?P<day>{DAY})", f"(?P<day2>{DAY})"
        year, year2 = f"(?P<year>{YEAR})", f"(?P<year2>{YEAR})"
        weekday = rf"(?:{_either(self.table.weekdays)}{COMMA}(?:the{GAP})?)?"
        join = self._join()
        first_day = rf"(?:{day}|(?P<tight>{DAY[: DAY.index('(?!')]})(?=[-–—]))"
        yield r"(?P<date>(?P<year>(?:19|20)[0-9]{2})-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)(?![\w/-]|[.,:][0-9])", _iso
        yield (
            rf"(?P<date>(?P<one>[0-9]{{1,2}})(?P<mark>[/.])(?P<two>[0-9]{{1,2}})(?P=mark){_bare_year('year')})(?![\w/-])",
            _numeric,
        )
        yield (
            rf"(?P<date>{weekday}{first_day}(?:{GAP}{month}(?:{GAP}{year})?)?{join}{weekday}{day2}{GAP}{month2}(?:,?{GAP}{year2})?)",
            _day_span,
        )
        yield (
            rf"(?P<date>{weekday}{month}{GAP}{first_day}(?:,{GAP}{year})?{join}{weekday}(?:{month2}{GAP})?{day2}(?:,?{GAP}{year2})?)",
            _day_span,
        )
        yield rf"(?P<date>{weekday}{day}{GAP}(?:of{GAP})?{month}(?:,?{GAP}{year})?)", _day
        yield rf"(?P<date>{weekday}{month}{GAP}(?:the{GAP})?{day}(?:,?{GAP}{year})?)", _day

    def _month_patterns(self) -> Iterable[tuple[str, Resolver]]:
        words = self.table.words
        clear = [name for name in self.table.months if name not in words["ambiguous_months"]]
        parts = (*self.table.parts, *self.table.month_parts)
        part = rf"(?P<part>(?i:{_either(parts)}))(?:-|{GAP})"
        year = f"(?P<year>{YEAR})"
        month = self._month("month")
        yield (
            rf"(?P<date>{month}(?:{GAP}{year})?{self._join()}{self._month('month2')},?{GAP}(?P<year2>{YEAR}))",
            _month_span,
        )
        yield rf"(?P<date>(?:{part})?{month},?{GAP}(?:of{GAP})?{year})", _month
        yield rf"(?P<date>{part}{month}(?![\w]))", _month
        yield rf"(?i:{_either(words['before_month'])}){GAP}(?P<date>{self._month('month', clear)}(?![\w]))", _month
        yield rf"(?i:{_either(words['before_ambiguous_month'])}){GAP}(?P<date>{month}(?![\w]))", _month
        yield rf"(?P<date>(?P<direction>(?i:{_either(self.table.directions)})){GAP}{month}(?![\w]))", _month_by_direction

    def _year_patterns(self) -> Iterable[tuple[str, Resolver]]:
        table = self.table
        year, part = f"(?P<year>{YEAR})", rf"(?P<part>(?i:{_either(table.parts)}))(?:-|{GAP})"
        season = rf"(?P<season>(?i:{_either(table.seasons)}))"
        yield rf"(?i:{_either(table.words['before_year'])}){GAP}(?P<date>{year})", _year
        yield rf"(?P<date>{part}{year})", _year
        yield rf"(?P<date>{_bare_year('year')}{self._join()}(?P<year2>{YEAR}))", _year_span
        yield rf"(?P<date>(?:{part})?(?P<decade>(?:19|20)[0-9]0)['’]?s\b)", _decade
        yield (
            rf"(?P<date>(?i:the{GAP}(?P<ordinal>{_either(table.ordinals)}))(?:{GAP}|-)(?P<fraction>{_either(table.fractions)})"
            rf"{GAP}of{GAP}{year})",
            _fraction,
        )
        yield rf"(?P<date>{season}{GAP}(?:of{GAP})?{year})", _season
        yield rf"(?P<date>(?P<direction>(?i:{_either(table.directions)})){GAP}{season}\b)", _season_by_direction

    def _relative_patterns(self) -> Iterable[tuple[str, Resolver]]:
        table = self.table
        direction = rf"(?P<direction>(?i:{_either(table.directions)}))"
        number = rf"(?P<number>[0-9]{{1,3}}|(?i:{_either(table.numbers)}))"
        unit = rf"(?P<unit>{_either(table.units)})"
        day_part = rf"(?:{GAP}{_either(table.words['day_parts'])}\b)?"
        yield rf"(?P<date>(?:{direction}{GAP})?(?P<weekday>{_either(table.weekdays)})(?!\w){day_part})", _weekday
        yield rf"(?P<date>(?P<phrase>(?i:{_either(table.days)}))\b)", _day_word
        yield rf"(?P<date>(?P<phrase>(?i:{_either(table.following)}))\b)", _following
        yield rf"(?P<date>{direction}{GAP}{unit}\b)", _unit_by_direction
        same, after = (rf"(?i:{_either(table.words[name])})" for name in ("same", "after"))
        month = self._month("month")
        yield rf"(?P<date>{same}{GAP}{unit}\b)", _same_unit
        yield rf"(?P<date>{after}{GAP}{unit}\b)", _unit_after
        day = f"(?P<day>{DAY})"
        yield rf"(?P<date>(?:{day}{GAP})?{month}{GAP}(?:of{GAP})?{direction}{GAP}year\b)", _month_of_year_by_direction
        yield rf"(?P<date>{same}{GAP}{month}(?!\w))", _month_of_same_year
        yield rf"(?P<date>{after}{GAP}{month}(?!\w))", _month_after
        yield rf"(?P<date>{number}{GAP}{unit}{GAP}(?P<distance>{_either(table.distances)})\b)", _distance

    def _month(self, group: str, names: Iterable[str] | None = None) -> str:
        chosen = self.months if names is None else [form for name in names for form in (name, name.upper())]
        return rf"(?P<{group}>{_either(chosen)})(?:\.(?={GAP}[0-9]))?"

    def _join(self) -> str:
        return rf"(?P<join>{DASH}|{GAP}{_either(self.table.words['joins'])}{GAP})"


@functools.cache
def _grammar() -> _Grammar:
    return _Grammar(load_date_table())


def _either(words: Iterable[str]) -> str:
    """An expression for one of the words; the longest first, so that a word does not hide one that it begins."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(re.escape(word).replace(re.escape(' '), GAP) for word in ordered)})"


def _bare_year(group: str) -> str:
    return f"(?P<{group}>(?:19|20)[0-9]{{2}})"


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _iso_value(year: int, month: int | None = None, day: int | None = None) -> str:
    """The value of a day, month or year. Raises ValueError where the calendar has none such."""
    exact = date(year, month or 1, day or 1).isoformat()
    return exact if day else exact[:7] if month else exact[:4]


def _period(first: str, last: str) -> str:
    """The value of a period. Raises ValueError where it ends before it begins."""
    if first > last:
        raise ValueError(f"{last} lies before {first}")
    return f"{first}/{last}" if first != last else first


def _iso(match: Match, _reading: _Reading) -> str | None:
    return _iso_value(int(match["year"]), int(match["month"]), int(match["day"]) if match["day"] else None)


def _numeric(match: Match, _reading: _Reading) -> str | None:
    """Day and month in figures, only where the figures leave no doubt which is which."""
    one, two = int(match["one"]), int(match["two"])
    if one <= 12 and two <= 12 and one != two:
        return None
    day, month = (two, one) if two > 12 else (one, two)
    return _iso_value(int(match["year"]), month, day)


def _day(match: Match, reading: _Reading) -> str | None:
    if _is_count(match):
        return None
    month, day = reading.grammar.months[match["month"]], _number(match["day"])
    year = int(match["year"]) if match["year"] else reading.year_for(month, day, match.start())
    return None if year is None else _iso_value(year, month, day)


def _is_count(match: Match) -> bool:
    """Whether the figure counts what follows: "in June 20 soldiers died"."""
    text, start = match.string, match.start()
    after_in = text[max(0, start - 3) : start].lower() == "in "
    return after_in and match["year"] is None and LOWER_WORD.match(text, match.end()) is not None


def _day_span(match: Match, reading: _Reading) -> str | None:
    first_month, last_month = match["month"] or match["month2"], match["month2"] or match["month"]
    if _is_list(match) or not first_month:
        return None
    months = reading.grammar.months
    first = (months[first_month], _number(match["day"] or match["tight"]))
    last = (months[last_month], _number(match["day2"]))
    known = match["year2"] or match["year"]
    year = int(known) if known else reading.year_for(*last, match.start())
    if year is None:
        return None
    first_year = int(match["year"]) if match["year"] else year - (first[0] > last[0])
    return _period(_iso_value(first_year, *first), _iso_value(year, *last))


def _is_list(match: Match) -> bool:
    """Whether what looks like a period is a date and then something else, or two dates."""
    join = match["join"]
    if "and" in join and match["month"] and match["month2"]:
        return match.string[max(0, match.start() - 8) : match.start()].lower() != "between "
    if match["month2"] or match["year2"]:
        return False
    dash_apart = join != join.strip() and not join.strip().isalpha()
    return dash_apart or PLURAL.match(match.string, match.end()) is not None


def _month_span(match: Match, reading: _Reading) -> str | None:
    months = reading.grammar.months
    first, last, year = months[match["month"]], months[match["month2"]], int(match["year2"])
    first_year = int(match["year"]) if match["year"] else year - (first > last)
    return _period(_iso_value(first_year, first), _iso_value(year, last))


def _month(match: Match, reading: _Reading) -> str | None:
    groups = match.groupdict()
    month = reading.grammar.months[match["month"]]
    year = int(groups["year"]) if groups.get("year") else reading.year_for(month, None, match.start("date"))
    if year is None:
        return None
    part, table = groups.get("part"), reading.grammar.table
    return _part_of_month(year, month, _lookup({**table.parts, **table.month_parts}, part)) if part else _iso_value(year, month)


def _part_of_month(year: int, month: int, third: int) -> str:
    _, _, first, last = THIRDS[third]
    return _period(_iso_value(year, month, first), _iso_value(year, month, min(last, calendar.monthrange(year, month)[1])))


def _month_by_direction(match: Match, reading: _Reading) -> str | None:
    """Last June is over, next June has not begun, this June is in the year of the anchor."""
    if reading.anchor is None:
        return None
    month, now = reading.grammar.months[match["month"]], reading.anchor
    direction = _lookup(reading.grammar.table.directions, match["direction"])
    step = {-1: -(month >= now.month), 0: 0, 1: int(month <= now.month)}[direction]
    return _iso_value(now.year + step, month)


def _year(match: Match, reading: _Reading) -> str | None:
    year, part = int(match["year"]), match.groupdict().get("part")
    if part:
        first, last, _, _ = THIRDS[_lookup(reading.grammar.table.parts, part)]
        return _period(_iso_value(year, first), _iso_value(year, last))
    counts = year % 100 == 0 or match[0].lower().startswith("of")
    return None if counts and PLURAL.match(match.string, match.end()) else _iso_value(year)


def _year_span(match: Match, _reading: _Reading) -> str | None:
    if match["join"].strip() == "and" and match.string[max(0, match.start() - 8) : match.start()].lower() != "between ":
        return None
    return _period(match["year"], match["year2"])


def _decade(match: Match, reading: _Reading) -> str | None:
    first = int(match["decade"])
    if not match["part"]:
        return _period(_iso_value(first), _iso_value(first + 9))
    third = _lookup(reading.grammar.table.parts, match["part"])
    return _period(_iso_value(first + (0, 4, 7)[third - 1]), _iso_value(first + (3, 6, 9)[third - 1]))


def _fraction(match: Match, reading: _Reading) -> str | None:
    table = reading.grammar.table
    length, which = table.fractions[match["fraction"]], _lookup(table.ordinals, match["ordinal"])
    last = which * length if which > 0 else 12
    return _period(_iso_value(int(match["year"]), last - length + 1), _iso_value(int(match["year"]), last))


def _season(match: Match, reading: _Reading) -> str | None:
    return _season_value(int(match["year"]), _lookup(reading.grammar.table.seasons, match["season"]))


def _season_value(year: int, first: int) -> str:
    last = first + 2
    return _period(_iso_value(year, first), _iso_value(year + (last > 12), (last - 1) % 12 + 1))


def _season_by_direction(match: Match, reading: _Reading) -> str | None:
    if reading.anchor is None:
        return None
    first, now = _lookup(reading.grammar.table.seasons, match["season"]), reading.anchor
    direction = _lookup(reading.grammar.table.directions, match["direction"])
    over = (now.year, now.month) > (now.year + (first > 10), (first + 1) % 12 + 1)
    step = {-1: -(not over), 0: 0, 1: int(first <= now.month)}[direction]
    return _season_value(now.year + step, first)


def _weekday(match: Match, reading: _Reading) -> str | None:
    """The last such day up to the anchor; "last Friday" lies before it, "next Friday" after it."""
    if reading.anchor is None:
        return None
    wanted, now = reading.grammar.table.weekdays[match["weekday"]], reading.anchor
    direction = _lookup(reading.grammar.table.directions, match["direction"]) if match["direction"] else None
    ahead, back = (wanted - now.weekday()) % 7, (now.weekday() - wanted) % 7
    if direction == 1 or (direction is None and reading.lies_ahead(match.start())):
        return _shifted(now, ahead or 7)
    return _shifted(now, -(back or 7) if direction == -1 else -back)


def _day_word(match: Match, reading: _Reading) -> str | None:
    return None if reading.anchor is None else _shifted(reading.anchor, _lookup(reading.grammar.table.days, match["phrase"]))


def _following(match: Match, reading: _Reading) -> str | None:
    days = _lookup(reading.grammar.table.following, match["phrase"])
    return None if reading.near_day is None else _shifted(reading.near_day, days)


def _unit_by_direction(match: Match, reading: _Reading) -> str | None:
    table = reading.grammar.table
    unit = table.units[match["unit"]]
    no_date = unit in {"day", "fortnight"} or unit != match["unit"]  # "the last day", "the last weeks"
    if reading.anchor is None or no_date:
        return None
    return _moved(reading.anchor, unit, _lookup(table.directions, match["direction"]))


def _month_of_year_by_direction(match: Match, reading: _Reading) -> str | None:
    """`January last year`, `3 March of this year`."""
    if reading.anchor is None:
        return None
    table = reading.grammar.table
    year, month = reading.anchor.year + _lookup(table.directions, match["direction"]), reading.grammar.months[match["month"]]
    return _iso_value(year, month, _number(match["day"]) if match["day"] else None)


def _same_unit(match: Match, reading: _Reading) -> str | None:
    """`later that month`: the month or year that the text spoke of last."""
    if reading.near_month is None or match["unit"] not in {"month", "year"}:
        return None
    return _iso_value(reading.near_month[0], reading.near_month[1] if match["unit"] == "month" else None)


def _unit_after(match: Match, reading: _Reading) -> str | None:
    """`the following month`: the one after that which the text spoke of last."""
    if reading.near_month is None or match["unit"] not in {"week", "month", "year"}:
        return None
    origin = reading.near_day if match["unit"] == "week" else date(*reading.near_month, 1)
    return None if origin is None else _moved(origin, match["unit"], 1)


def _month_of_same_year(match: Match, reading: _Reading) -> str | None:
    """`that December`: in the year that the text spoke of last."""
    year = reading.near_month[0] if reading.near_month else reading.year
    return None if year is None else _iso_value(year, reading.grammar.months[match["month"]])


def _month_after(match: Match, reading: _Reading) -> str | None:
    """`the following February`: the first after the month that the text spoke of last."""
    month = reading.grammar.months[match["month"]]
    if reading.near_month is None:
        return None
    return _iso_value(reading.near_month[0] + (month <= reading.near_month[1]), month)


def _distance(match: Match, reading: _Reading) -> str | None:
    """So long before the anchor, or before or after the date that the text gave last."""
    table = reading.grammar.table
    count = int(match["number"]) if match["number"].isdigit() else _lookup(table.numbers, match["number"])
    distance, unit = table.distances[match["distance"]], table.units[match["unit"]]
    origin = reading.anchor if distance == "ago" else reading.near_day
    if origin is None and distance != "ago" and unit != "day" and reading.near_month:
        origin = date(*reading.near_month, 1)
    return None if origin is None else _moved(origin, unit, count if distance == "later" else -count)


def _moved(origin: date, unit: str, count: int) -> str:
    """The day, week, month or year that lies so many of them from the day `origin`."""
    if unit == "day":
        return _shifted(origin, count)
    if unit == "fortnight":
        return _moved(origin, "week", 2 * count)
    if unit == "week":
        monday = origin + timedelta(days=7 * count - origin.weekday())
        return _period(monday.isoformat(), _shifted(monday, 6))
    if unit == "year":
        return _iso_value(origin.year + count)
    years, month = divmod(origin.month - 1 + count, 12)
    return _iso_value(origin.year + years, month + 1)


def _shifted(origin: date, days: int) -> str:
    return (origin + timedelta(days=days)).isoformat()


def _lookup(table: Mapping[str, int], phrase: str) -> int:
    return table[" ".join(phrase.lower().split())]
