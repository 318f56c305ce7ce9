"""Statements and mentions as JSON lines: the fields that other programs rely on."""

import json
from dataclasses import replace

import pytest

from kg.records import Entity, Mention, Statement
from kg.statement_json import mention_line, statement_line
from tests.parsed import only, read

FIELDS = [
    "id", "document", "sentence", "start", "end", "subject", "relation", "object", "trigger", "frame", "place", "date", "polarity",
    "modality", "attributed_to", "count", "confidence",
]  # fmt: skip
ARGUMENT = {"id", "label", "type", "aliases", "mention", "start", "end"}


def statement() -> Statement:
    return only(
        read(
            "Moscow/NNP/nsubj/said said=say/VBD/root that/IN/mark/killed JNIM/NNP/nsubj/killed killed=kill/VBD/ccomp/said"
            " 84/CD/nummod/soldiers Malian/JJ/amod/soldiers soldiers=soldier/NNS/obj/killed in/IN/case/Kidal Kidal/NNP/obl/killed"
            " in/IN/case/2024 2024/CD/obl/killed ."
        ),
        "kills",
    )


def test_every_field_in_its_order() -> None:
    assert list(statement_line(statement())) == FIELDS


def test_values() -> None:
    made = statement()
    line = statement_line(made)
    assert line["id"] == made.id
    assert (line["relation"], line["trigger"], line["frame"]) == ("kills", "killed", "kills.verb")
    assert (line["polarity"], line["modality"], line["count"], line["date"]) == ("affirmed", "asserted", 84, "2024")
    assert line["subject"]["id"] == "https://w3id.org/sahel-kg/entity/jnim"
    assert line["subject"]["type"] == "ArmedGroup"
    assert line["subject"]["mention"] == "JNIM"
    assert "JNIM" in line["subject"]["aliases"]
    assert line["place"]["label"] == "Kidal"
    assert line["attributed_to"]["mention"] == "Moscow"
    assert 0 < line["confidence"] <= 1


@pytest.mark.parametrize("name", ["subject", "object", "place", "attributed_to"])
def test_arguments_have_their_fields(name: str) -> None:
    assert set(statement_line(statement())[name]) == ARGUMENT


def test_what_is_not_said_is_null() -> None:
    bare = replace(statement(), place=None, date=None, attributed_to=None, count=None)
    line = statement_line(bare)
    assert [line[name] for name in ("place", "date", "attributed_to", "count")] == [None] * 4


def test_a_line_is_json_and_comes_back_the_same() -> None:
    line = statement_line(statement())
    assert json.loads(json.dumps(line, ensure_ascii=False)) == line


def test_a_mention() -> None:
    entity = Entity("https://w3id.org/sahel-kg/entity/x-foo", "Foo", "Settlement", ("Fou",), known=False)
    assert mention_line(Mention(3, 6, "Foo", entity)) == {
        "start": 3,
        "end": 6,
        "text": "Foo",
        "type": "Settlement",
        "id": "https://w3id.org/sahel-kg/entity/x-foo",
        "label": "Foo",
    }
