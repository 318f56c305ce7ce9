"""Roles read off trees, one phenomenon a case."""

import pytest

from kg.syntax import VerbLists, befallen, coordinated, governing_verb, is_asked, is_passive, known_role, preposition, role
from tests.parsed import forms, parse, token

VERBS = VerbLists(
    light=frozenset({"launch", "carry"}),
    reverse=frozenset({"suffer"}),
    suffering=frozenset({"suffer", "see"}),
    harming=frozenset({"kill", "wound", "destroy"}),
)

ACTIVE = "Mali/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked ."
PASSIVE = "Gao/NNP/nsubj:pass/attacked was=be/VBD/aux:pass/attacked attacked=attack/VBN/root by/IN/case/JNIM JNIM/NNP/obl:agent/attacked ."
NO_AGENT = (
    "Gao/NNP/nsubj:pass/attacked was=be/VBD/aux:pass/attacked attacked=attack/VBN/root in/IN/case/June June/NNP/obl/attacked ."
)
REDUCED = "The/DT/det/convoy convoy/NN/nsubj/burned attacked=attack/VBN/acl/convoy by/IN/case/JNIM JNIM/NNP/obl/attacked burned=burn/VBD/root ."
ACTIVE_PARTICIPLE = "Troops=troop/NNS/nsubj/left defending=defend/VBG/acl/Troops Gao/NNP/obj/defending left=leave/VBD/root ."
WHO = (
    "JNIM/NNP/nsubj/fled , which/WDT/nsubj/attacked attacked=attack/VBD/acl:relcl/JNIM Gao/NNP/obj/attacked , fled=flee/VBD/root ."
)
WHICH_OBJECT = "The/DT/det/town town/NN/nsubj/fell that/WDT/obj/attacked JNIM/NNP/nsubj/attacked attacked=attack/VBD/acl:relcl/town fell=fall/VBD/root ."
BARE_RELATIVE = "The/DT/det/town town/NN/nsubj/fell JNIM/NNP/nsubj/attacked attacked=attack/VBD/acl:relcl/town fell=fall/VBD/root ."
PASSIVE_RELATIVE = (
    "The/DT/det/town town/NN/nsubj/fell which/WDT/nsubj:pass/attacked was=be/VBD/aux:pass/attacked attacked=attack/VBN/acl:relcl/town"
    " by/IN/case/JNIM JNIM/NNP/obl:agent/attacked fell=fall/VBD/root ."
)
SUBJECT_CONTROL = "Mali/NNP/nsubj/vowed vowed=vow/VBD/root to/TO/mark/attack attack/VB/xcomp/vowed Gao/NNP/obj/attack ."
OBJECT_CONTROL = (
    "Russia/NNP/nsubj/urged urged=urge/VBD/root Mali/NNP/obj/urged to/TO/mark/attack attack/VB/xcomp/urged Gao/NNP/obj/attack ."
)
PASSIVE_CONTROL = "Mali/NNP/nsubj:pass/urged was=be/VBD/aux:pass/urged urged=urge/VBN/root to/TO/mark/attack attack/VB/xcomp/urged Gao/NNP/obj/attack ."
RAISING = "JNIM/NNP/nsubj/seems seems=seem/VBZ/root to/TO/mark/control control/VB/xcomp/seems Gao/NNP/obj/control ."
ACCUSATION = (
    "Mali/NNP/nsubj/accused accused=accuse/VBD/root Ukraine/NNP/obj/accused of/IN/mark/arming arming=arm/VBG/advcl/accused"
    " JNIM/NNP/obj/arming ."
)
QUOTED = (
    "Reporters=reporter/NNS/nsubj/quoted quoted=quote/VBD/root Diop/NNP/obj/quoted as/IN/mark/saying saying=say/VBG/advcl/quoted"
    " Mali/NNP/nsubj/left left=leave/VBD/ccomp/saying ."
)
AFTER = "Mali/NNP/nsubj/left after/IN/mark/accusing accusing=accuse/VBG/advcl/left Niger/NNP/obj/accusing left=leave/VBD/root ."
COORDINATED_VERBS = (
    "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked and/CC/cc/seized seized=seize/VBD/conj/attacked"
    " Kidal/NNP/obj/seized ."
)
SHARED_OBJECT = (
    "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root and/CC/cc/seized seized=seize/VBD/conj/attacked Gao/NNP/obj/seized ."
)
COORDINATED_PASSIVES = (
    "Gao/NNP/nsubj:pass/attacked was=be/VBD/aux:pass/attacked attacked=attack/VBN/root and/CC/cc/seized seized=seize/VBN/conj/attacked"
    " by/IN/case/JNIM JNIM/NNP/obl:agent/seized ."
)
PASSIVE_THEN_ACTIVE = (
    "Mali/NNP/nsubj:pass/suspended was=be/VBD/aux:pass/suspended suspended=suspend/VBN/root and/CC/cc/left"
    " left=leave/VBD/conj/suspended ECOWAS/NNP/obj/left ."
)
PLAN = (
    "Russia/NNP/nsubj/announced announced=announce/VBD/root Mali/NNP/nmod:poss/plan 's/POS/case/Mali plan/NN/obj/announced"
    " to/TO/mark/leave leave/VB/acl/plan ECOWAS/NNP/obj/leave ."
)
DECISION = (
    "Russia/NNP/nsubj/announced announced=announce/VBD/root a/DT/det/decision decision/NN/obj/announced to/TO/mark/leave"
    " leave/VB/acl/decision ECOWAS/NNP/obj/leave ."
)
GAVE = "Russia/NNP/nsubj/gave gave=give/VBD/root Mali/NNP/iobj/gave drones=drone/NNS/obj/gave ."
NOMINAL = (
    "Mali/NNP/nsubj/condemned condemned=condemn/VBD/root JNIM/NNP/nmod:poss/attack 's/POS/case/JNIM attack/NN/obj/condemned on/IN/case/Gao"
    " Gao/NNP/nmod/attack ."
)
MODIFIER = "Russian/JJ/amod/deliveries deliveries=delivery/NNS/nsubj/continued continued=continue/VBD/root ."
LIGHT = (
    "JNIM/NNP/nsubj/launched launched=launch/VBD/root an/DT/det/attack attack/NN/obj/launched on/IN/case/Gao Gao/NNP/nmod/attack ."
)
LIGHT_PASSIVE = (
    "An/DT/det/attack attack/NN/nsubj:pass/launched was=be/VBD/aux:pass/launched launched=launch/VBN/root by/IN/case/JNIM"
    " JNIM/NNP/obl:agent/launched ."
)
LIGHT_CONJUNCT = (
    "JNIM/NNP/nsubj/launched launched=launch/VBD/root raids=raid/NNS/obj/launched and/CC/cc/attacks attacks=attack/NNS/conj/raids ."
)
REVERSE = "Mali/NNP/nsubj/suffered suffered=suffer/VBD/root an/DT/det/attack attack/NN/obj/suffered ."
COPULA = "Diop/NNP/nsubj/minister is=be/VBZ/cop/minister minister/NN/root of/IN/case/Mali Mali/NNP/nmod/minister ."
APPOSITION = "Diop/NNP/nsubj/spoke , minister/NN/appos/Diop of/IN/case/Mali Mali/NNP/nmod/minister , spoke=speak/VBD/root ."
NAME_APPOSITION = "The/DT/det/minister minister/NN/nsubj/spoke , Diop/NNP/appos/minister , spoke=speak/VBD/root ."
DEMANDED = "Mali/NNP/nsubj/demanded demanded=demand/VBD/root that/IN/mark/leave France/NNP/nsubj/leave leave/VB/ccomp/demanded Gao/NNP/obj/leave ."
MUST = "Algiers/NNP/nsubj/said said=say/VBD/root Mali/NNP/nsubj/leave must/MD/aux/leave leave/VB/ccomp/said Gao/NNP/obj/leave ."
SAID_LATER = (
    "Mali/NNP/nsubj/leave must/MD/aux/leave leave/VB/root Gao/NNP/obj/leave , Algiers/NNP/nsubj/said said=say/VBD/parataxis/leave ."
)
NO_SPEECH = "Mali/NNP/nsubj/left left=leave/VBD/root : Algiers/NNP/nsubj/made made=make/VBD/parataxis/left demands/NNS/obj/made ."
BACKED = "Russian/JJ/amod/backed - backed=back/VBN/amod/forces forces=force/NNS/nsubj/left left=leave/VBD/root ."
HELD = "Mali/NNP/nsubj/held held=hold/VBD/root talks=talk/NNS/obj/held with/IN/case/Russia Russia/NNP/nmod/talks ."
OUT_OF = "Troops=troop/NNS/nsubj/moved moved=move/VBD/root out/IN/case/Gao of/IN/fixed/out Gao/NNP/obl/moved ."

