"""Reading again what another version read: from the text in the store, one document at a time, and what that changes."""

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg import quads
from kg.authority import reading_names
from kg.care.documents import fitting
from kg.errors import StoreError, UsageError
from kg.extract import extract_documents, loaded_extractor
from kg.gazetteer import load_gazetteer
from kg.records import DOCUMENT_BASE, ROW_BASE, Document, Maker
from kg.sources import Failure
from kg.sources.languages import with_language
from kg.store import Step, Store, StoredDocument
from kg.store.changes import entities_of
from kg.vocabulary import ONTOLOGY, PROV, RDF

SAME_BY_NATURE = frozenset(
    {RDF + "type", RDF + "subject", RDF + "predicate", RDF + "object"}
    | {ONTOLOGY + name for name in ("statedIn", "start", "end", "dateFrom", "dateUntil")}
    | {ONTOLOGY + role + name for role in ("subject", "object") for name in ("Start", "End")}
)
"""Properties that say which statement it is, and the days that follow from its date."""
ENDED_AT = ox.NamedNode(PROV + "endedAtTime")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as the store holds it, with the names of its subject and object.

    `key` are the three of which it is made, `place` is where it stands in the text: its sentence, its subject, its object.
    `qualities` are all else that is said of it, by the local name of the property, the sentence among them.
    """

    id: str
    subject: str
    relation: str
    object: str
    key: tuple[str, ...]
    place: tuple[int, ...]
    qualities: Mapping[str, str]

    def shares_sentence(self, other: "Said") -> bool:
        """Whether the sentences overlap: another reader may part the text in other places."""
        (start, end), (other_start, other_end) = self.place[:2], other.place[:2]
        return start < other_end and other_start < end


@dataclass(frozen=True, slots=True)
class Changed:
    """A statement that both readings make, with what they say of it differently: before and after, None for nothing."""

    before: Said
    after: Said
    differences: Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Reread:
    """What another reading of a document changes. `maker` is who read it before, `same` how many statements stay as they were."""

    document: str
    name: str
    maker: str
    gone: tuple[Said, ...]
    new: tuple[Said, ...]
    changed: tuple[Changed, ...]
    same: int

    def __bool__(self) -> bool:
        return bool(self.gone or self.new or self.changed)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which documents are to be read again, by whom, and how many others the same versions read already."""

    documents: tuple[StoredDocument, ...]
    current: int
    maker: Maker


def choose(store: Store, names: Iterable[str] = (), *, model: str | None = None, everything: bool = False) -> Choice:
    """The documents that other versions of extractor, model, gazetteer or lexicon read; with `everything` the others too.

    Rows of tables are none of them: no extractor read those. `names` narrow the choice: each is a document's name, its IRI, the
    hash in it, or the path of its file. Raises UsageError where the store has no such document or several, ModelError where the
    model cannot be loaded.
    """
    known = tuple(store.documents())
    wanted = {found.id: name for name in names for found in (_named(known, name),)}
    rows = {document.id for document in known if any(place.startswith(ROW_BASE) for place in document.locations)}
    for row in rows & wanted.keys():
        raise UsageError(f"{wanted[row]} is a row of a table, which `kg import` reads")
    asked = [document for document in known if document.id not in rows and (not wanted or document.id in wanted)]
    maker = loaded_extractor(model, names=reading_names(store)).maker
    chosen = tuple(document for document in asked if everything or not store.is_made_by(document.id, maker))
    return Choice(chosen, len(asked) - len(chosen), maker)


def reprocess(
    store: Store,
    choice: Choice,
    failures: list[Failure],
    *,
    model: str | None = None,
    workers: int = 1,
    dry_run: bool = False,
) -> Iterator[Reread]:
    """Reads the chosen documents again and says of each, once that is stored, what changed; stores nothing in a dry run.

    Each document is one transaction, and is current from then on: what was interrupted goes on where it ended. A document
    that cannot be read from the store is added to `failures`. Raises ModelError and StoreError.
    """
    if not dry_run:
        store.ensure_background(load_gazetteer())
    before = {document.id: document for document in choice.documents}
    names = {entity.id: entity.name for entity in store.entities().values()}
    texts = _texts(store, choice.documents, failures)
    for reading in extract_documents(texts, model=model, workers=workers, names=reading_names(store)):
        known = ChainMap(names, {entity.id: entity.name for entity in entities_of(reading)})
        comparison = _Comparison(store, before[reading.document.id], known, dry_run=dry_run)
        store.add(reading, renewed=comparison.decides)
        if comparison.found is not None:
            yield comparison.found
    if not dry_run:
        store.flush()


