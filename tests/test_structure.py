"""Articulation points, bridges and cores against what follows from their definition, and against python-igraph."""

import random

import networkx as nx
import pytest
from network_samples import WORDS, chain, told

from kg.graph import build
from kg.metrics import articulation_points, bridges, core_numbers

BARBELL = [*chain("ABCA"), *chain("CD"), *chain("DEFGD"), *chain("EG")]


def test_a_point_and_a_bridge_between_two_groups() -> None:
    """A triangle ABC, a bridge CD, and a square DEFG: without C two actors are alone, without D three."""
    points = articulation_points(build(BARBELL, WORDS))
    assert [(point.label, point.parts, point.cut_off) for point in points] == [("C", 2, 2), ("D", 2, 3)] or [
        (point.label, point.parts, point.cut_off) for point in points
    ] == [("D", 2, 3), ("C", 2, 2)]
    (bridge,) = bridges(build(BARBELL, WORDS))
    assert (bridge.outer_label, bridge.inner_label, bridge.cut_off, bridge.relations) == ("C", "D", 3, ("accuses",))


def test_a_bridge_has_the_statements_of_all_its_ties_in_time() -> None:
    late = told("C", "accuses", "D", "late.txt", document_date="2025-01-01")
    early = told("D", "meetsWith", "C", "early.txt", document_date="2024-01-01")
    (bridge,) = bridges(build([*chain("ABCA"), *chain("DEFD"), late, early], WORDS))
    assert bridge.relations == ("accuses", "meetsWith")
    assert bridge.statements == (early, late)


def test_padgetts_florence() -> None:
    """Padgett and Ansell 1993: the Medici hold the Acciaiuoli and, by the Salviati, the Pazzi."""
    graph = build([told(a, "meetsWith", b) for a, b in nx.florentine_families_graph().edges], WORDS)
    assert [(point.label, point.parts, point.cut_off) for point in articulation_points(graph)] == [
        ("Medici", 3, 3), ("Albizzi", 2, 1), ("Guadagni", 2, 1), ("Salviati", 2, 1),
    ]  # fmt: skip
    assert [(bridge.outer_label, bridge.inner_label, bridge.cut_off) for bridge in bridges(graph)] == [
        ("Salviati", "Medici", 2), ("Acciaiuoli", "Medici", 1), ("Ginori", "Albizzi", 1),
        ("Lamberteschi", "Guadagni", 1), ("Pazzi", "Salviati", 1),
    ]  # fmt: skip


def test_networks_that_fall_apart() -> None:
    assert (articulation_points(build([], WORDS)), bridges(build([], WORDS)), core_numbers(build([], WORDS))) == ((), (), {})
    graph = build([*chain("ABC"), *chain("DE")], WORDS)
    assert [(point.label, point.parts, point.cut_off) for point in articulation_points(graph)] == [("B", 2, 1)]
    assert [(bridge.outer_label, bridge.inner_label, bridge.cut_off) for bridge in bridges(graph)] == [
        ("A", "B", 1), ("C", "B", 1), ("D", "E", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_what_falls_apart_is_counted_right(seed) -> None:
    """Each point is taken out, and each bridge, and the pieces are counted; python-igraph must find the same ones."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    names = [f"N{number}" for number in range(chance.randint(2, 20))]
    ends = [chance.sample(names, 2) for _ in range(chance.randint(1, 24))]
    graph = build([told(a, "accuses", b) for a, b in ends], WORDS)
    plain = nx.Graph(graph.to_undirected())
    found = articulation_points(graph)
    for point in found:
        rest = plain.subgraph(nx.node_connected_component(plain, point.id) - {point.id})
        pieces = sorted(map(len, nx.connected_components(rest)))
        assert (point.parts, point.cut_off) == (len(pieces), sum(pieces[:-1]))
    for bridge in bridges(graph):
        cut = plain.copy()
        cut.remove_edge(bridge.outer, bridge.inner)
        sides = [len(nx.node_connected_component(cut, end)) for end in (bridge.outer, bridge.inner)]
        assert bridge.cut_off == sides[0] <= sides[1]
    igraph = pytest.importorskip("igraph", reason="python-igraph is not installed")
    nodes = list(plain)
    other = igraph.Graph(len(nodes), [(nodes.index(a), nodes.index(b)) for a, b in plain.edges])
    assert {point.id for point in found} == {nodes[place] for place in other.articulation_points()}
    assert {frozenset((bridge.outer, bridge.inner)) for bridge in bridges(graph)} == {
        frozenset(nodes[end] for end in other.es[edge].tuple) for edge in other.bridges()
    }
    assert core_numbers(graph) == dict(zip(nodes, other.coreness(), strict=True))
