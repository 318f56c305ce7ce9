import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from store_samples import JNIM, KINDS, MALI, RUSSIA, STRANGER, VILLAGE, WHEN, Text, gazetteer, store_at

from kg.errors import QueryError, SeedError
from kg.queries import load_queries, resolve_entity, run_named, run_query
from kg.records import Entity
from kg.store import QueryResult, Solutions, Store, Triples, open_store
from kg.store.guard import MAX_LENGTH

AES = Entity("https://w3id.org/sahel-kg/entity/aes", "Alliance of Sahel States", "IntergovernmentalOrganization")
CHIEF = Entity("https://w3id.org/sahel-kg/entity/chief", "Général Exemple", "Person", known=False)
J, M, R, H, V = JNIM.name, MALI.name, RUSSIA.name, STRANGER.name, VILLAGE.name


def filled(store: Store) -> Store:
    store.ensure_background(gazetteer())
    june = Text("june.txt", date="2025-06-20", source="Wire One").tell(JNIM, "attacks", MALI, date="2025-06-12", place=VILLAGE)
    june.tell(JNIM, "kills", MALI, date="2025-06-12", count=9).tell(STRANGER, "fights", MALI, date="2025-05/2025-06")
    june.tell(RUSSIA, "supports", MALI).tell(RUSSIA, "supplies", MALI, attributed_to=JNIM)
    june.tell(RUSSIA, "trains", MALI, polarity="negated").tell(RUSSIA, "deploysTo", MALI, date="2025-06")
    july = Text("july.txt", date="2025-07-02", source="Agency Two").tell(JNIM, "attacks", MALI).tell(RUSSIA, "opposes", MALI)
    july.tell(RUSSIA, "deploysTo", VILLAGE, modality="planned", date="2025-09").tell(
        RUSSIA, "withdrawsFrom", MALI, date="2025-07-01"
    )
    july.tell(RUSSIA, "trains", MALI).tell(CHIEF, "leads", STRANGER).tell(STRANGER, "subordinateTo", JNIM)
    july.tell(JNIM, "attacks", VILLAGE, confidence=0.4)
    undated = Text("undated.txt").tell(MALI, "memberOf", AES).tell(CHIEF, "visits", VILLAGE)
    for text in (june, july, undated):
        store.add(text.reading(), when=WHEN)
    return store


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_at(request.param, tmp_path_factory.mktemp("queries")) as opened:
        yield filled(opened)


def values(result: QueryResult, *columns: str) -> list[tuple[str | None, ...]]:
    """The chosen columns of every row as text."""
    assert isinstance(result, Solutions)
    places = [result.variables.index(column) for column in columns]
    return [
        tuple(None if (term := row[place]) is None else getattr(term, "value", str(term)) for place in places)
        for row in result.rows
    ]


