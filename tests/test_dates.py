"""Which dates are found in a text, and which days they mean."""

import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.dates import DateSpan, find_dates, load_date_table
from kg.errors import SeedError
from kg.periods import date_bounds
from kg.resources import resource

ANCHOR = date(2025, 6, 11)  # a Wednesday
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def found(text: str, anchor: date | None = ANCHOR) -> list[tuple[str, str]]:
    return [(span.text, span.value) for span in find_dates(text, anchor)]


ABSOLUTE = [
    ("The camp fell on June 12, 2025, after a siege.", "June 12, 2025", "2025-06-12"),
    ("The camp fell on 12 June 2025.", "12 June 2025", "2025-06-12"),
    ("The camp fell on the 12th of June 2025.", "12th of June 2025", "2025-06-12"),
    ("It took effect on 1st March, 2024.", "1st March, 2024", "2024-03-01"),
    ("On Thursday, June 12, 2025 they left.", "Thursday, June 12, 2025", "2025-06-12"),
    ("On Thursday 12 June 2025 they left.", "Thursday 12 June 2025", "2025-06-12"),
    ("BAMAKO, Jan. 12, 2013 – Troops arrived.", "Jan. 12, 2013", "2013-01-12"),
    ("JUNE 12, 2025: the convoy stops.", "JUNE 12, 2025", "2025-06-12"),
    ("Signed in June 2025.", "June 2025", "2025-06"),
    ("Signed in June of 2025.", "June of 2025", "2025-06"),
    ("Signed in May 2015 at Bamako.", "May 2015", "2015-05"),
    ("Dated 2025-06-12.", "2025-06-12", "2025-06-12"),
    ("The file for 2025-06 is missing.", "2025-06", "2025-06"),
    ("Dated 25/06/2025.", "25/06/2025", "2025-06-25"),
    ("Dated 06/25/2025.", "06/25/2025", "2025-06-25"),
    ("Dated 25.06.2025.", "25.06.2025", "2025-06-25"),
    ("Dated 06/06/2025.", "06/06/2025", "2025-06-06"),
    ("The defeat on July 25-27, 2024 was heavy.", "July 25-27, 2024", "2024-07-25/2024-07-27"),
    ("The defeat on July 25–27, 2024 was heavy.", "July 25–27, 2024", "2024-07-25/2024-07-27"),
    ("The visit on April 3 and 4, 2025 is over.", "April 3 and 4, 2025", "2025-04-03/2025-04-04"),
    ("It lasted from 3 to 5 May 2024.", "3 to 5 May 2024", "2024-05-03/2024-05-05"),
    ("It lasted from 28 June to 2 July 2024.", "28 June to 2 July 2024", "2024-06-28/2024-07-02"),
    ("It lasted from June 28 – July 2, 2024.", "June 28 – July 2, 2024", "2024-06-28/2024-07-02"),
    ("It lasted from December 28, 2023 to January 2, 2024.", "December 28, 2023 to January 2, 2024", "2023-12-28/2024-01-02"),
    ("It lasted from 28 December to 2 January 2024.", "28 December to 2 January 2024", "2023-12-28/2024-01-02"),
    ("Between July 25 and 27, 2024, they fought.", "July 25 and 27, 2024", "2024-07-25/2024-07-27"),
    ("Between Friday 4 and Saturday 5 June 2021 they struck.", "Friday 4 and Saturday 5 June 2021", "2021-06-04/2021-06-05"),
    ("Between March and June 2024 it rained.", "March and June 2024", "2024-03/2024-06"),
    ("November 2023 to February 2024 was calm.", "November 2023 to February 2024", "2023-11/2024-02"),
    ("The war began in 2012.", "2012", "2012"),
    ("The war of 2012 began in the north.", "2012", "2012"),
    ("The 2015 agreement is dead.", "2015", "2015"),
    ("They have fought since 2012.", "since 2012", "2012/.."),
    ("They have fought since March 2012.", "since March 2012", "2012-03/.."),
    ("They have fought since 22 March 2012.", "since 22 March 2012", "2012-03-22/.."),
    ("Trade grew from 2012 to 2014.", "2012 to 2014", "2012/2014"),
    ("The crisis (2012-2014) is past.", "2012-2014", "2012/2014"),
    ("The rebellions of the 1990s ended.", "1990s", "1990/1999"),
    ("The drought of the late 1980s came.", "late 1980s", "1987/1989"),
    ("By mid-2023 they had gone.", "mid-2023", "2023-05/2023-08"),
    ("In early 2012 they rose.", "early 2012", "2012-01/2012-04"),
    ("It began in the first days of 2012.", "2012", "2012"),
    ("At the end of 2023 they left.", "the end of 2023", "2023-09/2023-12"),
    ("In early June 2024 it began.", "early June 2024", "2024-06-01/2024-06-10"),
    ("In late February 2024 it ended.", "late February 2024", "2024-02-21/2024-02-29"),
    ("In the first half of 2024 it fell.", "the first half of 2024", "2024-01/2024-06"),
    ("In the third quarter of 2025 it rose.", "the third quarter of 2025", "2025-07/2025-09"),
    ("In the last quarter of 2024 it rose.", "the last quarter of 2024", "2024-10/2024-12"),
    ("Since the spring of 2012 the north is lost.", "Since the spring of 2012", "2012-03/.."),
    ("In winter 2012 they waited.", "winter 2012", "2012-12/2013-02"),
]

