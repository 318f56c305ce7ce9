"""Dates of any precision in SPARQL as an analyst would write it: which window finds which date, and in which order."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import JNIM, KINDS, MALI, WHEN, Text, store_at

from kg.dates import find_dates
from kg.periods import date_bounds
from kg.queries import run_named, run_query
from kg.store import Solutions, Store, open_store

DATED = {
    "the day": "2025-06-12",
    "the day after": "2025-06-21",
    "the month": "2025-06",
    "a leap month": "2024-02",
    "the year": "2025",
    "another year": "2024",
    "a few days": "2025-06-08/2025-06-11",
    "over the turn of the year": "2024-12-28/2025-01-03",
    "a season": "2025-06/2025-08",
    "a winter": "2024-12/2025-02",
    "a quarter": "2025-04/2025-06",
    "a year and a half": "2024-07/2025",
    "a decade": "2010/2019",
    "since 2012": "2012/..",
    "since a day": "2025-06-15/..",
    "until 2017": "../2017",
    "until a day": "../2025-06-10",
}
"""Statements, one for each date, by what they are called here."""

WINDOWS = {
    "2025": ("2025-01-01", "2025-12-31"),
    "10 to 20 June 2025": ("2025-06-10", "2025-06-20"),
    "12 June 2025": ("2025-06-12", "2025-06-12"),
    "July 2025": ("2025-07-01", "2025-07-31"),
    "29 February 2024": ("2024-02-29", "2024-02-29"),
    "2016": ("2016-01-01", "2016-12-31"),
    "2000": ("2000-01-01", "2000-12-31"),
    "since 2026": ("2026-01-01", "9999-12-31"),
    "until 2011": ("0001-01-01", "2011-12-31"),
    "always": ("0001-01-01", "9999-12-31"),
}

FOUND = {
    "2025": {
        "the day", "the day after", "the month", "the year", "a few days", "over the turn of the year", "a season", "a winter",
        "a quarter", "a year and a half", "since 2012", "since a day", "until a day",
    },
    "10 to 20 June 2025": {
        "the day", "the month", "the year", "a few days", "a season", "a quarter", "a year and a half", "since 2012",
        "since a day", "until a day",
    },
    "12 June 2025": {"the day", "the month", "the year", "a season", "a quarter", "a year and a half", "since 2012"},
    "July 2025": {"the year", "a season", "a year and a half", "since 2012", "since a day"},
    "29 February 2024": {"a leap month", "another year", "since 2012", "until a day"},
    "2016": {"a decade", "since 2012", "until 2017", "until a day"},
    "2000": {"until 2017", "until a day"},
    "since 2026": {"since 2012", "since a day"},
    "until 2011": {"a decade", "until 2017", "until a day"},
    "always": set(DATED),
}  # fmt: skip

OVERLAP = """
SELECT ?name WHERE {{
  ?statement sahel:dateFrom ?from ; sahel:dateUntil ?until ; sahel:trigger ?name .
  FILTER (?from <= "{last}"^^xsd:date && ?until >= "{first}"^^xsd:date)
}}
"""
WITHIN = """
SELECT ?name WHERE {{
  ?statement sahel:dateFrom ?from ; sahel:dateUntil ?until ; sahel:trigger ?name .
  FILTER (?from >= "{first}"^^xsd:date && ?until <= "{last}"^^xsd:date)
}}
"""
IN_ORDER = """
SELECT ?name WHERE { ?statement sahel:dateFrom ?from ; sahel:dateUntil ?until ; sahel:trigger ?name } ORDER BY ?from ?until ?name
"""


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A report without a date with a statement for each date and one without."""
    text = Text("undated.txt")
    for name, value in DATED.items():
        text.tell(JNIM, "attacks", MALI, date=value, trigger=name)
    text.tell(JNIM, "attacks", MALI, trigger="no date")
    with store_at(request.param, tmp_path_factory.mktemp("periods")) as opened:
        opened.add(text.reading(), when=WHEN)
        yield opened


def names(store: Store, query: str) -> list[str]:
    answer = run_query(store, query)
    assert isinstance(answer, Solutions)
    return [row[0].value for row in answer.rows]  # type: ignore[union-attr]


@pytest.mark.parametrize("window", WINDOWS)
def test_a_window_finds_whatever_lies_in_it_at_least_in_part(store: Store, window: str) -> None:
    first, last = WINDOWS[window]
    found = names(store, OVERLAP.format(first=first, last=last))
    assert len(found) == len(set(found))
    assert set(found) == FOUND[window]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("2025", {"the day", "the day after", "the month", "the year", "a few days", "a season", "a quarter"}),
        ("10 to 20 June 2025", {"the day"}),
        ("12 June 2025", {"the day"}),
        ("since 2026", set()),
        ("until 2011", set()),
    ],
)
def test_a_narrower_question_finds_what_lies_in_the_window_as_a_whole(store: Store, window: str, expected: set[str]) -> None:
    first, last = WINDOWS[window]
    assert set(names(store, WITHIN.format(first=first, last=last))) == expected


def test_dates_sort_by_their_first_and_then_their_last_day(store: Store) -> None:
    assert names(store, IN_ORDER) == [
        "until 2017", "until a day", "a decade", "since 2012", "another year", "a leap month", "a year and a half", "a winter",
        "over the turn of the year", "the year", "a quarter", "the month", "a season", "a few days", "the day", "since a day",
        "the day after",
    ]  # fmt: skip


