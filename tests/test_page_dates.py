"""Which day a web page declares as its own."""

import json

import pytest

from kg.sources.page_dates import page_date

TEXT = "JNIM attacked an army post near Djibo. The peace agreement was signed on June 20, 2015 in Bamako."


def page(head: str = "", body: str = "", after: str = "") -> str:
    return f"<html><head><title>T</title>{head}</head><body><article>{body}<p>{TEXT}</p></article>{after}</body></html>"


def meta(name: str, content: str, key: str = "name") -> str:
    return f'<meta {key}="{name}" content="{content}">'


def data(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("made", "day"),
    [
        (page(meta("article:published_time", "2024-06-04T10:00:00Z", "property")), "2024-06-04T10:00:00Z"),
        (page(meta("DC.date.issued", "2024-06-04")), "2024-06-04"),
        (page(meta("date", "4 June 2024")), "4 June 2024"),
        (page(meta("datePublished", "2024-06-04", "itemprop")), "2024-06-04"),
        (page(data({"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "datePublished": "2024-06-04"}]})), "2024-06-04"),
        (page(body='<time datetime="2024-06-04T08:00">today</time>'), "2024-06-04T08:00"),
        (page(body='<span itemprop="datePublished">4 June 2024</span>'), "4 June 2024"),
        (page(meta("date", "03/04/2024") + data({"datePublished": "2024-03-04"})), "2024-03-04"),
        (page(meta("date", "2024-06-05") + meta("article:published_time", "2024-06-04", "property")), "2024-06-04"),
        (page(meta("date", "03/04/2024")), "03/04/2024"),
        (page(meta("date", "2024-02-30")), "2024-02-30"),
        (page(body='<time datetime="03/04/2024">x</time>'), "03/04/2024"),
        (page(data({"datePublished": ["2024-06-04"]})), None),
        (page(meta("date", " ")), None),
        (page('<script type="application/ld+json">{"datePublished": </script>'), None),
        (page(after='<time datetime="2020-01-01">another article</time>'), None),
        ("", None),
    ],
)  # fmt: skip
def test_what_a_page_declares(made: str, day: str | None) -> None:
    assert page_date(made, TEXT, None) == day


@pytest.mark.parametrize(
    ("made", "text", "guessed", "day"),
    [
        (page(after="<footer>Published 03/04/2024</footer>"), TEXT, "2024-04-03", None),
        (page(after="<footer>Published 03/04/2024</footer>"), f"{TEXT} Bamako, 3 April 2024.", "2024-04-03", "2024-04-03"),
        (page(after="<a href='/2024-04-03/x'>03/04/2024</a>"), TEXT, "2024-04-03", "2024-04-03"),
        (page(body="<p class=date>4 June 2024</p>"), TEXT, "2024-06-04", "2024-06-04"),
        (page(meta("date", "2024-06-04")), TEXT, "2019-01-01", "2024-06-04"),
        (page(), TEXT, "no date", None),
    ],
)
def test_what_is_guessed_counts_where_nothing_is_declared_and_it_is_spelt_out(
    made: str, text: str, guessed: str, day: str | None
) -> None:
    assert page_date(made, text, guessed) == day
