"""Events of tables beside texts: the rule on pairs made by hand, and what `align` lists."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from test_tables import written

from kg.alignment import Aligned, Near, align
from kg.errors import UsageError
from kg.gazetteer import load_gazetteer
from kg.records import DOCUMENT_BASE, ENTITY_BASE, Document, Entity, Mention, Reading, Statement, digest
from kg.store import Store, open_store
from kg.tables.importing import import_tables

KNOWN = load_gazetteer().entries
SOMEBODY = Entity(ENTITY_BASE + "x-somebody", "Somebody", "ArmedGroup", known=False)
ELSEWHERE = Entity(ENTITY_BASE + "x-elsewhere", "Elsewhere", "Place", known=False)
DAY = "2031-02-03"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with ontology and gazetteer, whose making takes longer than a test."""
    with open_store(tmp_path_factory.mktemp("alignment") / "store") as opened:
        opened.ensure_background(load_gazetteer())
        facts, places, entities = opened.facts(), opened.places(), opened.entities()
        patched = {
            "ensure_background": lambda _: False,
            "facts": lambda: facts,
            "places": lambda: places,
            "entities": lambda: entities,
        }
        for name, instead in patched.items():  # none of them changes from test to test
            setattr(opened, name, instead)
        yield opened


@pytest.fixture
def store(prepared: Store) -> Iterator[Store]:
    yield prepared
    prepared.remove(*(each.id for each in prepared.documents()))


def entity(name: str) -> Entity:
    return {"x-somebody": SOMEBODY, "x-elsewhere": ELSEWHERE}.get(name) or KNOWN[ENTITY_BASE + name].entity


def say(
    store: Store, subject: str, relation: str, target: str, place: str | None = "kidal", date: str | None = DAY, **more: object
) -> None:
    """A text of one sentence into the store."""
    sentence = f"{subject} {relation} {target} at {place} on {date}. {more}"
    text, told = (
        Document(DOCUMENT_BASE + digest(sentence), "text.txt", sentence, date=str(more.pop("written", "2031-02-04"))),
        Mention,
    )
    statement = Statement(
        document=text.id,
        sentence=sentence,
        start=0,
        end=len(sentence),
        subject=told(0, len(subject), subject, entity(subject)),
        relation=relation,
        object=told(sentence.index(target), sentence.index(target) + len(target), target, entity(target)),
        trigger=relation,
        frame="test",
        confidence=1.0,
        place=told(0, 1, sentence[0], entity(place)) if place else None,
        date=date,
    )
    store.add(Reading(text, (), (replace(statement, **more),), 1))  # type: ignore[arg-type]


def table(store: Store, tmp_path: Path, *rows: dict[str, str]) -> None:
    done = import_tables(store, [written(tmp_path / "events.csv", *rows)])
    assert not done.failures


def findings(found: list[Aligned]) -> list[tuple[str, str | None, str]]:
    return [(each.finding, each.event and each.event.row, each.why) for each in found]


ATTACK = {"event_type": "Explosions/Remote violence", "sub_event_type": "Shelling/artillery/missile attack"}
MASSACRE = {"event_type": "Violence against civilians", "sub_event_type": "Attack", "actor2": "Civilians (Mali)", "inter2": "7"}
FORCES = "mali-armed-forces"


@pytest.mark.parametrize(
    ("row", "text", "finding"),
    [
        # the same actors, the same day, the same place
        ({}, ("jnim", "attacks", FORCES), "confirmed"),
        ({}, (FORCES, "fights", "jnim"), "confirmed"),
        ({}, (FORCES, "attacks", "jnim"), "confirmed"),  # a clash has no direction
        # other actors, another sort of thing
        ({}, ("islamic-state-sahel-province", "attacks", FORCES), "unmentioned"),
        ({}, ("jnim", "meetsWith", FORCES), "unmentioned"),
        # parts and wholes
        ({}, ("katiba-macina", "attacks", FORCES), "confirmed"),
        ({}, ("jnim", "attacks", "mali"), "confirmed"),
        # one side alone
        ({}, ("jnim", "attacks", "x-somebody"), "confirmed"),
        ({}, ("jnim", "attacks", "kidal", None), "confirmed"),
        ({}, ("x-somebody", "attacks", "x-somebody"), "unmentioned"),
        ({}, ("jnim", "attacks", "x-somebody", None), "unmentioned"),
        (MASSACRE, ("jnim", "kills", "x-somebody"), "confirmed"),
        # time
        ({}, ("jnim", "attacks", FORCES, "kidal", "2031-02-06"), "confirmed"),
        ({}, ("jnim", "attacks", FORCES, "kidal", "2031-02-07"), "unmentioned"),
        ({}, ("jnim", "attacks", FORCES, "kidal", "2031-01-31"), "confirmed"),
        ({}, ("jnim", "attacks", FORCES, "kidal", "2031-01-30"), "unmentioned"),
        ({"time_precision": "2"}, ("jnim", "attacks", FORCES, "kidal", "2031-01-30"), "confirmed"),
        ({}, ("jnim", "attacks", FORCES, "kidal", "2031-02"), "confirmed"),
        ({}, ("jnim", "attacks", FORCES, "kidal", "2031"), "unmentioned"),
        ({}, ("jnim", "attacks", FORCES, "kidal", None), "confirmed"),  # by the date of the report
        # place
        ({}, ("jnim", "attacks", FORCES, None), "confirmed"),
        ({}, ("jnim", "attacks", FORCES, "mali"), "confirmed"),
        ({}, ("jnim", "attacks", FORCES, "niger"), "unmentioned"),
        ({}, ("jnim", "attacks", FORCES, "bamako"), "unmentioned"),
        ({}, ("jnim", "attacks", FORCES, "x-elsewhere"), "unmentioned"),
        ({"location": "Nowhere", "latitude": "18.5", "longitude": "1.5"}, ("jnim", "attacks", FORCES, "kidal"), "confirmed"),
        ({"location": "Nowhere", "latitude": "12.5", "longitude": "-8.5"}, ("jnim", "attacks", FORCES, "kidal"), "unmentioned"),
        ({"location": "Elsewhere"}, ("jnim", "attacks", FORCES, "x-elsewhere"), "confirmed"),
    ],
)  # fmt: skip
def test_what_is_about_an_event(store: Store, tmp_path: Path, row: dict[str, str], text: tuple[str, ...], finding: str) -> None:
    table(store, tmp_path, row)
    say(store, *text)
    assert [each.finding for each in align(store) if each.event] == [finding]


