"""Authority files: which records are taken, whom they stand for, and that documents are read with their names."""

import bz2
import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.authority import About, Authority, authorities, import_authority, reading_names, remove_authority
from kg.authority.ftm import record_of
from kg.authority.linking import Linked, Linking
from kg.authority.records import AuthorityRecord, load_rules
from kg.authority.wikidata import record_of as item_of
from kg.authority.wikidata import records_of_answer
from kg.care import verify
from kg.curation import Signature, add_alias
from kg.errors import SourceError, UsageError
from kg.extract import Extractor
from kg.gazetteer import load_gazetteer, with_names
from kg.nouns import load_nouns
from kg.records import ENTITY_BASE, Document, Entity, GivenName
from kg.sources import document_of
from kg.store import Store, open_store
from kg.vocabulary import load_vocabulary

SAMPLES = Path(__file__).parent / "authority"
PEOPLE, ITEMS, ANSWER = SAMPLES / "people.ftm.json", SAMPLES / "items.json", SAMPLES / "answer.json"
MOVEMENT = AuthorityRecord(
    "Q900000001",
    "ArmedGroup",
    "Invented Movement",
    (("Mouvement inventé", "fr"), ("INVM", "en")),
    "Q900000001",
    ("Q912",),
    "2030-05",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def entity(schema: str = "Person", identity: str = "x1", **properties: Any) -> dict[str, Any]:
    return {"id": identity, "schema": schema, "properties": properties}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (entity(name=["A Person"]), AuthorityRecord("x1", "Person", "A Person")),
        (entity(name=["A  Person", "B Person"], alias=["C", "A Person"], weakAlias=["W"]),
         AuthorityRecord("x1", "Person", "A Person", (("B Person", "en"), ("C", "en")))),
        ({**entity(name=["B Person", "A Person"]), "caption": "A Person"}, AuthorityRecord("x1", "Person", "A Person", (("B Person", "en"),))),
        (entity("PublicBody", name=["A Body"], wikidataId=["Q12"], jurisdiction=["ML"]),
         AuthorityRecord("x1", "GovernmentBody", "A Body", wikidata="Q12", countries=("ml",))),
        (entity("Company", "Q77", name=["A Firm"], incorporationDate=["2001-02", "2000-12-31"], dissolutionDate=["2005", "soon"]),
         AuthorityRecord("Q77", "Company", "A Firm", wikidata="Q77", begins="2000-12-31", ends="2005")),
        (entity("Vessel", name=["A Ship"]), AuthorityRecord("x1", "Materiel", "A Ship")),
        (entity("Passport", name=["A"]), ""),
        (entity(name=[]), "it has no name"),
        (entity(name=[None, 3, " "]), "it has no name"),
        ({"id": "x1", "schema": "Person"}, "it lacks an id, a schema or properties"),
        ({"id": 3, "schema": "Person", "properties": {}}, "it lacks an id, a schema or properties"),
    ],
)  # fmt: skip
def test_entities_of_followthemoney(data: dict[str, Any], expected: AuthorityRecord | str) -> None:
    assert record_of(data, load_rules().ftm) == expected


def test_followthemoney_itself_writes_what_is_read() -> None:
    followthemoney = pytest.importorskip("followthemoney", reason="followthemoney is not installed")
    made = followthemoney.model.get_proxy({"id": "x1", "schema": "Person", "properties": {}})
    made.add("name", "A Person")
    made.add("alias", "Another Name")
    made.add("country", "Mali")
    made.add("birthDate", "1980-05")
    expected = AuthorityRecord("x1", "Person", "A Person", (("Another Name", "en"),), countries=("ml",), begins="1980-05")
    assert record_of(json.loads(json.dumps(made.to_dict())), load_rules().ftm) == expected


def test_items_of_a_dump() -> None:
    items = [json.loads(line.rstrip(",")) for line in ITEMS.read_text().splitlines() if line not in "[]"]
    found = [item_of(item, load_rules().wikidata) for item in items]
    mali = AuthorityRecord("Q912", "Organization", "Mali", (("Pays inventé du Mali", "fr"),), "Q912")
    assert found == [MOVEMENT, mali, "", "", ""]


def test_rows_of_an_answer() -> None:
    found = list(records_of_answer(json.loads(ANSWER.read_text()), load_rules().wikidata))
    same = AuthorityRecord("Q900000001", "ArmedGroup", "Invented Movement", MOVEMENT.aliases, "Q900000001", (), "2030-05-01")
    assert found == ["a row has no `item` of Wikidata", same, "Q900000009 has no `itemLabel`"]


