"""The whole store as RDF files: Turtle of what it knows, and N-Quads of everything it holds.

Both are sorted, so that the same store gives the same bytes, and written one graph at a time.
"""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg import quads
from kg.errors import UsageError
from kg.files import replace_text
from kg.store import Store
from kg.vocabulary import PREFIXES


def export_turtle(store: Store, stream: IO[bytes]) -> int:
    """Writes the union of all graphs as Turtle, and gives the number of triples.

    The graph of sources is left out: it names files on the user's machine, and those are nobody else's business.
    """
    counted = _Counted(_triples(store))
    ox.serialize(counted, stream, ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    return counted.count


def export_nquads(store: Store, stream: IO[bytes]) -> int:
    """Writes every quad of every graph, the sources too, as N-Quads, and gives their number."""
    count = 0
    for graph in store.graphs():
        lines = sorted(f"{quad} .\n" for quad in store.quads(graph))
        stream.write("".join(lines).encode())
        count += len(lines)
    return count


def serialized(store: Store, form: str) -> str:
    """The whole of `export_turtle` or `export_nquads` as text. Raises UsageError where `form` is neither turtle nor nquads."""
    writers: dict[str, Callable[[Store, IO[bytes]], int]] = {"turtle": export_turtle, "nquads": export_nquads}
    if form not in writers:
        raise UsageError(f"no RDF format is named {form!r}; there are {', '.join(writers)}")
    target = io.BytesIO()
    writers[form](store, target)
    return target.getvalue().decode()


def write_turtle(store: Store, path: Path) -> None:
    """Writes `export_turtle` to a file, whole or not at all. Raises KgError where it cannot be written."""
    replace_text(path, serialized(store, "turtle"))


class _Counted:
    """Counts what passes through."""

    def __init__(self, triples: Iterator[ox.Triple]) -> None:
        self.count = 0
        self._triples = triples

    def __iter__(self) -> Iterator[ox.Triple]:
        for triple in self._triples:
            self.count += 1
            yield triple


def _triples(store: Store) -> Iterator[ox.Triple]:
    """The triples graph by graph; each stands in one graph only, so none comes twice."""
    for graph in store.graphs():
        if graph != quads.GRAPH_SOURCES.value:
            yield from sorted((quad.triple for quad in store.quads(graph)), key=str)
