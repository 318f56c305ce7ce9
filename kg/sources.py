"""From files, folders and standard input to documents: which files are read, how they are decoded, what is known of them."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from charset_normalizer import from_bytes

from kg.errors import SourceError
from kg.records import DOCUMENT_BASE, Document, digest

STDIN = Path("-")
TEXT_SUFFIXES = frozenset({"", ".md", ".text", ".txt"})
LIMIT = 50_000_000  # bytes
STORE_FILES = ("CURRENT", "IDENTITY")

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
WESTERN = "cp1252"  # few accents tell it from its neighbours too little, and reports in French and English are in it
COHERENCE_MARGIN = 0.05
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
CONTROL_SHARE = 0.05  # stray form feeds and escapes are common in old wire copy, a twentieth of the text is not

FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n\s*|\Z)", re.DOTALL | re.MULTILINE)
FIELD = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
CONTINUED = re.compile(r"[ \t]|-(?:[ \t]|$)|#")  # what a list, a folded text or a comment looks like below a field in YAML
BLOCK = frozenset({"|", "|-", "|+", ">", ">-", ">+"})  # the mark of YAML for a value on the lines below
ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
NAME_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\d)")
HEADING_LENGTH = 120
SENTENCE_END = (".", "!", "?", ":", ";", ",", "…", '."', ".”", ".’", "”", '"')


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why, in words for the user."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


def expand(paths: Iterable[Path | str]) -> Iterator[Path]:
    """The sources that the paths stand for, each once: folders give the files below them in sorted order.

    `-` is standard input and stays as it is. Hidden files and folders are skipped unless they are named themselves. A
    path that does not exist, and a folder without any file, stay in the list: reading them says what is wrong.
    """
    seen: set[Path] = set()
    for path in map(Path, paths):
        for found in _below(path) if _is_folder(path) else (path,):
            key = found if found == STDIN else Path(os.path.realpath(found))
            if key not in seen:
                seen.add(key)
                yield found


def read_sources(paths: Iterable[Path | str]) -> Iterator[Document | Failure]:
    """The documents that the paths hold, one at a time; a source that cannot be read gives a Failure and stops nothing."""
    for path in expand(paths):
        try:
            yield _read(path)
        except SourceError as error:
            yield Failure(_printable(str(path)), str(error))


def readable(paths: Iterable[Path | str], failures: list[Failure]) -> Iterator[Document]:
    """The documents alone; what cannot be read is added to `failures` as it is met."""
    for found in read_sources(paths):
        if isinstance(found, Failure):
            failures.append(found)
        else:
            yield found


def document_of(text: str, *, name: str, location: str | None = None) -> Document:
    """The document of a decoded text: its id from the content, its title and date from front matter, heading and name."""
    fields, body = _front_matter(text)
    return Document(
        id=DOCUMENT_BASE + digest(text),
        name=name,
        text=text,
        body=body,
        title=fields.get("title") or _heading(text[body:]),
        date=_iso_date(fields.get("date", "")) or _date_in_name(name),
        source=fields.get("source") or None,
        language=fields.get("language", "").lower() or None,
        location=location,
    )


def decode(data: bytes) -> str:
    """The text of the bytes with line ends as `\\n`: UTF-8, UTF-16 with its mark, else what charset-normalizer finds.

    Raises SourceError where the bytes are no text, or none in an encoding that can be told.
    """
    text = _decoded(data)
    if len(CONTROL.findall(text)) > CONTROL_SHARE * len(text):
        raise SourceError("this is binary data, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _below(folder: Path) -> list[Path]:
    """Every visible file below the folder, in sorted order; the folder itself where there is none to be seen."""
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return [folder]  # reading it says why
    files: list[Path] = []
    for entry in entries:
        if entry.is_dir():
            # Linked folders may lead back up, so only those named by the user are entered.
            files += [] if entry.is_symlink() or _is_store(entry) else _files_or_nothing(entry)
        elif entry.is_file() or entry.is_symlink():  # a broken link is reported, a socket or device is no report
            files.append(entry)
    return files or [folder]


def _is_folder(path: Path) -> bool:
    """Whether there is a folder, as far as one can see: within a locked folder `Path.is_dir` fails, and this does not."""
    return os.path.isdir(path)  # noqa: PTH112


def _is_store(folder: Path) -> bool:
    """Whether the folder is a store, whose own files have no suffix and would be taken for texts."""
    return all(os.path.isfile(folder / name) for name in STORE_FILES)  # noqa: PTH113 - as in _is_folder


def _files_or_nothing(folder: Path) -> list[Path]:
    """The files below a folder that was not named by the user, where being empty is no fault."""
    files = _below(folder)
    return [] if files == [folder] and _is_listable(folder) else files


def _is_listable(folder: Path) -> bool:
    try:
        next(folder.iterdir(), None)
    except OSError:
        return False
    return True


def _read(path: Path) -> Document:
    """Reads one source. Raises SourceError, whose message leaves the name of the source to the caller."""
    if path != STDIN and path.suffix.lower() not in TEXT_SUFFIXES:
        raise SourceError(f"files of the kind {path.suffix} are not supported yet, only plain text and Markdown")
    data = _bytes(path)
    if len(data) > LIMIT:
        raise SourceError(f"larger than {LIMIT // 1_000_000} MB: split it into one file for each report")
    text = decode(data)
    if not text.strip():
        raise SourceError("there is no text in it")
    if path == STDIN:
        return document_of(text, name="stdin")
    location = path.resolve().as_uri() if path.is_file() else None  # a pipe has no address to come back to
    return document_of(text, name=_printable(path.name), location=location)


def _bytes(path: Path) -> bytes:
    """The content up to one byte over the limit, so that an endless source ends too."""
    if _is_folder(path):
        reason = "there is no file in this folder" if _is_listable(path) else "this folder cannot be listed"
        raise SourceError(reason)
    try:
        if path == STDIN:
            if sys.stdin is None:  # Python's sign that it was closed before the program began
                raise SourceError("standard input is closed")
            return sys.stdin.buffer.read(LIMIT + 1)
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except OSError as error:
        raise SourceError((error.strerror or str(error)).lower()) from error


def _decoded(data: bytes) -> str:
    if data.startswith(UTF16_MARKS):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise SourceError("it starts like UTF-16 but is not") from error
    if b"\0" in data:
        raise SourceError("this is binary data, not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guessed(data)


def _guessed(data: bytes) -> str:
    """The text in UTF-8 where that is only damaged, else in the likeliest older encoding, the Western one before others."""
    mended = data.decode("utf-8-sig", "replace")
    if _is_damaged_utf8(mended):
        return mended
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise SourceError("the encoding of the text cannot be told: save it as UTF-8")
    for match in matches:
        as_likely = match.chaos <= best.chaos and match.coherence > best.coherence - COHERENCE_MARGIN
        if as_likely and WESTERN in match.could_be_from_charset:
            return data.decode(WESTERN)
    return str(best)


def _is_damaged_utf8(mended: str) -> bool:
    """Whether more sequences of bytes are characters of UTF-8 than are none; in an older encoding hardly any is."""
    beyond_ascii = sum(sign > "\x7f" for sign in mended)
    return beyond_ascii > 2 * mended.count("\ufffd")


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """The fields between `---` lines at the top, and where the report begins; nothing and 0 where other text stands there.

    Lists, folded values and comments of YAML are passed over: of interest are only fields of one line.
    """
    found = FRONT_MATTER.match(text)
    if found is None:
        return {}, 0
    fields: dict[str, str] = {}
    for line in filter(str.strip, found[1].splitlines()):
        matched = FIELD.fullmatch(line.strip())
        if CONTINUED.match(line) and (fields or line.startswith("#")):
            continue
        if matched is None:
            return {}, 0
        value = _unquoted((matched[2] or "").strip())
        fields[matched[1].lower()] = "" if value in BLOCK else value
    return (fields, found.end()) if fields else ({}, 0)


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].strip() if quoted else value


def _heading(body: str) -> str | None:
    """The first line where more text follows it and it is short and ends like no sentence."""
    first, _, rest = body.strip().partition("\n")
    line = first.lstrip("#").strip()
    if not any(map(str.isalnum, line)) or not rest or len(line) > HEADING_LENGTH or line.endswith(SENTENCE_END):
        return None
    return line


def _iso_date(value: str) -> str | None:
    """The date that the value starts with, as precise as it is; None where it is no date of the calendar."""
    found = ISO_DATE.match(value)
    if found is None or value[found.end() : found.end() + 1].isdigit():
        return None
    year, month, day = found.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return found[0]


def _date_in_name(name: str) -> str | None:
    found = NAME_DATE.match(name)
    return _iso_date(found[0]) if found else None


def _printable(name: str) -> str:
    """A file name as text that can be printed and stored, whatever bytes it has on disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
