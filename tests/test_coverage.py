"""Which triggers there are and which of them texts use, with parses made by hand in the place of a model."""

from collections import Counter

from kg.coverage import Coverage, Trigger, coverage, triggers
from kg.frames import load_lexicon
from kg.vocabulary import load_vocabulary
from tests.parsed import add_parse, document, extractor, parse

ATTACK = Trigger("attacks", "verb", "attack")
EXPORT = Trigger("supplies", "verb", "export")
FEWEST = 8
"""Triggers that every relation has."""


def used(*paragraphs: str) -> Coverage:
    docs = [parse(paragraph, vocab=extractor().nlp.vocab) for paragraph in paragraphs]
    for doc in docs:
        add_parse(doc)
    return coverage(load_lexicon(), [document("\n\n".join(doc.text for doc in docs))], extractor().nlp)


def test_every_relation_in_the_order_of_the_ontology() -> None:
    found = triggers(load_lexicon(), load_vocabulary())
    assert list(found) == list(load_vocabulary().relations)
    assert ATTACK in found["attacks"]
    assert all(each.relation == name for name, several in found.items() for each in several)


def test_every_relation_has_several_triggers_and_none_twice() -> None:
    for relation, found in triggers(load_lexicon(), load_vocabulary()).items():
        assert len(found) >= FEWEST, relation
        assert Counter(found).most_common(1)[0][1] == 1, relation


def test_the_lexicon_is_broad() -> None:
    found = triggers(load_lexicon(), load_vocabulary())
    assert len({(each.part, each.lemma, each.particle) for several in found.values() for each in several}) >= 1500


def test_a_particle_makes_another_trigger() -> None:
    found = triggers(load_lexicon(), load_vocabulary())["expels"]
    assert Trigger("expels", "verb", "chase", "out") in found
    assert Trigger("expels", "verb", "chase", "out").wording == "chase out"
    assert Trigger("expels", "verb", "banish").wording == "banish"


def test_a_trigger_with_its_roles_is_met_and_gives_a_statement() -> None:
    found = used("JNIM/NNP/nsubj/attacked attacked=attack/VBD/root Kati/NNP/obj/attacked .")
    assert (found.met[ATTACK], found.stated[ATTACK]) == (1, 1)
    assert (found.met[EXPORT], found.stated[EXPORT]) == (0, 0)


def test_a_trigger_without_its_roles_is_only_met() -> None:
    found = used("They/PRP/nsubj/attacked attacked=attack/VBD/root Kati/NNP/obj/attacked .")
    assert (found.met[ATTACK], found.stated[ATTACK]) == (1, 0)


def test_a_wrong_lemma_leads_to_the_trigger_too() -> None:
    found = used("Mali/NNP/nsubj/overthrew overthrew=overthr/VBD/root Keita/NNP/obj/overthrew .")
    assert found.met[Trigger("overthrows", "verb", "overthrow")] == 1


def test_a_particle_that_is_not_there_is_not_met() -> None:
    alone = used("Mali/NNP/nsubj/chased chased=chase/VBD/root JNIM/NNP/obj/chased .")
    assert not alone.met[Trigger("expels", "verb", "chase", "out")]
    out = used("Mali/NNP/nsubj/chased chased=chase/VBD/root out/RP/compound:prt/chased JNIM/NNP/obj/chased .")
    assert out.met[Trigger("expels", "verb", "chase", "out")] == out.stated[Trigger("expels", "verb", "chase", "out")] == 1
