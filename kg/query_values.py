"""Values of parameters: what a user writes, as the RDF term that goes into the query."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import pyoxigraph as ox

from kg import quads
from kg.errors import QueryError, UsageError
from kg.names import fold, meant
from kg.periods import date_bounds
from kg.records import ENTITY_BASE, Entity
from kg.store import Store, Term
from kg.vocabulary import XSD, load_vocabulary

ENTITY = "entity"
"""The one type whose values depend on the store."""


def term_of(name: str, kind: str, text: str, *, last: bool = False) -> Term:
    """The value of the parameter of that name and type, which does not depend on the store, as a term.

    `last` takes the last day of a month or a year. Raises QueryError where the text is not of the type.
    """
    try:
        return _date(text, last=last) if kind == "date" else _CONVERTERS[kind](text)
    except UsageError as error:
        raise QueryError(f"{name}: {error}") from None
    except (ValueError, InvalidOperation):
        raise QueryError(f"{name} is {_EXPECTED[kind]}, not {text!r}") from None


def resolve_entity(store: Store, text: str) -> Entity:
    """The entity of that id (`jnim`, `entity:jnim` or the whole IRI), name or alias, whatever its case, accents and articles.

    A name counts before an alias, and the id of an entity that was merged into another means the other. Raises QueryError
    where nothing or more than one thing fits.
    """
    entities = store.entities()
    iri = ENTITY_BASE + text.strip().removeprefix("entity:").removeprefix(ENTITY_BASE)
    iri = store.view().replaced.get(iri, iri)
    if iri in entities:
        return entities[iri]
    wanted = fold(text)
    for names in (_own_name, _all_names):
        found = [entity for entity in entities.values() if wanted and wanted in map(fold, names(entity))]
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(f"{_local(entity)} ({entity.name})" for entity in sorted(found, key=_local)[:6])
            raise QueryError(f"{text!r} may mean {shown}: give the id of one of them")
    raise QueryError(f"the store knows no entity {text!r}{_suggestions(wanted, entities.values())}")


def _own_name(entity: Entity) -> Iterable[str]:
    return (entity.name,)


def _all_names(entity: Entity) -> Iterable[str]:
    return (entity.name, *entity.aliases)


def _local(entity: Entity) -> str:
    return entity.id.removeprefix(ENTITY_BASE)


def _suggestions(wanted: str, entities: Iterable[Entity]) -> str:
    bearers = {fold(name): (entity.id, name) for entity in sorted(entities, key=_local) for name in _all_names(entity)}
    near: dict[str, str] = {}
    for bearer, name in (bearers[each] for each in meant(wanted, bearers)):
        near.setdefault(bearer, name)
    return f"; did you mean {' or '.join(list(near.values())[:3])}?" if near else ""


def _relation(text: str) -> Term:
    return ox.NamedNode(load_vocabulary().relation(text.removeprefix("sahel:")).iri)


def _class(text: str) -> Term:
    return ox.NamedNode(load_vocabulary().ontology_class(text.removeprefix("sahel:")).iri)


def _date(text: str, *, last: bool = False) -> Term:
    """The first or the last day of a day, a month or a year, as the options `--since` and `--until` take them."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        raise ValueError(text)
    return ox.Literal(date_bounds(text)[last].isoformat(), datatype=ox.NamedNode(XSD + "date"))


def _integer(text: str) -> Term:
    if not re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
        raise ValueError(text)
    return ox.Literal(int(text))


def _decimal(text: str) -> Term:
    if not re.fullmatch(r"[+-]?\d{0,15}\.?\d{1,15}", text, re.ASCII):
        raise ValueError(text)
    return ox.Literal(format(Decimal(text), "f"), datatype=ox.NamedNode(XSD + "decimal"))


def _string(text: str) -> Term:
    return quads.literal(text)


_CONVERTERS: Mapping[str, Callable[[str], Term]] = MappingProxyType(
    {"relation": _relation, "class": _class, "date": _date, "integer": _integer, "decimal": _decimal, "string": _string}
)
_EXPECTED = MappingProxyType(
    {
        "date": "a date such as 2025-06-12, 2025-06 or 2025",
        "integer": "a whole number",
        "decimal": "a number such as 0.5",
        "string": "a text",
    }
)
TYPES = frozenset({ENTITY, *_CONVERTERS})
"""The types that a parameter can have."""
