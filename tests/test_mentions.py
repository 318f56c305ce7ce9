"""Who and where a text names: the gazetteer's names, those of a recogniser, collectives, and names that look alike."""

import itertools
from datetime import date

import pytest

from kg.gazetteer import load_gazetteer, with_names
from kg.mentions import MentionFinder, NameMemory, is_acronym
from kg.records import ENTITY_BASE, Entity, GivenName
from tests.parsed import extractor, parse, read, short


def named(*paragraphs: str, names: dict[str, str] | None = None, date: str | None = None) -> list[tuple[str, str]]:
    """The mentions of paragraphs as (text, local part of the entity's id)."""
    return [(mention.text, short(mention.entity.id)) for mention in read(*paragraphs, names=names, date=date).mentions]


def found(
    text: str, names: dict[str, str] | None = None, memory: NameMemory | None = None, day: date | None = None
) -> list[Entity]:
    """What the finder makes of a segment, demonyms included."""
    doc = parse(text, names, extractor().nlp.vocab)
    return [each.entity for each in extractor().knowledge.finder.find(doc, memory or NameMemory(), day)]


def in_(name: str) -> str:
    """A sentence about a name of one or more tokens."""
    return f"They/PRP/nsubj/saw saw=see/VBD/root {name}/NNP/obj/saw ."


LOOK_ALIKES = [
    ("Niger", "niger"),
    ("Nigeria", "nigeria"),
    ("Niger~River", "niger-river"),
    ("Niger~Delta", "niger-delta"),
    ("Guinea", "guinea"),
    ("Guinea_-_Bissau", "guinea-bissau"),
    ("Equatorial~Guinea", "equatorial-guinea"),
    ("Papua~New~Guinea", "papua-new-guinea"),
    ("Republic_of_the_Congo", "republic-of-the-congo"),
    ("Democratic_Republic_of_the_Congo", "democratic-republic-of-the-congo"),
    ("Mali", "mali"),
    ("Mauritania", "mauritania"),
    ("Sudan", "sudan"),
    ("South~Sudan", "south-sudan"),
    ("Islamic~State", "islamic-state"),
    ("Islamic_State_Sahel_Province", "islamic-state-sahel-province"),
    ("Alliance_of_Sahel_States", "aes"),
    ("G5~Sahel", "g5-sahel"),
    ("G5_Sahel_Joint_Force", "g5-sahel-joint-force"),
    ("Economic_Community_of_West_African_States", "ecowas"),
    ("Community_of_Sahel_-_Saharan_States", "community-of-sahel-saharan-states"),
    ("Africa~Corps", "africa-corps"),
    ("Front_for_the_Liberation_of_Azawad", "azawad-liberation-front"),
]


@pytest.mark.parametrize(("name", "expected"), LOOK_ALIKES, ids=[case[0] for case in LOOK_ALIKES])
def test_names_that_look_alike_stay_apart(name: str, expected: str) -> None:
    text = parse(in_(name)).text.removeprefix("They saw ").removesuffix(".")
    assert named(in_(name)) == [(text, expected)]


PAIRS = [
    ("two that stand for a meeting", "The/DT/det/talks AES/NNP/compound/talks - Russia/NNP/compound/talks talks=talk/NNS/root .", "AES-Russia", "ORG"),
    ("with the noun", "The/DT/det/summit Mali/NNP/compound/summit - Algeria/NNP/compound/summit summit/NN/root .", "Mali-Algeria summit", "EVENT"),
    ("from the second on", "The/DT/det/summit Mali/NNP/compound/summit - Algeria/NNP/compound/summit summit/NN/root .", "Algeria summit", "EVENT"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "label"), [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_two_names_that_a_hyphen_joins_are_two(text: str, name: str, label: str) -> None:
    kinds = {each.kind for each in found(text, {name: label})}
    assert kinds <= {"Country", "IntergovernmentalOrganization"}
    assert len(found(text, {name: label})) == 2


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The/DT/det/War Iran/NNP/compound/War - Iraq/NNP/compound/War War/NNP/root .", "Iran-Iraq War", "EVENT"),
        ("The/DT/det/road Gao/NNP/compound/road - Kidal/NNP/compound/road road/NN/root .", "Gao-Kidal road", "FAC"),
        ("The/DT/det/Front Mali/NNP/compound/Front - Sud/NNP/compound/Front Front/NNP/root .", "Mali-Sud Front", "ORG"),
    ],
)
def test_names_with_a_hyphen_in_them_are_one(text: str, name: str, label: str) -> None:
    assert [each.name for each in found(text, {name: label})] == [name]