NAMED = [
    ("about-actor", {"actor": "JNIM"}, "when reported subject relation object",
     [("2025-06-12", "2025-06-20", J, "attacks", M), ("2025-06-12", "2025-06-20", J, "kills", M), (None, "2025-07-02", J, "attacks", M),
      (None, "2025-07-02", H, "subordinateTo", J), (None, "2025-07-02", J, "attacks", V)]),
    ("about-actor", {"actor": "russia", "until": "2025-06-29"}, "relation claimant",
     [("deploysTo", None), ("supports", None), ("supplies", J), ("trains", None)]),
    ("about-actor", {"actor": "jnim", "until": "2025-06-30"}, "relation source", [("attacks", "Wire One"), ("kills", "Wire One")]),
    ("about-actor", {"actor": "hypothetical-front", "since": "2025-05-15", "until": "2025-05-20"}, "relation", [("fights",)]),
    ("attacks-by-month", {}, "month attacker target statements reports basis",
     [("2025-05", H, M, "1", "1", "event"), ("2025-06", J, M, "2", "1", "event"), ("2025-07", J, M, "1", "1", "report"),
      ("2025-07", J, V, "1", "1", "report")]),
    ("attacks-by-month", {"actor": "H.F."}, "month attacker", [("2025-05", H)]),
    ("attacks-by-month", {"since": "2025-07-01", "until": "2025-07-31"}, "month target", [("2025-07", M), ("2025-07", V)]),
    ("aid", {}, "giver relation taker statements", [(R, "supplies", M, "1"), (R, "trains", M, "1")]),
    ("aid", {"receiver": "jnim"}, "giver", []),
    ("aid", {"actor": "russia", "receiver": "mali"}, "relation", [("supplies",), ("trains",)]),
    ("by-source", {"publisher": "agency"}, "relation object",
     [("attacks", M), ("opposes", M), ("deploysTo", V), ("withdrawsFrom", M), ("trains", M), ("leads", H), ("subordinateTo", J),
      ("attacks", V)]),
    ("by-source", {"publisher": "TWO", "confidence": "0.95"}, "relation", []),
    ("claims", {"actor": "mali"}, "claimant subject relation object", [(J, R, "supplies", M)]),
    ("claims", {"actor": "jnim"}, "claimant", []),
    ("denials", {}, "subject relation object affirmedElsewhere report", [(R, "trains", M, "yes", "june.txt")]),
    ("denials", {"actor": "jnim"}, "subject", []),
    ("contradictions", {}, "subject relation otherRelation object",
     [(R, "deploysTo", "withdrawsFrom", M), (R, "supports", "opposes", M)]),
    ("contradictions", {"actor": "russia"}, "date reported otherDate otherReported",
     [("2025-06", "2025-06-20", "2025-07-01", "2025-07-02"), (None, "2025-06-20", None, "2025-07-02")]),
    ("contradictions", {"actor": "jnim"}, "date", []),
    ("contradictions", {"months": "0"}, "relation", []),
    ("single-source", {"relation": "attacks"}, "subject object onlySource", [(J, V, "Agency Two")]),
    ("single-source", {"actor": "mali"}, "relationName onlySource", [("memberOf", "undated.txt")]),
    ("deployments", {}, "when who relation where modality",
     [("2025-06", R, "deploysTo", M, "asserted"), ("2025-07-01", R, "withdrawsFrom", M, "asserted"),
      ("2025-09", R, "deploysTo", V, "planned")]),
    ("deployments", {"since": "2025-06-15", "until": "2025-06-16"}, "when", [("2025-06",)]),
    ("dated", {"since": "2025-06-10", "until": "2025-06-11"}, "date precision basis relation",
     [("2025-05/2025-06", "period", "event", "fights"), ("2025-06", "month", "event", "deploysTo")]),
    ("dated", {"since": "2025-07-01", "until": "2025-07-01"}, "date precision first last relation",
     [("2025-07-01", "day", "2025-07-01", "2025-07-01", "withdrawsFrom")]),
    ("dated", {"actor": "H.F."}, "date basis relation object report",
     [("2025-05/2025-06", "event", "fights", M, "june.txt"), ("2025-07-02", "report", "subordinateTo", J, "july.txt")]),
    ("deployments", {"place": "Nowhere Village"}, "when", [("2025-09",)]),
    ("members", {"bloc": "AES"}, "member relation since until basis report",
     [(M, "memberOf", None, None, "report", "undated.txt"), (M, "memberOf", "2023-09-16", None, "gazetteer", None)]),
    ("chain-of-command", {"actor": "H.F."}, "superior kind direct basis",
     [(CHIEF.name, "Person", "yes", "reports"), (J, "ArmedGroup", "yes", "reports")]),
    ("co-attackers", {}, "one other targets", [(H, J, "1"), (J, H, "1")]),
    ("co-attackers", {"actor": "JNIM", "least": "2"}, "one", []),
    ("violent-places", {}, "place statements reports first last basis",
     [(M, "4", "2", "2025-05-01", "2025-07-02", "both"), (V, "2", "2", "2025-06-12", "2025-07-02", "both")]),
    ("violent-places", {"since": "2025-07-01"}, "place statements basis", [(M, "1", "report"), (V, "1", "report")]),
    ("planned", {}, "subject relation object modality date", [(R, "deploysTo", V, "planned", "2025-09")]),
    ("planned", {"actor": "jnim"}, "subject", []),
    ("mentions", {"class": "ArmedGroup"}, "entity first last reports",
     [(H, "2025-06-20", "2025-07-02", "2"), (J, "2025-06-20", "2025-07-02", "2")]),
    ("mentions", {"class": "Settlement", "least": "3"}, "entity first last", [(V, "2025-06-20", "2025-07-02")]),
    ("mentions", {"class": "Person"}, "entity reports", [(CHIEF.name, "2")]),
    ("new-actors", {"since": "2025-07-01"}, "actor kind first", [(CHIEF.name, "Person", "2025-07-02")]),
    ("relation", {"relation": "sahel:attacks"}, "subject object date", [(J, M, None), (J, V, None), (J, M, "2025-06-12")]),
    ("relation", {"relation": "attacks", "confidence": "0.5"}, "object", [(M,), (M,)]),
    ("leaders", {"actor": STRANGER.name}, "leader role basis report", [(CHIEF.name, "leads", "report", "july.txt")]),
    ("casualties", {}, "number attacker relation victim when reported claimant", [("9", J, "kills", M, "2025-06-12", "2025-06-20", None)]),
    ("casualties", {"actor": "mali", "least": "10"}, "number", []),
    ("decisions", {"since": "2025-01-01", "until": "2026-12-31"}, "decision", []),  # with decisions in test_curation.py
    ("rejected", {"actor": "mali"}, "statement", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "columns", "expected"), NAMED, ids=[f"{name}-{len(given)}" for name, given, *_ in NAMED])
