"""Statements that no verb or noun carries, but the way names stand beside each other.

Offices (`Mali's foreign minister Abdoulaye Diop`), places in places (`Aguelhok, Kidal region`), forces in places
(`the U.S. troops in Niger`). They are read off the order of words, which holds where a parse fails.
"""

import itertools
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from kg.arguments import Argument
from kg.context import Knowledge, SentenceContext
from kg.coreference import resolve
from kg.mentions import Found
from kg.records import Entity, Statement
from kg.syntax import preposition

BESIDE = 0.85
OFFICE = 0.9
STATIONED = 0.75
"""Confidence of each construction."""
MAX_TITLE = 6
"""Words that the name of an office has at most."""
SIZES = {"Base": 0, "Settlement": 1, "Place": 1, "NaturalFeature": 1, "Region": 2, "Country": 3}
LED = ("State", "Organization", "Operation")
FORCES = ("ArmedForce", "ArmedGroup", "PrivateMilitaryCompany", "Operation")
INNER_FIRST = frozenset({",", "(", "in", ", in", "in the", ", in the"})
OUTER_FIRST = frozenset({"'s", "’s"})


def constructions(context: SentenceContext, knowledge: Knowledge) -> Iterator[Statement]:
    """The statements of a sentence that stand in no frame."""
    names = _names(context)
    yield from _offices(names, context, knowledge)
    yield from _places_in_places(names, context, knowledge)
    yield from _forces_in_places(names, context, knowledge)


def _names(context: SentenceContext) -> list[Found]:
    """The mentions of the sentence, in order."""
    unique = {each.first: each for each in context.found.values()}
    return sorted(
        (each for first, each in unique.items() if context.sentence.start <= first < context.sentence.end), key=lambda e: e.first
    )


def _statement(
    inner: Found, relation: str, outer: Found, context: SentenceContext, *, trigger: str, frame: str, confidence: float
) -> Statement:
    subject, obj = (Argument(each.entity, each.first, each.last, each.root) for each in (inner, outer))
    return Statement(
        document=context.document,
        sentence=context.wording,
        start=context.start,
        end=context.end,
        subject=context.mention(subject),
        relation=relation,
        object=context.mention(obj),
        trigger=trigger,
        frame=frame,
        confidence=confidence,
    )


def _offices(names: list[Found], context: SentenceContext, knowledge: Knowledge) -> Iterator[Statement]:
    """A person with the body and the office beside the name: before it, or after a comma."""
    doc = context.sentence.doc
    for person in names:
        if person.entity.kind != "Person":
            continue
        for body, words in (_office_before(person, context, knowledge), _office_after(person, context)):
            if (
                body is not None
                and not _is_former(doc, body, knowledge)
                and _is_office(doc, words, knowledge)
                and knowledge.vocabulary.fits(body.entity.kind, LED)
            ):
                trigger = doc[words[0] : words[-1] + 1].text
                yield _statement(person, "leads", body, context, trigger=trigger, frame="leads.office", confidence=OFFICE)


def _office_before(person: Found, context: SentenceContext, knowledge: Knowledge) -> tuple[Found | None, list[int]]:
    """`Russian Foreign Minister Sergei Lavrov`, `Mali's president, Assimi Goïta`, `its president, Assimi Goïta`."""
    doc, index = context.sentence.doc, person.first - 1
    if index >= context.sentence.start and doc[index].text == ",":
        index -= 1
    words: list[int] = []
    while index >= context.sentence.start and index not in context.found and len(words) < MAX_TITLE and _is_title_word(doc, index):
        words.insert(0, index)
        index -= 1
    if index >= context.sentence.start and doc[index].tag_ == "POS":
        index -= 1
    return context.found.get(index) or _of_whom(person, context) or _meant_by(doc[max(index, 0)], context, knowledge), words


def _meant_by(owner: Token, context: SentenceContext, knowledge: Knowledge) -> Found | None:
    """Whom a possessive stands for, as a mention at its place: `its`, `the bloc's`."""
    if owner.dep_ != "nmod:poss" or owner.i < context.sentence.start:
        return None
    meant = resolve(owner, context.discourse, knowledge.nouns, knowledge.vocabulary)
    if len(meant) != 1 or meant[0].kind == "Person":
        return None
    return Found(owner.i, owner.i + 1, owner.i, meant[0], named=False)


