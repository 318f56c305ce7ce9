"""Connections that lead out into the world only: what a name stands for is looked at, and that very address is connected to."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from kg.sources.parts import HostError

NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(text: str) -> bool:
    """Whether the IP address lies in the open internet, as do those that it carries within it."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(each.is_global and not each.is_multicast for each in _carried(address))


def _carried(address: Address) -> Iterable[Address]:
    """The address, and the older one that an address of IPv6 may carry."""
    yield address
    if not isinstance(address, ipaddress.IPv6Address):
        return
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64 or int(address) >> 32 == 0:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    yield from (each for each in inner if each is not None)


class GuardedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses, or to any with `allow_private`, and ends at a time of the monotonic clock."""

    def __init__(self, until: float, *, allow_private: bool) -> None:
        self._until, self._allow_private = until, allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to one of the addresses that the host has now. Raises HostError where none is allowed."""
        allowed = self._allowed(host, port)
        failed: Exception | None = None
        for address in allowed:
            try:
                # The address, not the name: asked again, a name could stand for another one.
                stream = httpcore.SyncBackend().connect_tcp(
                    address, port, _left(self._until, timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _TimedStream(stream, self._until)
        raise failed or httpcore.ConnectError("the name of the host is not known")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None) -> Any:
        """Never."""
        raise HostError("a socket of this machine is no address of the web")

    def sleep(self, seconds: float) -> None:
        """Waits between two tries."""
        time.sleep(seconds)

    def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name of the host is not known") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [address for address in addresses if self._allow_private or is_public(address)]
        if addresses and not allowed:
            raise HostError(f"{host} lies in a private network ({addresses[0]}): --allow-private fetches from there")
        return allowed


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends at its time, however slowly it drips."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, _left(self._until, timeout)), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float, timeout: float | None) -> float:
    """The seconds that are left, no more than `timeout`. Raises ReadTimeout where none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left if timeout is None else min(left, timeout)
