"""What may take part in a sentence's statements: its names, and the pronouns and noun phrases that stand for somebody."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Span, Token

from kg.arguments import NAMED_BESIDE, Argument, ArgumentFinder
from kg.context import Knowledge, SentenceContext
from kg.coreference import PERSON_PRONOUNS, PRONOUNS, SPOKEN_OF, SUBJECT_LABELS, Discourse
from kg.encoder.component import ARGUMENTS
from kg.encoder.pairs import Candidate
from kg.mentions import LABEL_FITS, LABEL_KINDS, Found, is_joined
from kg.names import slug
from kg.nouns import Nouns
from kg.records import ENTITY_BASE, Entity, digest
from kg.syntax import FINITE, first_of
from kg.vocabulary import Vocabulary

PARTS = frozenset({"compound", "flat", "nmod:desc", "appos"})
DESCRIBED = 0.9
"""Certainty of an argument that nobody names."""

CATEGORY_KINDS = {"force": "ArmedForce", "police": "GovernmentBody", "government": "GovernmentBody", "rebels": "ArmedGroup"}
"""The class of a collective that no list gives one, by its sort."""

SORTS = {
    "Person": "PERSON", "State": "GPE", "Settlement": "GPE", "Region": "LOC", "Base": "FAC", "Place": "LOC", "Materiel": "WEAPON",
    "Agreement": "EVENT", "Operation": "EVENT", "Organization": "ORG",
}  # fmt: skip
"""From classes, the narrowest first, to the sorts of mentions that the statement network knows."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A candidate by its words alone: tokens `first` to `last` (exclusive), its `head`, its sort, and whether it is a name.

    The statement network is taught on the same outlines that it is asked about.
    """

    first: int
    last: int
    head: int
    sort: str
    named: bool


@dataclass(frozen=True, slots=True)
class Spotted:
    """A candidate of a sentence: the entities that it stands for, its tokens (last exclusive), and its sort.

    A candidate that is neither `named` nor stands for somebody who is, is `described`: an entity of this document.
    """

    arguments: tuple[Argument, ...]
    first: int
    last: int
    sort: str
    named: bool
    described: bool = False
    itself: tuple[Argument, ...] = ()
    """As whom else it may be read: a phrase that stands for somebody known as somebody nobody names, as `minister` in
    `Russia's energy minister`, a pronoun as the next likely one."""


def outlines(sentence: Span, found: Mapping[int, Found], nouns: Nouns, vocabulary: Vocabulary) -> list[Outline]:
    """What may take part in a sentence's statements, by its words, whoever it stands for; names may be `found` beyond it."""
    names = {each.first: each for each in found.values() if sentence.start <= each.first and each.last <= sentence.end}
    labels = {entity.start: entity.label_ for entity in sentence.ents if entity.label_ in LABEL_KINDS}
    made = [
        Outline(first, each.last, each.root, _sort_of_name(each.entity, labels.get(first), vocabulary), named=True)
        for first, each in names.items()
    ]
    made += [
        Outline(first, last, token.i, _sort_of_phrase(token, nouns, vocabulary), named=False)
        for token, first, last in unnamed(sentence, found, nouns)
    ]
    return sorted(made, key=lambda each: (each.first, each.last))


def _sort_of_name(entity: Entity, label: str | None, vocabulary: Vocabulary) -> str:
    """The sort that the recogniser sees, where it may be one of what is known by the name."""
    return label if label and vocabulary.fits(entity.kind, LABEL_FITS[label]) else sort_of(entity.kind, vocabulary)


def _sort_of_phrase(token: Token, nouns: Nouns, vocabulary: Vocabulary) -> str:
    """The sort of who or what a phrase stands for, as far as its head tells."""
    if token.pos_ == "PRON":
        return "PERSON" if token.lower_ in PERSON_PRONOUNS else "ORG"
    return sort_of(kind_of_noun(token.lower_, token.lemma_.lower(), nouns), vocabulary)


def spotted(context: SentenceContext, knowledge: Knowledge) -> list[Spotted]:
    """The candidates of a sentence in the order of its words."""
    finder = ArgumentFinder(context.found, context.discourse, knowledge.nouns, knowledge.vocabulary)
    made = outlines(context.sentence, context.found, knowledge.nouns, knowledge.vocabulary)
    return [each for outline in made if (each := _spotted(outline, context, knowledge, finder))]


def _spotted(outline: Outline, context: SentenceContext, knowledge: Knowledge, finder: ArgumentFinder) -> Spotted | None:
    """The outline with whom it stands for; None where it is nobody."""
    first, last = outline.first, outline.last
    if outline.named:
        found = context.found[first]
        return Spotted((Argument(found.entity, first, last, found.root),), first, last, outline.sort, named=True)
    token = context.sentence.doc[outline.head]
    whose = token.lower_ in PERSON_PRONOUNS and token.dep_ == "nmod:poss"
    if whose and "Country" in knowledge.nouns.groups.get(token.head.lemma_.lower(), ()):
        return None  # `his country` is one party, not two
    known = tuple(finder.alone(token))
    itself = tuple(finder.instead(token, known) if token.lower_ in PRONOUNS else described(token, first, last, context, knowledge))
    if not known and not itself:
        return None
    return Spotted(known or itself, first, last, outline.sort, named=False, described=not known, itself=itself)


def described(token: Token, first: int, last: int, context: SentenceContext, knowledge: Knowledge) -> Iterator[Argument]:
    """A noun phrase that stands for somebody the text does not name, `rebels`, `the opposition`: an entity of this document."""
    made = somebody(token, first, last, context.document, knowledge.nouns)
    if made is not None:
        entity, first = made
        yield Argument(entity, first, last, token.i, DESCRIBED, resolved=True)


