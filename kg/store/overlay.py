"""How a curated record keeps what was read: the values that decisions replace or hide stay beside the ones that are shown.

A record is what one graph says of one subject. Where a decision gives a property other values than were read, all the
values read stand under a property of the namespace `was:`, named after the prefix and the local name of the one that they
had: `was:rdf_subject` for `rdf:subject`, `was:skos_prefLabel` for `skos:prefLabel`. `rdf:nil` stands there where nothing was
read. So a query sees what is shown and nothing else, and what was read can always be had back.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.backend import Term
from kg.vocabulary import ONTOLOGY, PREFIXES, RDF, WAS

Pairs: TypeAlias = frozenset[tuple[ox.NamedNode, Term]]
"""A record: its properties and their values."""

NOTHING = ox.NamedNode(RDF + "nil")
REVIEW = ox.NamedNode(ONTOLOGY + "review")
"""What only a decision can give a record, and so needs no memory of what was read."""


def raw(shown: Iterable[tuple[ox.NamedNode, Term]]) -> Pairs:
    """The record as it was read, from the record as it is shown."""
    pairs = set(shown)
    kept = {original(predicate) for predicate, _ in pairs if is_kept(predicate)}
    return frozenset(
        (original(predicate), value)
        for predicate, value in pairs
        if (value != NOTHING if is_kept(predicate) else predicate not in kept and predicate != REVIEW)
    )


def shown(read: Pairs, wanted: Pairs) -> Pairs:
    """The record as it is to be shown, with `wanted` for what was `read`, which it keeps wherever they differ."""
    before, after = _by_property(read), _by_property(wanted)
    pairs = set(wanted)
    for predicate in before.keys() | after.keys():
        if predicate != REVIEW and before[predicate] != after[predicate]:
            pairs.update((kept(predicate), value) for value in before[predicate] or {NOTHING})
    return frozenset(pairs)


def pairs_of(quads: Iterable[ox.Quad]) -> Pairs:
    """The properties and values of quads about one subject."""
    return frozenset((quad.predicate, quad.object) for quad in quads)


def quads_of(subject: ox.NamedNode, graph: ox.NamedNode, pairs: Iterable[tuple[ox.NamedNode, Term]]) -> set[ox.Quad]:
    """The record as quads."""
    return {ox.Quad(subject, predicate, value, graph) for predicate, value in pairs}


def is_kept(predicate: ox.NamedNode) -> bool:
    """Whether the property holds what was read and is not shown."""
    return predicate.value.startswith(WAS)


@functools.cache
def kept(predicate: ox.NamedNode) -> ox.NamedNode:
    """The property under which values of `predicate` are kept. Raises StoreError where its namespace has no prefix."""
    for prefix, namespace in PREFIXES.items():
        local = predicate.value.removeprefix(namespace)
        if local != predicate.value:
            return ox.NamedNode(f"{WAS}{prefix}_{local}")
    raise StoreError(f"values of {predicate} cannot be curated: its namespace has no prefix")


@functools.cache
def original(predicate: ox.NamedNode) -> ox.NamedNode:
    """The property whose values `predicate` keeps; another property is itself."""
    if not is_kept(predicate):
        return predicate
    prefix, mark, local = predicate.value.removeprefix(WAS).partition("_")
    if not mark or prefix not in PREFIXES:
        raise StoreError(f"the store is damaged: {predicate} names no property")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _by_property(pairs: Pairs) -> defaultdict[ox.NamedNode, set[Term]]:
    found: defaultdict[ox.NamedNode, set[Term]] = defaultdict(set)
    for predicate, value in pairs:
        found[predicate].add(value)
    return found
