"""How a clause is meant: denied, planned, possible, sought, or somebody's claim; and how many."""

from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.nouns import load_nouns
from kg.qualifiers import contrast, count_of, load_claims, meaning
from kg.resources import resource
from tests.parsed import only, parse, read, token

LIGHT = frozenset({"launch"})
OBJECT = "Gao/NNP/obj/{verb}"

MEANT = [
    ("plain", "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .", "attacked", "affirmed", "asserted"),
    ("not", "JNIM/NNP/nsubj/attack did=do/VBD/aux/attack not/RB/advmod/attack attack/VB/root Gao/NNP/obj/attack .",
     "attack", "negated", "asserted"),
    ("n't", "JNIM/NNP/nsubj/attack did=do/VBD/aux/attack n't=not/RB/advmod/attack attack/VB/root Gao/NNP/obj/attack .",
     "attack", "negated", "asserted"),
    ("never", "JNIM/NNP/nsubj/attacked never/RB/advmod/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .",
     "attacked", "negated", "asserted"),
    ("no with the subject", "No/DT/det/group group/NN/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .",
     "attacked", "negated", "asserted"),
    ("denied", "JNIM/NNP/nsubj/denied denied=deny/VBD/root attacking=attack/VBG/xcomp/denied Gao/NNP/obj/attacking .",
     "attacking", "negated", "asserted"),
    ("denied that", "JNIM/NNP/nsubj/denied denied=deny/VBD/root that/IN/mark/attacked it/PRP/nsubj/attacked"
     " attacked=attack/VBD/ccomp/denied Gao/NNP/obj/attacked .", "attacked", "negated", "asserted"),
    ("failed to", "JNIM/NNP/nsubj/failed failed=fail/VBD/root to/TO/mark/capture capture/VB/xcomp/failed Gao/NNP/obj/capture .",
     "capture", "negated", "asserted"),
    ("not denied", "JNIM/NNP/nsubj/deny did=do/VBD/aux/deny not/RB/advmod/deny deny/VB/root attacking=attack/VBG/xcomp/deny"
     " Gao/NNP/obj/attacking .", "attacking", "affirmed", "asserted"),
    ("the verb above a complement clause is not its own", "Mali/NNP/nsubj/say did=do/VBD/aux/say not/RB/advmod/say say/VB/root"
     " that/IN/mark/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/ccomp/say Gao/NNP/obj/attacked .",
     "attacked", "affirmed", "asserted"),
    ("will", "JNIM/NNP/nsubj/attack will/MD/aux/attack attack/VB/root Gao/NNP/obj/attack .", "attack", "affirmed", "planned"),
    ("wo n't", "JNIM/NNP/nsubj/attack wo=will/MD/aux/attack n't=not/RB/advmod/attack attack/VB/root Gao/NNP/obj/attack .",
     "attack", "negated", "planned"),
    ("plans to", "JNIM/NNP/nsubj/plans plans=plan/VBZ/root to/TO/mark/attack attack/VB/xcomp/plans Gao/NNP/obj/attack .",
     "attack", "affirmed", "planned"),
    ("vowed to", "JNIM/NNP/nsubj/vowed vowed=vow/VBD/root to/TO/mark/attack attack/VB/xcomp/vowed Gao/NNP/obj/attack .",
     "attack", "affirmed", "planned"),
    ("is going to", "JNIM/NNP/nsubj/going is=be/VBZ/aux/going going=go/VBG/root to/TO/mark/attack attack/VB/xcomp/going"
     " Gao/NNP/obj/attack .", "attack", "affirmed", "planned"),
    ("a decision to", "JNIM/NNP/nsubj/took took=take/VBD/root a/DT/det/decision decision/NN/obj/took to/TO/mark/attack"
     " attack/VB/acl/decision Gao/NNP/obj/attack .", "attack", "affirmed", "planned"),
    ("somebody's decision to", "Bamako/NNP/nmod:poss/decision 's/POS/case/Bamako decision/NN/nsubj/angered to/TO/mark/leave"
     " leave/VB/acl/decision Gao/NNP/obj/leave angered=anger/VBD/root Paris/NNP/obj/angered .", "leave", "affirmed", "asserted"),
    ("somebody's plan to", "Bamako/NNP/nmod:poss/plan 's/POS/case/Bamako plan/NN/nsubj/angered to/TO/mark/leave"
     " leave/VB/acl/plan Gao/NNP/obj/leave angered=anger/VBD/root Paris/NNP/obj/angered .", "leave", "affirmed", "planned"),
    ("is to", "Macron/NNP/nsubj/meet is=be/VBZ/aux/meet to/TO/mark/meet meet/VB/root Scholz/NNP/obj/meet .",
     "meet", "affirmed", "planned"),
    ("are to be", "Troops=troop/NNS/nsubj:pass/sent are=be/VBP/aux/sent to/TO/mark/sent be/VB/aux:pass/sent sent=send/VBN/root"
     " to/IN/case/Gao Gao/NNP/obl/sent .", "sent", "affirmed", "planned"),
    ("is due to", "Macron/NNP/nsubj/meet is=be/VBZ/cop/meet due/IN/aux/meet to/TO/mark/meet meet/VB/root Scholz/NNP/obj/meet .",
     "meet", "affirmed", "planned"),
    ("is meeting", "Macron/NNP/nsubj/meeting is=be/VBZ/aux/meeting meeting=meet/VBG/root Scholz/NNP/obj/meeting .",
     "meeting", "affirmed", "asserted"),
    ("means to", "Mali/NNP/nsubj/means means=mean/VBZ/root to/TO/mark/meet meet/VB/xcomp/means JNIM/NNP/obj/meet .",
     "meet", "affirmed", "planned"),
    ("arrived for talks", "Macron/NNP/nsubj/arrived arrived=arrive/VBD/root for/IN/case/talks talks=talk/NNS/obl/arrived with/IN/case/Scholz"
     " Scholz/NNP/nmod/talks .", "talks", "affirmed", "planned"),
    ("is there for talks", "Macron/NNP/nsubj/Berlin is=be/VBZ/cop/Berlin in/IN/case/Berlin Berlin/NNP/root for/IN/case/talks"
     " talks=talk/NNS/obl/Berlin with/IN/case/Scholz Scholz/NNP/nmod/talks .", "talks", "affirmed", "planned"),
    ("punished for attacks", "Mali/NNP/nsubj/punished punished=punish/VBD/root JNIM/NNP/obj/punished for/IN/case/attacks"
     " attacks=attack/NNS/obl/punished on/IN/case/Gao Gao/NNP/nmod/attacks .", "attacks", "affirmed", "asserted"),
    ("threatened to", "JNIM/NNP/nsubj/threatened threatened=threaten/VBD/root to/TO/mark/attack attack/VB/xcomp/threatened"
     " Gao/NNP/obj/attack .", "attack", "affirmed", "possible"),
    ("is believed to have", "JNIM/NNP/nsubj:pass/believed is=be/VBZ/aux:pass/believed believed=believe/VBN/root to/TO/mark/attacked"
     " have/VB/aux/attacked attacked=attack/VBN/xcomp/believed Gao/NNP/obj/attacked .", "attacked", "affirmed", "possible"),
    ("is said by somebody to have", "JNIM/NNP/nsubj:pass/said is=be/VBZ/aux:pass/said said=say/VBN/root by/IN/case/Mali Mali/NNP/obl:agent/said"
     " to/TO/mark/attacked have/VB/aux/attacked attacked=attack/VBN/xcomp/said Gao/NNP/obj/attacked .",
     "attacked", "affirmed", "asserted"),
    ("asked whether", "Reporters=reporter/NNS/nsubj/asked asked=ask/VBD/root whether/IN/mark/attacked JNIM/NNP/nsubj/attacked"
     " attacked=attack/VBD/ccomp/asked Gao/NNP/obj/attacked .", "attacked", "affirmed", "possible"),
    ("called it murder", "Paris/NNP/nsubj/called called=call/VBD/root it/PRP/obj/called murder/NN/xcomp/called .",
     "murder", "affirmed", "asserted"),
    ("wants to be", "Mali/NNP/nsubj/wants wants=want/VBZ/root to/TO/mark/member be/VB/cop/member a/DT/det/member member/NN/xcomp/wants .",
     "member", "affirmed", "sought"),
    ("may", "JNIM/NNP/nsubj/attack may/MD/aux/attack attack/VB/root Gao/NNP/obj/attack .", "attack", "affirmed", "possible"),
    ("could", "JNIM/NNP/nsubj/attack could/MD/aux/attack attack/VB/root Gao/NNP/obj/attack .", "attack", "affirmed", "possible"),
    ("could not", "JNIM/NNP/nsubj/attack could/MD/aux/attack not/RB/advmod/attack attack/VB/root Gao/NNP/obj/attack .",
     "attack", "negated", "possible"),
    ("would", "JNIM/NNP/nsubj/attack would/MD/aux/attack attack/VB/root Gao/NNP/obj/attack .", "attack", "affirmed", "possible"),
    ("said it would", "JNIM/NNP/nsubj/said said=say/VBD/root it/PRP/nsubj/attack would/MD/aux/attack attack/VB/ccomp/said"
     " Gao/NNP/obj/attack .", "attack", "affirmed", "planned"),
    ("it would, it said", "It/PRP/nsubj/attack would/MD/aux/attack attack/VB/ccomp/said Gao/NNP/obj/attack , JNIM/NNP/nsubj/said"
     " said=say/VBD/root .", "attack", "affirmed", "planned"),
    ("said it would rest and attack", "JNIM/NNP/nsubj/said said=say/VBD/root it/PRP/nsubj/rest would/MD/aux/rest rest/VB/ccomp/said"
     " and/CC/cc/attack attack/VB/conj/rest Gao/NNP/obj/attack .", "attack", "affirmed", "planned"),
    ("said it would if", "JNIM/NNP/nsubj/said said=say/VBD/root it/PRP/nsubj/attack would/MD/aux/attack attack/VB/ccomp/said"
     " Gao/NNP/obj/attack if/IN/mark/fled Mali/NNP/nsubj/fled fled=flee/VBD/advcl/attack .", "attack", "affirmed", "possible"),
    ("offered to", "Mali/NNP/nsubj/offered offered=offer/VBD/root to/TO/mark/meet meet/VB/xcomp/offered JNIM/NNP/obj/meet .",
     "meet", "affirmed", "planned"),
    ("is willing to", "Mali/NNP/nsubj/willing is=be/VBZ/cop/willing willing/JJ/root to/TO/mark/meet meet/VB/xcomp/willing"
     " JNIM/NNP/obj/meet .", "meet", "affirmed", "planned"),
    ("is prepared to", "Mali/NNP/nsubj/prepared is=be/VBZ/cop/prepared prepared/JJ/root to/TO/mark/meet meet/VB/xcomp/prepared"
     " JNIM/NNP/obj/meet .", "meet", "affirmed", "planned"),
    ("fears that", "Mali/NNP/nsubj/fears fears=fear/VBZ/root that/IN/mark/attacks JNIM/NNP/nsubj/attacks attacks=attack/VBZ/ccomp/fears"
     " Gao/NNP/obj/attacks .", "attacks", "affirmed", "possible"),
    ("reportedly", "JNIM/NNP/nsubj/attacked reportedly/RB/advmod/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .",
     "attacked", "affirmed", "possible"),
    ("if", "Mali/NNP/nsubj/falls falls=fall/VBZ/root if/IN/mark/attacks JNIM/NNP/nsubj/attacks attacks=attack/VBZ/advcl/falls"
     " Gao/NNP/obj/attacks .", "attacks", "affirmed", "possible"),
    ("unless", "Mali/NNP/nsubj/falls falls=fall/VBZ/root unless/IN/mark/leaves JNIM/NNP/nsubj/leaves leaves=leave/VBZ/advcl/falls"
     " Gao/NNP/obj/leaves .", "leaves", "affirmed", "possible"),
    ("after is no condition", "Mali/NNP/nsubj/fell fell=fall/VBD/root after/IN/mark/attacked JNIM/NNP/nsubj/attacked"
     " attacked=attack/VBD/advcl/fell Gao/NNP/obj/attacked .", "attacked", "affirmed", "asserted"),
    ("wants to", "JNIM/NNP/nsubj/wants wants=want/VBZ/root to/TO/mark/attack attack/VB/xcomp/wants Gao/NNP/obj/attack .",
     "attack", "affirmed", "sought"),
    ("seeks to", "JNIM/NNP/nsubj/seeks seeks=seek/VBZ/root to/TO/mark/capture capture/VB/xcomp/seeks Gao/NNP/obj/capture .",
     "capture", "affirmed", "sought"),
    ("should", "France/NNP/nsubj/leave should/MD/aux/leave leave/VB/root Gao/NNP/obj/leave .", "leave", "affirmed", "sought"),
    ("demanded that", "Mali/NNP/nsubj/demanded demanded=demand/VBD/root that/IN/mark/leave France/NNP/nsubj/leave"
     " leave/VB/ccomp/demanded Gao/NNP/obj/leave .", "leave", "affirmed", "sought"),
    ("the demand itself is made", "Mali/NNP/nsubj/demanded demanded=demand/VBD/root that/IN/mark/leave France/NNP/nsubj/leave"
     " leave/VB/ccomp/demanded Gao/NNP/obj/leave .", "demanded", "affirmed", "asserted"),
    ("coordinated verb without its own auxiliary", "JNIM/NNP/nsubj/attack will/MD/aux/attack attack/VB/root Gao/NNP/obj/attack"
     " and/CC/cc/seize seize/VB/conj/attack Kidal/NNP/obj/seize .", "seize", "affirmed", "planned"),
    ("coordinated verb with its own subject", "JNIM/NNP/nsubj/attack will/MD/aux/attack attack/VB/root Gao/NNP/obj/attack"
     " and/CC/cc/seized Mali/NNP/nsubj/seized seized=seize/VBD/conj/attack Kidal/NNP/obj/seized .", "seized", "affirmed", "asserted"),
    ("noun of a light verb that is planned", "JNIM/NNP/nsubj/launch will/MD/aux/launch launch/VB/root an/DT/det/attack"
     " attack/NN/obj/launch .", "attack", "affirmed", "planned"),
    ("noun of a light verb that is denied", "JNIM/NNP/nsubj/launch did=do/VBD/aux/launch not/RB/advmod/launch launch/VB/root"
     " an/DT/det/attack attack/NN/obj/launch .", "attack", "negated", "asserted"),
    ("noun that a clause merely mentions", "Mali/NNP/nsubj/condemn did=do/VBD/aux/condemn not/RB/advmod/condemn condemn/VB/root"
     " the/DT/det/attack attack/NN/obj/condemn .", "attack", "affirmed", "asserted"),
    ("passive with an auxiliary", "Gao/NNP/nsubj:pass/attacked may/MD/aux/attacked be/VB/aux:pass/attacked attacked=attack/VBN/root"
     " by/IN/case/JNIM JNIM/NNP/obl:agent/attacked .", "attacked", "affirmed", "possible"),
]  # fmt: skip


