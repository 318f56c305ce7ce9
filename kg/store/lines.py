"""What Oxigraph can be given to parse: no line of N-Quads beyond 16 MB from a stream, and no JSON that is nested deeply."""

import io
import re
from typing import IO

LONG = 8 << 20
LONGEST = 400 << 20
"""Bytes from which on a line is long, and beyond which it is none: a document has at most 50 MB, and six times as much escaped."""
_AT_ONCE = 1 << 20
DEEPEST = 200
"""Levels of JSON-LD: Oxigraph's stack grows with each, and the process would end; an export of ours has a handful."""
_JSON_SIGN = re.compile(rb'[\[\]{}"\\]')


class Pieces(io.RawIOBase):
    """A stream of pieces of any size, for Oxigraph, which ends the process where it is given more than it asked for."""

    _ready = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, never more than asked for."""
        if not self._ready:
            self._ready = self.next_piece()
        given, self._ready = (self._ready, b"") if size < 0 else (self._ready[:size], self._ready[size:])
        return given

    def next_piece(self) -> bytes:
        """More bytes, none at the end."""
        raise NotImplementedError


class ShortLines(Pieces):
    """Passes on what a stream holds but for its long lines, which are in `long` once it was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.long: list[bytes] = []
        self._stream, self._open = stream, bytearray()

    def next_piece(self) -> bytes:
        """Whole lines. Raises SyntaxError where a line does not end."""
        while data := self._stream.read(_AT_ONCE):
            end = data.find(b"\n") + 1
            if not end:
                self._open += data
                if len(self._open) > LONGEST:
                    raise SyntaxError("a line does not end")
                continue
            last = data.rfind(b"\n") + 1
            first = self._short(self._open + data[:end])
            self._open = bytearray(data[last:])
            if found := first + data[end:last]:
                return found
        rest, self._open = self._open, bytearray()
        return self._short(rest)

    def _short(self, line: bytearray) -> bytes:
        if len(line) <= LONG:
            return bytes(line)
        self.long.append(bytes(line))
        return b""


class ShallowJson(io.RawIOBase):
    """Passes on the JSON of a stream. Raises SyntaxError where it is nested too deeply."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._depth = 0
        self._in_text = self._escaped = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        self._look_at(data)
        return data

    def _look_at(self, data: bytes) -> None:
        after = 0 if self._escaped else -1
        self._escaped = False
        for found in _JSON_SIGN.finditer(data):
            if found.start() == after:
                continue
            sign = found[0]
            if sign == b'"':
                self._in_text = not self._in_text
            elif self._in_text:
                after = found.end() if sign == b"\\" else after
            elif sign in b"[{":
                self._depth += 1
                if self._depth > DEEPEST:
                    raise SyntaxError("it is nested too deeply")
            else:
                self._depth -= 1
        self._escaped = after == len(data) and bool(data)
