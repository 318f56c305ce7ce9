"""Rankings again and again: by hand on small networks, and against networks that are built anew each time."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_samples import WORDS, entity, invented_world, told

from kg.errors import UsageError
from kg.graph import build, with_sources
from kg.metrics import Ranking, central, robust
from kg.metrics.resampling import COUNTED, Evidence, first_of, ranks_of
from kg.origins import source_of
from kg.projection import WEIGHTS, Projection, selected, weigher

WORLD = [each for each in invented_world() if each.modality == "asserted"][:150]
OTHERS = ("pagerank", "betweenness", "closeness", "katz", "core")


def built(statements, projection):
    return with_sources(build(statements, WORDS, weigher(projection, statements)), projection.min_sources)


def drawn(statements, times):
    """The statements as a store would have them if each document had been written so often."""
    for statement in statements:
        for copy in range(times.get(statement.document, 0)):
            tag = f"#{copy}"
            yield replace(statement, id=statement.id + tag, document=statement.document + tag, document_source=source_of(statement))


def plainly(graph, nodes, measure, weighted):
    """Ranks as a network that is built anew gives them; who is not in it comes after all."""
    ranks = {rank.id: rank for rank in central(graph, measure, weighted=weighted)}
    return [ranks[node].rank if node in ranks else len(ranks) + 1 for node in nodes]


projections = st.builds(
    Projection,
    weight=st.sampled_from(WEIGHTS),
    min_sources=st.sampled_from((1, 1, 2)),
    as_of=st.just("2025"),
    half_life=st.just(300.0),
)


@settings(max_examples=40, deadline=None)
@given(st.data(), projections, st.sampled_from(sorted(COUNTED) + list(OTHERS)), st.booleans())
def test_arrays_rank_as_a_network_that_is_built_anew(data, projection, measure, weighted):
    some = data.draw(st.lists(st.sampled_from(WORLD), min_size=1, max_size=60, unique_by=lambda each: each.id))
    graph = built(some, projection)
    evidence = Evidence(graph, projection, weighted=weighted)
    documents = evidence.documents
    draws = [data.draw(st.lists(st.sampled_from(documents or ("none",)), max_size=len(documents) + 3)) for _ in range(3)]
    times = [Counter(draw) for draw in draws]
    counts = np.array([[time[documents[number]] for time in times] for number in evidence.document], float).reshape(-1, len(times))
    scores, present = evidence.scores(counts, measure)
    nodes = np.arange(len(evidence.nodes))
    kept = {each.id for each in evidence.told}
    for column, time in enumerate(times):
        # What the whole network leaves out, for want of sources, no part of it brings back.
        again = built(list(drawn([each for each in some if each.id in kept], time)), projection)
        ranks = ranks_of(nodes, scores[:, column], present[:, column])
        assert ranks.tolist() == plainly(again, evidence.nodes, measure, weighted)


@settings(max_examples=40, deadline=None)
@given(st.data(), projections, st.sampled_from(sorted(COUNTED)), st.booleans(), st.sampled_from(("source", "document")))
def test_leaving_out_is_the_same_as_counting_the_rest(data, projection, measure, weighted, what):
    some = data.draw(st.lists(st.sampled_from(WORLD), min_size=1, max_size=60, unique_by=lambda each: each.id))
    evidence = Evidence(built(some, projection), projection, weighted=weighted)
    number = getattr(evidence, what)
    gone = data.draw(st.lists(st.integers(0, len(getattr(evidence, what + "s"))), min_size=1, unique=True))
    left = np.stack([number != each for each in gone], axis=1).astype(float)
    for one, other in zip(evidence.scores_without(number, gone, measure), evidence.scores(left, measure), strict=True):
        assert np.array_equal(one, other)


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=20), st.integers(1, 25))
def test_the_first_are_those_of_the_rank_or_less(found, top):
    scores, present = np.array([score for score, _ in found], float), np.array([there for _, there in found], bool)
    ranks = ranks_of(np.arange(len(found)), scores, present)
    assert first_of(scores, present, top).tolist() == [place for place, rank in enumerate(ranks) if present[place] and rank <= top]


@pytest.mark.parametrize("measure", ["degree", "neighbours", "pagerank", "betweenness"])
def test_what_is_left_out_is_as_if_it_had_never_been_read(measure):
    graph = build(WORLD, WORDS)
    found = robust(graph, Ranking(measure, limit=8), rounds=5)
    nodes = [rank.rank.id for rank in found.ranks]
    for omission in found.omissions:
        kept = {
            "source": lambda each, it=omission: source_of(each) != it.id,
            "document": lambda each, it=omission: each.document != it.id,
            "confidence": lambda each, it=omission: each.confidence >= float(it.id),
        }[omission.what]
        left = [each for each in WORLD if kept(each)]
        ranks = {rank.id: rank.rank for rank in central(build(left, WORDS), measure)}
        assert list(omission.ranks) == [ranks.get(node) for node in nodes], omission.name
        assert omission.statements == len(WORLD) - len(left)
    assert len([each for each in found.omissions if each.what == "document"]) == len({each.document for each in WORLD})


def test_an_omission_by_hand():
    said = [told("A", "attacks", x, "1.txt", document_source="Wire", document_name="Report one") for x in "BCD"]
    said += [told("E", "attacks", x, "2.txt", document_source="Daily") for x in "FG"]
    said += [told("E", "attacks", "H", "3.txt", document_source="Radio", confidence=0.55)]
    found = robust(build(said, WORDS), Ranking("out-degree", limit=2), rounds=50)
    assert [(each.rank.label, each.rank.rank, each.rank.score) for each in found.ranks] == [("A", 1, 3), ("E", 1, 3)]
    # Without the wire A is gone: of the two that led, E leads alone, and A, third or lower, is one place below the list.
    # Spearman's footrule: |1 - 3| for A, 0 for E, and for F, G and H, who share the second rank, |3 - 2| each; 5 of 2 x 3.
    wire = next(each for each in found.omissions if each.what == "source" and each.id == "Wire")
    assert (wire.statements, wire.ranks, wire.entered) == (3, (None, 1), ("F", "G", "H"))
    assert wire.change == pytest.approx(5 / 6)
    daily = next(each for each in found.omissions if each.id == "Daily")
    assert (daily.ranks, daily.change, daily.entered) == ((1, 2), pytest.approx(1 / 6), ())
    assert found.ranks[0].sources.worst is None
    assert (found.ranks[0].sources.best, found.ranks[0].sources.best_without, found.ranks[0].sources.worst_without) == (
        1,
        None,
        "Wire",
    )
    assert (found.ranks[1].sources.worst, found.ranks[1].sources.worst_without) == (2, "Daily")
    assert found.ranks[0].documents.worst_without == "Report one"
    assert found.thresholds == (0.6, 0.7, 0.8, 0.9)  # nothing is below 0.5
    assert found.ranks[1].confident[0] == 2
    assert (found.documents, found.sources, found.statements, found.tried, found.top) == (3, 3, 6, 3, 2)


def test_an_interval_by_hand():
    # A and B each have one tie to X, from one document each; of two draws from the two documents, both are the first with
    # the chance 1/4, both the second with 1/4, and one of each with 1/2. A is then gone in 1/4 of the draws.
    said = [told("A", "attacks", "X", "1.txt"), told("B", "attacks", "X", "2.txt")]
    found = robust(build(said, WORDS), Ranking("out-degree", limit=2), rounds=4000)
    for each in found.ranks:
        assert (each.low, each.high) == (1, 3)  # 3: after the other one and X
        assert (each.score_low, each.score_high) == (0, 2)
        assert each.in_top == pytest.approx(0.75, abs=0.03)
    sure = robust(
        build([told("A", "attacks", "X", f"{n}.txt") for n in range(9)] + said[1:], WORDS), Ranking("out-degree", limit=1)
    )
    assert (sure.ranks[0].low, sure.ranks[0].high) == (1, 1)


def test_the_same_seed_gives_the_same_and_another_one_others():
    graph = build(WORLD, WORDS)
    one, two, other = (robust(graph, rounds=40, seed=seed) for seed in (1, 1, 2))
    assert one == two
    assert one.ranks != other.ranks
    assert robust(build(reversed(WORLD), WORDS), rounds=40, seed=1) == one


def test_intervals_do_not_depend_on_how_many_columns_fit(monkeypatch):
    graph = build(WORLD, WORDS)
    whole = robust(graph, rounds=40)
    monkeypatch.setattr("kg.metrics.resampling.CELLS", 500)
    assert robust(graph, rounds=40) == whole


def test_omissions_begin_with_what_changes_most():
    changes = [each.change for each in robust(build(WORLD, WORDS), rounds=3).omissions]
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > 0


def test_a_floor_of_confidence_leaves_no_threshold_below_it():
    projection = Projection(min_confidence=0.75)
    found = robust(build(selected(WORLD, projection, WORDS), WORDS), projection=projection, rounds=3)
    assert found.thresholds == (0.8, 0.9)
    assert len(found.ranks[0].confident) == 2


def test_a_large_network_takes_fewer_rounds_and_documents_where_a_measure_needs_all_of_it(monkeypatch):
    monkeypatch.setattr("kg.metrics.robustness.LARGE", 10)
    monkeypatch.setattr("kg.metrics.robustness.FEWER_ROUNDS", 7)
    graph = build(WORLD, WORDS)
    found = robust(graph, Ranking("pagerank"))
    assert (found.rounds, found.tried) == (7, 7)
    assert robust(graph, Ranking("degree")).rounds == 1000
    assert robust(graph, Ranking("pagerank"), rounds=9).rounds == 9


def test_closeness_of_a_large_network_is_tried_only_so_often_as_is_said(monkeypatch):
    monkeypatch.setattr("kg.metrics.robustness.EXACT_ACTORS", 5)
    graph = build(WORLD[:20], WORDS)
    with pytest.raises(UsageError, match="say how many rounds"):
        robust(graph, Ranking("closeness"))
    assert robust(graph, Ranking("closeness"), rounds=2).rounds == 2


def test_two_statements_of_one_document_weigh_as_one_where_documents_count():
    said = [told("A", "attacks", "B", "1.txt", sentence=words) for words in ("They struck at dawn.", "A raid was reported.")]
    said.append(told("C", "attacks", "B", "2.txt"))
    projection = Projection(weight="documents")
    evidence = Evidence(built(said, projection), projection)
    numbers = [evidence.documents.index(each.document) for each in (said[0], said[2])]
    times = np.zeros((len(evidence.documents), 3))
    times[numbers] = [[1, 2, 0], [1, 0, 3]]
    scores, present = evidence.scores(times[evidence.document], "out-degree")
    assert dict(zip((node[-1] for node in evidence.nodes), scores.tolist(), strict=True)) == {
        "a": [1, 2, 0],
        "b": [0, 0, 0],
        "c": [1, 0, 3],
    }
    assert present.tolist() == [[True, True, False], [True, True, True], [True, False, True]]


def test_the_smallest_networks():
    nobody = robust(build([], WORDS))
    assert (nobody.ranks, nobody.omissions, nobody.documents) == ((), (), 0)
    alone = robust(build([told("A", "attacks", "B")], WORDS), rounds=10)
    assert [(each.low, each.high, each.in_top) for each in alone.ranks] == [(1, 1, 1), (1, 1, 1)]
    assert [each.what for each in alone.omissions] == ["confidence"]  # its only source and document cannot be left out
    assert alone.ranks[0].sources.best is None


@pytest.mark.parametrize(
    ("options", "words"),
    [({"rounds": 0}, "rounds are 1"), ({"thresholds": [1.5]}, "between 0 and 1"), ({"ranking": ("x",)}, "no measure"), ({"ranking": ("degree", True, 0)}, "limit is 1")],
)  # fmt: skip
def test_what_cannot_be_tried_is_refused(options, words):
    with pytest.raises(UsageError, match=words):
        ranking = Ranking(*options.pop("ranking", ()))
        robust(build([told("A", "attacks", "B")], WORDS), ranking, **options)


def test_places_are_ranked_where_the_network_has_them():
    place = entity("Kidal", "Settlement")
    graph = build([told("A", "attacks", place, "1.txt"), told("B", "attacks", place, "2.txt")], WORDS)
    assert robust(graph, Ranking("in-degree", limit=1), rounds=20).ranks[0].rank.label == "Kidal"
