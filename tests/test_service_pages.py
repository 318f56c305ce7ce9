"""What the service answers in: forms, kept answers, tables, and the files of the pages."""

import hashlib
import json
import re
import time
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from served import Served, serving
from starlette.responses import Response
from store_samples import JNIM, MALI, Text, gazetteer

from kg.queries import load_queries
from kg.service import assets
from kg.service.cache import OVERHEAD, ResponseCache, is_lasting
from kg.service.marks import colours, load_marks
from kg.service.negotiation import FORMS_OF, GRAPH, HTML, SOLUTIONS, accepted, named, takes_gzip
from kg.service.pages import FIRST_QUERY, MOST_ROWS, browse_page, editor_page, table_of, with_prefixes
from kg.store import open_store
from kg.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "json"), ("*/*", "json"), ("text/*", "csv"), ("text/*;q=0.5, application/*;q=0.4", "csv"), ("TEXT/CSV", "csv"),
        ("text/csv;q=0, text/*", "tsv"), ("application/sparql-results+xml, */*;q=0.1", "xml"), ("application/json", "json"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.6", "tsv"), ("text/csv; charset=utf-8; q=1", "csv"), ("application/xml", "xml"),
        ("image/png", None), ("*/*;q=0", None), ("text/csv;q=nonsense", "json"), ("text/csv;q=nan", "json"), ("text/csv;q=inf", "csv"), (",,;q=1", "json"),
        ("application/sparql-results+json;q=0.5,application/xml;q=0.5", "json"),
    ],
)  # fmt: skip
def test_the_header_accept(accept: str, form: str | None) -> None:
    found = accepted(accept, SOLUTIONS)
    assert (found and found.name) == form


def test_a_browser_gets_a_page_and_a_program_gets_data() -> None:
    chromium = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
    assert accepted(chromium, (*GRAPH, HTML)) is HTML
    assert accepted("*/*", (*GRAPH, HTML)) is GRAPH[0]


@given(st.text(alphabet=st.sampled_from("text/csvq=;,.*01 \x00é"), max_size=60))
def test_no_header_is_too_strange(accept: str) -> None:
    assert accepted(accept, SOLUTIONS) in {None, *SOLUTIONS}
    assert takes_gzip(accept) in {True, False}


@pytest.mark.parametrize(
    ("header", "takes"),
    [("", False), ("gzip", True), ("br, gzip;q=0", False), ("*", True), ("identity", False), ("deflate, gzip;q=0.1", True)],
)
def test_packing_is_for_who_takes_it(header: str, takes: bool) -> None:
    assert takes_gzip(header) is takes


def test_every_form_can_be_named_in_all_ways() -> None:
    for forms in FORMS_OF.values():
        for form in forms:
            assert {named(name, forms) for name in (form.name, form.media_type.upper(), *form.names)} == {form}
    assert named("nonsense", SOLUTIONS) is None


@pytest.mark.parametrize(
    ("query", "lasting"),
    [
        ("SELECT * {}", True),
        ("SELECT (NOW() AS ?x) {}", False),
        ("SELECT (rand () AS ?x) {}", False),
        ("SELECT (\\u0052AND() AS ?x) {}", False),
        ("SELECT ?known {}", True),
    ],
)
def test_what_changes_by_itself_is_not_kept(query: str, lasting: bool) -> None:
    assert is_lasting(query) is lasting


def test_the_cache_holds_what_was_asked_for_last_within_its_size() -> None:
    cache = ResponseCache(20 * (OVERHEAD + 1000))
    for number in range(30):
        cache.put(number, Response(b"x" * 1000), key_size=0)
        assert cache.get(0), "asked for all the time"
    assert len(cache) == 20
    assert cache.get(1) is None
    cache.put("large", Response(b"x" * 40_000), key_size=0)
    assert cache.get("large") is None
    cache.put(0, Response(b"y"), key_size=0)
    assert cache.get(0).body == b"y"
    cache.clear()
    assert (len(cache), cache.get(0)) == (0, None)


