"""Pages from the web: politely, within limits, and from nowhere inside the network that this machine stands in."""

import re
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit, urlunsplit

from kg import __version__
from kg.errors import SourceError
from kg.sources.decoding import decoded_as
from kg.sources.parts import HostError

if TYPE_CHECKING:
    import httpcore
    from protego import Protego

AGENT = "sahel-kg"
USER_AGENT = f"{AGENT}/{__version__} (reads single pages that a person names)"
ACCEPT = "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, text/*;q=0.9, */*;q=0.1"

LARGEST = 20_000_000
"""The most bytes of a page, unpacked."""
ROBOTS_LARGEST = 500_000
LONGEST = 60.0
"""The most seconds that a page may take, from the first question to the last byte, redirects included."""
PATIENCE = 20.0
"""The most seconds that a server may be silent."""
MOST_REDIRECTS = 5
PAUSE = 1.0
"""Seconds between two questions to a host, unless it asks for more."""
LONGEST_PAUSE = 60.0
"""Seconds between questions beyond which what a host asks for is no reading but waiting."""

MEDIA_TYPES = frozenset({
    "application/atom+xml", "application/json", "application/jsonl", "application/octet-stream", "application/pdf",
    "application/rdf+xml", "application/rss+xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/x-ndjson", "application/xhtml+xml", "application/xml", "message/rfc822",
})  # fmt: skip
"""What is read besides all that is text."""
NO_TEXT = frozenset({"text/css", "text/javascript"})
ARCHIVE = b"PK\x03\x04"
_CODE = frozenset({301, 302, 303, 307, 308})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address holds. `address` is where it was found in the end, `name` the last part of its path."""

    address: str
    name: str
    data: bytes
    media_type: str | None


@dataclass(slots=True)
class _Host:
    """What is known of a server: its rules for robots, and when it may be asked again."""

    robots: "Protego | None" = None
    asked: bool = False
    next_at: float = 0.0
    pause: float = field(default_factory=lambda: PAUSE)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


class Fetcher:
    """Fetches pages one at a time. It keeps no cookie, sends no credential, and goes through no proxy."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._hosts: dict[str, _Host] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._hosts.clear()

    def fetch(self, address: str) -> Page:
        """The page. Raises SourceError where it cannot or must not be fetched, or is no text."""
        until = time.monotonic() + LONGEST
        asked = current = _checked(address)
        for _ in range(MOST_REDIRECTS + 1):
            self._heed_robots(current, until)
            answer = self._ask(current, until, LARGEST)
            if answer.status not in _CODE:
                return _page(current, answer)
            current = _led_to(current, answer)
            if urlsplit(asked).scheme == "https" and urlsplit(current).scheme != "https":
                raise SourceError(f"it leads from https to {current}, which is not encrypted")
        raise SourceError(f"it leads on more than {MOST_REDIRECTS} times")

    def _heed_robots(self, address: str, until: float) -> None:
        host = self._host(address)
        if not host.asked:
            host.robots = self._robots(address, until)
            host.asked = True
            delay = host.robots.crawl_delay(AGENT) if host.robots else None
            host.pause = max(PAUSE, float(delay or 0))
        if host.pause > LONGEST_PAUSE:
            raise SourceError(f"its host wants {host.pause:g} seconds between two questions, which is too slow")
        if host.robots is not None and not host.robots.can_fetch(address, AGENT):
            raise SourceError("its host does not want programs to read it (robots.txt)")

    def _robots(self, address: str, until: float) -> "Protego | None":
        """The rules of the host, None where it has none. Raises SourceError where they cannot be had: then nothing is allowed."""
        from protego import Protego  # noqa: PLC0415 - loaded where something is fetched

        parts = urlsplit(address)
        current = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = self._ask(current, until, ROBOTS_LARGEST, cut=True)
            except HostError:
                raise
            except SourceError as error:
                raise SourceError(f"the rules of its host for programs (robots.txt) cannot be read: {error}") from error
            if answer.status in _CODE:
                current = _led_to(current, answer)
                continue
            if answer.status >= 500 or answer.status == 429:
                raise SourceError(f"the rules of its host for programs (robots.txt) cannot be read: status {answer.status}")
            return None if answer.status >= 400 else Protego.parse(answer.body.decode("utf-8", "replace"))
        return None

    def _host(self, address: str) -> _Host:
        parts = urlsplit(address)
        return self._hosts.setdefault(f"{parts.scheme}://{parts.netloc.lower()}", _Host())

    def _ask(self, address: str, until: float, largest: int, *, cut: bool = False) -> _Answer:
        host = self._host(address)
        wait = host.next_at - time.monotonic()
        if wait > 0:
            time.sleep(wait)
            until += wait  # the host's wish takes nothing from its time
        try:
            with _asked(address, until, allow_private=self._allow_private) as response:
                headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                redirect = response.status in _CODE
                body = b"" if redirect else _body(response, headers, until, largest, cut=cut)
                return _Answer(response.status, headers, body)
        finally:
            host.next_at = time.monotonic() + host.pause


@contextmanager
def _asked(address: str, until: float, *, allow_private: bool) -> Iterator["httpcore.Response"]:
    """The answer of the server, of which the body is still to be read. Raises SourceError where none comes."""
    import httpcore  # noqa: PLC0415 - loaded where something is fetched
    import httpx  # noqa: PLC0415

    from kg.sources.guarding import GuardedNetwork  # noqa: PLC0415

    headers = {"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate", "Connection": "close"}
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), PATIENCE)
    network = GuardedNetwork(until, allow_private=allow_private)
    trusted = httpx.create_ssl_context() if address.startswith("https:") else None  # takes a while
    try:
        with (
            httpcore.ConnectionPool(ssl_context=trusted, network_backend=network) as pool,
            pool.stream("GET", address, headers=list(headers.items()), extensions={"timeout": timeouts}) as response,
        ):
            yield response
    except httpcore.TimeoutException as error:
        raise HostError("it takes too long to answer") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
        reason = " ".join(str(error).split()) or "the connection ended"
        raise HostError(f"it cannot be fetched: {reason}") from error
    except UnicodeError as error:
        raise SourceError("this is no address of the web") from error


