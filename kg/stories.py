"""Stories: sentences of a paragraph that tell more of the same violence, without its day and place.

`JNIM stormed the camp at Soum on 5 May. It killed 40 soldiers.` They were killed at Soum on 5 May. What is told so is an
inference, so it holds for the two sentences after alone, of what the same party did, and only while they name no day and no place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from kg.context import Knowledge, SentenceContext
from kg.records import Mention, Statement

FAMILY = "violence"
REACH = 2
"""How many sentences after its day was told a story goes on."""
SET_APART = frozenset({"advmod", "obl", "obl:unmarked", "obl:tmod", "advcl", "nmod"})
"""How what may say that it was another day or place hangs on the verb or its object: `often`, `a decade ago`, `in other towns`."""
TOLD = frozenset({"VBD", "VBN", "VBG"})
"""Tags of the verbs that tell a story."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a sentence told: in which segment, of whom, when and where."""

    segment: int
    parties: frozenset[str]
    date: str | None
    place: Mention | None


class Stories:
    """Follows the statements of a document, sentence by sentence."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._told: _Told | None = None
        self._since = 0

    def of(self, context: SentenceContext, found: Sequence[Statement]) -> list[Statement]:
        """The statements of the next sentence, those that go on with the story of the one before with its day and place."""
        self._since += 1
        goes_on = self._told is not None and self._told.segment == context.offset and self._since <= REACH
        told = self._told if goes_on and not self._set_anew(context) else None
        statements = [self._carried(each, told, context.sentence) if told else each for each in found]
        violent = [each for each in statements if self._is_violence(each)]
        if violent and not told:
            self._told, self._since = self._told_by(violent, context.offset), 0
        elif not told or any((each.date, each.place) != (told.date, told.place) for each in violent):
            self._told = None
        return statements

    def _set_anew(self, context: SentenceContext) -> bool:
        """Whether the sentence has a day or a place of its own."""
        is_a = self._knowledge.vocabulary.is_a
        named = (context.found[token.i] for token in context.sentence if token.i in context.found)
        return bool(context.own_dates) or any(is_a(each.entity.kind, "Place") for each in named)

    def _carried(self, statement: Statement, told: _Told, sentence: Span) -> Statement:
        if not (self._is_violence(statement) and statement.subject.entity.id in told.parties and _is_told(statement, sentence)):
            return statement
        return replace(statement, date=statement.date or told.date, place=statement.place or told.place)

    def _is_violence(self, statement: Statement) -> bool:
        fact = (statement.polarity, statement.modality) == ("affirmed", "asserted")
        return fact and self._knowledge.vocabulary.relations[statement.relation].family == FAMILY

    def _told_by(self, violent: list[Statement], segment: int) -> _Told | None:
        """The story of a sentence's violence; None where it has none, or more than one."""
        days = {each.date for each in violent}
        where = [each.place for each in violent if each.place] or [each.object for each in violent if self._is_named_place(each)]
        if len(days) != 1 or len({each.entity.id for each in where}) > 1:
            return None
        parties = frozenset(each.subject.entity.id for each in violent)
        return _Told(segment, parties, next(iter(days)), where[0] if where else None)

    def _is_named_place(self, statement: Statement) -> bool:
        hit = statement.object.entity
        return self._knowledge.vocabulary.is_a(hit.kind, "Place") and not hit.name.islower()


def _is_told(statement: Statement, sentence: Span) -> bool:
    """Whether a verb tells of it as of what happened then: not `kills`, `has killed`, `had killed`, `a killing`."""
    word = statement.trigger.split()[0]
    trigger = next((token for token in sentence if token.text == word and token.tag_ in TOLD), None)
    if trigger is None or any(_is_perfect(token) for token in (trigger, trigger.head)):
        return False
    told = [trigger, *([trigger.head] if trigger.dep_ == "conj" else ())]
    hit = [child for verb in told for child in verb.children if child.dep_ == "obj"]
    return not any(child.dep_ in SET_APART for word in (*told, *hit) for child in word.children)


def _is_perfect(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children)
