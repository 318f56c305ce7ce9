"""Paths by cost, ranked, all, around an actor, and how well their steps are attested."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import WORDS, chain, iris, told

from kg.errors import KgError, UsageError
from kg.graph import build
from kg.metrics import Route, ranked_paths, shortest_paths, simple_paths

DIAMOND = [*chain("ABD"), *chain("ACD")]
FLORENCE = nx.florentine_families_graph()
"""Marriages of Florentine families (Padgett and Ansell 1993), without the Pucci, who married none of them."""

EDGES = st.lists(
    st.tuples(st.sampled_from("ABCDEFG"), st.sampled_from("ABCDEFG")).filter(lambda ends: ends[0] != ends[1]), max_size=16
)


def names(found) -> list[str]:
    return ["".join(node.rpartition("/")[2].upper() for node in way.nodes) for way in found.paths]


def graph_of(edges, relation="accuses"):
    return build([told(a, relation, b) for a, b in edges], WORDS)


def test_evidence_makes_a_path_short():
    """A-B-D and A-C-D are two steps; the first has three statements for each, so that it costs two thirds."""
    graph = build([told(a, "accuses", b, f"{i}.txt") for i in range(3) for a, b in ("AB", "BD")] + chain("ACD"), WORDS)
    found = shortest_paths(graph, "A", "D", cost="evidence")
    assert names(found) == ["ABD"]
    assert found.paths[0].cost == pytest.approx(2 / 3)
    assert names(shortest_paths(graph, "A", "D")) == ["ABD", "ACD"]


def test_costs_that_are_the_same_are_found_to_be():
    """Three steps of three statements each cost as much as one of one: 1/3 + 1/3 + 1/3, which floating point would miss."""
    well = [told(a, "accuses", b, f"{i}.txt") for i in range(3) for a, b in ("AB", "BC", "CD")]
    found = shortest_paths(build([*well, told("A", "accuses", "D")], WORDS), "A", "D", cost="evidence")
    assert names(found) == ["ABCD", "AD"]
    assert [way.cost for way in found.paths] == [1, 1]


def test_ranked_paths_come_by_cost():
    graph = build([*chain("AD"), *chain("ABD"), *chain("ACED")], WORDS)
    assert names(ranked_paths(graph, "A", "D")) == ["AD", "ABD", "ACED"]
    first = ranked_paths(graph, "A", "D", Route(limit=2))
    assert (names(first), first.more) == (["AD", "ABD"], True)
    assert not ranked_paths(graph, "A", "D", Route(limit=3)).more


def test_all_paths_up_to_a_length_come_by_length_and_label():
    graph = build([*chain("AD"), *DIAMOND, *chain("BC")], WORDS)
    assert names(simple_paths(graph, "A", "D", longest=2)) == ["AD", "ABD", "ACD"]
    assert names(simple_paths(graph, "A", "D", longest=3)) == ["AD", "ABD", "ACD", "ABCD", "ACBD"]
    assert names(simple_paths(graph, "A", "D", Route(directed=True), longest=3)) == ["AD", "ABD", "ACD", "ABCD"]
    assert simple_paths(graph, "A", "D", Route(limit=2)).more


def test_no_path_leads_through_who_is_avoided():
    graph = build(DIAMOND, WORDS)
    assert names(shortest_paths(graph, "A", "D", avoid=["b"])) == ["ACD"]
    for search in (ranked_paths, simple_paths):
        assert names(search(graph, "A", "D", Route(avoid=("B",)))) == ["ACD"]
    with pytest.raises(KgError, match="no path connects A and D"):
        shortest_paths(graph, "A", "D", avoid=["B", "C", "B"])
    with pytest.raises(UsageError, match="D cannot be avoided: it is an end"):
        simple_paths(graph, "A", "D", Route(avoid=("D",)))
    with pytest.raises(UsageError, match="no actor named 'Zorro'"):
        ranked_paths(graph, "A", "D", Route(avoid=("Zorro",)))


@pytest.mark.parametrize("search", [shortest_paths, ranked_paths, simple_paths])
def test_what_cannot_be_is_refused(search):
    graph = build([*chain("AB"), *chain("CD")], WORDS)
    with pytest.raises(KgError, match="no path connects A and C"):
        search(graph, "A", "C")
    with pytest.raises(UsageError, match="both ends"):
        search(graph, "A", "a")


def test_a_limit_length_or_cost_that_cannot_be_is_refused():
    with pytest.raises(UsageError, match="1 or more, not 0"):
        Route(limit=0)
    with pytest.raises(UsageError, match="1 step or more, not 0"):
        simple_paths(build(DIAMOND, WORDS), "A", "D", longest=0)
    with pytest.raises(UsageError, match="no cost is named 'gold'; there are steps, evidence"):
        shortest_paths(build(DIAMOND, WORDS), "A", "D", cost="gold")
    with pytest.raises(KgError, match="no path connects A and D in 1 steps"):
        simple_paths(build(DIAMOND, WORDS), "A", "D", longest=1)


def test_the_steps_that_the_fewest_sources_attest_are_the_weakest():
    graph = build(
        [
            told("A", "accuses", "B", "1.txt", sentence="The minister of A spoke of a betrayal by B."),
            told("A", "accuses", "B", "2.txt", sentence="Nobody else is to blame, wrote the editor on Sunday."),
            told("B", "accuses", "C", "1.txt", sentence="Charges were read against the southern neighbour."),
            told("B", "accuses", "C", "1.txt", sentence="A spokesman repeated what the court had said."),
            told("C", "accuses", "D", "3.txt"),
        ],
        WORDS,
    )
    [way] = shortest_paths(graph, "A", "D").paths
    assert way.attested == ((2, 2), (1, 2), (1, 1))
    assert way.weakest == (2,)
    [short] = shortest_paths(graph, "A", "B").paths
    assert short.weakest == (0,)


def test_several_steps_can_be_weakest():
    [way] = shortest_paths(build(chain("ABC"), WORDS), "A", "C").paths
    assert way.weakest == (0, 1)


def test_the_medici_are_between_the_pazzi_and_the_strozzi():
    """Of the marriages of Florence the Pazzi have one, to the Salviati, and these two, to the Pazzi and the Medici."""
    graph = graph_of(FLORENCE.edges, "affiliatedWith")
    [way] = shortest_paths(graph, "Pazzi", "Ridolfi").paths
    assert way.nodes == tuple(iris(["Pazzi", "Salviati", "Medici", "Ridolfi"]))
    with pytest.raises(KgError, match="no path"):
        shortest_paths(graph, "Pazzi", "Ridolfi", avoid=["Medici"])


@given(EDGES, st.booleans(), st.sampled_from("BCDEFG"), st.integers(1, 5))
def test_all_paths_are_those_that_networkx_finds(edges, directed, goal, longest):
    graph = graph_of(edges)
    known = (nx.DiGraph if directed else nx.Graph)(edges)
    expected = sorted(
        ("".join(path) for path in nx.all_simple_paths(known, "A", goal, cutoff=longest)) if {"A", goal} <= set(known) else [],
        key=lambda path: (len(path), path),
    )
    try:
        found = names(simple_paths(graph, "A", goal, Route(directed, limit=10_000), longest=longest))
    except KgError:
        found = []
    assert found == expected


@given(EDGES, st.booleans(), st.sampled_from(["steps", "evidence"]))
def test_a_path_is_a_path_with_statements_on_each_step_and_no_ranked_one_is_better(edges, directed, cost):
    graph = graph_of(edges)
    try:
        found = ranked_paths(graph, "A", "B", Route(directed, limit=100), cost=cost)
    except KgError:
        return
    costs = [way.cost for way in found.paths]
    assert costs == sorted(costs)
    assert len(set(names(found))) == len(costs)
    shortest = shortest_paths(graph, "A", "B", directed=directed, cost=cost, limit=100)
    assert names(shortest) == [name for name, each in zip(names(found), costs, strict=True) if each == costs[0]]
    for way in found.paths:
        assert (way.nodes[0], way.nodes[-1]) == tuple(iris("AB"))
        assert len(set(way.nodes)) == len(way.nodes)
        for step, (source, target) in zip(way.steps, pairwise(way.nodes), strict=True):
            assert (step.source, step.target) == (source, target)
            ends = {(each.subject.id, each.object.id) for each in step.statements}
            assert ends
            assert ends <= ({(source, target)} if directed else {(source, target), (target, source)})
