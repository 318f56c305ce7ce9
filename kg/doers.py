"""Deeds whose doer the sentence does not name, in lists and accounts that say before whose deeds they tell."""

from collections.abc import Iterator

from spacy.tokens import Token

from kg.arguments import Argument, ArgumentFinder
from kg.candidates import described, may_stand
from kg.conditions import unmet
from kg.context import Knowledge, SentenceContext
from kg.frames import Frame
from kg.names import fold
from kg.records import Entity
from kg.syntax import agent, first_of, preposition, role

IMPLIED = 0.9
"""Certainty of a doer whom the text before names."""
DOING = frozenset({"prep:by", "light>subj", "subj"})
"""Role paths at which somebody or something does it, whoever that is."""


def leaves_open(token: Token, frame: Frame, context: SentenceContext, knowledge: Knowledge) -> bool:
    """Whether the clause names nobody and nothing that does what the word tells, or only an attack that is nobody's itself.

    `An ambush killed`, `was attacked`, `strikes on convoys`; not `floods killed`, `gunmen attacked`, `was hit with sanctions`.
    """
    paths = {*frame.subject, *(() if token.pos_ == "NOUN" else ("subj",))}
    fillers = [(path, each) for path in paths for each in role(token, path, knowledge.lexicon.verbs)]
    named = any(
        not _is_open_attack(each, context, knowledge)
        for path, each in fillers
        if path in DOING or _is_actor(each, context, knowledge)
    )
    return not named and not any(_tells_how(child, context, knowledge) for child in token.children)


def _is_open_attack(token: Token, context: SentenceContext, knowledge: Knowledge) -> bool:
    """Whether a noun names an attack of nobody in particular: `an ambush`, not `an attack by rebels` or `a lightning strike`."""
    if token.pos_ != "NOUN" or token.i in context.found:
        return False
    frames = knowledge.lexicon.triggered(token.lower_, token.lemma_.lower(), token.pos_)
    attacks = [frame for frame in frames if frame.relation == "attacks" and unmet(token, frame, knowledge) is None]
    paths = {path for frame in attacks for path in frame.subject}
    fillers = [(path, each) for path in paths for each in role(token, path, knowledge.lexicon.verbs)]
    return bool(attacks) and not any(path in DOING or _is_actor(each, context, knowledge) for path, each in fillers)


def _is_actor(token: Token, context: SentenceContext, knowledge: Knowledge) -> bool:
    found = context.found.get(token.i)
    if found is not None:
        return knowledge.vocabulary.fits(found.entity.kind, ("Actor",))
    return knowledge.nouns.is_collective(token.lower_, token.lemma_.lower())


def _tells_how(child: Token, context: SentenceContext, knowledge: Knowledge) -> bool:
    """Whether a phrase says how it came about: `by a colleague`, `with sanctions`, `at the hands of rebels`, `in the press`."""
    prep, lemma = preposition(child), child.lemma_.lower()
    if not child.dep_.startswith("obl") or child.i in context.found:
        return prep == "by"
    if prep in {"by", "with"} or (prep == "at" and lemma == "hand"):
        return True
    begin = child.idx
    dated = any(span.start <= begin < span.end for span in context.dates)
    place = any(knowledge.vocabulary.is_a(kind, "Place") for kind in knowledge.nouns.groups.get(lemma, ()))
    return prep == "in" and child.pos_ == "NOUN" and not (dated or place or _is_open_attack(child, context, knowledge))


def implied(context: SentenceContext, objects: tuple[Argument, ...]) -> tuple[Argument, ...]:
    """Who is at work in the list or account that the sentence is a part of, unless it is done to one of its own side."""
    actor = context.setting.actor
    if actor is None or not objects or any(_is_own(each.entity, actor.entity) for each in objects):
        return ()
    start = context.sentence.start
    return (Argument(actor.entity, start, start, start, IMPLIED, resolved=True, elsewhere=actor),)


def _is_own(victim: Entity, actor: Entity) -> bool:
    """Whether one is the other, of the same kind of force, or called by its name: `two JNIM commanders`."""
    words = f" {fold(victim.name)} "
    return victim.kind == actor.kind or any(f" {fold(name)} " in words for name in (actor.name, *actor.aliases))


def nameless(
    token: Token,
    paths: tuple[str, ...],
    kinds: tuple[str, ...],
    context: SentenceContext,
    knowledge: Knowledge,
    arguments: ArgumentFinder,
) -> tuple[Argument, ...]:
    """To whom a deed is done that nobody known suffers: a `convoy`, or whoever holds the `camp held by JNIM`."""
    tokens = (filler for path in paths for filler in role(token, path, knowledge.lexicon.verbs))
    found: list[Argument] = []
    for noun in (each for each in tokens if each.pos_ == "NOUN" and may_stand(each, knowledge.nouns)):
        held = [argument for holder in _holders(noun, knowledge) for argument in arguments.arguments(holder)]
        found += held or described(noun, first_of(noun, context.found), noun.i + 1, context, knowledge)
    return tuple(each for each in found if knowledge.vocabulary.fits(each.entity.kind, kinds))


def _holders(noun: Token, knowledge: Knowledge) -> Iterator[Token]:
    """Those by whom something is held, by a participle that the lexicon knows: `occupied by`, not `abandoned by`."""
    for child in noun.children:
        if child.dep_ == "acl" and "controls" in knowledge.lexicon.relations_of(child.lower_, child.lemma_.lower(), child.pos_):
            yield from agent(child)
