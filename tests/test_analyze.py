"""The commands that rank and place actors: what they print in every format, and the sentences they show for it."""

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner, Result
from store_samples import JNIM, MALI, RUSSIA, STRANGER, Text, gazetteer

from kg.cli import cli
from kg.cli.output import markdown_table
from kg.cli.positions import ORDERS as COMMAND_ORDERS
from kg.cli.positions import ROLES as COMMAND_ROLES
from kg.measures import MEASURES
from kg.metrics.brokerage import ORDERS, ROLES
from kg.records import ENTITY_BASE, Entity
from kg.store import open_store

HOSTILE = Entity(ENTITY_BASE + "hostile", "x|y <script>alert(1)</script> [a](javascript:b) *z*", "ArmedGroup", known=False)
AES = Entity(ENTITY_BASE + "aes", "Alliance of Sahel States", "IntergovernmentalOrganization")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """JNIM attacks Mali in 2023 and 2024; in 2024 Mali meets Russia, which supplies the alliance, and a stranger joins."""
    folder = str(tmp_path / "store")
    first = Text("one.txt", date="2023-06-01", source="Wire").tell(JNIM, "attacks", MALI).tell(HOSTILE, "attacks", JNIM)
    second = Text("two.txt", date="2024-06-01").tell(JNIM, "attacks", MALI).tell(MALI, "meetsWith", RUSSIA)
    third = Text("three.txt", date="2024-07-01").tell(RUSSIA, "supplies", AES).tell(STRANGER, "attacks", MALI)
    with open_store(folder) as opened:
        opened.ensure_background(gazetteer())
        for text in (first, second, third):
            opened.add(text.reading())
    monkeypatch.setenv("KG_STORE", folder)
    return folder


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ("analyze", *args))


def passed(*args: str) -> str:
    result = run(*args)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(*args: str) -> str:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert result.stderr.count("\n") == 1
    return result.stderr


def objects(*args: str):
    return json.loads(passed(*args, "--format", "json"))


def rows(*args: str):
    return list(csv.DictReader(io.StringIO(passed(*args, "--format", "csv"))))


def test_the_commands_offer_what_the_metrics_know() -> None:
    assert (COMMAND_ORDERS, COMMAND_ROLES) == (ORDERS, ROLES)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_can_be_asked_for(store: str, measure: str) -> None:
    ranks = objects("central", "--measure", measure)
    assert {rank["label"] for rank in ranks} >= {"Mali", "Russia"}
    assert set(ranks[0]) == {"rank", "id", "label", "kind", "score", "statements"}


def test_the_measures_explain_themselves() -> None:
    assert [row["measure"] for row in rows("measures")] == list(MEASURES)
    assert all(row["source"] and row["counts"] and row["tells"] for row in objects("measures"))


def test_several_measures_are_columns_ranked_by_the_first(store: str) -> None:
    (mali, *_) = rows("central", "--measure", "neighbours", "--measure", "betweenness", "--measure", "neighbours")
    assert list(mali) == ["rank", "id", "label", "kind", "neighbours", "neighbours_rank", "betweenness", "betweenness_rank"]
    assert (mali["label"], mali["rank"], mali["neighbours"]) == ("Mali", "1", "3.0")
    shown = passed("central", "--measure", "neighbours", "--measure", "pagerank").splitlines()
    assert shown[0].split() == ["Rank", "Actor", "Class", "neighbours", "pagerank"]


def test_an_estimate_comes_with_its_error(store: str) -> None:
    result = run("central", "--measure", "betweenness", "--sample", "3", "--format", "json")
    (first, *_) = json.loads(result.stdout)
    assert first["low"] <= first["score"] <= first["high"]
    assert first["error"] >= 0
    assert "estimated from 3 of 6 actors" in result.stderr
    assert " ± " in run("central", "--measure", "betweenness", "--sample", "3").stdout
    assert "error" not in objects("central", "--measure", "betweenness", "--exact")[0]


def test_rows_name_the_statements_that_count(store: str) -> None:
    with open_store(store) as opened:
        told = {statement.id: statement for statement in opened.statements()}
    by_name = {rank["label"]: rank for rank in objects("central", "--measure", "in-degree")}
    russia = [told[each] for each in by_name["Russia"]["statements"]]
    assert [statement.relation for statement in russia] == ["meetsWith"], "what Russia supplies goes out"
    assert len(by_name["Mali"]["statements"]) == by_name["Mali"]["score"] == 4


def test_evidence_stands_below_each_row(store: str) -> None:
    lines = passed("central", "--limit", "1", "--evidence", "2").splitlines()
    assert lines[2].split()[:2] == ["1", "Mali"]
    assert lines[3:] == [
        "     (2023-06-01)  Jama'at Nusrat al-Islam wal-Muslimin attacks Mali.  [one.txt] Wire",
        "     (2024-06-01)  Jama'at Nusrat al-Islam wal-Muslimin attacks Mali.  [two.txt]",
        "     and 2 more",
    ]
    (rank,) = objects("central", "--limit", "1", "--evidence", "1")
    assert rank["evidence"][0]["id"] == rank["statements"][0]
    assert rank["evidence"][0]["source"] == "Wire"
    (row,) = rows("central", "--limit", "1", "--evidence", "2")
    assert row["evidence"].split() == rank["statements"][:2]


