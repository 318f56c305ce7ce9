"""The pipeline's words: as the treebanks cut them."""

import pytest
import spacy

from kg.language import load_pipeline
from kg.training.encoder.tokenizer import treebank_tokenizer

TOKENIZE = treebank_tokenizer(spacy.blank("en"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S.-led forces", "U.S. - led forces"),
        ("a French-led force", "a French - led force"),
        ("al-Qaida-linked men", "al - Qaida - linked men"),
        ("anti-French protests", "anti-French protests"),
        ("an e-mail", "an e-mail"),
        ("call 555-646-2600", "call 555-646-2600"),
        ("on 01-Feb-02", "on 01-Feb-02"),
        ("from 2001-2003", "from 2001 - 2003"),
        ("Never again!!!", "Never again !!!"),
        ("What?!", "What ?!"),
        ("=====", "====="),
        ("Mali's army, it said.", "Mali 's army , it said ."),
        ("(Reuters)", "( Reuters )"),
        ("https://example.org/a-b?c=d!!", "https://example.org/a-b?c=d !!"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert [token.text for token in TOKENIZE(text)] == words.split()


def test_the_pipeline_that_is_shipped_cuts_words_so() -> None:
    shipped = load_pipeline()
    for text in ("U.S.-led anti-American forces!!!", "The AU-UN mission said 5.2m people left."):
        assert [token.text for token in shipped.tokenizer(text)] == [token.text for token in TOKENIZE(text)]
