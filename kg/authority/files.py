"""Reads the JSON objects of a file one at a time: JSON lines, or a list with an object on each line as Wikidata's dumps have."""

import bz2
import gzip
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from kg.errors import SourceError
from kg.sources import STDIN, Failure

LARGEST_LINE = 64_000_000  # bytes: the longest items of Wikidata have a few million
Objects = Iterator[tuple[int, dict[str, Any]] | Failure]


def read_objects(path: Path) -> Objects:
    """Each object with its line; a line that is none gives a Failure. Files may be packed with gzip or bzip2.

    A file that is one object over several lines, such as the answer of a SPARQL server, is given as a whole with line 1.
    Raises SourceError where the file cannot be read.
    """
    label = "stdin" if path == STDIN else path.name
    try:
        with ExitStack() as stack:
            file = _opened(path, stack)
            first = file.readline(LARGEST_LINE)
            if not first.strip():
                raise SourceError("there is nothing in it")
            whole = _whole(first, file)
            if whole is not None:
                yield 1, whole
                return
            yield from _lines(first, file, label)
    except (OSError, EOFError) as error:
        raise SourceError((getattr(error, "strerror", None) or str(error)).lower()) from error


def _opened(path: Path, stack: ExitStack) -> IO[bytes]:
    if path == STDIN:
        return sys.stdin.buffer
    openers: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open}
    opened: IO[bytes] = stack.enter_context(openers.get(path.suffix.lower(), open)(path, "rb"))
    return opened


def _whole(first: bytes, file: IO[bytes]) -> dict[str, Any] | None:
    """The object that begins on the first line and does not end there; None where it ends there, or a list begins."""
    if first.strip() == b"[" or _object(first) is not None or not first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        return None
    return _object(first + file.read(LARGEST_LINE))


def _lines(first: bytes, file: IO[bytes], label: str) -> Objects:
    line, number = first, 1
    while line:
        bare = line.strip().rstrip(b",")
        if bare not in {b"", b"[", b"]"}:
            found = _object(bare)
            yield (number, found) if found is not None else Failure(f"{label}, line {number}", "this is no JSON object")
        line, number = file.readline(LARGEST_LINE), number + 1


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
