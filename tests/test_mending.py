"""Lists of names that a parse breaks, mended."""

import pytest

from kg.mending import mend_lists, mend_openings
from kg.syntax import coordinated
from tests.parsed import forms, parse, token

TIES = "Ties=tie/NNS/nsubj/grew with/IN/case/Mali Mali/NNP/nmod/Ties"
NEW_CLAUSE = "and/CC/cc/alarmed Niger/NNP/nsubj/alarmed alarmed=alarm/VBD/conj/grew Paris/NNP/obj/alarmed grew=grow/VBD/root ."

BROKEN = [
    ("two names before", f"{TIES} , Chad/NNP/conj/Mali , {NEW_CLAUSE}", ["Mali", "Chad", "Niger"]),
    ("three", f"{TIES} , Chad/NNP/conj/Mali , Togo/NNP/conj/Mali , {NEW_CLAUSE}", ["Mali", "Chad", "Togo", "Niger"]),
    ("in a chain", f"{TIES} , Chad/NNP/conj/Mali , Togo/NNP/conj/Chad , {NEW_CLAUSE}", ["Mali", "Niger", "Chad", "Togo"]),
    ("a name of two words", f"{TIES} , Burkina_Faso/NNP/conj/Mali , {NEW_CLAUSE}", ["Mali", "Burkina", "Niger"]),
    ("taken for an apposition", f"{TIES} , Chad/NNP/appos/Mali , {NEW_CLAUSE}", ["Mali", "Chad", "Niger"]),
    ("one name is no list", f"{TIES} , {NEW_CLAUSE}", ["Mali"]),
    ("a list that has its end", f"{TIES} and/CC/cc/Chad Chad/NNP/conj/Mali , {NEW_CLAUSE}", ["Mali", "Chad"]),
    (
        "no name but a noun begins the clause",
        f"{TIES} , Chad/NNP/conj/Mali , and/CC/cc/alarmed officials/NNS/nsubj/alarmed alarmed=alarm/VBD/conj/grew"
        " Paris/NNP/obj/alarmed grew=grow/VBD/root .",
        ["Mali", "Chad"],
    ),
    (
        "a passive clause",
        f"{TIES} , Chad/NNP/conj/Mali , or/CC/cc/hit Niger/NNP/nsubj:pass/hit was=be/VBD/aux:pass/hit hit=hit/VBN/conj/grew"
        " grew=grow/VBD/root .",
        ["Mali", "Chad", "Niger"],
    ),
    (
        "no comma before the last",
        f"{TIES} , Chad/NNP/conj/Mali and/CC/cc/alarmed Niger/NNP/nsubj/alarmed alarmed=alarm/VBD/conj/grew grew=grow/VBD/root .",
        ["Mali", "Chad"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_list(text: str, expected: list[str]) -> None:
    doc = parse(text)
    mend_lists(doc)
    assert sorted(forms(coordinated(token(doc, "Mali")))) == sorted(expected)


def test_a_list_of_subjects_stays_as_it_is() -> None:
    doc = parse(
        "Mali/NNP/nsubj/left , Chad/NNP/conj/Mali , and/CC/cc/Niger Niger/NNP/conj/Mali left=leave/VBD/root ECOWAS/NNP/obj/left ."
    )
    before = [each.head.i for each in doc]
    mend_lists(doc)
    assert [each.head.i for each in doc] == before


def test_the_tree_stays_a_tree() -> None:
    doc = parse(BROKEN[0][1])
    mend_lists(doc)
    assert len(list(doc.sents)) == 1
    assert [each.text for each in doc if each.head == each] == ["grew"]


@pytest.mark.parametrize("text", [",/NN/root", "and/CC/root", "Mali/NNP/root , and/CC/cc/Mali"])
def test_fragments_are_let_be(text: str) -> None:
    mend_lists(parse(text))


QUARREL = "Traoré/NNP/nsubj/quarrels quarrels=quarrel/VBZ/root {mark}/PUNCT/punct/accused {opening} his/PRP$/nmod:poss/minister"
ACCUSED = "minister/NN/nsubj/accused accused=accuse/VBD/{label}/quarrels Togo/NNP/obj/accused ."
IN_APRIL = "in/IN/case/April April/NNP/obl/quarrels"

OPENINGS = [
    ("a colon", QUARREL.format(mark=":", opening=IN_APRIL), "parataxis", "April", "accused"),
    ("a semicolon", QUARREL.format(mark=";", opening=IN_APRIL), "conj", "April", "accused"),
    ("an adverb", QUARREL.format(mark=":", opening="lately/RB/advmod/quarrels"), "ccomp", "lately", "accused"),
    ("a comma is no such mark", QUARREL.format(mark=",", opening=IN_APRIL), "parataxis", "April", "quarrels"),
    ("a clause that does not follow", QUARREL.format(mark=":", opening=IN_APRIL), "dep", "April", "quarrels"),
    (
        "what opens it already",
        QUARREL.format(mark=":", opening="in/IN/case/April April/NNP/obl/accused"),
        "conj",
        "April",
        "accused",
    ),
]


@pytest.mark.parametrize(("text", "label", "word", "expected"), [case[1:] for case in OPENINGS], ids=[case[0] for case in OPENINGS])
def test_what_opens_a_clause(text: str, label: str, word: str, expected: str) -> None:
    doc = parse(f"{text} {ACCUSED.format(label=label)}")
    mend_openings(doc)
    assert token(doc, word).head.text == expected


@pytest.mark.parametrize("text", ["Mali/NNP/root :/PUNCT/punct/Mali", "Mali/NNP/root :/PUNCT/punct/Mali ;/PUNCT/punct/Mali"])
def test_marks_without_clauses(text: str) -> None:
    doc = parse(text)
    mend_openings(doc)
    assert len(doc) == len(text.split())
