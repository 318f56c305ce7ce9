"""A service that runs, for tests that talk to it as anybody would."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox

import kg

MAIN = "from kg.cli import main; main()"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parent.parent)}


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass
class Served:
    """A running service: its address, its process, and what it has said on standard error."""

    address: str
    process: subprocess.Popen[str]
    said: list[str]

    @property
    def port(self) -> int:
        return int(urlsplit(self.address).port or 0)

    def ask(self, path: str, *, method: str = "GET", body: bytes | str | None = None, **headers: str) -> Reply:
        """One request. A header's underscores become hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, given)
            response = connection.getresponse()
            return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            connection.close()


def store_with(folder: Path, quads: Iterable[ox.Quad]) -> Path:
    """A new store in the folder that holds the quads."""
    store = ox.Store(folder)
    store.extend(quads)
    store.flush()
    return folder


@contextlib.contextmanager
def serving(store: Path | str, *options: str, **environment: str) -> Iterator[Served]:
    """`kg serve` on the store, at any free port."""
    command = [sys.executable, "-c", MAIN, "serve", "--store", str(store), "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**ENVIRONMENT, **environment})
    assert process.stderr
    said = [process.stderr.readline()]
    found = re.search(r"http://\S+/", said[0])
    if not found:
        said.append(process.stderr.read())
        process.wait()
        raise AssertionError(f"it does not serve: {''.join(said)}")
    reader = threading.Thread(target=said.extend, args=(process.stderr,), daemon=True)
    reader.start()
    try:
        yield Served(found[0], process, said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        finally:
            process.kill()
            reader.join(5)
            process.stderr.close()
