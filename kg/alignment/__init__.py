"""Events of tables beside what texts say: which a text confirms, contradicts or passes over, and which no table has."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Literal, get_args

from kg.alignment.gathering import Said, TableEvent, known_of, relations_like, table_events, texts_of
from kg.alignment.rule import Match, Near, Rule
from kg.errors import UsageError
from kg.folding import FOLDS, Parts
from kg.records import StoredStatement
from kg.store import Store
from kg.tables.mapping import load_events
from kg.vocabulary import load_vocabulary

__all__ = ["FINDINGS", "Aligned", "Finding", "Match", "Near", "Said", "TableEvent", "align"]

Finding = Literal["confirmed", "contradicted", "unmentioned", "untabled"]
FINDINGS: tuple[Finding, ...] = get_args(Finding)


@dataclass(frozen=True, slots=True)
class Aligned:
    """An event of a table with a sentence about it, one without, or a sentence about an event that no table has.

    `said` are the statements of the sentence. `score` is that of the pair, and `why` says what is contradicted.
    """

    finding: Finding
    event: TableEvent | None = None
    said: tuple[StoredStatement, ...] = ()
    score: float | None = None
    why: str = ""


def align(store: Store, *, kinds: Collection[str] = (), near: Near | None = None) -> list[Aligned]:
    """Every event of the tables in the store, of these kinds or of all, and every sentence about such an event.

    A sentence is set beside the event of each kind of table that it fits best. What no table has are sentences about days
    from the first to the last event of the tables: of other days those say nothing. Raises UsageError where the store holds no
    table, or none of a kind.
    """
    events, vocabulary = load_events(), load_vocabulary()
    for kind in kinds:
        events.kind(kind)
    known = known_of(store)
    missing = sorted(set(kinds) - {kind for kind, _, _ in known.rows.values()}) if known.rows else ["any kind"]
    if missing:
        raise UsageError(f"the store holds no table of {missing[0]}: `kg import` takes one in")
    statements = list(store.statements())
    found = table_events(statements, known, events, kinds)
    if not found:
        return []
    parts = Parts(FOLDS, store.facts(), store.entities(), vocabulary)
    rule = Rule(near or Near(), known, parts, vocabulary, events)
    first, last = found[0].first, max(event.last for event in found)
    told = list(texts_of(statements, known, relations_like(found, vocabulary)))
    matches = list(_matches(rule, _Index(rule, found), told))
    within = [each for each in told if first <= each.last and each.first <= last]
    return [*_beside_events(found, matches), *_untabled(within, matches)]


class _Index:
    """The events of each actor in the order of their first days."""

    def __init__(self, rule: Rule, events: Sequence[TableEvent]) -> None:
        self._by_key: dict[str, list[TableEvent]] = defaultdict(list)
        self._longest = max((event.last - event.first for event in events), default=timedelta())
        for event in events:
            for key in {key for each in event.statements for key in rule.keys(each, str(event.first))}:
                self._by_key[key].append(event)

    def near(self, rule: Rule, said: Said) -> list[TableEvent]:
        """The events of an actor of the statement in its days and around them, each once, in their order."""
        margin = timedelta(days=rule.near.days + 1)
        found: dict[str, TableEvent] = {}
        for key in sorted(rule.keys(said.statement, str(said.first))):
            own = self._by_key.get(key, [])
            begin = bisect_left(own, said.first - margin - self._longest, key=lambda event: event.first)
            end = bisect_right(own, said.last + margin, key=lambda event: event.first)
            found |= {event.name: event for event in own[begin:end]}
        return sorted(found.values(), key=lambda event: (event.first, event.name))


def _matches(rule: Rule, index: _Index, told: Iterable[Said]) -> Iterator[Match]:
    """The best match of each statement in each kind of table; of equal ones the one nearest in time, then the first."""
    for said in told:
        best: dict[str, Match] = {}
        for event in index.near(rule, said):
            match = rule.match(said, event)
            if match and (event.kind not in best or match.score > best[event.kind].score):
                best[event.kind] = match
        yield from best.values()


def _beside_events(events: Sequence[TableEvent], matches: Iterable[Match]) -> Iterator[Aligned]:
    """Every event with each sentence about it; what one statement of a sentence contradicts the whole sentence does."""
    by_event: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        by_event[match.event.name].append(match)
    for event in events:
        own = sorted(by_event[event.name], key=lambda match: _sentence(match.said.statement))
        if not own:
            yield Aligned("unmentioned", event)
        for _, group in groupby(own, key=lambda match: _sentence(match.said.statement)):
            together = list(group)
            reasons = "; ".join(dict.fromkeys(match.why for match in together if match.why))
            said = tuple(match.said.statement for match in together)
            finding: Finding = "contradicted" if reasons else "confirmed"
            yield Aligned(finding, event, said, max(match.score for match in together), reasons)


def _untabled(told: Iterable[Said], matches: Iterable[Match]) -> Iterator[Aligned]:
    """Every sentence of which no statement is about an event of a table, and which asserts one."""
    matched = {_sentence(match.said.statement) for match in matches}
    left = [each for each in told if _sentence(each.statement) not in matched and each.statement.polarity == "affirmed"]
    left.sort(key=lambda each: (each.first, _sentence(each.statement)))
    for _, group in groupby(left, key=lambda each: (each.first, _sentence(each.statement))):
        yield Aligned("untabled", said=tuple(each.statement for each in group))


def _sentence(statement: StoredStatement) -> tuple[str, str, str]:
    return statement.document_date or "", statement.document, statement.sentence
