"""From files, folders, patterns, standard input and addresses to documents, in whatever format they are."""

from kg.sources.decoding import decode
from kg.sources.kinds import TEXT_SUFFIXES
from kg.sources.parts import Columns, Failure, Metadata
from kg.sources.paths import STDIN, Source, expand, is_address
from kg.sources.reading import Asked, read_sources, readable
from kg.sources.text import document_of

__all__ = [
    "STDIN", "TEXT_SUFFIXES", "Asked", "Columns", "Failure", "Metadata", "Source", "decode", "document_of", "expand", "is_address",
    "read_sources", "readable",
]  # fmt: skip
