"""What every named query answers on readings made by hand, and what all of them have in common."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from store_samples import JNIM, KINDS, LATER, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text, store_at
from test_queries import NAMED as OTHERS
from test_queries import values

from kg.errors import QueryError
from kg.gazetteer import load_gazetteer
from kg.queries import load_queries, run_named
from kg.query_files import OTHER, NamedQuery, by_topic, check
from kg.records import ENTITY_BASE, Entity
from kg.store import Solutions, Store, open_store
from kg.vocabulary import load_vocabulary

CHIEF = Entity(ENTITY_BASE + "chief", "Général Exemple", "Person", known=False)
BLOC = Entity(ENTITY_BASE + "border-bloc", "Border Bloc", "IntergovernmentalOrganization", known=False)
DRONE = Entity(ENTITY_BASE + "drone", "drone", "Materiel", known=False)
DRONES = Entity(ENTITY_BASE + "drone-unit", "drone unit", "ArmedForce", known=False)
B, C, H, J, M, R, V = BLOC.name, CHIEF.name, STRANGER.name, JNIM.name, MALI.name, RUSSIA.name, VILLAGE.name

GAZETTEER = """
[[entity]]
id = "mali"
class = "Country"
name = "Mali"
facts = [{ relation = "memberOf", object = "aes", valid = "2023-09-16/2024" }]
[[entity]]
id = "russia"
class = "Country"
name = "Russia"
[[entity]]
id = "jnim"
class = "ArmedGroup"
name = "Jama'at Nusrat al-Islam wal-Muslimin"
facts = [{ relation = "affiliatedWith", object = "network", valid = "2017-03-02/.." }]
[[entity]]
id = "network"
class = "ArmedGroup"
name = "Example Network"
[[entity]]
id = "aes"
class = "IntergovernmentalOrganization"
name = "Alliance of Sahel States"
aliases = ["AES"]
[[entity]]
id = "ministry"
class = "GovernmentBody"
name = "Example Ministry"
facts = [{ relation = "subordinateTo", object = "russia" }]
[[entity]]
id = "corps"
class = "PrivateMilitaryCompany"
name = "Example Corps"
facts = [{ relation = "subordinateTo", object = "ministry" }]
[[entity]]
id = "platoon"
class = "ArmedForce"
name = "Example Platoon"
facts = [{ relation = "subordinateTo", object = "corps" }]
[[entity]]
id = "president"
class = "Person"
name = "Past President"
facts = [{ relation = "leads", object = "mali", role = "head of state", valid = "2013-09-04/2021-05-24" }]
[[entity]]
id = "colonel"
class = "Person"
name = "New Colonel"
facts = [
  { relation = "leads", object = "mali", role = "head of state", valid = "2021-05-24/.." },
  { relation = "overthrows", object = "president", valid = "2021-05-24/2021-05-24" },
]
[[entity]]
id = "town"
class = "Settlement"
name = "Some Town"
country = "mali"
"""
TOWN = Entity(ENTITY_BASE + "town", "Some Town", "Settlement")


def filled(store: Store, folder: Path) -> Store:
    (folder / "small.toml").write_text(GAZETTEER, encoding="utf-8")
    store.ensure_background(load_gazetteer(folder))
    first = Text("first.txt", date="2024-01-10", source="Wire One")
    first.tell(MALI, "alliedWith", RUSSIA, date="2023").tell(RUSSIA, "deploysTo", VILLAGE, date="2024-01")
    first.tell(JNIM, "controls", VILLAGE, date="2023-05").tell(MALI, "captures", VILLAGE, date="2024-01-05")
    first.tell(RUSSIA, "deploysTo", MALI, modality="planned", date="2024-06").tell(MALI, "memberOf", BLOC)
    first.tell(JNIM, "kills", MALI, count=12, date="2024-01-03")
    first.tell(MALI, "detains", CHIEF, place=VILLAGE, date="2024-01-08", count=1).tell(STRANGER, "supports", JNIM)
    first.tell(CHIEF, "leads", STRANGER).tell(STRANGER, "subordinateTo", JNIM).tell(
        STRANGER, "accuses", RUSSIA, attributed_to=CHIEF
    )
    first.tell(RUSSIA, "trains", JNIM, modality="sought")
    second = Text("second.txt", date="2024-07-20", source="Agency Two", title="A title", maker="test 2")
    second.tell(RUSSIA, "deploysTo", MALI, date="2024-07-01").tell(RUSSIA, "withdrawsFrom", VILLAGE, date="2024-07-10")
    second.tell(MALI, "rejects", RUSSIA, date="2024-07-15").tell(JNIM, "kills", MALI, count=20, date="2024-01")
    second.tell(MALI, "leaves", BLOC, date="2024-07-01").tell(RUSSIA, "supplies", DRONES).tell(JNIM, "captures", DRONE)
    second.tell(STRANGER, "accuses", RUSSIA, polarity="negated", attributed_to=JNIM)
    second.tell(MALI, "overthrows", CHIEF, date="2024-07-02").tell(MALI, "sanctions", STRANGER)
    second.tell(RUSSIA, "mediates", JNIM, modality="sought").tell(STRANGER, "attacks", TOWN, confidence=0.4)
    store.add(first.reading(), when=WHEN)
    store.add(second.reading(), when=LATER)
    store.add(Text("third.txt").tell(JNIM, "meetsWith", STRANGER).tell(JNIM, "kills", MALI).reading(), when=LATER)
    return store


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_at(request.param, tmp_path_factory.mktemp("named")) as opened:
        yield filled(opened, tmp_path_factory.mktemp("gazetteer"))


NAMED = [
    ("dyad", {"actor": "russia", "other": "mali"}, "when subject relation object modality source",
     [("2023", M, "alliedWith", R, "asserted", "Wire One"), ("2024-06", R, "deploysTo", M, "planned", "Wire One"),
      ("2024-07-01", R, "deploysTo", M, "asserted", "Agency Two"), ("2024-07-15", M, "rejects", R, "asserted", "Agency Two")]),
    ("dyad", {"actor": "mali", "other": "russia", "since": "2024-07-02"}, "relation", [("rejects",)]),
    ("dyad", {"actor": "mali", "other": "russia", "until": "2023-12-31"}, "relation", [("alliedWith",)]),
    ("dyad", {"actor": "mali", "other": "jnim", "until": "2024-01-02"}, "relation when", [("kills", None), ("kills", "2024-01")]),
    ("ties", {"actor": "mali"}, "role relation other statements reports sources first last",
     [("does", "alliedWith", R, "1", "1", "1", "2023-01-01", "2023-01-01"), ("does", "captures", V, "1", "1", "1", "2024-01-05", "2024-01-05"),
      ("does", "detains", C, "1", "1", "1", "2024-01-08", "2024-01-08"), ("does", "leaves", B, "1", "1", "1", "2024-07-01", "2024-07-01"),
      ("does", "memberOf", B, "1", "1", "1", "2024-01-10", "2024-01-10"), ("does", "overthrows", C, "1", "1", "1", "2024-07-02", "2024-07-02"),
      ("does", "rejects", R, "1", "1", "1", "2024-07-15", "2024-07-15"), ("does", "sanctions", H, "1", "1", "1", "2024-07-20", "2024-07-20"),
      ("undergoes", "kills", J, "3", "3", "3", "2024-01-01", "2024-01-03"), ("undergoes", "deploysTo", R, "1", "1", "1", "2024-07-01", "2024-07-01")]),
    ("ties", {"actor": "mali", "least": "2"}, "relation other statements basis", [("kills", J, "3", "event")]),
    ("ties", {"actor": "border-bloc"}, "relation first last basis",
     [("leaves", "2024-07-01", "2024-07-01", "event"), ("memberOf", "2024-01-10", "2024-01-10", "report")]),
    ("neighbours", {"actor": "mali", "least": "1"}, "other between oneOfThem",
     [("Some Town", "1", H), ("drone", "1", J), ("drone unit", "1", R)]),
    ("neighbours", {"actor": "border-bloc"}, "other", []),
    ("casualties-by-month", {}, "month victim statements highest sum basis", [("2024-01", M, "2", "20", "32", "event")]),
    ("casualties-by-month", {"actor": "mali", "since": "2024-01-02", "until": "2024-01-31"}, "highest", [("12",)]),
    ("casualty-conflicts", {}, "victim relation number otherNumber attacker otherAttacker when reported otherWhen otherReported",
     [(M, "kills", "20", "12", J, J, "2024-01", "2024-07-20", "2024-01-03", "2024-01-10")]),
    ("casualty-conflicts", {"actor": "russia"}, "victim", []),
    ("detentions", {}, "when reported who whom number where modality claimant",
     [("2024-01-08", "2024-01-10", M, C, "1", V, "asserted", None)]),
    ("detentions", {"actor": "mali", "detained": "chief", "since": "2024-01-08", "until": "2024-01-08"}, "when", [("2024-01-08",)]),
    ("detentions", {"since": "2024-01-09"}, "when", []),
    ("detentions", {"actor": "russia"}, "when", []),
    ("detentions", {"detained": "russia"}, "when", []),
    ("coups", {}, "when reported who whom basis sentence report",
     [("2021-05-24", None, "New Colonel", "Past President", "gazetteer", None, None),
      ("2024-07-02", "2024-07-20", M, C, "report", f"{M} overthrows {C}.", "second.txt")]),
    ("coups", {"since": "2022"}, "basis", [("report",)]),
    ("coups", {"until": "2022"}, "basis", [("gazetteer",)]),
    ("materiel", {}, "when reported who relation whom materiel sentence",
     [(None, "2024-07-20", R, "supplies", "drone unit", "drone", f"{R} supplies drone unit."),
      (None, "2024-07-20", J, "captures", "drone", "drone", f"{J} captures drone.")]),
    ("materiel", {"actor": "jnim", "since": "2024-07-20", "until": "2024-07-20"}, "relation", [("captures",)]),
    ("materiel", {"until": "2024-07-19"}, "relation", []),
    ("materiel", {"since": "2024-07-21"}, "relation", []),
    ("alliances", {}, "when reported change subject relation object",
     [("2023", "2024-01-10", "closer", M, "alliedWith", R), (None, "2024-01-10", "closer", M, "memberOf", B),
      (None, "2024-01-10", "closer", H, "supports", J), ("2024-07-01", "2024-07-20", "apart", M, "leaves", B),
      ("2024-07-15", "2024-07-20", "apart", M, "rejects", R), (None, "2024-07-20", "apart", M, "sanctions", H)]),
    ("alliances", {"actor": "russia"}, "change subject", [("closer", M), ("apart", M)]),
    ("alliances", {"actor": "mali", "since": "2024-07-02", "until": "2024-07-19"}, "relation", [("rejects",)]),
    ("negotiations", {}, "when reported subject relation object modality source",
     [(None, None, J, "meetsWith", H, "asserted", None), (None, "2024-07-20", R, "mediates", J, "sought", "Agency Two")]),
    ("negotiations", {"actor": "hypothetical-front"}, "relation", [("meetsWith",)]),
    ("negotiations", {"actor": "russia", "since": "2024-07-20", "until": "2024-07-20"}, "relation", [("mediates",)]),
    ("negotiations", {"actor": "russia", "until": "2024-07-19"}, "relation", []),
    ("realignments", {"day": "2024-02"}, "one other turn closerBefore apartBefore closerSince apartSince lastBefore firstSince basis",
     [(B, M, "apart", "1", "0", "0", "1", "2024-01-10", "2024-07-01", "both"),
      (M, R, "apart", "1", "0", "0", "1", "2023-01-01", "2024-07-15", "event")]),
    ("realignments", {"day": "2024-08"}, "one", []),
    ("sanctions", {}, "when reported subject relation object", [(None, "2024-07-20", M, "sanctions", H)]),
    ("sanctions", {"actor": "hypothetical-front", "since": "2024-07", "until": "2024-07"}, "relation", [("sanctions",)]),
    ("sanctions", {"actor": "jnim"}, "relation", []),
    ("sanctions", {"since": "2024-08"}, "relation", []),
    ("sanctions", {"until": "2024-06"}, "relation", []),
    ("accusations", {}, "when reported subject relation object polarity claimant",
     [(None, "2024-01-10", H, "accuses", R, "affirmed", C), ("2024-07-15", "2024-07-20", M, "rejects", R, "affirmed", None),
      (None, "2024-07-20", H, "accuses", R, "negated", J)]),
    ("accusations", {"actor": "mali", "target": "russia"}, "relation", [("rejects",)]),
    ("accusations", {"since": "2024-02", "until": "2024-07-15"}, "relation", [("rejects",)]),
    ("accusations", {"target": "jnim"}, "relation", []),
    ("chain-of-command", {"actor": "platoon"}, "superior kind direct basis",
     [("Example Corps", "PrivateMilitaryCompany", "yes", "gazetteer"), ("Example Ministry", "GovernmentBody", "no", "gazetteer"),
      (R, "Country", "no", "gazetteer")]),
    ("subordinates", {"actor": "russia"}, "subordinate direct basis",
     [("Example Ministry", "yes", "gazetteer"), ("Example Corps", "no", "gazetteer")]),
    ("subordinates", {"actor": "jnim"}, "subordinate kind direct basis", [(H, "ArmedGroup", "yes", "reports")]),
    ("subordinates", {"actor": "chief"}, "subordinate direct", [(H, "yes")]),
    ("leaders", {"actor": "mali"}, "since until leader role basis",
     [("2013-09-04", "2021-05-24", "Past President", "head of state", "gazetteer"),
      ("2021-05-24", None, "New Colonel", "head of state", "gazetteer")]),
    ("leaders-on", {"day": "2020-01-01"}, "led leader role since until basis",
     [(M, "Past President", "head of state", "2013-09-04", "2021-05-24", "gazetteer")]),
    ("leaders-on", {"day": "2024-01-31"}, "led leader basis sentence",
     [(H, C, "report", f"{C} leads {H}."), (M, "New Colonel", "gazetteer", None)]),
    ("leaders-on", {"day": "2024-02-01", "actor": "hypothetical-front"}, "leader", []),
    ("members-on", {"bloc": "AES", "day": "2024-02-01"}, "member since until basis", [(M, "2023-09-16", "2024-12-31", "gazetteer")]),
    ("members-on", {"bloc": "AES", "day": "2023-09-15"}, "member", []),
    ("members-on", {"bloc": "AES", "day": "2025-01-01"}, "member", []),
    ("members-on", {"bloc": "border-bloc", "day": "2024-06-30"}, "member since reported basis sentence",
     [(M, None, "2024-01-10", "report", f"{M} memberOf {B}.")]),
    ("members-on", {"bloc": "border-bloc", "day": "2024-07-01"}, "member", []),
    ("members-on", {"bloc": "border-bloc", "day": "2024-01-09"}, "member", []),
    ("affiliations", {}, "subject relation object since basis report",
     [("Example Corps", "subordinateTo", "Example Ministry", None, "gazetteer", None),
      ("Example Platoon", "subordinateTo", "Example Corps", None, "gazetteer", None),
      (H, "subordinateTo", J, None, "report", "first.txt"), (J, "affiliatedWith", "Example Network", "2017-03-02", "gazetteer", None)]),
    ("affiliations", {"group": "network"}, "subject relation", [(J, "affiliatedWith")]),
    ("deployments-on", {"day": "2024-07-09"}, "where who relation when", [(M, R, "deploysTo", "2024-07-01"), (V, R, "deploysTo", "2024-01")]),
    ("deployments-on", {"day": "2024-07-10"}, "where", [(M,)]),
    ("deployments-on", {"day": "2024-07-10", "place": "nowhere-village", "actor": "russia"}, "where", []),
    ("deployments-on", {"day": "2024-07-09", "place": "nowhere-village", "actor": "russia"}, "when", [("2024-01",)]),
    ("deployments-on", {"day": "2023-12-31"}, "where", []),
    ("active-in", {"place": "mali"}, "actor kind statements reports first last basis",
     [(J, "ArmedGroup", "3", "3", "2024-01-01", "2024-01-03", "event"), (H, "ArmedGroup", "1", "1", "2024-07-20", "2024-07-20", "report"),
      (R, "Country", "1", "1", "2024-07-01", "2024-07-01", "event")]),
    ("active-in", {"place": "nowhere-village", "least": "2"}, "actor statements", [(M, "2"), (R, "2")]),
    ("control", {}, "where who relation when", [(V, R, "withdrawsFrom", "2024-07-10")]),
    ("control", {"day": "2024-02-01"}, "where who relation when", [(V, M, "captures", "2024-01-05")]),
    ("control", {"day": "2023-06-01", "place": "nowhere-village"}, "who relation", [(J, "controls")]),
    ("control", {"place": "mali"}, "who", []),
    ("coverage", {}, "source month reports statements",
     [(None, None, "1", "2"), ("Agency Two", "2024-07", "1", "12"), ("Wire One", "2024-01", "1", "13")]),
    ("coverage", {"since": "2024-02", "until": "2024-12"}, "source", [(None,), ("Agency Two",)]),
    ("speakers", {}, "speaker kind statements reports sources first last",
     [(C, "Person", "1", "1", "1", "2024-01-10", "2024-01-10"), (J, "ArmedGroup", "1", "1", "1", "2024-07-20", "2024-07-20")]),
    ("speakers", {"least": "2"}, "speaker", []),
    ("sentences", {}, "sentence statements inReports sources report",
     [(f"{J} kills {M}.", "3", "3", "3", "first.txt"), (f"{J} kills {M}.", "3", "3", "3", "second.txt"),
      (f"{J} kills {M}.", "3", "3", "3", "third.txt"), (f"{H} accuses {R}.", "2", "2", "2", "first.txt"),
      (f"{H} accuses {R}.", "2", "2", "2", "second.txt"), (f"{R} deploysTo {M}.", "2", "2", "2", "first.txt"),
      (f"{R} deploysTo {M}.", "2", "2", "2", "second.txt")]),
    ("sentences", {"least": "3"}, "report", [("first.txt",), ("second.txt",), ("third.txt",)]),
    ("sentences", {"reports": "4"}, "report", []),
    ("disputed", {}, "subject relation object claimant sentence report denier denial denialReport",
     [(H, "accuses", R, C, f"{H} accuses {R}.", "first.txt", J, f"{H} accuses {R}.", "second.txt")]),
    ("disputed", {"actor": "russia"}, "claimant denier", [(C, J)]),
    ("disputed", {"actor": "mali"}, "claimant", []),
    ("disputed", {"months": "1"}, "claimant denier", []),
    ("disputed", {"months": "6"}, "claimant denier", [(C, J)]),
    ("fulfilled", {}, "subject relation object modality told happened when laterReported report laterReport",
     [(R, "deploysTo", M, "planned", "2024-01-10", "yes", "2024-07-01", "2024-07-20", "first.txt", "second.txt"),
      (R, "mediates", J, "sought", "2024-07-20", "no", None, None, "second.txt", None),
      (R, "trains", J, "sought", "2024-01-10", "no", None, None, "first.txt", None)]),
    ("fulfilled", {"actor": "jnim"}, "happened", []),
    ("doubtful", {}, "confidence subject relation object", [("0.4", H, "attacks", "Some Town")]),
    ("doubtful", {"below": "0.4"}, "confidence", []),
    ("doubtful", {"actor": "mali"}, "confidence", []),
    ("undated", {"actor": "russia"}, "missing relationName report",
     [("place", "deploysTo", "first.txt"), ("place", "deploysTo", "second.txt"), ("place", "withdrawsFrom", "second.txt"),
      ("date and place", "supplies", "second.txt")]),
    ("undated", {"relation": "detains"}, "missing", []),
    ("undated", {"relation": "kills"}, "missing report", [("place", "first.txt"), ("place", "second.txt"), ("date and place", "third.txt")]),
    ("readings", {"since": "2026-01-03"}, "read report title date source statements maker",
     [("2026-02-03T04:05:06Z", "second.txt", "A title", "2024-07-20", "Agency Two", "12", "test 2"),
      ("2026-02-03T04:05:06Z", "third.txt", None, None, None, "2", "test 1")]),
    ("readings", {"since": "2026-01-02"}, "report", [("second.txt",), ("third.txt",), ("first.txt",)]),
    ("readings", {"since": "2026-02-04"}, "report", []),
    ("news", {"since": "2026-02-03", "actor": "jnim"}, "when reported subject relation object polarity report",
     [("2024-01", "2024-07-20", J, "kills", M, "affirmed", "second.txt"),
      (None, "2024-07-20", J, "captures", "drone", "affirmed", "second.txt"),
      (None, "2024-07-20", R, "mediates", J, "affirmed", "second.txt"), (None, None, J, "meetsWith", H, "affirmed", "third.txt"),
      (None, None, J, "kills", M, "affirmed", "third.txt")]),
    ("news", {"since": "2026-02-04"}, "when", []),
    ("violent-places", {"until": "2024-01-05"}, "place statements", [(M, "2"), (V, "1")]),
    ("claims", {"actor": "russia"}, "claimant subject relation object polarity",
     [(C, H, "accuses", R, "affirmed"), (J, H, "accuses", R, "negated")]),
    ("single-source", {"relation": "kills"}, "subject", []),
    ("single-source", {"actor": "jnim", "relation": "captures"}, "object statements onlySource sentence source",
     [("drone", "1", "Agency Two", f"{J} captures drone.", "Agency Two")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "columns", "expected"), NAMED, ids=[f"{name}-{number}" for number, (name, *_) in enumerate(NAMED)]
)
def test_named_queries(
    store: Store, name: str, given: dict[str, str], columns: str, expected: list[tuple[str | None, ...]]
) -> None:
    assert values(run_named(store, name, given), *columns.split()) == expected


QUERIES = load_queries()
SAMPLES = {"entity": "mali", "string": "o", "relation": "attacks", "date": "2024-02-01"}


def needed(name: str) -> dict[str, str]:
    """Values for the parameters that must be given."""
    return {each.name: SAMPLES[each.type] for each in QUERIES[name].parameters if each.default is None}


def answer(store: Store, name: str) -> Solutions:
    found = run_named(store, name, needed(name))
    assert isinstance(found, Solutions)
    return found


def test_there_are_queries_enough() -> None:
    assert len(QUERIES) >= 48


ELSEWHERE = {"dated", "decisions", "rejected"}
"""What test_periods_in_sparql.py and test_curation.py ask."""


def test_every_named_query_and_every_parameter_has_a_test() -> None:
    table = [each for each in (*OTHERS, *NAMED) if each[0] not in ELSEWHERE]
    assert set(QUERIES) - ELSEWHERE == {name for name, *_ in table}
    given = {(name, parameter) for name, values_, *_ in table for parameter in values_}
    asked = (query for query in QUERIES.values() if query.name not in ELSEWHERE)
    assert {(query.name, parameter.name) for query in asked for parameter in query.parameters} == given


def test_every_named_query_has_an_answer_in_a_test() -> None:
    assert set(QUERIES) - ELSEWHERE == {name for name, _, _, expected in [*OTHERS, *NAMED] if expected} - ELSEWHERE


@pytest.mark.parametrize("name", QUERIES)
def test_no_row_comes_twice(store: Store, name: str) -> None:
    rows = answer(store, name).rows
    assert len(set(rows)) == len(rows)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    folder = tmp_path_factory.mktemp("both")
    with store_at(KINDS[0], folder / KINDS[0]) as one, store_at(KINDS[1], folder / KINDS[1]) as other:
        yield [filled(one, folder), filled(other, folder)]


@pytest.mark.parametrize("name", QUERIES)
def test_the_order_does_not_depend_on_the_engine(name: str, both: list[Store]) -> None:
    one, other = both
    assert answer(one, name).rows == answer(other, name).rows


@pytest.fixture(scope="module")
def relabelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store with more than one preferred label for everybody."""
    label, graph = (
        ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
        ox.NamedNode("https://w3id.org/sahel-kg/graph/entities"),
    )
    folder = tmp_path_factory.mktemp("relabelled")
    with open_store(folder / "store") as opened:
        filled(opened, folder)
    place = ox.Store(folder / "store")
    for entity in (MALI, RUSSIA, JNIM, STRANGER, VILLAGE, CHIEF, DRONE):
        place.add(ox.Quad(ox.NamedNode(entity.id), label, ox.Literal("AAA en français", language="fr"), graph))
        place.add(ox.Quad(ox.NamedNode(entity.id), label, ox.Literal("AAA بالعربية", language="ar"), graph))
    place.flush()
    del place
    with open_store(folder / "store") as opened:
        yield opened


