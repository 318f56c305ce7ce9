"""Which format a source has: told by its content, and by its name only where texts of two kinds look alike."""

import csv
import io
import json
import mimetypes
import re
import zipfile
from itertools import islice
from pathlib import PurePath
from typing import Literal

from kg.errors import SourceError
from kg.sources.decoding import decode
from kg.sources.parts import Columns, Raw

Kind = Literal["csv", "docx", "feed", "html", "json", "jsonl", "mail", "mbox", "pdf", "text", "zip"]

CONTAINERS: frozenset[Kind] = frozenset({"csv", "feed", "json", "jsonl", "mbox", "zip"})
"""What holds many documents."""
TEXT_SUFFIXES = frozenset({"", ".md", ".text", ".txt"})
HEAD = 65_536  # bytes that tell the kind
PDF_MARK = b"%PDF-"
PDF_WITHIN = 1024  # bytes of anything else that programs put before a PDF
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
MAY_HOLD_MANY = (*ZIP_MARKS, b"From ", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
"""How sources begin that may hold many documents though there are zeros in them."""
WORD_PART = "word/document.xml"

ADVICE: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "this is RTF: save it as DOCX or as plain text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a file of older Office or Outlook: save it as DOCX, EML or plain text"),
    (b"\x1f\x8b", "this is packed with gzip: unpack it first"),
    (b"BZh", "this is packed with bzip2: unpack it first"),
    (b"\xfd7zXZ\0", "this is packed with xz: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "this is packed with 7-Zip: unpack it, or pack it as ZIP"),
    (b"Rar!\x1a\x07", "this is packed with RAR: unpack it, or pack it as ZIP"),
    (b"\x89PNG\r\n", "this is an image: have its text recognised (OCR) first"),
    (b"\xff\xd8\xff", "this is an image: have its text recognised (OCR) first"),
    (b"GIF8", "this is an image: have its text recognised (OCR) first"),
    (b"II*\0", "this is an image: have its text recognised (OCR) first"),
    (b"MM\0*", "this is an image: have its text recognised (OCR) first"),
)
"""How files that cannot be read begin, and what to do with them."""

