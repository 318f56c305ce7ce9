"""Camps and frustration, against all partitions of small graphs and the values of the literature."""

import random
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_samples import WORDS
from signed_samples import signed_ties, tribes

from kg.errors import UsageError
from kg.graph import build
from kg.metrics import camps, frustration, signed
from kg.metrics.frustration import least_frustrated


def network_of(ties):
    return signed(build(signed_ties(ties), WORDS), WORDS)


def sides(network, found) -> list[str]:
    return ["".join(sorted(network.labels[member.id] for member in camp.members)) for camp in found.camps]


WEIGHTS = st.sampled_from([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0])


@st.composite
def graphs(draw, most=7):
    size = draw(st.integers(2, most))
    pairs = list(combinations(range(size), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1))
    return size, [(a, b, draw(WEIGHTS)) for a, b in chosen]


def least(size, edges, most) -> float:
    """The least frustration of all partitions into so many parts at most; the first node is in the first part."""
    return min(frustration.frustration(edges, (0, *parts)) for parts in product(range(most), repeat=size - 1))


@settings(max_examples=60)
@given(graphs(), st.integers(2, 4))
def test_small_graphs_are_solved_exactly(graph, most):
    size, edges = graph
    found = least_frustrated(size, edges, most)
    assert found.exact
    assert found.frustration == pytest.approx(least(size, edges, most))
    assert frustration.frustration(edges, found.parts) == pytest.approx(found.frustration)
    assert set(found.parts) <= set(range(most))


@pytest.mark.parametrize("seed", range(3))
def test_ten_nodes_against_all_partitions(seed):
    chance = random.Random(seed)  # noqa: S311
    edges = [(a, b, chance.choice([1.0, -1.0])) for a, b in combinations(range(10), 2) if chance.random() < 0.6]
    found = least_frustrated(10, edges, 2)
    assert (found.exact, found.frustration) == (True, least(10, edges, 2))


@settings(max_examples=60)
@given(graphs(), st.integers(2, 4))
def test_no_partition_lies_below_the_bound_of_the_triangles(graph, most):
    size, edges = graph
    assert frustration._packed(size, edges, most) <= least(size, edges, most) + 1e-9


def test_three_mutual_enemies_frustrate_two_parts_and_not_three():
    edges = [(0, 1, -2.0), (1, 2, -3.0), (0, 2, -4.0)]
    assert [frustration._packed(3, edges, most) for most in (2, 3)] == [2, 0]


@settings(max_examples=30)
@given(graphs(), st.integers(2, 3))
def test_the_program_alone_finds_the_least(graph, most):
    """Without the search before it, from everything in one part and no bound."""
    size, edges = graph
    start = frustration.Solution((0,) * size, frustration.frustration(edges, (0,) * size), 0.0)
    found = frustration._solved(size, edges, most, start)
    assert found.exact
    assert found.frustration == pytest.approx(least(size, edges, most))


def test_a_large_graph_is_searched_and_the_result_says_so(monkeypatch):
    chance = random.Random(1)  # noqa: S311
    edges = [(a, b, chance.choice([1.0, -1.0])) for a, b in combinations(range(30), 2) if chance.random() < 0.4]
    exact = least_frustrated(30, edges, 2)
    monkeypatch.setattr(frustration, "EXACT", 0)
    found = least_frustrated(30, edges, 2)
    assert found == least_frustrated(30, edges, 2)
    assert not found.exact
    assert found.bound <= exact.bound <= exact.frustration <= found.frustration
    for _ in range(200):
        assert found.frustration <= frustration.frustration(edges, [chance.randrange(2) for _ in range(30)])


def test_the_tribes_of_new_guinea():
    """Their line index of balance is 7 (Aref and Wilson 2019; the R package signnet has 1 - 7/29 for the same data), and three
    clusters, as Hage and Harary (1983) describe them, leave 2 of 58 ties frustrated: the Masil have friends in two of them."""
    network = signed(build(tribes(), WORDS), WORDS)
    two = camps(network, most=2)
    assert (two.chosen.frustration, two.chosen.exact, two.total) == (7, True, 58)
    found = camps(network)
    assert (found.chosen.most, found.chosen.frustration, found.chosen.exact) == (3, 2, True)
    assert [(each.most, each.frustration) for each in found.tried] == [(2, 7), (3, 2), (4, 2)]
    assert [sorted(network.labels[member.id] for member in camp.members) for camp in found.camps] == [
        ["Alika", "Asaro", "Gahuk", "Geham", "Masil", "Ove", "Ukudz"],
        ["Kohik", "Nagam", "Notoh", "Seuve", "Uheto"],
        ["Gama", "Gavev", "Kotun", "Nagad"],
    ]
    assert [(network.labels[pair.one], network.labels[pair.other]) for pair in found.frustrated] == [
        ("Masil", "Nagam"),
        ("Masil", "Uheto"),
    ]


