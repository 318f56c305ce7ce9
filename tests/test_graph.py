"""The projection of statements onto a network, on statements invented here."""

from dataclasses import FrozenInstanceError

import pytest
from network_samples import WORDS, entity, iris, told

from kg.errors import UsageError
from kg.graph import Projection, build, day_span, project, when, with_sources

GAO = entity("Gao", "Settlement")
MALI, RUSSIA = iris(["Mali", "Russia"])


def ties(graph) -> set[tuple[str, str, str]]:
    return {(graph.nodes[a]["label"], key, graph.nodes[b]["label"]) for a, b, key in graph.edges(keys=True)}


def test_a_tie_keeps_its_statements_in_the_order_of_time_and_counts_them():
    late = told("Russia", "supplies", "Mali", "b.txt", date_from="2024-05-02", date_until="2024-05-02", confidence=0.6)
    early = told("Russia", "supplies", "Mali", "a.txt", document_date="2023", confidence=0.9)
    again = told("Russia", "supplies", "Mali", "a.txt", sentence="Moscow armed Bamako.")
    graph = build([late, again, early], WORDS)
    tie = graph.edges[RUSSIA, MALI, "supplies"]
    assert tie["statements"] == (early, late, again)
    assert (tie["weight"], tie["documents"], tie["confidence"], tie["family"]) == (3, 2, 0.9, "cooperation")
    assert (tie["first"], tie["last"], tie["dated_by"]) == ("2023-01-01", "2024-05-02", "mixed")


def test_each_relation_between_two_entities_is_a_tie_of_its_own():
    graph = build([told("Russia", "supplies", "Mali"), told("Russia", "trains", "Mali"), told("Mali", "trains", "Russia")], WORDS)
    assert ties(graph) == {("Russia", "supplies", "Mali"), ("Russia", "trains", "Mali"), ("Mali", "trains", "Russia")}


def test_a_symmetric_relation_has_one_tie_for_both_directions():
    graph = build([told("Russia", "meetsWith", "Mali"), told("Mali", "meetsWith", "Russia")], WORDS)
    assert ties(graph) == {("Mali", "meetsWith", "Russia")}
    assert graph.edges[MALI, RUSSIA, "meetsWith"]["weight"] == 2


def test_the_same_statement_counts_once_and_one_about_itself_not_at_all():
    once = told("Mali", "accuses", "Niger")
    graph = build([once, once, told("Chad", "accuses", "Chad")], WORDS)
    assert ties(graph) == {("Mali", "accuses", "Niger")}
    assert graph.edges[MALI, *iris(["Niger"]), "accuses"]["weight"] == 1
    assert list(graph) == [MALI, *iris(["Niger"])]


def test_a_node_has_the_names_of_all_records_of_its_entity():
    statements = [
        told(entity("Mali", "Country", "ML"), "accuses", "Niger"),
        told(entity("Mali", "Country", "Bamako"), "accuses", "Chad"),
    ]
    node = build(statements, WORDS).nodes[MALI]
    assert node == {"label": "Mali", "kind": "Country", "aliases": ("Bamako", "ML"), "known": True}


def test_the_graph_does_not_depend_on_the_order_of_statements():
    statements = [told(a, "accuses", b, f"{i}.txt") for a in "ABCD" for b in "ABCD" for i in range(3)]
    one, other = build(statements, WORDS), build(reversed(statements), WORDS)
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))


