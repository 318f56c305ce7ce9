"""Snapshots of a store: queries read one, so that whoever writes to the store is never kept waiting, nor reads anything half.

A snapshot is Oxigraph's own backup: links to the files of the store, which never change once written, so it takes
milliseconds and hardly any room. Making one needs the store for that moment; while another process has it open there is
none, and the last one is served.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.backend import one_line
from kg.store.oxigraph import is_locked, is_store

_YOUNG = 60.0
"""Seconds in which a folder may be without its lock, since another process is just making it."""
_LOCK = "in-use"

State = frozenset[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state of the store that nobody writes to."""

    folder: Path
    taken: datetime


def counts_of(folder: Path) -> tuple[int, int]:
    """How many quads and named graphs a snapshot holds: a tenth of a second for a million. Raises OSError where it has gone."""
    store = ox.Store.read_only(str(folder))
    return len(store), sum(1 for _ in store.named_graphs())


class Snapshots:
    """The snapshots of one store for one server. They lie beside the store, or with temporary files where that cannot be.

    What a server that was killed has left is removed by the next one.
    """

    def __init__(self, store: Path) -> None:
        self.store = store
        self._count = 0
        self._seen: State = frozenset()
        self._served: State = frozenset()
        prefix = f".{store.resolve().name}-served-"
        _remove_left_over(store.resolve().parent, prefix)
        self._home, self._lock = _new_home(store.resolve().parent, prefix)

    def take(self) -> Snapshot | None:
        """A new snapshot, or None where another process has the store open. Raises StoreError where there is no store."""
        if not is_store(self.store):
            raise StoreError(f"there is no store at {self.store}: `kg ingest` makes one")
        self._count += 1
        target = self._home / str(self._count)
        if _is_open_somewhere(self.store / "LOCK"):
            return None
        try:
            store = ox.Store(self.store)
        except (OSError, RuntimeError) as error:
            if is_locked(error):
                return None
            raise StoreError(f"the store {self.store} cannot be opened: {one_line(error)}") from error
        try:
            store.backup(target)
        except (OSError, RuntimeError) as error:
            raise StoreError(f"no snapshot of the store {self.store} can be made in {self._home}: {one_line(error)}") from error
        finally:
            del store  # lets go of the lock
        self._seen = self._served = self._state()
        return Snapshot(target, datetime.now(UTC))

    def is_stale(self) -> bool:
        """Whether the store has changed since the last snapshot, and not since this was last asked: whoever writes has paused."""
        state = self._state()
        settled, self._seen = state == self._seen, state
        return settled and state != self._served

    def remove(self, folder: Path) -> None:
        """Removes a snapshot that nobody reads any more."""
        shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Removes all of them."""
        shutil.rmtree(self._home, ignore_errors=True)
        self._lock.close()

    def _state(self) -> State:
        """The files of the store that hold data.

        The others change whenever somebody opens it, as another server does for its snapshot: the two would follow each
        other for ever.
        """
        try:
            with os.scandir(self.store) as entries:
                files = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith((".sst", ".log"))]
        except OSError:
            return frozenset()
        return frozenset((name, status.st_size, status.st_mtime_ns) for name, status in files if status.st_size)


def _is_open_somewhere(lock: Path) -> bool:
    """Whether Linux knows of a lock on the file. Merely trying to open a store leaves a file in it every time."""
    try:
        found = lock.stat()
        held = Path("/proc/locks").read_text(encoding="ascii")
    except OSError:
        return False
    place = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    return any(place in line.split() for line in held.splitlines())


def _new_home(beside: Path, prefix: str) -> tuple[Path, IO[str]]:
    """A folder for snapshots, and the open file whose lock says that it is in use."""
    try:
        home = Path(tempfile.mkdtemp(prefix=prefix, dir=beside))
    except OSError:
        home = Path(tempfile.mkdtemp(prefix=prefix))
    lock = (home / _LOCK).open("w", encoding="ascii")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return home, lock


def _remove_left_over(beside: Path, prefix: str) -> None:
    for folder in {beside, Path(tempfile.gettempdir())}:
        with contextlib.suppress(OSError):
            for home in list(folder.iterdir()):
                if home.name.startswith(prefix) and _is_abandoned(home):
                    shutil.rmtree(home, ignore_errors=True)


def _is_abandoned(home: Path) -> bool:
    """Whether the process has ended that made the folder: the system lets go of its lock then."""
    try:
        with (home / _LOCK).open(encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return home.is_dir() and time.time() - home.stat().st_mtime > _YOUNG
    except OSError:
        return False
    return True
