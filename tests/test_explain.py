"""What explanations say, on parses made by hand: each reason for which a frame does not count, and how confidence comes about."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from kg.candidates import spotted
from kg.context import SentenceContext
from kg.encoder.statement_session import PairScores
from kg.errors import UsageError
from kg.explain import Explanation, FrameTried, explain, explained
from kg.extract import Extractor
from kg.proposals import FLOOR, NOTHING, Judgement, words_of
from kg.records import Document
from kg.statements import statements
from kg.vocabulary import load_vocabulary
from kg.weighing import UNMEASURED
from tests.parsed import add_parse, document, extractor, parse, short

RELATIONS = tuple(load_vocabulary().relations)
ATTACK = "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked ."


def parsed(*paragraphs: str, names: Mapping[str, str] | None = None) -> Document:
    docs = []
    for paragraph in paragraphs:
        text = parse(paragraph).text
        inside = {name: label for name, label in (names or {}).items() if name in text}
        docs.append(parse(paragraph, inside, extractor().nlp.vocab))
        add_parse(docs[-1])
    return document("\n\n".join(doc.text for doc in docs))


def shown(*paragraphs: str, names: Mapping[str, str] | None = None) -> list[Explanation]:
    return list(explain(extractor(), parsed(*paragraphs, names=names)))


def tried(explanation: Explanation, frame: str) -> FrameTried:
    [found] = [each for each in explanation.frames if each.frame == frame]
    return found


def test_a_match_shows_its_roles() -> None:
    [explanation] = shown(ATTACK)
    match = tried(explanation, "attacks.verb")
    assert (match.reason, match.why, match.trigger, match.word) == (None, "", "attacked", 2)
    assert [(each.path, short(each.entity.id), each.fits) for each in match.subject.fillers if each.entity] == [
        ("subj", "jnim", True)
    ]
    assert [(each.path, short(each.entity.id), each.fits) for each in match.object.fillers if each.entity] == [("obj", "gao", True)]
    assert [(word.number, word.text, word.label, word.head) for word in explanation.words] == [
        (1, "JNIM", "nsubj", 2), (2, "attacked", "root", 0), (3, "Gao", "obj", 2), (4, ".", "punct", 2),
    ]  # fmt: skip


REFUSED = [
    ("nobody is the subject", "Rebels=rebel/NNS/nsubj/attacked attacked=attack/VBD/root Gao/NNP/obj/attacked .",
     "attacks.verb", "subject", "no subject: “Rebels” at subj is nobody known"),
    ("nothing is the object", "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root yesterday/NN/obl:unmarked/attacked .",
     "attacks.verb", "object", "no object: nothing at obj"),
    ("a class does not fit", "Gao/NNP/nsubj/killed killed=kill/VBD/root Niger/NNP/obj/killed .",
     None, "subject", "is Gao, of class Settlement, not"),
    ("a condition is not met", "Mali/NNP/nsubj/imposed imposed=impose/VBD/root order/NN/obj/imposed on/IN/case/Niger"
     " Niger/NNP/obl/imposed .", None, "with", "with obj: “order” there; wanted: "),
    ("nothing stands where a condition looks", "Mali/NNP/nsubj/imposed imposed=impose/VBD/root on/IN/case/Niger Niger/NNP/obl/imposed .",
     None, "with", "with obj: nothing there; wanted: "),
    ("a question", "Did=do/VBD/aux/attack JNIM/NNP/nsubj/attack attack/VB/root Gao/NNP/obj/attack ?",
     "attacks.verb", "question", "the sentence is a question"),
    ("what ends", "ECOWAS/NNP/nsubj/lifted lifted=lift/VBD/root its/PRP$/nmod:poss/sanctions sanctions=sanction/NNS/obj/lifted on/IN/case/Niger"
     " Niger/NNP/nmod/sanctions .", None, "over", "the verb above the noun"),
    ("a particle is missing", "Russia/NNP/nsubj/pulled pulled=pull/VBD/root Mali/NNP/obj/pulled .",
     "withdrawsFrom.out", "particle", "its particle is missing: out"),
    ("a more specific frame", "France/NNP/nsubj/withdrew withdrew=withdraw/VBD/root its/PRP$/nmod:poss/soldiers soldiers=soldier/NNS/obj/withdrew"
     " from/IN/case/Niger Niger/NNP/obl/withdrew .", "withdrawsFrom.verb", "outdone", "withdrawsFrom.object is more specific"),
    ("what a condition bars", "JNIM/NNP/nsubj/seized seized=seize/VBD/root power/NN/obj/seized in/IN/case/Gao Gao/NNP/obl/seized .",
     "captures.verb", "without", "without obj: “power” there"),
    ("another particle", "Russia/NNP/nsubj/pulled pulled=pull/VBD/root out/RP/compound:prt/pulled of/IN/case/Mali Mali/NNP/obl/pulled .",
     "withdrawsFrom.object", "particle", "frames with the particle out come first"),
    ("one entity in both roles", "JNIM/NNP/nsubj/attacked attacked=attack/VBD/root JNIM/NNP/obj/attacked .",
     "attacks.verb", "same", "subject and object are both Jama'at Nusrat al-Islam wal-Muslimin"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "frame", "reason", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_why_a_frame_does_not_count(text: str, frame: str | None, reason: str, why: str) -> None:
    [explanation] = shown(text)
    found = [each for each in explanation.frames if each.reason == reason and frame in {None, each.frame}]
    assert any(why in each.why for each in found), [(each.frame, each.reason, each.why) for each in explanation.frames]


def test_a_word_in_a_name_triggers_nothing() -> None:
    [explanation] = shown(
        "Attack/NNP/nsubj/left left=leave/VBD/root Mali/NNP/obj/left .".replace("Attack/NNP", "Attack=attack/NN"),
        names={"Attack": "ORG"},
    )
    found = {each.reason for each in explanation.frames if each.trigger == "Attack"}
    assert found == {"name"}


def test_explanations_agree_with_extraction() -> None:
    """Whatever is kept is what extraction states, and every frame that made it is shown as a match."""
    made = parsed(ATTACK, "It/PRP/nsubj/seized seized=seize/VBD/root Kidal/NNP/obj/seized and/CC/cc/Gao Gao/NNP/conj/Kidal .")
    reading = extractor().read(made)
    explanations = list(explain(extractor(), made))
    assert [each.statement for one in explanations for each in one.outcomes if each.kept] == list(reading.statements)
    assert len(reading.statements) == 3
    matched = {each.frame for one in explanations for each in one.frames if each.reason is None}
    assert {each.frame for each in reading.statements} <= matched


def test_how_mentions_and_candidates_are_linked() -> None:
    _, explanation = shown(
        "JNIM/NNP/nsubj/grew grew=grow/VBD/root .",
        "It/PRP/nsubj/met met=meet/VBD/root Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/met and/CC/cc/Zalo Zalo/NNP/conj/soldiers .",
        names={"Zalo": "PERSON"},
    )
    assert [(each.text, each.why, each.source, each.label) for each in explanation.names] == [
        ("Malian soldiers", "collective", "gazetteer", ""),
        ("Zalo", "new", "model", "PERSON"),
    ]
    assert [(each.text, [(short(one.entity.id), one.how) for one in each.stands_for]) for each in explanation.candidates] == [
        ("It", [("jnim", "coreference")]),
        ("Malian soldiers", [("mali-armed-forces", "name")]),
        ("Zalo", [("x-zalo", "name")]),
    ]


def test_qualifiers_name_their_words() -> None:
    [explanation] = shown(
        "Mali/NNP/nsubj/said said=say/VBD/root that/IN/mark/attack JNIM/NNP/nsubj/attack would/MD/aux/attack not/RB/advmod/attack"
        " attack/VB/ccomp/said soldiers=soldier/NNS/obj/attack of/IN/case/Niger Niger/NNP/nmod/soldiers in/IN/case/Gao Gao/NNP/obl/attack"
        " in/IN/case/2024 2024/CD/obl/attack ."
    )
    [outcome] = explanation.outcomes
    assert {each.name: (each.value, each.words) for each in outcome.qualities} == {
        "polarity": ("negated", "“not”"),
        "modality": ("planned", "“would”"),
        "speaker": ("Mali", "“Mali”, “said”"),
        "date": ("2024", "“2024”"),
        "place": ("Gao", "“in Gao”"),
    }


def test_factors_of_the_lexicons_confidence() -> None:
    _, explanation = shown("JNIM/NNP/nsubj/grew grew=grow/VBD/root .", ATTACK.replace("JNIM/NNP", "It/PRP"))
    [outcome] = explanation.outcomes
    (frame, confidence), *rest = outcome.framed
    assert (frame, rest) == ("attacks.verb", [("subject", 0.8)])
    assert outcome.statement.confidence == pytest.approx(confidence * 0.8, abs=1e-3)
    assert (outcome.threshold, outcome.summands) == (None, ())


def context_of(text: str) -> SentenceContext:
    [(context, _)] = extractor().judged(parsed(text))
    return context


def judged(context: SentenceContext, relation: str, score: float) -> Judgement:
    """What a network says that sees one relation, from the first candidate to the second, and rests on the second word."""
    relations = np.full(len(RELATIONS), -9.0, dtype=np.float32)
    relations[RELATIONS.index(relation)] = score
    looks = np.array([4.0 if number == 1 else 0.0 for number in range(len(words_of(context)))], dtype=np.float32)
    pair = PairScores(0, 1, relations, np.zeros(3), -2.0, np.array([1.0, 0.0, 0.0, 0.0]), looks)
    return Judgement(
        tuple(spotted(context, extractor().knowledge)),
        (pair,),
        RELATIONS,
        words_of(context),
        tuple(frozenset() for _ in words_of(context)),
    )


def proposal_signs(context: SentenceContext) -> set[str]:
    """The names of what tells of a proposal how far it can be trusted."""
    return set(next(judged(context, "attacks", 2.0).proposals()).signs)


def test_what_the_network_proposes() -> None:
    context = context_of(ATTACK)
    explanation = explained(1, context, extractor().knowledge, judged(context, "attacks", 2.0), UNMEASURED)
    [proposal] = explanation.proposals
    assert (proposal.subject, proposal.relation, proposal.object, proposal.why_not) == ("JNIM", "attacks", "Gao", "")
    assert proposal.probability == pytest.approx(0.881)
    assert [word for word, _ in proposal.words] == ["attacked"]
    [outcome] = explanation.outcomes
    assert dict(outcome.summands).keys() == {"bias", "score", "framed", "frame", "both", *proposal_signs(context)}
    assert sum(dict(outcome.summands).values()) > 2
    assert outcome.kept
    assert explanation.not_asked == ""


@pytest.mark.parametrize(
    ("relation", "score", "why_not"),
    [("attacks", FLOOR - 1, "beyond belief"), ("leads", 2.0, "no two entities of fitting classes")],
)
def test_why_a_proposal_is_not_weighed(relation: str, score: float, why_not: str) -> None:
    context = context_of("JNIM/NNP/nsubj/slept slept=sleep/VBD/root near/IN/case/Gao Gao/NNP/obl/slept .")
    explanation = explained(1, context, extractor().knowledge, judged(context, relation, score), UNMEASURED)
    assert [each.why_not for each in explanation.proposals] == [why_not]
    assert explanation.outcomes == ()


def test_what_is_too_unlikely_is_shown_as_left_out() -> None:
    context = context_of("JNIM/NNP/nsubj/slept slept=sleep/VBD/root near/IN/case/Gao Gao/NNP/obl/slept .")
    judgement = judged(context, "attacks", FLOOR + 1)
    [outcome] = explained(1, context, extractor().knowledge, judgement, UNMEASURED).outcomes
    assert not outcome.kept
    assert outcome.statement.confidence < UNMEASURED.least == outcome.threshold
    assert statements(context, extractor().knowledge, judgement, UNMEASURED) == []


def test_why_the_network_is_not_asked() -> None:
    context = context_of("JNIM/NNP/nsubj/slept slept=sleep/VBD/root .")
    knowledge = extractor().knowledge
    assert explained(1, context, knowledge, NOTHING, None).not_asked == "the model has no statement network"
    assert explained(1, context, knowledge, NOTHING, UNMEASURED).not_asked == "fewer than two candidates"


def test_one_sentence_by_its_number() -> None:
    made = parsed(ATTACK, ATTACK.replace("Gao", "Kidal"))
    [explanation] = explain(extractor(), made, sentence=2)
    assert (explanation.number, explanation.sentence) == (2, "JNIM attacked Kidal.")
    assert made.text[explanation.start : explanation.end] == explanation.sentence
    with pytest.raises(UsageError, match="there is no sentence 3"):
        list(explain(extractor(), made, sentence=3))


@pytest.mark.slow
def test_the_shipped_model() -> None:
    shipped = Extractor()
    made = document("JNIM attacked Gao in 2024. Rebels attacked Kidal.")
    explanations = list(explain(shipped, made))
    assert [each.statement for one in explanations for each in one.outcomes if each.kept] == list(shipped.read(made).statements)
    assert tried(explanations[0], "attacks.verb").reason is None
    assert explanations[0].dates[0].value == "2024"
    assert tried(explanations[1], "attacks.verb").reason == "subject"


def test_what_befell_the_subject_is_not_what_it_did() -> None:
    hit = "Mali/NNP/nsubj:pass/attacked was=be/VBD/aux:pass/attacked attacked=attack/VBN/root , killing=kill/VBG/advcl/attacked Niger/NNP/obj/killing ."
    context = context_of(hit)
    judgement = judged(context, "attacks", 2.0)
    looks = np.array([4.0 if word.text == "killing" else 0.0 for word in judgement.words], dtype=np.float32)
    judgement = replace(judgement, pairs=(replace(judgement.pairs[0], looks=looks),))
    explanation = explained(1, context, extractor().knowledge, judgement, UNMEASURED)
    assert [each.why_not for each in explanation.proposals] == ["the outcome of what befell the subject"]
    assert explanation.outcomes == ()
