"""Who may ask: names of the host, tokens, and what pages of other sites may do."""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from kg.errors import UsageError
from kg.service.exchange import Asked

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANY_ORIGIN = "*"

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
_ORIGIN = re.compile(r"https?://(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules. `hosts` are the names that a request may be addressed to, None for any name.

    A page elsewhere can have its own name lead to this machine (DNS rebinding) and so read answers as if they were its
    own; it cannot forge the header Host. Where `protected`, every request needs the token, and no such page has it.
    """

    hosts: frozenset[str] | None = LOOPBACK_NAMES
    token: str | None = None
    protected: bool = False
    origins: frozenset[str] = frozenset()

    def check(self, asked: Asked) -> None:
        """Passes a request. Raises HTTPException otherwise."""
        self.check_host(asked)
        if self.protected and not self._has_token(asked, basic=True):
            raise HTTPException(401, "this service asks for its token", {"www-authenticate": 'Basic realm="kg", charset="UTF-8"'})
        # What a browser says of a request that a page of another site makes; one that a person follows is a navigation.
        if (
            asked.headers.get(b"sec-fetch-site", b"none") in {b"cross-site", b"same-site"}
            and asked.headers.get(b"sec-fetch-mode") != b"navigate"
            and not self.origin_headers(asked)
        ):
            raise HTTPException(403, "pages of other sites may not ask this service: see kg serve --cors")

    def check_update(self, asked: Asked) -> None:
        """Passes an update with `Authorization: Bearer TOKEN`. Raises HTTPException otherwise.

        Nothing that a browser sends by itself opens this door: no cookie, and not the password that it remembers.
        """
        if self.token is None or not self._has_token(asked, basic=False):
            raise HTTPException(
                401, "an update needs the token: Authorization: Bearer TOKEN", {"www-authenticate": 'Bearer realm="kg"'}
            )

    def origin_headers(self, asked: Asked) -> dict[str, str]:
        """The headers that let the page of an allowed origin read the answer."""
        origin = asked.header(b"origin")
        if not origin or not self.origins & {origin.casefold(), ANY_ORIGIN}:
            return {}
        return {"access-control-allow-origin": ANY_ORIGIN if ANY_ORIGIN in self.origins else origin}

    def check_host(self, asked: Asked) -> None:
        """Passes a request addressed to a name of this service. Raises HTTPException otherwise."""
        match = _HOST.fullmatch(asked.header(b"host"))
        if not match:
            raise HTTPException(400, "the header Host is missing or wrong")
        if self.hosts is not None and match.group(1).casefold() not in self.hosts:
            raise HTTPException(421, "this service does not go by that name: see kg serve --name")

    def _has_token(self, asked: Asked, *, basic: bool) -> bool:
        scheme, _, credentials = asked.header(b"authorization").partition(" ")
        if scheme.casefold() == "bearer":
            return self._is_token(credentials.strip().encode("latin-1"))
        if scheme.casefold() == "basic" and basic:
            try:
                _, _, password = base64.b64decode(credentials.strip(), validate=True).partition(b":")
            except (binascii.Error, ValueError):
                return False
            return self._is_token(password)
        return False

    def _is_token(self, given: bytes) -> bool:
        return self.token is not None and hmac.compare_digest(given, self.token.encode())


def origin_of(text: str) -> str:
    """An origin for `Gate.origins`. Raises UsageError where it is none."""
    if text != ANY_ORIGIN and not _ORIGIN.fullmatch(text):
        raise UsageError(f"{text!r} is no origin: it is like https://example.org or http://localhost:3000, or * for any")
    return text.casefold()
