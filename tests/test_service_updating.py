"""Updates of a store that the service itself has open for a moment."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import StoreBusyError
from kg.service.updating import updated
from kg.store import open_store

HOLD = """
import fcntl, sys, time
with open(sys.argv[1], "ab") as lock:
    fcntl.lockf(lock, fcntl.LOCK_EX)
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
INSERT = "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } }"


@contextmanager
def held_for(store: Path, seconds: float) -> Iterator[None]:
    """Another process keeps the store for so long."""
    arguments = [sys.executable, "-c", HOLD, str(store / "LOCK"), str(seconds)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield
        process.kill()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    open_store(tmp_path / "store").close()
    return tmp_path / "store"


def test_an_update_waits_for_a_store_that_is_open_for_a_moment(store: Path) -> None:
    with held_for(store, 0.5):
        updated(str(store), INSERT)
    assert len(list(open_store(store).quads())) == 1


def test_it_does_not_wait_for_ever(store: Path) -> None:
    with held_for(store, 60), pytest.raises(StoreBusyError):
        updated(str(store), INSERT)
