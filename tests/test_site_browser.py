"""The site in a real browser, opened from the disk: it asks for nothing elsewhere, runs nothing from a text, and all can use it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from browsing import needs_browser, watch
from store_samples import JNIM, MALI, RUSSIA, VILLAGE, Text, gazetteer
from test_site import HOSTILE, RAN, readings

from kg.records import StoredPlace
from kg.site import Material, build_site, material_of
from kg.site.addresses import entity_page
from kg.store import open_store

pytestmark = needs_browser

SCREENSHOTS = os.environ.get("KG_SCREENSHOTS")
"""A folder in which pictures of the pages are kept, to be looked at."""

MANY = 60


@dataclass
class Opened:
    """A page, and what it asked for and complained about since it was opened."""

    page: Any
    folder: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self) -> int:
        return self.page.locator(".claims > li:visible").count()


def material() -> Material:
    long = Text("long.txt", date="2023-03-01", title="A long report", source="Wire")
    for number in range(MANY):
        long.tell(RUSSIA, "supplies" if number % 3 else "trains", MALI, place=VILLAGE, date=f"20{10 + number % 12}")
    with open_store(":memory:") as store:
        store.ensure_background(gazetteer())
        for each in (*readings(), long.reading()):
            store.add(each)
        found = material_of(store)
    return replace(found, located={VILLAGE.id: StoredPlace(VILLAGE.id, 14.5, -3.9)})


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "my dossiers #1"
    build_site(material(), folder)
    return folder


@pytest.fixture
def opened(browser, site) -> Iterator[Any]:
    contexts = []

    def show(path: str, fragment: str = "", **browsing) -> Opened:
        context = browser.new_context(**{"viewport": {"width": 1360, "height": 900}, **browsing})
        contexts.append(context)
        seen = Opened(context.new_page(), site)
        watch(seen.page, seen.requests, seen.complaints)
        seen.page.goto((site / path).as_uri() + fragment)
        return seen

    yield show
    for context in contexts:
        context.close()


def documents(site: Path) -> list[str]:
    return sorted(str(path.relative_to(site)) for path in (site / "document").iterdir())


PAGES = (
    *("index.html", "actors.html", "classes.html", "documents.html", "contradictions.html", "search.html"),
    *(entity_page(entity.id) for entity in (MALI, HOSTILE, VILLAGE)),
)


def test_a_page_loads_only_what_lies_beside_it_and_complains_of_nothing(opened, site):
    seen = opened("index.html")
    for path in (*PAGES, *documents(site)):
        seen.page.goto((site / path).as_uri())
        seen.page.wait_for_load_state("load")
        assert seen.page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") == "30px"
    assert len(seen.requests) > 3 * len(PAGES)
    assert [address for address in seen.requests if not address.startswith((site.as_uri() + "/", "data:"))] == []
    assert seen.complaints == []


def test_names_that_are_markup_run_nothing_wherever_they_are_shown(opened, site):
    for path in (*documents(site), entity_page(HOSTILE.id)):
        seen = opened(path)
        assert seen.page.evaluate("window.ran") is None
        assert seen.complaints == []
    seen = opened("search.html")
    seen.page.locator("#q").fill("window ran")
    seen.page.locator("#hits a").first.wait_for()
    assert RAN in seen.page.locator("#hits").inner_text()
    seen = opened("index.html")
    seen.page.locator(".find input").fill("img src")
    seen.page.locator(".found a").first.wait_for()
    assert seen.page.evaluate("window.ran") is None
    assert seen.complaints == []


def test_a_claim_leads_to_its_sentence_in_the_document(opened):
    seen = opened(entity_page(MALI.id))
    link = seen.page.locator(".claims > li blockquote a").first
    sentence = link.inner_text()
    link.click()
    target = seen.page.locator(".sentence:has(:target)")
    assert sentence in target.inner_text()
    assert seen.page.evaluate("getComputedStyle(document.querySelector('.sentence:has(:target)')).outlineStyle") == "solid"


def test_a_number_in_the_text_leads_to_what_was_read_there_and_back(opened, site):
    seen = opened(next(path for path in documents(site) if "first" in path))
    seen.page.locator(".text .number").first.click()
    assert seen.page.evaluate("location.hash") == "#c-1"
    seen.page.locator("#c-1 .number").click()
    assert seen.page.locator(".sentence:has(:target)").count() == 1


def test_sentences_come_in_pages(opened):
    seen = opened(entity_page(MALI.id))
    assert seen.shown() == 25
    first = seen.page.locator(".claims > li:visible").first.inner_text()
    newer, older = seen.page.locator(".pager button").all()
    assert newer.is_disabled()
    older.click()
    older.click()
    assert "3 of 3" in seen.page.locator(".pager").inner_text()
    assert seen.shown() == MANY + 4 - 50
    assert older.is_disabled()
    newer.click()
    newer.click()
    assert seen.page.locator(".claims > li:visible").first.inner_text() == first


def test_a_number_shows_the_sentences_of_its_tie_alone(opened):
    seen = opened(entity_page(MALI.id))
    row = seen.page.locator(".family tr", has_text="trains")
    row.locator("a[data-tie]").first.click()
    assert seen.shown() == MANY / 3
    assert {text.split()[2] for text in seen.page.locator(".claims > li:visible .said").all_inner_texts()} <= {"trains", "Mali"}
    address = seen.page.url
    assert address.endswith("#russia/trains/mali")
    seen.page.locator("#show-all").click()
    assert seen.shown() == 25
    seen.page.go_back()
    assert (seen.shown(), seen.page.url) == (MANY / 3, address)
    seen.page.go_back()
    assert seen.shown() == 25
    again = opened(entity_page(MALI.id), "#russia/trains/mali")
    assert again.shown() == MANY / 3
    assert again.page.locator("#only").is_visible()


def test_all_sentences_are_there_without_a_script(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / entity_page(MALI.id)).as_uri())
    assert page.locator(".claims > li:visible").count() == MANY + 4
    assert "#s-" in page.locator("a[data-tie]").first.get_attribute("href")
    context.close()


@pytest.mark.parametrize(
    ("asked", "names", "texts"),
    [
        ("jnim", [JNIM.name], []),
        ("gsim", [JNIM.name], []),
        ("nus isl", [JNIM.name], []),
        ("russia sup", [], ["second.txt"]),
        ("sup russ", [], ["second.txt"]),
        ("suppli russ", [], ["A long report"]),
        ("supp", [JNIM.name], ["second.txt", "A long report"]),
        ("zzz", [], []),
        ("(.*", [], []),
        ("constructor", [], []),
    ],
)
def test_search_finds_names_by_any_spelling_and_texts_by_words(opened, asked, names, texts):
    seen = opened("search.html", f"#q={asked}")
    seen.page.wait_for_function(
        "document.getElementById('hits').children.length > 0 || !/\\w/.test(document.getElementById('q').value)"
    )
    found = seen.page.locator("#hits").inner_text()
    for name in (*names, *texts):
        assert name in found
    if not names and not texts:
        assert found.strip() in {"", "Nothing found"}
    assert seen.complaints == []


def test_the_field_completes_names_and_enter_searches(opened):
    seen = opened(entity_page(MALI.id))
    field = seen.page.locator(".find input")
    field.fill("russ")
    seen.page.locator(".found a").first.wait_for()
    field.press("ArrowDown")
    assert seen.page.evaluate("document.activeElement.textContent").startswith("Russia")
    seen.page.keyboard.press("Escape")
    assert not seen.page.locator(".found").is_visible()
    field.press("Enter")
    seen.page.wait_for_url("**/search.html#q=russ")
    assert "Russia" in seen.page.locator("#hits").inner_text()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1360), ("dark", 390)])
def test_the_pages_pass_the_rules_of_axe(opened, site, scheme, width):
    """WCAG 2.2 at level AA."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe for Playwright is not installed").Axe()
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    seen = opened("search.html", "#q=jnim", viewport={"width": width, "height": 900}, color_scheme=scheme)
    seen.page.locator("#hits a").first.wait_for()
    faults = []
    for path in ("search.html", *(each for each in PAGES if each != "search.html"), *documents(site)):
        if path != "search.html":
            seen.page.goto((site / path).as_uri())
        found = axe.run(seen.page, options=rules).response["violations"]
        faults += [(path, rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
        if SCREENSHOTS:
            name = path.removesuffix(".html").replace("/", "-")[:40]
            picture = f"{SCREENSHOTS}/site-{'desktop' if width > 500 else 'phone'}-{scheme}-{name}.png"
            seen.page.screenshot(path=picture, full_page=True)
    assert faults == []


def test_a_page_fits_on_a_phone(opened, site):
    seen = opened("index.html", viewport={"width": 360, "height": 800})
    for path in (*PAGES, *documents(site)):
        seen.page.goto((site / path).as_uri())
        assert (path, seen.page.evaluate("document.documentElement.scrollWidth")) == (path, 360)
    seen.page.goto((site / entity_page(MALI.id)).as_uri())
    names = [name.bounding_box() for name in seen.page.locator(".graph text:visible").all()]
    assert names and all(box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] >= 14 for box in names)
