"""Clients that nobody here wrote: SPARQLWrapper, rdflib's SPARQLStore and curl, against a service that runs."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from served import Served, serving
from store_samples import gazetteer

from kg.store import open_store

sparqlwrapper = pytest.importorskip("SPARQLWrapper", reason="SPARQLWrapper is not installed")

SAHEL = rdflib.Namespace("https://w3id.org/sahel-kg/ontology#")
ENTITY = rdflib.Namespace("https://w3id.org/sahel-kg/entity/")
TOKEN = "a token of these tests"
NAME = "SELECT ?name WHERE { entity:jnim skos:prefLabel ?name }"
JNIM = "Jama'at Nusrat al-Islam wal-Muslimin"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clients") / "store"
    with open_store(folder) as store:
        store.ensure_background(gazetteer())
    with serving(folder, "--writable", KG_TOKEN=TOKEN) as service:
        yield service


def wrapper(served: Served, query: str, form: str, method: str = "GET"):
    client = sparqlwrapper.SPARQLWrapper(f"{served.address}sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    return client


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_rows(served, method):
    told = wrapper(served, NAME, sparqlwrapper.JSON, method).queryAndConvert()
    assert [row["name"] for row in told["results"]["bindings"]] == [{"type": "literal", "xml:lang": "en", "value": JNIM}]


@pytest.mark.parametrize("form", ["XML", "CSV", "TSV"])
def test_sparqlwrapper_reads_rows_in_other_forms(served, form):
    told = wrapper(served, NAME, getattr(sparqlwrapper, form)).queryAndConvert()
    assert JNIM in (told.toxml() if form == "XML" else told.decode())


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # SPARQLWrapper 2.0 is older than rdflib 7.5
@pytest.mark.parametrize("form", ["XML", "TURTLE", "N3", "RDFXML", "JSONLD"])
def test_sparqlwrapper_reads_graphs(served, form):
    told = wrapper(
        served, "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s a sahel:Country ; skos:prefLabel ?o }", getattr(sparqlwrapper, form)
    )
    graph = told.queryAndConvert()
    graph = rdflib.Graph().parse(data=graph.decode()) if isinstance(graph, bytes) else graph
    assert {str(name) for name in graph.objects()} == {"Mali", "Russia"}


def test_sparqlwrapper_asks_and_describes(served):
    assert wrapper(served, "ASK { entity:mali a sahel:Country }", sparqlwrapper.JSON).queryAndConvert() == {
        "head": {},
        "boolean": True,
    }
    assert len(wrapper(served, "DESCRIBE entity:mali", sparqlwrapper.TURTLE).queryAndConvert()) > 0


def test_sparqlwrapper_sees_that_a_query_is_bad(served):
    with pytest.raises(sparqlwrapper.SPARQLExceptions.QueryBadFormed, match="line 1, column 7"):
        wrapper(served, "SELECT", sparqlwrapper.JSON).query()


def test_sparqlwrapper_narrows_the_dataset(served):
    client = wrapper(served, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", sparqlwrapper.JSON)
    counts = []
    for graph in ("graph/ontology", "graph/gazetteer"):
        client.resetQuery()
        client.setQuery("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        client.setReturnFormat(sparqlwrapper.JSON)
        client.addDefaultGraph(f"https://w3id.org/sahel-kg/{graph}")
        counts.append(int(client.queryAndConvert()["results"]["bindings"][0]["n"]["value"]))
    assert counts[0] > counts[1] > 0


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json"])
def test_rdflib_reads_a_graph_from_the_service(served, method, form):
    graph = rdflib.Graph(SPARQLStore(f"{served.address}sparql", method=method, returnFormat=form))
    assert graph.value(ENTITY["mali"], rdflib.SKOS.prefLabel) == rdflib.Literal("Mali", lang="en")
    assert (ENTITY["mali"], rdflib.RDF.type, SAHEL["Country"]) in graph
    assert len(list(graph.triples((None, rdflib.RDF.type, SAHEL["Country"])))) == 2
    assert len(graph) > 100


def test_rdflib_asks_and_constructs(served):
    graph = rdflib.Graph(SPARQLStore(f"{served.address}sparql"))
    assert graph.query("ASK { ?s a sahel:ArmedGroup }").askAnswer is True
    assert len(graph.query("CONSTRUCT WHERE { ?s a sahel:ArmedGroup }").graph) == 2


def test_rdflib_reads_one_named_graph(served):
    ontology = rdflib.URIRef("https://w3id.org/sahel-kg/graph/ontology")
    graph = rdflib.Graph(SPARQLStore(f"{served.address}sparql"), identifier=ontology)
    assert (SAHEL["Country"], rdflib.RDF.type, rdflib.OWL.Class) in graph
    assert (ENTITY["mali"], None, None) not in graph


def test_rdflib_writes_with_the_token_alone(served):
    added = (ENTITY["mali"], rdflib.SKOS.note, rdflib.Literal("by rdflib — “quoted”"))
    graph = rdflib.URIRef("https://example.org/notes")

    def store(**options) -> rdflib.Dataset:
        return rdflib.Dataset(
            SPARQLUpdateStore(f"{served.address}sparql", f"{served.address}update", context_aware=True, **options)
        )

    with pytest.raises(Exception, match="401"):
        store().graph(graph).add(added)
    store(headers={"Authorization": f"Bearer {TOKEN}"}).graph(graph).add(added)
    assert list(rdflib.Graph(SPARQLStore(f"{served.address}sparql")).objects(ENTITY["mali"], rdflib.SKOS.note)) == [added[2]]


CURL = shutil.which("curl")


@pytest.mark.skipif(CURL is None, reason="curl is not installed")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--data-urlencode", f"query={NAME}"], "json"),
        (["-G", "--data-urlencode", f"query={NAME}"], "json"),
        (["-H", "Content-Type: application/sparql-query", "--data-binary", NAME], "json"),
        (["-H", "Accept: text/csv", "--data-urlencode", f"query={NAME}"], f"name\r\n{JNIM}\r\n"),
        (["--compressed", "-H", "Accept: text/csv", "--data-urlencode", f"query={NAME}"], f"name\r\n{JNIM}\r\n"),
        (["-F", f"query={NAME}"], 415),
        (["-X", "PATCH"], 405),
    ],
)
def test_curl(served, tmp_path: Path, arguments: list[str], expected: str | int):
    got = tmp_path / "body"
    command = [
        "curl",
        "--silent",
        "--noproxy",
        "*",
        "--output",
        got,
        "--write-out",
        "%{http_code}",
        *arguments,
        f"{served.address}sparql",
    ]
    status = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if expected == "json":
        assert json.loads(got.read_text())["results"]["bindings"][0]["name"]["value"] == JNIM
    elif isinstance(expected, int):
        assert status == expected
    else:
        assert (status, got.read_bytes().decode()) == (200, expected)
