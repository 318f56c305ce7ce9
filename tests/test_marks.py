"""Annotated lines as the statement branch learns from them, names swapped, and weights fitted."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kg.candidates import Spotted
from kg.encoder.statement_session import PairScores
from kg.extract import Extractor
from kg.proposals import Proposal
from kg.records import Entity, Mention, Statement
from kg.statements import Finding, Made
from kg.training.annotations import in_part
from kg.training.encoder.augment import tagged_spans
from kg.training.encoder.data import Sentence
from kg.training.encoder.marks import argument_tags, load_listed, marked
from kg.training.encoder.swap import Swapper
from kg.training.encoder.weigh import Gold, Judged, fit, fits, gold_of, least, report
from kg.training.frame_shares import lines, shares
from kg.vocabulary import load_vocabulary
from kg.weighing import UNMEASURED
from tests.parsed import parse

MARK = Spotted((), 0, 1, "GPE", named=True)
SCORES = PairScores(0, 1, np.zeros(1), np.zeros(1), -5.0, np.zeros(4), np.zeros(1))
WORD = parse("Mali/NNP/root .")[0]
LISTED = load_listed()
LINE = "Mali accused its neighbour of aiding JNIM."
PARSE = (
    "Mali/NNP/nsubj/accused accused=accuse/VBD/root its/PRP$/nmod:poss/neighbour neighbour/NN/obj/accused of/IN/mark/aiding "
    "aiding=aid/VBG/advcl/accused JNIM/NNP/obj/aiding ."
)
ROW = {
    "n": 0,
    "m": [["Mali", "GPE"], ["neighbour", "GPE", "Algeria"], ["JNIM", "ORG"]],
    "s": [
        {"s": "Mali", "r": "accuses", "o": "neighbour", "t": "aiding"},
        {"s": "neighbour", "r": "aids", "o": "JNIM", "t": "aiding", "mod": "possible", "neg": True},
    ],
}


def test_a_line_becomes_candidates_and_ties() -> None:
    found = marked(ROW, LINE, parse(PARSE), LISTED)
    assert found is not None
    assert [(each.first, each.end, each.kind, each.named) for each in found.candidates] == [
        (0, 1, "GPE", True), (2, 3, "ORG", False), (3, 4, "GPE", False), (6, 7, "ORG", True),
    ]  # fmt: skip  # the pronoun takes part in nothing and is there to be refused
    first, second = found.ties
    assert (first.subject, first.relation, first.object, first.trigger) == (0, "accuses", 2, (5,))
    assert (second.subject, second.object, second.negated, second.modality) == (2, 3, True, "possible")
    assert found.hints[1] == {"accuses"}
    assert found.hints[0] == frozenset()
    assert set(found.by_pair) == {(0, 2), (2, 3)}


def test_phrases_that_take_part_are_tagged() -> None:
    assert argument_tags(ROW, LINE, parse(PARSE)) == ("O", "O", "O", "B", "O", "O", "O", "O")
    assert argument_tags({"m": [], "s": []}, "Mali slept.", parse("Mali/NNP/nsubj/slept slept=sleep/VBD/root .")) == ("O", "O", "O")


NOUNS = "The army/NN/nsubj/held held=hold/VBD/root ten activists=activist/NNS/obj/held ."


def test_nouns_have_the_extent_and_sort_that_an_extractor_gives_them() -> None:
    """Whether annotators list them or not, so that nothing but the sentence tells which take part."""
    line = "The army held ten activists ."
    annotated = {
        "n": 0,
        "m": [["The army", "ORG", "Mali"], ["ten activists", "ORG"]],
        "s": [{"s": "The army", "r": "detains", "o": "ten activists", "t": "held"}],
    }
    idle = {"n": 0, "m": [["The army", "ORG", "Mali"]], "s": []}
    told, silent = (marked(row, line, parse(NOUNS), LISTED) for row in (annotated, idle))
    assert told is not None
    assert silent is not None
    assert told.candidates == silent.candidates
    assert [(each.first, each.end, each.kind, each.named) for each in told.candidates] == [
        (1, 2, "ORG", False), (4, 5, "PERSON", False),
    ]  # fmt: skip
    assert [(tie.subject, tie.relation, tie.object) for tie in told.ties] == [(0, "detains", 1)]


def test_what_an_extractor_misses_is_taken_from_the_annotators() -> None:
    row = {
        "n": 0,
        "m": [["Tamachek Front", "ORG"], ["Mali", "GPE"]],
        "s": [{"s": "Tamachek Front", "r": "opposes", "o": "Mali", "t": "defies"}],
    }
    text = "Tamachek/NNP/compound/Front Front/NNP/nsubj/defies defies=defy/VBZ/root Mali/NNP/obj/defies ."
    found = marked(row, "Tamachek Front defies Mali .", parse(text), LISTED)
    assert found is not None
    assert [(each.first, each.end, each.kind, each.named) for each in found.candidates] == [
        (0, 2, "ORG", True),
        (3, 4, "GPE", True),
    ]
    assert [(tie.subject, tie.object) for tie in found.ties] == [(0, 1)]


def test_two_mentions_of_one_candidate_tie_nothing() -> None:
    """`the Malian army` is one name of the gazetteer; who commands it within is nobody the network is asked about."""
    row = {
        "n": 0,
        "m": [["Malian", "GPE"], ["Malian army", "ORG"], ["Chad", "GPE"]],
        "s": [
            {"s": "Malian army", "r": "subordinateTo", "o": "Malian", "t": "army"},
            {"s": "Malian army", "r": "attacks", "o": "Chad", "t": "hit"},
        ],
    }
    text = "Malian/JJ/amod/army army/NN/nsubj/hit hit/VBD/root Chad/NNP/obj/hit ."
    found = marked(row, "Malian army hit Chad .", parse(text), LISTED)
    assert found is not None
    names = [(each.first, each.end) for each in found.candidates]
    assert [(names[tie.subject], tie.relation, names[tie.object]) for tie in found.ties if tie.relation == "attacks"] == [
        ((0, 2), "attacks", (3, 4))
    ]


def test_one_mention_is_no_pair() -> None:
    row = {"n": 0, "m": [["Mali", "GPE"]], "s": []}
    assert marked(row, "Mali slept.", parse("Mali/NNP/nsubj/slept slept=sleep/VBD/root ."), LISTED) is None


def test_mentions_that_are_not_there_tie_nothing() -> None:
    row = {**ROW, "m": [["Mali", "GPE"], ["Chad", "GPE"], ["JNIM", "ORG"]], "s": [{"s": "Mali", "r": "accuses", "o": "Chad"}]}
    found = marked(row, LINE, parse(PARSE), LISTED)
    assert found is not None
    assert found.ties == ()


@pytest.mark.parametrize(("stem", "part"), [("war-07", "test"), ("war-03", "tune"), ("war-13", "tune"), ("war-30", "train")])
def test_parts(stem: str, part: str) -> None:
    assert [each for each in ("train", "tune", "test") if in_part(stem, each)] == [part]


NAMED = Sentence(
    ("Malian", "troops", "left", "Gao", "and", "Gao", "slept", ",", "Amadou", "Keita", "said", "."),
    (True,) * 12,
    names=("B-ORG", "I-ORG", "O", "B-GPE", "O", "B-GPE", "O", "O", "B-PERSON", "I-PERSON", "O", "O"),
    corpus="annotated",
)


def test_swaps_keep_sorts_words_and_sameness() -> None:
    swap = Swapper(seed=3)
    changed = [swap(NAMED.words, NAMED.names) for _ in range(30)]
    assert len(set(changed)) > 20
    for words in changed:
        assert len(words) == len(NAMED.words)
        assert words[3] == words[5]
        outside = [place for place, tag in enumerate(NAMED.names) if tag == "O"]
        assert [words[place] for place in outside] == [NAMED.words[place] for place in outside]
        assert words[1] == "troops"
    assert len({words[0] for words in changed}) > 10
    assert len({words[8:10] for words in changed}) > 10


def test_the_same_seed_swaps_the_same() -> None:
    one, other = Swapper(seed=5), Swapper(seed=5)
    assert [one(NAMED.words, NAMED.names) for _ in range(5)] == [other(NAMED.words, NAMED.names) for _ in range(5)]


def test_countries_stay_countries() -> None:
    swap = Swapper(seed=1)
    names = ("B-GPE", "O", "B-GPE")
    found = {swap(("Gao", "in", "Mali"), names)[2] for _ in range(40)}
    countries = {name for (pool, _), pool_names in swap._pools.items() if pool == "COUNTRY" for (name, *_) in pool_names}
    assert found <= countries
    assert len(found) > 10
    assert list(tagged_spans(names)) == [(0, 1, "GPE"), (2, 3, "GPE")]


def mention(start: int, name: str) -> Mention:
    return Mention(start, start + len(name), name, Entity(name, name, "Country"))


def statement(relation: str = "accuses", *, confidence: float = 0.9) -> Statement:
    return Statement("d", LINE, 0, len(LINE), mention(0, "Mali"), relation, mention(37, "JNIM"), "accused", "f", confidence)


@pytest.mark.parametrize(
    ("relation", "gold", "expected"),
    [
        ("accuses", Gold((0, 4), "accuses", (37, 41)), True),
        ("accuses", Gold((2, 9), "accuses", (30, 38)), True),
        ("accuses", Gold((37, 41), "accuses", (0, 4)), False),
        ("meetsWith", Gold((37, 41), "meetsWith", (0, 4)), True),
        ("accuses", Gold((0, 4), "attacks", (37, 41)), False),
        ("accuses", Gold((5, 9), "accuses", (37, 41)), False),
    ],
)
def test_what_the_annotators_mean(relation: str, gold: Gold, expected: bool) -> None:
    assert fits(statement(relation), gold, load_vocabulary()) is expected


def test_gold_has_offsets_into_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"n": 0, "m": [], "s": []}\n{"n": 1, "m": [["Mali", "GPE"], ["Gao", "GPE"]], "s": [{"s": "Gao", "r": "locatedIn", "o": "Mali"}]}\n'
    )
    assert list(gold_of(path, "Nothing.\nGao, Mali.\n")) == [Gold((9, 12), "locatedIn", (14, 18))]


def simulated(count: int) -> list[Judged]:
    """Verdicts that follow the network's log-odds shifted by one, and are better where a frame agrees."""
    chance, found = random.Random(1), []  # noqa: S311
    for _ in range(count):
        score, framed = chance.gauss(0, 2), chance.random() < 0.3
        right = chance.random() < 1 / (1 + np.exp(-(score - 1 + 2 * framed)))
        made = Made(statement())
        found.append(Judged(Finding(made if framed else None, None if framed else made, score), bool(right)))
    return found


