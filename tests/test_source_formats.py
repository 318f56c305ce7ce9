"""Which formats are read, told by their content, what is known of each document, and what hostile files come to."""

import io
import json
import subprocess
import tempfile
import time
import zipfile
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Document
from kg.sources import Asked, Columns, Failure, Metadata, expand, parts, read_sources
from kg.sources.known import metadata_date
from kg.sources.languages import detected_language
from tests.source_samples import (
    ARABIC,
    ATOM,
    ENGLISH,
    FRENCH,
    MAIL,
    PAGE,
    RSS,
    docx_of,
    locked_pdf,
    pdf_of,
    zip_of,
)

Found = Document | Failure


def read(folder: Path, files: dict[str, bytes | str], asked: Asked | None = None) -> list[Found]:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_sources([folder], asked))


def documents(found: list[Found]) -> list[Document]:
    failed = [each for each in found if isinstance(each, Failure)]
    assert failed == []
    return [each for each in found if isinstance(each, Document)]


def one(folder: Path, name: str, data: bytes | str, asked: Asked | None = None) -> Document:
    (found,) = documents(read(folder, {name: data}, asked))
    return found


def refusal(folder: Path, name: str, data: bytes | str) -> str:
    (found,) = read(folder, {name: data})
    assert isinstance(found, Failure), found
    assert "\n" not in str(found)
    return found.reason


def known(document: Document) -> tuple[str | None, ...]:
    return document.title, document.date, document.source, document.author, document.language, document.url


TABLE = f'text,title,date,source,url\n"{ENGLISH}",Convoy,2024-06-04,Sample Wire,https://example.org/1\n'
OBJECT = {"text": ENGLISH, "title": "Convoy", "date": "4 June 2024", "source": "Sample Wire", "url": "https://example.org/1"}
ROW = ("Convoy", "2024-06-04", "Sample Wire", None, "en", "https://example.org/1")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ENGLISH, (None, None, None, None, "en", None)),
        (PAGE.format(text=ENGLISH), ("Convoy attacked", "2024-06-04", "Sample Wire", "A Nobody", "en", None)),  # as trafilatura gives names
        (pdf_of([[ENGLISH]], title="Convoy"), ("Convoy", "2024-06-04", None, None, "en", None)),
        (docx_of(ENGLISH, title="Convoy"), ("Convoy", None, None, None, "en", None)),
        (MAIL.format(text=ENGLISH, number=1), ("Convoy near Ségou", "2024-06-04", "Press Office", None, "en", None)),
        ("From x@example.org Tue Jun  4 10:00:00 2024\n" + MAIL.format(text=ENGLISH, number=1),
         ("Convoy near Ségou", "2024-06-04", "Press Office", None, "en", None)),
        (ATOM.format(text=ENGLISH), ("First", "2024-06-04", "Sample Atom", "A. Nobody", "en", None)),
        (TABLE, ROW),
        (TABLE.replace(",", ";"), ("Convoy", "2024-06-04", "Sample Wire", None, "en", "https://example.org/1")),
        (json.dumps(OBJECT) + "\n", ROW),
        (json.dumps([OBJECT], indent=1), ROW),
        (json.dumps(OBJECT, indent=1), ROW),
        (zip_of({"in/report.md": f"---\ntitle: Convoy\n---\n{ENGLISH}"}), ("Convoy", None, None, None, "en", None)),
    ],
    ids=["text", "html", "pdf", "docx", "mail", "mbox", "atom", "csv", "semicolons", "jsonl", "json list", "json object", "zip"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["source", "source.txt", "right"])
def test_formats_are_told_by_their_content(
    tmp_path: Path, data: bytes | str, expected: tuple[str | None, ...], name: str, request: pytest.FixtureRequest
) -> None:
    suffixes = {"html": ".html", "pdf": ".PDF", "docx": ".docx", "mail": ".eml", "mbox": ".mbox", "atom": ".xml", "csv": ".csv",
                "semicolons": ".csv", "jsonl": ".jsonl", "zip": ".zip"}  # fmt: skip
    kind = request.node.callspec.id.partition("-")[2] or request.node.callspec.id
    suffix = next((suffixes[each] for each in suffixes if each in kind), ".json" if "json" in kind else ".txt")
    found = one(tmp_path, f"source{suffix}" if name == "right" else name, data)
    assert known(found) == expected
    assert "Fighters attacked" in found.text
    assert not any(mark in found.text for mark in ("<p>", "never read", "Home", "All rights"))


