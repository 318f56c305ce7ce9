"""Rows of event tables: what each says, that it is stored as documents are, and that damaged ones are listed."""

import csv
import gzip
import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import quads
from kg.care import verify
from kg.curation import Signature, add_alias
from kg.errors import SeedError, SourceError, UsageError
from kg.gazetteer import load_gazetteer
from kg.records import ENTITY_BASE, Statement
from kg.reprocess import choose
from kg.resources import resource
from kg.sources import Failure
from kg.store import Solutions, Store, open_store
from kg.tables.actors import Linker, Named
from kg.tables.importing import Imported, RowReader, import_tables
from kg.tables.mapping import load_events
from kg.tables.readings import Mapped
from kg.tables.rows import count_lines, read_rows
from kg.vocabulary import load_vocabulary

SAMPLES = resource("seeds", "tables")
ACLED, UCDP, GDELT = SAMPLES / "acled.csv", SAMPLES / "ucdp.csv", SAMPLES / "gdelt.CSV"
HEADER = ACLED.read_text().splitlines()[0].split(",")
PLAIN = {
    "event_id_cnty": "XXA9", "event_date": "2031-02-03", "time_precision": "1", "event_type": "Battles", "sub_event_type": "Armed clash",
    "actor1": "JNIM: Group for Support of Islam and Muslims", "inter1": "2", "actor2": "Military Forces of Mali (2021-)", "inter2": "1",
    "country": "Mali", "location": "Kidal", "latitude": "18.4", "longitude": "1.4", "geo_precision": "1", "notes": "Invented.", "fatalities": "4",
}  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> RowReader:
    return RowReader(load_gazetteer())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def written(path: Path, *rows: dict[str, str], mark: str = ",") -> Path:
    """A table in ACLED's layout: each row is PLAIN but for what is given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, HEADER, delimiter=mark)
        table.writeheader()
        table.writerows({**PLAIN, **row} for row in rows)
    return path


def read(reader: RowReader, path: Path, kind: str | None = None) -> list[Mapped | Failure]:
    return list(reader.rows(path, kind))


def told(found: list[Mapped | Failure]) -> list[tuple[object, ...]]:
    """What rows state, in short; their silence or failure where they state nothing."""
    lines: list[tuple[object, ...]] = []
    for each in found:
        if isinstance(each, Failure):
            lines.append((str(each),))
        elif not each.reading.statements:
            lines.append((each.silence,))
        else:
            lines += [short(statement) for statement in each.reading.statements]
    return lines


def short(statement: Statement) -> tuple[object, ...]:
    place = statement.place.entity.id.removeprefix(ENTITY_BASE) if statement.place else None
    ends = (each.entity.id.removeprefix(ENTITY_BASE) for each in (statement.subject, statement.object))
    first, last = ends
    return first, statement.relation, last, place, statement.date, statement.count


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (ACLED, [
            ("jnim", "fights", "mali-armed-forces", "kidal", "2031-02-03", None),
            ("islamic-state-sahel-province", "attacks", "niger-civilians", "x-nulle-part", "2031-02-01/2031-02-07", None),
            ("islamic-state-sahel-province", "kills", "niger-civilians", "x-nulle-part", "2031-02-01/2031-02-07", 7),
            ("burkina-faso-armed-forces", "attacks", "djibo", "djibo", "2031-02", None),
            ("no relation for this type of event",),
            ("katiba-macina", "captures", "konna", "konna", "2031-02-12", None),
        ]),
        (UCDP, [
            ("mali", "fights", "jnim", "kidal", "2031-02-03", None),
            ("mali", "kills", "jnim", "kidal", "2031-02-03", 7),
            ("jnim", "kills", "mali", "kidal", "2031-02-03", 5),
            ("islamic-state-sahel-province", "attacks", "niger-civilians", "x-nulle-part", "2031-02-01/2031-02-07", None),
            ("islamic-state-sahel-province", "kills", "niger-civilians", "x-nulle-part", "2031-02-01/2031-02-07", 9),
        ]),
        (GDELT, [
            ("mali-armed-forces", "attacks", "jnim", "kidal", "2031-02-03", None),
            ("france", "cooperatesWith", "mali", "mali", "2031-02-05", None),
            ("no known actor",),
        ]),
    ],
    ids=("acled", "ucdp", "gdelt"),
)  # fmt: skip
def test_rows_state(reader: RowReader, path: Path, expected: list[tuple[object, ...]]) -> None:
    assert told(read(reader, path)) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"sub_event_type": "Government regains territory"}, [("mali-armed-forces", "captures", "kidal")]),
        ({"sub_event_type": "Non-state actor overtakes territory"}, [("jnim", "captures", "kidal")]),
        ({"sub_event_type": "Government regains territory", "inter1": "1"}, ["no known actor"]),
        ({"sub_event_type": "Of a new kind"}, [("jnim", "fights", "mali-armed-forces")]),
        ({"event_type": "Of a new kind"}, ["no relation for this type of event"]),
        ({"event_type": "Protests", "sub_event_type": "Peaceful protest"}, ["no relation for this type of event"]),
        ({"event_type": "Protests", "sub_event_type": "Excessive force against protesters", "actor1": "Protesters (Mali)", "inter1": "6"},
         [("mali-armed-forces", "attacks", "mali-protesters"), ("mali-armed-forces", "kills", "mali-protesters")]),
        ({"event_type": "Strategic developments", "sub_event_type": "Looting/property destruction", "actor2": "", "inter2": ""},
         [("jnim", "destroys", "kidal")]),
        ({"event_type": "Strategic developments", "sub_event_type": "Agreement", "actor2": ""}, ["nobody and nothing that it is done to"]),
        ({"event_type": "Strategic developments", "sub_event_type": "Arrests", "actor1": "Police Forces of Mali (2021-)", "actor2": "Civilians (Mali)"},
         [("mali-police", "detains", "mali-civilians")]),
        ({"actor2": "JNIM"}, ["the same actor on both sides"]),
        ({"actor1": "", "actor2": "JNIM"}, ["no known actor"]),
        ({"actor1": "\u200b\u202e", "actor2": "JNIM"}, ["no known actor"]),
        ({"event_type": "Violence against civilians", "sub_event_type": "Attack", "fatalities": "0"}, [("jnim", "attacks", "mali-armed-forces")]),
        ({"event_type": "Violence against civilians", "sub_event_type": "Attack", "actor2": ""}, [("jnim", "attacks", "kidal")]),
    ],
)  # fmt: skip
def test_types_of_events(reader: RowReader, tmp_path: Path, cells: dict[str, str], expected: list[object]) -> None:
    found = told(read(reader, written(tmp_path / "a.csv", cells)))
    assert [each[:3] if len(each) > 1 else each[0] for each in found] == expected


@pytest.mark.parametrize(
    ("name", "side", "expected"),
    [
        ("JNIM: Group for Support of Islam and Muslims", "2", "jnim"),
        ("Islamic State Sahel Province (ISSP)", "2", "islamic-state-sahel-province"),
        ("Islamic State (Greater Sahara)", "2", "islamic-state-sahel-province"),
        ("Islamic State West Africa Province (ISWAP) Lake Chad Faction", "2", "islamic-state-west-africa-province"),
        ("Military Forces of Mali (2021-)", "1", "mali-armed-forces"),
        ("Military Forces of Mali (2021-) Special Forces", "1", "mali-armed-forces"),
        ("Military Forces of the Central African Republic (2016-)", "1", None),
        ("Military Forces of Nowhereland (2016-)", "1", "x-military-forces-of-nowhereland"),
        ("Police Forces of Niger (2023-) Gendarmerie", "1", "niger-police"),
        ("Government of Mali (2021-)", "1", "mali"),
        ("Civilians (Mali)", "7", "mali-civilians"),
        ("Civilians", "7", "mali-civilians"),
        ("Civilians (Nowhereland)", "7", "x-civilians-nowhereland"),
        ("Unidentified Armed Group (Mali)", "3", "mali-unidentified-armed-group"),
        ("Invented Ethnic Militia (Mali)", "4", "x-invented-ethnic-militia-mali"),
        ("Wagner Group", "8", "wagner-group"),
        ("DAN NA AMBASSAGOU", "4", "dan-na-ambassagou"),
        ("MINUSMA: United Nations Mission (2013-2023)", "8", "minusma"),
        ("JNIM and/or Islamic State Sahel Province", "2", "x-jnim-and-or-islamic-state-sahel-province"),
    ],
)
def test_names_are_put_as_the_rules_say(name: str, side: str, expected: str | None) -> None:
    linker = Linker(load_gazetteer(), load_events(), load_vocabulary())
    found = linker.actor(Named(name, side), "acled", linker.country("Mali"), date(2031, 2, 3))
    assert found is not None
    if expected:
        assert found.id == ENTITY_BASE + expected
    else:
        assert found.known or found.id.endswith("-armed-forces")


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Kidal", "Mali", "kidal"),
        ("Kidal town", "Mali", "kidal"),
        ("Kidal", "Niger", "x-kidal"),
        ("Bamako - Commune 4", "Mali", "bamako"),
        ("Nulle-Part village", "Mali", "x-nulle-part"),
        ("Mali", "Mali", "mali"),
    ],
)
def test_places_lie_in_their_country(name: str, country: str, expected: str) -> None:
    linker = Linker(load_gazetteer(), load_events(), load_vocabulary())
    found = linker.place(name, linker.country(country))
    assert found is not None
    assert found.id == ENTITY_BASE + expected


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"event_date": "soon"}, "event_date “soon” is no date such as 2024-07-28"),
        ({"event_date": "2031-02-30"}, "event_date “2031-02-30” is no date such as 2024-07-28"),
        ({"event_date": ""}, "event_date “” is no date such as 2024-07-28"),
        ({"event_id_cnty": ""}, "event_id_cnty is empty"),
        ({"event_id_cnty": "x" * 201}, "event_id_cnty is longer than 200 characters"),
        ({"actor1": "x" * 501}, "actor1 is longer than 500 characters"),
        ({"event_date": "02/03/2031"}, "event_date “02/03/2031” is no date such as 2024-07-28"),
        ({"latitude": "north"}, "latitude “north” is no number from -90 to 90"),
        ({"longitude": "181"}, "longitude “181” is no number from -180 to 180"),
        ({"latitude": "nan"}, "latitude “nan” is no number from -90 to 90"),
        ({"fatalities": "-1"}, "fatalities “-1” is no number of people"),
        ({"fatalities": "1.5"}, "fatalities “1.5” is no number of people"),
        ({"fatalities": "inf"}, "fatalities “inf” is no number of people"),
        ({"event_type": "", "sub_event_type": ""}, "event_type is empty"),
    ],
)
def test_damaged_rows_are_listed_with_their_line(reader: RowReader, tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    found = read(
        reader, written(tmp_path / "a.csv", {"event_id_cnty": "XXA1", "notes": "of\ntwo lines"}, cells, {"event_id_cnty": "XXA3"})
    )
    assert [str(each) for each in found if isinstance(each, Failure)] == [f"a.csv, line 4: {reason}"]
    assert len(found) == 3


def test_lines_of_another_length_are_listed(reader: RowReader, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {})
    with path.open("a") as file:
        file.write('XXA2,2031-02-03\n\n"' + "x" * 1_000_001 + '"\nXXA3\n')
    failures = [str(each) for each in read(reader, path) if isinstance(each, Failure)]
    assert failures[0] == "a.csv, line 3: it has 2 cells, and the table 31 columns"
    assert failures[1].startswith("a.csv, line 5: it is no line of a table")
    assert failures[-1] == "a.csv, line 6: it has 1 cells, and the table 31 columns"


def test_two_rows_of_one_id_are_not_both_taken(reader: RowReader, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {}, {}, {"notes": "Otherwise."})
    found = read(reader, path)
    assert [isinstance(each, Failure) for each in found] == [False, False, True]
    assert str(found[2]) == "a.csv, line 4: an earlier row with other content is XXA9 too"


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.csv", lambda data: data),
        ("a.csv.gz", gzip.compress),
        ("a.zip", lambda data: zipped(data)),  # noqa: PLW0108 - it is defined below
        ("bom.csv", lambda data: b"\xef\xbb\xbf" + data),
        ("dos.csv", lambda data: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")),
    ],
)
def test_files_are_unpacked(reader: RowReader, tmp_path: Path, name: str, pack: object) -> None:
    (tmp_path / name).write_bytes(pack(ACLED.read_bytes()))  # type: ignore[operator]
    assert told(read(reader, tmp_path / name)) == told(read(reader, ACLED))
    assert count_lines(tmp_path / name) == 6


def zipped(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", data)
    return made.getvalue()


def test_semicolons_and_western_letters_are_read(reader: RowReader, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"notes": "Près de Djibo.", "location": "Ménaka"}, mark=";")
    path.write_bytes(path.read_text().encode("cp1252"))
    (found,) = read(reader, path)
    assert isinstance(found, Mapped)
    assert "Près de Djibo." in found.reading.document.text
    assert short(found.reading.statements[0])[3] == "menaka"


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        ("", None, "there is nothing in it"),
        ("a,b\n1,2\n", None, "its columns are those of no known kind of table"),
        ("a,b\n1,2\n", "ucdp", "it lacks the columns id, type_of_violence"),
        (",".join([*HEADER, "notes"]) + "\n", None, "it has the column notes twice"),
        ('"' + "x" * 100 + "\n", None, "its columns are those of no known kind"),
    ],
)
def test_files_that_are_no_tables(reader: RowReader, tmp_path: Path, content: str, kind: str | None, reason: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    with pytest.raises(SourceError, match=reason):
        read(reader, path, kind)


def test_damaged_archives_are_one_failure(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no archive")
    (tmp_path / "a.gz").write_bytes(gzip.compress(ACLED.read_bytes())[:-20])
    done = import_tables(store, [tmp_path / "a.zip", tmp_path / "a.gz", tmp_path / "missing.csv", tmp_path, ACLED])
    assert len(done.failures) == 4
    assert done.outcomes.total() >= 5


def test_a_store_with_rows_is_sound(store: Store) -> None:
    done = import_tables(store, [ACLED, UCDP, GDELT])
    assert (dict(done.outcomes), done.statements, done.silences.total(), done.failures) == ({"added": 10}, 12, 2, [])
    assert list(verify(store)) == []


def test_importing_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    import_tables(store, [ACLED])
    before = set(store.quads())
    renamed = shutil.copy(ACLED, tmp_path / "later.csv")
    assert dict(import_tables(store, [ACLED, Path(renamed)]).outcomes) == {"unchanged": 10}
    assert set(store.quads()) == before


def test_a_changed_row_replaces(store: Store, tmp_path: Path) -> None:
    import_tables(store, [written(tmp_path / "a.csv", {}, {"event_id_cnty": "XXA2"})])
    later = written(tmp_path / "b.csv", {"actor1": "Katiba Macina"}, {"event_id_cnty": "XXA2"}, {"event_id_cnty": "XXA3"})
    assert dict(import_tables(store, [later]).outcomes) == {"replaced": 1, "unchanged": 1, "added": 1}
    assert sorted(each.subject.id.removeprefix(ENTITY_BASE) for each in store.statements()) == ["jnim", "jnim", "katiba-macina"]
    assert list(verify(store, with_shapes=False)) == []


def test_what_a_row_says_beside(store: Store) -> None:
    import_tables(store, [UCDP])
    answer = store.query(
        "SELECT ?row ?kind ?file ?lat ?long ?time ?geo ?best ?low ?high WHERE { ?d sahel:tableKind ?kind ; sahel:tableRow ?row ; sahel:tableFile ?file . "
        "?s sahel:statedIn ?d ; rdf:predicate sahel:attacks ; sahel:eventLatitude ?lat ; sahel:eventLongitude ?long ; sahel:timePrecision ?time ; "
        "sahel:geoPrecision ?geo ; sahel:fatalities ?best ; sahel:fatalitiesLow ?low ; sahel:fatalitiesHigh ?high }"
    )
    assert isinstance(answer, Solutions)
    assert [[term.value for term in row] for row in answer.rows] == [  # type: ignore[union-attr]
        ["900002", "ucdp", "ucdp.csv", "15", "2.7", "week", "near", "9", "7", "12"]
    ]
    makers = store.query("SELECT ?fingerprint WHERE { ?m a sahel:Mapping ; rdfs:label 'ucdp' ; sahel:fingerprint ?fingerprint }")
    assert isinstance(makers, Solutions)
    assert len(list(makers.rows)) == 1


def test_rows_and_texts_meet_at_the_plain_triple(store: Store) -> None:
    import_tables(store, [ACLED])
    assert store.query("ASK { entity:jnim sahel:fights entity:mali-armed-forces }")


def test_rows_are_read_with_the_names_that_analysts_gave(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", {"actor1": "The Invented Ones"})
    import_tables(store, [path])
    add_alias(store, "jnim", "The Invented Ones", Signature("Ann"))
    assert dict(import_tables(store, [path]).outcomes) == {"replaced": 1}
    assert [each.subject.id for each in store.statements()] == [ENTITY_BASE + "jnim"]


def test_no_extractor_reads_rows_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.reprocess.loaded_extractor", lambda model, names: type("E", (), {"maker": None}))
    import_tables(store, [ACLED])
    assert choose(store, everything=True).documents == ()
    with pytest.raises(UsageError, match="acled:XXA1 is a row of a table"):
        choose(store, ["acled:XXA1"])


def test_the_mapping_names_what_is_there() -> None:
    entries = load_gazetteer().entries
    events = load_events()
    ids = {*events.countries.values(), *(each for table in events.table.values() for each in table.codes.values())}
    assert sorted(each for each in ids if ENTITY_BASE + each not in entries) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('relation = "fights"', 'relation = "fihgts"', "fihgts"),
        ('class = "CivilGroup"', 'class = "CivilGrup"', "CivilGrup"),
        ('means = "police"', 'means = "polise"', "polise"),
        ('MIL = "force"', 'MIL = "forse"', "forse"),
        ("pattern = 'Civilians(?:", "pattern = 'Civilians(?", "is no regular expression"),
        ('is = "Battles/Armed clash"', 'is = "Battles"', "stands there twice: Battles"),
        ('1 = "exact"', '1 = "exakt"', "acled"),
        ("near = 25\n", "", "lacks near"),
        ('from = "state"', 'form = "state"', "form"),
    ],
)
def test_mistakes_in_the_mapping_are_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = resource("ontology", "events.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "events.toml").write_text(text.replace(old, new, 1))
    with pytest.raises(SeedError, match=message):
        load_events(tmp_path / "events.toml")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(st.sampled_from(HEADER), st.text(max_size=30), max_size=8))
def test_whatever_stands_in_the_cells_the_text_holds_the_words(reader: RowReader, tmp_path: Path, cells: dict[str, str]) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        table = csv.DictWriter(file, HEADER)
        table.writeheader()
        table.writerow({**PLAIN, **cells})
    for found in read(reader, path):
        if isinstance(found, Failure):
            continue
        text = found.reading.document.text
        for statement in found.reading.statements:
            assert text[statement.start : statement.end] == statement.sentence
            for each in (statement.subject, statement.object):
                assert text[each.start : each.end] == each.text
        assert list(quads.reading_quads(found.reading, when=datetime(2031, 3, 1, tzinfo=UTC)))


def test_many_rows_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", *({"event_id_cnty": f"XXA{number}"} for number in range(50)))
    rows = read_rows(path, load_events())
    assert next(rows).cells["event_id_cnty"] == "XXA0"  # type: ignore[union-attr]
    assert sum(1 for _ in rows) == 49


def test_imported_begins_empty() -> None:
    assert Imported().outcomes.total() == 0
