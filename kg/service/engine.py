"""Answers one question on one store, in the process where it may be ended: the check, the query, and the bytes of the answer."""

import functools
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError, TooBigError
from kg.service import faults
from kg.store import guard
from kg.store.backend import one_line
from kg.vocabulary import PREFIXES

_REMEMBERED = 512
"""Queries whose check is remembered: pages and scripts ask the same ones again."""
BASE = "https://w3id.org/sahel-kg/"
"""What relative IRIs in a query are relative to: `<entity/mali>` is `entity:mali`."""
_RDF_XML = "application/rdf+xml"
_SOLUTIONS_XML = "application/sparql-results+xml"
_WITH_PREFIXES = frozenset({"text/turtle", "application/rdf+xml"})
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_XML_BYTES = re.compile(b"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_XML_NAME_AT_END = re.compile(r"[^\W\d][\w.-]*\Z")


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run, as it runs."""

    text: str
    prefixes: Mapping[str, str]
    names_graphs: bool
    """Whether it says FROM: only then it is not asked of the union of all graphs."""


def answered(store: ox.Store, query: str, accept: str, dataset: tuple[Sequence[str], Sequence[str]], limit: int) -> bytes:
    """The answer as bytes of the media type. Raises QueryError, and TooBigError where it has more bytes than `limit`."""
    checked = checked_query(query)
    sink = Sink(limit)
    try:
        answer = store.query(checked.text, base_iri=BASE, prefixes=dict(checked.prefixes), **_dataset(checked, *dataset))
        if isinstance(answer, ox.QueryTriples):
            write_triples(answer, accept, sink)
        else:
            write_solutions(answer, accept, sink)
    except SyntaxError as error:
        raise faults.syntax_fault(query, checked.text, str(error)) from error
    except (RuntimeError, ValueError) as error:  # a function that does not exist, a base that no IRI can be resolved by
        raise QueryError(f"the query cannot be answered: {one_line(error)}") from error
    return sink.getvalue()


@functools.lru_cache(maxsize=_REMEMBERED)
def checked_query(query: str) -> Checked:
    """Checks a query that the pool has found short enough. Raises QueryError: see `guard.check_for_oxigraph`."""
    text = guard.plain(query, longest=len(query))
    guard.form(text)
    names_graphs = guard.check_for_oxigraph(text)
    used = {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in text}
    return Checked(text, used, names_graphs)


class Sink(io.BytesIO):
    """A file in memory that takes no more than `limit` bytes. Raises TooBigError at the first one too many."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        """Takes the bytes."""
        if self.tell() + len(data) > self._limit:
            raise TooBigError(f"the answer is larger than {size(self._limit)}: ask for less, or add LIMIT")
        return super().write(data)


def size(count: int) -> str:
    """A number of bytes for people."""
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count >= factor:
            return f"{count / factor:.4g} {unit}"
    return f"{count} bytes"


def _dataset(checked: Checked, default: Sequence[str], named: Sequence[str]) -> dict[str, Any]:
    """What the query is asked of: the graphs that the request names, or else its own FROM, or else all graphs as one."""
    if not default and not named:
        return {"use_default_graph_as_union": not checked.names_graphs}
    try:
        return {"default_graph": list(map(ox.NamedNode, default)), "named_graphs": list(map(ox.NamedNode, named))}
    except ValueError as error:
        raise QueryError(f"a graph is named by no IRI: {one_line(error)}") from error


def write_solutions(answer: ox.QuerySolutions | ox.QueryBoolean, accept: str, sink: Sink) -> None:
    """Writes the answer to SELECT or ASK. Raises QueryError where the media type, or XML, cannot hold it."""
    form = ox.QueryResultsFormat.from_media_type(accept)
    if form is None:
        raise QueryError(f"SELECT and ASK are not answered in {accept}")
    answer.serialize(sink, format=form)
    if accept == _SOLUTIONS_XML and _NOT_XML_BYTES.search(sink.getbuffer()):
        raise QueryError("the answer holds characters that XML cannot: ask for another format")


def write_triples(answer: ox.QueryTriples | Sequence[ox.Triple], accept: str, sink: Sink) -> None:
    """Writes the answer to CONSTRUCT or DESCRIBE. Raises QueryError where the media type cannot hold it."""
    form = ox.RdfFormat.from_media_type(accept)
    if form is None or ox.QueryResultsFormat.from_media_type(accept) is not None:
        raise QueryError(f"CONSTRUCT and DESCRIBE are not answered in {accept}")
    triples = _fit_for_xml(answer) if accept == _RDF_XML else answer
    ox.serialize(triples, sink, form, prefixes=dict(PREFIXES) if accept in _WITH_PREFIXES else None)


def _fit_for_xml(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples; Oxigraph would write what no XML parser reads. Raises QueryError at the first that XML cannot hold."""
    for triple in triples:
        if not _XML_NAME_AT_END.search(triple.predicate.value):
            raise QueryError(f"RDF/XML cannot hold the predicate {triple.predicate}: ask for another format")
        if any(isinstance(part, ox.Triple) or _NOT_XML.search(part.value) for part in (triple.subject, triple.object)):
            raise QueryError("the answer holds what RDF/XML cannot: ask for another format")
        yield triple
