"""Every format is read back by a tool that nobody here wrote, and says the same as the store."""

import csv
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geojson
import igraph
import networkx as nx
import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
import stix2
import stix2validator
from export_samples import CONTROL, DJIBO, NASTY, filled, labels, located, person
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from rdflib.compare import to_isomorphic
from store_samples import JNIM, KINDS, LATER, MALI, RUSSIA, STRANGER, WHEN, Text, store_at

from kg import curation, quads
from kg.care import restore
from kg.errors import KgError, UsageError
from kg.exports import FORMATS
from kg.exports.rdf import IN_MEMORY, in_order
from kg.exports.spill import SortedLines
from kg.exports.writing import export, steps
from kg.folding import Parts
from kg.graph import project
from kg.projection import EVERYTHING_ASSERTED, Projection
from kg.store import Store, open_store
from kg.vocabulary import load_vocabulary

SYNTAXES = {"turtle": "turtle", "trig": "trig", "ntriples": "ntriples", "nquads": "nquads", "rdfxml": "rdfxml"}
READ = {
    "turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "ntriples": ox.RdfFormat.N_TRIPLES, "nquads": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
}  # fmt: skip
LOSSLESS = [name for name, form in FORMATS.items() if form.lossless]
NETWORKS = [name for name, form in FORMATS.items() if form.kind == "network"]
WORDS = load_vocabulary()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that no test changes."""
    with store_at("disk", tmp_path_factory.mktemp("disk")) as opened:
        yield filled(opened)


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that a test may change."""
    with store_at("disk", tmp_path_factory.mktemp("own")) as opened:
        yield filled(opened)


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_at(request.param, tmp_path_factory.mktemp("both")) as opened:
        yield filled(opened)


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    """Stores of every kind with the same content, which came into them in another order."""
    with ExitStack() as stack:
        yield [filled(stack.enter_context(store_at(kind, tmp_path_factory.mktemp(kind))), backwards=True) for kind in KINDS]


def written(store: Store, form: str, folder: Path, **choice: Any) -> Path:
    path = folder / f"export.{form}"
    export(store, form, path, **choice)
    return path


def content(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.iterdir()} if path.is_dir() else {path.name: path.read_bytes()}


def public(store: Store) -> list[ox.Quad]:
    return [quad for quad in store.quads() if quad.graph_name != quads.GRAPH_SOURCES]


# ------------------------------------------------------------------------------------------------------------- all formats


@pytest.mark.parametrize("form", FORMATS)
def test_nasty_names_survive(disk: Store, tmp_path: Path, form: str) -> None:
    path = written(disk, form, tmp_path)
    assert labels(form, path) >= set(map(str, (quads.literal(name).value for name in NASTY)))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4, unique=True))
def test_any_name_survives_in_every_format(names: list[str], tmp_path: Path) -> None:
    with store_at("memory", tmp_path) as opened:
        opened.ensure_background(located())
        text = Text("some")
        for number, name in enumerate(names):
            text.tell(person(number, name), "accuses", MALI, place=DJIBO)
        opened.add(text.reading(), when=WHEN)
        for form in FORMATS:
            assert labels(form, written(opened, form, tmp_path)) >= {quads.literal(name).value for name in names}, form


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_content_gives_the_same_bytes(disk: Store, others: list[Store], tmp_path: Path, form: str) -> None:
    first = content(written(disk, form, tmp_path))
    for other in others:
        assert content(written(other, form, tmp_path)) == first


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_format_cannot_hold_is_refused_and_leaves_the_old_file(own: Store, tmp_path: Path, form: str) -> None:
    """Control characters never come into a store by kg; a store that others filled may hold them."""
    path = written(own, form, tmp_path)
    before, names = content(path), sorted(each.name for each in tmp_path.iterdir())
    alien = [ox.Quad(ox.NamedNode(person(0, "").id), ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"), ox.Literal(CONTROL),
                     quads.GRAPH_ENTITIES)]  # fmt: skip
    other = tmp_path / "alien.nq"
    other.write_bytes(ox.serialize(alien, format=ox.RdfFormat.N_QUADS))
    with other.open("rb") as stream:
        own.load(stream)
    other.unlink()
    if form in {"rdfxml", "graphml", "gexf", "xlsx"}:
        with pytest.raises(KgError, match=r"XML cannot hold the character U\+0007, which stands in .*: use nquads or jsonld"):
            export(own, form, path)
        assert content(path) == before
    else:
        before_labels = labels(form, path)
        assert labels(form, written(own, form, tmp_path)) == before_labels != set()
    assert sorted(each.name for each in tmp_path.iterdir()) == names


