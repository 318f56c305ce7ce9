"""Whom pronouns and definite noun phrases stand for."""

import pytest

from kg.coreference import REACH, WINDOW
from tests.parsed import only, read, short, triples

JNIM_GREW = "JNIM/NNP/nsubj/grew grew=grow/VBD/root ."
MALI_SLEPT = "Mali/NNP/nsubj/slept slept=sleep/VBD/root ."
AES_GREW = "The/DT/det/AES AES/NNP/nsubj/grew grew=grow/VBD/root ."
DIOP_SLEPT = "Abdoulaye_Diop/NNP/nsubj/slept slept=sleep/VBD/root ."
THREE = "Mali/NNP/nsubj/slept , Burkina_Faso/NNP/conj/Mali and/CC/cc/Niger Niger/NNP/conj/Mali slept=sleep/VBD/root ."
FILLER = "Nothing/NN/nsubj/happened happened=happen/VBD/root ."


def accused(subject: str) -> str:
    return f"{subject} accused=accuse/VBD/root France/NNP/obj/accused ."


ARMY = accused("The/DT/det/army army/NN/nsubj/accused")
NIGER_SLEPT = "Niger/NNP/nsubj/slept slept=sleep/VBD/root ."
IT = accused("It/PRP/nsubj/accused")
HE = accused("He/PRP/nsubj/accused")
THEY = accused("They/PRP/nsubj/accused")

ALLIANCE = accused("The/DT/det/alliance alliance/NN/nsubj/accused")
THESE = accused("These/DT/det/countries countries=country/NNS/nsubj/accused")
SAHELIAN = accused("These/DT/det/states Sahelian/JJ/amod/states states=state/NNS/nsubj/accused")

INSURGENTS = accused("The/DT/det/insurgents insurgents=insurgent/NNS/nsubj/accused")
PEACEKEEPERS = accused("The/DT/det/peacekeepers peacekeepers=peacekeeper/NNS/nsubj/accused")

