"""The commands of analysts: what they print, and with which exit status. What lies behind them has tests of its own."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from store_samples import JNIM, MALI, RUSSIA, STRANGER, Text, gazetteer

from kg.cli import cli
from kg.records import ENTITY_BASE, Entity
from kg.store import open_store

GROUP = Entity(ENTITY_BASE + "x-the-group", "The Group", "Organization", known=False)
HOSTILE = Entity(ENTITY_BASE + "x-odd", "Odd \x1b[31m<script>", "Organization", known=False)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = str(tmp_path / "store")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_STORE", folder)
    monkeypatch.setenv("KG_ANALYST", "Ann")
    one = Text("one.txt", date="2024-06-01", source="Wire").tell(GROUP, "attacks", MALI).tell(MALI, "meetsWith", RUSSIA)
    two = Text("two.txt").tell(GROUP, "attacks", MALI).tell(STRANGER, "supplies", GROUP).tell(HOSTILE, "visits", MALI)
    with open_store(folder) as opened:
        opened.ensure_background(gazetteer())
        for text in (one, two):
            opened.add(text.reading())
    return folder


def passed(*args: str) -> str:
    result = CliRunner().invoke(cli, args)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(*args: str) -> str:
    result = CliRunner().invoke(cli, args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("kg: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


def decision_of(printed: str) -> str:
    return printed.rpartition("decision ")[2].strip()


def statements() -> list[str]:
    return passed("query", "SELECT ?s WHERE { ?s a sahel:Statement } ORDER BY ?s", "--format", "csv").split()[1:]


def test_merge_and_undo() -> None:
    before = passed("export", "--format", "nquads")
    printed = passed("entity", "merge", "The Group", "JNIM", "--why", "the same")
    assert printed.startswith(f"merged The Group (x-the-group) into {JNIM.name} (jnim): 3 statements, 2 documents, decision ")
    shown = passed("entity", "show", "x-the-group")
    assert shown.startswith(f"{JNIM.name}  (jnim, ArmedGroup, gazetteer)\n")
    assert "Merged in   x-the-group" in shown
    assert "Mentioned   in 2 documents\n  Statements  3\n" in shown
    assert "the same" in shown
    assert "attacker" in passed("query", "--name", "attacks-by-month", "--param", "actor=x-the-group", "--format", "csv")
    undone = passed("entity", "undo", decision_of(printed), "--by", "Bob")
    assert undone.startswith(f"undid {decision_of(printed)}: merged The Group")
    after = passed("export", "--format", "nquads")
    assert [line for line in after.splitlines() if "graph/curation" not in line] == before.splitlines()
    assert "analyst/Bob" in after


def test_the_network_knows_merged_entities_by_their_ids() -> None:
    passed("entity", "merge", "The Group", "JNIM")
    for name in ("x-the-group", "entity:x-the-group", GROUP.id, "The Group"):
        assert passed("analyze", "path", name, "mali").startswith(f"{JNIM.name} — Mali\n")
    one, other = (passed("explore", "--focus", name, "-o", "-") for name in ("x-the-group", "jnim"))
    assert one.replace("--focus x-the-group", "--focus jnim") == other, "the page says with which options it was made"
    assert "x-the-group" not in passed("export", "--format", "graphml")


def test_split() -> None:
    printed = passed("entity", "split", "The Group", "--document", "two.txt", "--new", "Others", "--class", "ArmedGroup")
    assert printed.startswith("split Others (x-others) off from The Group (x-the-group): 2 statements, 1 document, ")
    assert "(x-others, ArmedGroup, first met in a text)" in passed("entity", "show", "Others")
    assert passed("entity", "split", "Others", "--mentions", "the group", "--into", "jnim", "--force").count("statement")


def test_names_and_classes() -> None:
    assert "renamed The Group (x-the-group) to “Group One”: decision " in passed("entity", "rename", "The Group", "Group One")
    assert "gave Group One (x-the-group) the alias “G1”" in passed("entity", "alias", "add", "Group One", "G1", "--language", "fr")
    assert "G1 [fr], The Group [en]" in passed("entity", "show", "G1")
    assert "took the alias “The Group” from" in passed("entity", "alias", "remove", "G1", "The Group")
    assert "of the class ArmedGroup, which was Organization" in passed("entity", "class", "G1", "ArmedGroup")
    assert "(x-the-group, ArmedGroup, " in passed("entity", "show", "G1")


def test_review() -> None:
    [first, *_] = statements()
    short = first.rpartition("/")[2][:10]
    shown = passed("statement", "show", short)
    assert shown.startswith(f"stmt:{first.rpartition('/')[2]}  (read)\n")
    for part in ("subject", "relation", "confidence", "characters", "document", "read by", "test 1"):
        assert f" {part} " in shown
    printed = passed("statement", "reject", first, "--why", "a plan")
    assert ": 1 statement, 1 document, decision " in printed
    assert first not in statements()
    assert "(rejected)" in passed("statement", "show", first)
    assert "a plan" in passed("query", "--name", "rejected", "--format", "csv")
    assert ": a plan" in passed("store", "history", "--format", "csv")
    assert "accepted " in passed("statement", "accept", "stmt:" + first.rpartition("/")[2])
    assert "(accepted)" in passed("statement", "show", short)
    assert "undid" in passed("statement", "undo", decision_of(printed))


def test_json() -> None:
    [first, *_] = statements()
    passed("statement", "accept", first)
    shown = json.loads(passed("statement", "show", first, "--format", "json"))
    assert (shown["id"], shown["status"], shown["decisions"][0]["by"]) == (first, "accepted", "Ann")
    entity = json.loads(passed("entity", "show", "The Group", "--format", "json", "--recent", "1"))
    assert (entity["id"], entity["class"], entity["statements"], len(entity["recent"])) == (GROUP.id, "Organization", 3, 1)
    assert entity["relations"][0] == {"family": "violence", "relation": "attacks", "statements": 2}


def test_a_statement_that_ties_an_entity_to_itself_is_told() -> None:
    result = CliRunner().invoke(cli, ["entity", "merge", "The Group", "Mali", "--force"])
    assert result.stderr == "kg: 2 statements of them now tie an entity to itself\n"


def test_nothing_steers_a_terminal() -> None:
    shown = passed("entity", "show", "x-odd") + passed("entity", "rename", "x-odd", "new\x1b[31m name")
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("entity", "show", "nobody"), "knows no entity 'nobody'"),
        (("entity", "merge", "The Group", "Mali"), "--force"),
        (("entity", "split", "The Group", "--document", "one.txt"), "--into an entity that is there, or to a --new one"),
        (("entity", "split", "The Group", "--into", "jnim", "--new", "x"), "--into an entity that is there, or to a --new one"),
        (("entity", "split", "The Group", "--into", "jnim"), "statements, documents or words"),
        (
            ("entity", "split", "The Group", "--document", "one.txt", "--into", "jnim", "--class", "Person"),
            "--class goes with --new",
        ),
        (("entity", "alias", "add", "JNIM", "GSIM"), "called GSIM already"),
        (("statement", "show", "12345678"), "knows no statement '12345678'"),
        (("statement", "undo", "12345678"), "knows no decision '12345678'"),
        (("entity", "merge", "The Group", "jnim", "--by", " "), "the analyst is empty"),
    ],
)
def test_what_is_refused(args: tuple[str, ...], words: str) -> None:
    assert words in refused(*args)


def test_the_analyst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ANALYST", "")
    monkeypatch.setenv("LOGNAME", "login")
    passed("entity", "rename", "The Group", "G", "--by", "Somebody Else")
    passed("entity", "rename", "G", "H")
    shown = passed("query", "--name", "decisions", "--format", "csv")
    assert [line.split(",")[1] for line in shown.splitlines()[1:]] == ["Somebody Else", "login"]


def test_nobody_is_the_analyst(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.delenv("KG_ANALYST")
    monkeypatch.setattr("getpass.getuser", nobody)
    assert "give --by NAME or set KG_ANALYST" in refused("entity", "rename", "The Group", "G")


def test_a_store_that_is_not_there() -> None:
    result = CliRunner().invoke(cli, ["entity", "show", "Mali", "--store", "none"])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