EVENT_2022 = told("A", "accuses", "B", date="2022", date_from="2022-01-01", date_until="2022-12-31", document_date="2025-01-05")
READ_2024 = told("A", "accuses", "C", document_date="2024-03")
UNDATED = told("A", "accuses", "D")


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        ({}, "BCD"),
        ({"since": "2022-06-15", "until": "2022-06-15"}, "B"),
        ({"since": "2023"}, "C"),
        ({"since": "2024-03-31"}, "C"),
        ({"since": "2024-04-01"}, ""),
        ({"until": "2022"}, "B"),
        ({"until": "2024-02-29"}, "B"),
        ({"since": "2000", "until": "2030"}, "BC"),
    ],
)
def test_the_window_asks_the_event_date_and_falls_back_to_the_document_date(window, kept):
    graph = project([EVENT_2022, READ_2024, UNDATED], Projection(**window), WORDS)
    assert {label for _, _, label in ties(graph)} == set(kept)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (EVENT_2022, ("2022-01-01", "2022-12-31", "event")),
        (READ_2024, ("2024-03-01", "2024-03-31", "document")),
        (told("A", "accuses", "B", document_date="2024-03-05T10:00:00Z"), ("2024-03-05", "2024-03-05", "document")),
        (told("A", "accuses", "B", date_until="2024-03-05"), ("2024-03-05", "2024-03-05", "event")),
        (told("A", "accuses", "B", document_date="last week"), None),
        (UNDATED, None),
    ],
)
def test_when_says_which_date_it_is(statement, expected):
    days = when(statement)
    assert (days and (days.first, days.last, days.basis)) == expected


@pytest.mark.parametrize(
    ("projection", "kept"),
    [
        (Projection(), {"accuses", "fights"}),
        (Projection(families=frozenset({"violence"})), {"fights"}),
        (Projection(relations=frozenset({"accuses"})), {"accuses"}),
        (Projection(families=frozenset({"violence"}), relations=frozenset({"accuses"})), set()),
        (Projection(min_confidence=0.85), {"fights"}),
        (Projection(polarities=frozenset({"affirmed", "negated"})), {"accuses", "fights", "supports"}),
        (Projection(modalities=frozenset({"planned"})), {"deploys"}),
        (Projection(places=True), {"accuses", "fights", "operatesIn"}),
        (Projection(min_sources=2), {"fights"}),
    ],
)
def test_a_projection_keeps_what_it_asks_for(projection, kept):
    statements = [
        told("A", "accuses", "B", "a.txt", document_source="Wire"),
        told("A", "accuses", "B", "b.txt", document_source="Wire"),
        told("A", "fights", "B", "a.txt", document_source="Wire", confidence=0.9),
        told("B", "fights", "A", "c.txt", confidence=0.9),
        told("A", "supports", "B", polarity="negated"),
        told("A", "deploys", "B", modality="planned"),
        told("A", "operatesIn", GAO),
    ]
    assert {relation for _, relation, _ in ties(project(statements, projection, WORDS))} == kept


def test_entities_left_without_a_tie_leave_the_network():
    graph = build([told("A", "accuses", "B"), told("C", "accuses", "D", "a.txt"), told("C", "accuses", "D", "b.txt")], WORDS)
    assert list(with_sources(graph, 2)) == iris("CD")
    assert with_sources(graph, 1) is graph


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"since": "May 2024"}, "'May 2024' is no ISO 8601"),
        ({"until": "2023-02-29"}, "write 2024, 2024-06 or"),
        ({"until": "2023-13"}, "write 2024, 2024-06 or"),
        ({"since": "2025", "until": "2024"}, "ends .2024. before it begins .2025."),
        ({"min_confidence": 1.5}, "between 0 and 1"),
        ({"min_sources": 0}, "1 or more"),
    ],
)
def test_an_impossible_projection_is_refused(wrong, message):
    with pytest.raises(UsageError, match=message):
        Projection(**wrong)


def test_an_unknown_family_or_relation_is_refused_by_name():
    with pytest.raises(UsageError, match=r"no family is named .vilence.; did you mean violence"):
        project([], Projection(families=frozenset({"vilence"})), WORDS)
    with pytest.raises(UsageError, match=r"no relation is named .hits."):
        project([], Projection(relations=frozenset({"hits"})), WORDS)


def test_a_projection_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Projection().since = "2024"


@pytest.mark.parametrize(
    ("date", "span"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023-02-28", ("2023-02-28", "2023-02-28")),
    ],
)
def test_the_span_of_a_date(date, span):
    assert day_span(date) == span
