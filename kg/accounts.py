"""Accounts: sentences that tell, day by day, of the deeds of one doer whom they do not name again.

`The FLA launched a series of operations. On June 12, an ambush killed ten soldiers. The next day, a convoy was attacked.` What
is told so is an inference, so it ends at the first sign that the story is another one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from spacy.tokens import Span, Token

from kg.context import Knowledge, Setting, dates_in
from kg.coreference import SUBJECT_LABELS
from kg.dates import DateSpan
from kg.mentions import Found
from kg.periods import DAY_LENGTH, date_bounds
from kg.qualifiers import meaning
from kg.records import Document, Mention
from kg.segments import Segment
from kg.settings import ARMED, named_mention
from kg.syntax import governing_verb, head_of_name, is_passive, is_question, logical_subject, preposition

REACH = 8
"""How many sentences after its doer was named an account goes on."""
LONGEST_GAP = 31
"""How many days after the day before the next one of an account may be."""

Bounds = tuple[date, date]


class Accounts:
    """Follows a document, sentence by sentence."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._doer: Mention | None = None
        self._last: Bounds | None = None
        self._since = 0

    def of(
        self,
        sentence: Span,
        found: Mapping[int, Found],
        dates: tuple[DateSpan, ...],
        setting: Setting,
        where: tuple[Segment, Document],
        acting: Iterable[Found],
    ) -> Setting:
        """The setting of the next sentence, with who is `acting` in it (see `at_work`).

        `dates` are those of its segment, and `where` is that and the document.
        """
        doers = {each.entity.id: each for each in acting}
        if doers:
            self._doer = named_mention(next(iter(doers.values())), sentence.doc, *where) if len(doers) == 1 else None
            self._last, self._since = _first_date(sentence, dates), 0
            return setting
        self._since += 1
        day = _opening_day(sentence, dates)
        if self._doer is None or day is None or not self._goes_on(sentence, found, day, setting):
            self._doer = None
            return setting
        self._last = day
        return replace(setting, actor=self._doer)

    def _goes_on(self, sentence: Span, found: Mapping[int, Found], day: Bounds, setting: Setting) -> bool:
        """Whether a sentence that begins with a day may tell of the same doer: no line of a digest, and nobody else at work."""
        digest = setting.place or setting.date or setting.actor
        follows = self._last is None or (self._last[0] <= day[0] and (day[0] - self._last[1]).days <= LONGEST_GAP)
        return not digest and follows and self._since <= REACH and not any(self._acts(token, found) for token in sentence)

    def at_work(self, sentence: Span, found: Mapping[int, Found]) -> Iterator[Found]:
        """The armed actors of whose violence the sentence tells as a fact."""
        inside = {each.root: each for place, each in found.items() if sentence.start <= place < sentence.end}
        armed = {root: each for root, each in inside.items() if self._knowledge.vocabulary.fits(each.entity.kind, ARMED)}
        if not armed or is_question(sentence):
            return
        for token in sentence:
            if token.i not in found and self._is_violent(token):
                doers = [armed[doer.i] for verb in self._verbs_of(token) for doer in logical_subject(verb) if doer.i in armed]
                if doers and self._is_fact(token):
                    yield from doers

    def _is_violent(self, token: Token) -> bool:
        """Whether a word tells of violence by itself, and may not as well tell who holds a place: not `left`, nor `occupied`."""
        frames = self._knowledge.lexicon.triggered(token.lower_, token.lemma_.lower(), token.pos_)
        families = {self._knowledge.vocabulary.relations[frame.relation].family for frame in frames if not frame.needs}
        return "violence" in families and "controls" not in self._relations(token)

    def _relations(self, token: Token) -> frozenset[str]:
        return self._knowledge.lexicon.relations_of(token.lower_, token.lemma_.lower(), token.pos_)

    def _verbs_of(self, deed: Token) -> list[Token]:
        """The verbs whose subject does the deed: itself, or `launched` for `operations` in `launched a series of operations`."""
        verbs = self._knowledge.lexicon.verbs
        if deed.pos_ != "NOUN":
            return [] if deed.lemma_.lower() in verbs.reverse | verbs.suffering else [deed]  # `suffered an ambush`
        while deed.dep_ == "nmod" and preposition(deed) == "of" and deed.head.pos_ == "NOUN":
            deed = deed.head
        return governing_verb(deed, verbs.light)

    def _is_fact(self, deed: Token) -> bool:
        meant = meaning(deed, self._knowledge.claims, self._knowledge.lexicon.verbs.light)
        return (meant.polarity, meant.modality, meant.speaker) == ("affirmed", "asserted", None)

    def _acts(self, token: Token, found: Mapping[int, Found]) -> bool:
        """Whether the word names somebody who does something: an active subject, or by whom or at whose hands it was done."""
        if not (
            token.i in found
            or token.pos_ in {"PRON", "PROPN"}
            or self._knowledge.nouns.is_collective(token.lower_, token.lemma_.lower())
        ):
            return False
        head = head_of_name(token)
        if head.dep_ in SUBJECT_LABELS:
            return not is_passive(head.head)
        above = head.head
        if preposition(head) == "by":  # who holds the camp that is hit does not hit it
            return above.dep_ != "acl" or "controls" not in self._relations(above)
        return above.lemma_ == "hand" and above != head


def _first_date(sentence: Span, dates: tuple[DateSpan, ...]) -> Bounds | None:
    value = next((span.value for span in dates_in(sentence, dates)), None)
    return date_bounds(value) if value else None


def _opening_day(sentence: Span, dates: tuple[DateSpan, ...]) -> Bounds | None:
    """The day, or the few days, that a sentence begins with: `On June 12, …`, `The next day, …`."""
    words = [token for token in sentence if not token.is_space][:2]
    for span in dates:
        exact = span.value and all(len(side) == DAY_LENGTH for side in span.value.split("/"))
        if words and exact and words[0].idx <= span.start <= words[-1].idx:
            return date_bounds(span.value)
    return None