ROLES = [
    ("active subject", ACTIVE, "attacked", "subj", ["Mali"]),
    ("active object", ACTIVE, "attacked", "obj", ["Gao"]),
    ("passive agent is the subject", PASSIVE, "attacked", "subj", ["JNIM"]),
    ("passive subject is the object", PASSIVE, "attacked", "obj", ["Gao"]),
    ("passive without agent has no subject", NO_AGENT, "attacked", "subj", []),
    ("passive without agent has its object", NO_AGENT, "attacked", "obj", ["Gao"]),
    ("reduced relative: by-phrase acts", REDUCED, "attacked", "subj", ["JNIM"]),
    ("reduced relative: noun suffers", REDUCED, "attacked", "obj", ["convoy"]),
    ("active participle: noun acts", ACTIVE_PARTICIPLE, "defending", "subj", ["Troops"]),
    ("active participle: object", ACTIVE_PARTICIPLE, "defending", "obj", ["Gao"]),
    ("relative pronoun as subject", WHO, "attacked", "subj", ["JNIM"]),
    ("object beside a relative subject", WHO, "attacked", "obj", ["Gao"]),
    ("relative pronoun as object", WHICH_OBJECT, "attacked", "obj", ["town"]),
    ("subject beside a relative object", WHICH_OBJECT, "attacked", "subj", ["JNIM"]),
    ("relative clause without pronoun", BARE_RELATIVE, "attacked", "obj", ["town"]),
    ("passive relative clause: object", PASSIVE_RELATIVE, "attacked", "obj", ["town"]),
    ("passive relative clause: agent", PASSIVE_RELATIVE, "attacked", "subj", ["JNIM"]),
    ("subject control", SUBJECT_CONTROL, "attack", "subj", ["Mali"]),
    ("object control", OBJECT_CONTROL, "attack", "subj", ["Mali"]),
    ("control under a passive", PASSIVE_CONTROL, "attack", "subj", ["Mali"]),
    ("raising", RAISING, "control", "subj", ["JNIM"]),
    ("what must be done", MUST, "said", "comp-subj", ["Mali"]),
    ("its auxiliary", MUST, "said", "comp>aux", ["must"]),
    ("the speech stands behind", SAID_LATER, "said", "comp-subj", ["Mali"]),
    ("the speech stands behind: object", SAID_LATER, "said", "comp-obj", ["Gao"]),
    ("the speech stands behind: auxiliary", SAID_LATER, "said", "comp>aux", ["must"]),
    ("no speech beside a clause", NO_SPEECH, "made", "comp-subj", []),
    ("accused of: the accused acts", ACCUSATION, "arming", "subj", ["Ukraine"]),
    ("accused of, parsed as a complement", ACCUSATION.replace("advcl", "ccomp"), "arming", "subj", ["Ukraine"]),
    ("quoted as: who is quoted says it", QUOTED, "saying", "subj", ["Diop"]),
    ("accused of: object", ACCUSATION, "arming", "obj", ["JNIM"]),
    ("adverbial clause shares the subject", AFTER, "accusing", "subj", ["Mali"]),
    ("coordinated verb shares the subject", COORDINATED_VERBS, "seized", "subj", ["JNIM"]),
    ("coordinated verb has its own object", COORDINATED_VERBS, "attacked", "obj", ["Gao"]),
    ("coordinated verbs share the last one's object", SHARED_OBJECT, "attacked", "obj", ["Gao"]),
    ("coordinated passive shares the passive subject", COORDINATED_PASSIVES, "seized", "obj", ["Gao"]),
    ("active after a passive takes its subject", PASSIVE_THEN_ACTIVE, "left", "subj", ["Mali"]),
    ("owner of a plan acts", PLAN, "leave", "subj", ["Mali"]),
    ("who announces a decision acts", DECISION, "leave", "subj", ["Russia"]),
    ("recipient", GAVE, "gave", "iobj", ["Mali"]),
    ("possessor of a noun", NOMINAL, "attack", "poss", ["JNIM"]),
    ("prepositional phrase of a noun", NOMINAL, "attack", "prep:on", ["Gao"]),
    ("another preposition is another role", NOMINAL, "attack", "prep:against", []),
    ("adjective before a noun", MODIFIER, "deliveries", "mod", ["Russian"]),
    ("light verb lends its subject", LIGHT, "attack", "light>subj", ["JNIM"]),
    ("light verb in the passive", LIGHT_PASSIVE, "attack", "light>subj", ["JNIM"]),
    ("light verb and the second of coordinated nouns", LIGHT_CONJUNCT, "attacks", "light>subj", ["JNIM"]),
    ("reverse verb's subject suffers", REVERSE, "attack", "reverse>subj", ["Mali"]),
    ("reverse verb is no light verb", REVERSE, "attack", "light>subj", []),
    ("subject of a copula bears the title", COPULA, "minister", "bearer", ["Diop"]),
    ("noun that an apposition explains", APPOSITION, "minister", "bearer", ["Diop"]),
    ("name in apposition to a title", NAME_APPOSITION, "minister", "bearer", ["Diop"]),
    ("complement clause", DEMANDED, "demanded", "comp", ["leave"]),
    ("subject of a complement clause", DEMANDED, "demanded", "comp-subj", ["France"]),
    ("object of a complement clause", SUBJECT_CONTROL, "vowed", "comp-obj", ["Gao"]),
    ("head of a compound adjective", BACKED, "backed", "head", ["forces"]),
    ("first part of a compound adjective", BACKED, "backed", "mod", ["Russian"]),
    ("path over the object", HELD, "held", "obj>prep:with", ["Russia"]),
    ("preposition of two words", OUT_OF, "moved", "prep:out of", ["Gao"]),
    ("the word itself", ACTIVE, "attacked", "self", ["attacked"]),
]