def test_weights_are_found_again() -> None:
    weigher = fit(simulated(6000))
    assert weigher.score == pytest.approx(1.0, abs=0.15)
    assert weigher.bias == pytest.approx(-1.0, abs=0.2)
    assert weigher.probability(0.0, 0.9) > weigher.probability(0.0, None)


def test_signs_are_weighed_too() -> None:
    chance, judged = random.Random(2), []  # noqa: S311
    for _ in range(4000):
        carried = chance.random() < 0.5
        right = chance.random() < (0.8 if carried else 0.3)
        proposal = Proposal(MARK, "attacks", MARK, 0.0, -5.0, "asserted", WORD, SCORES, {"carries": float(carried)})
        judged.append(Judged(Finding(None, Made(statement(), proposal), 0.0), right))
    weigher = fit(judged)
    assert weigher.probability(0.0, None, {"carries": 1.0}) == pytest.approx(0.8, abs=0.04)
    assert weigher.probability(0.0, None, {"carries": 0.0}) == pytest.approx(0.3, abs=0.04)


def test_the_threshold_reaches_the_precision() -> None:
    judged = simulated(6000)
    weigher = fit(judged)
    weigher = replace(weigher, least=least([judged], weigher, precision=0.85))
    kept = [each.right for each in judged if weigher.probability(each.finding.score, each.finding.frame) >= weigher.least]
    assert np.mean(kept) == pytest.approx(0.85, abs=0.015)
    assert report(judged, weigher).startswith(f"kept {len(kept)}, right {sum(kept)}")


