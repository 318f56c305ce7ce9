"""Parts folded into wholes: a katiba into its group, a ministry or an army into its state."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from kg.errors import UsageError
from kg.records import Entity, StoredFact, StoredStatement
from kg.timing import when
from kg.vocabulary import Vocabulary

Fold = Literal["groups", "states"]
FOLDS: tuple[Fold, ...] = get_args(Fold)


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which entities are parts, by which relations they belong to a whole, and what the last whole must be."""

    parts: tuple[str, ...]
    relations: tuple[str, ...]
    whole: str


_RULES: Mapping[Fold, _Rule] = {
    "groups": _Rule(("ArmedGroup",), ("memberOf", "subordinateTo"), "ArmedGroup"),
    "states": _Rule(("GovernmentBody", "ArmedForce"), ("subordinateTo",), "State"),
}


class Parts:
    """What belongs to what, by the dated facts of the gazetteer.

    `folds` names what is folded: `groups` puts an armed group into the one whose member or unit it is, `states` puts
    government bodies and armed forces into the state that they answer to, as far up as the facts lead. Raises UsageError
    where a fold is unknown.
    """

    def __init__(
        self, folds: Iterable[str], facts: Iterable[StoredFact], entities: Mapping[str, Entity], vocabulary: Vocabulary
    ) -> None:
        self._entities, self._vocabulary = entities, vocabulary
        self._rules = [_rule(fold, vocabulary) for fold in sorted(set(folds))]
        wanted = {relation for rule in self._rules for relation in rule.relations}
        self._facts: defaultdict[str, list[StoredFact]] = defaultdict(list)
        for fact in facts:
            if fact.relation in wanted:
                self._facts[fact.subject].append(fact)

    def folded(self, statement: StoredStatement) -> StoredStatement:
        """The statement with its ends as the wholes they were parts of on its day; its id stays."""
        days = when(statement)
        day = days.known_first if days else None
        subject, target = self.whole_of(statement.subject, day), self.whole_of(statement.object, day)
        if (subject, target) == (statement.subject, statement.object):
            return statement
        return replace(statement, subject=subject, object=target)

    def whole_of(self, entity: Entity, day: str | None = None) -> Entity:
        """The whole that the entity was a part of on that ISO day, or ever where no day is given; itself where it was none."""
        for rule in self._rules:
            entity = self._climb(entity, rule, day)
        return entity

    def _climb(self, entity: Entity, rule: _Rule, day: str | None) -> Entity:
        seen, current = {entity.id}, entity
        while self._is_part(current, rule):
            above = self._above(current, rule, day)
            if above is None or above.id in seen:
                break
            seen.add(above.id)
            current = above
        return current if self._vocabulary.is_a(current.kind, rule.whole) else entity

    def _is_part(self, entity: Entity, rule: _Rule) -> bool:
        return any(self._vocabulary.is_a(entity.kind, kind) for kind in rule.parts)

    def _above(self, entity: Entity, rule: _Rule, day: str | None) -> Entity | None:
        """The next whole: of several the one that the entity joined last."""
        kinds = (*rule.parts, rule.whole)
        facts = [fact for fact in self._facts[entity.id] if fact.relation in rule.relations and _holds(fact, day)]
        for fact in sorted(facts, key=lambda fact: (fact.valid_from or "", fact.object), reverse=True):
            above = self._entities.get(fact.object)
            if above is not None and any(self._vocabulary.is_a(above.kind, kind) for kind in kinds):
                return above
        return None


def _rule(fold: str, vocabulary: Vocabulary) -> _Rule:
    if fold not in FOLDS:
        raise UsageError(f"no fold is named {fold!r}; there are {', '.join(FOLDS)}")
    rule = next(rule for name, rule in _RULES.items() if name == fold)
    for relation in rule.relations:
        vocabulary.relation(relation)
    for kind in (*rule.parts, rule.whole):
        vocabulary.ontology_class(kind)
    return rule


def _holds(fact: StoredFact, day: str | None) -> bool:
    return day is None or ((fact.valid_from or "") <= day <= (fact.valid_until or "9999"))
