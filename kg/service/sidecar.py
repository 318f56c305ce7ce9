"""A process beside the service for what would hold up its answers: it does one piece of work at a time, and can be ended."""

import asyncio
import contextlib
import multiprocessing
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from kg.errors import KgError, StoreError, TooBigError, TooLongError
from kg.service.pool import QueryPool

Result = TypeVar("Result")

_TOO_BIG = "this needed more memory than it may have, and was ended"

_SPAWN = multiprocessing.get_context("spawn")  # a fork would take along threads and open sockets


class Sidecar:
    """Starts its process with the first piece of work, and again after one that was ended."""

    def __init__(self, *, seconds: float, memory: int) -> None:
        self._seconds, self._memory = seconds, memory
        self._turn = asyncio.Lock()
        self._running: tuple[BaseProcess, Connection] | None = None

    async def run(self, function: Callable[..., Result], *arguments: object) -> Result:
        """What the function, which stands in a module, makes of the arguments. Cancelled, it is done all the same.

        Raises what it raises, TooLongError after so many seconds, and TooBigError where the process ended, as it does
        when it needs more memory than it may have.
        """
        working = asyncio.ensure_future(self._in_turn(function, arguments))
        working.add_done_callback(lambda done: done.cancelled() or done.exception())  # told, if only here
        return await asyncio.shield(working)

    async def read(self, pool: QueryPool, function: Callable[..., Result], *arguments: object) -> Result:
        """What the function makes of the snapshot that the pool serves, and of the arguments; see `run`.

        A snapshot is removed once the pool serves the next one, which may be before it could be opened here.
        """
        while True:
            place = pool.place
            if place is None:
                raise StoreError("nothing is stored yet")
            try:
                return await self.run(function, place, *arguments)
            except StoreError:
                if place == pool.place:
                    raise

    def close(self) -> None:
        """Ends the process and what it is doing."""
        if self._running is not None:
            process, end = self._running
            self._running = None
            process.kill()
            process.join()
            end.close()

    async def _in_turn(self, function: Callable[..., Result], arguments: tuple[object, ...]) -> Result:
        async with self._turn:
            return await asyncio.to_thread(self._exchanged, function, arguments)

    def _ended(self) -> int | None:
        """How the process came to its end by itself."""
        process = self._running and self._running[0]
        if process:
            process.join(1)
        status = process.exitcode if process else None
        self.close()
        return status

    def _exchanged(self, function: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
        _, end = self._running = self._running or _started(self._memory)
        try:
            end.send((function, arguments))
            if not end.poll(self._seconds):
                self.close()
                raise TooLongError(f"this took longer than {self._seconds:g} seconds, and was ended")
            result, error = end.recv()
        except (EOFError, OSError):
            raise TooBigError(f"{_TOO_BIG} (status {self._ended()})") from None
        if error is not None:
            raise error
        return result


def _started(memory: int) -> tuple[BaseProcess, Connection]:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(theirs, memory), daemon=True, name="kg-sidecar")
    process.start()
    theirs.close()  # so that the end of the process is the end of the pipe
    return process, ours


def _serve(end: Connection, memory: int) -> None:
    """Does what is asked until the service is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all of them; the service ends this one
    _bound_memory(memory)
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, arguments = end.recv()
            try:
                reply: tuple[Any, BaseException | None] = (function(*arguments), None)
            except KgError as error:
                reply = (None, error)
            except OSError as error:
                reply = (None, StoreError(f"the store cannot be read: {error.strerror or error}"))
            except MemoryError:
                reply = (None, TooBigError(_TOO_BIG))
            except Exception as error:  # noqa: BLE001 - a fault of the program: the service says so, and goes on
                traceback.print_exc()
                reply = (None, RuntimeError(repr(error)))
            end.send(reply)


def _bound_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not everywhere

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
