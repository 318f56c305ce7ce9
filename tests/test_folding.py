"""Parts folded into wholes, by facts invented here."""

import pytest
from network_samples import WORDS, entity, told

from kg.errors import UsageError
from kg.folding import Parts
from kg.graph import project
from kg.projection import Projection
from kg.records import StoredFact

STATE = entity("Ardova")
ARMY = entity("Army of Ardova", "ArmedForce")
FORCES = entity("Ardova Armed Forces", "ArmedForce")
BUREAU = entity("Lost Bureau", "GovernmentBody")
COALITION = entity("Salt Road Coalition", "ArmedGroup")
BRIGADE = entity("Brigade of the Two Wells", "ArmedGroup")
KATIBA = entity("Katiba Sahra", "ArmedGroup")
CHIEF = entity("Amari Teshk", "Person")
MISSION = entity("Long Dawn", "Operation")
ENTITIES = {each.id: each for each in (STATE, ARMY, FORCES, BUREAU, COALITION, BRIGADE, KATIBA, CHIEF, MISSION)}


def fact(part, relation, whole, valid_from=None, valid_until=None) -> StoredFact:
    return StoredFact("f", part.id, relation, whole.id, None, valid_from, valid_until)


FACTS = [
    fact(ARMY, "subordinateTo", FORCES),
    fact(FORCES, "subordinateTo", STATE),
    fact(BRIGADE, "memberOf", COALITION, "2017-03-02", "2020-12-31"),
    fact(KATIBA, "subordinateTo", BRIGADE),
    fact(CHIEF, "leads", STATE),
    fact(CHIEF, "subordinateTo", STATE),
    fact(MISSION, "subordinateTo", STATE),
]


@pytest.mark.parametrize(
    ("folds", "entity", "day", "whole"),
    [
        ((), ARMY, None, ARMY),
        (("groups",), ARMY, None, ARMY),
        (("states",), ARMY, None, STATE),
        (("states",), FORCES, "2024-01-01", STATE),
        (("states",), BUREAU, None, BUREAU),
        (("states",), CHIEF, None, CHIEF),
        (("states",), MISSION, None, MISSION),
        (("states",), BRIGADE, "2018-01-01", BRIGADE),
        (("groups",), BRIGADE, "2018-01-01", COALITION),
        (("groups",), BRIGADE, "2016-01-01", BRIGADE),
        (("groups",), BRIGADE, "2021-01-01", BRIGADE),
        (("groups",), BRIGADE, None, COALITION),
        (("groups",), KATIBA, "2018-01-01", COALITION),
        (("groups",), KATIBA, "2022-01-01", BRIGADE),
        (("groups", "states"), ARMY, None, STATE),
        (("groups", "states"), KATIBA, None, COALITION),
    ],
)
def test_a_part_is_folded_into_its_whole_of_that_day(folds, entity, day, whole):
    assert Parts(folds, FACTS, ENTITIES, WORDS).whole_of(entity, day) == whole


def test_of_several_wholes_the_last_joined_counts():
    facts = [fact(KATIBA, "memberOf", COALITION, "2019-01-01"), fact(KATIBA, "memberOf", BRIGADE, "2021-01-01")]
    parts = Parts(("groups",), facts, ENTITIES, WORDS)
    assert parts.whole_of(KATIBA, "2020-01-01") == COALITION
    assert parts.whole_of(KATIBA, "2022-01-01") == BRIGADE


def test_facts_in_a_circle_come_to_an_end():
    facts = [fact(KATIBA, "memberOf", BRIGADE), fact(BRIGADE, "memberOf", KATIBA)]
    assert Parts(("groups",), facts, ENTITIES, WORDS).whole_of(KATIBA) == BRIGADE


def test_a_whole_that_nobody_describes_is_passed_over():
    facts = [fact(KATIBA, "memberOf", entity("Nowhere", "ArmedGroup"))]
    assert Parts(("groups",), facts, ENTITIES, WORDS).whole_of(KATIBA) == KATIBA


def test_a_folded_network_has_the_ties_of_parts_and_none_inside_a_whole():
    statements = [
        told(ARMY, "attacks", KATIBA, date_from="2018-05-01", date_until="2018-05-01"),
        told(ARMY, "attacks", KATIBA, "late.txt", date_from="2024-05-01", date_until="2024-05-01"),
        told(ARMY, "subordinateTo", STATE),
    ]
    projection = Projection(fold=frozenset({"groups", "states"}))
    graph = project(statements, projection, WORDS, Parts(projection.fold, FACTS, ENTITIES, WORDS))
    assert {(a, b) for a, b in graph.edges()} == {(STATE.id, COALITION.id), (STATE.id, BRIGADE.id)}
    assert {each.id for *_, tie in graph.edges(data=True) for each in tie["statements"]} == {each.id for each in statements[:2]}


def test_an_unknown_fold_is_refused():
    with pytest.raises(UsageError, match="no fold is named 'tribes'"):
        Parts(("tribes",), FACTS, ENTITIES, WORDS)
