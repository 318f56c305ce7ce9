"""From sources to documents: bytes are fetched, their format is told, and each document in them is given one at a time."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from kg.errors import SourceError
from kg.records import Document
from kg.sources import kinds, parts
from kg.sources.decoding import decode
from kg.sources.fetching import Fetcher
from kg.sources.known import only_sidecar, read_sidecar, sidecar_names
from kg.sources.languages import with_language
from kg.sources.parts import NOTHING, Columns, Failure, Metadata, Part, Raw, Text, small_enough, text_in
from kg.sources.paths import STDIN, Source, expand, is_address, is_folder, is_listable, is_pattern
from kg.sources.text import document_from

Reader = Callable[[Raw, Columns], Iterator[Part]]

SIDECAR_LIMIT = 100_000  # bytes

READERS: Mapping[kinds.Kind, tuple[str, str]] = MappingProxyType(
    {
        "csv": ("tables", "read_csv"),
        "docx": ("docx", "read_docx"),
        "feed": ("feeds", "read_feed"),
        "html": ("html", "read_html"),
        "json": ("tables", "read_json"),
        "jsonl": ("tables", "read_jsonl"),
        "mail": ("mail", "read_mail"),
        "mbox": ("mail", "read_mbox"),
        "pdf": ("pdf", "read_pdf"),
        "zip": ("archives", "read_zip"),
    }
)
"""Which module of this package reads which format; it is loaded when one is met."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user asks for all sources: `given` counts more than what they say of themselves, `columns` are those of tables.

    `since` is the day from which on documents are wanted; those without a date are, too.
    """

    given: Metadata = NOTHING
    columns: Columns = field(default_factory=Columns)
    allow_private: bool = False
    since: date | None = None


def read_sources(
    sources: Iterable[Path | str], asked: Asked | None = None, *, done: Callable[[object], None] = lambda _source: None
) -> Iterator[Document | Failure]:
    """The documents that the sources hold, one at a time; what cannot be read gives a Failure and stops nothing.

    `done` is called after each source.
    """
    wanted = asked or Asked()
    with Fetcher(allow_private=wanted.allow_private) as fetcher:
        for source in expand(sources):
            label = printable(str(source))
            try:
                yield from _documents(_raw(source, label, wanted, fetcher), wanted.columns)
            except SourceError as error:
                yield Failure(label, str(error))
            done(source)


def readable(
    sources: Iterable[Path | str],
    failures: list[Failure],
    asked: Asked | None = None,
    *,
    done: Callable[[object], None] = lambda _source: None,
) -> Iterator[Document]:
    """The documents alone; what cannot be read is added to `failures` as it is met."""
    for found in read_sources(sources, asked, done=done):
        if isinstance(found, Failure):
            failures.append(found)
        else:
            yield found


def _documents(raw: Raw, columns: Columns) -> Iterator[Document | Failure]:
    """The documents in the bytes, those of what lies within them too. Raises SourceError where there can be none."""
    kind = kinds.kind_of(raw, columns)
    for found in _parts(kind, raw, columns):
        if isinstance(found, Raw):
            try:
                yield from _documents(found, columns)
            except SourceError as error:
                yield Failure(found.label, str(error))
        elif isinstance(found, Failure):
            yield found
        else:
            yield _document(found)


def _document(found: Text) -> Document | Failure:
    if len(found.text) > parts.TEXT_LIMIT:
        return Failure(found.label, f"larger than {parts.TEXT_LIMIT // 1_000_000} MB: split it")
    return with_language(document_from(found))


def _parts(kind: kinds.Kind, raw: Raw, columns: Columns) -> Iterator[Part]:
    """What the reader of the format finds. Raises SourceError, also where a library fails in a way that nobody has foreseen."""
    found = _reader(kind)(raw, columns)
    while True:
        try:
            part = next(found, None)
        except SourceError:
            raise
        except Exception as error:  # one bad file must not stop the others
            raise SourceError(f"it is damaged and cannot be read as {kind} ({type(error).__name__})") from error
        if part is None:
            return
        yield part


def _reader(kind: kinds.Kind) -> Reader:
    if kind == "text":
        return _read_text
    module, name = READERS[kind]
    reader: Reader = getattr(import_module(f"kg.sources.{module}"), name)
    return reader


def _read_text(raw: Raw, _columns: Columns) -> Iterator[Part]:
    text = decode(small_enough(raw).data)
    if not text.strip():
        raise SourceError("there is no text in it")
    yield text_in(raw, text, plain=True)


def _raw(source: Source, label: str, asked: Asked, fetcher: Fetcher) -> Raw:
    """The bytes of a source. Raises SourceError, whose message leaves the name of the source to the caller."""
    if is_address(source):
        page = fetcher.fetch(str(source))
        return Raw(page.name, page.data, label, page.address, asked.given, page.media_type)
    path = Path(source)
    data = _bytes(path)
    if path == STDIN:
        return Raw("stdin", data, label, None, asked.given)
    location = path.resolve().as_uri() if path.is_file() else None  # a pipe has no address to come back to
    return Raw(printable(path.name), data, label, location, asked.given.or_else(_sidecar(path)))


def _bytes(path: Path) -> bytes:
    """The content up to one byte over the limit, so that an endless source ends too."""
    if is_folder(path):
        reason = "there is no file in this folder" if is_listable(path) else "this folder cannot be listed"
        raise SourceError(reason)
    try:
        if path == STDIN:
            if sys.stdin is None:  # Python's sign that it was closed before the program began
                raise SourceError("standard input is closed")
            return _limited(sys.stdin.buffer.read)
        with path.open("rb") as file:
            return _limited(file.read)
    except FileNotFoundError as error:
        raise SourceError("no file fits this pattern" if is_pattern(path) else "no such file or directory") from error
    except (OSError, ValueError) as error:
        raise SourceError((getattr(error, "strerror", None) or str(error)).lower()) from error


def _limited(read: Callable[[int], bytes]) -> bytes:
    """What can be read, as far as a source with many documents may reach. Raises SourceError where there is more."""
    data = read(parts.TEXT_LIMIT + 1)
    if len(data) <= parts.TEXT_LIMIT:
        return data
    if b"\0" in data[: kinds.HEAD] and not data.startswith(kinds.MAY_HOLD_MANY):
        return data  # an endless device, a film: it is refused for what it is, or for its size
    data += read(parts.CONTAINER_LIMIT + 1 - len(data))
    if len(data) > parts.CONTAINER_LIMIT:
        raise SourceError(f"larger than {parts.CONTAINER_LIMIT // 1_000_000} MB: split it")
    return data


def _sidecar(path: Path) -> Metadata:
    """What the file beside it says."""
    name = only_sidecar([name for name in sidecar_names(path.name) if path.with_name(name).exists()])
    if name is None:
        return NOTHING
    try:
        with path.with_name(name).open("rb") as file:
            data = file.read(SIDECAR_LIMIT + 1)
    except OSError as error:
        raise SourceError(f"its sidecar {printable(name)} cannot be read: {(error.strerror or str(error)).lower()}") from error
    if len(data) > SIDECAR_LIMIT:
        raise SourceError(f"its sidecar {printable(name)} is larger than {SIDECAR_LIMIT // 1_000} kB")
    return read_sidecar(printable(name), data)


def printable(name: str) -> str:
    """A file name as text that can be printed and stored, whatever bytes it has on disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