def test_the_threshold_is_for_the_mean_of_the_folders() -> None:
    good = [Judged(Finding(None, Made(statement()), score), right=True) for score in (0.0, 1.0, 2.0)]
    bad = [Judged(Finding(None, Made(statement()), score), right=score > 1.0) for score in (0.0, 1.0, 2.0)]
    assert least([good], UNMEASURED, precision=0.9) == 0.2
    assert least([bad], UNMEASURED, precision=0.9) == 0.74
    assert least([good, bad], UNMEASURED, precision=0.75) == 0.51


def test_fitted_weights_mean_what_they_say() -> None:
    judged = simulated(8000)
    weigher = fit(judged)
    sure = [each.right for each in judged if 0.85 <= weigher.probability(each.finding.score, each.finding.frame) < 0.95]
    assert np.mean(sure) == pytest.approx(0.9, abs=0.04)


def test_shares_of_frames_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a-1.txt").write_text("Mali attacked JNIM.\nMali attacked Niger.\n", encoding="utf-8")
    names = [["Mali", "GPE"], ["JNIM", "ORG"]]
    rows = [
        {"n": 0, "m": names, "s": [{"s": "Mali", "r": "attacks", "o": "JNIM", "t": "attacked"}]},
        {"n": 1, "m": [["Mali", "GPE"], ["Niger", "GPE"]], "s": []},
    ]
    (tmp_path / "a-1.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = shares(Extractor(), [(tmp_path, tmp_path)], "train")
    assert found["attacks.verb"] == (1, 2)
    assert next(iter(lines(found))).split()[-1] == min(found, key=lambda frame: (found[frame][0] / found[frame][1], frame))