@settings(max_examples=200, deadline=None)
@given(data=st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["Q5", "Q17149090", "en"]),
       lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
           st.sampled_from(["id", "schema", "properties", "name", "labels", "claims", "P31", "P571", "mainsnak", "datavalue", "value", "en",
                            "results", "bindings", "item", "itemLabel", "class", "aliases", "time", "precision"]), inner, max_size=4), max_leaves=20))  # fmt: skip
def test_whatever_an_object_holds_it_is_a_record_or_none(data: Any) -> None:
    if isinstance(data, dict):
        rules = load_rules()
        assert isinstance(record_of(data, rules.ftm), AuthorityRecord | str)
        assert isinstance(item_of(data, rules.wikidata), AuthorityRecord | str)
        assert all(isinstance(each, AuthorityRecord | str) for each in records_of_answer(data, rules.wikidata))


def linked(record: AuthorityRecord, *others: AuthorityRecord) -> Linked:
    return Linking(load_gazetteer(), [record, *others], load_nouns(), load_vocabulary()).linked(record)


@pytest.mark.parametrize(
    ("record", "same", "own"),
    [
        (AuthorityRecord("a", "Organization", "Anything", wikidata="Q912"), "Wikidata", "mali"),
        (AuthorityRecord("a", "Person", "Adama Sample", wikidata="Q912"), None, "x-adama-sample"),
        (AuthorityRecord("a", "Organization", "Boko Haram"), "name", "boko-haram"),
        (AuthorityRecord("a", "ArmedGroup", "boko haram"), "name", "boko-haram"),
        (AuthorityRecord("a", "Person", "Boko Haram"), None, "x-boko-haram-a"),
        (AuthorityRecord("a", "State", "Mali"), "name", "mali"),
        (AuthorityRecord("a", "State", "Mali", wikidata="Q900000001"), None, "x-mali-a"),  # each has an item of its own
        (AuthorityRecord("a", "Organization", "Boko Harram"), None, "x-boko-harram"),
        (AuthorityRecord("a", "Person", "Somebody New"), None, "x-somebody-new"),
    ],
)
def test_whom_a_record_stands_for(record: AuthorityRecord, same: str | None, own: str) -> None:
    found = linked(record)
    assert (found.same, found.entity.id) == (same, ENTITY_BASE + own)


def test_two_records_of_one_name_are_two_entities() -> None:
    one, other = AuthorityRecord("a", "Person", "Somebody New"), AuthorityRecord("b", "Person", "Somebody New", (("Other", "en"),))
    assert linked(one, other).entity.id == ENTITY_BASE + "x-somebody-new-a"
    assert linked(one, other).refused == ("Somebody New",)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (AuthorityRecord("a", "Person", "Boko Haram"), "it bears this name and is of class ArmedGroup"),
        (AuthorityRecord("a", "Organization", "Boko Harram"), "the names are alike by 95 per cent"),
        (AuthorityRecord("a", "Person", "Boko Harram"), None),
        (AuthorityRecord("a", "Organization", "Boko Haram"), None),
        (AuthorityRecord("a", "Person", "Adama Sample", wikidata="Q912"), "it has this item of Wikidata and is of class Country"),
        (AuthorityRecord("a", "Person", "Somebody New"), None),
    ],
)
def test_candidates_are_listed_and_not_taken(record: AuthorityRecord, why: str | None) -> None:
    found = linked(record).candidate
    assert (found and found.why) == why


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Abou Nowhere", "names"), ("FIGO", "names"), ("Front of Invention", "names"),
        ("May", "doubtful"), ("Le Chef", "doubtful"), ("FI", "doubtful"), ("the minister", "doubtful"), ("General Staff Officer", "names"),
        ("Mali", "refused"), ("JNIM", "refused"), ("Malian", "refused"),
    ],
)  # fmt: skip
def test_names_that_may_be_words_are_guarded(name: str, kind: str) -> None:
    found = linked(AuthorityRecord("a", "Person", "Somebody New", ((name, "en"),)))
    where = {"names": [text for text, _ in found.names], "doubtful": [text for text, _ in found.doubtful], "refused": found.refused}
    assert [each for each, names in where.items() if name in names] == [kind]


def test_names_of_other_languages_are_left_out() -> None:
    found = linked(AuthorityRecord("a", "Person", "Somebody New", (("Jemand Neues", "de"), ("Personne Nouvelle", "fr"))))
    assert found.names == (("Somebody New", "en"), ("Personne Nouvelle", "fr"))


def test_a_file_is_taken_in(store: Store) -> None:
    done = import_authority(store, PEOPLE, "ftm", About("invented", "CC BY-NC 4.0", day=date(2031, 1, 2)))
    assert (done.name, done.records, done.by_wikidata, done.by_name, done.passed_over) == ("invented", 8, 0, 1, 1)
    assert list(map(str, done.failures)) == [
        "people.ftm.json, line 7: it has no name",
        "people.ftm.json, line 8: this is no JSON object",
    ]
    assert [each.record.id for each in done.candidates] == ["inv-4"]
    assert authorities(store) == [Authority("invented", "people.ftm.json", "CC BY-NC 4.0", "2031-01-02", 8)]
    assert list(verify(store, with_shapes=False)) == []


