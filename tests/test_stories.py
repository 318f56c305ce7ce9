"""What goes on with the violence that the sentence before told."""

import pytest

from tests.parsed import read, short

AMBUSHED = (
    "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed at/IN/case/Djibo Djibo/NNP/obl/ambushed"
    " on/IN/case/May May/NNP/obl/ambushed 5/CD/nummod/May ."
)
FILLER = "Nothing/NN/nsubj/happened happened=happen/VBD/root ."


def killed(subject: str = "JNIM/NNP/nsubj/killed", *, verb: str = "killed=kill/VBD/root", rest: str = "") -> str:
    return f"{subject} {verb} Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/killed{rest} ."


TOLD = [
    ("the next sentence", [AMBUSHED, killed()], ("2025-05-05", "djibo")),
    ("a pronoun", [AMBUSHED, killed("It/PRP/nsubj/killed")], ("2025-05-05", "djibo")),
    ("the sentence after", [AMBUSHED, FILLER, killed()], ("2025-05-05", "djibo")),
    ("further on", [AMBUSHED, FILLER, FILLER, killed()], (None, None)),
    ("nothing before", [FILLER, killed()], (None, None)),
    ("another party", [AMBUSHED, killed("ISWAP/NNP/nsubj/killed")], (None, None)),
    ("a day of its own", [AMBUSHED, killed(rest=" on/IN/case/May May/NNP/obl/killed 7/CD/nummod/May")], ("2025-05-07", None)),
    ("a place of its own", [AMBUSHED, killed(rest=" in/IN/case/Gao Gao/NNP/obl/killed")], (None, "gao")),
    ("a habit", [AMBUSHED, killed(verb="kills=kill/VBZ/root").replace("/killed", "/kills")], (None, None)),
    ("a sum", [AMBUSHED, killed(verb="has=have/VBZ/aux/killed killed=kill/VBN/root")], (None, None)),
    ("what went before", [AMBUSHED, killed(verb="had=have/VBD/aux/killed killed=kill/VBN/root")], (None, None)),
    ("often", [AMBUSHED, killed(verb="often/RB/advmod/killed killed=kill/VBD/root")], (None, None)),
    ("long ago", [AMBUSHED, killed(rest=" a/DT/det/decade decade/NN/obl:unmarked/ago ago/RB/advmod/killed")], (None, None)),
    ("elsewhere", [AMBUSHED, killed(rest=" across/IN/case/border the/DT/det/border border/NN/obl/killed")], (None, None)),
    ("a denial", [AMBUSHED, killed(verb="never/RB/advmod/killed killed=kill/VBD/root")], (None, None)),
    (
        "a town that was hit",
        [AMBUSHED.replace("Africa~Corps/NNP/obj/ambushed at/IN/case/Djibo ", "").replace("obl/ambushed on", "obj/ambushed on"), killed()],
        ("2025-05-05", "djibo"),
    ),
    ("another paragraph", [f"{AMBUSHED}", "\n", killed()], (None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), [case[1:] for case in TOLD], ids=[case[0] for case in TOLD])
def test_day_and_place_are_those_of_the_story(lines: list[str], expected: tuple[str | None, str | None]) -> None:
    paragraphs = "\n".join(lines).split("\n\n\n")
    found = [each for each in read(*paragraphs, date="2025-08-01").statements if each.relation == "kills"]
    assert [(each.date, short(each.place.entity.id) if each.place else None) for each in found] == [expected]


def test_only_violence_goes_on() -> None:
    met = "JNIM/NNP/nsubj/met met=meet/VBD/root Mali/NNP/obj/met ."
    assert [each.date for each in read(f"{AMBUSHED}\n{met}", date="2025-08-01").statements if each.relation == "meetsWith"] == [
        None
    ]
