"""Quads in an Oxigraph folder on disk."""

import csv
import errno
import io
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox
import rdflib

from kg.errors import QueryError, StoreBusyError, StoreError, UsageError
from kg.store.backend import Change, Node, Pattern, QueryResult, Row, Solutions, Term, Triples, one_line
from kg.store.kept import Kept
from kg.store.lines import ShallowJson, ShortLines
from kg.vocabulary import PREFIXES

LONGEST_FIELD = 2**31 - 1  # what a C long holds everywhere
BULK = 50_000
"""How many new quads are better written as whole files than one by one; a killed bulk load leaves nothing either."""


_BUSY = "the store {} is open in another process: wait for it to end, or use another store"


def _forget_logs(folder: Path) -> None:
    """Removes what the database noted when it was open before: each time it begins another log of 100 kB and keeps all."""
    for log in folder.glob("LOG.old.*"):
        with suppress(OSError):
            log.unlink()


class OxigraphBackend:
    """Quads in an Oxigraph folder, which one process at a time can have open.

    Where nothing can be written, since the disk is full or read-only, the store that is there can still be read.
    """

    shared = False
    kept: Kept | None = None
    _open: ox.Store | None = None
    _unwritable: StoreError | None = None

    def __init__(self, folder: Path) -> None:
        _refuse_other_folders(folder)
        self.folder = folder
        kept = Kept(folder)
        try:
            with self._reported():
                folder.mkdir(parents=True, exist_ok=True)
                self._open = ox.Store(folder)
            self.kept = kept
            kept.opened()
            _forget_logs(folder)
        except StoreError as error:
            if not (_cannot_write(error.__cause__) and is_store(folder)):
                raise
            self._open_to_read(error)

    def _open_to_read(self, why: StoreError) -> None:
        """Opens what is there, and raises the error at whatever would be written."""
        self._unwritable = why
        with self._reported():
            self._open = ox.Store.read_only(str(self.folder))

    @property
    def is_writable(self) -> bool:
        """Whether the store takes what is written: see the class."""
        return self._unwritable is None

    def quads(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """See Backend."""
        with self._reported():
            yield from self._store.quads_for_pattern(subject, predicate, value, graph)

    def prepared(self, patterns: Iterable[Pattern]) -> AbstractContextManager[None]:
        """Does nothing: every pattern is at hand."""
        return nullcontext()

    def count(
        self,
        subject: Node | None = None,
        predicate: ox.NamedNode | None = None,
        value: Term | None = None,
        graph: ox.NamedNode | None = None,
    ) -> int:
        """See Backend: the store counts by itself, many times faster than its quads can be fetched."""
        pattern = (subject, predicate, value, graph)
        if not all(term is None or isinstance(term, ox.NamedNode) for term in pattern):
            return sum(1 for _ in self.quads(*pattern))
        with self._reported():
            if pattern == (None, None, None, None):
                return len(self._store)
            unnamed = () if graph else self._store.quads_for_pattern(*pattern[:3], ox.DefaultGraph())
            one, two, three, where = (str(term or f"?{name}") for term, name in zip(pattern, "spog", strict=True))
            sparql = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {where} {{ {one} {two} {three} }} }}"
            found = cast("ox.QuerySolutions", self._store.query(sparql))
            return int(next(found)["n"].value) + sum(1 for _ in unnamed)

    def turn(self) -> AbstractContextManager[None]:
        """Does nothing: no other process has the store open."""
        return nullcontext()

    def graphs(self) -> list[ox.NamedNode]:
        """See Backend."""
        with self._reported():
            return sorted((graph for graph in self._store.named_graphs() if isinstance(graph, ox.NamedNode)), key=str)

    def commit(self, change: Change) -> None:
        """See Backend: one `extend`, `bulk_extend` or `update` is one transaction of Oxigraph."""
        with self._writing():
            if change.drop or change.remove:
                self._store.update(_as_update(change))
            elif len(change.add) >= BULK:
                self._store.bulk_extend(change.add)
            else:
                self._store.extend(change.add)

    def query(self, sparql: str) -> QueryResult:
        """See Backend."""
        with self._asked():
            return _from_oxigraph(self._answer(sparql))

    def tables(self, queries: Sequence[str]) -> list[Iterator[Row]]:
        """See Backend: Oxigraph writes all rows as CSV, several times faster than it hands out terms, and outside Python's lock."""
        threads = ThreadPoolExecutor(max_workers=max(len(queries), 1))
        asked = [threads.submit(self._csv, sparql) for sparql in queries]
        threads.shutdown(wait=False)  # rows of one answer are taken up while the others are still written
        return list(map(_rows, asked))

    def _csv(self, sparql: str) -> io.BytesIO:
        with self._asked():
            answer = self._answer(sparql)
            if not isinstance(answer, ox.QuerySolutions):
                raise QueryError("only SELECT gives a table")
            written = io.BytesIO()
            answer.serialize(written, format=ox.QueryResultsFormat.CSV)
        return written

    def _answer(self, sparql: str) -> Any:
        return self._store.query(sparql, prefixes=dict(PREFIXES), use_default_graph_as_union=True)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Turns what Oxigraph raises at a query into one line for the user."""
        try:
            yield
        except SyntaxError as error:
            raise QueryError(f"the query cannot be answered: {one_line(error)}") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(f"the query failed on the store {self.folder}: {one_line(error)}") from error

    def as_rdflib(self) -> rdflib.Dataset:
        """See Backend."""
        from oxrdflib import OxigraphStore  # noqa: PLC0415 - seldom wanted

        return rdflib.Dataset(store=OxigraphStore(store=self._store), default_union=True)

    def flush(self) -> None:
        """See Backend."""
        if self._unwritable is None:
            with self._reported():
                self._store.flush()

    def load(self, stream: IO[bytes], form: ox.RdfFormat = ox.RdfFormat.N_QUADS) -> None:
        """Adds the quads of a stream, those of very long lines last. Raises SyntaxError where they do not parse."""
        with self._writing():
            try:
                if form == ox.RdfFormat.N_QUADS:
                    lines = ShortLines(stream)
                    self._store.bulk_load(cast("IO[bytes]", lines), form)
                    for line in lines.long:
                        self._store.bulk_load(line, form)
                elif form == ox.RdfFormat.JSON_LD:
                    self._store.bulk_load(cast("IO[bytes]", ShallowJson(stream)), form)
                else:
                    self._store.bulk_load(stream, form)
            except MemoryError as error:
                raise StoreError("a text in it is longer than Oxigraph takes at once: only nquads may hold such") from error

    def snapshot(self, folder: Path) -> None:
        """Copies the state of now into a new folder; on the same disk the files are shared."""
        with self._writable():
            self._store.backup(folder)

    def compact(self) -> None:
        """Packs everything into as few files as it needs."""
        with self._writing():
            self._store.optimize()
            self._store.flush()

    def close(self) -> None:
        """Flushes, since a store closed without it takes long to open again. Closing twice does nothing."""
        if self._open is not None:
            try:
                self.flush()
            finally:
                self._open = None
                if self.kept is not None:
                    self.kept.closed()

    @property
    def _store(self) -> ox.Store:
        if self._open is None:
            raise StoreError(f"the store {self.folder} is closed")
        return self._open

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._writable():
            if self.kept is not None:
                self.kept.changed()
            yield

    @contextmanager
    def _writable(self) -> Iterator[None]:
        if self._unwritable is not None:
            raise self._unwritable
        with self._reported():
            yield

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Turns what Oxigraph raises into one line for the user."""
        try:
            yield
        except (OSError, RuntimeError) as error:
            text = _explained(self.folder, error)
            raise (StoreBusyError if is_locked(error) else StoreError)(text) from error


