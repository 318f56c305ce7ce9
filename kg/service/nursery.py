"""The process that makes the workers: it has loaded what they need, does nothing else, and forks one in milliseconds.

A server cannot fork itself: it has threads and open connections. The nursery is also the parent of the workers, so it
alone knows for sure whether one still lives, ends them when it is told, and says how one came to its end.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from typing import IO, Any, NoReturn

from kg.service import confine, worker

LAST_WORDS = 2000


class Nursery:
    """Makes and ends workers as the pool says, and ends them all when the pool is gone."""

    def __init__(self, pool: socket.socket) -> None:
        self._pool = pool
        self._living: dict[int, tuple[int, IO[bytes]]] = {}
        """By the process: the pool's number for the worker, and what it writes to standard error."""

    def run(self) -> None:
        """Until the pool is gone."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # from the terminal: the pool decides what ends
        signal.signal(signal.SIGCHLD, lambda *_: self._bury())
        gc.collect()
        gc.freeze()  # what is loaded stays shared with the workers
        waiting = b""
        try:
            while True:
                try:
                    data, descriptors, _flags, _address = socket.recv_fds(self._pool, 1 << 16, 1)
                except ConnectionResetError:  # the pool has gone, and had not read all that it was told
                    return
                if not data:
                    return
                *lines, waiting = (waiting + data).split(b"\n")
                for line in lines:
                    self._obey(json.loads(line), descriptors)
        finally:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for process in self._living:
                os.kill(process, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                while True:
                    os.waitpid(-1, 0)

    def _obey(self, order: dict[str, Any], descriptors: list[int]) -> None:
        if "work" in order:
            self._make(order["number"], worker.work_of(order["work"]), descriptors.pop())
        else:
            for process, (number, _) in list(self._living.items()):
                if number == order["end"]:
                    os.kill(process, signal.SIGKILL)

    def _make(self, number: int, work: worker.Work, descriptor: int) -> None:
        words = tempfile.TemporaryFile()  # noqa: SIM115 - read when the worker has ended
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        try:
            process = os.fork()
            if process == 0:
                _become(lambda: worker.serve(work, socket.socket(fileno=descriptor)), self._pool, words)
            self._living[process] = (number, words)
        except OSError:
            words.close()  # no process could be made: the pool sees that the connection ends
        finally:
            os.close(descriptor)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})

    def _bury(self) -> None:
        """Tells the pool of every worker that has ended: how, and what it said last."""
        while self._living:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:  # another ended meanwhile: this was called within itself, and nothing is left to do
                return
            if process == 0:
                return
            number, words = self._living.pop(process)
            words.seek(0)
            said = words.read(LAST_WORDS).decode(errors="replace")
            words.close()
            end = {"number": number, "status": os.waitstatus_to_exitcode(status), "said": said}
            try:
                self._pool.sendall(json.dumps(end).encode() + b"\n")
            except OSError:
                return


def _become(task: Callable[[], None], pool: socket.socket, words: IO[bytes]) -> NoReturn:
    """Turns this new process into a worker."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        confine.end_with_parent()
        os.dup2(words.fileno(), 2)
        words.close()
        pool.close()
        task()
        status = 0
    except BaseException:  # noqa: BLE001 - the process ends here, and the pool reads what it said
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)  # nothing of the nursery may be done twice


def main(descriptor: int, *, online: bool) -> None:
    """The process itself; the descriptor is its connection to the pool. Only a store on a server needs the network."""
    if not online:
        confine.shut_off_network()
    Nursery(socket.socket(fileno=descriptor)).run()
