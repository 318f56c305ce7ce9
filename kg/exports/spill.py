"""Sorting in bounded memory: what does not fit lies on the disk, in sorted pieces that are merged as they are read."""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Self

from kg.errors import KgError

AT_ONCE = 48 << 20
"""How many characters are sorted in memory; with Python's own needs some three times as many bytes."""

_OWN = 60  # bytes that Python adds to a text


class SortedLines:
    """Lines in the order of their characters, to be read as often as wanted, one reader at a time. Use it in a `with` block.

    Raises KgError where there is no room for temporary files.
    """

    def __init__(self, lines: Iterable[str], *, at_once: int = AT_ONCE) -> None:
        self._pieces: list[IO[str]] = []
        self._held: list[str] = []
        self._files = ExitStack()
        try:
            self._sort(lines, at_once)
        except BaseException:
            self._files.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._files.close()

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            piece.seek(0)
        return (line[:-1] for line in heapq.merge(*self._pieces, self._held))

    def _sort(self, lines: Iterable[str], at_once: int) -> None:
        size = 0
        for line in lines:
            self._held.append(f"{line}\n")  # with its end, so that all compare alike
            size += len(line) + _OWN
            if size > at_once:
                self._put_aside()
                size = 0
        self._held.sort()

    def _put_aside(self) -> None:
        self._held.sort()
        try:
            piece = self._files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))  # noqa: SIM115 - the stack closes it
            piece.writelines(self._held)
            piece.flush()
        except OSError as error:
            raise KgError(f"cannot write to {tempfile.gettempdir()}, where large exports are sorted: {error.strerror}") from error
        self._pieces.append(piece)
        self._held = []
