"""Which texts are near-duplicates of which."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.similarity import ALIKE, FEWEST, Sketches, sketch

WORDS = [f"word{number}" for number in range(2_000)]


def text(seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)  # noqa: S311 - nothing here is secret


def found(first: list[str], second: list[str]) -> bool:
    one, other = sketch(" ".join(first)), sketch(" ".join(second))
    assert one is not None
    assert other is not None
    return Sketches([("one", one)]).likest(other) == "one"


@pytest.mark.parametrize(
    ("changed", "alike"),
    [
        (text(1), True),
        ([*text(1), "and", "one", "more", "sentence"], True),
        ([*text(1)[10:], *text(2, 10)], True),
        ([word if place % 60 else "other" for place, word in enumerate(text(1))], True),
        ([word.upper() + "," for word in text(1)], True),
        (text(1)[:150], False),
        ([word if place % 4 else "other" for place, word in enumerate(text(1))], False),
        (text(2), False),
        (sorted(text(1)), False),
    ],
)
def test_near_duplicates(changed: list[str], alike: bool) -> None:
    assert found(text(1), changed) is alike


def test_short_texts_are_not_compared() -> None:
    assert sketch(" ".join(WORDS[: FEWEST - 1])) is None
    assert sketch(" ".join(WORDS[:FEWEST])) is not None


@given(st.text(max_size=400))
def test_a_sketch_is_the_same_every_time(words: str) -> None:
    made = sketch(words)
    assert made == sketch(words)
    assert made is None or re.fullmatch("[0-9a-f]{1024}", made)


def test_a_sketch_in_a_store_keeps_its_meaning() -> None:
    made = sketch(" ".join(WORDS[:50]))
    assert made is not None
    assert made[:32] == FIRST


FIRST = "0033009100ed71d300b244230324a868"


def test_the_likest_is_chosen_and_of_equals_the_least() -> None:
    base, close = text(1), [*text(1)[5:], *text(3, 5)]
    sketches = {name: sketch(" ".join(words)) for name, words in (("far", [*base[40:], *text(4, 20)]), ("c", close), ("b", close))}
    known = Sketches((name, made) for name, made in sketches.items() if made)
    asked = sketch(" ".join(base))
    assert asked is not None
    assert known.likest(asked) == "b"
    assert known.likest(asked, besides=["b"]) == "c"
    assert known.likest(asked, besides=["b", "c", "far"]) is None


def test_what_is_no_sketch_is_passed_over() -> None:
    made = sketch(" ".join(text(1)))
    assert made is not None
    known = Sketches([("short", "0f"), ("other", "x" * 1024), ("one", made)])
    assert ["short" in known, "other" in known, "one" in known] == [False, False, True]
    assert known.likest("0f") is None
    assert 0.5 < ALIKE < 1