LEAVE = "{verb}/VBD/root to/TO/mark/leave leave/VB/xcomp/{verb} Gao/NNP/obj/leave"
TOLD = "{mark}/IN/mark/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/advcl/leave Kidal/NNP/obj/attacked ."

FACTS = [
    ("after", "threatened=threaten", TOLD.format(mark="after"), "affirmed", "asserted"),
    ("because", "planned=plan", TOLD.format(mark="because"), "affirmed", "asserted"),
    ("when", "wanted=want", TOLD.format(mark="when"), "affirmed", "asserted"),
    ("since", "refused=refuse", TOLD.format(mark="since"), "affirmed", "asserted"),
    ("although", "agreed=agree", TOLD.format(mark="although"), "affirmed", "asserted"),
    ("if", "threatened=threaten", TOLD.format(mark="if"), "affirmed", "possible"),
    ("unless", "planned=plan", TOLD.format(mark="unless"), "affirmed", "possible"),
    (
        "in the perfect", "threatened=threaten",
        "after/IN/mark/attacked JNIM/NNP/nsubj/attacked had=have/VBD/aux/attacked attacked=attack/VBN/advcl/leave Kidal/NNP/obj/attacked .",
        "affirmed", "asserted",
    ),
    (
        "denied itself", "threatened=threaten",
        "because/IN/mark/attacked JNIM/NNP/nsubj/attacked never/RB/advmod/attacked attacked=attack/VBD/advcl/leave Kidal/NNP/obj/attacked .",
        "negated", "asserted",
    ),
    (
        "still to come", "wants=want",
        "when/IN/mark/attacks JNIM/NNP/nsubj/attacks attacks=attack/VBZ/advcl/leave Kidal/NNP/obj/attacks .",
        "affirmed", "sought",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "clause", "polarity", "modality"), [case[1:] for case in FACTS], ids=[case[0] for case in FACTS])
