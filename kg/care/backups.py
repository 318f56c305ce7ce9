"""Backups of a store, and stores from backups. Each is there whole or not at all.

A backup is a file of N-Quads, packed where its name ends in `.gz`, or a folder that is a store itself. The file begins
and ends with a comment: what it is, and how many lines stood between with which hash, so that a file that was cut or
changed is not taken for a whole one. Any program that reads N-Quads passes over both.
"""

import contextlib
import gzip
import hashlib
import io
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, cast

import pyoxigraph as ox

from kg import __version__
from kg.care.exported import Export, load_export
from kg.errors import KgError, StoreBusyError, StoreError, UsageError
from kg.files import put_in_place, replacing
from kg.records import DOCUMENT_BASE
from kg.store import MEMORY, Store, is_remote, open_store
from kg.store.lines import Pieces
from kg.store.oxigraph import held, is_store
from kg.store.snapshots import copy_of_open_store
from kg.vocabulary import GRAPH_BASE

Form = Literal["nquads", "native"]

_HEAD = "# backup of kg, layout {layout}, made by kg {version}\n"
_END = "# end: {count} quads, sha256 {hash}\n"
_HEAD_LINE = re.compile(rb"# backup of kg, layout ([0-9]{1,9}), made by kg [^\n]{1,100}\n")
_END_LINE = re.compile(rb"# end: ([0-9]+) quads, sha256 ([0-9a-f]{64})\n")
_LONGEST_LINE = 200  # of those two, in bytes
_AT_ONCE = 1 << 16
_GZIP_MARK = b"\x1f\x8b"
_PACKED = 5  # half the time of the usual 9 for hardly more bytes


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: the number of its quads."""

    quads: int


def back_up(where: str, target: Path | IO[bytes], form: Form = "nquads") -> Backup:
    """Writes everything that the store holds at this moment, while others go on reading it and even writing to it.

    `target` is a new file or replaces one, or is a stream, or with the form `native` is a new folder. Raises UsageError
    where the store or the target does not go with the form, and KgError where it cannot be read or written.
    """
    if where == MEMORY:
        raise UsageError("a store in memory ends with its command: there is nothing to back up")
    if form == "native":
        if not isinstance(target, Path):
            raise UsageError("a native backup is a folder: name it")
        return _native(_on_disk(where), target)
    with _at_rest(where) as store:
        if not isinstance(target, Path):
            return _write(store, target)
        if target.is_dir():
            raise UsageError(f"{target} is a folder: name a file, or ask for a native backup")
        with replacing(target) as file:
            return _packed(store, file) if target.suffix == ".gz" else _write(store, file)


def restore(source: Path | IO[bytes], folder: Path, *, replace: bool = False, form: Export | None = None) -> Backup:
    """Makes the store in the folder from a backup: a file, a stream or a folder that `back_up` has written.

    With `form` the source is what `kg export` has written in that format instead, which cannot prove that it is whole. What is
    there is replaced only where that is asked for, at once and after the backup has proved whole. Raises UsageError where
    something is there, and KgError where the backup is none, or damaged, or the disk fails.
    """
    _refuse_occupied(folder, replace=replace)
    with _beside(folder, "restoring") as part:
        made = _copied(source, part) if isinstance(source, Path) and source.is_dir() else _loaded(source, part, form)
        _put(part, folder)
    return made


def _on_disk(where: str) -> Path:
    if is_remote(where):
        raise UsageError(f"{where}: a server's store has no folder to copy; use the format nquads, or the server's own tools")
    return Path(where)


@contextlib.contextmanager
def _at_rest(where: str) -> Iterator[Store]:
    """The store as it is at this moment: for a folder a copy, so that nobody has to wait for the backup to end."""
    if is_remote(where):
        with open_store(where, create=False) as store:
            yield store
        return
    if (unchanging := _only_read(Path(where))) is not None:
        with unchanging as store:
            yield store
        return
    with _beside(Path(where), "copy") as part:
        _snapshot(Path(where), part)
        with open_store(part, create=False) as store:
            yield store


def _only_read(folder: Path) -> Store | None:
    """The store where its disk takes nothing more, and so no copy of it: it stays as it is while it is read."""
    if not is_store(folder):
        return None
    try:
        store = open_store(folder, create=False)
    except StoreBusyError:
        return None
    if not store.is_writable:
        return store
    store.close()
    return None


def _snapshot(folder: Path, copy: Path) -> None:
    if not is_store(folder):
        raise StoreError(f"there is no store at {folder}")
    try:
        with open_store(folder, create=False) as store:
            store.snapshot(copy)
    except StoreBusyError:
        copy_of_open_store(folder, copy)


def _native(folder: Path, target: Path) -> Backup:
    if target.exists():
        raise UsageError(f"{target} is there already: name a new folder for the backup")
    with _beside(target, "backup") as part:
        _snapshot(folder, part)
        made = _checked(part)
        _rename(part, target)
    return made


def _write(store: Store, stream: IO[bytes]) -> Backup:
    stream.write(_HEAD.format(layout=store.layout, version=__version__).encode())
    told = _Told(stream)
    ox.serialize(store.quads(), cast("IO[bytes]", told), ox.RdfFormat.N_QUADS)
    stream.write(_END.format(count=told.lines, hash=told.hash.hexdigest()).encode())
    return Backup(told.lines)


def _packed(store: Store, file: IO[bytes]) -> Backup:
    with gzip.GzipFile("", "wb", _PACKED, file, mtime=0) as packed:
        return _write(store, cast("IO[bytes]", packed))


class _Told(io.RawIOBase):
    """Passes on what is written, and counts and hashes it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.hash, self.lines = hashlib.sha256(), 0
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.hash.update(data)
        self.lines += data.count(b"\n")
        self._stream.write(data)
        return len(data)


