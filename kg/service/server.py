"""Runs the service until it is told to stop."""

import asyncio
import contextlib
import errno
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import uvicorn

from kg.errors import KgError, UsageError
from kg.service.app import CACHE, Service
from kg.service.assets import load_assets
from kg.service.connection import PatientConnection
from kg.service.gate import LOOPBACK_NAMES, Gate, origin_of
from kg.service.limits import Limits
from kg.service.pages import editor_page
from kg.service.pool import QueryPool
from kg.service.updating import Updater
from kg.store import MEMORY, is_remote

BACKLOG = 1024
MOST_CONNECTIONS = 1000
IDLE_SECONDS = 30
FAREWELL_SECONDS = 5
"""How long answers that are under way may take once the service is told to stop."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served, where, and to whom. `names` are further names of the host, `origins` those of CORS."""

    store: str
    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None
    writable: bool = False
    names: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    workers: int = 8
    limits: Limits = field(default_factory=Limits)
    cache: int = CACHE


def serve(settings: Settings, *, started: Callable[[str], None]) -> None:
    """Serves until the process is interrupted or terminated; `started` is told the address once it answers.

    Raises UsageError where the settings cannot be, StoreError where there is no store, and KgError where the address
    cannot be served at.
    """
    gate = gate_of(settings)
    load_assets()
    editor_page()  # loads the vocabulary and the named queries: nobody shall wait for that
    with _listening(settings.host, settings.port) as listener, asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_served(settings, gate, listener, started))


def gate_of(settings: Settings) -> Gate:
    """Who may ask. Raises UsageError where the service would be open to others without a token."""
    if settings.token is not None and not settings.token.isprintable():
        raise UsageError("the token holds characters that no header can carry")
    if settings.writable and not _is_folder(settings.store):
        raise UsageError(f"--writable needs a store in a folder, not {settings.store}")
    if settings.writable and not settings.token:
        raise UsageError("--writable needs a token: give --token, or set KG_TOKEN")
    local = is_loopback(settings.host)
    if not local and not settings.token:
        raise UsageError(f"{settings.host} can be reached from other machines: give a --token, which they have to send")
    names = LOOPBACK_NAMES | {_in_header(settings.host), *map(str.casefold, settings.names)}
    return Gate(
        hosts=frozenset(names) if local else None,
        token=settings.token or None,
        protected=not local,
        origins=frozenset(map(origin_of, settings.origins)),
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def address_of(host: str, port: int) -> str:
    """Where a browser finds the service."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - said, not bound
    return f"http://{_in_header(shown)}:{port}/"


def _is_folder(store: str) -> bool:
    return store != MEMORY and not is_remote(store)


def _in_header(host: str) -> str:
    return f"[{host}]" if ":" in host else host.casefold()


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The bound socket, so that a port in use is known before anything else is begun."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise UsageError(f"there is no host {host!r} here") from error
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(place)
        except OSError as error:
            raise KgError(_not_bound(host, port, error)) from error
        yield listener


def _not_bound(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use: stop what uses it, or choose another with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this user: choose one above 1023 with --port"
    return f"cannot serve at {host} port {port}: {(error.strerror or str(error)).lower()}"


async def _served(settings: Settings, gate: Gate, listener: socket.socket, started: Callable[[str], None]) -> None:
    async with QueryPool(settings.store, workers=settings.workers, limits=settings.limits) as pool:
        cache = settings.cache if _is_folder(settings.store) else 0  # of others nobody says when they have changed
        service = Service(pool, gate, Updater(pool) if settings.writable else None, cache)
        server = _Server(_config(service))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.stop)
        server.told = lambda: started(address_of(settings.host, listener.getsockname()[1]))
        preparing = asyncio.create_task(service.names.prepare())
        try:
            await server.serve(sockets=[listener])
        finally:
            preparing.cancel()
            service.close()


class _Server(uvicorn.Server):
    """uvicorn without its way with signals, which ends the process before the pool could end its own."""

    told: Callable[[], None] = staticmethod(lambda: None)

    def stop(self) -> None:
        """Finishes what is under way; told twice, ends at once."""
        self.force_exit = self.should_exit
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: see `_served`."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn; then says that it answers."""
        await super().startup(sockets)
        self.told()


def _config(service: Service) -> uvicorn.Config:
    return uvicorn.Config(
        service,
        http=PatientConnection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it is installed: half as much work for each request."""
    try:
        import uvloop  # noqa: PLC0415 - not everywhere
    except ImportError:
        return None
    return uvloop.new_event_loop
