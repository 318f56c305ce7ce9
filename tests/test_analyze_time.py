"""The commands about time, places and robustness: what they print in every format."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from store_samples import JNIM, MALI, RUSSIA, STRANGER, Text, gazetteer

from kg.cli import cli
from kg.cli.captioned import counted, ordinal
from kg.cli.timelines import UNITS as COMMAND_UNITS
from kg.metrics import UNITS
from kg.records import ENTITY_BASE, Entity, StoredPlace
from kg.store import Store, open_store

HOSTILE = Entity(ENTITY_BASE + "hostile", "x|y <script>alert(1)</script> \x1b[2J*z*", "Settlement", known=False)
BASE = Entity(ENTITY_BASE + "base", "Nowhere Base", "Base", known=False)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """JNIM attacks Mali in 2020, 2023 and, undated, once more; Mali meets Russia in 2024; a stranger attacks a hostile place."""
    folder = str(tmp_path / "store")
    texts = (
        Text("one.txt", date="2023-06-01", source="Wire").tell(JNIM, "attacks", MALI, date="2020", place=BASE),
        Text("two.txt", date="2023-06-02", source="Daily").tell(JNIM, "attacks", MALI).tell(STRANGER, "attacks", HOSTILE),
        Text("three.txt", source="Daily").tell(JNIM, "accuses", MALI),
        Text("four.txt", date="2024-02-01", source="Wire").tell(MALI, "meetsWith", RUSSIA, date="2024-01-30/2024-02-02"),
    )
    with open_store(folder) as opened:
        opened.ensure_background(gazetteer())
        for text in texts:
            opened.add(text.reading())
    monkeypatch.setenv("KG_STORE", folder)
    return folder


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ("analyze", *args))


def passed(*args: str) -> str:
    result = run(*args)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def objects(*args: str):
    return json.loads(passed(*args, "--format", "json"))


def rows(*args: str) -> tuple[list[dict[str, str]], str]:
    result = run(*args, "--format", "csv")
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout))), result.stderr


def test_the_command_offers_the_units_there_are() -> None:
    assert COMMAND_UNITS == UNITS


def test_a_timeline_says_how_it_is_dated_and_what_is_undated(store: str) -> None:
    shown = passed("timeline", "JNIM", "--by", "year")
    assert "3 statements from 1 independent source; 1 dated by the event, 1 by the document, 1 undated" in shown
    assert "First seen 2020-01-01 (by the event), last seen 2023-06-02 (by the document)." in shown
    assert [line.split()[0] for line in shown.splitlines()[2:5]] == ["2020", "2021", "2022"]


def test_empty_years_are_one_line_for_people_only(store: str) -> None:
    shown = passed("timeline", "Mali", "--until", "2023", "--since", "2015", "--by", "year")
    assert " 2015 to 2019" in shown
    assert [each["bin"] for each in objects("timeline", "Mali", "--until", "2023", "--since", "2015", "--by", "year")["bins"]] == [
        str(year) for year in range(2015, 2024)
    ]


def test_a_period_is_spread_in_the_output(store: str) -> None:
    found = objects("timeline", "Russia")
    assert [(each["bin"], each["count"], each["cooperation"]) for each in found["bins"]] == [
        ("2024-01", 0.5, 0.5),
        ("2024-02", 0.5, 0.5),
    ]
    assert found["spread"] == 1
    assert "1 statement with a period over several months" in passed("timeline", "Russia")


def test_a_pair_has_a_balance_and_its_evidence(store: str) -> None:
    found = objects("timeline", "JNIM", "--with", "Mali", "--by", "year", "--evidence", "1")
    assert (found["actor"]["label"], found["with"]["label"]) == (JNIM.name, "Mali")
    assert [each["balance"] for each in found["bins"]] == [-1, 0, 0, -1]
    assert [len(each["statements"]) for each in found["bins"]] == [1, 0, 0, 1]
    assert found["bins"][0]["evidence"][0]["sentence"] == f"{JNIM.name} attacks Mali."
    assert len(found["undated"]) == 1
    assert "2023-06-02" in passed("timeline", "JNIM", "--with", "Mali", "--by", "year", "--evidence", "1")


def test_csv_has_rows_and_says_the_rest_on_standard_error(store: str) -> None:
    found, said = rows("timeline", "JNIM", "--by", "year")
    assert [(each["bin"], each["count"], each["by_document"]) for each in found][::3] == [
        ("2020", "1.0", "0.0"),
        ("2023", "1.0", "1.0"),
    ]
    assert "1 undated" in said
    assert all(line.startswith("kg: ") for line in said.splitlines())


def test_ranks_over_time_of_one_actor_and_of_the_first(store: str) -> None:
    one = objects("timeline", "Mali", "--by", "year", "--measure", "in-degree")
    assert [(each["bin"], each["rank"], each["score"], each["actors"]) for each in one["bins"]][-2:] == [
        ("2023", 1, 1, 2),
        ("2024", 1, 1, 2),
    ]
    assert one["measure"] == "in-degree"
    first = objects("timeline", "--by", "year", "--measure", "degree", "--limit", "2", "--window", "2")
    assert [(each["bin"], each["label"], each["rank"]) for each in first["ranks"]][-2:] == [
        ("2024", "Mali", 1),
        ("2024", JNIM.name, 2),
    ]
    assert first["undated"] == 1
    assert "| 2024 | 3 | 1 | 2 |" in passed(
        "timeline", "--by", "year", "--measure", "degree", "--limit", "2", "--window", "2", "--format", "markdown"
    )
    assert "Rank by degree" in passed("timeline", "Mali", "--measure", "degree")


def test_a_rank_is_shown_with_its_interval(store: str) -> None:
    shown = passed("robust", "--rounds", "200", "--limit", "2")
    assert "1st (1st to " in shown
    assert "draws, with replacement, of 4 documents" in shown
    assert (
        "Leaving out the source Wire (2 statements) changes" in shown
        or "Leaving out the source Daily (2 statements) changes" in shown
    )
    found = objects("robust", "--rounds", "200", "--limit", "2", "--evidence", "1")
    assert [each["label"] for each in found["ranks"]] == ["Mali", JNIM.name]
    assert found["ranks"][0]["rank_low"] == 1 <= found["ranks"][0]["rank_high"]
    assert {each["what"] for each in found["omissions"]} == {"source", "document"}
    assert len(found["ranks"][0]["statements"]) == 4
    assert len(found["ranks"][0]["evidence"]) == 1
    assert found == objects("robust", "--rounds", "200", "--limit", "2", "--evidence", "1")


def test_what_is_left_out_can_be_listed(store: str) -> None:
    found, said = rows("robust", "--show", "omissions", "--rounds", "5", "--threshold", "0.95")
    assert sorted(each["name"] for each in found if each["what"] == "document") == ["four.txt", "one.txt", "three.txt", "two.txt"]
    assert [each["name"] for each in found if each["what"] == "confidence"] == ["0.95"]
    assert "of 4 documents" in said
    assert "below 0.95" in passed("robust", "--show", "omissions", "--rounds", "5", "--threshold", "0.95")


def test_places_tell_what_is_on_no_map(store: str) -> None:
    shown = passed("places")
    assert "All actors: 5 events; 3 without a place, 2 in one without coordinates" in shown
    assert "no coordinates" in shown
    assert "\x1b" not in shown
    found = objects("places", "JNIM")
    assert [(each["label"], each["events"], each["named_as_place"]) for each in found["footprint"]] == [("Nowhere Base", 1, 1)]
    assert (found["placeless"], found["spread"]) == (2, None)
    assert "<script>" not in passed("places", "--format", "markdown")


def test_geojson_is_a_feature_collection_that_can_stand_in_a_page(
    tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    located = {HOSTILE.id: StoredPlace(HOSTILE.id, 17.5, -3.25), MALI.id: StoredPlace(MALI.id, 17, -4)}
    monkeypatch.setattr(Store, "places", lambda _self: located)
    text = passed("places", "--format", "geojson")
    assert "<" not in text
    assert "\x1b" not in text
    found = json.loads(text)
    assert found["type"] == "FeatureCollection"
    (feature,) = found["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-3.25, 17.5]}
    assert feature["properties"]["label"] == HOSTILE.name.replace("\x1b", "\ufffd")  # as the store keeps it
    assert feature["properties"]["events"] == len(feature["properties"]["statements"]) == 1
    assert (found["placeless"], found["unlocated"]) == (3, 1)
    passed("places", "--format", "geojson", "-o", str(tmp_path / "map.geojson"))
    assert json.loads((tmp_path / "map.geojson").read_text(encoding="utf-8")) == found


def test_who_is_found_in_the_same_places(store: str) -> None:
    assert [each["label"] for each in objects("places", "JNIM", "--near")["neighbours"]] == ["Mali"]
    assert "Nobody else" in passed("places", STRANGER.name, "--near")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("timeline", "Nobody"), "no actor named"),
        (("timeline", "--with", "Mali"), "--with needs an ACTOR"),
        (("timeline", "Mali", "--with", "Mali"), "two different actors"),
        (("timeline", "Mali", "--window", "2"), "--window needs --measure"),
        (("timeline", "Mali", "--with", "JNIM", "--measure", "degree"), "ranks actors, not pairs"),
        (("timeline", "--measure", "dgree"), "did you mean degree"),
        (("timeline", "--since", "1000", "--by", "week"), "more than 5000 weeks"),
        (("timeline", "--burst-scale", "1"), "not in the range"),
        (("robust", "--measure", "x"), "no measure is named"),
        (("robust", "--rounds", "0"), "not in the range"),
        (("places", "--near"), "--near needs an ACTOR"),
        (("places", "JNIM", "--near", "--format", "geojson"), "--near gives no geojson"),
        (("places", "hostile"), "is a place and no actor"),
    ],
)
def test_a_wrong_question_gets_one_line(store: str, args: tuple[str, ...], words: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["timeline", "robust", "places"])
@pytest.mark.parametrize("format_", ["table", "csv", "json", "markdown"])
def test_an_empty_network_is_no_fault(store: str, command: str, format_: str) -> None:
    assert run(command, "--since", "1999", "--until", "1999", "--format", format_).exit_code == 0


@pytest.mark.parametrize(("number", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (102, "102nd"), (111, "111th")])  # fmt: skip
def test_ordinals(number: int, text: str) -> None:
    assert ordinal(number) == text


def test_counts_have_their_noun() -> None:
    assert [counted(number, "tie") for number in (0, 1, 2)] == ["no ties", "1 tie", "2 ties"]
    assert counted(2, "category", "categories") == "2 categories"
