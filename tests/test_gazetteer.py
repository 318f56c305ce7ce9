from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.gazetteer import Fact, Gazetteer, load_gazetteer, with_names
from kg.records import ENTITY_BASE, Entity, GivenName

MALI = ENTITY_BASE + "mali"
JNIM = ENTITY_BASE + "jnim"

PLACES = """
[[entity]]
id = "mali"
class = "Country"
name = "Mali"
fr = ["Mali", "République du Mali"]
demonyms = ["Malian", "Malians"]
main_force = "mali-armed-forces"
capital = "bamako"
wikidata = "Q912"
coordinates = [17, -4.0]

[[entity]]
id = "bamako"
class = "Settlement"
name = "Bamako"
country = "mali"
"""

ACTORS = """
[[entity]]
id = "mali-armed-forces"
class = "ArmedForce"
name = "Malian Armed Forces"
aliases = ["FAMa", "Malian army", "FAMa"]
fr = ["FAMa", "Forces armées maliennes"]
ambiguous = ["MAF"]
country = "mali"

[[entity]]
id = "jnim"
class = "ArmedGroup"
name = "JNIM"
valid = "2017-03-02/.."
facts = [
  { relation = "opposes", object = "mali", role = "insurgent", valid = "2017-03/2024" },
  { relation = "basedIn", object = "mali" },
]
"""


def loaded(folder: Path, *files: str) -> Gazetteer:
    for number, text in enumerate(files):
        (folder / f"{number}.toml").write_text(text, encoding="utf-8")
    return load_gazetteer(folder)


def test_an_entry_holds_what_its_table_says(tmp_path: Path) -> None:
    gazetteer = loaded(tmp_path, PLACES, ACTORS)
    assert list(gazetteer.entries) == [ENTITY_BASE + name for name in ("mali", "bamako", "mali-armed-forces", "jnim")]
    mali = gazetteer.entries[MALI]
    assert mali.entity == Entity(MALI, "Mali", "Country", ("République du Mali",), known=True)
    assert mali.names == (("Mali", "en"), ("Mali", "fr"), ("République du Mali", "fr"))
    assert mali.demonyms == ("Malian", "Malians")
    assert (mali.main_force, mali.capital, mali.country) == (ENTITY_BASE + "mali-armed-forces", ENTITY_BASE + "bamako", None)
    assert (mali.wikidata, mali.coordinates) == ("Q912", (17.0, -4.0))


def test_aliases_are_all_names_but_the_canonical_one_once(tmp_path: Path) -> None:
    force = loaded(tmp_path, PLACES, ACTORS).entries[ENTITY_BASE + "mali-armed-forces"]
    assert force.entity.aliases == ("FAMa", "Malian army", "Forces armées maliennes", "MAF")
    assert force.ambiguous == ("MAF",)
    assert ("MAF", "en") not in force.names


def test_facts_are_dated_and_refer_by_iri(tmp_path: Path) -> None:
    jnim = loaded(tmp_path, PLACES, ACTORS).entries[JNIM]
    opposes, based = jnim.facts
    assert opposes == Fact(JNIM, "opposes", MALI, "insurgent", date(2017, 3, 1), date(2024, 12, 31))
    assert based == Fact(JNIM, "basedIn", MALI)
    assert opposes.id.startswith(JNIM + "#fact-")
    assert opposes.id != based.id


@pytest.mark.parametrize(("day", "expected"), [(date(2017, 3, 1), False), (date(2017, 3, 2), True), (date(2030, 1, 1), True)])
def test_an_entity_is_valid_within_its_dates(tmp_path: Path, day: date, expected: bool) -> None:
    gazetteer = loaded(tmp_path, PLACES, ACTORS)
    assert gazetteer.entries[JNIM].valid_on(day) is expected
    assert gazetteer.entries[MALI].valid_on(day)


@pytest.mark.parametrize(("day", "expected"), [(date(2017, 2, 28), False), (date(2024, 12, 31), True), (date(2025, 1, 1), False)])
def test_a_fact_is_valid_within_its_dates(tmp_path: Path, day: date, expected: bool) -> None:
    assert loaded(tmp_path, PLACES, ACTORS).entries[JNIM].facts[0].valid_on(day) is expected


