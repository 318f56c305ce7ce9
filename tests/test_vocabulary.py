from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import SeedError, UsageError
from kg.resources import resource
from kg.vocabulary import ONTOLOGY, PREFIXES, load_vocabulary

SHIPPED = resource("ontology", "sahel.ttl")


def test_inventory_has_its_size() -> None:
    vocabulary = load_vocabulary()
    sizes = dict.fromkeys(vocabulary.families, 0)
    for relation in vocabulary.relations.values():
        sizes[relation.family] += 1
    assert sizes == {"structure": 12, "cooperation": 13, "posture": 6, "violence": 6, "coercion": 5, "contention": 7}
    assert len(vocabulary.classes) == 33


@pytest.mark.parametrize(
    ("name", "family", "symmetric", "inverse", "domain", "target", "plover"),
    [
        ("memberOf", "structure", False, "hasMember", ("Actor",), ("Organization",), None),
        ("leads", "structure", False, None, ("Person",), ("Actor",), None),
        ("subordinateTo", "structure", False, "commands", ("Actor",), ("Actor",), None),
        ("opposes", "structure", True, None, ("Actor",), ("Actor",), None),
        ("locatedIn", "structure", False, None, ("Place",), ("Place",), None),
        ("influences", "structure", False, None, ("Actor",), ("Actor", "Place"), None),
        ("meetsWith", "cooperation", True, None, ("Actor",), ("Actor",), "CONSULT"),
        ("leaves", "posture", False, None, ("Actor",), ("Organization",), "RETREAT"),
        ("captures", "violence", False, None, ("Actor",), ("Actor", "Place", "Materiel"), "ASSAULT"),
        ("sanctions", "coercion", False, None, ("Actor",), ("Actor",), "SANCTION"),
        ("displaces", "contention", False, None, ("Actor",), ("Actor",), None),
    ],
)
def test_relation(
    name: str,
    family: str,
    symmetric: bool,
    inverse: str | None,
    domain: tuple[str, ...],
    target: tuple[str, ...],
    plover: str | None,
) -> None:
    relation = load_vocabulary().relation(name)
    assert relation.iri == ONTOLOGY + name
    assert (relation.family, relation.symmetric, relation.inverse) == (family, symmetric, inverse)
    assert (relation.domain, relation.range, relation.plover) == (domain, target, plover)


def test_symmetric_relations_are_these() -> None:
    symmetric = {relation.name for relation in load_vocabulary().relations.values() if relation.symmetric}
    assert symmetric == {"affiliatedWith", "alliedWith", "opposes", "agreesWith", "meetsWith", "cooperatesWith", "fights"}


@pytest.mark.parametrize("table", ["classes", "families", "relations", "record_properties"])
def test_everything_is_labelled_and_explained(table: str) -> None:
    for item in getattr(load_vocabulary(), table).values():
        explained = getattr(item, "definition", None) or item.comment
        assert item.label
        assert item.label_fr
        assert explained.endswith("."), item.name
    assert all(relation.example.endswith(".") for relation in load_vocabulary().relations.values())


@pytest.mark.parametrize(
    ("kind", "ancestor", "expected"),
    [
        ("Country", "State", True),
        ("Country", "Place", True),
        ("Country", "Actor", True),
        ("ArmedGroup", "Actor", True),
        ("Operation", "Actor", True),
        ("Operation", "Organization", False),
        ("Base", "Actor", False),
        ("Actor", "ArmedGroup", False),
        ("Materiel", "Materiel", True),
    ],
)
def test_is_a(kind: str, ancestor: str, expected: bool) -> None:
    assert load_vocabulary().is_a(kind, ancestor) is expected


@pytest.mark.parametrize(
    ("kind", "allowed", "expected"),
    [("Settlement", ("Actor", "Place"), True), ("Materiel", ("Actor", "Place"), False), ("Country", ("Place",), True)],
)
def test_fits(kind: str, allowed: tuple[str, ...], expected: bool) -> None:
    assert load_vocabulary().fits(kind, allowed) is expected


@pytest.mark.parametrize(
    ("ask", "name", "hint"),
    [
        ("relation", "atacks", "attacks"),
        ("relation", "MemberOf", "memberOf"),
        ("relation", "hasMember", "no relation"),
        ("relation", "structureRelation", "no relation"),
        ("ontology_class", "Contry", "Country"),
        ("family", "violense", "violence"),
        ("record_property", "confidense", "confidence"),
        ("record_property", "attacks", "no property"),
        ("family", "zzz", "there are structure, cooperation"),
    ],
)
def test_a_typo_fails_with_a_hint(ask: str, name: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        getattr(load_vocabulary(), ask)(name)


def test_is_a_refuses_a_typo_on_either_side() -> None:
    for kind, ancestor in [("Contry", "Place"), ("Country", "Plase")]:
        with pytest.raises(UsageError, match="no class"):
            load_vocabulary().is_a(kind, ancestor)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rdfs:domain sahel:Person ;", "rdfs:domain sahel:Persn ;", "leads: Persn is no class"),
        ("( sahel:Actor sahel:Place sahel:Materiel )", "( sahel:Actor sahel:Plase )", "captures: Plase is no class"),
        ("rdfs:subClassOf sahel:State , sahel:Place", "rdfs:subClassOf sahel:Stat", "Country: Stat is no class"),
        ('rdfs:label "leads"@en ,', "rdfs:label", "leads: 0 values of label in language en"),
        ('"leads"@en', '"leads"@en , "heads"@en', "leads: 2 values of label in language en"),
        ("owl:inverseOf sahel:hasMember ;", "owl:inverseOf sahel:hasMembr ;", "memberOf: hasMembr is not declared"),
        ("sahel:Actor a owl:Class ;", "sahel:Actor a owl:Class", "sahel.ttl"),
    ],
)
def test_a_broken_ontology_is_refused_by_name(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "sahel.ttl"
    broken.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        load_vocabulary(broken)


def test_prefixes_agree_with_the_ontology_file() -> None:
    parser = ox.parse(path=SHIPPED, format=ox.RdfFormat.TURTLE)
    list(parser)
    assert parser.prefixes.items() <= PREFIXES.items()
