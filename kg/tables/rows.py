"""Reads the rows of event tables one at a time: which kind of table it is, what each column holds, which rows are damaged."""

import csv
import gzip
import io
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import SourceError
from kg.sources import STDIN, Failure
from kg.sources.reading import printable
from kg.tables.mapping import Events, Table

MARKS = ",\t;|"
LARGEST_CELL = 1_000_000  # characters
LARGEST_LINE = 16_000_000  # characters: a file without line ends is no table
WESTERN = "cp1252"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the kind of it, the name of its file, the line on which it ends, and its cells by column."""

    kind: str
    file: str
    line: int
    cells: Mapping[str, str]

    def failure(self, reason: str) -> Failure:
        """That the row cannot be taken."""
        return Failure(f"{self.file}, line {self.line}", reason)


def read_rows(path: Path, events: Events, kind: str | None = None) -> Iterator[Row | Failure]:
    """The rows of a table in their order, and what is wrong with those that cannot be read.

    The kind is told by the header where it is not given. Files may be packed with gzip or zip. Raises SourceError where the
    file cannot be read or is no such table.
    """
    name = "stdin" if path == STDIN else printable(path.name)
    with _opened(path) as text:
        first = text.readline(LARGEST_LINE)
        if not first.strip():
            raise SourceError("there is nothing in it")
        header = _cells(first)
        found = kind or _kind_of(header, events)
        table = events.kind(found)
        lines = _lines(text)
        columns = header
        if _is_headless(header, table):
            columns, lines = table.order, _before(first, lines)
        _check_columns(columns, table)
        yield from _rows(lines, found, name, columns, mark=_mark(first), skipped=0 if columns is table.order else 1)


def count_lines(path: Path) -> int:
    """How many lines a file has, which is about how many rows; none where that cannot be told without using it up."""
    if path == STDIN or not path.is_file():
        return 0
    try:
        with _opened(path) as text:
            return sum(1 for _ in text)
    except (SourceError, OSError, EOFError, zipfile.BadZipFile):
        return 0


@contextmanager
def _opened(path: Path) -> Iterator[io.TextIOBase]:
    """The file as text; bytes that are no UTF-8 are kept apart, and told as what they are in the Western encoding."""
    with ExitStack() as stack:
        try:
            data = _bytes(path, stack)
            yield stack.enter_context(io.TextIOWrapper(data, encoding="utf-8-sig", errors="surrogateescape", newline=""))
        except (OSError, EOFError, zipfile.BadZipFile) as error:
            raise SourceError((getattr(error, "strerror", None) or str(error)).lower()) from error


def _bytes(path: Path, stack: ExitStack) -> IO[bytes]:
    if path == STDIN:
        if sys.stdin is None:
            raise SourceError("standard input is closed")
        return sys.stdin.buffer
    if path.suffix.lower() == ".gz":
        packed: IO[bytes] = gzip.open(path, "rb")  # type: ignore[assignment]  # noqa: SIM115 - the stack closes it
        stack.callback(packed.close)
        return packed
    if path.suffix.lower() == ".zip":
        archive = stack.enter_context(zipfile.ZipFile(path))
        members = [each for each in archive.infolist() if not each.is_dir()]
        if len(members) != 1:
            raise SourceError(f"the archive holds {len(members)} files, not one table")
        return stack.enter_context(archive.open(members[0]))
    return stack.enter_context(path.open("rb"))


def _lines(text: io.TextIOBase) -> Iterator[str]:
    while line := text.readline(LARGEST_LINE):
        yield line


def _before(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    yield from others


def _mark(header: str) -> str:
    """What parts the cells: the mark that the header has most of."""
    return max(MARKS, key=header.count)


def _cells(line: str) -> list[str]:
    try:
        found = next(csv.reader([line], delimiter=_mark(line)), [])
    except csv.Error as error:
        raise SourceError(f"its first line is no line of a table: {error}") from error
    return [cell.strip() for cell in found]


def _kind_of(header: Sequence[str], events: Events) -> str:
    """The kind of table that has these columns; one without a header is told by the number of its cells."""
    for kind, table in events.table.items():
        if set(table.header) <= set(header) or _is_headless(header, table):
            return kind
    kinds = ", ".join(f"{kind} ({', '.join(table.header[:3])}, …)" for kind, table in events.table.items())
    raise SourceError(f"its columns are those of no known kind of table: {kinds}")


def _is_headless(first: Sequence[str], table: Table) -> bool:
    return bool(table.order) and len(first) == len(table.order) and first[0].isdigit()


def _check_columns(columns: Sequence[str], table: Table) -> None:
    missing = [name for name in table.header if name not in columns]
    if missing:
        raise SourceError(f"it lacks the columns {', '.join(missing)} of {table.label}")
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise SourceError(f"it has the column {twice[0]} twice")


def _rows(
    lines: Iterator[str], kind: str, file: str, columns: Sequence[str], *, mark: str, skipped: int
) -> Iterator[Row | Failure]:
    csv.field_size_limit(LARGEST_CELL)
    plain = mark == "\t"
    reader = csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield Failure(f"{file}, line {reader.line_num + skipped}", f"it is no line of a table: {error}")
            continue
        line = reader.line_num + skipped
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            yield Failure(f"{file}, line {line}", f"it has {len(cells)} cells, and the table {len(columns)} columns")
            continue
        yield Row(kind, file, line, {name: _clean(cell) for name, cell in zip(columns, cells, strict=True) if name})


def _clean(cell: str) -> str:
    """The cell on one line; what is no UTF-8 is taken for Western text."""
    flat = " ".join(cell.split())
    if flat.isascii():
        return flat
    try:
        flat.encode("utf-8")
    except UnicodeEncodeError:
        return flat.encode("utf-8", "surrogateescape").decode(WESTERN, "replace")
    return flat
