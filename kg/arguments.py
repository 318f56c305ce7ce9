"""From a grammatical role to the entities that fill it: coordination, pronouns, titles, and nouns that stand for a group."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from kg.coreference import PRONOUNS, Discourse, body_called, resolve, resolve_pronoun, ruled
from kg.mentions import GROUPS, Found
from kg.nouns import Nouns
from kg.records import Entity, Mention
from kg.syntax import antecedent, beside, coordinated, possessors, preposition
from kg.vocabulary import Vocabulary

NAMED_BESIDE = frozenset({"appos", "flat", "nmod:desc", "compound"})
OWNERS = frozenset({"of", "from", "for", "in"})
WHEREABOUTS = {"in": frozenset({"government"}), "from": frozenset({"government", "force", "police"})}
"""Prepositions that say where people are or come from, and the sorts of people whose state that makes it."""
MAX_DEPTH = 3
"""How many nouns an owner is looked for through: `soldiers of units of the army`."""
PRONOUN_DISCOUNT = 0.8
OWNER_DISCOUNT = 0.9
"""Factors on the confidence of a statement whose argument took a step to find."""
EDGES = frozenset({"ADP", "PUNCT", "DET", "CCONJ", "SCONJ"})
"""What stands before a noun phrase or opens it without being a part of what it calls somebody."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An entity that fills a role, the tokens that stand for it (last exclusive), and how sure that is."""

    entity: Entity
    first: int
    last: int
    head: int
    certainty: float = 1.0
    resolved: bool = False
    elsewhere: Mention | None = None
    """Where it stands, if outside the sentence."""


