"""Values of parameters stay values, whatever stands in them."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import JNIM, KINDS, MALI, Text, gazetteer, store_at
from test_queries import values

from kg.errors import QueryError
from kg.quads import iri, literal
from kg.queries import load_queries, run_named, run_query
from kg.query_values import term_of
from kg.store import Store, parameters
from kg.store.guard import plain

QUERY = "SELECT ?name WHERE { VALUES ?name { UNDEF } }"
HOSTILE = (
    '"', "'", '"""', "'''", "\\", "\\\\", "\n", "\r", "\r\n", "\t", "\x00", "{", "}", "<", ">", "<>", "#", "# comment", "?x", "$x", "UNDEF", "any",
    "\\n", "\\t", '\\"', "' }", '" }', "} } #", "VALUES ?name { UNDEF }", "VALUES ?publisher { UNDEF }", '" } UNION { ?s ?p ?o } #',
    '" } SERVICE <http://localhost:1/> { ?a ?b "', '"@en', '"^^<http://x/y>', "; DROP ALL", "}; CLEAR ALL #", "_:b", "<http://x/>", "@prefix",
    "\u2028", "\ufeff", "\U0001f600", "é", "e\u0301", "٣", "\u202e", "%00", "%22", "&quot;", "\\x41", "\\", "\\ u0041",
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=3)), max_size=6).map("".join))


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = store_at(request.param, tmp_path_factory.mktemp("parameters"))
    opened.ensure_background(gazetteer())
    opened.add(Text("a.txt", source="Wire One").tell(JNIM, "attacks", MALI).reading())
    return opened


def asked(store: Store, text: str) -> list[str | None]:
    """What comes back of a text that went in as a parameter. Raises QueryError where it is refused."""
    return [row[0] for row in values(run_query(store, QUERY, {"name": literal(text)}), "name")]


def refused(text: str) -> bool:
    return "\\u" in text.lower()


def kept(text: str) -> str:
    return str(literal(text).value)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_come_back_as_they_went_in(store: Store, text: str) -> None:
    assert asked(store, text) == [kept(text)]


@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_any_text_comes_back_as_it_went_in_or_is_refused(store: Store, text: str) -> None:
    if refused(text):
        with pytest.raises(QueryError, match="backslash before a u"):
            asked(store, text)
    else:
        assert asked(store, text) == [kept(text)]


@pytest.mark.parametrize("text", ["\\u0022", "\\U00000022", "\\\\u0022", "a\\uD800", "\\U0010ffff", "C:\\users"])
def test_what_a_parser_may_read_as_an_escape_is_refused(store: Store, text: str) -> None:
    with pytest.raises(QueryError, match="backslash before a u"):
        asked(store, text)


@settings(max_examples=20, deadline=None)
@given(text=texts)
def test_a_text_finds_nothing_but_itself(store: Store, text: str) -> None:
    """`by-source` looks for a text in `Wire One`: no text can make the query find more, change it, or break it."""
    if refused(text):
        return
    found = values(run_named(store, "by-source", {"publisher": text}), "source")
    assert found == ([("Wire One",)] if kept(text).lower() in "wire one" else [])


@settings(max_examples=20, deadline=None)
@given(text=texts)
def test_a_name_of_an_entity_can_only_be_wrong(store: Store, text: str) -> None:
    try:
        found = values(run_named(store, "about-actor", {"actor": text}), "report")
    except QueryError as error:
        assert "\n" not in str(error)
    else:
        assert set(found) <= {("a.txt",)}


@pytest.mark.parametrize("kind", ["relation", "class", "date", "integer", "decimal"])
@pytest.mark.parametrize("text", HOSTILE)
def test_other_types_refuse_texts(store: Store, kind: str, text: str) -> None:
    name, parameter = {"relation": ("relation", "relation"), "class": ("mentions", "class"), "date": ("new-actors", "since"),
                       "integer": ("mentions", "least"), "decimal": ("doubtful", "below")}[kind]  # fmt: skip
    with pytest.raises(QueryError) as caught:
        run_named(store, name, {parameter: text})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["http://x/> } #", "http://x/a b", "http://x/{y}", 'http://x/"', "http://x/\\u003e", "http://x/\n", "http://x/^`|"]
)
def test_iris_are_escaped(store: Store, text: str) -> None:
    found = run_query(store, QUERY, {"name": iri(text)})
    assert values(found, "name") == [(iri(text).value,)]


@settings(max_examples=40, deadline=None)
@given(text=texts.filter(lambda text: not refused(text)))
def test_a_value_is_no_place_for_another(text: str) -> None:
    both = "SELECT * WHERE { VALUES ?one { UNDEF } VALUES ?two { UNDEF } }"
    filled = parameters.filled(both, {"one": literal(text), "two": literal("second")})
    assert filled == f"SELECT * WHERE {{ VALUES ?one {{ {literal(text)} }} VALUES ?two {{ {literal('second')} }} }}"


@pytest.mark.parametrize("name", load_queries())
def test_values_leave_no_place_open(name: str) -> None:
    """A place that is written in another way than the rest would be left, and free."""
    query = load_queries()[name]
    body = plain(query.sparql)
    filled = parameters.filled(body, {each.name: literal("x") for each in query.parameters})
    assert "UNDEF" not in filled.partition("SELECT")[2]
    assert "UNDEF" not in parameters.filled(body, {}).partition("SELECT")[2]


NO_PLACES = (
    "ASK { ?s ?p 'VALUES ?x { UNDEF }' }", 'ASK { ?s ?p "VALUES ?x { UNDEF }" }', "ASK { } # VALUES ?x { UNDEF }",
    "ASK { ?s ?p \'\'\'it\'s\nVALUES ?x { UNDEF }\'\'\' }", 'ASK { ?s ?p """a"b VALUES ?x { UNDEF }""" }', r"ASK { ?s ?p 'a\'VALUES ?x { UNDEF }' }",
)  # fmt: skip


@pytest.mark.parametrize("sparql", NO_PLACES)
def test_texts_and_comments_hold_no_place(sparql: str) -> None:
    assert parameters.places(sparql) == frozenset()
    assert parameters.filled(sparql, {}) == sparql
    with pytest.raises(QueryError, match="no place for the parameter x"):
        parameters.filled(sparql, {"x": literal("y")})


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { ?s <http://x/#y> ?o VALUES ?x { UNDEF } }", "ASK { VALUES $x{UNDEF} ?x ?p 'it' }", "ASK { FILTER (?a < 1) VALUES ?x { UNDEF } }",
        "# it's\nASK { values ?x { undef } }",
    ],
)  # fmt: skip
def test_places_are_found(sparql: str) -> None:
    assert parameters.places(sparql) == {"x"}
    assert 'VALUES ?x { "y" }' in parameters.filled(sparql, {"x": literal("y")})


def test_any_is_a_text_where_it_is_no_default(store: Store) -> None:
    assert values(run_named(store, "by-source", {"publisher": "any"}), "source") == []
    with pytest.raises(QueryError, match="knows no entity 'any'"):
        run_named(store, "about-actor", {"actor": "any"})
    assert values(run_named(store, "aid", {"actor": "any"}), "giver") == []


def test_numbers_and_days_are_typed() -> None:
    assert term_of("least", "integer", "+3") == ox.Literal(3)
    assert str(term_of("below", "decimal", ".5")).endswith("decimal>")
    assert term_of("since", "date", "2024-02", last=True).value == "2024-02-29"  # type: ignore[union-attr]
