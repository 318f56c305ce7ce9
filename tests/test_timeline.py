"""Activity, bursts and the balance of a pair over time, and ranks over time."""

import pytest
from network_samples import WORDS, entity, told

from kg.errors import UsageError
from kg.graph import build
from kg.metrics import Baseline, Grid, Ranking, central, timeline, trajectories
from kg.projection import Projection, selected

YEARS = Grid("year")


def on(day: str, *words: str, document: str = "one.txt", **more):
    """A statement whose event is dated."""
    first, _, last = day.partition("/")
    return told(*words, document, date=day, date_from=first, date_until=last or first, **more)


SAID = [
    on("2022-03-01", "A", "meetsWith", "B", document="1.txt", document_source="Wire"),
    on("2023-05-01", "A", "attacks", "B", document="2.txt", document_source="Wire"),
    on("2023-06-01", "B", "attacks", "A", document="3.txt", document_source="Daily", sentence="The army says the other side shot first."),
    told("A", "accuses", "C", "4.txt", document_date="2023-07-01", document_source="Wire"),
    told("A", "memberOf", entity("U", "Organization"), "5.txt", document_source="Daily"),
]  # fmt: skip
GRAPH = build(SAID, WORDS)


def rows(found):
    return {each.bin.name: each for each in found.activities}


def test_an_actors_activity_is_all_of_its_statements_by_their_dates():
    found = timeline(GRAPH, WORDS, "A", grid=YEARS)
    assert [(each.bin.name, each.statements, each.by_event, each.by_document) for each in found.activities] == [
        ("2022", 1, 1, 0),
        ("2023", 3, 2, 1),
    ]
    assert [each.sources for each in found.activities] == [1, 2]
    assert (found.event, found.document, found.long, found.sources) == (3, 1, 0, 2)
    assert [each.relation for each in found.undated] == ["memberOf"]
    assert (found.first.day, found.first.basis, found.first.statement.relation) == ("2022-03-01", "event", "meetsWith")
    assert (found.last.day, found.last.basis, found.last.statement.relation) == ("2023-07-01", "document", "accuses")


def test_a_pairs_history_is_cooperation_minus_conflict_by_the_signs_of_the_ontology():
    found = timeline(GRAPH, WORDS, "A", "B", grid=YEARS)
    assert [(each.cooperation, each.conflict, each.balance) for each in found.activities] == [(1, 0, 1), (0, 2, -2)]
    assert found.activities == timeline(GRAPH, WORDS, "B", "A", grid=YEARS).activities


def test_what_has_no_sign_is_neither_cooperation_nor_conflict():
    graph = build([on("2023-01-01", "A", "deploys", "B"), on("2023-01-02", "A", "opposes", "B")], WORDS)
    assert [(each.statements, each.cooperation, each.conflict) for each in timeline(graph, WORDS, grid=YEARS).activities] == [
        (2, 0, 1)
    ]


def test_a_long_period_is_spread_and_a_window_changes_no_bin():
    graph = build([on("2023-12-01/2024-01-31", "A", "attacks", "B"), on("2024-01-05", "A", "attacks", "B")], WORDS)
    whole = timeline(graph, WORDS, "A")
    assert [each.statements for each in whole.activities] == pytest.approx([0.5, 1.5])
    assert whole.long == 1
    cut = timeline(graph, WORDS, "A", grid=Grid("month", "2024", "2024-02"))
    assert [each.statements for each in cut.activities] == pytest.approx([1.5, 0])
    assert cut.activities[0] == rows(whole)["2024-01"]


def test_empty_bins_between_are_there():
    assert [each.bin.name for each in timeline(GRAPH, WORDS, "A", "B").activities][:3] == ["2022-03", "2022-04", "2022-05"]
    assert len(timeline(GRAPH, WORDS, "A", "B").activities) == 16


def many(number: int, year: int, *words: str, start: int = 0):
    return [on(f"{year}-01-{1 + i % 28:02}", *words, document=f"{start + i}-{words[0]}.txt") for i in range(number)]


