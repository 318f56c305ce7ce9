"""Quads in the memory of this process, kept by rdflib."""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pyoxigraph as ox
import rdflib

from kg.errors import QueryError
from kg.store.backend import Change, Node, Pattern, QueryResult, Row, Solutions, Term, Triples, one_line, texts
from kg.vocabulary import PREFIXES

_STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")


class RdflibBackend:
    """Quads in the memory of this process, gone when it ends."""

    shared = False
    kept = None

    def __init__(self) -> None:
        self._dataset = rdflib.Dataset(default_union=True)

    def quads(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """See Backend."""
        first, second, third = (None if term is None else to_rdflib(term) for term in (subject, predicate, value))
        context = None if graph is None else self._graph(graph)
        with _quietly():
            matching = list(self._dataset.quads((first, second, third, context)))
        for found in matching:
            if found[3] is not None:
                yield ox.Quad(from_rdflib(found[0]), from_rdflib(found[1]), from_rdflib(found[2]), from_rdflib(found[3]))

    def prepared(self, patterns: Iterable[Pattern]) -> AbstractContextManager[None]:
        """Does nothing: every pattern is at hand."""
        return nullcontext()

    def count(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> int:
        """See Backend."""
        return sum(1 for _ in self.quads(subject, predicate, value, graph))

    def turn(self) -> AbstractContextManager[None]:
        """Does nothing: no other process has the store open."""
        return nullcontext()

    def graphs(self) -> list[ox.NamedNode]:
        """See Backend."""
        names = (graph.identifier for graph in self._dataset.graphs())
        return sorted((ox.NamedNode(str(name)) for name in names if name != rdflib.graph.DATASET_DEFAULT_GRAPH_ID), key=str)

    def commit(self, change: Change) -> None:
        """See Backend. Terms are converted before anything is changed: what follows cannot fail halfway."""
        remove = [(self._graph(_name(quad)), _triple(quad)) for quad in change.remove]
        add = [(self._graph(_name(quad)), _triple(quad)) for quad in change.add]
        for name in change.drop:
            self._dataset.remove_graph(self._graph(name))
        for graph, triple in remove:
            graph.remove(triple)
        for graph, triple in add:
            graph.add(triple)

    def query(self, sparql: str) -> QueryResult:
        """See Backend."""
        try:
            with _quietly():
                return _from_rdflib(self._dataset.query(sparql, initNs=dict(PREFIXES)))
        except Exception as error:  # rdflib raises plain Exception for what it cannot translate
            raise QueryError(f"the query cannot be answered: {one_line(error)}") from error

    def tables(self, queries: Sequence[str]) -> list[Iterator[Row]]:
        """See Backend."""
        return [texts(self.query(sparql)) for sparql in queries]

    def as_rdflib(self) -> rdflib.Dataset:
        """See Backend."""
        return self._dataset

    def flush(self) -> None:
        """Does nothing: there is no disk."""

    def close(self) -> None:
        """Does nothing: the memory goes with the object."""

    def _graph(self, name: ox.NamedNode) -> rdflib.Graph:
        return self._dataset.get_context(rdflib.URIRef(name.value))


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the warnings of rdflib's dataset about deprecated methods that it calls itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _name(quad: ox.Quad) -> ox.NamedNode:
    if not isinstance(quad.graph_name, ox.NamedNode):
        raise TypeError(f"a quad outside the named graphs: {quad}")
    return quad.graph_name


def _triple(quad: ox.Quad) -> tuple[Any, Any, Any]:
    return to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)


def _from_rdflib(answer: Any) -> QueryResult:
    if answer.type == "ASK":
        return bool(answer.askAnswer)
    if answer.type in {"CONSTRUCT", "DESCRIBE"}:
        triples = {ox.Triple(*(from_rdflib(term) for term in triple)) for triple in answer}
        return Triples(tuple(sorted(triples, key=str)))
    variables = tuple(str(variable) for variable in answer.vars or ())
    rows = (tuple(None if term is None else from_rdflib(term) for term in row) for row in answer)
    return Solutions(variables, tuple(rows))


def to_rdflib(term: Term) -> rdflib.term.Node:
    """The same term for rdflib, a literal exactly as written. Raises TypeError for a triple term."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal) and term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if isinstance(term, ox.Literal):
        text = term.datatype == _STRING
        return rdflib.Literal(term.value, datatype=None if text else rdflib.URIRef(term.datatype.value), normalize=False)
    raise TypeError(f"rdflib cannot hold {term}")


def from_rdflib(term: Any) -> Any:
    """The same term for pyoxigraph. Raises TypeError for what is no RDF term."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, rdflib.Literal):
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype and not term.language else None
        return ox.Literal(str(term), datatype=datatype, language=term.language)
    raise TypeError(f"no RDF term: {term!r}")