def test_every_part_of_a_source_is_its_own_document(tmp_path: Path) -> None:
    rows = [json.dumps({"text": f"{ENGLISH} {number}", "id": number}) for number in range(3)]
    found = documents(read(tmp_path, {"a.jsonl": "\n".join(rows)}))
    assert [each.location for each in found] == [f"{(tmp_path / 'a.jsonl').as_uri()}#id={number}" for number in range(3)]
    assert len({each.id for each in found}) == 3


def test_a_row_without_id_keeps_its_place_when_others_come_before_it(tmp_path: Path) -> None:
    before = {each.id: each.location for each in documents(read(tmp_path, {"a.csv": "text,title\nOne left.,1\nTwo left.,2\n"}))}
    after = {
        each.id: each.location for each in documents(read(tmp_path, {"a.csv": "text,title\nNew.,0\nOne left.,1\nTwo left.,2\n"}))
    }
    assert before.items() <= after.items()


def test_columns_have_other_names(tmp_path: Path) -> None:
    asked = Asked(columns=Columns(text="Body", date="When", source="Outlet"))
    found = one(tmp_path, "a.csv", f'WHEN\tbody\toutlet\n4 June 2024\t"{ENGLISH}"\tWire\n', asked)
    assert (found.text, found.date, found.source) == (ENGLISH, "2024-06-04", "Wire")


def test_bad_rows_are_told_one_by_one(tmp_path: Path) -> None:
    found = read(
        tmp_path, {"a.csv": "text,title\nMali left.,1\n,2\n", "b.jsonl": '{"text": "Niger left."}\nnonsense\n[]\n{"x": 1}\n'}
    )
    assert [each.text for each in found if isinstance(each, Document)] == ["Mali left.", "Niger left."]
    told = [str(each).replace(f"{tmp_path}/", "") for each in found if isinstance(each, Failure)]
    assert told == [
        "a.csv: line 3: the column text has no text in it",
        "b.jsonl: line 2: this is not JSON",
        "b.jsonl: line 3: this is no JSON object",
        "b.jsonl: line 4: the column text is missing: --text-column names another",
    ]


def test_a_table_without_a_column_of_text_says_which_it_has(tmp_path: Path) -> None:
    assert "--text-column names the one that holds the text, of body, when" in refusal(tmp_path, "a.csv", "Body,When\nx,y\n")


def test_feed_entries(tmp_path: Path) -> None:
    found = read(tmp_path, {"feed.xml": RSS.format(text=ENGLISH)})
    assert isinstance(found[0], Document)
    assert known(found[0]) == ("One & only", "2024-06-04", "Sample Feed", None, "en", "https://example.org/1")
    assert (found[0].text, found[0].location) == (ENGLISH, f"{(tmp_path / 'feed.xml').as_uri()}#entry=one")
    assert isinstance(found[1], Failure)
    assert found[1].reason == "there is no text in it"


def test_attachments_are_documents(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@example.org", "Three reports", "Tue, 4 Jun 2024 10:00:00 +0000"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("See below.")
    message.add_alternative("<p>See below.</p>", subtype="html")
    message.add_attachment(pdf_of([[ENGLISH]]), maintype="application", subtype="pdf", filename="../report.pdf")
    message.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="logo.png")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "b@example.org", "Handed on"
    inner.set_content(FRENCH, cte="8bit")
    message.add_attachment(inner)
    found = documents(read(tmp_path, {"a.eml": bytes(message)}))
    assert [(each.name, each.source, each.date, each.language) for each in found] == [
        ("a.eml", "a@example.org", "2024-06-04", None),
        ("report.pdf", "a@example.org", "2024-06-04", "en"),
        ("attachment-3", "b@example.org", None, "fr"),
    ]