def test_a_phrase_that_is_cut_off_before_its_noun_is_made_whole() -> None:
    text = "The/DT/det/bureau presidential/JJ/amod/bureau bureau/NN/nsubj/slept slept=sleep/VBD/root ."
    assert [each.name for each in found(text, {"presidential": "ORG"})] == ["presidential bureau"]
    named = "Presidential/NNP/compound/guard guard/NN/nsubj/slept slept=sleep/VBD/root ."
    assert [each.name for each in found(named, {"Presidential": "ORG"})] == ["Presidential"]


@pytest.mark.parametrize("name", ["presidential guard", "air force", "foreign ministry", "interior ministry"])
def test_what_every_state_has_is_no_name(name: str) -> None:
    first, last = name.split()
    text = f"The/DT/det/{last} {first}/NN/compound/{last} {last}/NN/nsubj/slept slept=sleep/VBD/root ."
    assert found(text, {name: "ORG"}) == []


def test_a_name_may_end_the_text() -> None:
    assert [each.name for each in found("They/PRP/nsubj/saw saw=see/VBD/root Mali/NNP/obj/saw", {"Mali": "ORG"})] == ["Mali"]


@pytest.mark.parametrize("noun", ["soil", "shore", "territory", "coast"])
def test_a_country_s_ground_is_the_country(noun: str) -> None:
    text = f"They/PRP/nsubj/saw saw=see/VBD/root Chadian/JJ/amod/{noun} {noun}/NN/obj/saw ."
    assert [each.name for each in found(text, {f"Chadian {noun}": "LOC"})] == ["Chad"]


def test_another_place_of_a_country_is_a_place() -> None:
    text = "They/PRP/nsubj/saw saw=see/VBD/root Chadian/JJ/amod/camp camp/NN/obj/saw ."
    assert [each.name for each in found(text, {"Chadian camp": "LOC"})] == ["Chadian camp"]


def test_people_of_a_leader_are_his_state_s() -> None:
    text = "They/PRP/nsubj/saw saw=see/VBD/root {}/NNP/nmod:poss/{} 's/POS/case/{} {}/NNS/obj/saw ."
    cases = {"soldiers=soldier": "Malian Armed Forces", "government": "Mali", "fighters=fighter": "Assimi Goïta"}
    for noun, expected in cases.items():
        word = noun.partition("=")[0]
        made = text.format("Assimi_Goïta", word, "Assimi", noun)
        assert [each.name for each in found(made, day=date(2024, 1, 1))][:1] == [expected]
    assert [
        each.name for each in found(text.format("Assimi_Goïta", "soldiers", "Assimi", "soldiers=soldier"), day=date(2015, 1, 1))
    ] == ["Assimi Goïta"]


def test_names_side_by_side_stay_apart() -> None:
    text = (
        "Niger/NNP/nsubj/left , Nigeria/NNP/conj/Niger , Guinea/NNP/conj/Niger and/CC/cc/Bissau Guinea_-_Bissau/NNP/conj/Niger"
        " left=leave/VBD/root ."
    )
    assert [name for _, name in named(text)] == ["niger", "nigeria", "guinea", "guinea-bissau"]


DEMONYMS = [
    ("Malian", "soldiers", "mali-armed-forces"),
    ("Nigerien", "soldiers", "niger-armed-forces"),
    ("Nigerian", "soldiers", "nigeria-armed-forces"),
    ("Guinean", "troops", "guinea-armed-forces"),
    ("Malian", "army", "mali-armed-forces"),
    ("French", "forces", "france-armed-forces"),
    ("Malian", "government", "mali"),
    ("Malian", "junta", "mali"),
    ("Malian", "authorities", "mali"),
]


