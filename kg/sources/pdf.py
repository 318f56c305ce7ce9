"""The text of a PDF, without the lines that stand on every page."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.errors import SourceError
from kg.sources.parts import Columns, Metadata, Part, Raw, small_enough, text_in

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 5_000
SCANNED_BELOW = 20
"""Letters on a page, on average, below which a PDF with images is taken for a scanned one."""
ON_EVERY_PAGE = 0.6
"""The share of pages on which a first or last line has to stand to be none of the report; numbers make no difference."""
FEWEST_PAGES = 3
_DIGITS = re.compile(r"\d+")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-zà-ÿ])")


def read_pdf(raw: Raw, _columns: Columns) -> Iterator[Part]:
    """The text of the PDF. Raises SourceError where it is damaged, locked, or made of pictures of pages."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what cannot be read is told by us
    import pypdf  # noqa: PLC0415 - loaded where a PDF is met

    try:
        reader = pypdf.PdfReader(io.BytesIO(small_enough(raw).data))
        _check_lock(reader)
        pages, pictures = _pages(reader)
        weak = _metadata(reader)
    except SourceError:
        raise
    except pypdf.errors.DependencyError as error:
        raise SourceError("this PDF is encrypted: save a copy that is not") from error
    except RecursionError as error:
        raise SourceError("this PDF is damaged: it lies within itself") from error
    except Exception as error:  # on damaged files, the library fails in every way there is
        raise SourceError("this PDF is damaged and cannot be read") from error
    letters = sum(map(str.isalnum, "".join(pages)))
    if letters < SCANNED_BELOW * len(pages) and pictures:
        raise SourceError("this PDF is scanned, it holds pictures and no text: have it recognised first, as by `ocrmypdf IN OUT`")
    text = _HYPHENATED.sub("", "\n\n".join(filter(str.strip, _without_margins(pages))))
    if not text.strip():
        raise SourceError("there is no text in this PDF")
    yield text_in(raw, text, weak=weak)


def _check_lock(reader: "PdfReader") -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise SourceError("this PDF is locked with a password: save a copy without one")


def _pages(reader: "PdfReader") -> tuple[list[str], bool]:
    """The text of each page, and whether pictures stand on them."""
    if len(reader.pages) > MOST_PAGES:
        raise SourceError(f"this PDF has more than {MOST_PAGES} pages: split it")
    texts, pictures = [], False
    for page in reader.pages:
        texts.append("\n".join(map(str.rstrip, (page.extract_text() or "").splitlines())))
        pictures = pictures or _has_pictures(page)
    return texts, pictures


def _has_pictures(page: object) -> bool:
    resources = page.get("/Resources")  # type: ignore[attr-defined]
    objects = resources.get_object().get("/XObject") if resources is not None else None
    found = (each.get_object() for each in objects.get_object().values()) if objects is not None else ()
    return any(each.get("/Subtype") in {"/Image", "/Form"} for each in found)


def _without_margins(pages: list[str]) -> list[str]:
    """The pages without running heads, running feet and page numbers."""
    lines = [page.strip().splitlines() for page in pages]
    if len(lines) < FEWEST_PAGES:
        return pages
    edges = Counter(_key(line) for page in lines for line in {_key(edge): edge for edge in (page[:1] + page[-1:])}.values())
    running = {key for key, times in edges.items() if times >= max(FEWEST_PAGES, ON_EVERY_PAGE * len(lines))}
    return ["\n".join(_trimmed(page, running)) for page in lines]


def _trimmed(page: list[str], running: set[str]) -> list[str]:
    first = 1 if page and _key(page[0]) in running else 0
    last = len(page) - 1 if len(page) > first and _key(page[-1]) in running else len(page)
    return page[first:last]


def _key(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split()))


def _metadata(reader: "PdfReader") -> Metadata:
    """What the program that made the file says: often chance, so it counts after all else."""
    try:
        told = reader.metadata
        made = told.creation_date if told else None
    except Exception:  # noqa: BLE001 - as above; the text is there all the same
        return Metadata()
    if told is None:
        return Metadata()
    return Metadata(_text(told.title), made.date().isoformat() if made else None, None, _text(told.author))


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
