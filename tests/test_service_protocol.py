"""The SPARQL 1.1 Protocol: the test cases of the W3C for queries, and what they leave open."""

import gzip
import json
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from served import Reply, Served, serving, store_with
from starlette.exceptions import HTTPException

from kg.service.exchange import Asked
from kg.service.protocol import Operation, form_in, parameters_of, query_in

DATA = "http://kasei.us/2009/09/sparql/data/"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"

BOOLEAN = {"application/sparql-results+json", "application/sparql-results+xml"}
TABULAR = {*BOOLEAN, "text/csv", "text/tab-separated-values"}
RDF = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}


def document(number: int) -> str:
    return f"{DATA}data{number}.rdf"


def typed(number: int) -> str:
    return f"<{document(number)}> a ?type"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The data of the W3C's tests: each document says its type in the graph that has its name."""
    kind = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
    quads = [ox.Quad(ox.NamedNode(document(n)), RDF_TYPE, kind, ox.NamedNode(document(n))) for n in (1, 2, 3)]
    with serving(store_with(tmp_path_factory.mktemp("w3c") / "store", quads)) as service:
        yield service


@dataclass(frozen=True)
class Case:
    """A request of the W3C's suite and what has to come back: a kind of status, and perhaps a truth value or a kind of form."""

    name: str
    method: str = "GET"
    address: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    content_type: str | None = None
    encoding: str = "utf-8"
    status: int = 2
    boolean: bool | None = None
    forms: frozenset[str] | set[str] | None = None


def default(*numbers: int) -> tuple[tuple[str, str], ...]:
    return tuple(("default-graph-uri", document(number)) for number in numbers)


def named(*numbers: int) -> tuple[tuple[str, str], ...]:
    return tuple(("named-graph-uri", document(number)) for number in numbers)


BOTH = f"ASK {{ {typed(1)} . {typed(2)} . }}"
EACH = f"ASK {{ GRAPH ?g1 {{ {typed(1)} }} GRAPH ?g2 {{ {typed(2)} }} }}"
FULL = f"ASK {{ {typed(3)} GRAPH ?g1 {{ {typed(1)} }} GRAPH ?g2 {{ {typed(2)} }} }}"
OTHER = EACH.replace("ASK", f"ASK FROM <{document(3)}>")

