"""Who is at work in an account that goes on from day to day without naming the doer again."""

from itertools import pairwise

import pytest
from spacy.tokens import Doc

from kg.candidates import phrase_name
from kg.nouns import load_nouns
from tests.parsed import english, only, read, short, triples

LAUNCHED = "JNIM/NNP/nsubj/launched launched=launch/VBD/root an/DT/det/offensive offensive/NN/obj/launched ."
SERIES = (
    "JNIM/NNP/nsubj/began began=begin/VBD/root a/DT/det/series series/NN/obj/began of/IN/case/operations "
    "operations=operation/NNS/nmod/series ."
)
TALKED = "JNIM/NNP/nsubj/published published=publish/VBD/root a/DT/det/statement statement/NN/obj/published ."
DAY = "On/IN/case/May 12/CD/nummod/May May/NNP/obl/{0} 2025/CD/nummod/May "
AMBUSH = (
    DAY.format("killed")
    + "an/DT/det/ambush ambush/NN/nsubj/killed killed=kill/VBD/root Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/killed ."
)
ON_ITSELF = DAY.format("killed") + "an/DT/det/ambush ambush/NN/nsubj/killed killed=kill/VBD/root JNIM/NNP/obj/killed ."
GUNMEN = (
    DAY.format("killed")
    + "gunmen=gunman/NNS/nsubj/killed killed=kill/VBD/root Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/killed ."
)
CONVOY = (
    DAY.format("attacked")
    + "a/DT/det/convoy large/JJ/amod/convoy convoy/NN/nsubj:pass/attacked was=be/VBD/aux:pass/attacked attacked=attack/VBN/root ."
)
CAMP = (
    DAY.format("hit") + "a/DT/det/strike strike/NN/nsubj/hit hit=hit/VBD/root a/DT/det/camp camp/NN/obj/hit "
    "held=hold/VBN/acl/camp by/IN/case/Wagner Wagner/NNP/obl/held ."
)
UNDATED = "An/DT/det/ambush ambush/NN/nsubj/killed killed=kill/VBD/root Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/killed ."
FRANCE = DAY.format("bombed") + "France/NNP/nsubj/bombed bombed=bomb/VBD/root Gao/NNP/obj/bombed ."
WAGNER = DAY.format("bombed") + "Wagner/NNP/nsubj/bombed bombed=bomb/VBD/root Gao/NNP/obj/bombed ."
KILLED = [("jnim", "attacks", "mali-armed-forces"), ("jnim", "kills", "mali-armed-forces")]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ((LAUNCHED, AMBUSH), KILLED),
        ((SERIES, AMBUSH), KILLED),
        ((SERIES, AMBUSH, CAMP), [*KILLED, ("jnim", "attacks", "wagner-group")]),
        ((TALKED, AMBUSH), []),  # nobody was said to be at work
        ((LAUNCHED, UNDATED), []),  # another story, perhaps
        ((LAUNCHED, GUNMEN), []),  # somebody did it, and nobody says who
        ((LAUNCHED, GUNMEN, AMBUSH), []),
        ((LAUNCHED, ON_ITSELF), []),
        ((LAUNCHED, UNDATED, AMBUSH), []),  # the account has ended
        ((LAUNCHED, FRANCE, AMBUSH), [("france", "attacks", "gao")]),
        (
            (LAUNCHED, WAGNER, AMBUSH),
            [("wagner-group", "attacks", "gao"), *((("wagner-group", relation, obj)) for _, relation, obj in KILLED)],
        ),
        ((AMBUSH,), []),
    ],
)
def test_whose_deeds_an_account_tells(sentences: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    assert triples(read("\n".join(sentences))) == sorted(expected)
    assert triples(read(*sentences)) == sorted(expected), "paragraphs are no other than sentences"


def test_whom_it_is_done_to_may_be_nobody_in_particular() -> None:
    [statement] = read("\n".join((LAUNCHED, CONVOY))).statements
    assert short(statement.subject.entity.id) == "jnim"
    assert (statement.relation, statement.object.entity.name, statement.date) == ("attacks", "convoy", "2025-05-12")


def test_the_doer_is_where_the_text_names_it() -> None:
    statement = only(read("\n".join((LAUNCHED, AMBUSH))), "kills")
    assert (statement.subject.start, statement.subject.text) == (0, "JNIM")
    assert statement.confidence < 0.75, "a step further than what the sentence says"


@pytest.mark.parametrize(
    ("words", "first", "name"),
    [
        ("major convoy", 0, "convoy"),
        ("suspected rebels", 0, "rebels"),
        ("other suspected rebels", 0, "rebels"),
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
