"""Finds who and where a parsed segment names: the gazetteer's names, the recogniser's, and collectives made of both.

A name that nobody knows becomes a new entity of its own, never an old one that looks like it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from spacy.tokens import Doc, Span, Token

from kg.gazetteer import Entry, Gazetteer
from kg.name_index import NameIndex
from kg.names import fold, slug
from kg.nouns import Nouns
from kg.records import ENTITY_BASE, Entity, MentionSource
from kg.syntax import FINITE, HYPHENS
from kg.vocabulary import Vocabulary

LABEL_KINDS = {
    "PERSON": "Person", "ORG": "Organization", "GPE": "Place", "LOC": "Region", "FAC": "Base",
    "NORP": "CivilGroup", "EVENT": "Operation", "WEAPON": "Materiel",
}  # fmt: skip
BETWEEN = frozenset({"FAC", "LOC"})
"""Labels of what may lie between two others and be named by both: `the Gao–Kidal road`."""
LABEL_FITS = {
    "PERSON": ("Person",), "ORG": ("Organization", "State", "Operation"), "GPE": ("Place", "State"),
    "LOC": ("Place",), "FAC": ("Base", "Place"),
    "NORP": ("State", "Organization"), "EVENT": ("Operation", "Agreement"), "WEAPON": ("Materiel",),
}  # fmt: skip
PLURAL_TAGS = frozenset({"NNS", "NNPS"})
Why = Literal["name", "demonym", "remembered", "collective", "allegiance", "owner", "acronym", "new"]
"""How a mention came to its entity: by a `name` of the gazetteer or a people's (`demonym`), by a name `remembered` from before
in the document, as the `collective` of a name, by the `allegiance` of people without one, by the `owner` that it begins with,
as an `acronym` beside the full name, or as somebody `new` whom the recogniser sees."""
SOIL_WORDS = 4
"""With so many words, `Mali's Algerian border side` is some place of its own."""
GROUPS = ("ArmedGroup", "ArmedForce", "PrivateMilitaryCompany")
"""Classes of those for whom their followers stand."""
RULED = frozenset({"force", "government", "police"})
"""Sorts of people who are those of the state where they are said to be its leader's: `Traoré's soldiers`."""
HOMED = ("Place", "ArmedForce")
"""Classes of what belongs to the one country in which it lies or which it serves."""
BODIES = ("GovernmentBody", "ArmedForce", "IntergovernmentalOrganization")
"""Classes of what somebody has one of by that name: `Niger's presidential guard`."""
OWNING = ("State", "IntergovernmentalOrganization", "ArmedGroup")
"""Classes of those who have such bodies."""
PREFERRED = ("Country", "Organization", "Person", "Settlement", "Region", "Place")


@dataclass(frozen=True, slots=True)
class Found:
    """A mention in a parsed segment: tokens `first` to `last` (exclusive); `named` ones are listed as mentions."""

    first: int
    last: int
    root: int
    entity: Entity
    named: bool = True
    source: MentionSource = "gazetteer"
    why: Why = "name"


@dataclass(slots=True)
class NameMemory:
    """What a document has taught so far: full names, their short forms, acronyms it defined."""

    names: dict[str, Entity] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def learn(self, entity: Entity, text: str) -> None:
        """Remembers an entity under the name it was given here and, for a person, under the surname."""
        self.seen.add(entity.id)
        self.names.setdefault(fold(text), entity)
        parts = text.split()
        if entity.kind == "Person" and len(parts) > 1:
            for short in (parts[-1], " ".join(parts[-2:])):
                self.names[fold(short)] = entity


@dataclass(frozen=True, slots=True)
class _Link:
    """Whom a span stands for, and how that was found."""

    entity: Entity
    why: Why
    named: bool = True
    source: MentionSource = "gazetteer"


@dataclass(frozen=True, slots=True)
class _Candidate:
    span: Span
    entries: tuple[Entry, ...]
    demonym: bool


