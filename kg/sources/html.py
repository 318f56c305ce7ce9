"""The article of a web page: its text without menus and comments, and title, date, author and outlet."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from kg.errors import SourceError
from kg.sources.decoding import decode
from kg.sources.page_dates import page_date
from kg.sources.parts import Columns, Metadata, Part, Raw, small_enough, text_in

CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
NO_SEARCH = {"extensive_search": False, "original_date": True}
"""A date is taken from where pages declare it, not guessed from numbers in their text."""


MOST_ATTRIBUTES = 1_000
"""Attributes of one tag: the parser compares each with all others, and takes minutes for a hundred thousand."""

_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})(\s[^<>]{4000,})>")
_ATTRIBUTE = re.compile(r"\s[^\s=>/]")


def read_html(raw: Raw, _columns: Columns) -> Iterator[Part]:
    """The article of the page. Raises SourceError where there is none."""
    page = _with_few_attributes(decode(small_enough(raw).data, declared=_declared(raw.data)))
    text = article_text(page)
    if not text:
        raise SourceError("there is no text of an article in this page")
    yield text_in(raw, text, own=_metadata(page, text, raw.location))


def _declared(data: bytes) -> str | None:
    """The encoding that the page says it is in."""
    found = CHARSET.search(data[:2048])
    return found[1].decode("ascii") if found else None


def _with_few_attributes(page: str) -> str:
    """The page, but for the attributes of tags that have more of them than any page that is meant to be read."""
    return _LONG_TAG.sub(lambda tag: f"<{tag[1]}>" if len(_ATTRIBUTE.findall(tag[2])) > MOST_ATTRIBUTES else tag[0], page)


def article_text(page: str) -> str:
    """The text of the article in a page or a piece of one; of a page that has no article, all its text."""
    trafilatura = _trafilatura()
    found = trafilatura.extract(page, include_comments=False, include_tables=True, favor_precision=False, deduplicate=False)
    return (found or plain_text(page)).strip()


def plain_text(markup: str) -> str:
    """All text of a piece of HTML, a line for each block."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from lxml import etree, html  # noqa: PLC0415 - as below

    try:
        tree = html.fromstring(
            f"<div>{markup}</div>", parser=html.HTMLParser(remove_comments=True, no_network=True, huge_tree=False)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    for element in tree.iter("script", "style", "template", "noscript"):
        element.text = None
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag in html.defs.block_tags | {"br", "li", "td", "th"}:
            element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in str(tree.text_content()).splitlines())
    return "\n".join(filter(None, lines))


def _metadata(page: str, text: str, location: str | None) -> Metadata:
    found = _trafilatura().extract_metadata(page, default_url=_web(location), date_config=NO_SEARCH)
    if found is None:
        return Metadata(date=page_date(page, text, None))
    day, outlet = page_date(page, text, found.date), found.sitename or found.hostname
    return Metadata(found.title or None, day, outlet or None, found.author or None, None, _web(found.url))


def _web(address: str | None) -> str | None:
    return address if address and address.startswith(("http://", "https://")) else None


def _trafilatura() -> Any:
    """Loaded where a page is met: it takes a third of a second."""
    import trafilatura  # noqa: PLC0415

    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what cannot be read is told by us
    return trafilatura
