"""Communities on networks from the literature and against igraph, and how stable they are."""

import random

import igraph
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import WORDS, invented_world, iris, told

from kg.errors import KgError, UsageError
from kg.graph import build
from kg.metrics import METHODS, Search, communities, modularity, only, statements_inside
from kg.metrics.agreement import adjusted_rand, jaccard, mutual_information

KARATE = nx.karate_club_graph()
CLIQUES = [told(a, "meetsWith", b) for group in ("ABCD", "EFGH") for i, a in enumerate(group) for b in group[i + 1 :]] + [
    told("D", "meetsWith", "E")
]


def graph_of(edges):
    return build([told(f"N{a}", "meetsWith", f"N{b}") for a, b in edges], WORDS)


def parts(graph, found) -> list[str]:
    return ["".join(sorted(graph.nodes[member.id]["label"] for member in each.members)) for each in found.communities]


@pytest.mark.parametrize("method", METHODS)
def test_zacharys_karate_club(method):
    """The greatest modularity of its friendships is 0.4198, in four communities (Brandes et al. 2008). They fit the two sides into
    which the club broke up (Zachary 1977): of each community all but one or none went the same way."""
    graph = graph_of(KARATE.edges)
    found = communities(graph, Search(method, weighted=False))
    assert found.modularity == pytest.approx(0.4198, abs=5e-5)
    assert len(found.communities) == 4
    clubs = nx.get_node_attributes(KARATE, "club")
    for each in found.communities:
        went = [clubs[int(graph.nodes[member.id]["label"].removeprefix("N"))] for member in each.members]
        assert min(went.count("Mr. Hi"), went.count("Officer")) <= 1
    assert {found.communities[0].members[0].id, found.communities[1].members[0].id} == set(iris(["N0", "N33"]))


@pytest.mark.parametrize("method", METHODS)
def test_the_florentine_families_have_the_greatest_modularity_that_there_is(method):
    """Marriages as in Padgett and Ansell 1993; igraph finds the optimum by an integer program."""
    families = nx.florentine_families_graph()
    best = igraph.Graph.from_networkx(families).community_optimal_modularity()
    graph = build([told(a, "meetsWith", b) for a, b in families.edges], WORDS)
    found = communities(graph, Search(method))
    assert found.modularity == pytest.approx(best.modularity)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(4))
def test_random_graphs_against_igraph(method, seed):
    """The modularity is igraph's of the same parts, and hardly less than what its own Leiden search finds."""
    known = nx.gnm_random_graph(60, 200, seed=seed)
    chance = random.Random(seed)  # noqa: S311
    weights = {edge: chance.randint(1, 5) for edge in known.edges}
    statements = [told(f"N{a}", "meetsWith", f"N{b}", f"{i}.txt") for (a, b), weight in weights.items() for i in range(weight)]
    graph = build(statements, WORDS)
    found = communities(graph, Search(method))
    other = igraph.Graph(60, list(weights))
    where = {member.id: each.number for each in found.communities for member in each.members}
    membership = [where.get(iri, 100 + number) for number, iri in enumerate(iris(f"N{number}" for number in range(60)))]
    assert found.modularity == pytest.approx(other.modularity(membership, weights=list(weights.values())))
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311
    theirs = max(
        other.community_leiden("modularity", weights=list(weights.values()), n_iterations=10).modularity for _ in range(10)
    )
    assert found.modularity >= (0.98 if method == "leiden" else 0.95) * theirs


@pytest.mark.parametrize("method", METHODS)
def test_two_cliques_are_two_communities_every_time(method):
    graph = build(CLIQUES, WORDS)
    found = communities(graph, Search(method))
    assert parts(graph, found) == ["ABCD", "EFGH"]
    assert (found.rand, found.information) == (1, 1)
    assert all(member.share == 1 for each in found.communities for member in each.members)
    assert [each.name for each in found.communities] == ["A, B, C", "E, F, G"]
    first = found.communities[0].members[-1]
    assert (first.id, first.inside, first.outside) == (iris("D")[0], 3, 1)
    assert {each.subject.name for each in statements_inside(graph, found.communities[0].ids)} == set("ABC")


@pytest.mark.parametrize("method", METHODS)
def test_runs_differ_where_moves_are_equally_good(method):
    """On a ring of twelve no pair of neighbours is more together than any other, so that no run has a reason for its cuts."""
    found = communities(graph_of([(i, (i + 1) % 12) for i in range(12)]), Search(method))
    assert found.rand < 0.9


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seeds_give_the_same_communities(method):
    world = build(invented_world(), WORDS)
    assert communities(world, Search(method)) == communities(build(reversed(invented_world()), WORDS), Search(method))