class MentionFinder:
    """Finds mentions; built once for a gazetteer, it keeps nothing of a document."""

    def __init__(self, gazetteer: Gazetteer, nouns: Nouns, vocabulary: Vocabulary) -> None:
        self.gazetteer, self.nouns, self.vocabulary = gazetteer, nouns, vocabulary
        self._entries: dict[str, list[Entry]] = {}
        self._ambiguous: set[tuple[str, str]] = set()
        self._demonyms: dict[str, Entry] = {}
        self.capitals = {entry.capital: entry.entity for entry in gazetteer.entries.values() if entry.capital}
        """The country of each capital, by the capital's id."""
        self._leaders = [
            (iri, fact)
            for iri, entry in gazetteer.entries.items()
            for fact in (entry.facts if entry.entity.kind == "Person" else ())
            if fact.relation == "leads" and gazetteer.entries[fact.object].entity.kind == "Country"
        ]
        self._states: dict[date | None, Mapping[str, Entity]] = {}
        """Of the last day that was asked for."""
        self._index = NameIndex(self._add_names())
        self.bodies, self.regimes = self._bodies(), self._bodies(acting=True)

    def _add_names(self) -> Iterator[str]:
        """Files every entry under its names and demonyms, and gives them all."""
        for entry in self.gazetteer.entries.values():
            for name in (entry.entity.name, *entry.entity.aliases):
                self._entries.setdefault(fold(name), []).append(entry)
                yield name
            self._ambiguous.update((fold(name), entry.entity.id) for name in entry.ambiguous)
            for demonym in entry.demonyms:
                self._demonyms.setdefault(fold(demonym), entry)
                yield demonym

    def forces(self) -> dict[str, Entity]:
        """The armed forces of each country, by the country's id."""
        entries = self.gazetteer.entries
        return {iri: entries[entry.main_force].entity for iri, entry in entries.items() if entry.main_force}

    def _bodies(self, *, acting: bool = False) -> dict[str, dict[str, Entity]]:
        """What has a name that says whose it is: by the rest of the name, folded, and the owner's id.

        `Niger's presidential guard` is Niger's `presidential guard`, the `ECOWAS Commission` the bloc's `commission`. Of what an
        owner has two of none counts. With `acting`, those who act as somebody else: Niger's `junta` is Niger.
        """
        named: dict[tuple[str, str], set[Entity]] = {}
        for entry in self.gazetteer.entries.values():
            if bool(entry.acts_as) is not acting or not self.vocabulary.fits(entry.entity.kind, BODIES):
                continue
            body = (self.gazetteer.entries[entry.acts_as] if entry.acts_as else entry).entity
            for key in (key for name in (entry.entity.name, *entry.entity.aliases) for key in self._owned(name)):
                named.setdefault(key, set()).add(body)
        found: dict[str, dict[str, Entity]] = {}
        for (owner, what), bodies in named.items():
            if len(bodies) == 1:
                found.setdefault(what, {})[owner] = next(iter(bodies))
        return found

    def _owned(self, name: str) -> Iterator[tuple[str, str]]:
        """The owners that a name may begin or end with, each with what is left of it."""
        words = name.split()
        for cut in range(1, len(words)):
            front, back = words[:cut], words[cut:]
            if front[-1] == "of":
                whose, what = back[back[0] == "the" :], front[:-1]
            else:
                whose, what = front, back
            key = fold(" ".join(whose))
            demonym = self._demonyms.get(key)
            for entry in (*self._entries.get(key, ()), *([demonym] if demonym else ())):
                if self.vocabulary.fits(entry.entity.kind, OWNING):
                    yield entry.entity.id, fold(" ".join(what))

    def homes(self) -> dict[str, Entity]:
        """The country of each place that lies in one, by the place's id."""
        entries, is_a = self.gazetteer.entries, self.vocabulary.is_a
        return {
            iri: entries[entry.country].entity
            for iri, entry in entries.items()
            if entry.country and is_a(entry.entity.kind, "Place")
        }

    def states(self, day: date | None) -> Mapping[str, Entity]:
        """The country that each person leads on the day, by the person's id; without a day, the only one that he ever led."""
        if day not in self._states:
            found: dict[str, set[str]] = {}
            for person, fact in self._leaders:
                if day is None or fact.valid_on(day):
                    found.setdefault(person, set()).add(fact.object)
            entries = self.gazetteer.entries
            self._states = {day: {person: entries[next(iter(led))].entity for person, led in found.items() if len(led) == 1}}
        return self._states[day]

    def country_of_capital(self, entity: Entity) -> Entity | None:
        """The country whose government a capital stands for."""
        return self.capitals.get(entity.id)

    def find(self, doc: Doc, memory: NameMemory, day: date | None = None) -> list[Found]:
        """The mentions of a segment, in order and without overlaps; `memory` learns the new names."""
        candidates = list(self._candidates(doc))
        found: list[Found] = []
        taken: set[int] = set()
        for span, label in self._spans(doc, candidates):
            tokens = range(span.start, span.end)
            if taken.intersection(tokens):
                continue
            link = self._resolve(span, label, candidates, memory, day)
            if link is None:
                continue
            taken.update(tokens)
            found.append(Found(span.start, span.end, span.root.i, link.entity, link.named, link.source, link.why))
            memory.learn(link.entity, span.text)
        found.sort(key=lambda each: each.first)
        self._learn_acronyms(doc, found, memory)
        return found

    def _candidates(self, doc: Doc) -> Iterator[_Candidate]:
        """The gazetteer's names and demonyms in the segment."""
        for first, last in self._index.matches(doc):
            key = fold(doc[first:last].text)
            if key in self._entries:
                yield _Candidate(doc[first:last], tuple(self._entries[key]), demonym=False)
            elif key in self._demonyms:
                yield _Candidate(doc[first:last], (self._demonyms[key],), demonym=True)

    def _spans(self, doc: Doc, candidates: list[_Candidate]) -> list[tuple[Span, str]]:
        """Every span that may be a mention with its recogniser label, the longest first."""
        spans: dict[tuple[int, int], str] = {}
        for candidate in candidates:
            spans.setdefault((candidate.span.start, candidate.span.end), "")
            collective = self._collective(candidate)
            if collective is not None:
                spans.setdefault((collective.start, collective.end), "")
        starts = {candidate.span.start: candidate.span.end for candidate in candidates}
        for entity in doc.ents:
            trimmed = self._trim(entity) if entity.label_ in LABEL_KINDS else None
            if trimmed is not None and (entity.label_ in BETWEEN or not _is_pair(trimmed, starts)):
                spans[(trimmed.start, trimmed.end)] = entity.label_
        spans.update({(span.start, span.end): "LOC" for span in self._ways(doc)})
        generic = self._generic_collectives(doc)
        spans.update({(span.start, span.end): "" for span in generic if (span.start, span.end) not in spans})
        ordered = sorted(spans.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0]))
        return [(doc[start:end], label) for (start, end), label in ordered]

    def _trim(self, span: Span) -> Span | None:
        """A recognised name without article, title, possessive or stray punctuation at its ends."""
        start, end = span.start, span.end
        doc = span.doc
        end = next((index for index in range(start + 1, end) if doc[index].tag_ in FINITE), end)  # no name holds a verb
        while start < end and (
            doc[start].pos_ in {"DET", "PUNCT"} or (span.label_ == "PERSON" and self.nouns.is_title(doc[start].lower_))
        ):
            start += 1
        while end > start and _ends_no_name(doc[end - 1]):
            end -= 1
        if end > start and _is_cut_off(doc[start:end]):
            end += 1
        while span.label_ in BETWEEN and is_joined(doc, start) and doc[start - 2].pos_ == "PROPN":
            start -= 2
        return doc[start:end] if end > start and any(c.isalnum() for c in doc[start:end].text) else None

    def _collective(self, candidate: _Candidate) -> Span | None:
        """`Malian troops`, `Mali's army`, `Taliban insurgents`: a name and the noun for its people, as one span."""
        doc, position = candidate.span.doc, candidate.span.end
        if position < len(doc) and doc[position].tag_ == "POS":
            position += 1
        limit = min(len(doc), position + 3)
        for index in range(position, limit):
            token = doc[index]
            if self.nouns.is_collective(token.lower_, token.lemma_.lower()):
                return doc[candidate.span.start : index + 1]
            if token.pos_ not in {"ADJ", "NOUN"} or token.is_punct:
                return None
        return None

    def _generic_collectives(self, doc: Doc) -> list[Span]:
        """`jihadist insurgents`: an adjective of allegiance and a noun for people, without any name."""
        return [
            doc[token.i : token.i + 2]
            for token in doc[: len(doc) - 1]
            if token.lower_ in self.nouns.allegiances
            and self.nouns.is_collective(doc[token.i + 1].lower_, doc[token.i + 1].lemma_.lower())
        ]

    def _ways(self, doc: Doc) -> Iterator[Span]:
        """`the Gossi–Gao road`, `the Kayes-Diéma highway`: what two names say that a hyphen joins."""
        for token in doc:
            first = token.i
            while first and (doc[first - 1].pos_ == "PROPN" or _joins(doc, first - 1)):
                first -= 1
            joined = any(_joins(doc, place) for place in range(first, token.i))
            way = token.is_lower and token.tag_ not in PLURAL_TAGS and token.lemma_.lower() in self.nouns.ways
            part = token.dep_ == "compound" and token.head.i == token.i + 1  # `Mali-Niger border road patrols`
            if joined and way and not part:
                yield doc[first : token.i + 1]

    def _resolve(
        self, span: Span, label: str, candidates: Iterable[_Candidate], memory: NameMemory, day: date | None
    ) -> _Link | None:
        inside = [c for c in candidates if c.span.start >= span.start and c.span.end <= span.end]
        exact = [c for c in inside if c.span.start == span.start and c.span.end == span.end]
        known = self._choose(exact, label, memory, day)
        if known is not None:
            demonym = all(c.demonym for c in exact)
            return _Link(known, "demonym" if demonym else "name", named=bool(label) or not demonym)
        remembered = memory.names.get(fold(span.text))
        if remembered is not None and label:
            return _Link(remembered, "remembered", source="gazetteer" if remembered.known else "model")
        if span.text.islower() and fold(span.text) in self.bodies:  # `air force` is no name
            return None
        collective = self.nouns.is_collective(span[-1].lower_, span[-1].lemma_.lower())
        if collective and len(span) > 1:
            return self._resolve_collective(span, inside, memory, day)
        unnamed = (collective and span[0].pos_ == "NOUN") or (label == "PERSON" and span.text.islower())
        if not label or unnamed:  # people without a name are nobody
            return None
        owner = self._owner(span, label, inside, memory, day)
        return _Link(owner, "owner") if owner else self._newcomer(span, label)

    def _owner(self, span: Span, label: str, inside: list[_Candidate], memory: NameMemory, day: date | None) -> Entity | None:
        """Who a recognised name stands for that begins with its owner's.

        People stand for their state (`Russian officers`), units for their group (`JNIM units`), materiel for its owner's forces
        (`a Malian drone`), and a state's soil for the state (`the Chadian shore`).
        """
        people = label in {"ORG", "NORP"} and lemma_of(span) in self.nouns.members
        leading = [c for c in inside if c.span.start == span.start and c.span.end < span.end]
        leading = [c for c in leading if span.doc[c.span.end].text not in HYPHENS]  # `Turkish-made drones` are anybody's
        followers = label in {"ORG", "NORP", "PERSON"} and lemma_of(span) in self.nouns.followers
        soil = label in {"LOC", "GPE"} and len(span) < SOIL_WORDS and lemma_of(span) in self.nouns.soil
        if not leading or not (people or followers or soil or label == "WEAPON"):
            return None
        owner = self._choose([max(leading, key=lambda c: len(c.span))], "", memory, day)
        state = owner is not None and self.vocabulary.is_a(owner.kind, "State")
        if soil:
            return owner if state else None
        if followers:
            return owner if owner is not None and self.vocabulary.fits(owner.kind, GROUPS) else None
        if people:
            body = owner is not None and not self.vocabulary.is_a(owner.kind, "Place") and not self.nouns.is_title(lemma_of(span))
            return owner if state or body else None
        return self._state_collective(span, owner, "army", "army") if owner and state else owner

    def _choose(self, candidates: list[_Candidate], label: str, memory: NameMemory, day: date | None) -> Entity | None:
        """The gazetteer's entity for a name: valid at the date, of the kind the recogniser saw, the usual one first.

        For whom a name is ambiguous it stands only where the text has spoken of him already.
        """
        name = fold(candidates[0].span.text) if candidates else ""
        entries = [entry for c in candidates for entry in c.entries]
        entries = [e for e in entries if (name, e.entity.id) not in self._ambiguous or e.entity.id in memory.seen]
        if not entries:
            return None
        fitting = [e for e in entries if not label or self.vocabulary.fits(e.entity.kind, LABEL_FITS.get(label, ()))] or entries
        valid = [e for e in fitting if day is None or e.valid_on(day)] or fitting
        seen = [e for e in valid if e.entity.id in memory.seen]
        chosen = min(seen or valid, key=self._rank)
        return (self.gazetteer.entries[chosen.acts_as] if chosen.acts_as else chosen).entity

    def _rank(self, entry: Entry) -> tuple[int, str]:
        ranks = [number for number, kind in enumerate(PREFERRED) if self.vocabulary.is_a(entry.entity.kind, kind)]
        return (min(ranks, default=len(PREFERRED)), entry.entity.id)

    def _resolve_collective(self, span: Span, inside: list[_Candidate], memory: NameMemory, day: date | None) -> _Link | None:
        noun, lemma = span[-1].lower_, span[-1].lemma_.lower()
        if span[0].lower_ in self.nouns.allegiances:
            entry = self.gazetteer.entries.get(ENTITY_BASE + self.nouns.allegiances[span[0].lower_])
            return _Link(entry.entity, "allegiance") if entry else None
        leading = [c for c in inside if c.span.start == span.start]
        if not leading:
            return self._newcomer(span, "ORG")
        longest = max(leading, key=lambda c: len(c.span))
        owner = self._choose([longest], "", memory, day)
        if owner is None:
            return None
        if not self.vocabulary.is_a(owner.kind, "State"):
            if self.vocabulary.is_a(owner.kind, "Place"):
                # `these Sahelian states` are states that the text names before.
                return None if "Country" in self.nouns.groups.get(lemma, ()) else self._newcomer(span, "ORG")
            state = self.states(day).get(owner.id) if self.nouns.category(noun, lemma) in RULED else None
            return _Link(self._state_collective(span, state, noun, lemma) if state else owner, "collective")
        return _Link(self._state_collective(span, owner, noun, lemma), "collective")

    def _state_collective(self, span: Span, state: Entity, noun: str, lemma: str) -> Entity:
        """Who a state's troops, police or government are."""
        category = self.nouns.category(noun, lemma)
        if category == "government":
            return state
        if category == "force":
            main_force = self.gazetteer.entries[state.id].main_force
            if main_force is not None:
                return self.gazetteer.entries[main_force].entity
            return Entity(f"{state.id}-armed-forces", f"Armed Forces of {state.name}", "ArmedForce", known=False)
        if category == "police":
            return Entity(f"{state.id}-police", f"Police of {state.name}", "GovernmentBody", (span.text,), known=False)
        return self._new_entity(span, "ORG")

    def _newcomer(self, span: Span, label: str) -> _Link:
        return _Link(self._new_entity(span, label), "new", source="model")

    def _new_entity(self, span: Span, label: str) -> Entity:
        name = " ".join(span.text.split())
        # The adjective of a place that nobody knows is its people: `the Bosnian Serb leader`.
        people = label == "GPE" and span.root.pos_ == "ADJ"
        kind = "CivilGroup" if people else LABEL_KINDS.get(label, "Organization")
        if kind == "Organization":
            kind = self.nouns.kind_of(token.lemma_.lower() for token in span) or kind
        if kind == "Materiel":  # a convoy is whoever drives in it
            kind = self.nouns.kind_of([span.root.lemma_.lower()]) or kind
        return Entity(f"{ENTITY_BASE}x-{slug(name)}", name, kind, known=False)

    def _learn_acronyms(self, doc: Doc, found: list[Found], memory: NameMemory) -> None:
        """`Front de libération de l'Azawad (FLA)`: the acronym means the name before it, from here on."""
        by_first = {each.first: each for each in found}
        for number, each in enumerate(found):
            inner = by_first.get(each.last + 1)
            if inner is None or doc[each.last].text != "(" or inner.last >= len(doc) or doc[inner.last].text != ")":
                continue
            if is_acronym(doc[inner.first : inner.last].text):
                keep = each.entity if each.entity.known or not inner.entity.known else inner.entity
                found[number] = _called(each, keep)
                found[found.index(inner)] = _called(inner, keep)
                memory.names[fold(doc[inner.first : inner.last].text)] = keep
                memory.names[fold(doc[each.first : each.last].text)] = keep


