"""Everything a store holds as JSON-LD 1.1: a list of named graphs, each with its resources, a line for each of them."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any

import pyoxigraph as ox

from kg.errors import KgError
from kg.exports.context import NAME, REFERENCE, shipped, short, terms
from kg.exports.rdf import Done, all_quads
from kg.store import Store
from kg.vocabulary import PREFIXES, RDF, XSD

_TYPE = RDF + "type"
_SAFE = 2**53
"""Up to which number all readers of JSON agree on its digits."""


def jsonld(store: Store, stream: IO[bytes], done: Done, *, sources: bool, beside: bool = False) -> None:
    """Every graph as JSON-LD; the graph of sources only where asked for.

    The context is a part of it, or where it lies `beside` the file is named. Raises KgError where JSON-LD 1.1 has no words for
    what the store holds, such as a triple in a triple.
    """
    context = json.dumps(NAME if beside else json.loads(shipped())["@context"])
    stream.write(f'{{"@context": {context},\n"@graph": ['.encode())
    graphs = groupby(all_quads(store, done, sources=sources), lambda quad: quad.graph_name)
    for number, (graph, quads) in enumerate(graphs):
        stream.write(f'{"," * bool(number)}\n{{"@id": {json.dumps(_named(graph))}, "@graph": ['.encode())
        for place, text in enumerate(_resources(quads)):
            stream.write(f"{',' * bool(place)}\n{text}".encode())
        stream.write(b"\n]}")
    stream.write(b"\n]}\n")


def _resources(quads: Iterable[ox.Quad]) -> Iterator[str]:
    for subject, told in groupby(quads, lambda quad: quad.subject):
        found: dict[str, list[Any]] = {}
        for name, value in map(_pair, told):
            found.setdefault(name, []).append(value)
        values = {name: some[0] if len(some) == 1 else some for name, some in found.items()}
        yield json.dumps({"@id": _named(subject), **values}, ensure_ascii=False)


def _pair(quad: ox.Quad) -> tuple[str, Any]:
    predicate, value = quad.predicate.value, quad.object
    if predicate == _TYPE and isinstance(value, ox.NamedNode):
        return "@type", _named(value)
    name, kind = terms().get(predicate, (_named(quad.predicate), None))
    if isinstance(value, ox.Literal):
        return name, _literal(value, kind)
    return name, _named(value) if kind == REFERENCE else {"@id": _named(value)}


def _literal(value: ox.Literal, kind: str | None) -> Any:
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == XSD + "string":
        return value.value if kind is None else {"@value": value.value}
    if datatype != kind:
        return {"@value": value.value, "@type": short(datatype)}
    return _native(value.value, datatype)


def _native(text: str, datatype: str) -> Any:
    """The value as JSON has it, where it would be read back with the same letters."""
    if datatype == XSD + "boolean" and text in {"true", "false"}:
        return text == "true"
    return int(text) if datatype == XSD + "integer" and _is_plain(text) else text


def _is_plain(text: str) -> bool:
    digits = text.removeprefix("-")
    return len(text) < 18 and digits.isascii() and digits.isdigit() and str(int(text)) == text and abs(int(text)) < _SAFE


def _named(node: Any) -> str:
    if isinstance(node, ox.BlankNode):
        return f"_:{node.value}"
    if not isinstance(node, ox.NamedNode):
        raise KgError(f"JSON-LD 1.1 has no words for {node}: use nquads")
    scheme, _, rest = node.value.partition(":")
    if scheme in PREFIXES and not rest.startswith("//"):
        raise KgError(f"JSON-LD would take {node} for a name with a prefix: use nquads")
    return short(node.value)
