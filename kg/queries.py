"""Questions to the store: anybody's SPARQL, and the named queries of `ontology/queries` with their parameters.

A named query begins with a comment that says what it is for:

    # title: Everything about an actor
    # description: Every statement in which ...
    # param actor entity  the actor, by name, alias or id
    # param since date = 0001-01-01  the first day

Two spaces part a parameter from its explanation. A parameter without a default must be given; `any` as the default
leaves it free. Where a value goes, the query says `VALUES ?actor { UNDEF }`: see `kg.store.parameters`.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg import quads
from kg.errors import QueryError, SeedError, UsageError
from kg.periods import date_bounds
from kg.records import ENTITY_BASE, Entity
from kg.resources import resource
from kg.store import QueryResult, Store, Term, guard, parameters
from kg.vocabulary import XSD, load_vocabulary

ANY = "any"
"""The default that leaves a parameter free."""

_TITLE = re.compile(r"# title: (\S.*)")
_DESCRIPTION = re.compile(r"# description: (\S.*)")
_PARAMETER = re.compile(r"# param (\w+) (\w+)(?: = (\S+))?  +(\S.*)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query can be asked with. Without a default it must be given; the default `any` leaves it free."""

    name: str
    type: str
    default: str | None
    explanation: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that comes with the package."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    sparql: str


def run_query(store: Store, sparql: str, bindings: Mapping[str, Term] | None = None) -> QueryResult:
    """The answer to anybody's SELECT, ASK, CONSTRUCT or DESCRIBE over the union of all graphs.

    The prefixes of `vocabulary.PREFIXES` need no declaration. Raises QueryError where the query does not parse, would
    change or fetch anything, or has no place for a binding.
    """
    text = parameters.filled(guard.plain(sparql), bindings or {})
    guard.check(text)
    return store.query(text)


def run_named(store: Store, name: str, values: Mapping[str, str] | None = None) -> QueryResult:
    """The answer to a named query with its parameters as the user writes them.

    Raises QueryError where there is no such query, a parameter is missing or unknown, or a value is not of its type.
    """
    query = named_query(name)
    return run_query(store, query.sparql, bindings_of(store, query, values or {}))


def named_query(name: str) -> NamedQuery:
    """The shipped query of that name. Raises QueryError, with the nearest names, where there is none."""
    shipped = load_queries()
    if name not in shipped:
        raise QueryError(f"no query is named {name!r}{_hint(name, shipped)}")
    return shipped[name]


@functools.cache
def load_queries(folder: Path | None = None) -> Mapping[str, NamedQuery]:
    """The shipped named queries, or those of a folder, by name.

    Raises SeedError, naming the file, where a head comment or a query is not as it should be.
    """
    paths = sorted((folder or resource("ontology", "queries")).glob("*.rq"))
    return MappingProxyType({path.stem: _query(path) for path in paths})


def bindings_of(store: Store, query: NamedQuery, values: Mapping[str, str]) -> dict[str, Term]:
    """The parameters' values as terms; one left free is missing. Raises QueryError: see `run_named`."""
    declared = {parameter.name for parameter in query.parameters}
    for name in values:
        if name not in declared:
            raise QueryError(f"{query.name}: there is no parameter {name!r}{_hint(name, declared)}")
    bindings: dict[str, Term] = {}
    for parameter in query.parameters:
        text = values.get(parameter.name, parameter.default)
        if text is None:
            raise QueryError(f"{query.name}: the parameter {parameter.name} is missing: {parameter.explanation}")
        if text != ANY or parameter.default != ANY:
            bindings[parameter.name] = _term(store, query.name, parameter, text)
    return bindings


def resolve_entity(store: Store, text: str) -> Entity:
    """The entity of that id (`jnim`, `entity:jnim` or the whole IRI), name or alias, whatever the case and accents.

    A name counts before an alias, and the id of an entity that was merged into another means the other. Raises QueryError
    where nothing or more than one thing fits.
    """
    entities = store.entities()
    iri = ENTITY_BASE + text.strip().removeprefix("entity:").removeprefix(ENTITY_BASE)
    iri = store.view().replaced.get(iri, iri)
    if iri in entities:
        return entities[iri]
    wanted = _folded(text)
    for names in (_own_name, _all_names):
        found = [entity for entity in entities.values() if wanted in map(_folded, names(entity))]
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


def _folded(text: str) -> str:
    """The text without case, accents, and differences in spaces and apostrophes."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'").replace("ʼ", "'"))
    return " ".join("".join(sign for sign in apart if not unicodedata.combining(sign)).casefold().split())


def _suggestions(wanted: str, entities: Iterable[Entity]) -> str:
    names = {_folded(name): name for entity in sorted(entities, key=_local) for name in _all_names(entity)}
    near = get_close_matches(wanted, names, n=3, cutoff=0.7)
    return f"; did you mean {' or '.join(names[name] for name in near)}?" if near else ""


def _hint(name: str, known: Iterable[str]) -> str:
    choices = sorted(known)
    near = get_close_matches(name, choices, n=3, cutoff=0.6)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; there are {', '.join(choices)}" if choices else "; it takes none"


def _term(store: Store, query: str, parameter: Parameter, text: str) -> Term:
    if parameter.type == "entity":
        return quads.iri(resolve_entity(store, text).id)
    try:
        if parameter.type == "date":
            return _date(text, last=parameter.name == "until")
        return _CONVERTERS[parameter.type](text)
    except UsageError as error:
        raise QueryError(f"{query}: {parameter.name}: {error}") from None
    except (ValueError, InvalidOperation):
        raise QueryError(f"{query}: {parameter.name} is {_EXPECTED[parameter.type]}, not {text!r}") from None


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
_TYPES = frozenset({"entity", *_CONVERTERS})


def _query(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    title, description, declared = _head(path.name, head)
    try:
        guard.check(guard.plain(text))
    except QueryError as error:
        raise SeedError(f"{path.name}: {error}") from error
    names = {parameter.name for parameter in declared}
    if len(names) < len(declared):
        raise SeedError(f"{path.name}: a parameter is declared twice")
    if names != parameters.places(text):
        odd = ", ".join(sorted(names ^ parameters.places(text)))
        raise SeedError(f"{path.name}: the parameters declared and their places in the query differ: {odd}")
    return NamedQuery(path.stem, title, description, declared, text)


def _head(file: str, lines: list[str]) -> tuple[str, str, tuple[Parameter, ...]]:
    """The head comment: title, description, and then the parameters, each on one line."""
    title, description = (_TITLE.fullmatch(lines[0]), _DESCRIPTION.fullmatch(lines[1])) if len(lines) >= 2 else (None, None)
    if not title or not description:
        raise SeedError(f"{file}: it does not begin with `# title: …` and `# description: …`")
    return title.group(1), description.group(1), tuple(_parameter(file, line) for line in lines[2:])


def _parameter(file: str, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if not match:
        raise SeedError(f"{file}: {line!r} is not `# param NAME TYPE [= DEFAULT]  EXPLANATION`")
    name, kind, default, explanation = match.groups()
    if kind not in _TYPES:
        raise SeedError(f"{file}: {name}: the type {kind} is none of {', '.join(sorted(_TYPES))}")
    parameter = Parameter(name, kind, default, explanation)
    if default not in {None, ANY} and kind != "entity":
        try:
            _CONVERTERS[kind](str(default))
        except (UsageError, ValueError) as error:
            raise SeedError(f"{file}: {name}: the default {default} is no {kind}") from error
    return parameter
