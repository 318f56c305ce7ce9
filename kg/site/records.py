"""What the pages of a site hold, before it is written as HTML. All of it is plain data: equal data makes an equal page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """A name, and the path of its page from the root of the site; None where it has none."""

    name: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as it is shown: who, what, to whom, and what else its sentence says of it.

    `marks` are what makes it no plain fact, such as denied. `page` is that of its document and `anchor` its place there. `date` is
    the text's own, in its own precision, else that of the document, which `by_document` says. `key` names the tie it belongs to.
    """

    anchor: str
    subject: Ref
    relation: str
    object: Ref
    family: str
    marks: tuple[str, ...]
    date: str | None
    by_document: bool
    place: Ref | None
    speaker: Ref | None
    count: int | None
    confidence: int
    sentence: str
    page: str
    document: str
    source: str | None
    day: str
    key: int = 0


@dataclass(frozen=True, slots=True)
class Tie:
    """A row of a table of ties: how many statements assert it, how many tell it otherwise, and the newest of all as a link.

    `key` is what its sentences on the page have too, `fragment` the end of the address that shows these alone.
    """

    key: int
    fragment: str
    subject: Ref
    relation: str
    object: Ref
    stated: int
    otherwise: int
    first: str | None
    last: str | None
    newest: str


@dataclass(frozen=True, slots=True)
class Family:
    """The ties of one family; `left_out` is how many ties are not listed."""

    name: str
    label: str
    statements: int
    ties: tuple[Tie, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Fact:
    """What the gazetteer says: who does what to whom, as what, and since and until when."""

    subject: Ref
    relation: str
    object: Ref
    role: str | None
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Something that is counted, with a second number where there is one."""

    ref: Ref
    number: int
    other: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year of a timeline: what is dated by the text, and what by the document only."""

    name: str
    by_event: int
    by_document: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a map and how many statements are about what happened there; `own` is the place that the page is about."""

    ref: Ref
    latitude: float
    longitude: float
    number: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody tied to the one in the middle: by how many statements, most of them of this family."""

    ref: Ref
    mark: int
    family: str
    weight: int


@dataclass(frozen=True, slots=True)
class Ego:
    """Who is tied to whom around one entity; `ties` are pairs of the neighbours by their places in the list."""

    name: str
    mark: int
    neighbours: tuple[Neighbour, ...]
    ties: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two claims that do not go together, and in which way."""

    kind: str
    one: Claim
    other: Claim


@dataclass(frozen=True, slots=True)
class Dossier:
    """The page of an entity. `statements` and `documents` are all there are; `claims` are the newest, `left_out` the others."""

    path: str
    name: str
    kind: str
    mark: int
    aliases: tuple[str, ...]
    note: str | None
    known: bool
    statements: int
    documents: int
    first: str | None
    last: str | None
    facts: tuple[Fact, ...]
    bars: tuple[Bar, ...]
    spots: tuple[Spot, ...]
    rough: int
    ego: Ego | None
    families: tuple[Family, ...]
    disputes: tuple[Dispute, ...]
    sources: tuple[Tally, ...]
    claims: tuple[Claim, ...]
    left_out: int
    mentions: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence; with a page where it names somebody."""

    text: str
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces in a row: a sentence with the anchors of its statements and their numbers, or what lies between, without any."""

    pieces: tuple[Piece, ...]
    anchors: tuple[tuple[str, int], ...] = ()
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What stands between two empty lines; `lines` says whether its lines end where their author ended them."""

    runs: tuple[Run, ...]
    lines: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The page of a document."""

    path: str
    title: str
    name: str
    date: str | None
    source: str | None
    language: str | None
    paragraphs: tuple[Paragraph, ...]
    claims: tuple[Claim, ...]
    speaks_of: tuple[Tally, ...]

    @property
    def anchors(self) -> frozenset[str]:
        """The anchors that stand in the text; a statement without one is to be found in the list."""
        return frozenset(each for paragraph in self.paragraphs for run in paragraph.runs for each, _ in run.anchors)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: a link, what stands beside it, and a number."""

    ref: Ref
    beside: str
    number: int
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a list, such as a letter."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that is a list. `how` says by what it is ordered; `others` are the same list in other orders."""

    path: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    others: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Disputes:
    """The page of all contradictions."""

    path: str
    disputes: tuple[Dispute, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Front:
    """The first page."""

    path: str
    actors: int
    places: int
    documents: int
    statements: int
    disputes: int
    first: str | None
    last: str | None
    bars: tuple[Bar, ...]
    spots: tuple[Spot, ...]
    rough: int
    top_actors: tuple[Entry, ...]
    top_places: tuple[Entry, ...]
    newest: tuple[Entry, ...]
    sources: tuple[Tally, ...]
