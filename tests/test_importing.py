"""The commands `kg import` and `kg align`: what they print, and how they end."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_tables import ACLED, GDELT, UCDP, written

from kg.cli import cli

PEOPLE = Path(__file__).parent / "authority" / "people.ftm.json"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KG_STORE", raising=False)
    yield tmp_path


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments)], input=stdin, standalone_mode=True)


def test_tables_are_imported_and_aligned() -> None:
    done = run("import", ACLED, UCDP, GDELT)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["rows: 10 added, 0 replaced, 0 unchanged, 0 failed", "statements: 12"]
    shown = run("align", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert [(row["Finding"], row["Row"]) for row in rows if row["Row"].startswith("ucdp")] == [
        ("unmentioned", "ucdp:900002"), ("unmentioned", "ucdp:900001"),
    ]  # fmt: skip
    assert shown.stderr == "8 events: 0 confirmed, 0 contradicted, 8 unmentioned, 0 untabled\n"
    objects = json.loads(run("align", "--kind", "gdelt", "--format", "json").stdout)
    assert [each["event"]["row"] for each in objects] == ["900000001", "900000002"]
    assert run("align", "--show", "confirmed", "--format", "csv").stdout.count("\n") == 1
    for format_ in ("table", "markdown"):
        assert "acled:XXA1" in run("align", "--format", format_).stdout


def test_bad_rows_are_listed_and_the_rest_is_taken(folder: Path) -> None:
    done = run("import", written(folder / "a.csv", {}, {"event_date": "x\x1b[31m"}))
    assert done.exit_code == 1
    assert done.stdout.startswith("rows: 1 added, 0 replaced, 0 unchanged, 1 failed")
    assert done.stderr == "kg: a.csv, line 3: event_date “x [31m” is no date such as 2024-07-28\n"


def test_standard_input_is_a_table() -> None:
    done = run("import", "-", stdin=ACLED.read_text())
    assert done.stdout.startswith("rows: 5 added")


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        ((), 2, "name a FILE"),
        (("missing.csv",), 1, "missing.csv: no such file or directory"),
        (("a.txt",), 1, "its columns are those of no known kind of table"),
        (("--kind", "acledd", "a.txt"), 2, "acledd"),
        (("--name", "a", "a.txt"), 2, "go with --kind ftm or wikidata"),
        (("--kind", "ftm", "a.txt", "b.txt"), 2, "imported alone"),
        (("--kind", "ftm", "a.txt"), 1, "no record in it"),
        (("--kind", "ftm", "--name", "A B", "a.txt"), 2, "is no name for an authority file"),
        (("--list", "a.txt"), 2, "go with no file"),
        (("--remove", "people"), 1, "there is no store"),
    ],
)
def test_what_is_asked_wrongly(folder: Path, arguments: tuple[str, ...], status: int, line: str) -> None:
    (folder / "a.txt").write_text("a,b\n1,2\n")
    done = run("import", *arguments)
    assert done.exit_code == status
    assert line in done.stderr.splitlines()[-1]
    assert done.stderr.splitlines()[-1].startswith("kg: ")


def test_align_without_tables() -> None:
    assert run("align").exit_code == 1
    run("import", "--kind", "ftm", PEOPLE)
    done = run("align")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "kg import" in done.stderr


def test_authority_files_are_imported_listed_and_removed() -> None:
    done = run("import", "--kind", "ftm", PEOPLE, "--license", "CC BY-NC 4.0")
    assert done.exit_code == 1  # two lines of it are none
    assert done.stdout.splitlines() == [
        "people: 8 records, 1 passed over, 2 failed",
        "linked to the gazetteer: 0 by Wikidata, 1 by name; candidates: 1",
        "names: 1 count only beside another one, 4 belong to another entity",
        "candidate: Boko Harram (inv-4) may be Boko Haram (boko-haram): the names are alike by 95 per cent",
    ]
    assert "CC BY-NC 4.0" in run("import", "--list").stdout
    assert run("import", "--remove", "people").stdout == "removed people: 8 records\n"
    assert run("import", "--remove", "people").exit_code == 2


@pytest.mark.parametrize("kind", ["acled", "ucdp", "gdelt", "ftm", "wikidata"])
def test_rules_are_shown(kind: str) -> None:
    done = run("import", "--rules", kind)
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) > 3
