"""Enemies in common, and allies that fight."""

from hypothesis import given
from hypothesis import strategies as st
from network_samples import WORDS, told
from signed_samples import signed_ties

from kg.graph import build
from kg.metrics import fighting_allies, shared_enemies, signed


def shared(statements, **options):
    graph = build(statements, WORDS)
    network = signed(graph, WORDS)
    found = shared_enemies(graph, network, **options)
    return (
        network,
        [
            (network.labels[each.one] + network.labels[each.other], "".join(network.labels[e] for e in each.enemies))
            for each in found
        ],
        found,
    )


def test_pairs_without_a_tie_who_have_enemies_in_common():
    """A and B both oppose X and Y; B and C both oppose Y, but are tied, if only by a tie that has no sign."""
    statements = [
        *signed_ties([("A", "X", "-"), ("B", "X", "-"), ("A", "Y", "-"), ("B", "Y", "-"), ("C", "Y", "-")]),
        told("C", "replaces", "B"),
    ]
    _, names, found = shared(statements)
    assert names == [("AB", "XY"), ("XY", "AB"), ("AC", "Y")]
    assert found[0].weight == 2
    assert {told.object.name for told in found[0].statements} == {"X", "Y"}
    assert len(found[0].statements) == 4


def test_those_with_most_enemies_in_common_come_first_and_then_the_firmest():
    statements = [told(a, "attacks", "X", f"{i}.txt") for i in range(3) for a in "AB"] + signed_ties([("C", "X", "-")])
    _, names, found = shared(statements)
    assert names == [("AB", "X"), ("AC", "X"), ("BC", "X")]
    assert [each.weight for each in found] == [3, 1, 1]
    assert shared(statements, limit=1)[1] == [("AB", "X")]


def test_a_friend_of_one_and_enemy_of_the_other_speaks_against_it():
    network, names, found = shared(signed_ties([("A", "X", "-"), ("B", "X", "-"), ("A", "Z", "+"), ("B", "Z", "-")]))
    assert names[0] == ("AB", "X")
    assert [network.labels[node] for node in found[0].against] == ["Z"]


PAIRS = st.lists(
    st.tuples(st.permutations("ABCDEFG").map(lambda order: tuple(sorted(order[:2]))), st.sampled_from("+-")), max_size=14
)


@given(PAIRS, st.integers(1, 4))
def test_the_list_is_complete_and_a_limit_takes_its_head(ties, limit):
    given_ = dict(ties)
    statements = signed_ties((*pair, sign) for pair, sign in given_.items())
    _, names, _ = shared(statements)
    enemies = {a: {b for pair, sign in given_.items() if sign == "-" and a in pair for b in pair if b != a} for a in "ABCDEFG"}
    expected = {
        (a + b, "".join(sorted(enemies[a] & enemies[b])))
        for a in "ABCDEFG"
        for b in "ABCDEFG"
        if a < b and (a, b) not in given_ and enemies[a] & enemies[b]
    }
    assert set(names) == expected
    assert shared(statements, limit=limit)[1] == names[:limit]


def test_allies_that_fight_have_bonds_and_violence():
    statements = [
        told("A", "supplies", "B", "1.txt", date_from="2024-01-01", date_until="2024-01-01"),
        told("B", "attacks", "A", "2.txt", date_from="2023-01-01", date_until="2023-01-01"),
        told("B", "accuses", "A", "3.txt"),
        told("A", "supplies", "C"),
        told("C", "accuses", "A"),
        told("D", "attacks", "A"),
        *(told("E", "alliedWith", "F", f"{i}.txt") for i in range(2)),
        *(told("E", "fights", "F", f"{i}.txt") for i in range(2)),
    ]
    graph = build(statements, WORDS)
    network = signed(graph, WORDS)
    found = fighting_allies(graph, network, WORDS)
    assert [network.labels[each.pair.one] + network.labels[each.pair.other] for each in found] == ["EF", "AB"]
    assert (found[1].pair.positive, found[1].violent) == (1, 1)
    assert [each.relation for each in found[1].statements] == ["attacks", "supplies"]
    assert fighting_allies(graph, network, WORDS, limit=1) == found[:1]
