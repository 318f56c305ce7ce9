"""What the check of queries and updates takes for the words that name graphs or fetch."""

import pytest

from kg.errors import QueryError
from kg.store import guard


@pytest.mark.parametrize(
    ("query", "names_graphs"),
    [
        ("SELECT * { ?s ?p ?o }", False),
        ("SELECT * { ?s sahel:dateFrom ?from ; sahel:validFrom $from }", False),
        ("PREFIX from: <http://a/> SELECT * { ?s from:from ?o }", False),
        ("# from whom\nSELECT * { ?s ?p 'from' }", False),
        ("SELECT * FROM <a:g> { ?s ?p ?o }", True),
        ("select *from<a:g>{ ?s ?p ?o }", True),
        ("SELECT (1 AS ?x)FROM NAMED<a:g>{}", True),
        ("ASK FROM NAMED sahel:from {}", True),
        ("DESCRIBE <a:s>FROM<a:g>", True),
        ("SELECT * { ?s sahel:from ?o } # FROM", False),
        ("SELECT * { <http://a/from> <http://a/security-service> ?x FILTER (?x <2) }", False),
        ("SELECT * FROM <http://a/from> { ?s ?p ?o }", True),
    ],
)
def test_from_is_known_as_a_keyword_only(query: str, names_graphs: bool) -> None:
    assert guard.check_for_oxigraph(guard.plain(query)) is names_graphs


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://a/> {} }",
        "SELECT * { service silent ?x {} }",
        "ASK { \\u0053ERVICE <http://a/> {} }",
        "ASK{?s ?p ?o.SERVICE<http://a/>{}}",
        "ASK{?s ?p 1.SERVICE?x{}}",
        "ASK{?s ?p ?x FILTER(?x<2)SERVICE?x{}}",
        "ASK{FILTER(1<2)SERVICE<http://a/>{}FILTER(2>1)}",
        "ASK{BIND('<' AS ?x)SERVICE?x{}BIND('>' AS ?y)}",
        "ASK{?s <a:p> '<'.SERVICE ?y{?s <a:p> '>'}}",
        "ASK { # <\nSERVICE <http://a/> {} # >\n}",
        "ASK { <a:service> <a:p> ?o . { SELECT * { SERVICE <a:service> {} } } }",
    ],
)
def test_service_is_refused_however_it_is_spelt(query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is refused"):
        guard.check_for_oxigraph(guard.plain(query))


@pytest.mark.parametrize(
    ("update", "refused"),
    [
        ("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 'load service' } }", None),
        ("DELETE WHERE { ?s sahel:payload ?o } # LOAD", None),
        ("LOAD <http://a/>", "LOAD"),
        ("CLEAR ALL ; load silent <http://a/> INTO GRAPH <a:g>", "LOAD"),
        ("LO\\u0041D <http://a/>", "LOAD"),
        ("INSERT { ?s ?p ?o } WHERE { { SELECT * { SERVICE <http://a/> { ?s ?p ?o } } } }", "SERVICE"),
        ("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { SERVICE ?x {} } }", "SERVICE"),
        ("LOAD LOAD", "does not parse"),
    ],
)
def test_an_update_fetches_nothing(update: str, refused: str | None) -> None:
    if refused is None:
        guard.check_update_for_oxigraph(guard.plain(update))
        return
    with pytest.raises(QueryError, match=refused):
        guard.check_update_for_oxigraph(guard.plain(update))


@pytest.mark.parametrize("text", ["a\r\nb\rc", "a\nb\nc"])
def test_line_ends_are_one_kind(text: str) -> None:
    assert guard.plain(text) == "a\nb\nc"


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\\ud800", "\\U00110000", "\\u00", "\\u005cu0041"])
def test_what_is_no_character_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="escape"):
        guard.plain(text)
