"""Taking turns: only one process at a time changes a store on a server.

What a change has to be is computed from what the store holds, so nobody else may change it in between. A process that wants
to change something puts a ticket into the store. When it is the only one there, it is its turn; otherwise it takes it back
and tries again. A ticket whose owner was killed is seen by its not changing, on the clock of the one who waits.
"""

import os
import random
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from kg.errors import StoreError
from kg.vocabulary import GRAPH_BASE, RDF

GRAPH = GRAPH_BASE + "turns"

DEAD_AFTER = 30.0
"""After how many seconds without a change a ticket counts as left behind."""
WAIT = 90.0
"""How many seconds a process waits for its turn."""
PAUSE = 0.1
"""How many seconds pass about between two attempts."""

_VALUE = f"<{RDF}value>"


class Turns:
    """The tickets of a store. `update` carries out a SPARQL update; `tickets` are those there: their values by their names."""

    def __init__(self, update: Callable[[str], None], tickets: Callable[[], Mapping[str, str]]) -> None:
        self._update, self._tickets = update, tickets
        self._own: str | None = None
        self._depth = 0
        self._seen: dict[str, tuple[str, float]] = {}

    @contextmanager
    def turn(self, first: Callable[[], None]) -> Iterator[None]:
        """Waits until nobody else changes the store, then holds that off; `first` is done when a turn begins, not within another.

        Raises StoreError where somebody else does not come to an end.
        """
        if not self._depth:
            self._take()
        self._depth += 1
        try:
            if self._depth == 1:
                first()
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                with suppress(StoreError):  # what went wrong before is told; the ticket then counts as left behind
                    self._give_back()

    def renew(self) -> None:
        """Shows the others that this turn goes on. Raises StoreError where another process took it over."""
        before = self._own
        if before is not None:
            if before not in self._tickets():
                raise StoreError("another process took the store over, since this one was slow: run the command again")
            self._put()
            self._remove(before)

    def _take(self) -> None:
        until = time.monotonic() + WAIT
        while True:
            self._put()
            others = {name: value for name, value in self._tickets().items() if name != self._own}
            if not others:
                return
            self._give_back()
            self._clear(others)
            if time.monotonic() >= until:
                owner = " and ".join(sorted(_owner(value) for value in others.values()))
                raise StoreError(f"another process is changing the store ({owner}): wait for it to end")
            time.sleep(PAUSE * random.uniform(0.5, 1.5))  # noqa: S311 - so that two do not try in step for ever

    def _put(self) -> None:
        self._own = uuid.uuid4().urn
        self._update(f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <{self._own}> {_VALUE} "{os.getpid()} {_host()}" }} }}')

    def _give_back(self) -> None:
        own, self._own = self._own, None
        if own is not None:
            self._remove(own)

    def _remove(self, ticket: str) -> None:
        self._update(f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ <{ticket}> {_VALUE} ?value }} }}")

    def _clear(self, others: Mapping[str, str]) -> None:
        """Takes away the tickets of processes that are gone."""
        now = time.monotonic()
        self._seen = {name: self._seen.get(name, (value, now)) for name, value in others.items()}
        for name, (value, since) in self._seen.items():
            if now - since >= DEAD_AFTER or _is_gone(value):
                self._remove(name)


def _owner(value: str) -> str:
    process, _, host = value.partition(" ")
    return f"process {process} on {host}"


def _is_gone(value: str) -> bool:
    """Whether the ticket is of a process on this machine that has ended."""
    process, _, host = value.partition(" ")
    if os.name != "posix" or host != _host() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _host() -> str:
    return "".join(sign for sign in socket.gethostname() if sign.isalnum() or sign in ".-_") or "host"