def test_a_clause_of_time_or_reason_tells_what_happened(verb: str, clause: str, polarity: str, modality: str) -> None:
    lead = f"Mali/NNP/nsubj/{verb.partition('=')[0]} " + LEAVE.format(verb=verb).replace(
        f"xcomp/{verb}", f"xcomp/{verb.partition('=')[0]}"
    )
    trigger = "attacks" if "attacks" in clause else "attacked"
    found = meaning(token(parse(f"{lead} {clause}"), trigger), load_claims())
    assert (found.polarity, found.modality) == (polarity, modality)


@pytest.mark.parametrize(("text", "trigger", "polarity", "modality"), [case[1:] for case in MEANT], ids=[case[0] for case in MEANT])
def test_polarity_and_modality(text: str, trigger: str, polarity: str, modality: str) -> None:
    meant = meaning(token(parse(text), trigger), load_claims(), LIGHT)
    assert (meant.polarity, meant.modality) == (polarity, modality)


CLAIM = (
    "Mali/NNP/nsubj/{verb} {verb}={lemma}/VBD/root {noun}={singular}/NNS/obj/{verb} that/IN/mark/attacked JNIM/NNP/nsubj/attacked"
    " attacked=attack/VBD/acl/{noun} Gao/NNP/obj/attacked ."
)
DENIALS = [
    ("denied", "deny"),
    ("rejected", "reject"),
    ("dismissed", "dismiss"),
    ("refuted", "refute"),
    ("disputed", "dispute"),
    ("rebutted", "rebut"),
]
CLAIMED = [
    ("claims", "claim"),
    ("reports", "report"),
    ("allegations", "allegation"),
    ("accusations", "accusation"),
    ("charges", "charge"),
    ("findings", "finding"),
]


