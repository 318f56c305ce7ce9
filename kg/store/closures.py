"""Hierarchies of the ontology written out, for servers that lose rows where a path repeats.

`?class rdfs:subClassOf* sahel:Actor` becomes `VALUES ?class { … }` with every class below `sahel:Actor`. The ontology is the
one of this program, which `Store.ensure_background` keeps in the store.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Mapping

import pyoxigraph as ox

from kg import quads
from kg.vocabulary import PREFIXES, RDFS

_END = r"(?:[?$]\w+|[A-Za-z][\w-]*:[\w-]+|<[^<>\"{}|^`\\\s]*>)"
_STEP = re.compile(
    rf"(?<![\w/|^:])(?P<low>{_END})\s+rdfs:(?P<name>subClassOf|subPropertyOf)(?P<more>[*+])\s+(?P<high>{_END})(?!\s*[;,/|\w])\s*\.?"
    r"|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*)"
)


def written_out(sparql: str) -> str:
    """The query without the repeated paths of classes and relations that stand between two variables or names."""
    return _STEP.sub(lambda match: match.group() if match.group("text") else _values(match), sparql)


def _values(match: re.Match[str]) -> str:
    low, high = match.group("low"), match.group("high")
    pairs = _pairs(match.group("name"), itself=match.group("more") == "*")
    ends = {end: _iri(end) for end in (low, high) if not end.startswith(("?", "$"))}
    fitting = sorted(pair for pair in pairs if ends.get(low, pair[0]) == pair[0] and ends.get(high, pair[1]) == pair[1])
    names = [name for name in (low, high) if name not in ends]
    if not names:
        return "" if fitting else "FILTER (1 = 2) "
    rows = " ".join(
        f"({' '.join(f'<{iri}>' for end, iri in zip((low, high), pair, strict=True) if end not in ends)})" for pair in fitting
    )
    return f"VALUES ({' '.join(names)}) {{ {rows} }} "


def _iri(name: str) -> str:
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return PREFIXES.get(prefix, prefix + ":") + local


@functools.cache
def _pairs(name: str, *, itself: bool) -> frozenset[tuple[str, str]]:
    """What is below what, by any number of steps; with `itself` everything is below itself too."""
    direct: Mapping[str, set[str]] = defaultdict(set)
    for quad in quads.ontology_quads():
        if quad.predicate.value == RDFS + name and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            direct[quad.subject.value].add(quad.object.value)
    everything = set(direct) | {high for highs in direct.values() for high in highs}
    found: set[tuple[str, str]] = {(each, each) for each in everything} if itself else set()
    for low in direct:
        waiting, seen = list(direct[low]), set()
        while waiting:
            high = waiting.pop()
            if high not in seen:
                seen.add(high)
                waiting += direct.get(high, ())
        found |= {(low, high) for high in seen}
    return frozenset(found)
