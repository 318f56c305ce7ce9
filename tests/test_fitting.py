"""Tables that fit a terminal, and what the commands print of them."""

import pytest

from kg.cli import output
from kg.fitting import filled, fitted, records, wrapped

HEAD = ("Date", "Subject", "Place", "Sentence")
BODY = [["2025-06-12", "Malian Armed Forces", "", "word " * 30], ["", "Mali", "", "Short."]]


def test_the_widest_column_is_narrowed_first_and_single_words_stay_whole() -> None:
    assert filled(BODY) == [0, 1, 3]
    assert fitted(("Date", "Subject", "Sentence"), [[row[0], row[1], row[3]] for row in BODY], 80) == [10, 19, 51]
    assert fitted(("Id",), [["x" * 30]], 20) is None


def test_text_is_broken_between_words_only() -> None:
    assert wrapped("one two  three", 7) == ["one two", "three"]
    assert wrapped("x" * 9, 4) == ["x" * 9]
    assert wrapped("", 4) == [""]


def test_a_record_without_any_value_keeps_its_names() -> None:
    assert records(("a", "b"), [["", ""], ["1", ""]], 20) == "a:\nb:\n\na: 1\n"


@pytest.mark.parametrize(("columns", "first"), [("80", " Date         Subject               Sentence"), ("30", "Date: 2025-06-12")])
def test_a_printed_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, columns: str, first: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("TERM", "xterm")
    lines = output.table(HEAD, BODY, fit=True).splitlines()
    assert lines[0] == first
    assert max(map(len, lines)) <= int(columns)
    assert " ".join(lines).count("word") == 30


def test_a_table_for_a_pipe_is_as_wide_as_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    first, *_ = output.table(HEAD, BODY).splitlines()
    assert first.split() == list(HEAD)
