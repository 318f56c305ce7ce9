"""Whom pronouns and definite noun phrases stand for: the likeliest mention before them, or nobody.

The rules are those of salience: number, person and class must agree, subjects are likelier than objects, the nearest
sentence is likelier than one before (Lappin and Leass 1994, reduced to what a parse of one sentence at a time gives).
A doubtful pronoun stays unresolved.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from spacy.tokens import Token

from kg.mentions import PLURAL_TAGS, Found
from kg.names import fold
from kg.nouns import Nouns
from kg.records import Entity
from kg.syntax import coordinated, first_conjunct, first_of, logical_subject, preposition
from kg.vocabulary import Vocabulary

PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers"})
THING_PRONOUNS = frozenset({"it", "its"})
PLURAL_PRONOUNS = frozenset({"they", "them", "their", "theirs"})
PRONOUNS = PERSON_PRONOUNS | THING_PRONOUNS | PLURAL_PRONOUNS
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "its", "their"})
SUBJECT_LABELS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
OBJECT_LABELS = frozenset({"obj", "iobj", "obl"})
WHERE = frozenset({"in", "at", "near", "around", "outside", "inside", "across", "within"})
SPOKEN_OF = frozenset({"government", "force"})
"""Sorts of collectives that a sentence may speak of by a noun alone."""
OWN_BODIES = ("GovernmentBody", "ArmedForce")
"""Classes of what a country has one of by that name."""
FEW = 8
"""What more states than that have, `government`, is no mark of any."""
PLAIN = frozenset({"nummod", "punct", "case", "advmod", "acl", "cc", "conj"})
"""How a word hangs on a noun of which it says nothing that tells whose it is."""
HEADER = 16
"""How many words from its beginning a line may have its header in."""
LIST_GAP = 3
"""How many words before a possessive the `and` may stand that joins its noun to a list: `and later its successor`."""
WINDOW = 3
"""How many sentences back a phrase may refer."""
REACH = 12
"""The same where its noun is a part of the name, or stands for several that were named together."""
FOCUS = 2
"""How many times as often as any other country one must have been named for `the army` to be its army."""
PLURAL_KINDS = ("ArmedForce", "ArmedGroup", "CivilGroup", "PrivateMilitaryCompany", "Operation")
"""Classes whose members make a plural, though the name is singular."""


@dataclass(frozen=True, slots=True)
class Referent:
    """Something that later phrases may stand for: one entity, or several that were named together.

    `singular` and `plural` say which pronouns may stand for it: a group is `it` and `they`, `Malian soldiers` only `they`. None
    but a pronoun stands for what is not `named`. An `adjective`, or people (`French officials`), are less of a country.
    """

    entities: tuple[Entity, ...]
    position: int
    sentence: int
    subject: bool
    singular: bool
    plural: bool
    named: bool = True
    adjective: bool = False


@dataclass(slots=True)
class Discourse:
    """What the last few sentences spoke of, the newest sentence last, and which countries the document is about.

    `forces` are the armed forces of each country, by the country's id; `capitals` the country of each capital, by the
    capital's id: as a subject it stands for its government; `homes` the country of each place and force, by the place's id;
    `states` the country that each person leads, by the person's id; `bodies` what has a name that says whose it is, by the rest of
    that name and the owner's id, and `regimes` likewise which states are called a `junta`. `countries` counts how often each was
    named, itself or what lies in it, and `lately` holds the sentence in which it last was.
    """

    forces: Mapping[str, Entity] = field(default_factory=dict)
    capitals: Mapping[str, Entity] = field(default_factory=dict)
    homes: Mapping[str, Entity] = field(default_factory=dict)
    states: Mapping[str, Entity] = field(default_factory=dict)
    bodies: Mapping[str, Mapping[str, Entity]] = field(default_factory=dict)
    regimes: Mapping[str, Mapping[str, Entity]] = field(default_factory=dict)
    sentence: int = -1
    countries: Counter[Entity] = field(default_factory=Counter)
    lately: dict[Entity, int] = field(default_factory=dict)
    referents: deque[Referent] = field(default_factory=lambda: deque(maxlen=60))

    def open_sentence(self, tokens: Iterable[Token], found: Mapping[int, Found]) -> None:
        """Takes in the mentions of the next sentence, groups of coordinated ones too."""
        self.sentence += 1
        done: set[int] = set()
        for token in tokens:
            mention = found.get(token.i)
            if mention is None or token.i != mention.root or token.i in done:
                continue
            home = self.home(mention.entity)
            if home is not None:
                self.countries[home] += 1
                self.lately[home] = self.sentence
            group = [found[each.i] for each in coordinated(token) if each.i in found and each.i == found[each.i].root]
            if len(group) > 1:
                done.update(each.root for each in group)
                self._add(tuple(each.entity for each in group), token, plural=True)
            for each in group or [mention]:
                self._add((each.entity,), token.doc[each.root], plural=_is_plural(token.doc[each.root], each.entity))

    def take_in(self, noun: Token, entities: tuple[Entity, ...], *, named: bool) -> None:
        """Takes in whom the newest sentence speaks of by a noun, `the junta`, so that a later pronoun may go on with them.

        `named` says whether it stands for somebody who has a name.
        """
        plural = len(entities) > 1 or _is_plural(noun, entities[0])
        self._add(entities, noun, plural=plural, named=named)

    def copy(self) -> "Discourse":
        """The discourse as it is now, for a sentence whose statements are read later."""
        referents = deque(self.referents, maxlen=60)
        countries, lately = Counter(self.countries), dict(self.lately)
        return Discourse(
            self.forces,
            self.capitals,
            self.homes,
            self.states,
            self.bodies,
            self.regimes,
            self.sentence,
            countries,
            lately,
            referents,
        )

    def here(self, token: Token) -> Entity | None:
        """The country in which a word of the newest sentence says that it happens; None where that names none or two."""
        places = [each for each in self.referents if each.sentence == self.sentence and len(each.entities) == 1]
        homes = [self.home(each.entities[0]) for each in places if _tells_where(token.doc[each.position], token)]
        found = {home.id: home for home in homes if home}
        return next(iter(found.values())) if len(found) == 1 else None

    def state_of(self, entity: Entity) -> Entity:
        """The state of which somebody is the leader or the capital, or else himself."""
        return self.states.get(entity.id) or self.capitals.get(entity.id) or entity

    def home(self, place: Entity) -> Entity | None:
        """The country in which a place lies, itself where it is one; None where that is not known."""
        return place if place.kind == "Country" else self.homes.get(place.id)

    def focus(self) -> Entity | None:
        """The country named clearly more often than any other so far, unless the text has gone on to another since."""
        first, second = ([*self.countries.most_common(2), (None, 0), (None, 0)])[:2]
        if first[0] is None or first[1] < FOCUS * max(second[1], 1):
            return None
        last = self.lately[first[0]]
        gone_on = self.sentence - last >= WINDOW and any(last < sentence < self.sentence for sentence in self.lately.values())
        return None if gone_on else first[0]

    def _add(self, entities: tuple[Entity, ...], token: Token, *, plural: bool, named: bool = True) -> None:
        head = token
        while head.dep_ in {"flat", "compound", "nmod:desc"} and head.head != head:
            head = head.head
        subject = head.dep_ in SUBJECT_LABELS
        singular = len(entities) == 1 and token.tag_ not in PLURAL_TAGS
        acting = tuple(self.capitals.get(entity.id, entity) for entity in entities) if subject else entities
        adjective = token.pos_ == "ADJ" or token.dep_ == "compound" or (token.pos_ == "NOUN" and token.tag_ in PLURAL_TAGS)
        self.referents.append(Referent(acting, token.i, self.sentence, subject, singular, plural, named, adjective))


def _is_plural(token: Token, entity: Entity) -> bool:
    return token.tag_ in PLURAL_TAGS or entity.kind in PLURAL_KINDS


def resolve(token: Token, discourse: Discourse, nouns: Nouns, vocabulary: Vocabulary) -> tuple[Entity, ...]:
    """The entities a pronoun or the head of a definite noun phrase stands for; empty where that is in doubt."""
    if token.lower_ in PRONOUNS:
        return resolve_pronoun(token, discourse, vocabulary)
    kinds = nouns.groups.get(token.lemma_.lower(), ())
    own = _own_country(token, discourse, nouns, vocabulary) if "Country" in kinds else ()
    if own:
        return own
    if not any(child.lower_ in DEFINITE and child.dep_ in {"det", "det:predet", "nmod:poss"} for child in token.children):
        return _soldiers_here(token, discourse, nouns)
    return (
        _seated(token, discourse)
        or _regime(token, discourse)
        or _of_kinds(token, discourse, kinds, vocabulary)
        or _national(token, discourse, nouns)
        or _national_body(token, discourse, vocabulary)
        or _only_group(token, discourse, nouns, vocabulary)
    )


def _of_kinds(token: Token, discourse: Discourse, kinds: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Entity, ...]:
    """The likeliest of the classes that a noun names; `the interior ministry` is no other ministry."""
    if not kinds:
        return ()
    doers = {entity.id for entity in _doers(token, discourse, vocabulary)}
    found = _pick(token, discourse, plural=token.tag_ == "NNS", kinds=kinds, vocabulary=vocabulary, but=doers)
    others = tuple(entity for entity in found if entity.kind != "Country")
    if others != found and _telling_regime(token, discourse):  # no state is a junta that is not known to be one
        found = others
    called = body_called(token, discourse.bodies) if found else None
    if called is None or called[0] == token.i or any(entity in called[1].values() for entity in found):
        return found
    return ()


def _doers(token: Token, discourse: Discourse, vocabulary: Vocabulary) -> Iterator[Entity]:
    """Who does something to what a noun names, which is none of them: `They accused the country`, `Mali's minister accused it`."""
    for doer in logical_subject(token.head) if token.dep_ == "obj" else ():
        if doer.lower_ in PRONOUNS:
            yield from resolve_pronoun(doer, discourse, vocabulary)
        for referent in discourse.referents:
            name = token.doc[referent.position] if referent.sentence == discourse.sentence else None
            if name is not None and doer in {name, name.head}:
                yield from (discourse.state_of(entity) for entity in referent.entities)


def resolve_pronoun(token: Token, discourse: Discourse, vocabulary: Vocabulary, *, but: Collection[str] = ()) -> tuple[Entity, ...]:
    """The entities a pronoun stands for, and none of those whose ids are in `but`; empty where that is in doubt."""
    plural = token.lower_ in PLURAL_PRONOUNS
    kinds: tuple[str, ...] = ("Actor",) if plural else ("State", "Organization", "Operation")
    if token.lower_ in PERSON_PRONOUNS:
        kinds = ("Person",)
    return _pick(token, discourse, plural=plural, kinds=kinds, vocabulary=vocabulary, but=but)


def _own_country(token: Token, discourse: Discourse, nouns: Nouns, vocabulary: Vocabulary) -> tuple[Entity, ...]:
    """`his country`, `her government`: the country of the office that the sentence gives whom the pronoun stands for, or, where it
    names nobody so, its subject."""
    whose = next((child for child in token.children if child.lower_ in PERSON_PRONOUNS and child.dep_ == "nmod:poss"), None)
    if whose is None:
        return ()
    meant = resolve_pronoun(whose, discourse, vocabulary)
    before = [each for each in discourse.referents if each.sentence == discourse.sentence and each.position < token.i]
    names = [token.doc[each.position] for each in before if each.entities == meant]
    for referent in before:
        holder = token.doc[referent.position].head
        his = any(name in {holder, holder.head, *holder.children} for name in names) if names else holder.dep_ in SUBJECT_LABELS
        country = all(vocabulary.is_a(entity.kind, "Country") for entity in referent.entities)
        if his and country and nouns.is_title(holder.lemma_.lower()):
            return referent.entities
    return ()


def _only_group(token: Token, discourse: Discourse, nouns: Nouns, vocabulary: Vocabulary) -> tuple[Entity, ...]:
    """`the insurgents`, `the fighters`: the armed group that the text spoke of lately, if it was one alone."""
    if token.tag_ != "NNS" or nouns.category(token.lower_, token.lemma_.lower()) != "rebels" or _said_of(token):
        return ()
    near = (each for each in discourse.referents if each.named and discourse.sentence - each.sentence < WINDOW)
    groups = {entity.id: entity for each in near for entity in each.entities if vocabulary.fits(entity.kind, ("ArmedGroup",))}
    return tuple(groups.values()) if len(groups) == 1 else ()


def _said_of(noun: Token) -> bool:
    """Whether more is said of who they are."""
    return any(child.dep_ in {"nmod", "nmod:poss", "acl:relcl", "acl", "amod", "compound"} for child in noun.children)


def ruled(person: Entity, noun: Token, discourse: Discourse, nouns: Nouns) -> Entity | None:
    """Whom `Deby's soldiers`, `his junta` stand for: the force or the government of the country that he leads."""
    return _of_state(discourse.states.get(person.id), nouns.category(noun.lower_, noun.lemma_.lower()), discourse)


def _soldiers_here(token: Token, discourse: Discourse, nouns: Nouns) -> tuple[Entity, ...]:
    """`40 soldiers`, `army posts` of which nothing else is said: those of the country in which it happens by the sentence."""
    told = {child.dep_ for child in token.children} - PLAIN
    several = token.tag_ == "NNS" or token.dep_ == "compound"
    if not several or told or "ArmedForce" not in nouns.groups.get(token.lemma_.lower(), ()):
        return ()
    meant = _of_state(discourse.here(token), "force", discourse)
    return (meant,) if meant else ()


def _national(token: Token, discourse: Discourse, nouns: Nouns) -> tuple[Entity, ...]:
    """`the army`, `the government`, `the country`: those of the country that the document is about, if no more is said of them."""
    category = nouns.category(token.lower_, token.lemma_.lower())
    own_force = category == "force" and "ArmedForce" in nouns.groups.get(token.lemma_.lower(), ())
    modified = any(child.dep_ in {"nmod", "nmod:poss", "acl:relcl", "amod", "compound"} for child in token.children)
    country = token.tag_ == "NN" and token.dep_ != "obj" and nouns.groups.get(token.lemma_.lower()) == ("Country",)
    if modified or not (own_force or country or category == "government"):
        return ()
    meant = discourse.focus() if country else _of_state(discourse.here(token) or discourse.focus(), category, discourse)
    return (meant,) if meant else ()


def _seated(token: Token, discourse: Discourse) -> tuple[Entity, ...]:
    """`the foreign ministry in Paris`: the body of the country in which the phrase says that it is."""
    called = body_called(token, discourse.bodies)
    seats = [child.i for child in token.children if child.dep_ == "nmod" and preposition(child) in WHERE] if called else []
    for referent in discourse.referents if seats else ():
        if called and referent.sentence == discourse.sentence and referent.position in seats:
            home = discourse.home(referent.entities[0])
            if home is not None and home.id in called[1]:
                return (called[1][home.id],)
    return ()


def _telling_regime(token: Token, discourse: Discourse) -> set[Entity]:
    """The states that are called as a phrase calls one, where not most states are: `the junta`."""
    called = body_called(token, discourse.regimes)
    states = set(called[1].values()) if called else set()
    return states if len(states) <= FEW else set()


def _regime(token: Token, discourse: Discourse) -> tuple[Entity, ...]:
    """`the junta`: the state last named of those that are known to be called so."""
    called = _telling_regime(token, discourse)
    whose = any(child.dep_ in {"nmod", "nmod:poss"} for child in token.children)
    for referent in reversed(discourse.referents) if called and not whose else ():
        before = referent.sentence < discourse.sentence or referent.position < token.i
        state = discourse.state_of(referent.entities[0]) if len(referent.entities) == 1 else None
        if before and state in called and not _same_clause(token, referent, discourse.sentence):
            return (state,) if state and discourse.sentence - referent.sentence < REACH else ()
    return ()


def _national_body(token: Token, discourse: Discourse, vocabulary: Vocabulary) -> tuple[Entity, ...]:
    """`the foreign ministry`, `the presidential guard`: that of the country that the document is about, if it has one name."""
    called = body_called(token, discourse.bodies)
    whose = any(child.dep_ in {"nmod", "nmod:poss", "acl:relcl"} and preposition(child) not in WHERE for child in token.children)
    country = discourse.here(token) or discourse.focus() if called and not whose else None
    if country is not None and _named_after(token, country, discourse):
        return ()
    body = called[1].get(country.id) if called and country else None
    return (body,) if body is not None and vocabulary.fits(body.kind, OWN_BODIES) else ()


def _named_after(token: Token, entity: Entity, discourse: Discourse) -> bool:
    """Whether a sentence names somebody only after a noun that may stand for what is his: `The foreign ministry accused Mali`."""
    new = (each for each in discourse.referents if each.sentence == discourse.sentence)
    return any(entity in each.entities and each.position > token.i for each in new)


def body_called(token: Token, bodies: Mapping[str, Mapping[str, Entity]]) -> tuple[int, Mapping[str, Entity]] | None:
    """Those of `bodies` that are called as a phrase calls one, by their owners' ids, and where that begins; None for none."""
    for first in range(first_of(token, ()), token.i + 1) if token.pos_ == "NOUN" else ():
        found = bodies.get(fold(token.doc[first : token.i + 1].text))
        if found:
            return first, found
    return None


