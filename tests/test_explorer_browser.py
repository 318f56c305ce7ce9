"""The explorer in a real browser: it opens by itself, answers to mouse and keyboard, and runs nothing from a text."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from network_samples import WORDS, entity, invented_world, told

from kg.explorer import write_explorer
from kg.graph import build, project
from kg.projection import Projection

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

RAN = "<img src=x onerror=\"window.ran=1\"></script><script>window.ran=1</script><svg onload='window.ran=1'>javascript:window.ran=1"

INSIDE = """() => {
  const {clientWidth, clientHeight} = document.getElementById("map");
  return explorer.nodes.get().filter((node) => !node.hidden).every((node) => {
    const box = explorer.network.getBoundingBox(node.id);
    const [from, to] = [[box.left, box.top], [box.right, box.bottom]].map(([x, y]) => explorer.network.canvasToDOM({x, y}));
    return from.x >= 0 && from.y >= 0 && to.x <= clientWidth && to.y <= clientHeight;
  });
}"""
"""Whether every actor shown lies on the visible part of the map, label and all."""


@dataclass
class Opened:
    """A page, and what it asked for and complained about since it was opened."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def panel(self) -> str:
        return self.page.locator("#panel").inner_text()

    def ask(self, script: str) -> Any:
        return self.page.evaluate(script)

    def click_map(self, x: float, y: float) -> None:
        """A click on a point of the map's own coordinates."""
        at = self.ask(f"() => explorer.network.canvasToDOM({{x: {x}, y: {y}}})")
        self.page.locator("#map").click(position=at)

    def visible_lines(self) -> set[str]:
        return set(self.ask("() => explorer.edges.get().filter((line) => !line.hidden).map((line) => line.id)"))

    def visible_actors(self) -> int:
        return self.ask("() => explorer.nodes.get().filter((node) => !node.hidden).length")

    def selected(self) -> list[str]:
        ids = self.ask("() => explorer.network.getSelectedNodes()")
        return [self.ask(f"() => explorer.details.nodes[{one[1:]}].label") for one in ids]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser, tmp_path) -> Iterator[Any]:
    contexts = []

    def show(graph, **options) -> Opened:
        path: Path = tmp_path / "explorer.html"
        write_explorer(graph, path, **options)
        context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
        contexts.append(context)
        seen = Opened(context.new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda message: seen.complaints.append(message.text))
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.goto(path.as_uri())
        seen.page.wait_for_function("() => window.explorer")
        return seen

    yield show
    for context in contexts:
        context.close()


def world():
    statements = [
        *invented_world(),
        told("Ardova", "accuses", entity("Zénith Group", "Company", "Société Zénith"), sentence="Only here."),
    ]
    return project(statements, Projection(modalities=frozenset({"asserted", "planned"})), WORDS)


def pair():
    accused = told(
        "Mali", "accuses", "Niger", "note.txt", sentence="Mali accused Niger.", document_title="A note", document_date="2024-05-06"
    )
    return build(
        [accused, told("Niger", "supports", "Chad", sentence="Niger may back Chad.", modality="possible", polarity="negated")],
        WORDS,
    )


def test_the_page_opens_without_a_request_or_a_complaint(opened):
    seen = opened(world(), title="A world")
    seen.page.wait_for_timeout(300)
    assert seen.ask(INSIDE)
    assert len(seen.requests) == 1
    assert seen.requests[0].startswith("file:")
    assert seen.complaints == []
    assert seen.page.title() == "A world"
    assert "57 actors" in seen.page.locator("#counts").inner_text()


def test_nothing_moves_after_the_page_has_opened(opened):
    seen = opened(world())
    before = seen.ask("() => JSON.stringify(explorer.network.getPositions())")
    seen.page.wait_for_timeout(500)
    assert seen.ask("() => JSON.stringify(explorer.network.getPositions())") == before


def test_a_click_on_a_line_shows_its_sentence_and_where_it_stands(opened):
    seen = opened(pair())
    ends = seen.ask("() => { const line = explorer.edges.get('e0'); return explorer.network.getPositions([line.from, line.to]); }")
    (a, b) = ends.values()
    seen.click_map((a["x"] + b["x"]) / 2, (a["y"] + b["y"]) / 2)
    first = seen.ask("() => explorer.details.lines[0].ties[0].statements[0].sentence")
    assert first in seen.panel()
    seen.ask("() => document.querySelector('#panel .link').click()")
    seen.page.get_by_role("button", name="Mali").first.click()
    seen.page.locator("#panel [data-line]").first.click()
    for text in ("Mali accused Niger.", "A note", "note.txt", "6 May 2024", "accuses", "Contention", "80 %"):
        assert text in seen.panel()


def test_what_is_denied_or_only_possible_is_flagged(opened):
    seen = opened(pair())
    seen.page.get_by_role("button", name="Chad").first.click()
    seen.page.locator("#panel [data-line]").first.click()
    assert seen.page.locator(".flag").all_inner_texts() == ["Denied", "Possible"]


def test_a_click_on_an_actor_shows_its_ties_by_family(opened):
    seen = opened(world())
    at = seen.ask("() => explorer.network.getPositions(['n0']).n0")
    seen.click_map(at["x"], at["y"])
    label = seen.ask("() => explorer.details.nodes[0].label")
    assert seen.selected() == [label]
    assert seen.page.locator("#panel h2").inner_text() == label
    assert {"Structure", "Violence"} & set(seen.page.locator("#panel h3").first.inner_text().split("\n"))
    seen.page.keyboard.press("Escape")
    assert seen.page.locator("#panel h2").inner_text() == "Overview"


