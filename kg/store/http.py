"""Requests to a SPARQL server, with one clear line for everything that can go wrong with them."""

import re
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from kg.errors import QueryError, StoreError, UsageError
from kg.store.backend import one_line, shortened

CONNECT_WITHIN = 10.0
"""How many seconds a server may take to accept a connection."""
MOST_REDIRECTS = 3

MOST_BYTES = 1 << 30
"""The largest answer that is read: it is held in memory."""
MOST_TIMEOUTS = 20
"""After how many times the time for one piece of an answer the whole has to be there."""

_HTML = re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ASKED_ELSEWHERE = (301, 302, 307, 308)


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks. The password is shown nowhere."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: the status, the headers in small letters, and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().casefold()

    @property
    def said(self) -> str:
        """What the body says, as one line: an error message as a rule."""
        text = self.body[:4000].decode("utf-8", "replace")
        return shortened(_MARKUP.sub(" ", text) if self.is_page else text.partition("\n\n")[0])

    @property
    def is_page(self) -> bool:
        """Whether this is a page for a browser."""
        return "html" in self.form or bool(_HTML.match(self.body))


class Connection:
    """A connection to one server, kept open between requests. Every method raises StoreError, with the address in it."""

    def __init__(self, address: str, *, login: Login | None, timeout: float) -> None:
        self.address = address
        self._login = login
        self._timeout = timeout
        self._client = httpx.Client(
            auth=_Challenged(login) if login else httpx.Auth(),  # an Auth of its own keeps out what ~/.netrc holds
            timeout=httpx.Timeout(timeout, connect=min(timeout, CONNECT_WITHIN)),
            trust_env=httpx.URL(address).host not in _LOOPBACK,  # no proxy leads to this machine
            headers={"User-Agent": "kg"},
        )

    @property
    def is_signed(self) -> bool:
        """Whether the requests carry a user and a password."""
        return self._login is not None

    def ask(self, url: str, form: Mapping[str, str | list[str]], *, accept: str) -> Answer:
        """The answer to a form that only asks."""
        return self._sent("POST", url, accept, data=form)

    def get(self, url: str, parameters: Mapping[str, str], *, accept: str) -> Answer:
        """The answer to a plain request."""
        return self._sent("GET", url, accept, params=parameters)

    def change(self, url: str, update: str) -> Answer:
        """The answer to a SPARQL update, which may be sent twice: it has to mean the same then."""
        return self._sent("POST", url, "*/*", content=update.encode(), headers={"Content-Type": "application/sparql-update"})

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()

    def _sent(self, method: str, url: str, accept: str, **more: Any) -> Answer:
        headers = {"Accept": accept, **more.pop("headers", {})}
        for _ in range(MOST_REDIRECTS):
            response = self._once_more(method, url, headers, more)
            if response.status not in _ASKED_ELSEWHERE or "location" not in response.headers:
                return response
            url = self._elsewhere(url, response.headers["location"])
        raise StoreError(f"the server {self.address} sends from one address to the next without end")

    def _once_more(self, method: str, url: str, headers: Mapping[str, str], more: Mapping[str, Any]) -> Answer:
        """Asks again, once, where the server had closed a connection that was kept open."""
        try:
            return self._once(method, url, headers, more)
        except _Closed:
            try:
                return self._once(method, url, headers, more)
            except _Closed as error:
                raise StoreError(f"the server {self.address} broke off: {one_line(error)}") from error

    def _once(self, method: str, url: str, headers: Mapping[str, str], more: Mapping[str, Any]) -> Answer:
        try:
            with self._client.stream(method, url, headers=headers, **more) as response:
                return Answer(response.status_code, response.headers, self._body(response))
        except httpx.ConnectTimeout as error:
            raise StoreError(f"no server answers at {self.address}: not within {CONNECT_WITHIN:g} seconds") from error
        except httpx.TimeoutException as error:
            raise StoreError(
                f"the server {self.address} did not answer within {self._timeout:g} seconds: KG_STORE_TIMEOUT gives it more"
            ) from error
        except (httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol) as error:
            raise StoreError(f"no server answers at {self.address}: {_reason(error)}") from error
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
            raise _Closed(str(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StoreError(f"the server {self.address} failed: {one_line(error)}") from error

    def _body(self, response: httpx.Response) -> bytes:
        """The whole body, within bounds: a server may send without end, or a byte at a time."""
        body, end = bytearray(), time.monotonic() + MOST_TIMEOUTS * self._timeout
        for part in response.iter_bytes():
            body += part
            if len(body) > MOST_BYTES:
                raise StoreError(f"the server {self.address} answers with more than {MOST_BYTES >> 20:,} MiB: ask for less")
            if time.monotonic() > end:
                raise StoreError(f"the server {self.address} sends its answer too slowly: KG_STORE_TIMEOUT gives it more")
        return bytes(body)

    def _elsewhere(self, url: str, location: str) -> str:
        """The address that the server sends to: one of the same host only, and none that is less safe."""
        before, after = httpx.URL(url), httpx.URL(url).join(location)
        if after.host != before.host or (before.scheme, after.scheme) == ("https", "http"):
            raise StoreError(f"the server {self.address} sends to {after.scheme}://{after.netloc.decode()}: name that as the store")
        return str(after)


def address_of(text: str) -> str:
    """The address as the user wrote it, without a slash at its end. Raises UsageError where it cannot be one."""
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL as error:
        raise UsageError(f"the address of the store is not one: {one_line(error)}") from error
    if url.userinfo:
        raise UsageError("the address of the store holds a user or a password: give them as KG_STORE_USER and KG_STORE_PASSWORD")
    if url.scheme.casefold() not in {"http", "https"} or not url.host:
        raise UsageError(f"{text} is no address of a server: it is http://HOST:PORT or https://HOST")
    return str(url.copy_with(fragment=None)).rstrip("/")


def refusal(connection: Connection, url: str, answer: Answer, *, asked: bool) -> Exception:
    """The error for an answer that is none. `asked` where it was for a query, which may itself be wrong."""
    if answer.status in {401, 403} or "SECURITY" in answer.said:
        if connection.is_signed:
            return StoreError(f"the server {url} refuses this to the user in KG_STORE_USER, or its password is another")
        return StoreError(f"the server {url} refuses this to strangers: set KG_STORE_USER and KG_STORE_PASSWORD")
    if answer.status in {404, 405}:
        return StoreError(f"there is no SPARQL service at {url}: it answers {answer.status}")
    if answer.is_page and answer.status < 400:
        return StoreError(f"{url} answers with a web page, not in SPARQL: name the address of the SPARQL service")
    if asked and answer.status == 400:
        return QueryError(f"the query cannot be answered: {answer.said}")
    return StoreError(f"the server {url} failed with status {answer.status}: {answer.said or 'it says nothing more'}")


class _Closed(Exception):  # noqa: N818 - not yet an error
    """The server closed the connection before its answer was complete."""


class _Challenged(httpx.Auth):
    """Basic or digest authentication, whichever the server asks for."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            kind = httpx.DigestAuth if _wants_digest(response) else httpx.BasicAuth
            self._chosen = kind(self._login.user, self._login.password)
        yield from self._chosen.auth_flow(request)


def _wants_digest(response: httpx.Response) -> bool:
    return any(value.casefold().startswith("digest") for value in response.headers.get_list("www-authenticate"))


def _reason(error: Exception) -> str:
    text = one_line(error)
    return "connection refused" if "refused" in text.casefold() else text