def test_mail_in_html_is_text(tmp_path: Path) -> None:
    data = MAIL.format(number=1, text=f"<html><style>p {{}}</style><p>{ENGLISH}</p><p>End &amp; out.</p></html>").replace(
        "text/plain", "text/html"
    )
    assert one(tmp_path, "a.eml", data).text == f"{ENGLISH}\nEnd & out."


def test_a_mailbox_has_a_document_for_each_message(tmp_path: Path) -> None:
    box = "".join(
        f"From x Tue Jun  4 10:00:00 2024\n{MAIL.format(text=f'{ENGLISH} {number}', number=number)}\n" for number in range(3)
    )
    found = documents(read(tmp_path, {"a.mbox": box}))
    assert [each.location for each in found] == [
        f"{(tmp_path / 'a.mbox').as_uri()}#message={number}%40example.org" for number in range(3)
    ]
    assert {each.name for each in found} == {"Convoy near Ségou"}


def test_lines_on_every_page_are_no_part_of_the_report(tmp_path: Path) -> None:
    pages = [
        ["SAMPLE INSTITUTE - WEEKLY", f"Sentence {number} of the re-", "port ends here.", f"Page {number} of 4"]
        for number in "abcd"
    ]
    numbered = [[*page[:3], f"Page {number} of 4"] for number, page in enumerate(pages, 1)]
    text = one(tmp_path, "a.pdf", pdf_of(numbered)).text
    assert "SAMPLE" not in text
    assert "Page" not in text
    assert text.count("of the report ends here.") == 4


def test_tables_of_word_are_read_in_their_place(tmp_path: Path) -> None:
    assert (
        one(tmp_path, "a.docx", docx_of("Mali left.", cells=["Niger left.", "Chad stayed."])).text
        == "Mali left.\n\nNiger left. | Chad stayed."
    )


@pytest.mark.parametrize("sidecar", ["a.pdf.meta.toml", "a.meta.toml", "a.pdf.meta.json", "a.meta.json"])
def test_a_sidecar_says_what_is_known(tmp_path: Path, sidecar: str) -> None:
    toml = 'title = "Beside"\ndate = 2024-05-01\nsource = "Institute"\nlanguage = "en"\nurl = "https://example.org/a.pdf"\n'
    told = {"title": "Beside", "date": "2024-05-01", "source": "Institute", "language": "EN", "url": "https://example.org/a.pdf"}
    files = {"a.pdf": pdf_of([[ENGLISH]], title="Within"), sidecar: toml if sidecar.endswith("toml") else json.dumps(told)}
    (found,) = documents(read(tmp_path, files))
    assert known(found) == ("Beside", "2024-05-01", "Institute", None, "en", "https://example.org/a.pdf")
    assert list(expand([tmp_path])) == [tmp_path / "a.pdf"]


def test_a_sidecar_counts_in_an_archive_too(tmp_path: Path) -> None:
    found = one(tmp_path, "a.zip", zip_of({"in/a.txt": ENGLISH, "in/a.meta.toml": 'title = "Beside"'}))
    assert (found.title, found.location) == ("Beside", f"{(tmp_path / 'a.zip').as_uri()}#file=in/a.txt")


def test_the_sidecar_with_the_whole_name_comes_first(tmp_path: Path) -> None:
    files = {"a.txt": ENGLISH, "a.txt.meta.json": '{"title": "Mine"}', "a.meta.toml": 'title = "Of all"'}
    assert [each.title for each in documents(read(tmp_path, files))] == ["Mine"]


@pytest.mark.parametrize("packed", [False, True])
def test_two_sidecars_of_one_name_are_told(tmp_path: Path, packed: bool) -> None:
    files = {"a.txt": ENGLISH, "a.meta.json": '{"title": "One"}', "a.meta.toml": 'title = "Other"'}
    (failure,) = read(tmp_path, {"a.zip": zip_of(files)} if packed else files)
    assert "it has two sidecars, a.meta.toml and a.meta.json: keep one of them" in str(failure)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.meta.toml", "title = ", "its sidecar a.meta.toml cannot be read"),
        ("a.meta.json", "[" * 100_000, "its sidecar a.meta.json cannot be read"),
        ("a.meta.json", "[]", "is no table of fields"),
        ("a.meta.toml", 'titel = "x"', "has a field titel: known are title, date"),
        ("a.meta.toml", 'date = "03/04/2024"', "has a date that is none: 03/04/2024"),
        ("a.meta.toml", "title = 3", "has a field title that is no text"),
        ("a.meta.toml", "#" * 100_001, "larger than 100 kB"),
    ],
)
def test_a_bad_sidecar_is_told(tmp_path: Path, name: str, data: str, words: str) -> None:
    (found,) = read(tmp_path, {"a.txt": ENGLISH, name: data})
    assert isinstance(found, Failure)
    assert words in found.reason