@pytest.mark.parametrize(("noun", "singular"), CLAIMED)
@pytest.mark.parametrize(("verb", "lemma"), DENIALS)
def test_who_denies_a_claim_denies_what_it_says(verb: str, lemma: str, noun: str, singular: str) -> None:
    meant = meaning(
        token(parse(CLAIM.format(verb=verb, lemma=lemma, noun=noun, singular=singular)), "attacked"), load_claims(), LIGHT
    )
    assert (meant.polarity, meant.modality) == ("negated", "asserted")
    assert meant.speaker is not None
    assert meant.speaker.text == "Mali"


OF = "Mali/NNP/nsubj/{verb} {verb}={lemma}/VBD/root reports=report/NNS/obj/{verb} of/IN/case/attack an/DT/det/attack attack/NN/nmod/reports by/IN/case/JNIM JNIM/NNP/nmod/attack ."
THROUGH = "JNIM/NNP/nsubj/{verb} {before} {verb}/VB/root revenge/NN/obj/{verb} {by}/IN/case/attacks attacks=attack/NNS/obl/{verb} on/IN/case/Gao Gao/NNP/nmod/attacks ."
AROUND = [
    ("reports of an attack", OF.format(verb="dismissed", lemma="dismiss"), "attack", "negated", "asserted"),
    ("reports of an attack are spread", OF.format(verb="spread", lemma="spread"), "attack", "affirmed", "asserted"),
    ("claims are spread", CLAIM.format(verb="spread", lemma="spread", noun="claims", singular="claim"), "attacked", "affirmed", "asserted"),
    ("plans are rejected", CLAIM.format(verb="rejected", lemma="reject", noun="fears", singular="fear"), "attacked", "affirmed", "possible"),
    ("claims are not denied", CLAIM.format(verb="deny", lemma="deny", noun="claims", singular="claim").replace("deny=deny", "did=do/VBD/aux/deny not/RB/advmod/deny deny=deny"),
     "attacked", "affirmed", "asserted"),
    ("claims that were dismissed", "Claims=claim/NNS/nsubj:pass/dismissed that/IN/mark/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/acl/Claims"
     " Gao/NNP/obj/attacked were=be/VBD/aux:pass/dismissed dismissed=dismiss/VBN/root .", "attacked", "negated", "asserted"),
    ("an attack that the denied claim only mentions", "Mali/NNP/nsubj/denied denied=deny/VBD/root claims=claim/NNS/obj/denied that/IN/mark/fled it/PRP/nsubj/fled"
     " fled=flee/VBD/acl/claims after/IN/case/attack an/DT/det/attack attack/NN/obl/fled .", "attack", "affirmed", "asserted"),
    *((f"may, {by}", THROUGH.format(verb="take", before="may/MD/aux/take", by=by), "attacks", "affirmed", "possible") for by in ("through", "by", "via", "with")),
    ("will, through", THROUGH.format(verb="take", before="will/MD/aux/take", by="through"), "attacks", "affirmed", "planned"),
    ("did not, through", THROUGH.format(verb="take", before="did=do/VBD/aux/take not/RB/advmod/take", by="through"), "attacks", "negated", "asserted"),
    ("may, after", THROUGH.format(verb="take", before="may/MD/aux/take", by="after"), "attacks", "affirmed", "asserted"),
    ("may have, through", THROUGH.format(verb="taken", before="may/MD/aux/taken have/VB/aux/taken", by="through"), "attacks", "affirmed", "asserted"),
    ("tries to, by", "JNIM/NNP/nsubj/try may/MD/aux/try try/VB/root to/TO/mark/win win/VB/xcomp/try by/IN/case/attacks attacks=attack/NNS/obl/win .", "attacks", "affirmed", "sought"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "trigger", "polarity", "modality"), [case[1:] for case in AROUND], ids=[case[0] for case in AROUND]
)
def test_denied_claims_and_means(text: str, trigger: str, polarity: str, modality: str) -> None:
    meant = meaning(token(parse(text), trigger), load_claims(), LIGHT)
    assert (meant.polarity, meant.modality) == (polarity, modality)


