"""The explorer in a real browser: it opens by itself, answers to mouse and keyboard, and runs nothing from a text."""

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import networkx as nx
import pytest
from browsing import needs_browser, watch
from network_samples import WORDS, chain, entity, invented_world, many, told

from kg.explorer import Background, Making, explorer_html
from kg.explorer.texts import load_texts
from kg.files import replace_text
from kg.graph import build, project
from kg.projection import EVERYTHING_ASSERTED, told_by
from kg.records import StoredFact

pytestmark = needs_browser

RAN = "<img src=x onerror=\"window.ran=1\"></script><script>window.ran=1</script><svg onload='window.ran=1'>javascript:window.ran=1"

SCREENSHOTS = os.environ.get("KG_SCREENSHOTS")
"""A folder in which pictures of the page are kept, to be looked at."""

VIEWS = {
    "opening": "",
    "actor": "#actor=ardova",
    "line": "#line=ardova~belmar~cooperation",
    "path": "#path=ibra-taluk,northern-gold",
    "list": "#list=1",
}

NOTHING: Mapping[str, Any] = {}

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


PAGES: dict[Any, str] = {}


def page_of(graph, options) -> str:
    key = (id(graph), *((name, value) for name, value in options if name != "background"))
    KEPT.append(graph)  # its id names it for as long as it is there
    if key not in PAGES:
        PAGES[key] = explorer_html(graph, **dict(options))
    return PAGES[key]


KEPT: list[Any] = []


@pytest.fixture
def opened(browser, tmp_path) -> Iterator[Any]:
    contexts = []

    def show(graph, fragment: str = "", browsing=NOTHING, **options) -> Opened:
        path: Path = tmp_path / "explorer.html"
        replace_text(path, page_of(graph, tuple(sorted(options.items()))))
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce", **browsing})
        contexts.append(context)
        seen = Opened(context.new_page())
        watch(seen.page, seen.requests, seen.complaints)
        seen.page.goto(path.as_uri() + fragment)
        seen.page.wait_for_function("() => window.explorer")
        return seen

    yield show
    for context in contexts:
        context.close()


@cache
def world():
    statements = [
        *invented_world(),
        told("Ardova", "accuses", entity("Zénith Group", "Company", "Société Zénith"), sentence="Only here."),
    ]
    return project(statements, told_by(EVERYTHING_ASSERTED), WORDS)


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


def apart():
    return build([each for number in range(13) for each in chain([f"Actor {number}", f"Somebody else {number}"])], WORDS)


SIZES = [(800, 600), (1000, 700), (1280, 720), (1400, 900), (1920, 1080)]
NAMED = """() => explorer.nodes.get().filter((node) => !node.hidden && node.label).map((node) => {
  const box = explorer.network.getBoundingBox(node.id);
  const at = explorer.network.getPositions([node.id])[node.id];
  return {id: node.id, pixels: node.font.size * explorer.network.getScale(), left: box.left, right: box.right, top: at.y + node.size, bottom: box.bottom};
})"""
"""The names that are shown: their size on the screen, and the area below their marks."""


@pytest.mark.parametrize("graph", [world, apart], ids=["one part", "many parts"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_at_first_sight_and_after_resizing_the_whole_network_is_in_view(opened, graph, width, height):
    seen = opened(graph(), browsing={"viewport": {"width": width, "height": height}})
    assert seen.ask(INSIDE)
    if SCREENSHOTS:
        seen.page.screenshot(path=Path(SCREENSHOTS) / f"explorer-{graph.__name__}-{width}x{height}.png")
    for size in SIZES:
        seen.page.set_viewport_size({"width": size[0], "height": size[1]})
        seen.page.wait_for_function(INSIDE, timeout=5000)


def test_names_can_be_read_from_afar_and_none_covers_another(opened):
    seen = opened(world(), browsing={"viewport": {"width": 800, "height": 600}})
    named = seen.ask(NAMED)
    assert 10 < len(named) < seen.visible_actors()
    assert all(each["pixels"] >= 7.5 for each in named)
    assert not any(
        one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
        for place, one in enumerate(named)
        for other in named[:place]
    )
    nameless = next(f"n{number}" for number in range(50) if f"n{number}" not in {each["id"] for each in named})
    at = seen.ask(f"() => explorer.network.getPositions(['{nameless}'])['{nameless}']")
    seen.click_map(at["x"], at["y"])
    assert nameless in {each["id"] for each in seen.ask(NAMED)}
    for _ in range(8):
        seen.page.locator("#zoom-in").click()
    seen.page.wait_for_function("() => explorer.nodes.get().every((node) => node.hidden || node.label)")


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
    line = seen.ask("() => explorer.details.lines[explorer.edges.get('e0').id.slice(1)].ties[0].statements[0].sentence")
    assert line in seen.panel()
    seen.ask("() => document.querySelector('#panel .link').click()")
    seen.page.get_by_role("button", name="Mali").first.click()
    seen.page.locator("#panel [data-line]").first.click()
    for text in ("Mali accused Niger.", "A note", "note.txt", "6 May 2024", "accuses", "Contention", "80%"):
        assert text in seen.panel()


def test_what_is_denied_or_only_possible_is_flagged(opened):
    seen = opened(pair(), fragment="#told=negated,possible&actor=chad")
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


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("goita assimi", ["Assimi Goïta"]),
        ("burkina-faso", ["Burkina Faso"]),
        ("cote divoire", ["Côte d’Ivoire"]),
        ("cote d'ivoire", ["Côte d’Ivoire"]),
        ("jamaat", ["Jama'at Nusrat"]),
        ("---", []),
        ("goita faso", ["No actor of that name"]),
    ],
)
def test_search_passes_over_punctuation_and_the_order_of_words(opened, written, names):
    ends = [entity(name) for name in ("Assimi Goïta", "Burkina Faso", "Côte d’Ivoire", "Jama'at Nusrat")]
    seen = opened(build([told(ends[0], "accuses", end) for end in ends[1:]], WORDS))
    seen.page.locator("#search").fill(written)
    assert [text.split("\n")[0] for text in seen.page.locator("#results:visible li").all_inner_texts()] == names


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
    assert "10 of 30 actors" in extent.inner_text()
    assert (
        "27 less central actors, with 174 statements, are not here: the page holds 30. kg serve and kg site" in extent.inner_text()
    )
    before = seen.ask("() => explorer.network.getPositions(['n0']).n0")
    seen.page.get_by_role("button", name="Show all 30").click()
    assert seen.visible_actors() == 30
    assert seen.ask("() => explorer.network.getPositions(['n0']).n0") == before
    seen.page.wait_for_function(INSIDE)
    seen.page.get_by_role("button", name="Show the 10 most central").click()
    seen.page.wait_for_function(INSIDE)
    assert seen.visible_actors() == 10