def _of_state(country: Entity | None, category: str | None, discourse: Discourse) -> Entity | None:
    """A country's government, which is the country, or its force, by the sort of a noun for people; None for others."""
    if country is None or category not in SPOKEN_OF:
        return None
    return country if category == "government" else discourse.forces.get(country.id)


def _tells_where(place: Token, token: Token) -> bool:
    """Whether the name of a place says where what the word takes part in happens: `in Kati`, or in the header `July 22 – Kati: …`.

    What holds for a clause holds for those under it, but for relative ones: `Bazoum, whom soldiers ousted, is in Niamey`.
    """
    header = place.doc[place.sent.start : min(place.sent.start + HEADER, place.sent.end)]
    ends = next((word.i for word in header if word.text == ":"), 0)
    if preposition(place) not in WHERE:
        return place.i < ends and not preposition(place)
    above = place.head
    while above.pos_ not in {"VERB", "AUX"} and above.head != above:
        above = above.head
    return above in _over(token)


def _over(token: Token) -> Iterator[Token]:
    """The words above one, up to the head of its relative clause."""
    while token.head != token and token.dep_ != "acl:relcl":
        token = token.head
        yield token


def _pick(
    token: Token,
    discourse: Discourse,
    *,
    plural: bool,
    kinds: tuple[str, ...],
    vocabulary: Vocabulary,
    but: Collection[str] = (),
) -> tuple[Entity, ...]:
    fitting = [
        referent
        for referent in discourse.referents
        if (_named_so(token, referent) if _is_short_name(token) else _is_near(token, referent, discourse.sentence))
        and (referent.sentence < discourse.sentence or referent.position < token.i)
        and _agrees(token, referent, plural=plural)
        and (referent.named or token.lower_ in PRONOUNS)
        and all(vocabulary.fits(entity.kind, kinds) and entity.id not in but for entity in referent.entities)
        and not _same_clause(token, referent, discourse.sentence)
    ]
    if not fitting:
        return ()
    listed = _list_before(token)
    return max(
        fitting,
        key=lambda each: (
            each.position if each.sentence == discourse.sentence and each.position < listed else -1,
            _named_so(token, each),
            each.sentence,
            each.subject and not (each.adjective and token.pos_ == "NOUN"),
            not (each.adjective and token.pos_ == "NOUN"),
            len(each.entities),
            each.position,
        ),
    ).entities