THAT = "that/IN/mark/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/{label} Gao/NNP/obj/attacked ."
UNPROVEN = [
    ("There/EX/expl/is is=be/VBZ/root no/DT/det/{noun} {noun}/NN/nsubj/is " + THAT.format(label="acl/{noun}"), noun, "negated")
    for noun in ("evidence", "proof", "sign", "indication", "trace")
] + [
    ("There/EX/expl/is is=be/VBZ/root an/DT/det/{noun} {noun}/NN/nsubj/is " + THAT.format(label="acl/{noun}"), noun, "affirmed")
    for noun in ("evidence", "proof")
] + [
    ("It/PRP/expl/{noun} is=be/VBZ/cop/{noun} not/RB/advmod/{noun} {noun}/JJ/root " + THAT.format(label="csubj/{noun}"), noun, "negated")
    for noun in ("true", "correct", "accurate")
] + [
    ("It/PRP/expl/{noun} is=be/VBZ/cop/{noun} {noun}/JJ/root " + THAT.format(label="csubj/{noun}"), noun, polarity)
    for noun, polarity in (("true", "affirmed"), ("false", "negated"), ("untrue", "negated"), ("unfounded", "negated"))
] + [
    ("Reports=report/NNS/nsubj/{noun} " + THAT.format(label="acl/Reports")[:-2] + " are=be/VBP/cop/{noun} {noun}/JJ/root .", noun, polarity)
    for noun, polarity in (("false", "negated"), ("baseless", "negated"), ("new", "affirmed"))
]  # fmt: skip


