"""Exports of a store, read back: N-Quads, TriG, and JSON-LD with the context that it names."""

import json
import re
from pathlib import Path
from typing import IO, Literal, cast

import pyoxigraph as ox

from kg.errors import KgError
from kg.resources import resource
from kg.store import Store
from kg.store.lines import Pieces

Export = Literal["nquads", "trig", "jsonld"]

_FORMATS = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
_NAMED_CONTEXT = re.compile(rb'\s*\{\s*"@context"\s*:\s*"([^"\\/]+)"')
_AT_ONCE = 1 << 16
_LONGEST_HEAD = 1_000  # bytes in which the context is named


def load_export(store: Store, stream: IO[bytes], form: Export, folder: Path | None) -> None:
    """Adds what `kg export` wrote to the store, all or nothing; a context that it names is looked for in the folder.

    Raises KgError where it holds what no export of kg does, and SyntaxError.
    """
    store.load(_with_context(stream, folder) if form == "jsonld" else stream, _FORMATS[form])
    if any(isinstance(quad.graph_name, ox.DefaultGraph) for quad in store.quads()):
        raise KgError("this is no export of a whole store: it holds triples outside of all graphs")


def _with_context(stream: IO[bytes], folder: Path | None) -> IO[bytes]:
    """The JSON-LD with its context in it where the beginning names a file: nothing is ever fetched from a network."""
    head = stream.read(_LONGEST_HEAD)
    found = _NAMED_CONTEXT.match(head)
    if not found:
        return cast("IO[bytes]", _Chain(head, stream))
    context = _context(found[1].decode("utf-8", "replace"), folder).encode()
    return cast("IO[bytes]", _Chain(b'{"@context": ' + context + head[found.end() :], stream))


def _context(name: str, folder: Path | None) -> str:
    """The text of the context: that of the file beside the export, else the one of this version."""
    beside = folder / name if folder else None
    path = beside if beside is not None and beside.is_file() else resource("ontology", "context.jsonld")
    try:
        return json.dumps(json.loads(path.read_text(encoding="utf-8"))["@context"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KgError(f"{path} is no context of JSON-LD") from error


class _Chain(Pieces):
    """Some bytes and then a stream."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._ready, self._stream = head, stream

    def next_piece(self) -> bytes:
        """The next bytes of the stream."""
        return self._stream.read(_AT_ONCE)
