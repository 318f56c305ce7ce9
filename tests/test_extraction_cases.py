"""Sentences that once went wrong: each was found by an attentive reader and holds since."""

import pytest

from kg.errors import SeedError
from kg.frames import load_lexicon
from kg.qualifiers import load_claims
from kg.resources import resource
from kg.syntax import role
from tests.parsed import only, parse, read, token, triples


def test_token_identity_root_has_no_head():
    doc = parse("Mali/NNP/nsubj/left left=leave/VBD/root Gao/NNP/obj/left .")
    assert role(token(doc, "left"), "head") == []


def test_each_verb_its_own_date():
    r = read(
        "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked in/IN/case/2023 2023/CD/obl/attacked and/CC/cc/seized seized=seize/VBD/conj/attacked Kidal/NNP/obj/seized in/IN/case/2024 2024/CD/obl/seized ."
    )
    assert {s.relation: s.date for s in r.statements} == {"attacks": "2023", "captures": "2024"}


def test_an_object_pronoun():
    r = read("JNIM/NNP/nsubj/grew grew=grow/VBD/root .\nFrance/NNP/nsubj/attacked attacked=attack/VBD/root it/PRP/obj/attacked .")
    assert triples(r) == [("france", "attacks", "jnim")]


def test_collective_does_not_reach_over_a_verb():
    r = read("JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/attacked .")
    assert triples(r) == [("jnim", "attacks", "mali-armed-forces")]


def test_materiel_of_an_owner():
    r = read(
        "JNIM/NNP/nsubj/shot shot=shoot/VBD/root down/RP/compound:prt/shot a/DT/det/drone Malian/JJ/amod/drone drone/NN/obj/shot ."
    )
    assert triples(r) in ([("jnim", "destroys", "mali")], [("jnim", "destroys", "mali-armed-forces")])


@pytest.mark.parametrize("made", ["made", "built", "supplied"])
def test_where_materiel_was_made_says_nothing_of_who_uses_it(made):
    text = (
        f"Turkish/JJ/advmod/{made} -/PUNCT/punct/{made} {made}=make/VBN/amod/drones drones=drone/NNS/nsubj/struck "
        "struck=strike/VBD/root Kidal/NNP/obj/struck ."
    )
    assert triples(read(text, names={f"Turkish-{made} drones": "WEAPON"})) == []
    own = "Turkish/JJ/amod/drones drones=drone/NNS/nsubj/struck struck=strike/VBD/root Kidal/NNP/obj/struck ."
    assert triples(read(own, names={"Turkish drones": "WEAPON"})) == [("turkey-armed-forces", "attacks", "kidal")]


def test_recall_from_a_capital():
    r = read(
        "Mali/NNP/nsubj/recalled recalled=recall/VBD/root its/PRP$/nmod:poss/ambassador ambassador/NN/obj/recalled from/IN/case/Paris Paris/NNP/obl/recalled ."
    )
    assert triples(r) == [("mali", "rejects", "france")]


def test_suspended_cooperation_is_none():
    r = read(
        "Niger/NNP/nsubj/suspended suspended=suspend/VBD/root its/PRP$/nmod:poss/cooperation cooperation/NN/obj/suspended with/IN/case/France France/NNP/nmod/cooperation ."
    )
    assert triples(r) == [("niger", "rejects", "france")]


def test_what_an_accusation_alleges_is_the_accuser_s_word():
    r = read(
        "Mali/NNP/nsubj/accused accused=accuse/VBD/root Ukraine/NNP/obj/accused of/IN/mark/supporting supporting=support/VBG/advcl/accused JNIM/NNP/obj/supporting ."
    )
    s = only(r, "supports")
    assert s.attributed_to is not None and s.attributed_to.text == "Mali"


def test_neither_nor():
    r = read(
        "Neither/CC/cc:preconj/Mali Mali/NNP/nsubj/left nor/CC/cc/Niger Niger/NNP/conj/Mali left=leave/VBD/root ECOWAS/NNP/obj/left ."
    )
    assert {s.polarity for s in r.statements} == {"negated"}