@pytest.mark.parametrize(("demonym", "noun", "expected"), DEMONYMS, ids=[f"{case[0]} {case[1]}" for case in DEMONYMS])
def test_a_demonym_and_a_collective(demonym: str, noun: str, expected: str) -> None:
    lemma = noun.removesuffix("s") if noun in {"soldiers", "troops", "forces"} else noun
    entities = found(f"The/DT/det/{noun} {demonym}/JJ/amod/{noun} {noun}={lemma}/NNS/nsubj/slept slept=sleep/VBD/root .")
    assert [short(entity.id) for entity in entities] == [expected]


@pytest.mark.parametrize("mark", ["'s", "’s"], ids=["straight", "typographic"])
def test_a_possessive_and_a_collective(mark: str) -> None:
    text = f"Mali/NNP/nmod:poss/army {mark}/POS/case/Mali army/NN/nsubj/slept slept=sleep/VBD/root ."
    assert [short(entity.id) for entity in found(text)] == ["mali-armed-forces"]


def test_words_may_stand_between_a_demonym_and_its_collective() -> None:
    text = "Malian/JJ/amod/forces special/JJ/amod/forces forces=force/NNS/nsubj/slept slept=sleep/VBD/root ."
    (entity,) = found(text)
    assert entity.kind == "ArmedForce"


def test_a_group_and_a_collective_are_the_group() -> None:
    text = "JNIM/NNP/compound/fighters fighters=fighter/NNS/nsubj/slept slept=sleep/VBD/root ."
    assert [short(entity.id) for entity in found(text)] == ["jnim"]


@pytest.mark.parametrize(
    ("noun", "lemma", "kinds"),
    [
        ("mercenaries", "mercenary", {"PrivateMilitaryCompany"}),
        ("police", "police", {"GovernmentBody", "ArmedForce"}),
        ("rebels", "rebel", {"ArmedGroup"}),
        ("protesters", "protester", {"CivilGroup"}),
    ],
)
def test_others_of_a_state_are_neither_the_state_nor_its_army(noun: str, lemma: str, kinds: set[str]) -> None:
    (entity,) = found(f"Chadian/JJ/amod/{noun} {noun}={lemma}/NNS/nsubj/slept slept=sleep/VBD/root .")
    assert entity.kind in kinds
    assert short(entity.id) not in {"chad", "chad-armed-forces"}


@pytest.mark.parametrize(
    ("noun", "kind"), [("convoy", "Organization"), ("column", "Organization"), ("patrol", "Organization"), ("howitzer", "Materiel")]
)
def test_a_convoy_is_whoever_drives_in_it(noun: str, kind: str) -> None:
    text = f"The/DT/det/{noun} supply/NN/compound/{noun} {noun}/NN/nsubj/slept slept=sleep/VBD/root ."
    assert [entity.kind for entity in found(text, {f"supply {noun}": "WEAPON"})] == [kind]


def test_an_allegiance_and_a_collective() -> None:
    text = "Jihadist/JJ/amod/insurgents insurgents=insurgent/NNS/nsubj/slept slept=sleep/VBD/root ."
    assert [short(entity.id) for entity in found(text)] == ["jihadist-groups"]


def test_a_demonym_alone_is_no_named_mention() -> None:
    text = "Malian/JJ/amod/plans plans=plan/NNS/nsubj/failed failed=fail/VBD/root ."
    assert [short(entity.id) for entity in found(text)] == ["mali"]
    assert named(text) == []


NEW_NAMES = [
    ("PERSON", "Xavier_Unheard", "Person"),
    ("GPE", "Unheardville", "Place"),
    ("LOC", "Unheard_Hills", "Region"),
    ("FAC", "Camp_Unheard", "Base"),
    ("NORP", "Unheardists", "CivilGroup"),
    ("EVENT", "Operation_Unheard", "Operation"),
    ("ORG", "Unheard_Front", "ArmedGroup"),
    ("ORG", "Unheard_Newspaper", "MediaOutlet"),
    ("ORG", "Unheard_Something", "Organization"),
]


@pytest.mark.parametrize(("label", "name", "kind"), NEW_NAMES, ids=[case[1] for case in NEW_NAMES])
def test_an_unknown_name_is_a_new_entity(label: str, name: str, kind: str) -> None:
    text = name.replace("_", " ")
    (entity,) = found(in_(name), {text: label})
    assert (entity.name, entity.kind, entity.known) == (text, kind, False)
    assert entity.id == f"{ENTITY_BASE}x-{text.lower().replace(' ', '-')}"