def test_more_reports_about_everything_are_no_burst_but_a_larger_share_is():
    quiet = [
        each for year in range(2015, 2023) for each in (*many(2, year, "A", "attacks", "B"), *many(18, year, "C", "attacks", "D"))
    ]
    louder = [*many(20, 2023, "A", "attacks", "B"), *many(180, 2023, "C", "attacks", "D")]
    burst = [*many(20, 2023, "A", "attacks", "B"), *many(18, 2023, "C", "attacks", "D")]
    assert timeline(build(quiet + louder, WORDS), WORDS, "A", grid=YEARS).bursts == ()
    found = timeline(build(quiet + burst, WORDS), WORDS, "A", grid=YEARS)
    assert [(each.first.name, each.last.name, each.statements, each.corpus) for each in found.bursts] == [("2023", "2023", 20, 38)]
    assert [each.bin.name for each in found.activities if each.burst] == ["2023"]


def test_the_corpus_may_be_more_than_the_network():
    own = [each for year in (2020, 2021, 2022, 2023) for each in many(20 if year == 2023 else 2, year, "A", "attacks", "B")]
    rest = [each for year in (2020, 2021, 2022, 2023) for each in many(180 if year == 2023 else 18, year, "C", "attacks", "D")]
    graph = build(own, WORDS)
    assert timeline(graph, WORDS, "A", grid=YEARS).bursts == ()  # relative to itself
    assert timeline(graph, WORDS, "A", grid=YEARS, baseline=Baseline(own + rest)).bursts == ()
    assert rows(timeline(graph, WORDS, "A", grid=YEARS, baseline=Baseline(own + rest)))["2023"].share == 0.1
    same = [each for each in rest if each.date.startswith("2022") or each.date > "2023-01-27"]
    assert timeline(graph, WORDS, "A", grid=YEARS, baseline=Baseline(own + same)).bursts != ()


@pytest.mark.parametrize(
    ("names", "words"), [(("A", "A"), "two different"), ((None, "A"), "two different"), (("X",), "no actor named")]
)
def test_who_is_asked_for_must_be_there(names, words):
    with pytest.raises(UsageError, match=words):
        timeline(GRAPH, WORDS, *names)


def test_an_empty_network_has_no_activity():
    found = timeline(build([], WORDS), WORDS)
    assert (found.activities, found.bursts, found.first, found.last, found.sources) == ((), (), None, None, 0)


def test_ranks_over_time_are_those_of_a_projection_onto_each_bin():
    said = [
        *many(3, 2021, "A", "attacks", "B"), *many(1, 2021, "C", "attacks", "B"),
        *many(2, 2022, "C", "attacks", "D"), on("2021-12-01/2022-01-31", "D", "attacks", "E"),
    ]  # fmt: skip
    graph = build(said, WORDS)
    found = trajectories(graph, WORDS, Ranking("degree", limit=2), grid=YEARS)
    assert [each.label for each in found.trajectories] == ["B", "A"]
    assert [[one.rank.rank if one.rank else None for one in each.standings] for each in found.trajectories] == [
        [1, None],
        [2, None],
    ]
    assert found.actors == (5, 3)
    for place, year in enumerate(("2021", "2022")):
        there = build(selected(said, Projection(since=year, until=year), WORDS), WORDS)
        ranks = {rank.id: rank for rank in central(there, "degree")}
        every = trajectories(graph, WORDS, Ranking("degree", limit=9), grid=YEARS)
        assert [each.standings[place].rank for each in every.trajectories] == [ranks.get(each.id) for each in every.trajectories]


def test_a_window_takes_the_bins_before_and_a_named_actor_is_followed():
    said = [*many(3, 2021, "A", "attacks", "B"), *many(1, 2023, "C", "attacks", "B")]
    found = trajectories(build(said, WORDS), WORDS, Ranking("out-degree"), ["C"], grid=YEARS, window=3)
    assert [(one.rank.rank if one.rank else None, len(one.told)) for one in found.trajectories[0].standings] == [
        (None, 0),
        (None, 0),
        (2, 1),
    ]
    assert found.actors == (2, 2, 3)
    with pytest.raises(UsageError, match="1 bin or more"):
        trajectories(build(said, WORDS), WORDS, window=0)
