"""Quads on a SPARQL 1.1 server, by its addresses for queries, updates and whole graphs."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pyoxigraph as ox
import rdflib

from kg.errors import StoreError
from kg.store import sparql_text
from kg.store.backend import Change, Node, Pattern, QueryResult, Solutions, Term, Triples, one_line
from kg.store.http import Answer, Connection, refusal
from kg.store.servers import JSON_RESULTS, Server
from kg.store.sparql_text import BASE
from kg.store.turns import GRAPH as TURNS
from kg.store.turns import Turns

MOST_PATTERNS = 500
"""How many patterns one query asks for."""

TRIPLES = "application/n-triples"
"""The media type in which triples are asked for."""

Form = dict[str, str | list[str]]

_UNIONS: tuple[Form, ...] = ({}, {"union-default-graph": "true"})
"""The parameters that have a server ask all graphs at once: none where it does so by itself, then those of Oxigraph."""
_LISTED: Form = {"default-graph-uri": []}
"""Stands for a server that has to be given the names of all graphs."""
_NO_GRAPH = BASE + "graph/none"


class RemoteBackend:
    """Quads on a server that carries out each update whole or not at all.

    The store is the graphs whose names begin with `sparql_text.BASE`; what else the server holds is left alone.
    """

    shared = True
    kept = None

    def __init__(self, server: Server, connection: Connection) -> None:
        self._server, self._connection = server, connection
        self._ahead: list[dict[Pattern, list[ox.Quad]]] = []
        self._turns = Turns(self._update, self._tickets)
        self._union: Form | None = None
        self._updates: str | None = None
        self._closed = False

    def quads(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """See Backend."""
        pattern = (subject, predicate, value, graph)
        known = self._known(pattern)
        if known is not None:
            yield from known
        elif subject is None and predicate is None and value is None:
            for each in self.graphs() if graph is None else (graph,):
                yield from self._whole_graph(each)
        else:
            yield from self._matching([pattern])[0]

    @contextmanager
    def prepared(self, patterns: Iterable[Pattern]) -> Iterator[None]:
        """See Backend: a few requests for all patterns together."""
        wanted = [pattern for pattern in dict.fromkeys(patterns) if self._known(pattern) is None]
        self._ahead.append(dict(zip(wanted, self._matching(wanted), strict=True)))
        try:
            yield
        finally:
            self._ahead.pop()

    def count(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> int:
        """See Backend."""
        (row,) = self._select(sparql_text.counting((subject, predicate, value, graph))).rows
        return _whole_number(row[0])

    def graphs(self) -> list[ox.NamedNode]:
        """See Backend."""
        return sorted((graph for graph in self._all_graphs() if is_own(graph)), key=str)

    def turn(self) -> AbstractContextManager[None]:
        """See Backend."""
        return self._turns.turn(self._begin)

    def commit(self, change: Change) -> None:
        """See Backend: one update is one transaction of the server."""
        with self.turn():
            self._forget()
            self._write(change)

    def query(self, sparql: str) -> QueryResult:
        """See Backend."""
        wanted = TRIPLES if sparql_text.form_of(sparql) in {"CONSTRUCT", "DESCRIBE"} else JSON_RESULTS
        return self._result(self._asked(self._question(sparql), accept=wanted))

    def tables(self, queries: Sequence[str]) -> None:
        """See Backend: a server may cut long answers, and each has a mind of its own about aggregates."""

    def as_rdflib(self) -> rdflib.Dataset:
        """See Backend; it can be read only."""
        from kg.store.rdflib_view import RdflibView  # noqa: PLC0415 - seldom wanted

        return rdflib.Dataset(store=RdflibView(self), default_union=True)

    def flush(self) -> None:
        """Does nothing: what a server has acknowledged is its to keep."""

    def close(self) -> None:
        """Ends the connection. Closing twice does nothing."""
        self._closed = True
        self._connection.close()

    # What kinds of servers do differently.

    def _begin(self) -> None:
        """What comes before the first change of a turn."""

    def _write(self, change: Change) -> None:
        if change:
            self._update(sparql_text.as_update(change))

    def _whole_graph(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        for address in self._server.graphs:
            answer = self._connection.get(address, {"graph": graph.value}, accept=TRIPLES)
            if answer.status == 200 and answer.form == TRIPLES:
                yield from self._quads_of(answer, graph)
                return
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        yield from self._quads_of(self._asked({"query": query}, accept=TRIPLES), graph)

    def _matching(self, patterns: Sequence[Pattern]) -> list[list[ox.Quad]]:
        """The quads of each pattern."""
        found: list[list[ox.Quad]] = []
        for start in range(0, len(patterns), MOST_PATTERNS):
            some = patterns[start : start + MOST_PATTERNS]
            found += self._few_matching(some)
        return found

    def _few_matching(self, patterns: Sequence[Pattern]) -> list[list[ox.Quad]]:
        return self._sorted_out(patterns, self._select(sparql_text.matching(patterns)))

    def _question(self, sparql: str) -> Form:
        """The query, as the server answers it over all graphs of the store and no others."""
        form: Form = {"query": sparql_text.with_prefixes(sparql)}
        if self._union is None:
            self._union = self._working_union()
        if self._union is not None and self._union is not _LISTED:
            return {**form, **self._union}
        own = [graph.value for graph in self.graphs()] or [_NO_GRAPH]
        return {**form, "default-graph-uri": own, "named-graph-uri": own}

    def _as_written(self, term: Any) -> Any:
        """The term of an answer as it was sent."""
        return sparql_text.from_server(term)

    # What they have in common.

    def _all_graphs(self, condition: str = "") -> list[ox.NamedNode]:
        pattern = "{}" if self._server.kind == "oxigraph" else "{ ?s ?p ?o }"  # the first knows them without reading all
        rows = self._select(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {pattern} {condition} }}").rows
        return [row[0] for row in rows if isinstance(row[0], ox.NamedNode)]

    def _working_union(self) -> Form | None:
        """How this server is had to ask all graphs at once; None where nothing is there yet to try it with.

        Where the server holds other graphs too, those of the store have to be listed.
        """
        if self._all_graphs(f'FILTER (!STRSTARTS(STR(?g), "{BASE}"))'):
            return _LISTED
        some = "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER (isIRI(?s) && isIRI(?o)) } LIMIT 1"
        triples = [" ".join(map(str, row)) for row in self._select(some).rows]
        for triple in triples:
            for union in _UNIONS:
                if self._result(self._asked({"query": f"ASK {{ {triple} }}", **union}, accept=JSON_RESULTS)):
                    return union
        return _LISTED if triples else None

    def _known(self, pattern: Pattern) -> list[ox.Quad] | None:
        """The quads of the pattern, where they were fetched ahead."""
        for answers in self._ahead:
            for wider in sparql_text.generalizations(pattern):
                if wider in answers:
                    return [quad for quad in answers[wider] if sparql_text.fits(quad, pattern)]
        return None

    def _forget(self) -> None:
        for answers in self._ahead:
            answers.clear()

    def _tickets(self) -> list[tuple[str, str]]:
        rows = self._select(f"SELECT ?ticket ?value WHERE {{ GRAPH <{TURNS}> {{ ?ticket ?p ?value }} }}").rows
        return [
            (name.value, value.value) for name, value in rows if isinstance(name, ox.NamedNode) and isinstance(value, ox.Literal)
        ]

    def _select(self, query: str) -> Solutions:
        answer = self._result(self._asked({"query": query}, accept=JSON_RESULTS))
        if not isinstance(answer, Solutions):
            raise StoreError(f"the server {self._server.query} answered a SELECT with something else")
        return answer

    def _asked(self, form: Form, *, accept: str) -> Answer:
        """The answer to a query. Raises QueryError where the server finds fault with it."""
        if self._closed:
            raise StoreError(f"the store {self._connection.address} is closed")
        answer = self._connection.ask(self._server.query, form, accept=accept)
        if answer.status != 200 or answer.is_page:
            raise refusal(self._connection, self._server.query, answer, asked=True)
        return answer

    def _update(self, update: str) -> None:
        """Carries out an update that means the same when it is carried out twice."""
        if self._closed:
            raise StoreError(f"the store {self._connection.address} is closed")
        for address in (self._updates,) if self._updates else self._server.update:
            answer = self._connection.change(address, update)
            if answer.status < 300 and not answer.is_page:
                self._updates = address
                return
            if address == self._server.update[-1] or answer.status not in {404, 405}:
                raise refusal(self._connection, address, answer, asked=False)

    def _result(self, answer: Answer) -> QueryResult:
        try:
            if "json" in answer.form:
                return self._solutions(ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON))
            triples = {self._triple(quad) for quad in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)}
        except (SyntaxError, ValueError) as error:
            raise self._garbled(error) from error
        return Triples(tuple(sorted(triples, key=str)))

    def _solutions(self, found: Any) -> Solutions | bool:
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        variables = tuple(variable.value for variable in found.variables)
        rows = (tuple(None if term is None else self._as_written(term) for term in row) for row in found)
        return Solutions(variables, tuple(rows))

    def _quads_of(self, answer: Answer, graph: ox.NamedNode | None) -> Iterator[ox.Quad]:
        try:
            for quad in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES):
                yield ox.Quad(self._as_written(quad.subject), quad.predicate, self._as_written(quad.object), graph)
        except (SyntaxError, ValueError) as error:
            raise self._garbled(error) from error

    def _triple(self, quad: ox.Quad) -> ox.Triple:
        return ox.Triple(self._as_written(quad.subject), quad.predicate, self._as_written(quad.object))

    def _sorted_out(self, patterns: Sequence[Pattern], found: Solutions) -> list[list[ox.Quad]]:
        """The quads of the answer to `sparql_text.matching`, for each of the patterns."""
        answers: list[list[ox.Quad]] = [[] for _ in patterns]
        for row in found.rows:
            number = _whole_number(row[0])
            # What was asked for is as it was asked: to some servers 0 is 0.0, and they give the one for the other.
            terms = [given or own for given, own in zip(patterns[number], row[1:], strict=True)]
            if isinstance(terms[3], ox.NamedNode) and is_own(terms[3]):
                answers[number].append(ox.Quad(*terms))  # type: ignore[arg-type]
        return answers

    def _garbled(self, error: Exception) -> StoreError:
        return StoreError(f"the server {self._server.query} broke off its answer, or garbled it: {one_line(error)}")


def is_own(graph: ox.NamedNode) -> bool:
    """Whether the graph is one of the store."""
    return graph.value.startswith(BASE) and graph.value != TURNS


def _whole_number(term: Term | None) -> int:
    if not isinstance(term, ox.Literal):
        raise StoreError("the server gave no number where it should")
    return int(term.value)
