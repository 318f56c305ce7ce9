"""Tables whose rows are documents: CSV and its kin, JSON lines, and JSON lists of objects."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from kg.errors import SourceError
from kg.records import digest
from kg.sources.decoding import decode, sound
from kg.sources.parts import METADATA_FIELDS, TEXT_LIMIT, Columns, Failure, Metadata, Part, Raw, Text, within

DELIMITERS = ",;\t|"
MOST_NAMED = 12
NAME_LENGTH = 80


def read_csv(raw: Raw, columns: Columns) -> Iterator[Part]:
    """A document for each row. The first line names the columns. Raises SourceError where none has the text."""
    csv.field_size_limit(TEXT_LIMIT)
    text = decode(raw.data)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.partition("\n")[0], columns))
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        _check(names, columns)
    except csv.Error as error:
        raise SourceError(f"this table cannot be read: {error}") from error
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Failure(f"{raw.label}: line {rows.line_num}", f"this row cannot be read: {error}")
            continue
        if row is None:
            return
        if any(map(str.strip, row)):
            yield _document(raw, f"line {rows.line_num}", dict(zip(names, row, strict=False)), columns)


def read_jsonl(raw: Raw, columns: Columns) -> Iterator[Part]:
    """A document for each line that is a JSON object. Raises SourceError where no line has the text."""
    for number, line in enumerate(decode(raw.data).split("\n"), 1):
        if not line.strip():
            continue
        label = f"line {number}"
        try:
            yield _object(raw, label, json.loads(line), columns)
        except (ValueError, RecursionError):
            yield Failure(f"{raw.label}: {label}", "this is not JSON")


def read_json(raw: Raw, columns: Columns) -> Iterator[Part]:
    """A document for each object of a list, or the one of an object. Raises SourceError where it is neither."""
    try:
        found = json.loads(decode(raw.data))
    except (ValueError, RecursionError) as error:
        raise SourceError("this is not JSON, or lies too deep within itself") from error
    if isinstance(found, dict):
        _check([str(key).strip().casefold() for key in found], columns)
        found = [found]
    if not isinstance(found, list) or not found:
        raise SourceError("this JSON is no list of objects")
    for number, each in enumerate(found, 1):
        yield _object(raw, f"object {number}", each, columns)


def _object(raw: Raw, label: str, found: Any, columns: Columns) -> Part:
    if not isinstance(found, dict):
        return Failure(f"{raw.label}: {label}", "this is no JSON object")
    return _document(raw, label, {str(key).strip().casefold(): _cell(value) for key, value in found.items()}, columns)


def _document(raw: Raw, label: str, row: Mapping[str, str], columns: Columns) -> Part:
    text = row.get(columns.text.casefold(), "").replace("\r\n", "\n").replace("\r", "\n")
    whole = f"{raw.label}: {label}"
    if not text.strip():
        what = "has no text in it" if columns.text.casefold() in row else "is missing: --text-column names another"
        return Failure(whole, f"the column {columns.text} {what}")
    own = Metadata(**{name: row.get(getattr(columns, name).casefold(), "").strip() or None for name in METADATA_FIELDS})
    key = row.get(columns.id.casefold(), "").strip() or own.url or digest(text)
    location = within(raw.location, "id", quote(key))
    return Text(text, _name(raw, own, label), whole, location, raw.given, own)


def _name(raw: Raw, own: Metadata, label: str) -> str:
    return " ".join((own.title or f"{raw.name} {label}").split())[:NAME_LENGTH]


def _cell(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else sound(str(value))


def _check(names: list[str], columns: Columns) -> None:
    if columns.text.casefold() not in names:
        shown = ", ".join(filter(None, names[:MOST_NAMED])) or "none"
        raise SourceError(f"there is no column {columns.text}: --text-column names the one that holds the text, of {shown}")


def _delimiter(first: str, columns: Columns) -> str:
    """The sign between the columns: that which parts the first line so that the text has a column, else the most frequent."""
    wanted = columns.text.casefold()
    for sign in DELIMITERS:
        try:
            names = next(csv.reader([first], delimiter=sign), [])
        except csv.Error:
            continue
        if wanted in (name.strip().casefold() for name in names):
            return sign
    return max(DELIMITERS, key=first.count)