@pytest.mark.parametrize("form", FORMATS)
def test_progress_is_told_as_often_as_promised(disk: Store, tmp_path: Path, form: str) -> None:
    seen: list[object] = []
    written(disk, form, tmp_path, done=seen.append)
    assert len(seen) == steps(disk, form) > 0


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_store_is_a_file_too(tmp_path: Path, form: str) -> None:
    with store_at("memory", tmp_path) as opened:
        path = written(opened, form, tmp_path)
        assert export(opened, form, path) == (FORMATS[form].kind == "rdf"), "whether there was anything is told"
    if form == "stix":  # stix2 refuses a bundle of nothing, of which STIX says that it has no list of objects
        assert json.loads(path.read_text()).keys() == {"type", "id"}
    else:
        assert labels(form, path) == set()


def test_an_unknown_format_is_refused(disk: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="turtle, trig"):
        export(disk, "pdf", tmp_path / "x")


# ------------------------------------------------------------------------------------------------------------------- RDF


@pytest.mark.skipif(not shutil.which("rapper"), reason="rapper (raptor2-utils) is not installed")
@pytest.mark.parametrize("form", SYNTAXES)
def test_rapper_counts_the_same(store: Store, tmp_path: Path, form: str) -> None:
    path = written(store, form, tmp_path)
    result = subprocess.run(
        ["rapper", "-q", "-i", SYNTAXES[form], "-o", "ntriples", str(path)], capture_output=True, text=True, check=True
    )
    expected = list(store.quads()) if FORMATS[form].lossless else public(store)
    assert len(result.stdout.splitlines()) == len(expected)


@pytest.mark.parametrize("form", [form for form in SYNTAXES if not FORMATS[form].lossless])
def test_rdflib_reads_the_same_triples(store: Store, tmp_path: Path, form: str) -> None:
    syntax = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml"}[form]
    read = rdflib.Graph().parse(written(store, form, tmp_path), format=syntax)
    expected = rdflib.Graph().parse(data="".join(f"{quad.triple} .\n" for quad in public(store)), format="nt")
    assert len(read) == len(public(store))
    assert to_isomorphic(read) == to_isomorphic(expected)


@pytest.mark.parametrize("form", FORMATS)
def test_only_lossless_formats_name_files_of_the_user(disk: Store, tmp_path: Path, form: str) -> None:
    named = b"/home/somebody" in b"".join(content(written(disk, form, tmp_path)).values())
    assert named == FORMATS[form].lossless
    assert b"/home/somebody" not in b"".join(content(written(disk, form, tmp_path, sources=False)).values())


@pytest.mark.parametrize("form", LOSSLESS)
def test_a_whole_store_comes_back(own: Store, tmp_path: Path, form: str) -> None:
    decide(own)
    assert_round_trip(own, form, tmp_path)


@pytest.mark.parametrize("form", LOSSLESS)
def test_a_stream_of_it_comes_back_without_any_other_file(disk: Store, tmp_path: Path, form: str) -> None:
    path = tmp_path / "streamed"
    with path.open("wb") as stream:
        export(disk, form, stream)
    with path.open("rb") as stream:
        restore(stream, tmp_path / "back", form=form)  # type: ignore[arg-type]
    with open_store(tmp_path / "back") as back:
        assert set(back.quads()) == set(disk.quads())


