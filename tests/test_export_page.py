"""The page on exports: its table has every format, and its commands do what they say."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from export_samples import filled, labels

from kg.cli import cli
from kg.exports import FORMATS
from kg.exports.context import NAME, context_text, shipped, terms
from kg.exports.mappings import FtmMapping, ftm_mapping, nearest, stix_mapping
from kg.store import open_store
from kg.vocabulary import ONTOLOGY, load_vocabulary

PAGE = (Path(__file__).parent.parent / "docs" / "export.md").read_text(encoding="utf-8")


def rows_under(heading: str) -> list[list[str]]:
    """The cells of each row of the table in one section of the page, without its head."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = (line for line in section.splitlines() if re.match(r"\| `[a-z0-9-]+` \|", line))
    return [re.split(r"\s*\|\s*", re.sub(r"^\|\s*|\s*\|$", "", line)) for line in lines]


ROWS = rows_under("The formats")
WORDS = load_vocabulary()


def test_the_table_has_every_format_once() -> None:
    assert sorted(row[0].strip("`") for row in ROWS) == sorted(FORMATS)
    assert all(len(row) == 5 and all(row) for row in ROWS)


def test_the_table_of_time_and_memory_has_every_format_once() -> None:
    measured = rows_under("Time and memory")
    assert sorted(row[0].strip("`") for row in measured) == sorted(FORMATS)
    assert all(len(row) == 5 and all(re.fullmatch(r"[\d,]*", cell) for cell in row[1:]) for row in measured)


def test_the_table_says_what_loses_nothing() -> None:
    assert {row[0].strip("`") for row in ROWS if row[2] == "nothing"} == {name for name, form in FORMATS.items() if form.lossless}


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip("`") for row in ROWS])
def test_the_commands_work(row: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with open_store("kg-store") as store:
        filled(store)
    program, *arguments = row[4].strip("`").split()
    assert program == "kg"
    result = CliRunner().invoke(cli, arguments)
    assert (result.exit_code, result.output) == (0, "")
    assert len(labels(row[0].strip("`"), Path(arguments[-1]))) > 3


def test_the_context_is_that_of_the_ontology() -> None:
    assert shipped() == context_text(), "run `python -m kg.exports.context`"
    assert NAME in PAGE


def test_every_property_has_its_own_short_name() -> None:
    found = terms()
    names = [name for name, _ in found.values()]
    assert len(names) == len(set(names))
    assert {ONTOLOGY + name for name in WORDS.record_properties} <= found.keys()
    assert {relation.iri for relation in WORDS.relations.values()} <= found.keys()
    assert found[ONTOLOGY + "maker"][0] == "sahel:maker", "the prefix of that name would be hidden"


def test_every_class_of_the_ontology_that_statements_are_about_has_a_schema() -> None:
    ends = {kind for relation in WORDS.relations.values() for kind in (*relation.domain, *relation.range)}
    for name in (name for name in WORDS.classes if any(WORDS.is_a(name, end) for end in ends)):
        assert nearest(name, ftm_mapping().classes, WORDS), name
    assert nearest("Country", ftm_mapping().classes, WORDS) == "PublicBody"
    assert nearest("Settlement", stix_mapping().classes, WORDS) == {"type": "location"}
    assert nearest("Materiel", stix_mapping().classes, WORDS) is None


def test_every_link_is_one_that_followthemoney_knows() -> None:
    schemata = pytest.importorskip("followthemoney", reason="followthemoney needs ICU to be installed").model.schemata
    mapping: FtmMapping = ftm_mapping()
    for link in (mapping.otherwise, *mapping.relations.values(), *mapping.families.values()):
        for name, kinds in ((link.subject, link.subject_range), (link.object, link.object_range)):
            known = schemata[link.schema].properties[name].range
            assert known.name == kinds
            assert mapping.fits[kinds] == {kind for kind in mapping.fits["Thing"] if schemata[kind].is_a(known)}