def test_what_the_user_says_counts_most(tmp_path: Path) -> None:
    asked = Asked(Metadata("Said", "2020", "Sayer", "Author", "fr", "https://example.org/said"))
    text = f"---\ntitle: Front\ndate: 2024-01-01\nsource: Matter\nlanguage: en\n---\n{ENGLISH}"
    found = documents(read(tmp_path, {"2024-02-02.txt": text, "2024-02-02.meta.toml": 'title = "Beside"'}, asked))
    assert known(found[0]) == ("Said", "2020", "Sayer", "Author", "fr", "https://example.org/said")


@pytest.mark.parametrize(
    ("name", "files", "date"),
    [
        ("its own before the name", {"2024-02-02.txt": f"---\ndate: 2024-01-01\n---\n{ENGLISH}"}, "2024-01-01"),
        ("the name before what a program wrote", {"2024-02-02.pdf": pdf_of([[ENGLISH]])}, "2024-02-02"),
        (
            "a sidecar before all",
            {"2024-02-02.txt": f"---\ndate: 2024-01-01\n---\n{ENGLISH}", "2024-02-02.meta.toml": "date = 2023"},
            "2023",
        ),
    ],
)
def test_whose_date_counts(tmp_path: Path, name: str, files: dict[str, bytes | str], date: str) -> None:
    assert documents(read(tmp_path, files))[0].date == date, name


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024", "2024"), ("2024-06", "2024-06"), ("2024-06-04T23:00:00+02:00", "2024-06-04"), (" 2024-06-04 ", "2024-06-04"),
        ("Tue, 4 Jun 2024 23:30:00 +0200", "2024-06-04"), ("4 June 2024", "2024-06-04"), ("June 4, 2024", "2024-06-04"), ("June 2024", "2024-06"),
        ("03/04/2024", None), ("yesterday", None), ("2024-13-01", None), ("", None), (None, None),
        ("between 4 and 6 June 2024", None), ("20240604", None), ("9" * 500, None),
    ],
)  # fmt: skip
def test_dates_of_documents(value: str | None, date: str | None) -> None:
    assert metadata_date(value) == date


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (ARABIC, "ar"),
        ("Mali left ECOWAS.", None),
        ("", None),
        ("4 5 6 " * 100, None),
        (" ".join(f"word{number}" for number in range(300)), None),
    ],
)
def test_language_is_told_where_it_can_be(text: str, language: str | None) -> None:
    assert detected_language(text) == language


def test_files_that_say_what_they_are_not(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.py", "print('Mali left.')\n").startswith("files of the kind .py are not read")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("memo.txt", f"From: the desk\nDate: 4 June 2024\nSubject: Convoy\n\n{ENGLISH}\n"),
        ("a.md", f"<p align=center>Logo</p>\n\n# Convoy\n\n{ENGLISH}"),
        ("a.txt", f"[BAMAKO] {ENGLISH}"),
        ("a.txt", f"{{sic}} {ENGLISH}"),
        ("a.txt", f"From our correspondent in 2024\n{ENGLISH}"),
        ("a.txt", f"Text, date, and all that\n{ENGLISH}"),
        ("weekly.report", ENGLISH),
        ("report.2024", ENGLISH),
    ],
)
def test_plain_text_is_not_taken_for_more(tmp_path: Path, name: str, text: str) -> None:
    found = one(tmp_path, name, text)
    assert found.text == text or name == "a.md"
    assert ENGLISH in found.text


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><title>&j;</title><item><title>x</title><description>&j;</description></item></channel></rss>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><description>&x;</description></item></channel></rss>'


