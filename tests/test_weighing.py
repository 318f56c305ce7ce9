"""How likely a statement is from what frames and network say."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.encoder.statement_session import WEIGHTS
from kg.errors import ModelError
from kg.weighing import CERTAIN, UNMEASURED, Weigher, load_weigher, log_odds, probability, unseen

WEIGHER = Weigher(bias=-0.5, score=0.8, framed=1.0, frame=0.5, both=0.1, unscored=-4.0, least=0.5)


@given(st.floats(0.001, 0.999))
def test_log_odds_and_back(chance: float) -> None:
    assert probability(log_odds(chance)) == pytest.approx(chance)


@pytest.mark.parametrize("odds", [-1e9, -50.0, 0.0, 50.0, 1e9])
def test_a_probability_lies_between_0_and_1(odds: float) -> None:
    assert 0.0 <= probability(odds) <= 1.0


@given(st.floats(-12, 12), st.floats(-12, 12), st.one_of(st.none(), st.floats(0.05, 0.99)))
def test_a_surer_network_makes_a_surer_statement(one: float, other: float, frame: float | None) -> None:
    low, high = sorted((one, other))
    assert WEIGHER.probability(low, frame) <= WEIGHER.probability(high, frame)


def test_a_frame_adds_to_what_the_network_says() -> None:
    assert WEIGHER.probability(0.0, 0.9) > WEIGHER.probability(0.0, 0.5) > WEIGHER.probability(0.0, None)


def test_nothing_is_certain() -> None:
    assert WEIGHER.probability(100.0, 0.999) == CERTAIN


def test_a_network_that_was_not_asked_counts_as_its_lowest_score() -> None:
    assert WEIGHER.probability(None, 0.9) == WEIGHER.probability(-4.0, 0.9) == WEIGHER.probability(-9.0, 0.9)


def test_by_hand() -> None:
    # -0.5 + 0.8 * 1 = 0.3, and with a frame of even odds + 1.0 + 0.5 * 0 + 0.1 * 1 = 1.4
    assert WEIGHER.probability(1.0, None) == pytest.approx(probability(0.3))
    assert WEIGHER.probability(1.0, 0.5) == pytest.approx(probability(1.4))


def test_signs_add_what_they_weigh() -> None:
    signed = replace(WEIGHER, signs={"names": 0.4})
    assert signed.probability(1.0, None, {"names": 2.0, "unheard": 5.0}) == pytest.approx(probability(0.3 + 0.8))
    assert signed.probability(1.0, None) == WEIGHER.probability(1.0, None)


def test_weights_are_read_back(tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).write_text(json.dumps(asdict(UNMEASURED)), encoding="utf-8")
    assert load_weigher(tmp_path) == UNMEASURED


@pytest.mark.parametrize("content", [None, "{", "[]", '{"bias": 1}', '{"unknown": 1}'])
def test_weights_that_are_none(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / WEIGHTS).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=WEIGHTS):
        load_weigher(tmp_path)


def test_less_is_doubted_where_the_doer_is_named_before() -> None:
    assert unseen(1.0) == 1.0
    assert 0.5 < unseen(0.5) < unseen(0.6) < 0.8