def is_locked(error: Exception) -> bool:
    """Whether Oxigraph failed since another process has the store open."""
    lower = one_line(error).casefold()
    return "lock" in lower and ("resource temporarily unavailable" in lower or "lock hold" in lower or "no locks" in lower)


def _cannot_write(error: BaseException | None) -> bool:
    """Whether the place takes nothing more, or nothing at all."""
    return isinstance(error, OSError) and (
        isinstance(error, PermissionError)
        or error.errno in {errno.ENOSPC, errno.EROFS, errno.EDQUOT}
        or any(
            each in one_line(error).casefold() for each in ("no space left", "read-only file system", "permission denied", "quota")
        )
    )


def _explained(folder: Path, error: Exception) -> str:
    text = one_line(error)
    lower = text.casefold()
    if isinstance(error, PermissionError) or "permission denied" in lower or "read-only file system" in lower:
        return f"the store {folder} cannot be written: permission denied"
    if is_locked(error):
        return _BUSY.format(folder)
    if getattr(error, "errno", None) == errno.ENOSPC or "no space left" in lower:
        return f"the disk of the store {folder} is full: nothing of the last change was kept"
    if "corrupt" in lower or "no such file" in lower:
        return f"the store {folder} is damaged: {text}"
    return f"the store {folder} failed: {text}"


def _as_update(change: Change) -> str:
    parts = [f"DROP SILENT GRAPH {graph}" for graph in change.drop]
    if change.remove:
        parts.append(f"DELETE DATA {{ {_blocks(change.remove)} }}")
    if change.add:
        parts.append(f"INSERT DATA {{ {_blocks(change.add)} }}")
    return " ;\n".join(parts)


def _blocks(quads: Iterable[ox.Quad]) -> str:
    return "\n".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in quads)


def _from_oxigraph(answer: Any) -> QueryResult:
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return Triples(tuple(sorted(set(answer), key=str)))
    variables = tuple(variable.value for variable in answer.variables)
    return Solutions(variables, tuple(tuple(row) for row in answer))


def _rows(asked: Future[io.BytesIO]) -> Iterator[Row]:
    """The rows of CSV below its header."""
    written = asked.result()
    written.seek(0)
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_FIELD))  # it refuses texts above 128 KiB otherwise
    rows = csv.reader(io.TextIOWrapper(written, encoding="utf-8", newline=""))
    next(rows, None)
    yield from (tuple(value or None for value in row) for row in rows)


# What RocksDB, on which Oxigraph stands, writes; CURRENT comes last, so a folder without it was left half made.
_OWN_NAMES = frozenset({"LOCK", "LOG", "IDENTITY"})
_OWN_PATTERNS = ("*.dbtmp", "MANIFEST-*", "LOG.old.*")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keeps every other process from opening the store, without opening it. Raises StoreBusyError where one has."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        yield
        return
    with (folder / "LOCK").open("ab") as lock:  # what RocksDB locks, in the same way
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreBusyError(_BUSY.format(folder)) from error
        yield


def is_store(folder: Path) -> bool:
    """Whether the folder holds a store."""
    return (folder / "CURRENT").is_file()


def _refuse_other_folders(folder: Path) -> None:
    """Raises UsageError where the folder is a file, or holds something that is no store."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: a store is a folder")
    if folder.is_dir() and not is_store(folder):
        strange = sorted(path.name for path in folder.iterdir() if not _is_own(path))
        if strange:
            raise UsageError(f"{folder} is no store, and holds other files ({strange[0]}): name a new folder for the store")


def _is_own(path: Path) -> bool:
    return path.name in _OWN_NAMES or any(path.match(pattern) for pattern in _OWN_PATTERNS)