@pytest.mark.parametrize("name", QUERIES)
def test_a_second_label_doubles_no_row(name: str, both: list[Store], relabelled: Store) -> None:
    assert answer(relabelled, name) == answer(both[KINDS.index("disk")], name)


def test_a_name_is_made_of_the_id_where_there_is_none(tmp_path: Path) -> None:
    with open_store(tmp_path / "store") as opened:
        filled(opened, tmp_path)
    place = ox.Store(tmp_path / "store")
    for quad in list(place.quads_for_pattern(ox.NamedNode(CHIEF.id), None, None, None)):
        place.remove(quad)
    place.flush()
    del place
    with open_store(tmp_path / "store") as opened:
        assert values(run_named(opened, "detentions"), "who", "whom") == [(M, "chief")]


EVIDENCE = (("sentence", "report", "source", "statement"), ("otherSentence", "otherReport", "otherSource", "otherStatement"),
            ("denial", "denialReport", "denialSource", "denialStatement"),
            ("laterSentence", "laterReport", "laterSource", "laterStatement"))  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
def test_whoever_shows_a_statement_shows_its_evidence(store: Store, name: str) -> None:
    shown = answer(store, name).variables
    for columns in EVIDENCE:
        assert columns[0] not in shown or set(columns) <= set(shown)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_query_files(query: NamedQuery) -> None:
    check(query)
    assert query.topic != OTHER
    assert query.description.endswith(".")
    assert len(query.title) <= 42
    assert not query.title.endswith(".")
    required = {each.name for each in query.parameters if each.default is None}
    assert required <= set(query.example)
    assert "ORDER BY" in query.sparql