def bomb() -> bytes:
    return zip_of({"bomb.txt": b"0" * 20_000_000})


def many_members() -> bytes:
    return zip_of(dict.fromkeys(map(str, range(20_001)), b""), packed=False)


def secret_member() -> bytes:
    data = bytearray(zip_of({"a.txt": ENGLISH}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def broken_member() -> bytes:
    data = zip_of({"a.txt": ENGLISH}, packed=False)
    return data.replace(b"Fighters", b"fighters")


def test_a_word_document_has_the_date_and_author_it_was_given(tmp_path: Path) -> None:
    written = docx_of(ENGLISH, made=datetime(2024, 6, 4, 9, 30), author="A. Diallo")
    found = one(tmp_path, "a.docx", written)
    assert (found.date, found.author) == ("2024-06-04", "A. Diallo")


def lying_docx() -> bytes:
    return zip_of({"word/document.xml": b"<x>" * 3_000_000, "[Content_Types].xml": "<x/>"})


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "there is no text"),
        ("a.csv", b"", "there is no text"),
        ("a.pdf", b"%PDF-1.7", "damaged"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 50, "damaged"),
        ("a.pdf", pdf_of([[ENGLISH]])[:300], "damaged"),
        ("a.pdf", pdf_of([[]]), "there is no text in this PDF"),
        ("a.pdf", pdf_of([["7"], []], picture=True), "scanned"),
        ("a.pdf", locked_pdf("secret", "owner"), "locked with a password"),
        ("a.docx", docx_of(), "no text in this Word document"),
        ("a.docx", docx_of(ENGLISH)[:-200], "ZIP file is damaged"),
        ("a.docx", zip_of({"word/document.xml": "<w:nonsense", "[Content_Types].xml": "<x/>"}), "Word document is damaged"),
        ("a.docx", lying_docx(), "that is a trap"),
        ("a.xlsx", zip_of({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "save it as CSV"),
        ("a.odt", zip_of({"mimetype": "application/vnd.oasis.opendocument.text"}), "save it as DOCX"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as DOCX"),
        ("a.rtf", b"{\\rtf1 Mali left.}", "save it as DOCX"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "OCR"),
        ("a.gz", b"\x1f\x8b\x08", "unpack it first"),
        ("a.zip", b"PK\x03\x04" + b"\0" * 100, "damaged"),
        ("a.zip", zip_of({}), "no file in this archive"),
        ("a.zip", zip_of({"a/": b"", ".hidden": b"x", "__MACOSX/x": b"x"}), "no file in this archive"),
        ("a.zip", bomb(), "that is a trap"),
        ("a.zip", many_members(), "more than 20000 files"),
        ("a.zip", secret_member(), "locked with a password"),
        ("a.zip", broken_member(), "damaged in the archive"),
        ("a.zip", zip_of({"in.zip": zip_of({"a.txt": ENGLISH})}), "an archive within another source is not opened"),
        ("a.html", "<html><body></body></html>", "no text of an article"),
        ("a.html", "<html>" + "<div>" * 50_000, "no text of an article"),
        ("a.xml", LAUGHS, "declares entities of its own"),
        ("a.xml", OUTSIDE, "declares entities of its own"),
        ("a.xml", "<?xml version='1.0'?><rss version='2.0'><channel>", "no entry in this feed"),
        ("a.xml", "<?xml version='1.0'?><other/>", "XML of a kind that is not read"),
        ("a.csv", b"text\n\0\0\0\0", "binary"),
        ("a.csv", "title\n" + "x" * 50, "there is no column text"),
        ("a.json", "[" * 200_000, "not JSON"),
        ("a.json", '"text"', "no list of objects"),
        ("a.jsonl", "{" * 100, "not JSON"),
        ("a.eml", b"\xff\xfe\x00", "UTF-16"),
        ("a.eml", "MIME-Version: 1.0\nContent-Type: image/png\n\nx", "no text in this message"),
        ("a.eml", "MIME-Version: 1.0\nContent-Type: text/plain; charset=nonsense-8\n\n\n", "no text in this message"),
    ],
)
def test_hostile_and_broken_files_are_refused_in_one_line(tmp_path: Path, name: str, data: bytes | str, words: str) -> None:
    begun = time.monotonic()
    assert words in refusal(tmp_path, name, data)
    assert time.monotonic() - begun < 30


def test_an_owners_lock_stops_no_reader(tmp_path: Path) -> None:
    assert "Fighters attacked" in one(tmp_path, "a.pdf", locked_pdf("", "owner")).text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("half.jsonl", '{"text": "JNIM \\ud800 attacked Djibo.", "title": "T \\udfff", "id": "\\udfff"}'),
        ("half.json", '[{"text": "JNIM attacked Djibo.", "url": "https://example.org/\\udfff"}]'),
        ("utf7.eml", "Message-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-7\n\nJNIM attacked +2AA- Djibo."),
        ("half.md", "---\ntitle: x\n---\nJNIM attacked Djibo."),
    ],
)
def test_halves_of_characters_are_nowhere_in_a_document(tmp_path: Path, name: str, data: str) -> None:
    given = Asked(Metadata(source="Wire \udcff"))
    document = one(tmp_path, name, data, given)
    for value in (document.id, document.text, document.name, document.title, document.source, document.url, document.location):
        (value or "").encode()


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "undefined", "no-such"])
def test_no_text_is_in_an_encoding_of_names_or_of_code(tmp_path: Path, charset: str) -> None:
    head = f"Message-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n\n"
    document = one(tmp_path, "mail.eml", head + r"JNIM attacked \u0041 Djibo-" + "abcdefgh9" * 200)
    assert document.text.startswith(r"JNIM attacked \u0041 Djibo-abc")


