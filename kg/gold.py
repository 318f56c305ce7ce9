"""Gold files: what a careful reader finds in a text, one JSON object a line, in either of two forms.

A file of the form `documents` has a line for each statement of a document, whose arguments are lists of acceptable names. A
file of the form `sentences` has a line for each line of the text, with its mentions and statements in the words of that line.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kg.errors import GoldError, UsageError
from kg.names import fold, plain
from kg.periods import date_bounds
from kg.records import Modality, Polarity
from kg.vocabulary import Vocabulary

Form = Literal["documents", "sentences"]
Span = tuple[int, int]

DOCUMENT_KEYS = frozenset({"subject", "relation", "object"})
SENTENCE_KEYS = frozenset({"n", "m", "s"})


@dataclass(frozen=True, slots=True)
class Row:
    """A JSON object and where it stands: the file, and its line counted from 1."""

    path: Path
    number: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldFile:
    """A gold file of which the form is known and no more; `name` is that of the text it belongs to."""

    path: Path
    name: str
    form: Form
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class GoldArgument:
    """A subject or an object: by its acceptable names, as `name_key` makes them, or by where it stands in the text."""

    label: str
    names: frozenset[str] = frozenset()
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """What should be found. Any of `relations` is right, the first is the best; without `core` it need not be found."""

    subject: GoldArgument
    relations: tuple[str, ...]
    object: GoldArgument
    sentence: str
    core: bool = True
    places: frozenset[str] = frozenset()
    date: str | None = None
    polarity: Polarity = "affirmed"
    modality: Modality = "asserted"
    attributed: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """All that a gold file asks for. Mentions are named ones; only the form `sentences` has any."""

    name: str
    form: Form
    statements: tuple[GoldStatement, ...]
    mentions: tuple[Span, ...] = ()


def name_key(name: str) -> str:
    """A key under which names meet whatever their case, accents, punctuation, leading article and possessives."""
    return fold(re.sub(r"'s\b", "", plain(name).casefold()))


def name_keys(*names: str) -> frozenset[str]:
    """The keys of the names, without those of which nothing is left."""
    return frozenset(filter(None, map(name_key, names)))


def locate(line: str, needle: str) -> Span | None:
    """Where `needle` stands in the line; `needle#2` is its second occurrence; whole words are preferred."""
    match = re.fullmatch(r"(.+)#([0-9]+)", needle)
    wanted, number = (match[1], int(match[2])) if match else (needle, 1)
    whole = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(wanted)}(?!\w)", line)]
    found = whole if len(whole) >= number else [m.start() for m in re.finditer(re.escape(wanted), line)]
    return (found[number - 1], found[number - 1] + len(wanted)) if 0 < number <= len(found) else None


def read_rows(path: Path) -> tuple[Row, ...]:
    """The objects of a file of JSON lines; empty lines are passed over. Raises GoldError, naming file and line."""
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise GoldError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise GoldError(f"{path}:{number}: this is not UTF-8") from error
    # Not splitlines: within JSON other signs than a line feed end no line.
    return tuple(_row(path, number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def read_gold_file(path: Path) -> GoldFile:
    """A gold file with the form that its first line has; an empty one is of a document that states nothing.

    Raises GoldError, naming file and line.
    """
    rows = read_rows(path)
    return GoldFile(path, path.stem, _form(rows[0]) if rows else "documents", rows)


def document_gold(file: GoldFile, vocabulary: Vocabulary) -> Gold:
    """The gold of a file of the form `documents`. Raises GoldError, naming file and line, for what the form does not allow."""
    return Gold(file.name, "documents", tuple(_document_statement(row, vocabulary) for row in file.rows))


def sentence_gold(file: GoldFile, text: str, vocabulary: Vocabulary) -> Gold:
    """The gold of a file of the form `sentences`, with offsets into the whole text.

    Raises GoldError, naming file and line, for what the form does not allow or the text does not hold.
    """
    lines = text.splitlines()
    lengths = map(len, text.splitlines(keepends=True))
    statements: list[GoldStatement] = []
    mentions: list[Span] = []
    start = 0
    for position, (row, line, length) in enumerate(zip(file.rows, lines, lengths, strict=False)):
        found, named = _line_gold(row, position, start, line, vocabulary)
        statements += found
        mentions += named
        start += length
    if len(file.rows) != len(lines):
        row = file.rows[min(len(file.rows), len(lines) + 1) - 1]
        raise fault(row, f"{len(file.rows)} rows for the {len(lines)} lines of the text: each line has one")
    return Gold(file.name, "sentences", tuple(statements), tuple(mentions))


def fault(row: Row, message: str) -> GoldError:
    """The error that names the row's file and line before the message."""
    return GoldError(f"{row.path}:{row.number}: {message}")


Checked = TypeVar("Checked", bound=BaseModel)


def checked(row: Row, model: type[Checked]) -> Checked:
    """The row as its model. Raises GoldError, naming file, line and field, where it has another form."""
    try:
        return model.model_validate(row.data)
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(step) for step in first["loc"])
        raise fault(row, f"{where}: {first['msg'].removeprefix('Value error, ')}") from error


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _date(value: str) -> str:
    date_bounds(value)
    return value