def test_nothing_in_markdown_is_markup(store: str) -> None:
    text = passed("central", "--format", "markdown", "--evidence", "1")
    assert text.startswith("| Rank | Actor | Class | degree |\n| ---: | --- | --- | ---: |\n| 1 | Mali |")
    (line,) = [line for line in text.splitlines() if line.startswith("| 4 | x") or ("script" in line and line.startswith("|"))]
    assert "x\\|y &#60;script&#62;alert(1)&#60;/script&#62; \\[a\\](javascript:b) \\*z\\*" in line
    assert "<" not in text
    assert markdown_table(["a"], []) == "| a |\n| --- |\n"


def test_graphml_carries_the_scores(store: str) -> None:
    graph = nx.parse_graphml(passed("central", "--measure", "degree", "--measure", "katz", "--format", "graphml", "--limit", "1"))
    assert (graph.nodes[MALI.id]["degree"], graph.nodes[MALI.id]["degree_rank"]) == (4.0, 1)
    assert all("katz" in attributes for _, attributes in graph.nodes(data=True))
    marked = nx.parse_graphml(passed("structure", "--format", "graphml"))
    assert marked.nodes[MALI.id]["cut_off"] > 0
    assert all(tie["bridge"] for *_, tie in marked.edges(data=True))
    assert nx.parse_graphml(passed("brokers", "--format", "graphml")).nodes[MALI.id]["brokerage"] == 2


def test_two_windows_show_who_rose_and_fell(store: str) -> None:
    found = {row["label"]: row for row in objects("central", "--compare", "2023", "2024")}
    assert {name: row["change"] for name, row in found.items()} == {
        "Mali": "rose", JNIM.name: "fell", "Russia": "new", AES.name: "new", STRANGER.name: "new", HOSTILE.name: "gone",
    }  # fmt: skip
    assert (found["Mali"]["rank"], found["Mali"]["rank_before"], found["Mali"]["places"]) == (1, 2, 1)
    assert found[HOSTILE.name]["rank"] is None
    assert len(found[JNIM.name]["statements"]) == 3
    (first, *_) = rows("central", "--compare", "2023", "2024", "--by-change", "--limit", "1")
    assert first["label"] == JNIM.name
    shown = passed("central", "--compare", "2023", "2024/2025", "--evidence", "1")
    assert "Rank 2023" in shown
    assert "degree 2024/2025" in shown
    assert "gone" in shown
    assert passed("central", "--compare", "2023", "2024", "--format", "markdown").startswith("| Rank |")


def test_brokers_by_bloc_and_by_class(store: str) -> None:
    by_name = {row["label"]: row for row in objects("brokers")}
    mali = by_name["Mali"]
    assert (mali["group"], mali["brokerage"], mali["constraint"]) == ("AES", 2, pytest.approx(0.375))
    assert {row["label"]: row["group"] for row in objects("brokers", "--bloc", "AES")}["Russia"] is None
    by_class = objects("brokers", "--by", "class", "--order", "effective-size", "--limit", "1")
    assert [(row["label"], row["group"], row["effective_size"]) for row in by_class] == [("Mali", "Country", 3)]
    assert "Gatekeeper" in passed("brokers")
    assert passed("brokers", "--evidence", "1", "--limit", "1").splitlines()[3].startswith("     (2023-06-01)")


def test_structure_shows_points_bridges_and_cores(store: str) -> None:
    assert next((row["label"], row["parts"], row["cut_off"]) for row in objects("structure")) == ("Mali", 3, 3)
    bridges = objects("structure", "--show", "bridges", "--evidence", "5")
    assert (bridges[0]["outer_label"], bridges[0]["inner_label"], bridges[0]["cut_off"]) == (JNIM.name, "Mali", 2)
    assert bridges[0]["relations"] == ["attacks"]
    assert [each["document_date"] for each in bridges[0]["evidence"]] == ["2023-06-01", "2024-06-01"]
    assert {row["core"] for row in rows("structure", "--show", "cores", "--limit", "9" * 20)} == {"1"}
    assert passed("structure", "--show", "bridges", "--format", "csv").startswith("outer,outer_label,inner,")


@pytest.mark.parametrize("command", [("central",), ("brokers",), ("structure",), ("structure", "--show", "cores")])
@pytest.mark.parametrize("format_", ["table", "csv", "json", "markdown", "graphml"])
def test_an_empty_network_has_no_rows(store: str, command: tuple[str, ...], format_: str) -> None:
    assert passed(*command, "--since", "2030", "--format", format_)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("central", "--measure", "betweeness"), "did you mean betweenness"),
        (("central", "--measure", "fame"), "there are degree, in-degree"),
        (("central", "--exact", "--sample", "5"), "exclude each other"),
        (("central", "--by-change"), "needs --compare"),
        (("central", "--compare", "2023", "2024", "--since", "2022"), "leave --since and --until out"),
        (("central", "--compare", "2023", "last year"), "'last year'"),
        (("central", "--compare", "2023", "2024", "--measure", "degree", "--measure", "katz"), "takes one measure"),
        (("central", "--compare", "2023", "2024", "--format", "graphml"), "no graphml"),
        (("brokers", "--bloc", "Nowhere"), "'Nowhere' means no actor"),
        (("brokers", "--bloc", "AES", "--by", "class"), "--bloc needs --by bloc"),
    ],
)
def test_wrong_requests(store: str, args: tuple[str, ...], words: str) -> None:
    assert words in refused(*args)