@pytest.mark.parametrize(("text", "trigger", "path", "expected"), [case[1:] for case in ROLES], ids=[case[0] for case in ROLES])
def test_role(text: str, trigger: str, path: str, expected: list[str]) -> None:
    assert forms(role(token(parse(text), trigger), path, VERBS)) == expected


HIT = "A/DT/det/convoy convoy/NN/nsubj:pass/hit was=be/VBD/aux:pass/hit hit=hit/VBN/root"
KILLING = " , killing=kill/VBG/advcl/{event} two/CD/nummod/Chadians Chadians/NNPS/obj/killing ."
SUFFERED = "Mali/NNP/nsubj/suffered suffered=suffer/VBD/root attacks=attack/NNS/obj/suffered"
BY_JNIM = "by/IN/case/JNIM JNIM/NNP/{label}/{above}"

OUTCOMES = [
    ("passive: not its subject", HIT + KILLING.format(event="hit"), "killing", ["convoy"], []),
    (
        "passive: its agent",
        f"{HIT} {BY_JNIM.format(label='obl:agent', above='hit')} {KILLING.format(event='hit')}",
        "killing",
        ["convoy"],
        ["JNIM"],
    ),
    ("a verb of suffering", SUFFERED + KILLING.format(event="suffered"), "killing", ["Mali"], []),
    (
        "a verb of suffering: who attacked",
        f"{SUFFERED} {BY_JNIM.format(label='nmod', above='attacks')} {KILLING.format(event='suffered')}",
        "killing",
        ["Mali"],
        ["JNIM"],
    ),
    (
        "came under fire",
        "MINUSMA/NNP/nsubj/came came=come/VBD/root under/IN/case/fire fire/NN/obl/came" + KILLING.format(event="came"),
        "killing",
        ["MINUSMA"],
        [],
    ),
    (
        "came from",
        "JNIM/NNP/nsubj/came came=come/VBD/root from/IN/case/Gao Gao/NNP/obl/came" + KILLING.format(event="came"),
        "killing",
        [],
        ["JNIM"],
    ),
    (
        "the second outcome",
        HIT
        + " , killing=kill/VBG/advcl/hit two/CD/obj/killing and/CC/cc/wounding wounding=wound/VBG/conj/killing Chad/NNP/obj/wounding .",
        "wounding",
        ["convoy"],
        [],
    ),
    ("an active verb", "JNIM/NNP/nsubj/hit hit/VBD/root Gao/NNP/obj/hit" + KILLING.format(event="hit"), "killing", [], ["JNIM"]),
    ("no harm", HIT + " , leaving=leave/VBG/advcl/hit Gao/NNP/obj/leaving .", "leaving", [], ["convoy"]),
    (
        "before the event",
        HIT + " after/IN/mark/killing killing=kill/VBG/advcl/hit Chadians/NNPS/obj/killing .",
        "killing",
        [],
        ["convoy"],
    ),
    (
        "with a subject of its own",
        HIT + " , the/DT/det/blast blast/NN/nsubj/killing killing=kill/VBG/advcl/hit Chadians/NNPS/obj/killing .",
        "killing",
        [],
        ["blast"],
    ),
    (
        "ahead of the passive",
        "Killing=kill/VBG/advcl/hit Chadians/NNPS/obj/Killing a/DT/det/convoy convoy/NN/nsubj:pass/hit was=be/VBD/aux:pass/hit hit/VBN/root .",
        "Killing",
        [],
        ["convoy"],
    ),
]