def test_one_row_or_message_is_no_larger_than_a_document_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "TEXT_LIMIT", 1_000)
    mail = f"{MAIL}{'word ' * 300}" if isinstance(MAIL, str) else MAIL + b"word " * 300
    long, short, message = read(tmp_path, {"a.jsonl": f'{{"text": "{"word " * 300}"}}\n{{"text": "word"}}', "b.eml": mail})
    assert isinstance(long, Failure)
    assert long.reason.startswith("larger than")
    assert isinstance(short, Document)
    assert isinstance(message, Failure)


def test_names_in_archives_lead_nowhere(tmp_path: Path) -> None:
    names = ["../../evil.txt", "/etc/evil.txt", "..\\evil.txt", "a/../../evil.txt"]
    (tmp_path / "in").mkdir()
    found = documents(read(tmp_path / "in", {"a.zip": zip_of({name: f"{ENGLISH} {name}" for name in names})}))
    assert len(found) == 4
    assert [path.name for path in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_what_an_archive_unpacks_to_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "CONTAINER_LIMIT", 100)
    (found,) = read(tmp_path, {"a.zip": zip_of({"a.txt": ENGLISH})})
    assert isinstance(found, Failure)
    assert "unpacks to more than" in found.reason


def test_a_member_that_is_longer_than_it_says_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "TEXT_LIMIT", 50)
    found = read(tmp_path, {"a.zip": zip_of({"a.txt": ENGLISH, "b.txt": "Mali left."})})
    assert [type(each) for each in found] == [Failure, Document]


def test_garbage_in_a_mailbox_stops_nothing(tmp_path: Path) -> None:
    good = MAIL.format(text=ENGLISH, number=1).encode()
    box = b"From a Tue Jun  4 10:00:00 2024\nX: y\n\n" + bytes(range(1, 256)) * 3 + b"\n\nFrom b Tue Jun  4 10:00:00 2024\n" + good
    found = read(tmp_path, {"a.mbox": box})
    assert [each.title for each in found if isinstance(each, Document)][-1] == "Convoy near Ségou"


