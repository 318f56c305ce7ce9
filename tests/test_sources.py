"""What is read as which document, and what is refused with which words."""

import errno
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.sources.parts
from kg.errors import SourceError
from kg.records import DOCUMENT_BASE, Document
from kg.sources import Failure, decode, document_of, expand, read_sources
from kg.sources.text import dateline
from kg.store.oxigraph import OxigraphBackend

REPORT = "Mali left ECOWAS.\nNiger left too.\n"


def only(path: Path | str) -> Document | Failure:
    (found,) = read_sources([path])
    return found


def document(path: Path | str) -> Document:
    found = only(path)
    assert isinstance(found, Document), found
    return found


def failure(path: Path | str) -> Failure:
    found = only(path)
    assert isinstance(found, Failure), found
    return found


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Bamako", "Bamako"),
        ("Goïta à Ségou".encode(), "Goïta à Ségou"),
        ("Goïta à Ségou".encode("utf-8-sig"), "Goïta à Ségou"),
        ("Goïta à Ségou".encode("utf-16"), "Goïta à Ségou"),
        (b"\xfe\xff" + "Goïta".encode("utf-16-be"), "Goïta"),
        (
            "Le président malien a été reçu à Ségou, où les négociations ont échoué après la journée du sommet.".encode("cp1252"),
            "Le président malien a été reçu à Ségou, où les négociations ont échoué après la journée du sommet.",
        ),
        ("Assimi Goïta à Ménaka".encode("cp1252"), "Assimi Goïta à Ménaka"),
        ("Министр России принял делегацию Мали в Москве.".encode("cp1251"), "Министр России принял делегацию Мали в Москве."),
        (
            "The junta’s allies — all of them — said: “We won’t leave Kidal.”".encode("cp1252"),
            "The junta’s allies — all of them — said: “We won’t leave Kidal.”",
        ),
        ("Goïta à Ségou, cut in the middle: é".encode()[:-1], "Goïta à Ségou, cut in the middle: \ufffd"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"a form feed\x0c and a bell\x07 in a text long enough to carry them both", None),
    ],
)
def test_bytes_become_text(data: bytes, text: str | None) -> None:
    assert decode(data) == (data.decode() if text is None else text)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        ("Mali".encode("utf-16-le"), "binary"),
        (bytes(range(1, 32)) * 4, "binary"),
        (b"\xff\xfeM\x00a", "UTF-16"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, word: str) -> None:
    with pytest.raises(SourceError, match=word):
        decode(data)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.removeprefix("\ufeff").encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert "\r" not in decode(data)
    except SourceError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("head", "title", "date", "source", "language"),
    [
        ("---\ntitle: A coup\ndate: 2023-07-26\nsource: Wire\nlanguage: EN\n---\n", "A coup", "2023-07-26", "Wire", "en"),
        ("---\r\ntitle: \"Mali: a year\"\r\ndate: '2024-06'\r\n---\r\n\r\n", "Mali: a year", "2024-06", None, None),
        ("---\nauthor: A. Nobody\ndate: 2024-06-01T10:00Z\n---\n", None, "2024-06-01", None, None),
        ("---\ntitle: No such day\ndate: 2024-02-31\n---\n", "No such day", None, None, None),
        ("---\nsource:\n---\n", None, None, None, None),
        ("---\ndate: ٢٠٢٤-01-01\n---\n", None, None, None, None),
        ("---\n# notes\ntitle: A\ntags:\n  - a\n- b: c\ndate: 2024-06\n---\n", "A", "2024-06", None, None),
        ("---\nsource: Wire\ntitle: >-\n  Folded\n  date: 2024\n---\n", None, None, "Wire", None),
    ],
)
def test_front_matter(head: str, title: str | None, date: str | None, source: str | None, language: str | None) -> None:
    text = decode((head + REPORT).encode())
    read = document_of(text, name="a.txt")
    assert (read.title, read.date, read.source, read.language) == (title, date, source, language)
    assert text[read.body :] == REPORT


@pytest.mark.parametrize(
    "head",
    ["---\nMali left.\n---\n", "---\ntitle: never closed\n\n", "---\n---\n", "--- title: x\n---\n", "\n---\ntitle: late\n---\n"],
)
def test_malformed_front_matter_is_text(head: str) -> None:
    read = document_of(head + REPORT, name="a.txt")
    assert (read.body, read.date, read.source) == (0, None, None)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Russia looks to Niamey\n\nThe junta met envoys.\n", "Russia looks to Niamey"),
        ("\n\n# Russia looks to Niamey\nThe junta met envoys.", "Russia looks to Niamey"),
        ("The junta met envoys.\nThey left.", None),
        ("Will they stay?\nThey left.", None),
        ("He said “we leave.”\nThey left.", None),
        ("Russia looks to Niamey", None),
        ("---\nThey left.", None),
        ("word " * 40 + "\nThey left.", None),
    ],
)
def test_heading_is_the_title(text: str, title: str | None) -> None:
    read = document_of(text, name="a.txt")
    assert (read.title, read.body) == (title, 0)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2024-07-28-tinzaouaten.txt", "2024-07-28"),
        ("2024-07-28.txt", "2024-07-28"),
        ("2024-13-28.txt", None),
        ("２０２４-07-28.txt", None),
        ("2024-07-281.txt", None),
        ("report-2024-07-28.txt", None),
    ],
)
def test_date_from_the_name(name: str, date: str | None) -> None:
    assert document_of(REPORT, name=name).date == date


def test_file_gives_its_name_and_place(tmp_path: Path) -> None:
    path = tmp_path / "été.txt"
    path.write_text(REPORT)
    read = document(path)
    assert (read.name, read.text, read.location) == ("été.txt", REPORT, path.resolve().as_uri())