@pytest.mark.parametrize(("text", "noun", "polarity"), UNPROVEN)
def test_what_is_not_true_or_not_proven_is_denied(text: str, noun: str, polarity: str) -> None:
    trigger = token(parse(text.format(noun=noun)), "attacked")
    assert meaning(trigger, load_claims()).polarity == polarity


APART = [
    ("Mali/NNP/nsubj/left ,/PUNCT/punct/Niger not/RB/advmod/Niger Niger/NNP/conj/Mali ,/PUNCT/punct/Mali left=leave/VBD/root .", "affirmed", "negated"),
    ("Mali/NNP/nsubj/left but/CC/cc/Niger not/RB/advmod/Niger Niger/NNP/conj/Mali left=leave/VBD/root .", "affirmed", "negated"),
    ("Mali/NNP/nsubj/left instead=instead/IN/case/Niger of/IN/fixed/instead Niger/NNP/nmod/Mali left=leave/VBD/root .", "affirmed", "negated"),
    ("Mali/NNP/nsubj/left rather/RB/cc/Niger than/IN/fixed/rather Niger/NNP/conj/Mali left=leave/VBD/root .", "affirmed", "negated"),
    ("They/PRP/nsubj/left left=leave/VBD/root not/RB/advmod/Niger Niger/NNP/obj/left but/CC/cc/Mali Mali/NNP/conj/Niger .", "affirmed", "negated"),
    ("Mali/NNP/nsubj/left and/CC/cc/Niger Niger/NNP/conj/Mali left=leave/VBD/root .", None, None),
    ("not/RB/advmod/Niger only/RB/advmod/Niger Niger/NNP/nsubj/left but/CC/cc/Mali Mali/NNP/conj/Niger left=leave/VBD/root .", None, None),
    ("It/PRP/nsubj/Niger is=be/VBZ/cop/Niger not/RB/advmod/Niger Niger/NNP/root ,/PUNCT/punct/Mali Mali/NNP/appos/Niger .", None, None),
    ("Mali/NNP/nsubj/leave did=do/VBD/aux/leave not/RB/advmod/leave leave/VB/root Niger/NNP/obj/leave .", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "mali", "niger"), APART)
