"""Feeds: every entry of an RSS or Atom feed is a document with the entry's own text."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

from kg.errors import SourceError
from kg.records import digest
from kg.sources.html import plain_text
from kg.sources.parts import Columns, Failure, Metadata, Part, Raw, Text, small_enough, within


def read_feed(raw: Raw, _columns: Columns) -> Iterator[Part]:
    """The entries of the feed, in its order. Raises SourceError where it has none."""
    import feedparser  # noqa: PLC0415 - loaded where a feed is met

    if b"<!ENTITY" in small_enough(raw).data[:1_000_000]:
        raise SourceError("this feed declares entities of its own, which is a trap")
    try:
        feed = feedparser.parse(io.BytesIO(raw.data), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:
        raise SourceError("this feed is damaged and cannot be read") from error
    if not feed.entries:
        raise SourceError("there is no entry in this feed")
    outlet = _line(feed.feed.get("title")) or None
    for number, entry in enumerate(feed.entries, 1):
        yield _entry(raw, number, entry, outlet)


def _entry(raw: Raw, number: int, entry: Any, outlet: str | None) -> Part:
    label = f"{raw.label}: entry {number}"
    title = _line(entry.get("title"))
    text = _text(entry)
    if not text:
        return Failure(label, "there is no text in it")
    url = entry.get("link")
    key = entry.get("id") or url or digest(text)
    own = Metadata(title or None, _date(entry), outlet, _line(entry.get("author")) or None, None, url)
    return Text(text, title or f"entry {number}", label, within(raw.location, "entry", quote(key)), raw.given, own)


def _text(entry: Any) -> str:
    """The longest text that the entry brings: some repeat the summary before the content."""
    values = [each.get("value") for each in entry.get("content") or ()] + [entry.get("summary")]
    texts = [plain_text(value) for value in values if isinstance(value, str)]
    return max(texts, key=len, default="")


def _date(entry: Any) -> str | None:
    # Asked for a date that is not there, the library warns.
    found = next((entry[key] for key in ("published_parsed", "updated_parsed") if key in entry), None)
    try:
        return date(*found[:3]).isoformat() if found else None
    except ValueError:
        return None


def _line(value: Any) -> str:
    return " ".join(plain_text(value).split()) if isinstance(value, str) else ""