RELATIVE = [
    ("Fighters struck on Friday.", "Friday", "2025-06-06"),
    ("Fighters struck on Wednesday.", "Wednesday", "2025-06-11"),
    ("Fighters struck last Wednesday.", "last Wednesday", "2025-06-04"),
    ("Fighters struck last Friday.", "last Friday", "2025-06-06"),
    ("On Tuesday night they fled.", "Tuesday night", "2025-06-10"),
    ("They meet next Tuesday.", "next Tuesday", "2025-06-17"),
    ("The mission is expected on Tuesday.", "Tuesday", "2025-06-17"),
    ("They have held out since Monday.", "since Monday", "2025-06-09/.."),
    ("Yesterday they fled.", "Yesterday", "2025-06-10"),
    ("They flee today.", "today", "2025-06-11"),
    ("They flee tomorrow.", "tomorrow", "2025-06-12"),
    ("It happened this week.", "this week", "2025-06-09/2025-06-15"),
    ("It happened last week.", "last week", "2025-06-02/2025-06-08"),
    ("It happened last month.", "last month", "2025-05"),
    ("It happens next month.", "next month", "2025-07"),
    ("It happened last year.", "last year", "2024"),
    ("It happened three days ago.", "three days ago", "2025-06-08"),
    ("It happened three weeks ago.", "three weeks ago", "2025-05-19/2025-05-25"),
    ("It happened six months ago.", "six months ago", "2024-12"),
    ("It happened 13 years ago.", "13 years ago", "2012"),
    ("Wagner withdrew last June.", "last June", "2024-06"),
    ("Wagner withdrew last May.", "last May", "2025-05"),
    ("They return next June.", "next June", "2026-06"),
    ("Protests began in June.", "June", "2025-06"),
    ("Protests began in September.", "September", "2024-09"),
    ("Protests began in May and went on.", "May", "2025-05"),
    ("A vote is planned in September.", "September", "2025-09"),
    ("It began in early June.", "early June", "2025-06-01/2025-06-10"),
    ("In the first days of June they left.", "the first days of June", "2025-06-01/2025-06-10"),
    ("It ended in the last week of May.", "the last week of May", "2025-05-21/2025-05-31"),
    ("It began on 12 December.", "12 December", "2024-12-12"),
    ("They will meet on 12 December.", "12 December", "2025-12-12"),
    ("June 2 – Timbuktu: attack on a camp.", "June 2", "2025-06-02"),
    ("- June 2 – 30 soldiers killed.", "June 2", "2025-06-02"),
    ("Between 3 and 5 May they met.", "3 and 5 May", "2025-05-03/2025-05-05"),
    ("They rose last autumn.", "last autumn", "2024-09/2024-11"),
    ("They left in January last year.", "January last year", "2024-01"),
    ("They left on 3rd March of this year.", "3rd March of this year", "2025-03-03"),
    ("They meet in May next year.", "May next year", "2026-05"),
    ("They rose this spring.", "this spring", "2025-03/2025-05"),
]