def test_named_queries(store: Store, name: str, given: dict[str, str], columns: str, expected: list[tuple[str, ...]]) -> None:
    assert values(run_named(store, name, given), *columns.split()) == expected


def test_other_forms_of_query(store: Store) -> None:
    assert run_query(store, "ASK { entity:jnim sahel:attacks entity:mali }") is True
    assert run_query(store, "ASK { entity:mali sahel:attacks entity:jnim }") is False
    built = run_query(store, "CONSTRUCT { ?a sahel:fights ?b } WHERE { ?a sahel:attacks ?b }")
    assert isinstance(built, Triples)
    assert len(built.triples) == 2
    described = run_query(store, "DESCRIBE entity:jnim")
    assert isinstance(described, Triples)
    assert described.triples
    graph = run_query(store, "SELECT ?x WHERE { GRAPH graph:asserted { ?x sahel:leads ?y } }")
    assert values(graph, "x") == [(CHIEF.id,)]


def test_planned_and_denied_are_no_plain_triples(store: Store) -> None:
    assert run_query(store, "ASK { entity:russia sahel:deploysTo entity:nowhere-village }") is False


def test_own_prefixes_may_be_declared(store: Store) -> None:
    assert run_query(store, "PREFIX e: <https://w3id.org/sahel-kg/entity/> ASK { e:jnim sahel:attacks e:mali }") is True


