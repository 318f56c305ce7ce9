"""The tokenizer of the pipeline: spaCy's English one, brought nearer to how the treebanks cut words."""
# mypy: disable-error-code="import-not-found"

import re

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

RUNS = ("[!?]{2,}", *(rf"{re.escape(mark)}{{2,}}" for mark in "*_=~<>$#"))
"""Marks that count as one however often they are set: `!!!`, `?!`, `====`."""
PREFIXES = "anti|co|counter|e|inter|intra|mid|mis|multi|non|post|pre|pro|re|semi|sub|un"
WHOLE = rf"(?i:{PREFIXES})-[A-Za-z]{{2,}}|(?:\d{{3}}-)+\d{{4}}|\d{{5}}-\d{{4}}|\d{{1,2}}-[A-Z][a-z]{{2}}-\d{{2,4}}|{'|'.join(RUNS)}"
"""What is one word although there are hyphens in it: prefixes (`anti-American`), telephone numbers, days (`01-Feb-02`)."""
AFTER_POINT = r"(?<=[A-Za-z]\.)-(?=[A-Za-z])"
"""`U.S.-led` is three words, as `French-led` is."""


def treebank_tokenizer(nlp: Language) -> Tokenizer:
    """The tokenizer for a pipeline with the vocabulary and the defaults of English."""
    defaults = nlp.Defaults
    return Tokenizer(
        nlp.vocab,
        rules=defaults.tokenizer_exceptions,
        prefix_search=compile_prefix_regex([*RUNS, *(defaults.prefixes or ())]).search,
        suffix_search=compile_suffix_regex([*RUNS, *(defaults.suffixes or ())]).search,
        infix_finditer=compile_infix_regex([AFTER_POINT, *(defaults.infixes or ())]).finditer,
        token_match=re.compile(rf"(?:{WHOLE})\Z").match,
        url_match=defaults.url_match,
    )