Name = Annotated[str, Field(min_length=1)]
Names = Annotated[list[Name], BeforeValidator(_listed), Field(min_length=1)]


class _StatementRow(BaseModel):
    """A line of the form `documents`; what else stands in it is the annotator's own."""

    model_config = ConfigDict(strict=True)

    subject: Names
    relation: Names
    object: Names
    sentence: str = ""
    place: Names | None = None
    date: Annotated[str, AfterValidator(_date)] | None = None
    polarity: Polarity | None = None
    modality: Modality | None = None
    attributed_to: Names | None = None
    weight: Literal["core", "inferred"] = "core"


class _AnnotatedStatement(BaseModel):
    """A statement of a line of the form `sentences`, in the words of that line."""

    model_config = ConfigDict(strict=True, extra="forbid")

    s: str
    r: str
    o: str
    t: str | None = None
    place: str | None = None
    date: str | None = None
    by: str | None = None
    num: str | int | None = None
    mod: Modality | None = None
    neg: bool = False


class _LineRow(BaseModel):
    """A line of the form `sentences`."""

    model_config = ConfigDict(strict=True)

    n: int
    m: list[Annotated[list[Name], Field(min_length=2, max_length=3)]] = []
    s: list[_AnnotatedStatement] = []


MENTION_TYPES = frozenset({"PER", "ORG", "GPE", "LOC", "FAC", "NORP", "EVT", "WPN"})
"""The annotators' types of mentions."""
WORDED = ("t", "place", "date", "by", "num")
"""What a statement of a line repeats from the line."""


def _row(path: Path, number: int, line: str) -> Row:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{path}:{number}: this is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise GoldError(f"{path}:{number}: this is JSON, but no object {{…}}")
    return Row(path, number, data)


def _form(row: Row) -> Form:
    if SENTENCE_KEYS & row.data.keys():
        return "sentences"
    if DOCUMENT_KEYS & row.data.keys():
        return "documents"
    raise fault(row, "neither a statement (subject, relation, object) nor an annotated line of the text (n, m, s)")


def _document_statement(row: Row, vocabulary: Vocabulary) -> GoldStatement:
    data = checked(row, _StatementRow)
    for relation in data.relation:
        _check_relation(row, relation, vocabulary)
    return GoldStatement(
        subject=GoldArgument(data.subject[0], name_keys(*data.subject)),
        relations=tuple(data.relation),
        object=GoldArgument(data.object[0], name_keys(*data.object)),
        sentence=data.sentence,
        core=data.weight == "core",
        places=name_keys(*(data.place or ())),
        date=data.date,
        polarity=data.polarity or "affirmed",
        modality=data.modality or "asserted",
        attributed=data.attributed_to is not None,
    )


def _line_gold(row: Row, position: int, start: int, line: str, vocabulary: Vocabulary) -> tuple[list[GoldStatement], list[Span]]:
    """The statements and the spans of the named mentions of the line that begins at `start`."""
    data = checked(row, _LineRow)
    if data.n != position:
        raise fault(row, f"n is {data.n} where {position} is due: each line of the text has its row, in order")
    spans = {words: (start + first, start + last) for words, (first, last) in _mentions(row, data, line)}
    statements = [_line_statement(row, each, spans, line, vocabulary) for each in data.s]
    return statements, [spans[words] for words, _kind, *refers_to in data.m if not any(refers_to)]


def _mentions(row: Row, data: _LineRow, line: str) -> Iterator[tuple[str, Span]]:
    seen: set[str] = set()
    for words, kind, *_refers_to in data.m:
        if kind not in MENTION_TYPES:
            raise fault(row, f"no type of mention is named {kind!r}; there are {', '.join(sorted(MENTION_TYPES))}")
        if words in seen:
            raise fault(row, f"the mention {words!r} stands here twice: the second occurrence is {words + '#2'!r}")
        seen.add(words)
        yield words, _place_in(line, words, "mention", row)


def _line_statement(
    row: Row, data: _AnnotatedStatement, spans: Mapping[str, Span], line: str, vocabulary: Vocabulary
) -> GoldStatement:
    _check_relation(row, data.r, vocabulary)
    for words in (data.s, data.o):
        if words not in spans:
            raise fault(row, f"{words!r} takes part in a statement and is no mention of the line")
    for key in WORDED:
        if getattr(data, key) not in {None, ""}:
            _place_in(line, str(getattr(data, key)), key, row)
    return GoldStatement(
        subject=GoldArgument(data.s, span=spans[data.s]),
        relations=(data.r,),
        object=GoldArgument(data.o, span=spans[data.o]),
        sentence=line,
        polarity="negated" if data.neg else "affirmed",
        modality=data.mod or "asserted",
        attributed=bool(data.by),
    )


def _place_in(line: str, words: str, what: str, row: Row) -> Span:
    found = locate(line, words)
    if found is None:
        raise fault(row, f"the {what} {words!r} does not stand in the line of the text")
    return found


def _check_relation(row: Row, name: str, vocabulary: Vocabulary) -> None:
    try:
        vocabulary.relation(name)
    except UsageError as error:
        raise fault(row, str(error)) from error
