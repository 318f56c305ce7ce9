"""Answers questions in a pool of processes, each of which can be ended at any moment without hurting the others."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

SOLUTION_TYPES = (
    "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values",
)  # fmt: skip
"""What SELECT and ASK can be answered in."""
GRAPH_TYPES = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
"""What CONSTRUCT and DESCRIBE can be answered in."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take. Past the first three it is ended; past the others it is refused."""

    seconds: float = 30.0
    memory: int = 1 << 30
    """Bytes that the process of a query may hold."""
    result: int = 64 << 20
    """Bytes of an answer."""
    length: int = 1 << 18
    """Characters of a query."""
    waiting: int = 256
    """Queries that may wait for a process."""
    long: int = 32
    """Queries that may run at the same time for longer than a moment."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query, one of the media types of its form, and the graphs it is asked of, which stand above its own FROM.

    Without any graph it is asked of the union of all graphs.
    """

    query: str
    accept: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: one over the limit is refused, never cut, so nothing of it can be sent before all is known."""

    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Info:
    """What is served: for a service description."""

    store: str
    engine: str
    """What answers and its version, such as `Oxigraph 0.5.13`."""
    quads: int | None
    """None where it is not known yet, or the store is on a server."""
    graphs: int | None
    taken: datetime | None
    """When the snapshot was taken."""


class QueryPool:
    """Use it in an `async with` block; leaving it ends every query and process.

    Raises StoreError on entry where there is no store, or it is open in another process.
    """

    def __init__(self, store: str | Path, *, workers: int = 4, limits: Limits | None = None) -> None:
        self.store, self.workers, self.limits = str(store), workers, limits or Limits()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    async def answer(self, question: Question) -> Answer:
        """The answer. Cancelling the task ends the query.

        Raises QueryError (with `line`, `column` and `position` where they are known) for a query that is not
        answered, TooLongError and TooBigError where it met a limit, BusyError where too many wait, and StoreError
        where the store fails.
        """
        raise NotImplementedError

    def form(self, query: str) -> Form:
        """The form of the query, by reading its prologue. Raises QueryError where it has none, or is an update."""
        raise NotImplementedError

    def info(self) -> Info:
        """What is served now."""
        raise NotImplementedError

    async def refresh(self) -> bool:
        """Takes a new snapshot, which every query from now on sees; False where another process has the store open."""
        raise NotImplementedError
