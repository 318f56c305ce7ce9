"""Questions to the store: anybody's SPARQL, and the named queries of `ontology/queries` with their parameters."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from kg import quads
from kg.errors import QueryError
from kg.query_files import ANY, NamedQuery, Parameter, load_queries
from kg.query_values import ENTITY, resolve_entity, term_of
from kg.store import QueryResult, Store, Term, guard, parameters

__all__ = [
    "ANY", "NamedQuery", "Parameter", "bindings_of", "load_queries", "named_query", "nearest", "resolve_entity", "run_named",
    "run_query",
]  # fmt: skip


def run_query(store: Store, sparql: str, bindings: Mapping[str, Term] | None = None) -> QueryResult:
    """The answer to anybody's SELECT, ASK, CONSTRUCT or DESCRIBE over the union of all graphs.

    The prefixes of `vocabulary.PREFIXES` need no declaration. Raises QueryError where the query does not parse, would
    change or fetch anything, or has no place for a binding.
    """
    text = guard.plain(sparql)
    guard.check(parameters.filled(text, bindings or {}))
    return store.query(text, bindings=bindings)


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
        raise QueryError(f"no query is named {name!r}{nearest(name, shipped)}")
    return shipped[name]


def bindings_of(store: Store, query: NamedQuery, values: Mapping[str, str]) -> dict[str, Term]:
    """The parameters' values as terms; one left free is missing. Raises QueryError: see `run_named`."""
    declared = {parameter.name for parameter in query.parameters}
    for name in values:
        if name not in declared:
            raise QueryError(f"{query.name}: there is no parameter {name!r}{nearest(name, declared)}")
    bindings: dict[str, Term] = {}
    for parameter in query.parameters:
        text = values.get(parameter.name, parameter.default)
        if text is None:
            raise QueryError(f"{query.name}: the parameter {parameter.name} is missing: {parameter.explanation}")
        if text != ANY or parameter.default != ANY:
            bindings[parameter.name] = _term(store, query.name, parameter, text)
    return bindings


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: those of the known ones that are most like it, or else all."""
    choices = sorted(known)
    within = [each for each in choices if name and (name in each or each in name)]
    near = get_close_matches(name, choices, n=3, cutoff=0.6) or within[:3]
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; there are {', '.join(choices)}" if choices else "; it takes none"


def _term(store: Store, query: str, parameter: Parameter, text: str) -> Term:
    if parameter.type == ENTITY:
        return quads.iri(resolve_entity(store, text).id)
    try:
        return term_of(parameter.name, parameter.type, text, last=parameter.name == "until")
    except QueryError as error:
        raise QueryError(f"{query}: {error}") from None
