"""The commands path, balance and communities: what they print, in each format, and what they refuse."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from store_samples import JNIM, MALI, RUSSIA, STRANGER, Text, gazetteer

from kg.cli import cli
from kg.records import ENTITY_BASE, Entity
from kg.store import open_store

HOSTILE = Entity(ENTITY_BASE + "hostile", "<b>Front</b> | *one*\x1b[31m", "ArmedGroup", known=False)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """JNIM attacks Mali, and a stranger and a hostile name do too; Russia supplies Mali, and meets and fights the stranger."""
    monkeypatch.delenv("KG_STORE", raising=False)
    folder = str(tmp_path / "store")
    texts = (
        Text("one.txt", date="2023-06-01", source="Wire").tell(JNIM, "attacks", MALI).tell(STRANGER, "attacks", MALI),
        Text("two.txt", date="2024-06-01", source="Courier").tell(JNIM, "attacks", MALI).tell(RUSSIA, "supplies", MALI),
        Text("three.txt", date="2024-07-01").tell(HOSTILE, "attacks", MALI).tell(RUSSIA, "fights", STRANGER),
        Text("four.txt", date="2025-01-01").tell(RUSSIA, "meetsWith", STRANGER),
    )
    with open_store(folder) as opened:
        opened.ensure_background(gazetteer())
        for text in texts:
            opened.add(text.reading())
    return folder


def run(store: str, *args: str) -> Result:
    return CliRunner().invoke(cli, ["analyze", args[0], "--store", store, *args[1:]])


def passed(store: str, *args: str) -> str:
    result = run(store, *args)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(store: str, *args: str) -> str:
    result = run(store, *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_path_names_its_least_attested_step_and_cites_each(store: str) -> None:
    shown = passed(store, "path", "JNIM", "Russia").splitlines()
    assert shown[0] == f"{JNIM.name} — Mali — Russia"
    assert shown[1] == "  least attested: Mali — Russia (1 independent source, 1 statement)"
    assert shown[2] == f"  {JNIM.name} attacks Mali"
    assert any(line.startswith("    ") and "[one.txt] Wire" in line for line in shown)
    assert sum(line.startswith("    ") for line in shown) == 3
    assert sum(line.startswith("    ") for line in passed(store, "path", "JNIM", "Russia", "--evidence", "0").splitlines()) == 0


@pytest.mark.parametrize("kind", ["shortest", "ranked", "all", "timed"])
def test_every_kind_of_path_comes_in_every_format(store: str, kind: str) -> None:
    found = json.loads(passed(store, "path", "JNIM", "Russia", "--kind", kind, "--format", "json"))
    first = found["paths"][0]
    assert [actor["label"] for actor in first["actors"]] == [JNIM.name, "Mali", "Russia"]
    assert [step["sources"] for step in first["steps"]] == [1, 1]  # the two reports have one wording
    assert first["weakest"] == [1]
    assert ("moments" in first) == (kind == "timed")
    told = first["steps"][0]["ties"][0]["statements"][0]
    assert (told["document_name"], told["source"], told["document_date"], told["polarity"]) == (
        "one.txt",
        "Wire",
        "2023-06-01",
        "affirmed",
    )
    listed = rows(passed(store, "path", "JNIM", "Russia", "--kind", kind, "--format", "csv"))
    assert [row["statement"] for row in listed if row["path"] == "1"] == [
        each["id"] for step in first["steps"] for tie in step["ties"] for each in tie["statements"]
    ]
    assert f"**{JNIM.name} — Mali — Russia**" in passed(store, "path", "JNIM", "Russia", "--kind", kind, "--format", "markdown")


def test_paths_in_the_order_of_time_say_when(store: str) -> None:
    result = run(store, "path", "JNIM", "Russia", "--kind", "timed", "--longest", "2")
    assert "  in order: Jama'at Nusrat al-Islam wal-Muslimin — Mali by 2023-06-01, Mali — Russia by 2024-06-01" in result.stdout
    assert result.stderr == ""
    later = run(store, "path", "Russia", "JNIM", "--kind", "timed", "--certain", "--until", "2024-06")
    assert "Russia — Mali by 2024-06-01, Mali — Jama'at Nusrat al-Islam wal-Muslimin by 2024-06-01" in later.stdout


def test_a_path_around_an_actor(store: str) -> None:
    assert "Russia — Hypothetical Front\n" in passed(store, "path", "Russia", "H.F.", "--avoid", "Mali")
    assert run(store, "path", "Russia", "JNIM", "--avoid", "Mali").exit_code == 1


def test_a_limit_that_cuts_says_so(store: str) -> None:
    result = run(store, "path", "Russia", "H.F.", "--kind", "all", "--limit", "1")
    assert result.stderr == "kg: only the first 1 paths; --limit shows more\n"


def test_what_balance_counts(store: str) -> None:
    """Mali is an enemy of three and a friend of Russia, who met and fought one of the three: undecided."""
    result = run(store, "balance")
    assert result.stderr == "kg: 1 undecided pair counts in nothing; --show undecided names it\n"
    shares = {row["triads"]: row["count"] for row in rows(passed(store, "balance", "--format", "csv"))}
    assert shares == {"+++": "0", "+--": "0", "++-": "0", "---": "0", "balanced": "0"}
    without = {row["triads"]: row["count"] for row in rows(passed(store, "balance", "--until", "2024", "--format", "csv"))}
    assert without["+--"] == "1"
    with_ = {
        row["triads"]: row["count"]
        for row in rows(
            passed(
                store, "balance", "--relation", "attacks", "--relation", "supplies", "--relation", "meetsWith", "--format", "csv"
            )
        )
    }
    assert with_["++-"] == "1"


UNBALANCED = ("--relation", "attacks", "--relation", "supplies", "--relation", "meetsWith")


@pytest.mark.parametrize(
    ("show", "options", "expected"),
    [
        ("triads", UNBALANCED, {"type": "++-", "actors": ["Hypothetical Front", "Mali", "Russia"]}),
        ("frustrated", UNBALANCED, {"unbalanced": 1, "triads": 1, "share": 1.0}),
        ("enemies", (), {"common": 1, "enemies": ["Mali"]}),
        ("allies", (), {"one_label": "Hypothetical Front", "other_label": "Russia", "positive": 1.0, "violent": 1.0}),
        ("undecided", (), {"sign": 0, "one_label": "Hypothetical Front", "other_label": "Russia"}),
    ],
)
def test_every_list_of_balance_comes_in_every_format_with_its_statements(
    store: str, show: str, options: tuple[str, ...], expected: dict[str, object]
) -> None:
    found = json.loads(passed(store, "balance", "--show", show, *options, "--format", "json", "--evidence", "1"))
    assert {key: found[0][key] for key in expected} == expected
    assert found[0]["statements"]
    assert found[0]["evidence"][0]["id"] == found[0]["statements"][0]
    assert len(rows(passed(store, "balance", "--show", show, *options, "--format", "csv"))) == len(found)
    table = passed(store, "balance", "--show", show, *options, "--evidence", "1")
    assert table.count("     (") == len(found)
    assert passed(store, "balance", "--show", show, *options, "--format", "markdown").count("\n|") == len(found) + 1


def test_camps_say_how_sure_they_are(store: str) -> None:
    shown = passed(store, "balance", "--show", "camps")
    assert shown.startswith("At most 2 camps that hang together leave 0 of 4 pairs frustrated (exact: no camps leave less).")
    assert shown.endswith("No pair is frustrated.\n")
    found = json.loads(passed(store, "balance", "--show", "camps", "--format", "json"))
    sides = {member["label"]: member["camp"] for member in found["members"]}
    assert sides["Mali"] == sides["Russia"] != sides[JNIM.name] == sides["Hypothetical Front"]
    assert (found["frustration"], found["exact"], found["frustrated"]) == (0, True, [])
    assert all(member["statements"] for member in found["members"])
    unfit = json.loads(passed(store, "balance", "--show", "camps", *UNBALANCED, "--camps", "2", "--weighted", "--format", "json"))
    assert (unfit["frustration"], len(unfit["frustrated"])) == (1, 1)
    cut = passed(store, "balance", "--show", "camps", "--limit", "1")
    assert "The first 1 of each camp:" in cut


def test_communities_of_allies(store: str) -> None:
    found = json.loads(passed(store, "communities", "--format", "json"))
    assert [[member["label"] for member in each["members"]] for each in found["communities"]] == [
        ["Russia", "Hypothetical Front", "Mali"]
    ]
    assert (found["method"], found["runs"], found["adjusted_rand"]) == ("leiden", 20, 1)
    assert len(found["communities"][0]["statements"]) == 2
    shown = passed(store, "communities", "--evidence", "1")
    assert shown.startswith("1 community of 3 actors by Leiden, modularity 0.000. The 20 runs agree: adjusted Rand index 1.000")
    assert "     (2024-06-01)  " in shown
    louvain = rows(passed(store, "communities", "--ties", "any", "--method", "louvain", "--runs", "2", "--format", "csv"))
    assert {"Mali", "Russia", JNIM.name, STRANGER.name} < {row["label"] for row in louvain}
    assert len(louvain) == 5


@pytest.mark.parametrize("options", [("--by", "year"), ("--windows", "2024,2025")])
def test_communities_of_windows(store: str, options: tuple[str, ...]) -> None:
    found = json.loads(passed(store, "communities", *options, "--format", "json"))
    assert [window["window"] for window in found["windows"]] == ["2024", "2025"]
    assert [change["label"] for change in found["changes"]] == []
    listed = rows(passed(store, "communities", *options, "--format", "csv"))
    assert [(row["window"], row["label"], row["side"]) for row in listed] == [
        ("2024", "Mali", "1"), ("2024", "Russia", "1"), ("2025", "Hypothetical Front", "1"), ("2025", "Russia", "1"),
    ]  # fmt: skip
    assert passed(store, "communities", *options).endswith("Nobody changed side.\n")


def test_a_change_of_side_is_shown_with_its_evidence(tmp_path: Path) -> None:
    folder = str(tmp_path / "moves")
    names = [Entity(ENTITY_BASE + f"m{number}", f"M{number}", "ArmedGroup", known=False) for number in range(7)]
    with open_store(folder) as opened:
        opened.ensure_background(gazetteer())
        for year, groups in ((2023, ((0, 1, 2, 3), (4, 5, 6))), (2024, ((0, 1, 2), (3, 4, 5, 6)))):
            text = Text(f"{year}.txt", date=f"{year}-01-01")
            for group in groups:
                for a in group:
                    for b in group:
                        if a < b:
                            text = text.tell(names[a], "meetsWith", names[b])
            opened.add(text.reading())
    shown = passed(folder, "communities", "--by", "year", "--evidence", "1").partition("Who changed side:\n")[2]
    assert "M3" in shown
    assert "moved" in shown
    assert "     (2023-01-01)  " in shown
    [change] = json.loads(passed(folder, "communities", "--by", "year", "--format", "json"))["changes"]
    assert (change["label"], change["before"], change["after"], change["kind"]) == ("M3", "2023", "2024", "moved")
    assert len(change["statements"]) == 6
    markdown = passed(folder, "communities", "--by", "year", "--format", "markdown", "--evidence", "1")
    assert "| M3 | 2023 | 2024 | 1: M0, M1, M2 | 2: M3, M4, M5 | moved | 100% |" in markdown


@pytest.mark.parametrize(
    "args",
    [
        ("path", "Mali", "hostile"),
        ("balance", "--show", "enemies", "--evidence", "2"),
        ("balance", "--show", "camps"),
        ("communities", "--ties", "any", "--evidence", "1"),
    ],
    ids=" ".join,
)
def test_hostile_names_stay_text(store: str, args: tuple[str, ...]) -> None:
    assert "Front" in (table := passed(store, *args))
    assert "\x1b" not in table
    markdown = passed(store, *args, "--format", "markdown")
    assert "<b>" not in markdown
    assert "*one*" not in markdown.replace("\\*one\\*", "")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("path", "Mali", "Russia", "--cost", "evidence", "--kind", "all"), "--cost needs --kind shortest or ranked"),
        (("path", "Mali", "Russia", "--longest", "3"), "--longest needs --kind all or timed"),
        (("path", "Mali", "Russia", "--certain"), "--certain needs --kind timed"),
        (("path", "Mali", "Russia", "--avoid", "Mali"), "Mali cannot be avoided"),
        (("balance", "--camps", "2"), "--camps needs --show camps"),
        (("balance", "--weighted"), "--weighted needs --show camps"),
        (("balance", "--balanced"), "--balanced needs --show triads"),
        (("communities", "--by", "year", "--windows", "2024"), "exclude each other"),
        (("communities", "--windows", "soon"), "'soon' is no ISO 8601"),
    ],
)
def test_what_does_not_go_together_is_refused(store: str, args: tuple[str, ...], message: str) -> None:
    assert message in refused(store, *args)


def test_communities_without_such_ties_are_refused(store: str) -> None:
    result = run(store, "communities", "--relation", "attacks")
    assert (result.exit_code, result.stderr) == (1, "kg: the network has no positive ties; --ties any takes all\n")


@pytest.mark.parametrize("args", [("balance", "--show", "camps"), ("communities", "--by", "year", "--evidence", "2")], ids=" ".join)
def test_the_same_network_gives_the_same_output(store: str, args: tuple[str, ...]) -> None:
    assert passed(store, *args) == passed(store, *args)
