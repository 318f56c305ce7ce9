"""From a coded event to a document: a line that tells it with the row's notes, its statements, and all the row's cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kg.records import DOCUMENT_BASE, Document, Entity, Maker, Mention, Reading, Statement, TableRow, digest
from kg.tables.events import TableEvent
from kg.tables.mapping import Table
from kg.tables.rows import Row
from kg.vocabulary import Vocabulary

Silence = Literal["no relation for this type of event", "no known actor", "nobody and nothing that it is done to",
                  "the same actor on both sides", "a relation that these two cannot have"]  # fmt: skip
"""Why a row makes no statement."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What was made of a row, and why it makes no statement where it makes none."""

    reading: Reading
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class _Ends:
    subject: Mention
    object: Mention
    deaths: int | None = None
    back: int | None = None


def mapped(row: Row, table: Table, event: TableEvent, maker: Maker, vocabulary: Vocabulary) -> Mapped:
    """The document of the row and what it states. The row's id stands in the text, so that no two rows are one document."""
    told = _Told(row, table, event)
    document = Document(
        id=DOCUMENT_BASE + digest(told.text),
        name=f"{row.kind}:{event.row}",
        text=told.text,
        title=f"{table.label} {event.row}",
        date=event.date,
        source=table.label,
        location=TableRow(row.kind, event.row, row.file).location,
        row=TableRow(row.kind, event.row, row.file),
        url=_address(row.cells.get(table.columns.url or "", "")),
    )
    found = _ends(told, event, vocabulary)
    statements: tuple[Statement, ...] = ()
    silence = found if isinstance(found, str) else None
    if not isinstance(found, str):
        statements = tuple(_statements(document, told, table, event, found, vocabulary))
        silence = None if statements else "a relation that these two cannot have"
    return Mapped(Reading(document, told.mentions(), statements, 1, maker), silence)


def _address(text: str) -> str | None:
    return text if text.startswith(("https://", "http://")) else None


class _Told:
    """The text of a row and where in it the actors and the place stand."""

    def __init__(self, row: Row, table: Table, event: TableEvent) -> None:
        columns, cells = table.columns, row.cells
        self._text = ""
        self._add(f"{event.label}: ")
        self.first = self._mention(cells.get(columns.actor1, ""), event.first)
        if cells.get(columns.actor2):
            self._add(" – ")
        self.second = self._mention(cells.get(columns.actor2, ""), event.second)
        self._add("; ")
        self.place = self._mention(cells.get(columns.place, ""), event.place)
        around = [cells.get(column, "") for column in (columns.region, columns.country) if column]
        self._add("".join(f", {each}" for each in around if each))
        self._add(f"; {event.date}")
        if event.coded.fatalities is not None:
            self._add(f"; fatalities: {event.coded.fatalities}")
        self._add(".")
        notes = next((cells[column] for column in columns.notes if cells.get(column)), "")
        self.sentence = f"{self._text} {notes}".strip()
        every = "\n".join(f"{name}: {value}" for name, value in cells.items() if value)
        self.text = f"{self.sentence}\n\n{table.label} {event.row}\n{every}\n"

    def mentions(self) -> tuple[Mention, ...]:
        return tuple(each for each in (self.first, self.second, self.place) if each)

    def _add(self, words: str) -> None:
        self._text += words

    def _mention(self, words: str, entity: Entity | None) -> Mention | None:
        start = len(self._text)
        self._add(words)
        if entity is None or not words:
            return None
        return Mention(start, len(self._text), words, entity, "gazetteer" if entity.known else "model")


def _ends(told: _Told, event: TableEvent, vocabulary: Vocabulary) -> _Ends | Silence:
    """Who does it to whom or what, with how many of whom died, by the rule for this type of event."""
    rule = event.type
    if rule is None or rule.relation is None:
        return "no relation for this type of event"
    turned = _turned(event, rule.begins)
    first, second = (told.second, told.first) if turned else (told.first, told.second)
    if first is None or (turned is None and second is not None):
        return "no known actor"
    target = told.place if rule.ends == "place" or (rule.ends == "either" and second is None) else second
    if target is None:
        return "nobody and nothing that it is done to"
    if target.entity.id == first.entity.id:
        return "the same actor on both sides"
    if vocabulary.relation(rule.relation).symmetric:
        own, others = reversed(event.deaths) if turned else event.deaths
        return _Ends(first, target, others, own)
    return _Ends(first, target, event.coded.fatalities if target is second else None)  # only one side suffers


def _turned(event: TableEvent, begins: str) -> bool | None:
    """Whether the second actor is the subject; None where the rule asks for the state's side and that cannot be told."""
    if begins in {"first", "second"}:
        return begins == "second"
    if event.first_is_state is None:
        return None
    return event.first_is_state != (begins == "state")


def _statements(
    document: Document, told: _Told, table: Table, event: TableEvent, ends: _Ends, vocabulary: Vocabulary
) -> Iterator[Statement]:
    rule = event.type
    if rule is None or rule.relation is None:
        return
    made: list[tuple[Mention, str, Mention, int | None]] = [(ends.subject, rule.relation, ends.object, None)]
    if rule.deadly and ends.deaths:
        made.append((ends.subject, rule.deadly, ends.object, ends.deaths))
    if rule.deadly and ends.back:
        made.append((ends.object, rule.deadly, ends.subject, ends.back))
    for subject, relation, target, count in made:
        known = vocabulary.relation(relation)
        if vocabulary.fits(subject.entity.kind, known.domain) and vocabulary.fits(target.entity.kind, known.range):
            yield Statement(
                document=document.id,
                sentence=told.sentence,
                start=0,
                end=len(told.sentence),
                subject=subject,
                relation=relation,
                object=target,
                trigger=event.label,
                frame=f"{document.row.kind if document.row else ''}:{rule.name}",
                confidence=table.confidence,
                place=told.place,
                date=event.date,
                modality=rule.modality,
                count=count,
                coded=event.coded,
            )