def _loaded(source: Path | IO[bytes], part: Path, form: Export | None) -> Backup:
    """Loads a backup in a file, or an export of that form, into a new store."""
    name = source if isinstance(source, Path) else "standard input"
    try:
        with source.open("rb") if isinstance(source, Path) else contextlib.nullcontext(source) as file:
            if form is None:
                return _load(_Lines(_unpacked(file)), name, part)
            with open_store(part) as store:
                layout = store.layout
                load_export(store, _unpacked(file), form, source.parent if isinstance(source, Path) else None)
                if store.layout > layout:
                    raise KgError(f"{name} was written by a newer version of kg: use that one")
                _refuse_foreign(store)
                return Backup(sum(1 for _ in store.quads()))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise KgError(f"{name} is damaged: it ends early or was changed") from error
    except (SyntaxError, UnicodeDecodeError) as error:
        raise KgError(f"{name} is damaged: what it holds is not {form or 'nquads'}") from error
    except OSError as error:
        raise KgError(f"{name}: {(error.strerror or str(error)).lower()}") from error


def _load(lines: "_Lines", name: Path | str, part: Path) -> Backup:
    with open_store(part) as store:
        if lines.layout > store.layout:
            raise KgError(f"{name} was written by a newer version of kg: use that one")
        store.load(cast("IO[bytes]", lines))
        _refuse_foreign(store)
    if not lines.whole:
        raise KgError(f"{name} is damaged: it ends early or was changed")
    return Backup(lines.count)


class _Lines(Pieces):
    """What stands between the first and the last line of a backup; whether it was whole is known once it was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        head = stream.readline(_LONGEST_LINE)
        found = _HEAD_LINE.fullmatch(head)
        if found is None:
            raise KgError("this is no backup of kg: its first line does not say so; --format restores an export")
        self.layout, self.count, self.whole = int(found[1]), 0, False
        self._stream, self._hash, self._kept, self._ended = stream, hashlib.sha256(), b"", False

    def next_piece(self) -> bytes:
        """More bytes. The last line is always kept back: it may be the end."""
        while not self._ended:
            data = self._stream.read(_AT_ONCE)
            if not data:
                return self._end()
            kept = self._kept + data
            cut = kept.rfind(b"\n", 0, len(kept) - 1) + 1
            cut = cut or max(0, len(kept) - _LONGEST_LINE)  # a line longer than the end can be is not the end
            given, self._kept = kept[:cut], kept[cut:]
            if given:
                return self._passed(given)
        return b""

    def _passed(self, data: bytes) -> bytes:
        self._hash.update(data)
        self.count += data.count(b"\n")
        return data

    def _end(self) -> bytes:
        self._ended = True
        found = _END_LINE.fullmatch(self._kept)
        self.whole = found is not None and (int(found[1]), found[2]) == (self.count, self._hash.hexdigest().encode())
        return b""


def _unpacked(file: IO[bytes]) -> IO[bytes]:
    stream = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
    return cast("IO[bytes]", gzip.open(stream)) if stream.peek(2)[:2] == _GZIP_MARK else stream


def _copied(source: Path, part: Path) -> Backup:
    """Copies a backup in a folder; it stays what it was."""
    if not is_store(source):
        raise KgError(f"{source} is no backup of kg: it holds no store")
    try:
        shutil.copytree(source, part, ignore=shutil.ignore_patterns("LOCK"))
    except OSError as error:
        raise KgError(f"{source} cannot be copied to {part.parent}: {error.strerror or error}") from error
    return _checked(part)


def _checked(folder: Path) -> Backup:
    """The number of quads of a store, every one of which was read. Raises KgError where they are not those of kg."""
    with open_store(folder, create=False) as store:
        _refuse_foreign(store)
        return Backup(sum(1 for _ in store.quads()))


def _refuse_foreign(store: Store) -> None:
    for graph in store.graphs():
        if not graph.startswith((DOCUMENT_BASE, GRAPH_BASE)):
            raise KgError(f"this is no backup of kg: it holds the graph {graph}, which kg does not know")


def _refuse_occupied(folder: Path, *, replace: bool) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not is_store(folder):
        raise UsageError(f"{folder} is no store, and holds other files: name a new folder for the store")
    if not replace:
        raise UsageError(f"there is a store at {folder}: name another folder, or --replace it")


def _put(part: Path, folder: Path) -> None:
    """Puts the new store in the place of what is in the folder, which may be damaged and which nobody else may have open."""
    if not is_store(folder):
        _rename(part, folder)
        return
    with held(folder), _reported(folder):
        put_in_place(part, folder, part.with_name("replaced"))


def _rename(part: Path, folder: Path) -> None:
    with _reported(folder):
        part.rename(folder)


@contextlib.contextmanager
def _reported(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KgError(f"cannot write {folder}: {error.strerror}") from error


@contextlib.contextmanager
def _beside(folder: Path, what: str) -> Iterator[Path]:
    """A new path on the same disk as the folder; whatever is there at the end of the block goes."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix=f".{folder.name}-{what}-", dir=folder.parent))
    except OSError as error:
        raise KgError(f"cannot write to {folder.parent}: {error.strerror}") from error
    try:
        yield room / "store"
    finally:
        shutil.rmtree(room, ignore_errors=True)