REFUSED = [
    ("INSERT DATA { entity:a sahel:attacks entity:b }", "would change"),
    ("DELETE WHERE { ?a ?b ?c }", "would change"),
    ("DROP ALL", "would change"),
    ("LOAD <http://localhost:1/x>", "would change"),
    ("CLEAR ALL ; INSERT DATA { entity:a sahel:attacks entity:b }", "would change"),
    ("SELECT * { SERVICE <http://localhost:1/> { ?a ?b ?c } }", "SERVICE is refused"),
    ("SELECT * { service silent <http://localhost:1/> { ?a ?b ?c } }", "SERVICE is refused"),
    ("SELECT * { { SELECT * { OPTIONAL { SERVICE ?a { ?a ?b ?c } } } } }", "SERVICE is refused"),
    ("ASK { ?a ?b ?c FILTER NOT EXISTS { SERVICE <http://localhost:1/> { ?a ?b ?c } } }", "SERVICE is refused"),
    ("SELECT (EXISTS { SERVICE <http://localhost:1/> { ?a ?b ?c } } AS ?x) { }", "SERVICE is refused"),
    ("SELECT * { ?a ?b ?c } ORDER BY (EXISTS { SERVICE <http://localhost:1/> { ?a ?b ?c } })", "SERVICE is refused"),
    ("SELECT * { \\u0053ERVICE <http://localhost:1/> { ?a ?b ?c } }", "SERVICE is refused"),
    ("SELECT * { # \rSERVICE <http://localhost:1/> { ?a ?b ?c }\n}", "SERVICE is refused"),
    ("SELECT * { ?a ?b '\\u005Cu0041' }", "no|not a plain character"),
    ("SELECT * { ?a ?b '\\uD800' }", "no character"),
    ("SELECT * FROM <http://localhost:1/x> { ?a ?b ?c }", "FROM is refused"),
    ("SELECT * FROM NAMED <http://localhost:1/x> { GRAPH ?g { ?a ?b ?c } }", "FROM is refused"),
    ("CONSTRUCT { ?a ?b ?c } FROM <http://localhost:1/x> WHERE { ?a ?b ?c }", "FROM is refused"),
    ("DESCRIBE entity:a FROM <http://localhost:1/x>", "FROM is refused"),
    ("", "does not parse: line 1, column 1, at its end"),
    ("SELECT ?x WHERE {\n  ?x sahel:attacks\n}", "does not parse: line 2, column 3, at “.x sahel:attacks”"),
    ("ASK {\n ?s ?p ?o .\n FILTER (?x = }", "does not parse: line 3, column 2, at “FILTER"),
    ("SELECT ?x { ?x unknown:prefix ?y }", "prefix unknown: is not declared"),
    ("ASK { }" + " " * MAX_LENGTH, "longer than"),
    ("ASK {" + "{" * 2000 + "}" * 2000 + "}", "nested too deeply|does not parse"),
]


@pytest.mark.parametrize(("sparql", "message"), REFUSED, ids=range(len(REFUSED)))
def test_refused_queries(store: Store, sparql: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        run_query(store, sparql)
    assert "\n" not in str(caught.value)


CHAINS = (("1", "+1"), ("true", "||true"), ("true", "&&true"))


@pytest.mark.parametrize(("first", "again"), CHAINS)
def test_the_longest_chain_of_operators_is_answered_in_one_piece(tmp_path: Path, first: str, again: str) -> None:
    room = MAX_LENGTH - len("ASK { FILTER() }") - len(first)
    query = f"ASK {{ FILTER({first}{again * (room // len(again))}) }}"
    code = "import sys; import kg.store, kg.queries; kg.queries.run_query(kg.store.open_store(sys.argv[1]), sys.argv[2])"
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "store", query], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr[-300:]


@pytest.mark.parametrize(
    "sparql", ["ASK { ?x ?y 'SERVICE <http://x/> { }' }", "ASK { } # FROM <http://localhost:1/>", "ASK { ?x ?y 'DROP ALL' }"]
)
def test_words_in_texts_and_comments_are_no_reason_to_refuse(store: Store, sparql: str) -> None:
    assert run_query(store, sparql) in {True, False}


