"""What a store needs of the place that keeps its quads. Terms are pyoxigraph's, whatever the place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import pyoxigraph as ox
import rdflib

from kg.errors import QueryError

Node: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to SELECT: the variables in their order, and for each row a term or None for each variable."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE, sorted and without duplicates."""

    triples: tuple[ox.Triple, ...]


QueryResult: TypeAlias = Solutions | Triples | bool
"""The answer to a query; a truth value for ASK."""


Row: TypeAlias = tuple[str | None, ...]
"""A row as text: of an IRI its address, of a literal its text, whatever its type; None for nothing and for the empty text."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one transaction does, in this order: drops whole graphs, removes quads, adds quads."""

    drop: tuple[ox.NamedNode, ...] = ()
    remove: tuple[ox.Quad, ...] = ()
    add: tuple[ox.Quad, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.drop or self.remove or self.add)


class Backend(Protocol):
    """What a place for quads must be able to do. Every method raises StoreError where the place fails."""

    def quads(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that match what is given."""
        ...

    def graphs(self) -> list[ox.NamedNode]:
        """The named graphs, sorted; one that became empty may be among them."""
        ...

    def commit(self, change: Change) -> None:
        """Carries out the whole change or nothing of it."""
        ...

    def query(self, sparql: str) -> QueryResult:
        """The answer over the union of all graphs. Raises QueryError where the query cannot be answered."""
        ...

    def tables(self, queries: Sequence[str]) -> list[Iterator[Row]]:
        """The answers to several SELECT at once as text, for reading in bulk: see Row.

        Raises QueryError where a query cannot be answered.
        """
        ...

    def as_rdflib(self) -> rdflib.Dataset:
        """The same quads as an rdflib dataset whose default graph is the union."""
        ...

    def flush(self) -> None:
        """Writes to the disk what has been committed."""
        ...

    def close(self) -> None:
        """Lets go of the place."""
        ...


def texts(answer: QueryResult) -> Iterator[Row]:
    """The rows of an answer to SELECT as `Backend.tables` gives them. Raises QueryError for an answer of another kind."""
    if not isinstance(answer, Solutions):
        raise QueryError("only SELECT gives a table")
    for row in answer.rows:
        yield tuple(str(term) if isinstance(term, ox.Triple) else (term.value or None) if term else None for term in row)


def one_line(error: Exception) -> str:
    """The first line of an error's text, cut where a parser lists everything it could have expected."""
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else text[:199] + "…"
