"""Pairs of mentions as numbers: heads of spans, ways through the tree, marks and distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.encoder.pairs import (
    DISTANCE_ROWS,
    KINDS,
    MARKS,
    Candidate,
    Sentence,
    between,
    distance_row,
    head_word,
    kind_row,
    marks,
    path,
)

# Africa Corps units , trained by Russia , left Mali
HEADS = [1, 2, 8, 2, 4, 6, 4, 2, 8, 8]
HEADS[4] = 2


@st.composite
def trees(draw: st.DrawFn) -> list[int]:
    """Heads of words in one or more trees: every word hangs on an earlier one or is a root, in shuffled order."""
    size = draw(st.integers(1, 14))
    order = draw(st.permutations(range(size)))
    heads = list(range(size))
    for place, word in enumerate(order):
        heads[word] = order[draw(st.integers(0, place))]
    return heads


@pytest.mark.parametrize(("first", "end", "expected"), [(0, 3, 2), (0, 2, 1), (6, 7, 6), (9, 10, 9)])
def test_the_head_of_a_span(first: int, end: int, expected: int) -> None:
    assert head_word(first, end, HEADS) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(2, 9, (8,)), (2, 6, (4,)), (6, 9, (2, 4, 8)), (8, 9, ()), (2, 2, ())],
)
def test_the_way_through_the_tree(one: int, other: int, expected: tuple[int, ...]) -> None:
    assert path(one, other, HEADS) == expected


def test_two_trees_are_joined_by_their_roots() -> None:
    assert path(0, 3, [1, 1, 2, 2]) == (1, 2)


@given(trees(), st.data())
def test_the_way_back_is_the_same_way(heads: list[int], data: st.DataObject) -> None:
    one, other = (data.draw(st.integers(0, len(heads) - 1)) for _ in range(2))
    found = path(one, other, heads)
    assert found == path(other, one, heads)
    assert {one, other}.isdisjoint(found)


def test_words_are_marked_by_the_longest_mention() -> None:
    inner, outer = Candidate(1, 2, "GPE"), Candidate(1, 4, "ORG", named=False)
    found = marks(5, [outer, inner])
    assert found == marks(5, [inner, outer])
    assert found[0] == found[4] == MARKS - 1
    assert found[1] == 4 * KINDS.index("ORG")
    assert found[2] == found[3] == found[1] + 1


def test_names_and_phrases_have_marks_and_sorts_of_their_own() -> None:
    every = [Candidate(0, 1, kind, named) for kind in KINDS for named in (True, False)]
    assert len({kind_row(each) for each in every}) == len(every) == 2 * len(KINDS)
    assert len({marks(1, [each])[0] for each in every}) == len(every)
    assert all(marks(1, [each])[0] < MARKS - 1 for each in every)


@given(st.integers(0, 60), st.integers(1, 5), st.integers(0, 60), st.integers(1, 5))
def test_distances_are_classes(first: int, long: int, other: int, wide: int) -> None:
    subject, obj = Candidate(first, first + long, "ORG"), Candidate(other, other + wide, "ORG")
    assert 0 <= distance_row(subject, obj) < DISTANCE_ROWS


def test_a_distance_tells_which_comes_first() -> None:
    near, far = Candidate(0, 1, "ORG"), Candidate(9, 10, "ORG")
    assert distance_row(near, far) > distance_row(far, near)
    assert list(between(near, far)) == list(between(far, near)) == list(range(1, 9))


def test_pairs_share_no_word() -> None:
    sentence = Sentence(HEADS, [0] * 10, [Candidate(0, 3, "ORG"), Candidate(0, 2, "ORG"), Candidate(9, 10, "GPE")])
    assert sentence.pairs() == [(0, 2), (1, 2), (2, 0), (2, 1)]
