"""Tables of events into the store: each row is a document that replaces what the same row said before."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg import __version__
from kg.authority import reading_names
from kg.errors import SourceError
from kg.gazetteer import Gazetteer, load_gazetteer, with_names
from kg.provenance import LENGTH
from kg.records import Maker, Reading, Tool
from kg.sources import Failure
from kg.store import Outcome, Store
from kg.tables.actors import Linker
from kg.tables.events import event_of
from kg.tables.mapping import load_events, mapping_tool
from kg.tables.readings import Mapped, mapped
from kg.tables.rows import Row, read_rows
from kg.vocabulary import load_vocabulary


@dataclass(slots=True)
class Imported:
    """What a run took in: rows by outcome, their statements, why rows made none, and the rows that could not be read."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    statements: int = 0
    silences: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


class RowReader:
    """Makes documents of rows with one gazetteer and the shipped mapping."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._events, self._vocabulary = load_events(), load_vocabulary()
        self._linker = Linker(gazetteer, self._events, self._vocabulary)
        known = Tool("gazetteer", "gazetteer", fingerprint=gazetteer.version[:LENGTH])
        self._makers = {
            kind: Maker(Tool("extractor", "kg", __version__), (known, mapping_tool(kind))) for kind in self._events.table
        }

    def rows(self, path: Path, kind: str | None = None) -> Iterator[Mapped | Failure]:
        """What is made of each row of the table, and what is wrong with the others. Raises SourceError as `read_rows` does."""
        met: dict[int, int] = {}
        for row in read_rows(path, self._events, kind):
            yield self._read(row, met) if isinstance(row, Row) else row

    def _read(self, row: Row, met: dict[int, int]) -> Mapped | Failure:
        table = self._events.kind(row.kind)
        try:
            event = event_of(row, table, self._linker)
        except SourceError as error:
            return row.failure(str(error))
        found = mapped(row, table, event, self._makers[row.kind], self._vocabulary)
        if met.setdefault(hash(event.row), hash(found.reading.document.id)) != hash(found.reading.document.id):
            return row.failure(f"an earlier row with other content is {event.row} too")
        return found


def import_tables(
    store: Store, paths: Iterable[Path], *, kind: str | None = None, read: Callable[[object], None] = lambda _row: None
) -> Imported:
    """Takes the rows of the tables into the store, with ontology and gazetteer, and calls `read` for each row.

    Rows that cannot be read, and files that are no such table, stop nothing. Importing the same again changes nothing; a row
    with other content replaces what the row of that id said before, in whatever file. Raises StoreError.
    """
    gazetteer = load_gazetteer()
    store.ensure_background(gazetteer)
    reader, done = RowReader(with_names(gazetteer, reading_names(store))), Imported()

    def count(reading: Reading, outcome: Outcome) -> None:
        done.outcomes[outcome] += 1
        done.statements += len(reading.statements)

    def readings() -> Iterator[Reading]:
        for path in paths:
            try:
                for found in reader.rows(path, kind):
                    read(found)
                    if isinstance(found, Failure):
                        done.failures.append(found)
                        continue
                    if found.silence:
                        done.silences[found.silence] += 1
                    if _is_stored(store, found.reading):
                        count(found.reading, "unchanged")
                    else:
                        yield found.reading
            except SourceError as error:
                done.failures.append(Failure(str(path), str(error)))

    store.add_all(readings(), stored=count)
    return done


def _is_stored(store: Store, reading: Reading) -> bool:
    """Whether the store holds the row as the same version read it: most do where a table is imported again."""
    document, maker = reading.document, reading.maker
    held = document.location is not None and store.held_at(document.location) == [document.id]
    return held and maker is not None and store.is_made_by(document.id, maker)
