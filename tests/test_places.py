"""Where things happened, footprints, and distances on the Earth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import WORDS, entity, told

from kg.errors import UsageError
from kg.graph import build
from kg.metrics import Point, footprint, nearest, place_of
from kg.metrics.sphere import RADIUS, distances, mean_point
from kg.records import StoredPlace

KIDAL, GAO, TIMBUKTU = (entity(name, "Settlement") for name in ("Kidal", "Gao", "Timbuktu"))
REGION, WELL = entity("Liptako", "Region"), entity("Well", "NaturalFeature")
MALI = entity("Mali")
GROUP, ARMY = entity("Group", "ArmedGroup"), entity("Army", "ArmedForce")
LOCATED = {
    KIDAL.id: StoredPlace(KIDAL.id, 18.44, 1.41, MALI.id),
    GAO.id: StoredPlace(GAO.id, 16.27, -0.04, MALI.id),
    TIMBUKTU.id: StoredPlace(TIMBUKTU.id, 16.77, -3.01, MALI.id),
    REGION.id: StoredPlace(REGION.id, 14.5, 0.5),
    MALI.id: StoredPlace(MALI.id, 17, -4),
}


def away(one, two):
    return float(distances(*one, np.array([two[0]], float), np.array([two[1]], float))[0])


@pytest.mark.parametrize(
    ("one", "two", "kilometres"),
    [
        ((36.12, -86.67), (33.94, -118.40), 2887.26 * RADIUS / 6372.8),  # Nashville to Los Angeles, Rosetta Code, its radius
        ((0, 0), (0, 90), RADIUS * np.pi / 2),
        ((0, 179), (0, -179), RADIUS * np.pi / 90),  # over the line where the date changes
        ((90, 0), (-90, 123), RADIUS * np.pi),
        ((12, 3), (12, 3), 0),
    ],
)
def test_great_circles(one, two, kilometres):
    assert away(one, two) == pytest.approx(kilometres, abs=0.01)


degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(degrees, degrees, degrees)
def test_distances_are_a_metric(one, two, three):
    assert away(one, two) == pytest.approx(away(two, one), abs=1e-6)
    assert away(one, three) <= away(one, two) + away(two, three) + 1e-3
    assert 0 <= away(one, two) <= RADIUS * np.pi + 1e-6


@given(degrees, degrees)
def test_the_mean_of_two_points_is_as_far_from_both(one, two):
    mean = mean_point(np.array([one[0], two[0]]), np.array([one[1], two[1]]), np.ones(2))
    if mean is not None and away(one, two) < 15_000:
        assert away(mean, one) == pytest.approx(away(one, two) / 2, abs=0.01)
        assert away(mean, two) == pytest.approx(away(one, two) / 2, abs=0.01)


def test_opposite_points_have_no_mean():
    assert mean_point(np.array([0.0, 0.0]), np.array([0.0, 180.0]), np.ones(2)) is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (told(GROUP, "attacks", ARMY, place=KIDAL), (KIDAL, "place")),
        (told(GROUP, "attacks", GAO, place=KIDAL), (KIDAL, "place")),
        (told(GROUP, "attacks", GAO), (GAO, "object")),
        (told(GROUP, "attacks", ARMY), None),
        (told(GROUP, "attacks", MALI), None),  # the state
        (told(ARMY, "deploysTo", MALI), (MALI, "object")),  # the country
        (told(GROUP, "influences", MALI), None),
        (told(GROUP, "accuses", MALI, place=MALI), (MALI, "place")),
    ],
)
def test_the_place_of_an_event(statement, expected):
    assert place_of(statement, WORDS) == expected


EVENTS = [
    told(GROUP, "attacks", KIDAL, "1.txt", document_source="Wire", date_from="2023-02-01", date_until="2023-02-03"),
    told(GROUP, "attacks", ARMY, "2.txt", place=KIDAL, document_source="Daily", document_date="2024",
         sentence="Soldiers were killed in the north, say people who fled."),
    told(GROUP, "attacks", GAO, "3.txt"),
    told(GROUP, "fights", ARMY, "4.txt", place=REGION),
    told(GROUP, "attacks", WELL, "5.txt"),
    told(GROUP, "accuses", MALI, "6.txt"),
    told(ARMY, "controls", GAO, "7.txt"),
    told(KIDAL, "locatedIn", MALI, "8.txt"),
]  # fmt: skip
GRAPH = build(EVENTS, WORDS)


def test_a_footprint_counts_places_and_what_is_in_none():
    found = footprint(GRAPH, LOCATED, WORDS, "Group")
    assert [(each.label, each.events, each.named_as_place, each.named_as_object, each.coarse) for each in found.places] == [
        ("Kidal", 2, 1, 1, False),
        ("Gao", 1, 0, 1, False),
        ("Liptako", 1, 1, 0, True),
        ("Well", 1, 0, 1, False),
    ]
    kidal = found.places[0]
    assert (kidal.first, kidal.last, kidal.sources, kidal.point, kidal.country) == (
        "2023-02-01", "2024-12-31", 2, Point(18.44, 1.41), MALI.id,
    )  # fmt: skip
    assert [each.relation for each in found.placeless] == ["accuses"]
    assert (found.unlocated, found.coarse) == (1, 1)


def test_spread_by_hand():
    # Three events at two points d apart, two of them at one: the mean lies a third of the way along, and the root of the mean
    # square of the distances d/3, d/3 and 2d/3 is d times the root of (1/9 + 1/9 + 4/9) / 3. On a sphere this is off by little.
    found = footprint(GRAPH, LOCATED, WORDS, "Group").spread
    apart = away((18.44, 1.41), (16.27, -0.04))
    assert found.radius == pytest.approx(apart * (2 / 9) ** 0.5, rel=1e-3)
    assert found.extent == pytest.approx(apart)
    assert (found.points, found.events) == (2, 3)
    assert away((found.centre.latitude, found.centre.longitude), (18.44, 1.41)) == pytest.approx(apart / 3, rel=1e-3)


def test_coarse_places_are_points_only_when_asked_for():
    found = footprint(GRAPH, LOCATED, WORDS, "Group", coarse=True)
    assert (found.coarse, found.unlocated, found.spread.points, found.spread.events) == (0, 1, 3, 4)
    assert [each.coarse for each in found.places] == [False, False, True, False]


def test_all_events_are_those_of_actors():
    found = footprint(GRAPH, LOCATED, WORDS)
    assert [(each.label, each.events) for each in found.places] == [("Gao", 2), ("Kidal", 2), ("Liptako", 1), ("Well", 1)]
    assert "locatedIn" not in {each.relation for place in found.places for each in (*place.statements, *found.placeless)}


def test_who_was_nowhere_has_no_spread():
    found = footprint(GRAPH, {}, WORDS, "Group")
    assert (found.spread, found.unlocated) == (None, 4)
    assert footprint(build([], WORDS), {}, WORDS).places == ()


def test_the_overlap_of_footprints_by_hand():
    other, third = entity("Other", "ArmedGroup"), entity("Third", "ArmedGroup")
    said = [told(GROUP, "attacks", KIDAL, f"k{i}.txt") for i in range(3)] + [told(GROUP, "attacks", GAO, "g.txt")]
    said += [told(other, "attacks", KIDAL, "o1.txt"), told(other, "attacks", GAO, "o2.txt")]
    said += [told(third, "attacks", TIMBUKTU, "t.txt"), told(third, "fights", GROUP, "r.txt", place=REGION)]
    graph = build(said, WORDS)
    found = nearest(graph, LOCATED, WORDS, "Group")
    # Shares 3/4, 1/4 against 1/2, 1/2: the lesser ones are 1/2 and 1/4.
    assert [(each.label, each.overlap, each.shared) for each in found] == [("Other", 0.75, ("Gao", "Kidal"))]
    assert found[0].distance == pytest.approx(away((18.44, 1.41), (16.27, -0.04)) / 4, rel=0.01)
    coarse = nearest(graph, LOCATED, WORDS, "Group", coarse=True)
    # Group is now 3/5 in Kidal, 1/5 each in Gao and Liptako, where Third has half of its events.
    assert [(each.label, each.overlap) for each in coarse] == [("Other", pytest.approx(0.7)), ("Third", pytest.approx(0.2))]
    assert nearest(graph, LOCATED, WORDS, "Group", coarse=True, limit=1) == coarse[:1]


def test_both_sides_of_a_fight_were_there():
    found = nearest(GRAPH, LOCATED, WORDS, "Army")
    assert [(each.label, each.shared) for each in found] == [("Group", ("Kidal", "Gao"))]


@pytest.mark.parametrize(("name", "words"), [("Kidal", "is a place and no actor"), ("Nobody", "no actor named")])
def test_a_footprint_belongs_to_an_actor(name, words):
    for ask in (footprint, nearest):
        with pytest.raises(UsageError, match=words):
            ask(GRAPH, LOCATED, WORDS, name)
