"""What a store holds, in numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import quads
from kg.records import DOCUMENT_BASE
from kg.store import Store
from kg.vocabulary import ONTOLOGY, RDF

_TYPE = RDF + "type"
_COUNTED = {ONTOLOGY + name: word for name, word in (("Statement", "statements"), ("Fact", "facts"), ("Document", "documents"))}


@dataclass(frozen=True, slots=True)
class Information:
    """What a store holds. Sizes are in bytes; instants and dates are in ISO 8601; None where there is nothing to tell.

    `graphs` are the numbers of quads in each named graph, those of the documents together as `documents`. `makers` are
    the versions of the reader with the number of documents that each read.
    """

    store: str
    layout: int
    size: int | None
    quads: int
    documents: int
    statements: int
    triples: int
    entities: int
    discovered: int
    facts: int
    graphs: Mapping[str, int]
    makers: Mapping[str, int]
    first_reading: str | None
    last_reading: str | None
    first_date: str | None
    last_date: str | None


def information(store: Store, name: str) -> Information:
    """Counts what the store holds; `name` is what the user calls it."""
    documents = list(store.documents())
    graphs: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for quad in store.quads():
        graph = getattr(quad.graph_name, "value", "")
        graphs["documents" if graph.startswith(DOCUMENT_BASE) else graph] += 1
        if quad.predicate.value == _TYPE:
            kinds[_COUNTED.get(getattr(quad.object, "value", ""), "")] += 1
    entities = store.entities().values()
    read = sorted(each.read_at for each in documents)
    dates = sorted(each.date for each in documents if each.date)
    return Information(
        store=name,
        layout=store.layout,
        size=None if store.folder is None else size_of(store.folder),
        quads=graphs.total(),
        documents=len(documents),
        statements=kinds["statements"],
        triples=graphs[quads.GRAPH_ASSERTED.value],
        entities=len(entities),
        discovered=sum(1 for entity in entities if not entity.known),
        facts=kinds["facts"],
        graphs=dict(sorted(graphs.items())),
        makers=dict(sorted(Counter(each.maker for each in documents).items())),
        first_reading=read[0] if read else None,
        last_reading=read[-1] if read else None,
        first_date=dates[0] if dates else None,
        last_date=dates[-1] if dates else None,
    )


def size_of(folder: Path) -> int:
    """How many bytes the files of the folder take."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
