"""Items of Wikidata as records: from a dump in JSON, or from the JSON answer of its query service."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from kg.authority.records import LANGUAGES, AuthorityRecord, WikidataRules

ITEM = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q[1-9][0-9]*)")
TIME = re.compile(r"\+?([0-9]{4})-([0-9]{2})-([0-9]{2})")
YEAR, MONTH = 9, 10  # Wikidata's codes of how precise a time is


def record_of(data: dict[str, Any], rules: WikidataRules) -> AuthorityRecord | str:
    """The record of an item of a dump; in words why it is none. An item of no listed class is passed over: an empty text."""
    identity = data.get("id")
    if not isinstance(identity, str) or not ITEM.fullmatch(identity):
        return "" if isinstance(identity, str) and identity[:1] in {"P", "L"} else "it is no item of Wikidata"
    kind = _kind(_items(data, [rules.instance]), rules)
    if kind is None:
        return ""
    labels = _labels(data.get("labels"))
    if not labels:
        return ""
    aliases = [(text, language) for language in LANGUAGES for text in _values(data.get("aliases"), language)]
    return AuthorityRecord(
        id=identity,
        kind=kind,
        name=labels[0][0],
        aliases=_others(labels[0][0], [*labels[1:], *aliases]),
        wikidata=identity,
        countries=tuple(_items(data, rules.country)),
        begins=min(_times(data, rules.begins), default=None),
        ends=max(_times(data, rules.ends), default=None),
    )


def records_of_answer(data: dict[str, Any], rules: WikidataRules) -> Iterator[AuthorityRecord | str]:
    """The records of a query's answer, whose rows have `item`, `itemLabel`, and perhaps `class`, `alias` or `itemAltLabel`,
    `country`, `begins` and `ends`."""
    rows = data.get("results", {}).get("bindings") if isinstance(data.get("results"), dict) else None
    if not isinstance(rows, list):
        yield "it is no answer of a SPARQL server"
        return
    by_item: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        match = ITEM.fullmatch(_cell(row, "item")) if isinstance(row, dict) else None
        if match is None:
            yield "a row has no `item` of Wikidata"
        else:
            by_item[match[1]].append(row)
    for item, own in by_item.items():
        yield _answered(item, own, rules)


def _answered(item: str, rows: list[dict[str, Any]], rules: WikidataRules) -> AuthorityRecord | str:
    classes = [match[1] for row in rows if (match := ITEM.fullmatch(_cell(row, "class")))]
    kind = _kind(classes, rules)
    if kind is None:
        return "" if classes else f"{item} has no `class`"
    labels = [(text, _language(row, "itemLabel")) for row in rows if (text := _cell(row, "itemLabel")) and text != item]
    if not labels:
        return f"{item} has no `itemLabel`"
    aliases = [(text, _language(row, "alias")) for row in rows if (text := _cell(row, "alias"))]
    aliases += [(text.strip(), _language(row, "itemAltLabel")) for row in rows for text in _cell(row, "itemAltLabel").split(",")]
    known = [(text, language) for text, language in (*labels[1:], *aliases) if text and language in LANGUAGES]
    return AuthorityRecord(
        id=item,
        kind=kind,
        name=labels[0][0],
        aliases=_others(labels[0][0], known),
        wikidata=item,
        countries=tuple(dict.fromkeys(match[1] for row in rows if (match := ITEM.fullmatch(_cell(row, "country"))))),
        begins=min(filter(None, (_day(_cell(row, "begins")) for row in rows)), default=None),
        ends=max(filter(None, (_day(_cell(row, "ends")) for row in rows)), default=None),
    )


def _kind(items: Iterable[str], rules: WikidataRules) -> str | None:
    own = set(items)
    return next((kind for item, kind in rules.classes.items() if item in own), None)


def _labels(labels: Any) -> list[tuple[str, str]]:
    return [(text, language) for language in LANGUAGES for text in _values(labels, language)]


def _values(table: Any, language: str) -> list[str]:
    """The texts of a language, whether the table has one or a list."""
    found = table.get(language) if isinstance(table, dict) else None
    several = found if isinstance(found, list) else [found]
    texts = (each.get("value") for each in several if isinstance(each, dict))
    return [flat for text in texts if isinstance(text, str) and (flat := " ".join(text.split()))]


def _others(name: str, aliases: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((text, language) for text, language in aliases if text != name))


def _claims(data: dict[str, Any], properties: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The values of claims that are not deprecated."""
    claims = data.get("claims")
    for name in properties:
        found = claims.get(name) if isinstance(claims, dict) else None
        for claim in found if isinstance(found, list) else ():
            snak = claim.get("mainsnak") if isinstance(claim, dict) and claim.get("rank") != "deprecated" else None
            held = snak.get("datavalue") if isinstance(snak, dict) else None
            value = held.get("value") if isinstance(held, dict) else None
            if isinstance(value, dict):
                yield value


def _items(data: dict[str, Any], properties: Iterable[str]) -> list[str]:
    found = (value.get("id") for value in _claims(data, properties))
    return list(dict.fromkeys(item for item in found if isinstance(item, str)))


def _times(data: dict[str, Any], properties: Iterable[str]) -> list[str]:
    found = (_day(str(value.get("time", "")), value.get("precision")) for value in _claims(data, properties))
    return [day for day in found if day]


def _day(text: str, precision: Any = None) -> str | None:
    """The date as precise as it is known; months and days of zero are none."""
    match = TIME.match(text)
    if match is None or (precision is not None and (not isinstance(precision, int) or precision < YEAR)):
        return None
    year, month, day = match.groups()
    if precision == YEAR or month == "00":
        return year
    return f"{year}-{month}" if precision == MONTH or day == "00" else f"{year}-{month}-{day}"


def _cell(row: dict[str, Any], name: str) -> str:
    held = row.get(name)
    value = held.get("value") if isinstance(held, dict) else None
    return " ".join(value.split()) if isinstance(value, str) else ""


def _language(row: dict[str, Any], name: str) -> str:
    held = row.get(name)
    return str(held.get("xml:lang", "en")) if isinstance(held, dict) else "en"
