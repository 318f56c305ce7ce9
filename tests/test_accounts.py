"""Who is at work in an account that goes on from day to day without naming the doer again."""

import pytest
from spacy.tokens import Doc

from kg.accounts import Accounts
from kg.context import NOWHERE
from kg.dates import DateSpan
from kg.records import Document
from kg.segments import Segment
from tests.parsed import extractor, only, parse, read, short, triples

DOCUMENT = Document("d", "d", "x" * 100)
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


SUFFERED = "JNIM/NNP/nsubj/suffered suffered=suffer/VBD/root an/DT/det/ambush ambush/NN/obj/suffered ."
DENIED = "JNIM/NNP/nsubj/denied denied=deny/VBD/root the/DT/det/attack attack/NN/obj/denied ."
NEVER = "JNIM/NNP/nsubj/attacked never/RB/advmod/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked ."
PLANS = "JNIM/NNP/nsubj/attack will/MD/aux/attack attack/VB/root Gao/NNP/obj/attack ."
CLAIMED = "Mali/NNP/nsubj/said said=say/VBD/root JNIM/NNP/nsubj/attacked attacked=attack/VBD/ccomp/said Gao/NNP/obj/attacked ."
ASKED = "Did=do/VBD/aux/attack JNIM/NNP/nsubj/attack attack/VB/root Gao/NNP/obj/attack ?"
TWO = (
    "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked and/CC/cc/bombed Wagner/NNP/nsubj/bombed "
    "bombed=bomb/VBD/conj/attacked Kidal/NNP/obj/bombed ."
)


@pytest.mark.parametrize("before", [SUFFERED, DENIED, NEVER, PLANS, CLAIMED, ASKED, TWO])
def test_only_who_does_violence_in_fact_and_alone_is_carried_on(before: str) -> None:
    found = triples(read("\n".join((before, AMBUSH))))
    assert [each for each in found if each[2] == "mali-armed-forces"] == []


def ambush_of(day: str) -> str:
    """The ambush on another day, as `12 May 2025`."""
    number, month, year = day.split()
    return (
        AMBUSH.replace("12/CD", f"{number}/CD")
        .replace("/May", f"/{month}")
        .replace("May May", f"{month} {month}")
        .replace(" May/", f" {month}/")
        .replace("2025", year)
    )


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (["12 May 2025"], 1),
        (["12 May 2025", "14 May 2025", "9 June 2025"], 3),
        (["12 May 2025", "14 September 2025"], 1),  # another story
        (["12 May 2025", "3 May 2012"], 1),
        (["12 May 2025", "11 May 2025"], 1),
        (["12 May 2025"] * 8, 8),
        (["12 May 2025"] * 12, 8),  # far away
    ],
)
def test_an_account_goes_from_day_to_day(days: list[str], told: int) -> None:
    kills = [each for each in read("\n".join((LAUNCHED, *map(ambush_of, days)))).statements if each.relation == "kills"]
    assert len(kills) == told


@pytest.mark.parametrize(
    "opening", ["In/IN/case/2025 2025/CD/obl/killed ", "In/IN/case/May May/NNP/obl/killed 2025/CD/nummod/May "]
)
def test_a_year_or_month_is_no_next_day(opening: str) -> None:
    assert triples(read("\n".join((LAUNCHED, AMBUSH.replace(DAY.format("killed"), opening))))) == []


def test_a_sentence_of_white_space_is_no_day() -> None:
    doc = parse(LAUNCHED + "\n" + AMBUSH, None, extractor().nlp.vocab)
    blank = Doc(doc.vocab, words=["  ", " "], sent_starts=[True, False])
    dates = (DateSpan(0, 1, " ", "2025-05-12"),)
    setting = Accounts(extractor().knowledge).of(
        next(iter(blank.sents)), {}, dates, NOWHERE, (Segment(0, "   ", "paragraph"), DOCUMENT), []
    )
    assert setting == NOWHERE


def test_whom_it_is_done_to_may_be_nobody_in_particular() -> None:
    [statement] = read("\n".join((LAUNCHED, CONVOY))).statements
    assert short(statement.subject.entity.id) == "jnim"
    assert (statement.relation, statement.object.entity.name, statement.date) == ("attacks", "convoy", "2025-05-12")


def test_the_doer_is_where_the_text_names_it() -> None:
    statement = only(read("\n".join((LAUNCHED, AMBUSH))), "kills")
    assert (statement.subject.start, statement.subject.text) == (0, "JNIM")
    assert statement.confidence < 0.75, "a step further than what the sentence says"
