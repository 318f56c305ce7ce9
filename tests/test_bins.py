"""Weeks, months and years, and how a period is spread over them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.metrics.bins import UNITS, Grid, bin_of, bins_between, shares
from kg.timing import When


@pytest.mark.parametrize(
    ("day", "by", "name", "first", "last"),
    [
        ("2024-02-10", "year", "2024", "2024-01-01", "2024-12-31"),
        ("2024-02-10", "month", "2024-02", "2024-02-01", "2024-02-29"),
        ("2023-12-31", "month", "2023-12", "2023-12-01", "2023-12-31"),
        ("2024-12-30", "week", "2025-W01", "2024-12-30", "2025-01-05"),  # ISO 8601: the week of the year's first Thursday
        ("2021-01-03", "week", "2020-W53", "2020-12-28", "2021-01-03"),
        ("9999-12-31", "month", "9999-12", "9999-12-01", "9999-12-31"),
        ("9999-12-31", "week", "9999-W52", "9999-12-27", "9999-12-31"),
        ("0001-01-01", "week", "0001-W01", "0001-01-01", "0001-01-07"),
    ],
)
def test_a_day_lies_in_one_bin(day, by, name, first, last):
    found = bin_of(day, by)
    assert (found.name, found.first, found.last) == (name, first, last)


@pytest.mark.parametrize(
    ("first", "last", "by", "expected"),
    [
        ("2024-01-15", "2024-01-15", "month", {"2024-01": 1}),
        ("2024-01-31", "2024-02-01", "month", {"2024-01": 1 / 2, "2024-02": 1 / 2}),
        ("2023-12-29", "2024-01-04", "year", {"2023": 3 / 7, "2024": 4 / 7}),
        ("2024-01-01", "2024-12-31", "year", {"2024": 1}),
        ("2023-01-01", "2023-12-31", "month", {f"2023-{m:02}": d / 365 for m, d in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)}),
        ("0001-01-01", "2024-03-01", "month", {"2024-03": 1}),  # an open beginning says no more than its end
        ("2024-03-01", "9999-12-31", "month", {"2024-03": 1}),
    ],
)  # fmt: skip
def test_a_period_is_spread_by_its_days(first, last, by, expected):
    assert {each.name: share for each, share in shares(When(first, last, "event"), by)} == pytest.approx(expected)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 1500), st.sampled_from(UNITS))
def test_the_shares_of_a_period_are_one_and_its_bins_have_no_gap(day, length, by):
    last = date.fromordinal(day.toordinal() + length)
    found = list(shares(When(day.isoformat(), last.isoformat(), "event"), by))
    assert sum(share for _, share in found) == pytest.approx(1)
    assert tuple(each for each, _ in found) == bins_between(day.isoformat(), last.isoformat(), by)
    for one, two in pairwise(found):
        assert date.fromisoformat(one[0].last).toordinal() + 1 == date.fromisoformat(two[0].first).toordinal()


def test_a_window_sets_the_bins_and_else_what_is_found_does():
    found = [bin_of(day, "month") for day in ("2024-02-10", "2024-05-01", "2023-01-01")]
    assert [each.name for each in Grid("month", "2024", "2024-03").bins(found)] == ["2024-01", "2024-02", "2024-03"]
    assert [each.name for each in Grid("month", "2024-04").bins(found)] == ["2024-04", "2024-05"]
    assert len(Grid("month").bins(found)) == 17
    assert Grid("month").bins([]) == Grid("month", "2030").bins(found) == ()


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: Grid("day"), "not cut by 'day'"),  # type: ignore[arg-type]
        (lambda: Grid("month", "soon"), "'soon' is no ISO 8601"),
        (lambda: bins_between("1000-01-01", "2024-01-01", "week"), "more than 5000 weeks"),
    ],
)
def test_what_cannot_be_cut_is_refused(ask, words):
    with pytest.raises(UsageError, match=words):
        ask()
