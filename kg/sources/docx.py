"""The text of a Word document: paragraphs and tables in their order."""

import io
from collections.abc import Iterator
from typing import Any

from kg.errors import SourceError
from kg.sources.archives import checked_archive
from kg.sources.parts import Columns, Metadata, Part, Raw, small_enough, text_in


def read_docx(raw: Raw, _columns: Columns) -> Iterator[Part]:
    """The text of the document. Raises SourceError where the file is damaged or holds none."""
    checked_archive(small_enough(raw).data)
    import docx  # noqa: PLC0415 - loaded where such a document is met

    try:
        document = docx.Document(io.BytesIO(raw.data))
        blocks = list(_blocks(document))
        weak = _metadata(document.core_properties, docx.Document().core_properties)
    except Exception as error:
        raise SourceError("this Word document is damaged and cannot be read") from error
    text = "\n\n".join(block for block in blocks if block.strip())
    if not text:
        raise SourceError("there is no text in this Word document")
    yield text_in(raw, text, weak=weak)


def _blocks(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        rows = getattr(block, "rows", None)
        if rows is None:
            yield block.text
        else:
            yield "\n".join(_row(row) for row in rows)


def _row(row: Any) -> str:
    # A cell that spans columns is given once for each of them.
    return " | ".join({cell._tc: " ".join(cell.text.split()) for cell in row.cells}.values())


def _metadata(told: Any, template: Any) -> Metadata:
    """What the program that made the file says: often chance, so it counts after all else.

    Date and author of the template that a widespread program begins all its files with are those of no report.
    """
    made = None if told.created == template.created else told.created
    author = None if told.author == template.author else told.author
    return Metadata(told.title or None, made.date().isoformat() if made else None, None, author or None)
