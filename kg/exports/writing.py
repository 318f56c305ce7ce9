"""Writing a store in one of the formats: to a stream, a file, a folder or a ZIP, whole or not at all."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO

from kg.errors import KgError, UsageError
from kg.exports import FORMATS, Format
from kg.exports.context import NAME, shipped
from kg.exports.selection import Done, Selection
from kg.files import replace_text, replacing_folder, written
from kg.projection import EVERYTHING_ASSERTED, Projection
from kg.records import DOCUMENT_BASE
from kg.store import Store

PACKED_ON = (1980, 1, 1, 0, 0, 0)
"""The day that a ZIP gives its files: the same store gives the same bytes."""


def steps(store: Store, form: str) -> int:
    """How often `export` calls `done` for the store in that format."""
    return (
        len(store.graphs())
        if format_named(form).kind == "rdf"
        else sum(graph.startswith(DOCUMENT_BASE) for graph in store.graphs())
    )


def export(
    store: Store,
    form: str,
    target: Path | IO[bytes],
    *,
    projection: Projection = EVERYTHING_ASSERTED,
    sources: bool = True,
    done: Done = lambda _step: None,
) -> bool:
    """Writes the store in the format of that name; whether anything passed the projection.

    `target` is a stream, or a file, which is replaced; of a format of several files it is a folder or the name of a ZIP. The
    projection chooses from formats of the network and of statements; `sources` says whether a lossless format names the files that
    documents were read from. Raises UsageError where the target does not go with the format, and KgError where it cannot be
    written to, or the format cannot hold a text.
    """
    known = format_named(form)
    selection = Selection(store, projection, done)
    write = _writer(known, store, selection, sources, done)
    if not isinstance(target, Path):
        if known.files:
            raise UsageError(f"{form} is several files: name a folder or a .zip for them")
        write(target)
    elif not known.files:
        with written(target) as file:
            if known.beside and (target.is_file() or not target.exists()):
                write(file, beside=True)
                replace_text(target.parent / NAME, shipped())  # once the document is whole, and before it takes its place
            else:
                write(file)
    elif target.suffix.casefold() == ".zip":
        with written(target) as file:
            _packed(write, known, file)
    else:
        with replacing_folder(target, known.files) as folder:
            write(folder)
    return known.kind == "rdf" or selection.has_told


def format_named(name: str) -> Format:
    """The format of that name. Raises UsageError where there is none."""
    if name not in FORMATS:
        raise UsageError(f"no format is named {name!r}; there are {', '.join(FORMATS)}")
    return FORMATS[name]


def _writer(known: Format, store: Store, selection: Selection, sources: bool, done: Done) -> Callable[..., None]:
    module, _, name = known.writer.partition(".")
    write = getattr(import_module(f"kg.exports.{module}"), name)
    if known.lossless:
        return partial(write, store, done=done, sources=sources)
    if known.kind == "rdf":
        return partial(write, store, done=done)
    return partial(write, selection)


def _packed(write: Callable[[Path], None], known: Format, file: IO[bytes]) -> None:
    try:
        with tempfile.TemporaryDirectory() as name, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            write(Path(name))
            for member in known.files:
                info = zipfile.ZipInfo(member, PACKED_ON)
                info.compress_type = zipfile.ZIP_DEFLATED
                with (Path(name) / member).open("rb") as source, packed.open(info, "w", force_zip64=True) as goal:
                    shutil.copyfileobj(source, goal)
    except OSError as error:
        raise KgError(f"cannot write the files for the ZIP: {error.strerror or error}") from error
