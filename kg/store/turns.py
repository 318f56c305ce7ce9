"""Taking turns: only one process at a time changes a store on a server.

What a change has to be is computed from what the store holds, so nobody else may change it in between. A process that wants
to change something puts a ticket into the store. Where there is no other, it is its turn. Otherwise it draws a number after
all the others and waits until those before it are gone, as in Lamport's bakery. A ticket whose owner was killed does not
change any more, which those who wait see on their own clocks.
"""

import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kg.errors import StoreError
from kg.vocabulary import GRAPH_BASE, RDF

GRAPH = GRAPH_BASE + "turns"

DEAD_AFTER = 60.0
"""After how many seconds without a change a ticket counts as left behind."""
WAIT = 150.0
"""How many seconds a process waits for its turn."""
PAUSE = 0.05
"""How many seconds pass between two looks at the tickets."""

_VALUE = f"<{RDF}value>"


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """A number, 0 for a process that has not drawn one, how often it was renewed, and whose it is."""

    number: int
    beat: int
    process: int
    host: str

    def __str__(self) -> str:
        return f"{self.number} {self.beat} {self.process} {self.host}"

    @property
    def is_orphaned(self) -> bool:
        """Whether it is of a process on this machine that has ended."""
        if os.name != "posix" or self.host != _host():
            return False
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False


class Turns:
    """The tickets of a store. `update` carries out a SPARQL update; `tickets` gives the names of those there, with their values."""

    def __init__(self, update: Callable[[str], None], tickets: Callable[[], list[tuple[str, str]]]) -> None:
        self._update, self._tickets = update, tickets
        self._name = ""
        self._ticket = Ticket(0, 0, os.getpid(), _host())
        self._depth = 0
        self._renewed = 0.0
        self._seen: dict[str, tuple[Ticket, float]] = {}

    @contextmanager
    def turn(self, first: Callable[[], None]) -> Iterator[None]:
        """Waits until nobody else changes the store, then holds that off; `first` is done when a turn begins, not within another.

        Raises StoreError where somebody else does not come to an end.
        """
        if self._depth:
            yield
            return
        self._take()
        self._depth += 1
        try:
            first()
            yield
        finally:
            self._depth -= 1
            with suppress(StoreError):  # what went wrong before is told; the ticket then counts as left behind
                self._remove(self._name)

    def renew(self) -> None:
        """Shows the others that this goes on, should it take long. Raises StoreError where another process took over."""
        if time.monotonic() - self._renewed < DEAD_AFTER / 4:
            return
        if self._name not in self._all():
            raise StoreError("another process took the store over, since this one was slow: run the command again")
        self._change(self._ticket.number)

    def _take(self) -> None:
        until = time.monotonic() + WAIT
        self._name = uuid.uuid4().urn
        self._ticket = Ticket(0, 0, os.getpid(), _host())
        self._put(self._ticket)
        try:
            others = self._others()
            if others:
                self._change(max(ticket.number for ticket in others.values()) + 1)
            while before := self._before(others):
                if not self._clear(before):
                    self._wait(until, before)
                others = self._others()
        except BaseException:
            with suppress(StoreError):
                self._remove(self._name)
            raise

    def _before(self, others: Mapping[str, Ticket]) -> dict[str, Ticket]:
        """Those whose turn comes first. Who has not drawn a number yet may get a lower one, or be at it."""
        own = (self._ticket.number, self._name)
        return {name: ticket for name, ticket in others.items() if ticket.number == 0 or (ticket.number, name) < own}

    def _wait(self, until: float, before: Mapping[str, Ticket]) -> None:
        if time.monotonic() >= until:
            owners = " and ".join(sorted({f"process {ticket.process} on {ticket.host}" for ticket in before.values()}))
            raise StoreError(f"another process is changing the store ({owners}): wait for it to end")
        time.sleep(PAUSE)
        self.renew()

    def _clear(self, before: Mapping[str, Ticket]) -> bool:
        """Takes away the tickets of processes that are gone, and says whether there were any."""
        now = time.monotonic()
        known = self._seen
        self._seen = {
            name: known[name] if name in known and known[name][0] == ticket else (ticket, now) for name, ticket in before.items()
        }
        gone = [name for name, (ticket, since) in self._seen.items() if ticket.is_orphaned or now - since >= DEAD_AFTER]
        for name in gone:
            self._remove(name)
        return bool(gone)

    def _others(self) -> dict[str, Ticket]:
        found = self._all()
        if self._name not in found:
            raise StoreError("another process took the store over, since this one was slow: run the command again")
        return {name: ticket for name, ticket in found.items() if name != self._name}

    def _all(self) -> dict[str, Ticket]:
        """Every ticket. While one is changed both its values are there: the higher one counts."""
        found: dict[str, Ticket] = {}
        for name, value in self._tickets():
            ticket = _ticket(value)
            found[name] = max(ticket, found.get(name, ticket))
        return found

    def _change(self, number: int) -> None:
        before = self._ticket
        self._ticket = Ticket(number, before.beat + 1, before.process, before.host)
        self._put(self._ticket)
        self._update(f'DELETE DATA {{ GRAPH <{GRAPH}> {{ <{self._name}> {_VALUE} "{before}" }} }}')

    def _put(self, ticket: Ticket) -> None:
        self._renewed = time.monotonic()
        self._update(f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <{self._name}> {_VALUE} "{ticket}" }} }}')

    def _remove(self, name: str) -> None:
        self._update(f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ <{name}> {_VALUE} ?value }} }}")


def _ticket(value: str) -> Ticket:
    parts = value.split(" ", 3)
    if len(parts) != 4 or not all(part.isdecimal() for part in parts[:3]):
        raise StoreError(f"the store is damaged: {value!r} in {GRAPH} is no ticket")
    return Ticket(int(parts[0]), int(parts[1]), int(parts[2]), parts[3])


def _host() -> str:
    return "".join(sign for sign in socket.gethostname() if sign.isalnum() or sign in ".-_") or "host"