NO_DATES = [
    "It may march on Kidal.",
    "They march on the camp, as well they may.",
    "Prime Minister May spoke.",
    "They lost 20 vehicles.",
    "They lost 2,000 soldiers.",
    "A force of 2000 soldiers came.",
    "They lost in 2,012 cases.",
    "Resolution 2085 was adopted.",
    "since 2,012",
    "The second column and a third of the first stayed.",
    "Dated 12/06/2025.",
    "Version 1.2012.3 of 10.0.2012.1",
    "in 3012",
    "The fall of Kidal was a spring in their step.",
    "the last day of the last weeks",
    "Base 101 and Base 201",
    "A 7.62/12/2020x round",
]


@pytest.mark.parametrize(("text", "words", "value"), ABSOLUTE, ids=lambda part: str(part)[:40])
@pytest.mark.parametrize("anchor", [ANCHOR, None])
def test_absolute_dates_need_no_anchor(text: str, words: str, value: str, anchor: date | None) -> None:
    assert found(text, anchor) == [(words, value)]


@pytest.mark.parametrize(("text", "words", "value"), RELATIVE, ids=lambda part: str(part)[:40])
def test_relative_dates_are_resolved_against_the_anchor(text: str, words: str, value: str) -> None:
    assert found(text) == [(words, value)]


@pytest.mark.parametrize(("text", "words", "value"), RELATIVE, ids=lambda part: str(part)[:40])
def test_relative_dates_stay_unresolved_without_an_anchor(text: str, words: str, value: str) -> None:
    assert (words, value) not in found(text, None)


@pytest.mark.parametrize("text", NO_DATES)
def test_words_and_quantities_are_no_dates(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("On June 12, 2024 they came. The next day, June 13, they left.", ["2024-06-12", "2024-06-13", "2024-06-13"]),
        ("It fell on 26 July 2023. Two days later he took power.", ["2023-07-26", "2023-07-28"]),
        ("It fell on 1 March 2024. A day earlier they fled.", ["2024-03-01", "2024-02-29"]),
        ("It fell on 2 October 2023, and five weeks later", ["2023-10-02", "2023-11-06/2023-11-12"]),
        ("It fell on 2 October 2023. A fortnight later it rained.", ["2023-10-02", "2023-10-16/2023-10-22"]),
        ("It began in May 2023. Two months later it ended.", ["2023-05", "2023-07"]),
        ("It fell on Sunday. The same day they fled.", ["2025-06-08", "2025-06-08"]),
        ("In 2012 it began. Two days later", ["2012"]),
        ("On 30 December 2024 they met; on January 6 they parted.", ["2024-12-30", "2025-01-06"]),
        ("July 10, 2022 it was. Freed in September.", ["2022-07-10", "2022-09"]),
        ("In July 2024 they met.\n\nOn 4 August they parted.", ["2024-07", "2024-08-04"]),
        ("They met in July 2024, as in January 2013.\n\nOn 4 May they parted.", ["2024-07", "2013-01", "2025-05-04"]),
        ("They have fought since 2012.\n\nOn 4 May they met.", ["2012/..", "2025-05-04"]),
        ("BAMAKO, 2 June 2025 – Held since December.", ["2025-06-02", "2024-12/.."]),
        ("They meet on 10 July 2025 and 12 August.", ["2025-07-10", "2025-08-12"]),
        ("In June 20 soldiers fell.", ["2025-06"]),
        ("- 4 May 2021 – one\n- 5 May 2022 – two\n- 6 May – three", ["2021-05-04", "2022-05-05", "2022-05-06"]),
        ("June 28 and July 2, 2024 were quiet.", ["2024-06-28", "2024-07-02"]),
        ("- Niger: in 2021 two were freed.\n- Chad: in May its envoy came, in 2023 another.", ["2021", "2025-05", "2023"]),
        ("Seen in 2022.\n- Gao: shut since 2012, opened in 2021.\n- Kidal: lost in May.", ["2022", "2012/..", "2021", "2025-05"]),
        ("- 4 May 2021: Gao, a camp of 2012, rebuilt in 2019\n- 6 May: Kidal", ["2021-05-04", "2012", "2019", "2021-05-06"]),
        (
            "1 March 2023\n- 3 March: Gao\n- 9 March: one, as in 2019\n- 11 March: two",
            ["2023-03-01", "2023-03-03", "2023-03-09", "2019", "2023-03-11"],
        ),
        ("Besieged since May 2023. In the first days of April it was shelled.", ["2023-05/..", "2025-04-01/2025-04-10"]),
        ("Closed since 12 June 2024. Two days later they fled.", ["2024-06-12/..", "2024-06-14"]),
        ("They met on 8 May 2022.\n\nOn 4 May it fell.", ["2022-05-08", "2025-05-04"]),
        ("It fell on 20 July.", ["2024-07-20"]),
        ("It fell on 2 October 2023.\nNobody came.\nThe next day it rained.", ["2023-10-02", "2023-10-03"]),
        ("It fell on 2 October 2023.\n\nNobody came.\n\nElsewhere too.\n\nThe next day it rained.", ["2023-10-02"]),
        ("It fell in May 2023.\n\nOne\n\nTwo\n\nThree weeks later, later that month, the following month", ["2023-05"]),
        ("It fell on 2 October 2023.\n\nOne\n\nTwo\n\nOn 4 May 2024. A day later", ["2023-10-02", "2024-05-04", "2024-05-05"]),
    ],
)
def test_dates_lean_on_those_before_them(text: str, values: list[str]) -> None:
    assert [value for _, value in found(text)] == values


