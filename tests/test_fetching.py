"""What is fetched from the web, how politely, and what is not: all from a server of this machine."""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.records import Document
from kg.sources import Asked, Failure, expand, fetching, guarding, read_sources
from kg.sources.fetching import Fetcher
from kg.sources.guarding import is_public
from tests.source_samples import ENGLISH, PAGE, RSS, docx_of, pdf_of, zip_of

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A server on loopback: what stands at which path, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str], float]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}, time.monotonic()))
                site.pages.get(self.path.partition("?")[0], status(404))(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


def status(code: int, **headers: str) -> Answer:
    return sent(b"", code=code, **headers)


def sent(body: bytes | str, *, code: int = 200, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in {"content_type": "text/html; charset=utf-8", **headers}.items():
            if value:
                request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return answer


def dripping(first: bytes, drop: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        try:
            request.wfile.write(first)
            for _ in range(200):
                request.wfile.write(drop)
                request.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    return answer


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    made = Site()
    made.pages["/page.html"] = sent(PAGE.format(text=ENGLISH))
    yield made
    made.server.shutdown()
    made.server.server_close()


def fetched(address: str) -> fetching.Page:
    with Fetcher(allow_private=True) as fetcher:
        return fetcher.fetch(address)


def refused(address: str, *, allow_private: bool = True) -> str:
    with Fetcher(allow_private=allow_private) as fetcher, pytest.raises(SourceError) as error:
        fetcher.fetch(address)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_page_is_a_document(site: Site) -> None:
    (found,) = read_sources([site.address("/page.html#part")], Asked(allow_private=True))
    assert isinstance(found, Document)
    assert (found.title, found.source, found.date, found.language) == ("Convoy attacked", "Sample Wire", "2024-06-04", "en")
    assert (found.location, found.url, found.name) == (site.address("/page.html"), site.address("/page.html"), "page.html")


@pytest.mark.parametrize(
    ("path", "body", "media_type"),
    [
        ("/a.pdf", pdf_of([[ENGLISH]]), "application/pdf"),
        ("/a", pdf_of([[ENGLISH]]), "application/octet-stream"),
        ("/a", docx_of(ENGLISH), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("/feed", RSS.format(text=ENGLISH).replace("<item><title>Empty</title></item>", "").encode(), "application/rss+xml"),
        ("/a.txt", ENGLISH.encode(), "text/plain"),
        ("/", ENGLISH.encode(), "text/plain; charset=utf-8"),
        ("/a.csv", f'text,title\n"{ENGLISH}",x\n'.encode(), "text/csv"),
        ("/table", f'text,title\n"{ENGLISH}",x\n'.encode(), "text/csv"),
        ("/a", ENGLISH.encode(), ""),
    ],
)
def test_what_is_read_from_the_web(site: Site, path: str, body: bytes, media_type: str) -> None:
    site.pages[path] = sent(body, content_type=media_type)
    (found,) = read_sources([site.address(path)], Asked(allow_private=True))
    assert isinstance(found, Document), found
    assert "Fighters attacked" in found.text


def test_the_encoding_that_the_server_names(site: Site) -> None:
    site.pages["/a"] = sent("Ménaka et Ségou".encode("cp1252"), content_type="text/plain; charset=windows-1252")
    assert fetched(site.address("/a")).data == "Ménaka et Ségou".encode()


def test_a_feed_on_the_web(site: Site) -> None:
    site.pages["/feed"] = sent(RSS.format(text=ENGLISH), content_type="application/rss+xml")
    found = list(read_sources([site.address("/feed")], Asked(allow_private=True)))
    assert isinstance(found[0], Document)
    assert (found[0].location, found[0].url) == (site.address("/feed") + "#entry=one", "https://example.org/1")


def test_who_asks_says_so_and_nothing_else(site: Site) -> None:
    site.pages["/cookie"] = sent("", code=302, location="/page.html", set_cookie="a=b")
    fetched(site.address("/cookie"))
    for _, headers, _ in site.asked:
        assert headers["user-agent"].startswith("sahel-kg/")
        assert not {"cookie", "authorization", "referer", "from"} & headers.keys()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]", "0"]
)
def test_this_machine_is_not_asked(site: Site, host: str) -> None:
    assert "lies in a private network" in refused(site.address("/page.html", host), allow_private=False)
    assert site.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False),
        ("::", False), ("fe80::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("ff02::1", False), ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False), ("::ffff:8.8.8.8", True), ("::127.0.0.1", False), ("64:ff9b::7f00:1", False), ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False), ("2001:0:808:808:0:0:80ff:fffe", False), ("2001:db8::1", False), ("192.0.2.1", False), ("nonsense", False),
        ("", False),
    ],
)  # fmt: skip
def test_which_addresses_lie_in_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


