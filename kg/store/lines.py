"""Lines of N-Quads, the very long ones apart: Oxigraph parses no line beyond 16 MB from a stream."""

import io
from typing import IO

LONG = 8 << 20
LONGEST = 400 << 20
"""Bytes from which on a line is long, and beyond which it is none: a document has at most 50 MB, and six times as much escaped."""
_AT_ONCE = 1 << 20


class ShortLines(io.RawIOBase):
    """Passes on what a stream holds but for its long lines, which are in `long` once it was read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.long: list[bytes] = []
        self._stream, self._open, self._ready = stream, bytearray(), b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, never more than asked for: Oxigraph would end the process."""
        if not self._ready:
            self._ready = self._next()
        given, self._ready = (self._ready, b"") if size < 0 else (self._ready[:size], self._ready[size:])
        return given

    def _next(self) -> bytes:
        """Whole lines, at the end nothing. Raises SyntaxError where a line does not end."""
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
