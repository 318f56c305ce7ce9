"""What lines and lists say once for all that stands in them: a date, a place, whose deeds are told."""

from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc, Span

from kg.context import NOWHERE, Setting, dates_in
from kg.dates import DateSpan
from kg.mentions import Found
from kg.records import Document, Mention
from kg.segments import Segment
from kg.vocabulary import Vocabulary

HEADER_MAX = 16
HEADER_ENDS = frozenset({":", ".", "–", "—", "-"})
"""Words that a line's header has at most, and what may stand at its end: `June 22 – Léré (Timbuktu): …`, `16 April: …`."""
ARMED = ("ArmedGroup", "ArmedForce", "PrivateMilitaryCompany")
POINTING = frozenset({"this", "that", "these", "those"})
REACH = 8
"""How many sentences before a list its doer may be at work, those of other lists left out."""


class Settings:
    """Follows a document, segment by segment."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self._document, self._vocabulary = document, vocabulary
        self._doer: tuple[int, Mention] | None = None
        self._listed: Mention | None = None
        self._sentences = 0

    def of(
        self, segment: Segment, doc: Doc, found: dict[int, Found], dates: tuple[DateSpan, ...], acting: Iterable[Found]
    ) -> Setting:
        """The setting of the next segment, in which these are `acting`: of whose violence it tells as a fact.

        A list tells of the deeds of the last of them before it, and once an item names another one, of that one's.
        """
        mentions = [named_mention(each, doc, segment, self._document) for each in acting]
        last = mentions[-1] if mentions else None
        if segment.kind != "item":
            self._sentences += sum(1 for _ in doc.sents)
            self._doer = (self._sentences, last) if last else self._doer
            self._listed = None
        elif last is not None:
            self._listed = last
        elif self._listed is None and self._doer and self._sentences - self._doer[0] <= REACH:
            self._listed = self._doer[1]
        return replace(self._header(segment, doc, found, dates), actor=self._listed)

    def _header(self, segment: Segment, doc: Doc, found: dict[int, Found], dates: tuple[DateSpan, ...]) -> Setting:
        """The first place and date before the colon or dash that a line may begin with; of a dateline the date alone."""
        mark = _header_end(doc[:HEADER_MAX])
        day = next((span.value for span in dates if span.end <= doc[mark].idx), None) if mark else None
        places = (found[token.i] for token in doc[:mark] if token.i in found)
        place = next((each for each in places if self._vocabulary.is_a(each.entity.kind, "Place")), None)
        clause = any(token.pos_ in {"VERB", "AUX", "PRON"} and token.i not in found for token in doc[:mark])
        if clause or not (day or (place and segment.kind == "item")):
            return NOWHERE
        if place and segment.kind != "item" and _is_dateline(doc[:mark], place, found):
            return Setting(date=day, dateline=True)
        return Setting(named_mention(place, doc, segment, self._document) if place else None, day)


class Days:
    """Carries the day of a sentence on to the next that speaks of the same event: `This visit …`, `Those attacks …`."""

    def __init__(self) -> None:
        self._told: str | None = None

    def of(self, sentence: Span, dates: tuple[DateSpan, ...], setting: Setting) -> Setting:
        """The setting of the next sentence; `dates` are those of its segment."""
        inside = [span.value for span in dates_in(sentence, dates)]
        if inside:
            self._told = inside[0] if len(inside) == 1 else None
            return setting
        if not _points_back(sentence):
            self._told = None
        return replace(setting, date=self._told) if self._told and setting.date is None else setting


def _points_back(sentence: Span) -> bool:
    """Whether a sentence begins with what the one before told."""
    first = next((token for token in sentence if not token.is_punct and not token.is_space), None)
    return first is not None and first.lower_ in POINTING and first.dep_ == "det" and first.head.pos_ == "NOUN"


def _header_end(words: Span) -> int:
    """The word at which a header ends; 0 where there is none. A colon may be a part of a word, as in `):`."""
    marks = [token.i for token in words if token.text in HEADER_ENDS and token.i]
    return next((token.i for token in words if token.text.endswith(":")), marks[0] if marks else 0)


def _is_dateline(header: Span, place: Found, found: dict[int, Found]) -> bool:
    """Whether a header says where and when a report was written: with a place in capitals first, or an agency last."""
    return found.get(header.start) is place and (header[0].is_upper or header[-1].text.endswith(")"))


def named_mention(found: Found, doc: Doc, segment: Segment, document: Document) -> Mention:
    """A mention of a parsed segment by its place in the document."""
    span = doc[found.first : found.last]
    start, end = segment.start + span.start_char, segment.start + span.end_char
    return Mention(start, end, document.text[start:end], found.entity, found.source)
