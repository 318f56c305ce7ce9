"""Real SPARQL servers for the tests, each started once on loopback when a test first wants it and ended with the tests."""

import atexit
import functools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

STARTS_WITHIN = 60.0  # seconds, on a busy machine
VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 10000
StopCompilerWhenXOverRunTime = 1
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server: what `--store` names, and what the environment has to say to write to it."""

    address: str
    environ: dict[str, str]


@functools.cache
def server(kind: str) -> Running:
    """The running server of that kind. Where it is not installed the test is skipped, or fails in continuous integration."""
    return {"oxigraph": _oxigraph, "virtuoso": _virtuoso}[kind]()


def _oxigraph() -> Running:
    program = _program("oxigraph", "pip install oxigraph", Path(sys.executable).parent)
    folder, port = _folder(), free_port()
    _start(
        [program, "serve", "--location", f"{folder}/data", "--bind", f"127.0.0.1:{port}"], folder, f"http://127.0.0.1:{port}/query"
    )
    return Running(f"http://127.0.0.1:{port}", {})


def _virtuoso() -> Running:
    program = _program("virtuoso-t", "Debian's package virtuoso-opensource")
    folder, sql, port = _folder(), free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(folder=folder, sql=sql, http=port))
    _start([program, "+foreground", "+configfile", f"{folder}/virtuoso.ini"], folder, f"http://127.0.0.1:{port}/sparql")
    return Running(f"http://127.0.0.1:{port}", {"KG_STORE_USER": "dba", "KG_STORE_PASSWORD": "dba"})


def _program(name: str, source: str, *folders: Path) -> str:
    found = shutil.which(name) or next((str(folder / name) for folder in folders if (folder / name).exists()), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"{name} is not installed ({source}), and nothing may be left out here")
    pytest.skip(f"{name} is not installed ({source})")


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kg-server-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(command: Sequence[str], folder: Path, address: str) -> None:
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    atexit.register(_end, process)
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(address, timeout=5, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{command[0]} did not start: {(folder / 'output.txt').read_text(errors='replace')[-500:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
