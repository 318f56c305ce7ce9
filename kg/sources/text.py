"""From the text of one document to the document: what is known of it from front matter, heading, name, and what stood beside it."""

import re
from itertools import islice
from urllib.parse import urldefrag, urlsplit

from kg.dates import find_dates
from kg.periods import DAY_LENGTH
from kg.records import DOCUMENT_BASE, Document, digest
from kg.sources.decoding import sound
from kg.sources.known import language_code, metadata_date, name_date
from kg.sources.parts import METADATA_FIELDS, Metadata, Text

FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n\s*|\Z)", re.DOTALL | re.MULTILINE)
FIELD = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
CONTINUED = re.compile(r"[ \t]|-(?:[ \t]|$)|#")  # what a list, a folded text or a comment looks like below a field in YAML
BLOCK = frozenset({"|", "|-", "|+", ">", ">-", ">+"})  # the mark of YAML for a value on the lines below
HEADING_LENGTH = 120
TOP, DATELINE_LENGTH = 6, 80
"""How many lines from the top, and how long, one may be that says when the text was published."""
PUBLISHED = re.compile(
    r"(?:by\b[^|,;:]{1,50}[|,;–—-]\s*)?"
    r"(?:(?:first |last )?(?:published|posted|issued|released|updated)(?: on| at)?|(?:publication |release )?date|dated)?"
    r"\s*[:|–—-]?\s*",
    re.IGNORECASE,
)
"""What may stand before the date in such a line."""
CLOCK = re.compile(
    r"[\s,|–—-]*(?:at\s+)?(?:\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4})?)?[\s.|]*", re.IGNORECASE
)
"""What may stand behind it: a time of day."""
PLACE, AGENCY = re.compile(r"[A-Z][A-Z .'’-]{1,30}(?:, [A-Z][A-Za-z ]{1,30})?, "), re.compile(r"\s*[(–—-]")
"""What stands before and behind the date in the dateline of a report: `BAMAKO, Mali, June 12, 2025 (Agency) – `."""
SENTENCE_END = (".", "!", "?", ":", ";", ",", "…", '."', ".”", ".’", "”", '"')


def document_of(text: str, *, name: str, location: str | None = None) -> Document:
    """The document of a decoded plain text: its id from the content, what is known of it from front matter, heading and name."""
    return document_from(Text(text, name, name, location, plain=True))


def document_from(found: Text) -> Document:
    """The document of a text. What was given beside it counts first, then what it says of itself, then its heading and name."""
    text = sound(found.text)
    fields, body = _front_matter(text) if found.plain else ({}, 0)
    own = Metadata(**{name: fields.get(name) or None for name in METADATA_FIELDS}) if fields else found.own
    page, host = _web(found.location)
    weak = _checked(found.weak)
    known = _checked(found.given).or_else(_checked(own))
    date = known.date or name_date(found.name) or metadata_date(weak.date) or dateline(text[body:])
    return Document(
        id=DOCUMENT_BASE + digest(text),
        name=sound(found.name),
        text=text,
        body=body,
        title=known.title or _heading(text[body:]) or weak.title,
        date=date,
        source=known.source or weak.source or host,
        author=known.author or weak.author,
        language=known.language or language_code(weak.language),
        url=known.url or page,
        location=found.location,
        odd_date=None if date else _line(found.given.date) or _line(own.date),
    )


def dateline(body: str) -> str | None:
    """The day that one of the first lines gives as that of the text: `Published: 2025-02-06`, `By A. Diallo | 6 February 2025`."""
    top = islice(filter(None, map(str.strip, body[: TOP * HEADING_LENGTH * 10].splitlines())), TOP)
    return next((day for line in top if (day := _day_of(line))), None)


def _day_of(line: str) -> str | None:
    """The day that a line gives as that of the text, and nothing else unless the report begins behind it."""
    start = line[:DATELINE_LENGTH]
    first = next((span for span in find_dates(start, None) if len(span.value) == DAY_LENGTH), None)
    if first is None:
        return None
    before, behind = line[: first.start], line[first.end :]
    alone = len(line) <= DATELINE_LENGTH and PUBLISHED.fullmatch(before) and CLOCK.fullmatch(behind)
    return first.value if alone or (PLACE.fullmatch(before) and AGENCY.match(behind)) else None


def _web(location: str | None) -> tuple[str | None, str | None]:
    """The page and the host that a text was fetched from."""
    if location is None or not location.startswith(("http://", "https://")):
        return None, None
    return urldefrag(location)[0], urlsplit(location).hostname


def _checked(known: Metadata) -> Metadata:
    """The same on single lines, and without what is no date, no code of a language, and no address of the web."""
    title, source, author = (_line(value) for value in (known.title, known.source, known.author))
    url = known.url if known.url and known.url.startswith(("http://", "https://")) else None
    return Metadata(title, metadata_date(known.date), source, author, language_code(known.language), _line(url))


def _line(value: str | None) -> str | None:
    return sound(" ".join(value.split())) or None if value else None


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """The fields between `---` lines at the top, and where the report begins; nothing and 0 where other text stands there.

    Lists, folded values and comments of YAML are passed over: of interest are only fields of one line.
    """
    found = FRONT_MATTER.match(text)
    if found is None:
        return {}, 0
    fields: dict[str, str] = {}
    for line in filter(str.strip, found[1].splitlines()):
        matched = FIELD.fullmatch(line.strip())
        if CONTINUED.match(line) and (fields or line.startswith("#")):
            continue
        if matched is None:
            return {}, 0
        value = _unquoted((matched[2] or "").strip())
        fields[matched[1].lower()] = "" if value in BLOCK else value
    return (fields, found.end()) if fields else ({}, 0)


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if quoted else value


def _heading(body: str) -> str | None:
    """The first line, or that below the day, where more text follows it and it is short and ends like no sentence."""
    first, _, rest = body.strip().partition("\n")
    if _day_of(first.strip()):
        first, _, rest = rest.strip().partition("\n")
    line = first.lstrip("#").strip()
    if not any(map(str.isalnum, line)) or not rest or len(line) > HEADING_LENGTH or line.endswith(SENTENCE_END):
        return None
    return line
