import csv
import io
import json

import pyoxigraph as ox
import pytest

from kg.errors import UsageError
from kg.results import FORMATS, as_csv, as_json, as_table, as_turtle, printable, rendered, shortened
from kg.store import Solutions, Triples

MALI = ox.NamedNode("https://w3id.org/sahel-kg/entity/mali")
SUPPORTS = ox.NamedNode("https://w3id.org/sahel-kg/ontology#supports")
NUMBER = ox.Literal(12)
DAY = ox.Literal("2025-06-12", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))

ROWS = Solutions(("who", "number"), ((MALI, NUMBER), (ox.Literal("Côte d'Ivoire", language="fr"), None), (None, ox.Literal(3))))
GRAPH = Triples((ox.Triple(MALI, SUPPORTS, MALI),))


def test_a_table_is_aligned_with_numbers_to_the_right() -> None:
    assert as_table(ROWS) == (
        "who            number\n─────────────  ──────\nentity:mali        12\nCôte d'Ivoire\n                    3\n"
    )


def test_a_table_names_what_it_has_a_label_for() -> None:
    assert "\nMali " in as_table(ROWS, labels={MALI.value: "Mali"})


def test_a_table_fits_the_width() -> None:
    rows = Solutions(("short", "long"), ((ox.Literal("abc"), ox.Literal("word " * 50)),))
    lines = as_table(rows, width=40).splitlines()
    assert max(map(len, lines)) == 40
    assert lines[2].startswith("abc    word word")
    assert " ".join(lines[2:]).split()[1:] == ["word"] * 50


LONG = "The mayor said that the market would open again on Monday, and that nobody had been hurt in it."
WIDE = Solutions(
    ("when", "who", "place", "sentence", "statement"),
    (
        (DAY, MALI, None, ox.Literal(LONG), ox.NamedNode("https://w3id.org/sahel-kg/statement/11f7ace823ccb1f5c32e")),
        (None, ox.Literal("A long name of somebody"), None, ox.Literal("Short."), MALI),
    ),
)


@pytest.mark.parametrize("width", [200, 100, 80, 60, 20])
def test_nothing_is_cut_and_no_word_is_broken(width: int) -> None:
    text = as_table(WIDE, width=width)
    words = text.split()
    assert "…" not in text
    assert sorted(set(LONG.split()) - set(words)) == []
    assert {"stmt:11f7ace823ccb1f5c32e", "2025-06-12", "entity:mali"} <= set(words)
    assert max(map(len, text.splitlines())) <= max(width, len("statement: stmt:11f7ace823ccb1f5c32e"))


def test_what_fits_is_the_same_as_without_a_width() -> None:
    assert as_table(WIDE, width=500) == as_table(WIDE)
    assert "place" in as_table(WIDE)


def test_columns_without_a_value_are_left_out_where_there_is_no_room() -> None:
    assert as_table(WIDE, width=100).splitlines()[0].split() == ["when", "who", "sentence", "statement"]


def test_rows_stand_one_after_another_where_columns_would_be_too_narrow() -> None:
    assert as_table(WIDE, width=60) == (
        "when: 2025-06-12\nwho: entity:mali\nsentence: The mayor said that the market would open again on\n"
        "  Monday, and that nobody had been hurt in it.\nstatement: stmt:11f7ace823ccb1f5c32e\n\n"
        "who: A long name of somebody\nsentence: Short.\nstatement: entity:mali\n"
    )


def test_a_table_without_rows_keeps_its_columns() -> None:
    assert as_table(Solutions(WIDE.variables, ()), width=20).splitlines()[0].split() == list(WIDE.variables)


def test_wide_signs_take_two_columns() -> None:
    rows = Solutions(("a", "b"), ((ox.Literal("日本"), ox.Literal("x")), (ox.Literal("abcd"), ox.Literal("y"))))
    assert as_table(rows).splitlines()[2:] == ["日本  x", "abcd  y"]


@pytest.mark.parametrize("nasty", ["\x1b[2J", "\x9b2J", "\x07", "\u202e", "a\x00b", "\u200b", "\u2066"])
def test_nothing_in_a_table_steers_the_terminal(nasty: str) -> None:
    rows = Solutions(("a" + nasty,), ((ox.Literal(f"x{nasty}y"),), (MALI,)))
    for text in (as_table(rows), as_table(rows, labels={MALI.value: nasty}), printable(nasty)):
        assert all(sign not in text for sign in "\x1b\x9b\x07\x00\u202e\u200b\u2066")
        assert "\ufffd" in text


def test_a_cell_stays_on_its_line() -> None:
    rows = Solutions(("a",), ((ox.Literal("one\ntwo\r\nthree\tfour"),),))
    assert as_table(rows).splitlines()[2] == "one two three four"


@pytest.mark.parametrize(("answer", "text"), [(True, "yes\n"), (False, "no\n")])
def test_ask_in_a_table(answer: bool, text: str) -> None:
    assert as_table(answer) == text


def test_csv_reads_back() -> None:
    rows = Solutions(("a", "b"), ((ox.Literal('comma, "quote"\nline'), MALI), (None, DAY)))
    assert list(csv.reader(io.StringIO(as_csv(rows)))) == [["a", "b"], ['comma, "quote"\nline', MALI.value], ["", "2025-06-12"]]
    assert list(csv.reader(io.StringIO(as_csv(GRAPH)))) == [
        ["subject", "predicate", "object"],
        [MALI.value, SUPPORTS.value, MALI.value],
    ]


def test_json_is_read_back_by_pyoxigraph() -> None:
    rows = Solutions(("a", "b"), ((ox.Literal("é\n", language="fr"), ox.BlankNode("b0")), (MALI, None), (DAY, ox.Literal("x"))))
    back = ox.parse_query_results(as_json(rows), format=ox.QueryResultsFormat.JSON)
    assert isinstance(back, ox.QuerySolutions)
    assert [tuple(row) for row in back] == list(rows.rows)
    assert json.loads(as_json(True)) == {"head": {}, "boolean": True}


def test_turtle_reads_back() -> None:
    text = as_turtle(GRAPH)
    assert "entity:mali sahel:supports entity:mali" in text
    assert [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)] == list(GRAPH.triples)


@pytest.mark.parametrize(("result", "form"), [(ROWS, "turtle"), (True, "turtle"), (True, "csv"), (ROWS, "xml")])
def test_a_format_that_cannot_hold_the_answer_is_refused(result: Solutions | bool, form: str) -> None:
    with pytest.raises(UsageError):
        rendered(result, form)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_a_graph(form: str) -> None:
    assert "mali" in rendered(GRAPH, form)


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/sahel-kg/entity/burkina-faso", "entity:burkina-faso"),
        ("http://www.w3.org/2001/XMLSchema#date", "xsd:date"),
        ("https://w3id.org/sahel-kg/entity/x#fact-1", "<https://w3id.org/sahel-kg/entity/x#fact-1>"),
        ("https://w3id.org/sahel-kg/entity/", "<https://w3id.org/sahel-kg/entity/>"),
        ("https://example.org/", "<https://example.org/>"),
    ],
)
def test_shortened(iri: str, short: str) -> None:
    assert shortened(iri) == short
