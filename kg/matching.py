"""Which frames match the words of a sentence, who fills their roles, and why the other frames do not count.

Extraction takes what matches; `kg explain` shows the refusals too. Both come from the one function `attempts`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Literal

from spacy.tokens import Token

from kg.arguments import Argument, ArgumentFinder
from kg.conditions import unmet
from kg.context import Knowledge, SentenceContext
from kg.doers import implied, leaves_open, nameless
from kg.frames import Frame
from kg.records import Entity
from kg.syntax import is_over, is_question, particles, role

Reason = Literal["question", "name", "over", "particle", "with", "without", "subject", "object", "outdone", "same"]
"""Why a frame does not count, in the order in which it is asked.

The sentence is a `question`, the word stands in a `name`, or a verb says that what it names is `over`. The `particle` is
another one, a condition `with` is not met or one of `without` is. Nobody who fits is the `subject`, or the `object`. A more
specific frame has `outdone` it, or the `same` entity fills both roles.
"""

Ends = tuple[Argument, Argument]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a frame does not count. `about` is the particle, the role path of the condition, or the frame that has outdone it."""

    reason: Reason
    about: str = ""


TOLD_IN_LISTS = frozenset({"violence"})
"""Families whose deeds lists and accounts tell, one after the other, without naming the doer each time."""
NO_SUBJECT, NO_OBJECT = Refusal("subject"), Refusal("object")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A frame tried on a word: who fills its roles, and why it does not count, None where it does."""

    frame: Frame
    trigger: Token
    subjects: tuple[Argument, ...] = ()
    objects: tuple[Argument, ...] = ()
    refusal: Refusal | None = None

    def pairs(self) -> Iterator[Ends]:
        """Subjects with objects, or the subjects among themselves where there are no objects; never an entity with itself."""
        pairs: Iterator[Ends] = iter(product(self.subjects, self.objects) if self.objects else combinations(self.subjects, 2))
        return ((subject, obj) for subject, obj in pairs if subject.entity.id != obj.entity.id)


def attempts(context: SentenceContext, knowledge: Knowledge, arguments: ArgumentFinder) -> Iterator[Attempt]:
    """Every frame that a word of the sentence may trigger, in the order of the words."""
    asks = is_question(context.sentence)
    for token in context.sentence:
        frames = knowledge.lexicon.triggered(token.lower_, token.lemma_.lower(), token.pos_)
        if not frames:
            continue
        refusal = Refusal("question") if asks else _refused_word(token, context, knowledge)
        if refusal is not None:
            yield from (Attempt(frame, token, refusal=refusal) for frame in frames)
            continue
        found = particles(token)
        particle = min((frame.particle for frame in frames if frame.particle in found), default=None)
        yield from _ranked([_attempt(token, frame, particle, context, knowledge, arguments) for frame in frames])


def _refused_word(token: Token, context: SentenceContext, knowledge: Knowledge) -> Refusal | None:
    if token.i in context.found:
        return Refusal("name")
    if token.pos_ == "NOUN" and is_over(token, knowledge.lexicon.verbs):
        return Refusal("over")
    return None


def _attempt(
    token: Token, frame: Frame, particle: str | None, context: SentenceContext, knowledge: Knowledge, arguments: ArgumentFinder
) -> Attempt:
    """The frame on the word, of whose particles the lexicon knows `particle`."""
    refusal = Refusal("particle", particle or "") if frame.particle != particle else _refused_condition(token, frame, knowledge)
    if refusal is not None:
        return Attempt(frame, token, refusal=refusal)
    for_subject, for_object = classes(frame, knowledge)
    subjects = _fill(token, frame.subject, for_subject, knowledge, arguments)
    listed = context.setting.actor is not None and knowledge.vocabulary.relations[frame.relation].family in TOLD_IN_LISTS
    if not subjects and not listed:  # most frames end here, so the object is not looked for
        return Attempt(frame, token, refusal=NO_SUBJECT)
    objects = _fill(token, frame.object, for_object, knowledge, arguments)
    if not subjects:
        objects = objects or nameless(token, frame.object, for_object, context, knowledge, arguments)
        subjects = implied(context, objects) if leaves_open(token, frame, context, knowledge) else ()
    if not subjects:
        return Attempt(frame, token, refusal=NO_SUBJECT)
    complete = objects or (frame.mutual and len(subjects) > 1)
    return Attempt(frame, token, subjects, objects, None if complete else NO_OBJECT)


def _refused_condition(token: Token, frame: Frame, knowledge: Knowledge) -> Refusal | None:
    failed = unmet(token, frame, knowledge)
    return Refusal(*failed) if failed else None


def classes(frame: Frame, knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The classes that a frame's subject and its object may have."""
    relation = knowledge.vocabulary.relations[frame.relation]
    return frame.subject_class or relation.domain, frame.object_class or relation.range


