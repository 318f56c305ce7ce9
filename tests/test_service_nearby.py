"""The store a neighbourhood at a time: what the service says of an actor and a tie, and the page that asks it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from browsing import watch
from served import Served, serving
from store_samples import JNIM, MALI, RUSSIA, STRANGER, VILLAGE, Text, gazetteer

from kg.records import ENTITY_BASE, Entity
from kg.store import open_store

RAN = '<img src=x onerror="window.ran=1"></script><script>window.ran=1</script>'
HOSTILE = Entity(ENTITY_BASE + "hostile", RAN, "ArmedGroup", known=False)


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("nearby") / "store"
    long = Text("long.txt", date="2024-03-01", title=RAN, source="Wire")
    for day in range(1, 29):
        long.tell(JNIM, "attacks", MALI, date=f"2024-02-{day:02}")
    with open_store(folder) as store:
        store.ensure_background(gazetteer())
        store.add(long.reading())
        store.add(
            Text("other.txt", date="2025-01-01")
            .tell(RUSSIA, "supports", MALI, attributed_to=STRANGER)
            .tell(JNIM, "attacks", MALI, polarity="negated")
            .tell(RUSSIA, "accuses", JNIM)
            .tell(HOSTILE, "attacks", MALI)
            .tell(JNIM, "controls", VILLAGE, polarity="negated")
            .reading()
        )
    with serving(folder) as running:
        yield running


def ask(service: Served, path: str, **parameters: object) -> Any:
    reply = service.ask(f"{path}?{urlencode(parameters)}", accept="application/json")
    assert reply.status == 200, reply.text
    assert reply.media_type == "application/json"
    return json.loads(reply.body)


def test_an_actor_has_its_ties_the_strongest_first(service):
    told = ask(service, "/neighbourhood", entity="mali")
    assert told["entity"] == {"id": "mali", "iri": MALI.id, "label": "Mali", "kind": "country", "aliases": ["République du Mali"]}
    assert [(tie["subject"], tie["label"], tie["object"], tie["stated"], tie["otherwise"]) for tie in told["ties"]] == [
        (JNIM.id, "attacks", MALI.id, 28, 1),
        (HOSTILE.id, "attacks", MALI.id, 1, 0),
        (RUSSIA.id, "supports", MALI.id, 1, 0),
    ]
    assert [(each["id"], each["label"]) for each in told["neighbours"]] == [
        ("jnim", JNIM.name),
        ("hostile", RAN),
        ("russia", "Russia"),
    ]
    assert [(tie["subject"], tie["relation"], tie["object"], tie["family"]) for tie in told["among"]] == [
        (RUSSIA.id, "accuses", JNIM.id, "contention")
    ]
    assert (told["statements"], told["left_out"]) == (31, 0)


def test_what_is_left_out_is_said(service):
    told = ask(service, "/neighbourhood", entity=MALI.id, limit=1)
    assert (len(told["ties"]), len(told["neighbours"]), told["statements"], told["left_out"]) == (1, 1, 31, 2)


def test_somebody_of_whom_nothing_is_told_has_no_ties(service):
    told = ask(service, "/neighbourhood", entity="aes")
    assert (told["entity"]["label"], told["ties"], told["among"], told["statements"]) == ("Alliance of Sahel States", [], [], 0)


def test_sentences_come_by_pages_the_newest_first(service):
    tie = {"subject": "jnim", "relation": "attacks", "object": "mali"}
    days, offset = [], 0
    while offset is not None:
        page = ask(service, "/evidence", **tie, offset=offset, limit=10)
        assert len(page["statements"]) <= 10
        days += [each.get("date") or each["day"] for each in page["statements"]]
        offset = page["next"]
    assert days == ["2025-01-01", *(f"2024-02-{day:02}" for day in range(28, 0, -1))]


def test_a_sentence_says_who_says_it_and_where_it_stands(service):
    (one,) = ask(service, "/evidence", subject="russia", relation="supports", object="mali")["statements"]
    assert one.pop("s").startswith("https://w3id.org/sahel-kg/statement/")
    assert one == {
        "sentence": "Russia supports Mali.",
        "report": "other.txt",
        "day": "2025-01-01",
        "polarity": "affirmed",
        "modality": "asserted",
        "confidence": "0.9",
        "speaker": "Hypothetical Front",
    }


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("gsim", ["jnim"]),
        ("RUSS", ["russia"]),
        ("hypo", ["hypothetical-front"]),
        ('"', ["hostile"]),
        ("m", []),
        ("", []),
        ("zzz", []),
        ('") }', []),
    ],
)
def test_names_are_found_by_any_part_of_any_of_them(service, text, names):
    if text == '"':
        text = 'x onerror="'
    assert [each["id"] for each in ask(service, "/actors", q=text)["entities"]] == names


@pytest.mark.parametrize(
    ("address", "status", "error"),
    [
        ("/neighbourhood", 400, "entity is missing"),
        ("/neighbourhood?entity=nobody", 404, "the store has nothing on 'nobody'"),
        ("/neighbourhood?entity=" + quote("mali> } DROP ALL #"), 400, "entity is no entity: 'mali> } DROP ALL #'"),
        ("/neighbourhood?entity=mali&limit=0", 400, "limit is a number from 1 to 200, not '0'"),
        ("/neighbourhood?entity=mali&limit=9999", 400, "limit is a number from 1 to 200, not '9999'"),
        ("/neighbourhood?entity=mali&since=2020", 400, "no parameter is named 'since'; there are entity, limit"),
        ("/evidence?subject=jnim&object=mali&relation=likes", 400, "no relation is named 'likes'"),
        ("/evidence?subject=jnim&relation=attacks", 400, "object is missing"),
        ("/evidence?subject=jnim&object=mali&relation=attacks&offset=-1", 400, "offset is a number from 0 to 1000000000, not '-1'"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line(service, address, status, error):
    reply = service.ask(address, accept="application/json")
    assert (reply.status, json.loads(reply.body)["error"]) == (status, error)


def test_the_page_goes_from_actor_to_actor_and_to_the_sentences(service, browser):
    complaints: list[str] = []
    page = browser.new_context(viewport={"width": 1360, "height": 900}).new_page()
    watch(page, [], complaints)
    page.goto(service.address + "browse")
    page.locator("#q").fill("gsim")
    page.locator("#found a").first.click()
    page.locator("#name", has_text=JNIM.name).wait_for()
    page.locator("#graph a", has_text="Mali").click()
    page.locator("#name", has_text="Mali").wait_for()
    page.locator("#ties td.number a").first.click()
    page.locator("#evidence li").first.wait_for()
    assert page.locator("#evidence li").count() == 20
    assert "denied" in page.locator("#evidence li").first.inner_text()
    page.locator("#more").click()
    page.locator("#evidence li").nth(28).wait_for()
    assert page.locator("#evidence li").count() == 29
    assert not page.locator("#more").is_visible()
    page.go_back()
    page.locator("#hint").wait_for()
    assert (page.locator("#name").inner_text(), page.locator("#evidence li").count()) == ("Mali", 0)
    page.go_back()
    page.locator("#name", has_text=JNIM.name).wait_for()
    about, names = page.locator("#about").inner_text(), page.locator("#about").get_attribute("title")
    assert len(about.split(" · ")) <= 8, "kind, statements, five names, how many more"
    assert names
    assert set(about.split(" · ")[2:7]) <= set(names.split(" · "))
    page.goto(service.address + "browse#hostile")
    page.locator("#name", has_text="<img").wait_for()
    assert page.evaluate("window.ran") is None
    page.goto(service.address + "browse#nobody")
    page.locator("#status", has_text="The store has nothing on “nobody”.").wait_for()
    assert not page.locator("#near").is_visible()
    assert [text for text in complaints if "404" not in text] == []


def test_an_address_leads_to_the_sentences_of_a_tie(service, browser):
    page = browser.new_page()
    page.goto(service.address + "browse#mali/russia/supports/mali")
    page.locator("#evidence li").first.wait_for()
    assert page.locator("#tie").inner_text() == "Russia supports Mali"
    assert page.locator("#evidence li").all_inner_texts()[0].startswith("Russia supports Mali.")
    for damaged in ("mali/russia", "%E0", "mali//attacks/mali"):
        page.goto(f"{service.address}browse#{damaged}")
        page.locator("#status", has_text="The address is damaged.").wait_for()
    page.close()


def test_a_name_that_nobody_has_is_said(service, browser):
    page = browser.new_page()
    page.goto(service.address + "browse")
    page.locator("#q").fill("zzz")
    page.locator("#status", has_text="No name has “zzz” in it.").wait_for()
    page.locator("#q").fill("gsim")
    page.locator("#found a").first.wait_for()
    assert page.locator("#status").inner_text() == ""
    page.close()


def test_what_nobody_states_is_dashed_and_counted_apart(service, browser):
    page = browser.new_page()
    page.goto(service.address + "browse#jnim")
    page.locator("#graph > svg").wait_for()
    assert page.locator("#graph > svg line").count() == 3
    assert page.locator("#graph > svg line.otherwise").count() == 1
    legend = page.locator(".legend").inner_text()
    assert "violence" in legend and "armed group" in legend
    assert "dashed: nothing stated, only denied, planned, possible or sought" in legend
    row = page.locator("#ties tbody tr", has_text="controls").locator("td.number")
    assert row.all_inner_texts() == ["", "1"]
    page.goto(service.address + "browse#russia")
    page.locator("#name", has_text="Russia").wait_for()
    assert "dashed" not in page.locator(".legend").inner_text()
    page.close()


@pytest.mark.parametrize("width", [1360, 390])
def test_no_name_in_the_picture_is_cut_or_too_small(service, browser, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(service.address + "browse#mali")
    page.locator("#graph > svg").wait_for()
    boxes = [text.bounding_box() for text in page.locator("#graph text").all()]
    assert boxes
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] >= 14 for box in boxes)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_the_page_passes_the_rules_of_axe(service, browser, scheme, width):
    """WCAG 2.2 at level AA."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe for Playwright is not installed").Axe()
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(service.address + "browse#mali")
    page.locator("#ties td.number a").first.click()
    page.locator("#evidence li").first.wait_for()
    found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response["violations"]
    assert [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
