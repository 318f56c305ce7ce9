"""What is claimed of the shipped model: names it has never seen, actors that may be exchanged, looks of reports, speed of loading."""

import time
from collections.abc import Iterator
from functools import cache

import pytest

from kg.extract import Extractor
from kg.gazetteer import load_gazetteer
from kg.language import load_pipeline
from kg.names import fold
from kg.records import Document
from tests.parsed import document

pytestmark = pytest.mark.slow

PERSONS = (
    "Boubakry Sankofa", "Ousmane Tiégoum", "Mahamadou Barkélé", "Abdelkrim Zoutani", "Hamza Ould Selmoun", "Yacouba Nébilé",
    "Fatoumata Dembaya", "Clémence Aubertin", "Grigori Valtsev", "Oleg Marchenov", "Idrissa Kouldjim", "Sadio Fankélé",
)  # fmt: skip
PLACES = (
    "Tinfaguel", "Boulkessoum", "Araboundé", "Kologora", "Intakafène", "Sirakorobi", "Djéliba", "Tamaskou", "Ouaré-Koro", "Zindigui",
    "Nassoundou", "Korbalé",
)  # fmt: skip
GROUPS = (
    "Katiba Ansaroul Hidaya", "Front for the Defence of Gourma", "Kassoum Brigade", "Movement for the Rebirth of Liptako",
    "Sahel Shield Company", "Union of Dozo Hunters", "Volkov Security Group", "Zarma Self-Defence Committee",
)  # fmt: skip
WORDINGS = (
    "{person} told reporters in {place} that the army had left.",
    "Colonel {person} arrived in {place} on Tuesday with two battalions.",
    "Residents of {place} accused {group} of burning their granaries.",
    "{group} said on Monday that its fighters held {place}.",
    "The mayor of {place}, {person}, was freed after a ransom was paid to {group}.",
    "{person}, a commander of {group}, was killed near {place}.",
)


def invented() -> Iterator[tuple[str, list[str]]]:
    """Sentences with invented names, and the names in each."""
    for number in range(24):
        fillers = {
            "person": PERSONS[number % len(PERSONS)],
            "place": PLACES[(5 * number + 1) % len(PLACES)],
            "group": GROUPS[(3 * number + 2) % len(GROUPS)],
        }
        wording = WORDINGS[number % len(WORDINGS)]
        yield wording.format(**fillers), [name for key, name in fillers.items() if f"{{{key}}}" in wording]


@cache
def extractor() -> Extractor:
    return Extractor()


def test_the_invented_names_are_in_no_gazetteer() -> None:
    known = {fold(name) for entry in load_gazetteer().entries.values() for name, _ in entry.names}
    assert not known & {fold(name) for name in (*PERSONS, *PLACES, *GROUPS)}


def test_names_never_seen_are_found() -> None:
    hits = total = 0
    for sentence, names in invented():
        found = [mention.text for mention in extractor().read(document(sentence)).mentions]
        hits += sum(any(name in each or each in name for each in found) for name in names)
        total += len(names)
    assert hits / total >= 0.9


def test_unknown_names_become_new_entities() -> None:
    for sentence, names in invented():
        for mention in extractor().read(document(sentence)).mentions:
            if mention.text in names:
                assert not mention.entity.known


ACTORS = {
    "state": ("Mali", "France", "Russia", "Algeria", "Chad", "Turkey"),
    "group": ("JNIM", "Boko Haram", "Ansar Dine", "Hamas", "the Taliban", "Hezbollah"),
    "person": ("Assimi Goïta", "Sergei Lavrov", "Emmanuel Macron", "Kofi Annan", "Mahamat Déby", "Alassane Ouattara"),
}
SWAPPED = (
    ("{state} accused {other} of arming the rebels.", "accuses", "state"),
    ("{state} imposed sanctions on {other}.", "sanctions", "state"),
    ("{state} and {other} signed a defence agreement.", "agreesWith", "state"),
    ("{person} met {other} in Geneva.", "meetsWith", "person"),
    ("{group} attacked Gao on Friday.", "attacks", "group"),
    ("{group} claims to control Djibo.", "controls", "group"),
    ("{state} withdrew its troops from Gao.", "withdrawsFrom", "state"),
    ("{state} threatened {other} with military action.", "threatens", "state"),
    ("{state} supplied {other} with drones.", "supplies", "state"),
    ("{state} expelled the ambassador of {other}.", "expels", "state"),
)


@pytest.mark.parametrize(("wording", "relation", "kind"), SWAPPED, ids=[each[0] for each in SWAPPED])
def test_other_actors_are_read_the_same(wording: str, relation: str, kind: str) -> None:
    """Five of six choices of actors at least give the relation."""
    actors = ACTORS[kind]
    hits = 0
    for number, actor in enumerate(actors):
        text = wording.format(**{kind: actor}, other=actors[(number + 1) % len(actors)])
        text = text[0].upper() + text[1:]
        hits += any(each.relation == relation for each in extractor().read(document(text)).statements)
    assert hits >= len(actors) - 1


LOOKS = (
    "BAMAKO, June 12 (Agency) - Russia deployed fighters to Gao, Sergei Lavrov said.",
    "RUSSIA DEPLOYS FIGHTERS TO GAO, MALI SAYS",
    "- Gao: Russia sent fighters, “with Mali’s consent” — Lavrov",
    "Gao | Russia | Mali | 12 June",
    "russia deploys fighters to gao in mali",
    "By Amadou Keita in Gao, Mali. Photo: Russia’s flag in Bamako",
)


@pytest.mark.parametrize("text", LOOKS)
def test_reports_of_any_look_have_their_names_found(text: str) -> None:
    found = {mention.entity.name for mention in extractor().read(Document("d", "d", text)).mentions}
    assert {"Mali", "Russia"} & found or text.islower()


def test_the_pipeline_is_quick_to_load() -> None:
    began = time.perf_counter()
    load_pipeline()
    assert time.perf_counter() - began < 10  # two seconds on an idle machine; a busy one is given more
