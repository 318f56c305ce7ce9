"""GraphML is read back by networkx and by an XML parser, whatever the texts hold."""

from dataclasses import replace

import networkx as nx
import pytest
from network_samples import WORDS, entity, told

from kg.errors import KgError
from kg.graph import build
from kg.graph_export import graphml, write_graphml

NASTY = 'Tab\t, bell \x07, null \x00, escape \x1b, half \ud800, non \uffff, <b> & "quotes" ]]> é 🦁\r\nnext'


def sample():
    return build(
        [
            told("Mali", "accuses", "Niger", document_title="A report", document_date="2024-05", confidence=1),
            told("Mali", "accuses", "Niger", "two.txt", sentence="Second\nline."),
            told("Mali", "threatens", "Niger"),
            told("Niger", "accuses", "Mali"),
            told(entity("Gold & Sons <Ltd>", "Company", "G&S", "GS"), "supplies", "Mali"),
        ],
        WORDS,
    )


def read(text: str):
    return nx.parse_graphml(text)


def test_counts_and_parallel_edges_survive_the_way_there_and_back():
    graph, back = sample(), read(graphml(sample()))
    assert back.is_multigraph()
    assert back.is_directed()
    assert set(back) == set(graph)
    assert sorted((a, b, tie["relation"]) for a, b, tie in back.edges(data=True)) == sorted(graph.edges(keys=True))


def test_a_graph_without_parallel_edges_keeps_its_relations():
    graph = build([told("Mali", "accuses", "Niger")], WORDS)
    assert [tie["relation"] for *_, tie in read(graphml(graph)).edges(data=True)] == ["accuses"]


def test_attributes_are_plain_and_what_is_unknown_is_left_out():
    graph, back = sample(), read(graphml(sample()))
    mali, niger = entity("Mali").id, entity("Niger").id
    tie = next(tie for *_, tie in back.edges(data=True) if tie["relation"] == "accuses" and tie["weight"] == 2)
    assert (tie["family"], tie["symmetric"], tie["documents"], tie["confidence"]) == ("contention", False, 2, 1.0)
    assert (tie["first"], tie["last"], tie["dated_by"]) == ("2024-05-01", "2024-05-31", "document")
    assert tie["sentences"] == "Mali accuses Niger.\nSecond line."
    assert tie["documents_named"] == "A report\ntwo.txt"
    assert tie["statements"].split() == [statement.id for statement in graph.edges[mali, niger, "accuses"]["statements"]]
    assert "first" not in next(tie for *_, tie in back.edges(data=True) if tie["relation"] == "threatens")
    company = back.nodes[entity("Gold & Sons <Ltd>").id]
    assert (company["label"], company["kind"], company["aliases"], company["known"]) == (
        "Gold & Sons <Ltd>",
        "Company",
        "G&S\nGS",
        True,
    )


def test_characters_that_xml_cannot_hold_are_left_out():
    nasty = entity(NASTY, "Organization", NASTY)
    back = read(graphml(build([told(nasty, "accuses", "Mali", sentence=NASTY, document_title=NASTY)], WORDS)))
    label = next(name for _, name in back.nodes(data="label") if name != "Mali")
    assert label == 'Tab\t, bell , null , escape , half , non , <b> & "quotes" ]]> é 🦁\nnext'


def test_edge_ids_are_unique_and_the_text_is_the_same_every_time():
    text = graphml(sample())
    assert text == graphml(sample())
    ids = [line.split(' id="')[1].split('"')[0] for line in text.split("<edge ")[1:]]
    assert ids == [f"e{number}" for number in range(1, 5)]


def test_an_empty_network_is_a_file_too():
    assert len(read(graphml(build([], WORDS)))) == 0


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "network.graphml"
    path.write_text("old", encoding="utf-8")
    write_graphml(sample(), path)
    assert path.read_text(encoding="utf-8") == graphml(sample())
    assert [file.name for file in tmp_path.iterdir()] == ["network.graphml"]


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "network.graphml"
    path.write_text("old", encoding="utf-8")
    graph = sample()
    broken = next(iter(graph.edges(data=True)))[2]
    broken["statements"] = (replace(broken["statements"][0], sentence=None),)
    with pytest.raises(AttributeError):
        write_graphml(graph, path)
    assert path.read_text(encoding="utf-8") == "old"


def test_a_folder_that_is_not_there_is_an_error_for_the_user(tmp_path):
    with pytest.raises(KgError, match=r"cannot write .*nowhere.*: No such file or directory"):
        write_graphml(sample(), tmp_path / "nowhere" / "network.graphml")
    (tmp_path / "folder").mkdir()
    with pytest.raises(KgError, match="cannot write"):
        write_graphml(sample(), tmp_path / "folder")
    assert [file.name for file in tmp_path.iterdir()] == ["folder"]