NAMES = st.text(min_size=1, max_size=12)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(
        st.tuples(
            st.integers(0, 4), NAMES, st.sampled_from(["accuses", "meetsWith", "attacks"]), st.sampled_from([None, "2024", "2024-05/2024-06", "2012/.."]),
            st.sampled_from(["affirmed", "negated"]), st.sampled_from([0, 0.5, 0.123456789, 1]),
        ),
        min_size=1, max_size=6,
    ),
    decided=st.booleans(),
)  # fmt: skip
def test_any_store_comes_back(told: list[Any], decided: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    with open_store(folder / "store") as opened:
        text = Text("generated", location="file:///somewhere/%20x", title=told[0][1], source=told[-1][1])
        for number, name, relation, day, polarity, confidence in told:
            text.tell(person(number, name), relation, MALI, date=day, polarity=polarity, confidence=confidence)
        opened.add(text.reading(), when=WHEN)
        opened.add(Text("fixed").tell(STRANGER, "attacks", RUSSIA).reading(), when=WHEN)
        if decided:
            decide(opened)
        for form in LOSSLESS:
            assert_round_trip(opened, form, folder)


def decide(store: Store) -> None:
    """An analyst's decision, so that graph:curation holds something."""
    signed = curation.Signature("Ann", "it is so", LATER)
    curation.rename(store, "hypothetical-front", "Front of No One", signed)
    curation.reject(store, min(store.statement_ids()), signed)


def assert_round_trip(store: Store, form: str, folder: Path) -> None:
    path = written(store, form, folder)
    restore(path, folder / "again", replace=True, form=form)  # type: ignore[arg-type]
    (folder / "second").mkdir(exist_ok=True)
    with open_store(folder / "again") as again:
        assert canonical(again) == canonical(store)
        second = written(again, form, folder / "second")
        assert second.read_bytes() == path.read_bytes()


def canonical(store: Store) -> set[ox.Quad]:
    dataset = ox.Dataset(store.quads())
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


# --------------------------------------------------------------------------------------------------------------- networks

PROJECTIONS = (
    EVERYTHING_ASSERTED,
    Projection(places=True),
    Projection(since="2025", families=frozenset({"violence", "cooperation"})),
    Projection(polarities=frozenset({"affirmed", "negated"}), min_confidence=0.5),
    Projection(weight="recency", half_life=30),
    Projection(min_sources=2, places=True),
    Projection(fold=frozenset({"groups", "states"}), weight="documents"),
)


@pytest.mark.parametrize("projection", PROJECTIONS, ids=range(len(PROJECTIONS)))
@pytest.mark.parametrize("form", ["graphml", "gexf", "cytoscape"])
def test_a_network_is_the_one_that_is_projected(disk: Store, tmp_path: Path, form: str, projection: Projection) -> None:
    """networkx reads what the export wrote, and finds the graph that `project` makes in memory."""
    parts = Parts(projection.fold, disk.facts(), disk.entities(), WORDS)
    graph = project(disk.statements(), projection, WORDS, parts)
    back = network_in(form, written(disk, form, tmp_path, projection=projection))
    assert set(back) == set(graph)
    ties = sorted(
        (a, b, tie["relation"], float(tie["weight"]), tie["sources"], tie["confidence"]) for a, b, tie in back.edges(data=True)
    )
    told = sorted(
        (a, b, tie["relation"], float(tie["weight"]), tie["sources"], tie["confidence"]) for a, b, tie in graph.edges(data=True)
    )
    assert ties == told


def network_in(form: str, path: Path) -> Any:
    if form == "cytoscape":
        return nx.cytoscape_graph(json.loads(path.read_bytes().decode()))
    return nx.read_graphml(path) if form == "graphml" else nx.read_gexf(path, version="1.3")


def test_igraph_reads_the_graphml(disk: Store, tmp_path: Path) -> None:
    graph = project(disk.statements(), EVERYTHING_ASSERTED, WORDS)
    read = igraph.Graph.Read_GraphML(str(written(disk, "graphml", tmp_path)))
    assert read.is_directed()
    assert set(read.vs["id"]) == set(graph)
    names = dict(zip(read.vs["id"], read.vs["label"], strict=True))
    assert names == dict(graph.nodes(data="label"))
    ends = sorted((read.vs[edge.source]["id"], read.vs[edge.target]["id"], edge["relation"]) for edge in read.es)
    assert ends == sorted(graph.edges(keys=True))


def test_a_node_of_the_graphml_has_what_is_known_of_it(disk: Store, tmp_path: Path) -> None:
    nodes = nx.read_graphml(written(disk, "graphml", tmp_path, projection=Projection(places=True))).nodes
    assert nodes[DJIBO.id] == {"label": "Djibo", "kind": "Settlement", "known": True, "latitude": 14.1, "longitude": -1.63}
    assert nodes[JNIM.id]["aliases"].split("\n") == ["GSIM", "JNIM", "Support Group"]


GEXF = {
    "gexf": {"version"}, "meta": set(), "creator": set(), "attributes": {"class", "mode"}, "attribute": {"id", "title", "type"},
    "graph": {"defaultedgetype", "mode", "timeformat", "timerepresentation"}, "nodes": set(), "edges": set(), "node": {"id", "label"},
    "edge": {"id", "source", "target", "label", "kind", "type", "weight"}, "attvalues": set(), "attvalue": {"for", "value"},
    "spells": set(), "spell": {"start", "end"},
}  # fmt: skip
"""Elements of GEXF 1.3 and those of their attributes that an export uses, as the schema at gexf.net has them."""


def test_gexf_keeps_to_its_schema_and_to_its_days(disk: Store, tmp_path: Path) -> None:
    root = ElementTree.parse(written(disk, "gexf", tmp_path)).getroot()  # noqa: S314 - it was just written
    for element in root.iter():
        space, _, name = element.tag.partition("}")
        assert space == "{http://gexf.net/1.3"
        assert set(element.attrib) <= GEXF[name]
        assert name != "spells" or len(element) > 0
        assert name != "attribute" or element.get("type") in {"string", "double", "long", "boolean"}
        assert name != "spell" or all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in element.attrib.values())
    ties = {edge.get("label"): edge for edge in root.iter("{http://gexf.net/1.3}edge")}
    spells = [dict(spell.attrib) for spell in ties["attacks"].iter("{http://gexf.net/1.3}spell")]
    # An attack since 2012, known up to the day of the report, takes in the one two days before it.
    assert spells == [{"start": "2012-01-01", "end": "2025-06-12"}]
    assert [dict(spell.attrib) for spell in ties["accuses"].iter("{http://gexf.net/1.3}spell")] == [
        {"start": "2024-07-25", "end": "2024-07-27"}
    ]
    nodes = {node.get("id"): node for node in root.iter("{http://gexf.net/1.3}node")}
    assert nodes[RUSSIA.id].find("{http://gexf.net/1.3}spells") is None, "one of its ties has no date"
    assert nodes[person(0, "").id].find("{http://gexf.net/1.3}spells") is not None


