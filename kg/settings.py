"""What lines, lists and accounts say once for all that stands in them: a date, a place, whose deeds are told."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from kg.context import Knowledge, Setting
from kg.coreference import SUBJECT_LABELS
from kg.dates import DateSpan
from kg.mentions import Found
from kg.records import Document, Mention
from kg.segments import Segment
from kg.syntax import is_passive, logical_subject, preposition
from kg.vocabulary import Vocabulary

HEADER_MAX = 16
HEADER_ENDS = frozenset({":", ".", "–", "—", "-"})
"""Words that a line's header has at most, and what may stand at its end: `June 22 – Léré (Timbuktu): …`, `16 April: …`."""
ARMED = ("ArmedGroup", "ArmedForce", "PrivateMilitaryCompany")
POINTING = frozenset({"this", "that", "these", "those"})
REACH = 8
"""How many sentences before a list its doer may be named, those of other lists left out."""


class Settings:
    """Follows a document, segment by segment."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self._document, self._vocabulary = document, vocabulary
        self._doer: tuple[int, Mention] | None = None
        self._listed: Mention | None = None
        self._sentences = 0

    def of(self, segment: Segment, doc: Doc, found: dict[int, Found], dates: tuple[DateSpan, ...]) -> Setting:
        """The setting of the next segment."""
        if segment.kind != "item":
            self._sentences += sum(1 for _ in doc.sents)
            self._remember_doer(segment, doc, found)
            self._listed = None
        elif self._listed is None and self._doer and self._sentences - self._doer[0] <= REACH:
            self._listed = self._doer[1]
        place, day = self._header(segment, doc, found, dates)
        return Setting(place, day, self._listed)

    def _remember_doer(self, segment: Segment, doc: Doc, found: dict[int, Found]) -> None:
        """The last armed actor that was a subject."""
        for each in sorted({each.first: each for each in found.values()}.values(), key=lambda each: each.first):
            if self._vocabulary.fits(each.entity.kind, ARMED) and _is_subject(doc[each.root]):
                self._doer = self._sentences, named_mention(each, doc, segment, self._document)

    def _header(
        self, segment: Segment, doc: Doc, found: dict[int, Found], dates: tuple[DateSpan, ...]
    ) -> tuple[Mention | None, str | None]:
        """The first place and date before the colon or dash that a line may begin with."""
        mark = _header_end(doc[:HEADER_MAX])
        day = next((span.value for span in dates if span.end <= doc[mark].idx), None) if mark else None
        places = (found[token.i] for token in doc[:mark] if token.i in found)
        place = next((each for each in places if self._vocabulary.is_a(each.entity.kind, "Place")), None)
        clause = any(token.pos_ in {"VERB", "AUX", "PRON"} and token.i not in found for token in doc[:mark])
        if clause or not (day or (place and segment.kind == "item")):
            return None, None
        return named_mention(place, doc, segment, self._document) if place else None, day


class Days:
    """Carries the day of a sentence on to the next that speaks of the same event: `This visit …`, `Those attacks …`."""

    def __init__(self) -> None:
        self._told: str | None = None

    def of(self, sentence: Span, dates: tuple[DateSpan, ...], setting: Setting) -> Setting:
        """The setting of the next sentence; `dates` are those of its segment."""
        inside = [span.value for span in dates if sentence.start_char <= span.start < sentence.end_char]
        if inside:
            self._told = inside[0] if len(inside) == 1 else None
            return setting
        if not _points_back(sentence):
            self._told = None
        return replace(setting, date=self._told) if self._told and setting.date is None else setting


class Deeds:
    """Carries who is at work on to the sentences that tell, day by day, of more deeds and name no doer.

    `The FLA launched a series of operations. On June 12 an ambush killed ten soldiers. The next day a convoy was attacked.`
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._doer: Mention | None = None

    def of(
        self,
        sentence: Span,
        found: Mapping[int, Found],
        dates: tuple[DateSpan, ...],
        setting: Setting,
        where: tuple[Segment, Document],
    ) -> Setting:
        """The setting of the next sentence; `dates` are those of its segment, and `where` is that and the document."""
        doer = next(self._at_work(sentence, found), None)
        if doer is not None:
            self._doer = named_mention(doer, sentence.doc, *where)
            return setting
        if not _begins_with_date(sentence, dates) or any(self._acts(token, found) for token in sentence):
            self._doer = None
        return replace(setting, actor=self._doer) if self._doer and setting.actor is None else setting

    def _at_work(self, sentence: Span, found: Mapping[int, Found]) -> Iterator[Found]:
        """The armed actors of whose violence the sentence tells."""
        inside = {each.root: each for place, each in found.items() if sentence.start <= place < sentence.end}
        armed = {root: each for root, each in inside.items() if self._knowledge.vocabulary.fits(each.entity.kind, ARMED)}
        for token in sentence if armed else ():
            if token.i not in found and self._is_violent(token):
                yield from (armed[doer.i] for doer in logical_subject(_verb_of(token)) if doer.i in armed)

    def _is_violent(self, token: Token) -> bool:
        names = self._knowledge.lexicon.relations_of(token.lower_, token.lemma_.lower(), token.pos_)
        return any(self._knowledge.vocabulary.relations[name].family == "violence" for name in names)

    def _acts(self, token: Token, found: Mapping[int, Found]) -> bool:
        """Whether the word names somebody who does something, as the head or a part of an active subject."""
        somebody = (
            token.i in found or token.tag_ == "PRP" or self._knowledge.nouns.is_collective(token.lower_, token.lemma_.lower())
        )
        return somebody and _is_subject(token) and not is_passive(_subject_verb(token))


def _verb_of(token: Token) -> Token:
    """The verb of a deed that a noun names: `launched` for `operations` in `launched a series of operations`."""
    while token.pos_ == "NOUN" and (token.dep_ == "obj" or (token.dep_ == "nmod" and preposition(token) == "of")):
        token = token.head
    return token


def _begins_with_date(sentence: Span, dates: tuple[DateSpan, ...]) -> bool:
    """Whether a sentence begins with a day: `On June 12, …`, `The next day, …`."""
    words = [token for token in sentence if not token.is_space]
    return any(words[0].idx <= span.start <= words[min(1, len(words) - 1)].idx for span in dates)


def _points_back(sentence: Span) -> bool:
    """Whether a sentence begins with what the one before told."""
    first = next((token for token in sentence if not token.is_punct and not token.is_space), None)
    return first is not None and first.lower_ in POINTING and first.dep_ == "det" and first.head.pos_ == "NOUN"


def _header_end(words: Span) -> int:
    """The word at which a header ends; 0 where there is none. A colon may be a part of a word, as in `):`."""
    marks = [token.i for token in words if token.text in HEADER_ENDS and token.i]
    return next((token.i for token in words if token.text.endswith(":")), marks[0] if marks else 0)


def _is_subject(token: Token) -> bool:
    return _head_of_name(token).dep_ in SUBJECT_LABELS


def _subject_verb(token: Token) -> Token:
    """The verb whose subject a word is or is a part of."""
    return _head_of_name(token).head


def _head_of_name(token: Token) -> Token:
    while token.dep_ in {"flat", "compound", "nmod:desc", "conj"} and token.head != token:
        token = token.head
    return token


def named_mention(found: Found, doc: Doc, segment: Segment, document: Document) -> Mention:
    """A mention of a parsed segment by its place in the document."""
    span = doc[found.first : found.last]
    start, end = segment.start + span.start_char, segment.start + span.end_char
    return Mention(start, end, document.text[start:end], found.entity, found.source)