def _is_cut_off(span: Span) -> bool:
    """Whether a phrase without a capital ends before its noun: `presidential` for `presidential guard`."""
    last = span[-1]
    following = last.i + 1 < len(span.doc) and last.head.i == last.i + 1
    return following and span.text.islower() and last.dep_ in {"amod", "compound"} and last.head.pos_ == "NOUN"


def _is_pair(span: Span, ends: Mapping[int, int]) -> bool:
    """Whether what was recognised as one name is two that a hyphen joins: `AES-Russia`, `Mali-Algeria summit`.

    `ends` are those of known names by their beginnings. Wars are written `Iran-Iraq War`.
    """
    if (span.start, span.end) in ends.items():
        return False
    doc, first = span.doc, span.start
    middle = first if is_joined(doc, first) else ends.get(first, first) + 1
    if not (middle in ends and is_joined(doc, middle) and (middle == first or first in ends)):
        return False
    return all(token.pos_ == "NOUN" and token.is_lower for token in doc[ends[middle] : span.end])


def _joins(doc: Doc, place: int) -> bool:
    """Whether a token is a hyphen or dash without spaces around it."""
    return place > 0 and doc[place].text in HYPHENS and is_joined(doc, place + 1)


def _called(found: Found, entity: Entity) -> Found:
    """The mention as one of the entity, which the name beside it tells."""
    return found if found.entity == entity else replace(found, entity=entity, why="acronym")


def is_joined(doc: Doc, start: int) -> bool:
    """Whether a hyphen or dash without spaces joins a word to the one before it: `the Gao–Kidal road`, `Russian-backed`."""
    return start > 1 and doc[start - 1].text in HYPHENS and not (doc[start - 1].whitespace_ or doc[start - 2].whitespace_)


def _ends_no_name(token: Token) -> bool:
    """Whether a name cannot end in the token: a possessive, a preposition, an article, stray punctuation."""
    return token.tag_ == "POS" or token.pos_ in {"ADP", "DET", "CCONJ"} or (token.is_punct and token.text not in {".", ")"})


def lemma_of(span: Span) -> str:
    """The lemma of a name's last word, lower case."""
    return span[-1].lemma_.lower()


def is_acronym(text: str) -> bool:
    """Whether a name is an acronym such as JNIM, CSP-PSD or FAMa."""
    letters = [c for c in text if c.isalpha()]
    return 2 <= len(letters) <= 10 and " " not in text and sum(c.isupper() for c in letters) >= 2 and letters[0].isupper()