def test_shares_say_how_often_an_actor_is_in_its_community(monkeypatch):
    """Of three runs one puts D to the others: D is in its community in two of three, and everybody else in all."""
    one, other = [frozenset("ABCD"), frozenset("EFGH")], [frozenset("ABC"), frozenset("DEFGH")]
    found = modularity._shares(tuple(one), [tuple(one), tuple(one), tuple(other)])
    assert found == {node: 2 / 3 if node == "D" else 1 for node in "ABCDEFGH"}
    rand, information = modularity._agreement([tuple(one), tuple(one), tuple(other)], sorted("ABCDEFGH"))
    labels = [[int(node in parts[1]) for node in "ABCDEFGH"] for parts in (one, other)]
    assert rand == pytest.approx((1 + 2 * adjusted_rand(*labels)) / 3)
    assert information == pytest.approx((1 + 2 * mutual_information(*labels)) / 3)


def test_a_single_run_agrees_with_nobody():
    found = communities(build(CLIQUES, WORDS), Search(runs=1))
    assert (found.rand, found.information) == (None, None)


def test_the_best_run_is_taken(monkeypatch):
    bad, good = (frozenset(iris("ABCDEFGH")),), (frozenset(iris("ABCD")), frozenset(iris("EFGH")))
    monkeypatch.setitem(modularity._METHODS, "leiden", lambda _network, _resolution, seed: good if seed == 12 else bad)
    found = communities(build(CLIQUES, WORDS), Search(seed=10, runs=4))
    assert (found.seed, len(found.communities)) == (12, 2)


def test_resolution_and_weights():
    graph = build(CLIQUES, WORDS)
    assert len(communities(graph, Search(resolution=0.05)).communities) == 1
    assert len(communities(graph, Search(resolution=5)).communities) > 2
    heavy = build([*CLIQUES, *(told("D", "meetsWith", "E", f"{i}.txt") for i in range(40))], WORDS)
    assert parts(heavy, communities(heavy, Search(weighted=False))) == ["ABCD", "EFGH"]
    assert any(set("DE") <= set(part) for part in parts(heavy, communities(heavy)))


def test_only_ties_of_a_sign():
    graph = build([*CLIQUES, told("A", "attacks", "H"), told("B", "replaces", "X")], WORDS)
    assert only(graph, "any", WORDS) is graph
    assert [tie["relation"] for *_, tie in only(graph, "negative", WORDS).edges(data=True)] == ["attacks"]
    positive = only(graph, "positive", WORDS)
    assert list(positive) == iris("ABCDEFGH")
    assert {tie["relation"] for *_, tie in positive.edges(data=True)} == {"meetsWith"}
    with pytest.raises(UsageError, match="no choice of ties is named 'good'; there are positive, "):
        only(graph, "good", WORDS)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"method": "walktrap"}, "no method"), ({"resolution": 0}, "resolution"), ({"runs": 0}, "runs")],
)
def test_what_cannot_be_is_refused(options, message):
    with pytest.raises(UsageError, match=message):
        Search(**options)


def test_a_network_without_ties_has_no_communities():
    with pytest.raises(KgError, match="no ties that weigh anything"):
        communities(build([], WORDS))
    with pytest.raises(KgError, match="no ties that weigh anything"):
        communities(build(CLIQUES, WORDS, lambda _told: 0.0))


LABELS = st.integers(1, 12).flatmap(lambda size: st.tuples(*[st.lists(st.integers(0, 4), min_size=size, max_size=size)] * 2))


@given(LABELS)
def test_agreement_is_what_igraph_says(labels):
    one, other = labels
    mutual = igraph.compare_communities(one, other, method="nmi")
    assert mutual_information(one, other) == pytest.approx(mutual)
    rand = igraph.compare_communities(one, other, method="adjusted_rand") if len(one) > 1 else float("nan")
    trivial = min(len(set(one)), len(set(other))) == max(len(set(one)), len(set(other))) in {1, len(one)}
    assert adjusted_rand(one, other) == (1 if trivial else pytest.approx(rand))  # igraph has no number for these


def test_agreement_by_hand():
    """Hubert and Arabie 1985: of the 6 pairs of 4 nodes one is together in both, 2 in each: (1 - 2/3) / (2 - 2/3) is 1/4... by hand."""
    one, other = [0, 0, 1, 1], [0, 0, 1, 2]
    assert adjusted_rand(one, other) == pytest.approx((1 - 2 / 6) / (1.5 - 2 / 6))
    assert adjusted_rand([0, 0, 1, 1], [5, 5, 3, 3]) == 1
    assert jaccard(frozenset("ABC"), frozenset("BCD")) == 0.5
    assert jaccard(frozenset(), frozenset()) == 0
