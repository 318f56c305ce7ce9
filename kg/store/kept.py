"""Statements as they were last read from a folder, kept in it for as long as the store stays what it was.

Reading a hundred thousand statements from their quads takes seconds, reading them from here a fraction of one. What is kept
is never trusted by its looks: a seal beside it names every file of the store as it was when its last user closed it, with
size and time. Whoever opens the store next compares them first; RocksDB gives a new number to its list of files at every
opening, so a store that anybody else has opened since carries another seal or none. Where anything is amiss, the
statements are read from their quads, and kept anew.
"""

import contextlib
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

from kg import __version__
from kg.errors import KgError
from kg.files import replacing
from kg.heap import without_collection
from kg.records import ENTITY_FIELDS, Entity, StoredStatement

WORTH = 5_000
"""How many statements are worth it."""
STATEMENTS, SEAL = "kg-statements.json", "kg-seal.json"
NAMES = frozenset({STATEMENTS, SEAL})
"""What stands beside the files of the store."""

State: TypeAlias = list[list[Any]]

_FIELDS = [field.name for field in dataclasses.fields(StoredStatement)]
_FORM = [__version__, *_FIELDS]
_PASSING = ("LOG", "LOCK", "OPTIONS", "IDENTITY")


class Kept:
    """Begin before the store is opened, and say `opened` right after; `changed` when anything is written; `closed` at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = _number(folder / "LOG")
        self._valid = _seal_of(folder) == _sealed(folder)
        self._list = ""

    def opened(self) -> None:
        """The store is open, and so nobody else opens it. It was left as the seal says only if nobody did in between either."""
        logs = sorted(self._folder.glob("LOG.old.*"), key=lambda path: path.name)
        self._valid = self._valid and bool(logs) and _number(logs[-1]) == self._log
        self._list = _list_of_files(self._folder)

    def changed(self) -> None:
        """What was kept holds no longer."""
        self._valid = False

    def statements(self) -> list[StoredStatement] | None:
        """What is kept, None where nothing is that holds."""
        if not self._valid:
            return None
        try:
            with without_collection():
                return _read(json.loads((self._folder / STATEMENTS).read_bytes()))
        except (OSError, ValueError, TypeError, LookupError):
            self._valid = False
            return None

    def keep(self, statements: Sequence[StoredStatement]) -> None:
        """Keeps what has just been read. Where that cannot be written nothing is kept."""
        if len(statements) < WORTH:
            return
        with contextlib.suppress(KgError), replacing(self._folder / STATEMENTS) as file:
            file.write(json.dumps(_written(statements)).encode())
            self._valid = True

    def closed(self) -> None:
        """The store is closed: seals what is kept, unless somebody has opened it already."""
        if not self._valid:
            return
        seal = _seal_of(self._folder)
        if _list_of_files(self._folder) == self._list:
            with contextlib.suppress(KgError), replacing(self._folder / SEAL) as file:
                file.write(json.dumps(seal).encode())


def _seal_of(folder: Path) -> State:
    """Every file that holds data: its name, size and time; and what was kept, in which form."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if not path.name.startswith(_PASSING) and path.name != SEAL:
                with contextlib.suppress(FileNotFoundError):
                    status = path.stat()
                    found.append([path.name, status.st_size, status.st_mtime_ns])
    return [_FORM, *sorted(found)]


def _sealed(folder: Path) -> State | None:
    try:
        return list(json.loads((folder / SEAL).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _number(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _list_of_files(folder: Path) -> str:
    """The name of RocksDB's list of files, a new one at every opening."""
    try:
        return (folder / "CURRENT").read_text().strip()
    except (OSError, ValueError):
        return ""


def _written(statements: Sequence[StoredStatement]) -> dict[str, Any]:
    """The fields as columns; entities, which many statements share, once each."""
    numbers: dict[Entity, int] = {}
    columns = [
        [value if value is None or name not in ENTITY_FIELDS else numbers.setdefault(value, len(numbers)) for value in values]
        for name in _FIELDS
        for values in [[getattr(statement, name) for statement in statements]]
    ]
    return {"entities": [dataclasses.astuple(entity) for entity in numbers], "columns": columns}


def _read(kept: dict[str, Any]) -> list[StoredStatement]:
    entities = [Entity(iri, name, kind, tuple(aliases), known) for iri, name, kind, aliases, known in kept["entities"]]
    columns = [
        [None if value is None else entities[value] for value in values] if name in ENTITY_FIELDS else values
        for name, values in zip(_FIELDS, kept["columns"], strict=True)
    ]
    return [StoredStatement(*row) for row in zip(*columns, strict=True)]
