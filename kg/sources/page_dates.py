"""The dates that a web page declares to be its own: in its head, in its structured data, and where its time is marked up."""

import json
import re
from collections.abc import Iterator
from typing import Any

from kg.dates import find_dates
from kg.sources.known import metadata_date

PUBLISHED = (
    "article:published_time", "article:published", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "citation_publication_date", "citation_date",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "date",
)  # fmt: skip
"""What `meta` calls the day of publication, the most telling names first."""

LARGEST_DATA = 1_000_000
"""Characters of structured data that are looked at."""
_SLASHED = re.compile(r"\b[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}\b")


def page_date(page: str, text: str, guessed: str | None) -> str | None:
    """The date that the page declares; as it stands there where it is none or could be two.

    Where nothing is declared, what was `guessed` from its marks, unless that can only come from numbers such as 03/04/2024.
    """
    declared = [value for value in _declared(page) if value.strip()]
    for value in declared:
        if metadata_date(value):
            return value
    return declared[0] if declared else _spelt(page, text, metadata_date(guessed))


def _spelt(page: str, text: str, guessed: str | None) -> str | None:
    if guessed is None or not _SLASHED.search(page) or guessed in page:
        return guessed
    return guessed if any(span.value == guessed for span in find_dates(text, None)) else None


def _declared(page: str) -> Iterator[str]:
    """Everything that the page declares as its day, the most telling first."""
    from lxml import etree, html  # noqa: PLC0415 - loaded where a page is met

    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError, AssertionError):
        return
    yield from _of_meta(tree)
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", ""):
            yield from _of_data(script.text or "")
    for element in tree.iter():
        if isinstance(element.tag, str) and "datePublished" in (element.get("itemprop") or ""):
            yield element.get("content") or element.get("datetime") or element.text_content()
    yield from (element.get("datetime") for element in tree.iterfind(".//article//time[@datetime]"))
    yield from (element.get("datetime") for element in tree.iterfind(".//time[@pubdate][@datetime]"))


def _of_meta(tree: Any) -> Iterator[str]:
    given: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        given.setdefault(name, element.get("content") or "")
    yield from (given[name] for name in PUBLISHED if name in given)


def _of_data(text: str) -> Iterator[str]:
    """The days of publication in a piece of JSON-LD, wherever in it they stand."""
    try:
        waiting = [json.loads(text)] if len(text) <= LARGEST_DATA else []
    except (ValueError, RecursionError):
        return
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if isinstance(day := each.get("datePublished"), str):
                yield day
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
