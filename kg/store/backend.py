"""What a store needs of the place that keeps its quads. Terms are pyoxigraph's, whatever the place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import escape
from typing import Protocol, TypeAlias

import pyoxigraph as ox
import rdflib

from kg.errors import QueryError
from kg.store.kept import Kept
from kg.vocabulary import PREFIXES

MOST_ROWS = 200
"""Rows of an answer that a notebook shows."""
MOST_TEXT = 300
"""Characters of a value that it shows; the rest stands in the title of its cell."""
LONG = 60
"""Characters from which on a value is wrapped, so that a table is not as wide as its longest sentence."""

Node: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Pattern: TypeAlias = tuple[Node | None, ox.NamedNode | None, Term | None, ox.NamedNode | None]
"""Subject, predicate, object and graph of quads; None is anything."""


@dataclass(frozen=True, slots=True)
class Solutions:
    """The answer to SELECT: the variables in their order, and for each row a term or None for each variable."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def _repr_html_(self) -> str:
        """A table, for notebooks."""
        return html_table(self.variables, self.rows)


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT and DESCRIBE, sorted and without duplicates."""

    triples: tuple[ox.Triple, ...]

    def _repr_html_(self) -> str:
        """A table, for notebooks."""
        rows = [(triple.subject, triple.predicate, triple.object) for triple in self.triples]
        return html_table(("subject", "predicate", "object"), rows)


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

    shared: bool
    """Whether others may change the quads while it is open, so that each document has to be stored in a turn of its own."""

    @property
    def kept(self) -> Kept | None:
        """The statements as they were last read, where the place keeps them."""
        ...

    def quads(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads that match what is given."""
        ...

    def prepared(self, patterns: Iterable[Pattern]) -> AbstractContextManager[None]:
        """Within it `quads` is about to be asked these patterns, or narrower ones, and nothing is committed.

        A place far away fetches them all at once.
        """
        ...

    def count(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> int:
        """How many quads match what is given."""
        ...

    def turn(self) -> AbstractContextManager[None]:
        """Within it nobody else changes the quads, so that what a change has to be can be computed and then done.

        May stand in another one. Raises StoreError where somebody else goes on changing them for too long.
        """
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

    def tables(self, queries: Sequence[str]) -> list[Iterator[Row]] | None:
        """The answers to several SELECT at once as text, for reading in bulk: see Row.

        None where such long answers cannot be counted on, and records had better be read one by one. Each raises QueryError, now
        or when its rows are taken, where its query cannot be answered.
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


def html_table(columns: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> str:
    """The first rows as a table in HTML. Everything in it is text; an address of the web is a link."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows[:MOST_ROWS])
    more = f"<p>{MOST_ROWS:,} of {len(rows):,} rows</p>" if len(rows) > MOST_ROWS else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _html_cell(term: Term | None) -> str:
    if term is None:
        return "<td></td>"
    text = one_line_of(str(term.value)) if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    if not isinstance(term, ox.NamedNode):
        return f"<td{_wrapped(text)}>{_cut(text)}</td>"
    name = next((f"{key}:{text.removeprefix(base)}" for key, base in PREFIXES.items() if text.startswith(base)), text)
    web = re.fullmatch(r"https?://[^\s\"'<>]+", term.value) and not term.value.startswith("https://w3id.org/sahel-kg/")
    link = f'<a href="{escape(text)}" rel="noreferrer noopener" target="_blank">{_cut(name)}</a>'
    return f"<td{_wrapped(name)}>{link if web else _cut(name)}</td>"


def _cut(text: str) -> str:
    return escape(text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…")


def _wrapped(text: str) -> str:
    """The attributes of a cell with the text: what a notebook's own style sheet says must not keep a long one on one line."""
    style = ' style="white-space:normal;overflow-wrap:anywhere;min-width:16em;max-width:40em"' if len(text) > LONG else ""
    return style + (f' title="{escape(text)}"' if len(text) > MOST_TEXT else "")


def one_line_of(text: str) -> str:
    """The text on one line, without what turns the direction of what follows it or steers a terminal."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def texts(answer: QueryResult) -> Iterator[Row]:
    """The rows of an answer to SELECT as `Backend.tables` gives them. Raises QueryError for an answer of another kind."""
    if not isinstance(answer, Solutions):
        raise QueryError("only SELECT gives a table")
    for row in answer.rows:
        yield tuple(str(term) if isinstance(term, ox.Triple) else (term.value or None) if term else None for term in row)


def one_line(error: Exception) -> str:
    """The first line of an error's text, cut where a parser lists everything it could have expected."""
    return shortened(str(error))


def shortened(text: str) -> str:
    """The text on one line that is not too long, without what a terminal would obey."""
    line = one_line_of(text)
    return line if len(line) <= 200 else line[:199] + "…"
