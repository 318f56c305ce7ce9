"""The pages in a real browser: the editor asks this service alone, runs named queries, and nothing from a text runs in it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from browsing import needs_browser, watch
from served import Served, serving
from store_samples import JNIM, MALI, Text, gazetteer

from kg.queries import load_queries
from kg.records import ENTITY_BASE, Entity
from kg.store import open_store

pytestmark = [needs_browser, pytest.mark.slow]

RAN = "<img src=https://evil.example/x onerror=\"window.ran=1\"></script><script>window.ran=1</script><a href='javascript:window.ran=1'>x</a>"
BAD = Entity(ENTITY_BASE + "bad", RAN, "ArmedGroup", (RAN,), known=False)


@dataclass
class Opened:
    """A page, and what it asked for and complained about since it was opened."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def rows(self) -> list[str]:
        """The text of the rows of the answer, once there are any."""
        self.page.locator("#yasgui .dataTable tbody tr").first.wait_for()
        return self.page.locator("#yasgui .dataTable tbody tr").all_inner_texts()

    def editor(self) -> str:
        return self.page.evaluate("() => kg.yasgui.getTab().getQuery()")


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("pages") / "store"
    with open_store(folder) as store:
        store.ensure_background(gazetteer())
        told = Text("report.txt").tell(JNIM, "attacks", MALI).tell(BAD, "accuses", MALI, place=BAD).tell(MALI, "accuses", BAD)
        store.add(told.reading())
    with serving(folder) as service:
        yield service


@pytest.fixture
def opened(browser, served) -> Iterator[Any]:
    contexts = []

    def show(path: str, **options: Any) -> Opened:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        contexts.append(context)
        context.set_default_timeout(60_000)
        seen = Opened(context.new_page())
        watch(seen.page, seen.requests, seen.complaints)
        seen.page.goto(served.address.rstrip("/") + path)
        return seen

    yield show
    for context in contexts:
        context.close()


def elsewhere(seen: Opened, served: Served) -> list[str]:
    return [url for url in seen.requests if not url.startswith((served.address, "data:", "blob:"))]


def ask(seen: Opened, query: str) -> None:
    seen.page.evaluate("(text) => { kg.yasgui.getTab().setQuery(text); kg.yasgui.getTab().query().catch(() => {}); }", query)


def test_the_editor_runs_a_query_and_asks_nobody_else(opened, served):
    seen = opened("/sparql")
    assert "PREFIX sahel:" in seen.editor()
    seen.page.locator("#yasgui .yasqe_queryButton").click()
    assert len(seen.rows()) == 2
    ask(seen, "CONSTRUCT WHERE { entity:mali ?p ?o }")
    seen.page.locator("#yasgui .yasr_results .CodeMirror, #yasgui .dataTable tbody tr").first.wait_for()
    ask(seen, "ASK {}")
    seen.page.get_by_text("True", exact=True).wait_for()
    assert elsewhere(seen, served) == []
    assert seen.complaints == []


def test_a_named_query_is_bound_by_the_service_and_run(opened, served):
    seen = opened("/sparql")
    assert seen.page.locator("#named li").count() == len(load_queries())
    seen.page.locator("#find").fill("ABOUT-actor")
    seen.page.get_by_role("button", name=load_queries()["about-actor"].title).click()
    seen.page.locator("#named input[name=actor]").fill("GSIM")
    seen.page.locator("#named").get_by_role("button", name="Run").click()
    assert any("attacks" in row for row in seen.rows())
    assert "VALUES ?actor { <https://w3id.org/sahel-kg/entity/jnim> }" in seen.editor()
    assert elsewhere(seen, served) == []


def test_a_wrong_parameter_is_told_beside_the_form(opened):
    seen = opened("/sparql#name=about-actor")
    form = seen.page.locator("#named form")
    form.get_by_role("button", name="Load").click()
    assert form.evaluate("(form) => form.checkValidity()") is False
    form.locator("input[name=actor]").fill('x" } #')
    form.get_by_role("button", name="Load").click()
    seen.page.get_by_text("the store knows no entity").wait_for()


def test_a_bad_query_shows_the_place_of_the_fault(opened):
    seen = opened("/sparql")
    ask(seen, "SELECT ?x WHERE { ?x }")
    seen.page.get_by_text("line 1, column").wait_for()


