"""The sample reports and the statements that are expected from them."""

import itertools
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.periods import date_bounds
from kg.resources import resource
from kg.sources import document_of
from kg.vocabulary import load_vocabulary

REPORTS = sorted(resource("seeds", "reports").glob("*.txt"))
EXPECTED = sorted(resource("seeds", "expected").glob("*.jsonl"))
FRONT_MATTER = re.compile(
    r"---\ntitle: (?P<title>.+)\ndate: (?P<date>\d{4}-\d{2}-\d{2})\nsource: (?P<source>.+)\n---\n\n(?P<body>\S.*)", re.DOTALL
)
BULLET = "- "
REQUIRED = {"doc", "sentence", "subject", "relation", "object", "weight"}
QUALIFIERS = {"place", "date", "polarity", "modality", "attributed_to", "count"}

each_report = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
each_expected = pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)


@cache
def parts(path: Path) -> dict[str, str]:
    match = FRONT_MATTER.fullmatch(path.read_text(encoding="utf-8"))
    assert match, f"{path.name} lacks its front matter"
    return match.groupdict()


@cache
def statements(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def is_names(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(name, str) and name.strip() == name != "" for name in value)


def test_there_are_enough_of_both() -> None:
    assert len(REPORTS) == 18
    assert len(EXPECTED) >= 7


def test_the_reports_span_the_years_and_several_outlets() -> None:
    years = {parts(path)["date"][:4] for path in REPORTS}
    assert min(years) <= "2013"
    assert max(years) >= "2025"
    assert len({parts(path)["source"] for path in REPORTS}) >= 5


@each_report
def test_report_names_an_outlet_that_cannot_be_taken_for_a_real_one(path: Path) -> None:
    assert parts(path)["source"].endswith(" (sample)")


@each_report
def test_report_is_named_after_its_date(path: Path) -> None:
    assert path.stem.startswith(parts(path)["date"] + "-")
    assert date(2012, 1, 1) <= date.fromisoformat(parts(path)["date"]) <= date(2025, 12, 31)


@each_report
def test_report_has_the_length_of_a_short_report(path: Path) -> None:
    assert 150 <= len(parts(path)["body"].split()) <= 400


@each_report
def test_paragraphs_are_single_lines_with_an_empty_line_between(path: Path) -> None:
    lines = parts(path)["body"].removesuffix("\n").split("\n")
    assert lines == [line.strip() for line in lines]
    neighbours = [(above, below) for above, below in itertools.pairwise(lines) if above and below]
    assert all(below.startswith(BULLET) and above.startswith(BULLET) for above, below in neighbours)
    assert ("", "") not in itertools.pairwise(lines)


@each_report
def test_the_reader_sees_what_the_front_matter_says(path: Path) -> None:
    document = document_of(path.read_text(encoding="utf-8"), name=path.name)
    expected = parts(path)
    assert (document.title, document.date, document.source) == (expected["title"], expected["date"], expected["source"])
    assert document.text[document.body :].strip() == expected["body"].strip()


def test_no_two_reports_share_a_sentence() -> None:
    seen: dict[str, str] = {}
    for path in REPORTS:
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", parts(path)["body"]):
            if len(sentence.split()) > 6:
                assert seen.setdefault(sentence, path.name) == path.name


@each_expected
def test_expected_statements_belong_to_a_report(path: Path) -> None:
    assert path.stem in {report.stem for report in REPORTS}
    assert len(statements(path)) >= 15
    assert {statement["doc"] for statement in statements(path)} == {path.stem}


@each_expected
def test_expected_statements_are_well_formed(path: Path) -> None:
    for statement in statements(path):
        assert set(statement) >= REQUIRED, statement
        assert set(statement) <= REQUIRED | QUALIFIERS, statement
        assert is_names(statement["subject"]), statement
        assert is_names(statement["object"]), statement
        assert is_names(statement.get("place", ["anywhere"])), statement
        assert statement["subject"][0] != statement["object"][0], statement
        assert statement["weight"] in {"core", "inferred"}, statement


@each_expected
def test_expected_qualifiers_are_known(path: Path) -> None:
    for statement in statements(path):
        assert statement.get("polarity", "negated") == "negated", statement
        assert statement.get("modality", "possible") in {"planned", "possible", "sought"}, statement
        assert statement.get("count", 1) > 0, statement
        assert isinstance(statement.get("attributed_to", ""), str), statement


@each_expected
def test_expected_relations_stand_in_the_ontology(path: Path) -> None:
    relations = load_vocabulary().relations
    for statement in statements(path):
        assert is_names(statement["relation"]), statement
        assert set(statement["relation"]) <= set(relations), statement


@each_expected
def test_expected_dates_are_periods_that_do_not_lie_after_the_report(path: Path) -> None:
    written = date.fromisoformat(path.stem[:10])
    for statement in statements(path):
        if "date" in statement and "modality" not in statement:
            assert date_bounds(statement["date"])[0] <= written, statement


@each_expected
def test_expected_sentences_begin_where_a_sentence_of_the_report_begins(path: Path) -> None:
    body = parts(path.parent.parent / "reports" / f"{path.stem}.txt")["body"]
    for statement in statements(path):
        assert 1 <= len(statement["sentence"].split()) <= 6, statement
        assert re.search(r"(?:^|[.!?”\"] )" + re.escape(statement["sentence"]), body, re.MULTILINE), statement


@each_expected
def test_no_statement_is_expected_twice(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines))
