"""The network and answers in a notebook: run as a notebook is, and looked at in a browser."""

import re
import sys
from html import unescape
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from browsing import watch
from network_samples import WORDS, invented_world

import kg
from kg.errors import UsageError
from kg.graph import project
from kg.notebook import is_network, show, summary
from kg.projection import EVERYTHING_ASSERTED
from kg.results import shortened
from kg.store import Solutions, Triples
from kg.vocabulary import ONTOLOGY

RAN = '<img src=x onerror="window.parent.ran=1;window.ran=1"></iframe><script>window.ran=1</script>'
ROOT = Path(kg.__file__).parent.parent


def graph():
    return project(invented_world(), EVERYTHING_ASSERTED, WORDS)


def test_a_graph_is_a_frame_that_reaches_nothing_around_it():
    shown = show(graph(), shown=5, height=400)
    html = shown._repr_html_()
    assert re.findall(r"<[a-z]+", html) == ["<iframe"]
    assert 'sandbox="allow-scripts allow-downloads"' in html
    assert unescape(re.search(r'srcdoc="([^"]*)"', html)[1]) == shown.page
    assert "height:400px" in html
    assert shown._repr_mimebundle_() == {"text/html": html, "text/plain": summary(graph())}
    assert re.fullmatch(r"network: \d+ actors, \d+ ties, \d+ statements", repr(shown))


def test_what_cannot_be_shown_is_said():
    with pytest.raises(UsageError, match="nobody of that name"):
        show(graph(), focus=["nobody of that name"])


def test_graphs_of_others_stay_as_they_are():
    other = nx.MultiDiGraph()
    other.add_edge(1, 2)
    assert not is_network(other)
    assert is_network(graph())


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        (None, "<td></td>"),
        (ox.Literal("a < b\n\u202ec"), "<td>a &lt; b c</td>"),
        (ox.Literal(5), "<td>5</td>"),
        (ox.NamedNode(ONTOLOGY + "attacks"), "<td>sahel:attacks</td>"),
        (ox.NamedNode("javascript:alert(1)"), "<td>javascript:alert(1)</td>"),
        (
            ox.NamedNode('https://example.org/?a=1&b="'.replace('"', "%22")),
            '<td><a href="https://example.org/?a=1&amp;b=%22" rel="noreferrer noopener" target="_blank">'
            "https://example.org/?a=1&amp;b=%22</a></td>",
        ),
        (ox.BlankNode("b"), "<td>_:b</td>"),
    ],
)
def test_a_value_is_text_and_only_the_web_is_linked(term, cell):
    html = Solutions(("x",), ((term,),))._repr_html_()
    assert html == f'<table><thead><tr><th scope="col">x</th></tr></thead><tbody><tr>{cell}</tr></tbody></table>'


def test_a_long_value_is_cut_and_wrapped_and_the_whole_of_it_is_in_the_title(browser):
    text = "word " * 2000
    html = Solutions(("x",), ((ox.Literal(text),), (ox.Literal("w" * 400),), (ox.Literal("short"),)))._repr_html_()
    cells = re.findall(r"<td([^>]*)>([^<]*)</td>", html)
    assert [len(shown) for _, shown in cells] == [300, 300, 5]
    assert f'title="{text.strip()}"' in cells[0][0]
    assert cells[2] == ("", "short")
    page = browser.new_page(viewport={"width": 1000, "height": 600})
    page.set_content(f"<style>td {{ white-space: nowrap }}</style>{html}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1000
    page.close()


def test_long_answers_are_cut_and_say_so():
    html = Solutions(("<x>",), tuple((ox.Literal(number),) for number in range(1500)))._repr_html_()
    assert html.count("<tr>") == 201
    assert "<p>200 of 1,500 rows</p>" in html
    assert "<x>" not in html


def test_triples_are_a_table_too():
    node = ox.NamedNode(ONTOLOGY + "attacks")
    html = Triples((ox.Triple(node, node, ox.Literal(RAN)),))._repr_html_()
    assert html.count(shortened(node.value)) == 2
    assert "<img" not in html


CELLS = (
    f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from network_samples import WORDS, entity, invented_world, told
from kg.graph import build, project
from kg.notebook import show
from kg.projection import EVERYTHING_ASSERTED
graph = project(invented_world(), EVERYTHING_ASSERTED, WORDS)
graph
""",
    "%load_ext kg.notebook",
    "graph",
    "show(graph, shown=3)",
    """
from kg.store import open_store
with open_store(":memory:") as store:
    answer = store.query("SELECT ?x WHERE { VALUES ?x { sahel:attacks } }".replace("sahel:attacks", "<https://w3id.org/sahel-kg/ontology#attacks>"))
answer
""",
    "import networkx\nnetworkx.MultiDiGraph([(1, 2)])",
)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """The outputs of the cells, each by its media types."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    specs = tmp_path_factory.mktemp("jupyter")
    kernel = specs / "kernels" / "kg"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        f'{{"argv": ["{sys.executable}", "-m", "ipykernel_launcher", "-f", "{{connection_file}}"], "display_name": "kg", "language": "python"}}',
        encoding="utf-8",
    )
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("JUPYTER_PATH", str(specs))
        patched.setenv("JUPYTER_PLATFORM_DIRS", "1")
        nbclient.NotebookClient(book, timeout=300, kernel_name="kg").execute()
    return [[output.get("data", {}) for output in cell.outputs] for cell in book.cells]


@pytest.mark.slow
def test_a_notebook_shows_graphs_as_frames_and_answers_as_tables(notebook):
    plain, _, loaded, shown, answer, other = notebook
    assert "text/html" not in plain[0]
    for cell in (loaded, shown):
        assert cell[0]["text/html"].startswith("<iframe srcdoc=")
    assert shown[0]["text/plain"].startswith("network: ")
    assert "<td>sahel:attacks</td>" in answer[0]["text/html"]
    assert "text/html" not in other[0]


def test_the_frame_draws_the_network_and_leaves_the_notebook_alone(tmp_path, browser):
    page_file = tmp_path / "notebook.html"
    page_file.write_text(f"<!doctype html><title>t</title><body>{show(graph())._repr_html_()}", encoding="utf-8")
    complaints: list[str] = []
    page = browser.new_page()
    watch(page, [], complaints)
    page.goto(page_file.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#map canvas").wait_for()
    frame.locator("#search").fill("a")
    frame.locator("#results li").first.click()
    frame.locator("#panel h2").first.wait_for()
    inner = page.frames[1]
    assert (
        inner.evaluate("() => { try { return String(window.parent.document.title) } catch (error) { return error.name } }")
        == "SecurityError"
    )
    page.close()
    assert complaints == []
