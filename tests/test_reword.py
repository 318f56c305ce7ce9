"""Annotated sentences with other triggers of the same frames."""

from typing import Any

import pytest

from kg.encoder.pairs import Candidate
from kg.frames import Frame, Lexicon, load_lexicon
from kg.syntax import VerbLists
from kg.training.encoder.data import Sentence
from kg.training.encoder.marks import Marked, Tie
from kg.training.encoder.reword import Reworder

SEEDS = range(40)


def _frame(id_: str, relation: str, lemmas: set[str], part: str = "VERB", **more: Any) -> Frame:
    return Frame(id_, relation, frozenset(lemmas), frozenset({part}), ("subj",), ("obj",), **more)


def _lexicon(*frames: Frame, light: frozenset[str] = frozenset()) -> Lexicon:
    by_lemma = {lemma: tuple(f for f in frames if lemma in f.lemmas) for f in frames for lemma in f.lemmas}
    return Lexicon(frames, by_lemma, VerbLists(light=light), {})


FRAMES = (
    _frame("expels.verb", "expels", {"expel", "deport", "oust"}),
    _frame("expels.noun", "expels", {"expulsion", "removal"}, "NOUN"),
    _frame("kills.verb", "kills", {"kill", "slay"}),
)


def _sentence(text: str, trigger: int | None, relation: str = "expels", *, labels: str = "") -> Sentence:
    """A sentence whose first and last words are its names; all words hang on the trigger, or on the second one."""
    words = tuple(text.split())
    above = 1 if trigger is None else trigger
    ties = () if trigger is None else (Tie(0, 1, relation, trigger=(trigger,)),)
    marks = Marked(
        (Candidate(0, 1, "GPE", named=True), Candidate(len(words) - 1, len(words), "ORG", named=True)),
        ties,
        tuple(above for _ in words),
        tuple(labels.split()) or tuple("root" if place == above else "dep" for place in range(len(words))),
        tuple(frozenset({relation}) if place in {above, trigger} else frozenset() for place in range(len(words))),
    )
    return Sentence(words, tuple(True for _ in words), corpus="annotated", marked=marks)


def _variants(sentence: Sentence, lexicon: Lexicon | None = None) -> set[str]:
    return {" ".join(Reworder(lexicon=lexicon or _lexicon(*FRAMES), seed=seed)(sentence).words) for seed in SEEDS}


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Mali expelled JNIM", 1, {"Mali expelled JNIM", "Mali deported JNIM", "Mali ousted JNIM"}),
        ("Mali expels JNIM", 1, {"Mali expels JNIM", "Mali deports JNIM", "Mali ousts JNIM"}),
        ("Mali is expelling JNIM", 2, {"Mali is expelling JNIM", "Mali is deporting JNIM", "Mali is ousting JNIM"}),
    ],
)
def test_the_form_stays(text: str, trigger: int, expected: set[str]) -> None:
    assert _variants(_sentence(text, trigger)) == expected


def test_forms_that_would_be_two_stay() -> None:
    """ "Killed" is past and participle, "slew" and "slain" are not: which of them fits cannot be told."""
    assert _variants(_sentence("Mali killed JNIM", 1, "kills")) == {"Mali killed JNIM"}


def test_nouns_become_nouns_and_the_article_fits() -> None:
    sentence = _sentence("Mali after a removal of JNIM", 3, labels="nmod case det root case nmod")
    assert _variants(sentence) == {"Mali after a removal of JNIM", "Mali after an expulsion of JNIM"}


@pytest.mark.parametrize("more", [{"particle": "out"}, {"needs": (("obj", frozenset({"envoy"})),)}])
def test_frames_that_ask_for_more_lend_no_words(more: dict[str, Any]) -> None:
    lexicon = _lexicon(_frame("expels.out", "expels", {"throw", "kick"}, **more))
    assert _variants(_sentence("Mali kicks JNIM", 1), lexicon) == {"Mali kicks JNIM"}


def test_light_verbs_stay() -> None:
    lexicon = _lexicon(FRAMES[0], _frame("expels.light", "expels", {"deport", "give"}), light=frozenset({"give"}))
    assert not any("gives" in each for each in _variants(_sentence("Mali deports JNIM", 1), lexicon))


def test_auxiliaries_stay() -> None:
    sentence = _sentence("Mali deports JNIM", None, labels="nsubj aux obj")
    assert _variants(sentence) == {"Mali deports JNIM"}


def test_words_that_carry_nothing_change_too() -> None:
    """Otherwise an odd word would tell that there is a statement."""
    assert "Mali deports JNIM" in _variants(_sentence("Mali expels JNIM", None))


def test_the_lexicon_is_asked_anew() -> None:
    lexicon = _lexicon(*FRAMES, _frame("demands.verb", "demands", {"oust"}))
    found = {Reworder(lexicon=lexicon, seed=seed)(_sentence("Mali expels JNIM", 1)) for seed in SEEDS}
    hints = {each.words[1]: each.marked.hints[1] for each in found if each.marked}
    assert hints == {"expels": {"expels"}, "deports": {"expels"}, "ousts": {"expels", "demands"}}


def test_all_else_stays() -> None:
    sentence = _sentence("Mali expelled JNIM", 1)
    made = Reworder(seed=3)(sentence)
    assert made.marked is not None
    assert sentence.marked is not None
    assert (made.marked.ties, made.marked.heads, len(made.words)) == (sentence.marked.ties, sentence.marked.heads, 3)


def test_sentences_without_marks_stay() -> None:
    sentence = Sentence(("Mali", "left"), (True, True))
    assert Reworder(lexicon=load_lexicon())(sentence) is sentence