def test_a_query_that_is_carried_elsewhere_declares_its_prefixes() -> None:
    for query in [FIRST_QUERY, *(each.sparql for each in load_queries().values())]:
        text = with_prefixes(query)
        declared = set(re.findall(r"^PREFIX (\w+): <", text, re.MULTILINE))
        used = set(
            re.findall(
                r"(?<![\w<:/])(sahel|rdf|rdfs|skos|dcterms|xsd|prov|entity|graph|owl|geo):\w",
                re.sub(r"^#.*|\"[^\"]*\"", "", query, flags=re.MULTILINE),
            )
        )
        assert used <= declared
        assert text.startswith(query.partition("\n")[0]) or not query.startswith("#")
    assert with_prefixes("PREFIX rdf: <a:> ASK { ?s rdf:x <http://skos:1/> }").count("PREFIX") == 1


def test_a_table_shows_the_first_rows_and_says_how_many_there_are() -> None:
    iri = {"type": "uri", "value": "https://w3id.org/sahel-kg/entity/mali"}
    number = {"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    rows = [{"x": iri, "y": number}, {"y": {"type": "triple", "value": {"subject": iri}}}] * MOST_ROWS
    table = table_of(json.dumps({"head": {"vars": ["x", "y"]}, "results": {"bindings": rows}}).encode())
    assert (table.columns, len(table.rows), table.count) == (("x", "y"), MOST_ROWS, 2 * MOST_ROWS)
    assert [(cell.text, cell.iri is None, cell.number) for cell in table.rows[0]] == [
        ("entity:mali", False, False),
        ("3", True, True),
    ]
    assert table.rows[1][0].text == ""
    assert table_of(b'{"head":{},"boolean":true}').rows[0][0].text == "yes"


def test_the_editor_is_what_npm_has() -> None:
    told = (assets.ASSETS / "LICENSES.txt").read_text(encoding="utf-8")
    for name, digest in re.findall(r"^sha256 of (\S+) +([0-9a-f]{64})$", told, re.MULTILINE):
        assert hashlib.sha256((assets.ASSETS / name).read_bytes()).hexdigest() == digest
    assert "The MIT License" in told
    assert set(assets.load_assets()) == {"yasgui.min.js", "yasgui.min.css", "editor.js", "pages.css", "browse.js", "picture.js"}


def test_every_class_has_a_sign_and_every_family_a_colour_as_in_the_explorer() -> None:
    page, marks = browse_page(), load_marks()
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert set(data["marks"]) == {each.label for each in load_vocabulary().classes.values()}
    assert data["labels"][data["marks"]["armed group"]] == "armed group"
    assert [name for name, _ in data["families"]] == list(load_vocabulary().families)
    assert re.findall(r'<symbol id="m(\d+)" viewBox="-9 -9 18 18">\s*<(?:path|circle|rect) ', page) == [
        str(number) for number in range(len(marks.classes))
    ]
    assert colours(marks).count("--c:light-dark(#") == len(marks.classes) + len(marks.families)


def test_the_editor_knows_the_queries_and_the_vocabulary() -> None:
    data = json.loads(re.search(r'id="data">(.*?)</script>', editor_page(), re.DOTALL)[1])
    assert [query["name"] for query in data["queries"]] == list(load_queries())
    assert "https://w3id.org/sahel-kg/ontology#attacks" in data["properties"]
    assert "https://w3id.org/sahel-kg/ontology#Country" in data["classes"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("named") / "store"
    with open_store(folder) as store:
        store.ensure_background(gazetteer())
        store.add(Text("report.txt").tell(JNIM, "attacks", MALI).reading())
    with serving(folder) as service:
        yield service


def test_the_named_queries_are_listed(served: Served) -> None:
    assert [query["name"] for query in json.loads(served.ask("/queries").text)] == list(load_queries())
    page = served.ask("/queries", accept="text/html")
    assert page.media_type == "text/html"
    assert 'href="/queries/about-actor"' in page.text


@pytest.mark.parametrize(
    ("options", "accept", "media_type", "says"),
    [
        ({"actor": "GSIM"}, "*/*", "application/sparql-results+json", "attacks"),
        ({"actor": "jnim", "format": "csv"}, "*/*", "text/csv", "Jama'at Nusrat al-Islam wal-Muslimin,attacks,Mali"),
        ({"actor": "jnim"}, "application/sparql-results+xml", "application/sparql-results+xml", "attacks"),
        ({"actor": "jnim"}, "text/html", "text/html", "<td>attacks</td>"),
        ({"actor": "Russia", "run": ""}, "text/html", "text/html", "0 rows"),
        (
            {"actor": "jnim", "format": "sparql"},
            "*/*",
            "application/sparql-query",
            "VALUES ?actor { <https://w3id.org/sahel-kg/entity/jnim> }",
        ),
        ({"actor": "jnim"}, "application/sparql-query", "application/sparql-query", "PREFIX rdf:"),
        ({}, "text/html", "text/html", "<form"),
    ],
)
def test_a_named_query_runs_with_its_parameters(
    served: Served, options: dict[str, str], accept: str, media_type: str, says: str
) -> None:
    reply = served.ask(f"/queries/about-actor?{urlencode(options)}", accept=accept)
    assert (reply.status, reply.media_type) == (200, media_type)
    assert says in reply.text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "the parameter actor is missing"), ({"actor": "nobody at all"}, "knows no entity"), ({"actor": "Support Group"}, "may mean"),
        ({"actor": "jnim", "since": "yesterday"}, "since is a date"), ({"actor": "jnim", "sinse": "2024"}, "did you mean since"),
        ({"actor": 'x" } #'}, "knows no entity"),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_told_so(served: Served, options: dict[str, str], says: str) -> None:
    reply = served.ask(f"/queries/about-actor?{urlencode(options)}")
    assert (reply.status, reply.media_type) == (400, "text/plain")
    assert says in reply.text


def test_no_named_query_has_the_answer_of_another(served: Served) -> None:
    """Whatever was answered before, with the same parameters."""
    names = ("coups", "mentions", "violent-places")
    assert len({served.ask(f"/queries/{name}?format=csv").text.partition("\r")[0] for name in names}) == len(names)
    served.ask("/queries/about-actor?actor=jnim&format=json")
    assert "service-description" in served.ask("/sparql?actor=jnim&format=json").text


def test_an_unknown_query_is_told_so(served: Served) -> None:
    reply = served.ask("/queries/about-acter")
    assert (reply.status, "about-actor" in reply.text) == (404, True)


def test_the_explorer_is_at_the_root_and_leads_on(served: Served) -> None:
    page = served.ask("/", accept="text/html")
    while "The explorer is being drawn" in page.text:  # and the page asks again by itself
        assert 'http-equiv="refresh"' in page.text
        page = served.ask("/", accept="text/html")
    assert page.status == 200
    assert 'http-equiv="Content-Security-Policy"' in page.text
    assert 'href="/sparql"' in page.text
    assert "JNIM" in page.text


def test_what_another_process_writes_is_served_soon(tmp_path) -> None:
    folder = tmp_path / "store"
    with open_store(folder) as store:
        store.ensure_background(gazetteer())
    ask = f"/sparql?{urlencode({'query': 'ASK { ?s sahel:attacks ?o }'})}"
    with serving(folder) as service:
        assert "false" in service.ask(ask).text
        with open_store(folder) as store:
            store.add(Text("report.txt").tell(JNIM, "attacks", MALI).reading())
        begun = time.monotonic()
        while "true" not in service.ask(ask).text:
            assert time.monotonic() - begun < 30
            time.sleep(0.1)