@dataclass(frozen=True, slots=True)
class ArgumentFinder:
    """Finds the entities behind tokens of one sentence."""

    found: Mapping[int, Found]
    discourse: Discourse
    nouns: Nouns
    vocabulary: Vocabulary
    _known: dict[int, list[Argument]] = field(default_factory=dict, repr=False, compare=False)

    def arguments(self, token: Token) -> list[Argument]:
        """The entities that a token and what is coordinated with it stand for."""
        if token.i not in self._known:  # every frame of a word asks anew
            self._known[token.i] = self._found(token)
        return self._known[token.i]

    def _found(self, token: Token) -> list[Argument]:
        arguments = [argument for each in coordinated(antecedent(token)) for argument in self._single(each)]
        unique: dict[str, Argument] = {}
        for argument in arguments:
            unique.setdefault(argument.entity.id, argument)
        return list(unique.values())

    def alone(self, token: Token) -> list[Argument]:
        """The entities that a token stands for, without those coordinated with it."""
        return list(self._single(token))

    def instead(self, pronoun: Token, stands_for: Iterable[Argument]) -> Iterator[Argument]:
        """Whom a pronoun may stand for besides: the next likely ones."""
        known = {argument.entity.id for argument in stands_for}
        for entity in resolve_pronoun(pronoun, self.discourse, self.vocabulary, but=known):
            yield Argument(entity, pronoun.i, pronoun.i + 1, pronoun.i, PRONOUN_DISCOUNT, resolved=True)

    def _single(self, token: Token, depth: int = 0) -> Iterator[Argument]:
        mention = self.found.get(token.i)
        if mention is not None:
            owners = list(self._owners(token, depth)) if mention.entity.kind == "Materiel" and depth < MAX_DEPTH else []
            if owners:
                yield from (_with(owner, token) for owner in owners)
                return
            yield Argument(mention.entity, mention.first, mention.last, token.i)
            return
        if token.lower_ in PRONOUNS:
            yield from self._resolved(token, token.i, PRONOUN_DISCOUNT)
            return
        beside = self._named_beside(token)
        if beside is not None:
            yield beside
            return
        body = self._body(token, depth)
        if body is not None:
            yield body
            return
        owners = self._whose(token, depth)
        if owners:
            yield from (_with(owner, token) for owner in owners)
            return
        yield from self._resolved(token, _without_edge(token), PRONOUN_DISCOUNT)

    def _body(self, token: Token, depth: int) -> Argument | None:
        """The body with a name of its own that a noun tells by whose it is: `the bloc's commission`, `its presidential guard`."""
        called = body_called(token, self.discourse.bodies)
        if called is None or depth >= MAX_DEPTH:
            return None
        first, bodies = called
        for owner in self._owners(token, depth):
            whose = self.discourse.states.get(owner.entity.id, owner.entity)
            if whose.id in bodies:
                return Argument(bodies[whose.id], first, token.i + 1, token.i, owner.certainty, resolved=True)
        return None

    def _whose(self, token: Token, depth: int) -> list[Argument]:
        """Whom a noun stands for by whose people or ground it names: `the men of JNIM`, `French diplomats`, `Malian soil`."""
        lemma = token.lemma_.lower()
        follows, belongs = lemma in self.nouns.followers, lemma in self.nouns.members or lemma in self.nouns.soil
        if depth >= MAX_DEPTH or not (follows or belongs):
            return []
        owners = list(self._owners(token, depth))
        groups = [owner for owner in owners if follows and self.vocabulary.fits(owner.entity.kind, GROUPS)]
        return groups or [acting for owner in owners if belongs for acting in self._acting(token, owner)]

    def _acting(self, token: Token, owner: Argument) -> Iterator[Argument]:
        """Who acts where people are somebody's: he himself, or for a person who leads a state, its force or government."""
        if owner.entity.kind != "Person" or not self._acts(token):
            yield owner
        elif (meant := ruled(owner.entity, token, self.discourse, self.nouns)) is not None:
            yield replace(owner, entity=meant)

    def _acts(self, token: Token) -> bool:
        """Whether a noun names people who act for themselves: `Garang's rebels` are not Garang, as `the AU's troops` are the AU."""
        return self.nouns.is_somebody(token.lower_, token.lemma_.lower())

    def _resolved(self, token: Token, first: int, certainty: float) -> Iterator[Argument]:
        name = self.found.get(token.head.i) if token.dep_ == "appos" else None
        for entity in resolve(token, self.discourse, self.nouns, self.vocabulary):
            if name is not None and name.entity.id == entity.id:  # `El Fasher, the last capital that they hold`
                yield Argument(entity, name.first, name.last, token.i, certainty, resolved=True)
            else:
                yield Argument(entity, first, token.i + 1, token.i, certainty, resolved=True)

    def _named_beside(self, token: Token) -> Argument | None:
        """The name beside a noun: `the foreign minister, Abdoulaye Diop`, `the newspaper La Prensa`, `the town of Djibo`."""
        lemma = token.lemma_.lower()
        title, kinds = self.nouns.is_title(lemma), self.nouns.groups.get(lemma, ())
        for child in token.children:
            mention = self.found.get(child.i)
            if mention is None:
                continue
            beside = child.dep_ in NAMED_BESIDE and (mention.entity.kind == "Person" if title else child.i > token.i)
            place = "Settlement" in kinds or "Region" in kinds
            called = (
                place and child.dep_ == "nmod" and preposition(child) == "of" and self.vocabulary.is_a(mention.entity.kind, "Place")
            )
            if beside or called:
                return Argument(mention.entity, mention.first, mention.last, child.i)
        return None

    def _owners(self, token: Token, depth: int) -> Iterator[Argument]:
        """`members of JNIM`, `Mali's soldiers`, `French diplomats`: those whose people a noun names."""
        owners = [child for child in token.children if child.dep_ == "nmod" and preposition(child) in OWNERS]
        before = [child for child in beside(token) if child.dep_ in {"compound", "amod"} and child.i in self.found]
        for owner in possessors(token) or before or owners:
            for each in coordinated(owner):
                for argument in self._single(each, depth + 1):
                    if not self._belongs(token, owner, argument):
                        continue
                    yield Argument(
                        argument.entity,
                        argument.first,
                        argument.last,
                        argument.head,
                        argument.certainty * OWNER_DISCOUNT,
                        argument.resolved,
                    )

    def _belongs(self, token: Token, owner: Token, argument: Argument) -> bool:
        """Whether people are those of a place or state that stands after them: `officials in Bamako` and `troops from Chad` are,
        and neither `insurgents in Iraq` nor `rebels from Darfur`."""
        relation = preposition(owner)
        if owner.dep_ != "nmod" or relation not in WHEREABOUTS:
            return True
        if not any(self.vocabulary.is_a(argument.entity.kind, kind) for kind in ("Place", "State")):
            return True
        return self.nouns.category(token.lower_, token.lemma_.lower()) in WHEREABOUTS[relation]


def _without_edge(noun: Token) -> int:
    """Where the phrase of a noun begins, without the preposition, comma or article before it."""
    first = noun.left_edge.i
    while first < noun.i and noun.doc[first].pos_ in EDGES:
        first += 1
    return first


def _with(owner: Argument, noun: Token) -> Argument:
    """The owner as the phrase names him that a noun for his people ends or begins: `the men of JNIM`."""
    return replace(owner, first=min(owner.first, noun.i), last=max(owner.last, noun.i + 1))
