"""Answers to queries as responses: in the form that was asked for, packed where the client takes that, kept for the next."""

import asyncio
import gzip
import hashlib
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kg.service.cache import ResponseCache, is_lasting
from kg.service.exchange import Asked, response
from kg.service.negotiation import FORMS_OF, Form, accepted, named, takes_gzip
from kg.service.pool import QueryPool, Question
from kg.service.protocol import Operation

WORTH_PACKING = 1 << 10
"""Bytes from which an answer is packed."""
PACKED_ASIDE = 1 << 18
"""Bytes from which that happens in a thread, so that others do not wait."""
FRESHNESS = {"cache-control": "no-cache", "vary": "Accept, Accept-Encoding, Origin"}
"""A client may keep an answer, and asks whether it still holds: the data change under it."""


class Answers:
    """Asks the pool, and keeps up to `cache` bytes of what it answered."""

    def __init__(self, pool: QueryPool, *, cache: int) -> None:
        self._pool, self._cache = pool, ResponseCache(cache)
        self._changes = 0

    def forget(self) -> None:
        """Lets go of all answers: the data changed."""
        self._changes += 1
        self._cache.clear()

    def kept(self, asked: Asked, body: bytes) -> Response | None:
        """The answer that the same request had."""
        found = self._cache.get(_key(asked, body))
        return found and _or_unchanged(found, asked)

    async def answer(self, operation: Operation, asked: Asked, body: bytes) -> Response:
        """The answer to a query that the request asks.

        Raises HTTPException where there is no form that the client takes, and what `QueryPool.answer` raises.
        """
        form = chosen_form(operation, asked, FORMS_OF[self._pool.form(operation.text)])
        question = Question(operation.text, form.media_type, operation.default_graphs, operation.named_graphs)
        changes = self._changes
        told = await self._pool.answer(question)
        made = await _packed(told.body, form, packing=takes_gzip(asked.header(b"accept-encoding")))
        if changes == self._changes and is_lasting(operation.text):
            self._cache.put(_key(asked, body), made, key_size=len(body) + len(asked.query_string))
        return _or_unchanged(made, asked)


def chosen_form(operation: Operation, asked: Asked, forms: tuple[Form, ...]) -> Form:
    """The form that the parameter names, or else that the header likes best. Raises HTTPException where there is none."""
    if operation.form is not None:
        form = named(operation.form, forms)
        if form is None:
            raise HTTPException(406, f"this answer has no format {operation.form[:40]!r}: it comes as {_listed(forms)}")
        return form
    form = accepted(asked.header(b"accept"), forms)
    if form is None:
        raise HTTPException(406, f"this answer comes as {', '.join(each.media_type for each in forms)}")
    return form


def _listed(forms: Iterable[Form]) -> str:
    return ", ".join(each.name for each in forms)


def _key(asked: Asked, body: bytes) -> tuple[bytes, ...]:
    """What makes two requests the same. The path is a part of it: each named query has its own, and the same parameters."""
    headers = asked.headers
    return (
        asked.path.encode("utf-8", "surrogatepass"),
        b"POST" if asked.method == "POST" else b"GET",
        asked.query_string,
        body,
        headers.get(b"content-type", b"") if body else b"",
        headers.get(b"accept", b""),
        headers.get(b"accept-encoding", b""),
    )


async def _packed(body: bytes, form: Form, *, packing: bool) -> Response:
    """The response; its ETag is that of the content, so it holds for as long as the answer is the same."""
    headers = {**FRESHNESS, "etag": f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'}
    if packing and len(body) >= WORTH_PACKING:
        packed = await asyncio.to_thread(_gzipped, body) if len(body) >= PACKED_ASIDE else _gzipped(body)
        return response(packed, form.content_type, headers={**headers, "content-encoding": "gzip"})
    return response(body, form.content_type, headers=headers)


def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=4, mtime=0)


def _or_unchanged(found: Response, asked: Asked) -> Response:
    """The response, or 304 where the client has it already."""
    known = asked.headers.get(b"if-none-match")
    if known is None or asked.method == "POST":
        return found
    tag = found.headers["etag"]
    if known.strip() != b"*" and tag.removeprefix("W/") not in {
        each.strip().removeprefix("W/") for each in known.decode("latin-1").split(",")
    }:
        return found
    unchanged = Response(status_code=304)
    unchanged.raw_headers = [
        pair for pair in found.raw_headers if pair[0] not in {b"content-length", b"content-type", b"content-encoding"}
    ]
    return unchanged
