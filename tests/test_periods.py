from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.periods import closed_bounds, date_bounds


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2025-06-12", date(2025, 6, 12), date(2025, 6, 12)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024-07-25/2024-07-27", date(2024, 7, 25), date(2024, 7, 27)),
        ("2023-12/2024", date(2023, 12, 1), date(2024, 12, 31)),
        ("2017-03-02/..", date(2017, 3, 2), date.max),
        ("../2017", date.min, date(2017, 12, 31)),
        ("9999-12", date(9999, 12, 1), date.max),
    ],
)
def test_date_bounds(value: str, first: date, last: date) -> None:
    assert date_bounds(value) == (first, last)


@pytest.mark.parametrize(
    "value",
    ["", "/", "..", "../..", "2024/", "/2024", "2024-13", "2023-02-29", "0000", "24", "2024-1", "2024-07-25/27", "2024/2023",
     "2024/2025/2026", "2024-07-25T10:00", "2024-07-25 ", "2024\n", "２０２４", "-2024", "July 2024"],
)  # fmt: skip
def test_what_is_no_date(value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        date_bounds(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2017/..", (date(2017, 1, 1), None)),
        ("../2017", (None, date(2017, 12, 31))),
        ("2017", (date(2017, 1, 1), date(2017, 12, 31))),
    ],
)
def test_closed_bounds(value: str, expected: tuple[date | None, date | None]) -> None:
    assert closed_bounds(value) == expected


def points(day: date) -> list[str]:
    """The day's date, month and year."""
    text = day.isoformat()
    return [text, text[:7], text[:4]]


@given(st.dates(), st.integers(0, 2))
def test_a_point_covers_its_day_and_nothing_beyond_its_precision(day: date, precision: int) -> None:
    value = points(day)[precision]
    first, last = date_bounds(value)
    assert first <= day <= last
    assert first.isoformat().startswith(value)
    assert last.isoformat().startswith(value)
    for outside in (first.toordinal() - 1, last.toordinal() + 1):
        if 1 <= outside <= date.max.toordinal():
            assert not date.fromordinal(outside).isoformat().startswith(value)


@given(st.dates(max_value=date.max - timedelta(days=4000)), st.integers(0, 4000), st.integers(0, 2), st.integers(0, 2))
def test_a_period_runs_from_one_sides_first_day_to_the_others_last(day: date, length: int, one: int, other: int) -> None:
    start, end = points(day)[one], points(day + timedelta(days=length))[other]
    assert date_bounds(f"{start}/{end}") == (date_bounds(start)[0], date_bounds(end)[1])


@given(st.text(alphabet="0123456789-/. ", max_size=24))
def test_anything_else_is_a_value_error(value: str) -> None:
    try:
        first, last = date_bounds(value)
    except ValueError:
        return
    assert first <= last
