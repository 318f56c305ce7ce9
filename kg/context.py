"""What the steps of extraction share: the knowledge beside the text, and one sentence with what was found in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Span

from kg.arguments import Argument
from kg.coreference import Discourse
from kg.dates import DateSpan
from kg.frames import Lexicon
from kg.gazetteer import Gazetteer
from kg.mentions import Found, MentionFinder
from kg.nouns import Nouns
from kg.qualifiers import Claims
from kg.records import Mention
from kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that extraction needs to know beside the text."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    claims: Claims
    nouns: Nouns
    gazetteer: Gazetteer
    finder: MentionFinder


@dataclass(frozen=True, slots=True)
class Setting:
    """What the line or list item that a sentence stands in begins with: `June 22 – Léré (Timbuktu): …`.

    `actor` is who the text before a list or an account says is at work: whose deeds it tells, where it names nobody. After a
    `dateline` (`BAMAKO, June 12 (Agency) –`) the date is that of writing.
    """

    place: Mention | None = None
    date: str | None = None
    actor: Mention | None = None
    dateline: bool = False


NOWHERE = Setting()


def dates_in(sentence: Span, dates: Iterable[DateSpan]) -> list[DateSpan]:
    """Those of a segment's dates that stand in the sentence."""
    return [span for span in dates if sentence.start_char <= span.start < sentence.end_char]


@dataclass(frozen=True, slots=True)
class SentenceContext:
    """One sentence with what the steps before found in it. `offset` is the parsed segment's place in the document."""

    document: str
    text: str
    offset: int
    sentence: Span
    found: Mapping[int, Found]
    dates: tuple[DateSpan, ...]
    discourse: Discourse
    setting: Setting = NOWHERE

    @property
    def start(self) -> int:
        """Where the sentence begins in the document."""
        return self.offset + self.sentence.start_char

    @property
    def end(self) -> int:
        """Where the sentence ends in the document."""
        return self.offset + self.sentence.end_char

    @property
    def own_dates(self) -> list[DateSpan]:
        """The dates of the sentence among those of its segment."""
        return dates_in(self.sentence, self.dates)

    @property
    def wording(self) -> str:
        """The sentence as it stands in the document."""
        return self.text[self.start : self.end]

    def mention(self, argument: Argument) -> Mention:
        """The stretch of the document that stands for an argument."""
        if argument.elsewhere is not None:
            return argument.elsewhere
        span = self.sentence.doc[argument.first : argument.last]
        start, end = self.offset + span.start_char, self.offset + span.end_char
        return Mention(start, end, self.text[start:end], argument.entity, "coreference" if argument.resolved else "gazetteer")
