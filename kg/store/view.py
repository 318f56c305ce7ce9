"""What the decisions in force make of what was read. Everything here is a function of the two, so an undone decision leaves
nothing behind, and it does not matter whether a document was read before or after a decision.

The decisions apply in their order: each merge or split sends on whatever the ones before have brought to its entity.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg import quads
from kg.names import fold
from kg.store.backend import Term
from kg.store.decisions import CURATION, REVIEWS, TYPE, Decision, class_node, own
from kg.store.overlay import REVIEW, Pairs
from kg.vocabulary import DCTERMS, ONTOLOGY, RDF, SKOS, Vocabulary, load_vocabulary

SUBJECT, PREDICATE, OBJECT = (ox.NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
NAME, ALIAS = ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel")
REPLACED_BY = ox.NamedNode(DCTERMS + "isReplacedBy")
MENTIONS, STATED_IN = ox.NamedNode(ONTOLOGY + "mentions"), ox.NamedNode(ONTOLOGY + "statedIn")

ARGUMENTS: Mapping[ox.NamedNode, ox.NamedNode | None] = {
    SUBJECT: ox.NamedNode(ONTOLOGY + "subjectText"),
    OBJECT: ox.NamedNode(ONTOLOGY + "objectText"),
    ox.NamedNode(ONTOLOGY + "place"): None,
    ox.NamedNode(ONTOLOGY + "attributedTo"): None,
}
"""The properties of a statement whose values are entities, each with the one that has its words in the text."""
REFERENCES = frozenset({SUBJECT, OBJECT, *(ox.NamedNode(ONTOLOGY + name) for name in ("country", "capital", "mainForce"))})
"""The properties of entities and facts whose values are entities."""

_KEY = tuple(ox.NamedNode(ONTOLOGY + name) for name in ("start", "subjectStart", "objectStart", "polarity", "modality"))
_ENTITY_ACTIONS = frozenset({"merge", "split", "rename", "alias", "unalias", "class"})


@dataclass(frozen=True, slots=True)
class Use:
    """Where something is said of an entity: in which document, in which statement, and by which words."""

    document: str | None = None
    statement: str | None = None
    words: str | None = None


@dataclass(slots=True)
class _Described:
    """An entity on the way through the decisions; without a name nothing is known of it."""

    kind: Term | None = None
    name: ox.Literal | None = None
    aliases: set[ox.Literal] = field(default_factory=set)

    def add(self, labels: Iterable[ox.Literal | None]) -> None:
        self.aliases |= {label for label in labels if label is not None and label != self.name}

    def rename(self, name: ox.Literal) -> None:
        former, self.name = self.name, name
        self.aliases.discard(name)
        self.add([former])

    def labels(self) -> set[ox.Literal]:
        return self.aliases | ({self.name} if self.name else set())


class View:
    """The decisions in force and what follows from them. It is true where there are any."""

    def __init__(self, decisions: Sequence[Decision] = ()) -> None:
        self.decisions = tuple(decisions)
        undone = {decision.about for decision in decisions if decision.action == "undo"}
        in_force = [decision for decision in decisions if decision.action != "undo" and decision.id not in undone]
        self.in_force = tuple(_standing(in_force))
        self._place = {decision.id: place for place, decision in enumerate(self.in_force)}
        self._moves: defaultdict[str, list[Decision]] = defaultdict(list)
        self._arrivals: defaultdict[str, list[Decision]] = defaultdict(list)
        self._reviews: defaultdict[object, list[Decision]] = defaultdict(list)
        for decision in self.in_force:
            if decision.into is not None:
                self._moves[decision.about].append(decision)
                self._arrivals[decision.into].append(decision)
            if decision.action in REVIEWS:
                self._reviews[decision.about].append(decision)
                self._reviews[_key(dict(decision.read))].append(decision)
        self.replaced = _lasting({each.about: str(each.into) for each in self.in_force if each.action == "merge"})
        """From each entity that was merged into another to the one that stands for it now."""
        self.moved = frozenset(self._moves)
        """Every entity of which a decision sends something on."""
        self.reviewed = frozenset(str(dict(each.read)[STATED_IN].value) for each in self.reviews())  # type: ignore[union-attr]
        """Every document of which a statement was reviewed."""
        about = {each.about for each in self.in_force if each.action in _ENTITY_ACTIONS}
        self.named = frozenset(about | self._arrivals.keys())
        """Every entity that a decision is about or goes to."""

    def __bool__(self) -> bool:
        return bool(self.in_force)

    def entity(self, read: str, use: Use | None = None) -> str:
        """Which entity stands where `read` was read, in that use; without a use, for all that no split takes."""
        current, place = read, -1
        while move := self._next_move(current, place, use or Use()):
            current, place = str(move.into), self._place[move.id]
        return current

    def statement(self, node: ox.NamedNode, read: Pairs) -> Pairs:
        """The statement as it is to be shown."""
        values = dict(read)
        review = self.review(node, values)
        if review is not None and review.action == "reject":
            return frozenset({(TYPE, class_node("RejectedStatement"))})
        shown = {(predicate, self._argument(node, predicate, value, values)) for predicate, value in read}
        return frozenset(shown | ({(REVIEW, ox.Literal("accepted"))} if review is not None else set()))

    def review(self, node: ox.NamedNode, values: Mapping[ox.NamedNode, Term]) -> Decision | None:
        """The last review of the statement: of itself, or of the same words by which another reader said the same."""
        known = [*self._reviews.get(node.value, ()), *self._reviews.get(_key(values), ())]
        said = self._said(node.value, values)
        same = [each for each in known if each.about == node.value or self._said(each.about, dict(each.read)) == said]
        return max(same, key=lambda each: self._place[each.id], default=None)

    def mentions(self, document: str, read: Iterable[str], uses: Callable[[str], Iterable[Use]]) -> set[str]:
        """The entities that the document mentions: where a split parts an entity, those that its statements then have."""
        found: set[str] = set()
        for entity in read:
            told = list(uses(entity)) if self._divides(entity) else []
            found.update(self.entity(entity, use) for use in told or [Use(document)])
        return found

    def background(self, read: Pairs) -> Pairs:
        """A fact or an entity of the gazetteer with the entities that it refers to as they stand now."""
        return frozenset(
            (predicate, ox.NamedNode(self.entity(value.value)))
            if predicate in REFERENCES and isinstance(value, ox.NamedNode)
            else (predicate, value)
            for predicate, value in read
        )

    def entities(self, read: Mapping[str, Pairs]) -> dict[str, Pairs]:
        """The entities as they are to be shown; those given must be all that `relatives` names for any of them."""
        base = {iri: pairs or self.pinned(iri) for iri, pairs in read.items()}
        described, _ = self.described(base)
        return {iri: self._entity(iri, base[iri], described[iri]) for iri in base}

    def described(self, base: Mapping[str, Pairs]) -> tuple[dict[str, _Described], dict[str, str]]:
        """Names and classes after all decisions, and the decisions that then have no effect or do not fit, with the reason."""
        found = {iri: _description(pairs) for iri, pairs in base.items()}
        faults: dict[str, str] = {}
        for decision in self.in_force:
            one = found.get(decision.about)
            if one is None or decision.action not in _ENTITY_ACTIONS or one.name is None:
                continue
            fault = _apply(decision, one, found)
            if fault:
                faults[decision.id] = fault
        return found, faults

    def pinned(self, iri: str) -> Pairs:
        """What decisions know of an entity that something was merged or split into; nothing for any other."""
        for decision in self._arrivals.get(iri, ()):
            if decision.name and decision.kind:
                name = quads.literal(decision.name, language=decision.language)
                return frozenset({(TYPE, class_node(decision.kind)), (own("known"), ox.Literal(False)), (NAME, name)})
        return frozenset()

    def relatives(self, entities: Iterable[str]) -> set[str]:
        """The entities with all those that merges tie to them, directly or by way of others."""
        found, waiting = set(entities), list(entities)
        while waiting:
            iri = waiting.pop()
            tied = [each.into for each in self._moves.get(iri, ())] + [each.about for each in self._arrivals.get(iri, ())]
            fresh = {other for other in tied if other is not None} - found
            found |= fresh
            waiting += fresh
        return found

    def sources(self, decision: Decision) -> set[str]:
        """The entities that may have been read where a merge or a split finds its entity."""
        found, waiting = {decision.about}, [decision.about]
        while waiting:
            fresh = {each.about for each in self._arrivals.get(waiting.pop(), ())} - found
            found |= fresh
            waiting += fresh
        return found

    def reviews(self) -> list[Decision]:
        """The reviews of statements in force."""
        return [decision for decision in self.in_force if decision.action in REVIEWS]

    def replacements(self) -> set[ox.Quad]:
        """What tells whoever asks for a merged entity which one stands for it now."""
        return {ox.Quad(ox.NamedNode(old), REPLACED_BY, ox.NamedNode(new), CURATION) for old, new in self.replaced.items()}

    def _next_move(self, current: str, place: int, use: Use) -> Decision | None:
        later = (each for each in self._moves.get(current, ()) if self._place[each.id] > place)
        return next((each for each in later if takes(each, use)), None)

    def _divides(self, entity: str) -> bool:
        """Whether a split lies on the way of what was read as the entity."""
        found, waiting = {entity}, [entity]
        while waiting:
            moves = self._moves.get(waiting.pop(), ())
            if any(each.action == "split" for each in moves):
                return True
            fresh = {str(each.into) for each in moves} - found
            found |= fresh
            waiting += fresh
        return False

    def _argument(self, node: ox.NamedNode, predicate: ox.NamedNode, value: Term, values: Mapping[ox.NamedNode, Term]) -> Term:
        if predicate not in ARGUMENTS or not isinstance(value, ox.NamedNode):
            return value
        return ox.NamedNode(self.entity(value.value, use_of(node.value, predicate, values)))

    def _said(self, statement: str, values: Mapping[ox.NamedNode, Term]) -> tuple[Term | None, ...]:
        """Whom the statement is about, by way of the decisions."""
        node = ox.NamedNode(statement)
        return tuple(self._argument(node, each, values[each], values) if each in values else None for each in (SUBJECT, OBJECT))

    def _entity(self, iri: str, base: Pairs, described: _Described) -> Pairs:
        if iri in self.replaced or described.name is None:
            return frozenset()
        others = {pair for pair in self.background(base) if pair[0] not in {TYPE, NAME, ALIAS}}
        names: set[tuple[ox.NamedNode, Term]] = {(NAME, described.name), *((ALIAS, alias) for alias in described.aliases)}
        return frozenset(others | names | ({(TYPE, described.kind)} if described.kind else set()))


def takes(move: Decision, use: Use) -> bool:
    """Whether a merge or a split takes the use: a merge every one, a split those of its statements, or by documents and words."""
    if move.action == "merge":
        return True
    if use.statement is not None and use.statement in move.statements:
        return True
    if not (move.documents or move.words):
        return False
    here = not move.documents or use.document in move.documents
    return here and (not move.words or (use.words is not None and fold(use.words) in set(map(fold, move.words))))


def use_of(statement: str, predicate: ox.NamedNode, values: Mapping[ox.NamedNode, Term]) -> Use:
    """The use that a statement makes of the entity that is the value of `predicate`."""
    words, document = ARGUMENTS[predicate], values.get(STATED_IN)
    told = values.get(words) if words else None
    return Use(
        document.value if isinstance(document, ox.NamedNode) else None,
        statement,
        told.value if isinstance(told, ox.Literal) else None,
    )


def fits(kind: str, other: str, vocabulary: Vocabulary | None = None) -> bool:
    """Whether entities of the two classes can be one: the classes share more than that both can act."""
    known = vocabulary or load_vocabulary()
    shared = known.ancestors[known.ontology_class(kind).name] & known.ancestors[known.ontology_class(other).name]
    return kind == other or bool(shared - {"Actor"}) or known.is_a(kind, other) or known.is_a(other, kind)


def local(term: Term | None) -> str:
    """The local name of a class."""
    return term.value.rpartition("#")[2] if isinstance(term, ox.NamedNode) else ""


def _lasting(merges: Mapping[str, str]) -> dict[str, str]:
    """From each merged entity to the end of its way. There are no circles, since nothing is merged into what was merged away."""
    found = {}
    for iri in merges:
        end = iri
        while end in merges:
            end = merges[end]
        found[iri] = end
    return found


def _standing(decisions: Iterable[Decision]) -> Iterable[Decision]:
    """Those that can stand: none is about an entity, or goes to one, that was merged away before.

    Decisions made in one store always can; those of two stores brought together may not.
    """
    gone: set[str] = set()
    for decision in decisions:
        concerned = {decision.about, decision.into}
        if decision.action in _ENTITY_ACTIONS and (concerned & gone or len(concerned) == 1):
            continue
        if decision.action == "merge":
            gone.add(decision.about)
        yield decision


def _apply(decision: Decision, one: _Described, found: Mapping[str, _Described]) -> str | None:
    """Carries out the decision on the descriptions; the reason where it has no effect or does not fit."""
    name = quads.literal(decision.name, language=decision.language) if decision.name else None
    match decision.action:
        case "merge":
            other = found[str(decision.into)]
            other.add(one.labels())
            if not decision.forced and one.kind and other.kind and not fits(local(one.kind), local(other.kind)):
                return f"{local(one.kind)} and {local(other.kind)} are no classes of one thing"
        case "rename" if name:
            one.rename(name)
        case "alias" if name:
            one.add([name])
        case "unalias" if name:
            before = len(one.aliases)
            one.aliases = {alias for alias in one.aliases if alias.value != name.value}
            if len(one.aliases) == before:
                return f"it takes away the alias “{name.value}”"
        case "class" if decision.kind:
            one.kind = class_node(decision.kind)
    return None


def _description(pairs: Pairs) -> _Described:
    def first(predicate: ox.NamedNode) -> Term | None:
        return min((value for each, value in pairs if each == predicate), key=str, default=None)

    name = first(NAME)
    aliases = {value for predicate, value in pairs if predicate == ALIAS and isinstance(value, ox.Literal)}
    return _Described(first(TYPE), name if isinstance(name, ox.Literal) else None, aliases)


def _key(values: Mapping[ox.NamedNode, Term]) -> tuple[Term | None, ...]:
    """What a statement that says the same of the same words has in common with it, whoever reads it."""
    return tuple(values.get(predicate) for predicate in (STATED_IN, PREDICATE, *_KEY))
