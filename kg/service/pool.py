"""Answers questions in a pool of processes, each of which can be ended at any moment without hurting the others."""

import asyncio
import contextlib
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.service import wire
from kg.service.crew import Crew
from kg.service.limits import Limits
from kg.service.snapshots import Snapshot, Snapshots, counts_of
from kg.store import MEMORY, guard, is_remote
from kg.store.guard import Form

FOLLOW = 1.0
"""Seconds between two looks at the store: what another process wrote is served after one to two of them."""


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
    """What answers and its version, such as `Oxigraph 0.5.13`, or `SPARQL server`."""
    quads: int | None
    """None where it is not known yet, or the store is on a server."""
    graphs: int | None
    taken: datetime | None
    """When the snapshot was taken."""


class QueryPool:
    """Use it in an `async with` block; leaving it ends every query and process.

    Some processes wait for questions, `workers` of them, at full priority. A query that has run for a moment is no
    short one: its process steps back and runs only on what the others leave, and a fresh process takes its place. So
    short queries wait for nothing but each other, however many long ones run.

    Raises StoreError on entry where there is no store, or it is open in another process.
    """

    def __init__(self, store: str | Path, *, workers: int = 8, limits: Limits | None = None) -> None:
        self.store, self.workers, self.limits = str(store), workers, limits or Limits()
        self._snapshots: Snapshots | None = None
        self._snapshot: Snapshot | None = None
        self._crew: Crew | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._renewing = asyncio.Lock()
        self._counts: tuple[int, int] | None = None

    async def __aenter__(self) -> Self:
        self._crew = Crew(self.workers, self.limits, self._leave)
        try:
            if self.store != MEMORY and not is_remote(self.store):
                self._snapshots = await asyncio.to_thread(Snapshots, Path(self.store))
            await self._first()
        except BaseException:
            await self._close()
            raise
        if self._snapshots:
            self._begin(self._follow(self._snapshots))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._close()

    async def answer(self, question: Question) -> Answer:
        """The answer. Cancelling the task ends the query.

        Raises QueryError (with `line`, `column` and `position` where they are known) for a query that is not
        answered, TooLongError and TooBigError where it met a limit, BusyError where too many wait, and StoreError
        where the store fails.
        """
        if len(question.query) > self.limits.length:
            raise QueryError(f"the query is longer than {self.limits.length:,} characters")
        asked = [question.query, question.accept, question.default_graphs, question.named_graphs]
        return Answer(question.accept, await self._working.answer(wire.framed_json(wire.ASK, asked)))

    def form(self, query: str) -> Form:
        """The form of the query, by reading its prologue. Raises QueryError where it has none, or is an update."""
        text = guard.plain(query, longest=self.limits.length)
        try:
            return guard.form(text)
        except QueryError as error:
            raise guard.elsewhere(error, query) from None

    def info(self) -> Info:
        """What is served now."""
        quads, graphs = self._counts or (None, None)
        taken = self._snapshot.taken if self._snapshot else None
        engine = "SPARQL server" if is_remote(self.store) else f"Oxigraph {ox.__version__}"
        return Info(self.store, engine, quads, graphs, taken)

    @property
    def place(self) -> str | None:
        """What is served now, for whoever reads it beside the pool: the folder of a snapshot, or the address of a server.

        None where nothing is stored.
        """
        if self._snapshot:
            return str(self._snapshot.folder)
        return self.store if is_remote(self.store) else None

    async def refresh(self) -> bool:
        """Takes a new snapshot, which every query from now on sees; False where another process has the store open.

        Raises StoreError where there is no store any more.
        """
        async with self._renewing:
            if self._snapshots is None:
                await self._working.serve("" if self.store == MEMORY else self.store)
                return True
            snapshot = await asyncio.to_thread(self._snapshots.take)
            if snapshot is None:
                return False
            former, self._snapshot = self._snapshot, snapshot
            await self._working.serve(str(snapshot.folder))
            self._begin(self._count(snapshot))
            if former and not self._working.reads(str(former.folder)):
                self._leave(str(former.folder))
            return True

    @property
    def _working(self) -> Crew:
        if self._crew is None:
            raise RuntimeError("a pool works within its `async with` block only")
        return self._crew

    async def _first(self) -> None:
        if not await self.refresh():
            raise StoreError(f"the store {self.store} is open in another process: wait for it to end, or use another store")

    async def _follow(self, snapshots: Snapshots) -> None:
        """Takes a new snapshot whenever the store has changed and nobody writes to it."""
        while True:
            await asyncio.sleep(FOLLOW)
            if snapshots.is_stale():
                with contextlib.suppress(StoreError):  # the store is being made anew: the last snapshot is served until then
                    await self.refresh()

    async def _count(self, snapshot: Snapshot) -> None:
        with contextlib.suppress(OSError, RuntimeError):  # the next snapshot has taken its place already
            counts = await asyncio.to_thread(counts_of, snapshot.folder)
            if snapshot is self._snapshot:
                self._counts = counts

    def _leave(self, place: str) -> None:
        """Removes a snapshot that no process reads any more."""
        if self._snapshots and place:
            self._begin(asyncio.to_thread(self._snapshots.remove, Path(place)))

    def _begin(self, work: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._crew:
            await self._crew.close()
        if self._snapshots:
            await asyncio.to_thread(self._snapshots.close)
