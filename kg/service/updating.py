"""Updates: one at a time, in a process that opens the store for it and can be ended."""

import time
from pathlib import Path

from kg.errors import StoreBusyError, StoreError
from kg.service.engine import BASE
from kg.service.exchange import MOST_BODY
from kg.service.faults import syntax_fault
from kg.service.pool import QueryPool
from kg.service.sidecar import Sidecar
from kg.store import guard
from kg.store.oxigraph import OxigraphBackend
from kg.vocabulary import PREFIXES

MEMORY = 8 << 30
PATIENCE = 2.0
"""Seconds for which an update waits for a store that is open elsewhere."""


class Updater:
    """Changes the store of a pool. What an update does it does whole or not at all."""

    def __init__(self, pool: QueryPool) -> None:
        self._pool = pool
        self._sidecar = Sidecar(seconds=pool.limits.seconds, memory=MEMORY)

    def close(self) -> None:
        """Ends it."""
        self._sidecar.close()

    async def update(self, text: str) -> None:
        """Carries out an update, which every query from now on sees.

        Raises QueryError where it does not parse, or would fetch something, TooLongError after the time of a query, and
        StoreError where another process has the store open.
        """
        await self._sidecar.run(updated, self._pool.store, text)
        if not await self._pool.refresh():
            raise StoreError("the update is done, but another process has the store open: queries see it once that ends")


class _Writable(OxigraphBackend):
    """A store that takes anybody's update."""

    def update(self, text: str) -> None:
        with self._reported():
            self._store.update(text, base_iri=BASE, prefixes=dict(PREFIXES))


def updated(folder: str, text: str) -> None:
    """Carries out an update on the store in the folder. Raises as `Updater.update`."""
    plain = guard.plain(text, longest=MOST_BODY)
    guard.check_update_for_oxigraph(plain)
    backend = _opened(Path(folder))
    try:
        backend.update(plain)
    except SyntaxError as error:
        raise syntax_fault(text, plain, str(error)) from error
    finally:
        backend.close()


def _opened(folder: Path) -> _Writable:
    """The store, once nobody else has it open: the service itself keeps it for the moment in which it takes a snapshot."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return _Writable(folder)
        except StoreBusyError:
            if time.monotonic() > end:
                raise
            time.sleep(PATIENCE / 40)
