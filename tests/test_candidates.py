"""What may take part in a statement, and what it is called where it has no name."""

from itertools import pairwise

import pytest
from spacy.tokens import Doc

from kg.candidates import phrase_name
from kg.nouns import load_nouns
from tests.parsed import english


@pytest.mark.parametrize(
    ("words", "first", "name"),
    [
        ("major convoy", 0, "convoy"),
        ("suspected rebels", 0, "rebels"),
        ("suspected large rebels", 0, "rebels"),
        ("other rebels", 0, "other rebels"),
        ("armed rebels", 0, "armed rebels"),
        ("suspected", 0, "suspected"),
        ("Russian ~-~ backed forces", 2, "Russian-backed forces"),
        ("al ~-~ Qaeda ~-~ linked group", 4, "al-Qaeda-linked group"),
        ("Mali - backed forces", 2, "backed forces"),  # a dash, not a hyphen
        ("ex ~-~ rebels", 2, "ex-rebels"),
    ],
)
def test_what_somebody_without_a_name_is_called(words: str, first: int, name: str) -> None:
    forms = words.split()
    spaces = [not (form.endswith("~") or after.startswith("~")) for form, after in pairwise([*forms, "~"])]
    doc = Doc(english().vocab, words=[form.strip("~") for form in forms], spaces=spaces)
    assert phrase_name(doc[first : len(doc)], load_nouns()) == name