@pytest.mark.parametrize(("text", "trigger", "befell", "does"), [case[1:] for case in OUTCOMES], ids=[case[0] for case in OUTCOMES])
def test_who_does_what_a_participle_tells_as_an_outcome(text: str, trigger: str, befell: list[str], does: list[str]) -> None:
    participle = token(parse(text), trigger)
    assert forms(befallen(participle, VERBS)) == befell
    assert forms(role(participle, "subj", VERBS)) == does


PASSIVES = [
    ("active", ACTIVE, "attacked", False),
    ("auxiliary and passive subject", PASSIVE, "attacked", True),
    ("participle after a noun", REDUCED, "attacked", True),
    ("present participle after a noun", ACTIVE_PARTICIPLE, "defending", False),
    ("second of coordinated passives", COORDINATED_PASSIVES, "seized", True),
    ("active verb after a passive", PASSIVE_THEN_ACTIVE, "left", False),
]


@pytest.mark.parametrize(("text", "trigger", "expected"), [case[1:] for case in PASSIVES], ids=[case[0] for case in PASSIVES])
def test_is_passive(text: str, trigger: str, *, expected: bool) -> None:
    assert is_passive(token(parse(text), trigger)) is expected


def test_coordination_reaches_every_member() -> None:
    doc = parse(
        "Mali/NNP/nsubj/left , Niger/NNP/conj/Mali and/CC/cc/Chad Chad/NNP/conj/Mali left=leave/VBD/root ECOWAS/NNP/obj/left ."
    )
    assert forms(coordinated(token(doc, "Mali"))) == ["Mali", "Niger", "Chad"]


