"""Measures against values from the literature, against python-igraph on random networks, and on networks that fall apart."""

import random
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from network_samples import WORDS, chain, told

from kg.errors import UsageError
from kg.graph import build
from kg.measures import EXACT_ACTORS, MEASURES
from kg.metrics import Sampling, by_movement, central, changes, rankings
from kg.metrics.centrality import SCORES

KARATE = nx.relabel_nodes(nx.karate_club_graph(), lambda node: node + 1)
KITE = nx.relabel_nodes(
    nx.krackhardt_kite_graph(),
    dict(enumerate(["Andre", "Beverley", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"])),
)
FLORENCE = nx.florentine_families_graph()
EMPTY = build([], WORDS)


def met(graph):
    """The network of a graph without directions: a symmetric tie for each edge."""
    return build([told(str(a), "meetsWith", str(b)) for a, b in graph.edges], WORDS)


def scores(graph, measure, **options) -> dict[str, float]:
    return {rank.label: rank.score for rank in central(graph, measure, **options)}


def test_the_table_has_a_function_for_each_measure() -> None:
    assert list(SCORES) == list(MEASURES)


@pytest.mark.parametrize(
    ("graph", "measure", "expected"),
    [
        # Zachary 1977; the instructor is 1, the president 34. Values as published with networkx, igraph and UCINET.
        (KARATE, "neighbours", {"34": 17, "1": 16, "33": 12, "12": 1}),
        (KARATE, "betweenness", {"1": 0.4376, "34": 0.3041, "33": 0.1452, "3": 0.1437}),
        (KARATE, "closeness", {"1": 0.5690, "3": 0.5593, "34": 0.5500, "32": 0.5410}),
        (KARATE, "pagerank", {"34": 0.1009, "1": 0.0970, "33": 0.0717}),
        (KARATE, "core", {"1": 4, "34": 4, "12": 1, "17": 2, "26": 3}),
        # Padgett and Ansell 1993, the marriages; betweenness as in Jackson 2008, Social and Economic Networks, section 1.2.1.
        (FLORENCE, "betweenness", {"Medici": 0.522, "Guadagni": 0.255, "Albizzi": 0.212, "Strozzi": 0.103}),
        (FLORENCE, "neighbours", {"Medici": 6, "Guadagni": 4, "Strozzi": 4}),
        (FLORENCE, "closeness", {"Medici": 0.560, "Ridolfi": 0.500, "Pazzi": 0.286}),
        # Krackhardt 1990: Fernando and Garth are closest to all, Heather stands between, Diane has most ties.
        (KITE, "closeness", {"Fernando": 9 / 14, "Garth": 9 / 14, "Heather": 9 / 15, "Diane": 9 / 15, "Jane": 9 / 29}),
        (KITE, "betweenness", {"Heather": 14 / 36, "Ike": 8 / 36, "Fernando": 25 / 3 / 36, "Jane": 0}),
        (KITE, "neighbours", {"Diane": 6, "Fernando": 5, "Jane": 1}),
        # Freeman 1979: the centre of a star has all centrality there is.
        (nx.star_graph(4), "closeness", {"0": 1, "1": 4 / 7}),
        (nx.star_graph(4), "betweenness", {"0": 1, "1": 0}),
        (nx.star_graph(4), "harmonic", {"0": 1, "1": (1 + 3 / 2) / 4}),
        # The leading eigenvector of a star: the centre has the root of the number of leaves times as much as a leaf.
        (nx.star_graph(4), "eigenvector", {"0": 1, "1": 1 / 2}),
        # Without direction hubs are authorities; by Kleinberg's rounds the squared matrix is what counts.
        (nx.cycle_graph(5), "hubs", dict.fromkeys("01234", 1 / 5)),
    ],
)  # fmt: skip
def test_values_from_the_literature(graph, measure, expected) -> None:
    found = scores(met(graph), measure)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=6e-4)


def test_freemans_three_measures_agree_on_the_centre_of_a_path() -> None:
    for measure in ("neighbours", "closeness", "betweenness", "harmonic", "eigenvector"):
        assert central(build(chain("ABCDE"), WORDS), measure)[0].label in {"B", "C", "D"}
        assert scores(build(chain("ABCDE"), WORDS), measure)["C"] == max(scores(build(chain("ABCDE"), WORDS), measure).values())


def test_katz_solves_his_equation() -> None:
    """Katz 1953: x = 1 + a A'x. On A -> B -> C, B -> D: the matrix without direction has the eigenvalue sqrt(3) / 2."""
    found = scores(build([*chain("ABC"), *chain("BD")], WORDS), "katz")
    part = 0.85 / (np.sqrt(3) / 2)
    assert found == pytest.approx({"A": 1, "B": 1 + part, "C": 1 + part * (1 + part), "D": 1 + part * (1 + part)})


def test_hubs_point_at_authorities() -> None:
    """Kleinberg 1999: three point at two each; the target of all is the best authority, who points at nobody is no hub."""
    graph = build([told(a, "accuses", b) for a, b in ("AX", "AY", "BX", "BY", "CX", "CZ")], WORDS)
    hubs, authorities = scores(graph, "hubs"), scores(graph, "authorities")
    assert authorities["X"] > authorities["Y"] > authorities["Z"] > 0 == authorities["A"]
    assert hubs["A"] == pytest.approx(hubs["B"])
    assert hubs["A"] > hubs["C"] > 0 == hubs["X"]
    assert sum(hubs.values()) == pytest.approx(1)


def test_two_equal_parts_share_hubs_and_authorities() -> None:
    graph = build([*chain("AB"), *chain("CD")], WORDS)
    assert scores(graph, "hubs") == pytest.approx({"A": 0.5, "C": 0.5, "B": 0, "D": 0})


def test_symmetric_ties_count_both_ways() -> None:
    graph = build([told("A", "meetsWith", "B", "1.txt"), told("A", "meetsWith", "B", "2.txt"), told("C", "accuses", "A")], WORDS)
    assert scores(graph, "in-strength") == {"A": 3, "B": 2, "C": 0}
    assert scores(graph, "out-strength") == {"A": 2, "B": 2, "C": 1}
    assert scores(graph, "strength", weighted=False) == {"A": 3, "B": 2, "C": 1}
    assert scores(graph, "in-degree", weighted=False) == {"A": 2, "B": 1, "C": 0}


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_defined_on_odd_networks(measure) -> None:
    assert central(EMPTY, measure) == ()
    for graph in (build(chain("AB"), WORDS), build([*chain("ABC"), *chain("DE"), *chain("FGHF")], WORDS)):
        found = central(graph, measure)
        assert len(found) == len(graph)
        assert all(np.isfinite(rank.score) and rank.score >= 0 for rank in found)


@pytest.mark.parametrize("measure", MEASURES)
def test_ties_that_weigh_nothing_break_nothing(measure) -> None:
    graph = build([*chain("ABC"), *chain("CDA")], WORDS, weigh=lambda _: 0.0)
    assert all(np.isfinite(rank.score) for rank in central(graph, measure))


def test_the_eigenvector_is_of_the_largest_component() -> None:
    many = [told("X", "accuses", "Y", f"{number}.txt") for number in range(50)]
    found = scores(build([*many, *chain("ABC")], WORDS), "eigenvector")
    assert (found["X"], found["Y"], found["B"]) == (0, 0, 1)
    assert found["A"] == pytest.approx(np.sqrt(0.5))


def test_scores_beyond_the_limit_of_exactness_are_estimated(monkeypatch) -> None:
    assert [Sampling(pivots).needed(actors) for pivots, actors in ((None, 10), (None, EXACT_ACTORS + 1), (0, 9**9), (50, 40), (50, 60))] == [
        None, 1000, None, None, 50,
    ]  # fmt: skip
    graph = met(nx.barabasi_albert_graph(60, 2, seed=1))
    assert central(graph, "betweenness")[0].error is None
    ranks = central(graph, "betweenness", sampling=Sampling(20))
    assert ranks == central(graph, "betweenness", sampling=Sampling(20))
    assert all(rank.error is not None and rank.interval[0] <= rank.score <= rank.interval[1] for rank in ranks)
    assert ranks[0].error > 0


@pytest.mark.parametrize("measure", ["betweenness", "harmonic"])
def test_the_interval_of_an_estimate_holds_the_exact_score(measure) -> None:
    """Of the 40 actors that matter the 95-per-cent interval must hold the score of nearly all, and be narrow enough to be of use."""
    graph = met(nx.barabasi_albert_graph(400, 3, seed=2))
    exact = scores(graph, measure, sampling=Sampling(0))
    ranks = central(graph, measure, sampling=Sampling(150))[:40]
    held = sum(rank.interval[0] <= exact[rank.label] <= rank.interval[1] for rank in ranks)
    assert held >= 34
    assert max(rank.error / rank.score for rank in ranks) < 0.25


@pytest.mark.parametrize("measure", ["betweenness", "harmonic"])
def test_a_sample_of_all_is_exact(measure) -> None:
    graph = met(nx.gnp_random_graph(40, 0.06, seed=3))
    sampled = scores(graph, measure, sampling=Sampling(len(graph) - 1))
    exact = scores(graph, measure)
    assert sampled == pytest.approx(exact, abs=0.02)
    assert central(graph, measure, sampling=Sampling(len(graph))) == central(graph, measure, sampling=Sampling(0))


@pytest.mark.parametrize("pivots", [1, -5])
def test_a_sample_of_one_has_no_error(pivots) -> None:
    with pytest.raises(UsageError, match=f"not {pivots}"):
        Sampling(pivots)


def test_several_measures_at_once_are_each_by_itself() -> None:
    graph = met(KITE)
    both = rankings(graph, ["degree", "betweenness"], limit=3)
    assert both == {measure: central(graph, measure, limit=3) for measure in ("degree", "betweenness")}


@pytest.mark.parametrize(("measure", "message"), [("betweeness", "did you mean betweenness"), ("fame", "there are degree, ")])
def test_an_unknown_measure_is_refused(measure, message) -> None:
    with pytest.raises(UsageError, match=message):
        central(EMPTY, measure)


def random_network(seed: int):
    """Directed and symmetric ties of different weights, several components."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    names = [f"N{number}" for number in range(chance.randint(2, 25))]
    ends = [(chance.choice(names), chance.choice(names)) for _ in range(chance.randint(1, 60))]
    return build(
        [
            told(a, chance.choice(("accuses", "meetsWith", "attacks")), b, f"{number}.txt")
            for number, (a, b) in enumerate(ends)
            if a != b
        ]
        or chain("AB"),
        WORDS,
    )


@pytest.mark.parametrize("seed", range(25))
def test_the_same_as_igraph(seed) -> None:
    igraph = pytest.importorskip("igraph", reason="python-igraph is not installed")
    graph = random_network(seed)
    nodes = list(graph)
    place = {node: number for number, node in enumerate(nodes)}
    ties = [(place[a], place[b], tie["weight"]) for a, b, tie in graph.edges(data=True)]
    ties += [(place[b], place[a], tie["weight"]) for a, b, tie in graph.edges(data=True) if tie["symmetric"]]
    directed = igraph.Graph(len(nodes), [tie[:2] for tie in ties], directed=True, edge_attrs={"weight": [tie[2] for tie in ties]})
    pairs = [(place[a], place[b]) for a, b in graph.edges()]
    whole = igraph.Graph(len(nodes), pairs, edge_attrs={"weight": [tie["weight"] for *_, tie in graph.edges(data=True)]})
    simple = whole.copy().simplify()
    others = max((len(nodes) - 1) * (len(nodes) - 2) / 2, 1)
    expected = {
        "betweenness": [score / others for score in simple.betweenness()],
        "harmonic": simple.harmonic_centrality(),
        "pagerank": directed.pagerank(weights="weight"),
        "core": simple.coreness(),
        "strength": whole.strength(weights="weight"),
        "in-strength": directed.strength(weights="weight", mode="in"),
        "in-degree": directed.degree(mode="in"),
        "neighbours": simple.degree(),
        "closeness": [
            0 if not reached else reached / distance * reached / (len(nodes) - 1)
            for row in simple.distances()
            for distance, reached in [(sum(d for d in row if d < np.inf), sum(0 < d < np.inf for d in row))]
        ],
    }
    if whole.is_connected():
        expected["eigenvector"] = whole.eigenvector_centrality(weights="weight")
    if directed.is_connected(mode="strong"):
        hubs = directed.hub_score(weights="weight")
        expected["hubs"] = [score / sum(hubs) for score in hubs]
    for measure, values in expected.items():
        found = {rank.id: rank.score for rank in central(graph, measure, weighted=measure != "in-degree")}
        assert [found[node] for node in nodes] == pytest.approx(values, rel=1e-6, abs=1e-9), measure


def test_who_rose_and_fell_who_is_new_and_who_is_gone() -> None:
    before = central(build([*chain("AB"), *chain("AC"), *chain("AD"), *chain("BC")], WORDS), "neighbours")
    after = central(build([*chain("BA"), *chain("BC"), *chain("BE"), *chain("BF")], WORDS), "neighbours")
    found = changes(before, after)
    assert [(change.label, change.what, change.places) for change in found] == [
        ("B", "rose", 1), ("A", "fell", -1), ("C", "same", 0), ("E", "new", None), ("F", "new", None), ("D", "gone", None),
    ]  # fmt: skip
    assert [change.label for change in by_movement(found)] == ["B", "A", "C", "E", "F", "D"]


def test_unchanged_rankings_have_no_movement() -> None:
    ranks = central(met(KITE), "degree")
    assert {change.what for change in changes(ranks, ranks)} == {"same"}
    assert list(pairwise([change.after.rank for change in changes(ranks, ranks)])) == list(pairwise([rank.rank for rank in ranks]))
