"""The days that statements are about."""

import pytest
from network_samples import told

from kg.errors import UsageError
from kg.timing import day_span, latest_day, when

EVENT_2022 = told("A", "accuses", "B", date="2022", date_from="2022-01-01", date_until="2022-12-31", document_date="2025-01-05")
READ_2024 = told("A", "accuses", "C", document_date="2024-03")
UNDATED = told("A", "accuses", "D")


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (EVENT_2022, ("2022-01-01", "2022-12-31", "event")),
        (READ_2024, ("2024-03-01", "2024-03-31", "document")),
        (told("A", "accuses", "B", document_date="2024-03-05T10:00:00Z"), ("2024-03-05", "2024-03-05", "document")),
        (told("A", "accuses", "B", date_until="2024-03-05"), ("2024-03-05", "2024-03-05", "event")),
        (told("A", "accuses", "B", document_date="last week"), None),
        (UNDATED, None),
    ],
)
def test_when_says_which_date_it_is(statement, expected):
    days = when(statement)
    assert (days and (days.first, days.last, days.basis)) == expected


@pytest.mark.parametrize(
    ("date", "span"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023-02-28", ("2023-02-28", "2023-02-28")),
    ],
)
def test_the_span_of_a_date(date, span):
    assert day_span(date) == span


def test_what_is_no_date_is_refused_with_the_forms_that_are():
    with pytest.raises(UsageError, match="write 2024, 2024-06 or"):
        day_span("May 2024")


def test_the_latest_day_of_statements():
    assert latest_day([EVENT_2022, READ_2024, UNDATED]) == "2024-03-31"
    assert latest_day([UNDATED]) is None