def _fill(
    token: Token, paths: tuple[str, ...], kinds: tuple[str, ...], knowledge: Knowledge, arguments: ArgumentFinder
) -> tuple[Argument, ...]:
    """The arguments of the first role path that has any of a class that fits."""
    for path in paths:
        reached = fillers(token, path, kinds, knowledge, arguments)
        fitting = [fit for _, found in reached for _, fit in found if fit is not None]
        if fitting:
            return tuple(fitting)
    return ()


def fillers(
    token: Token, path: str, kinds: tuple[str, ...], knowledge: Knowledge, arguments: ArgumentFinder
) -> Iterator[tuple[Token, list[tuple[Argument, Argument | None]]]]:
    """The words at a role path, each with whom it stands for, and as whom that fits one of the classes, None where it does not."""
    for filler in role(token, path, knowledge.lexicon.verbs):
        found = [
            each
            for each in arguments.arguments(filler)
            if not (path.endswith("prep:on") and _is_way(filler.doc[each.head], knowledge))
        ]
        yield filler, [(argument, fit(argument, kinds, knowledge)) for argument in found]


def _is_way(token: Token, knowledge: Knowledge) -> bool:
    """Whether something happens on it without hitting it: `an ambush on the road`."""
    return token.lemma_.lower() in knowledge.nouns.ways


def fit(argument: Argument, kinds: tuple[str, ...], knowledge: Knowledge) -> Argument | None:
    """The argument as one of the classes: itself, or the country whose capital it is where a government is meant."""
    if knowledge.vocabulary.fits(argument.entity.kind, kinds):
        return argument
    country = knowledge.finder.country_of_capital(argument.entity)
    if country is not None and knowledge.vocabulary.fits(country.kind, kinds):
        return replace(argument, entity=country)
    return None


def governing(argument: Argument, knowledge: Knowledge) -> Argument | None:
    """The body that governs the place that an argument is: `the governor of Borno State` leads it, and not the land."""
    place = argument.entity
    if not knowledge.vocabulary.is_a(place.kind, "Place") or knowledge.vocabulary.is_a(place.kind, "Base"):
        return None
    government = Entity(f"{place.id}-government", f"Government of {place.name}", "GovernmentBody", known=False)
    return replace(argument, entity=government)


def acting(argument: Argument, kinds: tuple[str, ...], knowledge: Knowledge) -> Argument | None:
    """Who acts where a place is said to, and one of the classes is wanted: its people, or a body of that name.

    `JNIM blockades Kayes` and `Benghazi denies it` do not say whether the town or those in power there are meant. A place that
    only the recogniser takes for one may well be a company or somebody's following.
    """
    place, vocabulary = argument.entity, knowledge.vocabulary
    idle = ("State", "NaturalFeature", *(("Base",) if place.known else ()))
    if not vocabulary.is_a(place.kind, "Place") or vocabulary.fits(place.kind, idle):
        return None
    if place.known:
        body = Entity(f"{place.id}-people", f"{place.name} (people or authorities)", "Organization", known=False)
    else:
        body = Entity(f"{place.id}-body", place.name, "Organization", known=False)
    return replace(argument, entity=body) if vocabulary.fits(body.kind, kinds) else None


def _ranked(tried: list[Attempt]) -> list[Attempt]:
    """The attempts on one word, of which only the most specific match counts, and those of frames that stand beside others."""
    matches = [each for each in tried if each.refusal is None]
    if not matches:
        return tried
    best = max(matches, key=lambda each: (each.frame.specificity, each.frame.confidence))
    return [_placed(each, best) if each.refusal is None else each for each in tried]


def _placed(match: Attempt, best: Attempt) -> Attempt:
    if match is not best and not match.frame.also:
        return replace(match, refusal=Refusal("outdone", best.frame.id))
    return match if any(match.pairs()) else replace(match, refusal=Refusal("same"))
