"""What flows from the reader to the store: documents, entities, mentions, statements. All of it immutable."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

ENTITY_BASE = "https://w3id.org/sahel-kg/entity/"
DOCUMENT_BASE = "https://w3id.org/sahel-kg/document/"
STATEMENT_BASE = "https://w3id.org/sahel-kg/statement/"
MAKER_BASE = "https://w3id.org/sahel-kg/maker/"
ROW_BASE = "https://w3id.org/sahel-kg/row/"
"""What the location of a table's row begins with: the kind of table and the row's own id follow."""
DECISION_BASE = "https://w3id.org/sahel-kg/decision/"
ANALYST_BASE = "https://w3id.org/sahel-kg/analyst/"

Polarity = Literal["affirmed", "negated"]
Modality = Literal["asserted", "planned", "possible", "sought"]
MentionSource = Literal["gazetteer", "model", "coreference"]
ToolKind = Literal["extractor", "gazetteer", "lexicon", "mapping", "model"]


def digest(*parts: str, length: int = 20) -> str:
    """A hexadecimal content hash of the parts, the same on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class TableRow:
    """Which row of which table a document is: the kind of table, the row's own id, and the name of the file."""

    kind: str
    row: str
    file: str

    @property
    def location(self) -> str:
        """The row's address, the same in whatever file it stands."""
        return f"{ROW_BASE}{self.kind}/{self.row}"


@dataclass(frozen=True, slots=True)
class Coded:
    """What a table's row says of its event beside who did what to whom.

    Degrees north and east; the words of `ontology/events.toml` for how precise time and place are; how many died, with the
    lowest and the highest estimate.
    """

    latitude: float | None = None
    longitude: float | None = None
    time_precision: str | None = None
    geo_precision: str | None = None
    fatalities: int | None = None
    fatalities_low: int | None = None
    fatalities_high: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read, with what is known about it.

    `id` is made from the content, so the same text is the same document wherever it lies. `body` is the offset in
    `text` at which the report begins, after any front matter. `date` is ISO 8601, as precise as known. `location` is where
    it was read, `url` where on the web it was published. `sketch` stands for its words where texts are compared, and
    `near_duplicate_of` is the id of an earlier document that says nearly the same in the same words. `odd_date` is what was
    given as its date and is none, or could be two.
    """

    id: str
    name: str
    text: str
    body: int = 0
    title: str | None = None
    date: str | None = None
    source: str | None = None
    language: str | None = None
    location: str | None = None
    author: str | None = None
    url: str | None = None
    sketch: str | None = None
    near_duplicate_of: str | None = None
    row: TableRow | None = None
    odd_date: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that statements are about. `kind` is the local name of its ontology class.

    `known` entities stand in the gazetteer; the others were first met in a text.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class GivenName:
    """Names that analysts or authority files gave an entity, each with its language, and names that analysts took from it.

    `doubtful` are names that count only in a text that also uses another one.
    """

    entity: Entity
    given: tuple[tuple[str, str], ...] = ()
    taken: tuple[str, ...] = ()
    doubtful: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the document's text, `text[start:end]`, that stands for an entity."""

    start: int
    end: int
    text: str
    entity: Entity
    source: MentionSource = "gazetteer"


@dataclass(frozen=True, slots=True)
class Statement:
    """Who did what to whom, as one sentence of one document states it.

    `start` and `end` are the sentence's offsets in the document's text. `date` is ISO 8601: a day, a month, a year,
    or a period `from/until`. `confidence` lies between 0 and 1.
    """

    document: str
    sentence: str
    start: int
    end: int
    subject: Mention
    relation: str
    object: Mention
    trigger: str
    frame: str
    confidence: float
    place: Mention | None = None
    date: str | None = None
    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    attributed_to: Mention | None = None
    count: int | None = None
    coded: Coded | None = None

    @property
    def id(self) -> str:
        """The statement's IRI: a hash of where it stands and what it says."""
        parts = (self.document, self.start, self.subject.start, self.subject.entity.id, self.relation,
                 self.object.start, self.object.entity.id, self.polarity, self.modality)  # fmt: skip
        return STATEMENT_BASE + digest(*map(str, parts))


@dataclass(frozen=True, slots=True)
class Tool:
    """One version of something that documents are read by or with.

    `fingerprint` is a hash of its content, which tells two of the same version apart. Either may be empty where there is none.
    """

    kind: ToolKind
    name: str
    version: str = ""
    fingerprint: str = ""

    @property
    def id(self) -> str:
        """The IRI of this version."""
        return f"{MAKER_BASE}{self.kind}-{digest(self.kind, self.name, self.version, self.fingerprint)}"

    def __str__(self) -> str:
        kind = "" if self.kind in {"extractor", self.name} else self.kind
        return " ".join(filter(None, (kind, self.name, self.version, self.fingerprint)))


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made a reading: the extractor, and what it read with."""

    extractor: Tool
    used: tuple[Tool, ...] = ()

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The extractor and all that it used."""
        return (self.extractor, *self.used)

    def __str__(self) -> str:
        return ", ".join(map(str, self.tools))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was taken from one document: its named mentions in the order of the text, and its statements.

    `unread` says why nothing was taken from a document that cannot be read yet.
    """

    document: Document
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    sentences: int = 0
    maker: Maker | None = field(default=None, compare=False)
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement as it comes back from the store, with what a reader needs to know about its document.

    `date_from` and `date_until` are the first and last day of the event as ISO dates, `date` the text's own precision;
    all three are None where the text gives no date. `document_date` is the document's own date.
    """

    id: str
    document: str
    document_name: str
    sentence: str
    subject: Entity
    relation: str
    object: Entity
    trigger: str
    confidence: float
    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    document_title: str | None = None
    document_date: str | None = None
    document_source: str | None = None
    place: Entity | None = None
    date: str | None = None
    date_from: str | None = None
    date_until: str | None = None
    attributed_to: Entity | None = None
    count: int | None = None

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Subject, object, place and speaker, as far as there are any."""
        found = (self.subject, self.object, self.place, self.attributed_to)
        return tuple(entity for entity in found if entity is not None)

    @property
    def is_plain(self) -> bool:
        """Whether its text presents it as a fact: affirmed, and asserted."""
        return self.polarity == "affirmed" and self.modality == "asserted"


ENTITY_FIELDS = ("subject", "object", "place", "attributed_to")
"""The fields of a stored statement that hold an entity, or None."""


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A background fact of the gazetteer as it comes back from the store; its days are ISO dates, None where open or unknown."""

    id: str
    subject: str
    relation: str
    object: str
    role: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """Where the store puts an entity on the map: degrees north and east, and the IRI of its country where known."""

    id: str
    latitude: float
    longitude: float
    country: str | None = None
