"""The store as RDF: Turtle, N-Triples and RDF/XML of what it knows, TriG and N-Quads of everything it holds.

All are sorted, so that the same store gives the same bytes, and written graph by graph in bounded memory.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

from kg import quads
from kg.errors import KgError
from kg.exports.spill import SortedLines
from kg.exports.text import xml_text
from kg.store import Store
from kg.vocabulary import GRAPH_BASE, PREFIXES

Done = Callable[[object], None]

IN_MEMORY = 50_000
"""Quads of a graph that are sorted in memory."""
PARSED_AT_ONCE = 1_000

_PRIVATE = quads.GRAPH_SOURCES.value
_TICKETS = GRAPH_BASE + "turns"  # who is changing the store on a server just now
_LOCAL_NAME = re.compile(r"[A-Za-z_\u00c0-\ud7ff][\w.\-]*\Z")


def turtle(store: Store, stream: IO[bytes], done: Done) -> None:
    """The union of all graphs as Turtle, without the files that documents were read from: they are nobody else's business."""
    ox.serialize(_triples(store, done), stream, ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))


def ntriples(store: Store, stream: IO[bytes], done: Done) -> None:
    """The same triples as `turtle`, one a line."""
    ox.serialize(_triples(store, done), stream, ox.RdfFormat.N_TRIPLES)


def rdfxml(store: Store, stream: IO[bytes], done: Done) -> None:
    """The same triples as `turtle` in RDF/XML. Raises KgError where XML cannot hold a text or the name of a property."""
    target = cast("IO[bytes]", _SpelledOut(stream))
    ox.serialize(map(_xml_triple, _triples(store, done)), target, ox.RdfFormat.RDF_XML, prefixes=dict(PREFIXES))


def trig(store: Store, stream: IO[bytes], done: Done, *, sources: bool) -> None:
    """Every graph as TriG; the graph of sources, which names files of the user, only where asked for."""
    ox.serialize(all_quads(store, done, sources=sources), stream, ox.RdfFormat.TRIG, prefixes=dict(PREFIXES))


def nquads(store: Store, stream: IO[bytes], done: Done, *, sources: bool) -> None:
    """Every quad as a line of N-Quads; those of the graph of sources only where asked for."""
    ox.serialize(all_quads(store, done, sources=sources), stream, ox.RdfFormat.N_QUADS)


def all_quads(store: Store, done: Done, *, sources: bool) -> Iterator[ox.Quad]:
    """The quads graph by graph, in each in the order of their text."""
    for graph in store.graphs():
        if graph != _TICKETS and (sources or graph != _PRIVATE):
            yield from in_order(store.quads(graph))
        done(graph)


def in_order(found: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads of a graph in the order of their text, whatever their number."""
    rest = iter(found)
    first = list(islice(rest, IN_MEMORY))
    if len(first) < IN_MEMORY:
        yield from sorted(first, key=str)
        return
    first_lines = list(map(str, first))
    first.clear()
    with SortedLines(line for part in (first_lines, map(str, rest)) for line in part) as lines:
        texts = iter(lines)
        while some := "".join(f"{line} .\n" for line in islice(texts, PARSED_AT_ONCE)):
            yield from ox.parse(some, ox.RdfFormat.N_QUADS)


class _SpelledOut(io.RawIOBase):
    """Passes XML on with its carriage returns spelled out, which a parser would turn into new lines otherwise."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._stream.write(bytes(data).replace(b"\r", b"&#13;"))
        return len(data)


def _triples(store: Store, done: Done) -> Iterator[ox.Triple]:
    """The triples graph by graph; each stands in one graph only, so none comes twice."""
    return (quad.triple for quad in all_quads(store, done, sources=False))


def _xml_triple(triple: ox.Triple) -> ox.Triple:
    name = re.split(r"[#/:]", triple.predicate.value)[-1]
    if not _LOCAL_NAME.match(name):
        raise KgError(f"RDF/XML cannot write the property <{triple.predicate.value}>: use turtle")
    if isinstance(triple.object, ox.Literal):
        xml_text(triple.object.value, str(triple.subject))
    return triple
