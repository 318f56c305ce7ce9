"""From sources into the store: each document is read, its statements are extracted, and it is stored whole or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.curation import given_names
from kg.extract import extract_documents
from kg.gazetteer import load_gazetteer
from kg.records import Reading
from kg.sources import Failure, readable
from kg.store import Outcome, Store


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run took in. Sentences, mentions and statements are those of all documents read, unchanged ones too."""

    added: int
    replaced: int
    unchanged: int
    sentences: int
    mentions: int
    statements: int
    failures: tuple[Failure, ...]


def ingest(
    store: Store,
    paths: Iterable[Path | str],
    *,
    model: str | None = None,
    workers: int = 1,
    stored: Callable[[Reading], None] | None = None,
) -> Ingested:
    """Reads the sources into the store, together with the ontology and the gazetteer, and calls `stored` after each document.

    Documents are read with the names that analysts gave in this store. A document of which `stored` was told is in the store
    whatever happens next, be it that the power fails. It is told a second after it was read, with the next document, or where
    they come fast with a batch. Raises ModelError and StoreError.
    """
    failures: list[Failure] = []
    outcomes: Counter[Outcome] = Counter()
    amounts: Counter[str] = Counter()
    store.ensure_background(load_gazetteer())

    def count(reading: Reading, outcome: Outcome) -> None:
        outcomes[outcome] += 1
        amounts.update(sentences=reading.sentences, mentions=len(reading.mentions), statements=len(reading.statements))
        if stored is not None:
            stored(reading)

    names = given_names(store)
    store.add_all(extract_documents(readable(paths, failures), model=model, workers=workers, names=names), stored=count)
    return Ingested(
        added=outcomes["added"],
        replaced=outcomes["replaced"],
        unchanged=outcomes["unchanged"],
        sentences=amounts["sentences"],
        mentions=amounts["mentions"],
        statements=amounts["statements"],
        failures=tuple(failures),
    )
