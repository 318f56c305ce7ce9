"""Answers one question on a store that is on a SPARQL server, with the same check, limits and formats as for one in a folder."""

from collections.abc import Sequence

import pyoxigraph as ox

from kg.errors import QueryError
from kg.queries import run_query
from kg.results import as_json
from kg.service import engine
from kg.store import Store, Triples


def answered(store: Store, query: str, accept: str, dataset: tuple[Sequence[str], Sequence[str]], limit: int) -> bytes:
    """The answer as bytes of the media type. Raises QueryError, and TooBigError where it has more bytes than `limit`.

    What runs the query there is unknown, so it must parse here, and may name no graphs to ask: a server could fetch them.
    """
    if any(dataset):
        raise QueryError("the graphs of a store on a server cannot be chosen: GRAPH <…> { … } asks one of them")
    result = run_query(store, query)
    sink = engine.Sink(limit)
    if isinstance(result, Triples):
        engine.write_triples(result.triples, accept, sink)
    else:
        engine.write_solutions(ox.parse_query_results(as_json(result).encode(), ox.QueryResultsFormat.JSON), accept, sink)
    return sink.getvalue()
