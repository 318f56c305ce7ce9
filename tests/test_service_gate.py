"""Who may ask the service: hosts, tokens, other sites, and clients that mean no good."""

import base64
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from served import ENVIRONMENT, MAIN, Served, serving, store_with
from starlette.exceptions import HTTPException

from kg.errors import UsageError
from kg.service.connection import HEADER_SECONDS, WRITE_SECONDS
from kg.service.exchange import Asked
from kg.service.gate import Gate, origin_of
from kg.service.server import Settings, address_of, gate_of, is_loopback

TOKEN = "correct horse battery staple"
ASK = f"/sparql?{urlencode({'query': 'ASK {}'})}"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def basic(password: str, user: str = "anybody") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    quad = ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(1), ox.NamedNode("a:g"))
    return store_with(tmp_path_factory.mktemp("gate") / "store", [quad])


@pytest.fixture(scope="module")
def reading(store):
    with serving(store, "--cors", "https://example.org") as service:
        yield service


@pytest.fixture(scope="module")
def public(store):
    """Served to others: every request needs the token."""
    with serving(store, "--host", "0.0.0.0", "--writable", KG_TOKEN=TOKEN) as service:
        yield service


def asked(**headers: str) -> Asked:
    return Asked(
        "GET", "/sparql", b"", {b"host": b"localhost", **{k.replace("_", "-").encode(): v.encode() for k, v in headers.items()}}
    )


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", None), ("LOCALHOST:8765", None), ("127.0.0.1:80", None), ("[::1]:8765", None), ("kg.example", None),
        ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost.", 421), ("", 400), ("localhost:80/evil", 400),
        ("localhost, evil.example", 400), ("<script>", 400),
    ],
)  # fmt: skip
def test_a_name_that_is_not_its_own_is_refused(host: str, status: int | None) -> None:
    gate = gate_of(Settings("s", names=("KG.example",)))
    if status is None:
        gate.check(asked(host=host))
        return
    with pytest.raises(HTTPException) as refused:
        gate.check(asked(host=host))
    assert refused.value.status_code == status


@pytest.mark.parametrize(
    ("authorization", "reads", "writes"),
    [
        (f"Bearer {TOKEN}", True, True), (f"bearer  {TOKEN}", True, True), (basic(TOKEN), True, False), (basic(TOKEN, ""), True, False),
        (f"Bearer {TOKEN}x", False, False), (f"Bearer {TOKEN[:-1]}", False, False), ("Bearer ", False, False), ("", False, False),
        (basic(""), False, False), ("Basic !!!", False, False), ("Basic", False, False), (TOKEN, False, False), (f"Digest {TOKEN}", False, False),
    ],
)  # fmt: skip
def test_the_token_opens_and_nothing_else_does(authorization: str, reads: bool, writes: bool) -> None:
    gate = Gate(hosts=None, token=TOKEN, protected=True)
    for check, passes in ((gate.check, reads), (gate.check_update, writes)):
        if passes:
            check(asked(authorization=authorization))
        else:
            with pytest.raises(HTTPException) as refused:
                check(asked(authorization=authorization))
            assert refused.value.status_code == 401


def test_without_a_token_no_token_fits() -> None:
    for given in ("Bearer ", "Bearer None", basic(""), basic("None")):
        with pytest.raises(HTTPException):
            Gate(token=None).check_update(asked(authorization=given))


@pytest.mark.parametrize(
    ("site", "mode", "origin", "passes"),
    [
        ("same-origin", "cors", "", True), ("none", "navigate", "", True), ("cross-site", "navigate", "", True),
        ("cross-site", "no-cors", "", False), ("cross-site", "cors", "https://evil.example", False), ("same-site", "cors", "http://localhost:3000", False),
        ("cross-site", "cors", "https://example.org", True), ("cross-site", "cors", "HTTPS://EXAMPLE.ORG", True),
    ],
)  # fmt: skip
def test_pages_of_other_sites_ask_only_where_they_may(site: str, mode: str, origin: str, passes: bool) -> None:
    gate = Gate(origins=frozenset({"https://example.org"}))
    request = asked(sec_fetch_site=site, sec_fetch_mode=mode, origin=origin)
    if passes:
        gate.check(request)
    else:
        with pytest.raises(HTTPException) as refused:
            gate.check(request)
        assert refused.value.status_code == 403