def test_without_an_anchor_the_text_gives_the_year() -> None:
    assert found("June 12, 2025 it was.\n\n- June 22 – Léré\n- July 19 – Aguelhok", None) == [
        ("June 12, 2025", "2025-06-12"),
        ("June 22", "2025-06-22"),
        ("July 19", "2025-07-19"),
    ]
    assert found("June 22 – Léré", None) == []


def test_impossible_days_are_passed_over() -> None:
    assert found("On 31 June 2024 and on 29 February 2023.", None) == [("June 2024", "2024-06"), ("February 2023", "2023-02")]


def test_spans_give_their_place_in_the_text() -> None:
    text = "They came on 12 June 2025 and left in August 2025."
    assert find_dates(text, None) == [DateSpan(13, 25, "12 June 2025", "2025-06-12"), DateSpan(38, 49, "August 2025", "2025-08")]


def test_a_line_break_may_stand_within_a_date() -> None:
    assert found("on 12\nJune 2025", None) == [("12\nJune 2025", "2025-06-12")]


@pytest.mark.parametrize(
    "text",
    ["1" * 100_000, " " * 100_000, "1 " * 50_000, "12/" * 33_000, "June " * 20_000, "12 June " * 12_000, "2024-" * 20_000,
     "between 1 and " * 7_000, "the last " * 11_000, "- " * 50_000, "12 June 2024\n" * 7_000, "since the " * 10_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_hostile_text_takes_no_more_time_than_its_length_asks_for(text: str) -> None:
    started = time.process_time()
    find_dates(text, ANCHOR)
    assert time.process_time() - started < 10


@settings(deadline=None)  # the first example pays for making the grammar
@given(st.text(alphabet="0123456789 -–/,.JuneMaylstFridayofthe2012\n", max_size=200))
def test_any_text_gives_sound_spans(text: str) -> None:
    spans = find_dates(text, ANCHOR)
    assert all(span.text == text[span.start : span.end] for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    for span in spans:
        date_bounds(span.value)


DAY_FORMS = {
    "{month} {day}, {year}": "{iso}",
    "{day} {month} {year}": "{iso}",
    "{iso}": "{iso}",
    "{weekday}, {day} {month} {year}": "{iso}",
    "{month} {day}-{next_day}, {year}": "{iso}/{next_iso}",
    "from {day} to {next_day} {month} {year}": "{iso}/{next_iso}",
    "between {month} {day} and {next_day}, {year}": "{iso}/{next_iso}",
    "{month} {year}": "{iso_month}",
    "in {year}": "{year}",
    "since {year}": "{year}/..",
}


@pytest.mark.parametrize("form", DAY_FORMS)
@settings(deadline=None)  # the first example pays for making the grammar
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 30)))
def test_any_day_is_found_in_every_form(form: str, day: date) -> None:
    after = day + timedelta(days=1)
    if after.month != day.month:
        day, after = day - timedelta(days=1), day
    names = {
        "day": day.day, "month": MONTHS[day.month - 1], "year": day.year, "weekday": day.strftime("%A"), "iso": day.isoformat(),
        "next_day": after.day, "next_iso": after.isoformat(), "iso_month": day.isoformat()[:7],
    }  # fmt: skip
    spans = find_dates(f"They came {form.format(**names)}, it is said.", None)
    assert [span.value for span in spans] == [DAY_FORMS[form].format(**names)]


