"""What a briefing holds, before it is Markdown or HTML."""

from dataclasses import dataclass

from kg.records import StoredStatement

NUMBERS = frozenset("0123456789-−+()/.%to ")
FIXED, LONG = 24, 20  # characters


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of a document, under the number that the text refers to it by.

    `said` is what was read from it, in words; `speakers` are those in whose mouth the sentence puts it; `statements` are the
    statements that were read from it, the least sure of which has the `confidence`.
    """

    number: int
    sentence: str
    document: str
    title: str | None
    publisher: str | None
    date: str | None
    speakers: tuple[str, ...]
    said: tuple[str, ...]
    confidence: float
    statements: tuple[StoredStatement, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: words, and the numbers of the sentences that bear them out; `more` is how many are not named."""

    text: str
    cites: tuple[int, ...] = ()
    more: int = 0

    @property
    def layout(self) -> str:
        """How the cell breaks into lines: `fixed` for days and numbers, which stay whole, `long` for words that no column holds."""
        if len(self.text) <= FIXED and not set(self.text) - NUMBERS:
            return "fixed"
        return "long" if max(map(len, self.text.split()), default=0) > LONG else ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot: its name for a file, what it shows in words, and its bytes on light and on dark paper."""

    name: str
    alt: str
    png: bytes
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the briefing: a lead, pictures, and a table where there is anything to list; `empty` says so where not.

    `left_out` is how many rows more there are.
    """

    name: str
    heading: str
    lead: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    left_out: int = 0
    empty: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: what it counts, how many, and what must be said about it."""

    name: str
    value: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """A report on an actor, a period, or an actor in a period."""

    title: str
    subtitle: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    methods: tuple[str, ...]
