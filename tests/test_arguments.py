"""From a role to the entities that fill it."""

import pytest
from spacy.tokens import Doc

from kg.arguments import ArgumentFinder
from kg.coreference import Discourse
from kg.mentions import NameMemory
from tests.parsed import extractor, parse, short, token

FILLED = [
    ("a name", "Mali/NNP/nsubj/slept slept=sleep/VBD/root .", "Mali", ["mali"]),
    ("any word of a name", "Burkina_Faso/NNP/nsubj/slept slept=sleep/VBD/root .", "Faso", ["burkina-faso"]),
    (
        "coordination",
        "Mali/NNP/nsubj/slept , Niger/NNP/conj/Mali and/CC/cc/Chad Chad/NNP/conj/Mali slept=sleep/VBD/root .",
        "Mali",
        ["mali", "niger", "chad"],
    ),
    ("the same twice", "Mali/NNP/nsubj/slept and/CC/cc/Mali Mali/NNP/conj/Mali slept=sleep/VBD/root .", "Mali", ["mali"]),
    (
        "members of",
        "Members=member/NNS/nsubj/slept of/IN/case/JNIM JNIM/NNP/nmod/Members slept=sleep/VBD/root .",
        "Members",
        ["jnim"],
    ),
    (
        "members of several",
        "Members=member/NNS/nsubj/slept of/IN/case/Mali Mali/NNP/nmod/Members and/CC/cc/Niger Niger/NNP/conj/Mali slept=sleep/VBD/root .",
        "Members",
        ["mali", "niger"],
    ),
    (
        "a possessor",
        "Mali/NNP/nmod:poss/ambassador 's/POS/case/Mali ambassador/NN/nsubj/slept slept=sleep/VBD/root .",
        "ambassador",
        ["mali"],
    ),
    ("an adjective", "French/JJ/amod/diplomats diplomats=diplomat/NNS/nsubj/slept slept=sleep/VBD/root .", "diplomats", ["france"]),
    (
        "a chain of owners",
        "Members=member/NNS/nsubj/slept of/IN/case/convoy a/DT/det/convoy convoy/NN/nmod/Members of/IN/case/JNIM JNIM/NNP/nmod/convoy"
        " slept=sleep/VBD/root .",
        "Members",
        ["jnim"],
    ),
    (
        "a title with a name beside it",
        "The/DT/det/minister minister/NN/nsubj/slept , Abdoulaye_Diop/NNP/appos/minister , slept=sleep/VBD/root .",
        "minister",
        ["abdoulaye-diop"],
    ),
    (
        "a relative pronoun",
        "JNIM/NNP/nsubj/grew , which/WDT/nsubj/slept slept=sleep/VBD/acl:relcl/JNIM , grew=grow/VBD/root .",
        "which",
        ["jnim"],
    ),
    (
        "troops in a country are not in their own",
        "Niger/NNP/nsubj/slept slept=sleep/VBD/root .\nMalian/JJ/amod/troops troops=troop/NNS/nsubj/fled in/IN/case/country"
        " that/DT/det/country country/NN/nmod/troops fled=flee/VBD/root .",
        "country",
        ["niger"],
    ),
    ("a common noun", "Tables=table/NNS/nsubj/fell fell=fall/VBD/root .", "Tables", []),
    (
        "what is no people of its owner",
        "Mali/NNP/nmod:poss/rain 's/POS/case/Mali rain/NN/nsubj/fell fell=fall/VBD/root .",
        "rain",
        [],
    ),
    ("a pronoun without anybody before it", "It/PRP/nsubj/slept slept=sleep/VBD/root .", "It", []),
]


WHERE = "{who}={lemma}/NNS/nsubj/slept {word}/IN/case/{place} {place}/NNP/nmod/{who} slept=sleep/VBD/root ."
FILLED += [
    (f"{who} {word} {place}", WHERE.format(who=who, lemma=lemma, word=word, place=place), who, stands_for)
    for who, lemma, word, place, stands_for in (
        ("Insurgents", "insurgent", "in", "Iraq", []),
        ("Rebels", "rebel", "in", "Niger", []),
        ("Rebels", "rebel", "from", "Chad", []),
        ("Fighters", "fighter", "from", "Kidal", []),
        ("Soldiers", "soldier", "in", "Gao", []),
        ("Mercenaries", "mercenary", "in", "Mali", []),
        ("Workers", "worker", "in", "Niamey", []),
        ("Prisoners", "prisoner", "in", "Bamako", []),
        ("Soldiers", "soldier", "from", "Chad", ["chad"]),
        ("Soldiers", "soldier", "of", "Chad", ["chad"]),
        ("Officials", "official", "in", "Bamako", ["bamako"]),
        ("Officials", "official", "from", "Niger", ["niger"]),
        ("Members", "member", "in", "JNIM", ["jnim"]),
        ("Fighters", "fighter", "from", "JNIM", ["jnim"]),
    )
]