_PROLOG = (
    r"\A(?:(?:<\?[a-z][^>]{0,500}\?>|<!--.{0,5000}?-->|<!DOCTYPE\s+(?!html)[^>\[]{0,500}(?:\[.{0,20000}?\]\s{0,9})?>)\s{0,99})*"
)
FEED = re.compile(_PROLOG + r"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE | re.DOTALL)
HTML = re.compile(_PROLOG + r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
FRAGMENT = re.compile(r"\A<[a-z][^>]*>.*</(?:p|div|body|article|table|h[1-6])>", re.IGNORECASE | re.DOTALL)
XML = re.compile(r"\A<\?xml\s", re.IGNORECASE)
MBOX = re.compile(r"\AFrom \S.*[0-9]{4}\s*\n(?:[A-Za-z0-9-]+:|>From )")
HEADERS = re.compile(r"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+(?:\n|\Z)")
OF_MAIL = re.compile(r"^(?:received|message-id|mime-version|return-path|x-mailer|delivered-to):", re.IGNORECASE | re.MULTILINE)

MARKED: tuple[tuple[re.Pattern[str], Kind], ...] = ((FEED, "feed"), (HTML, "html"))

_KIND_OF_TYPE: dict[str, Kind] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/csv": "csv", "text/tab-separated-values": "csv",
    "message/rfc822": "mail", "application/mbox": "mbox", "application/json": "json", "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
}  # fmt: skip
_TYPE_OF_SUFFIX = {
    ".jsonl": "application/jsonl", ".ndjson": "application/x-ndjson", ".eml": "message/rfc822", ".mbox": "application/mbox",
    ".tab": "text/tab-separated-values", ".xhtml": "application/xhtml+xml", ".csv": "text/csv", ".tsv": "text/tab-separated-values",
    ".json": "application/json", ".html": "text/html", ".htm": "text/html",
}  # fmt: skip


def kind_of(raw: Raw, columns: Columns) -> Kind:
    """The format of the source. Raises SourceError, with advice, where it is none that is read."""
    return _kind_by_mark(raw.data) or _mail_kind(raw.data) or _kind_of_text(raw, columns)


def _kind_by_mark(data: bytes) -> Kind | None:
    """The kind of what is no text."""
    if PDF_MARK in data[:PDF_WITHIN] and b"\0" not in data[: data.find(PDF_MARK)]:
        return "pdf"
    if data.startswith(ZIP_MARKS):
        return _kind_of_zip(data)
    for mark, advice in ADVICE:
        if data.startswith(mark):
            raise SourceError(advice)
    return None


def _kind_of_text(raw: Raw, columns: Columns) -> Kind:
    head = _head(raw.data)
    if not head:
        return "text"
    declared = _declared(raw)
    kind = _by_content(head, declared, raw.data) or _by_declaration(declared, head)
    if kind:
        return kind
    if _is_table(head, columns):
        return "csv"
    _refuse_other_texts(raw, head)
    return "text"


def _mail_kind(data: bytes) -> Kind | None:
    """Mail is told before anything is decoded: its parts have encodings of their own."""
    head = data[:HEAD].decode("latin-1").replace("\r\n", "\n")
    if MBOX.match(head):
        return "mbox"
    headers = HEADERS.match(head)
    return "mail" if headers and OF_MAIL.search(headers[0]) else None


def _by_content(head: str, declared: Kind | None, data: bytes) -> Kind | None:
    for pattern, kind in MARKED:
        if pattern.match(head):
            return kind
    if head.startswith("{"):
        return _kind_of_json(head, declared, data)
    if head.startswith("[") and (declared == "json" or _is_json(data)):
        return "json"
    return None


def _by_declaration(declared: Kind | None, head: str) -> Kind | None:
    """The kind that name or server say, for texts that could be anything."""
    if declared in {"csv", "mail", "json", "jsonl"}:
        return declared
    if declared == "html" or (declared is None and FRAGMENT.match(head)):
        return "html"
    return None


def _kind_of_json(head: str, declared: Kind | None, data: bytes) -> Kind | None:
    first, _, rest = head.partition("\n")
    try:
        lines = isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        lines = False
    if lines:
        return "jsonl" if rest.strip() or declared != "json" else "json"
    return declared if declared in {"json", "jsonl"} else "json" if _is_json(data) else None


def _is_json(data: bytes) -> bool:
    if not data.rstrip().endswith((b"]", b"}")):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _kind_of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise SourceError("this ZIP file is damaged") from error
    if WORD_PART in names:
        return "docx"
    if "[Content_Types].xml" in names:
        raise SourceError("this is a workbook or slides of Office: save it as CSV, PDF or plain text")
    if "mimetype" in names:
        raise SourceError("this is an OpenDocument file or a book: save it as DOCX, PDF or plain text")
    return "zip"


def _declared(raw: Raw) -> Kind | None:
    """The kind by what the server says, else by the suffix of the name."""
    suffix = PurePath(raw.name).suffix.lower()
    told = _KIND_OF_TYPE.get((raw.media_type or "").partition(";")[0].strip().lower())
    return told or _KIND_OF_TYPE.get(_TYPE_OF_SUFFIX.get(suffix, ""))


def _is_table(head: str, columns: Columns) -> bool:
    """Whether the first line names the column of the text and another one, and the next line has as many cells."""
    known = {getattr(columns, name).casefold() for name in columns.__slots__}
    for delimiter in ",;\t|":
        try:
            rows = list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), 2))
        except csv.Error:
            continue
        names = [name.strip().casefold() for name in rows[0]] if rows else []
        fits = len(rows) == 1 or len(rows[1]) == len(names)
        if fits and columns.text.casefold() in names and len(known.intersection(names)) > 1:
            return True
    return False


def _refuse_other_texts(raw: Raw, head: str) -> None:
    """Raises SourceError for what is text but no report: code, styles, other XML."""
    if XML.match(head):
        raise SourceError("this is XML of a kind that is not read: feeds (RSS, Atom) and XHTML are")
    suffix = PurePath(raw.name).suffix.lower()
    guessed = mimetypes.types_map.get(suffix, "text/plain")  # a suffix that nobody knows may be a part of the name
    if raw.media_type is None and suffix not in TEXT_SUFFIXES and guessed not in {"text/plain", "text/markdown"}:
        raise SourceError(f"files of the kind {suffix} are not read; a report in it is when it is saved as .txt")


def _head(data: bytes) -> str:
    """The beginning of the text, cut after a line so that no character is cut."""
    if len(data) <= HEAD or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0")):
        return decode(data)[:HEAD].lstrip()
    return decode(data[: data.rfind(b"\n", 0, HEAD) + 1 or HEAD]).lstrip()