@pytest.fixture(scope="module", params=KINDS)
def course(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """What began and ended, and what was said and denied: each by one text, and at times near or far from each other."""
    with store_at(request.param, tmp_path_factory.mktemp("course")) as opened:
        opened.ensure_background(load_gazetteer())
        early = Text("early.txt", date="2018-03-10").tell(RUSSIA, "basedIn", MALI).tell(JNIM, "controls", VILLAGE)
        early.tell(CHIEF, "supports", STRANGER, date="2016/..").tell(BLOC, "supports", STRANGER, date="2019-02")
        early.tell(RUSSIA, "agreesWith", MALI).tell(RUSSIA, "rejects", MALI)
        late = (
            Text("late.txt", date="2019-04-01")
            .tell(RUSSIA, "withdrawsFrom", MALI)
            .tell(JNIM, "controls", VILLAGE, polarity="negated")
        )
        late.tell(CHIEF, "opposes", JNIM)  # somebody else: no contradiction
        late.tell(CHIEF, "opposes", STRANGER).tell(BLOC, "opposes", STRANGER, date="2019-12").tell(STRANGER, "memberOf", BLOC)
        undated = Text("undated.txt").tell(STRANGER, "leaves", BLOC).tell(DRONES, "controls", VILLAGE)
        undated.tell(DRONES, "controls", VILLAGE, polarity="negated", date="2001")
        for text in (early, late, undated):
            opened.add(text.reading(), when=WHEN)
        yield opened


@pytest.mark.parametrize(
    ("name", "months", "subjects"),
    [
        ("contradictions", {}, [B, C, H]),
        ("contradictions", {"months": "9"}, [C, H]),
        ("contradictions", {"months": "13"}, [B, C, H, R]),
        ("disputed", {}, [DRONES.name]),
        ("disputed", {"months": "13"}, [DRONES.name, J]),
    ],
)
def test_what_held_once_and_ended_later_contradicts_nothing(
    course: Store, name: str, months: dict[str, str], subjects: list[str]
) -> None:
    found = run_named(course, name, months)
    assert sorted(subject or "" for (subject,) in values(found, "subject")) == sorted(subjects)


PREFIXED = re.compile(r"(?<![\w:])(sahel|rdf|rdfs|skos|dcterms|prov):(\w+)")
STANDARD = {
    "rdf": {"subject", "predicate", "object", "type"}, "rdfs": {"subPropertyOf", "subClassOf", "label"}, "skos": {"prefLabel", "altLabel"},
    "dcterms": {"publisher", "date", "title"}, "prov": {"endedAtTime", "wasGeneratedBy", "wasAssociatedWith"},
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
def test_names_in_queries_are_of_the_ontology(name: str) -> None:
    vocabulary = load_vocabulary()
    known = {"relation", *vocabulary.relations, *vocabulary.classes, *vocabulary.record_properties} | {
        f"{f}Relation" for f in vocabulary.families
    }
    body = "\n".join(line for line in QUERIES[name].sparql.splitlines() if not line.startswith("#"))
    found = PREFIXED.findall(body)
    assert found
    assert [local for prefix, local in found if prefix == "sahel" and local not in known] == []
    assert [local for prefix, local in found if prefix != "sahel" and local not in STANDARD[prefix]] == []


def test_places_lie_right_under_place_in_the_ontology() -> None:
    """Queries ask `rdfs:subClassOf sahel:Place` without a path, since Virtuoso loses rows with one."""
    with open_store(":memory:") as opened:
        opened.ensure_background(load_gazetteer())
        far = opened.query("ASK { ?class rdfs:subClassOf/rdfs:subClassOf+ sahel:Place }")
    assert far is False


def test_topics_are_in_order() -> None:
    topics = by_topic(QUERIES)
    assert list(topics) == sorted(topics)
    assert [query.name for group in topics.values() for query in group if query.topic not in topics] == []
    assert sum(map(len, topics.values())) == len(QUERIES)
    assert min(map(len, topics.values())) >= 2


def test_the_nearest_names_are_told() -> None:
    with open_store(":memory:") as opened, pytest.raises(QueryError, match="did you mean casualties"):
        run_named(opened, "casualites")