@pytest.mark.parametrize(
    ("row", "text", "more", "why"),
    [
        (ATTACK, (FORCES, "attacks", "jnim"), {}, "who did it and to whom is the other way round"),
        (ATTACK, ("jnim", "attacks", FORCES), {"polarity": "negated"}, "the text denies it"),
        (MASSACRE, ("jnim", "kills", "x-somebody"), {"count": 4}, ""),
        (MASSACRE, ("jnim", "kills", "x-somebody"), {"count": 5}, ""),
        (MASSACRE, ("jnim", "kills", "x-somebody"), {"count": 6}, "6 dead, and 4 in the table"),
        (MASSACRE, ("jnim", "kills", "x-somebody"), {"count": 2}, "2 dead, and 4 in the table"),
        ({}, ("jnim", "kills", FORCES), {"count": 2}, ""),  # the table counts both sides
        ({}, ("jnim", "kills", FORCES), {"count": 9}, "9 dead, and at most 4 in the table"),
        ({"fatalities": ""}, ("jnim", "kills", FORCES), {"count": 9}, ""),
    ],
)
def test_what_contradicts(
    store: Store, tmp_path: Path, row: dict[str, str], text: tuple[str, ...], more: dict[str, object], why: str
) -> None:
    table(store, tmp_path, row)
    say(store, *text, **more)
    assert findings(align(store)) == [("contradicted" if why else "confirmed", "XXA9", why)]


@pytest.mark.parametrize("more", [{"modality": "planned"}, {"modality": "possible"}])
def test_plans_are_no_events(store: Store, tmp_path: Path, more: dict[str, object]) -> None:
    table(store, tmp_path, {})
    say(store, "jnim", "attacks", FORCES, **more)
    assert findings(align(store)) == [("unmentioned", "XXA9", "")]


def test_that_the_other_did_not_do_it_denies_nothing(store: Store, tmp_path: Path) -> None:
    table(store, tmp_path, ATTACK)
    say(store, FORCES, "attacks", "jnim", polarity="negated")
    assert findings(align(store)) == [("unmentioned", "XXA9", "")]


def test_what_no_table_has(store: Store, tmp_path: Path) -> None:
    table(store, tmp_path, {}, {"event_id_cnty": "XXA2", "event_date": "2031-03-01"})
    say(store, "boko-haram", "attacks", "niger", date="2031-02-10")
    say(store, "boko-haram", "attacks", "niger", date="2031-06-10", written="2031-06-11")  # after all that the table knows
    say(store, "boko-haram", "meetsWith", "niger", date="2031-02-11")
    found = align(store)
    assert findings(found) == [("unmentioned", "XXA9", ""), ("unmentioned", "XXA2", ""), ("untabled", None, "")]
    assert [each.date for each in found[-1].said] == ["2031-02-10"]


def test_a_sentence_is_set_beside_the_event_that_it_fits_best(store: Store, tmp_path: Path) -> None:
    table(store, tmp_path, {}, {"event_id_cnty": "XXA2", "event_date": "2031-02-04"}, {"event_id_cnty": "XXA3", "location": "Gao"})
    say(store, "jnim", "attacks", FORCES, date="2031-02-04")
    assert findings(align(store)) == [("unmentioned", "XXA3", ""), ("unmentioned", "XXA9", ""), ("confirmed", "XXA2", "")]


@pytest.mark.parametrize(
    ("near", "finding"),
    [
        (Near(), "confirmed"),
        (Near(days=1), "unmentioned"),
        (Near(score=0.95), "unmentioned"),
        (Near(days=30, score=0.95), "confirmed"),
    ],
)
def test_what_is_near_can_be_chosen(store: Store, tmp_path: Path, near: Near, finding: str) -> None:
    table(store, tmp_path, {})
    say(store, "jnim", "attacks", FORCES, date="2031-02-05")
    assert [each.finding for each in align(store, near=near) if each.event] == [finding]


def test_the_radius_can_be_chosen(store: Store, tmp_path: Path) -> None:
    table(store, tmp_path, {"location": "Nowhere", "latitude": "19.0", "longitude": "1.4"})
    say(store, "jnim", "attacks", FORCES)
    assert [each.finding for each in align(store, near=Near(km=30))] == ["unmentioned", "untabled"]
    assert [each.finding for each in align(store, near=Near(km=90))] == ["confirmed"]


def test_only_some_tables(store: Store, tmp_path: Path) -> None:
    table(store, tmp_path, {})
    assert findings(align(store, kinds=["acled"])) == [("unmentioned", "XXA9", "")]
    with pytest.raises(UsageError, match="no table of ucdp"):
        align(store, kinds=["ucdp"])
    with pytest.raises(UsageError, match="no kind of table 'acledd'"):
        align(store, kinds=["acledd"])


def test_without_tables_there_is_nothing_to_compare(store: Store) -> None:
    store.ensure_background(load_gazetteer())
    with pytest.raises(UsageError, match="`kg import` takes one in"):
        align(store)
