"""How many sources are independent of each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_samples import told

from kg.origins import independent_sources, wordings_of

WIRE = "Gunmen on motorbikes killed nine soldiers near Djibo on Monday, the defence ministry said in a statement."
EDITED = "Gunmen on motorcycles killed nine soldiers near Djibo on Monday, the defense ministry said in a statement."
OWN = "Residents of Djibo buried the dead of an attack on an army post, and said that they had heard shots all night."
OTHER = "The ministry put the toll at nine."


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ([], 0),
        ([("Agency", WIRE)], 1),
        ([("Agency", WIRE), ("Agency", OWN)], 1),
        ([("Agency", WIRE), ("Daily", WIRE)], 1),
        ([("Agency", WIRE), ("Daily", EDITED)], 1),
        ([("Agency", WIRE), ("Daily", WIRE.upper())], 1),
        ([("Agency", WIRE), ("Daily", OWN)], 2),
        ([("Agency", WIRE), ("Daily", EDITED), ("Daily", OWN)], 2),
        ([("Agency", WIRE), ("Daily", WIRE), ("Radio", WIRE), ("Radio", OWN)], 2),
        ([("Agency", WIRE), ("Daily", OWN), ("Radio", OTHER)], 3),
        ([("Agency", WIRE), ("Agency", OWN), ("Daily", WIRE), ("Daily", OWN)], 2),
        ([(None, WIRE), (None, OWN)], 2),
    ],
)
def test_copies_of_one_text_are_one_source(said, count):
    statements = [
        told("A", "accuses", "B", f"{number}.txt", sentence=sentence, document_source=source)
        for number, (source, sentence) in enumerate(said)
    ]
    assert independent_sources(statements) == count
    assert independent_sources(statements[::-1]) == count


def test_likeness_passes_on():
    sentences = [WIRE, EDITED, OWN]
    wordings = wordings_of(sentences)
    assert wordings[WIRE] == wordings[EDITED] != wordings[OWN]


FEW_WORDS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 30)), max_size=60)


@given(FEW_WORDS)
def test_sources_with_wordings_enough_need_no_comparison(said):
    statements = [told("A", "accuses", "B", sentence=f"{words} " * 9, document_source=f"source {source}") for source, words in said]
    every = independent_sources(statements)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kg.origins.MANY", 6)
        assert independent_sources(statements) == every


def test_of_very_many_sentences_only_the_same_words_are_copies():
    texts = [f"{WIRE} {number}" for number in range(9)]
    statements = [told("A", "accuses", "B", sentence=text, document_source=text[-1]) for text in texts]
    assert independent_sources(statements) == 1
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("kg.origins.MANY", 6)
        assert independent_sources(statements) == 9
        assert independent_sources([*statements, *statements]) == 9