W3C = (
    Case("query_post_form", "POST", default(0), "query=ASK%20%7B%7D", FORM, boolean=True),
    Case("query_dataset_default_graphs_get", address=(("query", BOTH), *default(1, 2)), boolean=True),
    Case("query_dataset_default_graphs_post", "POST", default(1, 2), BOTH, QUERY, boolean=True),
    Case("query_dataset_named_graphs_post", "POST", named(1, 2), EACH, QUERY, boolean=True),
    Case("query_dataset_named_graphs_get", address=(("query", EACH), *named(1, 2)), boolean=True),
    Case("query_dataset_full", "POST", (*default(3), *named(1, 2)), FULL, QUERY, boolean=True),
    Case("query_multiple_dataset", "POST", named(1, 2), OTHER, QUERY, boolean=True),
    Case("query_get", address=(("query", "ASK {}"), *default(0)), boolean=True),
    Case("query_content_type_select", "POST", default(0), "SELECT (1 AS ?value) {}", QUERY, forms=TABULAR),
    Case("query_content_type_ask", "POST", default(0), "ASK {}", QUERY, forms=BOOLEAN),
    Case("query_content_type_describe", "POST", default(0), "DESCRIBE <http://example.org/>", QUERY, forms=RDF),
    Case("query_content_type_construct", "POST", default(0), "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY, forms=RDF),
    Case("query_post_direct", "POST", body="ASK {}", content_type=QUERY, boolean=True),
    Case("bad_query_method", "PUT", (("query", "ASK {}"), *default(0)), content_type=FORM, status=4),
    Case("bad_multiple_queries", address=(("query", "ASK {}"), ("query", "SELECT * {}")), status=4),
    Case("bad_query_wrong_media_type", "POST", body="ASK {}", content_type="text/plain", status=4),
    Case("bad_query_missing_form_type", "POST", body="query=ASK%20%7B%7D", status=4),
    Case("bad_query_missing_direct_type", "POST", body="ASK {}", status=4),
    Case("bad_query_non_utf8", "POST", body="ASK {}", content_type=f"{QUERY}; charset=UTF-16", encoding="utf-16", status=4),
    Case("bad_query_syntax", address=(("query", "ASK {"),), status=4),
)  # fmt: skip


@pytest.mark.parametrize("case", W3C, ids=lambda case: case.name)
def test_the_cases_of_the_w3c_for_queries(served: Served, case: Case) -> None:
    headers = {"content_type": case.content_type} if case.content_type else {}
    address = f"/sparql/?{urlencode(case.address, quote_via=quote)}" if case.address else "/sparql/"
    body = None if case.body is None else case.body.encode(case.encoding)
    reply = served.ask(address, method=case.method, body=body, **headers)
    assert reply.status // 100 == case.status, reply.text
    if case.boolean is not None:
        assert reply.media_type in BOOLEAN
        assert json.loads(reply.text)["boolean"] is case.boolean
    if case.forms is not None:
        assert reply.media_type in case.forms


TOKEN = "a token of these tests"
UPDATE = "application/sparql-update"
BASED = """CLEAR SILENT GRAPH <http://example.org/protocol-base-test/> ;
INSERT DATA { GRAPH <http://example.org/protocol-base-test/> { <http://example.org/s> <http://example.org/p> <test> } }"""
RESOLVED = """ASK { GRAPH <http://example.org/protocol-base-test/> {
  <http://example.org/s> <http://example.org/p> ?o FILTER (isIRI(?o) && STR(?o) != "test") } }"""
CONFLICT = """PREFIX foaf: <http://xmlns.com/foaf/0.1/> WITH <http://example/addresses>
DELETE { ?person foaf:givenName 'Bill' } INSERT { ?person foaf:givenName 'William' } WHERE { ?person foaf:givenName 'Bill' }"""

W3C_UPDATES = (
    Case("update_base_uri", "POST", body=BASED, content_type=UPDATE),
    Case("update_post_form", "POST", body="update=CLEAR+ALL", content_type=FORM),
    Case("update_post_direct", "POST", body="CLEAR ALL", content_type=UPDATE),
    Case("bad_update_get", address=(("update", "CLEAR ALL"),), status=4),
    Case("bad_multiple_updates", "POST", body="update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", content_type=FORM, status=4),
    Case("bad_update_wrong_media_type", "POST", body="CLEAR NAMED", content_type="text/plain", status=4),
    Case("bad_update_missing_form_type", "POST", body="update=CLEAR%20NAMED", status=4),
    Case("bad_update_non_utf8", "POST", body="CLEAR NAMED", content_type=f"{UPDATE}; charset=UTF-16", encoding="utf-16", status=4),
    Case("bad_update_syntax", "POST", body="update=CLEAR%20XYZ", content_type=FORM, status=4),
    Case("bad_update_dataset_conflict", "POST", (("using-named-graph-uri", "http://example/people"),), CONFLICT, UPDATE, status=4),
)
"""Those of the W3C for updates, but for the four that name the graphs of an update in the address, which is not supported."""


@pytest.fixture(scope="module")
def writable(tmp_path_factory):
    with serving(store_with(tmp_path_factory.mktemp("w3c-updates") / "store", []), "--writable", KG_TOKEN=TOKEN) as service:
        yield service


@pytest.mark.parametrize("case", W3C_UPDATES, ids=lambda case: case.name)
def test_the_cases_of_the_w3c_for_updates(writable: Served, case: Case) -> None:
    headers = {"content_type": case.content_type} if case.content_type else {}
    body = None if case.body is None else case.body.encode(case.encoding)
    reply = writable.ask(
        f"/update?{urlencode(case.address)}", method=case.method, body=body, authorization=f"Bearer {TOKEN}", **headers
    )
    assert reply.status // 100 == case.status, reply.text
    if case.name == "update_base_uri":
        assert json.loads(select(writable, RESOLVED).text)["boolean"] is True


def test_a_dataset_of_the_protocol_leaves_the_other_graphs_out(served: Served) -> None:
    # What makes the cases above mean something: over the union they would all be true anyway.
    for graphs in (default(1), default(3), named(1, 2)):
        reply = served.ask(f"/sparql?{urlencode([('query', BOTH), *graphs])}")
        assert json.loads(reply.text)["boolean"] is False
    assert json.loads(served.ask(f"/sparql?{urlencode([('query', BOTH)])}").text)["boolean"] is True


def select(served: Served, query: str, **headers: str) -> Reply:
    return served.ask(f"/sparql?{urlencode({'query': query})}", **headers)


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("SELECT (1 AS ?x) {}", "*/*", "application/sparql-results+json"),
        ("SELECT (1 AS ?x) {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT (1 AS ?x) {}", "text/csv;q=0.9, text/tab-separated-values", "text/tab-separated-values"),
        ("SELECT (1 AS ?x) {}", "text/html,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+xml"),
        ("ASK {}", "application/json", "application/sparql-results+json"),
        ("ASK {}", "text/csv", "text/csv"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "*/*", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/ld+json", "application/ld+json"),
        (
            "DESCRIBE <http://kasei.us/2009/09/sparql/data/data1.rdf>",
            "text/turtle;q=0.1, application/ld+json",
            "application/ld+json",
        ),
    ],
)
def test_the_form_is_what_the_client_likes_best(served: Served, query: str, accept: str, media_type: str) -> None:
    reply = select(served, query, accept=accept)
    assert (reply.status, reply.headers["content-type"]) == (200, f"{media_type}; charset=utf-8")
    if media_type in RDF:
        rdf = ox.RdfFormat.from_media_type(media_type)
        assert len(list(ox.parse(reply.body, format=rdf))) == (1 if "DESCRIBE" in query else 3)


