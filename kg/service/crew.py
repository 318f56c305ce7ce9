"""The processes behind a pool: who waits, who works, who has stepped back, and who has to end.

All of it runs in one event loop, and nothing here waits for a process: a message from it, or its end, sets things going.
"""

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

from kg.errors import BusyError, KgError, QueryError, StoreError, TooBigError, TooLongError
from kg.service import machine, wire
from kg.service.engine import size
from kg.service.limits import Limits
from kg.store import is_remote

MOMENT = 0.1
"""Seconds after which a query is no short one."""
SHORT_MOMENT = 0.05
"""The same while others wait for a process."""
_EFFORT = 0.005
"""Seconds of a processor that a query has had by then, or it was only kept from working, and is no long one yet."""
_OLD = 1.0
"""Seconds after which a query is a long one whatever it did."""
_LOOK = 0.025
"""Seconds between two looks at what is running."""
_MEMORY_EVERY = 8
"""Looks between two at the memory."""
_AGAIN = 0.5
"""Seconds before another process is made in place of one that could not begin."""
_PATIENCE = 1.0
"""Seconds to wait for the nursery to say how a worker ended."""

Report = tuple[int, str]


class Crew:
    """A number of processes that wait for questions, and those that still work on long ones."""

    def __init__(self, count: int, limits: Limits, unused: Callable[[str], None]) -> None:
        """`unused` is told of every place, other than the one that is served, that no process reads any more."""
        self._count, self._limits, self._unused = count, limits, unused
        self._loop = asyncio.get_running_loop()
        self._nursery: _Nursery | None = None
        self._place: str | None = None
        self._made = 0
        self._all: dict[int, _Worker] = {}
        self._idle: list[_Worker] = []
        self._running: dict[int, _Worker] = {}
        self._waiting: deque[asyncio.Future[_Worker]] = deque()
        self._newest = False
        self._crowded = 0.0
        self._reports: dict[int, Report] = {}
        self._fault: KgError | None = None
        self._looks: asyncio.TimerHandle | None = None
        self._looked = 0
        self._together = limits.together or max(limits.memory, machine.free_memory() // 2)

    async def serve(self, place: str) -> None:
        """Reads that place from now on, and returns when a process is ready. Raises StoreError where none can be."""
        if self._nursery is None:
            self._nursery = await _Nursery.begin(self, online=is_remote(place))
        self._place, self._fault = place, None
        for worker in [each for each in self._all.values() if each.question is None]:
            self._end(worker)
        self._fill()
        self._give(await self._queued())

    def reads(self, place: str) -> bool:
        """Whether a process reads that place."""
        return any(worker.place == place for worker in self._all.values())

    async def close(self) -> None:
        """Ends all of them, and whatever they work on."""
        self._place = None
        if self._looks:
            self._looks.cancel()
        for future in self._waiting:
            future.cancel()
        for worker in list(self._all.values()):
            self._end(worker, StoreError("the service is ending"))
        if self._nursery:
            await self._nursery.close()

    async def answer(self, message: bytes) -> bytes:
        """What a process answers. Cancelled, it ends the process."""
        worker = self._idle.pop() if self._idle else await self._wait()
        question = worker.ask(message, self._loop.time())
        self._running[worker.number] = worker
        if self._looks is None:
            self._looks = self._loop.call_later(_LOOK, self._look)
        try:
            return await question
        except asyncio.CancelledError:
            self._end(worker)
            raise

    async def _wait(self) -> "_Worker":
        """The next process that is free."""
        if self._fault:
            raise self._fault
        if len(self._waiting) >= self._limits.waiting:
            raise BusyError(f"{len(self._waiting)} queries wait already: ask again later")
        return await self._queued()

    async def _queued(self) -> "_Worker":
        future: asyncio.Future[_Worker] = self._loop.create_future()
        self._waiting.append(future)
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and future.exception() is None:
                self._give(future.result())
            raise

    def _give(self, worker: "_Worker") -> None:
        """Has a free process take the next that waits, or wait itself."""
        while self._waiting:
            future = self._next()
            if not future.done():
                future.set_result(worker)
                return
        self._idle.append(worker)

    def _next(self) -> "asyncio.Future[_Worker]":
        """Whoever has waited longest; but while long queries come in, in turn with whoever came last.

        So somebody with a short query need not wait until all long ones before have stepped back, and nobody waits for ever.
        """
        self._newest = self._loop.time() < self._crowded and not self._newest
        return self._waiting.pop() if self._newest else self._waiting.popleft()

    def _fill(self) -> None:
        """Makes as many processes as are missing."""
        if self._place is None or self._nursery is None:
            return
        present = sum(not worker.stepped_back and worker.place == self._place for worker in self._all.values())
        for _ in range(self._count - present):
            self._made += 1
            worker = _Worker(self, self._made, self._place)
            self._all[worker.number] = worker
            self._nursery.make(worker, {"place": self._place, "memory": self._limits.memory, "result": self._limits.result})

    # What the processes report

    def ready(self, worker: "_Worker") -> None:
        """A process has opened the place, or has answered."""
        self._running.pop(worker.number, None)
        if worker.stepped_back or worker.place != self._place:
            self._end(worker)
        else:
            self._fault = None
            self._give(worker)

    def failed(self, worker: "_Worker", fault: KgError) -> None:
        """A process cannot open the place: whoever waits learns why, and another one is tried later."""
        self._fault = fault
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(fault)
        self._end(worker, fill=False)
        self._loop.call_later(_AGAIN, self._try_again)

    def lost(self, worker: "_Worker") -> None:
        """The connection to a process that nobody ended has: it has come to its end by itself."""
        if worker.number not in self._all:
            return
        if worker.number not in self._reports and self._nursery:
            self._loop.call_later(_PATIENCE, self._mourn, worker)
        else:
            self._mourn(worker)

    def reported(self, number: int, report: Report) -> None:
        """The nursery says how a process ended."""
        worker = self._all.get(number)
        if worker:
            self._reports[number] = report
            if worker.closed:
                self._mourn(worker)

    def orphaned(self) -> None:
        """The nursery has ended, and all processes with it: begin again."""
        self._nursery = None
        for worker in list(self._all.values()):
            self._end(worker, StoreError("the query was ended with all others: ask again"), fill=False)
        if self._place is not None:
            self._loop.call_later(_AGAIN, lambda: self._loop.create_task(self._begin_again()))

    async def _begin_again(self) -> None:
        if self._nursery is None and self._place is not None:
            self._nursery = await _Nursery.begin(self, online=is_remote(self._place))
            self._fill()

    def _mourn(self, worker: "_Worker") -> None:
        if worker.number in self._all:
            status, said = self._reports.get(worker.number, (0, ""))
            fault = self._cause(status, said)
            if worker.is_ready:
                self._end(worker, fault)
            else:
                self.failed(worker, fault)

    def _cause(self, status: int, said: str) -> KgError:
        if "memory allocation" in said or "bad_alloc" in said or "MemoryError" in said or status == -signal.SIGKILL:
            return TooBigError(f"the query needs more memory than {size(self._limits.memory)}: ask for less")
        if status == -signal.SIGSEGV or "stack overflow" in said:
            return QueryError("the query is nested too deeply")
        last = (said.strip().splitlines() or ["it said nothing"])[-1]
        return StoreError(f"the process of the query failed: {last[:200]}")

    def _try_again(self) -> None:
        self._fault = None
        self._fill()

    # Who has to step back, and who has to end

    def _look(self) -> None:
        now = self._loop.time()
        moment = SHORT_MOMENT if self._waiting else MOMENT
        for worker in list(self._running.values()):
            took = now - worker.since
            worker.look()
            if took >= self._limits.seconds > 0:
                spell = f"{self._limits.seconds:g} second{'s' * (self._limits.seconds != 1)}"
                self._end(worker, TooLongError(f"the query was ended after {spell}: ask for less"))
            elif took >= moment and not worker.stepped_back and (worker.effort() or took >= _OLD):
                self._step_back(worker)
        self._looked += 1
        if self._looked % _MEMORY_EVERY == 0:
            self._check_memory()
        self._looks = self._loop.call_later(_LOOK, self._look) if self._running else None

    def _step_back(self, worker: "_Worker") -> None:
        """Has the process run on what others leave. There is no way back for it, so it ends with its query."""
        if sum(each.stepped_back for each in self._running.values()) >= self._limits.long:
            self._end(worker, BusyError(f"{self._limits.long} queries that take long run already: ask again later"))
            return
        worker.stepped_back = True
        self._crowded = self._loop.time() + _OLD
        machine.lower_priority(worker.process)
        self._fill()

    def _check_memory(self) -> None:
        """Ends the largest while all of them together hold too much."""
        held = {worker: machine.memory_of(worker.process) for worker in self._running.values() if worker.stepped_back}
        while held and sum(held.values()) > self._together:
            largest = max(held, key=lambda each: held[each])
            del held[largest]
            self._end(largest, TooBigError("the query was ended: all queries together need more memory than there is"))

    def _end(self, worker: "_Worker", fault: KgError | None = None, *, fill: bool = True) -> None:
        """Ends a process, whatever it does."""
        if self._all.pop(worker.number, None) is None:
            return
        self._running.pop(worker.number, None)
        self._reports.pop(worker.number, None)
        if worker in self._idle:
            self._idle.remove(worker)
        if self._nursery:
            self._nursery.end(worker.number)
        worker.close(fault)
        if worker.place != self._place and not self.reads(worker.place):
            self._unused(worker.place)
        if fill:
            self._fill()


class _Worker(asyncio.Protocol):
    """The pool's end of the connection to a process."""

    def __init__(self, crew: Crew, number: int, place: str) -> None:
        self.number, self.place = number, place
        self.process = 0
        self.since = 0.0
        self._busy: float | None = None
        self.is_ready = self.stepped_back = self.closed = False
        self.question: asyncio.Future[bytes] | None = None
        self._crew = crew
        self._transport: asyncio.Transport | None = None
        self._parts: list[bytes] = []
        self._missing = 0

    def ask(self, message: bytes, now: float) -> "asyncio.Future[bytes]":
        """Sends the question; the future is its answer."""
        self.since, self._busy = now, None
        self.question = asyncio.get_running_loop().create_future()
        if self._transport:
            self._transport.write(message)
        return self.question

    def look(self) -> None:
        """Begins to measure how much the question has the process work, at the first look: a short one sees none."""
        if self._busy is None:
            self._busy = machine.busy_seconds(self.process)

    def effort(self) -> bool:
        """Whether the process has worked on the question since the first look; where nobody knows, it has."""
        busy = machine.busy_seconds(self.process)
        return self._busy is None or busy is None or busy - self._busy >= _EFFORT

    def close(self, fault: KgError | None) -> None:
        """Lets go of the process, and tells whoever waits for it why."""
        question, self.question = self.question, None
        if question and not question.done():
            if fault:
                question.set_exception(fault)
            else:
                question.cancel()
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = transport  # type: ignore[assignment]
        if self.number not in self._crew._all:  # it was ended before it began
            transport.abort()  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol. Only the end of a message is looked at twice."""
        self._parts.append(data)
        if self._missing > len(data):
            self._missing -= len(data)
            return
        message = b"".join(self._parts)
        if len(message) >= wire.HEAD.size:
            kind, length = wire.HEAD.unpack_from(message)
            self._missing = length + wire.HEAD.size - len(message)
            if self._missing <= 0:
                self._parts = []
                self._missing = 0
                self._take(kind, message)
                return
        self._parts = [message]

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self.closed = True
        self._crew.lost(self)

    def _take(self, kind: bytes, message: bytes) -> None:
        body = memoryview(message)[wire.HEAD.size :]
        if kind == wire.READY:
            self.process, self.is_ready = json.loads(bytes(body))["pid"], True
            self._crew.ready(self)
        elif kind == wire.FAULT and not self.is_ready:
            self._crew.failed(self, fault_of(json.loads(bytes(body))))
        else:
            question, self.question = self.question, None
            if question and not question.done():
                if kind == wire.ANSWER:
                    question.set_result(bytes(body))
                else:
                    question.set_exception(fault_of(json.loads(bytes(body))))
            self._crew.ready(self)


def fault_of(told: dict[str, Any]) -> KgError:
    """The error that a process told of."""
    if told["kind"] == "QueryError":
        return QueryError(told["message"], line=told["line"], column=told["column"], position=told["position"])
    return {"TooBigError": TooBigError, "TooLongError": TooLongError}.get(told["kind"], StoreError)(told["message"])


class _Nursery(asyncio.Protocol):
    """The pool's end of the connection to the nursery."""

    def __init__(self, crew: Crew, process: "subprocess.Popen[bytes]", control: socket.socket) -> None:
        self._crew, self._process, self._control = crew, process, control
        self._transport: asyncio.Transport | None = None
        self._closing = False
        self._waiting = b""
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    async def begin(cls, crew: Crew, *, online: bool) -> "_Nursery":
        """Starts the process, with the modules of this one."""
        ours, theirs = socket.socketpair()
        begin = f"from kg.service.nursery import main; main({theirs.fileno()}, online={online})"
        code = f"import sys; sys.path[:] = {sys.path!r}; {begin}"
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and no word of it from anybody else
            [sys.executable, "-c", code], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        theirs.close()
        nursery = cls(crew, process, ours)
        listening = ours.dup()
        listening.setblocking(False)
        ours.setblocking(True)
        nursery._transport, _ = await asyncio.get_running_loop().create_connection(lambda: nursery, sock=listening)
        return nursery

    def make(self, worker: _Worker, work: dict[str, Any]) -> None:
        """Has a process made."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        order = json.dumps({"number": worker.number, "work": work}).encode() + b"\n"
        with contextlib.suppress(OSError):  # it has ended: `orphaned` follows
            socket.send_fds(self._control, [order], [theirs.fileno()])
        theirs.close()
        task = asyncio.get_running_loop().create_task(_connected(worker, ours))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def end(self, number: int) -> None:
        """Has a process ended."""
        with contextlib.suppress(OSError):
            self._control.sendall(json.dumps({"end": number}).encode() + b"\n")

    async def close(self) -> None:
        """Ends the nursery, which ends all processes first."""
        self._closing = True
        if self._transport:
            self._transport.abort()
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        await asyncio.to_thread(self._process.wait)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol: how processes ended."""
        *lines, self._waiting = (self._waiting + data).split(b"\n")
        for line in lines:
            told = json.loads(line)
            self._crew.reported(told["number"], (told["status"], told["said"]))

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        if not self._closing:
            self._control.close()
            self._process.kill()
            self._process.wait()
            self._crew.orphaned()


async def _connected(worker: _Worker, connection: socket.socket) -> None:
    await asyncio.get_running_loop().create_connection(lambda: worker, sock=connection)
