"""Candidates of a sentence, what a network says of them, and the statements that come of it; the network is a stand-in."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from kg.candidates import kind_of_noun, sort_of, spotted
from kg.context import SentenceContext
from kg.coreference import Discourse
from kg.encoder.component import ARGUMENTS
from kg.encoder.pairs import Sentence
from kg.encoder.statement_session import MODALITIES, PairScores
from kg.mentions import NameMemory
from kg.proposals import MOST_CANDIDATES, NOTHING, UNSCORED, Judgement, judge
from kg.statements import NETWORK, findings, statements
from kg.weighing import Weigher
from tests.parsed import extractor, parse, short

RELATIONS = ("accuses", "attacks", "leads", "meetsWith")
PLAIN = Weigher(bias=0.0, score=1.0, framed=0.0, frame=0.0, both=0.0, unscored=-6.0, least=0.5)


@dataclass(frozen=True)
class StandIn:
    """Scores the relations of named pairs of words, everything else as beyond belief."""

    scores: dict[tuple[int, int, str], float]
    words: tuple[str, ...] = ()
    relations: tuple[str, ...] = RELATIONS
    labels: tuple[str, ...] = ("root", "nsubj", "obj")
    trigger: int = 0
    negated: float = -5.0
    modality: int = 0

    def score(self, sentences: Sequence[Sentence], states: Sequence[np.ndarray]) -> list[list[PairScores]]:
        return [list(self._pairs(sentence)) for sentence in sentences]

    def _pairs(self, sentence: Sentence) -> Iterator[PairScores]:
        looks = np.zeros(len(sentence.heads))
        looks[self.trigger] = 1.0
        modality = 5.0 * np.eye(4)[self.modality]
        for a, b in sentence.pairs():
            firsts = sentence.candidates[a].first, sentence.candidates[b].first
            scores = np.array([self.scores.get((*firsts, relation), -9.0) for relation in RELATIONS])
            yield PairScores(a, b, scores, np.zeros(2), self.negated, modality, looks)


def context_of(text: str, *, arguments: Sequence[tuple[int, int]] = (), names: dict[str, str] | None = None) -> SentenceContext:
    """The first sentence of a hand-made parse; `arguments` are the spans that the recogniser takes for arguments."""
    doc = parse(text, names, extractor().nlp.vocab)
    doc.spans[ARGUMENTS] = [doc[start:end] for start, end in arguments]
    doc.tensor = np.zeros((len(doc), 4), dtype=np.float32)  # type: ignore[assignment]
    finder = extractor().knowledge.finder
    by_token = {index: each for each in finder.find(doc, NameMemory()) for index in range(each.first, each.last)}
    sentence = next(iter(doc.sents))
    discourse = Discourse(finder.forces(), finder.capitals)
    discourse.open_sentence(sentence, by_token)
    return SentenceContext("https://example.org/d", doc.text, 0, sentence, by_token, (), discourse)


def judged(context: SentenceContext, network: StandIn) -> Judgement:
    found = spotted(context, extractor().knowledge)
    return next(iter(judge([context], [found], network, extractor().knowledge.lexicon)))  # type: ignore[arg-type]


def made(context: SentenceContext, network: StandIn, weigher: Weigher = PLAIN) -> list[tuple[str, str, str]]:
    found = statements(context, extractor().knowledge, judged(context, network), weigher)
    return [(short(each.subject.entity.id), each.relation, short(each.object.entity.id)) for each in found]


STUNG = "Mali/NNP/nsubj/stung stung=sting/VBD/root Niger/NNP/obj/stung ."


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, []),
        ({(0, 2, "accuses"): 1.0}, [("mali", "accuses", "niger")]),
        ({(2, 0, "accuses"): 1.0}, [("niger", "accuses", "mali")]),
        ({(0, 2, "accuses"): -0.5}, []),
        ({(0, 2, "accuses"): 1.0, (0, 2, "attacks"): 2.0}, [("mali", "accuses", "niger"), ("mali", "attacks", "niger")]),
    ],
)
def test_what_is_likely_becomes_a_statement(scores: dict, expected: list) -> None:
    assert sorted(made(context_of(STUNG), StandIn(scores, trigger=1))) == sorted(expected)


def test_no_name_of_somebody_unnamed_has_a_verb_in_it() -> None:
    text = (
        "The/DT/det/alliance alliance/NN/nsubj/says says=say/VBZ/acl/force the/DT/det/force security/NN/compound/force"
        " force/NN/nsubj/stung stung=sting/VBD/root Mali/NNP/obj/stung ."
    )
    found = spotted(context_of(text, arguments=[(0, 6)]), extractor().knowledge)
    assert [argument.entity.name for each in found if each.described for argument in each.arguments] == [
        "alliance",
        "security force",
    ]


HOSTILE = "Paper/NN/nsubj/grew {prep}/IN/case/Mali Mali/NNP/nmod/Paper and/CC/cc/Niger Niger/NNP/conj/Mali grew=grow/VBD/root ."


@pytest.mark.parametrize(
    ("prep", "expected"),
    [
        ("towards", []), ("with", []), ("against", []), ("to", []),
        ("between", [("mali", "accuses", "niger")]), ("of", [("mali", "accuses", "niger")]),
    ],
)  # fmt: skip
def test_members_of_a_list_to_whom_something_is_done_do_it_to_none_of_each_other(prep: str, expected: list) -> None:
    assert made(context_of(HOSTILE.format(prep=prep)), StandIn({(2, 4, "accuses"): 3.0})) == expected


def test_a_list_tells_of_its_members_by_a_word_within_it() -> None:
    network = StandIn({(2, 4, "accuses"): 3.0}, trigger=4)
    assert made(context_of(HOSTILE.format(prep="with")), network) == [("mali", "accuses", "niger")]


SENT = "Mali/NNP/nsubj/stung stung=sting/VBD/root JNIM/NNP/obj/stung to/IN/case/Niger Niger/NNP/obl/stung ."


def test_what_the_sent_one_does_is_not_done_by_the_sender_too() -> None:
    scores = {(0, 2, "accuses"): 3.0, (2, 4, "attacks"): 3.0, (0, 4, "attacks"): 2.0}
    assert made(context_of(SENT), StandIn(scores, trigger=1)) == [("mali", "accuses", "jnim"), ("jnim", "attacks", "niger")]
    alone = {key: score for key, score in scores.items() if key[0] == 0}
    assert made(context_of(SENT), StandIn(alone, trigger=1)) == [("mali", "accuses", "jnim"), ("mali", "attacks", "niger")]


def test_a_phrase_that_stands_for_the_other_end_is_somebody_of_its_own() -> None:
    text = "Mali/NNP/nmod:poss/troops 's/POS/case/Mali troops=troop/NNS/nsubj/slept slept=sleep/VBD/root ."
    leader = "Mali/NNP/nsubj/saw saw=see/VBD/root the/DT/det/country country/NN/obj/saw ."
    context = context_of(leader)
    named, phrase = spotted(context, extractor().knowledge)
    assert named.itself == ()
    assert [argument.entity.name for argument in phrase.itself] == ["country"]
    assert len(spotted(context_of(text), extractor().knowledge)) == 1


def test_nobody_is_tied_to_himself() -> None:
    """`its diplomats` act for Mali, and are somebody of their own where they have to do with Mali itself."""
    text = "Mali/NNP/nsubj/recalled recalled=recall/VBD/root its/PRP$/nmod:poss/diplomats diplomats=diplomat/NNS/obj/recalled ."
    context = context_of(text)
    firsts = [each.first for each in spotted(context, extractor().knowledge)]
    found = made(context, StandIn({(firsts[-1], firsts[0], "meetsWith"): 3.0}))
    assert len(found) == 1
    assert "mali" in found[0]
    assert found[0][0] != found[0][2]


def test_a_symmetric_relation_is_stated_once() -> None:
    network = StandIn({(0, 2, "meetsWith"): 1.0, (2, 0, "meetsWith"): 2.0})
    assert made(context_of(STUNG), network) == [("niger", "meetsWith", "mali")]


def test_the_statement_carries_what_is_said_of_its_trigger() -> None:
    """Polarity and modality are read off the words around the trigger, for either source."""
    context = context_of("Mali/NNP/nsubj/sting will/MD/aux/sting not/RB/advmod/sting sting/VB/root Niger/NNP/obj/sting .")
    network = StandIn({(0, 4, "accuses"): 2.0}, trigger=3)
    (found,) = statements(context, extractor().knowledge, judged(context, network), PLAIN)
    assert (found.trigger, found.frame, found.polarity, found.modality) == ("sting", NETWORK, "negated", "planned")
    assert found.confidence == pytest.approx(0.881, abs=1e-3)


PLANNED = "Mali/NNP/nsubj/attack will/MD/aux/attack attack/VB/root Niger/NNP/obj/attack ."
DENIED = "Mali/NNP/nsubj/attacked never/RB/advmod/attacked attacked=attack/VBD/root Niger/NNP/obj/attacked ."
PLAINLY = "Mali/NNP/nsubj/attacked attacked=attack/VBD/root Niger/NNP/obj/attacked ."


@pytest.mark.parametrize(
    ("text", "negated", "modality", "expected"),
    [
        (PLAINLY, -5.0, "asserted", ("affirmed", "asserted")),
        (PLAINLY, 2.0, "asserted", ("negated", "asserted")),
        (PLAINLY, -5.0, "sought", ("affirmed", "sought")),
        (PLAINLY, 2.0, "possible", ("negated", "possible")),
        (PLANNED, -5.0, "asserted", ("affirmed", "planned")),  # the words say so
        (PLANNED, -5.0, "possible", ("affirmed", "possible")),
        (PLANNED, 2.0, "planned", ("negated", "planned")),
        (DENIED, -5.0, "asserted", ("negated", "asserted")),
        (DENIED, -5.0, "planned", ("negated", "planned")),
    ],
)
@pytest.mark.parametrize("relation", ["attacks", "accuses"])
def test_the_network_hears_what_the_words_do_not_say(
    text: str, negated: float, modality: str, expected: tuple[str, str], relation: str
) -> None:
    """For a statement that a frame words too, and for one that the network alone finds."""
    context = context_of(text)
    end, place = (3, 2) if " will" in text or " never" in text else (2, 1)
    network = StandIn({(0, end, relation): 3.0}, trigger=place, negated=negated, modality=MODALITIES.index(modality))
    found = statements(context, extractor().knowledge, judged(context, network), PLAIN)
    assert {(each.polarity, each.modality) for each in found if each.relation == relation} == {expected}


CLAIM = (
    "Mali/NNP/nsubj/said said=say/VBD/root Niger/NNP/nsubj/stung may/MD/aux/stung stung=sting/VB/ccomp/said Togo/NNP/obj/stung ."
)


@pytest.mark.parametrize(
    ("ends", "modality"),
    [
        ((0, 2, "accuses"), "asserted"),  # who says it accuses whom it says it of, and does so in fact
        ((2, 5, "attacks"), "possible"),
        ((0, 5, "attacks"), "possible"),
    ],
)
def test_a_claim_is_meant_as_the_clause_of_its_speaker(ends: tuple[int, int, str], modality: str) -> None:
    context = context_of(CLAIM)
    (found,) = statements(context, extractor().knowledge, judged(context, StandIn({ends: 2.0}, trigger=4)), PLAIN)
    assert (found.relation, found.modality) == (ends[2], modality)


ACTING = [
    ("Gao/NNP", {}, "meetsWith", ["gao-people"]),
    ("Gao/NNP", {}, "attacks", ["gao"]),  # a place may be what is attacked
    ("Kouffra/NNP", {"Kouffra": "GPE"}, "meetsWith", ["x-kouffra-body"]),
    ("Niger/NNP", {}, "meetsWith", ["niger"]),
    ("Ader/NNP", {"Ader": "WEAPON"}, "meetsWith", []),
]


@pytest.mark.parametrize(("word", "names", "relation", "expected"), ACTING)
def test_classes_must_fit_the_relation(word: str, names: dict[str, str], relation: str, expected: list[str]) -> None:
    """`meetsWith` joins actors: a place that is no seat of government stands for its people, one that nobody knows for a body."""
    context = context_of(f"Mali/NNP/nsubj/stung stung=sting/VBD/root {word}/obj/stung .", names=names)
    found = made(context, StandIn({(0, 2, relation): 4.0}))
    assert [obj for _, _, obj in found] == expected


@pytest.mark.parametrize("place", ["Lake_Chad", "Air_Base_201"])
def test_neither_lakes_nor_bases_act(place: str) -> None:
    context = context_of(f"Mali/NNP/nsubj/stung stung=sting/VBD/root {place}/NNP/obj/stung .")
    assert made(context, StandIn({(0, 2, "meetsWith"): 4.0})) == []


def test_an_adjective_of_a_place_is_not_its_people() -> None:
    context = context_of("Mali/NNP/nsubj/stung stung=sting/VBD/root Sahelian/JJ/amod/rains rains=rain/NNS/obj/stung .")
    assert made(context, StandIn({(0, 2, "meetsWith"): 4.0})) == []


OFFICIALS = "Mali/NNP/nsubj/said said=say/VBD/root it/PRP/nsubj/accused accused=accuse/VBD/ccomp/said Niger/NNP/obj/accused ."


@pytest.mark.parametrize(("scores", "mention"), [((3.0, 1.0), "Mali"), ((1.0, 3.0), "it")])
def test_what_a_frame_finds_is_put_in_the_words_that_the_network_is_surest_of(scores: tuple[float, float], mention: str) -> None:
    context = context_of(OFFICIALS)
    network = StandIn({(0, 4, "accuses"): scores[0], (2, 4, "accuses"): scores[1]}, trigger=3)
    (found,) = statements(context, extractor().knowledge, judged(context, network), PLAIN)
    assert found.frame.startswith("accuses.")
    assert (found.subject.text, found.object.text) == (mention, "Niger")


def test_chances_of_all_that_stands_for_the_same_two_add_up() -> None:
    judgement = judged(context_of(OFFICIALS), StandIn({(0, 4, "accuses"): 0.0, (2, 4, "accuses"): 0.0}))
    mali, _, niger = (each.arguments[0].entity.id for each in judgement.candidates)
    assert judgement.score(mali, "accuses", niger) == pytest.approx(math.log(3), abs=1e-3)


RECALLED = (
    "Chad/NNP/nsubj/slept slept=sleep/VBD/root and/CC/cc/recalled Mali/NNP/nsubj/recalled recalled=recall/VBD/conj/slept"
    " its/PRP$/nmod:poss/guest guest/NN/obj/recalled ."
)


def test_a_pronoun_that_stands_for_the_other_end_is_read_as_the_next_likely() -> None:
    context = context_of(RECALLED)
    _, _, pronoun = spotted(context, extractor().knowledge)[:3]
    assert [short(each.entity.id) for each in (*pronoun.arguments, *pronoun.itself)] == ["mali", "chad"]
    assert made(context, StandIn({(3, 5, "accuses"): 3.0})) == [("mali", "accuses", "chad")]
    assert made(context, StandIn({(0, 5, "accuses"): 3.0})) == [("chad", "accuses", "mali")]


SUMMONED = (
    "Mali/NNP/nsubj/slept slept=sleep/VBD/root .\nChad/NNP/nsubj/saw saw=see/VBD/root Togo/NNP/obj/saw .\n"
    "It/PRP/nsubj/stung stung=sting/VBD/root it/PRP/obj/stung ."
)


def test_of_two_pronouns_for_one_the_object_is_read_anew() -> None:
    """`A judge summoned Sonko. He accused him`: whoever he is, he is not who is accused."""
    doc = parse(SUMMONED, None, extractor().nlp.vocab)
    doc.spans[ARGUMENTS] = []
    doc.tensor = np.zeros((len(doc), 4), dtype=np.float32)  # type: ignore[assignment]
    finder = extractor().knowledge.finder
    by_token = {index: each for each in finder.find(doc, NameMemory()) for index in range(each.first, each.last)}
    discourse = Discourse(finder.forces(), finder.capitals)
    for sentence in doc.sents:
        discourse.open_sentence(sentence, by_token)
    context = SentenceContext("https://example.org/d", doc.text, 0, sentence, by_token, (), discourse)
    assert made(context, StandIn({(0, 2, "accuses"): 3.0}, trigger=1)) == [("chad", "accuses", "togo")]


TOGETHER = "Mali/NNP/nsubj/stung and/CC/cc/Niger Niger/NNP/conj/Mali stung=sting/VBD/root"


@pytest.mark.parametrize(
    ("rest", "relation", "found"),
    [
        (" JNIM/NNP/obj/stung .", "attacks", False),
        (" JNIM/NNP/obj/stung .", "accuses", False),
        (" JNIM/NNP/obj/stung .", "meetsWith", True),
        (" each/DT/det/other other/JJ/obj/stung .", "attacks", True),
        (" fire/NN/obj/stung .", "attacks", True),
        (" .", "attacks", True),
    ],
)
def test_those_who_fight_side_by_side_do_not_fight_each_other(rest: str, relation: str, *, found: bool) -> None:
    context = context_of(TOGETHER + rest)
    made_of_both = made(context, StandIn({(0, 2, relation): 3.0}, trigger=3))
    assert (("mali", relation, "niger") in made_of_both) is found


@pytest.mark.parametrize("noun", ["town", "hospital", "enclave"])
def test_a_nameless_place_acts_too(noun: str) -> None:
    context = context_of(f"The/DT/det/{noun} {noun}/NN/nsubj/stung stung=sting/VBD/root Mali/NNP/obj/stung .", arguments=[(1, 2)])
    ((subject, relation, obj),) = made(context, StandIn({(1, 3, "accuses"): 3.0}, trigger=2))
    assert subject.startswith(f"x-{noun}-")
    assert (relation, obj) == ("accuses", "mali")


def test_his_country_is_one_party() -> None:
    text = (
        "Mali/NNP/nmod:poss/minister 's/POS/case/Mali minister/NN/nsubj/said said=say/VBD/root his/PRP$/nmod:poss/country"
        " country/NN/nsubj/stung stung=sting/VBD/ccomp/said Togo/NNP/obj/stung ."
    )
    context = context_of(text, arguments=[(2, 3)])
    assert "his" not in {context.sentence.doc[each.first].text for each in spotted(context, extractor().knowledge)}


def test_whoever_leads_a_place_leads_its_government() -> None:
    context = context_of("Diop/NNP/nsubj/stung stung=sting/VBD/root Gao/NNP/obj/stung .", names={"Diop": "PERSON"})
    assert made(context, StandIn({(0, 2, "leads"): 4.0})) == [("x-diop", "leads", "gao-government")]
    assert made(context, StandIn({(2, 0, "leads"): 4.0})) == []


def test_a_seat_of_government_stands_for_its_state() -> None:
    context = context_of("Paris/NNP/nsubj/stung stung=sting/VBD/root Niger/NNP/obj/stung .")
    assert made(context, StandIn({(0, 2, "accuses"): 4.0})) == [("france", "accuses", "niger")]


def test_a_frame_and_the_network_are_weighed_together() -> None:
    context = context_of("Mali/NNP/nsubj/accused accused=accuse/VBD/root Niger/NNP/obj/accused .")
    agreeing = Weigher(bias=-3.0, score=1.0, framed=2.5, frame=0.0, both=0.0, unscored=-6.0, least=0.5)
    assert made(context, StandIn({(0, 2, "accuses"): 1.0}), agreeing) == [("mali", "accuses", "niger")]
    assert made(context, StandIn({(0, 2, "accuses"): -1.0}), agreeing) == []
    (found,) = statements(context, extractor().knowledge, judged(context, StandIn({(0, 2, "accuses"): 1.0})), agreeing)
    assert found.frame.startswith("accuses.")


def test_without_a_network_frames_stand_alone() -> None:
    context = context_of("Mali/NNP/nsubj/accused accused=accuse/VBD/root Niger/NNP/obj/accused .")
    assert [each.relation for each in statements(context, extractor().knowledge)] == ["accuses"]


def test_evidence_keeps_what_is_unlikely_too() -> None:
    context = context_of(STUNG)
    found = findings(context, extractor().knowledge, judged(context, StandIn({(0, 2, "accuses"): -2.0})))
    assert [(each.made.statement.relation, each.framed, round(each.score or 0, 3)) for each in found] == [("accuses", None, -2.0)]


def test_what_tells_how_far_a_proposal_can_be_trusted() -> None:
    context = context_of("Mali/NNP/nsubj/accused accused=accuse/VBD/root Niger/NNP/obj/accused ./PUNCT/punct/accused")
    (found,) = judged(context, StandIn({(0, 2, "accuses"): -2.0}, trigger=1)).proposals()
    assert found.signs == pytest.approx(
        {"proposed": 1, "carries": 1, "words": 1, "names": 2, "apart": math.log(3), "crowd": 0.2, "behind": 0}
    )
    (found,) = judged(context_of(STUNG), StandIn({(0, 2, "accuses"): -2.0}, trigger=1)).proposals()
    assert (found.signs["carries"], found.signs["words"]) == (0, 0)


def test_questions_state_nothing_by_frames() -> None:
    context = context_of("Mali/NNP/nsubj/accused accused=accuse/VBD/root Niger/NNP/obj/accused ?")
    assert findings(context, extractor().knowledge, NOTHING) == []


FLED = "The/DT/det/rebels rebels=rebel/NNS/nsubj/fled fled=flee/VBD/root Gao/NNP/obj/fled ."


def test_a_phrase_for_somebody_unnamed_is_an_entity_of_its_document() -> None:
    context = context_of(FLED, arguments=[(0, 2)])
    phrase, place = spotted(context, extractor().knowledge)
    (argument,) = phrase.arguments
    assert (argument.entity.name, argument.entity.kind, argument.entity.known) == ("rebels", "ArmedGroup", False)
    assert not phrase.named
    assert place.named
    assert short(argument.entity.id).startswith("x-rebels-")


NOBODY = "The/DT/det/rain rain=rain/NN/nsubj/reached reached=reach/VBD/root Gao/NNP/obj/reached ."
ARMED = "Armed/JJ/amod/rebels rebels=rebel/NNS/nsubj/fled fled=flee/VBD/root Gao/NNP/obj/fled ."
BESIDE = "President/NN/compound/Goita Goita/NNP/nsubj/fled fled=flee/VBD/root Gao/NNP/obj/fled ."


@pytest.mark.parametrize(
    ("text", "names", "phrases"),
    [
        (NOBODY, {}, ["Gao"]),
        (FLED, {}, ["rebels", "Gao"]),
        (ARMED, {}, ["Armed rebels", "Gao"]),
        (BESIDE, {"Goita": "PERSON"}, ["Goita", "Gao"]),
    ],
)
def test_nouns_that_the_seeds_know_are_candidates(text: str, names: dict[str, str], phrases: list[str]) -> None:
    context = context_of(text, names=names)
    found = spotted(context, extractor().knowledge)
    assert [context.sentence.doc[each.first : each.last].text for each in found] == phrases


def test_a_number_without_anybody_is_nobody() -> None:
    context = context_of("Dozens=dozen/NNS/nsubj/fled fled=flee/VBD/root Gao/NNP/obj/fled .", arguments=[(0, 1)])
    assert [each.named for each in spotted(context, extractor().knowledge)] == [True]


def test_an_unresolved_pronoun_is_nobody() -> None:
    context = context_of("He/PRP/nsubj/fled fled=flee/VBD/root Gao/NNP/obj/fled .")
    assert len(spotted(context, extractor().knowledge)) == 1


@pytest.mark.parametrize(
    ("word", "lemma", "kind"),
    [
        ("president", "president", "Person"),
        ("rebels", "rebel", "ArmedGroup"),
        ("troops", "troop", "ArmedForce"),
        ("airport", "airport", "Base"),
        ("villages", "village", "Settlement"),
        ("protesters", "protester", "CivilGroup"),
        ("cousin", "cousin", "Person"),
        ("cousins", "cousin", "Person"),
        ("group", "group", "ArmedGroup"),
        ("raiders", "raider", "ArmedGroup"),
        ("hospital", "hospital", "Base"),
        ("post", "post", "Base"),
        ("somebodies", "somebody", "Organization"),
    ],
)
def test_classes_of_common_nouns(word: str, lemma: str, kind: str) -> None:
    assert kind_of_noun(word, lemma, extractor().knowledge.nouns) == kind


@pytest.mark.parametrize(
    ("kind", "sort"),
    [("Person", "PERSON"), ("Country", "GPE"), ("Settlement", "GPE"), ("Region", "LOC"), ("Base", "FAC"), ("Materiel", "WEAPON"),
     ("Agreement", "EVENT"), ("ArmedGroup", "ORG"), ("CivilGroup", "ORG")],
)  # fmt: skip
def test_sorts_of_classes(kind: str, sort: str) -> None:
    assert sort_of(kind, extractor().knowledge.vocabulary) == sort


def test_lists_of_names_are_left_to_the_frames() -> None:
    names = " ".join(f"Town{chr(97 + n)}/NNP/conj/Mali" for n in range(MOST_CANDIDATES))
    labels = {f"Town{chr(97 + n)}": "GPE" for n in range(MOST_CANDIDATES)}
    context = context_of(f"Mali/NNP/nsubj/slept {names} slept=sleep/VBD/root .", names=labels)
    assert judged(context, StandIn({})) == NOTHING


def test_scores_of_entities() -> None:
    judgement = judged(context_of(STUNG), StandIn({(0, 2, "accuses"): 1.5}))
    ids = [each.arguments[0].entity.id for each in judgement.candidates]
    assert judgement.score(ids[0], "accuses", ids[1]) == pytest.approx(1.5)
    assert judgement.score(ids[1], "attacks", ids[0]) == pytest.approx(-9.0)
    assert judgement.score("nobody", "accuses", ids[0]) == UNSCORED
