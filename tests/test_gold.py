"""Gold files in both of their forms, and what is said of faulty ones."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import GoldError
from kg.gold import Gold, GoldArgument, GoldStatement, document_gold, locate, name_key, read_gold_file, read_rows, sentence_gold
from kg.vocabulary import load_vocabulary

TEXT = "JNIM attacked Malian troops.\n\nThe group met Russia.\n"
STATED: dict[str, Any] = {"subject": ["JNIM"], "relation": ["attacks"], "object": ["Mali"], "weight": "core"}
TROOPS: dict[str, Any] = {
    "n": 0,
    "m": [["JNIM", "ORG"], ["Malian troops", "ORG"]],
    "s": [{"s": "JNIM", "r": "attacks", "o": "Malian troops", "t": "attacked"}],
}
NOTHING: dict[str, Any] = {"n": 1, "m": [], "s": []}
MET: dict[str, Any] = {
    "n": 2,
    "m": [["The group", "ORG", "JNIM"], ["Russia", "GPE"]],
    "s": [{"s": "The group", "r": "meetsWith", "o": "Russia", "mod": "possible", "by": "Russia", "neg": True}],
}

LOCATED = [
    ("a word", "Mali and Gao", "Gao", (9, 12)),
    ("a whole word first", "Malians in Mali", "Mali", (11, 15)),
    ("the second one", "Mali met Mali", "Mali#2", (9, 13)),
    ("inside a word where it stands in no other place", "the Malians", "Mali", (4, 8)),
    ("several words", "in Burkina Faso today", "Burkina Faso", (3, 15)),
    ("signs are no pattern", "the U.S. left", "U.S.", (4, 8)),
    ("no third one", "Mali met Mali", "Mali#3", None),
    ("counted from one", "Mali met Mali", "Mali#0", None),
    ("absent", "Mali", "Niger", None),
]


@pytest.mark.parametrize(("line", "needle", "expected"), [case[1:] for case in LOCATED], ids=[case[0] for case in LOCATED])
def test_locate(line: str, needle: str, expected: tuple[int, int] | None) -> None:
    assert locate(line, needle) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Sahel’s alliance", "sahel alliance"),
        ("Burkina-Faso", "burkina faso"),
        ("Sévaré", "Sevare"),
        ("l'Algérie", "Algerie"),
        ("RUSSIA'S", "Russia"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_names_in_other_scripts_differ() -> None:
    assert len({name_key(name) for name in ("Мали", "Россия", "مالي")}) == 3


def gold(folder: Path, *rows: dict[str, Any], text: str = TEXT) -> Gold:
    return gold_of_lines(folder, map(json.dumps, rows), text)


def gold_of_lines(folder: Path, lines: Iterable[str], text: str = TEXT) -> Gold:
    path = folder / "a.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    file = read_gold_file(path)
    if file.form == "documents":
        return document_gold(file, load_vocabulary())
    return sentence_gold(file, text, load_vocabulary())


def test_statements_of_a_document(tmp_path: Path) -> None:
    full = {
        **STATED, "doc": "a", "sentence": "JNIM attacked", "subject": ["JNIM", "The Group"], "relation": ["attacks", "kills"],
        "place": ["Kidal"], "date": "2024-06", "polarity": "negated", "modality": "planned", "attributed_to": "Mali", "count": 3,
        "weight": "inferred", "note": "my own",
    }  # fmt: skip
    read = gold(tmp_path, full, {"subject": "JNIM", "relation": "attacks", "object": "Mali"})
    assert (read.name, read.form, read.mentions) == ("a", "documents", ())
    assert read.statements == (
        GoldStatement(
            GoldArgument("JNIM", frozenset({"jnim", "group"})), ("attacks", "kills"), GoldArgument("Mali", frozenset({"mali"})),
            "JNIM attacked", core=False, places=frozenset({"kidal"}), date="2024-06", polarity="negated", modality="planned",
            attributed=True,
        ),
        GoldStatement(GoldArgument("JNIM", frozenset({"jnim"})), ("attacks",), GoldArgument("Mali", frozenset({"mali"})), ""),
    )  # fmt: skip


@pytest.mark.parametrize("text", [TEXT, TEXT.rstrip("\n"), TEXT.replace("\n\n", "\n\f")])
def test_annotated_lines(tmp_path: Path, text: str) -> None:
    read = gold(tmp_path, TROOPS, NOTHING, MET, text=text)
    assert (read.name, read.form) == ("a", "sentences")
    assert [text[start:end] for start, end in read.mentions] == ["JNIM", "Malian troops", "Russia"]
    assert read.statements == (
        GoldStatement(
            GoldArgument("JNIM", span=(0, 4)), ("attacks",), GoldArgument("Malian troops", span=(14, 27)),
            "JNIM attacked Malian troops.",
        ),
        GoldStatement(
            GoldArgument("The group", span=(30, 39)), ("meetsWith",), GoldArgument("Russia", span=(44, 50)),
            "The group met Russia.", polarity="negated", modality="possible", attributed=True,
        ),
    )  # fmt: skip


def test_an_empty_file_is_of_a_document_that_states_nothing(tmp_path: Path) -> None:
    assert gold(tmp_path) == Gold("a", "documents", ())


def test_empty_lines_and_a_mark_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf\n{"a": "x\xe2\x80\xa8y"}\r\n  \n{"b": 2}')
    assert [(row.number, dict(row.data)) for row in read_rows(path)] == [(2, {"a": "x\u2028y"}), (4, {"b": 2})]


def without(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ([{"text": "x"}], 1, "neither a statement"),
        ([STATED, without(STATED, "object")], 2, "object: Field required"),
        ([STATED, MET], 2, "subject: Field required"),
        ([{**STATED, "subject": []}], 1, "subject: "),
        ([{**STATED, "subject": {"label": "JNIM"}}], 1, "subject: "),
        ([{**STATED, "object": ["Mali", ""]}], 1, "object 1: "),
        ([{**STATED, "relation": ["atacks"]}], 1, "did you mean attacks"),
        ([{**STATED, "date": "last June"}], 1, "date: 'last June' is no ISO 8601"),
        ([{**STATED, "modality": "hoped"}], 1, "modality: "),
        ([{**STATED, "polarity": "no"}], 1, "polarity: "),
        ([{**STATED, "weight": "heavy"}], 1, "weight: "),
        ([TROOPS, STATED, MET], 2, "n: Field required"),
        ([TROOPS, MET, NOTHING], 2, "n is 2 where 1 is due"),
        ([TROOPS, NOTHING], 2, "2 rows for the 3 lines"),
        ([TROOPS, NOTHING, MET, {"n": 3}], 4, "4 rows for the 3 lines"),
        ([{**TROOPS, "m": [["JNIM"]]}], 1, "m 0: "),
        ([{**TROOPS, "m": [["JNIM", "ORG"], ["JNIM", "ORG"]]}], 1, "twice"),
        ([{**TROOPS, "m": [["JNIM", "GROUP"]]}], 1, "no type of mention is named 'GROUP'"),
        ([{**TROOPS, "m": [["Niger", "GPE"]]}], 1, "the mention 'Niger' does not stand in the line"),
        ([{**TROOPS, "m": [["JNIM", "ORG"]]}], 1, "'Malian troops' takes part"),
        ([{**TROOPS, "s": [{**TROOPS["s"][0], "t": "bombed"}]}], 1, "the t 'bombed' does not stand"),
        ([{**TROOPS, "s": [{**TROOPS["s"][0], "r": "atacks"}]}], 1, "did you mean attacks"),
        ([{**TROOPS, "s": [{**TROOPS["s"][0], "mod": "hoped"}]}], 1, "s 0 mod: "),
        ([{**TROOPS, "s": [{**TROOPS["s"][0], "when": "x"}]}], 1, "s 0 when: "),
        ([{**TROOPS, "s": [without(TROOPS["s"][0], "o")]}], 1, "s 0 o: Field required"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, rows: list[dict[str, Any]], line: int, words: str) -> None:
    with pytest.raises(GoldError) as raised:
        gold(tmp_path, *rows)
    assert str(raised.value).startswith(f"{tmp_path / 'a.jsonl'}:{line}: ")
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b'{"subject": "a"}\nnonsense\n', 2, "not JSON"),
        (b"[1]\n", 1, "no object"),
        (b"[" * 100_000, 1, "not JSON"),
        (b"{}\n{}\n\xff\n", 3, "not UTF-8"),
    ],
)
def test_files_that_hold_something_else(tmp_path: Path, data: bytes, line: int, words: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    with pytest.raises(GoldError) as raised:
        read_rows(path)
    assert str(raised.value).startswith(f"{path}:{line}: ")
    assert words in str(raised.value)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"gone\.jsonl: no such file"):
        read_rows(tmp_path / "gone.jsonl")