@pytest.mark.parametrize(
    "origin", ["example.org", "https://example.org/", "https://example.org/path", "ftp://example.org", "null", ""]
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(UsageError, match="no origin"):
        origin_of(origin)


@pytest.mark.parametrize(
    ("host", "loopback", "address"),
    [
        ("127.0.0.1", True, "http://127.0.0.1:1/"), ("127.8.9.1", True, "http://127.8.9.1:1/"), ("::1", True, "http://[::1]:1/"),
        ("localhost", True, "http://localhost:1/"), ("0.0.0.0", False, "http://127.0.0.1:1/"), ("::", False, "http://[::1]:1/"),
        ("10.0.0.1", False, "http://10.0.0.1:1/"), ("example.org", False, "http://example.org:1/"), ("", False, "http://:1/"),
    ],
)  # fmt: skip
def test_what_only_this_machine_can_reach(host: str, loopback: bool, address: str) -> None:
    assert (is_loopback(host), address_of(host, 1)) == (loopback, address)


@pytest.mark.parametrize(
    "settings", [Settings("s", host="0.0.0.0"), Settings("s", host=""), Settings("s", host="10.1.2.3", token=""), Settings("s", writable=True), Settings("s", token="a\nb")]  # noqa: S106 - with no header in it
)  # fmt: skip
def test_what_would_be_open_to_others_is_not_served(settings: Settings) -> None:
    with pytest.raises(UsageError, match="token"):
        gate_of(settings)


def test_by_default_other_sites_may_read_nothing(public: Served, reading: Served) -> None:
    evil = {"origin": "https://evil.example"}
    for service, more in ((public, {"authorization": basic(TOKEN)}), (reading, {})):
        reply = service.ask(ASK, **evil, **more)
        assert reply.status == 200
        assert not any(name.startswith("access-control") for name in reply.headers)
        asked_first = service.ask("/sparql", method="OPTIONS", access_control_request_method="POST", **evil)
        assert not any(name.startswith("access-control") for name in asked_first.headers)


def test_an_origin_that_may_read_can(reading: Served) -> None:
    good = {"origin": "https://example.org"}
    first = reading.ask("/sparql", method="OPTIONS", access_control_request_method="POST", **good)
    assert first.headers["access-control-allow-origin"] == "https://example.org"
    assert "POST" in first.headers["access-control-allow-methods"]
    for reply in (reading.ask(ASK, **good), reading.ask(ASK, **good), reading.ask("/sparql?query=nonsense", **good)):
        assert reply.headers["access-control-allow-origin"] == "https://example.org"
        assert "Origin" in reply.headers["vary"] or reply.status == 400
    assert "access-control-allow-origin" not in reading.ask(ASK).headers, "kept for one, given to another"


@pytest.mark.parametrize("path", ["/", "/sparql", ASK, "/queries", "/queries/members", "/assets/editor.js", "/nothing"])
def test_served_to_others_everything_needs_the_token(public: Served, path: str) -> None:
    refused = public.ask(path)
    assert (refused.status, "www-authenticate" in refused.headers) == (401, True)
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert public.ask(path, authorization=basic(TOKEN)).status != 401
    assert public.ask(path, authorization=basic("wrong")).status == 401


def test_the_token_is_not_said(public: Served) -> None:
    assert TOKEN not in "".join(public.said)
    assert TOKEN not in " ".join(public.process.args)  # type: ignore[arg-type]


def test_an_update_needs_the_token_as_no_browser_sends_it_by_itself(public: Served) -> None:
    insert = "INSERT DATA { GRAPH <a:g> { <a:new> <a:p> 2 } }"
    there = f"/sparql?{urlencode({'query': 'ASK { <a:new> ?p ?o }'})}"
    headers = {"content_type": "application/sparql-update"}

    def update(text: str, authorization: str) -> int:
        return public.ask("/update", method="POST", body=text, authorization=authorization, **headers).status

    assert update(insert, basic(TOKEN)) == 401
    assert update(insert, "Bearer wrong") == 401
    assert json.loads(public.ask(there, authorization=basic(TOKEN)).text)["boolean"] is False
    assert update(insert, f"Bearer {TOKEN}") == 200
    assert json.loads(public.ask(there, authorization=basic(TOKEN)).text)["boolean"] is True, "the next query sees it"
    for bad in (
        "LOAD <http://127.0.0.1:1/x>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "INSERT DATA { nonsense }",
        "SELECT * {}",
    ):
        assert update(bad, f"Bearer {TOKEN}") == 400
    form = urlencode({"update": "DELETE DATA { GRAPH <a:g> { <a:new> <a:p> 2 } }"})
    posted = public.ask(
        "/update", method="POST", body=form, content_type="application/x-www-form-urlencoded", authorization=f"Bearer {TOKEN}"
    )
    assert posted.status == 200
    assert json.loads(public.ask(there, authorization=basic(TOKEN)).text)["boolean"] is False
    assert public.ask(f"/update?{form}", authorization=f"Bearer {TOKEN}").status == 405


def test_every_response_keeps_a_browser_from_making_more_of_it(reading: Served) -> None:
    for path in ("/", "/sparql", ASK, "/queries", "/queries/members", "/assets/editor.js", "/nothing", "/sparql?query=x"):
        reply = reading.ask(path, accept="text/html")
        assert reply.headers["x-content-type-options"] == "nosniff", path
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"], path
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert "server" not in reply.headers


@pytest.mark.parametrize(
    "path",
    [
        f"/sparql?{urlencode({'query': HOSTILE})}",
        f"/sparql?{urlencode({'query': 'ASK {}', 'format': HOSTILE})}",
        f"/sparql?{urlencode({'query': 'ASK {}', 'default-graph-uri': HOSTILE})}",
        f"/{HOSTILE.replace(' ', '%20')}",
        f"/queries/{HOSTILE.replace(' ', '%20').replace('/', '%2F')}",
        f"/queries/about-actor?{urlencode({'actor': HOSTILE, 'run': ''})}",
        f"/queries/about-actor?{urlencode({HOSTILE: HOSTILE, 'actor': 'x'})}",
    ],
)
def test_nothing_of_a_request_becomes_markup(reading: Served, path: str) -> None:
    reply = reading.ask(path, accept="text/html")
    assert reply.status >= 400
    assert reply.media_type == "text/html"
    assert "<script>alert" not in reply.text
    assert "<img" not in reply.text


def test_a_file_beside_the_pages_cannot_be_asked_for(reading: Served) -> None:
    for name in ("../app.py", "..%2Fapp.py", "%2e%2e/app.py", "/etc/passwd", "LICENSES.txt", ""):
        assert reading.ask(f"/assets/{name}").status == 404


def raw(service: Served, data: bytes, *, wait: float = 5) -> bytes:
    with socket.create_connection(("127.0.0.1", service.port), timeout=wait) as connection:
        connection.sendall(data)
        got = bytearray()
        while part := connection.recv(65536):
            got += part
        return bytes(got)


def test_what_is_no_http_ends_the_connection(reading: Served) -> None:
    for data in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n"):
        assert raw(reading, data).startswith(b"HTTP/1.1 400")
    assert raw(reading, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 400"), "no Host"
    assert raw(reading, b"GET / HTTP/1.1\r\nHost: a\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_a_header_without_an_end_is_refused(reading: Served) -> None:
    assert raw(reading, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000).startswith(b"HTTP/1.1 431")
    assert reading.ask(ASK).status == 200


def test_a_body_without_an_end_is_refused(reading: Served) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    assert raw(reading, head + b"Content-Length: 999999999\r\n\r\n").startswith(b"HTTP/1.1 413")
    endless = b"Transfer-Encoding: chunked\r\n\r\n" + (b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 7 + b"0\r\n\r\n"
    assert raw(reading, head + b"Connection: close\r\n" + endless, wait=20).startswith(b"HTTP/1.1 413")


@pytest.mark.slow
def test_a_client_that_takes_no_answer_is_left(reading: Served) -> None:
    numbers = " ".join(map(str, range(200)))
    long = f"SELECT * {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    request = f"GET /sparql?query={quote(long)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", reading.port), timeout=WRITE_SECONDS + 20) as deaf:
        deaf.sendall(request)
        time.sleep(2 * WRITE_SECONDS + 2)
        taken = 0
        with contextlib.suppress(ConnectionResetError):
            while part := deaf.recv(1 << 16):
                taken += len(part)
        whole = len(reading.ask(f"/sparql?query={quote(long)}").body)
        assert 0 < taken < whole


@pytest.mark.slow
def test_a_client_that_dawdles_is_left(reading: Served) -> None:
    begun = time.monotonic()
    idle = socket.create_connection(("127.0.0.1", reading.port), timeout=HEADER_SECONDS + 10)
    slow = socket.create_connection(("127.0.0.1", reading.port), timeout=HEADER_SECONDS + 10)
    slow.sendall(b"GET / HTTP/1.1\r\n")
    with idle, slow:
        while time.monotonic() - begun < HEADER_SECONDS - 2:
            time.sleep(1)
            slow.sendall(b"X: y\r\n")
        assert idle.recv(1) == b""
        assert slow.recv(1) == b""
    assert HEADER_SECONDS - 1 < time.monotonic() - begun < HEADER_SECONDS + 8


def run(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", MAIN, "serve", *options]
    clean = {name: value for name, value in ENVIRONMENT.items() if name != "KG_TOKEN"}
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env={**clean, **environment})


def test_what_cannot_be_served_is_one_clear_line(store, reading: Served, tmp_path) -> None:
    for status, says, options in (
        (1, "there is no store at", ("--store", str(tmp_path / "none"))),
        (1, f"port {reading.port} is in use", ("--store", str(store), "--port", str(reading.port))),
        (2, "can be reached from other machines", ("--store", str(store), "--host", "0.0.0.0")),
        (2, "there is no host", ("--store", str(store), "--host", "no.such.host.invalid", "--token", "x")),
        (1, "no address of this machine", ("--store", str(store), "--host", "192.0.2.1", "--token", "x")),
        (2, "--writable needs a token", ("--store", str(store), "--writable")),
        (2, "no origin", ("--store", str(store), "--cors", "example.org")),
    ):
        done = run(*options, *(() if "--port" in options else ("--port", "0")))
        assert (done.returncode, done.stdout) == (status, ""), done.stderr
        assert says in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith("kg: ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_told_and_leaves_nothing_behind(store, number: int) -> None:
    before = set(store.parent.iterdir())
    with serving(store) as service:
        assert service.ask(ASK).status == 200
        service.ask("/queries/members?bloc=x&format=sparql")
        service.process.send_signal(number)
        assert service.process.wait(20) == 0
        children = [found.name for found in Path("/proc").glob("[0-9]*") if _parent(found) == service.process.pid]
    assert children == []
    assert set(store.parent.iterdir()) == before
    assert len(service.said) == 1, service.said


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None
