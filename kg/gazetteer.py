"""The gazetteer: the entities known beforehand, with names, dates and background facts, from `seeds/gazetteer/*.toml`."""

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kg.errors import SeedError
from kg.periods import closed_bounds
from kg.records import ENTITY_BASE, Entity, GivenName, digest
from kg.resources import resource
from kg.vocabulary import Vocabulary, load_vocabulary

NAME_KEYS = frozenset({"name", "aliases", "fr", "ambiguous", "demonyms"})
LINK_KEYS = frozenset({"wikidata", "country", "main_force", "capital", "acts_as"})
ENTITY_KEYS = NAME_KEYS | LINK_KEYS | {"id", "class", "valid", "coordinates", "facts"}
FACT_KEYS = frozenset({"relation", "object", "role", "valid"})

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated background fact: `subject` and `object` are entity IRIs, `relation` a relation of the ontology.

    `valid_from` and `valid_until` are its first and last day, None where it is open at that end.
    """

    subject: str
    relation: str
    object: str
    role: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def id(self) -> str:
        """The fact's IRI: a fragment of its subject's, made from its content."""
        parts = (self.relation, self.object, self.role or "", str(self.valid_from), str(self.valid_until))
        return f"{self.subject}#fact-{digest(*parts)}"

    def valid_on(self, day: date) -> bool:
        """Whether the fact held on that day, as far as its dates are known."""
        return _covers(self.valid_from, self.valid_until, day)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the gazetteer knows of one entity.

    `names` are its names with their language, the canonical one first; `ambiguous` are short names, the canonical one
    among them where it is one, that count only in a text that also uses another name. `main_force`, `capital`, `acts_as` and
    `country` are entity IRIs, `coordinates` latitude and longitude.
    """

    entity: Entity
    names: tuple[tuple[str, str], ...]
    demonyms: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    main_force: str | None = None
    acts_as: str | None = None
    capital: str | None = None
    country: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    wikidata: str | None = None
    coordinates: tuple[float, float] | None = None
    facts: tuple[Fact, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Whether the entity existed on that day, as far as its dates are known."""
        return _covers(self.valid_from, self.valid_until, day)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The entries by entity IRI, in the order of the files, and a hash of the files' content."""

    entries: Mapping[str, Entry]
    version: str


def load_gazetteer(folder: Path | None = None) -> Gazetteer:
    """The shipped gazetteer (read once), or the one in `folder` (read anew each time).

    Raises SeedError, naming file and entry, where a file does not parse or says something that cannot be.
    """
    return _shipped() if folder is None else _read(folder)


def with_names(gazetteer: Gazetteer, names: Iterable[GivenName]) -> Gazetteer:
    """The gazetteer with the names that analysts gave and took, and with the entities of texts that they named.

    Its version says so, so that what was read with other names can be told apart. What is taken are other names, never
    the canonical one.
    """
    entries, parts = dict(gazetteer.entries), []
    for each in names:
        own = each.entity.id
        entries[own] = _renamed(entries.get(own) or Entry(each.entity, ((each.entity.name, "en"),)), each)
        parts += [own, *(f"+{language} {text}" for text, language in each.given), *(f"-{text}" for text in each.taken)]
        parts += [f"?{language} {text}" for text, language in each.doubtful]
    if not parts:
        return gazetteer
    return Gazetteer(MappingProxyType(entries), digest(gazetteer.version, *parts, length=12))


def _renamed(entry: Entry, names: GivenName) -> Entry:
    given = (*names.given, *names.doubtful)
    kept = [(text, language) for text, language in entry.names[1:] if text not in names.taken]
    own = (entry.names[0], *dict.fromkeys((*kept, *(name for name in given if name != entry.names[0]))))
    sure = {text for text, _ in (*entry.names, *names.given)} - set(entry.ambiguous) if names.doubtful else set()
    known = entry.entity.known  # of an entity that is new, its own name may be doubtful too
    doubtful = [text for text, _ in names.doubtful if text not in sure or (text == entry.entity.name and not known)]
    kept_ambiguous = (text for text in entry.ambiguous if text not in names.taken or text == entry.entity.name)
    ambiguous = tuple(dict.fromkeys((*kept_ambiguous, *doubtful)))
    others = tuple(text for text in dict.fromkeys((*(text for text, _ in own), *ambiguous)) if text != entry.entity.name)
    return replace(entry, entity=replace(entry.entity, aliases=others), names=own, ambiguous=ambiguous)


@functools.cache
def _shipped() -> Gazetteer:
    return _read(resource("seeds", "gazetteer"))


def _read(folder: Path) -> Gazetteer:
    paths = sorted(folder.glob("*.toml"))
    texts = {path.name: _text(path) for path in paths}
    tables = {table.id: table for table in _tables(texts)}
    _check_wikidata(tables)
    vocabulary = load_vocabulary()
    entries = {ENTITY_BASE + name: _entry(table, tables, vocabulary) for name, table in tables.items()}
    parts = [part for name, text in texts.items() for part in (name, text)]
    return Gazetteer(entries=MappingProxyType(entries), version=digest(*parts, length=12))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path.name}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Table:
    """One `[[entity]]` or fact as it stands in its file; every getter checks what it gives."""

    file: str
    label: str
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.values["id"])

    def fault(self, message: str) -> SeedError:
        return SeedError(f"{self.file}: {self.label}: {message}")

    def check_keys(self, allowed: frozenset[str]) -> None:
        unknown = [key for key in self.values if key not in allowed]
        if unknown:
            raise self.fault(f"unknown key {unknown[0]!r}, not one of {', '.join(sorted(allowed))}")

    def text(self, key: str) -> str | None:
        value = self.values.get(key)
        return None if value is None else self._clean(key, value)

    def must(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise self.fault(f"{key} is missing")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.values.get(key, [])
        if not isinstance(values, list):
            raise self.fault(f"{key} is no list")
        return tuple(dict.fromkeys(self._clean(key, value) for value in values))

    def matched(self, key: str, pattern: re.Pattern[str]) -> str | None:
        value = self.text(key)
        if value is not None and not pattern.fullmatch(value):
            raise self.fault(f"{key} {value!r} is malformed")
        return value

    def period(self) -> tuple[date | None, date | None]:
        value = self.text("valid")
        if value is None:
            return None, None
        try:
            return closed_bounds(value)
        except ValueError as error:
            raise self.fault(f"valid: {error}") from error

    def coordinates(self) -> tuple[float, float] | None:
        value = self.values.get("coordinates")
        if value is None:
            return None
        if not (isinstance(value, list) and len(value) == 2 and all(type(number) in {int, float} for number in value)):
            raise self.fault(f"coordinates {value!r} are not latitude and longitude")
        latitude, longitude = map(float, value)
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise self.fault(f"coordinates {value!r} lie outside the globe")
        return latitude, longitude

    def facts(self) -> list["_Table"]:
        values = self.values.get("facts", [])
        if not (isinstance(values, list) and all(isinstance(value, dict) for value in values)):
            raise self.fault("facts is no list of tables")
        return [_Table(self.file, f"{self.label}: fact {number}", value) for number, value in enumerate(values, start=1)]

    def _clean(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value or value != " ".join(value.split()):
            raise self.fault(f"{key}: {value!r} is no text without stray spaces")
        return value


def _tables(texts: Mapping[str, str]) -> Iterator[_Table]:
    """The entities of the files, each with an id of its own."""
    files: dict[str, str] = {}
    for file, text in texts.items():
        for number, values in enumerate(_entities(file, text), start=1):
            table = _Table(file, str(values.get("id", f"entity {number}")), values)
            table.check_keys(ENTITY_KEYS)
            table.must("id")
            table.matched("id", _ID)
            if table.id in files:
                raise table.fault(f"this id stands in {files[table.id]} too")
            files[table.id] = file
            yield table


def _entities(file: str, text: str) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SeedError(f"{file}: {error}") from error
    entities = content.pop("entity", [])
    if content or not isinstance(entities, list):
        raise SeedError(f"{file}: holds something else than [[entity]] tables: {', '.join(content) or 'entity'}")
    return entities


def _check_wikidata(tables: Mapping[str, _Table]) -> None:
    owners: dict[str, str] = {}
    for name, table in tables.items():
        item = table.matched("wikidata", _WIKIDATA)
        if item is not None and owners.setdefault(item, name) != name:
            raise table.fault(f"wikidata {item} is {owners[item]} already")


def _entry(table: _Table, tables: Mapping[str, _Table], vocabulary: Vocabulary) -> Entry:
    kind = _kind(table, vocabulary)
    name, aliases, french, ambiguous = table.must("name"), table.texts("aliases"), table.texts("fr"), table.texts("ambiguous")
    valid_from, valid_until = table.period()
    refer = functools.partial(_reference, tables=tables, vocabulary=vocabulary)
    coordinates = table.coordinates()
    if coordinates and not vocabulary.is_a(kind, "Place"):
        raise table.fault(f"coordinates are for places, and {kind} is none")
    others = tuple(text for text in dict.fromkeys((*aliases, *french, *ambiguous)) if text != name)
    return Entry(
        entity=Entity(id=ENTITY_BASE + table.id, name=name, kind=kind, aliases=others),
        names=((name, "en"), *((text, "en") for text in aliases if text != name), *((text, "fr") for text in french)),
        demonyms=table.texts("demonyms"),
        ambiguous=ambiguous,
        main_force=refer(table, "main_force", ("Organization",)),
        acts_as=refer(table, "acts_as", ("Actor",)),
        capital=refer(table, "capital", ("Settlement",)),
        country=refer(table, "country", ("State",)),
        valid_from=valid_from,
        valid_until=valid_until,
        wikidata=table.text("wikidata"),
        coordinates=coordinates,
        facts=_facts(table, kind, tables, vocabulary),
    )


def _facts(table: _Table, kind: str, tables: Mapping[str, _Table], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    facts = [_fact(part, table.id, kind, tables, vocabulary) for part in table.facts()]
    for number, fact in enumerate(facts):
        if fact in facts[:number]:
            raise table.fault(f"fact {number + 1} stands there twice")
    return tuple(facts)


def _fact(table: _Table, subject: str, kind: str, tables: Mapping[str, _Table], vocabulary: Vocabulary) -> Fact:
    table.check_keys(FACT_KEYS)
    relation = vocabulary.relations.get(table.must("relation"))
    if relation is None:
        raise table.fault(f"relation {table.must('relation')!r} is not in the ontology")
    if not vocabulary.fits(kind, relation.domain):
        raise table.fault(f"{relation.name} has no subject of class {kind}, only {' or '.join(relation.domain)}")
    target = _reference(table, "object", relation.range, tables=tables, vocabulary=vocabulary)
    if target is None:
        raise table.fault("object is missing")
    valid_from, valid_until = table.period()
    return Fact(ENTITY_BASE + subject, relation.name, target, table.text("role"), valid_from, valid_until)


def _reference(
    table: _Table, key: str, allowed: tuple[str, ...], *, tables: Mapping[str, _Table], vocabulary: Vocabulary
) -> str | None:
    """The IRI of the entity that the key names, which must be of one of the classes allowed there."""
    name = table.text(key)
    if name is None:
        return None
    if name not in tables:
        raise table.fault(f"{key} {name!r} is no entity of the gazetteer")
    kind = _kind(tables[name], vocabulary)
    if not vocabulary.fits(kind, allowed):
        raise table.fault(f"{key} {name!r} is of class {kind}, not {' or '.join(allowed)}")
    return ENTITY_BASE + name


def _kind(table: _Table, vocabulary: Vocabulary) -> str:
    kind = table.must("class")
    if kind not in vocabulary.classes:
        raise table.fault(f"class {kind!r} is not in the ontology")
    return kind


def _covers(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