def test_with_a_focus_it_is_said_that_who_is_left_out_is_further_away(opened):
    graph = build([*chain("AB"), *chain("CDE")], WORDS)
    extent = opened(graph, focus=("A",), limit=3).page.locator(".extent")
    assert "2 actors further from the focus, or tied to it by nothing, are not here, with 2 statements" in extent.inner_text()
    seen = opened(graph, focus=("A",))
    assert "2 of 5 actors" in seen.page.locator(".extent").inner_text()
    seen.page.locator("#search").fill("d")
    seen.page.keyboard.press("Enter")
    assert seen.selected() == ["D"]
    seen.page.locator("#extent-toggle").click()
    assert seen.page.locator("#extent-toggle").inner_text() == "Show the 2 nearest to the focus"


def test_the_map_can_be_walked_by_keyboard(opened):
    seen = opened(world())
    seen.page.locator("#map").focus()
    seen.page.keyboard.press("ArrowRight")
    seen.page.keyboard.press("ArrowRight")
    assert seen.selected() == [seen.ask("() => explorer.details.nodes[1].label")]
    scale = seen.ask("() => explorer.network.getScale()")
    seen.page.keyboard.press("+")
    assert seen.ask("() => explorer.network.getScale()") > scale


def test_the_map_is_one_stop_for_the_keyboard_and_the_list_gives_it_back(opened):
    seen = opened(world())
    assert seen.ask("() => [...document.querySelectorAll('#map *')].filter((one) => one.tabIndex >= 0).length") == 0
    seen.page.keyboard.press("l")
    assert seen.ask("() => document.activeElement.id") == "list"
    seen.page.keyboard.press("l")
    assert seen.ask("() => document.activeElement.id") == "map"


@pytest.mark.parametrize(
    "fragment", ["since=9999-12-31", "until=0001-01-01", "since=2022-13-45", "since=2022-04-01&until=2022-03-01"]
)
def test_a_period_that_the_file_does_not_know_is_passed_over(opened, fragment):
    seen, whole = opened(world(), fragment=f"#{fragment}"), opened(world())
    assert seen.page.locator("#period").text_content() == whole.page.locator("#period").text_content()
    assert seen.visible_lines() == whole.visible_lines()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_on_a_phone_nothing_lies_on_the_menus_and_none_is_cut_off(opened, language):
    seen = opened(world(), fragment=f"#language={language}", browsing={"viewport": {"width": 390, "height": 844}})
    seen.page.locator("#export summary").click()
    box = seen.page.locator("#export > div").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    seen.page.keyboard.press("Escape")
    seen.page.locator("#search").fill("a")
    assert seen.ask(
        """() => { const { left, right, top, bottom } = document.getElementById("results").getBoundingClientRect();
        return [...document.querySelectorAll(".actions-bar button, summary")].every((one) => { const at = one.getBoundingClientRect();
          const [x, y] = [(at.left + at.right) / 2, (at.top + at.bottom) / 2];
          return x < left || x > right || y < top || y > bottom || document.elementFromPoint(x, y).closest("#results"); }); }"""
    )


def test_light_and_dark_follow_the_reader(opened):
    seen = opened(pair())
    grounds = set()
    for scheme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=scheme)
        grounds.add(seen.ask("() => getComputedStyle(document.body).backgroundColor + explorer.nodes.get('n0').color.background"))
    assert len(grounds) == 2
    assert seen.complaints == []


