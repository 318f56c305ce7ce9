"""The projection of statements onto a network, on statements invented here."""

from network_samples import WORDS, entity, iris, told

from kg.graph import build, merged, with_sources

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


def test_entities_left_without_a_tie_leave_the_network():
    graph = build(
        [
            told("A", "accuses", "B"),
            told("C", "accuses", "D", "a.txt"),
            told("C", "accuses", "D", "b.txt", sentence="Nobody but D is to blame, C told the press."),
        ],
        WORDS,
    )
    assert list(with_sources(graph, 2)) == iris("CD")
    assert with_sources(graph, 1) is graph


def test_two_copies_of_one_text_are_one_source():
    graph = build([told("C", "accuses", "D", "a.txt"), told("C", "accuses", "D", "b.txt")], WORDS)
    assert [tie["sources"] for *_, tie in graph.edges(data=True)] == [1]


A, B = iris("AB")
MIXED = [
    told("A", "accuses", "B", "a.txt"),
    told("B", "threatens", "A", "a.txt"),
    told("B", "threatens", "A", "b.txt"),
    told("B", "meetsWith", "A", "c.txt"),
]


def test_merged_without_directions_keeps_every_tie():
    graph = merged(build(MIXED, WORDS), directed=False)
    assert not graph.is_directed()
    assert sorted(tie["relation"] for *_, tie in graph.edges(data=True)) == ["accuses", "meetsWith", "threatens"]


def test_merged_into_one_edge_for_each_direction_counts_symmetric_ties_both_ways():
    graph = merged(build(MIXED, WORDS), multi=False)
    assert {(a, b): tie["weight"] for a, b, tie in graph.edges(data=True)} == {(A, B): 2, (B, A): 3}
    assert graph.edges[B, A]["relations"] == ("meetsWith", "threatens")
    assert graph.edges[B, A]["families"] == ("contention", "cooperation")


def test_merged_into_one_edge_for_each_pair_has_all_evidence_once():
    graph = merged(build(MIXED, WORDS), directed=False, multi=False)
    assert [(a, b) for a, b in graph.edges()] == [(A, B)]
    tie = graph.edges[A, B]
    assert (tie["weight"], tie["documents"], {each.id for each in tie["statements"]}) == (4, 3, {each.id for each in MIXED})


def test_merged_as_it_was_is_the_graph_itself():
    graph = build(MIXED, WORDS)
    assert merged(graph) is graph