@pytest.mark.parametrize("form", ["neo4j-csv", "gephi-csv"])
def test_tables_hold_every_tie(disk: Store, tmp_path: Path, form: str) -> None:
    graph = project(disk.statements(), EVERYTHING_ASSERTED, WORDS)
    nodes, ties = tables(written(disk, form, tmp_path))
    names = {"neo4j-csv": ("id:ID", ":START_ID", ":END_ID", ":TYPE"), "gephi-csv": ("Id", "Source", "Target", "Label")}[form]
    assert {node[names[0]] for node in nodes} == set(graph)
    assert sorted((tie[names[1]], tie[names[2]], tie[names[3]]) for tie in ties) == sorted(graph.edges(keys=True))
    for row in (*nodes, *ties):
        assert not [cell for cell in row.values() if cell[:1] in {"=", "+", "@"} or (cell[:1] == "-" and not is_number(cell))]


def tables(folder: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    found = []
    for name in sorted(each.name for each in folder.iterdir()):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            found.append(list(csv.DictReader(file, strict=True)))
    return (found[1], found[0]) if "Source" in found[0][0] else (found[0], found[1])


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_neo4j_has_labels_types_and_lists(disk: Store, tmp_path: Path) -> None:
    nodes, ties = tables(written(disk, "neo4j-csv", tmp_path))
    mali = next(node for node in nodes if node["id:ID"] == MALI.id)
    assert mali[":LABEL"].split("\x1f") == ["Country", "Actor", "Place", "State"]
    assert mali["aliases:string[]"].split("\x1f") == ["République du Mali"]
    attack = next(tie for tie in ties if tie[":TYPE"] == "attacks")
    assert (attack["weight:double"], attack["documents:long"], len(attack["sentences:string[]"].split("\x1f"))) == ("2", "1", 2)


def test_gephi_has_a_timeset(disk: Store, tmp_path: Path) -> None:
    ties = {tie["Label"]: tie for tie in tables(written(disk, "gephi-csv", tmp_path))[1]}
    assert ties["attacks"]["Timeset"] == "<[2012-01-01, 2025-06-12]>"
    assert ties["meetsWith"]["Type"] == "Undirected"
    assert ties["meetsWith"]["Timeset"] == ""


@pytest.mark.parametrize("form", ["neo4j-csv", "gephi-csv"])
def test_a_zip_holds_the_same_files(disk: Store, tmp_path: Path, form: str) -> None:
    folder = content(written(disk, form, tmp_path))
    export(disk, form, tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == folder


def test_several_files_need_a_place(disk: Store, tmp_path: Path) -> None:
    with (
        (tmp_path / "x").open("wb") as stream,
        pytest.raises(UsageError, match=r"neo4j-csv is several files: name a folder or a \.zip"),
    ):
        export(disk, "neo4j-csv", stream)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds other files \(diary\.txt\)"):
        export(disk, "neo4j-csv", tmp_path / "mine")
    assert (tmp_path / "mine" / "diary.txt").read_text() == "mine"


# ------------------------------------------------------------------------------------------------------------- statements


def test_geojson_is_valid_and_has_each_event(disk: Store, tmp_path: Path) -> None:
    read = geojson.loads(written(disk, "geojson", tmp_path).read_text(encoding="utf-8"))
    assert read.is_valid, read.errors()
    told = [each for each in disk.statements() if DJIBO in {each.place, each.object}]
    assert sorted(each.id for each in read.features) == sorted(each.id for each in told)
    attack = next(each for each in read.features if each.properties["relation"] == "attacks")
    assert attack.geometry.coordinates == [-1.63, 14.1]
    kept = {
        name: attack.properties[name] for name in ("place", "subject", "first", "last", "coarse", "polarity", "document", "source")
    }
    assert kept == {
        "place": "Djibo", "subject": JNIM.name, "first": "2025-06-10", "last": "2025-06-10", "coarse": False, "polarity": "affirmed",
        "document": "Report One", "source": "Wire",
    }  # fmt: skip
    assert {each.properties["polarity"] for each in read.features} == {"affirmed", "negated"}
    assert b"<b>" not in (tmp_path / "export.geojson").read_bytes()


def test_geojson_heeds_the_window(disk: Store, tmp_path: Path) -> None:
    read = geojson.loads(written(disk, "geojson", tmp_path, projection=Projection(since="2025-06")).read_text(encoding="utf-8"))
    assert {each.properties["subject"] for each in read.features} == {JNIM.name}


def test_followthemoney_validates_every_entity(disk: Store, tmp_path: Path) -> None:
    model = pytest.importorskip("followthemoney", reason="followthemoney needs ICU to be installed").model
    registry = pytest.importorskip("followthemoney.types").registry
    lines = [json.loads(line) for line in written(disk, "ftm", tmp_path).read_bytes().decode().split("\n")[:-1]]
    proxies = {line["id"]: model.get_proxy(line) for line in lines}
    assert len(proxies) == len(lines)
    for proxy, line in zip(proxies.values(), lines, strict=True):
        proxy.schema.validate(line)
        assert registry.entity.validate(proxy.id)
        for prop, value in proxy.itervalues():
            assert prop.type.validate(value), (proxy.id, prop.name, value)
            if prop.type == registry.entity:
                assert proxies[value].schema.is_a(prop.range), (proxy.id, prop.name, value)
    told = [each for each in disk.statements() if (each.polarity, each.modality) == ("affirmed", "asserted")]
    schemata = Counter(
        proxy.schema.name for proxy in proxies.values() if "/statement/" in (proxy.first("recordId", quiet=True) or "")
    )
    assert sum(schemata.values()) == len(told)
    assert schemata == Counter(Event=3, UnknownLink=len(told) - 5, Membership=1, Directorship=1) - Counter()
    mali = proxies["entity-mali"]
    assert (mali.schema.name, mali.caption, mali.get("wikidataId"), mali.get("alias")) == (
        "PublicBody",
        "Mali",
        ["Q912"],
        ["République du Mali"],
    )
    attack = next(each for each in proxies.values() if each.schema.name == "Event" and each.first("addressEntity"))
    assert (attack.get("organizer"), attack.get("involved"), attack.get("startDate")) == (
        ["entity-jnim"],
        ["entity-mali"],
        ["2025-06-10"],
    )
    assert proxies[attack.first("proof")].get("title") == ["Report One"]
    assert (proxies["entity-djibo"].get("latitude"), proxies["entity-djibo"].schema.name) == (["14.1"], "Address")


def test_background_facts_go_to_followthemoney(disk: Store, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in written(disk, "ftm", tmp_path).read_bytes().decode().split("\n")[:-1]]
    facts = [line for line in lines if "#fact-" in line["properties"].get("recordId", [""])[0]]
    assert [(fact["schema"], fact["properties"]["startDate"]) for fact in facts] == [("Membership", ["2023-09-16"])]


def test_stix_validates(disk: Store, tmp_path: Path) -> None:
    path = written(disk, "stix", tmp_path)
    bundle = stix2.parse(path.read_bytes().decode(), allow_custom=False)
    result = stix2validator.validate_file(str(path), stix2validator.ValidationOptions(version="2.1", disabled="all"))
    assert result.is_valid, result.object_results[0].errors
    found = {each.id: each for each in bundle.objects}
    assert len(found) == len(bundle.objects)
    told = [
        each
        for each in disk.statements()
        if (each.polarity, each.modality) == ("affirmed", "asserted") and each.object.kind != "Materiel"
    ]
    ties = [each for each in bundle.objects if each.type == "relationship"]
    assert len(ties) == len(told)
    assert all(ref in found for each in ties for ref in (each.source_ref, each.target_ref))
    reports = [each for each in bundle.objects if each.type == "report"]
    assert sorted(each.name for each in reports) == ["Report One", "odd", "two"]
    assert all(ref in found for each in reports for ref in each.object_refs)
    jnim = next(each for each in bundle.objects if each.get("name") == JNIM.name)
    assert (jnim.type, str(jnim.created), jnim.aliases) == (
        "threat-actor",
        "2026-01-02 03:04:05+00:00",
        ["GSIM", "JNIM", "Support Group"],
    )
    djibo = next(each for each in bundle.objects if each.get("name") == "Djibo")
    assert (djibo.type, djibo.latitude, djibo.external_references[1].external_id) == ("location", 14.1, "Q1110")
    attack = next(each for each in ties if each.relationship_type == "attacks" and each.start_time.year == 2025)
    assert (attack.confidence, attack.description) == (90, f"{JNIM.name} attacks Mali.")


def test_xlsx_holds_every_statement_and_no_formula(disk: Store, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(disk, "xlsx", tmp_path))
    assert book.sheetnames == ["statements", "documents", "entities"]
    rows = [
        dict(zip([cell.value for cell in book["statements"][1]], row, strict=True))
        for row in book["statements"].iter_rows(min_row=2)
    ]
    told = list(disk.statements())
    assert [row["statement"].value for row in rows] == [each.id for each in told]
    assert [unescape(row["sentence"].value) for row in rows] == [each.sentence for each in told]
    assert [row["count"].value for row in rows if row["count"].value] == [3]
    assert [row["confidence"].value for row in rows] == [each.confidence for each in told]
    assert {row["modality"].value for row in rows} == {"asserted", "planned"}
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert {row[1] for row in book["documents"].iter_rows(min_row=2, values_only=True)} == {"one", "two", "odd"}


def test_a_full_sheet_goes_on_in_another(disk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.exports.xlsx.MOST_ROWS", 5)
    book = openpyxl.load_workbook(written(disk, "xlsx", tmp_path))
    sheets = [name for name in book.sheetnames if name.startswith("statements")]
    assert len(sheets) > 3
    ids = [row[0] for name in sheets for row in book[name].iter_rows(min_row=2, values_only=True)]
    assert ids == [each.id for each in disk.statements()]


def test_a_cell_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with store_at("memory", tmp_path) as opened:
        opened.add(Text("long").tell(person(1, "x" * 40_000), "accuses", MALI).reading(), when=WHEN)
        with pytest.raises(KgError, match="holds 32767 characters"):
            export(opened, "xlsx", tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()


# ----------------------------------------------------------------------------------------------------- sorting and writing


@settings(deadline=None)
@given(lines=st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))), at_once=st.integers(1, 400))
def test_lines_are_sorted_whatever_is_held_at_once(lines: list[str], at_once: int) -> None:
    with SortedLines(iter(lines), at_once=at_once) as found:
        assert list(found) == sorted(lines, key=lambda line: f"{line}\n")
        assert list(found) == list(found)


def test_a_large_graph_is_sorted_on_the_disk() -> None:
    graph = ox.NamedNode("http://example.org/graph")
    found = [
        ox.Quad(ox.NamedNode(f"http://example.org/{number * 7919 % 1_000_003}"), ox.NamedNode("http://example.org/p"), ox.Literal(NASTY[number % len(NASTY)]), graph)
        for number in range(IN_MEMORY + 100)
    ]  # fmt: skip
    assert list(in_order(found)) == sorted(found, key=str)


@pytest.mark.parametrize("form", FORMATS)
def test_a_failure_on_the_way_leaves_what_was_there(
    disk: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """As Ctrl-C does."""
    path = written(disk, form, tmp_path)
    before, names = content(path), sorted(each.name for each in tmp_path.iterdir())

    def interrupted(_step: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(disk, form, path, done=interrupted)
    assert content(path) == before
    assert sorted(each.name for each in tmp_path.iterdir()) == names
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    with pytest.raises(KeyboardInterrupt):
        export(disk, form, fresh / path.name, done=interrupted)
    assert list(fresh.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if not form.files])
def test_a_full_disk_is_one_clear_line(disk: Store, form: str) -> None:
    with pytest.raises(KgError, match="cannot write /dev/full: No space left on device"):
        export(disk, form, Path("/dev/full"))
