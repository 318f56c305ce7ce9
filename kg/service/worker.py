"""A process that answers questions, one after the other, until the pool ends it."""

import functools
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError, QueryError, StoreError, TooBigError
from kg.service import confine, engine, remote, wire
from kg.store import is_remote, open_store
from kg.store.backend import one_line

Engine = Callable[[str, str, tuple[list[str], list[str]], int], bytes]
"""Answers a query in a media type, on default and named graphs, with no more than so many bytes: see `engine.answered`."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is for, and the bytes of memory and of an answer that it may take."""

    place: str
    """A folder that holds a store to which nobody writes, or the address of a server; without a name, an empty store."""
    memory: int
    result: int


def serve(work: Work, pool: socket.socket) -> None:
    """Opens the store, says so, and answers what the pool asks, until the pool is gone."""
    try:
        answered = _engine(work.place)
    except KgError as error:
        pool.sendall(_fault(error))
        return
    confine.limit_memory(work.memory)
    pool.sendall(wire.framed_json(wire.READY, {"pid": os.getpid()}))
    while True:
        head = _received(pool, wire.HEAD.size)
        if head is None:
            return
        body = _received(pool, wire.HEAD.unpack(head)[1])
        if body is None:
            return
        pool.sendall(_reply(answered, body, work.result))


def _engine(place: str) -> Engine:
    """What answers questions on the place. Raises KgError where it cannot be opened."""
    if is_remote(place):
        return functools.partial(remote.answered, open_store(place, create=False))
    try:
        return functools.partial(engine.answered, ox.Store.read_only(place) if place else ox.Store())
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the snapshot of the store cannot be opened: {one_line(error)}") from error


def _reply(answered: Engine, body: bytes, limit: int) -> bytes:
    """The message that answers a question. Nothing is kept of it."""
    try:
        query, accept, default, named = json.loads(body)
        return wire.framed(wire.ANSWER, answered(query, accept, (default, named), limit))
    except KgError as error:
        return _fault(error)
    except MemoryError:
        return _fault(TooBigError("the query needs too much memory"))
    except RecursionError:
        return _fault(QueryError("the query is nested too deeply"))
    except OSError as error:
        return _fault(StoreError(f"the store cannot be read: {one_line(error)}"))


def _fault(error: KgError) -> bytes:
    place = {name: getattr(error, name) for name in ("line", "column", "position")} if isinstance(error, QueryError) else {}
    return wire.framed_json(wire.FAULT, {"kind": type(error).__name__, "message": str(error), **place})


def _received(pool: socket.socket, count: int) -> bytes | None:
    """So many bytes, or None where the pool has gone."""
    data = bytearray()
    while len(data) < count:
        part = pool.recv(min(count - len(data), 1 << 20))
        if not part:
            return None
        data += part
    return bytes(data)


def work_of(value: dict[str, Any]) -> Work:
    """The work as the pool writes it in JSON."""
    return Work(value["place"], value["memory"], value["result"])