def _of_whom(person: Found, context: SentenceContext) -> Found | None:
    """`President Ibrahim Boubacar Keïta of Mali`: the body that follows the name."""
    doc, index, end = context.sentence.doc, person.last, context.sentence.end
    return context.found.get(_skip_determiner(doc, index + 1, end)) if index < end and doc[index].lower_ == "of" else None


def _office_after(person: Found, context: SentenceContext) -> tuple[Found | None, list[int]]:
    """`Sergei Lavrov, Russia's foreign minister`, `Omar Tchiani, the head of the presidential guard`."""
    doc, index, end = context.sentence.doc, person.last, context.sentence.end
    if index >= end or doc[index].text != ",":
        return None, []
    index = _skip_determiner(doc, index + 1, end)
    body = context.found.get(index)
    if body is not None:
        index = body.last + (body.last < end and doc[body.last].tag_ == "POS")
    words: list[int] = []
    while index < end and index not in context.found and len(words) < MAX_TITLE and _is_title_word(doc, index):
        words.append(index)
        index += 1
    if body is None and index < end and doc[index].lower_ in {"of", "for"}:
        body = context.found.get(_skip_determiner(doc, index + 1, end))
    return body, words


def _skip_determiner(doc: Doc, index: int, end: int) -> int:
    return index + 1 if index < end and doc[index].pos_ == "DET" else index


def _is_title_word(doc: Doc, index: int) -> bool:
    return doc[index].pos_ in {"ADJ", "NOUN", "PROPN"} or doc[index].text in {"-", "and", "of"}


def _is_former(doc: Doc, body: Found, knowledge: Knowledge) -> bool:
    """`the former Nigerian president`: the word before the body speaks of the office."""
    return body.first > 0 and doc[body.first - 1].lower_ in knowledge.nouns.no_offices


def _is_office(doc: Doc, words: list[int], knowledge: Knowledge) -> bool:
    """Whether the words name an office that leads a body, and one that is held now."""
    lemmas = {doc[index].lower_ for index in words}
    return bool(lemmas & knowledge.nouns.offices) and not lemmas & knowledge.nouns.no_offices


def _places_in_places(names: list[Found], context: SentenceContext, knowledge: Knowledge) -> Iterator[Statement]:
    """`Aguelhok, Kidal region`, `Léré (Timbuktu)`, `Arlit in northern Niger`, `Sudan's Darfur region`."""
    doc = context.sentence.doc
    for left, right in itertools.pairwise(names):
        between = doc[left.last : right.first].text.strip()
        if between in OUTER_FIRST and _lies_in(right.entity, left.entity, knowledge):
            yield _statement(right, "locatedIn", left, context, trigger=between, frame="locatedIn.owned", confidence=BESIDE)
        elif (
            between in INNER_FIRST
            and _lies_in(left.entity, right.entity, knowledge)
            and not (between == "," and _in_list(right, doc))
        ):
            yield _statement(left, "locatedIn", right, context, trigger=between, frame="locatedIn.beside", confidence=BESIDE)


def _in_list(place: Found, doc: Doc) -> bool:
    """Whether more names follow in a list, so that a comma before this one says nothing."""
    return place.last < len(doc) and doc[place.last].lower_ in {"and", "or"}


def _lies_in(inner: Entity, outer: Entity, knowledge: Knowledge) -> bool:
    """Whether one place can lie in the other: the smaller kind in the larger one, and not against the gazetteer."""
    if inner.kind not in SIZES or outer.kind not in SIZES or inner.id == outer.id:
        return False
    entry = knowledge.gazetteer.entries.get(inner.id)
    if entry is not None and entry.country and outer.kind == "Country" and entry.country != outer.id:
        return False
    return SIZES[inner.kind] < SIZES[outer.kind] or (SIZES[inner.kind] == SIZES[outer.kind] == 1 and not inner.known)


def _forces_in_places(names: list[Found], context: SentenceContext, knowledge: Knowledge) -> Iterator[Statement]:
    """`U.S. troops in Niger`: a force whose noun a place phrase completes."""
    for force in names:
        if not knowledge.vocabulary.fits(force.entity.kind, FORCES):
            continue
        for child in context.sentence.doc[force.root].children:
            place = context.found.get(child.i)
            if place is None or child.dep_ != "nmod" or preposition(child) not in {"in", "at"}:
                continue
            if knowledge.vocabulary.is_a(place.entity.kind, "Place"):
                yield _statement(
                    force, "basedIn", place, context, trigger=preposition(child), frame="basedIn.in", confidence=STATIONED
                )