def somebody(token: Token, first: int, last: int, document: str, nouns: Nouns) -> tuple[Entity, int] | None:
    """The entity of a document that a noun phrase names, and where its name begins; None where it names nobody."""
    if token.pos_ != "NOUN" or {token.lower_, token.lemma_.lower()} & nouns.quantities:
        return None
    doc = token.doc
    first = max((place + 1 for place in range(first, token.i) if doc[place].tag_ in FINITE), default=first)  # no name has a verb
    while first < token.i and doc[first].pos_ in {"DET", "PUNCT", "NUM"}:
        first += 1
    name = phrase_name(doc[first:last], nouns)
    if doc[first].is_sent_start and doc[first].is_title and doc[first].pos_ == "NOUN":
        name = name[0].lower() + name[1:]
    kind = kind_of_noun(token.lower_, token.lemma_.lower(), nouns)
    return Entity(f"{ENTITY_BASE}x-{slug(name)}-{digest(document, length=8)}", name, kind, known=False), first


def spoken_of(
    sentence: Span, document: str, found: Mapping[int, Found], discourse: Discourse, knowledge: Knowledge
) -> Iterator[tuple[Token, tuple[Entity, ...], bool]]:
    """Whom a sentence speaks of without a name, by the nouns, and whether these stand for somebody who has one.

    Those who are subjects and stand for nobody are somebody of their own: `Gunmen said they had fled`.
    """
    finder = ArgumentFinder(found, discourse, knowledge.nouns, knowledge.vocabulary)
    for token, first, last in unnamed(sentence, found, knowledge.nouns):
        if token.pos_ != "NOUN":
            continue
        subject = token.dep_ in SUBJECT_LABELS
        if not subject and knowledge.nouns.category(token.lower_, token.lemma_.lower()) not in SPOKEN_OF:
            continue
        entities = tuple(argument.entity for argument in finder.alone(token))
        if entities:
            yield token, entities, True
        elif subject and (own := somebody(token, first, last, document, knowledge.nouns)):
            yield token, own[:1], False


def phrase_name(phrase: Span, nouns: Nouns) -> str:
    """What a phrase calls somebody: `Russian-backed forces` with hyphens and all, without `major` or `suspected`."""
    doc, start = phrase.doc, phrase.start
    while is_joined(doc, start):
        start -= 2
    while start < phrase.end - 1 and doc[start].lower_ in nouns.vague:
        start += 1
    return doc[start : phrase.end].text


def kind_of_noun(word: str, lemma: str, nouns: Nouns) -> str:
    """The class of what a common noun names."""
    if nouns.is_title(lemma) and "Person" in nouns.groups.get(lemma, ("Person",)):
        return "Person"
    known = next(iter(nouns.groups.get(lemma, ())), None) or nouns.kind_of([lemma]) or nouns.kind_of([word])
    nature = nouns.natures.get(lemma)
    if nature and not (nature == "Person" and known and word != lemma):  # `gunmen` are a group, `a gunman` is a person
        return nature
    return known or CATEGORY_KINDS.get(nouns.category(word, lemma) or "", "Organization")


def unnamed(sentence: Span, taken: Container[int], nouns: Nouns) -> Iterator[tuple[Token, int, int]]:
    """Heads and ends of phrases beside those `taken`, by token numbers, that may stand for somebody or some place.

    They are pronouns, nouns that the seeds know as such, and what else the recogniser takes for somebody or a part of a statement.
    """
    doc = sentence.doc
    guessed = [*doc.spans.get(ARGUMENTS, ()), *(each for each in sentence.ents if each.label_ in LABEL_KINDS)]
    spans = {span.root.i: (span.start, span.end) for span in reversed(guessed)}
    for token in sentence:
        if token.i in taken:
            continue
        if token.lower_ in PRONOUNS:
            yield token, token.i, token.i + 1
        elif token.pos_ == "NOUN" and may_stand(token, nouns):
            if token.i in spans or not _beside_name(token, taken):
                yield token, first_of(token, taken), token.i + 1
        elif token.i in spans:
            first, last = spans[token.i]
            if not any(place in taken for place in range(first, last)):
                yield token, first, last


def may_stand(token: Token, nouns: Nouns) -> bool:
    """Whether a noun may stand for somebody or some place: `rebels`, `the camp`, `a convoy`."""
    lemma = token.lemma_.lower()
    return nouns.is_somebody(token.lower_, lemma) or lemma in nouns.members


def _beside_name(token: Token, taken: Container[int]) -> bool:
    """Whether a name says who it is: `President Bush`, `the minister, Abdoulaye Diop`, `the town of Gao`."""
    return (token.dep_ in PARTS and token.head.i in taken) or any(
        child.i in taken and (child.dep_ in NAMED_BESIDE - {"compound"}) for child in token.children
    )


def sort_of(kind: str, vocabulary: Vocabulary) -> str:
    """The sort of mentions that a class belongs to."""
    return next((sort for above, sort in SORTS.items() if vocabulary.is_a(kind, above)), "ORG")


def candidate(each: Spotted | Outline, words: dict[int, int]) -> Candidate:
    """The candidate by the numbers of its sentence's words, white space not counted."""
    inside = [words[index] for index in range(each.first, each.last) if index in words]
    return Candidate(inside[0], inside[-1] + 1, each.sort, each.named)