class _Comparison:
    """Looks at a document as it is and as it is about to be, and says whether that has to be stored."""

    def __init__(self, store: Store, document: StoredDocument, names: Mapping[str, str], *, dry_run: bool) -> None:
        self._store, self._document, self._names, self._dry_run = store, document, names, dry_run
        self.found: Reread | None = None

    def decides(self, step: Step) -> bool:
        if step.outcome == "added":  # removed from a shared store while it was read
            return False
        old = list(self._store.graph_of(self._document.id))
        new = [quad for quad in step.change.add if quad.graph_name == quads.iri(self._document.id)]
        self.found = _compared(self._document, _said(old, self._names), _said(new, self._names))
        return not self._dry_run and _lasting(old) != _lasting(new)


def _named(documents: Sequence[StoredDocument], name: str) -> StoredDocument:
    """The document of that IRI, hash or name, or the one that was read from that file."""
    found = fitting(documents, name)
    if not found:
        raise UsageError(f"the store holds no document {name}")
    if len(found) > 1:
        ids = ", ".join(each.id.replace(DOCUMENT_BASE, "doc:") for each in found[:6])
        raise UsageError(f"{len(found)} documents are named {name}: give the id of one of them: {ids}")
    return found[0]


def _texts(store: Store, documents: Iterable[StoredDocument], failures: list[Failure]) -> Iterator[Document]:
    for document in documents:
        try:
            yield with_language(store.document(document.id))  # older stores do not say it
        except UsageError:  # gone from a shared store meanwhile
            continue
        except StoreError as error:
            failures.append(Failure(document.name, str(error)))


def _lasting(graph: Iterable[ox.Quad]) -> set[ox.Quad]:
    """What another reading of the same would say again: all but its time."""
    return {quad for quad in graph if quad.predicate != ENDED_AT}


def _compared(document: StoredDocument, old: Sequence[Said], new: Sequence[Said]) -> Reread:
    pairs = list(_pairs(old, new))
    matched = {each.id for pair in pairs for each in pair}
    changed = [Changed(one, other, differences) for one, other in pairs if (differences := _differences(one, other))]
    return Reread(
        document=document.id,
        name=document.name,
        maker=document.maker,
        gone=_ordered(each for each in old if each.id not in matched),
        new=_ordered(each for each in new if each.id not in matched),
        changed=tuple(sorted(changed, key=lambda each: (each.after.place, each.after.id))),
        same=len(pairs) - len(changed),
    )


def _pairs(old: Sequence[Said], new: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """What each old statement has become: that of the same id, else the next of the same three in the same sentence."""
    by_id = {each.id: each for each in new}
    kept = [each for each in old if each.id in by_id]
    yield from ((each, by_id[each.id]) for each in kept)
    taken = {each.id for each in kept}
    left: dict[tuple[str, ...], list[Said]] = defaultdict(list)
    for each in _ordered(each for each in new if each.id not in taken):
        left[each.key].append(each)
    for each in _ordered(each for each in old if each.id not in taken):
        other = next(filter(each.shares_sentence, left[each.key]), None)
        if other is not None:
            left[each.key].remove(other)
            yield each, other


def _differences(one: Said, other: Said) -> dict[str, tuple[str | None, str | None]]:
    names = sorted(one.qualities.keys() | other.qualities.keys())
    both = {name: (one.qualities.get(name), other.qualities.get(name)) for name in names}
    return {name: (before, after) for name, (before, after) in both.items() if before != after}


def _ordered(said: Iterable[Said]) -> tuple[Said, ...]:
    return tuple(sorted(said, key=lambda each: (each.place, each.id)))


def _said(graph: Iterable[ox.Quad], names: Mapping[str, str]) -> list[Said]:
    """The statements among the quads of a document."""
    properties: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in graph:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            properties[quad.subject.value][quad.predicate.value].append(quad.object.value)
    return [_statement(iri, own, names) for iri, own in properties.items() if ONTOLOGY + "statedIn" in own]


def _statement(iri: str, own: Mapping[str, list[str]], names: Mapping[str, str]) -> Said:
    subject, relation, target = (own[RDF + name][0] for name in ("subject", "predicate", "object"))
    return Said(
        id=iri,
        subject=names.get(subject, _local(subject)),
        relation=_local(relation),
        object=names.get(target, _local(target)),
        key=(subject, relation, target),
        place=tuple(int(own[ONTOLOGY + name][0]) for name in ("start", "end", "subjectStart", "objectStart")),
        qualities={
            _local(name): ", ".join(sorted(names.get(value, value) for value in values))
            for name, values in own.items()
            if name not in SAME_BY_NATURE
        },
    )


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
