"""Files that are written whole or not at all."""

import ctypes
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import KgError, UsageError


def replace_text(path: Path, text: str) -> None:
    """Writes the text as UTF-8 in place of what stands at the path: a reader sees the old file or the new one, never half.

    A link stays one, and the file that it leads to is replaced. A device or a pipe is written to as it is. Characters
    that UTF-8 cannot hold become question marks. Raises KgError where the path cannot be written to.
    """
    with written(path) as file:
        file.write(text.encode("utf-8", "replace"))


_HERE = -100  # AT_FDCWD: paths are relative to the working folder
_LINUX_EXCHANGE = 2
_MAC_SWAP = 2


ENDINGS = ("SIGTERM", "SIGHUP")
"""What ends a process that nobody is there to interrupt: a service manager, `timeout`, a terminal that is closed."""


@contextmanager
def _tidy_when_ended() -> Iterator[None]:
    """Within it the process cleans up before it is ended, as with Ctrl-C; only where it would have been ended at once."""
    taken = []
    if threading.current_thread() is threading.main_thread():
        signals = [getattr(signal, name) for name in ENDINGS if hasattr(signal, name)]
        taken = [each for each in signals if signal.getsignal(each) is signal.SIG_DFL]
    for each in taken:
        signal.signal(each, _end)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of what stands at the path once the block ends well, and is gone otherwise.

    It is on the disk before it takes the place. Raises KgError where the path cannot be written to.
    """
    target = Path(os.path.realpath(path))
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".kg-", suffix=".part")
    except OSError as error:
        raise KgError(f"cannot write {path}: {error.strerror}") from error
    part = Path(name)
    try:
        with _tidy_when_ended(), os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        part.chmod(_usual_mode(target))
        part.replace(target)
    except OSError as error:
        raise KgError(f"cannot write {path}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A binary file to write to: one that takes the place of what stands at the path, or a device or a pipe as it is.

    Raises KgError where the path cannot be written to.
    """
    try:
        special = path.exists() and not path.is_file()  # replaced, a device such as /dev/null would be gone for every program
        with path.open("wb") if special else replacing(path) as file:
            yield file
    except OSError as error:
        raise KgError(f"cannot write {path}: {error.strerror}") from error


@contextmanager
def replacing_folder(folder: Path, names: Collection[str]) -> Iterator[Path]:
    """A new folder for files of these names, which takes the place of the folder once the block ends well, and is gone otherwise.

    Raises UsageError where a file stands at the path, or a folder that holds anything else, and KgError where it cannot be
    written to.
    """
    target = Path(os.path.realpath(folder))
    _refuse_others(folder, names)
    try:
        room = Path(tempfile.mkdtemp(prefix=".kg-", suffix=".part", dir=target.parent))
    except OSError as error:
        raise KgError(f"cannot write {folder}: {error.strerror}") from error
    try:
        part = room / "new"
        part.mkdir()
        with _tidy_when_ended():
            yield part
        for path in part.iterdir():
            _settle(path)
        _refuse_others(folder, names)
        put_in_place(part, target, room / "old")
    except OSError as error:
        raise KgError(f"cannot write {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def put_in_place(part: Path, target: Path, old: Path) -> None:
    """Has a folder take the place of another or of nothing, at once where the system can; all lie on one disk.

    What was there lies at `part` or at `old` afterwards; after a kill between two steps at `old` alone. Raises OSError.
    """
    if target.exists():
        if exchange(part, target):
            return
        target.rename(old)
    try:
        part.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise


def _settle(path: Path) -> None:
    """Has the file on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _refuse_others(folder: Path, names: Collection[str]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder")
    strange = sorted(path.name for path in folder.iterdir() if path.name not in names)
    if strange:
        raise UsageError(f"{folder} holds other files ({strange[0]}): name a new folder")


def exchange(one: Path, other: Path) -> bool:
    """Has the two paths, both on one disk, take each other's place at once; False where the system has no way to do that.

    A process that is killed meanwhile leaves either both as they were or both exchanged. The system calls are
    `renameat2` of Linux and `renamex_np` of macOS, which Python does not offer.
    """
    library = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        return bool(library.renamex_np(*paths, _MAC_SWAP) == 0)
    if not hasattr(library, "renameat2"):
        return False
    return bool(library.renameat2(_HERE, paths[0], _HERE, paths[1], _LINUX_EXCHANGE) == 0)


def _usual_mode(path: Path) -> int:
    """The mode of the file to be replaced, or that of a new file: temporary files are private to their owner."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