def test_the_version_tells_contents_apart(tmp_path: Path) -> None:
    before = loaded(tmp_path, PLACES, ACTORS).version
    assert loaded(tmp_path, PLACES, ACTORS).version == before
    assert loaded(tmp_path, PLACES, ACTORS + "# seen\n").version != before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id = "jnim"', 'id = "JNIM"', "1.toml: JNIM: id 'JNIM' is malformed"),
        ('id = "jnim"', 'id = "bamako"', "1.toml: bamako: this id stands in 0.toml too"),
        ('id = "jnim"\n', "", "1.toml: entity 2: id is missing"),
        ('class = "ArmedGroup"', 'class = "ArmedGang"', "1.toml: jnim: class 'ArmedGang' is not in the ontology"),
        ('class = "ArmedGroup"\n', "", "1.toml: jnim: class is missing"),
        ('name = "JNIM"', 'title = "JNIM"', "1.toml: jnim: unknown key 'title'"),
        ('name = "JNIM"\n', "", "1.toml: jnim: name is missing"),
        ('name = "JNIM"', 'name = " JNIM"', "1.toml: jnim: name: ' JNIM' is no text"),
        ('name = "JNIM"', 'name = "JNIM"\naliases = [""]', "1.toml: jnim: aliases: '' is no text"),
        ('name = "JNIM"', 'name = "JNIM"\nfr = "GSIM"', "1.toml: jnim: fr is no list"),
        ('valid = "2017-03-02/.."', 'valid = "March 2017"', "1.toml: jnim: valid: 'March 2017' is no ISO 8601"),
        ('valid = "2017-03-02/.."', 'valid = "2017/2016"', "1.toml: jnim: valid: '2017/2016' ends before"),
        ('valid = "2017-03-02/.."', "valid = 2017-03-02", "1.toml: jnim: valid: .* is no text"),
        ('relation = "basedIn"', 'relation = "livesIn"', "1.toml: jnim: fact 2: relation 'livesIn' is not in the ontology"),
        ('relation = "basedIn"', 'relation = "leads"', "1.toml: jnim: fact 2: leads has no subject of class ArmedGroup"),
        ('relation = "basedIn"', 'relation = "memberOf"', "1.toml: jnim: fact 2: object 'mali' is of class Country"),
        ('relation = "basedIn", ', "", "1.toml: jnim: fact 2: relation is missing"),
        ('"basedIn", object = "mali"', '"basedIn", object = "malii"', "1.toml: jnim: fact 2: object 'malii' is no entity"),
        ('"basedIn", object = "mali"', '"basedIn"', "1.toml: jnim: fact 2: object is missing"),
        ('"basedIn", object = "mali"', '"basedIn", object = "mali", since = "2020"', "fact 2: unknown key 'since'"),
        ('"basedIn", object = "mali"', '"basedIn", object = "mali", valid = "20"', "fact 2: valid: '20' is no ISO 8601"),
        ("facts = [", 'facts = ["x",', "1.toml: jnim: facts is no list of tables"),
        ('country = "mali"', 'country = "malli"', "1.toml: mali-armed-forces: country 'malli' is no entity"),
        ('country = "mali"', 'country = "jnim"', "1.toml: mali-armed-forces: country 'jnim' is of class ArmedGroup, not State"),
        ('country = "mali"', "coordinates = [1, 2]", "1.toml: mali-armed-forces: coordinates are for places"),
        ('country = "mali"', 'wikidata = "912"', "1.toml: mali-armed-forces: wikidata '912' is malformed"),
        ('country = "mali"', 'wikidata = "Q912"', "1.toml: mali-armed-forces: wikidata Q912 is mali already"),
        ("[[entity]]", "[[entities]]", "1.toml: holds something else"),
        ("[[entity]]", "[[entity]", "1.toml: "),
    ],
)
def test_what_cannot_be_is_refused_by_file_and_entry(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in ACTORS
    with pytest.raises(SeedError, match=message.replace("[", r"\[")):
        loaded(tmp_path, PLACES, ACTORS.replace(old, new))


@pytest.mark.parametrize("coordinates", ["[1]", "[1, 2, 3]", '["1", "2"]', "[true, 0]", "[91, 0]", "[0, -181]", "[nan, 0]", "1.5"])
def test_malformed_coordinates_are_refused(tmp_path: Path, coordinates: str) -> None:
    with pytest.raises(SeedError, match=r"0.toml: mali: coordinates"):
        loaded(tmp_path, PLACES.replace("[17, -4.0]", coordinates), ACTORS)


@pytest.mark.parametrize(("key", "target"), [("main_force", "mali"), ("capital", "mali-armed-forces"), ("capital", "bamaco")])
def test_a_country_refers_to_the_right_kind(tmp_path: Path, key: str, target: str) -> None:
    lines = [f'{key} = "{target}"' if line.startswith(key) else line for line in PLACES.splitlines()]
    with pytest.raises(SeedError, match=f"0.toml: mali: {key} '{target}' is"):
        loaded(tmp_path, "\n".join(lines), ACTORS)


def test_the_same_fact_twice_is_refused(tmp_path: Path) -> None:
    fact = '{ relation = "basedIn", object = "mali" },'
    with pytest.raises(SeedError, match="jnim: fact 3 stands there twice"):
        loaded(tmp_path, PLACES, ACTORS.replace(fact, fact + fact))


def test_a_file_that_is_not_utf8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(SeedError, match=r"latin.toml: "):
        load_gazetteer(tmp_path)


def test_the_shipped_gazetteer_loads_once() -> None:
    gazetteer = load_gazetteer()
    assert load_gazetteer() is gazetteer
    assert gazetteer.entries
    assert all(entry.entity.id == iri for iri, entry in gazetteer.entries.items())


def test_names_of_analysts_go_with_the_gazetteers() -> None:
    shipped = load_gazetteer()
    jnim, stranger = shipped.entries[JNIM].entity, Entity(ENTITY_BASE + "x-front", "Blue Front", "ArmedGroup", known=False)
    names = (
        GivenName(jnim, (("The Supporters", "en"), ("Les Partisans", "fr")), ("GSIM", jnim.name)),
        GivenName(stranger, (("The Blues", "en"),)),
    )
    named = with_names(shipped, names)
    entry = named.entries[JNIM]
    assert entry.names[0] == shipped.entries[JNIM].names[0], "the canonical name stays"
    assert {("The Supporters", "en"), ("Les Partisans", "fr")} <= set(entry.names)
    assert "GSIM" in shipped.entries[JNIM].entity.aliases
    assert "GSIM" not in entry.entity.aliases
    assert {"The Supporters", "Les Partisans"} <= set(entry.entity.aliases)
    assert named.entries[stranger.id].entity == replace(stranger, aliases=("The Blues",))
    assert named.version != shipped.version
    assert with_names(shipped, names).version == named.version
    assert with_names(shipped, names[:1]).version not in {named.version, shipped.version}
    assert with_names(shipped, ()) is shipped