@pytest.mark.parametrize(
    ("query", "parameter", "expected"),
    [
        ("SELECT (1 AS ?x) {}", "format=csv", "text/csv"),
        ("SELECT (1 AS ?x) {}", "output=xml", "application/sparql-results+xml"),
        ("SELECT (1 AS ?x) {}", "format=text/csv", "text/csv"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "format=json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "format=xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "output=nt", "application/n-triples"),
        ("SELECT (1 AS ?x) {}", "format=turtle", 406),
        ("SELECT (1 AS ?x) {}", "format=jsno", 406),
    ],
)
def test_a_parameter_says_the_form_too(served: Served, query: str, parameter: str, expected: str | int) -> None:
    reply = served.ask(f"/sparql?{urlencode({'query': query})}&{parameter}", accept="application/sparql-results+json")
    assert expected in {reply.status, reply.media_type}


def test_a_form_that_nobody_has_is_refused_with_those_there_are(served: Served) -> None:
    reply = select(served, "ASK {}", accept="image/png")
    assert (reply.status, reply.media_type) == (406, "text/plain")
    assert "application/sparql-results+json" in reply.text
    assert select(served, "ASK {}", accept="application/sparql-results+json;q=0").status == 406


@pytest.mark.parametrize(
    ("query", "line", "column"), [("SELECT *\nWHERE { ?s ?p }", 2, 9), ("ASK { ?s nope:p 1 }", 1, 10), ("SELECT ?x", 1, 10)]
)
def test_a_bad_query_names_the_place_of_the_fault(served: Served, query: str, line: int, column: int) -> None:
    reply = select(served, query)
    assert (reply.status, reply.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert f"line {line}, column {column}" in reply.text
    assert reply.text.count("\n") == 1
    told = json.loads(select(served, query, accept="application/json").text)
    assert (told["status"], told["line"], told["column"]) == (400, line, column)


@pytest.mark.parametrize(
    "query", ["INSERT DATA { <a:s> <a:p> 1 }", "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", "LOAD <http://localhost/>"]
)
def test_what_would_change_or_fetch_is_refused(served: Served, query: str) -> None:
    assert select(served, query).status == 400
    assert served.ask("/update", method="POST", body=query, content_type="application/sparql-update").status == 403


def test_an_answer_that_the_client_has_already_is_not_sent_again(served: Served) -> None:
    first = select(served, "SELECT * { ?s ?p ?o } ORDER BY ?s")
    again = select(served, "SELECT * { ?s ?p ?o } ORDER BY ?s", if_none_match=first.headers["etag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert select(served, "SELECT * { ?s ?p ?o } ORDER BY DESC(?s)", if_none_match=first.headers["etag"]).status == 200


def test_what_changes_by_itself_is_asked_each_time(served: Served) -> None:
    assert len({select(served, "SELECT (STRUUID() AS ?x) {}").body for _ in range(3)}) == 3


def test_a_long_answer_is_packed_for_whoever_takes_that(served: Served) -> None:
    query = f"SELECT ?x {{ VALUES ?x {{ {' '.join(str(n) for n in range(500))} }} }}"
    plain, packed = (select(served, query, accept_encoding=encoding) for encoding in ("identity", "gzip"))
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body


def test_head_and_options_say_what_get_would(served: Served) -> None:
    head = served.ask(f"/sparql?{urlencode({'query': 'ASK {}'})}", method="HEAD")
    assert (head.status, head.media_type, head.body) == (200, "application/sparql-results+json", b"")
    assert int(head.headers["content-length"]) > 0
    options = served.ask("/sparql", method="OPTIONS")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert served.ask("/sparql", method="DELETE").headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("media_type", sorted(RDF))
def test_without_a_query_the_service_describes_itself(served: Served, media_type: str) -> None:
    reply = served.ask("/sparql", accept=media_type)
    assert reply.media_type == media_type
    triples = {(str(t.predicate), str(t.object)) for t in ox.parse(reply.body, format=ox.RdfFormat.from_media_type(media_type))}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (f"<{sd}endpoint>", f"<http://127.0.0.1:{served.port}/sparql>") in triples
    assert (f"<{sd}feature>", f"<{sd}UnionDefaultGraph>") in triples
    assert (f"<{sd}supportedLanguage>", f"<{sd}SPARQL11Update>") not in triples


def test_text_of_any_script_goes_through(served: Served) -> None:
    query = "SELECT ?x { VALUES ?x { 'تنزاواتين — Tinzaouatène 🏜' } }"
    for reply in (
        select(served, query, accept="text/csv"),
        served.ask("/sparql", method="POST", body=query, content_type=QUERY, accept="text/csv"),
        served.ask(
            "/sparql", method="POST", body=urlencode({"query": query}), content_type=f"{FORM}; charset=UTF-8", accept="text/csv"
        ),
        served.ask("/query", method="POST", body=query, content_type=f'{QUERY};charset="utf-8"', accept="text/csv"),
    ):
        assert reply.text.splitlines()[1] == "تنزاواتين — Tinzaouatène 🏜"


@pytest.mark.parametrize(
    ("address", "body", "content_type", "status", "says"),
    [
        ("/sparql?query=%FF", None, None, 400, "UTF-8"),
        ("/sparql?query=ASK%20{}&default-graph-uri=here", None, None, 400, "absolute IRI"),
        ("/sparql?query=ASK%20{}&default-graph-uri=http://a/%3E%20%7B", None, None, 400, "absolute IRI"),
        ("/sparql", b"query=%FF", FORM, 400, "UTF-8"),
        ("/sparql", b"\xff\xfe", QUERY, 400, "UTF-8"),
        ("/sparql", b"", FORM, 400, "missing"),
        ("/sparql", b"", QUERY, 400, "does not parse"),
        ("/sparql?query=ASK%20{}", b"ASK {}", QUERY, 400, "more than one"),
        ("/sparql", b"update=CLEAR+ALL", FORM, 400, "/update"),
        ("/sparql", b"CLEAR ALL", "application/sparql-update", 415, QUERY),
        ("/sparql", b"x" * ((1 << 20) + 1), QUERY, 413, "longer"),
        ("/sparql", b"#" * ((1 << 18) + 1) + b"\nASK {}", QUERY, 400, "longer"),
        ("/nothing", None, None, 404, "nothing"),
        ("/sparql?query=" + "x" * 70_000, None, None, 431, "longer"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_told_so(
    served: Served, address: str, body: bytes | None, content_type: str | None, status: int, says: str
) -> None:
    headers = {"content_type": content_type} if content_type else {}
    reply = served.ask(address, method="GET" if body is None else "POST", body=body, **headers)
    assert (reply.status, reply.media_type) == (status, "text/plain")
    assert says in reply.text


def test_a_query_that_takes_too_long_is_ended(tmp_path) -> None:
    numbers = [ox.Quad(ox.NamedNode(f"a:{n}"), ox.NamedNode("a:p"), ox.Literal(n), ox.NamedNode("a:g")) for n in range(400)]
    with serving(store_with(tmp_path / "store", numbers), "--timeout", "1") as service:
        begun = time.monotonic()
        endless = select(service, "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?p ?y . ?c ?p ?z . ?d ?p ?u . ?e ?p ?v }")
        assert (endless.status, time.monotonic() - begun < 10) == (504, True)
        assert json.loads(select(service, "ASK {}").text)["boolean"] is True


def asked(query_string: str = "", method: str = "GET", content_type: str = "") -> Asked:
    return Asked(method, "/sparql", query_string.encode(), {b"content-type": content_type.encode()})


@pytest.mark.parametrize(
    ("request_", "body", "operation"),
    [
        (asked("query=ASK+%7B%7D"), b"", Operation("ASK {}")),
        (asked(), b"", None),
        (
            asked("default-graph-uri=a:g&named-graph-uri=a:h&named-graph-uri=a:h&query=x", "POST", FORM),
            b"",
            Operation("x", ("a:g",), ("a:h",)),
        ),
        (asked("format=csv", "POST", FORM), b"query=a&output=xml", Operation("a", form="csv")),
        (asked("", "POST", QUERY), "\ufeffé".encode(), Operation("é")),
    ],
)
def test_what_a_request_asks(request_: Asked, body: bytes, operation: Operation | None) -> None:
    assert query_in(request_, body) == operation


def test_the_first_parameter_that_says_a_form_counts() -> None:
    assert form_in([("output", "xml"), ("format", ""), ("results", "csv")]) == "xml"
    assert form_in([("x", "y")]) is None


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_parameters_come_back_as_they_were_sent(pairs: list[tuple[str, str]]) -> None:
    pairs = [(name.encode("utf-8", "replace").decode(), value.encode("utf-8", "replace").decode()) for name, value in pairs]
    assert parameters_of(urlencode(pairs).encode()) == pairs


@given(st.binary(max_size=60) | st.text("%\\xuN+&=0aF é", max_size=40).map(str.encode))
def test_parameters_are_read_as_the_library_reads_them(text: bytes) -> None:
    try:
        expected = parse_qsl(text.decode("latin-1"), keep_blank_values=True, encoding="latin-1", separator="&")
        decoded = [tuple(part.encode("latin-1").decode() for part in pair) for pair in expected]
    except UnicodeDecodeError:
        with pytest.raises(HTTPException):
            parameters_of(text)
        return
    assert parameters_of(text) == decoded