def test_coordination_of_a_noun_leaves_out_a_coordinated_verb() -> None:
    doc = parse("Mali/NNP/nsubj/left left=leave/VBD/conj/Mali and/CC/cc/fled fled=flee/VBD/root .")
    assert forms(coordinated(token(doc, "Mali"))) == ["Mali"]


def test_preposition_is_empty_without_one() -> None:
    assert preposition(token(parse(ACTIVE), "Gao")) == ""


def test_preposition_with_its_fixed_parts_in_order() -> None:
    assert preposition(token(parse(OUT_OF), "Gao")) == "out of"


def test_a_verb_of_another_list_does_not_govern() -> None:
    attack = token(parse(LIGHT), "attack")
    assert forms(governing_verb(attack, frozenset({"launch"}))) == ["launched"]
    assert governing_verb(attack, frozenset({"suffer"})) == []


@pytest.mark.parametrize("path", ["subj", "obj>prep:with", "light>prep:on", "reverse>subj", "prep:out of", "mod>poss"])
def test_known_roles(path: str) -> None:
    assert known_role(path)


@pytest.mark.parametrize("path", ["", "subject", "prep:", "obj>", "obj>nothing", "light:subj", ">subj"])
def test_unknown_roles(path: str) -> None:
    assert not known_role(path)


def test_a_chain_of_clauses_without_subject_ends() -> None:
    length = 60
    chain = " ".join(f"w{n}=go/VB/{'root' if n == 0 else 'xcomp'}/{f'w{n - 1}' if n else ''}" for n in range(length)).replace(
        "root/", "root"
    )
    assert role(token(parse(chain), f"w{length - 1}"), "subj") == []


@pytest.mark.parametrize(
    ("text", "verb", "path", "expected"),
    [
        ("MINUSMA/NNP/nsubj/left left=leave/VBD/root Gao/NNP/obl/left .", "left", "obj", ["Gao"]),
        ("MINUSMA/NNP/nsubj/left left=leave/VBD/root for/IN/case/Gao Gao/NNP/obl/left .", "left", "obj", []),
        (
            "Chad/NNP/nsubj/won won=win/VBD/root over/IN/case/Boko Boko/NNP/compound/Haram Haram/NNP/obl/won .",
            "won",
            "prep:over",
            ["Haram"],
        ),
        (
            "JNIM/NNP/nsubj/seized which/WDT/nsubj/torched torched=torch/VBD/acl/JNIM Boni/NNP/obj/torched seized=seize/VBD/root Gao/NNP/obj/seized .",
            "torched",
            "subj",
            ["JNIM"],
        ),
    ],
)
def test_what_the_parser_often_labels_amiss_is_read_all_the_same(text: str, verb: str, path: str, expected: list[str]) -> None:
    doc = parse(text)
    assert [each.text for each in role(token(doc, verb), path)] == expected