def test_an_unknown_name_that_holds_a_known_one_is_not_the_known_one() -> None:
    (entity,) = found(in_("Mali~Unheard~Front"), {"Mali Unheard Front": "ORG"})
    assert (entity.name, entity.known) == ("Mali Unheard Front", False)


def test_a_new_name_is_one_entity_throughout() -> None:
    names = {"Unheard Front": "ORG"}
    mentions = read(in_("Unheard_Front"), f"Later/RB/advmod/saw {in_('Unheard_Front')}", names=names).mentions
    assert len(mentions) == 2
    assert mentions[0].entity == mentions[1].entity


def test_a_surname_means_the_person_named_before() -> None:
    text = "Xavier_Unheard/NNP/nsubj/slept slept=sleep/VBD/root ."
    later = "Unheard/NNP/nsubj/woke woke=wake/VBD/root ."
    assert named(text, later, names={"Xavier Unheard": "PERSON", "Unheard": "PERSON"})[-1] == ("Unheard", "x-xavier-unheard")


def test_a_surname_means_the_known_person_named_before() -> None:
    text = "Abdoulaye_Diop/NNP/nsubj/slept slept=sleep/VBD/root ."
    later = "Diop/NNP/nsubj/woke woke=wake/VBD/root ."
    assert named(text, later, names={"Diop": "PERSON"})[-1] == ("Diop", "abdoulaye-diop")


def test_a_surname_alone_is_nobody_known() -> None:
    assert named(in_("Diop"), names={"Diop": "PERSON"}) == [("Diop", "x-diop")]


def test_one_document_teaches_another_nothing() -> None:
    named(in_("Abdoulaye_Diop"))
    assert named(in_("Diop"), names={"Diop": "PERSON"}) == [("Diop", "x-diop")]


def test_an_acronym_defined_in_the_text_means_the_name_before_it() -> None:
    first = "They/PRP/nsubj/saw saw=see/VBD/root Unheard_Front/NNP/obj/saw ( UHF/NNP/appos/Unheard ) ."
    later = "UHF/NNP/nsubj/woke woke=wake/VBD/root ."
    mentions = named(first, later, names={"Unheard Front": "ORG", "UHF": "ORG"})
    assert [name for _, name in mentions] == ["x-unheard-front"] * 3


def test_an_acronym_of_the_gazetteer_teaches_its_long_name() -> None:
    text = "They/PRP/nsubj/saw saw=see/VBD/root Unheard_Front/NNP/obj/saw ( JNIM/NNP/appos/Unheard ) ."
    assert [name for _, name in named(text, names={"Unheard Front": "ORG"})] == ["jnim", "jnim"]


def test_a_short_name_that_is_ambiguous_counts_after_the_full_one_only() -> None:
    short_name = "The/DT/det/Platform Platform/NNP/nsubj/slept slept=sleep/VBD/root ."
    full = "They/PRP/nsubj/saw saw=see/VBD/root Arab_Movement_of_Azawad/NNP/obj/saw ."
    ambiguous = in_("MAA")
    assert named(ambiguous) == []
    assert named(short_name) == []
    assert named(full, ambiguous)[-1] == ("MAA", "arab-movement-of-azawad")


def test_a_name_that_analysts_gave_is_not_that_of_those_for_whom_it_is_ambiguous() -> None:
    given = GivenName(Entity(f"{ENTITY_BASE}x-bir", "BIR", "Organization", known=False), (("Our Battalion", "en"),))
    knowledge = extractor().knowledge
    finder = MentionFinder(with_names(load_gazetteer(), [given]), knowledge.nouns, knowledge.vocabulary)
    doc = parse(in_("BIR"), {"BIR": "ORG"}, extractor().nlp.vocab)
    assert [short(each.entity.id) for each in finder.find(doc, NameMemory(), None)] == ["x-bir"]


def test_a_longer_name_wins_over_the_names_inside_it() -> None:
    text = in_("Movement_for_the_Salvation_of_Azawad")
    assert [name for _, name in named(text)] == ["movement-for-the-salvation-of-azawad"]