def answering(*names: dict[str, list[str]]) -> Callable[..., list[object]]:
    """A resolver that gives the next of these each time it is asked, the last one for ever."""
    turns = list(names)

    def resolve(host: str, port: int, *_: object, **__: object) -> list[object]:
        if host[0].isdigit():  # what was looked at, to connect to
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        known = turns.pop(0) if len(turns) > 1 else turns[0]
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in known[host]
        ]

    return resolve


def test_a_name_that_stands_for_this_machine_is_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding.socket, "getaddrinfo", answering({"innocent.example": ["127.0.0.1"]}))
    assert "innocent.example lies in a private network (127.0.0.1)" in refused(
        site.address("/page.html", "innocent.example"), allow_private=False
    )
    assert site.asked == []


def test_what_was_looked_at_is_what_is_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []

    def connect(_: object, host: str, port: int, *__: object) -> None:
        connected.append(host)
        raise guarding.httpcore.ConnectError("no such network here")

    monkeypatch.setattr(guarding.httpcore.SyncBackend, "connect_tcp", connect)
    rebinding = answering({"innocent.example": ["8.8.8.8", "127.0.0.1", "10.0.0.1"]}, {"innocent.example": ["127.0.0.1"]})
    monkeypatch.setattr(guarding.socket, "getaddrinfo", rebinding)
    assert "no such network here" in refused(site.address("/page.html", "innocent.example"), allow_private=False)
    assert connected == ["8.8.8.8"]


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_followed(site: Site, code: int) -> None:
    site.pages["/old"] = status(code, location="page.html?a=b")
    assert fetched(site.address("/old")).address == site.address("/page.html?a=b")


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://inside.example:{port}/page.html", "inside.example lies in a private network"),
        ("//inside.example:{port}/page.html", "inside.example lies in a private network"),
        ("file:///etc/passwd", "only addresses with http and https are fetched, not file"),
        ("gopher://x/", "not gopher"),
        ("http://a:b@outside.example/", "an address with a name or password"),
        ("", "leads on to nowhere"),
        ("http://[", "no address of the web"),
    ],
)
def test_no_redirect_leads_inside(site: Site, monkeypatch: pytest.MonkeyPatch, location: str, words: str) -> None:
    names = {"outside.example": ["127.0.0.1"], "inside.example": ["127.0.0.2"]}
    monkeypatch.setattr(guarding.socket, "getaddrinfo", answering(names))
    monkeypatch.setattr(guarding, "is_public", lambda address: address == "127.0.0.1")  # the server plays the open internet
    site.pages["/old"] = status(302, location=location.format(port=site.port))
    assert words in refused(site.address("/old", "outside.example"), allow_private=False)
    assert site.paths() == ["/robots.txt", "/old"]


