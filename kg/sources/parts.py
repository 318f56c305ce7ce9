"""What goes through the readers of formats: what is known beside a text, and the pieces that a source falls into."""

from dataclasses import dataclass, fields, replace

from kg.errors import SourceError

TEXT_LIMIT = 50_000_000
"""The most bytes of one document."""
CONTAINER_LIMIT = 500_000_000
"""The most bytes of a source that holds many documents, and of what an archive unpacks to."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be read, and why, in words for the user."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a text: each None where it is not. `date` is ISO 8601, `language` a code such as `en`."""

    title: str | None = None
    date: str | None = None
    source: str | None = None
    author: str | None = None
    language: str | None = None
    url: str | None = None

    def or_else(self, other: "Metadata") -> "Metadata":
        """The same, with what is not known here taken from the other."""
        missing = {name: getattr(other, name) for name in METADATA_FIELDS if getattr(self, name) is None}
        return replace(self, **missing)


METADATA_FIELDS = tuple(field.name for field in fields(Metadata))
NOTHING = Metadata()


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table, or the fields of JSON objects, are called. Case makes no difference."""

    text: str = "text"
    title: str = "title"
    date: str = "date"
    source: str = "source"
    author: str = "author"
    language: str = "language"
    url: str = "url"
    id: str = "id"


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that hold one document or many.

    `label` is what the user knows them by, `location` the address to come back to, None where there is none. `given` counts
    more than what the content says of itself. `depth` is how many sources they lie within.
    """

    name: str
    data: bytes
    label: str
    location: str | None = None
    given: Metadata = NOTHING
    media_type: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one document. `own` is what the content says of it, `weak` what it may say by chance.

    `plain` texts are kept as they are, and may begin with front matter.
    """

    text: str
    name: str
    label: str
    location: str | None = None
    given: Metadata = NOTHING
    own: Metadata = NOTHING
    weak: Metadata = NOTHING
    plain: bool = False


class HostError(SourceError):
    """A host on the web that cannot be reached, or must not be."""


Part = Text | Raw | Failure


def text_in(raw: Raw, text: str, *, own: Metadata = NOTHING, weak: Metadata = NOTHING, plain: bool = False) -> Text:
    """The one text that the bytes hold."""
    return Text(text, raw.name, raw.label, raw.location, raw.given, own, weak, plain)


def within(location: str | None, kind: str, key: str) -> str | None:
    """The address of a part of what lies at the location: `…#row=7`."""
    return f"{location}#{kind}={key}" if location else None


def small_enough(raw: Raw) -> Raw:
    """The same, where it is no larger than one document may be. Raises SourceError."""
    if len(raw.data) > TEXT_LIMIT:
        raise SourceError(f"larger than {TEXT_LIMIT // 1_000_000} MB: split it into one file for each report")
    return raw
