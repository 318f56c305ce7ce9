"""Entities of FollowTheMoney, as OpenSanctions and Aleph export them, as records."""

import re
from typing import Any

from kg.authority.records import AuthorityRecord, FtmRules

WIKIDATA = re.compile(r"Q[1-9][0-9]*")
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def record_of(data: dict[str, Any], rules: FtmRules) -> AuthorityRecord | str:
    """The record of an entity; in words why it is none. A schema that the mapping does not list is passed over: an empty text."""
    identity, schema, properties = data.get("id"), data.get("schema"), data.get("properties")
    if not isinstance(identity, str) or not identity or not isinstance(schema, str) or not isinstance(properties, dict):
        return "it lacks an id, a schema or properties"
    kind = rules.classes.get(schema)
    if kind is None:
        return ""
    names = _texts(properties, rules.name)
    caption = data.get("caption")
    if isinstance(caption, str) and " ".join(caption.split()) in names:
        names.insert(0, " ".join(caption.split()))  # of several names the one that the file itself shows
    if not names:
        return "it has no name"
    others = [*names[1:], *(text for key in rules.aliases for text in _texts(properties, key))]
    items = [text for key in rules.wikidata for text in _texts(properties, key)]
    # An entity of OpenSanctions that has an item of Wikidata bears its id.
    item = next((text for text in (*items, identity) if WIKIDATA.fullmatch(text)), None)
    return AuthorityRecord(
        id=identity,
        kind=kind,
        name=names[0],
        aliases=tuple(dict.fromkeys((text, "en") for text in others if text != names[0])),
        wikidata=item,
        countries=tuple(dict.fromkeys(text.lower() for key in rules.countries for text in _texts(properties, key))),
        begins=_date(properties, rules.begins, min),
        ends=_date(properties, rules.ends, max),
    )


def _texts(properties: dict[str, Any], key: str) -> list[str]:
    values = properties.get(key)
    found = values if isinstance(values, list) else [values]
    return list(dict.fromkeys(flat for text in found if isinstance(text, str) and (flat := " ".join(text.split()))))


def _date(properties: dict[str, Any], keys: list[str], choose: Any) -> str | None:
    dates = [match[0] for key in keys for text in _texts(properties, key) if (match := DATE.match(text))]
    return choose(dates) if dates else None