def test_a_verb_is_known_by_its_form_where_the_lemma_is_wrong() -> None:
    verbs = VerbLists(light=frozenset({"launch"}))
    doc = parse("JNIM/NNP/nsubj/launching launching=launche/VBG/root attacks=attack/NNS/obj/launching .")
    assert [each.text for each in role(token(doc, "attacks"), "light>subj", verbs)] == ["JNIM"]


PAIRS = [
    ("two names", "The/DT/det/summit Mali/NNP/compound/summit - Algeria/NNP/compound/summit summit/NN/root .", ["Mali", "Algeria"]),
    ("a dash", "Mali/NNP/compound/deal –/PUNCT/punct/deal Ghana/NNP/compound/deal deal/NN/root .", []),
    ("a noun between", "Mali/NNP/compound/deal - Ghana/NNP/compound/deal peace/NN/compound/deal deal/NN/root .", ["Mali", "Ghana"]),
    ("adjectives", "Franco/JJ/amod/talks - Malian/JJ/amod/talks talks=talk/NNS/root .", ["Franco", "Malian"]),
    ("one name", "The/DT/det/summit Algeria/NNP/compound/summit summit/NN/root .", []),
    ("another phrase between", "Mali/NNP/nsubj/saw - the/DT/det/summit saw=see/VBD/root summit/NN/obj/saw .", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_names_that_a_hyphen_joins_before_a_noun(text: str, expected: list[str]) -> None:
    doc = parse(text)
    noun = next(word for word in doc if word.text in {"summit", "deal", "talks"})
    assert forms(role(noun, "partner")) == expected


def test_a_lone_recipient_is_the_object() -> None:
    text = "Turkey/NNP/nsubj/supplied supplied=supply/VBD/root them/PRP/iobj/supplied with/IN/case/drones drones=drone/NNS/obl/supplied ."
    assert forms(role(token(parse(text), "supplied"), "obj")) == ["them"]
    two = "Turkey/NNP/nsubj/gave gave=give/VBD/root Mali/NNP/iobj/gave drones=drone/NNS/obj/gave ."
    assert forms(role(token(parse(two), "gave"), "obj")) == ["drones"]


def test_who_is_helped_in_doing_something_does_it() -> None:
    text = (
        "Turkey/NNP/nsubj/helped helped=help/VBD/root Chad/NNP/obj/helped in/IN/mark/fighting fighting=fight/VBG/advcl/helped"
        " JNIM/NNP/obj/fighting ."
    )
    assert forms(role(token(parse(text), "fighting"), "subj", VERBS)) == ["Chad"]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Has=have/VBZ/aux/left Mali/NNP/nsubj/left left=leave/VBN/root Gao/NNP/obj/left ?/PUNCT/punct/left", "left", True),
        ("Has=have/VBZ/aux/left Mali/NNP/nsubj/left left=leave/VBN/root Gao/NNP/obj/left .", "left", False),
        ("An/DT/det/alliance alliance/NN/root of/IN/case/Mali Mali/NNP/nmod/alliance ?/PUNCT/punct/alliance", "alliance", True),
        ("Who/WP/nsubj/led led=lead/VBD/root the/DT/det/exit exit/NN/obj/led of/IN/case/Mali Mali/NNP/nmod/exit ?/PUNCT/punct/led", "exit", False),
        ("Has=have/VBZ/aux/paid Mali/NNP/nsubj/paid ,/PUNCT/punct/left which/WDT/nsubj/left left=leave/VBD/acl:relcl/Mali Gao/NNP/obj/left"
         " ,/PUNCT/punct/left paid=pay/VBN/root ?/PUNCT/punct/paid", "left", False),
        ("Mali/NNP/nsubj/left left=leave/VBD/root ;/PUNCT/punct/left who/WP/nsubj/knows knows=know/VBZ/parataxis/left why/WRB/obj/knows"
         " ?/PUNCT/punct/left", "left", False),
    ],
)  # fmt: skip
def test_what_a_question_asks(text: str, word: str, *, expected: bool) -> None:
    assert is_asked(token(parse(text), word)) is expected