def finder(text: str) -> tuple[ArgumentFinder, Doc]:
    knowledge = extractor().knowledge
    doc = parse(text, vocab=extractor().nlp.vocab)
    by_token = {index: each for each in knowledge.finder.find(doc, NameMemory()) for index in range(each.first, each.last)}
    discourse = Discourse()
    for sentence in doc.sents:
        discourse.open_sentence(sentence, by_token)
    return ArgumentFinder(by_token, discourse, knowledge.nouns, knowledge.vocabulary), doc


@pytest.mark.parametrize(("text", "word", "expected"), [case[1:] for case in FILLED], ids=[case[0] for case in FILLED])
def test_arguments(text: str, word: str, expected: list[str]) -> None:
    arguments, doc = finder(text)
    assert [short(each.entity.id) for each in arguments.arguments(token(doc, word))] == expected


CERTAINTY = [
    ("named", "Mali/NNP/nsubj/slept slept=sleep/VBD/root .", "Mali"),
    ("owner", "French/JJ/amod/diplomats diplomats=diplomat/NNS/nsubj/slept slept=sleep/VBD/root .", "diplomats"),
    ("pronoun", "Mali/NNP/nsubj/slept slept=sleep/VBD/root .\nIt/PRP/nsubj/woke woke=wake/VBD/root .", "It"),
]


def test_the_more_steps_the_less_certain() -> None:
    certainties = []
    for _, text, word in CERTAINTY:
        arguments, doc = finder(text)
        (argument,) = arguments.arguments(token(doc, word))
        certainties.append(argument.certainty)
    assert certainties == sorted(certainties, reverse=True)
    assert certainties[0] == 1.0
    assert len(set(certainties)) == 3


def test_an_owner_is_named_with_the_noun_for_his_people() -> None:
    arguments, doc = finder("Members=member/NNS/nsubj/slept of/IN/case/Corps Africa~Corps/NNP/nmod/Members slept=sleep/VBD/root .")
    (argument,) = arguments.arguments(token(doc, "Members"))
    assert doc[argument.first : argument.last].text == "Members of Africa Corps"
    assert argument.entity.name == "Africa Corps"
    assert not argument.resolved


FOLLOWERS = [
    ("men of a group", "men=man/NNS/nsubj/slept of/IN/case/JNIM JNIM/NNP/nmod/men slept=sleep/VBD/root .", "men", ["Jama'at Nusrat al-Islam wal-Muslimin"]),
    ("a group's men", "JNIM/NNP/nmod:poss/men 's/POS/case/JNIM men=man/NNS/nsubj/slept slept=sleep/VBD/root .", "men", ["Jama'at Nusrat al-Islam wal-Muslimin"]),
    ("commanders", "Wagner/NNP/nmod:poss/commanders 's/POS/case/Wagner commanders=commander/NNS/nsubj/slept slept=sleep/VBD/root .", "commanders", ["Wagner Group"]),
    ("men of a state are not the state", "men=man/NNS/nsubj/slept of/IN/case/Mali Mali/NNP/nmod/men slept=sleep/VBD/root .", "men", []),
    ("men of a town", "men=man/NNS/nsubj/slept of/IN/case/Gao Gao/NNP/nmod/men slept=sleep/VBD/root .", "men", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "noun", "expected"), [case[1:] for case in FOLLOWERS], ids=[case[0] for case in FOLLOWERS])
def test_followers_stand_for_their_group(text: str, noun: str, expected: list[str]) -> None:
    arguments, doc = finder(text)
    assert [each.entity.name for each in arguments.arguments(token(doc, noun))] == expected


PHRASES = [
    (
        "an apposition is named as what it stands beside",
        "Gao/NNP/nsubj/fell ,/PUNCT/punct/city the/DT/det/city city/NN/appos/Gao that/WDT/obj/held they/PRP/nsubj/held"
        " held=hold/VBD/acl:relcl/city ,/PUNCT/punct/city fell=fall/VBD/root .",
        "city",
        ["Gao"],
    ),
    (
        "a preposition is no part of a phrase",
        "Mali/NNP/nsubj/slept slept=sleep/VBD/root and/CC/cc/rained it/PRP/nsubj/rained rained=rain/VBD/conj/slept"
        " on/IN/case/country the/DT/det/country country/NN/obl/rained .",
        "country",
        ["country"],
    ),
    (
        "an adjective is one",
        "Mali/NNP/nsubj/slept slept=sleep/VBD/root and/CC/cc/rained it/PRP/nsubj/rained rained=rain/VBD/conj/slept"
        " on/IN/case/country the/DT/det/country poor/JJ/amod/country country/NN/obl/rained .",
        "country",
        ["poor country"],
    ),
]


@pytest.mark.parametrize(("text", "noun", "expected"), [case[1:] for case in PHRASES], ids=[case[0] for case in PHRASES])
def test_the_words_that_stand_for_somebody(text: str, noun: str, expected: list[str]) -> None:
    found, doc = finder(text)
    assert [doc[each.first : each.last].text for each in found.alone(token(doc, noun))] == expected