def test_accents_are_no_matter() -> None:
    assert [name for _, name in named(in_("Assimi_Goita"))] == [name for _, name in named(in_("Assimi_Goïta"))] == ["assimi-goita"]


def test_a_title_is_no_part_of_a_name() -> None:
    text = "They/PRP/nsubj/saw saw=see/VBD/root General/NNP/compound/Xavier Xavier_Unheard/NNP/obj/saw ."
    assert named(text, names={"General Xavier Unheard": "PERSON"}) == [("Xavier Unheard", "x-xavier-unheard")]


def test_materiel_that_a_recogniser_saw_is_its_owner_s() -> None:
    text = "They/PRP/nsubj/saw saw=see/VBD/root a/DT/det/drone Malian/JJ/amod/drone drone/NN/obj/saw ."
    assert [short(entity.id) for entity in found(text, {"Malian drone": "WEAPON"})] == ["mali-armed-forces"]


def test_words_of_everyday_language_are_nobody() -> None:
    assert found("They/PRP/nsubj/saw saw=see/VBD/root a/DT/det/table table/NN/obj/saw .") == []


def test_mentions_stand_in_order_and_do_not_overlap() -> None:
    text = (
        "Mali/NNP/nsubj/left , Burkina_Faso/NNP/conj/Mali and/CC/cc/Niger Niger/NNP/conj/Mali left=leave/VBD/root"
        " the/DT/det/Economic Economic_Community_of_West_African_States/NNP/obj/left ( ECOWAS/NNP/appos/Economic ) ."
    )
    mentions = read(text).mentions
    assert [short(mention.entity.id) for mention in mentions] == ["mali", "burkina-faso", "niger", "ecowas", "ecowas"]
    assert all(left.end <= right.start for left, right in itertools.pairwise(mentions))


CAPITALS = [("bamako", "mali"), ("moscow", "russia"), ("paris", "france"), ("niamey", "niger"), ("gao", None)]


@pytest.mark.parametrize(("capital", "country"), CAPITALS)
def test_country_of_capital(capital: str, country: str | None) -> None:
    knowledge = extractor().knowledge
    entity = knowledge.finder.country_of_capital(knowledge.gazetteer.entries[ENTITY_BASE + capital].entity)
    assert (short(entity.id) if entity else None) == country


ACRONYMS = [
    ("JNIM", True),
    ("CSP-PSD", True),
    ("FAMa", True),
    ("G5", False),
    ("Mali", False),
    ("Africa Corps", False),
    ("a", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "expected"), ACRONYMS)
def test_is_acronym(text: str, *, expected: bool) -> None:
    assert is_acronym(text) is expected


def test_memory_keeps_the_first_meaning_of_a_name() -> None:
    memory = NameMemory()
    first, second = (Entity(f"{ENTITY_BASE}x-{n}", "Unheard Front", "ArmedGroup", known=False) for n in ("one", "two"))
    memory.learn(first, "Unheard Front")
    memory.learn(second, "Unheard Front")
    assert memory.names["unheard front"] is first
    assert memory.seen == {first.id, second.id}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the/DT/det/road Gossi/NNP/compound/road - Gao/NNP/compound/road road/NN/obj/saw", ["Gossi-Gao road"]),
        ("the/DT/det/axis Ber/NNP/compound/axis - Gossi/NNP/compound/axis axis/NN/obj/saw", ["Ber-Gossi axis"]),
        ("the/DT/det/talks Mali/NNP/compound/talks - Niger/NNP/compound/talks talks=talk/NNS/obj/saw", ["Mali", "Niger"]),
        ("the/DT/det/road Gao/NNP/compound/road road/NN/obj/saw", ["Gao"]),
        (
            "the/DT/det/patrols Ber/NNP/compound/road - Gossi/NNP/compound/road road/NN/compound/patrols patrols=patrol/NNS/obj/saw",
            ["Ber", "Gossi"],
        ),
        ("the/DT/det/roads Ber/NNP/compound/roads - Gossi/NNP/compound/roads roads=road/NNS/obj/saw", ["Ber", "Gossi"]),
    ],
)
def test_a_way_is_named_by_its_ends(text: str, expected: list[str]) -> None:
    assert [each.name for each in found(f"They/PRP/nsubj/saw saw=see/VBD/root {text} .")] == expected
