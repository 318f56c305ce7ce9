"""Which SPARQL server an address leads to, and where it takes queries and updates and keeps whole graphs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.http import Answer, Connection, refusal

JSON_RESULTS = "application/sparql-results+json"
_JSON = frozenset({JSON_RESULTS, "application/json"})
_PROBE = "ASK { ?s ?p ?o }"
_NOT_HERE = frozenset({200, 400, 404, 405, 406, 415})
_QUERY_ENDS = ("query", "sparql")

Kind = Literal["oxigraph", "virtuoso", "other"]


@dataclass(frozen=True, slots=True)
class Server:
    """The addresses of a server; some are unknown before they are needed."""

    kind: Kind
    query: str
    update: tuple[str, ...]
    """Where it may take updates: the first that does is right."""
    graphs: tuple[str, ...]
    """Where it may give whole graphs."""


def find_server(connection: Connection, *, update: str | None = None, graphs: str | None = None) -> Server:
    """The server at the connection's address, which is that of its queries or what such addresses have in common.

    `update` and `graphs` are addresses that the user gave. Raises StoreError where no server answers queries there.
    """
    tried: list[str] = []
    for query in _query_addresses(connection.address):
        answer = connection.ask(query, {"query": _PROBE}, accept=JSON_RESULTS)
        kind = _kind(answer)
        if kind is not None:
            places = _places(kind, query, signed=connection.is_signed)
            return Server(kind, query, (update,) if update else places[0], (graphs,) if graphs else places[1])
        if answer.status not in _NOT_HERE:
            raise refusal(connection, query, answer, asked=False)
        tried.append(query)
    raise StoreError(f"no SPARQL service answers at {' or '.join(tried)}: name the address of its queries as the store")


def _query_addresses(address: str) -> Iterator[str]:
    if address.rpartition("/")[2] in _QUERY_ENDS:
        yield address
        return
    yield from (f"{address}/{end}" for end in _QUERY_ENDS)
    yield address  # RDF4J and GraphDB answer at the address of the repository


def _kind(answer: Answer) -> Kind | None:
    """Which kind of server gave the answer, None where it is none to the query."""
    if answer.status != 200 or answer.form not in _JSON:
        return None
    try:
        found = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError):
        return None
    if not isinstance(found, ox.QueryBoolean) or "virtuoso" in answer.headers.get("server", "").casefold():
        return "virtuoso"  # which alone answers a yes-or-no question with a table
    return "oxigraph" if answer.headers.get("server", "").casefold().startswith("oxigraph") else "other"


def _places(kind: Kind, query: str, *, signed: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where a server of the kind takes updates and gives graphs."""
    base, _, end = query.rpartition("/") if query.endswith(_QUERY_ENDS) else (query, "", "")
    if kind == "oxigraph":
        return (f"{base}/update",), (f"{base}/store",)
    if kind == "virtuoso":
        own = query if end.endswith("-auth") or not signed else f"{query}-auth"
        return (own,), ()  # it cuts graphs off after so many triples and does not say so
    return (f"{base}/update", f"{base}/statements", query), (f"{base}/data", f"{base}/rdf-graphs/service")