def _body(response: "httpcore.Response", headers: dict[str, str], until: float, largest: int, *, cut: bool) -> bytes:
    """The body, unpacked as it comes, so that what is packed cannot fill the memory."""
    unpacked = _Unpacked(headers.get("content-encoding", ""))
    body = bytearray()
    for chunk in response.iter_stream():
        if time.monotonic() > until:
            raise SourceError(f"it takes longer than {LONGEST:g} seconds")
        body += unpacked.more(chunk, largest + 1 - len(body))
        if len(body) > largest:
            if cut:
                break
            raise SourceError(f"larger than {largest // 1_000_000} MB")
    else:
        unpacked.check_end()
    return bytes(body[:largest])


class _Unpacked:
    """A body as it comes, unpacked. Raises SourceError where it is packed in a way that nobody asked for, or is damaged."""

    def __init__(self, encoding: str) -> None:
        coding = encoding.strip().lower()
        if coding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise SourceError(f"its server packs it with {coding}, which nobody asked for")
        self._packed = None if coding in {"", "identity"} else zlib.decompressobj(wbits=47)  # both forms, told by their first bytes

    def more(self, chunk: bytes, most: int) -> bytes:
        """What the chunk holds, no more than so many bytes of it."""
        try:
            return self._packed.decompress(chunk, max(most, 1)) if self._packed else chunk
        except zlib.error as error:
            raise SourceError("it is packed, and damaged") from error

    def check_end(self) -> None:
        """Raises SourceError where what is packed breaks off before its end."""
        if self._packed and not self._packed.eof:
            raise SourceError("it is packed, and damaged: its end is missing")


def _page(address: str, answer: _Answer) -> Page:
    if answer.status != 200:
        raise SourceError(_refusal(answer))
    declared = answer.headers.get("content-type", "")
    media_type = declared.partition(";")[0].strip().lower()
    is_text = media_type.startswith("text/") and media_type not in NO_TEXT
    if media_type and not is_text and media_type not in MEDIA_TYPES:
        raise SourceError(f"it is no text but {media_type}")
    word = media_type.endswith("wordprocessingml.document")
    if answer.body.startswith(ARCHIVE) and not word:
        raise SourceError("it is an archive: fetch and look at it yourself first")
    parts = urlsplit(address)
    name = PurePosixPath(unquote(parts.path)).name or parts.hostname or address
    known = media_type not in {"", "application/octet-stream", "application/xml", "text/xml", "text/plain"}
    return Page(address, name, _in_utf8(answer.body, declared), media_type if known else None)


def _in_utf8(body: bytes, declared: str) -> bytes:
    """The body in UTF-8 where the server says in which other encoding it is, and that is so."""
    charset = _CHARSET.search(declared)
    if charset is None or declared.lower().startswith("application/"):
        return body
    text = decoded_as(charset[1], body)
    return body if text is None else text.encode("utf-8")


def _refusal(answer: _Answer) -> str:
    again = answer.headers.get("retry-after", "").strip()
    if answer.status in {429, 503} and again:
        wait = f"{again} seconds" if again.isdigit() else again
        return f"its server wants to be left in peace (status {answer.status}): try again after {wait[:40]}"
    words = {401: "it wants a password", 403: "it is forbidden", 404: "there is no such page", 410: "the page is gone"}
    return f"{words.get(answer.status, 'the server does not give it')} (status {answer.status})"


def _led_to(address: str, answer: _Answer) -> str:
    """Where the answer leads on to. Raises SourceError where that is no address that is fetched."""
    location = answer.headers.get("location", "").strip()
    if not location:
        raise SourceError("it leads on to nowhere")
    try:
        return _checked(urljoin(address, location))
    except ValueError as error:
        raise SourceError("it leads on to what is no address of the web") from error


def _checked(address: str) -> str:
    """The address without its fragment. Raises SourceError where it is none that is fetched."""
    try:
        parts = urlsplit(urldefrag(address.strip())[0])
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise SourceError("this is no address of the web") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise SourceError(f"only addresses with http and https are fetched, not {parts.scheme.lower()}")
    if not host or port == 0 or any(ord(sign) <= 32 or ord(sign) == 127 for sign in host):
        raise SourceError("this is no address of the web")
    if parts.username is not None or parts.password is not None:
        raise SourceError("an address with a name or password in it is not fetched")
    return _escaped(urlunsplit((parts.scheme.lower(), _ascii(parts.netloc), parts.path or "/", parts.query, "")))


def _ascii(netloc: str) -> str:
    """The host as the network knows it: names in other scripts have a form in ASCII."""
    import idna  # noqa: PLC0415 - comes with httpx

    if netloc.isascii():
        return netloc
    host, mark, port = netloc.rpartition(":") if netloc.rpartition(":")[2].isdigit() else (netloc, "", "")
    try:
        return idna.encode(host, uts46=True).decode("ascii") + mark + port
    except idna.IDNAError as error:
        raise SourceError("this is no address of the web") from error


def _escaped(address: str) -> str:
    """The address in ASCII, with what it cannot hold percent-encoded."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=~-._")
