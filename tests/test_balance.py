"""Triads and frustrated pairs, by hand, by counting, and for the tribes of Read (1954)."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import WORDS
from signed_samples import signed_ties, tribes

from kg.graph import build
from kg.metrics import Signed, census, most_frustrated, signed, triads

PAIRS = list(combinations("ABCDEF", 2))
SIGNS = st.lists(st.sampled_from("+-."), min_size=len(PAIRS), max_size=len(PAIRS))


def network_of(*ties: tuple[str, str, str]) -> Signed:
    return signed(build(signed_ties(ties), WORDS), WORDS)


def drawn(signs) -> Signed:
    return network_of(*((*pair, sign) for pair, sign in zip(PAIRS, signs, strict=True)))


def name(network, nodes) -> str:
    return "".join(network.labels[node] for node in nodes)


@pytest.mark.parametrize(
    ("signs", "type_", "balanced"), [("+++", "+++", True), ("+--", "+--", True), ("++-", "++-", False), ("---", "---", False)]
)
def test_a_triad_is_balanced_when_the_product_of_its_signs_is_positive(signs, type_, balanced):
    """Cartwright and Harary 1956, whichever pair has which sign."""
    for order in set(permutations(signs)):
        network = network_of(*((*pair, sign) for pair, sign in zip(("AB", "AC", "BC"), order, strict=True)))
        [triad] = triads(network)
        assert (triad.type, triad.balanced) == (type_, balanced)
        assert {each.type: each.count for each in census(network) if each.count} == {type_: 1}
        assert len(most_frustrated(network)) == (0 if balanced else 3)


def test_the_tribes_of_new_guinea():
    """Of their 68 triads 59 are balanced, 86.8 per cent, which is what the R package signnet counts in the same data."""
    network = signed(build(tribes(), WORDS), WORDS)
    assert [sum(pair.sign == sign for pair in network.decided) for sign in (1, -1)] == [29, 29]
    counts = {each.type: each.count for each in census(network)}
    assert sum(counts.values()) == 68
    assert counts["+++"] + counts["+--"] == 59
    assert len(triads(network, balanced=False)) == 9
    assert sum(each.share for each in census(network) if each.balanced) == pytest.approx(0.8676471, abs=1e-7)


def test_shares_by_chance_are_those_of_all_ways_to_give_out_the_signs():
    """A complete graph of four: two friendships and four enmities can be given out in 15 ways, with four triads each."""
    pairs = list(combinations("ABCD", 2))
    network = network_of(*((*pair, sign) for pair, sign in zip(pairs, "++----", strict=True)))
    total = dict.fromkeys(("+++", "+--", "++-", "---"), 0)
    for friends in combinations(pairs, 2):
        other = network_of(*((*pair, "+" if pair in friends else "-") for pair in pairs))
        for each in census(other):
            total[each.type] += each.count
    assert {each.type: each.expected for each in census(network)} == pytest.approx({kind: n / 60 for kind, n in total.items()})


@given(SIGNS)
def test_counts_are_those_of_looking_at_all_triples(signs):
    network = drawn(signs)
    given_ = dict(zip(PAIRS, signs, strict=True))
    expected = {}
    unbalanced = dict.fromkeys(PAIRS, 0)
    through = dict.fromkeys(PAIRS, 0)
    for three in combinations("ABCDEF", 3):
        pairs = list(combinations(three, 2))
        kind = "".join(sorted(given_[pair] for pair in pairs))
        if "." in kind:
            continue
        expected["".join(three)] = kind
        for pair in pairs:
            through[pair] += 1
            unbalanced[pair] += kind in {"++-", "---"}
    found = {name(network, triad.nodes): triad.type for triad in triads(network)}
    assert found == expected
    counts = {each.type: each.count for each in census(network)}
    assert counts == {kind: list(expected.values()).count(kind) for kind in counts}
    frustrated = {
        tuple(name(network, (each.pair.one, each.pair.other))): (each.unbalanced, each.triads) for each in most_frustrated(network)
    }
    assert frustrated == {pair: (unbalanced[pair], through[pair]) for pair in PAIRS if unbalanced[pair]}


def test_the_most_frustrated_pair_comes_first():
    """A and B are friends, and each of C, D and E is a friend of one and an enemy of the other: all three triads disturb."""
    ties = [("A", "B", "+")] + [(a, c, s) for c in "CDE" for a, s in (("A", "+"), ("B", "-"))]
    first, *others = most_frustrated(network_of(*ties))
    assert (first.unbalanced, first.triads, first.share) == (3, 3, 1)
    assert {each.unbalanced for each in others} == {1}
    assert len(most_frustrated(network_of(*ties), limit=2)) == 2


def test_the_firmest_triad_comes_first():
    ties = [("A", "B", "+"), ("B", "C", "+"), ("A", "C", "-"), ("X", "Y", "-"), ("Y", "Z", "-"), ("X", "Z", "-")]
    twice = [*signed_ties(ties), *signed_ties(ties[3:], "two.txt")]
    network = signed(build(twice, WORDS), WORDS)
    assert [(triad.type, triad.strength) for triad in triads(network)] == [("---", 2), ("++-", 1)]
    assert [triad.type for triad in triads(network, limit=1)] == ["---"]
    assert [triad.type for triad in triads(network, balanced=True)] == []


def test_an_empty_network_has_no_triads():
    network = network_of()
    assert [each.count for each in census(network)] == [0, 0, 0, 0]
    assert triads(network) == most_frustrated(network) == ()
