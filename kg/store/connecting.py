"""From an address to a store on a server; `docs/store-server.md` describes what the environment can say of it."""

import os
from collections.abc import Mapping

from kg.errors import UsageError
from kg.store.http import Connection, Login, address_of
from kg.store.remote import RemoteBackend
from kg.store.servers import find_server
from kg.store.virtuoso import VirtuosoBackend

TIMEOUT = 120.0
"""How many seconds an answer may take where KG_STORE_TIMEOUT does not say."""


def open_remote(address: str, environ: Mapping[str, str] = os.environ) -> RemoteBackend:
    """The store on the server at the address.

    Raises UsageError where the address or the environment is wrong, StoreError where no server answers there.
    """
    connection = Connection(address_of(address), login=_login(environ), timeout=_timeout(environ))
    update, graphs = (environ.get(name) or None for name in ("KG_STORE_UPDATE", "KG_STORE_GRAPHS"))
    try:
        server = find_server(connection, update=update and address_of(update), graphs=graphs and address_of(graphs))
        return VirtuosoBackend(server, connection) if server.kind == "virtuoso" else RemoteBackend(server, connection)
    except BaseException:
        connection.close()
        raise


def _login(environ: Mapping[str, str]) -> Login | None:
    user, password = environ.get("KG_STORE_USER"), environ.get("KG_STORE_PASSWORD")
    if not user and not password:
        return None
    if not user:
        raise UsageError("KG_STORE_PASSWORD is set, but KG_STORE_USER is not")
    return Login(user, password or "")


def _timeout(environ: Mapping[str, str]) -> float:
    text = environ.get("KG_STORE_TIMEOUT") or str(TIMEOUT)
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < 1_000_000:
        raise UsageError(f"KG_STORE_TIMEOUT is a number of seconds, not {text!r}")
    return seconds
