"""A request as the service reads it, and the headers that every response has."""

import asyncio
import contextlib
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope

MOST_BODY = 1 << 20
"""Bytes of a request's body: a query may have 256 Ki characters, which take three times as much when percent-encoded."""
MOST_HEARD = 8 << 20
"""Bytes of one that is too long up to which it is heard out: a client that is cut off while it sends never reads why."""
BODY_SECONDS = 20.0
"""How long a client may take to send it."""

A_WHILE = 0.25
"""Seconds after which it is worth the effort to see whether somebody still waits for an answer."""

NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of what is no page."""

_SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request without its body. A header that came several times has its values joined by commas, as HTTP has it."""

    method: str
    path: str
    query_string: bytes
    headers: dict[bytes, bytes]

    def header(self, name: bytes) -> str:
        """The header, empty where there is none."""
        return self.headers.get(name, b"").decode("latin-1")


def asked_in(scope: Scope) -> Asked:
    """The request of an ASGI scope."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers[name] = headers[name] + b", " + value if name in headers else value
    return Asked(scope["method"], scope["path"], scope["query_string"], headers)


async def body_of(asked: Asked, receive: Receive) -> bytes:
    """The whole body. Raises HTTPException where it is too long, too slow or compressed, or the client went away."""
    if asked.headers.get(b"content-encoding", b"identity") != b"identity":
        raise HTTPException(415, "the request is compressed: send it as it is")
    length = asked.headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > MOST_HEARD:
        raise _too_long()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _received(receive)
    except TimeoutError:
        raise HTTPException(408, f"the request did not arrive within {BODY_SECONDS:g} seconds", _CLOSE) from None


def response(
    body: bytes, content_type: str, *, status: int = 200, policy: str = NOTHING_RUNS, headers: Mapping[str, str]
) -> Response:
    """A response with the headers that keep a browser from making more of it than it is."""
    made = Response(body, status)
    made.raw_headers = [*_constant_headers(content_type, policy), *_raw(headers), (b"content-length", str(len(body)).encode())]
    return made


def with_headers(answer: Response, headers: Mapping[str, str]) -> Response:
    """The same response with more headers: the one that is given may be kept for others."""
    made = Response(answer.body, answer.status_code)
    made.raw_headers = [*answer.raw_headers, *_raw(headers)]
    return made


@functools.lru_cache(maxsize=64)
def _constant_headers(content_type: str, policy: str) -> RawHeaders:
    return _raw({"content-type": content_type, "content-security-policy": policy, **_SAFE})


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


@contextlib.contextmanager
def while_connected(receive: Receive) -> Iterator[None]:
    """Ends what is awaited in the block when the client goes away, from when that has taken a while. Raises HTTPException then."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    watching: list[asyncio.Task[None]] = []
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        if task:
            task.cancel()

    beginning = loop.call_later(A_WHILE, lambda: watching.append(loop.create_task(watch())))
    try:
        yield
    except asyncio.CancelledError:
        if not gone or task is None:
            raise
        task.uncancel()
        raise _went_away() from None
    finally:
        beginning.cancel()
        for each in watching:
            each.cancel()


async def _received(receive: Receive) -> bytes:
    body, count = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _went_away()
        part = message.get("body", b"")
        count += len(part)
        if count <= MOST_BODY:
            body += part
        if count > MOST_HEARD or (count > MOST_BODY and not message.get("more_body")):
            raise _too_long()
        if not message.get("more_body"):
            return bytes(body)


_CLOSE = {"connection": "close"}


def _went_away() -> HTTPException:
    return HTTPException(400, "the client went away")


def _too_long() -> HTTPException:
    return HTTPException(413, f"the request is longer than {MOST_BODY:,} bytes", _CLOSE)
