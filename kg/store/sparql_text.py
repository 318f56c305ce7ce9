"""What is asked of a SPARQL server, as text.

A server gives blank nodes names of its own, and `DELETE DATA` cannot name them. So they are sent as IRIs, as RDF 1.1 advises
("skolemization"), and come back as blank nodes with the names they had.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import pyoxigraph as ox

from kg.store.backend import Change, Pattern
from kg.vocabulary import GRAPH_BASE, PREFIXES

BASE = GRAPH_BASE.removesuffix("graph/")
"""What the names of all graphs of a store begin with: a server may hold others."""

GENID = BASE + ".well-known/genid/"

_NAMES = ("s", "p", "o", "g")
_PREFIXES = " ".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items()) + " "
_FORM = re.compile(r"(?:\s|#[^\n]*(?:\n|$)|BASE\s*<[^>]*>|PREFIX\s+[^:\s]*:\s*<[^>]*>)*(\w+)", re.IGNORECASE)


def with_prefixes(sparql: str) -> str:
    """The query with the prefixes that need no declaration. They take no line, so the lines of the query keep their numbers."""
    return _PREFIXES + sparql


def form_of(sparql: str) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""
    found = _FORM.match(sparql)
    return found.group(1).upper() if found else ""


def to_server(term: Any) -> Any:
    """The term as the server keeps it."""
    return ox.NamedNode(GENID + term.value) if isinstance(term, ox.BlankNode) else term


def from_server(term: Any) -> Any:
    """The term as it was sent."""
    is_ours = isinstance(term, ox.NamedNode) and term.value.startswith(GENID)
    return ox.BlankNode(term.value.removeprefix(GENID)) if is_ours else term


def sent(quad: ox.Quad) -> ox.Quad:
    """The quad as the server keeps it."""
    return ox.Quad(to_server(quad.subject), quad.predicate, to_server(quad.object), quad.graph_name)


def matching(patterns: Sequence[Pattern]) -> str:
    """The query for the quads of many patterns, with the number of the pattern as `?i`."""
    by_shape: Mapping[tuple[str, ...], list[str]] = defaultdict(list)
    for number, pattern in enumerate(patterns):
        given = {name: str(to_server(term)) for name, term in zip(_NAMES, pattern, strict=True) if term is not None}
        by_shape[tuple(given)].append(f"({number} {' '.join(given.values())})")
    parts = (
        f"{{ VALUES (?i {' '.join(f'?{name}' for name in shape)}) {{ {' '.join(rows)} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        for shape, rows in by_shape.items()
    )
    return f"SELECT ?i ?s ?p ?o ?g WHERE {{ {' UNION '.join(parts)} }}"


def block(pattern: Pattern) -> str:
    """The triple of the pattern, with `?s`, `?p` and `?o` for what is not given."""
    return " ".join(f"?{name}" if term is None else str(to_server(term)) for name, term in zip("spo", pattern[:3], strict=True))


def counting(pattern: Pattern) -> str:
    """The query for the number of quads of a pattern, in the graphs of a store."""
    graph = pattern[3] or "?g"
    ours = f'FILTER (STRSTARTS(STR(?g), "{BASE}"))' if pattern[3] is None else ""
    return f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ {block(pattern)} }} {ours} }}"


def generalizations(pattern: Pattern) -> Iterator[Pattern]:
    """The pattern and all that say less."""
    yield from product(*((None,) if term is None else (term, None) for term in pattern))


def fits(quad: ox.Quad, pattern: Pattern) -> bool:
    """Whether the quad matches the pattern."""
    return all(term is None or term == own for term, own in zip(pattern, quad, strict=True))


def as_update(change: Change) -> str:
    """The change as one update."""
    operations = dropping(change.drop)
    operations += [deleting(change.remove)] if change.remove else []
    operations += [inserting(change.add)] if change.add else []
    return " ;\n".join(operations)


def dropping(graphs: Iterable[ox.NamedNode]) -> list[str]:
    """The operations that drop the graphs."""
    return [f"DROP SILENT GRAPH {graph}" for graph in graphs]


def deleting(quads: Iterable[ox.Quad]) -> str:
    """The operation that removes the quads."""
    return f"DELETE DATA {{ {_blocks(quads)} }}"


def inserting(quads: Iterable[ox.Quad]) -> str:
    """The operation that adds the quads."""
    return f"INSERT DATA {{ {_blocks(quads)} }}"


def _blocks(quads: Iterable[ox.Quad]) -> str:
    by_graph: Mapping[Any, list[str]] = defaultdict(list)
    for quad in quads:
        by_graph[quad.graph_name].append(f"{sent(quad).triple} .")
    return "\n".join("\n".join([f"GRAPH {graph} {{", *lines, "}"]) for graph, lines in by_graph.items())