@pytest.mark.parametrize("written", ["societe zenith", "ZÉNITH", "zenith gr"])
def test_search_finds_an_actor_by_any_name_even_one_not_shown(opened, written):
    seen = opened(world(), shown=10)
    assert seen.visible_actors() == 10
    seen.page.keyboard.press("/")
    seen.page.keyboard.type(written)
    seen.page.keyboard.press("Enter")
    assert seen.selected() == ["Zénith Group"]
    assert seen.page.locator("#panel h2").inner_text() == "Zénith Group"
    assert seen.visible_actors() == 11
    node = seen.ask("() => explorer.network.getSelectedNodes()[0]")
    centre = seen.ask(f"() => [explorer.network.getViewPosition(), explorer.network.getPositions(['{node}'])['{node}']]")
    assert centre[0]["x"] == pytest.approx(centre[1]["x"], abs=2)
    assert centre[0]["y"] == pytest.approx(centre[1]["y"], abs=2)


def test_a_search_without_a_hit_says_so(opened):
    seen = opened(pair())
    seen.page.locator("#search").fill("xyzzy")
    assert seen.page.locator("#results").inner_text() == "No actor of that name"
    seen.page.locator("#search").press("Escape")
    assert seen.page.locator("#results").is_hidden()


def test_the_legend_switches_families_off_and_on(opened):
    seen = opened(world())
    chip = seen.page.locator("[data-family=violence]")
    violent = set(seen.ask("() => explorer.details.lines.flatMap((line, i) => line.family === 'violence' ? ['e' + i] : [])"))
    everything = seen.visible_lines()
    assert violent
    assert violent < everything
    chip.press("Enter")
    assert chip.get_attribute("aria-pressed") == "false"
    assert seen.visible_lines() == everything - violent
    assert seen.ask("() => document.activeElement.dataset.family") == "violence"
    chip.click()
    assert seen.visible_lines() == everything


def test_the_rest_is_shown_on_demand_and_what_is_left_out_is_said(opened):
    seen = opened(world(), shown=10, limit=30)
    extent = seen.page.locator(".extent")
    assert "The 10 most central of 30 actors; 27 less central ones are not in this file" in extent.inner_text()
    before = seen.ask("() => explorer.network.getPositions(['n0']).n0")
    seen.page.get_by_role("button", name="Show all 30").click()
    assert seen.visible_actors() == 30
    assert seen.ask("() => explorer.network.getPositions(['n0']).n0") == before
    seen.page.wait_for_function(INSIDE)
    seen.page.get_by_role("button", name="Show the 10 most central").click()
    seen.page.wait_for_function(INSIDE)
    assert seen.visible_actors() == 10


def test_the_map_can_be_walked_by_keyboard(opened):
    seen = opened(world())
    seen.page.locator("#map").focus()
    seen.page.keyboard.press("ArrowRight")
    seen.page.keyboard.press("ArrowRight")
    assert seen.selected() == [seen.ask("() => explorer.details.nodes[1].label")]
    scale = seen.ask("() => explorer.network.getScale()")
    seen.page.keyboard.press("+")
    assert seen.ask("() => explorer.network.getScale()") > scale


def test_light_and_dark_follow_the_reader(opened):
    seen = opened(pair())
    grounds = set()
    for scheme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=scheme)
        grounds.add(seen.ask("() => getComputedStyle(document.body).backgroundColor + explorer.nodes.get('n0').color.background"))
    assert len(grounds) == 2
    assert seen.complaints == []


def test_a_hostile_text_runs_nothing(opened):
    bad, worse = entity(RAN, "Organization", RAN), entity(f"javascript:window.ran=1 {RAN}", "Person", f"href {RAN}")
    more = {"document_title": RAN, "document_source": RAN, "date": RAN, "document_date": RAN, "place": bad, "attributed_to": worse}
    seen = opened(build([told(bad, "accuses", worse, RAN, sentence=RAN, **more)], WORDS), title=RAN)
    seen.page.locator("#search").fill("javascript")
    seen.page.keyboard.press("Enter")
    seen.page.locator("#panel [data-line]").first.click()
    assert RAN in seen.panel()
    for node in ("n0", "n1"):
        at = seen.ask(f"() => explorer.network.getPositions(['{node}']).{node}")
        seen.page.mouse.move(*seen.ask(f"() => Object.values(explorer.network.canvasToDOM({{x: {at['x']}, y: {at['y']}}}))"))
        seen.click_map(at["x"], at["y"])
    seen.page.wait_for_timeout(300)
    assert seen.ask("() => window.ran") is None
    assert seen.page.locator("img").count() == 0
    assert len(seen.requests) == 1
    assert seen.complaints == []


def test_the_policy_stops_a_script_that_got_in_all_the_same(opened):
    seen = opened(pair())
    seen.ask(
        "() => { const one = document.createElement('script'); one.textContent = 'window.ran = 1'; document.body.append(one); }"
    )
    seen.ask("() => fetch('https://example.org/').catch(() => 0)")
    seen.ask("() => { const one = new Image(); one.src = 'https://example.org/x.png'; document.body.append(one); }")
    seen.page.wait_for_timeout(200)
    assert seen.ask("() => window.ran") is None
    assert len([complaint for complaint in seen.complaints if "Content Security Policy" in complaint]) >= 3
