"""Which deeds of a list or an account are laid to whom the text named before, and which are not."""

import pytest

from tests.parsed import only, read, triples

LAUNCHED = "The/DT/det/FLA FLA/NNP/nsubj/launched launched=launch/VBD/root an/DT/det/offensive offensive/NN/obj/launched ."
DAY = "On/IN/case/May 12/CD/nummod/May May/NNP/obl/{0} 2025/CD/nummod/May "
SOLDIERS = "Malian/JJ/amod/soldiers soldiers=soldier/NNS/{0}/{1}"


def killed_by(subject: str) -> str:
    """`On May 12, SUBJECT killed Malian soldiers.`"""
    return DAY.format("killed") + f"{subject}/nsubj/killed killed=kill/VBD/root {SOLDIERS.format('obj', 'killed')} ."


def were_killed(more: str = "") -> str:
    """`On May 12, Malian soldiers were killed MORE.`"""
    victims = SOLDIERS.format("nsubj:pass", "killed")
    return DAY.format("killed") + f"{victims} were=be/VBD/aux:pass/killed killed=kill/VBN/root {more} ."


def told(sentence: str) -> list[tuple[str, str, str]]:
    """What the sentence gives after one in which the FLA is at work."""
    return [each for each in triples(read("\n".join((LAUNCHED, sentence)))) if each[0] == "azawad-liberation-front"]


@pytest.mark.parametrize(
    "subject",
    [
        "an/DT/det/ambush ambush/NN",
        "two/CD/nummod/raids raids=raid/NNS",
        "a/DT/det/bombing deadly/JJ/amod/bombing bombing/NN",
    ],
)
def test_an_attack_of_nobody_in_particular_is_the_doers(subject: str) -> None:
    assert ("azawad-liberation-front", "kills", "mali-armed-forces") in told(killed_by(subject))


@pytest.mark.parametrize(
    "subject",
    [
        "floods=flood/NNS",
        "cholera/NN",
        "a/DT/det/mine mine/NN",
        "an/DT/det/crash plane/NN/compound/crash crash/NN",
        "lightning/NN/compound/strike strike/NN",
        "nobody/NN",
        "gunmen=gunman/NNS",
        "a/DT/det/colleague colleague/NN",
        "an/DT/det/attack attack/NN/nsubj/killed by/IN/case/rebels rebels=rebel/NNS/nmod/attack and/CC/cc/raid raid/NN",
        "a/DT/det/raid rebel/NN/compound/raid raid/NN",
    ],
)
def test_what_else_kills_is_not_the_doers(subject: str) -> None:
    assert told(killed_by(subject)) == []


@pytest.mark.parametrize(
    ("more", "laid"),
    [
        ("", True),
        ("in/IN/case/Gao Gao/NNP/obl/killed", True),
        ("in/IN/case/ambush an/DT/det/ambush ambush/NN/obl/killed", True),
        ("in/IN/case/town the/DT/det/town town/NN/obl/killed", True),
        ("by/IN/case/lightning lightning/NN/obl/killed", False),
        ("by/IN/case/colleague a/DT/det/colleague colleague/NN/obl/killed", False),
        ("in/IN/case/accident an/DT/det/accident accident/NN/obl/killed", False),
        ("at/IN/case/hands the/DT/det/hands hands=hand/NNS/obl/killed of/IN/case/bandits bandits=bandit/NNS/nmod/hands", False),
        ("with/IN/case/poison poison/NN/obl/killed", False),
        ("in/IN/case/raid a/DT/det/raid raid/NN/obl/killed by/IN/case/bandits bandits=bandit/NNS/nmod/raid", False),
    ],
)
def test_a_passive_is_the_doers_where_nothing_says_how(more: str, laid: bool) -> None:
    assert bool(told(were_killed(more))) == laid


@pytest.mark.parametrize(
    ("camp", "expected"),
    [
        ("held=hold/VBN/acl/camp by/IN/case/Wagner Wagner/NNP/obl/held", ["wagner-group"]),
        ("occupied=occupy/VBN/acl/camp by/IN/case/Wagner Wagner/NNP/obl/occupied", ["wagner-group"]),
        ("abandoned=abandon/VBN/acl/camp by/IN/case/Wagner Wagner/NNP/obl/abandoned", []),
        ("built=build/VBN/acl/camp by/IN/case/Wagner Wagner/NNP/obl/built", []),
    ],
)
def test_who_holds_a_camp_is_hit_with_it(camp: str, expected: list[str]) -> None:
    strike = DAY.format("hit") + f"a/DT/det/strike strike/NN/nsubj/hit hit=hit/VBD/root a/DT/det/camp camp/NN/obj/hit {camp} ."
    assert [each[2] for each in told(strike) if each[2] == "wagner-group"] == expected


@pytest.mark.parametrize(
    "victims",
    ["FLA/NNP/compound/commanders commanders=commander/NNS", "JNIM/NNP", "FLA/NNP"],
)
def test_nobody_is_laid_to_its_own_side(victims: str) -> None:
    ambush = DAY.format("killed") + f"an/DT/det/ambush ambush/NN/nsubj/killed killed=kill/VBD/root {victims}/obj/killed ."
    assert told(ambush) == []


@pytest.mark.parametrize("way", ["road", "highway", "axis"])
def test_a_way_is_no_target(way: str) -> None:
    attack = (
        f"JNIM/NNP/nsubj/launched launched=launch/VBD/root attacks=attack/NNS/obj/launched on/IN/case/{way} the/DT/det/{way} {way}/NN/nmod/attacks "
        f"and/CC/cc/Gao on/IN/case/Gao Gao/NNP/conj/{way} ."
    )
    assert triples(read(attack)) == [("jnim", "attacks", "gao")]


@pytest.mark.parametrize("attack", ["raid", "ambush", "airstrike"])
def test_a_deadly_attack_is_an_attack(attack: str) -> None:
    text = f"A/DT/det/{attack} JNIM/NNP/compound/{attack} {attack}/NN/nsubj/killed killed=kill/VBD/root {SOLDIERS.format('obj', 'killed')} ."
    assert only(read(text), "attacks").object.entity.name == "Malian Armed Forces"


@pytest.mark.parametrize("place", ["Kabul", "Gao", "Iraq"])
def test_a_place_before_an_attack_does_not_attack(place: str) -> None:
    text = f"A/DT/det/raid {place}/NNP/compound/raid raid/NN/nsubj/killed killed=kill/VBD/root {SOLDIERS.format('obj', 'killed')} ."
    assert [each for each in triples(read(text)) if each[1] == "attacks"] == []