RESOLVED = [
    ("it: a state", f"{MALI_SLEPT}\n{IT}", ["mali"]),
    ("it: an organization", f"{AES_GREW}\n{IT}", ["aes"]),
    ("it: an armed group", f"{JNIM_GREW}\n{IT}", ["jnim"]),
    ("it is no person", f"{DIOP_SLEPT}\n{IT}", []),
    ("he: a person", f"{DIOP_SLEPT}\n{HE}", ["abdoulaye-diop"]),
    ("he is no state", f"{MALI_SLEPT}\n{HE}", []),
    ("he passes over a state", f"{DIOP_SLEPT}\n{MALI_SLEPT}\n{HE}", ["abdoulaye-diop"]),
    ("they: states named together", f"{THREE}\n{THEY}", ["burkina-faso", "mali", "niger"]),
    ("they: the people of a group", f"{JNIM_GREW}\n{THEY}", ["jnim"]),
    ("they are no single state", f"{MALI_SLEPT}\n{THEY}", []),
    ("the nearest sentence", f"{AES_GREW}\n{MALI_SLEPT}\n{IT}", ["mali"]),
    (
        "the subject rather than the object",
        f"JNIM/NNP/nsubj/saw saw=see/VBD/root Mali/NNP/obj/saw .\n{IT}",
        ["jnim"],
    ),
    ("the insurgents: the only armed group", f"{JNIM_GREW}\n{INSURGENTS}", ["jnim"]),
    ("of two groups neither", f"{JNIM_GREW}\nISWAP/NNP/nsubj/grew grew=grow/VBD/root .\n{INSURGENTS}", []),
    ("no state is the insurgents", f"{MALI_SLEPT}\n{INSURGENTS}", []),
    (
        "insurgents of whom more is said",
        f"{JNIM_GREW}\n{accused('The/DT/det/insurgents local/JJ/amod/insurgents insurgents=insurgent/NNS/nsubj/accused')}",
        [],
    ),
    ("insurgents in general", f"{JNIM_GREW}\n{accused('Insurgents=insurgent/NNS/nsubj/accused')}", []),
    ("the peacekeepers of a mission", f"MINUSMA/NNP/nsubj/grew grew=grow/VBD/root .\n{PEACEKEEPERS}", ["minusma"]),
    ("nobody before", IT, []),
    ("not too far back", "\n".join([MALI_SLEPT, *[FILLER] * WINDOW, IT]), []),
    ("as far back as the window", "\n".join([MALI_SLEPT, *[FILLER] * (WINDOW - 2), IT]), ["mali"]),
    ("the group", f"{JNIM_GREW}\n{accused('The/DT/det/group group/NN/nsubj/accused')}", ["jnim"]),
    ("the group is no state", f"{MALI_SLEPT}\n{accused('The/DT/det/group group/NN/nsubj/accused')}", []),
    ("a group is somebody new", f"{JNIM_GREW}\n{accused('A/DT/det/group group/NN/nsubj/accused')}", []),
    ("the bloc", f"{AES_GREW}\n{accused('The/DT/det/bloc bloc/NN/nsubj/accused')}", ["aes"]),
    ("the bloc passes over a state", f"{AES_GREW}\n{MALI_SLEPT}\n{accused('The/DT/det/bloc bloc/NN/nsubj/accused')}", ["aes"]),
    ("the country", f"{MALI_SLEPT}\n{accused('The/DT/det/country country/NN/nsubj/accused')}", ["mali"]),
    (
        "the three countries",
        f"{THREE}\n{accused('The/DT/det/countries three/CD/nummod/countries countries=country/NNS/nsubj/accused')}",
        ["burkina-faso", "mali", "niger"],
    ),
    ("the minister", f"{DIOP_SLEPT}\n{accused('The/DT/det/minister minister/NN/nsubj/accused')}", ["abdoulaye-diop"]),
    ("the alliance is the one called so", f"{AES_GREW}\n{JNIM_GREW}\n{ALLIANCE}", ["aes"]),
    ("the alliance far back", "\n".join([AES_GREW, *[FILLER] * WINDOW, ALLIANCE]), ["aes"]),
    (
        "another bloc, not so far back",
        "\n".join([AES_GREW, *[FILLER] * WINDOW, accused("The/DT/det/body body/NN/nsubj/accused")]),
        [],
    ),
    ("these countries, far back", "\n".join([THREE, *[FILLER] * (REACH - 2), THESE]), ["burkina-faso", "mali", "niger"]),
    ("these countries, too far back", "\n".join([THREE, *[FILLER] * REACH, THESE]), []),
    ("these states of a region", f"{THREE}\n{SAHELIAN}", ["burkina-faso", "mali", "niger"]),
    ("states of a region that nobody named", SAHELIAN, []),
    ("the army of whom all is about", "\n".join([*[MALI_SLEPT] * 4, *[FILLER] * WINDOW, ARMY]), ["mali-armed-forces"]),
    ("another named in passing", "\n".join([*[MALI_SLEPT] * 4, NIGER_SLEPT, ARMY]), ["mali-armed-forces"]),
    ("the text has gone on to another", "\n".join([*[MALI_SLEPT] * 4, NIGER_SLEPT, *[FILLER] * WINDOW, ARMY]), []),
    (
        "his country: that of his office",
        "Mali/NNP/nmod:poss/minister 's/POS/case/Mali minister/NN/nsubj/slept slept=sleep/VBD/root near/IN/case/Niger Niger/NNP/obl/slept .\n"
        "Niger/NNP/nmod:poss/minister 's/POS/case/Niger minister/NN/nsubj/said said=say/VBD/root Mali/NNP/obl/said and/CC/cc/accused"
        " his/PRP$/nmod:poss/country country/NN/nsubj/accused accused=accuse/VBD/conj/said France/NNP/obj/accused .",
        ["niger"],
    ),
    (
        "a country rather than the people of another",
        "Niger/NNP/nsubj/fell fell=fall/VBD/root near/IN/case/troops Malian/JJ/amod/troops troops=troop/NNS/obl/fell .\n"
        + accused("The/DT/det/country country/NN/nsubj/accused"),
        ["niger"],
    ),
    (
        "a country rather than the officials of another",
        "French/JJ/amod/officials officials=official/NNS/nsubj/slept slept=sleep/VBD/root near/IN/case/Niger Niger/NNP/obl/slept .\n"
        + accused("The/DT/det/country country/NN/nsubj/accused"),
        ["niger"],
    ),
    ("this group", f"{JNIM_GREW}\n{accused('This/DT/det/group group/NN/nsubj/accused')}", ["jnim"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in RESOLVED], ids=[case[0] for case in RESOLVED])
def test_who_accused_france(text: str, expected: list[str]) -> None:
    assert triples(read(text)) == [(name, "accuses", "france") for name in expected]


GUNMEN_CAME = "Gunmen=gunman/NNS/nsubj/came came=come/VBD/root ."
COURT_SAT = "A/DT/det/court local/JJ/amod/court court/NN/nsubj/sat sat=sit/VBD/root ."

UNNAMED = [
    ("they: people without a name", f"{GUNMEN_CAME}\n{THEY}", ["gunmen"]),
    ("they: the nearer ones", f"{JNIM_GREW}\n{GUNMEN_CAME}\n{THEY}", ["gunmen"]),
    ("they: those with a name, if they are nearer", f"{GUNMEN_CAME}\n{JNIM_GREW}\n{THEY}", ["Jama'at Nusrat al-Islam wal-Muslimin"]),
    ("it is not several soldiers", f"Malian/JJ/amod/soldiers soldiers=soldier/NNS/nsubj/came came=come/VBD/root .\n{IT}", []),
    ("they are a group without a name", f"A/DT/det/militia militia/NN/nsubj/came came=come/VBD/root .\n{THEY}", ["militia"]),
    ("it: a body without a name", f"{COURT_SAT}\n{IT}", ["local court"]),
    ("it is not many", f"{GUNMEN_CAME}\n{IT}", []),
    ("they are not one", f"{COURT_SAT}\n{THEY}", []),
    ("only a subject", f"JNIM/NNP/nsubj/saw saw=see/VBD/root a/DT/det/court court/NN/obj/saw .\n{IT}", ["Jama'at Nusrat al-Islam wal-Muslimin"]),
    ("a noun goes on with nobody unnamed", f"{GUNMEN_CAME}\n{INSURGENTS}", []),
    ("the one group is one with a name", f"{JNIM_GREW}\n{GUNMEN_CAME}\n{INSURGENTS}", ["Jama'at Nusrat al-Islam wal-Muslimin"]),
    ("in the sentence itself", "Gunmen=gunman/NNS/nsubj/said said=say/VBD/root they/PRP/nsubj/accused accused=accuse/VBD/ccomp/said"
     " France/NNP/obj/accused .", ["gunmen"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in UNNAMED], ids=[case[0] for case in UNNAMED])
def test_pronouns_go_on_with_whom_nobody_named(text: str, expected: list[str]) -> None:
    found = [each for each in read(text).statements if each.relation == "accuses"]
    assert [(each.subject.entity.name, short(each.object.entity.id)) for each in found] == [(name, "france") for name in expected]


THEIR = "France/NNP/nsubj/attacked attacked=attack/VBD/root their/PRP$/nmod:poss/positions positions=position/NNS/obj/attacked ."


def test_a_possessive_pronoun_owns_what_is_attacked() -> None:
    assert triples(read(f"{JNIM_GREW}\n{THEIR}")) == [("france", "attacks", "jnim")]


def test_a_possessive_pronoun_in_the_same_sentence() -> None:
    text = (
        "JNIM/NNP/nsubj/grew grew=grow/VBD/root after/IN/mark/killed France/NNP/nsubj/killed killed=kill/VBD/advcl/grew"
        " its/PRP$/nmod:poss/leader leader/NN/obj/killed ."
    )
    assert ("jnim", "kills", "france") not in triples(read(text))


def test_pronouns_reach_over_paragraphs() -> None:
    assert triples(read(MALI_SLEPT, IT)) == [("mali", "accuses", "france")]


def test_the_phrase_itself_is_the_mention() -> None:
    reading = read(f"{JNIM_GREW}\n{accused('The/DT/det/group group/NN/nsubj/accused')}")
    subject = only(reading).subject
    assert (subject.text, subject.source) == ("group", "coreference")
    assert reading.document.text[subject.start : subject.end] == "group"


def test_resolved_phrases_are_no_named_mentions() -> None:
    assert [short(mention.entity.id) for mention in read(f"{MALI_SLEPT}\n{IT}").mentions] == ["mali", "france"]


FOUGHT = "The/DT/det/FLA FLA/NNP/nsubj/fought fought=fight/VBD/root Wagner/NNP/obj/fought"
HEIR = "successor/NN/conj/{head} ,/PUNCT/punct/successor Africa~Corps/NNP/appos/successor ."

SUCCESSORS = [
    ("and its", f"{FOUGHT} and/CC/cc/successor its/PRP$/nmod:poss/successor {HEIR.format(head='Wagner')}", "wagner-group"),
    (
        "and later its, hung on the verb",
        f"{FOUGHT} and/CC/cc/successor later/RB/advmod/successor its/PRP$/nmod:poss/successor {HEIR.format(head='fought')}",
        "wagner-group",
    ),
    (
        "nor its, after a relative clause",
        f"{FOUGHT} , which/WDT/nsubj/left left=leave/VBD/acl:relcl/Wagner , nor/CC/cc/successor its/PRP$/nmod:poss/successor"
        f" {HEIR.format(head='Wagner')}",
        "wagner-group",
    ),
    (
        "without a list the subject owns",
        "Wagner/NNP/nsubj/presented presented=present/VBD/root its/PRP$/nmod:poss/successor successor/NN/obj/presented"
        " ,/PUNCT/punct/successor Africa~Corps/NNP/appos/successor .",
        "wagner-group",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SUCCESSORS], ids=[case[0] for case in SUCCESSORS])
def test_a_possessive_in_a_list_means_the_member_before_it(text: str, expected: str) -> None:
    replaced = [short(each.object.entity.id) for each in read(text).statements if each.relation == "replaces"]
    assert replaced == [expected]


def test_a_clause_that_goes_on_is_no_list() -> None:
    text = (
        f"{FOUGHT} and/CC/cc/attacked its/PRP$/nmod:poss/fighters fighters=fighter/NNS/nsubj/attacked attacked=attack/VBD/conj/fought"
        " Gao/NNP/obj/attacked ."
    )
    assert ("azawad-liberation-front", "attacks", "gao") in triples(read(text))


def test_no_object_pronoun_stands_for_the_subject_of_its_verb() -> None:
    text = "Chad/NNP/nsubj/slept slept=sleep/VBD/root and/CC/cc/accused accused=accuse/VBD/conj/slept it/PRP/obj/accused ."
    assert triples(read(MALI_SLEPT, text)) == [("chad", "accuses", "mali")]
    assert triples(read(text)) == []


KILLED = "JNIM/NNP/nsubj/killed killed=kill/VBD/root"
MALIS, NIGERS = "mali-armed-forces", "niger-armed-forces"

SOLDIERS = [
    ("in a town", f"{KILLED} ten/CD/nummod/soldiers soldiers=soldier/NNS/obj/killed in/IN/case/Gao Gao/NNP/obl/killed .", [MALIS]),
    ("near a town", f"{KILLED} soldiers=soldier/NNS/obj/killed near/IN/case/Diffa Diffa/NNP/obl/killed .", [NIGERS]),
    ("in a country", f"{KILLED} troops=troop/NNS/obj/killed in/IN/case/Mali Mali/NNP/obl/killed .", [MALIS]),
    ("the army of the country", f"In/IN/case/Mali Mali/NNP/obl/killed {KILLED} the/DT/det/army army/NN/obj/killed .", [MALIS]),
    ("no place", f"{KILLED} ten/CD/nummod/soldiers soldiers=soldier/NNS/obj/killed .", []),
    (
        "two countries",
        f"{KILLED} soldiers=soldier/NNS/obj/killed in/IN/case/Gao Gao/NNP/obl/killed and/CC/cc/Diffa Diffa/NNP/conj/Gao"
        " near/IN/case/Bosso Bosso/NNP/obl/killed .",
        [],
    ),
    (
        "soldiers of whom more is said",
        f"{KILLED} foreign/JJ/amod/soldiers soldiers=soldier/NNS/obj/killed in/IN/case/Gao Gao/NNP/obl/killed .",
        [],
    ),
    ("one soldier is no army", f"{KILLED} a/DT/det/soldier soldier/NN/obj/killed in/IN/case/Gao Gao/NNP/obl/killed .", []),
    (
        "what belongs to the army",
        f"{KILLED} an/DT/det/column army/NN/compound/column column/NN/obj/killed in/IN/case/Gao Gao/NNP/obl/killed .",
        [],
    ),
    (
        "in the header of a line",
        f"July/NNP/nmod:unmarked/Gao 22/CD/nummod/July –/PUNCT/punct/July Gao/NNP/dep/killed :/PUNCT/punct/Gao {KILLED}"
        " soldiers=soldier/NNS/obj/killed .",
        [MALIS],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SOLDIERS], ids=[case[0] for case in SOLDIERS])
def test_whose_soldiers_they_are(text: str, expected: list[str]) -> None:
    killed = {
        short(each.object.entity.id) for each in read(text).statements if each.relation == "kills" and each.object.entity.known
    }
    assert sorted(killed) == expected


JUNTA = "The/DT/det/junta junta/NN/nsubj/slept slept=sleep/VBD/root in/IN/case/Gao Gao/NNP/obl/slept ."


def test_a_pronoun_goes_on_with_whom_a_noun_alone_spoke_of() -> None:
    assert triples(read(JNIM_GREW, JUNTA, IT)) == [("mali", "accuses", "france")]


def test_people_of_a_leader_are_those_of_his_state() -> None:
    his = "his/PRP$/nmod:poss/soldiers soldiers=soldier/NNS/obj/killed"
    text = f"Assimi_Goïta/NNP/nsubj/slept slept=sleep/VBD/root ; {KILLED.replace('root', 'parataxis/slept')} {his} ."
    assert ("jnim", "kills", MALIS) in triples(read(text, date="2024-01-01"))
    assert ("jnim", "kills", MALIS) not in triples(read(text, date="2015-01-01"))


SLEPT_IN_NIAMEY = "Niger/NNP/nsubj/slept slept=sleep/VBD/root in/IN/case/Niamey Niamey/NNP/obl/slept ."
ECOWAS_GREW = "ECOWAS/NNP/nsubj/grew grew=grow/VBD/root ."
GUARD = "presidential/JJ/amod/guard guard/NN/nsubj/accused"
FOREIGN = "foreign/JJ/amod/ministry ministry/NN/nsubj/accused"
INTERIOR = "interior/NN/compound/ministry ministry/NN/nsubj/accused"

BODIES = [
    ("of a country that is accused", f"{SLEPT_IN_NIAMEY}\n{accused('The/DT/det/ministry ' + FOREIGN).replace('France', 'Niger')}", []),
    ("a bloc's", f"{ECOWAS_GREW}\n{accused('The/DT/det/bloc bloc/NN/nmod:poss/commission s=s/POS/case/bloc commission/NN/nsubj/accused')}",
     ["ecowas-commission"]),
    ("its", f"{ECOWAS_GREW}\n{accused('Its/PRP$/nmod:poss/commission commission/NN/nsubj/accused')}", ["ecowas-commission"]),
    ("of it", accused("The/DT/det/commission commission/NN/nsubj/accused of/IN/case/ECOWAS ECOWAS/NNP/nmod/commission"),
     ["ecowas-commission"]),
    ("its guard", f"{NIGER_SLEPT}\n{accused('Its/PRP$/nmod:poss/guard ' + GUARD)}", ["presidential-guard-of-niger"]),
    ("a strong guard", f"{NIGER_SLEPT}\n{accused('Its/PRP$/nmod:poss/guard strong/JJ/amod/guard ' + GUARD)}",
     ["presidential-guard-of-niger"]),
    ("the guard of a country named often", f"{SLEPT_IN_NIAMEY}\n{accused('The/DT/det/guard ' + GUARD)}", ["presidential-guard-of-niger"]),
    ("of a country named once", f"{NIGER_SLEPT}\n{accused('The/DT/det/guard ' + GUARD)}", []),
    ("any guard", f"{SLEPT_IN_NIAMEY}\n{accused('A/DT/det/guard ' + GUARD)}", []),
    ("somebody else's", f"{SLEPT_IN_NIAMEY}\n{accused('The/DT/det/guard ' + GUARD + ' of/IN/case/dictators dictators=dictator/NNS/nmod/guard')}",
     []),
    ("where it sits", f"{SLEPT_IN_NIAMEY}\n{accused('The/DT/det/ministry ' + FOREIGN + ' in/IN/case/Bamako Bamako/NNP/nmod/ministry')}",
     ["malian-ministry-of-foreign-affairs"]),
    ("a ministry is no other ministry",
     f"The/DT/det/ministry Malian/JJ/amod/ministry {FOREIGN.replace('accused', 'slept')} slept=sleep/VBD/root .\n"
     f"{accused('The/DT/det/ministry ' + INTERIOR)}", []),
    ("the same ministry",
     f"The/DT/det/ministry Malian/JJ/amod/ministry {FOREIGN.replace('accused', 'slept')} slept=sleep/VBD/root .\n"
     f"{accused('The/DT/det/ministry ' + FOREIGN)}", ["malian-ministry-of-foreign-affairs"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_bodies_that_are_called_by_whose_they_are(text: str, expected: list[str]) -> None:
    found = {short(each.subject.entity.id) for each in read(text).statements if each.relation == "accuses"}
    assert sorted(each for each in found if not each.startswith("x-")) == expected


def test_the_country_is_the_one_that_the_text_is_about() -> None:
    country = accused("The/DT/det/country country/NN/nsubj/accused")
    far = [FILLER] * WINDOW
    assert triples(read(SLEPT_IN_NIAMEY, *far, country)) == [("niger", "accuses", "france")]
    assert triples(read(NIGER_SLEPT, *far, country)) == []


def test_what_is_done_to_a_country_it_does_not_do() -> None:
    text = "They/PRP/nsubj/accused accused=accuse/VBD/root the/DT/det/country country/NN/obj/accused ."
    assert triples(read(THREE, text)) == []
    assert triples(read(NIGER_SLEPT.replace("Niger", "Chad"), f"JNIM/NNP/nsubj/grew grew=grow/VBD/root .\n{text}")) == [
        ("jnim", "accuses", "chad")
    ]


def test_no_member_of_a_list_is_what_the_list_does_something_to() -> None:
    text = "France/NNP/nsubj/accused and/CC/cc/Chad Chad/NNP/conj/France accused=accuse/VBD/root the/DT/det/country country/NN/obj/accused ."
    assert triples(read(MALI_SLEPT, text)) == [("chad", "accuses", "mali"), ("france", "accuses", "mali")]


JUNTAS = [
    ("a state that has one", NIGER_SLEPT, ["niger"]),
    ("its capital", "Nothing/NN/nsubj/happened happened=happen/VBD/root in/IN/case/Niamey Niamey/NNP/obl/happened .", ["niger"]),
    ("the state last named of those", f"{MALI_SLEPT}\n{NIGER_SLEPT}", ["niger"]),
    ("no other state", f"{NIGER_SLEPT}\nAlgeria/NNP/nsubj/slept slept=sleep/VBD/root .", ["niger"]),
    ("no state that is not known to have one", "Algeria/NNP/nsubj/slept slept=sleep/VBD/root .", []),
    ("further back", "\n".join([NIGER_SLEPT, *[FILLER] * WINDOW]), ["niger"]),
    ("too far back", "\n".join([NIGER_SLEPT, *[FILLER] * REACH]), []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in JUNTAS], ids=[case[0] for case in JUNTAS])
def test_the_junta_is_of_a_state_that_is_called_so(text: str, expected: list[str]) -> None:
    found = triples(read(f"{text}\n{accused('The/DT/det/junta junta/NN/nsubj/accused')}"))
    assert [subject for subject, relation, _ in found if relation == "accuses"] == expected


def test_a_minister_does_not_accuse_his_own_country() -> None:
    text = (
        "Mali/NNP/nmod:poss/minister 's/POS/case/Mali minister/NN/nsubj/accused accused=accuse/VBD/root the/DT/det/country"
        " country/NN/obj/accused ."
    )
    assert ("mali", "accuses", "mali") not in triples(read(text))
    assert ("mali", "accuses", "chad") in triples(read("Chad/NNP/nsubj/slept slept=sleep/VBD/root .", text))