def test_the_reader_switches_between_light_and_dark_and_finds_it_so_again(opened):
    seen = opened(pair(), browsing={"color_scheme": "light"})
    ground = "() => [getComputedStyle(document.body).backgroundColor, explorer.nodes.get('n0').font.color]"
    light = seen.ask(ground)
    seen.page.locator("#theme").click()
    dark = seen.ask(ground)
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert seen.page.locator("#theme").get_attribute("aria-pressed") == "true"
    seen.page.reload()
    seen.page.wait_for_function("() => performance.getEntriesByName('explorer-ready').length")
    assert seen.ask(ground) == dark
    seen.page.locator("#theme").click()
    assert seen.ask(ground) == light
    assert seen.complaints == []


HOSTILE = (
    RAN,
    "<!--<script>window.ran=1</script>-->",
    "javascript:window.ran=1",
    "\u2028window.ran=1\u2029';window.ran=1//",
    "{{ 7*7 }}${window.ran=1}`]]>&lt;b&gt;",
    "\u202eexe.tropeR\u202c \u2066x",
    "half \ud800 a \udc00 sign \x00\x01\ufffe",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_runs_nothing(opened, text):
    bad, worse = entity(text, "Organization", text, "Zed"), entity(f"href {text}", "Person", f"javascript:{text}")
    more = {
        "document_title": text,
        "document_source": text,
        "date": text,
        "document_date": text,
        "place": bad,
        "attributed_to": worse,
    }
    known = Background([StoredFact("f", bad.id, "memberOf", worse.id, text, None, None)], {one.id: one for one in (bad, worse)})
    graph = build([told(bad, "accuses", worse, text, sentence=text, **more)], WORDS)
    seen = opened(graph, title=text, background=known)
    seen.page.locator("#search").fill("Zed")
    seen.page.keyboard.press("Enter")
    shown = re.match("[ -~\u202e]*", text)[0].strip()
    assert shown in seen.panel()
    seen.page.locator("#panel [data-line]").first.click()
    assert shown in seen.panel()
    for node in ("n0", "n1"):
        at = seen.ask(f"() => explorer.network.getPositions(['{node}']).{node}")
        seen.page.mouse.move(*seen.ask(f"() => Object.values(explorer.network.canvasToDOM({{x: {at['x']}, y: {at['y']}}}))"))
        seen.click_map(at["x"], at["y"])
    seen.page.locator("#show-filters").click()
    seen.page.locator("#filters-close").click()
    seen.page.locator("#show-list").click()
    assert len(list(csv.reader(io.StringIO(saved(seen, "csv").decode("utf-8-sig"), newline="")))) == 2
    nx.parse_graphml(saved(seen, "graphml").decode("utf-8"))
    drawing = ElementTree.fromstring(saved(seen, "svg"))  # noqa: S314 - our own
    assert {one.tag.rpartition("}")[2] for one in drawing.iter()} <= {
        "svg",
        "title",
        "rect",
        "text",
        "g",
        "path",
        "polygon",
        "circle",
        "line",
    }
    seen.ask("() => dispatchEvent(new Event('beforeprint'))")
    assert seen.page.locator("#print svg").count() == 1
    seen.page.wait_for_timeout(300)
    assert seen.ask("() => window.ran") is None
    assert seen.page.locator("img").count() == 0
    assert len(seen.requests) == 1 + sum(url.startswith(("data:", "blob:")) for url in seen.requests)
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


def state(seen: Opened) -> dict[str, list[str]]:
    """What the address says, by name."""
    return parse_qs(urlsplit(seen.page.url).fragment)


def label(seen: Opened, number: int) -> str:
    return seen.ask(f"() => explorer.details.nodes[{number}].label")


def saved(seen: Opened, kind: str) -> bytes:
    """What the page saves when it is asked to export."""
    seen.page.locator("#export summary").click()
    with seen.page.expect_download() as download:
        seen.page.locator(f"[data-export={kind}]").click()
    return Path(download.value.path()).read_bytes()


def test_what_is_not_asserted_is_hidden_at_first_and_shown_on_demand(opened):
    seen = opened(pair())
    assert len(seen.visible_lines()) == 1
    assert seen.page.locator(".facts strong").all_inner_texts() == ["2", "1", "1", "1"]
    seen.page.keyboard.press("f")
    for name in ("Denied", "Possible"):
        seen.page.get_by_label(name).check()
    assert len(seen.visible_lines()) == 1  # Chad is in the file, but not among the first
    seen.page.locator("#extent-toggle").click()
    assert len(seen.visible_lines()) == 2
    seen.page.get_by_label("Affirmed").uncheck()
    assert len(seen.visible_lines()) == 1
    assert state(seen)["told"] == ["asserted,negated,possible"]
    assert seen.page.locator("#filters-count").inner_text() == "1"


def test_a_line_lists_what_the_filters_hide_too(opened):
    both = [
        told("Mali", "accuses", "Niger", sentence="It did."),
        told("Mali", "accuses", "Niger", sentence="It did not.", polarity="negated"),
    ]
    seen = opened(build(both, WORDS), fragment="#line=mali~niger~contention")
    assert seen.page.locator("#panel .card").count() == 2
    assert seen.page.locator("#panel .card:visible").all_inner_texts()[0].startswith("It did.")
    seen.page.get_by_text("1 more sentence, hidden by the filters").click()
    hidden = seen.page.locator("#panel .apart .card")
    assert "It did not." in hidden.inner_text()
    assert hidden.locator(".flag").inner_text() == "Denied"


def test_sources_confidence_and_classes_filter(opened):
    seen = opened(world(), fragment="#confidence=0.9")
    counts = {"all": len(opened(world()).visible_lines()), "sure": len(seen.visible_lines())}
    assert 0 < counts["sure"] < counts["all"]
    seen.page.keyboard.press("f")
    seen.page.get_by_role("button", name="None", exact=True).click()
    assert seen.visible_lines() == set()
    seen.page.get_by_label("Coast Courier").check()
    assert 0 < len(seen.visible_lines()) < counts["sure"]
    shown = seen.visible_actors()
    seen.page.locator("[data-class=Person]").click()
    assert seen.visible_actors() < shown
    assert state(seen)["without-class"] == ["Person"]
    seen.page.locator("#filters-reset").click()
    assert len(seen.visible_lines()) == counts["all"]
    seen.page.locator("#confidence").focus()
    seen.page.keyboard.press("End")
    assert state(seen)["confidence"] == ["1"]
    assert seen.complaints == []


def test_the_time_slider_leaves_out_what_happened_at_other_times(opened):
    seen = opened(world())
    everything = seen.visible_lines()
    assert seen.page.locator("#histogram rect").count() > 36  # lighter ones stand on those that have a day of their own
    assert seen.page.locator("#histogram .in").count() == 36
    seen.page.locator("#since").focus()
    for _ in range(12):
        seen.page.keyboard.press("ArrowRight")
    assert state(seen)["since"] == ["2023-01-01"]
    assert seen.page.locator("#histogram .in").count() == 24
    assert seen.page.locator("#since").get_attribute("aria-valuetext") == "1 January 2023"
    later = seen.visible_lines()
    assert later < everything
    lines = seen.ask("() => explorer.details.lines")
    days = [one.get("days") for line in lines for tie in line["ties"] for one in tie["statements"]]
    assert sum(1 for day in days if day is None) == 19  # they are in no period
    assert "19 undated statements are left out" in seen.page.locator("#undated").inner_text()
    late = {
        f"e{i}"
        for i, line in enumerate(lines)
        for tie in line["ties"]
        for one in tie["statements"]
        if one["modality"] == "asserted" and one.get("days") and one["days"][1] >= "2023-01-01"
    }
    assert later == late
    seen.page.locator("#whole").click()
    assert seen.visible_lines() == everything


def test_what_has_the_date_of_its_document_says_so_and_is_lighter(opened):
    seen = opened(
        build(
            [
                told("Mali", "accuses", "Niger", date="2024-03-01", date_from="2024-03-01", date_until="2024-03-01"),
                told("Mali", "attacks", "Niger", document_date="2024-05"),
            ],
            WORDS,
        ),
        fragment="#line=mali~niger~violence",
    )
    assert "May 2024 (date of the document)" in seen.page.locator(".card dl").inner_text()
    own, reported = (seen.page.locator(f"#histogram .{name}") for name in ("in", "reported-in"))
    assert [float(bar.get_attribute("height")) > 0 for bar in own.all()].count(True) == 1
    assert [float(bar.get_attribute("height")) > 0 for bar in reported.all()] == [True]
    assert "day of their document" in seen.page.locator("#histogram").get_attribute("title")
    seen.page.evaluate("() => { location.hash = 'line=mali~niger~contention'; }")
    seen.page.get_by_text("1 March 2024", exact=True).wait_for()
    assert "date of the document" not in seen.panel()


def test_time_plays_and_pauses(opened):
    seen = opened(world())
    everything = seen.visible_lines()
    seen.page.locator("#speed").select_option("4")
    seen.page.locator("#map").focus()
    seen.page.keyboard.press("p")
    assert seen.page.locator("#play").get_attribute("aria-label") == "Pause"
    assert len(seen.visible_lines()) < len(everything) / 2
    seen.page.wait_for_function("() => document.querySelectorAll('#histogram .in').length >= 3")
    seen.page.keyboard.press("p")
    grown = seen.page.locator("#histogram .in").count()
    assert "until" in state(seen)
    seen.page.wait_for_timeout(400)
    assert seen.page.locator("#histogram .in").count() == grown
    seen.page.keyboard.press("Control+z")
    assert seen.visible_lines() == everything
    assert seen.complaints == []


def test_a_chosen_period_moves_on_at_its_width(opened):
    seen = opened(world(), fragment="#since=2022-03-01&until=2022-04-30")
    assert seen.page.locator("#histogram .in").count() == 2
    seen.page.locator("#speed").select_option("4")
    seen.page.locator("#play").click()
    seen.page.wait_for_function("() => document.getElementById('since').value === '4'")
    seen.page.locator("#play").click()
    assert seen.page.locator("#histogram .in").count() == 2


def test_the_shortest_way_between_two_actors_is_shown_with_its_sentences(opened):
    seen = opened(build([*chain("ABCD"), *chain("AXYD"), told("A", "accuses", "B", "two.txt")], WORDS))
    seen.page.get_by_role("button", name="Path", exact=True).click()
    seen.page.locator("#path-0").fill("a")
    seen.page.keyboard.press("Enter")
    assert seen.ask("() => document.activeElement.id") == "path-1"
    seen.page.locator("#path-1").fill("d")
    seen.page.keyboard.press("Enter")
    assert "3 steps" in seen.panel()
    assert [text.split("\n")[0] for text in seen.page.locator("#panel h3").all_inner_texts()] == ["A → B", "B → C", "C → D"]
    assert "A accuses B." in seen.panel()
    assert state(seen)["path"] == ["a,d"]
    bold = seen.ask("() => explorer.edges.get().filter((line) => !line.hidden && line.color.opacity > 0.9).length")
    assert bold == 3
    seen.page.locator("[data-family=contention]").click()
    assert "No tie leads from one to the other" in seen.panel()


def test_a_path_leads_over_actors_that_were_not_shown(opened):
    seen = opened(build([*chain("ABCDE"), *chain("AC"), *chain("CE")], WORDS), shown=1, fragment="#path=b,d")
    assert "2 steps" in seen.panel()
    assert seen.visible_actors() == 3


def test_neighbours_expand_and_collapse(opened):
    seen = opened(build([*chain("ABC"), *chain("AX"), *chain("AY")], WORDS), shown=1, fragment="#actor=a")
    assert seen.visible_actors() == 1
    seen.page.locator("[data-do=expand]").click()
    assert seen.visible_actors() == 4
    assert "3 neighbours added" in seen.page.locator("#live").inner_text()
    seen.page.locator("[data-do=collapse]").click()
    assert seen.visible_actors() == 1
    seen.page.locator("#undo").click()
    assert seen.visible_actors() == 4
    seen.page.locator("#redo").click()
    assert seen.visible_actors() == 1
    at = seen.ask("() => explorer.network.canvasToDOM(explorer.network.getPositions(['n0']).n0)")
    seen.page.locator("#map").dblclick(position=at)
    assert seen.visible_actors() == 4
    seen.page.locator("[data-do=only]").click()
    seen.page.locator("[data-do=hide]").click()
    assert seen.visible_actors() == 3


def test_a_view_can_be_shared_undone_and_redone(opened):
    seen = opened(world())
    seen.page.locator("[data-family=violence]").click()
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("EREC")
    seen.page.keyboard.press("Enter")
    seen.page.locator("#panel [data-line]").first.click()
    shared, panel, lines = seen.page.url, seen.panel(), seen.visible_lines()
    again = opened(world(), fragment="#" + urlsplit(shared).fragment)
    assert (again.panel(), again.visible_lines()) == (panel, lines)
    for _ in range(3):
        seen.page.keyboard.press("Control+z")
    assert urlsplit(seen.page.url).fragment == ""
    assert seen.page.locator("#undo").is_disabled()
    for _ in range(2):
        seen.page.keyboard.press("Control+y")
    seen.page.keyboard.press("Control+Shift+Z")
    assert (seen.page.url, seen.panel()) == (shared, panel)
    seen.page.locator("#panel [data-statement]").first.wait_for()
    seen.page.evaluate("() => { location.hash = 'list=1'; }")
    seen.page.locator("#list table").first.wait_for()
    seen.page.keyboard.press("Control+z")
    assert seen.panel() == panel


def test_an_actor_that_was_moved_stays_moved_for_whoever_gets_the_link(opened):
    seen = opened(pair(), fragment="#place=mali:300:-120,niger:x:1,nobody:1:1,niger:1e9:2")
    assert seen.ask("() => explorer.network.getPositions(['n0', 'n1'])")["n0" if label(seen, 0) == "Mali" else "n1"] == {
        "x": 300,
        "y": -120,
    }
    seen.page.locator("[data-family=contention]").click()
    assert state(seen)["place"] == ["mali:300:-120"]


HOSTILE_FRAGMENTS = (
    "#actor=" + quote(RAN) + "&line=" + quote(RAN) + "&path=" + quote(RAN + "," + RAN),
    "#language=" + quote(RAN) + "&without-source=" + quote(RAN) + "&told=" + quote(RAN) + "&place=" + quote(RAN + ":1:1"),
    "#" + RAN,
    "#actor=%E0%A4%A&show=%25E0%25A4%25A&hide=%,%,%&since=" + quote(RAN) + "&until=9999-99-99&confidence=NaN",
    "#since=2023-99-99&until=0000-00-00&confidence=1e308&all=__proto__&show=__proto__,constructor,toString",
    "#" + "a" * 200_000,
)


@pytest.mark.parametrize("fragment", HOSTILE_FRAGMENTS, ids=range(len(HOSTILE_FRAGMENTS)))
def test_a_hostile_fragment_runs_nothing_and_the_page_works(opened, fragment):
    seen = opened(world(), fragment=fragment)
    assert seen.ask("() => window.ran") is None
    assert len(seen.requests) == 1
    seen.page.locator("[data-family=violence]").click()
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("ardova")
    seen.page.keyboard.press("Enter")
    assert seen.page.locator("#panel h2").inner_text() == "Ardova"
    assert RAN not in seen.page.url
    assert seen.complaints == []


def test_the_view_is_saved_as_a_table_a_network_and_pictures(opened):
    formula = entity("=HYPERLINK(1)", "Organization")
    seen = opened(
        build([told(formula, "accuses", "Mali", sentence='He said, "go";\nthen <left> & \x01.', count=3), *chain("ABC")], WORDS),
        title="Notes & more",
    )
    rows = list(csv.DictReader(io.StringIO(saved(seen, "csv").decode("utf-8-sig"), newline="")))
    assert len(rows) == 3
    first = next(row for row in rows if row["count"] == "3")
    assert (first["subject"], first["object"], first["relation_id"]) == ("'=HYPERLINK(1)", "Mali", "accuses")
    assert first["sentence"] == 'He said, "go";\nthen <left> & .'
    graph = nx.parse_graphml(saved(seen, "graphml").decode("utf-8"))
    assert sorted(graph.nodes) == sorted([formula.id, *(entity(name).id for name in ("Mali", "A", "B", "C"))])
    tie = (
        next(iter(graph.get_edge_data(formula.id, entity("Mali").id).values()))
        if graph.is_multigraph()
        else graph[formula.id][entity("Mali").id]
    )
    assert (tie["relation"], tie["statements"], tie["symmetric"]) == ("accuses", 1, False)
    drawing = ElementTree.fromstring(saved(seen, "svg"))  # noqa: S314 - our own
    texts = "".join(drawing.itertext())
    assert {"Notes & more", "=HYPERLINK(1)", "Contention"} <= {part for part in (one.text for one in drawing.iter()) if part}, texts
    assert saved(seen, "png").startswith(b"\x89PNG\r\n")
    assert seen.complaints == []


def test_only_what_is_shown_is_saved(opened):
    seen = opened(build([*chain("AB"), told("B", "attacks", "C")], WORDS), fragment="#without-family=violence")
    assert len(saved(seen, "csv").decode("utf-8-sig").strip().split("\r\n")) == 2


def test_the_page_and_its_picture_say_how_they_were_made_and_what_is_kept_back(opened):
    planned = told("B", "attacks", "C", modality="planned")
    seen = opened(
        build([*chain("ABC"), *chain("AC", "attacks"), planned], WORDS),
        fragment="#without-family=violence&confidence=0.5&hide=b",
        making=Making("2026-11-27", "--since 2020", "--focus A"),
    )
    for text in (
        "Made on 27 November 2026.",
        "Made with --since 2020: what these leave out is not here.",
        "Opened with --focus A, which decides who is shown at first; the page holds 3 actors.",
        "Machines misread: read the sentence",
    ):
        assert text in seen.panel()
    assert "Filters are on: without violence · Least confidence 50%" in seen.page.locator("#panel .note").inner_text()
    drawing = ElementTree.fromstring(saved(seen, "svg"))  # noqa: S314 - our own
    told_there = " ".join(one.text or "" for one in drawing.iter() if one.tag.endswith("text"))
    for text in (
        "2 of 3 actors",
        "without violence",
        "Least confidence 50%",
        "without planned",
        "1 actor hidden",
        "--since 2020",
        "misread",
    ):
        assert text in told_there
    seen.page.evaluate("() => { location.hash = 'line=a~b~contention'; }")
    seen.page.locator("#panel .card").wait_for()
    assert "Machines misread" in seen.panel()
    french = opened(build(chain("AB"), WORDS), fragment="#language=fr", making=Making("2026-05-01"))
    assert "Fait le 1er mai 2026." in french.panel()


def test_what_the_page_hides_by_itself_is_shown_by_a_button_that_says_so(opened):
    seen = opened(pair(), fragment="#actor=niger")
    assert "1 line is hidden by the filters." in seen.panel()
    assert seen.page.get_by_role("button", name="Reset filters").count() == 0
    seen.page.get_by_role("button", name="Denied or planned: show").click()
    assert "hidden by the filters" not in seen.panel()
    assert set(state(seen)["told"][0].split(",")) == {"affirmed", "negated", "asserted", "planned", "possible", "sought"}


def test_a_dossier_names_a_few_other_names_and_folds_the_spellings(opened):
    group = entity(
        "Sons of the Dune", "ArmedGroup", "SONS OF THE DUNE", "Sons-of-the-Dune", *(f"Dune {letter}" for letter in "ABCDEF")
    )
    seen = opened(build([told(group, "accuses", "Mali")], WORDS), fragment="#actor=sons-of-the-dune")
    assert "Also Dune A, Dune B, Dune C, Dune D, Dune E\n" in seen.panel()
    assert "Dune F" not in seen.panel()
    seen.page.get_by_text("3 more names and spellings").click()
    assert "SONS OF THE DUNE, Sons-of-the-Dune, Dune F" in seen.panel()
    seen.page.locator("#search").fill("dune f")
    assert seen.page.locator("#results li").count() == 1


def test_roles_say_where_they_are_from(opened):
    fact = StoredFact("f1", entity("Mali").id, "memberOf", entity("Union").id, None, None, None)
    seen = opened(build([*chain("AB"), told("Mali", "accuses", "A")], WORDS), fragment="#actor=mali", background=Background([fact]))
    assert "From the gazetteer, not from the reports." in seen.panel()


LABELS = "() => explorer.edges.get().map((line) => line.label).filter(Boolean)"


def test_a_line_says_what_it_is_only_where_that_touches_no_actor(opened):
    apart = opened(pair(), fragment="#line=mali~niger~contention&place=mali:0:0,niger:300:0")
    assert apart.ask(LABELS) == ["accuses"]
    near = opened(pair(), fragment="#line=mali~niger~contention&place=mali:0:0,niger:100:0")
    assert near.ask(LABELS) == []


def test_in_a_frame_there_is_no_link_to_copy(opened):
    seen = opened(pair())
    assert seen.page.locator("#share").is_visible()
    frame = seen.page.context.new_page()
    frame.set_content(f'<iframe sandbox="allow-scripts" width="1200" height="800" srcdoc="{escape(page_of(pair(), ()))}"></iframe>')
    frame.frame_locator("iframe").locator("#panel h2").wait_for()
    assert frame.frame_locator("iframe").locator("#share").is_hidden()


def test_the_interface_is_french_for_a_french_reader_and_can_be_switched(opened):
    seen = opened(world(), browsing={"locale": "fr-CA"})
    assert seen.page.get_by_role("button", name="Filtres").is_visible()
    assert seen.ask("() => document.documentElement.lang") == "fr"
    assert "Coopération" in seen.page.locator("#families").inner_text()
    assert "1er janvier 2022" in seen.page.locator("#period").inner_text()
    assert "établi" not in seen.page.locator("#filters").text_content()
    seen.page.get_by_role("button", name="EN, English").click()
    assert seen.page.get_by_role("button", name="Filters").is_visible()
    assert state(seen)["language"] == ["en"]
    assert opened(world(), fragment="#language=fr").page.get_by_role("button", name="Filtres").is_visible()
    assert opened(world(), browsing={"locale": "de-DE"}).page.get_by_role("button", name="Filters").is_visible()
    assert seen.complaints == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_is_left_in_the_other_language(opened, language):
    seen = opened(world(), fragment=f"#language={language}&list=1&actor=ardova", title="")
    keys = seen.ask(
        """() => [...document.querySelectorAll("*")].flatMap((node) => [...node.attributes]
          .filter(({ name, value }) => name.startsWith("data-t") && name !== "data-title" && value)
          .map(({ name, value }) => [value, name === "data-t" ? node.textContent : node.getAttribute(name.slice(7))]))"""
    )
    texts = load_texts()[language]
    assert len(keys) > 40
    assert [pair for pair in keys if texts.get(pair[0], "") != pair[1]] == []


def test_the_list_has_what_the_map_has(opened):
    seen = opened(world())
    lines, actors = len(seen.visible_lines()), seen.visible_actors()
    seen.page.keyboard.press("l")
    assert seen.page.locator("#map").is_hidden()
    assert seen.page.locator("#list table").first.locator("tbody tr").count() == actors
    assert seen.page.locator("#extent").inner_text() == f"{actors} of 57 actors"
    assert lines <= seen.page.locator("#list table").last.locator("tbody tr").count() + 300
    seen.page.locator("#list table").last.locator("tbody tr").first.get_by_role("button").nth(1).click()
    assert seen.page.locator("#panel [data-statement]").count() > 0
    seen.page.keyboard.press("Escape")
    seen.page.locator("#list table").first.get_by_role("button", name="Ardova", exact=True).click()
    assert seen.page.locator("#panel h2").inner_text() == "Ardova"


def test_single_keys_can_be_switched_off_and_do_not_act_while_typing(opened):
    seen = opened(world())
    seen.page.keyboard.press("/")
    seen.page.keyboard.type("fl?p")
    assert seen.page.locator("#filters").is_hidden()
    assert seen.page.locator("#search").input_value() == "fl?p"
    seen.page.keyboard.press("Escape")
    seen.page.locator("#show-help").click()
    seen.page.get_by_label("Single keys are shortcuts").uncheck()
    seen.page.locator("#help-close").click()
    seen.page.locator("#map").focus()
    seen.page.keyboard.press("f")
    assert seen.page.locator("#filters").is_hidden()


def test_what_is_chosen_is_announced_and_the_first_tab_stop_leads_to_it(opened):
    seen = opened(pair())
    seen.page.keyboard.press("Tab")
    assert seen.ask("() => document.activeElement.textContent") == "Skip to the details"
    seen.page.locator("#map").focus()
    seen.page.keyboard.press("ArrowRight")
    assert seen.page.locator("#live").inner_text() == f"{label(seen, 0)}, country, 1 statement"
    seen.page.keyboard.press("Enter")
    assert seen.ask("() => document.activeElement.id") == "panel"


def test_every_control_has_a_name(opened):
    seen = opened(world(), fragment="#actor=ardova")
    seen.page.keyboard.press("f")
    nameless = seen.ask(
        """() => [...document.querySelectorAll("button, input, select, summary, [role]:not([role=status])")].filter((node) =>
          !(node.getAttribute("aria-label") || node.textContent.trim() || (node.labels && node.labels.length))).map((node) => node.outerHTML)"""
    )
    assert nameless == []
    ids = seen.ask("() => [...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_the_page_prints_the_map_and_what_is_told_of_it(opened):
    seen = opened(world(), fragment="#actor=ardova", browsing={"color_scheme": "dark"})
    assert seen.page.pdf().startswith(b"%PDF")
    seen.ask("() => dispatchEvent(new Event('beforeprint'))")
    assert seen.page.locator("#print svg text").count() > 50
    seen.page.emulate_media(media="print")
    assert seen.page.locator("#print svg").is_visible()
    assert seen.page.locator("#map").is_hidden()
    assert seen.page.locator("#panel h2").is_visible()
    assert seen.complaints == []


@pytest.mark.parametrize("fragment", ["", "#actor=ardova"])
def test_on_paper_the_map_comes_first_and_all_of_it_is_unfolded_in_light_colours(opened, fragment):
    facts = [StoredFact(f"f{i}", entity("Ardova").id, "memberOf", entity(f"Union {i}").id, None, None, None) for i in range(15)]
    browsing = {"color_scheme": "dark", "viewport": {"width": 718, "height": 1000}}
    seen = opened(world(), fragment=fragment, title="Roles", background=Background(facts), browsing=browsing)
    seen.ask("() => dispatchEvent(new Event('beforeprint'))")
    seen.page.emulate_media(media="print", color_scheme="dark")
    picture, panel = seen.page.locator("#print").bounding_box(), seen.page.locator("#panel").bounding_box()
    assert panel["y"] >= picture["y"] + picture["height"]
    fills = set(seen.ask("() => [...document.querySelectorAll('#panel svg circle')].map((one) => getComputedStyle(one).fill)"))
    assert fills == {"rgb(0, 114, 178)"}
    assert seen.page.locator("#panel .roles li:visible").count() == (15 if fragment else 0)
    seen.page.emulate_media(media="screen")
    seen.ask("() => dispatchEvent(new Event('afterprint'))")
    assert seen.page.locator("#panel .roles li:visible").count() == (12 if fragment else 0)


def test_the_filters_leave_the_bar_of_time_free(opened):
    seen = opened(world(), browsing={"viewport": {"width": 1280, "height": 800}})
    seen.page.keyboard.press("f")
    box = seen.page.locator("#filters").bounding_box()
    assert box["y"] + box["height"] <= seen.page.locator("#time").bounding_box()["y"]
    seen.page.locator("#play").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "width", "height"), [("desktop", 1400, 900), ("phone", 390, 800)])
