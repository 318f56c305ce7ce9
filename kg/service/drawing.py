"""The explorer at `/`: drawn in a process beside the service, once for each state of the store."""

import asyncio
import time
from datetime import datetime

from starlette.responses import Response

from kg.errors import KgError, StoreError
from kg.service import work
from kg.service.exchange import Asked, response
from kg.service.negotiation import HTML
from kg.service.pages import LINKS, POLICY, waiting_page
from kg.service.pool import QueryPool
from kg.service.sidecar import Sidecar

SECONDS = 120.0
MEMORY = 8 << 30
PATIENCE = 3.0
"""Seconds after which whoever asks is told that it takes longer."""
TITLE = "Explorer"

FRESH = 60.0
"""Seconds after which it is drawn again of a store that does not say whether it has changed."""

FRAMES = "frame-ancestors 'none'"
"""What the policy in the page itself cannot say."""


class Drawing:
    """Draws when it is first asked, and again when the store has changed since."""

    def __init__(self, pool: QueryPool) -> None:
        self._pool = pool
        self._sidecar = Sidecar(seconds=SECONDS, memory=MEMORY)
        self._task: asyncio.Task[bytes] | None = None
        self._state: datetime | float | None = None

    def close(self) -> None:
        """Ends it."""
        if self._task is not None:
            self._task.cancel()
        self._sidecar.close()

    async def page(self, _asked: Asked) -> Response:
        """The explorer, or a page that asks for it again. Raises KgError where it cannot be drawn."""
        state = self._pool.info().taken or time.monotonic() // FRESH
        if self._task is None or (self._task.done() and (self._state != state or _failed(self._task))):
            self._state = state
            self._task = asyncio.create_task(self._drawn())
        done, _ = await asyncio.wait({self._task}, timeout=PATIENCE)
        if not done:
            return response(waiting_page().encode(), HTML.content_type, policy=POLICY, headers={"cache-control": "no-store"})
        return response(self._task.result(), HTML.content_type, policy=FRAMES, headers={"cache-control": "no-cache"})

    async def _drawn(self) -> bytes:
        page = await self._sidecar.read(self._pool, work.explorer, LINKS[1:], TITLE)
        return page.encode("utf-8", "replace")


def _failed(task: asyncio.Task[bytes]) -> bool:
    """Whether drawing may go better another time."""
    return task.cancelled() or not isinstance(task.exception(), KgError | None) or isinstance(task.exception(), StoreError)