def test_importing_again_replaces(store: Store, tmp_path: Path) -> None:
    about = About("invented", day=date(2031, 1, 2))
    import_authority(store, PEOPLE, "ftm", about)
    before = set(store.quads())
    import_authority(store, PEOPLE, "ftm", about)
    assert set(store.quads()) == before
    (tmp_path / "people.ftm.json").write_text(json.dumps(entity(name=["Somebody New"])))
    import_authority(store, tmp_path / "people.ftm.json", "ftm", about)
    assert [each.entity.name for each in reading_names(store)] == ["Somebody New"]


def test_only_records_of_a_country(store: Store) -> None:
    done = import_authority(store, PEOPLE, "ftm", About(countries=("BF",)))
    assert [each.entity.name for each in reading_names(store)] == ["Invented Minerals SARL"]
    assert done.records == 1


def test_a_file_can_be_removed(store: Store) -> None:
    store.ensure_background(load_gazetteer())
    before = set(store.quads())
    import_authority(store, ITEMS, "wikidata")
    assert remove_authority(store, "items") == 2
    assert set(store.quads()) == before
    with pytest.raises(UsageError, match="no authority file 'items'; it has none"):
        remove_authority(store, "items")


@pytest.mark.parametrize(("name", "pack"), [("a.json", bytes), ("a.json.gz", gzip.compress), ("a.json.bz2", bz2.compress)])
def test_packed_dumps(store: Store, tmp_path: Path, name: str, pack: Any) -> None:
    (tmp_path / name).write_bytes(pack(ITEMS.read_bytes()))
    done = import_authority(store, tmp_path / name, "wikidata")
    assert (done.name, done.records, done.by_wikidata, done.passed_over, done.failures) == ("a", 2, 1, 3, [])


def test_an_answer_is_taken_in(store: Store) -> None:
    done = import_authority(store, ANSWER, "wikidata")
    assert (done.records, len(done.failures)) == (1, 2)


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        ("", None, SourceError),
        ("{}", None, SourceError),
        ("no JSON", None, SourceError),
        ("{}", "Not A Name", UsageError),
        ("{}", "a/b", UsageError),
    ],
)
def test_files_that_are_none(store: Store, tmp_path: Path, content: str, name: str | None, error: type[Exception]) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(error):
        import_authority(store, tmp_path / "a.json", "ftm", About(name))
    with pytest.raises(SourceError):
        import_authority(store, tmp_path / "missing.json", "ftm")


def test_names_of_analysts_come_last(store: Store) -> None:
    import_authority(store, ITEMS, "wikidata")
    add_alias(store, "mali", "Invented Alias", Signature("Ann"))
    assert [each.entity.id.removeprefix(ENTITY_BASE) for each in reading_names(store)] == ["x-invented-movement", "mali", "mali"]


def test_doubtful_names_are_ambiguous_in_the_gazetteer() -> None:
    new = Entity(ENTITY_BASE + "x-may", "May", "Person", known=False)
    found = with_names(load_gazetteer(), [GivenName(new, doubtful=(("May", "en"), ("Abou", "en")))])
    assert found.entries[new.id].ambiguous == ("May", "Abou")
    assert found.entries[new.id].entity.aliases == ("Abou",)
    assert found.version != load_gazetteer().version
    jnim = GivenName(Entity(ENTITY_BASE + "jnim", "JNIM", "ArmedGroup", known=False), doubtful=(("JNIM", "en"), ("Chef", "en")))
    entry = with_names(load_gazetteer(), [jnim]).entries[jnim.entity.id]
    assert "JNIM" not in entry.ambiguous
    assert "Chef" in entry.ambiguous


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FIGO attacked Kidal.", ["x-front-for-the-invention-of-the-gourma"]),
        ("Abou Nowhere attacked Kidal. Le Chef attacked Gao.", ["x-amadou-invented-diallo", "x-amadou-invented-diallo"]),
        ("The Invented Alias of the Support Group attacked Gao.", ["jnim"]),
        ("In May JNIM attacked Gao.", ["jnim"]),
    ],
)
def test_documents_are_read_with_the_names(store: Store, text: str, expected: list[str]) -> None:
    import_authority(store, PEOPLE, "ftm")
    document: Document = document_of(text, name="a.txt")
    reading = Extractor(names=reading_names(store)).read(document)
    assert [each.subject.entity.id.removeprefix(ENTITY_BASE) for each in reading.statements] == expected
    store.add(reading)
    assert list(verify(store, with_shapes=False)) == []
