"""Links the names of a table's cells to the gazetteer; a name that it lacks becomes a new entity, never one that looks like it."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg.gazetteer import Entry, Gazetteer
from kg.names import fold, slug
from kg.records import ENTITY_BASE, Entity
from kg.tables.mapping import Events, NameRule, Table
from kg.vocabulary import Vocabulary

KEPT = 100_000
"""How many answers are remembered: tables name the same actors again and again."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a row says of one of its actors: the name, the code of its side, of its country and its role, nothing for none."""

    name: str
    side: str = ""
    code: str = ""
    role: str = ""


class Linker:
    """Finds who is meant; it keeps nothing from one row to the next but the answers it gave."""

    def __init__(self, gazetteer: Gazetteer, events: Events, vocabulary: Vocabulary) -> None:
        self._entries, self._events, self._vocabulary = gazetteer.entries, events, vocabulary
        self._by_name = _index(gazetteer)
        self.actor = functools.lru_cache(KEPT)(self._actor)
        self.place = functools.lru_cache(KEPT)(self._place)
        self.country = functools.lru_cache(KEPT)(self._country)

    def _actor(self, named: Named, kind: str, country: Entity | None, day: date) -> Entity | None:
        """The actor of that name on that day, in a row of that country; None for nobody and for a name without a letter."""
        if not any(map(str.isalnum, named.name)):
            return None
        table = self._events.kind(kind)
        wanted = table.sides.get(named.side) or table.stranger
        found = self._named(named.name, country, wanted, day)
        if found is None or self._vocabulary.is_a(found.kind, "State"):  # `MALI`, of which a code says that it is the army
            found = self._coded(named, table) or found
        return found or self._stranger(named.name, wanted)

    def _named(self, written: str, country: Entity | None, wanted: str | None, day: date) -> Entity | None:
        for name, means, of in self._readings(written, self._events.actor):
            if means is not None:
                state = self._country(of) if of else country
                found = self._people(means, state) if state else None
            else:
                found = self._known(name, "Actor", wanted, day)
            if found is not None:
                return found
        return None

    def _place(self, name: str, country: Entity | None) -> Entity | None:
        """The place of that name, in that country where it is known which; None for an empty name."""
        if not name:
            return None
        tried = [each for each, _, _ in self._readings(name, self._events.place)]
        for each in tried:
            inside = [entry for entry in self._by_name.get(fold(each), ()) if self._lies_in(entry, country)]
            if len(inside) == 1:
                return inside[0].entity
        short = tried[1] if len(tried) > 1 else name
        return Entity(f"{ENTITY_BASE}x-{slug(short)}", short, "Place", known=False)

    def _country(self, name: str) -> Entity | None:
        """The country of that name, as tables or the gazetteer call it."""
        plain = name.strip()
        entry = self._entries.get(ENTITY_BASE + self._events.countries.get(plain, ""))
        found = [entry] if entry else self._by_name.get(fold(plain), ())
        countries = [each.entity for each in found if self._vocabulary.is_a(each.entity.kind, "Country")]
        return countries[0] if len(countries) == 1 else None

    def _readings(self, name: str, rules: Sequence[NameRule]) -> Iterator[tuple[str, str | None, str]]:
        """How the name can be put: as it stands, then as each rule that fits it says, with whose people it means."""
        yield name, None, ""
        for rule in rules:
            match = re.fullmatch(rule.pattern, name)
            if match is None:
                continue
            groups = match.groupdict()
            if rule.means:
                yield name, rule.means, groups.get("country") or ""
            else:
                yield from ((groups[part], None, "") for part in ("name", "other") if groups.get(part))

    def _known(self, name: str, above: str, wanted: str | None, day: date) -> Entity | None:
        """The one entity of the gazetteer that bears the name: of the wanted class and valid on the day where that tells it."""
        found = [entry for entry in self._by_name.get(fold(name), ()) if self._vocabulary.is_a(entry.entity.kind, above)]
        if wanted is not None:  # `(Mali)` behind the name of a militia is no actor
            found = [entry for entry in found if not self._vocabulary.is_a(entry.entity.kind, "Place")]
        if len(found) > 1:
            found = [entry for entry in found if entry.valid_on(day)] or found
        if len(found) > 1:
            found = [entry for entry in found if entry.entity.kind == wanted] or found
        if len(found) != 1:
            return None
        entry = found[0]
        return self._entries[entry.acts_as].entity if entry.acts_as else entry.entity

    def _coded(self, named: Named, table: Table) -> Entity | None:
        state = self._entries.get(ENTITY_BASE + table.codes.get(named.code, ""))
        means = table.roles.get(named.role)
        return self._people(means, state.entity) if state and means else None

    def _people(self, means: str, state: Entity) -> Entity | None:
        if means == "state":
            return state
        if means == "force":
            force = self._entries[state.id].main_force
            if force is not None:
                return self._entries[force].entity
            means = "armed-forces"
        people = self._events.people[means]
        return Entity(f"{state.id}-{means}", people.label.format(country=state.name), people.kind, known=False)

    def _stranger(self, name: str, kind: str | None) -> Entity | None:
        if not name or kind is None:
            return None
        short = next((match["name"] for rule in self._events.trim if (match := re.fullmatch(rule.pattern, name))), name)
        return Entity(f"{ENTITY_BASE}x-{slug(short)}", short, kind, known=False)

    def _lies_in(self, entry: Entry, country: Entity | None) -> bool:
        if not self._vocabulary.is_a(entry.entity.kind, "Place"):
            return False
        return country is None or entry.country in {None, country.id} or entry.entity.id == country.id


def _index(gazetteer: Gazetteer) -> Mapping[str, list[Entry]]:
    """The entries by their names, each once under each; those that count only beside a longer one are left out."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in gazetteer.entries.values():
        doubtful = set(map(fold, entry.ambiguous))
        for name in (entry.entity.name, *entry.entity.aliases):
            if fold(name) not in doubtful:
                found.setdefault(fold(name), {})[entry.entity.id] = entry
    return {name: list(entries.values()) for name, entries in found.items()}
