"""Measures whose values follow from theory on small graphs, each with where the value comes from."""

import networkx as nx
import pytest
from network_samples import WORDS, chain, entity, told

from kg.errors import KgError, UsageError
from kg.graph import build
from kg.metrics import MEASURES, central, find_actor, shortest_paths

STAR = [told("H", "accuses", leaf) for leaf in "ABCD"]
DIAMOND = [*chain("ABD"), *chain("ACD")]


def scores(statements, measure, **options) -> dict[str, float]:
    return {row.label: row.score for row in central(build(statements, WORDS), measure, **options)}


@pytest.mark.parametrize(
    ("measure", "weighted", "expected"),
    [
        ("degree", False, {"A": 3, "B": 3, "C": 2}),
        ("in-degree", False, {"A": 1, "B": 3, "C": 1}),
        ("out-degree", False, {"A": 3, "B": 1, "C": 1}),
        ("degree", True, {"A": 5, "B": 5, "C": 2}),
        ("in-degree", True, {"A": 2, "B": 5, "C": 1}),
        ("out-degree", True, {"A": 5, "B": 2, "C": 1}),
    ],
)
def test_degrees_count_ties_or_their_statements(measure, weighted, expected):
    """A accuses B (twice), A meets B (twice, symmetric), A accuses C, C accuses B: counted by hand."""
    statements = [
        told("A", "accuses", "B", "1.txt"),
        told("A", "accuses", "B", "2.txt"),
        told("A", "meetsWith", "B", "1.txt"),
        told("B", "meetsWith", "A", "2.txt"),
        told("A", "accuses", "C"),
        told("C", "accuses", "B"),
    ]
    assert scores(statements, measure, weighted=weighted) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (chain("ABCDE"), {"A": 0, "B": 1 / 2, "C": 2 / 3, "D": 1 / 2, "E": 0}),
        (STAR, {"H": 1, "A": 0, "B": 0, "C": 0, "D": 0}),
        (DIAMOND, {"A": 1 / 6, "B": 1 / 6, "C": 1 / 6, "D": 1 / 6}),
        (chain("ABCA"), {"A": 0, "B": 0, "C": 0}),
    ],
)
def test_betweenness_of_a_path_a_star_a_cycle_and_a_triangle(statements, expected):
    """Freeman 1977: the share of pairs of others, (n-1)(n-2)/2 of them, whose shortest paths lead through the node.

    Path of five: B stands between A and C, D, E (3 of 6), C between {A, B} and {D, E} (4 of 6). Star: the hub stands
    between every pair. Cycle of four: each node carries one of the two shortest paths of one of 3 pairs, 0.5 of 3.
    """
    assert scores(statements, "betweenness") == pytest.approx(expected)


def test_pagerank_of_a_star_that_points_inward():
    """Page et al. 1998, damping 0.85, three leaves and a hub that links nowhere, whose rank is spread evenly.

    With c the hub and x a leaf: x = 0.15/4 + 0.85 c/4 and c = x + 0.85 * 3x, with c + 3x = 1: x = 1/6.55.
    """
    inward = scores([told(leaf, "accuses", "H") for leaf in "ABC"], "pagerank")
    assert inward == pytest.approx({"H": 3.55 / 6.55, "A": 1 / 6.55, "B": 1 / 6.55, "C": 1 / 6.55}, abs=1e-5)


def test_pagerank_shares_itself_by_weight_and_flows_both_ways_along_symmetric_ties():
    even = scores([told(a, "meetsWith", b) for a, b in ("AB", "BC", "CA")], "pagerank")
    assert even == pytest.approx(dict.fromkeys("ABC", 1 / 3))
    uneven = [told("A", "accuses", "B", f"{i}.txt") for i in range(3)] + [told("A", "accuses", "C")]
    weighted, plain = scores(uneven, "pagerank"), scores(uneven, "pagerank", weighted=False)
    assert weighted["B"] > weighted["C"]
    assert plain["B"] == plain["C"]


def test_krackhardts_kite():
    """Krackhardt 1990: Diane has most ties (6 of 9), Heather most betweenness (14 of 36)."""
    kite = nx.krackhardt_kite_graph()
    names = dict(enumerate(["Andre", "Beverley", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]))
    graph = build([told(names[a], "meetsWith", names[b]) for a, b in kite.edges], WORDS)
    degree, between = central(graph, "degree")[0], central(graph, "betweenness")[0]
    assert (degree.label, degree.score) == ("Diane", 6)
    assert (between.label, between.score) == ("Heather", pytest.approx(14 / 36))


def test_equal_scores_share_a_rank_and_stand_in_the_order_of_labels():
    rows = central(build(STAR, WORDS), "degree")
    assert [(row.rank, row.label) for row in rows] == [(1, "H"), (2, "A"), (2, "B"), (2, "C"), (2, "D")]
    later = central(build([*chain("ABC"), *chain("DEF"), told("G", "accuses", "H")], WORDS), "degree")
    assert [row.rank for row in later] == [1, 1, 3, 3, 3, 3, 3, 3]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_takes_a_limit_and_an_empty_network(measure):
    assert len(central(build(STAR, WORDS), measure, limit=2)) == 2
    assert central(build([], WORDS), measure) == ()