def test_who_is_set_apart_from_whom(text: str, mali: str | None, niger: str | None) -> None:
    doc = parse(text)
    assert (contrast(token(doc, "Mali"), load_claims()), contrast(token(doc, "Niger"), load_claims())) == (mali, niger)


def test_a_statement_is_denied_of_whom_it_is_not_said() -> None:
    found = read(
        "Mali/NNP/nsubj/expelled ,/PUNCT/punct/Niger not/RB/advmod/Niger Niger/NNP/conj/Mali ,/PUNCT/punct/Mali"
        " expelled=expel/VBD/root France/NNP/obj/expelled ."
    ).statements
    assert {each.subject.entity.name: each.polarity for each in found} == {"Mali": "affirmed", "Niger": "negated"}


SAID = [
    ("nobody", "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .", None),
    (
        "said that",
        "Mali/NNP/nsubj/said said=say/VBD/root that/IN/mark/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/ccomp/said"
        " Gao/NNP/obj/attacked .",
        "Mali",
    ),
    (
        "said after the clause",
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked , Mali/NNP/nsubj/said said=say/VBD/parataxis/attacked .",
        "Mali",
    ),
    (
        "according to",
        "According=accord/VBG/case/Mali to/IN/fixed/According Mali/NNP/obl/attacked , JNIM/NNP/nsubj/attacked attacked=attack/VBD/root"
        " Gao/NNP/obj/attacked .",
        "Mali",
    ),
    (
        "a claim that",
        "Mali/NNP/nmod:poss/claim 's/POS/case/Mali claim/NN/nsubj/spread that/IN/mark/attacked JNIM/NNP/nsubj/attacked"
        " attacked=attack/VBD/acl/claim Gao/NNP/obj/attacked spread=grow/VBD/root .",
        "Mali",
    ),
    (
        "a passive of speech has no speaker",
        "It/PRP/expl/said was=be/VBD/aux:pass/said said=say/VBN/root that/IN/mark/attacked JNIM/NNP/nsubj/attacked"
        " attacked=attack/VBD/ccomp/said Gao/NNP/obj/attacked .",
        None,
    ),
    (
        "another verb above is none",
        "Mali/NNP/nsubj/saw saw=see/VBD/root that/IN/mark/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/ccomp/saw"
        " Gao/NNP/obj/attacked .",
        None,
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_speaker(text: str, expected: str | None) -> None:
    speaker = meaning(token(parse(text), "attacked"), load_claims(), LIGHT).speaker
    assert (speaker.text if speaker else None) == expected


def test_the_speaker_of_a_statement_is_an_entity() -> None:
    statement = only(
        read(
            "Moscow/NNP/nsubj/said said=say/VBD/root that/IN/mark/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/ccomp/said"
            " Gao/NNP/obj/attacked ."
        )
    )
    assert statement.attributed_to is not None
    assert statement.attributed_to.text == "Moscow"


def test_an_unnamed_speaker_is_quoted() -> None:
    statement = only(
        read(
            "Senior/JJ/amod/officials officials=official/NNS/nsubj/said said=say/VBD/root that/IN/mark/attacked JNIM/NNP/nsubj/attacked"
            " attacked=attack/VBD/ccomp/said Gao/NNP/obj/attacked ."
        )
    )
    assert statement.attributed_to is not None
    assert (statement.attributed_to.text, statement.attributed_to.entity.known) == ("Senior officials", False)


def test_who_accuses_is_not_quoted_on_the_accusation() -> None:
    reading = read(
        "Mali/NNP/nsubj/accused accused=accuse/VBD/root Ukraine/NNP/obj/accused of/IN/mark/supporting supporting=support/VBG/advcl/accused"
        " JNIM/NNP/obj/supporting ."
    )
    assert only(reading, "accuses").attributed_to is None


COUNTED = [
    ("digits", "84/CD/nummod/soldiers soldiers=soldier/NNS/root .", 84),
    ("with a comma", "1,200/CD/nummod/soldiers soldiers=soldier/NNS/root .", 1200),
    ("at least", "at/IN/case/70 least/JJS/fixed/at 70/CD/nummod/soldiers soldiers=soldier/NNS/root .", 70),
    ("a word", "Twelve/CD/nummod/soldiers soldiers=soldier/NNS/root .", 12),
    ("a decimal is no count", "2.5/CD/nummod/soldiers soldiers=soldier/NNS/root .", None),
    ("none", "the/DT/det/soldiers soldiers=soldier/NNS/root .", None),
    ("an ordinal", "second/JJ/amod/soldiers soldiers=soldier/NNS/root .", None),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in COUNTED], ids=[case[0] for case in COUNTED])
def test_count(text: str, expected: int | None) -> None:
    assert count_of(token(parse(text), "soldiers"), dict(load_nouns().numbers)) == expected


def test_the_lists_are_lower_case_and_no_auxiliary_means_two_things() -> None:
    claims = load_claims()
    lists = [
        getattr(claims, name) for name in ("speech", "planned", "possible", "sought", "denied", "negative", "hedges", "conditions")
    ]
    assert all(word == word.lower() for words in lists for word in words)
    assert {"may", "will", "should"} <= set(claims.auxiliaries)
    assert set(claims.auxiliaries.values()) == {"planned", "possible", "sought"}


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [("\nconditions = [", "\nconditionals = [", "conditionals"), ("\nhedges = [", "\nunheard = [", "hedges")],
    ids=["unknown list", "missing list"],
)
def test_faulty_lists_are_named(tmp_path: Path, before: str, after: str, named: str) -> None:
    path = tmp_path / "claims.toml"
    text = resource("seeds", "claims.toml").read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SeedError, match=rf"claims\.toml.*{named}"):
        load_claims(path)
