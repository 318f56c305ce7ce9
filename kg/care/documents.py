"""Which documents of a store somebody means."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.errors import UsageError
from kg.records import DOCUMENT_BASE
from kg.store import Event, Store, StoredDocument

MOST_NAMED = 5


def chosen_documents(store: Store, wanted: Iterable[str]) -> list[StoredDocument]:
    """The documents meant, each once: by IRI or the hash at its end, by name, or by the file that they were read from.

    A file, page or feed that holds several documents means all of them, and so does the name of an imported table of events.
    Raises UsageError where there is none, or there are several of that name: then it names them.
    """
    documents = list(store.documents())
    found = {each.id: each for text in wanted for each in _meant(documents, text)}
    return list(found.values())


def fitting(documents: Sequence[StoredDocument], text: str) -> list[StoredDocument]:
    """The documents of that IRI or hash, or read from that file; where there is none, those of that name."""
    return [each for each in documents if _identifies(each, text)] or [each for each in documents if each.name == text]


def _meant(documents: list[StoredDocument], text: str) -> list[StoredDocument]:
    meant = fitting(documents, text)
    if not meant and (within := [each for each in documents if _is_within(each, text)]):
        return within
    if not meant:
        raise UsageError(f"the store holds no document {text}: give its IRI, its name, or the file that it was read from")
    if len(meant) > 1:
        named = ", ".join(_told(each) for each in meant[:MOST_NAMED])
        more = f" and {len(meant) - MOST_NAMED} more" if len(meant) > MOST_NAMED else ""
        raise UsageError(f"{len(meant)} documents are named {text}: {named}{more}")
    return meant


def _identifies(document: StoredDocument, text: str) -> bool:
    return document.id in _iris(text) or text in document.locations or _address(text) in document.locations


def _is_within(document: StoredDocument, text: str) -> bool:
    """Whether all that the document was read from are parts of that file, or it is a row of the table of that name."""
    wholes = [f"{whole}#" for whole in (text, _address(text)) if whole]
    inside = [any(place.startswith(whole) for whole in wholes) for place in document.locations]
    return (bool(inside) and all(inside)) or (document.table is not None and document.table == Path(text).name)


def _iris(text: str) -> set[str]:
    return {text, DOCUMENT_BASE + text, text.replace("doc:", DOCUMENT_BASE, 1)}


def _address(text: str) -> str | None:
    """The address of a file, as the reader writes it; the file may be gone."""
    return Path(os.path.realpath(text)).as_uri() if "\0" not in text else None


def _told(document: StoredDocument) -> str:
    where = document.locations[0] if document.locations else "from standard input"
    return f"doc:{document.id.removeprefix(DOCUMENT_BASE)} ({document.date or 'no date'}, {where})"


def is_about(event: Event, text: str) -> bool:
    """Whether something was done to the document, which may be gone: given by IRI, by the hash at its end, or by name."""
    return event.document is not None and (event.document in _iris(text) or event.name == text)