def test_messages_in_messages_end_somewhere(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content("The innermost.")
    for _ in range(30):
        outer = EmailMessage()
        outer.set_content("Around it.")
        outer.add_attachment(message)
        message = outer
    found = read(tmp_path, {"a.eml": bytes(message)})
    assert any(isinstance(each, Failure) and "too deep" in each.reason for each in found)
    assert len(found) < 10


def test_patterns_name_files(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md", "in/c.txt", "in/deep/d.txt", "in/.hidden/e.txt", "in/d.meta.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "in/loop").symlink_to(tmp_path, target_is_directory=True)

    def fitting(*patterns: str) -> list[str]:
        return [str(Path(path).relative_to(tmp_path)) for path in expand([str(tmp_path / pattern) for pattern in patterns])]

    assert fitting("*.txt", "a.*") == ["a.txt"]
    assert fitting("**/*.txt") == ["a.txt", "in/c.txt", "in/deep/d.txt"]
    assert fitting("i?") == ["in/c.txt", "in/deep/d.txt"]
    assert fitting("[ab].*") == ["a.txt", "b.md"]
    assert fitting("none*") == ["none*"]
    (failure,) = read_sources([str(tmp_path / "none*")])
    assert str(failure).endswith("none*: no file fits this pattern")


def test_a_file_with_the_signs_of_a_pattern_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "report [1].txt").write_text(ENGLISH)
    assert list(expand([tmp_path / "report [1].txt"])) == [tmp_path / "report [1].txt"]


def test_folders_may_lie_deeper_than_calls_can(tmp_path: Path) -> None:
    top = deep = tmp_path / "top"
    top.mkdir()
    for _ in range(1_200):
        deep = deep / "d"
        deep.mkdir()
    (deep / "a.txt").write_text(ENGLISH)
    try:
        assert list(expand([top])) == [deep / "a.txt"]
    finally:
        subprocess.run(["rm", "-r", top], check=True)  # Python removes it by calls in calls


KINDS = ("html", "pdf", "docx", "eml", "mbox", "xml", "csv", "json", "jsonl", "zip", "txt")
SEEDS = (
    PAGE.format(text=ENGLISH).encode(), pdf_of([[ENGLISH]]), docx_of("Mali left."), MAIL.format(text=ENGLISH, number=1).encode(),
    RSS.format(text=ENGLISH).encode(), TABLE.encode(), json.dumps([OBJECT]).encode(), zip_of({"a.txt": ENGLISH}), b"",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6)), max_size=8))
def test_whatever_is_damaged_is_read_or_refused(kind: str, seed: bytes, damages: list[tuple[int, bytes]]) -> None:
    data = bytearray(seed)
    for place, change in damages:
        data[place : place + len(change)] = change
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind}"
        path.write_bytes(data)
        for found in read_sources([path]):
            assert isinstance(found, Document) or "\n" not in str(found)
            assert not isinstance(found, Document) or found.text.strip()


def test_zip_members_are_read_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    usual = zipfile.ZipFile.open

    def noted(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> object:
        opened.append(member.filename)
        return usual(archive, member)

    (tmp_path / "a.zip").write_bytes(zip_of({f"{number}.txt": f"{ENGLISH} {number}" for number in range(3)}))
    monkeypatch.setattr(zipfile.ZipFile, "open", noted)
    found = read_sources([tmp_path / "a.zip"])
    next(found)
    assert len(opened) == 1
    assert len(list(found)) == 2


def test_standard_input_is_told_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pdf_of([[ENGLISH]]))))
    (found,) = read_sources(["-"])
    assert isinstance(found, Document)
    assert (found.name, found.location, found.language) == ("stdin", None, "en")


def test_a_tag_with_very_many_attributes_takes_no_time(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    attributes = " ".join(f"a{number}=1" for number in range(200_000))
    page.write_text(
        f"<html><body><p {attributes}>Soldiers of Mali met elders of the town on Monday to talk about peace.</p></body></html>"
    )
    begun = time.monotonic()
    (found,) = read_sources([page])
    assert isinstance(found, Document)
    assert "met elders" in found.text
    assert time.monotonic() - begun < 30


def test_a_message_of_very_many_parts_is_refused_at_once(tmp_path: Path) -> None:
    mail = tmp_path / "many.eml"
    part = "--b\nContent-Type: text/plain\n\nhello\n"
    mail.write_text(f"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{part * 50_000}--b--\n")
    (found,) = read_sources([mail])
    assert isinstance(found, Failure)
    assert "more than 5,000 lines that part it" in str(found)
