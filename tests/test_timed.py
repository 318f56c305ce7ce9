"""Paths in the order of time, against all ways to choose a statement for each step."""

from itertools import pairwise, product

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import WORDS, told

from kg.errors import KgError, UsageError
from kg.graph import build
from kg.metrics import Route, timed_paths
from kg.timing import when


def on(subject, relation, target, first, last=None, **more):
    return told(subject, relation, target, date=first, date_from=first, date_until=last or first, **more)


def names(found) -> list[str]:
    return ["".join(node.rpartition("/")[2].upper() for node in way.nodes) for way in found.paths]


def found(statements, **options):
    return timed_paths(build(statements, WORDS), "A", "C", **options)


def test_a_step_does_not_come_before_the_one_that_leads_to_it():
    assert names(found([on("A", "accuses", "B", "2024-01-01"), on("B", "accuses", "C", "2024-02-01")])) == ["ABC"]
    assert names(found([on("A", "accuses", "B", "2024-01-01"), on("B", "accuses", "C", "2024-01-01")])) == ["ABC"]
    with pytest.raises(KgError, match="no path in the order of time connects A and C"):
        found([on("A", "accuses", "B", "2024-02-01"), on("B", "accuses", "C", "2024-01-01")])


def test_a_period_can_be_in_order_or_is_surely_in_order():
    """Some day of February and some day of the first quarter: perhaps in order, not surely."""
    statements = [on("A", "accuses", "B", "2024-02-01", "2024-02-29"), on("B", "accuses", "C", "2024-01-01", "2024-03-31")]
    [way] = found(statements).paths
    assert [moment.day for moment in way.moments] == ["2024-02-01", "2024-02-01"]
    with pytest.raises(KgError, match="no path"):
        found(statements, certain=True)
    later = [*statements, on("B", "accuses", "C", "2024-02-29", "2024-04-01")]
    [way] = found(later, certain=True).paths
    assert [moment.day for moment in way.moments] == ["2024-02-29", "2024-04-01"]


def test_only_statements_that_can_stand_there_carry_a_step():
    early, late = on("A", "accuses", "B", "2024-01-01"), on("A", "threatens", "B", "2024-06-01")
    before, after = on("B", "accuses", "C", "2023-01-01"), on("B", "threatens", "C", "2024-03-01")
    [way] = found([early, late, before, after]).paths
    assert [step.statements for step in way.steps] == [(early,), (after,)]
    assert [moment.statement for moment in way.moments] == [early.id, after.id]


def test_the_day_of_the_document_counts_where_the_text_gives_none():
    statements = [
        told("A", "accuses", "B", document_date="2024-01-01"),
        on("B", "accuses", "C", "2024-02-01"),
        told("B", "meetsWith", "C"),
    ]
    result = found(statements)
    assert names(result) == ["ABC"]
    assert result.undated == 1


def test_the_one_that_arrives_first_may_take_more_steps():
    direct = on("A", "accuses", "C", "2024-12-01")
    around = [on("A", "accuses", "B", "2024-01-01"), on("B", "accuses", "C", "2024-02-01")]
    result = found([direct, *around], longest=1)
    assert names(result) == ["AC"]
    assert [moment.day for moment in result.earliest.moments] == ["2024-01-01", "2024-02-01"]


def test_direction_limit_and_avoidance():
    statements = [
        on("A", "accuses", "B", "2024-01-01"),
        on("C", "accuses", "B", "2024-02-01"),
        on("A", "meetsWith", "D", "2024-01-01"),
        on("D", "accuses", "C", "2024-03-01"),
    ]
    assert names(found(statements)) == ["ABC", "ADC"]
    assert names(found(statements, route=Route(directed=True))) == ["ADC"]
    assert names(found(statements, route=Route(avoid=("D",)))) == ["ABC"]
    limited = found(statements, route=Route(limit=1))
    assert (names(limited), limited.more) == (["ABC"], True)
    with pytest.raises(UsageError, match="1 step or more"):
        found(statements, longest=0)


DAYS = st.integers(1, 9).map(lambda day: f"2024-01-0{day}")
SPANS = st.tuples(DAYS, DAYS).map(sorted)
TIES = st.lists(st.tuples(st.permutations("ABCDE").map(lambda order: order[:2]), SPANS), min_size=1, max_size=12)


def in_order(statements, certain) -> bool:
    days = [when(each) for each in statements]
    if certain:
        return all(one.last <= other.first for one, other in pairwise(days))
    arrived = ""
    for day in days:
        arrived = max(arrived, day.first)
        if arrived > day.last:
            return False
    return True


@given(TIES, st.booleans(), st.booleans())
def test_they_are_those_of_which_some_choice_of_statements_is_in_order(ties, directed, certain):
    statements = [on(a, "accuses", b, first, last, document=f"{number}.txt") for number, ((a, b), (first, last)) in enumerate(ties)]
    known = (nx.DiGraph if directed else nx.Graph)((a, b) for (a, b), _ in ties)
    expected = {}
    for path in nx.all_simple_paths(known, "A", "C") if {"A", "C"} <= set(known) else []:
        carried = [
            [each for each in statements if (each.subject.name, each.object.name) in ({(a, b)} if directed else {(a, b), (b, a)})]
            for a, b in pairwise(path)
        ]
        good = [choice for choice in product(*carried) if in_order(choice, certain)]
        if good:
            expected["".join(path)] = [{choice[number].id for choice in good} for number in range(len(carried))]
    try:
        result = timed_paths(build(statements, WORDS), "A", "C", Route(directed, limit=1000), certain=certain, longest=4)
    except UsageError:
        assert not expected  # one of them is in no statement
        return
    except KgError:
        assert not expected
        return
    assert names(result) == sorted(expected, key=lambda path: (len(path), path))
    for name, way in zip(names(result), result.paths, strict=True):
        assert [{each.id for each in step.statements} for step in way.steps] == expected[name]
        assert [moment.statement in each for moment, each in zip(way.moments, expected[name], strict=True)] == [True] * len(
            way.steps
        )
    arrivals = [way.moments[-1].day for way in result.paths]
    assert result.earliest.moments[-1].day == min(arrivals)
