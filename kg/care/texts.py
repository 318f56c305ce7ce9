"""Whether the records in a document's graph are what its text says: offsets, hashes, and all that belongs to a whole one.

What a text says is what was read; who is spoken of and which plain triples follow is what analysts' decisions make of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

import pyoxigraph as ox

from kg import quads
from kg.records import DOCUMENT_BASE, STATEMENT_BASE, digest
from kg.store import Term, overlay
from kg.vocabulary import ONTOLOGY, PROV, RDF

Properties = Mapping[str, list[str]]
Finding = tuple[str, str]
"""The kind of a fault, and what it is in words."""

_REFERENCES = (ONTOLOGY + "mentions", RDF + "subject", RDF + "object", ONTOLOGY + "place", ONTOLOGY + "attributedTo")
_NEEDED = ("sentence", "start", "end", "subjectText", "subjectStart", "subjectEnd", "objectText", "objectStart", "objectEnd")
_UNKNOWN = "\ufffd"  # stands for a character that RDF cannot hold


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document's graph by subjects: the properties of its record and of its statements as they were read, values as text.

    `spoken` are the IRIs of the entities that it speaks of and `asserted` its plain triples, both as decisions have them.
    """

    id: str
    own: Properties
    statements: Mapping[str, Properties]
    strays: tuple[str, ...]
    spoken: frozenset[str] = field(default_factory=frozenset)
    asserted: frozenset[tuple[str, str, str]] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        """The document's name, or the end of its IRI where it has lost it."""
        return (self.own.get(ONTOLOGY + "name") or [self.id.removeprefix(DOCUMENT_BASE)])[0]


def record_of(document: str, content: Iterable[ox.Quad]) -> DocumentRecord:
    """The record that the quads of a document's graph make."""
    pairs: dict[str, set[tuple[ox.NamedNode, Term]]] = {}
    for quad in content:
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            pairs.setdefault(quad.subject.value, set()).add((quad.predicate, quad.object))
    shown = {subject: _properties(each) for subject, each in pairs.items()}
    read = {subject: _properties(overlay.raw(each)) for subject, each in pairs.items()}
    own = read.pop(document, {})
    statements = {subject: each for subject, each in read.items() if subject.startswith(STATEMENT_BASE)}
    strays = tuple(sorted(each for each in read.keys() - statements.keys() if not each.startswith(f"{document}#")))
    spoken = _spoken(shown.get(document, {}), [shown[subject] for subject in statements])
    asserted = frozenset(filter(None, (_plain(shown[subject]) for subject in statements)))
    return DocumentRecord(document, own, statements, strays, spoken, asserted)


def entities_of(record: DocumentRecord) -> set[str]:
    """The IRIs of everything that the document and its statements were read to speak of, or speak of by decision."""
    return {*record.spoken, *_spoken(record.own, record.statements.values())}


def _spoken(own: Properties, statements: Iterable[Properties]) -> frozenset[str]:
    spoken = set(own.get(ONTOLOGY + "mentions", ()))
    for each in statements:
        spoken.update(value for name in _REFERENCES for value in each.get(name, ()))
    return frozenset(spoken)


def _properties(pairs: Iterable[tuple[ox.NamedNode, Term]]) -> Properties:
    found: dict[str, list[str]] = {}
    for predicate, value in sorted(pairs, key=str):
        if not isinstance(value, ox.Triple):
            found.setdefault(predicate.value, []).append(value.value)
    return found


def faults_of(record: DocumentRecord) -> Iterator[Finding]:
    """What is wrong with the document, in the order of its statements' IRIs."""
    if not record.own.get(ONTOLOGY + "text") or not record.own.get(PROV + "wasGeneratedBy"):
        yield "half-document", "the document lacks its text or its reading: only a part of it is there"
    for stray in record.strays:
        yield "stray", f"{stray} stands in the graph of a document and is no part of one"
    text = next(iter(record.own.get(ONTOLOGY + "text", ())), None)
    if text is not None:
        yield from _hash_faults(record, text)
    for statement, properties in sorted(record.statements.items()):
        name = "stmt:" + statement.removeprefix(STATEMENT_BASE)
        yield from ((kind, f"{name}: {words}") for kind, words in _statement_faults(record, statement, properties, text))