def test_same_text_is_the_same_document_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(REPORT.encode())
    (tmp_path / "b.md").write_bytes(REPORT.replace("\n", "\r\n").encode("utf-16"))
    (tmp_path / "c.txt").write_bytes(b"Other.")
    a, b, c = (document(tmp_path / name) for name in ("a.txt", "b.md", "c.txt"))
    assert a.id == b.id != c.id
    assert a.id.startswith(DOCUMENT_BASE)


def test_folder_is_read_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", ".git/x.txt", "sub/c.md", "sub/deeper/NOTES", "empty/.keep"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert [str(path.relative_to(tmp_path)) for path in expand([tmp_path])] == ["a.txt", "b.txt", "sub/c.md", "sub/deeper/NOTES"]
    assert list(expand([tmp_path / ".hidden.txt"])) == [tmp_path / ".hidden.txt"]


def test_a_store_among_the_reports_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    OxigraphBackend(tmp_path / "kg-store").close()
    assert list(expand([tmp_path])) == [tmp_path / "a.txt"]


def test_a_locked_folder_is_a_failure_and_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    (tmp_path / "locked").mkdir()

    def refused(path: Path, *_: object) -> None:  # modes do not stop the administrator, who may run this test
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    usual = Path.stat
    monkeypatch.setattr(Path, "stat", lambda path, **how: refused(path) if "locked/" in str(path) else usual(path, **how))
    monkeypatch.setattr(Path, "iterdir", _refusing(Path.iterdir, refused))
    assert list(expand([tmp_path])) == [tmp_path / "a.txt", tmp_path / "locked"]


def _refusing(usual: Callable[[Path], Iterator[Path]], refused: Callable[[Path], None]) -> Callable[[Path], Iterator[Path]]:
    def listed(path: Path) -> Iterator[Path]:
        if path.name == "locked":
            refused(path)
        return usual(path)

    return listed


def test_closed_standard_input_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert failure("-").reason == "standard input is closed"


def test_nothing_is_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(REPORT)
    assert list(expand([path, tmp_path, "-", str(path), "-"])) == [path, Path("-")]


def test_linked_folder_does_not_lead_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert list(expand([tmp_path])) == [tmp_path / "a.txt"]


def test_link_to_itself_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "a.txt").write_text(REPORT)
    assert [type(found) for found in read_sources([tmp_path, tmp_path / "loop"])] == [Document, Failure]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    read = document("-")
    assert (read.name, read.text, read.location) == ("stdin", REPORT, None)


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.txt", b"", "no text"),
        ("a.txt", b"\xef\xbb\xbf \n\n", "no text"),
        ("a.pdf", b"%PDF-1.7", "damaged"),
        ("a.txt", b"\0\1\2", "binary"),
        ("folder/.keep", b"", "no file"),
        ("nothing", None, "no such file"),
        ("large.txt", b"x" * 11, "larger than"),
    ],
)
def test_failures_name_the_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes | None, word: str
) -> None:
    monkeypatch.setattr(kg.sources.parts, "TEXT_LIMIT", 10)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if data is not None:
        path.write_bytes(data)
    asked = path.parent if name.endswith(".keep") else path
    failed = failure(asked)
    assert failed.source == str(asked)
    assert "\n" not in str(failed)
    with pytest.raises(SourceError, match=word):
        raise SourceError(failed.reason)


def test_one_bad_file_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\0")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "c.txt").write_text(REPORT)
    assert [type(found) for found in read_sources([tmp_path])] == [Failure, Failure, Document]


def test_name_that_is_no_utf8_can_be_printed(tmp_path: Path) -> None:
    path = tmp_path / "caf\udce9.txt"
    try:
        path.write_text(REPORT)
    except (OSError, UnicodeError):
        pytest.skip("this file system takes only names in UTF-8")
    read = document(path)
    assert read.name == "caf�.txt"
    assert read.location is not None
    assert read.location.endswith("caf%E9.txt")


DATELINES = [
    ("Published: 2025-02-06\n\nA heading\nText.", "2025-02-06"),
    ("A heading\nBy Awa Diallo | 6 February 2025\nText.", "2025-02-06"),
    ("A heading\nJune 12, 2025\nText.", "2025-06-12"),
    ("Posted on June 12, 2025 at 10:30 GMT\nText.", "2025-06-12"),
    ("Last updated: Friday, 6 June 2025, 14:05\nText.", "2025-06-06"),
    ("Date: 6 June 2025\nText.", "2025-06-06"),
    ("BAMAKO, June 12, 2025 (Agency) - Troops left.\n", "2025-06-12"),
    ("OUAGADOUGOU, Burkina Faso, 12 June 2025 – Troops left.\n", "2025-06-12"),
    ("The attack of 12 June 2025\nText.", None),
    ("On 12 June 2025 troops left Gao.\n", None),
    ("Published: last week\nText.", None),
    ("Published: June 2025\nText.", None),
    ("\n".join([*["A line of text."] * 9, "Published: 2025-02-06"]), None),
    ("", None),
]


@pytest.mark.parametrize(("text", "day"), DATELINES)
def test_the_day_that_a_text_begins_with(text: str, day: str | None) -> None:
    assert dateline(text) == day


def test_the_day_above_a_heading_is_no_heading() -> None:
    found = document_of("Published: 2025-02-06\n\nA quiet handover\nText follows here.\n", name="a.txt")
    assert (found.title, found.date) == ("A quiet handover", "2025-02-06")


def test_front_matter_counts_before_a_line_of_the_text() -> None:
    found = document_of("---\ndate: 2024-01-01\n---\nPublished: 2025-02-06\nText follows here.\n", name="a.txt")
    assert found.date == "2024-01-01"
