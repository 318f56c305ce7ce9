"""How pairs stand to each other, and which relations say so."""

import pytest
from network_samples import WORDS, iris, told
from signed_samples import signed_ties

from kg.graph import build
from kg.metrics import signed
from kg.projection import Projection, weigher

A, B, C = iris("ABC")


@pytest.mark.parametrize(
    ("family", "sign"),
    [("structure", 0), ("cooperation", 1), ("posture", 0), ("violence", -1), ("coercion", -1), ("contention", -1)],
)
def test_a_family_gives_its_sign_to_its_relations(family, sign):
    assert WORDS.family(family).sign == sign
    of_their_own = {"memberOf", "founded", "leads", "subordinateTo", "affiliatedWith", "alliedWith", "opposes"}
    others = [each for each in WORDS.relations.values() if each.family == family and each.name not in of_their_own]
    assert {each.sign for each in others} == {sign}


@pytest.mark.parametrize(
    ("relation", "sign"),
    [("alliedWith", 1), ("memberOf", 1), ("subordinateTo", 1), ("opposes", -1), ("replaces", 0), ("leaves", 0)],
)
def test_some_relations_have_a_sign_of_their_own(relation, sign):
    assert WORDS.relation(relation).sign == sign


def test_the_sign_of_a_pair_is_that_of_the_sum_of_its_weights():
    statements = [
        told("A", "accuses", "B", "1.txt"),
        told("B", "attacks", "A", "2.txt"),
        told("B", "meetsWith", "A", "3.txt"),
        told("B", "replaces", "A"),
        told("B", "leaves", "C"),
    ]
    network = signed(build(statements, WORDS), WORDS)
    [pair] = network.pairs
    assert (pair.one, pair.other, pair.positive, pair.negative, pair.net, pair.sign) == (A, B, 1, 2, -1, -1)
    assert [each.relation for each in pair.grounds] == ["accuses", "attacks"]
    assert [each.relation for each in pair.bonds] == ["meetsWith"]
    assert network.nodes == (A, B)


def test_a_pair_whose_ties_cancel_out_is_undecided_and_named():
    network = signed(build([told("A", "accuses", "B"), told("A", "meetsWith", "B"), told("B", "meetsWith", "C")], WORDS), WORDS)
    assert [(pair.one, pair.other, pair.sign) for pair in network.undecided] == [(A, B, 0)]
    assert [(pair.one, pair.other, pair.sign) for pair in network.decided] == [(B, C, 1)]
    assert len(network.undecided[0].grounds) == 2
    assert (A, B) not in network.by_ends


def test_the_weight_is_that_of_the_projection():
    statements = [told("A", "accuses", "B", "1.txt", document_source="Wire"), told("A", "meetsWith", "B", "2.txt")]
    statements += [told("A", "accuses", "B", f"{i}.txt", document_source="Wire", trigger=str(i)) for i in range(3, 6)]
    by_statements = signed(build(statements, WORDS), WORDS).pairs[0]
    assert (by_statements.negative, by_statements.sign) == (4, -1)
    weigh = weigher(Projection(weight="sources"), statements)
    by_sources = signed(build(statements, WORDS, weigh), WORDS).pairs[0]
    assert (by_sources.negative, by_sources.sign) == (1, 0)


def test_the_matrices_hold_each_pair_both_ways():
    network = signed(build(signed_ties([("A", "B", "+"), ("B", "C", "-")]), WORDS), WORDS)
    assert network.matrix(1).toarray().tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert network.matrix(-1).toarray().tolist() == [[0, 0, 0], [0, 0, 1], [0, 1, 0]]


def test_a_network_without_signs_is_empty():
    network = signed(build([told("A", "replaces", "B")], WORDS), WORDS)
    assert (network.pairs, network.nodes, network.matrix(1).shape) == ((), (), (0, 0))