def test_a_balanced_network_has_two_camps_and_no_frustration():
    """Harary 1953: all friends inside, all enemies across."""
    network = network_of([(*pair, "+") for pair in ("AB", "BC", "XY")] + [(*pair, "-") for pair in ("AX", "BY", "CX")])
    found = camps(network)
    assert sides(network, found) == ["ABC", "XY"]
    assert (found.chosen.most, found.chosen.frustration, found.frustrated) == (2, 0, ())


def test_three_mutual_enemies_are_three_camps():
    """Davis 1967: clusterable, though not balanced."""
    network = network_of([(*pair, "-") for pair in ("AB", "BC", "AC")])
    assert sides(network, camps(network)) == ["A", "B", "C"]
    assert camps(network, most=2).chosen.frustration == 1


def test_weights_count_where_asked_for():
    ties = [("A", "B", "+"), ("B", "C", "+"), ("A", "C", "-")]
    statements = [each for number in range(4) for each in signed_ties(ties[2:] if number else ties, f"{number}.txt")]
    network = signed(build(statements, WORDS), WORDS)
    found = camps(network, most=2, weighted=True)
    assert (found.chosen.frustration, found.total) == (1, 6)
    assert {pair.sign for pair in found.frustrated} == {1}


def test_parts_that_share_one_actor_fit_together():
    """Two triangles of friends that meet in C, and an enemy of each."""
    ties = [(*pair, "+") for pair in ("AB", "BC", "AC", "CD", "DE", "CE")] + [
        ("A", "X", "-"),
        ("B", "X", "-"),
        ("D", "Y", "-"),
        ("E", "Y", "-"),
    ]
    network = network_of(ties)
    assert sides(network, camps(network, most=2)) == ["ABCDE", "XY"]


def test_who_is_bound_together_and_whose_side_is_open():
    """X and Y are both enemies of A, and have no bond; with three camps either could be in the third."""
    network = network_of([("A", "B", "+"), ("A", "X", "-"), ("A", "Y", "-")])
    two = camps(network, most=2)
    assert sides(network, two) == ["AB", "XY"]
    assert [[member.group for member in camp.members] for camp in two.camps] == [[1, 1], [1, 2]]
    assert all(member.firm for camp in two.camps for member in camp.members)
    three = camps(network, most=3)
    firm = {network.labels[member.id]: member.firm for camp in three.camps for member in camp.members}
    assert not firm["X"]
    assert not firm["Y"]


def test_what_does_not_hang_together_is_numbered_apart():
    network = network_of([("A", "B", "+"), ("A", "C", "+"), ("X", "Y", "-")])
    found = camps(network)
    assert sides(network, found) == ["ABC", "X", "Y"]
    assert [(camp.number, camp.component) for camp in found.camps] == [(1, 1), (2, 2), (3, 2)]


def test_who_has_only_undecided_pairs_is_in_no_camp():
    network = network_of([("A", "B", "+"), ("X", "Y", "+"), ("X", "Y", "-")])
    assert sides(network, camps(network)) == ["AB"]


def test_an_empty_network_has_no_camps_and_one_camp_is_too_few():
    assert camps(network_of([])).camps == ()
    with pytest.raises(UsageError, match="2 camps or more, not 1"):
        camps(network_of([]), most=1)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.permutations("ABCDEFG").map(lambda order: tuple(sorted(order[:2]))), st.sampled_from("+-")), max_size=14),
    st.integers(2, 4),
)
def test_camps_of_parts_together_are_the_least_of_the_whole(ties, most):
    network = network_of([(*pair, sign) for pair, sign in dict(ties).items()])
    found = camps(network, most=most)
    edges = [(network.place[pair.one], network.place[pair.other], float(pair.sign)) for pair in network.decided]
    assert found.chosen.frustration == len(found.frustrated) == (least(len(network.nodes), edges, most) if edges else 0)
    assert sorted(member.id for camp in found.camps for member in camp.members) == list(network.nodes)
    assert max([0, *(sum(other.component == camp.component for other in found.camps) for camp in found.camps)]) <= most
