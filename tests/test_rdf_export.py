import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import to_isomorphic
from store_samples import JNIM, KINDS, MALI, STRANGER, VILLAGE, WHEN, Text, gazetteer, store_at

from kg.errors import KgError, UsageError
from kg.quads import GRAPH_SOURCES
from kg.rdf_export import export_nquads, export_turtle, serialized, write_turtle
from kg.records import Entity
from kg.store import Store

ODD = Entity("https://w3id.org/sahel-kg/entity/odd", 'quote " back \\ é 日本 \U0001f600 line\nend', "Person", known=False)


def filled(store: Store, *, backwards: bool = False) -> Store:
    store.ensure_background(gazetteer())
    readings = [
        Text("one", location="file:///home/somebody/one.txt", date="2025-06-12")
        .tell(JNIM, "attacks", MALI, place=VILLAGE)
        .reading(),
        Text("two", location="file:///home/somebody/two.txt").tell(STRANGER, "fights", MALI, polarity="negated").reading(),
        Text("odd").tell(ODD, "meetsWith", MALI, date="2024-07-25/2024-07-27", count=3).reading(),
    ]
    for reading in reversed(readings) if backwards else readings:
        store.add(reading, when=WHEN)
    return store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_at(request.param, tmp_path) as opened:
        yield filled(opened)


def public_quads(store: Store) -> list[ox.Quad]:
    return [quad for quad in store.quads() if quad.graph_name != GRAPH_SOURCES]


def test_rdflib_reads_the_turtle_back(store: Store) -> None:
    target = io.BytesIO()
    count = export_turtle(store, target)
    read = rdflib.Graph().parse(data=target.getvalue(), format="turtle")
    assert len(read) == count == len({quad.triple for quad in public_quads(store)}) == len(public_quads(store))
    expected = rdflib.Graph()
    expected.parse(data="".join(f"{quad.triple} .\n" for quad in public_quads(store)), format="nt")
    assert to_isomorphic(read) == to_isomorphic(expected)


@pytest.mark.skipif(not shutil.which("rapper"), reason="rapper (raptor2-utils) is not installed")
@pytest.mark.parametrize(("form", "syntax"), [("turtle", "turtle"), ("nquads", "nquads")])
def test_rapper_counts_the_same(store: Store, tmp_path: Path, form: str, syntax: str) -> None:
    path = tmp_path / "export"
    path.write_text(serialized(store, form), encoding="utf-8")
    result = subprocess.run(["rapper", "-q", "-i", syntax, "-o", "ntriples", str(path)], capture_output=True, text=True, check=True)
    expected = public_quads(store) if form == "turtle" else list(store.quads())
    assert len(result.stdout.splitlines()) == len(expected)


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")  # rdflib calls its own deprecated methods
def test_nquads_hold_every_quad(store: Store) -> None:
    target = io.BytesIO()
    count = export_nquads(store, target)
    assert set(ox.parse(target.getvalue(), format=ox.RdfFormat.N_QUADS)) == set(store.quads())
    assert count == len(target.getvalue().splitlines()) == len(list(store.quads()))
    read = rdflib.Dataset()
    read.parse(data=target.getvalue(), format="nquads")
    assert len(list(read.quads())) == count


def test_turtle_names_no_file_of_the_user(store: Store) -> None:
    assert "/home/somebody" not in serialized(store, "turtle")
    assert "/home/somebody" in serialized(store, "nquads")


@pytest.mark.parametrize("form", ["turtle", "nquads"])
def test_the_same_content_gives_the_same_bytes(store: Store, tmp_path: Path, form: str) -> None:
    for kind in KINDS:
        with store_at(kind, tmp_path / kind) as other:
            assert serialized(filled(other, backwards=True), form) == serialized(store, form)


def test_an_unknown_form_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="turtle, nquads"):
        serialized(store, "rdfxml")


def test_write_turtle(store: Store, tmp_path: Path) -> None:
    write_turtle(store, tmp_path / "all.ttl")
    assert (tmp_path / "all.ttl").read_text(encoding="utf-8") == serialized(store, "turtle")
    with pytest.raises(KgError, match="cannot write"):
        write_turtle(store, tmp_path / "missing" / "all.ttl")
