"""When what a text says is about an event of a table: actors, time and place each have a score, and so has the pair.

`docs/import.md` states the rule in words; what stands here is that rule and no more.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np

from kg.alignment.gathering import Known, Said, TableEvent
from kg.folding import Parts
from kg.metrics.sphere import distances
from kg.records import Entity, StoredStatement
from kg.tables.mapping import Events
from kg.vocabulary import Vocabulary

Verdict = Literal["confirms", "contradicts"]

WEIGHTS = {"actors": 0.4, "time": 0.25, "place": 0.35}
WHOLE = 0.8
"""A part beside its whole: an army and its state, a katiba and its group."""
ONE_SIDE = 0.6
"""One actor is the same, and of the other one side knows no more than that there was somebody, or a place."""
BY_DOCUMENT = 0.7
"""The text gives no date, and its report was written in those days."""
COUNTRY, NOWHERE = 0.5, 0.3
"""The text names the country alone; it names no place at all."""


@dataclass(frozen=True, slots=True)
class Near:
    """What is near: so many days, so many kilometres, a score of at least so much; and numbers that differ by that share agree."""

    days: int = 3
    km: float = 50
    score: float = 0.6
    tolerance: float = 0.25


@dataclass(frozen=True, slots=True)
class Match:
    """A statement of a text about an event of a table, how sure that is, and how the two stand to each other."""

    said: Said
    event: TableEvent
    score: float
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True)
class _Alike:
    score: float
    turned: bool = False


class Rule:
    """Compares what texts say with events of tables."""

    def __init__(self, near: Near, known: Known, parts: Parts, vocabulary: Vocabulary, events: Events) -> None:
        self.near, self._known, self._parts, self._vocabulary = near, known, parts, vocabulary
        self._region_reach = events.reach["region"]
        self._deadly = {each.deadly for table in events.table.values() for each in table.types if each.deadly}

    def match(self, said: Said, event: TableEvent) -> Match | None:
        """How the two fit; None where they are not about the same."""
        actors = self._actors(said, event)
        time, place = self._time(said, event), self._place(said.statement, event)
        if actors is None or time is None or place is None:
            return None
        score = WEIGHTS["actors"] * actors.score + WEIGHTS["time"] * time + WEIGHTS["place"] * place
        if score < self.near.score or (actors.turned and said.statement.polarity == "negated"):
            return None  # that the other one did not do it denies nothing
        against = self._against(said.statement, event, turned=actors.turned)
        return Match(said, event, round(score, 3), "contradicts" if against else "confirms", against or "")

    def keys(self, statement: StoredStatement, day: str) -> set[str]:
        """The ids under which the statement's actors are looked for: their own and those of their wholes."""
        ends = [end for end in (statement.subject, statement.object) if not self._is_vague(end)]
        return {each.id for end in ends for each in (end, self._parts.whole_of(end, day))}

    def _actors(self, said: Said, event: TableEvent) -> _Alike | None:
        """How far subject and object are the same; `turned` where each is the other, and the relation has a direction."""
        found = [alike for each in event.statements if (alike := self._alike(said.statement, each, str(event.first)))]
        return min(found, key=lambda alike: (alike.turned, -alike.score), default=None)

    def _alike(self, text: StoredStatement, coded: StoredStatement, day: str) -> _Alike | None:
        relation, other = self._vocabulary.relation(text.relation), self._vocabulary.relation(coded.relation)
        if relation.family != other.family:
            return None
        straight = self._ends(text.subject, text.object, coded, day)
        if straight:
            return _Alike(straight)
        symmetric = relation.symmetric or other.symmetric
        crossed = self._ends(text.object, text.subject, coded, day, both=not symmetric)
        return _Alike(crossed, turned=not symmetric) if crossed else None

    def _ends(self, first: Entity, second: Entity, coded: StoredStatement, day: str, *, both: bool = False) -> float:
        one, other = self._same(first, coded.subject, day), self._same(second, coded.object, day)
        if one and other:
            return (one + other) / 2
        if both:
            return 0
        if one and (self._is_vague(second) or self._is_vague(coded.object)):
            return one * ONE_SIDE
        if other and (self._is_vague(first) or self._is_vague(coded.subject)):
            return other * ONE_SIDE
        return 0

    def _same(self, one: Entity, other: Entity, day: str) -> float:
        if self._is_place(one) or self._is_place(other):
            return 0
        if one.id == other.id:
            return 1
        return WHOLE if self._parts.whole_of(one, day).id == self._parts.whole_of(other, day).id else 0

    def _is_vague(self, entity: Entity) -> bool:
        """Whether it names nobody in particular: people of a country, somebody first met in a text, a place."""
        return not entity.known or self._is_place(entity)

    def _is_place(self, entity: Entity) -> bool:
        return self._vocabulary.is_a(entity.kind, "Place") and not self._vocabulary.is_a(entity.kind, "State")

    def _time(self, said: Said, event: TableEvent) -> float | None:
        last = said.last + timedelta(days=1) if said.basis == "document" else said.last
        gap = max((said.first - event.last).days, (event.first - last).days, 0)
        if said.basis == "document" and event.first > last:  # nobody reports what is yet to happen
            return None
        if gap > self.near.days:
            return None
        return (1 - gap / (self.near.days + 1)) * (BY_DOCUMENT if said.basis == "document" else 1)

    def _place(self, text: StoredStatement, event: TableEvent) -> float | None:
        named = [each for each in (text.place, text.subject, text.object) if each and self._is_place(each)]
        if not named:
            country = text.place
            if country is None:
                return NOWHERE
            return NOWHERE if event.country is None else COUNTRY if country.id == event.country else None
        coded = {each.place.id for each in event.statements if each.place}
        coded |= {each.object.id for each in event.statements if self._is_place(each.object)}
        if any(each.id in coded for each in named):
            return 1
        scores = [score for each in named if (score := self._distance(each, event)) is not None]
        return max(scores, default=None)

    def _distance(self, place: Entity, event: TableEvent) -> float | None:
        there = self._known.places.get(place.id)
        if there is None or event.point is None:
            return None
        reach = self.near.km + event.reach + (self._region_reach if self._vocabulary.is_a(place.kind, "Region") else 0)
        far = distances(*event.point, np.array([there.latitude]), np.array([there.longitude]))
        return 1 - 0.5 * float(far[0]) / reach if far[0] <= reach else None

    def _against(self, text: StoredStatement, event: TableEvent, *, turned: bool) -> str:
        """What of the event the text contradicts; nothing where it contradicts nothing."""
        if text.polarity == "negated":
            return "the text denies it"
        if turned:
            return "who did it and to whom is the other way round"
        coded = self._deaths(text, event) if text.count is not None and text.relation in self._deadly else None
        if coded is None or text.count is None:
            return ""
        low, high = coded
        share = self.near.tolerance
        if low * (1 - share) <= text.count <= high * (1 + share):
            return ""
        coded_words = str(high) if low == high else f"at most {high}" if low == 0 else f"{low} to {high}"
        return f"{text.count} dead, and {coded_words} in the table"

    def _deaths(self, text: StoredStatement, event: TableEvent) -> tuple[int, int] | None:
        """How many of those died whom the text means: of one side where the table counts sides, else at most all."""
        counted = [each for each in event.statements if each.count is not None]
        own = [each.count for each in counted if each.count is not None and self._same_victim(text, each, str(event.first))]
        if own and len(counted) == 1 and event.deaths:
            return event.deaths
        if own:
            return min(own), max(own)
        return (0, event.deaths[1]) if event.deaths else None

    def _same_victim(self, text: StoredStatement, coded: StoredStatement, day: str) -> bool:
        return bool(self._same(text.object, coded.object, day)) or (self._is_vague(text.object) and self._is_vague(coded.object))