def test_troops_as_their_own_lemma():
    r = read(
        "France/NNP/nsubj/withdrew withdrew=withdraw/VBD/root its/PRP$/nmod:poss/troops troops=troops/NNS/obj/withdrew from/IN/case/Mali Mali/NNP/obl/withdrew ."
    )
    assert triples(r) == [("france", "withdrawsFrom", "mali")]


def test_a_state_withdraws():
    r = read("France/NNP/nsubj/withdrew withdrew=withdraw/VBD/root from/IN/case/Mali Mali/NNP/obl/withdrew .")
    assert triples(r) == [("france", "withdrawsFrom", "mali")]


def test_officers_that_a_recogniser_saw_stand_for_their_state():
    r = read(
        "Russian/JJ/amod/officers officers=officer/NNS/nsubj/train train/VBP/root Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/train .",
        names={"Russian officers": "ORG"},
    )
    assert triples(r) == [("russia", "trains", "mali-armed-forces")]


def test_broken_claims(tmp_path):
    p = tmp_path / "claims.toml"
    p.write_text("speech = [", encoding="utf-8")
    with pytest.raises(SeedError, match=r"claims\.toml"):
        load_claims(p)


def test_unknown_modality_of_an_auxiliary(tmp_path):
    p = tmp_path / "claims.toml"
    p.write_text(
        resource("seeds", "claims.toml").read_text(encoding="utf-8").replace('\nsought = ["should"', '\nwished = ["should"'),
        encoding="utf-8",
    )
    with pytest.raises(SeedError, match="wished"):
        load_claims(p)


BAD = [
    ("subject as text", 'subject = "subj"'),
    ("confidence", 'confidence = "high"'),
    ("confidence over 1", "confidence = 7"),
    ("modality", 'modality = "maybe"'),
    ("polarity", 'polarity = "no"'),
    ("object_class text", 'object_class = "Place"'),
    ("with list", 'with = ["x"]'),
    ("with text", 'with = { obj = "x" }'),
]


@pytest.mark.parametrize("line", [b[1] for b in BAD], ids=[b[0] for b in BAD])
def test_bad_values(tmp_path, line):
    (tmp_path / "war.toml").write_text(
        f'[[frame]]\nid = "attacks.verb"\nrelation = "attacks"\nverbs = ["attack"]\n{line}\n', encoding="utf-8"
    )
    with pytest.raises(SeedError, match=r"attacks\.verb"):
        load_lexicon(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        '[[frames]]\nid = "a"\n',
        '[verbs]\nlite = ["x"]\n',
        '[[frame]]\nid = "attacks.verb"\nrelation = "attacks"\nverbs = "attack"\n',
        '[[frame]]\nid = "attacks.verb"\nrelation = "attacks"\nverbs = []\n',
        '[[frame]]\nid = "attacks.verb"\nrelation = ["attacks"]\nverbs = ["a"]\n',
        "frame = 3\n",
        "verbs = 3\n",
    ],
)
def test_bad_tables(tmp_path, text):
    (tmp_path / "war.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match=r"war\.toml"):
        load_lexicon(tmp_path)


def test_undecodable(tmp_path):
    (tmp_path / "war.toml").write_bytes(b"\xff\xfe[[")
    with pytest.raises(SeedError, match=r"war\.toml"):
        load_lexicon(tmp_path)


def test_no_longer():
    r = read(
        "Mali/NNP/nsubj/supports no/RB/advmod/longer longer/RB/advmod/supports supports=support/VBZ/root ECOWAS/NNP/obj/supports ."
    )
    assert only(r).polarity == "negated"


def test_an_attack_that_is_feared():
    r = read(
        "Mali/NNP/nsubj/fears fears=fear/VBZ/root an/DT/det/attack attack/NN/obj/fears by/IN/case/JNIM JNIM/NNP/nmod/attack on/IN/case/Gao Gao/NNP/nmod/attack ."
    )
    assert [s.modality for s in r.statements] in ([], ["possible"])


def test_an_attack_that_is_planned():
    r = read(
        "JNIM/NNP/nsubj/planned planned=plan/VBD/root an/DT/det/attack attack/NN/obj/planned on/IN/case/Gao Gao/NNP/nmod/attack ."
    )
    assert [s.modality for s in r.statements] in ([], ["planned"])
