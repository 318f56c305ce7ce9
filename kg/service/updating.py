"""Updates: one at a time, in a process that opens the store for it and can be ended."""

import re
from pathlib import Path

from pyparsing import ParseException
from rdflib.plugins.sparql.parser import parseUpdate

from kg.errors import QueryError, StoreError
from kg.service.exchange import MOST_BODY
from kg.service.faults import syntax_fault
from kg.service.pool import QueryPool
from kg.service.sidecar import Sidecar
from kg.store import guard
from kg.store.oxigraph import OxigraphBackend
from kg.vocabulary import PREFIXES

MEMORY = 8 << 30
_FETCHING = re.compile("load|service", re.IGNORECASE)


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
            self._store.update(text, prefixes=dict(PREFIXES))


def updated(folder: str, text: str) -> None:
    """Carries out an update on the store in the folder. Raises as `Updater.update`."""
    plain = guard.plain(text, longest=MOST_BODY)
    _check(plain)
    backend = _Writable(Path(folder))
    try:
        backend.update(plain)
    except SyntaxError as error:
        raise syntax_fault(text, plain, str(error)) from error
    finally:
        backend.close()


def _check(text: str) -> None:
    """Raises QueryError where the update would fetch something. Without the words it cannot, and needs no parsing here."""
    if not _FETCHING.search(text):
        return
    try:
        names = {part.name for part in guard._parts(parseUpdate(text))}
    except ParseException as error:
        raise guard.fault_at(text, error.loc, "the update does not parse") from error
    except RecursionError:
        raise QueryError("the update is nested too deeply") from None
    for name, word in (("Load", "LOAD"), ("ServiceGraphPattern", "SERVICE")):
        if name in names:
            raise QueryError(f"{word} is refused: an update changes this store only, by what it says itself")
