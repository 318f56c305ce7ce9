"""A copy of a store that another process has open and goes on writing to, without that process having to help.

RocksDB, on which Oxigraph stands, never changes a table (`*.sst`) once it is whole, only appends to its log and its
list of tables, and gives a number only once. So if no file came or went while the copy was made, it holds a state the
store was in: a state that it would open with, had the process been killed then. Else it is made again.
"""

import os
import shutil
import time
from pathlib import Path

from kg.errors import StoreError
from kg.store import kept

ATTEMPTS = 200
PAUSE = 0.02
"""How often it is tried, and how long is waited in between, in seconds: files come and go a few times a second at most."""

_APART = (*kept.NAMES, "LOCK", "LOG", "LOG.old.*", "*.dbtmp")
"""What belongs to the process. Opening its LOCK would even let go of it, where that process is this one."""


def copy_of_open_store(store: Path, folder: Path) -> None:
    """Copies the store as it is at one moment into the new folder, which shares its tables where the disk allows.

    Raises StoreError where the copy cannot be made.
    """
    for _ in range(ATTEMPTS):
        try:
            if _copied(store, folder):
                return
        except FileNotFoundError:
            pass  # it went while the copy was made
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise StoreError(f"the store {store} cannot be copied to {folder}: {error.strerror}") from error
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(PAUSE)
    raise StoreError(f"the store {store} is being written to so fast that no copy could be made: try again later")


def _copied(store: Path, folder: Path) -> bool:
    """Copies everything, and says whether it was all of one moment."""
    folder.mkdir()
    before = _files(store)
    for name in sorted(before, key=_turn):
        if name.endswith(".sst"):
            _linked(store / name, folder / name)
        else:
            shutil.copyfile(store / name, folder / name)
    return _files(store) == before


def _turn(name: str) -> int:
    """The list of tables comes first: the tables on it are whole, and the log that follows holds all that they lack."""
    return 0 if name.startswith(("CURRENT", "MANIFEST")) else 1 if name.endswith(".log") else 2


def _files(store: Path) -> set[str]:
    return {path.name for path in store.iterdir() if path.is_file() and not any(path.match(pattern) for pattern in _APART)}


def _linked(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without hard links
        shutil.copyfile(source, target)
