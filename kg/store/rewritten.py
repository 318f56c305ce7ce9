"""Queries in other words that mean the same, for Virtuoso, which loses rows of some.

Where a path repeats: `?class rdfs:subClassOf* sahel:Actor` becomes `VALUES ?class { … }` with every class below `sahel:Actor`,
by the ontology of this program, which `Store.ensure_background` keeps in the store. And where something is at most something:
`?a <= ?b` becomes `!(?a > ?b)`.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Mapping

import pyoxigraph as ox

from kg import quads
from kg.vocabulary import PREFIXES, RDFS

_END = r"(?:[?$]\w+|[A-Za-z][\w-]*:[\w-]+|<[^<>\"{}|^`\\\s]*>)"
_TEXT = r"(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*)"
_STEP = re.compile(
    rf"(?<![\w/|^:])(?P<low>{_END})\s+rdfs:(?P<name>subClassOf|subPropertyOf)(?P<more>[*+])\s+(?P<high>{_END})(?!\s*[;,/|\w])\s*\.?"
    rf"|{_TEXT}"
)
_SIDE = rf"(?:[?$]\w+|[+-]?\d+(?:\.\d+)?|\"[^\"\\\n]*\"(?:\^\^{_END})?)"
_AT_MOST = re.compile(
    rf"(?P<before>\(|&&|\|\||,)(?P<space>\s*)(?P<left>{_SIDE})\s*(?P<sign><=|>=)\s*(?P<right>{_SIDE})(?=\s*(?:\)|&&|\|\||,))|{_TEXT}"
)


_DECLARED = re.compile(rf"\bPREFIX\s+(?P<name>[\w-]*):\s*<(?P<iri>[^<>]*)>|{_TEXT}", re.IGNORECASE)


def rewritten(sparql: str) -> str:
    """The query with paths of classes and relations between two variables or names written out, and without `<=` and `>=`."""
    prefixes = {**PREFIXES, **{match["name"]: match["iri"] for match in _DECLARED.finditer(sparql) if not match["text"]}}
    if prefixes["rdfs"] == RDFS:
        sparql = _STEP.sub(lambda match: match.group() if match["text"] else _values(match, prefixes), sparql)
    return _AT_MOST.sub(lambda match: match.group() if match["text"] else _not_beyond(match), sparql)


def _not_beyond(match: re.Match[str]) -> str:
    return f"{match['before']}{match['space']}!({match['left']} {'>' if match['sign'] == '<=' else '<'} {match['right']})"


def _values(match: re.Match[str], prefixes: Mapping[str, str]) -> str:
    low, high = match["low"], match["high"]
    ends = {end: _iri(end, prefixes) for end in (low, high) if not end.startswith(("?", "$"))}
    if (low == high and not ends) or "" in ends.values():
        return match.group()
    pairs = _pairs(match["name"], itself=match["more"] == "*")
    fitting = sorted(pair for pair in pairs if ends.get(low, pair[0]) == pair[0] and ends.get(high, pair[1]) == pair[1])
    names = [name for name in (low, high) if name not in ends]
    if not names:
        return "" if fitting else "FILTER (1 = 2) "
    rows = (" ".join(f"<{iri}>" for end, iri in zip((low, high), pair, strict=True) if end not in ends) for pair in fitting)
    return f"VALUES ({' '.join(names)}) {{ {' '.join(f'({row})' for row in rows)} }} "


def _iri(name: str, prefixes: Mapping[str, str]) -> str:
    """The IRI of a name, nothing where its prefix is unknown."""
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local if prefix in prefixes else ""


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
