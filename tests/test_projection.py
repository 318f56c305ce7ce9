"""Which statements become ties, on statements invented here."""

from dataclasses import FrozenInstanceError

import pytest
from network_samples import WORDS, entity, told

from kg.errors import UsageError
from kg.graph import project
from kg.projection import Projection, selected, told_by, weigher

GAO = entity("Gao", "Settlement")


def ties(graph) -> set[tuple[str, str, str]]:
    return {(graph.nodes[a]["label"], key, graph.nodes[b]["label"]) for a, b, key in graph.edges(keys=True)}


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
        (Projection(places=True, classes=frozenset({"Actor"})), {"accuses", "fights"}),
        (Projection(classes=frozenset({"State"})), {"accuses", "fights"}),
        (Projection(classes=frozenset({"ArmedGroup"})), set()),
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


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"since": "May 2024"}, "'May 2024' is no ISO 8601"),
        ({"until": "2023-02-29"}, "write 2024, 2024-06 or"),
        ({"until": "2023-13"}, "write 2024, 2024-06 or"),
        ({"since": "2025", "until": "2024"}, "ends .2024. before it begins .2025."),
        ({"min_confidence": 1.5}, "between 0 and 1"),
        ({"min_sources": 0}, "1 or more"),
        ({"weight": "guess"}, "no weight is named 'guess'"),
        ({"fold": frozenset({"tribes"})}, "no fold is named 'tribes'; there are groups, states"),
        ({"half_life": 0}, "more than 0 days"),
        ({"as_of": "soon"}, "'soon' is no ISO 8601"),
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
    with pytest.raises(UsageError, match=r"no class is named .Staat."):
        project([], Projection(classes=frozenset({"Staat"})), WORDS)


def test_a_projection_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Projection().since = "2024"


WIRE = "Gunmen killed nine soldiers near the border on Monday, the ministry said."
TOLD = [
    told("A", "accuses", "B", "a.txt", sentence=WIRE, document_source="Agency", document_date="2024-12-31"),
    told("A", "accuses", "B", "b.txt", sentence=WIRE, document_source="Daily", document_date="2024-01-01"),
    told("A", "accuses", "B", "b.txt", sentence="It was the third such raid.", document_source="Daily", document_date="2023-01-01"),
    told("A", "accuses", "B", "b.txt", sentence="No date stands here at all, and no source either.", document_source="Daily"),
]


@pytest.mark.parametrize(
    ("projection", "weight"),
    [
        (Projection(), 4),
        (Projection(weight="documents"), 2),
        (Projection(weight="sources"), 2),
        (Projection(weight="recency", half_life=365), 1 + 0.5 + 0.25 + 0.25),
        (Projection(weight="recency", half_life=365, as_of="2025-12-31"), 0.5 + 0.25 + 0.125 + 0.125),
        (Projection(weight="recency", half_life=365, as_of="2024-01-01"), 1 + 1 + 0.5 + 0.5),
    ],
)
def test_what_a_tie_weighs(projection, weight):
    graph = project(TOLD, projection, WORDS)
    assert [tie["weight"] for *_, tie in graph.edges(data=True)] == [pytest.approx(weight, rel=0.01)]


def test_nothing_weighs_by_recency_where_nothing_is_dated():
    assert weigher(Projection(weight="recency"), [told("A", "accuses", "B")])([told("A", "accuses", "B")]) == 1


def test_selection_keeps_the_order():
    assert list(selected(TOLD, Projection(), WORDS)) == TOLD


def test_who_denies_a_thing_is_no_source_for_it():
    told_of = [
        told("A", "attacks", "B", "1.txt", document_source="One"),
        told("A", "attacks", "B", "2.txt", document_source="Two", polarity="negated"),
        told("A", "accuses", "B", "3.txt", document_source="One"),
        told("A", "accuses", "B", "4.txt", document_source="Two", sentence="A blamed B for the raid."),
        told("A", "accuses", "B", "5.txt", document_source="Two", modality="planned"),
    ]
    graph = project(told_of, told_by(Projection(min_sources=2)), WORDS)
    kept = [statement.document_name for *_, tie in graph.edges(data=True) for statement in tie["statements"]]
    assert sorted(kept) == ["3.txt", "4.txt"]