@settings(deadline=None)  # the first example pays for making the grammar
@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), back=st.integers(0, 364))
def test_a_yearless_day_lies_in_the_year_before_the_anchor(day: date, back: int) -> None:
    meant = day - timedelta(days=back)
    if (meant.month, meant.day) != (2, 29):
        assert found(f"They came on {meant.day} {MONTHS[meant.month - 1]}.", day)[0][1] == meant.isoformat()


@settings(deadline=None)  # the first example pays for making the grammar
@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)), back=st.integers(0, 6))
def test_a_weekday_is_the_last_such_day(day: date, back: int) -> None:
    meant = day - timedelta(days=back)
    assert found(f"They came on {meant:%A}.", day)[0][1] == meant.isoformat()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("[units]", "[unit]"), "unit, units"),
        (('since = ["since"]', "since = []"), "empty: since"),
        (("= 1\n", "= \n"), "dates.toml: "),
    ],
)
def test_a_faulty_table_is_named(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = tmp_path / "dates.toml"
    path.write_text(resource("seeds", "dates.toml").read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        load_date_table(path)


LEANING = [
    ("In June 2023 he came. Later that month he left.", "Later that month", "2023-06"),
    ("In June 2023 he came. The same month he left.", "The same month", "2023-06"),
    ("In June 2023 he came. Later the same year he left.", "Later the same year", "2023"),
    ("In June 2023 he came. That year he left.", "That year", "2023"),
    ("In June 2023 he came. The following month he left.", "The following month", "2023-07"),
    ("In December 2023 he came. The next month he left.", "The next month", "2024-01"),
    ("In September 2022 he came. The following February he left.", "The following February", "2023-02"),
    ("In January 2022 he came. The following February he left.", "The following February", "2022-02"),
    ("In July 2023 they met. That December they parted.", "That December", "2023-12"),
    ("On 26 July 2023 the army rose. That evening it spoke.", "That evening", "2023-07-26"),
    ("On 26 July 2023 the army rose. The following morning it spoke.", "The following morning", "2023-07-27"),
    ("On 26 July 2023 the army rose. The next week it spoke.", "The next week", "2023-07-31/2023-08-06"),
]


@pytest.mark.parametrize(("text", "words", "value"), LEANING)
@pytest.mark.parametrize("anchor", [None, date(2025, 3, 18)])
def test_what_points_to_the_month_or_year_before(text: str, words: str, value: str, anchor: date | None) -> None:
    assert (words, value) in found(text, anchor)


@pytest.mark.parametrize(
    "text", ["Later that month he left.", "The following year he left.", "That December he left.", "That week."]
)
def test_nothing_to_point_to(text: str) -> None:
    assert found(text, None) == []


NAMED_BY_YEAR = [
    ("Under the 2012 accord, which ended on 16 March 2024, they had a base. On 5 August they left it.", None, "2024-08-05"),
    ("In March 2024 it renounced the 2012 accord. On 5 August they left.", None, "2024-08-05"),
    ("It renounced the 2012 accord. On 5 August they left.", date(2024, 9, 9), "2024-08-05"),
    ("It renounced the 2015 peace deal; on 5 August they left.", date(2024, 9, 9), "2024-08-05"),
    ("It ended in 2012. On 5 August they left.", date(2024, 9, 9), "2012-08-05"),
]


@pytest.mark.parametrize(("text", "anchor", "value"), NAMED_BY_YEAR)
def test_a_year_in_the_name_of_a_thing_is_not_the_year_of_the_story(text: str, anchor: date | None, value: str) -> None:
    assert dict(found(text, anchor))["5 August"] == value
