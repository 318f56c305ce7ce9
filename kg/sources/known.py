"""What is given about documents: dates in the forms that are met, codes of languages, and sidecar files."""

import json
import re
import tomllib
from collections.abc import Collection
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import PurePath
from typing import Any

from kg.dates import find_dates
from kg.errors import SourceError
from kg.sources.decoding import decode
from kg.sources.parts import METADATA_FIELDS, Metadata

SIDECAR_SUFFIXES = (".meta.toml", ".meta.json")

ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
NAME_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\d)")
LONGEST_DATE = 60
LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*")


def metadata_date(value: str | None) -> str | None:
    """The date as ISO 8601, as precise as it is; None where it is no date.

    Understood are ISO dates with or without a time, dates of mail, and dates in words. `03/04/2024` is not: it is two days.
    """
    if not value:
        return None
    value = value.strip()
    return iso_date(value) or _mail_date(value) or _date_in_words(value)


def iso_date(value: str) -> str | None:
    """The date that the value starts with, as precise as it is; None where it is no date of the calendar."""
    found = ISO_DATE.match(value)
    if found is None or value[found.end() : found.end() + 1].isdigit():
        return None
    year, month, day = found.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return found[0]


def name_date(name: str) -> str | None:
    """The date that a file name starts with."""
    found = NAME_DATE.match(name)
    return iso_date(found[0]) if found else None


def language_code(value: str | None) -> str | None:
    """The code in lower case; None where it is none, such as a language's name."""
    code = (value or "").strip().lower().replace("_", "-")
    return code if LANGUAGE.fullmatch(code) else None


def is_sidecar(name: str) -> bool:
    """Whether a file of that name holds what is known of another."""
    return name.lower().endswith(SIDECAR_SUFFIXES)


def sidecar_names(name: str) -> list[str]:
    """What the sidecar of a file may be called: with the file's whole name, or without its suffix."""
    stems = dict.fromkeys((name, PurePath(name).stem))
    return [stem + suffix for stem in stems for suffix in SIDECAR_SUFFIXES]


def only_sidecar(names: Collection[str]) -> str | None:
    """Which of a file's sidecars counts: the one with its whole name. Raises SourceError for a TOML and a JSON of one name."""
    stems: dict[str, list[str]] = {}
    for name in names:
        stems.setdefault(name.rpartition(".")[0], []).append(name)
    first = next(iter(stems.values()), [])
    if len(first) > 1:
        raise SourceError(f"it has two sidecars, {' and '.join(first)}: keep one of them")
    return first[0] if first else None


def read_sidecar(name: str, data: bytes) -> Metadata:
    """What a sidecar says. Raises SourceError where it is neither TOML nor JSON, or has a field that is unknown or no text."""
    try:
        text = decode(data)
        fields = json.loads(text) if name.lower().endswith(".json") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise SourceError(f"its sidecar {name} cannot be read: {reason}") from error
    if not isinstance(fields, dict):
        raise SourceError(f"its sidecar {name} is no table of fields")
    known = {str(key).lower(): _value(name, str(key), value) for key, value in fields.items()}
    return Metadata(**known)


def _value(sidecar: str, key: str, value: Any) -> str | None:
    if key.lower() not in METADATA_FIELDS:
        raise SourceError(f"its sidecar {sidecar} has a field {key}: known are {', '.join(METADATA_FIELDS)}")
    if key.lower() == "date" and isinstance(value, date | int):
        value = value.isoformat() if isinstance(value, date) else str(value)
    if value is None or isinstance(value, str):
        if key.lower() == "date" and value and metadata_date(value) is None:
            raise SourceError(f"its sidecar {sidecar} has a date that is none: {value}")
        return value or None
    raise SourceError(f"its sidecar {sidecar} has a field {key} that is no text")


def _mail_date(value: str) -> str | None:
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _date_in_words(value: str) -> str | None:
    """The one date in a short text: `12 June 2024`."""
    if len(value) > LONGEST_DATE:
        return None
    found = {span.value for span in find_dates(value, None)}
    return iso_date(min(found)) if len(found) == 1 and "/" not in min(found) else None
