"""A connection whose client has to keep pace: a header that is too long or comes too slowly ends it."""

import asyncio
from asyncio.events import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEADER = 1 << 16
"""Bytes before the body of a request: a query in the address may take most of them."""
HEADER_SECONDS = 10.0
"""How long a client may take to send them, from when it connects or begins the next request."""

WRITE_SECONDS = 10.0
"""How long a client may take nothing of an answer that waits for it; one that takes it slowly is served to its end."""

_TOO_LONG = b"the header of the request is longer than 65,536 bytes: POST a long query\n"


class PatientConnection(HttpToolsProtocol):
    """What uvicorn does with a connection, within bounds."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._header_bytes = 0
        self._in_header = True
        self._impatience: TimerHandle | None = None
        self._writing: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self._expect_header()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._calm()
        self._taken()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """See asyncio.Protocol: the client has yet to take what is written."""
        super().pause_writing()
        self._expect_taking()

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        self._taken()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        if self._in_header:
            self._header_bytes += len(data)
            if self._header_bytes > MOST_HEADER and not _ends_in_time(data, self._header_bytes - len(data)):
                self._refuse_header()
                return
            if self._impatience is None:
                self._expect_header()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._calm()
        self._in_header = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """See httptools."""
        self._in_header, self._header_bytes = True, 0
        super().on_message_complete()

    def _expect_header(self) -> None:
        self._impatience = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _calm(self) -> None:
        if self._impatience is not None:
            self._impatience.cancel()
            self._impatience = None

    def _give_up(self) -> None:
        self._impatience = None
        if not self.transport.is_closing():
            self.transport.close()

    def _expect_taking(self) -> None:
        self._taken()
        left = self.transport.get_write_buffer_size()
        self._writing = self.loop.call_later(WRITE_SECONDS, self._look_at_taking, left)

    def _look_at_taking(self, before: int) -> None:
        if self.transport.get_write_buffer_size() < before:
            self._expect_taking()
        else:
            self.transport.abort()

    def _taken(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def _refuse_header(self) -> None:
        self._calm()
        self.transport.write(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
            b"connection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(_TOO_LONG), _TOO_LONG)
        )
        self.transport.close()


def _ends_in_time(data: bytes, before: int) -> bool:
    """Whether the header ends in this piece within its bounds: what follows is a body, or the next request."""
    end = data.find(b"\r\n\r\n")
    return end >= 0 and before + end <= MOST_HEADER