def test_bindings_cannot_change_the_query(store: Store) -> None:
    sparql = "SELECT ?x WHERE { VALUES ?name { UNDEF } ?x sahel:sentence ?name }"
    for text in ('" } SERVICE <http://localhost:1/> { ?a ?b "', "' }", "\n}", "?x", "\\"):
        assert values(run_query(store, sparql, {"name": ox.Literal(text)}), "x") == []
    for text in ("\\u0022 }", "\\U00000022", "a\\\\u0022"):
        with pytest.raises(QueryError, match="backslash before a u"):
            run_query(store, sparql, {"name": ox.Literal(text)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JNIM", "jnim"), ("jnim", "jnim"), ("entity:jnim", "jnim"), (JNIM.id, "jnim"), ("gsim", "jnim"), ("MALI", "mali"),
        ("republique du mali", "mali"), ("République  du Mali", "mali"), ("Jama’at Nusrat al-Islam wal-Muslimin", "jnim"),
        ("h.f.", "hypothetical-front"), ("general exemple", "chief"), (" Other Group ", "other-support-group"),
    ],
)  # fmt: skip
def test_resolve_entity(store: Store, text: str, expected: str) -> None:
    assert resolve_entity(store, text).id.endswith("/" + expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("support group", r"may mean jnim \(Jama.*\), other-support-group \(Other Group\): give the id"),
        ("Mall", "did you mean Mali"),
        ("Alliance of Sahel State", "did you mean Alliance of Sahel States"),
        ("exemple", "did you mean Général Exemple.$"),
        ("Wagneria", "knows no entity 'Wagneria'$"),
        ("zzz", "knows no entity 'zzz'$"),
        ("", "knows no entity"),
    ],
)
def test_entities_that_cannot_be_resolved(store: Store, text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        resolve_entity(store, text)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("about", {}, "did you mean about-actor"),
        ("qqq", {}, "there are about-actor"),
        ("about-actor", {}, "the parameter actor is missing: the actor, by name"),
        ("about-actor", {"actor": "jnim", "sinc": "2025-01-01"}, "did you mean since"),
        ("about-actor", {"actor": "jnim", "since": "2025-13"}, "since is a date such as"),
        ("about-actor", {"actor": "jnim", "since": "2025-02-30"}, "since is a date"),
        ("relation", {"relation": "attack"}, "did you mean attacks"),
        ("mentions", {"class": "Armed"}, "class"),
        ("mentions", {"least": "two"}, "least is a whole number"),
        ("mentions", {"least": "٣"}, "least is a whole number"),
        ("relation", {"relation": "attacks", "confidence": "1e400"}, "confidence is a number"),
    ],
)
def test_wrong_parameters(store: Store, name: str, given: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        run_named(store, name, given)
    assert "\n" not in str(caught.value)


HEAD = "# title: T\n# description: D\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ASK { }", "does not begin with"),
        ("# description: D\n# title: T\nASK { }", "does not begin with"),
        (HEAD + "# param x\nASK { }", "is not `# param"),
        (HEAD + "# param x entity the thing\nASK { VALUES ?x { UNDEF } ?x ?y ?z }", "is not `# param"),
        (HEAD + "# param x thing  the thing\nASK { VALUES ?x { UNDEF } ?x ?y ?z }", "the type thing is none of"),
        (HEAD + "# param x date = soon  the day\nASK { VALUES ?x { UNDEF } ?y ?z ?x }", "the default soon is no date"),
        (HEAD + "# param x entity  the thing\nASK { ?x ?y ?z }", "differ: x"),
        (HEAD + "ASK { VALUES ?x { UNDEF } ?x ?y ?z }", "differ: x"),
        (HEAD + "# param x entity  a\n# param x entity  b\nASK { VALUES ?x { UNDEF } ?x ?y ?z }", "declared twice"),
        (HEAD + "DROP ALL", "would change"),
    ],
)
def test_query_files_are_checked(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "odd.rq").write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match=message) as caught:
        load_queries(tmp_path)
    assert str(caught.value).startswith("odd.rq: ")


def test_queries_work_on_an_empty_store() -> None:
    with open_store(":memory:") as empty:
        assert values(run_named(empty, "attacks-by-month"), "month") == []