def test_open_ends_can_be_asked_for(store: Store) -> None:
    last = '?s sahel:dateUntil "9999-12-31"^^xsd:date ; sahel:trigger ?name'
    first = '?s sahel:dateFrom "0001-01-01"^^xsd:date ; sahel:trigger ?name'
    assert set(names(store, f"SELECT ?name {{ {last} }}")) == {"since 2012", "since a day"}
    assert set(names(store, f"SELECT ?name {{ {first} }}")) == {"until 2017", "until a day"}


@pytest.mark.parametrize("window", WINDOWS)
def test_the_named_query_finds_the_same(store: Store, window: str) -> None:
    first, last = WINDOWS[window]
    answer = run_named(store, "dated", {"since": first, "until": last})
    assert isinstance(answer, Solutions)
    found = [row[answer.variables.index("date")].value for row in answer.rows]  # type: ignore[union-attr]
    assert sorted(found) == sorted(DATED[name] for name in FOUND[window])
    assert found == sorted(found, key=lambda value: (date_bounds(value), value))


@pytest.mark.parametrize(
    ("value", "precision"),
    [("2025-06-12", "day"), ("2025-06", "month"), ("2025", "year"), ("2025-06/2025-08", "period"), ("2012/..", "open period"),
     ("../2017", "open period")],
)  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_the_named_query_says_how_precise_a_date_is_and_whose(tmp_path: Path, kind: str, value: str, precision: str) -> None:
    with store_at(kind, tmp_path) as opened:
        opened.add(
            Text("report", date=value.replace("/..", "").replace("../", "")).tell(JNIM, "attacks", MALI).reading(), when=WHEN
        )
        opened.add(Text("event", date="1999").tell(JNIM, "attacks", MALI, date=value).reading(), when=WHEN)
        answer = run_named(opened, "dated")
    assert isinstance(answer, Solutions)
    columns = [answer.variables.index(name) for name in ("report", "basis", "precision", "date")]
    rows = {tuple(row[column].value for column in columns) for row in answer.rows}  # type: ignore[union-attr]
    assert ("event", "event", precision, value) in rows
    assert {row[:2] for row in rows} == {("event", "event"), ("report", "report")}


@pytest.mark.parametrize(
    ("words", "inside", "outside"),
    [
        ("on 12 June 2025", "12 June 2025", "July 2025"),
        ("in June 2025", "10 to 20 June 2025", "July 2025"),
        ("in 2025", "July 2025", "2016"),
        ("in the second quarter of 2025", "12 June 2025", "July 2025"),
        ("in the summer of 2025", "July 2025", "2016"),
        ("in the 2010s", "2016", "2025"),
        ("between 8 and 11 June 2025", "10 to 20 June 2025", "12 June 2025"),
        ("since 2012", "since 2026", "until 2011"),
        ("in early June 2025", "10 to 20 June 2025", "12 June 2025"),
    ],
)
def test_what_a_text_says_is_found(words: str, inside: str, outside: str) -> None:
    [span] = find_dates(f"The town was attacked {words}.", date(2026, 1, 1))
    with open_store(":memory:") as opened:
        opened.add(Text("a").tell(JNIM, "attacks", MALI, date=span.value, trigger=words).reading(), when=WHEN)
        for window, expected in ((inside, [words]), (outside, [])):
            first, last = WINDOWS[window]
            assert names(opened, OVERLAP.format(first=first, last=last)) == expected


@pytest.mark.parametrize("value", ["2025-13", "June 2025", "2025/2024", "../..", "2025-W24", "2025-06-31", ""])
def test_what_is_no_date_is_not_stored_halfway(value: str) -> None:
    text = Text("a").tell(JNIM, "attacks", MALI).tell(JNIM, "fights", MALI, date=value)
    with open_store(":memory:") as opened:
        with pytest.raises(ValueError, match=r".*"):
            opened.add(text.reading(), when=WHEN)
        assert list(opened.quads()) == []


def precisions(day: date) -> list[str]:
    return [day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]]


DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))
POINTS = st.tuples(DAYS, st.integers(0, 2)).map(lambda each: precisions(each[0])[each[1]])
PERIODS = st.one_of(
    POINTS,
    POINTS.map(lambda point: f"{point}/.."),
    POINTS.map(lambda point: f"../{point}"),
    st.tuples(POINTS, POINTS).filter(lambda pair: date_bounds(pair[0])[0] <= date_bounds(pair[1])[1]).map("/".join),
)


@given(st.lists(PERIODS, min_size=1, max_size=6, unique=True), DAYS, st.integers(0, 500))
@settings(deadline=None, max_examples=60)
def test_any_window_finds_exactly_the_dates_that_share_a_day_with_it(values: list[str], start: date, length: int) -> None:
    text = Text("a")
    for value in values:
        text.tell(JNIM, "attacks", MALI, date=value, trigger=value)
    window = [start + timedelta(days=number) for number in range(length + 1)]
    with open_store(":memory:") as opened:
        opened.add(text.reading(), when=WHEN)
        found = names(opened, OVERLAP.format(first=window[0], last=window[-1]))
    assert sorted(found) == sorted(value for value in values if any(_covers(value, day) for day in window))


def _covers(value: str, day: date) -> bool:
    """Whether the period covers the day, read off the texts alone."""
    first, _, last = value.partition("/")
    text = day.isoformat()
    if not last:
        return text.startswith(first)
    return (first == ".." or text[: len(first)] >= first) and (last == ".." or text[: len(last)] <= last)
