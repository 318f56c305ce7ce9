"""Kleinberg's automaton, against every sequence of states on small cases and against counts worked out by hand."""

from itertools import product
from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.metrics.bursts import Automaton, Stretch, stretches


def test_a_burst_by_hand():
    # R/D = 19/160, so p0 = 0.11875 and p1 = 0.2375. A bin saves r ln 2 + (20 - r) ln(0.7625/0.88125) in a burst:
    # 6 of 20 save 2.1325, 7 of 20 save 2.9699; entering costs ln 8 = 2.0794.
    saved = [r * log(2) + (20 - r) * log((1 - 0.2375) / (1 - 0.11875)) for r in (6, 7)]
    assert stretches([1, 1, 1, 6, 7, 1, 1, 1], [20] * 8) == (Stretch(3, 4, pytest.approx(sum(saved))),)
    assert sum(saved) == pytest.approx(5.1030, abs=1e-4)


@pytest.mark.parametrize(
    ("relevant", "total"),
    [
        ([], []),
        ([0, 0, 0], [10, 10, 10]),
        ([5, 5, 5, 5], [5, 5, 5, 5]),  # all there is
        ([2, 2, 2, 2], [10, 10, 10, 10]),
        ([2, 20, 2, 2], [10, 100, 10, 10]),  # ten times as many, of ten times as many
    ],
)
def test_what_is_as_usual_is_no_burst(relevant, total):
    assert stretches(relevant, total) == ()


def test_the_same_counts_are_a_burst_where_the_total_does_not_grow():
    assert [(each.first, each.last) for each in stretches([2, 20, 2, 2], [60, 60, 60, 60])] == [(1, 1)]


def test_bins_in_which_nothing_is_told_neither_count_nor_end_a_burst():
    packed = stretches([1, 9, 9, 1, 1], [20] * 5)
    spread = stretches([1, 9, 0, 9, 0, 0, 1, 1], [20, 20, 0, 20, 0, 0, 20, 20])
    assert [(each.first, each.last) for each in packed] == [(1, 2)]
    assert [(each.first, each.last) for each in spread] == [(1, 3)]
    assert packed[0].strength == pytest.approx(spread[0].strength)


counts = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 30)), min_size=1, max_size=7)


@given(counts, st.sampled_from((1.5, 2.0, 5.0)), st.sampled_from((0.0, 0.5, 1.0, 2.0)))
def test_no_other_sequence_of_states_is_cheaper(found, scale, gamma):
    relevant, total = [r for r, _ in found], [r + rest for r, rest in found]
    bursts = stretches(relevant, total, Automaton(scale, gamma))
    told = [place for place, each in enumerate(total) if each]
    if not 0 < sum(relevant) < sum(total):
        assert bursts == ()
        return
    usual = sum(relevant) / sum(total)
    chances = (usual, scale * usual if scale * usual < 1 else (1 + usual) / 2)

    def cost(states):
        bins = sum(
            -relevant[place] * log(chances[state]) - (total[place] - relevant[place]) * log(1 - chances[state])
            for place, state in zip(told, states, strict=True)
        )
        return bins + gamma * log(len(told)) * sum(b > a for a, b in zip((0, *states), states, strict=False))

    own = [any(burst.first <= place <= burst.last for burst in bursts) for place in told]
    assert cost(own) == pytest.approx(min(map(cost, product((0, 1), repeat=len(told)))))


@pytest.mark.parametrize("wrong", [{"scale": 1}, {"scale": inf}, {"gamma": -1}, {"scale": float("nan")}, {"gamma": inf}])
def test_parameters_without_meaning_are_refused(wrong):
    with pytest.raises(UsageError):
        Automaton(**wrong)
