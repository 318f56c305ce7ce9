"""What sentences state, on parses made by hand: one phenomenon a case, whatever a model would make of it."""

import pytest

from kg.vocabulary import load_vocabulary
from tests.parsed import only, read, short, triple, triples

MALI = "mali"
RUSSIA = "russia"
JNIM = "jnim"

WHO_DID_WHAT = [
    (
        "active",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "passive with agent",
        "Gao/NNP/nsubj:pass/attacked was=be/VBD/aux:pass/attacked attacked=attack/VBN/root by/IN/case/JNIM JNIM/NNP/obl:agent/attacked .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "passive without agent states nothing of two",
        "Gao/NNP/nsubj:pass/attacked was=be/VBD/aux:pass/attacked attacked=attack/VBN/root .",
        [],
    ),
    (
        "reduced relative",
        "The/DT/det/town town/NN/nsubj/fell of/IN/case/Gao Gao/NNP/appos/town fell=fall/VBD/root ,"
        " Ansongo/NNP/parataxis/fell attacked=attack/VBN/acl/Ansongo by/IN/case/JNIM JNIM/NNP/obl:agent/attacked .",
        [(JNIM, "attacks", "ansongo")],
    ),
    (
        "relative clause",
        "JNIM/NNP/nsubj/grew , which/WDT/nsubj/attacked attacked=attack/VBD/acl:relcl/JNIM Gao/NNP/obj/attacked , grew=grow/VBD/root .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "relative clause with the pronoun as object",
        "Gao/NNP/nsubj/burned , which/WDT/obj/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/acl:relcl/Gao , burned=smoulder/VBD/root .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "participle clause after the main clause",
        "JNIM/NNP/nsubj/advanced advanced=go/VBD/root , attacking=attack/VBG/advcl/advanced Gao/NNP/obj/attacking .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "coordinated verbs",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked and/CC/cc/seized seized=seize/VBD/conj/attacked"
        " Kidal/NNP/obj/seized .",
        [(JNIM, "attacks", "gao"), (JNIM, "captures", "kidal")],
    ),
    (
        "coordinated verbs with one object",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root and/CC/cc/seized seized=seize/VBD/conj/attacked Gao/NNP/obj/seized .",
        [(JNIM, "attacks", "gao"), (JNIM, "captures", "gao")],
    ),
    (
        "coordinated subjects",
        "Mali/NNP/nsubj/left , Burkina_Faso/NNP/conj/Mali and/CC/cc/Niger Niger/NNP/conj/Mali left=leave/VBD/root ECOWAS/NNP/obj/left .",
        [("burkina-faso", "leaves", "ecowas"), (MALI, "leaves", "ecowas"), ("niger", "leaves", "ecowas")],
    ),
    (
        "coordinated objects",
        "ECOWAS/NNP/nsubj/threatened threatened=threaten/VBD/root Mali/NNP/obj/threatened and/CC/cc/Niger Niger/NNP/conj/Mali .",
        [("ecowas", "threatens", MALI), ("ecowas", "threatens", "niger")],
    ),
    (
        "every pair of coordinated arguments",
        "Mali/NNP/nsubj/accused and/CC/cc/Niger Niger/NNP/conj/Mali accused=accuse/VBD/root France/NNP/obj/accused and/CC/cc/Ukraine"
        " Ukraine/NNP/conj/France .",
        [
            (MALI, "accuses", "france"),
            (MALI, "accuses", "ukraine"),
            ("niger", "accuses", "france"),
            ("niger", "accuses", "ukraine"),
        ],
    ),
    (
        "title before a name",
        "Mali/NNP/nmod:poss/minister 's/POS/case/Mali minister/NN/nsubj/arrived Abdoulaye_Diop/NNP/appos/minister arrived=come/VBD/root .",
        [("abdoulaye-diop", "leads", MALI)],
    ),
    (
        "copula",
        "Abdoulaye_Diop/NNP/nsubj/minister is=be/VBZ/cop/minister minister/NN/root of/IN/case/Mali Mali/NNP/nmod/minister .",
        [("abdoulaye-diop", "leads", MALI)],
    ),
    (
        "apposition after a name",
        "Abdoulaye_Diop/NNP/nsubj/arrived , Mali/NNP/nmod:poss/minister 's/POS/case/Mali foreign/JJ/amod/minister"
        " minister/NN/appos/Abdoulaye , arrived=come/VBD/root .",
        [("abdoulaye-diop", "leads", MALI)],
    ),
    (
        "a former office is none",
        "Abdoulaye_Diop/NNP/nsubj/minister is=be/VBZ/cop/minister a/DT/det/minister former/JJ/amod/minister minister/NN/root of/IN/case/Mali"
        " Mali/NNP/nmod/minister .",
        [],
    ),
    (
        "possessive on a nominalisation",
        "Russia/NNP/nsubj/condemned condemned=deplore/VBD/root JNIM/NNP/nmod:poss/attack 's/POS/case/JNIM attack/NN/obj/condemned"
        " on/IN/case/Gao Gao/NNP/nmod/attack .",
        [(JNIM, "attacks", "gao"), (RUSSIA, "accuses", JNIM)],
    ),
    (
        "by-phrase of a nominalisation",
        "An/DT/det/attack attack/NN/nsubj/followed by/IN/case/JNIM JNIM/NNP/nmod/attack on/IN/case/Gao Gao/NNP/nmod/attack"
        " followed=come/VBD/root .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "adjective on a nominalisation",
        "Russian/JJ/amod/deliveries arms=arm/NNS/compound/deliveries deliveries=delivery/NNS/nsubj/continued to/IN/case/Mali"
        " Mali/NNP/nmod/deliveries continued=go/VBD/root .",
        [(RUSSIA, "supplies", MALI)],
    ),
    (
        "light verb",
        "JNIM/NNP/nsubj/launched launched=launch/VBD/root an/DT/det/attack attack/NN/obj/launched on/IN/case/Gao Gao/NNP/nmod/attack .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "light verb with the target on the verb",
        "JNIM/NNP/nsubj/carried carried=carry/VBD/root out/RP/compound:prt/carried an/DT/det/attack attack/NN/obj/carried"
        " on/IN/case/Gao Gao/NNP/obl/carried .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "light verb in the passive",
        "An/DT/det/attack attack/NN/nsubj:pass/launched on/IN/case/Gao Gao/NNP/nmod/attack was=be/VBD/aux:pass/launched"
        " launched=launch/VBN/root by/IN/case/JNIM JNIM/NNP/obl:agent/launched .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "reverse verb: its subject suffers",
        "Gao/NNP/nsubj/suffered suffered=suffer/VBD/root an/DT/det/attack attack/NN/obj/suffered by/IN/case/JNIM JNIM/NNP/nmod/attack .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "particle verb: pulled out of",
        "Mali/NNP/nsubj/pulled pulled=pull/VBD/root out/RP/compound:prt/pulled of/IN/case/ECOWAS ECOWAS/NNP/obl/pulled .",
        [(MALI, "leaves", "ecowas")],
    ),
    (
        "compound adjective",
        "Russian/JJ/amod/backed - backed=back/VBN/amod/JNIM JNIM/NNP/nsubj/slept slept=sleep/VBD/root .",
        [(RUSSIA, "supports", JNIM)],
    ),
    (
        "predicate adjective",
        "JNIM/NNP/nsubj/active is=be/VBZ/cop/active active/JJ/root in/IN/case/Mali Mali/NNP/obl/active .",
        [(JNIM, "operatesIn", MALI)],
    ),
    (
        "recipient without a preposition",
        "Russia/NNP/nsubj/gave gave=give/VBD/root Mali/NNP/iobj/gave helicopters=helicopter/NNS/obj/gave .",
        [(RUSSIA, "supplies", MALI)],
    ),
    (
        "the more specific frame wins",
        "Russia/NNP/nsubj/provided provided=provide/VBD/root aid/NN/obj/provided to/IN/case/Mali Mali/NNP/obl/provided .",
        [(RUSSIA, "aids", MALI)],
    ),
    (
        "accusation: both the accusation and what is alleged",
        "Mali/NNP/nsubj/accused accused=accuse/VBD/root Ukraine/NNP/obj/accused of/IN/mark/supporting supporting=support/VBG/advcl/accused"
        " JNIM/NNP/obj/supporting .",
        [(MALI, "accuses", "ukraine"), ("ukraine", "supports", JNIM)],
    ),
    (
        "a withdrawal of one's own",
        "Mali/NNP/nmod:poss/withdrawal 's/POS/case/Mali withdrawal/NN/nsubj/surprised from/IN/case/ECOWAS ECOWAS/NNP/nmod/withdrawal"
        " surprised=surprise/VBD/root .",
        [(MALI, "leaves", "ecowas")],
    ),
    (
        "of and by on a nominalisation",
        "The/DT/det/capture capture/NN/nsubj/followed of/IN/case/Gao Gao/NNP/nmod/capture by/IN/case/JNIM JNIM/NNP/nmod/capture"
        " followed=follow/VBD/root .",
        [(JNIM, "captures", "gao")],
    ),
    (
        "helped somebody do something",
        "Russia/NNP/nsubj/helped helped=help/VBD/root Mali/NNP/obj/helped fight/VB/xcomp/helped JNIM/NNP/obj/fight .",
        [(MALI, "fights", JNIM), (RUSSIA, "aids", MALI)],
    ),
    (
        "coordinated agents of a passive",
        "JNIM/NNP/nsubj:pass/supported is=be/VBZ/aux:pass/supported supported=support/VBN/root by/IN/case/Algeria"
        " Algeria/NNP/obl:agent/supported and/CC/cc/Ukraine Ukraine/NNP/conj/Algeria .",
        [("algeria", "supports", JNIM), ("ukraine", "supports", JNIM)],
    ),
    (
        "a deal that is struck is no strike",
        "Russia/NNP/nsubj/struck struck=strike/VBD/root a/DT/det/deal deal/NN/obj/struck with/IN/case/Mali Mali/NNP/nmod/deal .",
        [(RUSSIA, "agreesWith", MALI)],
    ),
    (
        "cooperation that is suspended is none",
        "Niger/NNP/nsubj/suspended suspended=suspend/VBD/root its/PRP$/nmod:poss/cooperation cooperation/NN/obj/suspended"
        " with/IN/case/France France/NNP/nmod/cooperation .",
        [("niger", "rejects", "france")],
    ),
    (
        "a plural that is its own lemma",
        "France/NNP/nsubj/withdrew withdrew=withdraw/VBD/root its/PRP$/nmod:poss/troops troops=troops/NNS/obj/withdrew from/IN/case/Mali"
        " Mali/NNP/obl/withdrew .",
        [("france", "withdrawsFrom", MALI)],
    ),
    (
        "an office before a name",
        "Russian/JJ/amod/Minister Foreign~Minister/NNP/nsubj/slept Sergei_Lavrov/NNP/flat/Minister slept=sleep/VBD/root .",
        [("sergei-lavrov", "leads", RUSSIA)],
    ),
    (
        "an office whose owner is a pronoun",
        "Russia/NNP/nsubj/slept slept=sleep/VBD/root and/CC/cc/spoke its/PRP$/nmod:poss/minister foreign/JJ/amod/minister"
        " minister/NN/nsubj/spoke ,/PUNCT/punct/minister Sergei_Lavrov/NNP/appos/minister spoke=comment/VBD/conj/slept .",
        [("sergei-lavrov", "leads", RUSSIA)],
    ),
    (
        "an office of somebody who is no body",
        "Abdoulaye_Diop/NNP/nsubj/slept slept=sleep/VBD/root and/CC/cc/spoke his/PRP$/nmod:poss/minister foreign/JJ/amod/minister"
        " minister/NN/nsubj/spoke ,/PUNCT/punct/minister Sergei_Lavrov/NNP/appos/minister spoke=comment/VBD/conj/slept .",
        [],
    ),
    (
        "a summit of two that a hyphen joins",
        "The/DT/det/summit Mali/NNP/compound/summit - Algeria/NNP/compound/summit summit/NN/nsubj/opened opened=open/VBD/root .",
        [(MALI, "meetsWith", "algeria")],
    ),
    (
        "what one is helped in doing",
        "Russia/NNP/nsubj/helped helped=help/VBD/root Mali/NNP/obj/helped in/IN/mark/fighting fighting=fight/VBG/advcl/helped"
        " JNIM/NNP/obj/fighting .",
        [(MALI, "fights", JNIM), (RUSSIA, "aids", MALI)],
    ),
    (
        "a force in a place",
        "U.S./NNP/compound/troops troops=troop/NNS/nsubj/slept in/IN/case/Niger Niger/NNP/nmod/troops slept=sleep/VBD/root .",
        [("united-states-armed-forces", "basedIn", "niger")],
    ),
    (
        "deployment gives both statements",
        "Russia/NNP/nsubj/deploys deploys=deploy/VBZ/root Africa~Corps/NNP/obj/deploys to/IN/case/Mali Mali/NNP/obl/deploys .",
        [("africa-corps", "deploysTo", MALI), (RUSSIA, "deploys", "africa-corps")],
    ),
    (
        "a question states nothing",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked ?",
        [],
    ),
    (
        "nobody does anything to himself",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root JNIM/NNP/obj/attacked .",
        [],
    ),
    (
        "a place is no actor",
        "Gao/NNP/nsubj/attacked attacked=attack/VBD/root Kidal/NNP/obj/attacked .",
        [],
    ),
    (
        "bare generics are nobody",
        "Gunmen=gunman/NNS/nsubj/attacked attacked=attack/VBD/root civilians=civilian/NNS/obj/attacked .",
        [],
    ),
    (
        "capitals act as their governments",
        "Moscow/NNP/nsubj/accused accused=accuse/VBD/root Paris/NNP/obj/accused .",
        [(RUSSIA, "accuses", "france")],
    ),
    (
        "a capital under attack stays a city",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Bamako/NNP/obj/attacked .",
        [(JNIM, "attacks", "bamako")],
    ),
    (
        "forces act for themselves",
        "Malian/JJ/amod/troops troops=troop/NNS/nsubj/clashed clashed=clash/VBD/root with/IN/case/JNIM JNIM/NNP/obl/clashed .",
        [("mali-armed-forces", "fights", JNIM)],
    ),
    (
        "a government is its state",
        "Niger/NNP/nmod:poss/government 's/POS/case/Niger military/JJ/amod/government government/NN/nsubj/accused accused=accuse/VBD/root"
        " France/NNP/obj/accused .",
        [("niger", "accuses", "france")],
    ),
    (
        "members stand for their group",
        "Members=member/NNS/nsubj/attacked of/IN/case/JNIM JNIM/NNP/nmod/Members attacked=attack/VBD/root Gao/NNP/obj/attacked .",
        [(JNIM, "attacks", "gao")],
    ),
    (
        "things stand for their owner",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root a/DT/det/convoy convoy/NN/obj/ambushed of/IN/case/Corps"
        " the/DT/det/Corps Africa~Corps/NNP/nmod/convoy .",
        [(JNIM, "attacks", "africa-corps")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WHO_DID_WHAT], ids=[case[0] for case in WHO_DID_WHAT])
def test_who_did_what(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert triples(read(text)) == expected


MUTUAL = [
    (
        "with",
        "Mali/NNP/nsubj/met met=meet/VBD/root with/IN/case/Russia Russia/NNP/obl/met .",
    ),
    (
        "several subjects and no object",
        "Mali/NNP/nsubj/met and/CC/cc/Russia Russia/NNP/conj/Mali met=meet/VBD/root .",
    ),
    (
        "between",
        "Talks=talk/NNS/nsubj/began between/IN/case/Mali Mali/NNP/nmod/Talks and/CC/cc/Russia Russia/NNP/conj/Mali began=start/VBD/root .",
    ),
    (
        "said twice",
        "Mali/NNP/nsubj/met met=meet/VBD/root Russia/NNP/obj/met and/CC/cc/met Russia/NNP/nsubj/met met=meet/VBD/conj/met Mali/NNP/obj/met .",
    ),
]


@pytest.mark.parametrize("text", [case[1] for case in MUTUAL], ids=[case[0] for case in MUTUAL])
def test_symmetric_relations_stand_once(text: str) -> None:
    statement = only(read(text))
    assert statement.relation == "meetsWith"
    assert {short(statement.subject.entity.id), short(statement.object.entity.id)} == {MALI, RUSSIA}


def test_a_directed_relation_stands_in_both_directions() -> None:
    reading = read(
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Mali/NNP/obj/attacked and/CC/cc/attacked Mali/NNP/nsubj/attacked"
        " attacked=attack/VBD/conj/attacked JNIM/NNP/obj/attacked ."
    )
    assert triples(reading) == [(JNIM, "attacks", MALI), (MALI, "attacks", JNIM)]


PLACES = [
    (
        "the town rather than the country that the sentence opens with",
        "In/IN/case/Mali Mali/NNP/obl/killed JNIM/NNP/nsubj/killed killed=kill/VBD/root French/JJ/amod/soldiers soldiers=soldier/NNS/obj/killed"
        " in/IN/case/Gao Gao/NNP/obl/killed .",
        "kills",
        "gao",
    ),
    (
        "the town rather than the state behind it",
        "JNIM/NNP/nsubj/hit hit=hit/VBD/root the/DT/det/camp camp/NN/obj/hit in/IN/case/Kukawa Kukawa/NNP/nmod/camp , in/IN/case/state"
        " Nigeria/NNP/nmod:poss/state 's/POS/case/Nigeria Borno~state/NNP/nmod/camp , killing=kill/VBG/conj/hit Malian/JJ/amod/soldiers"
        " soldiers=soldier/NNS/obj/killing .",
        "kills",
        "kukawa",
    ),
    (
        "on the verb",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed in/IN/case/Kidal Kidal/NNP/obl/ambushed .",
        "attacks",
        "kidal",
    ),
    (
        "on the object",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root the/DT/det/Corps Africa~Corps/NNP/obj/ambushed near/IN/case/Gao"
        " Gao/NNP/nmod/Corps .",
        "attacks",
        "gao",
    ),
    (
        "on the object of a light verb",
        "JNIM/NNP/nsubj/launched launched=launch/VBD/root an/DT/det/attack attack/NN/obj/launched on/IN/case/Corps Africa~Corps/NNP/nmod/attack"
        " near/IN/case/Gao Gao/NNP/obl/launched .",
        "attacks",
        "gao",
    ),
    (
        "by the noun that says it is a town",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed in/IN/case/town the/DT/det/town town/NN/obl/ambushed"
        " of/IN/case/Kidal Kidal/NNP/nmod/town .",
        "attacks",
        "kidal",
    ),
    (
        "before the noun that says it is a zone",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed in/IN/case/zone the/DT/det/zone Kidal/NNP/compound/zone"
        " zone/NN/obl/ambushed .",
        "attacks",
        "kidal",
    ),
    (
        "a town that is only near one with a name",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed in/IN/case/town a/DT/det/town town/NN/obl/ambushed"
        " beyond/IN/case/Kidal Kidal/NNP/nmod/town .",
        "attacks",
        None,
    ),
    (
        "where a force is sent",
        "Russia/NNP/nsubj/deploys deploys=deploy/VBZ/root Africa~Corps/NNP/obj/deploys to/IN/case/Mali Mali/NNP/obl/deploys .",
        "deploys",
        MALI,
    ),
    (
        "an argument is not its own place",
        "Russia/NNP/nsubj/deploys deploys=deploy/VBZ/root Africa~Corps/NNP/obj/deploys to/IN/case/Mali Mali/NNP/obl/deploys .",
        "deploysTo",
        None,
    ),
    (
        "a goal is no place of an attack",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed on/IN/case/way the/DT/det/way way/NN/obl/ambushed"
        " to/IN/case/Kidal Kidal/NNP/nmod/way .",
        "attacks",
        None,
    ),
    (
        "a lasting tie has no place",
        "Mali/NNP/nmod:poss/minister 's/POS/case/Mali minister/NN/nsubj/spoke Abdoulaye_Diop/NNP/appos/minister spoke=comment/VBD/root"
        " in/IN/case/Moscow Moscow/NNP/obl/spoke .",
        "leads",
        None,
    ),
    (
        "what somebody says of another has the place of its own verb",
        "Mali/NNP/nsubj/accused accused=accuse/VBD/root Algeria/NNP/obj/accused in/IN/case/Geneva Geneva/NNP/obl/accused .",
        "accuses",
        "geneva",
    ),
    (
        "what somebody says of another has no place from elsewhere in the sentence",
        "Mali/NNP/nsubj/accused accused=accuse/VBD/root Algeria/NNP/obj/accused of/IN/case/plot a/DT/det/plot plot/NN/obl/accused"
        " near/IN/case/Kidal Kidal/NNP/nmod/plot .",
        "accuses",
        None,
    ),
    (
        "where somebody is driven out",
        "Mali/NNP/nsubj/expelled expelled=expel/VBD/root France/NNP/obj/expelled from/IN/case/Kidal Kidal/NNP/obl/expelled .",
        "expels",
        "kidal",
    ),
    (
        "what is shot down over a place",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed over/IN/case/Kidal Kidal/NNP/obl/ambushed .",
        "attacks",
        "kidal",
    ),
    (
        "where a way begins on which it happened",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed travelling=travel/VBG/acl/Corps"
        " from/IN/case/Gao Gao/NNP/obl/travelling to/IN/case/Kidal Kidal/NNP/obl/travelling .",
        "attacks",
        "gao",
    ),
    (
        "a way whose end hangs on its beginning",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed on/IN/case/way the/DT/det/way"
        " way/NN/obl/ambushed from/IN/case/Gao Gao/NNP/nmod/way to/IN/case/Kidal Kidal/NNP/nmod/Gao .",
        "attacks",
        "gao",
    ),
    (
        "a way on which something else happened with it",
        "JNIM/NNP/nsubj/stopped stopped=stop/VBD/root a/DT/det/convoy convoy/NN/obj/stopped travelling=travel/VBG/acl/convoy"
        " from/IN/case/Gao Gao/NNP/obl/travelling to/IN/case/Kidal Kidal/NNP/obl/travelling ambushing=ambush/VBG/advcl/stopped"
        " Africa~Corps/NNP/obj/ambushing .",
        "attacks",
        "gao",
    ),
    (
        "where somebody comes from is no way",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed returning=return/VBG/acl/Corps"
        " from/IN/case/Gao Gao/NNP/obl/returning .",
        "attacks",
        None,
    ),
    (
        "somebody's home in a town",
        "JNIM/NNP/nsubj/kidnapped kidnapped=kidnap/VBD/root Lavrov/NNP/obj/kidnapped at/IN/case/villa his/PRP$/nmod:poss/villa"
        " Gao/NNP/compound/villa villa/NN/obl/kidnapped .",
        "detains",
        "gao",
    ),
    (
        "an office that lies in a town",
        "JNIM/NNP/nsubj/kidnapped kidnapped=kidnap/VBD/root Lavrov/NNP/obj/kidnapped at/IN/case/office an/DT/det/office"
        " office/NN/obl/kidnapped in/IN/case/Gao Gao/NNP/nmod/office .",
        "detains",
        "gao",
    ),
    (
        "where somebody is taken from",
        "JNIM/NNP/nsubj/kidnapped kidnapped=kidnap/VBD/root Lavrov/NNP/obj/kidnapped from/IN/case/Gao Gao/NNP/obl/kidnapped .",
        "detains",
        "gao",
    ),
    (
        "a home that somebody is taken from",
        "JNIM/NNP/nsubj/snatched snatched=kidnap/VBD/root Lavrov/NNP/obj/snatched from/IN/case/home his/PRP$/nmod:poss/home"
        " Gao/NNP/compound/home home/NN/obl/snatched .",
        "detains",
        "gao",
    ),
    (
        "where people come from is not where they were taken",
        "Chad/NNP/nsubj/arrested arrested=arrest/VBD/root Lavrov/NNP/obj/arrested from/IN/case/Gao Gao/NNP/nmod/Lavrov .",
        "detains",
        None,
    ),
    (
        "a country's soil",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed on/IN/case/soil Malian/JJ/amod/soil"
        " soil/NN/obl/ambushed .",
        "attacks",
        MALI,
    ),
    (
        "a country's side of something",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed on/IN/case/side Niger/NNP/nmod:poss/side"
        " 's/POS/case/Niger side/NN/obl/ambushed .",
        "attacks",
        "niger",
    ),
    (
        "where somebody is sent to do it",
        "Chad/NNP/nsubj:pass/sent was=be/VBD/aux:pass/sent sent=send/VBN/root to/IN/case/Diffa Diffa/NNP/obl/sent to/TO/mark/help"
        " help/VB/advcl/sent Niger/NNP/obj/help .",
        "aids",
        "diffa",
    ),
    (
        "where somebody spoke to do it",
        "Chad/NNP/nsubj/spoke spoke=speak/VBD/root to/IN/case/Diffa Diffa/NNP/obl/spoke to/TO/mark/help"
        " help/VB/advcl/spoke Niger/NNP/obj/help .",
        "aids",
        None,
    ),
    (
        "where somebody goes and then does it",
        "Mali/NNP/nsubj/flew flew=fly/VBD/root to/IN/case/Moscow Moscow/NNP/obl/flew and/CC/cc/met met=meet/VBD/conj/flew"
        " Niger/NNP/obj/met .",
        "meetsWith",
        "moscow",
    ),
    (
        "where somebody else goes",
        "Mali/NNP/nsubj/flew flew=fly/VBD/root to/IN/case/Moscow Moscow/NNP/obl/flew and/CC/cc/met Chad/NNP/nsubj/met"
        " met=meet/VBD/conj/flew Niger/NNP/obj/met .",
        "meetsWith",
        None,
    ),
    (
        "close to a place",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed close/RB/advmod/ambushed to/IN/case/Kidal"
        " Kidal/NNP/obl/close .",
        "attacks",
        "kidal",
    ),
    (
        "so far from a place",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed 30/CD/nummod/kilometers"
        " kilometers=kilometer/NNS/obl:unmarked/ambushed from/IN/case/Kidal Kidal/NNP/nmod/kilometers .",
        "attacks",
        "kidal",
    ),
    (
        "on a side of a place",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed north/RB/advmod/ambushed of/IN/case/Kidal"
        " Kidal/NNP/obl/north .",
        "attacks",
        "kidal",
    ),
    (
        "how it went is no bearing",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed thanks/NN/obl/ambushed to/IN/case/Kidal"
        " Kidal/NNP/nmod/thanks .",
        "attacks",
        None,
    ),
    (
        "a nameless place that lies at one",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed at/IN/case/market a/DT/det/market"
        " market/NN/obl/ambushed outside/IN/case/Kidal Kidal/NNP/nmod/market .",
        "attacks",
        "kidal",
    ),
    (
        "close to a state is nowhere near it",
        "JNIM/NNP/nsubj/ambushed close/JJ/amod/JNIM to/IN/case/Niger Niger/NNP/obl/close ambushed=ambush/VBD/root"
        " Africa~Corps/NNP/obj/ambushed .",
        "attacks",
        None,
    ),
    (
        "a place beyond a semicolon",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed ;/PUNCT/punct/ambushed in/IN/case/Kidal"
        " Kidal/NNP/obl/rained rained=rain/VBD/conj/ambushed .",
        "attacks",
        None,
    ),
    (
        "at a place rather than close to one",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed close/RB/advmod/ambushed to/IN/case/Gao"
        " Gao/NNP/obl/close in/IN/case/Kidal Kidal/NNP/obl/ambushed .",
        "attacks",
        "kidal",
    ),
    (
        "what is no place",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed in/IN/case/rage rage/NN/obl/ambushed"
        " over/IN/case/Kidal Kidal/NNP/nmod/rage .",
        "attacks",
        None,
    ),
]


@pytest.mark.parametrize(("text", "relation", "expected"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES])
def test_place(text: str, relation: str, expected: str | None) -> None:
    place = only(read(text), relation).place
    assert (short(place.entity.id) if place else None) == expected


def test_a_partner_in_a_list_is_no_place() -> None:
    found = read(
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Kidal/NNP/obj/attacked and/CC/cc/Gao in/IN/case/Gao Gao/NNP/conj/Kidal ."
    )
    assert [statement.place for statement in found.statements] == [None, None]


DATELINE = (
    "BAMAKO/NNP/root ,/PUNCT/punct/BAMAKO June/NNP/nmod:unmarked/BAMAKO 12/CD/nummod/June (/PUNCT/punct/Agency Agency/NNP/appos/BAMAKO"
    " )/PUNCT/punct/Agency –/PUNCT/punct/BAMAKO "
)
DATES = [
    (
        "the day after a participle whose own it need not be",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed seen=see/VBN/acl/Corps by/IN/case/herders"
        " herders=herder/NNS/obl:agent/seen on/IN/case/Monday Monday/NNP/obl/seen .",
        "2025-06-13",
        {"attacks": "2025-06-09"},
    ),
    (
        "such a day for what follows from the event",
        "JNIM/NNP/nsubj/stormed stormed=storm/VBD/root Gao/NNP/obj/stormed filmed=film/VBN/acl/Gao by/IN/case/herders"
        " herders=herder/NNS/obl:agent/filmed on/IN/case/Monday Monday/NNP/obl/filmed ,/PUNCT/punct/stormed expelling=expel/VBG/advcl/stormed"
        " France/NNP/obj/expelling .",
        "2025-06-13",
        {"attacks": "2025-06-09", "expels": "2025-06-09"},
    ),
    (
        "the year after a participle is its own",
        "JNIM/NNP/nsubj/ambushed ambushed=ambush/VBD/root Africa~Corps/NNP/obj/ambushed seen=see/VBN/acl/Corps in/IN/case/2024"
        " 2024/CD/obl/seen .",
        "2025-06-13",
        {"attacks": None},
    ),
    (
        "the day of a participle of the subject",
        "JNIM/NNP/nsubj/ambushed seen=see/VBN/acl/JNIM on/IN/case/Monday Monday/NNP/obl/seen ambushed=ambush/VBD/root"
        " Africa~Corps/NNP/obj/ambushed .",
        "2025-06-13",
        {"attacks": None},
    ),
    (
        "the month of a charge",
        "Mali/NNP/nsubj/accused accused=accuse/VBD/root Algeria/NNP/obj/accused of/IN/mark/lying lying=lie/VBG/advcl/accused"
        " in/IN/case/March March/NNP/obl/accused 2022/CD/nummod/March .",
        "2025-06-13",
        {"accuses": None},
    ),
    (
        "the month of an accusation",
        "Mali/NNP/nsubj/accused accused=accuse/VBD/root Algeria/NNP/obj/accused in/IN/case/March March/NNP/obl/accused"
        " 2022/CD/nummod/March of/IN/mark/lying lying=lie/VBG/advcl/accused .",
        "2025-06-13",
        {"accuses": "2022-03"},
    ),
    (
        "the day of an accusation",
        "Mali/NNP/nsubj/accused accused=accuse/VBD/root Algeria/NNP/obj/accused of/IN/mark/lying lying=lie/VBG/advcl/accused"
        " on/IN/case/Monday Monday/NNP/obl/accused .",
        "2025-06-13",
        {"accuses": "2025-06-09"},
    ),
    (
        "the day of a dateline",
        DATELINE + "Mali/NNP/nsubj/expelled expelled=expel/VBD/parataxis/BAMAKO France/NNP/obj/expelled .",
        "2025-06-13",
        {"expels": "2025-06-12"},
    ),
    (
        "the day of a dateline where the sentence has one of its own",
        DATELINE
        + "Mali/NNP/nsubj/expelled expelled=expel/VBD/parataxis/BAMAKO France/NNP/obj/expelled on/IN/case/Monday Monday/NNP/obl/expelled .",
        "2025-06-13",
        {"expels": "2025-06-09"},
    ),
    (
        "the day of a dateline where another clause has one of its own",
        DATELINE
        + "Mali/NNP/nsubj/expelled expelled=expel/VBD/parataxis/BAMAKO France/NNP/obj/expelled ,/PUNCT/punct/expelled which/WDT/nsubj/left"
        " left=sleep/VBD/acl:relcl/France on/IN/case/Monday Monday/NNP/obl/left .",
        "2025-06-13",
        {"expels": None},
    ),
    (
        "the year of an accord beside the clause",
        "Mali/NNP/nsubj/fought fought=fight/VBD/root JNIM/NNP/obj/fought despite/IN/case/accord the/DT/det/accord accord/NN/obl/fought"
        " of/IN/case/2015 2015/CD/nmod/accord .",
        "2025-06-13",
        {"fights": None},
    ),
    (
        "the year of a war is that of what happened in it",
        "Mali/NNP/nsubj/fought fought=fight/VBD/root JNIM/NNP/obj/fought in/IN/case/war the/DT/det/war war/NN/obl/fought"
        " of/IN/case/2015 2015/CD/nmod/war .",
        "2025-06-13",
        {"fights": "2015"},
    ),
    (
        "a year that tells which accord is meant",
        "In/IN/case/January January/NNP/obl/broke 2024/CD/nummod/January Mali/NNP/nsubj/broke broke=break/VBD/root the/DT/det/accord"
        " accord/NN/obj/broke of/IN/case/2015 2015/CD/nmod/accord , accusing=accuse/VBG/advcl/broke Algeria/NNP/obj/accusing .",
        "2025-06-13",
        {"accuses": "2024-01"},
    ),
    (
        "a day that the sentence opens with is that of all its clauses",
        "On/IN/case/Monday Monday/NNP/obl/slept Mali/NNP/nsubj/slept slept=sleep/VBD/root and/CC/cc/attacked JNIM/NNP/nsubj/attacked"
        " attacked=attack/VBD/conj/slept Gao/NNP/obj/attacked .",
        "2025-06-13",
        {"attacks": "2025-06-09"},
    ),
    (
        "a day within the first clause is its own",
        "Mali/NNP/nsubj/slept slept=sleep/VBD/root on/IN/case/Monday Monday/NNP/obl/slept and/CC/cc/attacked JNIM/NNP/nsubj/attacked"
        " attacked=attack/VBD/conj/slept Gao/NNP/obj/attacked .",
        "2025-06-13",
        {"attacks": None},
    ),
    (
        "a clause that is not joined to the first one",
        "On/IN/case/Monday Monday/NNP/obl/slept Mali/NNP/nsubj/slept slept=sleep/VBD/root because/IN/mark/attacked JNIM/NNP/nsubj/attacked"
        " attacked=attack/VBD/parataxis/slept Gao/NNP/obj/attacked .",
        "2025-06-13",
        {"attacks": None},
    ),
    (
        "the year of what is agreed",
        "Mali/NNP/nsubj/signed signed=sign/VBD/root the/DT/det/accord 2015/CD/nummod/accord accord/NN/obj/signed with/IN/case/Niger"
        " Niger/NNP/obl/signed .",
        None,
        {"agreesWith": "2015"},
    ),
    (
        "of what is mediated",
        "Algeria/NNP/nsubj/brokered brokered=broker/VBD/root the/DT/det/peace 2015/CD/compound/peace peace/NN/obj/brokered"
        " between/IN/case/Mali Mali/NNP/nmod/peace and/CC/cc/Niger Niger/NNP/conj/Mali .",
        None,
        {"mediates": "2015"},
    ),
    (
        "not of what it is done after",
        "Russia/NNP/nsubj/armed armed=arm/VBD/root Mali/NNP/obj/armed after/IN/case/accord the/DT/det/accord 2015/CD/nummod/accord"
        " accord/NN/obl/armed .",
        None,
        {"supplies": None},
    ),
    (
        "not of what is broken",
        "Mali/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked and/CC/cc/broke broke=break/VBD/conj/attacked"
        " the/DT/det/accord 2015/CD/nummod/accord accord/NN/obj/broke .",
        None,
        {"attacks": None},
    ),
    (
        "on the verb",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked on/IN/case/June June/NNP/obl/attacked 12/CD/nummod/June ,"
        " 2025/CD/nummod/June .",
        None,
        {"attacks": "2025-06-12"},
    ),
    (
        "relative to the document's date",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked yesterday/NN/obl:unmarked/attacked .",
        "2025-06-13",
        {"attacks": "2025-06-12"},
    ),
    (
        "none",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .",
        "2025-06-13",
        {"attacks": None},
    ),
    (
        "the day of saying is not that of the event",
        "In/IN/case/2024 2024/CD/obl/said Mali/NNP/nsubj/said said=say/VBD/root that/IN/mark/attacked JNIM/NNP/nsubj/attacked"
        " attacked=attack/VBD/ccomp/said Gao/NNP/obj/attacked .",
        None,
        {"attacks": None},
    ),
    (
        "the day in what is said",
        "Mali/NNP/nsubj/said said=say/VBD/root that/IN/mark/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/ccomp/said"
        " Gao/NNP/obj/attacked in/IN/case/2024 2024/CD/obl/attacked .",
        None,
        {"attacks": "2024"},
    ),
    (
        "that of a relative clause",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked , which/WDT/nsubj/flooded"
        " flooded=flood/VBD/acl:relcl/Gao in/IN/case/2012 2012/CD/obl/flooded .",
        None,
        {"attacks": None},
    ),
    (
        "in a relative clause, that of the sentence",
        "JNIM/NNP/nsubj/commented , which/WDT/nsubj/attacked attacked=attack/VBD/acl:relcl/JNIM Gao/NNP/obj/attacked ,"
        " commented=comment/VBD/root in/IN/case/2024 2024/CD/obl/commented .",
        None,
        {"attacks": None},
    ),
    (
        "that of another event's noun",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked after/IN/case/floods the/DT/det/floods"
        " 2012/CD/nummod/floods floods=flood/NNS/obl/attacked .",
        None,
        {"attacks": None},
    ),
    (
        "an event that a verb only speaks of",
        "Mali/NNP/nsubj/mourned mourned=mourn/VBD/root JNIM/NNP/nmod:poss/attack 's/POS/case/JNIM attack/NN/obj/mourned"
        " on/IN/case/Gao Gao/NNP/nmod/attack in/IN/case/2024 2024/CD/obl/mourned .",
        None,
        {"attacks": None},
    ),
    (
        "an event that a light verb tells",
        "JNIM/NNP/nsubj/launched launched=launch/VBD/root an/DT/det/attack attack/NN/obj/launched on/IN/case/Gao"
        " Gao/NNP/nmod/attack in/IN/case/2024 2024/CD/obl/launched .",
        None,
        {"attacks": "2024"},
    ),
    (
        "two deeds of one doer",
        "In/IN/case/2024 2024/CD/obl/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked"
        " and/CC/cc/captured captured=capture/VBD/conj/attacked Kidal/NNP/obj/captured .",
        None,
        {"attacks": "2024", "captures": "2024"},
    ),
    (
        "two deeds of two",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked in/IN/case/2024 2024/CD/obl/attacked"
        " and/CC/cc/captured Mali/NNP/nsubj/captured captured=capture/VBD/conj/attacked Kidal/NNP/obj/captured .",
        None,
        {"attacks": "2024", "captures": None},
    ),
    (
        "what is threatened for a day",
        "JNIM/NNP/nsubj/vowed vowed=vow/VBD/root to/TO/mark/attack attack/VB/xcomp/vowed Gao/NNP/obj/attack"
        " in/IN/case/2024 2024/CD/obl/attack .",
        None,
        {"attacks": "2024"},
    ),
    (
        "a tie in passing",
        "JNIM/NNP/nsubj/attacked , which/WDT/nsubj/controls controls=control/VBZ/acl:relcl/JNIM Kidal/NNP/obj/controls ,"
        " attacked=attack/VBD/root Gao/NNP/obj/attacked in/IN/case/2024 2024/CD/obl/attacked .",
        None,
        {"controls": None, "attacks": "2024"},
    ),
    (
        "a tie with a day of its own",
        "JNIM/NNP/nsubj/controlled has=have/VBZ/aux/controlled controlled=control/VBN/root Kidal/NNP/obj/controlled"
        " since/IN/case/2024 2024/CD/obl/controlled .",
        None,
        {"controls": "2024/.."},
    ),
    (
        "a lasting tie has none",
        "Mali/NNP/nmod:poss/minister 's/POS/case/Mali minister/NN/nsubj/spoke Abdoulaye_Diop/NNP/appos/minister spoke=comment/VBD/root"
        " in/IN/case/2024 2024/CD/obl/spoke .",
        None,
        {"leads": None},
    ),
]


SPEAKERS = [
    (
        "a deed that somebody tells",
        "Mali/NNP/nsubj/said said=say/VBD/root JNIM/NNP/nsubj/attacked attacked=attack/VBD/ccomp/said Gao/NNP/obj/attacked .",
        {"attacks": "Mali"},
    ),
    (
        "a tie that a participle tells in passing",
        "Mali/NNP/nsubj/said said=say/VBD/root Gao/NNP/nsubj/fell , controlled=control/VBN/acl/Gao by/IN/case/JNIM"
        " JNIM/NNP/obl:agent/controlled , fell=fall/VBD/ccomp/said .",
        {"controls": None},
    ),
    (
        "a tie that somebody tells",
        "Mali/NNP/nsubj/said said=say/VBD/root JNIM/NNP/nsubj/controls controls=control/VBZ/ccomp/said Gao/NNP/obj/controls .",
        {"controls": "Mali"},
    ),
    (
        "an office that a noun tells in passing",
        "JNIM/NNP/nsubj/said said=say/VBD/root Mali/NNP/nmod:poss/minister 's/POS/case/Mali minister/NN/nsubj/lied"
        " Abdoulaye_Diop/NNP/appos/minister lied=lie/VBD/ccomp/said .",
        {"leads": None},
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SPEAKERS], ids=[case[0] for case in SPEAKERS])
def test_speaker(text: str, expected: dict[str, str | None]) -> None:
    found = read(text).statements
    assert {each.relation: each.attributed_to and each.attributed_to.text for each in found} == expected


@pytest.mark.parametrize(("text", "day", "expected"), [case[1:] for case in DATES], ids=[case[0] for case in DATES])
def test_date(text: str, day: str | None, expected: dict[str, str | None]) -> None:
    assert {each.relation: each.date for each in read(text, date=day).statements} == expected


NESTED = [
    ("comma and an end", "Troops=troop/NNS/nsubj/slept slept=sleep/VBD/root in/IN/case/Ansongo Ansongo/NNP/obl/slept , Gao/NNP/appos/Ansongo"
     " region/NN/flat/Gao .", [("ansongo", "locatedIn", "gao-region")]),
    ("in", "Arlit/NNP/nsubj/slept in/IN/case/Niger Niger/NNP/nmod/Arlit slept=sleep/VBD/root .", [("arlit", "locatedIn", "niger")]),
    ("brackets", "Arlit/NNP/nsubj/slept ( Niger/NNP/appos/Arlit ) slept=sleep/VBD/root .", [("arlit", "locatedIn", "niger")]),
    ("not against the gazetteer", "Gao/NNP/nsubj/slept in/IN/case/Niger Niger/NNP/nmod/Gao slept=sleep/VBD/root .", []),
    ("not the larger in the smaller", "Mali/NNP/nsubj/slept in/IN/case/Gao Gao/NNP/nmod/Mali slept=sleep/VBD/root .", []),
    ("not a list", "Troops=troop/NNS/nsubj/saw saw=see/VBD/root Arlit/NNP/obj/saw , Niger/NNP/conj/Arlit and/CC/cc/Mali Mali/NNP/conj/Arlit .", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in NESTED], ids=[case[0] for case in NESTED])
def test_places_in_places(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert triples(read(text)) == expected


COUNTS = [
    ("digits", "84/CD/nummod/soldiers", 84),
    ("words", "twelve/CD/nummod/soldiers", 12),
    ("none", "several/JJ/amod/soldiers", None),
]


@pytest.mark.parametrize(("number", "expected"), [case[1:] for case in COUNTS], ids=[case[0] for case in COUNTS])
def test_count(number: str, expected: int | None) -> None:
    text = f"JNIM/NNP/nsubj/killed killed=kill/VBD/root {number} Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/killed ."
    statement = only(read(text))
    assert triple(statement) == (JNIM, "kills", "mali-armed-forces")
    assert statement.count == expected


def test_evidence_is_quoted_as_it_stands() -> None:
    text = "Russia/NNP/nsubj/pulled pulled=pull/VBD/root out/RP/compound:prt/pulled of/IN/case/Mali Mali/NNP/obl/pulled ."
    reading = read("Troops=troop/NNS/nsubj/slept slept=sleep/VBD/root .", text)
    statement = only(reading)
    assert statement.sentence == "Russia pulled out of Mali."
    assert statement.trigger == "pulled out"
    assert statement.frame == "withdrawsFrom.out"
    assert (statement.subject.text, statement.object.text) == ("Russia", "Mali")
    whole = reading.document.text
    assert whole[statement.start : statement.end] == statement.sentence
    assert [whole[m.start : m.end] for m in (statement.subject, statement.object)] == ["Russia", "Mali"]


def test_a_step_taken_to_find_an_argument_costs_confidence() -> None:
    named = read("JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .")
    member = read(
        "Members=member/NNS/nsubj/attacked of/IN/case/JNIM JNIM/NNP/nmod/Members attacked=attack/VBD/root Gao/NNP/obj/attacked ."
    )
    pronoun = read(
        "JNIM/NNP/nsubj/grew grew=grow/VBD/root .\nIt/PRP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked ."
    )
    assert only(named).confidence > only(member).confidence > only(pronoun).confidence > 0


SWAPS = [
    ("attacks", "{a}/NNP/nsubj/attacked attacked=attack/VBD/root {b}/NNP/obj/attacked ."),
    (
        "accuses",
        "{b}/NNP/nsubj:pass/accused was=be/VBD/aux:pass/accused accused=accuse/VBN/root by/IN/case/{a} {a}/NNP/obl:agent/accused .",
    ),
    (
        "supports",
        "{a}/NNP/nmod:poss/support 's/POS/case/{a} support/NN/nsubj/grew for/IN/case/{b} {b}/NNP/nmod/support grew=grow/VBD/root .",
    ),
    ("meetsWith", "{a}/NNP/nsubj/held held=hold/VBD/root talks=talk/NNS/obj/held with/IN/case/{b} {b}/NNP/nmod/talks ."),
    (
        "sanctions",
        "{a}/NNP/nsubj/imposed imposed=impose/VBD/root sanctions=sanction/NNS/obj/imposed on/IN/case/{b} {b}/NNP/nmod/sanctions .",
    ),
]
ACTORS = {"Mali": "mali", "Niger": "niger", "France": "france", "Russia": "russia", "Algeria": "algeria", "Ukraine": "ukraine"}


@pytest.mark.parametrize(("relation", "text"), SWAPS, ids=[case[0] for case in SWAPS])
@pytest.mark.parametrize("first", ACTORS)
@pytest.mark.parametrize("second", ACTORS)
def test_who_the_actors_are_does_not_change_what_they_do(relation: str, text: str, first: str, second: str) -> None:
    if first == second:
        return
    statement = only(read(text.format(a=first, b=second)))
    assert statement.relation == relation
    expected = {ACTORS[first], ACTORS[second]}
    assert {short(statement.subject.entity.id), short(statement.object.entity.id)} == expected
    if not load_vocabulary().relations[relation].symmetric:
        assert short(statement.subject.entity.id) == ACTORS[first]