def test_redirects_end(site: Site) -> None:
    site.pages["/loop"] = status(302, location="/loop")
    assert "leads on more than 5 times" in refused(site.address("/loop"))
    assert len(site.asked) < 10


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /secret", "/secret.html", False),
        ("User-agent: *\nDisallow: /secret", "/page.html", True),
        ("User-agent: sahel-kg\nDisallow: /\n\nUser-agent: *\nDisallow:", "/page.html", False),
        ("User-agent: other\nDisallow: /", "/page.html", True),
        ("User-agent: *\nDisallow: /\nAllow: /page", "/page.html", True),
        ("<html>not rules</html>", "/page.html", True),
        ("\0\xff", "/page.html", True),
    ],
)
def test_robots_are_respected(site: Site, rules: str, path: str, allowed: bool) -> None:
    site.pages["/robots.txt"] = sent(rules, content_type="text/plain")
    site.pages["/secret.html"] = site.pages["/page.html"]
    if allowed:
        assert fetched(site.address(path)).data
    else:
        assert "does not want programs to read it" in refused(site.address(path))
        assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize(("code", "allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_where_the_rules_cannot_be_read(site: Site, code: int, allowed: bool) -> None:
    site.pages["/robots.txt"] = status(code)
    if allowed:
        assert fetched(site.address("/page.html")).data
    else:
        assert f"robots.txt) cannot be read: status {code}" in refused(site.address("/page.html"))


def test_the_rules_of_where_a_redirect_leads_count_too(site: Site) -> None:
    other = Site()
    other.pages["/robots.txt"] = sent("User-agent: *\nDisallow: /", content_type="text/plain")
    site.pages["/old"] = status(302, location=other.address("/page.html"))
    assert "does not want programs to read it" in refused(site.address("/old"))
    assert other.paths() == ["/robots.txt"]
    other.server.shutdown()
    other.server.server_close()


def test_rules_are_asked_for_once(site: Site) -> None:
    with Fetcher(allow_private=True) as fetcher:
        fetcher.fetch(site.address("/page.html"))
        fetcher.fetch(site.address("/page.html?again"))
    assert site.paths() == ["/robots.txt", "/page.html", "/page.html?again"]


def test_a_host_is_asked_slowly(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSE", 0.3)
    fetched(site.address("/page.html"))
    times = [at for _, _, at in site.asked]
    assert times[1] - times[0] >= 0.28


def test_a_host_may_want_more_time(site: Site) -> None:
    site.pages["/robots.txt"] = sent("User-agent: *\nCrawl-delay: 0.4", content_type="text/plain")
    with Fetcher(allow_private=True) as fetcher:
        fetcher.fetch(site.address("/page.html"))
        fetcher.fetch(site.address("/page.html?again"))
    assert site.asked[2][2] - site.asked[1][2] >= 0.38


def test_a_host_that_wants_too_much_time_is_left_alone(site: Site) -> None:
    site.pages["/robots.txt"] = sent("User-agent: *\nCrawl-delay: 3600", content_type="text/plain")
    assert "wants 3600 seconds between two questions" in refused(site.address("/page.html"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(404), "there is no such page (status 404)"),
        (status(401), "it wants a password (status 401)"),
        (status(500), "the server does not give it (status 500)"),
        (status(429, retry_after="120"), "try again after 120 seconds"),
        (sent(b"x", content_type="image/png"), "it is no text but image/png"),
        (sent(b"x", content_type="video/mp4"), "it is no text but video/mp4"),
        (sent(b"x", content_type="application/zip"), "it is no text but application/zip"),
        (sent(b"x", content_type="text/javascript"), "it is no text but text/javascript"),
        (sent(zip_of({"a.txt": ENGLISH}), content_type="text/plain"), "it is an archive"),
        (sent(b"x" * 2_000), "larger than"),
        (sent(gzip.compress(b"x" * 1_000_000), content_encoding="gzip"), "larger than"),
        (sent(zlib.compress(b"x" * 1_000_000), content_encoding="deflate"), "larger than"),
        (sent(b"nonsense", content_encoding="gzip"), "it is packed, and damaged"),
        (sent(gzip.compress(ENGLISH.encode() * 50)[:60], content_encoding="gzip"), "its end is missing"),
        (sent(b"x", content_encoding="br"), "packs it with br, which nobody asked for"),
        (lambda request: request.wfile.write(b"nonsense\r\n\r\n"), "it cannot be fetched"),
        (lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx"), "it cannot be fetched"),
        (lambda request: None, "it cannot be fetched"),
        (dripping(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"), "it takes"),
        (dripping(b"HTTP/1.1 200 OK\r\n", b"X-More: y\r\n"), "it takes too long"),
        (dripping(b"", b"H"), "it "),
        (dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), "it takes"),
    ],
)
def test_bad_answers_end_in_one_line(site: Site, monkeypatch: pytest.MonkeyPatch, answer: Answer, words: str) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1_000)
    monkeypatch.setattr(fetching, "LONGEST", 2.0)
    site.pages["/a"] = answer
    begun = time.monotonic()
    assert words in refused(site.address("/a"))
    assert time.monotonic() - begun < 8


def test_what_is_packed_does_not_fill_the_memory(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1_000)
    site.pages["/a"] = sent(gzip.compress(b"0" * 150_000_000, 1), content_encoding="gzip")
    tracemalloc.start()
    try:
        assert "larger than" in refused(site.address("/a"))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_silent_server_is_not_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST", 0.5)
    site.pages["/a"] = lambda _request: time.sleep(4)
    begun = time.monotonic()
    assert "it takes too long to answer" in refused(site.address("/a"))
    assert time.monotonic() - begun < 3


def test_packed_pages_are_unpacked(site: Site) -> None:
    site.pages["/a"] = sent(gzip.compress(ENGLISH.encode()), content_encoding="gzip", content_type="text/plain")
    assert fetched(site.address("/a")).data == ENGLISH.encode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://example.org/a", "only addresses with http and https are fetched, not ftp"),
        ("file:///etc/passwd", "not file"),
        ("http://a:b@example.org/", "an address with a name or password in it is not fetched"),
        ("http://", "no address of the web"),
        ("http://[::1", "no address of the web"),
        ("http://a:99999/", "no address of the web"),
        ("http://" + "a" * 300 + ".example/", "it cannot be fetched"),
        ("http://nowhere.invalid/", "the name of the host is not known"),
    ],
)
def test_bad_addresses_end_in_one_line(address: str, words: str) -> None:
    assert words in refused(address)


def test_addresses_are_sources_beside_files(site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH)
    sources = [tmp_path / "a.txt", site.address("/none"), site.address("/page.html"), site.address("/page.html")]
    assert list(expand(sources)) == sources[:3]
    found = list(read_sources(sources, Asked(allow_private=True)))
    assert [type(each) for each in found] == [Document, Failure, Document]
    assert str(found[1]) == f"{site.address('/none')}: there is no such page (status 404)"