def test_completion_comes_from_the_ontology_and_asks_nobody(opened, served):
    seen = opened("/sparql")
    seen.page.evaluate(
        """() => {
          const editor = kg.yasgui.getTab().getYasqe();
          editor.setValue("PREFIX sahel: <https://w3id.org/sahel-kg/ontology#>\\nSELECT * WHERE { ?s sahel:accus }");
          editor.focus();
          editor.getDoc().setCursor({ line: 1, ch: 31 });
          editor.autocomplete();
        }"""
    )
    seen.page.locator(".CodeMirror-hints").get_by_text("accuses").first.wait_for()
    seen.page.keyboard.press("Escape")
    seen.page.evaluate("() => kg.yasgui.getTab().getYasqe().setValue('')")
    seen.page.locator("#yasgui .yasqe .CodeMirror").click()
    seen.page.keyboard.type("PREFIX sk")
    seen.page.locator(".CodeMirror-hints").get_by_text("skos:").first.wait_for()
    assert elsewhere(seen, served) == []


def test_a_click_on_an_iri_asks_this_service_about_it(opened, served):
    seen = opened("/sparql")
    ask(seen, "SELECT ?x { VALUES ?x { <https://w3id.org/sahel-kg/entity/mali> } }")
    seen.rows()
    seen.page.locator("#yasgui .dataTable a.iri").first.click()
    seen.page.wait_for_function("() => kg.yasgui.getTab().getQuery().startsWith('DESCRIBE')")
    assert len(seen.page.context.pages) == 1
    assert elsewhere(seen, served) == []


@pytest.mark.parametrize("path", ["/sparql", "/queries/about-actor", "/"])
def test_nothing_of_a_text_runs(opened, served, path):
    if path == "/queries/about-actor":
        path += "?" + urlencode({"actor": "bad", "run": ""})
    seen = opened(path)
    if path == "/sparql":
        ask(
            seen,
            f"SELECT ?x ?y ?z {{ ?x skos:prefLabel ?y . BIND (IRI('javascript:window.ran=1') AS ?z) FILTER (STRLEN(?y) > 60) }} # {RAN}",
        )
        seen.rows()
        seen.page.locator("#yasgui .dataTable tbody td").last.click()
    seen.page.wait_for_timeout(1000)
    assert seen.page.evaluate("() => window.ran") is None
    assert seen.page.locator("img").count() == 0
    assert elsewhere(seen, served) == []
    if path != "/":
        assert "onerror" in seen.page.locator("body").inner_text()


def test_the_policy_lets_no_page_reach_another_host(opened, served):
    for path in ("/", "/sparql", "/queries", "/queries/members"):
        seen = opened(path)
        reached = seen.page.evaluate("() => fetch('https://example.org/').then(() => true, () => false)")
        seen.page.evaluate("() => { const one = new Image(); one.src = 'https://example.org/x.png'; document.body.append(one); }")
        seen.page.evaluate(
            "() => { const one = document.createElement('script'); one.textContent = 'window.ran = 1'; document.body.append(one); }"
        )
        seen.page.wait_for_timeout(200)
        assert (reached, seen.page.evaluate("() => window.ran")) == (False, None)
        assert len([complaint for complaint in seen.complaints if "Content Security Policy" in complaint]) >= 3, path


def test_a_link_cannot_send_a_query_to_another_host(opened, served):
    shared = urlencode({"query": "ASK {}", "endpoint": "https://evil.example/sparql", "requestMethod": "GET"})
    seen = opened(f"/sparql#{shared}")
    seen.page.wait_for_timeout(1500)
    assert elsewhere(seen, served) == []


def test_the_pages_lead_to_each_other(opened):
    seen = opened("/")
    seen.page.wait_for_function("() => window.explorer")
    seen.page.get_by_role("link", name="Named queries").click()
    seen.page.get_by_role("link", name=load_queries()["members"].title, exact=True).click()
    seen.page.locator("input[name=bloc]").fill("AES")
    seen.page.get_by_role("button", name="Run").click()
    assert "Mali" in seen.page.locator("tbody").inner_text()
    assert json.loads(
        seen.page.evaluate(
            "(address) => fetch(address).then((one) => one.text())",
            seen.page.get_by_role("link", name="JSON").get_attribute("href"),
        )
    )
    seen.page.get_by_role("link", name="Open in the editor").click()
    seen.page.locator("#named form input[name=bloc]").wait_for()
    seen.page.get_by_role("link", name="Explorer").click()
    seen.page.wait_for_function("() => window.explorer")
    assert seen.complaints == []


def test_it_fits_a_phone(opened):
    for path in ("/sparql", "/queries", "/queries/about-actor"):
        seen = opened(path, viewport={"width": 390, "height": 800})
        assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 390, path