def test_it_fits_its_screen(opened, scheme, device, width, height):
    browsing = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "has_touch": device == "phone"}
    for view, fragment in VIEWS.items():
        seen = opened(world(), title="A world", fragment=fragment, browsing=browsing)
        assert seen.ask("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [width, height]
        if device == "phone" and "actor" in fragment:
            assert seen.page.locator("#panel h2").bounding_box()["y"] > height / 2
            seen.page.locator("#sheet").click()
            assert seen.page.locator("#panel h2").bounding_box()["y"] < height / 2
        if SCREENSHOTS:
            seen.page.wait_for_timeout(300)
            seen.page.screenshot(path=Path(SCREENSHOTS) / f"explorer-{device}-{scheme}-{view}.png")


def test_a_large_network_opens_with_a_part_and_shows_all_of_it(opened):
    seen = opened(build(many(500, 1500), WORDS))
    assert 45 <= seen.visible_actors() <= 50
    seen.page.locator("#extent-toggle").click()
    assert seen.visible_actors() == 500
    assert len(seen.visible_lines()) == seen.ask("() => explorer.details.lines.length")
    assert seen.complaints == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
@pytest.mark.parametrize(
    "fragment", ["#actor=ardova&since=2023-01-01", "#list=1", "#path=ibra-taluk,northern-gold", "#line=ardova~belmar~cooperation"]
)
def test_the_page_passes_the_rules_of_axe(opened, scheme, width, fragment):
    """WCAG 2.2 at level AA. The handles of the period may lie on each other; keys and typing in the address move them too."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe for Playwright is not installed").Axe()
    seen = opened(world(), fragment=fragment, browsing={"viewport": {"width": width, "height": 900}, "color_scheme": scheme})
    if width == 1400:
        seen.page.locator("#show-filters").click()
    else:
        seen.page.locator("#sheet").click()
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = axe.run(seen.page, options=rules).response["violations"]
    faults = [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]
    assert [
        fault for fault in faults if not (fault[0] == "target-size" and ('id="since"' in fault[1] or 'id="until"' in fault[1]))
    ] == []
