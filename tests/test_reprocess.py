"""Reading again from the store: which documents, what is said to have changed, and what is in the store when."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_samples import JNIM, KINDS, LATER, MALI, RUSSIA, STRANGER, WHEN, Text, gazetteer, made_by, store_at

import kg.reprocess
from kg import quads
from kg.errors import UsageError
from kg.extract import extract_documents, loaded_extractor
from kg.records import Document, Maker, Reading, Tool
from kg.reprocess import Reread, choose, reprocess
from kg.resources import resource
from kg.sources import Failure, document_of, readable
from kg.sources.languages import with_language
from kg.store import Solutions, Store, open_store
from kg.store.backend import Change
from kg.store.memory import RdflibBackend

OLD_STORE = Path(__file__).parent / "old_store.nq"
"""What `kg ingest` wrote before makers were resources, without the graph of the ontology."""

NOW = Maker(
    Tool("extractor", "kg", "0.2.0"),
    (
        Tool("gazetteer", "gazetteer", fingerprint="aa"),
        Tool("lexicon", "lexicon", fingerprint="bb"),
        Tool("model", "tiny", "3", "cc"),
    ),
)
BEFORE = made_by("kg 0.1.0")


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_at(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _small_gazetteer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.reprocess, "load_gazetteer", gazetteer)


def read_by(monkeypatch: pytest.MonkeyPatch, *readings: Reading, maker: Maker = NOW) -> list[Document]:
    """Has these readings made by whoever reads again, and gives the list of the documents that are asked for."""
    known, asked = {reading.document.id: replace(reading, maker=maker) for reading in readings}, []

    def read(documents: Iterable[Document], *, names: object, **_: object) -> Iterator[Reading]:
        for document in documents:
            asked.append(document)
            yield replace(known[document.id], document=document)

    monkeypatch.setattr(kg.reprocess, "extract_documents", read)
    monkeypatch.setattr(kg.reprocess, "loaded_extractor", lambda model, names: SimpleNamespace(maker=maker))
    return asked


def sample(name: str = "one", *, location: str | None = None) -> Reading:
    text = Text(name, location=location, date="2025-06-12", source="Wire")
    text.tell(JNIM, "attacks", MALI, date="2025", place=RUSSIA, count=7).tell(STRANGER, "fights", MALI)
    return replace(text.tell(RUSSIA, "supplies", MALI).reading(), maker=BEFORE)


def stored(store: Store, *readings: Reading) -> None:
    for reading in readings:
        store.add(reading, when=WHEN)


def run(store: Store, *names: str, everything: bool = False, dry_run: bool = False) -> list[Reread]:
    failures: list[Failure] = []
    found = list(reprocess(store, choose(store, names, everything=everything), failures, dry_run=dry_run))
    assert failures == []
    return found


def content(store: Store) -> list[str]:
    background = {quads.GRAPH_ONTOLOGY, quads.GRAPH_GAZETTEER, ox.NamedNode("https://w3id.org/sahel-kg/graph/history")}
    return sorted(str(quad) for quad in store.quads() if quad.graph_name not in background)


def told(reading: Reading, number: int, **changes: object) -> Reading:
    statements = list(reading.statements)
    statements[number] = replace(statements[number], **changes)  # type: ignore[arg-type]
    return replace(reading, statements=tuple(statements))


def triples(said: Iterable[object]) -> list[str]:
    return [f"{each.subject} {each.relation} {each.object}" for each in said]  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------- documents out of the store


def kept(store: Store, document: Document) -> Document:
    store.add(Reading(document, maker=BEFORE), when=WHEN)
    return store.document(document.id)


@pytest.mark.parametrize(
    "text",
    [
        "A report.\n\nJNIM attacked Mali.",
        "---\ntitle: Talks\ndate: 2024-07\nsource: Wire\nlanguage: EN\n---\n\nBody of it.\nMore.",
        "---\nnot front matter\n---\nBody.",
        "Page one.\x0cPage two.\x0c\x1b[1mBold\x85 and \ufffd here.",
        " \n\nHeading\n\ntext with \U0001f600 é 日本 \\u0041 \" ' { } \t end",
        "",
    ],
)
def test_a_document_comes_back_as_it_was_read(store: Store, text: str) -> None:
    document = document_of(text, name="2024-08-01-a.txt", location="file:///reports/a.txt")
    assert kept(store, document) == document


def test_the_sample_reports_come_back_as_they_were_read() -> None:
    failures: list[Failure] = []
    with open_store(":memory:") as store:
        for document in readable([resource("seeds", "reports")], failures):
            assert kept(store, document) == document
        assert store.counts().documents >= 18
    assert failures == []


@given(st.text(max_size=60), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_comes_back_as_it_was_read(text: str, fronted: bool) -> None:
    document = document_of(f"---\ntitle: A title\n---\n{text}" if fronted else text, name="a.txt")
    with open_store(":memory:") as store:
        back = kept(store, document)
    assert (back.id, back.text, back.body, back.date) == (document.id, document.text, document.body, document.date)


def test_what_is_known_of_a_document_is_kept_and_not_found_out_again(store: Store) -> None:
    document = Document("https://w3id.org/sahel-kg/document/ab", "a.html", "Menu. The report.", 6, "T", "2024", "S", "fr", None)
    assert kept(store, document) == document


def test_a_document_of_several_files_has_one_of_them(store: Store) -> None:
    stored(store, sample(location="file:///b.txt"), sample(location="file:///a.txt"))
    assert store.document(sample().document.id).location == "file:///a.txt"


# --------------------------------------------------------------------------------------------------------- older stores


@pytest.fixture
def old(tmp_path: Path, store: Store) -> Store:
    store._backend.commit(Change(add=tuple(ox.parse(path=OLD_STORE, format=ox.RdfFormat.N_QUADS))))
    return store


def test_an_older_store_opens(old: Store) -> None:
    assert {document.maker for document in old.documents()} == {"kg 0.1.0, model sahel_encoder 3, gazetteer 37e6258a4036"}
    assert len(list(old.statements())) == 6


def test_documents_of_an_older_store_come_back_as_they_were_read(old: Store) -> None:
    documents = {document.name: old.document(document.id) for document in old.documents()}
    front, plain = documents["front.txt"], documents["2024-08-01-plain.txt"]
    assert front == document_of(front.text, name=front.name, location="file:///reports/front.txt")
    assert front.text[front.body :].startswith("Russia deployed")
    # Nothing says which character U+FFFD stands for, but the hash of the text tells.
    assert plain == document_of(plain.text, name=plain.name, location="file:///reports/2024-08-01-plain.txt")
    assert "said.\x0c Burkina" in plain.text


def test_everything_in_an_older_store_is_read_again_once(old: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [old.document(document.id) for document in old.documents()]
    asked = read_by(monkeypatch, *(Reading(document) for document in documents))
    assert len(run(old)) == 3
    assert asked == [with_language(document) for document in documents]
    assert not list(old.quads(quads.GRAPH_ASSERTED.value))
    assert {document.maker for document in old.documents()} == {str(NOW)}
    assert {document.name: document.locations for document in old.documents()} == {
        document.name: (document.location,) for document in documents
    }
    assert run(old) == []


@pytest.mark.slow
def test_an_older_store_becomes_what_reading_the_files_gives(old: Store, tmp_path: Path) -> None:
    documents = [old.document(document.id) for document in old.documents()]
    (tmp_path / "reports").mkdir()
    for document in documents:
        (tmp_path / "reports" / document.name).write_text(document.text, encoding="utf-8")
    assert len(run(old)) == 3
    with open_store(":memory:") as fresh:
        for reading in extract_documents(readable([tmp_path / "reports"], [])):
            fresh.add(reading)
        expected = [quad for quad in fresh.quads() if quad.graph_name != quads.GRAPH_SOURCES]  # and no history yet
    ended = "<http://www.w3.org/ns/prov#endedAtTime>"
    found = [line for line in content(old) if "/graph/sources>" not in line and "/graph/history>" not in line]
    assert [line for line in found if ended not in line] == sorted(str(quad) for quad in expected if ended not in str(quad))


@pytest.mark.slow
def test_more_processes_read_the_same(tmp_path: Path) -> None:
    documents = [document_of(f"JNIM attacked Mali on {day} June 2024.", name=f"{day}.txt") for day in range(1, 6)]
    for workers in (1, 2):
        with open_store(tmp_path / f"store {workers}") as opened:
            for document in documents:
                opened.add(Reading(document, maker=BEFORE), when=WHEN)
            found = list(reprocess(opened, choose(opened), [], workers=workers))
            assert [each.name for each in found] == [document.name for document in documents]
            assert {len(each.new) for each in found} == {1}
            assert {document.maker for document in opened.documents()} == {str(loaded_extractor().maker)}


# ------------------------------------------------------------------------------------------------------ which documents


@pytest.mark.parametrize("number", range(4))
def test_any_other_version_counts_as_older(store: Store, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    tools = list(NOW.tools)
    tools[number] = replace(tools[number], version="2.0", fingerprint="dd")
    asked = read_by(monkeypatch, sample())
    stored(store, replace(sample(), maker=Maker(tools[0], tuple(tools[1:]))), replace(sample("two"), maker=NOW))
    assert [each.name for each in run(store)] == ["one"]
    assert [document.name for document in asked] == ["one"]
    assert run(store) == []


def test_a_model_that_is_no_longer_used_counts_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read_by(monkeypatch, sample(), maker=replace(NOW, used=NOW.used[:2]))
    stored(store, replace(sample(), maker=NOW))
    assert len(run(store)) == 1


def test_names_narrow_the_choice(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    readings = [sample("one", location=(tmp_path / "a b.txt").as_uri()), sample("two"), sample("three")]
    read_by(monkeypatch, *readings)
    stored(store, *readings)
    local = readings[1].document.id.rpartition("/")[2]
    monkeypatch.chdir(tmp_path)
    for name, expected in (
        ("one", "one"),
        (local, "two"),
        (f"doc:{local}", "two"),
        (readings[1].document.id, "two"),
        ("a b.txt", "one"),
    ):
        assert [each.name for each in choose(store, [name]).documents] == [expected]
    both = choose(store, ["two", "one", f"doc:{local}"])
    assert [document.name for document in both.documents] == ["one", "two"]
    assert both.current == 0
    run(store, "two")
    assert [document.name for document in choose(store).documents] == ["one", "three"]
    assert choose(store, ["two"]).current == 1


@pytest.mark.parametrize("name", ["nothing", "", "doc:", "https://w3id.org/sahel-kg/document/> <x", "\0"])
def test_an_unknown_document_is_refused(store: Store, name: str) -> None:
    stored(store, sample())
    with pytest.raises(UsageError, match="holds no document"):
        choose(store, [name])


def test_a_name_of_two_documents_is_refused(store: Store) -> None:
    one, other = sample(), Text("one").tell(JNIM, "attacks", MALI).reading()
    stored(store, one, other)
    with pytest.raises(UsageError, match=r"2 documents are named one: give the id .* doc:[0-9a-f]+, doc:[0-9a-f]+$"):
        choose(store, ["one"])


# --------------------------------------------------------------------------------------------------------- what changed


def test_gone_new_changed_and_the_same_are_told_apart(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, sample())
    again = told(told(sample(), 0, date="2025-06", place=None, confidence=0.8), 1, relation="attacks")
    read_by(monkeypatch, again)
    (found,) = run(store, dry_run=True)
    assert (found.name, found.maker, found.same) == ("one", "kg 0.1.0", 1)
    assert triples(found.gone) == ["Hypothetical Front fights Mali"]
    assert triples(found.new) == ["Hypothetical Front attacks Mali"]
    (changed,) = found.changed
    assert changed.before.id == changed.after.id == sample().statements[0].id
    assert changed.differences == {"date": ("2025", "2025-06"), "place": ("Russia", None), "confidence": ("0.9", "0.8")}


DIFFERENCES = [
    ({"polarity": "negated"}, {"polarity": ("affirmed", "negated")}),
    ({"modality": "planned"}, {"modality": ("asserted", "planned")}),
    ({"date": None}, {"date": ("2025", None)}),
    ({"place": None}, {"place": ("Russia", None)}),
    ({"count": 8}, {"count": ("7", "8")}),
    ({"confidence": 0.91}, {"confidence": ("0.9", "0.91")}),
    ({"attributed_to": sample().statements[2].subject}, {"attributedTo": (None, "Russia")}),
    ({"trigger": "raids", "frame": "attacks.raid"}, {"trigger": ("attacks", "raids"), "frame": ("attacks.verb", "attacks.raid")}),
]


@pytest.mark.parametrize(("changes", "expected"), DIFFERENCES, ids=[next(iter(expected)) for _, expected in DIFFERENCES])
def test_whatever_is_said_otherwise_is_a_difference(
    store: Store, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], expected: dict[str, tuple[str | None, str | None]]
) -> None:
    stored(store, sample())
    read_by(monkeypatch, told(sample(), 0, **changes))
    (found,) = run(store, dry_run=True)
    assert (len(found.gone), len(found.new), found.same) == (0, 0, 2)
    assert [changed.differences for changed in found.changed] == [expected]


def test_other_words_for_the_same_actor_in_the_same_sentence_are_a_change(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, sample())
    first = sample().statements[0]
    narrower = replace(first.subject, start=first.subject.start + 2, text=first.subject.text[2:])
    longer = {"end": first.end + 3, "sentence": sample().document.text[first.start : first.end + 3]}
    read_by(monkeypatch, told(sample(), 0, subject=narrower, **longer))
    (found,) = run(store, dry_run=True)
    (changed,) = found.changed
    assert changed.before.id != changed.after.id
    assert changed.differences.keys() == {"subjectText", "sentence"}


def test_the_same_in_another_sentence_is_another_statement(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Text("two").tell(JNIM, "attacks", MALI).tell(JNIM, "attacks", MALI)
    both = replace(text.reading(), maker=BEFORE)
    stored(store, replace(both, statements=both.statements[:1]))
    read_by(monkeypatch, replace(both, statements=both.statements[1:]))
    (found,) = run(store, dry_run=True)
    assert (len(found.gone), len(found.new), len(found.changed), found.same) == (1, 1, 0, 0)


def test_two_of_the_same_in_a_sentence_are_paired_in_the_order_of_the_text(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(*changes: dict[str, object]) -> Reading:
        reading = sample()
        first = reading.statements[0]
        shifted = [replace(first.object, start=first.object.start + number) for number in range(len(changes))]
        made = [replace(first, object=place, **each) for place, each in zip(shifted, changes, strict=True)]  # type: ignore[arg-type]
        return replace(reading, statements=tuple(made))

    stored(store, twice({"count": 1}, {"count": 2}))
    read_by(monkeypatch, twice({"count": 1, "polarity": "negated"}, {"count": 2, "polarity": "negated"}, {"modality": "sought"}))
    (found,) = run(store, dry_run=True)
    assert [dict(changed.differences) for changed in found.changed] == [{"polarity": ("affirmed", "negated")}] * 2
    assert [said.qualities["modality"] for said in found.new] == ["sought"]


def statements_of(subset: list[tuple[int, str]]) -> Reading:
    reading = sample()
    made = [replace(reading.statements[number], modality=modality) for number, modality in subset]  # type: ignore[arg-type]
    return replace(reading, statements=tuple({statement.id: statement for statement in made}.values()))


SUBSETS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["asserted", "planned", "sought"])), max_size=6).map(statements_of)


@given(SUBSETS, SUBSETS)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_amounts_add_up(monkeypatch: pytest.MonkeyPatch, one: Reading, other: Reading) -> None:
    with open_store(":memory:") as store:
        stored(store, one)
        read_by(monkeypatch, other)
        (found,) = run(store, dry_run=True)
    assert len(found.gone) + len(found.changed) + found.same == len(one.statements)
    assert len(found.new) + len(found.changed) + found.same == len(other.statements)
    assert {said.id for said in found.new}.isdisjoint(statement.id for statement in one.statements)
    assert bool(found) == (set(one.statements) != set(other.statements))


# -------------------------------------------------------------------------------------------- what is in the store when


def test_it_becomes_what_a_first_reading_would_have_made_of_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    again = told(sample(location="file:///a.txt"), 1, relation="attacks", polarity="negated")
    stored(store, sample(location="file:///a.txt"), sample("two"))
    read_by(monkeypatch, again, sample("two"))
    run(store)
    with open_store(":memory:") as fresh:
        stored(fresh, replace(again, maker=NOW), replace(sample("two"), maker=NOW))
        expected = content(fresh)
    ended = "#endedAtTime>"
    assert [line for line in content(store) if ended not in line] == [line for line in expected if ended not in line]


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, sample())
    read_by(monkeypatch, told(sample(), 0, date="2025-06"))
    before = sorted(map(str, store.quads()))
    dry = run(store, dry_run=True)
    assert sorted(map(str, store.quads())) == before
    assert run(store) == dry


def test_all_files_of_a_document_stay_noted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, sample(location="file:///a.txt"), sample(location="file:///b.txt"))
    read_by(monkeypatch, sample())
    run(store)
    assert [document.locations for document in store.documents()] == [("file:///a.txt", "file:///b.txt")]


def test_with_everything_only_another_reading_is_stored(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, replace(sample(), maker=NOW))
    read_by(monkeypatch, sample())
    before = content(store)
    assert run(store) == []
    assert [(bool(found), found.same) for found in run(store, everything=True)] == [(False, 3)]
    assert content(store) == before
    read_by(monkeypatch, told(sample(), 0, date="2025-06"))
    assert [bool(found) for found in run(store, everything=True)] == [True]
    assert next(iter(store.statements())).date == "2025-06"


def test_what_was_interrupted_goes_on_where_it_ended(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [sample(name) for name in ("a", "b", "c")]
    stored(store, *readings)
    asked = read_by(monkeypatch, *readings)
    found = reprocess(store, choose(store), [])
    assert next(found).name == "a"
    found.close()
    assert [document.maker for document in store.documents()] == [str(NOW), "kg 0.1.0", "kg 0.1.0"]
    asked.clear()
    assert [each.name for each in run(store)] == ["b", "c"]
    assert [document.name for document in asked] == ["b", "c"]


def test_each_document_is_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    backend, readings = RdflibBackend(), [sample(name) for name in ("a", "b")]
    changes: list[Change] = []
    with Store(backend) as store:
        store.ensure_background(gazetteer())
        stored(store, *readings)
        read_by(monkeypatch, *readings)
        commit = backend.commit
        monkeypatch.setattr(backend, "commit", lambda change: (changes.append(change), commit(change)))
        run(store)
    assert [change.drop for change in changes] == [(quads.iri(reading.document.id),) for reading in readings]


def test_a_document_removed_meanwhile_does_not_come_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [sample("a"), sample("b")]
    stored(store, *readings)
    read_by(monkeypatch, *readings)
    found = reprocess(store, choose(store), [])
    next(found)
    store.remove(readings[1].document.id)
    assert list(found) == []
    assert [document.name for document in store.documents()] == ["a"]


def test_a_reading_of_what_was_removed_is_let_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [sample("a"), sample("b")]
    stored(store, *readings)

    def read(documents: Iterable[Document], *, names: object, **_: object) -> Iterator[Reading]:
        ahead = list(documents)
        store.remove(readings[1].document.id)
        return (replace(reading, maker=NOW, document=document) for reading, document in zip(readings, ahead, strict=True))

    read_by(monkeypatch, *readings)
    monkeypatch.setattr(kg.reprocess, "extract_documents", read)
    assert [each.name for each in run(store)] == ["a"]
    assert [document.name for document in store.documents()] == ["a"]


@pytest.mark.parametrize(("name", "value"), [("text", "Another text."), ("replacedCharacters", "0:c")])
def test_a_damaged_text_fails_alone(store: Store, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    readings = [sample("a"), sample("b")]
    stored(store, *readings)
    read_by(monkeypatch, *readings)
    node, own = quads.iri(readings[0].document.id), ox.NamedNode(f"https://w3id.org/sahel-kg/ontology#{name}")
    kept_ = tuple(quad for quad in store.quads(node.value) if quad.subject == node and quad.predicate == own)
    store._backend.commit(Change(remove=kept_, add=(ox.Quad(node, own, ox.Literal(value), node),)))
    before = sorted(map(str, store.quads(node.value)))
    failures: list[Failure] = []
    found = list(reprocess(store, choose(store), failures))
    assert [each.name for each in found] == ["b"]
    assert [failure.source for failure in failures] == ["a"]
    assert "is not the one that was read" in failures[0].reason
    assert sorted(map(str, store.quads(node.value))) == before


# --------------------------------------------------------------------------------------------------------------- makers


def makers(store: Store) -> set[str]:
    return {quad.subject.value for quad in store.quads(quads.GRAPH_MAKERS.value)}


def test_makers_are_described_once_and_as_long_as_a_document_was_read_with_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(NOW, extractor=BEFORE.extractor)
    stored(store, replace(sample("a"), maker=other), replace(sample("b"), maker=NOW), sample("c"))
    assert makers(store) == {tool.id for tool in (*NOW.tools, BEFORE.extractor)}
    counted = len(list(store.quads(quads.GRAPH_MAKERS.value)))
    stored(store, replace(sample("d"), maker=NOW))
    assert len(list(store.quads(quads.GRAPH_MAKERS.value))) == counted
    store.remove(sample("c").document.id)
    assert BEFORE.extractor.id in makers(store)
    read_by(monkeypatch, sample("a"))
    run(store)
    assert makers(store) == {tool.id for tool in NOW.tools}
    for name in ("a", "b", "d"):
        store.remove(sample(name).document.id)
    assert content(store) == []


def test_a_question_for_those_read_with_a_version(store: Store) -> None:
    newer = replace(NOW, used=(replace(NOW.used[0], fingerprint="ee"), *NOW.used[1:]))
    stored(store, replace(sample("a"), maker=NOW), replace(sample("b"), maker=newer), sample("c"))
    for pattern, expected in (
        ("prov:used [ a sahel:Gazetteer ; sahel:fingerprint 'aa' ]", ["a"]),
        ("prov:used [ a sahel:LanguageModel ; rdfs:label 'tiny' ; sahel:version '3' ; sahel:fingerprint 'cc' ]", ["a", "b"]),
        ("prov:used [ a sahel:Lexicon ; sahel:fingerprint 'bb' ]", ["a", "b"]),
        ("prov:wasAssociatedWith [ a prov:SoftwareAgent ; rdfs:label 'kg' ; sahel:version '0.1.0' ]", ["c"]),
        ("prov:wasAssociatedWith [ a sahel:Extractor ; sahel:version '0.2.0' ]", ["a", "b"]),
    ):
        answer = store.query(
            f"SELECT ?name (COUNT(?statement) AS ?statements) WHERE {{ ?statement sahel:statedIn ?document . "
            f"?document sahel:name ?name ; prov:wasGeneratedBy ?reading . ?reading {pattern} }} GROUP BY ?name ORDER BY ?name"
        )
        assert isinstance(answer, Solutions)
        assert [(row[0].value, int(row[1].value)) for row in answer.rows] == [(name, 3) for name in expected]  # type: ignore[union-attr]


def test_another_time_alone_makes_no_other_reading(store: Store) -> None:
    stored(store, sample())
    before = content(store)
    assert store.add(sample(), when=LATER) == "unchanged"
    assert content(store) == before
    assert store.add(sample(), when=LATER, renewed=lambda step: False) == "replaced"
    assert content(store) == before
    assert store.add(sample(), when=LATER, renewed=lambda step: True) == "replaced"
    assert [document.read_at for document in store.documents()] == ["2026-02-03T04:05:06Z"]