def test_a_limit_below_one_is_refused():
    with pytest.raises(UsageError, match="1 or more"):
        central(build(STAR, WORDS), "degree", limit=0)


def labels(paths) -> list[str]:
    return ["".join(node.rpartition("/")[2].upper() for node in path.nodes) for path in paths.paths]


def test_all_shortest_paths_in_a_fixed_order_up_to_a_limit():
    graph = build([*DIAMOND, *chain("AEFD")], WORDS)
    assert labels(shortest_paths(graph, "A", "D")) == ["ABD", "ACD"]
    limited = shortest_paths(graph, "A", "D", limit=1)
    assert len(limited.paths) == 1
    assert limited.more
    assert not shortest_paths(graph, "A", "D", limit=2).more


def test_paths_ignore_direction_unless_told():
    graph = build([told("A", "accuses", "B"), told("C", "accuses", "B"), told("B", "meetsWith", "D")], WORDS)
    assert labels(shortest_paths(graph, "A", "C")) == ["ABC"]
    assert labels(shortest_paths(graph, "A", "D", directed=True)) == ["ABD"]
    with pytest.raises(KgError, match="no path connects A and C"):
        shortest_paths(graph, "A", "C", directed=True)


def test_a_step_carries_every_tie_with_its_evidence():
    forth = told("A", "accuses", "B", "one.txt", sentence="A blamed B.", document_title="One", document_date="2024-01-02")
    back = told("B", "threatens", "A")
    both = told("B", "meetsWith", "A")
    graph = build([forth, back, both, told("B", "accuses", "C")], WORDS)
    first, second = shortest_paths(graph, "A", "C").paths[0].steps
    assert [(tie.relation, tie.forward) for tie in first.ties] == [("accuses", True), ("meetsWith", None), ("threatens", False)]
    evidence = first.ties[0].statements[0]
    assert (evidence.sentence, evidence.document_name, evidence.document_title) == ("A blamed B.", "one.txt", "One")
    assert [tie.relation for tie in second.ties] == ["accuses"]
    directed = shortest_paths(graph, "A", "C", directed=True).paths[0].steps[0]
    assert [tie.relation for tie in directed.ties] == ["accuses", "meetsWith"]


GOITA = entity("Assimi Goïta", "Person", "Colonel Goita")
BEARERS = [told(GOITA, "leads", entity("Mali", "Country", "Bamako")), told(entity("Front", "ArmedGroup", "FLA"), "attacks", "Mali")]


@pytest.mark.parametrize("name", [GOITA.id, "assimi-goïta", "assimi goita", "ASSIMI GOÏTA", "colonel  Goïta"])
def test_an_actor_is_found_by_iri_label_or_alias_in_any_spelling(name):
    assert find_actor(build(BEARERS, WORDS), name) == GOITA.id


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Asimi Goita", "no actor named 'Asimi Goita' in the network; did you mean Assimi Goïta?"),
        ("Bamacko", "did you mean Mali?"),
        ("Goita", "did you mean Assimi Goïta?"),
        ("Maghreb", "no actor named 'Maghreb' in the network$"),
        ("xyzzy", "no actor named 'xyzzy' in the network$"),
    ],
)
def test_an_unknown_actor_is_refused_with_the_closest_names(name, message):
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        find_actor(build(BEARERS, WORDS), name)


@pytest.mark.parametrize("name", ["Algeria", "entity:algeria", "ALGÉRIE", "Somewhere"])
def test_an_actor_of_the_store_that_the_network_leaves_out_is_told_as_such(name):
    graph = build(BEARERS, WORDS)
    graph.graph["told"] = [
        told(
            entity("Algeria", "Country", "Algérie"), "requests", "Mali", modality="planned", place=entity("Somewhere", "Settlement")
        )
    ]
    known = "Somewhere" if name == "Somewhere" else "Algeria"
    with pytest.raises(UsageError, match=f"^{known} is in the store, but has no tie of the kind that this network is made of$"):
        find_actor(graph, name)
    with pytest.raises(UsageError, match=r"no actor named 'Algiers' in the network$"):
        find_actor(graph, "Algiers")


def test_a_name_of_several_actors_is_refused_with_all_of_them():
    army, guard = entity("Army", "ArmedForce", "The Force"), entity("Guard", "ArmedForce", "The Force")
    with pytest.raises(UsageError, match=r"'the force' means several actors: Army <.*>, Guard <"):
        find_actor(build([told(army, "fights", guard)], WORDS), "the force")


def test_a_label_goes_before_another_actors_alias():
    graph = build([told(entity("Guard", "ArmedForce", "Army"), "fights", entity("Army", "ArmedForce"))], WORDS)
    assert graph.nodes[find_actor(graph, "army")]["label"] == "Army"


def test_a_path_needs_two_ends_and_a_way():
    graph = build([*chain("AB"), *chain("CD")], WORDS)
    with pytest.raises(KgError, match="no path connects A and D"):
        shortest_paths(graph, "A", "D")
    with pytest.raises(UsageError, match="A cannot be both ends"):
        shortest_paths(graph, "A", "a")
    with pytest.raises(UsageError, match="1 or more"):
        shortest_paths(graph, "A", "B", limit=0)