def _agrees(token: Token, referent: Referent, *, plural: bool) -> bool:
    """Whether the number fits; `the group` may be `JNIM fighters`, and `it` is not."""
    if plural:
        return referent.plural
    return referent.singular or (token.lower_ not in PRONOUNS and len(referent.entities) == 1)


def _list_before(token: Token) -> int:
    """Where the list ends that a possessive's noun goes on, by the number of its `and`; 0 where there is none.

    The last name in it is who owns: Wagner in `through Wagner, which left, and through its successor`. A subject goes on no list.
    """
    possessive = token.dep_ == "nmod:poss" and token.lower_ in THING_PRONOUNS | PLURAL_PRONOUNS
    if not possessive or token.head.dep_ in SUBJECT_LABELS:
        return 0
    before = token.doc[max(token.sent.start, token.i - LIST_GAP) : token.i]
    linked = (word.i for word in reversed(before) if word.pos_ == "CCONJ" and not _has_verb(token.doc[word.i : token.i]))
    return next(linked, 0)


def _has_verb(words: Iterable[Token]) -> bool:
    return any(word.pos_ in {"VERB", "AUX"} for word in words)


def _named_so(token: Token, referent: Referent) -> bool:
    """Whether the noun is a part of the name: `the alliance` is the Alliance of Sahel States before any other."""
    if token.pos_ not in {"NOUN", "PROPN"} or len(referent.entities) > 1:
        return False
    entity = referent.entities[0]
    return token.lemma_.lower() in {word.lower() for name in (entity.name, *entity.aliases) for word in name.split()}


def _is_short_name(token: Token) -> bool:
    """Whether a noun is written as a part of a name: `the Alliance` is the Alliance of Sahel States or nobody."""
    return token.pos_ in {"NOUN", "PROPN"} and token.is_title and token.i > token.sent.start + 1


def _is_near(token: Token, referent: Referent, sentence: int) -> bool:
    return sentence - referent.sentence < (REACH if _reaches(token, referent) else WINDOW)


def _reaches(token: Token, referent: Referent) -> bool:
    """Whether a noun may look back further: to its own name, or, in the plural, to those who were named together."""
    return _named_so(token, referent) or (token.tag_ == "NNS" and len(referent.entities) > 1)


def _same_clause(token: Token, referent: Referent, sentence: int) -> bool:
    """Whether both are arguments of one verb, which a plain pronoun never shares with what it stands for.

    The verb's subject may stand with another one: `Russia arms the army and supplies it with helicopters`.
    """
    if referent.sentence != sentence or token.dep_ == "nmod:poss":
        return False
    verb, other = token.head, token.doc[referent.position]
    shared = token.dep_ in OBJECT_LABELS and token.lower_ in PRONOUNS and any(each == other for each in logical_subject(verb))
    return first_conjunct(other).head == verb or shared
