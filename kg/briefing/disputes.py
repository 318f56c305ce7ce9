"""Contradictions, as the named queries find them."""

from collections.abc import Iterator

from kg.queries import run_named
from kg.store import Solutions, Store

KINDS = (
    ("contradictions", "does not go together", "statement", "otherStatement"),
    ("disputed", "affirmed and denied", "statement", "denialStatement"),
    ("casualty-conflicts", "different numbers", "statement", "otherStatement"),
)
"""Named queries, what their rows are, and the columns with the two statements."""


def disputes(store: Store) -> Iterator[tuple[str, str, str]]:
    """Pairs of statements that contradict each other: what kind of contradiction it is, and the ids of both."""
    for name, kind, one, other in KINDS:
        answer = run_named(store, name)
        if isinstance(answer, Solutions):
            first, second = answer.variables.index(one), answer.variables.index(other)
            for row in answer.rows:
                yield kind, _iri(row[first]), _iri(row[second])


def _iri(term: object) -> str:
    return str(getattr(term, "value", ""))
