"""A store as rdflib sees it, over any backend, to be read only."""

from collections.abc import Generator, Iterator, Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.query import Result
from rdflib.store import Store

from kg.store.backend import Backend, Solutions, Triples
from kg.store.memory import from_rdflib, to_rdflib

Found = tuple[tuple[Any, Any, Any], Iterator[rdflib.Graph]]


class RdflibView(Store):
    """Answers rdflib's patterns and queries from a backend. Whatever would change it raises TypeError."""

    context_aware = True
    graph_aware = True

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._prefixes: dict[str, rdflib.URIRef] = {}

    def triples(self, triple: tuple[Any, Any, Any], context: Any = None) -> Iterator[Found]:
        """The triples that match, each with the graph it stands in."""
        subject, predicate, value = (None if term is None else from_rdflib(term) for term in triple)
        graph = None if context is None else _named(context)
        if isinstance(graph, ox.NamedNode | None):
            for quad in self._backend.quads(subject, predicate, value, graph):
                yield _triple(quad), iter([self._graph(quad.graph_name)])

    def contexts(self, triple: tuple[Any, Any, Any] | None = None) -> Generator[rdflib.Graph, None, None]:
        """The graphs, or those that hold the triple."""
        if triple is None:
            yield from map(self._graph, self._backend.graphs())
            return
        for _, graphs in self.triples(triple):
            yield from graphs

    def query(  # type: ignore[override]  # rdflib gives all of these by place
        self, query: Any, prefixes: Mapping[str, Any], bindings: Mapping[str, Any], _graph: str, **_more: Any
    ) -> Result:
        """The answer of the backend, over the union of all graphs."""
        if bindings or not isinstance(query, str):
            raise NotImplementedError  # rdflib then evaluates it itself
        declared = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in prefixes.items())
        return _result(self._backend.query(declared + query))

    def __len__(self, context: Any = None) -> int:
        graph = None if context is None else _named(context)
        return self._backend.count(graph=graph) if isinstance(graph, ox.NamedNode | None) else 0

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Raises TypeError."""
        raise TypeError("this view of the store can be read only")

    def remove(self, triple: Any, context: Any = None) -> None:
        """Raises TypeError."""
        raise TypeError("this view of the store can be read only")

    def bind(self, prefix: str, namespace: rdflib.URIRef, override: bool = True) -> None:
        """Keeps a prefix for this view."""
        if override or prefix not in self._prefixes:
            self._prefixes[prefix] = namespace

    def namespace(self, prefix: str) -> rdflib.URIRef | None:
        """The namespace of a prefix."""
        return self._prefixes.get(prefix)

    def prefix(self, namespace: rdflib.URIRef) -> str | None:
        """The prefix of a namespace."""
        return next((prefix for prefix, known in self._prefixes.items() if known == namespace), None)

    def namespaces(self) -> Iterator[tuple[str, rdflib.URIRef]]:
        """Every prefix with its namespace."""
        yield from self._prefixes.items()

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Does nothing: rdflib makes known the graphs that it asks for."""

    def _graph(self, name: Any) -> rdflib.Graph:
        return rdflib.Graph(store=self, identifier=name.value)


def _named(context: Any) -> Any:
    """The graph that is meant, None for all of them, False for one that cannot be there."""
    name = getattr(context, "identifier", context)
    if name == rdflib.graph.DATASET_DEFAULT_GRAPH_ID:
        return None
    return from_rdflib(name) if isinstance(name, rdflib.URIRef) else False


def _triple(quad: ox.Quad) -> tuple[Any, Any, Any]:
    return to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)


def _result(answer: Solutions | Triples | bool) -> Result:
    if isinstance(answer, bool):
        result = Result("ASK")
        result.askAnswer = answer
    elif isinstance(answer, Triples):
        result = Result("CONSTRUCT")
        result.graph = rdflib.Graph()
        for triple in answer.triples:
            result.graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    else:
        result = Result("SELECT")
        variables = [rdflib.Variable(name) for name in answer.variables]
        result.vars = variables
        rows = (zip(variables, row, strict=True) for row in answer.rows)
        result.bindings = [{name: _identifier(term) for name, term in row if term is not None} for row in rows]
    return result


def _identifier(term: Any) -> Any:
    return to_rdflib(term)
