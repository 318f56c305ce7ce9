"""Statements as a workbook for a spreadsheet, with a sheet for the entities and one for the documents."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from kg.errors import KgError
from kg.exports.selection import Selection, Told, days_of, everything_told
from kg.exports.text import xml_text
from kg.records import Entity
from kg.store import StoredDocument
from kg.timing import when

STATEMENTS = (
    "statement", "first", "last", "dated by", "date", "subject", "relation", "object", "place", "polarity", "modality", "said by",
    "count", "confidence", "sentence", "trigger", "document", "title", "source", "subject id", "object id", "place id",
    "document id",
)  # fmt: skip
ENTITIES = ("entity", "name", "class", "other names", "known", "latitude", "longitude", "same as")
DOCUMENTS = ("document", "name", "title", "date", "source", "language", "sentences", "statements", "read at", "read by")

MOST_ROWS = 1_048_576
LONGEST = 32_767
"""What a sheet and a cell hold at most."""

_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # no clock in a file: the same store gives the same bytes


def xlsx(selection: Selection, stream: IO[bytes]) -> None:
    """Every chosen statement, negated and planned ones too, with the entities and the documents that they speak of.

    Cells hold texts, numbers and truth values and never a formula. A sheet that is full goes on in another one. Raises KgError
    where a cell is too long, or XML cannot hold a text.
    """
    selection.projection = everything_told(selection.projection)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        with _book(path) as book:
            _fill(book, selection)
        with path.open("rb") as made:
            shutil.copyfileobj(made, stream)


@contextmanager
def _book(path: Path) -> Iterator[Any]:
    """A workbook that is at the path once the block ends well; its rows lie beside it until then."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    book.set_properties({"created": _MADE})
    try:
        yield book
        book.close()
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        raise KgError(f"cannot write the workbook: {error}") from error
    finally:
        book.fileclosed = True  # nothing more is to be tried when it goes
        for sheet in book.worksheets():
            if sheet.row_data_fh:
                sheet.row_data_fh.close()


def _fill(book: Any, selection: Selection) -> None:
    statements, documents = _Sheet(book, "statements", STATEMENTS), _Sheet(book, "documents", DOCUMENTS)
    met: dict[str, Entity] = {}
    last = None
    for told in selection.told():
        statement = told.statement
        statements.add(_statement(told))
        met |= {entity.id: entity for entity in statement.entities}
        if told.document.id != last:
            last = told.document.id
            documents.add(_document(told.document))
    entities = _Sheet(book, "entities", ENTITIES)
    for row in _entities(met, selection):
        entities.add(row)


class _Sheet:
    """Rows of a table; where a sheet is full they go on in another."""

    def __init__(self, book: Any, name: str, columns: Sequence[str]) -> None:
        self._book, self._name, self._columns, self._number = book, name, columns, 0
        self._begin()

    def add(self, values: Iterable[object]) -> None:
        if self._row == MOST_ROWS:
            self._begin()
        for column, value in enumerate(values):
            self._cell(column, value)
        self._row += 1

    def _begin(self) -> None:
        self._number += 1
        self._sheet = self._book.add_worksheet(self._name if self._number == 1 else f"{self._name} {self._number}")
        self._sheet.freeze_panes(1, 0)
        for column, name in enumerate(self._columns):
            self._sheet.write_string(0, column, name)
        self._row = 1

    def _cell(self, column: int, value: object) -> None:
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, column, value)
        elif isinstance(value, int | float):
            self._sheet.write_number(self._row, column, value)
        elif value:
            self._sheet.write_string(self._row, column, self._text(str(value)))

    def _text(self, text: str) -> str:
        if len(text.encode("utf-16-le")) // 2 > LONGEST:
            raise KgError(
                f"a cell of a spreadsheet holds {LONGEST} characters, and a text of {self._name} has more: use another format"
            )
        return xml_text(text, self._name)


def _statement(told: Told) -> tuple[object, ...]:
    each, days = told.statement, when(told.statement)
    first, last = days_of(each)
    return (
        each.id, first, last, days.basis if days else None, each.date, each.subject.name, each.relation, each.object.name,
        each.place.name if each.place else None, each.polarity, each.modality,
        each.attributed_to.name if each.attributed_to else None, each.count, each.confidence, each.sentence, each.trigger,
        each.document_name, each.document_title, each.document_source, each.subject.id, each.object.id,
        each.place.id if each.place else None, each.document,
    )  # fmt: skip


def _document(each: StoredDocument) -> tuple[object, ...]:
    return (
        each.id, each.name, each.title, each.date, each.source, each.language, each.sentences, each.statements, each.read_at,
        each.maker,
    )  # fmt: skip


def _entities(met: dict[str, Entity], selection: Selection) -> Iterable[tuple[object, ...]]:
    places, same_as = selection.places(), selection.matches()
    for iri in sorted(met):
        entity, place = met[iri], places.get(iri)
        yield (
            iri, entity.name, entity.kind, "\n".join(entity.aliases), entity.known, place.latitude if place else None,
            place.longitude if place else None, "\n".join(same_as.get(iri, ())),
        )  # fmt: skip