def _hash_faults(record: DocumentRecord, text: str) -> Iterator[Finding]:
    given = (record.own.get(ONTOLOGY + "sha256") or [""])[0]
    if not record.id.removeprefix(DOCUMENT_BASE) or not given.startswith(record.id.removeprefix(DOCUMENT_BASE)):
        yield "document-id", "its IRI is not the beginning of its SHA-256"
    replaced = next(iter(record.own.get(ONTOLOGY + "replacedCharacters", ())), "")
    if not _fits(text, replaced, given):
        yield "text-hash", "its text is not the text that its SHA-256 was made of"


def _fits(text: str, replaced: str, given: str) -> bool:
    """Whether the hash is that of the text as it was read. Older stores do not say which characters were replaced."""
    try:
        return quads.text_hash(quads.restored(text, replaced)) == given or (not replaced and _UNKNOWN in text)
    except (ValueError, IndexError):
        return False


def _statement_faults(record: DocumentRecord, statement: str, own: Properties, text: str | None) -> Iterator[Finding]:
    one = {name: values[0] for name, values in own.items() if values}
    if own.get(ONTOLOGY + "statedIn") != [record.id]:
        yield "stated-in", "it does not say that it is stated in the document in whose graph it stands"
    missing = [name for name in _NEEDED if ONTOLOGY + name not in one]
    missing += [name for name in ("subject", "predicate", "object") if RDF + name not in one]
    if missing:
        yield "half-statement", f"it lacks {', '.join(missing)}"
        return
    if statement not in _possible_ids(record.id, one):
        yield "statement-id", "its IRI is not the hash of what it says"
    if text is not None:
        yield from _offset_faults(one, text)


def _offset_faults(one: Mapping[str, str], text: str) -> Iterator[Finding]:
    for kind, part, begin, end in (
        ("sentence", "sentence", "start", "end"),
        ("subject-text", "subjectText", "subjectStart", "subjectEnd"),
        ("object-text", "objectText", "objectStart", "objectEnd"),
    ):
        try:
            first, last = int(one[ONTOLOGY + begin]), int(one[ONTOLOGY + end])
        except ValueError:
            yield kind, f"{begin} or {end} is no number"
            continue
        stands = text[first:last] if 0 <= first <= last <= len(text) else None
        if stands != one[ONTOLOGY + part]:
            yield (
                kind,
                f"the text from {first} to {last} is not its {part}: {_short(stands)} instead of {_short(one[ONTOLOGY + part])}",
            )


def _possible_ids(document: str, one: Mapping[str, str]) -> set[str]:
    """The IRI that the statement must have; where an IRI had to be escaped, the hash is of what it was before."""
    parts = [document, one[ONTOLOGY + "start"], one[ONTOLOGY + "subjectStart"], one[RDF + "subject"],
             one[RDF + "predicate"].removeprefix(ONTOLOGY), one[ONTOLOGY + "objectStart"], one[RDF + "object"],
             one.get(ONTOLOGY + "polarity", ""), one.get(ONTOLOGY + "modality", "")]  # fmt: skip
    return {STATEMENT_BASE + digest(*parts), STATEMENT_BASE + digest(*map(unquote, parts))}


def _plain(own: Properties) -> tuple[str, str, str] | None:
    """The plain triple that the statement supports."""
    said = [own.get(ONTOLOGY + "polarity"), own.get(ONTOLOGY + "modality")]
    triple = [own.get(RDF + name) for name in ("subject", "predicate", "object")]
    if said != [["affirmed"], ["asserted"]] or not all(triple):
        return None
    subject, predicate, value = (values[0] for values in triple if values)
    return subject, predicate, value


def _short(text: str | None) -> str:
    if text is None:
        return "nothing"
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= 60 else flat[:59] + '…'}”"
